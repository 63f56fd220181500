"""Add articles: find what is new, cut and embed it, commit it, and tell what became of each.

files -> candidates -> batches -> embed what is not known -> one transaction -> acknowledge

What embeds may have several batches under way; they are committed in the order in which they were read. Others may
write to the database meanwhile: a batch is committed if what it was prepared from is still so, else prepared again.
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
_HASHES: "dict[tuple[str | int, ...], hashlib._Hash]" = {}  # of files as they are, for who reads them again and again
_HASHES_KEPT = 200_000
_SURELY_OLDER = 2.0  # seconds: a file that changed since may change again, and have the same times


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something that was to be added.

    Attributes:
        source: The file and row it came from, or the id of an article given as an object.
        article: None if it is rejected, or known to be there already.
        id: Of the article that is there already.
        named: Whether the article has an id of its own, not its file's name, which others may have, too.
        ids: Which it may have, the best first; empty of an article given as an object, whose id is as it is.
        is_row: Whether its file holds several.
        reason: Why it is rejected.
        remembered: What to remember with the source, to tell that it is unchanged: the hash of its file, of a row its
            version, of an address what `FoundFile` says; None of an article given as an object.
        warnings: What the user should know.
        notes: What to keep of how it was read, and whether not all of its text was.
        progress: Share of all the bytes that have been read so far, in [0, 1].
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
        """Tell what became of it."""
        id = self.article.id if self.article else self.id
        return Outcome(status, self.source, id, self.reason, self.notes[0] + self.warnings, passages, embedded)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An article that is new or changed, cut into passages.

    Attributes:
        article: What to commit.
        status: What is done.
        cut: Its passages.
        signature: Recognises its copies; None of an earlier version of what is there, which is kept but not searched.
    """

    article: Article
    status: OutcomeStatus
    cut: Cut
    signature: Signature | None


@dataclass(frozen=True)
class _Batch:
    """What is committed in one transaction.

    Attributes:
        read: What was to be added.
        candidates: The same with the ids that they get.
        prepared: What is new or changed; by position in the batch.
        before: Version of each article when this was prepared, by id; None if there was none.
        after: What it is once this is committed.
        reused: Vectors that are needed and were embedded for an earlier attempt, by hash.
        missing: Hashes of the texts that are being embedded.
        embedding: Waits for the vectors of those.
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
        """What the database lacks, by hash; waits until it is embedded."""
        embedded = dict(zip(self.missing, self.embedding(), strict=True)) if self.embedding else {}
        return {**self.reused, **embedded}

    @property
    def brings(self) -> set[bytes]:
        """What the database will have of it, by hash; this does not wait."""
        return {*self.reused, *self.missing}


class _Overtaken(Exception):  # noqa: N818
    """Another writer has changed what a batch was prepared from."""


class Adder:
    """Adds articles to a store.

    Args:
        store: Where to.
        recipe: How to cut and embed them.
        workers: What embeds them.
        acknowledge: Told the outcomes of each transaction once it is on the disk, and the share done.
        columns: Of tables, names of columns that the user gives, by field of an article.
        lost: What `lost_below` says; a new file with the content of one that is gone is that file, renamed.

    Attributes:
        read: Files that were read to their end, with the numbers of their rows; None where a file is one article.
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
        self._renamed: dict[str, str] = {}  # by id of what was lost: the file that has it now
        self._store = store
        self._recipe = recipe
        self._workers = workers
        self._acknowledge = acknowledge
        self._columns = dict(columns or {})
        self._under_way: deque[_Batch] = deque()
        self._edits: Mapping[str, Mapping[str, str | None]] = {}  # by id: what a person has corrected
        self._named: dict[str, str] = {}  # by id: version of what this call committed
        self._by_version: dict[str, dict[str, str]] = {}  # by name of a file, then by version: ids of rows
        self._rows: dict[str, str] = {}  # by id: which row of a table has it in this call
        self._numbered: Counter[str] = Counter()  # by id: how many that are not to have it were numbered in this call

    def add(self, articles: Iterable[Article], found: Found) -> tuple[Outcome, ...]:
        """Add articles and files, a batch at a time, each in a transaction of its own."""
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
        from byline.indexing.guess import completed_by_head  # its patterns take as long to load as all of this package

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
            article = completed_by_head(article, "" if is_row or file.url else file.path.stem)
        except ArticleError as error:
            return _Candidate(source, reason=str(error), warnings=draft.warnings)
        candidate = _Candidate(
            source,
            article,
            named=bool(named),
            ids=ids,
            is_row=is_row,
            remembered=remembered,
            warnings=draft.warnings,
            notes=(draft.notes, draft.in_part),
        )
        candidate = self._described(candidate)
        return replace(candidate, remembered=candidate.article.version) if is_row and candidate.article else candidate

    def _described(self, candidate: _Candidate) -> _Candidate:
        """Fill in title and language where they are missing, and warn of a language not the encoder's."""
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
        """Name and cut what is new or changed, and begin to embed what is not known.

        What the batches under way have is taken for known: they are committed before.

        Args:
            read: What is to be added.
            embedded: Vectors of an earlier attempt, by hash.
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
        """Give an article the id that it came with, unless another text has it.

        A bare number is no id of a row: other tables count, too. One that an archive has from before stays.
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
            yield from (id for id in (rows.source(candidate.source) or ())[:1] if id.startswith(base))
            yield from candidate.ids[1:]
            while True:
                self._numbered[base] += 1
                yield f"{base}{'#' if is_address(base) else '-'}{self._numbered[base] + 1}"

        id = next(filter(fits, itertools.chain(candidate.ids[:1], others())))
        warnings = candidate.warnings
        apart = id != candidate.ids[0] and not (numbered and id == candidate.ids[1])
        if apart:
            warnings += (f"another text has the id {candidate.ids[0]}: both are kept, this one as {id}",)
        elif candidate.is_row and self._rows.get(id, candidate.source) != candidate.source:
            warnings += (f"has the id of {self._rows[id]}: taken for another version of it",)
        if candidate.is_row:
            self._rows.setdefault(id, candidate.source)
        return replace(
            candidate,
            article=replace(article, id=id),
            warnings=warnings,
        )

    def _edited(self, article: Article, id: str) -> Article:
        """Return an article with what a person has corrected of the one that has an id."""
        return as_edited(article, self._edits[id]) if id in self._edits else article

    def _latest(self, id: str, prepared: Mapping[int, _Prepared], rows: Snapshot) -> Article:
        """Return the version of an article that will be there once all that was prepared is committed."""
        for items in (prepared, *(batch.prepared for batch in reversed(self._under_way))):
            for item in reversed(list(items.values())):
                if item.article.id == id and item.signature:
                    return item.article
        return rows.article(id)

    def _is_earlier(self, candidate: _Candidate, prepared: Mapping[int, _Prepared], rows: Snapshot) -> bool:
        """Tell whether this is an earlier version of an article that is there: from elsewhere, or a row unchanged."""
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

        A file that was read before keeps the id it got, unless it has another text now, or it changed and another
        file still has what it had. The same content under the same name is the same article, and so is much the
        same content in place of a file that is gone.

        Args:
            candidate: What is to be named.
            taken: Versions of what this call has read before, by id; they may not be in the database yet.
            rows: Of the database.
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
                f"holds another text than before: both are kept, the earlier one as {known[0]}, this one as {id}",
            )
        return replace(candidate, article=replace(article, id=id), warnings=warnings)

    def _renamed_as(self, candidate: _Candidate) -> Iterator[str]:
        """Yield the id that an article had in a file that is gone."""
        id = self._lost.get(candidate.article.version) if candidate.article else None
        if id is not None and self._renamed.setdefault(id, candidate.source) == candidate.source:
            yield id

    def _may_come_back(self, article: Article, id: str, rows: Snapshot) -> bool:
        """Tell whether an id that no article has now is free, or was that of a withdrawn version of this one."""
        withdrawn = rows.withdrawn(id)
        return withdrawn is None or is_version_of(article, withdrawn)

    def _moved(self, candidate: _Candidate, rows: Snapshot) -> Iterator[str]:
        """Yield the id that a row of a table has from when it stood in another place, if it was there."""
        name = candidate.ids[0]
        if name not in self._by_version:
            self._by_version[name] = rows.ids_by_version(name)
        if candidate.article and (id := self._by_version[name].get(candidate.article.version)):
            yield id

    # From batches to the database

    def _finish_oldest(self) -> list[Outcome]:
        """Commit the batch that has been under way longest, and acknowledge it."""
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
            f"{self._store.name}: others keep changing the articles that are to be added: wait until they are done, "
            "and add them again"
        )

    def _prepare_again(self) -> None:
        """Prepare all that is under way as the database is now; nothing that was embedded is embedded again."""
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
        """Compare what a batch was prepared from with what is there now.

        Raises:
            FingerprintError: The index has been made anew in another way.
            _Overtaken: An article or a vector is another, or gone.
        """
        made_as = rows.get("fingerprint")
        if made_as != self._recipe.fingerprint:
            raise FingerprintError(
                f"{self._store.name}: found fingerprint {str(made_as)[:12]}, expected "
                f"{self._recipe.fingerprint[:12]}: the index was made anew meanwhile: add the articles again"
            )
        counted_on = {digest for item in batch.prepared.values() for digest in item.cut.texts} - batch.vectors.keys()
        if any(rows.digest(id) != version for id, version in batch.before.items()) or (
            rows.embedded(counted_on) != counted_on
        ):
            raise _Overtaken


def _name_of(file: str) -> str:
    """Return a file's name as an id: on one line, an accent and its letter as one character, as it is typed."""
    return unicodedata.normalize("NFC", one_line(file))


def _is_of_file(candidate: _Candidate, sources: Iterable[str]) -> bool:
    """Tell whether one of the sources, if any, is a row of the file that an article is from, or of one that is gone."""
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
            embedded -= own  # what two articles share is counted once
            yield candidate.outcome(item.status, len(item.cut.passages), len(own))


def _is_news(candidate: _Candidate, rows: Snapshot) -> bool:
    """Tell whether what is remembered of a candidate's source is out of date."""
    article, remembered = candidate.article, candidate.remembered
    if article is None or remembered is None:
        return False
    return rows.source(candidate.source) != (article.id, remembered)


def _noted(batch: _Batch, rows: Snapshot) -> dict[str, tuple[tuple[str, ...], bool]]:
    """Return what is to be kept of how articles were read, by id, where that is not kept already."""
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
    """Return the articles that are kept already, but not with the pages that they were read with now."""
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
    """Tell whether an article is a near copy of the one that has a signature."""
    return other is not None and signature_of(article.text).similarity(other) >= SIMILAR


def _digest(file: FoundFile, columns: Mapping[str, str]) -> str:
    """Hash all that decides what a file is read as."""
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
    """Open a file without waiting: what is a pipe by now would wait for somebody to write to it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
