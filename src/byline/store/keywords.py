"""tantivy: BM25 over the terms of every passage, in one folder."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

import numpy as np
import tantivy

from byline.errors import ArchiveDamagedError
from byline.ports import Ranking, Selection, TermStatistics
from byline.store import terms
from byline.store.exact import top
from byline.text import visible

VERSION = f"tantivy-2-terms-{terms.VERSION}"
_COUNTS = "counts.json"
_WRITER_BYTES = 64_000_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", indexed=True, fast=True)
    builder.add_text_field("text", tokenizer_name=terms.NAME, index_option="freq")
    return builder.build()


class TantivyKeywords:
    """A tantivy index with a key and a text a document; nothing is stored but the postings."""

    def __init__(self, index: tantivy.Index, tokens: int) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._tokens = tokens

    @classmethod
    def build(cls, folder: Path, rows: Iterable[tuple[int, str]]) -> None:
        """Write the index, and beside it how many terms it has, which tantivy does not tell."""
        index = tantivy.Index(_schema(), path=str(folder))
        index.register_tokenizer(terms.NAME, terms.analyser())
        writer = index.writer(_WRITER_BYTES, 1)
        tokens = 0
        for key, text in rows:
            document = tantivy.Document()
            document.add_unsigned("key", key)
            document.add_text("text", visible(text))
            writer.add_document(document)
            tokens += len(terms.terms_of(text))
        writer.commit()
        writer.wait_merging_threads()
        (folder / _COUNTS).write_text(json.dumps({"tokens": tokens}), encoding="ascii")

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what `build` wrote; where tantivy may not make its lock file there, by way of links to it."""
        links = None if os.access(folder, os.W_OK) else _links_to(folder)
        try:
            index = tantivy.Index.open(str(links or folder))
            index.register_tokenizer(terms.NAME, terms.analyser())
            tokens = int(json.loads((folder / _COUNTS).read_text(encoding="ascii"))["tokens"])
            return cls(index, tokens)
        except (ValueError, KeyError) as error:
            raise ArchiveDamagedError(f"{folder}: tantivy cannot read it ({error})") from error
        finally:
            if links:
                shutil.rmtree(links, ignore_errors=True)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def statistics(self, terms: Sequence[str]) -> TermStatistics:
        """Count the passages, their terms, and the passages that have each of `terms`."""
        frequencies = {term: self._searcher.doc_freq("text", term) for term in terms}
        return TermStatistics(len(self), self._tokens, frequencies)

    def search(self, terms: Sequence[str], k: int, selection: Selection | None = None) -> Ranking:
        """Return the at most `k` best keys that have any of `terms`, by BM25."""
        k = min(k, len(self))
        if k < 1 or not terms:  # tantivy panics where it is asked for nothing
            return Ranking(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
        query = self._any_of(terms)
        if selection is not None:
            query = self._restricted(query, selection)
        found = self._searcher.search(query, k, count=False).hits
        keys = self._searcher.fast_field_values("key", [address for _, address in found])
        return top(np.array(keys, dtype=np.int64), np.array([score for score, _ in found], dtype=np.float32), k)

    def _any_of(self, terms: Sequence[str]) -> tantivy.Query:
        queries = [tantivy.Query.term_query(self._schema, "text", term, "freq") for term in dict.fromkeys(terms)]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])

    def _restricted(self, query: tantivy.Query, selection: Selection) -> tantivy.Query:
        keys = tantivy.Query.term_set_query(self._schema, "key", selection.keys.tolist())
        if selection.exclude:
            condition = (tantivy.Occur.MustNot, keys)
        else:  # a score of 0, so that a filter does not change the order
            condition = (tantivy.Occur.Must, tantivy.Query.const_score_query(keys, 0.0))
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), condition])


def _links_to(folder: Path) -> Path:
    """Make a folder of links to the files of another; the files that are open outlive it."""
    links = Path(tempfile.mkdtemp(prefix="byline-"))
    for file in folder.iterdir():
        if not file.name.endswith(".lock"):
            (links / file.name).symlink_to(file.absolute())
    return links
