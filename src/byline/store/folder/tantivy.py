"""tantivy: BM25 over the terms of all passages, in one folder."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
import tantivy

from byline.errors import ArchiveDamagedError
from byline.language import terms
from byline.language.spelling import respelled
from byline.language.terms import TermStatistics
from byline.store.engines import Keys, Ranking, Selection
from byline.store.exact import top

_COUNTS = "counts.json"
_WRITER_BYTES = 64_000_000
EXACT_UP_TO = 20_000  # passages

# Measured with benchmarks/growth.py; see benchmarks/README.md.
_COMMON = 0.3  # a term in a larger share of the passages is common
_CANDIDATES_PER_HIT = 4
_FEW = 0.1  # a filter that leaves a smaller share of the passages becomes part of the query


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", indexed=True, fast=True)
    builder.add_text_field("text", tokenizer_name=terms.NAME, index_option="freq")
    return builder.build()


class TantivyKeywords:
    """A tantivy index with a key and a text per document; only postings are stored.

    Args:
        index: What `build` wrote.
        tokens: Total number of terms in it.
        exact_up_to: With more passages than this, common terms only rank passages and do not find them.
    """

    version: ClassVar[str] = f"tantivy-2-terms-{terms.VERSION}"

    def __init__(self, index: tantivy.Index, tokens: int, exact_up_to: int = EXACT_UP_TO) -> None:
        self._exact_up_to = exact_up_to
        self._schema = index.schema
        self._searcher = index.searcher()
        self._tokens = tokens

    @classmethod
    def build(cls, folder: Path, rows: Iterable[tuple[int, str]]) -> None:
        """Write the index and, separately, its total number of terms, which tantivy does not provide."""
        _add(tantivy.Index(_schema(), path=str(folder)), 0, rows, folder)

    @classmethod
    def extend(cls, folder: Path, previous: Path, rows: Iterable[tuple[int, str]]) -> None:
        """Write the index of another folder, plus further rows; tantivy never changes a file of postings."""
        for file in previous.iterdir():
            if file.suffix == ".json":
                shutil.copyfile(file, folder / file.name)
            elif file.suffix != ".lock":
                _share(file, folder / file.name)
        _add(*_opened(folder), rows, folder)

    @classmethod
    def open(cls, folder: Path, *, exact_up_to: int = EXACT_UP_TO) -> Self:
        """Open what `build` wrote; in a read-only folder, where tantivy cannot create its lock file, through links."""
        links = None if os.access(folder, os.W_OK) else _links_to(folder)
        try:
            return cls(*_opened(links or folder), exact_up_to)
        finally:
            if links:
                shutil.rmtree(links, ignore_errors=True)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def statistics(self, terms: Sequence[str]) -> TermStatistics:
        """Count the passages, all their terms, and the passages with each of `terms`."""
        frequencies = {term: self._searcher.doc_freq("text", term) for term in terms}
        return TermStatistics(len(self), self._tokens, frequencies)

    def search(self, terms: Sequence[str], k: int, selection: Selection | None = None) -> Ranking:
        """Return up to `k` best keys with any of `terms`, by BM25."""
        k = min(k, len(self))
        if k < 1 or not terms:  # tantivy panics on a limit of 0
            return Ranking(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
        if selection is None:
            return self._best(terms, k)
        left = len(self) - len(selection.keys) if selection.exclude else len(selection.keys)
        if left < _FEW * len(self):
            return self._run(self._restricted(self._any_of(terms), selection), k)
        return self._best_selected(terms, k, selection)

    def _best(self, terms: Sequence[str], k: int) -> Ranking:
        """Return the best passages; if there are many, only rank the candidates found by the less common terms."""
        unique = list(dict.fromkeys(terms))
        if len(self) > self._exact_up_to:
            common = _COMMON * len(self)
            rarer = [term for term in unique if self._searcher.doc_freq("text", term) <= common]
            if rarer and len(rarer) < len(unique):
                candidates = self._run(self._any_of(rarer), _CANDIDATES_PER_HIT * k)
                if (
                    len(candidates) == _CANDIDATES_PER_HIT * k
                ):  # otherwise passages with only common terms may be among the best
                    return self._run(self._scored(candidates.keys, unique), k)
        return self._run(self._any_of(unique), k)

    def _best_selected(self, terms: Sequence[str], k: int, selection: Selection) -> Ranking:
        """Go down the ranking until enough of it is selected; tantivy would test every key of a large selection."""
        depth = k
        while True:
            depth = min(2 * depth, len(self))
            found = self._best(terms, depth)
            allowed = selection.allows(found.keys)
            if allowed.sum() >= k or len(found) < depth or depth == len(self):
                return top(found.keys[allowed], found.scores[allowed], k)

    def _run(self, query: tantivy.Query, k: int) -> Ranking:
        found = self._searcher.search(query, k, count=False).hits
        keys = self._searcher.fast_field_values("key", [address for _, address in found])
        return top(np.array(keys, dtype=np.int64), np.array([score for score, _ in found], dtype=np.float32), k)

    def _any_of(self, terms: Sequence[str]) -> tantivy.Query:
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, self._term(term)) for term in dict.fromkeys(terms)])

    def _term(self, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "text", term, "freq")

    def _scored(self, keys: Keys, terms: Sequence[str]) -> tantivy.Query:
        """Score some passages by all terms; with nested queries, tantivy looks up each term only in these passages."""
        query = self._any_key(keys)
        for term in terms:
            scored = [(tantivy.Occur.Must, query), (tantivy.Occur.Should, self._term(term))]
            query = tantivy.Query.boolean_query(scored)
        return query

    def _any_key(self, keys: Keys) -> tantivy.Query:
        """Match keys with a score of 0, so that they do not affect the order."""
        query = tantivy.Query.term_set_query(self._schema, "key", keys.tolist())
        return tantivy.Query.const_score_query(query, 0.0)

    def _restricted(self, query: tantivy.Query, selection: Selection) -> tantivy.Query:
        occur = tantivy.Occur.MustNot if selection.exclude else tantivy.Occur.Must
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (occur, self._any_key(selection.keys))])


def _opened(folder: Path) -> tuple[tantivy.Index, int]:
    """Open an index; return it with its total number of terms."""
    try:
        index = tantivy.Index.open(str(folder))
        index.register_tokenizer(terms.NAME, terms.analyser())
        return index, int(json.loads((folder / _COUNTS).read_text(encoding="ascii"))["tokens"])
    except (ValueError, KeyError) as error:
        raise ArchiveDamagedError(f"{folder}: tantivy cannot read it ({error})") from error


def _add(index: tantivy.Index, tokens: int, rows: Iterable[tuple[int, str]], folder: Path) -> None:
    """Add rows to an index that has `tokens` terms so far."""
    index.register_tokenizer(terms.NAME, terms.analyser())
    writer = index.writer(_WRITER_BYTES, 1)
    for key, text in rows:
        document = tantivy.Document()
        spelled = respelled(text)
        document.add_unsigned("key", key)
        document.add_text("text", spelled)
        writer.add_document(document)
        tokens += len(terms.terms_in(spelled))
    writer.commit()
    writer.wait_merging_threads()
    (folder / _COUNTS).write_text(json.dumps({"tokens": tokens}), encoding="ascii")


def _share(file: Path, other: Path) -> None:
    """Hard-link a file, or copy it if the file system does not support that."""
    try:
        os.link(file, other)
    except OSError:
        shutil.copyfile(file, other)


def _links_to(folder: Path) -> Path:
    """Make a temporary folder of links to the files of another; once open, the files outlive it."""
    links = Path(tempfile.mkdtemp(prefix="byline-"))
    for file in folder.iterdir():
        if not file.name.endswith(".lock"):
            (links / file.name).symlink_to(file.absolute())
    return links
