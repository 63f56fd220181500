"""The public entry point: an archive of articles to add to, search and ask."""

import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from byline.answering.catalogue import articles_mentioning
from byline.answering.compose import sources_of
from byline.answering.decide import is_doubtful, likely_threshold, load_calibration, threshold
from byline.answering.pipeline import Pipeline
from byline.answering.scaling import Scale
from byline.answering.timing import Timings
from byline.encoders.base import Encoder
from byline.errors import ArchiveError, ArticleNotFoundError, InputError
from byline.evaluation.questions import LabelledQuestion
from byline.history import calibration, conversations, feedback
from byline.history.calibration import Calibrated
from byline.history.conversations import Conversations
from byline.history.feedback import Feedback, FeedbackStore, questions_of, wrong_without_answer
from byline.indexing.add import Acknowledge, Adder
from byline.indexing.backup import backup, restore_backup
from byline.indexing.doctor import examine
from byline.indexing.edit import edit, with_corrections
from byline.indexing.gone import lost_below, remember_folders, settled, withdraw
from byline.indexing.rebuild import Progress, Rebuilt, rebuild
from byline.indexing.recipe import IndexRecipe
from byline.indexing.removal import removed
from byline.indexing.workers import checked_workers, open_workers
from byline.ingest import Found, discover
from byline.ingest.columns import FIELDS
from byline.ingest.files import is_address
from byline.provenance.checking import check
from byline.provenance.receipts import Receipt, available_seal_key, ensure_seal_key, make_receipt, settings_used
from byline.provenance.trace import trace
from byline.provenance.verification import Verification, verify
from byline.question.question import checked_history, checked_text, understand
from byline.readers import load_reader
from byline.readers.base import Reader
from byline.records import (
    AddReport,
    Article,
    ArticleOrder,
    ArticlePage,
    ArticleSummary,
    ArticleVersion,
    Check,
    Finding,
    Hits,
    IndexState,
    Reply,
    Trace,
    Where,
)
from byline.records.from_json import reply_from_json
from byline.records.search import check_listing
from byline.records.vocabulary import Thumb
from byline.records.wire import ReplyJson
from byline.settings import MAX_ARTICLES, Settings
from byline.store.base import Store
from byline.store.open import open_store
from byline.store.sql import Snapshot
from byline.timeline import PASSAGES, Timeline, timeline_of

if TYPE_CHECKING:
    from byline.fetching.collect import Collector
    from byline.fetching.network import Network

Source = str | Path | Article

_FOLDER = "index"
_FEED_ENTRIES = 50
_MAX_DELAY = 3_600.0


class Archive:
    """Articles, their index, and the reader that answers from them.

    Threads may share an archive; several processes may search a folder while one adds to it.

    Args:
        index: A folder, or a database URL: `postgresql://user@host/database`, with `?milvus=http://host:19530` to
            search with Milvus. Created when the first article is added. Defaults to the folder `index` if `store` is
            not given either.
        store: An open store to use instead of `index`; closed with the archive.
        settings: See `Settings`.
        encoder: Replaces the encoder named in the settings.
        reader: Replaces the built-in reader.
        network: What adding and following URLs may connect to; the public internet if None.

    Attributes:
        name: The index as messages name it: the folder, or the URL without its password.
        timings: How long each stage of the answers given so far took.

    Raises:
        InputError: The index name is empty, is some other kind of URL, or is given together with a store.
        ArchiveError: What the database needs is not installed, or its URL is invalid.
    """

    def __init__(
        self,
        index: str | Path | None = None,
        *,
        store: Store | None = None,
        settings: Settings | None = None,
        encoder: Encoder | None = None,
        reader: Reader | None = None,
        network: "Network | None" = None,
    ) -> None:
        self.settings = settings or Settings()
        self._store = _opened(index, store)
        self.name = self._store.name
        self._feedback = FeedbackStore(self._store.sidecar(feedback.FILE, feedback.SCHEMA))
        self.timings = Timings()
        self._encoder = encoder
        self._reader = reader
        self._network = network
        self._recipe: IndexRecipe | None = None
        self._loading = threading.Lock()
        self._pipeline = Pipeline(
            self.settings, lambda rows: self._recipe_of(rows).encoder, self._load_reader, self.timings, self._scale_of
        )

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close files and connections."""
        self._store.close()

    @property
    def store(self) -> Store:
        """The store that contains the archive."""
        return self._store

    @property
    def folder(self) -> Path:
        """The folder that contains the index.

        Raises:
            ArchiveError: The index is a database.
        """
        if self._store.folder is None:
            raise ArchiveError(f"{self.name}: a database, not a folder: use its own tools, see byline help postgres")
        return self._store.folder

    # Changing

    def add(
        self,
        sources: Source | Iterable[Source],
        *,
        workers: int | str | None = None,
        columns: Mapping[str, str] | None = None,
        settle: float = 0.0,
        acknowledge: Acknowledge = lambda outcomes, share: None,
    ) -> AddReport:
        """Add files, folders, web pages and articles; unchanged articles are skipped.

        Args:
            sources: One or several paths, URLs (strings such as `https://…`) and `Article` objects. An article with a
                known id and different content becomes a new version. A `Path` is never treated as a URL.
            workers: Where to embed: a number of processes on this machine, or the workers of a Dask scheduler, given
                by its address such as `tcp://host:8786` (trusted networks only, see SECURITY.md); this process if
                None. Workers load the encoder by name, so it must not have been passed as an object. Reading,
                splitting and writing always happen in this process.
            columns: For tables (CSV, JSON and others): the column of `text`, `id`, `title`, `url`, `publisher`,
                `author`, `published` or `language`, as in `{"text": "story_html"}`. Common names are recognised.
            settle: Postpone files in folders that changed within this many seconds: they may still be being written.
            acknowledge: Called after each transaction is on disk, with its outcomes and the share of all bytes read
                so far, in [0, 1].

        Returns:
            The outcome for each source. Unusable files and pages are rejected with a reason; the rest is added.

        Raises:
            InputError: A source is not a path, URL or article; `workers` is invalid; `columns` has an unknown field.
            ArchiveError: The index cannot be written, or another process is writing to it.
            EncoderError: The encoder cannot be loaded, or a worker has a different one.
            WorkerError: No worker is left to embed; everything acknowledged is kept.
        """
        if checked_workers(workers) is not None and self._encoder is not None:
            raise InputError(
                "workers: found an encoder passed as an object, expected one that workers can load by name: "
                "use Settings(encoder=...)"
            )
        if unknown := set(columns or {}).difference(FIELDS):
            raise InputError(f"columns: found {sorted(unknown)[0]!r}, expected one of {', '.join(FIELDS)}")
        if not isinstance(sources, Iterable | Path | Article):
            raise InputError(f"sources: found {type(sources).__name__}, expected files, folders or articles")
        given = [sources] if isinstance(sources, str | Path | Article) else list(sources)
        articles = [source for source in given if isinstance(source, Article)]
        addresses = [source for source in given if isinstance(source, str) and is_address(source)]
        paths = [source for source in given if not isinstance(source, Article) and not is_address(source)]
        found = discover(paths, settle)
        folders = [Path(path) for path in paths if os.path.isdir(path)]  # noqa: PTH112 - unlike Path.is_dir it never raises
        if not addresses:
            return self._add(articles, found, acknowledge, workers, columns, folders)
        with self._collecting() as collector:
            found.files += collector.pages(addresses)
            return self._add(articles, found, acknowledge, workers, columns, folders)

    def follow(
        self,
        feeds: str | Iterable[str],
        *,
        limit: int = _FEED_ENTRIES,
        delay: float | None = None,
        acknowledge: Acknowledge = lambda outcomes, share: None,
    ) -> AddReport:
        """Add new and changed articles from feeds (RSS, Atom), once.

        An entry is fetched if it is new, or if the feed gives a later modification date or none. Pages and feeds that
        the server reports as unchanged are not downloaded again.

        Args:
            feeds: One or several URLs.
            limit: Maximum number of pages to fetch from each feed, new ones first.
            delay: Seconds between two requests to the same host; 1 if None, more if its robots.txt asks for it.
            acknowledge: See `add`.

        Returns:
            The outcome for each entry, and for each feed that cannot be read.

        Raises:
            InputError: A feed is not a URL, or another argument is invalid.
            ArchiveError: The index cannot be written, or another process is writing to it.
            EncoderError: The encoder cannot be loaded.
        """
        given = [feeds] if isinstance(feeds, str) else list(feeds)
        for feed in given:
            if not is_address(feed):
                raise InputError(f"feed: found {feed!r}, expected a URL such as https://example.org/feed.xml")
        if not isinstance(limit, int) or limit < 1:
            raise InputError(f"limit: found {limit!r}, expected a whole number, at least 1")
        if delay is not None and not 0 <= delay <= _MAX_DELAY:
            raise InputError(f"delay: found {delay!r}, expected seconds from 0 to {_MAX_DELAY:g}")
        with self._collecting(delay) as collector:
            report = self._add([], collector.follow(given, limit), acknowledge)
            finished = collector.finished(report)
            if finished:
                with self._store.lock(), self._store.catalog.writing(new_generation=False) as changes:
                    for name, value in finished.items():
                        changes.set(name, value)
            return report

    @contextmanager
    def _collecting(self, delay: float | None = None) -> Iterator["Collector"]:
        """Yield a collector that downloads to a temporary folder, without any lock."""
        from byline.fetching.collect import Collector
        from byline.fetching.fetcher import Fetcher
        from byline.fetching.network import Network

        network = self._network or Network()
        if delay is not None:
            network = replace(network, delay=delay)
        with TemporaryDirectory(prefix="byline-") as folder:
            yield Collector(Fetcher(network), self._store.catalog, Path(folder))

    def _add(
        self,
        articles: Iterable[Article],
        found: Found,
        acknowledge: Acknowledge,
        workers: int | str | None = None,
        columns: Mapping[str, str] | None = None,
        folders: Sequence[Path] = (),
    ) -> AddReport:
        with self._store.lock():
            recipe = self._load_recipe()
            recipe.record_if_new(self._store.catalog)
            ensure_seal_key(self._store)
            searched = remember_folders(self._store.catalog, folders)
            with self._store.catalog.reading() as rows:
                lost = lost_below(rows, searched)
            with open_workers(workers, recipe.encoder) as embedding:
                adder = Adder(self._store, recipe, embedding, acknowledge, columns, lost)
                outcomes = adder.add(articles, found)
            gone, moved = settled(self._store.catalog, folders, searched, adder.read, outcomes, found.unfinished)
            self._store.refresh()
        return AddReport(outcomes, tuple(found.skipped), tuple(found.warnings), gone, moved, tuple(found.unfinished))

    def edit(self, id: str, *, restore: Iterable[str] = (), **values: str | datetime) -> Article:
        """Correct or restore title, publisher, author or date; see `indexing.edit.edit`."""
        return edit(self._store, self._load_recipe, id, values, tuple(restore))

    def remove(self, *ids: str) -> tuple[str, ...]:
        """Remove articles with all their versions.

        Returns:
            The ids that existed.

        Raises:
            ArchiveError: The index cannot be written, or another process is writing to it.
        """
        if not self._store.catalog.exists():
            return ()
        with self._store.lock(removing=True):
            with self._store.catalog.reading() as rows:
                present = tuple(id for id in dict.fromkeys(ids) if rows.is_kept(id))
            return removed(self._store, present) if present else ()

    def withdraw(self, *ids: str) -> tuple[str, ...]:
        """Exclude articles from answers, for example because their files are gone.

        Their versions are kept so that receipts can be verified. Articles that are added again answer again. Returns
        and raises the same as `remove`.
        """
        with self._store.lock():
            withdrawn = withdraw(self._store.catalog, ids) if ids and self._store.catalog.exists() else ()
            self._store.refresh()
        return withdrawn

    def rebuild(self, *, progress: Progress = lambda share: None) -> Rebuilt:
        """Split and embed every article again, as the settings say.

        Settings that are None keep the index's value. Until the rebuild is done, the archive, including this object,
        answers as before; an interrupted rebuild changes nothing.

        Args:
            progress: Called with the share of articles embedded so far, in [0, 1].

        Raises:
            ArchiveError: The index has no articles yet or cannot be written, or another process is writing to it.
            EncoderError: The encoder cannot be loaded.
        """
        if not self.state.generation:
            raise ArchiveError(f"{self.name}: no articles in it yet: there is nothing to rebuild")
        with self._store.lock(exclusive=True):
            with self._store.catalog.reading() as rows:
                recipe = IndexRecipe.asked_for(rows, self.settings, self._encoder)
            return rebuild(self._store, recipe, progress)

    # Reading

    @property
    def state(self) -> IndexState:
        """What the archive contains now; generation 0 means that it was never used."""
        with self._store.catalog.reading() as rows:
            return rows.state()

    def articles(self, where: Where | None = None, mentioning: Sequence[str] = ()) -> list[ArticleSummary]:
        """List the articles, without their text, in the order of their first addition.

        Args:
            where: Conditions on the articles. With conditions or phrases, the newest come first.
            mentioning: Phrases that must all appear in the title or text, ignoring case, accents, plurals and
                possessives.

        Raises:
            InputError: A phrase contains no word, or would require reading too many passages.
        """
        if where is None and not mentioning:
            with self._store.catalog.reading() as rows:
                return rows.summaries()
        with self._store.reading() as view:
            return list(articles_mentioning(view, mentioning, where))

    def summary(self, id: str) -> ArticleSummary:
        """Return an article as `articles` lists it.

        Raises:
            ArticleNotFoundError: No article has this id.
        """
        with self._store.catalog.reading() as rows:
            return rows.summary(id)

    def browse(
        self, search: str = "", *, order: ArticleOrder = "added", offset: int = 0, limit: int = 50
    ) -> ArticlePage:
        """List one page of the articles.

        Args:
            search: At most 50 words, each of which must appear in the id, title, publisher or author; empty for all.
            order: `added` and `newest` (by date) are descending; `oldest`, `publisher` and `title` are ascending.
                Articles without a date or publisher come last.
            offset: How many articles to skip, clamped to the largest integer every database accepts.
            limit: How many to list, clamped to 1…1,000.

        Raises:
            InputError: An argument has the wrong type or value.
        """
        check_listing(search, order)
        with self._store.catalog.reading() as rows:
            return rows.browse(search, order, min(max(0, offset), MAX_ARTICLES), min(max(1, limit), 1_000))

    def publishers(self) -> list[str]:
        """List the publishers of the articles, without duplicates, in alphabetical order."""
        with self._store.catalog.reading() as rows:
            return rows.publishers()

    def article(self, id: str, version: str | None = None) -> Article:
        """Return the current or an earlier version of an article.

        Args:
            id: The article's id.
            version: See `Article.version`; the current version if None.

        Raises:
            ArticleNotFoundError: No article has this id, or it has no such version.
        """
        with self._store.catalog.reading() as rows:
            if version is None:
                return rows.article(id)
            found = rows.version(id, version)
            if found is None:
                raise ArticleNotFoundError(f"no version {version!r} of an article {id!r} in the archive")
            return found

    def versions(self, id: str) -> list[ArticleVersion]:
        """List the versions of an article, oldest addition first; the last one is current.

        Raises:
            ArticleNotFoundError: No article has this id.
        """
        with self._store.catalog.reading() as rows:
            return rows.versions(id)

    # Asking

    def search(self, query: str, k: int = 10, where: Where | None = None) -> Hits:
        """Find the passages that best match a query, by meaning and by keyword.

        Args:
            query: At most 2,000 characters.
            k: How many passages, clamped to 1…100.
            where: Conditions on the articles.

        Raises:
            InputError: The query is empty or too long, or another argument has the wrong type.
            ArchiveError: The index cannot be read, or was built with other settings.
            EncoderError: The encoder cannot be loaded.
        """
        question = understand(checked_text(query))
        if not isinstance(k, int):
            raise InputError(f"k: found {k!r}, expected a whole number")
        with self._store.reading() as view:
            return self._pipeline.find(view, question, k, where)

    def ask(self, question: str, history: Sequence[str] = (), where: Where | None = None) -> Reply:
        """Answer a question from the articles, with citations, or decline to answer.

        Passages from the time that the question names ("in 2021", "last month", "latest") are preferred, and so are
        newer articles if it asks how things stand now; date conditions in `where` exclude other articles altogether. A
        question that names nothing but a time is answered from articles of that time, if there are any.

        Args:
            question: At most 2,000 characters.
            history: Earlier questions of the conversation, oldest first.
            where: Conditions on the articles.

        Raises:
            InputError: The question is empty or too long, or another argument has the wrong type.
            ArchiveError: The index cannot be read, or was built with other settings.
            EncoderError: The encoder cannot be loaded.
        """
        *_, reply = self.replies(question, history, where)
        return reply

    def replies(self, question: str, history: Sequence[str] = (), where: Where | None = None) -> Iterator[Reply]:
        """Answer like `ask`, yielding interim replies; the last one is the answer.

        Each is a complete reply. Without a language model there is only one. With one, quotes come first, then the
        checked sentences that the model has written so far. See `ask` for arguments and errors.
        """
        checked, earlier = checked_text(question), checked_history(history)
        with self._store.reading() as view:
            findings = self._pipeline.answer(view, checked, earlier, where)
        if self.settings.answerer is None or not findings.may_be_written:
            yield findings.reply()
        else:
            from byline.generation import written_replies

            yield from written_replies(findings, self.settings.answerer)

    def timeline(self, subject: str, where: Where | None = None) -> Timeline:
        """Collect sentences on a subject, ordered by the dates that they name.

        Args:
            subject: At most 2,000 characters.
            where: Conditions on the articles.

        Raises:
            InputError: The subject is empty or too long, or another argument has the wrong type.
            ArchiveError: The index cannot be read, or was built with other settings.
            EncoderError: The encoder cannot be loaded.
        """
        question = understand(checked_text(subject, "subject"))
        with self._store.reading() as view:
            return timeline_of(question, self._pipeline.find(view, question, PASSAGES, where), view.statistics)

    def trace(self, excerpt: str) -> Trace:
        """Find the article that an excerpt comes from, whether verbatim or altered.

        Needs no encoder. An excerpt that is not found gives a `Trace` with the status `absent`.

        Args:
            excerpt: At least four words, at most 5,000 characters.

        Raises:
            InputError: The excerpt is not a string, or is too short or too long.
            ArchiveError: The index cannot be read.
        """
        if not isinstance(excerpt, str):
            raise InputError(f"excerpt: found {type(excerpt).__name__}, expected text")
        with self._store.reading() as view:
            return trace(view, excerpt)

    def check(self, text: str) -> Check:
        """Trace each sentence of a text and each quote in it; see `Check`.

        Raises:
            InputError: The text is not a string, has no sentence, or has more than 10,000 characters.
            ArchiveError: The index cannot be read.
        """
        with self._store.reading() as view:
            return check(view, text)

    # Receipts

    def receipt(self, reply: Reply) -> Receipt:
        """Make a receipt with which a reply can be verified later; see `Receipt`.

        The receipt is not sealed if the archive has no key yet and cannot be written.

        Raises:
            InputError: A citation in the reply is not in this archive.
            ArchiveError: The archive cannot be read, or has no key yet and another process is writing to it.
        """
        key = available_seal_key(self._store)
        with self._store.catalog.reading() as rows:
            made = make_receipt(reply, settings_used(self._settings_in_force(), rows), key)
            wrong = verify(made, rows)
        if wrong.verdict == "refused":
            raise InputError(f"the reply does not match this archive as it is now: {wrong.reasons[0]}: ask again")
        return made

    def verify(self, receipt: Receipt) -> Verification:
        """Check a receipt against the archive without a model; report what has changed.

        Raises:
            ArchiveError: The archive cannot be read.
        """
        with self._store.catalog.reading() as rows:
            return verify(receipt, rows)

    def reply_from_json(self, kept: ReplyJson) -> Reply | None:
        """Restore a reply from its `to_dict` form, with the current article details.

        Returns:
            None if a cited article is no longer kept, or if `kept` is not in this version's `to_dict` format.

        Raises:
            ArchiveError: The archive cannot be read.
        """
        with self._store.reading() as view:
            try:
                reply = reply_from_json(kept, with_corrections(view.rows))
            except (KeyError, TypeError, ValueError):
                return None
            if reply is None or reply.listing:
                return reply
            dates, origins = sources_of(reply.citations, view.rows.copies({one.id for one in reply.documents}))
            return replace(reply, dates=dates, origins=origins)

    # Feedback and calibration

    def add_feedback(
        self,
        reply: Reply,
        verdict: Thumb,
        *,
        history: Sequence[str] = (),
        right_answer: str = "",
        absent: bool = False,
    ) -> Feedback:
        """Save feedback on a reply; it is on disk when this returns.

        Args:
            reply: The reply from `ask`.
            verdict: `up` if the reply was right (including "no answer"), `down` if it was wrong.
            history: The earlier questions that were passed to `ask`.
            right_answer: The right answer, in the words of the articles, if the reply was wrong.
            absent: Whether the reply was wrong because the articles do not answer the question.

        Raises:
            InputError: An argument has the wrong type or is too long, or arguments contradict each other.
            ArchiveError: The folder cannot be written.
        """
        if not isinstance(reply, Reply):
            raise InputError(f"reply: found {type(reply).__name__}, expected byline.Reply")
        earlier = tuple(checked_history(history))
        given = Feedback(datetime.now(UTC), verdict, reply.question, earlier, right_answer, absent, reply.to_dict())
        self._feedback.keep(given)
        return given

    def feedback(self) -> list[Feedback]:
        """List the feedback on replies, oldest first.

        Raises:
            ArchiveError: The feedback cannot be read.
        """
        return self._feedback.all()

    def feedback_questions(self) -> tuple[list[LabelledQuestion], list[str]]:
        """Turn the feedback into questions with known answers, for `evaluate`.

        Returns:
            The questions, and the reason for each piece of feedback that was left out.

        Raises:
            ArchiveError: The feedback or the archive cannot be read.
        """
        with self._store.catalog.reading() as rows:
            return questions_of(self.feedback(), rows)

    def calibrate(self) -> Calibrated:
        """Refit the confidence to the feedback, and keep the result if it is better.

        If not, the confidence shipped with Byline is used. Asks every question with feedback again.

        Raises:
            InputError: The archive's reader computes its own confidence.
            ArchiveError: Fewer than ten replies are right, or fewer than ten are wrong; or the archive cannot be
                read or written.
        """
        questions, _ = self.feedback_questions()
        wrong = wrong_without_answer(self.feedback())
        calibration.require_enough(self.name, len(questions) + len(wrong))
        reader = self._load_reader()
        if not reader.calibrated:
            raise InputError("reader: found one that computes its own confidence, expected a built-in reader")
        never_abstaining = replace(self.settings, min_confidence=0.0, answerer=None)
        pipeline = Pipeline(never_abstaining, lambda rows: self._recipe_of(rows).encoder, lambda: reader, Timings())

        def ask(question: str, history: Sequence[str]) -> Reply:
            with self._store.reading() as view:
                return pipeline.answer(view, question, history, None).reply()

        found = calibration.calibrate(self.name, questions, wrong, ask, self._calibrated_as())
        self._keep_scale(found.scale.to_json() if found.is_better else "")
        return found

    def reset_calibration(self) -> None:
        """Go back to the confidence shipped with Byline.

        Raises:
            ArchiveError: The archive cannot be written, or another process is writing to it.
        """
        if self._store.catalog.exists():
            self._keep_scale("")

    def _keep_scale(self, kept: str) -> None:
        with self._store.lock(), self._store.catalog.writing(new_generation=False) as changes:
            changes.set(calibration.KEY, kept)

    def _scale_of(self, rows: Snapshot) -> Scale:
        return Scale.from_json(rows.get(calibration.KEY), self._calibrated_as())

    def _calibrated_as(self) -> str:
        """Return what an archive's own confidence depends on: reader and base calibration."""
        return f"{self.settings.reader or ''} {load_calibration().fingerprint}"

    @property
    def conversations(self) -> Conversations:
        """The conversations held on the chat page."""
        return Conversations(self._store.sidecar(conversations.FILE, conversations.SCHEMA))

    # Maintenance

    def backup(self, file: str | Path) -> int:
        """Write the articles, all their versions, feedback and conversations to one file.

        Others may add to the archive meanwhile: the backup contains a single generation.

        Args:
            file: The file to write; an earlier backup there is replaced once the new one is complete.

        Returns:
            The size in bytes.

        Raises:
            InputError: The file exists and is not a backup, or cannot be written.
            ArchiveError: The archive has no articles yet, or cannot be read.
        """
        if not self.state.generation:
            raise ArchiveError(f"{self.name}: no articles in it yet: there is nothing to back up")
        return backup(self.folder, Path(file))

    def restore_backup(self, file: str | Path) -> None:
        """Restore a backup into this archive, whose folder must be missing or empty.

        Raises:
            InputError: The file is not a backup, or is damaged.
            ArchiveError: The folder is not empty, or cannot be written.
        """
        restore_backup(Path(file), self.folder)

    def doctor(self, *, compact: bool = False) -> list[Finding]:
        """Check the encoder, the database and its caches; repair the caches if needed.

        With `compact`, first free the disk space of removed articles, which works even on a full disk.
        """
        space = [self._store.compact()] if compact else []
        return [*space, *examine(self._store, self._load_recipe)]

    def _load_recipe(self) -> IndexRecipe:
        with self._store.catalog.reading() as rows:
            return self._recipe_of(rows)

    def _recipe_of(self, rows: Snapshot) -> IndexRecipe:
        """Return how the index was built, reloaded if another process has rebuilt it."""
        with self._loading:
            if self._recipe is None or self._recipe.fingerprint != rows.get("fingerprint"):
                self._recipe = IndexRecipe.of(rows, self.settings, self._encoder)
            return self._recipe

    def _settings_in_force(self) -> Settings:
        """Return the settings, with the reader's thresholds for None once it is loaded."""
        if self._reader is None:
            return self.settings
        return replace(
            self.settings,
            min_confidence=threshold(self.settings, calibrated=self._reader.calibrated),
            likely_confidence=likely_threshold(self.settings, calibrated=self._reader.calibrated),
        )

    def _load_reader(self) -> Reader:
        with self._loading:
            if self._reader is None:
                self._reader = load_reader(self.settings.reader, is_doubtful)
            return self._reader


def _opened(index: str | Path | None, store: Store | None) -> Store:
    if store is None:
        if index is not None and not str(index).strip():
            raise InputError("index: empty, expected the name of a folder or the URL of a database")
        return open_store(_FOLDER if index is None else index)
    if index is not None:
        raise InputError("store: found both a store and an index, expected only one of them")
    return store
