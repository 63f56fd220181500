"""Test suites for adapters: subclass one and define how your adapter is opened.

    class TestMyEngine(VectorEngineContract):
        engine = MyEngine

    class TestMyStore(StoreContract):
        @pytest.fixture(autouse=True)
        def _folder(self, tmp_path):
            self.folder = tmp_path

        def store(self):
            return MyStore(self.folder)

    class TestMyReader(ReaderContract):
        def reader(self):
            return MyReader()

The test methods use pytest's `tmp_path` and nothing else from pytest.
"""

import dataclasses
import hashlib
import random
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

import numpy as np

from byline.answering.decide import weighed
from byline.archive import Archive
from byline.encoders.base import Encoder, Floats
from byline.errors import ArchiveError, ArticleNotFoundError, FingerprintError, InputError
from byline.language.terms import StatisticsOf, TermStatistics, terms_of
from byline.question.question import understand
from byline.readers.base import Reader, Reading
from byline.records import Article, Hit, Hits, Passage, Span, Where
from byline.records.wire import TurnJson
from byline.settings import Settings
from byline.store.base import Store
from byline.store.engines import Keys, KeywordEngine, Ranking, Selection, VectorEngine, VectorsOf
from byline.store.exact import ExactKeywords, ExactVectors
from byline.store.memory import MemoryView

__all__ = [
    "EngineContract",
    "KeywordEngineContract",
    "ReaderContract",
    "StoreContract",
    "VectorEngineContract",
    "WordEncoder",
    "assert_same",
    "sample_articles",
    "sample_texts",
    "sample_vectors",
    "vectors_from",
]

Engine = TypeVar("Engine", VectorEngine, KeywordEngine)
Row = TypeVar("Row")

_COUNTS = (1, 7, 100, 10**9)
_SIZES = (0, 1, 200)


# Engines


def assert_same(found: Ranking, expected: Ranking, *, rtol: float = 1e-5, atol: float = 1e-6) -> None:
    """Compare keys and scores; of keys tied for the last place any may be missing."""
    np.testing.assert_allclose(found.scores, expected.scores, rtol=rtol, atol=atol)
    for key, score in zip(found.keys.tolist(), found.scores.tolist(), strict=True):
        tied = expected.keys[np.isclose(expected.scores, score, rtol=rtol, atol=atol)]
        last = len(expected) and np.isclose(score, expected.scores[-1], rtol=rtol, atol=atol)
        assert key in tied or last


def sample_vectors(count: int, dim: int = 16, seed: int = 0) -> list[tuple[int, Floats]]:
    """Return ascending keys with random unit vectors, `(dim,)`."""
    vectors = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return [(3 * number + 5, vector) for number, vector in enumerate(vectors)]


def sample_texts(count: int, seed: int = 0) -> list[tuple[int, str]]:
    """Return ascending keys with texts of 1 to 260 words."""
    chooser = random.Random(seed)  # noqa: S311 - no secret
    vocabulary = ["law", "Hong", "Kong", "bank", "yuan", "the", "of", "effect", "regulators", "2021", "banned", "café"]
    vocabulary += [f"word{number}" for number in range(300)]
    return [
        (3 * number + 5, " ".join(chooser.choices(vocabulary, k=chooser.randint(1, 260)))) for number in range(count)
    ]


def vectors_from(rows: Sequence[tuple[int, Floats]], dim: int = 16) -> VectorsOf:
    """Return a function that fetches vectors by key, as a catalog does."""
    held = dict(rows)

    def vectors_of(keys: Keys) -> tuple[Keys, Floats]:
        there = [key for key in keys.tolist() if key in held]
        return _keys(there), np.array([held[key] for key in there], dtype=np.float32).reshape(-1, dim)

    return vectors_of


def _keys(values: Sequence[int]) -> Keys:
    return np.array(values, dtype=np.int64)


def _selections() -> list[Selection | None]:
    some = _keys([5, 8, 11, 302, 999_999])
    return [
        None,
        Selection(_keys([])),
        Selection(_keys([]), exclude=True),
        Selection(some),
        Selection(some, exclude=True),
    ]


class EngineContract(Generic[Engine, Row]):
    """Tests for any search engine; see the two subclasses.

    Attributes:
        engine: The class under test.
    """

    engine: type[Engine]

    def rows(self, count: int) -> Sequence[Row]:
        """Return `count` rows to search."""
        raise NotImplementedError

    def build(self, folder: Path, rows: Sequence[Row]) -> None:
        """Write an index of rows into an empty folder."""
        raise NotImplementedError

    def extend(self, folder: Path, previous: Path, rows: Sequence[Row], start: int) -> None:
        """Write an index of rows to an empty folder; `previous` has those before `start`."""
        raise NotImplementedError

    def open(self, folder: Path) -> Engine:
        """Open the index that was written."""
        raise NotImplementedError

    def search(self, engine: Engine, rows: Sequence[Row], k: int) -> Ranking:
        """Search for something that the rows contain."""
        raise NotImplementedError

    def check(self, engine: Engine, rows: Sequence[Row]) -> None:
        """Compare all kinds of searches with the reference."""
        raise NotImplementedError

    def built(self, folder: Path, rows: Sequence[Row]) -> Engine:
        """Build an index in a new folder, and open it."""
        folder.mkdir(parents=True)
        self.build(folder, rows)
        return self.open(folder)

    def extended(self, folder: Path, rows: Sequence[Row]) -> Engine:
        """Build an index of half of the rows, extend it with the rest, and open it."""
        half = len(rows) // 2
        self.built(folder / "half", rows[:half])
        (folder / "whole").mkdir()
        self.extend(folder / "whole", folder / "half", rows, half)
        shutil.rmtree(folder / "half")  # the extended index must not need it
        return self.open(folder / "whole")

    def test_finds_what_the_reference_finds(self, tmp_path: Path) -> None:
        for size in _SIZES:
            rows = self.rows(size)
            self.check(self.built(tmp_path / str(size), rows), rows)

    def test_an_extended_index_finds_what_the_reference_finds(self, tmp_path: Path) -> None:
        for size in _SIZES:
            rows = self.rows(size)
            self.check(self.extended(tmp_path / str(size), rows), rows)

    def test_extending_leaves_the_previous_index_as_it_was(self, tmp_path: Path) -> None:
        rows = self.rows(20)
        self.built(tmp_path / "one", rows[:10])
        before = _contents(tmp_path / "one")
        (tmp_path / "two").mkdir()
        self.extend(tmp_path / "two", tmp_path / "one", rows, 10)
        assert _contents(tmp_path / "one") == before
        self.check(self.open(tmp_path / "one"), rows[:10])
        self.check(self.open(tmp_path / "two"), rows)

    def test_asking_for_nothing_finds_nothing(self, tmp_path: Path) -> None:
        rows = self.rows(3)
        for engine in (self.built(tmp_path / "built", rows), self.extended(tmp_path / "extended", rows)):
            for k in (0, -1):
                assert len(self.search(engine, rows, k)) == 0


class VectorEngineContract(EngineContract[VectorEngine, tuple[int, Floats]]):
    """Tests for a vector search engine.

    Attributes:
        recall: Minimum share of the true best among 200 vectors that must be found; 1 requires all, in order.
        dim: Length of the vectors.
    """

    recall: ClassVar[float] = 1.0
    dim: ClassVar[int] = 16

    def rows(self, count: int) -> Sequence[tuple[int, Floats]]:
        """Return `count` keys and vectors."""
        return sample_vectors(count, self.dim)

    def build(self, folder: Path, rows: Sequence[tuple[int, Floats]]) -> None:
        """Write an index of rows into an empty folder."""
        self.engine.build(folder, _keys([key for key, _ in rows]), vectors_from(rows, self.dim), self.dim)

    def extend(self, folder: Path, previous: Path, rows: Sequence[tuple[int, Floats]], start: int) -> None:
        """Write an index of rows to an empty folder; `previous` has those before `start`."""
        further = _keys([key for key, _ in rows[start:]])
        self.engine.extend(folder, previous, further, vectors_from(rows, self.dim), self.dim)

    def open(self, folder: Path) -> VectorEngine:
        """Open the index that was written."""
        return self.engine.open(folder, self.dim)

    def search(self, engine: VectorEngine, rows: Sequence[tuple[int, Floats]], k: int) -> Ranking:
        """Search for something that the rows contain."""
        return engine.search(rows[0][1], k, vectors_from(rows, self.dim))

    def check(self, engine: VectorEngine, rows: Sequence[tuple[int, Floats]]) -> None:
        """Compare all kinds of searches with the reference."""
        vectors_of = vectors_from(rows, self.dim)
        reference = ExactVectors(*vectors_of(_keys([key for key, _ in rows])))
        query = sample_vectors(1, self.dim, seed=9)[0][1]
        for selection in _selections():
            every = reference.search(query, len(rows), selection=selection)
            scores = dict(zip(every.keys.tolist(), every.scores.tolist(), strict=True))
            for k in _COUNTS:
                found, best = engine.search(query, k, vectors_of, selection), every.keys[:k].tolist()
                if self.recall == 1:
                    assert found.keys.tolist() == best, (selection, k)
                assert len(found) <= k
                assert len({*found.keys.tolist()} & {*best}) >= self.recall * len(best), (selection, k)
                np.testing.assert_allclose(found.scores, [scores[key] for key in found.keys.tolist()], 1e-5, 1e-6)
                assert found.scores.tolist() == sorted(found.scores.tolist(), reverse=True)
        assert len(engine) == len(rows)


class KeywordEngineContract(EngineContract[KeywordEngine, tuple[int, str]]):
    """Tests for a keyword search engine with BM25 scores."""

    queries: ClassVar[Sequence[str]] = (
        "When does Hong Kong's law take effect?",
        "regulator",
        "the the the",
        "nothing of this kind",
        "",
    )

    def rows(self, count: int) -> Sequence[tuple[int, str]]:
        """Return `count` keys and texts."""
        return sample_texts(count)

    def build(self, folder: Path, rows: Sequence[tuple[int, str]]) -> None:
        """Write an index of rows into an empty folder."""
        self.engine.build(folder, rows)

    def extend(self, folder: Path, previous: Path, rows: Sequence[tuple[int, str]], start: int) -> None:
        """Write an index of rows to an empty folder; `previous` has those before `start`."""
        self.engine.extend(folder, previous, rows[start:])

    def open(self, folder: Path) -> KeywordEngine:
        """Open the index that was written."""
        return self.engine.open(folder)

    def search(self, engine: KeywordEngine, rows: Sequence[tuple[int, str]], k: int) -> Ranking:
        """Search for something that the rows contain."""
        return engine.search(terms_of(rows[0][1]), k)

    def check(self, engine: KeywordEngine, rows: Sequence[tuple[int, str]]) -> None:
        """Compare all kinds of searches and counts with the reference."""
        reference = ExactKeywords(rows)
        for terms in map(terms_of, self.queries):
            for selection in _selections():
                for k in _COUNTS:
                    assert_same(engine.search(terms, k, selection), reference.search(terms, k, selection))
            assert engine.statistics(terms) == reference.statistics(terms), terms
        assert len(engine) == len(rows)


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


# Stores


class WordEncoder:
    """An encoder to compute by hand: hashes each term to a dimension, then normalises.

    A token is a run of characters without white space.

    Args:
        name: Part of its fingerprint.
        dim: Length of a vector.
        max_tokens: Maximum number of tokens.

    Attributes:
        embedded: Every text embedded as a passage so far.
    """

    languages: frozenset[str] | None = frozenset({"en"})

    def __init__(self, name: str = "words", dim: int = 64, max_tokens: int = 60) -> None:
        self.name, self.dim, self.max_tokens = name, dim, max_tokens
        self.fingerprint = hashlib.sha256(f"{name}{dim}".encode()).hexdigest()
        self.embedded: list[str] = []

    def tokenise(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return the start and end of each token of each text."""
        return [[match.span() for match in re.finditer(r"\S+", text)] for text in texts]

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Return unit vectors: `(n, dim)`."""
        self.embedded.extend(texts)
        return np.array([self.encode_query(text) for text in texts], dtype=np.float32).reshape(-1, self.dim)

    def encode_query(self, text: str) -> Floats:
        """Return a unit vector: `(dim,)`."""
        vector = np.full(self.dim, 1e-3, dtype=np.float32)
        for term in terms_of(text):
            vector[hashlib.sha256(term.encode()).digest()[0] % self.dim] += 1
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def sample_articles() -> list[Article]:
    """Return articles with various publishers and dates, some missing, some alike."""
    texts = [
        "The central bank raised its rate to 4.5 percent. Markets fell at once.",
        "The law of Hong Kong takes effect in August. Banks are to be licensed.",
        "A señor in a café read of the law. He had no opinion of Hong Kong.",
        "The central bank raised its rate to 4.5 percent. Markets fell at once.",
        "Rates, rates, rates: nothing else was spoken of at the bank.",
        "A short one.",
    ]
    publishers = ["Reuters", "L'Écho", None, "Reuters", "reuters", "A 100% ?new? one"]
    days = [datetime(2024, month, 1, 12, tzinfo=UTC) if month else None for month in (1, 2, 3, 0, 5, 6)]
    return [
        Article(f"a{number}", text, title=f"Title {number % 3}", publisher=publisher, published=day, language="en")
        for number, (text, publisher, day) in enumerate(zip(texts, publishers, days, strict=True))
    ]


_QUERIES = (
    "Which bank raised its rate?",
    "the law of Hong Kong",
    "café señor",
    "rate rate rate",
    "nothing of this kind",
)
_TEXTS = (
    "ASCII only.",
    "Ümläute, ß and ﬁ; İstanbul is not istanbul. Ελληνικά, кириллица.",
    "Emoji 👩‍👩‍👧‍👦 and 🇭🇰; the offset 😀 counts one. 漢字 𠀋 no spaces between words.",
    "עברית و العربية, می‌خواهم written from the right.",
    "e\u0301 is not é. Zero\u200bwidth, soft\u00adhyphen, tab\tand\r\nline.",
    "100% of 'quotes', \"double\", \\ backslash, ? marks, %s and {braces}; -- no comment.",
)


def _wheres() -> list[Where | None]:
    return [
        None,
        Where(publisher="reuters"),
        Where(publisher=["REUTERS", "L'Écho"]),
        Where(publisher="nobody"),
        Where(since="2024-03-01"),
        Where(until="2024-03-01"),
        Where(since="2024-02-01", until="2024-06-30", publisher="Reuters"),
        Where(articles=["a1", "a2", "none"]),
        Where(articles=[]),
        Where(articles="a3", publisher="L'Écho"),
        Where(publisher="' OR true --"),
    ]


class StoreContract:
    """Tests for an archive in any store; exact search in memory is the reference."""

    def store(self) -> Store:
        """Open the store under test: empty when a test begins, then always the same."""
        raise NotImplementedError

    def open(self, encoder: Encoder | None = None, settings: Settings | None = None) -> Archive:
        """Open an archive in the store."""
        return Archive(store=self.store(), encoder=encoder or WordEncoder(), settings=settings)

    def check(self, archive: Archive, k: int = 50) -> None:
        """Compare searches with the reference."""
        encoder = WordEncoder()
        with archive.store.reading() as view:
            reference = MemoryView(view.rows)
            for query in _QUERIES:
                terms, vector = terms_of(query), encoder.encode_query(query)
                assert view.statistics(terms) == reference.statistics(terms)
                for where in _wheres():
                    expected = reference.search_vectors(vector, k, where)
                    assert_same(view.search_vectors(vector, k, where), expected, rtol=1e-4, atol=1e-5)
                    expected = reference.search_keywords(terms, k, where)
                    assert_same(view.search_keywords(terms, k, where), expected, rtol=1e-4, atol=1e-5)

    def test_nothing_is_made_by_reading(self) -> None:
        with self.open() as archive:
            assert archive.articles() == []
            assert len(archive.search("anything")) == 0
            assert archive.ask("Is there anything?").status == "no_answer"
            assert archive.state.generation == 0
            assert archive.trace("four words of nothing at all").status == "absent"
            assert archive.remove("a") == ()
            assert archive.feedback() == []
            assert archive.conversations.of("me") == []
            with _raises(ArticleNotFoundError):
                archive.article("a")
            with _raises(ArchiveError, "no articles in it yet"):
                archive.rebuild()
            assert not archive.store.catalog.exists()

    def test_searches_find_what_the_reference_finds(self) -> None:
        with self.open() as archive:
            archive.add(sample_articles())
            self.check(archive)

    def test_as_many_are_found_as_are_asked_for(self) -> None:
        with self.open() as archive:
            archive.add(sample_articles())
            for k in (-1, 0, 1, 2, 5, 6, 7, 10_000, 10**9):
                self.check(archive, k)
                assert 1 <= len(archive.search("the bank", k=k)) <= 6

    def test_articles_are_added_replaced_and_removed(self) -> None:
        first, *rest = sample_articles()
        changed = dataclasses.replace(first, text="The bank lowered its rate. Nobody had expected it.")
        with self.open() as archive:
            assert archive.add([first, *rest]).added == ("a0", "a1", "a2", "a3", "a4", "a5")
            assert archive.add([first, *rest]).unchanged == ("a0", "a1", "a2", "a3", "a4", "a5")
            report = archive.add([changed, changed])
            assert [outcome.status for outcome in report.outcomes] == ["updated", "unchanged"]
            assert [one.version for one in archive.versions("a0")] == [first.version, changed.version]
            assert archive.article("a0") == changed
            assert archive.article("a0", first.version) == first
            self.check(archive)
            assert archive.remove("a1", "a4", "none") == ("a1", "a4")
            assert [one.id for one in archive.articles()] == ["a0", "a2", "a3", "a5"]
            self.check(archive)
            found = {hit.article.id for hit in archive.search("the law of Hong Kong", k=100)}
            assert found == {"a0", "a2", "a3", "a5"}
            assert (archive.state.articles, archive.state.generation) == (4, 3)
            findings = archive.doctor()
            assert all(finding.healthy for finding in findings), findings

    def test_notes_and_earlier_versions_are_kept(self) -> None:
        first, second, *_ = sample_articles()
        earlier = dataclasses.replace(first, text="The bank had not yet raised its rate.")
        with self.open() as archive:
            archive.add([first, second])
            with archive.store.catalog.writing(new_generation=False) as changes:
                changes.put_earlier(earlier)
                changes.set_notes("a0", ["not read: 1 comment"], True)
                changes.set_notes("a1", ["holds tracked changes"], False)
            assert [one.version for one in archive.versions("a0")] == [earlier.version, first.version]
            assert archive.article("a0") == first
            noted = [(one.notes, one.in_part) for one in archive.articles()]
            assert noted == [(("not read: 1 comment",), True), (("holds tracked changes",), False)]
            with archive.store.catalog.reading() as rows:
                assert (rows.read_in_part(), rows.notes("a1")) == (1, (("holds tracked changes",), False))
                assert rows.ids_by_version("a") == {first.version: "a0", second.version: "a1"}
                assert rows.ids_by_version("a1") == {second.version: "a1"}
            archive.remove("a0")
            with archive.store.catalog.reading() as rows:
                assert rows.read_in_part() == 0
            self.check(archive)

    def test_what_was_acknowledged_is_there_after_reopening(self) -> None:
        acknowledged: list[str] = []
        with self.open() as archive:
            archive.add(
                sample_articles(),
                acknowledge=lambda outcomes, _: acknowledged.extend(one.id or "" for one in outcomes),
            )
            state = archive.state
        with self.open() as again:
            assert [one.id for one in again.articles()] == acknowledged
            assert again.state == state
            self.check(again)
            assert again.add(sample_articles()).embedded == 0

    def test_every_text_and_name_is_kept_to_the_character(self) -> None:
        with self.open() as archive:
            for text in _TEXTS:
                name = f"https://example.org/{text}?" + "long" * 2_000
                given = Article(name, f"{text} {text}", title=text, publisher=text, author=text, url=name)
                archive.add([given, Article("b", "Nothing else of it.")])
                assert dataclasses.replace(archive.article(name), language=None) == given
                assert archive.summary(name).publisher == text
                assert archive.publishers() == [text]
                assert [one.id for one in archive.browse(text).articles] == [name]
                for where in (Where(publisher=text.swapcase().swapcase()), Where(articles=name)):
                    hits = archive.search(text, where=where)
                    assert {hit.article.id for hit in hits} == {name}
                    for hit in hits:
                        assert hit.article.text[hit.span.start : hit.span.end] == hit.text
                assert archive.remove(name, "b") == (name, "b")

    def test_what_cannot_be_stored_is_not_found(self) -> None:
        with self.open() as archive:
            archive.add(sample_articles())
            for asked in ("\0", "a\0b", "\ud800"):
                with _raises((ArticleNotFoundError, InputError)):
                    archive.article(asked)
                for where in (Where(articles=asked), Where(publisher=asked)):
                    assert len(archive.search("bank", where=where)) == 0
                assert len(archive.search("the bank", k=100)) == 6 - 1  # one of two copies

    def test_lists_are_in_the_same_order_everywhere(self) -> None:
        titled = [dataclasses.replace(one, title=t) for one, t in zip(sample_articles(), "bÄaZé_", strict=True)]
        with self.open() as archive:
            archive.add(titled)
            assert {
                "added": [one.id for one in archive.browse(order="added").articles],
                "newest": [one.id for one in archive.browse(order="newest").articles],
                "oldest": [one.id for one in archive.browse(order="oldest").articles],
                "publisher": [one.id for one in archive.browse(order="publisher").articles],
                "title": [one.id for one in archive.browse(order="title").articles],
            } == {
                "added": ["a5", "a4", "a3", "a2", "a1", "a0"],
                "newest": ["a5", "a4", "a2", "a1", "a0", "a3"],
                "oldest": ["a0", "a1", "a2", "a4", "a5", "a3"],
                "publisher": ["a5", "a1", "a4", "a0", "a3", "a2"],
                "title": ["a5", "a2", "a0", "a3", "a1", "a4"],
            }
            page = archive.browse("REUTERS", order="newest", offset=1, limit=1)
            assert (page.total, [one.id for one in page.articles]) == (3, ["a0"])
            assert archive.publishers() == ["A 100% ?new? one", "L'Écho", "Reuters"]
            assert {copy.id for copy in archive.summary("a0").copies} == {"a3"}

    def test_articles_are_counted_the_same_everywhere(self) -> None:
        dated = dataclasses.replace(
            sample_articles()[0],
            id="late",
            author="Jane Doe",
            published=datetime.fromisoformat("2024-05-31T23:00-05:00"),
        )
        with self.open() as archive:
            archive.add([*sample_articles(), dated])
            assert [one.id for one in archive.articles(Where(publisher="reuters"))] == ["late", "a4", "a0", "a3"]
            mentioning = archive.articles(mentioning=["banks"])
            texts = {one.id: archive.article(one.id).text for one in archive.articles()}
            assert {one.id for one in mentioning} == {id for id, text in texts.items() if "bank" in text.lower()}
            for question, ids in (
                ("which articles were published in May 2024", ["late", "a4"]),  # in its own time zone
                ("which articles are by Jane Doe", ["late"]),
                ("which articles have no date", ["a3"]),
                ("which articles are from L'Écho", ["a1"]),
            ):
                listing = archive.ask(question).listing
                assert listing is not None
                assert (question, [one.id for one in listing.articles]) == (question, ids)

    def test_what_was_made_in_another_way_is_refused(self) -> None:
        with self.open() as archive:
            archive.add(sample_articles())
        others: list[tuple[Encoder, Settings | None]] = [
            (WordEncoder("others"), None),
            (WordEncoder(dim=32), None),
            (WordEncoder(), Settings(passage_tokens=7)),
            (WordEncoder(), Settings(passage_overlap=0)),
        ]
        for encoder, settings in others:
            with self.open(encoder, settings) as changed:
                with _raises(FingerprintError, "the index was made with"):
                    changed.search("bank")
                with _raises(FingerprintError):
                    changed.add(Article("b", "This is the text of article b. It has two sentences."))
                assert changed.state.articles == 6

    def test_an_index_is_rebuilt_with_another_encoder(self) -> None:
        self.rebuild(64)

    def test_an_index_is_rebuilt_with_shorter_vectors(self) -> None:
        self.rebuild(32)

    def rebuild(self, dim: int) -> None:
        """Rebuild an archive with vectors of length `dim` while another object reads it."""
        articles = sample_articles()
        with self.open() as archive, self.open() as reader:
            archive.add([*articles, dataclasses.replace(articles[0], id="copy")])
            assert len(reader.search("bank", k=100)) == 5
            with self.open(WordEncoder("others", dim), Settings(passage_tokens=9)) as other:
                rebuilt = other.rebuild()
                assert rebuilt.articles == 7
                assert rebuilt.embedded < rebuilt.passages == other.state.passages  # copies are embedded once
                found = {hit.article.id for hit in other.search("rate bank law short", k=100)}
                assert found >= {"a1", "a2", "a4", "a5"}
                assert [len(other.versions(one.id)) for one in other.articles()] == [1] * 7
                assert other.rebuild().embedded == 0
                other.add(Article("b", "The bank is open. It closes at five."))
                other.remove("a0")
            with _raises(FingerprintError):
                reader.search("bank")

    def test_two_who_write_see_each_other(self) -> None:
        with self.open() as one, self.open() as other:
            one.add(sample_articles()[:3])
            assert other.add(sample_articles()).unchanged == ("a0", "a1", "a2")
            assert one.remove("a4") == ("a4",)
            assert [found.id for found in other.articles()] == ["a0", "a1", "a2", "a3", "a5"]
            self.check(one)
            self.check(other)

    def test_a_change_that_fails_is_not_made(self) -> None:
        with self.open() as archive:
            archive.add(sample_articles())
            before = archive.state, archive.articles()
            with suppress(ZeroDivisionError), archive.store.catalog.writing() as changes:
                changes.remove("a0")
                changes.set("name", "value")
                raise ZeroDivisionError
            assert (archive.state, archive.articles()) == before
            self.check(archive)

    def test_receipts_hold_wherever_the_articles_are(self) -> None:
        with self.open() as archive:
            archive.add(sample_articles())
            receipt = archive.receipt(archive.ask("What did the central bank raise?"))
            assert archive.verify(receipt).verdict == "accepted"
            archive.add(Article("c", "One more article. It changes nothing."))
            assert archive.verify(receipt).verdict == "accepted"

    def test_what_people_say_and_ask_is_kept_beside(self) -> None:
        with self.open() as archive:
            assert archive.conversations.add("me", "x", _TURN) == 0
            assert archive.conversations.add("me", "x", _TURN) == 1
            archive.conversations.change("me", "x", 1, {**_TURN, "question": "Or?"})
            assert archive.conversations.add("you", "x", _TURN) is None
            archive.add(sample_articles())
            archive.add_feedback(archive.ask("What did the central bank raise?"), "down", right_answer="its rate")
        with self.open() as again:
            turns = again.conversations.turns("me", "x").values()
            assert [turn["question"] for turn in turns] == ['What\'s "new"? 😀', "Or?"]
            assert again.conversations.of("you") == []
            assert [one.right_answer for one in again.feedback()] == ["its rate"]
            again.conversations.rename("me", "x", "Named")
            assert [one.title for one in again.conversations.of("me")] == ["Named"]
            again.conversations.delete("me", "x")
            again.conversations.purge(datetime.now(UTC))
            assert again.conversations.turns("me", "x") == {}


_TURN: TurnJson = {"question": 'What\'s "new"? 😀', "reply": None, "note": "", "asked_of": ""}


@contextmanager
def _raises(expected: type[Exception] | tuple[type[Exception], ...], match: str = "") -> Iterator[None]:
    raised: Exception | None = None
    try:
        yield
    except expected as error:
        raised = error
    assert raised is not None, f"nothing was raised, expected {expected}"
    assert re.search(match, str(raised)), str(raised)


# Readers


class ReaderContract:
    """Tests for a reader, whatever answers it gives."""

    questions: ClassVar[Sequence[str]] = (
        "To what did the central bank raise its rate?",
        "When does the law of Hong Kong take effect?",
        "Who won the World Cup in 1954?",
        "rate?",
    )

    def reader(self) -> Reader:
        """Return the reader under test."""
        raise NotImplementedError

    def test_spans_lie_in_their_hits(self) -> None:
        for hits, reading in self._readings():
            for evidence in reading.evidence:
                assert evidence.hit in hits
                assert evidence.hit.span.contains(evidence.span)
                if evidence.short_span is not None:
                    assert evidence.hit.span.contains(evidence.short_span)

    def test_the_best_comes_first(self) -> None:
        for _, reading in self._readings():
            probabilities = [evidence.probability for evidence in reading.evidence]
            assert probabilities == sorted(probabilities, reverse=True)

    def test_probabilities_are_in_0_to_1(self) -> None:
        for _, reading in self._readings():
            for evidence in weighed(reading):
                assert 0 <= evidence.probability <= 1
                assert 0 <= evidence.alone <= 1

    def test_a_calibrated_reader_gives_signs(self) -> None:
        reader = self.reader()
        for _, reading in self._readings():
            assert not reading.evidence or (reading.signs is not None) == reader.calibrated

    def test_nothing_is_read_in_nothing(self) -> None:
        reader = self.reader()
        for question in self.questions:
            assert reader.read(understand(question), Hits(), _nothing_counted).evidence == ()

    def test_the_same_is_read_again(self) -> None:
        reader, hits = self.reader(), _sample_hits()
        for question in map(understand, self.questions):
            first = reader.read(question, hits, _sample_statistics())
            assert reader.read(question, hits, _sample_statistics()) == first

    def _readings(self) -> Iterator[tuple[Hits, Reading]]:
        reader = self.reader()
        for count in (1, 3, 6):
            hits = Hits(_sample_hits()[:count])
            for question in self.questions:
                yield hits, reader.read(understand(question), hits, _sample_statistics())


def _sample_hits() -> Hits:
    """Return one hit per sample article, covering all of its text."""
    passages = [Passage(article, Span(0, len(article.text))) for article in sample_articles()]
    return Hits(
        tuple(
            Hit(passage, 1 / rank, rank, similarity=0.5, keyword_score=1.0) for rank, passage in enumerate(passages, 1)
        )
    )


def _sample_statistics() -> StatisticsOf:
    return ExactKeywords([(key, article.text) for key, article in enumerate(sample_articles(), 1)]).statistics


def _nothing_counted(terms: Sequence[str]) -> TermStatistics:
    return TermStatistics(0, 0, dict.fromkeys(terms, 0))
