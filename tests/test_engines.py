"""The contract: every vector and keyword engine against the exact NumPy reference."""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from byline.errors import ArchiveDamagedError
from byline.ports import Floats, KeywordEngine, Ranking, Selection, VectorEngine
from byline.store.exact import (
    ExactKeywords,
    ExactVectors,
    inverse_document_frequency,
    merged,
    stored_length,
    top,
)
from byline.store.keywords import TantivyKeywords
from byline.store.terms import terms_of
from byline.store.vectors import FaissVectors

DIM = 16
VECTOR_ENGINES = [ExactVectors, FaissVectors]
KEYWORD_ENGINES = [ExactKeywords, TantivyKeywords]
WORDS = ["law", "Hong", "Kong", "bank", "yuan", "the", "of", "effect", "regulators", "2021", "banned", "café"]


def vector_rows(n: int, seed: int = 0) -> list[tuple[int, Floats]]:
    vectors = np.random.default_rng(seed).normal(size=(n, DIM)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return [(3 * number + 5, vector) for number, vector in enumerate(vectors)]


def text_rows(n: int, seed: int = 0) -> list[tuple[int, str]]:
    chooser = random.Random(seed)
    vocabulary = WORDS + [f"word{number}" for number in range(300)]
    return [(3 * number + 5, " ".join(chooser.choices(vocabulary, k=chooser.randint(1, 260)))) for number in range(n)]


def keys(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


SELECTIONS: list[Selection | None] = [
    None,
    Selection(keys()),
    Selection(keys(), exclude=True),
    Selection(keys(5, 8, 11, 302, 999_999)),
    Selection(keys(5, 8, 11, 302, 999_999), exclude=True),
]


@pytest.fixture(params=VECTOR_ENGINES, ids=lambda engine: engine.__name__)
def vectors(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[list[tuple[int, Floats]]], VectorEngine]:
    """Build an engine and open it again."""

    def built(rows: list[tuple[int, Floats]]) -> VectorEngine:
        request.param.build(tmp_path, rows, DIM)
        engine: VectorEngine = request.param.open(tmp_path, DIM)
        return engine

    return built


@pytest.fixture(params=KEYWORD_ENGINES, ids=lambda engine: engine.__name__)
def keywords(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[list[tuple[int, str]]], KeywordEngine]:
    """Build an engine and open it again."""

    def built(rows: list[tuple[int, str]]) -> KeywordEngine:
        request.param.build(tmp_path, rows)
        engine: KeywordEngine = request.param.open(tmp_path)
        return engine

    return built


def assert_same(found: Ranking, expected: Ranking, rtol: float) -> None:
    np.testing.assert_allclose(found.scores, expected.scores, rtol=rtol, atol=1e-6)
    for key, score in zip(found.keys.tolist(), found.scores.tolist(), strict=True):
        tied = expected.keys[np.isclose(expected.scores, score, rtol=rtol, atol=1e-6)]
        last = len(expected) and np.isclose(score, expected.scores[-1], rtol=rtol, atol=1e-6)
        assert key in tied or last  # of equal scores at the very end, either may be left out


@pytest.mark.parametrize(
    "selection", SELECTIONS, ids=lambda s: "all" if s is None else f"{len(s.keys)}{'-not' * s.exclude}"
)
@pytest.mark.parametrize("k", [1, 7, 100, 10**9])
@pytest.mark.parametrize("n", [0, 1, 200])
def test_vector_engines_agree_with_the_reference(
    vectors: Callable, n: int, k: int, selection: Selection | None
) -> None:  # type: ignore[type-arg]
    rows = vector_rows(n)
    engine = vectors(rows)
    reference = ExactVectors(
        keys(*(key for key, _ in rows)), np.array([v for _, v in rows], dtype=np.float32).reshape(-1, DIM)
    )
    query = vector_rows(1, seed=9)[0][1]
    expected = reference.search(query, k, selection)
    found = engine.search(query, k, selection)
    assert found.keys.tolist() == expected.keys.tolist()
    assert_same(found, expected, rtol=1e-5)
    assert len(engine) == n


@pytest.mark.parametrize(
    "selection", SELECTIONS, ids=lambda s: "all" if s is None else f"{len(s.keys)}{'-not' * s.exclude}"
)
@pytest.mark.parametrize("k", [1, 7, 100, 10**9])
@pytest.mark.parametrize("n", [0, 1, 200])
@pytest.mark.parametrize(
    "query",
    ["When does Hong Kong's law take effect?", "regulator", "the the the", "nothing of this kind", ""],
)
def test_keyword_engines_agree_with_the_reference(
    keywords: Callable,
    n: int,
    k: int,
    selection: Selection | None,
    query: str,  # type: ignore[type-arg]
) -> None:
    rows = text_rows(n)
    engine, reference = keywords(rows), ExactKeywords(rows)
    terms = terms_of(query)
    assert_same(engine.search(terms, k, selection), reference.search(terms, k, selection), rtol=1e-5)
    assert engine.statistics(terms) == reference.statistics(terms)
    assert len(engine) == n


@pytest.mark.parametrize("k", [0, -1])
def test_asking_for_nothing_finds_nothing(vectors: Callable, keywords: Callable, k: int, tmp_path: Path) -> None:  # type: ignore[type-arg]
    assert len(vectors(vector_rows(3)).search(vector_rows(1)[0][1], k)) == 0
    for file in tmp_path.iterdir():
        file.unlink()
    assert len(keywords(text_rows(3)).search(["law"], k)) == 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=60), max_size=12),
    st.text(max_size=30),
)
def test_tantivy_agrees_on_any_text(tmp_path_factory: pytest.TempPathFactory, texts: list[str], query: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    rows = list(enumerate(texts, start=1))
    TantivyKeywords.build(folder, rows)
    terms = terms_of(query)
    assert_same(TantivyKeywords.open(folder).search(terms, 20), ExactKeywords(rows).search(terms, 20), rtol=1e-5)


def test_bm25_worked_by_hand() -> None:
    engine = ExactKeywords([(1, "law law bank"), (2, "bank"), (3, "yuan yuan yuan yuan")])
    found = engine.search(["law"], 5)
    idf = np.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    length = 3 / (8 / 3)
    expected = idf * 2.2 * 2 / (2 + 1.2 * (1 - 0.75 + 0.75 * length))
    assert found.keys.tolist() == [1]
    assert found.scores[0] == pytest.approx(expected, rel=1e-6)
    assert inverse_document_frequency(1, 3) == pytest.approx(idf)


def test_rows_held_apart_are_scored_as_part_of_the_whole() -> None:
    rows = text_rows(60)
    whole, apart = ExactKeywords(rows), ExactKeywords(rows[50:], ExactKeywords(rows[:50]).statistics)
    terms = terms_of("the law of Hong Kong")
    expected = dict(zip(*_lists(whole.search(terms, 60)), strict=True))
    for key, score in zip(*_lists(apart.search(terms, 60)), strict=True):
        assert score == pytest.approx(expected[key], rel=1e-6)


def _lists(ranking: Ranking) -> tuple[list[int], list[float]]:
    return ranking.keys.tolist(), ranking.scores.tolist()


def test_lengths_are_stored_as_lucene_does() -> None:
    assert [stored_length(n) for n in (0, 39, 40, 41, 42, 57, 60, 63, 100, 103, 104)] == [
        0,
        39,
        40,
        40,
        42,
        56,
        60,
        60,
        96,
        96,
        104,
    ]


def test_of_equal_scores_the_smaller_key_comes_first() -> None:
    ranking = top(keys(9, 4, 7), np.array([1, 1, 2], dtype=np.float32), 3)
    assert ranking.keys.tolist() == [7, 4, 9]
    assert merged(ranking, ranking, 2).keys.tolist() == [7, 7]


def test_a_vector_file_that_is_not_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vectors.faiss").write_bytes(b"IxM2" + bytes(40))
    with pytest.raises(ArchiveDamagedError, match=r"vectors\.faiss"):
        FaissVectors.open(tmp_path, DIM)


def test_a_vector_file_of_another_length_is_refused(tmp_path: Path) -> None:
    FaissVectors.build(tmp_path, vector_rows(3), DIM)
    with pytest.raises(ArchiveDamagedError, match="expected IndexIDMap2 of 8"):
        FaissVectors.open(tmp_path, 8)


def test_a_keyword_folder_that_is_not_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{}")
    with pytest.raises(ArchiveDamagedError, match="tantivy cannot read it"):
        TantivyKeywords.open(tmp_path)
