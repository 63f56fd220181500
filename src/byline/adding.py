"""Add articles: find what is new, cut and embed it, commit it, and tell what became of each.

files -> candidates -> batches -> embed what is not known -> one transaction -> acknowledge
"""

import errno
import hashlib
import itertools
import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from byline.blueprint import Blueprint, Cut
from byline.copies import SIMILAR, Signature, signature_of
from byline.errors import ArchiveLockedError, ArticleError
from byline.ingest import Draft, Found, FoundFile, Rejection, Sandbox
from byline.ingest.files import PARSERS, TABLES
from byline.languages import language_of
from byline.ports import Floats
from byline.records import Article, Outcome, OutcomeStatus
from byline.store.rows import Changes, Rows
from byline.store.store import Store
from byline.text import one_line
from byline.titles import title_of

Acknowledge = Callable[[Sequence[Outcome], float], None]

_ARTICLES_PER_TRANSACTION = 64
_CHARACTERS_PER_TRANSACTION = 50_000


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something that was to be added.

    Attributes:
        source: The file and row it came from, or the id of an article given as an object.
        article: None if it is rejected, or known to be there already.
        id: Of the article that is there already.
        reason: Why it is rejected.
        digest: Of the file that was read, remembered with the source; None if that need not be.
        warnings: What the user should know.
        progress: Share of all the bytes that have been read so far, in [0, 1].
    """

    source: str
    article: Article | None = None
    id: str | None = None
    reason: str = ""
    digest: str | None = None
    warnings: tuple[str, ...] = ()
    progress: float = 0.0

    def outcome(self, status: OutcomeStatus, passages: int = 0, embedded: int = 0) -> Outcome:
        """Tell what became of it."""
        id = self.article.id if self.article else self.id
        return Outcome(status, self.source, id, self.reason, self.warnings, passages, embedded)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An article that is new or changed, cut into passages."""

    article: Article
    status: OutcomeStatus
    cut: Cut


class Adder:
    """Adds articles to a store.

    Args:
        store: Where to; its lock is held meanwhile.
        blueprint: How to cut and embed them.
        acknowledge: Told the outcomes of each transaction once it is on the disk, and the share done.
    """

    def __init__(self, store: Store, blueprint: Blueprint, acknowledge: Acknowledge) -> None:
        self._store = store
        self._blueprint = blueprint
        self._acknowledge = acknowledge
        self._named: dict[str, str] = {}  # by id: version of what this call read

    def add(self, articles: Iterable[Article], found: Found) -> tuple[Outcome, ...]:
        """Add articles and files, a batch at a time, each in a transaction of its own."""
        outcomes: list[Outcome] = []
        with Sandbox() as sandbox:
            for batch in _batches(self._candidates(articles, found, sandbox)):
                committed = self._commit(batch)
                self._acknowledge(committed, batch[-1].progress)
                outcomes.extend(committed)
        return tuple(outcomes)

    # From files to candidates

    def _candidates(self, articles: Iterable[Article], found: Found, sandbox: Sandbox) -> Iterator[_Candidate]:
        for article in articles:
            yield self._noted(self._described(_Candidate(article.id, article)))
        read, total = 0, sum(file.size for file in found.files)
        for file in found.files:
            for candidate, position in self._of_file(file, sandbox):
                yield replace(candidate, progress=(read + position) / max(total, 1))
            read += file.size

    def _of_file(self, file: FoundFile, sandbox: Sandbox) -> Iterator[tuple[_Candidate, int]]:
        name = file.name
        if file.problem:
            yield _Candidate(name, reason=file.problem), file.size
            return
        try:
            digest = file.digest or _digest(file)
        except OSError as error:
            yield _Candidate(name, reason=f"cannot be read: {error.strerror}"), file.size
            return
        with self._store.catalog.reading() as rows:
            known = rows.source(name)
        if known and known[1] == digest:
            yield _Candidate(name, id=known[0]), file.size
            return
        for message in sandbox.read(file.path):
            yield self._of_message(file, message, digest), message.position or file.size

    def _of_message(self, file: FoundFile, message: Draft | Rejection, digest: str) -> _Candidate:
        if isinstance(message, Rejection):
            return _Candidate(file.name, reason=message.reason)
        source = f"{file.name}#{message.row}" if message.row else file.name
        draft = message.completed(file.metadata) if file.metadata else message
        named = file.url or draft.id or draft.url
        try:
            article = Article(
                id=named or one_line(file.path.stem),
                text=draft.text,
                title=draft.title or "",
                url=file.url or draft.url,
                publisher=draft.publisher,
                author=draft.author,
                published=draft.published,
                language=draft.language,
            )
        except ArticleError as error:
            return _Candidate(source, reason=str(error), warnings=draft.warnings)
        remembered = None if named and file.path.suffix.lower() in TABLES else digest
        candidate = self._described(_Candidate(source, article, digest=remembered, warnings=draft.warnings))
        return self._noted(candidate if named else self._named_apart(candidate))

    def _described(self, candidate: _Candidate) -> _Candidate:
        """Fill in title and language where they are missing, and warn of a language not the encoder's."""
        article = candidate.article
        if article is None:
            return candidate
        language = article.language or language_of(article.text)
        article = replace(article, title=article.title or title_of(article.text), language=language)
        known = self._blueprint.encoder.languages
        warnings = candidate.warnings
        if language and known and language[:2].lower() not in known:
            warnings += (f"in {language!r}, but the encoder knows {', '.join(sorted(known))}: expect poor answers",)
        return replace(candidate, article=article, warnings=warnings)

    def _named_apart(self, candidate: _Candidate) -> _Candidate:
        """Give an article that is named after its file an id that no other article has.

        A file that was read before keeps the id it got, unless it changed and another file still has what
        it had. The same content under the same name is the same article, and so is much the same content
        in place of a file that is gone.
        """
        article = candidate.article
        if article is None:
            return candidate
        with self._store.catalog.reading() as rows:
            known = rows.source(candidate.source)
            numbered = (f"{article.id}-{number}" for number in itertools.count(2))
            ids = itertools.chain(known[:1] if known else (), [article.id], numbered)
            id = next(id for id in ids if self._is_same_or_free(id, article, candidate.source, rows))
        return replace(candidate, article=replace(article, id=id))

    def _noted(self, candidate: _Candidate) -> _Candidate:
        """Remember which id is taken by what: what this call has read may not be in the database yet."""
        if candidate.article:
            self._named[candidate.article.id] = candidate.article.version
        return candidate

    def _is_same_or_free(self, id: str, article: Article, source: str, rows: Rows) -> bool:
        if id in self._named:
            return article.version == self._named[id]
        present = rows.digest(id)
        if present is None or present == article.version:
            return True
        sources = rows.sources(id)
        if any(_is_there(name) for name in sources if name != source):
            return False
        return source in sources or (bool(sources) and _is_like(article, rows.signature(id)))

    # From candidates to the database

    def _commit(self, batch: Sequence[_Candidate]) -> list[Outcome]:
        cuts: dict[int, Cut] = {}
        with self._store.catalog.reading() as rows:
            prepared = self._prepared(batch, rows, cuts)
            sources = [candidate for candidate in batch if _is_news(candidate, rows)]
            new = self._embedded(prepared, rows, {})
        if prepared or sources:
            with self._store.catalog.writing(new_generation=False) as changes:
                self._check(changes)
                # Where several write, others may have done so since: what is new is told, and embedded, again.
                prepared = self._prepared(batch, changes, cuts)
                new = self._embedded(prepared, changes, new)
                self._write(changes, prepared.values(), sources, new)
        return list(_outcomes(batch, prepared, set(new)))

    def _check(self, rows: Rows) -> None:
        """Make sure that nobody has made the index anew: the lock is gone where the server was restarted."""
        if rows.get("fingerprint") != self._blueprint.fingerprint:
            raise ArchiveLockedError(f"{self._store.name}: somebody else made the index anew meanwhile: add again")

    def _prepared(self, batch: Sequence[_Candidate], rows: Rows, cuts: dict[int, Cut]) -> dict[int, _Prepared]:
        """Cut what is new or changed; by position in the batch, as are the `cuts` that are there already."""
        prepared = {}
        versions: dict[str, str] = {}
        for position, candidate in enumerate(batch):
            article = candidate.article
            if article is None:
                continue
            present = versions.get(article.id) or rows.digest(article.id)
            versions[article.id] = article.version
            if present != article.version:
                status: OutcomeStatus = "updated" if present else "added"
                if position not in cuts:
                    cuts[position] = self._blueprint.cut(article)
                prepared[position] = _Prepared(article, status, cuts[position])
        return prepared

    def _embedded(
        self, prepared: Mapping[int, _Prepared], rows: Rows, known: Mapping[bytes, Floats]
    ) -> dict[bytes, Floats]:
        """Return the known vectors, and those of what neither they nor the database have."""
        texts = {digest: text for item in prepared.values() for digest, text in item.cut.texts.items()}
        missing = {digest: text for digest, text in texts.items() if digest not in known}
        return {**known, **self._blueprint.embed(missing, rows)}

    def _write(
        self,
        changes: Changes,
        prepared: Collection[_Prepared],
        sources: Iterable[_Candidate],
        vectors: dict[bytes, Floats],
    ) -> None:
        if prepared:
            changes.begin_generation()
        for item in prepared:
            changes.put(item.article, item.cut.passages, vectors, signature_of(item.article.text))
        for candidate in sources:
            if candidate.article and candidate.digest is not None:
                changes.set_source(candidate.source, candidate.article.id, candidate.digest)


def _batches(candidates: Iterable[_Candidate]) -> Iterator[list[_Candidate]]:
    batch: list[_Candidate] = []
    characters = 0
    for candidate in candidates:
        batch.append(candidate)
        characters += len(candidate.article.text) if candidate.article else 0
        if len(batch) == _ARTICLES_PER_TRANSACTION or characters >= _CHARACTERS_PER_TRANSACTION:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _outcomes(batch: Sequence[_Candidate], prepared: dict[int, _Prepared], embedded: set[bytes]) -> Iterator[Outcome]:
    for position, candidate in enumerate(batch):
        item = prepared.get(position)
        if item is None:
            yield candidate.outcome("rejected" if candidate.reason else "unchanged")
        else:
            own = embedded & item.cut.texts.keys()
            embedded -= own  # what two articles share is counted once
            yield candidate.outcome(item.status, len(item.cut.passages), len(own))


def _is_news(candidate: _Candidate, rows: Rows) -> bool:
    """Tell whether what is remembered of a candidate's source is out of date."""
    article, digest = candidate.article, candidate.digest
    return article is not None and digest is not None and rows.source(candidate.source) != (article.id, digest)


def _is_like(article: Article, other: Signature | None) -> bool:
    """Tell whether an article is a near copy of the one that has a signature."""
    return other is not None and signature_of(article.text).similarity(other) >= SIMILAR


def _digest(file: FoundFile) -> str:
    """Hash all that decides what a file is read as."""
    with open(file.path, "rb", opener=_at_once) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        content = hashlib.file_digest(stream, "sha256")
    content.update(f"{PARSERS}{file.metadata}".encode())
    return content.hexdigest()


def _at_once(path: str, flags: int) -> int:
    """Open a file without waiting: what is a pipe by now would wait for somebody to write to it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _is_there(source: str) -> bool:
    return os.path.exists(source) or os.path.exists(source.rpartition("#")[0] or source)  # noqa: PTH110 - never raises
