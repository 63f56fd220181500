"""The face of Byline: an archive of articles that can be added to, searched and asked."""

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
    """Articles, the index over them, and the reader that answers from them.

    Threads may share one; several processes may search a folder while one adds to it.

    Args:
        index: A folder, or the URL of a database: `postgresql://user@host/database`, with `?milvus=http://host:19530`
            if Milvus searches it. Made when the first article is added. The folder `index` if neither this nor `store`
            is given.
        store: An opened store, in place of `index`; closed with the archive.
        settings: See `Settings`.
        encoder: In place of the one that the settings name.
        reader: In place of the built-in one.
        network: What may be connected to where an address is added or followed; the public internet if None.

    Attributes:
        name: How messages name the index: the folder, or the URL without its password.
        timings: How long the stages of the answers took that were given so far.

    Raises:
        InputError: The index has no name, is the address of something else, or is given together with a store.
        ArchiveError: What the database needs is not installed, or its URL is none.
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
        """Let go of files and connections."""
        self._store.close()

    @property
    def store(self) -> Store:
        """What the archive is kept in."""
        return self._store

    @property
    def folder(self) -> Path:
        """The folder that the index is.

        Raises:
            ArchiveError: It is a database.
        """
        if self._store.folder is None:
            raise ArchiveError(f"{self.name}: a database, not a folder: use its own tools, see byline help postgres")
        return self._store.folder

    # Change it

    def add(
        self,
        sources: Source | Iterable[Source],
        *,
        workers: int | str | None = None,
        columns: Mapping[str, str] | None = None,
        settle: float = 0.0,
        acknowledge: Acknowledge = lambda outcomes, share: None,
    ) -> AddReport:
        """Add files, folders, pages and articles; what is there already, unchanged, costs nothing.

        Args:
            sources: Paths, addresses (strings such as `https://…`) and `Article` objects, one or several. An
                article whose id is known and whose content differs becomes a new version. A `Path` is never
                taken for an address.
            workers: Who embeds: so many processes of this machine, or the workers of a Dask scheduler by its address,
                such as `tcp://host:8786`, which is for trusted networks alone (see SECURITY.md); this process if None.
                They load the encoder by its name, so that it must not have been given as an object. What is read,
                cut and written is so by this process.
            columns: Of tables (CSV, JSON and others), which column is `text`, `id`, `title`, `url`, `publisher`,
                `author`, `published` or `language`: `{"text": "story_html"}`; the names that tools write are known.
            settle: Leave files of folders for later that changed in so many seconds: they may still be written to.
            acknowledge: Called with the outcomes of each transaction once it is on the disk, and the
                share of all bytes that have been read, in [0, 1].

        Returns:
            What became of each. A file or page that cannot be taken is rejected with its reason; the rest is added.

        Raises:
            InputError: A source is neither a path, an address nor an article, the workers are none, or a column is
                of something that an article has not.
            ArchiveError: The index cannot be written, or another process is writing to it.
            EncoderError: The encoder cannot be loaded, or a worker has another.
            WorkerError: Nobody embeds: what was acknowledged is kept.
        """
        if checked_workers(workers) is not None and self._encoder is not None:
            raise InputError(
                "workers: found an encoder that was given as an object, expected one that they can load by its name: "
                "use Settings(encoder=...)"
            )
        if unknown := set(columns or {}).difference(FIELDS):
            raise InputError(f"columns: found {sorted(unknown)[0]!r}, expected of {', '.join(FIELDS)}")
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
        """Add what is new or changed in feeds (RSS, Atom), once.

        An entry is asked for if it is new, if the feed gives it a later date of change, or none; a page or feed
        that its server says is unchanged is not sent again.

        Args:
            feeds: Their addresses, one or several.
            limit: How many pages of each feed are asked for, the new ones first.
            delay: Seconds between two requests to a host, 1 if None; more if its robots.txt asks for more.
            acknowledge: See `add`.

        Returns:
            What became of each entry, and of each feed that cannot be read.

        Raises:
            InputError: A feed is not an address, or another argument cannot be used.
            ArchiveError: The index cannot be written, or another process is writing to it.
            EncoderError: The encoder cannot be loaded.
        """
        given = [feeds] if isinstance(feeds, str) else list(feeds)
        for feed in given:
            if not is_address(feed):
                raise InputError(f"feed: found {feed!r}, expected an address such as https://example.org/feed.xml")
        if not isinstance(limit, int) or limit < 1:
            raise InputError(f"limit: found {limit!r}, expected a whole number from 1")
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
        """Give what fetches, to a folder that is removed when the block ends; nothing is locked meanwhile."""
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
        """Correct `title`, `publisher`, `author` or `published`, or `restore` some; see `indexing.edit.edit`."""
        return edit(self._store, self._load_recipe, id, values, tuple(restore))

    def remove(self, *ids: str) -> tuple[str, ...]:
        """Remove articles with all their versions.

        Returns:
            The ids of those that were there.

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
        """Have articles answer nothing any more, such as those whose files are gone; return which there were.

        Their versions are kept, so that receipts can be verified; added again, they answer again. Raises what `remove`
        raises.
        """
        with self._store.lock():
            withdrawn = withdraw(self._store.catalog, ids) if ids and self._store.catalog.exists() else ()
            self._store.refresh()
        return withdrawn

    def rebuild(self, *, progress: Progress = lambda share: None) -> Rebuilt:
        """Cut and embed every article anew, as the settings ask for; what they do not name stays as it was.

        Until it is done the archive answers as before, this one included; interrupted, it stays so.

        Args:
            progress: Told the share of the articles that are embedded, in [0, 1].

        Raises:
            ArchiveError: The index has no articles yet or cannot be written, or another process is writing to it.
            EncoderError: The encoder cannot be loaded.
        """
        if not self.state.generation:
            raise ArchiveError(f"{self.name}: no articles in it yet: there is nothing to make anew")
        with self._store.lock(exclusive=True):
            with self._store.catalog.reading() as rows:
                recipe = IndexRecipe.asked_for(rows, self.settings, self._encoder)
            return rebuild(self._store, recipe, progress)

    # Look at it

    @property
    def state(self) -> IndexState:
        """What the archive holds now; its generation is 0 if it was never used."""
        with self._store.catalog.reading() as rows:
            return rows.state()

    def articles(self, where: Where | None = None, mentioning: Sequence[str] = ()) -> list[ArticleSummary]:
        """List the articles, without their texts, in the order in which they were first added.

        Args:
            where: Conditions on them; with any, or with phrases, the newest come first.
            mentioning: Phrases that stand in title or text of each, whatever their case, accents, plural or possessive.

        Raises:
            InputError: A phrase has no word, or too many passages would have to be read for it.
        """
        if where is None and not mentioning:
            with self._store.catalog.reading() as rows:
                return rows.summaries()
        with self._store.reading() as view:
            return list(articles_mentioning(view, mentioning, where))

    def summary(self, id: str) -> ArticleSummary:
        """Return one line of that list.

        Raises:
            ArticleNotFoundError: There is no article of that id.
        """
        with self._store.catalog.reading() as rows:
            return rows.summary(id)

    def browse(
        self, search: str = "", *, order: ArticleOrder = "added", offset: int = 0, limit: int = 50
    ) -> ArticlePage:
        """List some of the articles.

        Args:
            search: At most 50 words, all of which stand in the id, title, publisher or author; all articles if empty.
            order: `added` and `newest` (by date) have the latest first; `oldest`, `publisher` and `title` go up.
                Articles without a date or a publisher come last.
            offset: How many to pass over, clamped to what a database counts to.
            limit: How many to list, clamped to 1…1,000.

        Raises:
            InputError: An argument is not of its kind.
        """
        check_listing(search, order)
        with self._store.catalog.reading() as rows:
            return rows.browse(search, order, min(max(0, offset), MAX_ARTICLES), min(max(1, limit), 1_000))

    def publishers(self) -> list[str]:
        """List the publishers of the articles, each once, in the order of the alphabet."""
        with self._store.catalog.reading() as rows:
            return rows.publishers()

    def article(self, id: str, version: str | None = None) -> Article:
        """Return an article by its id, as it is now or in an earlier version.

        Args:
            id: Of the article.
            version: See `Article.version`; the present one if None.

        Raises:
            ArticleNotFoundError: There is none of that id, or no such version of it.
        """
        with self._store.catalog.reading() as rows:
            if version is None:
                return rows.article(id)
            found = rows.version(id, version)
            if found is None:
                raise ArticleNotFoundError(f"no version {version!r} of an article {id!r} in the archive")
            return found

    def versions(self, id: str) -> list[ArticleVersion]:
        """List the versions of an article in the order in which they were added; the last one is the present one.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        with self._store.catalog.reading() as rows:
            return rows.versions(id)

    # Ask it

    def search(self, query: str, k: int = 10, where: Where | None = None) -> Hits:
        """Find the passages that suit a query best, by meaning and by words.

        Args:
            query: At most 2,000 characters.
            k: How many, clamped to 1…100.
            where: Conditions on the articles.

        Raises:
            InputError: The query is empty or too long, or another argument is of the wrong kind.
            ArchiveError: The index cannot be read, or was made in another way than the settings ask for.
            EncoderError: The encoder cannot be loaded.
        """
        question = understand(checked_text(query))
        if not isinstance(k, int):
            raise InputError(f"k: found {k!r}, expected a whole number")
        with self._store.reading() as view:
            return self._pipeline.find(view, question, k, where)

    def ask(self, question: str, history: Sequence[str] = (), where: Where | None = None) -> Reply:
        """Answer a question from the articles, with citations, or say that they do not answer it.

        What is of the time that the question names ("in 2021", "last month", "latest") is preferred, and newer articles
        are where it asks how things stand; conditions on dates in `where` leave out. Of a question that names nothing
        but a time only the articles of it are looked at, as long as there are any.

        Args:
            question: At most 2,000 characters.
            history: Earlier questions of the conversation, oldest first.
            where: Conditions on the articles.

        Raises:
            InputError: The question is empty or too long, or another argument is of the wrong kind.
            ArchiveError: The index cannot be read, or was made in another way than the settings ask for.
            EncoderError: The encoder cannot be loaded.
        """
        *_, reply = self.replies(question, history, where)
        return reply

    def replies(self, question: str, history: Sequence[str] = (), where: Where | None = None) -> Iterator[Reply]:
        """Answer as `ask` does, and yield what there is meanwhile: each a whole reply, the last is the answer.

        Without a language model there is only one. With one, the articles' own sentences come first, then what it
        has written so far, sentence by sentence, checked. For arguments and errors see `ask`.
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
        """Find what is said on a subject, by the dates that the sentences name.

        Args:
            subject: At most 2,000 characters.
            where: Conditions on the articles.

        Raises:
            InputError: The subject is empty or too long, or another argument is of the wrong kind.
            ArchiveError: The index cannot be read, or was made in another way than the settings ask for.
            EncoderError: The encoder cannot be loaded.
        """
        question = understand(checked_text(subject, "subject"))
        with self._store.reading() as view:
            return timeline_of(question, self._pipeline.find(view, question, PASSAGES, where), view.statistics)

    def trace(self, excerpt: str) -> Trace:
        """Find the article that an excerpt is from, whether it stands there word for word or was altered.

        Needs no encoder. An excerpt that is not found is a `Trace` too: its status is `absent`.

        Args:
            excerpt: At least four words, at most 5,000 characters.

        Raises:
            InputError: The excerpt is no text, too short or too long.
            ArchiveError: The index cannot be read.
        """
        if not isinstance(excerpt, str):
            raise InputError(f"excerpt: found {type(excerpt).__name__}, expected text")
        with self._store.reading() as view:
            return trace(view, excerpt)

    def check(self, text: str) -> Check:
        """Trace each sentence of a text, and what stands in quotation marks; see `Check`.

        Raises:
            InputError: It is no text, has no sentence, or more than 10,000 characters.
            ArchiveError: The index cannot be read.
        """
        with self._store.reading() as view:
            return check(view, text)

    # Prove it

    def receipt(self, reply: Reply) -> Receipt:
        """Keep a reply of this archive so that it can be verified later; see `Receipt`.

        The receipt is not sealed where the archive has no key yet and cannot be written.

        Raises:
            InputError: What the reply cites does not stand in this archive.
            ArchiveError: The archive cannot be read, or has no key yet and another process is writing to it.
        """
        key = available_seal_key(self._store)
        with self._store.catalog.reading() as rows:
            made = make_receipt(reply, settings_used(self._settings_in_force(), rows), key)
            wrong = verify(made, rows)
        if wrong.verdict == "refused":
            raise InputError(f"the reply is not of this archive as it is now: {wrong.reasons[0]}: ask again")
        return made

    def verify(self, receipt: Receipt) -> Verification:
        """Check a receipt against the archive, without a model, and tell what has changed since.

        Raises:
            ArchiveError: The archive cannot be read.
        """
        with self._store.catalog.reading() as rows:
            return verify(receipt, rows)

    def reply_from_json(self, kept: ReplyJson) -> Reply | None:
        """Make a reply again of what its `to_dict` gave, with the details of articles as they are corrected now.

        Returns:
            None if an article that it cites is no longer kept, or if `kept` is not what this version's `to_dict` gives.

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

    # Say what is right

    def add_feedback(
        self,
        reply: Reply,
        verdict: Thumb,
        *,
        history: Sequence[str] = (),
        right_answer: str = "",
        absent: bool = False,
    ) -> Feedback:
        """Keep what somebody says of a reply; once this returns it is on the disk.

        Args:
            reply: As `ask` gave it.
            verdict: `up` if it was right, that there is no answer included; `down` if it was not.
            history: The earlier questions that it was asked with.
            right_answer: What would have been right, in the words of the articles, of a reply that was not.
            absent: Whether the articles do not answer the question that was answered.

        Raises:
            InputError: An argument is of the wrong kind or too long, or they contradict each other.
            ArchiveError: The folder cannot be written.
        """
        if not isinstance(reply, Reply):
            raise InputError(f"reply: found {type(reply).__name__}, expected byline.Reply")
        earlier = tuple(checked_history(history))
        given = Feedback(datetime.now(UTC), verdict, reply.question, earlier, right_answer, absent, reply.to_dict())
        self._feedback.keep(given)
        return given

    def feedback(self) -> list[Feedback]:
        """List what was said of replies, oldest first.

        Raises:
            ArchiveError: It cannot be read.
        """
        return self._feedback.all()

    def feedback_questions(self) -> tuple[list[LabelledQuestion], list[str]]:
        """Make of it questions whose answers are known, for `evaluate`.

        Returns:
            The questions, and of each that was left out the reason.

        Raises:
            ArchiveError: It, or the archive, cannot be read.
        """
        with self._store.catalog.reading() as rows:
            return questions_of(self.feedback(), rows)

    def calibrate(self) -> Calibrated:
        """Refit the confidence on the feedback; keep what was fitted if it is better, else what ships with Byline.

        Every question that feedback was given on is asked again.

        Raises:
            InputError: The archive's reader says itself how sure it is.
            ArchiveError: Fewer than ten replies are right, or fewer than ten are wrong; or the archive cannot be
                read or written.
        """
        questions, _ = self.feedback_questions()
        wrong = wrong_without_answer(self.feedback())
        calibration.require_enough(self.name, len(questions) + len(wrong))
        reader = self._load_reader()
        if not reader.calibrated:
            raise InputError("reader: it says itself how sure it is, expected a built-in reader")
        never_abstaining = replace(self.settings, min_confidence=0.0, answerer=None)
        pipeline = Pipeline(never_abstaining, lambda rows: self._recipe_of(rows).encoder, lambda: reader, Timings())

        def ask(question: str, history: Sequence[str]) -> Reply:
            with self._store.reading() as view:
                return pipeline.answer(view, question, history, None).reply()

        found = calibration.calibrate(self.name, questions, wrong, ask, self._calibrated_as())
        self._keep_scale(found.scale.to_json() if found.is_better else "")
        return found

    def reset_calibration(self) -> None:
        """Go back to the confidence that ships with Byline.

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
        """Return what an own confidence is of: the reader, and the calibration that ships with Byline."""
        return f"{self.settings.reader or ''} {load_calibration().fingerprint}"

    @property
    def conversations(self) -> Conversations:
        """The conversations that were held in the page."""
        return Conversations(self._store.sidecar(conversations.FILE, conversations.SCHEMA))

    # Look after it

    def backup(self, file: str | Path) -> int:
        """Write the articles, all their versions, feedback and conversations to one file.

        Others may add to the archive meanwhile: the backup holds one generation of it.

        Args:
            file: Replaced, at the end, if it is an earlier backup.

        Returns:
            Its length, in bytes.

        Raises:
            InputError: The file is there and is no backup, or cannot be written.
            ArchiveError: The archive has no articles yet, or cannot be read.
        """
        if not self.state.generation:
            raise ArchiveError(f"{self.name}: no articles in it yet: there is nothing to back up")
        return backup(self.folder, Path(file))

    def restore_backup(self, file: str | Path) -> None:
        """Make this archive, whose folder is not there yet or empty, of a backup.

        Raises:
            InputError: The file is no backup, or is damaged.
            ArchiveError: The folder has something in it, or cannot be written.
        """
        restore_backup(Path(file), self.folder)

    def doctor(self, *, compact: bool = False) -> list[Finding]:
        """Check the encoder, the database and its caches, and repair the caches if they need it.

        With `compact`, first give the disk back what removed articles took: that works on a full disk, too.
        """
        space = [self._store.compact()] if compact else []
        return [*space, *examine(self._store, self._load_recipe)]

    def _load_recipe(self) -> IndexRecipe:
        with self._store.catalog.reading() as rows:
            return self._recipe_of(rows)

    def _recipe_of(self, rows: Snapshot) -> IndexRecipe:
        """Return how the index was made; another process may have made it anew since it was last asked."""
        with self._loading:
            if self._recipe is None or self._recipe.fingerprint != rows.get("fingerprint"):
                self._recipe = IndexRecipe.of(rows, self.settings, self._encoder)
            return self._recipe

    def _settings_in_force(self) -> Settings:
        """Return the settings with the thresholds that the reader puts in place of None, once it has been loaded."""
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
        raise InputError("store: found one together with an index, expected one of the two: leave out one")
    return store
