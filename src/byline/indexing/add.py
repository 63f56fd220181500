"""Add articles: find what is new, split and embed it, commit it, and report the outcome of each.

files -> candidates -> batches -> embed what is not known -> one transaction -> acknowledge

Several batches may be embedded at once; they are committed in the order in which they were read. Other processes may
write to the database at the same time: a batch is committed only if the data it was prepared from is unchanged;
otherwise it is prepared again.
"""

import errno
import hashlib
import itertools
import os
import stat
import time
import unicodedata
from collections import ChainMap, Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from byline.encoders.base import Floats
from byline.errors import ArchiveLockedError, ArticleError, FingerprintError
from byline.indexing.edit import as_edited
from byline.indexing.gone import NO_TEXT, is_there
from byline.indexing.identity import is_bare_number, is_earlier, is_version_of
from byline.indexing.recipe import Cut, IndexRecipe
from byline.indexing.workers.base import Workers
from byline.ingest import Draft, Found, FoundFile, Rejection, Sandbox
from byline.ingest.files import HOLDING_TABLES, PARSERS, is_address
from byline.language.identification import language_of
from byline.language.minhash import SIMILAR, Signature, signature_of
from byline.language.text import one_line
from byline.language.titles import title_of
from byline.records import Article, Outcome, OutcomeStatus
from byline.store.base import Store
from byline.store.sql import Snapshot

Acknowledge = Callable[[Sequence[Outcome], float], None]

_ARTICLES_PER_TRANSACTION = 64
_CHARACTERS_PER_TRANSACTION = 50_000
_ATTEMPTS = 5
_HASHES: "dict[tuple[str | int, ...], hashlib._Hash]" = {}  # of unchanged files, for callers that poll the same folders
_HASHES_KEPT = 200_000
_VERSIONS_TRIED = 20  # articles with one address that a further one is compared with
_SURELY_OLDER = 2.0  # seconds: a file changed more recently may change again without a change of its times


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something to be added.

    Attributes:
        source: The file and row it came from, or the id of an article given as an object.
        article: The article; None if it is rejected, or known to be in the archive already.
        id: Id of the article that is in the archive already.
        named: Whether the article came with its own id, rather than the name of its file, which is not unique.
        ids: The ids it may get, best first; empty for an article given as an object, which keeps its id.
        is_row: Whether its file contains several articles.
        reason: Why it is rejected.
        remembered: What to remember with the source, to recognise it when unchanged: the hash of a file, the version of
            a row, for an address what `FoundFile` says; None for an article given as an object.
        warnings: Warnings for the user.
        notes: Remarks on how it was read, and whether only part of its text was read.
        progress: Share of all bytes read so far, in [0, 1].
    """

    source: str
    article: Article | None = None
    id: str | None = None
    named: bool = True
    ids: tuple[str, ...] = ()
    is_row: bool = False
    reason: str = ""
    remembered: str | None = None
    warnings: tuple[str, ...] = ()
    notes: tuple[tuple[str, ...], bool] = ((), False)
    progress: float = 0.0

    def outcome(self, status: OutcomeStatus, passages: int = 0, embedded: int = 0) -> Outcome:
        """Make the outcome to report."""
        id = self.article.id if self.article else self.id
        return Outcome(status, self.source, id, self.reason, self.notes[0] + self.warnings, passages, embedded)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A new or changed article, split into passages.

    Attributes:
        article: The article to commit.
        status: The status to report.
        cut: Its passages.
        signature: Identifies its copies; None for an earlier version of an existing article, which is kept but not
            searched.
    """

    article: Article
    status: OutcomeStatus
    cut: Cut
    signature: Signature | None


@dataclass(frozen=True)
class _Batch:
    """The articles committed in one transaction.

    Attributes:
        read: The candidates as read.
        candidates: The same candidates with their final ids.
        prepared: The new or changed articles, by position in the batch.
        before: Version of each article when the batch was prepared, by id; None if there was none.
        after: Version of each article once the batch is committed, by id.
        reused: Vectors needed that were embedded for an earlier attempt, by hash.
        missing: Hashes of the texts being embedded.
        embedding: Waits for their vectors.
    """

    read: Sequence[_Candidate]
    candidates: Sequence[_Candidate]
    prepared: Mapping[int, _Prepared]
    before: Mapping[str, str | None]
    after: dict[str, str]
    reused: Mapping[bytes, Floats]
    missing: Sequence[bytes]
    embedding: Callable[[], Floats] | None

    @cached_property
    def vectors(self) -> dict[bytes, Floats]:
        """The vectors that the database lacks, by hash; waits until they are embedded."""
        embedded = dict(zip(self.missing, self.embedding(), strict=True)) if self.embedding else {}
        return {**self.reused, **embedded}

    @property
    def brings(self) -> set[bytes]:
        """Hashes of the vectors that this batch adds to the database; does not wait."""
        return {*self.reused, *self.missing}


class _Overtaken(Exception):  # noqa: N818
    """Another writer has changed the data that a batch was prepared from."""


class Adder:
    """Adds articles to a store.

    Args:
        store: The store to add to.
        recipe: How to split and embed the articles.
        workers: What embeds them.
        acknowledge: Called with the outcomes of each transaction once it is on disk, and the share done in [0, 1].
        columns: Column names of tables as given by the user, by article field.
        lost: What `lost_below` returned; a new file with the content of a file that is gone is that file, renamed.

    Attributes:
        read: Files that were read to the end, with their row numbers; None for a file that is a single article.
    """

    def __init__(
        self,
        store: Store,
        recipe: IndexRecipe,
        workers: Workers,
        acknowledge: Acknowledge,
        columns: Mapping[str, str] | None = None,
        lost: Mapping[str, str] | None = None,
    ) -> None:
        self.read: dict[str, set[int | None]] = {}
        self._lost = lost or {}
        self._renamed: dict[str, str] = {}  # by id of an article whose file was lost: the file that has it now
        self._store = store
        self._recipe = recipe
        self._workers = workers
        self._acknowledge = acknowledge
        self._columns = dict(columns or {})
        self._under_way: deque[_Batch] = deque()
        self._edits: Mapping[str, Mapping[str, str | None]] = {}  # by id: fields that a person has corrected
        self._named: dict[str, str] = {}  # by id: version that this call committed
        self._by_version: dict[str, dict[str, str]] = {}  # by file name, then by version: ids of rows
        self._rows: dict[str, str] = {}  # by id: the table row that has it in this call
        self._numbered: Counter[str] = Counter()  # by id: how many numbered ids this call derived from it

    def add(self, articles: Iterable[Article], found: Found) -> tuple[Outcome, ...]:
        """Add articles and files in batches, one transaction per batch."""
        outcomes: list[Outcome] = []
        with Sandbox(self._columns) as sandbox:
            for read in _batches(self._candidates(articles, found, sandbox)):
                self._prepare(read, {})
                if len(self._under_way) >= self._workers.at_once:
                    outcomes += self._finish_oldest()
            while self._under_way:
                outcomes += self._finish_oldest()
        return tuple(outcomes)

    # From files to candidates

    def _candidates(self, articles: Iterable[Article], found: Found, sandbox: Sandbox) -> Iterator[_Candidate]:
        for article in articles:
            yield self._described(_Candidate(article.id, article))
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
            remembered = file.remembered or _digest(file, self._columns)
        except OSError as error:
            yield _Candidate(name, reason=f"cannot be read: {error.strerror}"), file.size
            return
        with self._store.catalog.reading() as rows:
            known = rows.source(name)
        if known and known[1] == remembered:
            yield _Candidate(name, id=known[0]), file.size
            return
        rows_read, whole = set[int | None](), True
        for message in sandbox.read(file.path):
            whole = whole and (isinstance(message, Draft) or message.row is not None)
            if isinstance(message, Draft) or not message.reason.endswith(NO_TEXT):
                rows_read.add(message.row)
            yield self._of_message(file, message, remembered), message.position or file.size
        if whole:
            self.read[name] = rows_read

    def _of_message(self, file: FoundFile, message: Draft | Rejection, remembered: str) -> _Candidate:
        from byline.indexing.guess import completed_by_head  # late: its patterns load as slowly as the whole package

        if isinstance(message, Rejection):
            return _Candidate(file.name, reason=message.reason)
        source = f"{file.name}#{message.row}" if message.row else file.name
        draft = message.completed(file.metadata) if file.metadata else message
        named = file.url or draft.id or draft.url
        is_row = draft.row is not None
        ids: tuple[str, ...] = (named or _name_of(file.path.stem),)
        if is_row and named == draft.id and named:
            ids += (f"{_name_of(file.path.name)}:{named}",)
        try:
            article = Article(
                id=ids[0],
                text=draft.text,
                title=draft.title or "",
                url=file.url or draft.url,
                publisher=draft.publisher,
                author=draft.author,
                published=draft.published,
                language=draft.language,
                updated=draft.modified,
                pages=draft.pages,
            )
        except ArticleError as error:
            return _Candidate(source, reason=str(error), warnings=draft.warnings)
        warnings = draft.warnings
        try:
            article = completed_by_head(article, "" if is_row or file.url else file.path.stem)
        except Exception as error:  # a fault of Byline's, which must stop neither the article nor the batch
            warnings += (f"nothing was inferred from its first and last lines: {type(error).__name__}: {error}",)
        candidate = _Candidate(
            source,
            article,
            named=bool(named),
            ids=ids,
            is_row=is_row,
            remembered=remembered,
            warnings=warnings,
            notes=(draft.notes, draft.in_part),
        )
        candidate = self._described(candidate)
        return replace(candidate, remembered=candidate.article.version) if is_row and candidate.article else candidate

    def _described(self, candidate: _Candidate) -> _Candidate:
        """Fill in a missing title and language, and warn if the encoder does not know the language."""
        article = candidate.article
        if article is None:
            return candidate
        language = article.language or language_of(article.text)
        article = replace(article, title=article.title or title_of(article.text), language=language)
        known = self._recipe.encoder.languages
        warnings = candidate.warnings
        if language and known and language[:2].lower() not in known:
            warnings += (f"in {language!r}, but the encoder knows {', '.join(sorted(known))}: expect poor answers",)
        return replace(candidate, article=article, warnings=warnings)

    # From candidates to batches

    def _prepare(self, read: Sequence[_Candidate], embedded: Mapping[bytes, Floats]) -> None:
        """Assign ids, split what is new or changed, and start embedding what is not known.

        Texts in batches under way count as known, because those batches are committed first.

        Args:
            read: The candidates to add.
            embedded: Vectors from an earlier attempt, by hash.
        """
        candidates: list[_Candidate] = []
        prepared: dict[int, _Prepared] = {}
        before: dict[str, str | None] = {}
        after: dict[str, str] = {}
        changed = ChainMap(after, *(batch.after for batch in reversed(self._under_way)))
        taken = ChainMap(*changed.maps, self._named)
        with self._store.catalog.reading() as rows:
            self._edits = rows.edits()
            for position, given in enumerate(read):
                candidate = given
                if given.ids and given.named:
                    candidate = self._named_as_given(given, changed, prepared, rows)
                elif given.ids:
                    candidate = self._named_apart(given, taken, rows)
                if candidate.article:
                    candidate = replace(candidate, article=self._edited(candidate.article, candidate.article.id))
                candidates.append(candidate)
                article = candidate.article
                if article is None:
                    continue
                present = changed.get(article.id) or rows.digest(article.id)
                before.setdefault(article.id, present)
                if present and present != article.version and self._is_earlier(candidate, prepared, rows):
                    after[article.id] = present
                    if not self._has_version(article, prepared, rows):
                        prepared[position] = _Prepared(article, "updated", Cut([], {}), None)
                    continue
                after[article.id] = article.version
                if present != article.version:
                    status: OutcomeStatus = "updated" if present else "added"
                    cut = self._recipe.cut(article)
                    prepared[position] = _Prepared(article, status, cut, signature_of(article.text))
            texts = {digest: text for item in prepared.values() for digest, text in item.cut.texts.items()}
            known = rows.embedded(texts).union(*(batch.brings for batch in self._under_way))
        brings = [digest for digest in texts if digest not in known]
        missing = [digest for digest in brings if digest not in embedded]
        embedding = self._workers.submit([texts[digest] for digest in missing]) if missing else None
        reused = {digest: embedded[digest] for digest in brings if digest in embedded}
        self._under_way.append(_Batch(read, candidates, prepared, before, after, reused, missing, embedding))

    def _named_as_given(
        self,
        candidate: _Candidate,
        changed: Mapping[str, str],
        prepared: Mapping[int, _Prepared],
        rows: Snapshot,
    ) -> _Candidate:
        """Give an article the id it came with, unless a different article has that id.

        A row whose id is a bare number gets the file name as a prefix, because other tables number their rows, too; a
        bare number already in the archive is kept.
        """
        article = candidate.article
        if article is None:
            return candidate
        numbered = candidate.is_row and is_bare_number(candidate.ids[0])

        def fits(id: str) -> bool:
            present = changed.get(id) or rows.digest(id)
            if present is None:
                return not (candidate.is_row and is_bare_number(id)) and self._may_come_back(article, id, rows)
            own = self._rows.get(id, "" if id in changed else candidate.source) == candidate.source
            if numbered and not (own and (id in changed or _is_of_file(candidate, rows.sources(id)))):
                return False
            return present == self._edited(article, id).version or is_version_of(
                article, self._latest(id, prepared, rows)
            )

        def others() -> Iterator[str]:
            base = candidate.ids[-1]
            sign = "#" if is_address(base) else "-"
            yield from (id for id in (rows.source(candidate.source) or ())[:1] if id.startswith(base))
            yield from candidate.ids[1:]
            if not candidate.is_row:  # it may be another version of one that was kept apart before
                yield from (
                    f"{base}{sign}{number}" for number in range(2, min(self._numbered[base], _VERSIONS_TRIED) + 2)
                )
            while True:
                self._numbered[base] += 1
                yield f"{base}{sign}{self._numbered[base] + 1}"

        id = next(filter(fits, itertools.chain(candidate.ids[:1], others())))
        warnings = candidate.warnings
        apart = id != candidate.ids[0] and not (numbered and id in candidate.ids[1:])
        if apart:
            warnings += (f"another article has the id {candidate.ids[0]}: both are kept, this one as {id}",)
        elif candidate.is_row and self._rows.get(id, candidate.source) != candidate.source:
            warnings += (f"has the same id as {self._rows[id]}: treated as another version of it",)
        if candidate.is_row:
            self._rows.setdefault(id, candidate.source)
        return replace(
            candidate,
            article=replace(article, id=id),
            warnings=warnings,
        )

    def _edited(self, article: Article, id: str) -> Article:
        """Return an article with the corrections that a person has made under this id."""
        return as_edited(article, self._edits[id]) if id in self._edits else article

    def _latest(self, id: str, prepared: Mapping[int, _Prepared], rows: Snapshot) -> Article:
        """Return the version that an article will have once everything prepared is committed."""
        for items in (prepared, *(batch.prepared for batch in reversed(self._under_way))):
            for item in reversed(list(items.values())):
                if item.article.id == id and item.signature:
                    return item.article
        return rows.article(id)

    def _is_earlier(self, candidate: _Candidate, prepared: Mapping[int, _Prepared], rows: Snapshot) -> bool:
        """Return whether this is an earlier version of an article: from another source, or an unchanged row."""
        article = candidate.article
        if article is None or not candidate.ids:
            return False
        latest = self._latest(article.id, prepared, rows)
        return (
            is_earlier(article, latest)
            and article.text != latest.text
            and (
                candidate.source not in rows.sources(article.id)
                or (candidate.is_row and rows.source(candidate.source) == (article.id, candidate.remembered))
            )
        )

    def _has_version(self, article: Article, prepared: Mapping[int, _Prepared], rows: Snapshot) -> bool:
        under_way = itertools.chain(prepared.values(), *(batch.prepared.values() for batch in self._under_way))
        same = (item.article.id == article.id and item.article.version == article.version for item in under_way)
        return any(same) or rows.version(article.id, article.version) is not None

    def _named_apart(self, candidate: _Candidate, taken: Mapping[str, str], rows: Snapshot) -> _Candidate:
        """Give an article that is named after its file an id that no other article has.

        A file that was read before keeps its id, unless it now contains a different text, or it changed and another
        file still has the old content. The same content under the same name is the same article, and so is nearly the
        same content in place of a file that is gone.

        Args:
            candidate: The candidate to name.
            taken: Versions that this call has read before, by id; they may not be in the database yet.
            rows: The database.
        """
        article = candidate.article
        if article is None:
            return candidate

        def is_same_or_free(id: str) -> bool:
            version = self._edited(article, id).version
            if id in taken:
                return version == taken[id]
            present = rows.digest(id)
            if present is None:
                return self._may_come_back(article, id, rows)
            if present == version:
                return True
            sources = rows.sources(id)
            if any(is_there(name) for name in sources if name != candidate.source):
                return False
            if candidate.source in sources:
                return is_version_of(article, rows.article(id))
            return bool(sources) and _is_like(article, rows.signature(id))

        known = rows.source(candidate.source)
        numbered = (f"{article.id}-{number}" for number in itertools.count(2))
        moved = self._moved(candidate, rows) if known and candidate.is_row else iter(())
        ids = itertools.chain(moved, known[:1] if known else (), self._renamed_as(candidate), [article.id], numbered)
        id = next(filter(is_same_or_free, ids))
        warnings = candidate.warnings
        if known and id != known[0] and rows.sources(known[0]) == [candidate.source]:
            warnings += (
                f"contains a different text now: both are kept, the earlier one as {known[0]}, this one as {id}",
            )
        return replace(candidate, article=replace(article, id=id), warnings=warnings)

    def _renamed_as(self, candidate: _Candidate) -> Iterator[str]:
        """Yield the id that the article had in a file that is gone, if any."""
        id = self._lost.get(candidate.article.version) if candidate.article else None
        if id is not None and self._renamed.setdefault(id, candidate.source) == candidate.source:
            yield id

    def _may_come_back(self, article: Article, id: str, rows: Snapshot) -> bool:
        """Return whether an unused id is free, or belonged to a withdrawn version of this article."""
        withdrawn = rows.withdrawn(id)
        return withdrawn is None or is_version_of(article, withdrawn)

    def _moved(self, candidate: _Candidate, rows: Snapshot) -> Iterator[str]:
        """Yield the id that a table row got when it was at another place in the table, if any."""
        name = candidate.ids[0]
        if name not in self._by_version:
            self._by_version[name] = rows.ids_by_version(name)
        if candidate.article and (id := self._by_version[name].get(candidate.article.version)):
            yield id

    # From batches to the database

    def _finish_oldest(self) -> list[Outcome]:
        """Commit the oldest batch under way, and acknowledge it."""
        for _ in range(_ATTEMPTS):
            batch = self._under_way[0]
            try:
                self._commit(batch)
            except _Overtaken:
                self._prepare_again()
            else:
                self._under_way.popleft()
                self._named |= batch.after
                outcomes = list(_outcomes(batch))
                self._acknowledge(outcomes, batch.read[-1].progress)
                return outcomes
        raise ArchiveLockedError(
            f"{self._store.name}: other processes keep changing the articles being added: wait until they are done, "
            "then add them again"
        )

    def _prepare_again(self) -> None:
        """Prepare all batches under way again from the current database, reusing the vectors already embedded."""
        overtaken = list(self._under_way)
        embedded = {digest: vector for batch in overtaken for digest, vector in batch.vectors.items()}
        self._under_way.clear()
        for batch in overtaken:
            self._prepare(batch.read, embedded)

    def _commit(self, batch: _Batch) -> None:
        with self._store.catalog.reading() as rows:
            sources = [candidate for candidate in batch.candidates if _is_news(candidate, rows)]
            noted, paged = _noted(batch, rows), _paged(batch, rows)
        if not batch.prepared and not sources and not noted and not paged:
            return
        vectors = batch.vectors
        with self._store.catalog.writing(new_generation=bool(batch.prepared)) as changes:
            self._check_unchanged(batch, changes)
            for item in batch.prepared.values():
                if item.signature is None:
                    changes.put_earlier(item.article)
                else:
                    changes.put(item.article, item.cut.passages, vectors, item.signature)
            for candidate in sources:
                if candidate.article and candidate.remembered is not None:
                    changes.set_source(candidate.source, candidate.article.id, candidate.remembered)
            for id, (notes, in_part) in noted.items():
                changes.set_notes(id, notes, in_part)
            for article in paged:
                changes.set_pages(article)

    def _check_unchanged(self, batch: _Batch, rows: Snapshot) -> None:
        """Check that the data a batch was prepared from is unchanged.

        Raises:
            FingerprintError: The index has been rebuilt with other settings.
            _Overtaken: An article or a vector has changed, or is gone.
        """
        made_as = rows.get("fingerprint")
        if made_as != self._recipe.fingerprint:
            raise FingerprintError(
                f"{self._store.name}: found fingerprint {str(made_as)[:12]}, expected "
                f"{self._recipe.fingerprint[:12]}: the index was rebuilt in the meantime: add the articles again"
            )
        counted_on = {digest for item in batch.prepared.values() for digest in item.cut.texts} - batch.vectors.keys()
        if any(rows.digest(id) != version for id, version in batch.before.items()) or (
            rows.embedded(counted_on) != counted_on
        ):
            raise _Overtaken


def _name_of(file: str) -> str:
    """Return a file name as an id: on one line, in NFC (letter and accent as one character, as people type it)."""
    return unicodedata.normalize("NFC", one_line(file))


def _is_of_file(candidate: _Candidate, sources: Iterable[str]) -> bool:
    """Return whether there are no sources, or one is a row of the candidate's own file or of a file that is gone."""
    file, known = candidate.source.rpartition("#")[0], list(sources)
    rows = [source for source in known if "#" in source]
    return not known or any(source.rpartition("#")[0] == file or not is_there(source) for source in rows)


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


def _outcomes(batch: _Batch) -> Iterator[Outcome]:
    embedded = batch.brings
    for position, candidate in enumerate(batch.candidates):
        item = batch.prepared.get(position)
        if item is None:
            yield candidate.outcome("rejected" if candidate.reason else "unchanged")
        else:
            own = embedded & item.cut.texts.keys()
            embedded -= own  # a text in two articles is counted once
            yield candidate.outcome(item.status, len(item.cut.passages), len(own))


def _is_news(candidate: _Candidate, rows: Snapshot) -> bool:
    """Return whether what the archive remembers of a candidate's source is out of date."""
    article, remembered = candidate.article, candidate.remembered
    if article is None or remembered is None:
        return False
    return rows.source(candidate.source) != (article.id, remembered)


def _noted(batch: _Batch, rows: Snapshot) -> dict[str, tuple[tuple[str, ...], bool]]:
    """Return the reading notes that changed, by article id."""
    noted = {}
    for position, candidate in enumerate(batch.candidates):
        article, item = candidate.article, batch.prepared.get(position)
        if (
            article is None
            or (item and item.signature is None)
            or not (candidate.notes[0] or (item and item.status == "updated"))
        ):
            continue
        noted[article.id] = candidate.notes
    return {id: notes for id, notes in noted.items() if rows.notes(id) != notes}


def _paged(batch: _Batch, rows: Snapshot) -> list[Article]:
    """Return the unchanged articles whose pages differ from those stored."""
    unchanged = [one.article for position, one in enumerate(batch.candidates) if position not in batch.prepared]
    return [
        article
        for article in unchanged
        if article
        and article.pages
        and (kept := rows.version(article.id, article.version))
        and kept.pages != article.pages
    ]


def _is_like(article: Article, other: Signature | None) -> bool:
    """Return whether an article is a near copy of the article with this signature."""
    return other is not None and signature_of(article.text).similarity(other) >= SIMILAR


def _digest(file: FoundFile, columns: Mapping[str, str]) -> str:
    """Hash everything that determines what a file is read as."""
    with open(file.path, "rb", opener=_at_once) as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        known = str(file.path), status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
        content = _HASHES.get(known) or hashlib.file_digest(stream, "sha256")
    if time.time() - status.st_ctime > _SURELY_OLDER:
        if len(_HASHES) >= _HASHES_KEPT:
            _HASHES.clear()
        _HASHES[known] = content
    content = content.copy()
    content.update(f"{PARSERS}{file.metadata}".encode())
    if columns and file.path.suffix.lower() in HOLDING_TABLES:
        content.update(str(sorted(columns.items())).encode())
    return content.hexdigest()


def _at_once(path: str, flags: int) -> int:
    """Open a file without blocking, in case it has become a pipe that nobody writes to."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
