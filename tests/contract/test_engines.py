"""The contract for engines: every vector and keyword engine, compared with the exact NumPy reference."""

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.stores import Lists

from byline.encoders.base import Floats
from byline.errors import ArchiveDamagedError
from byline.language.terms import inverse_document_frequency, terms_of
from byline.store.engines import Keys, Ranking, Selection
from byline.store.exact import ExactKeywords, ExactVectors, merged, stored_length, top
from byline.store.folder.faiss import FaissVectors
from byline.store.folder.tantivy import TantivyKeywords
from byline.testing import (
    KeywordEngineContract,
    VectorEngineContract,
    assert_same,
    sample_texts,
    sample_vectors,
    vectors_from,
)

DIM = 16


def keys(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


class TestExactVectors(VectorEngineContract):
    engine = ExactVectors


class TestFaiss(VectorEngineContract):
    engine = FaissVectors


class TestFaissLists(VectorEngineContract):
    engine = Lists


class TestExactKeywords(KeywordEngineContract):
    engine = ExactKeywords


class TestTantivy(KeywordEngineContract):
    engine = TantivyKeywords


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
    rows = sample_texts(60)
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


def test_reading_leaves_the_limit_of_the_process_as_it_was(tmp_path: Path) -> None:
    """Other code in the process that uses FAISS relies on it."""
    before = faiss.get_deserialization_vector_byte_limit()
    FaissVectors.build(tmp_path, keys(5, 8), vectors_from(sample_vectors(3)), DIM)
    FaissVectors.open(tmp_path, DIM)
    assert faiss.get_deserialization_vector_byte_limit() == before
    (tmp_path / "vectors.faiss").write_bytes(b"IxM2" + bytes(40))
    with pytest.raises(ArchiveDamagedError):
        FaissVectors.open(tmp_path, DIM)
    assert faiss.get_deserialization_vector_byte_limit() == before


def test_a_vector_file_that_is_not_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vectors.faiss").write_bytes(b"IxM2" + bytes(40))
    with pytest.raises(ArchiveDamagedError, match=r"vectors\.faiss"):
        FaissVectors.open(tmp_path, DIM)


def test_a_vector_file_of_another_length_is_refused(tmp_path: Path) -> None:
    FaissVectors.build(tmp_path, keys(5, 8), vectors_from(sample_vectors(3)), DIM)
    with pytest.raises(ArchiveDamagedError, match="expected vectors of 8"):
        FaissVectors.open(tmp_path, 8)


def test_a_keyword_folder_that_is_not_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{}")
    with pytest.raises(ArchiveDamagedError, match="tantivy cannot read it"):
        TantivyKeywords.open(tmp_path)


@pytest.fixture(scope="module")
def clustered(tmp_path_factory: pytest.TempPathFactory) -> tuple[FaissVectors, list[tuple[int, Floats]]]:
    """Lists over vectors in clusters of fifty, so many that a search skips some lists."""
    chooser = np.random.default_rng(4)
    centres = chooser.normal(size=(200, DIM))
    vectors = np.repeat(centres, 50, axis=0) + 0.4 * chooser.normal(size=(10_000, DIM))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = [(3 * number + 5, vector) for number, vector in enumerate(vectors.astype(np.float32))]
    folder = tmp_path_factory.mktemp("clustered")
    Lists.build(folder, keys(*dict(rows)), vectors_from(rows), DIM)
    return FaissVectors.open(folder, DIM), rows


@pytest.mark.parametrize(
    "selection",
    [
        None,
        Selection(keys(*range(5, 9_000, 3)), exclude=True),
        Selection(keys(*range(5, 30_000, 6))),
        Selection(keys(*range(5, 30_000, 60))),
        Selection(keys(5, 3_002, 29_999, 999_999)),
    ],
    ids=["all", "most", "half", "few", "three"],
)
def test_lists_find_what_the_reference_finds(
    clustered: tuple[FaissVectors, list[tuple[int, Floats]]], selection: Selection | None
) -> None:
    engine, rows = clustered
    reference = ExactVectors(keys(*dict(rows)), np.array([vector for _, vector in rows]))
    shares = []
    for _, query in rows[::200]:
        found, expected = (
            engine.search(query, 10, vectors_from(rows), selection),
            reference.search(query, 10, None, selection),
        )
        exact = dict(zip(*_lists(expected), strict=True))
        shares.append(len(exact.keys() & set(found.keys.tolist())) / len(exact))
        for key, score in zip(*_lists(found), strict=True):
            assert score == pytest.approx(exact.get(key, score), abs=1e-6)
        assert found.scores.tolist() == sorted(found.scores.tolist(), reverse=True)
    assert np.mean(shares) >= 0.97
    if selection and len(selection.keys) <= 1_000:
        assert min(shares) == 1  # so few are all compared


def test_lists_look_into_a_part_of_the_vectors(
    clustered: tuple[FaissVectors, list[tuple[int, Floats]]],
) -> None:
    engine, _ = clustered
    _, parameters = engine._breadth(100, 10, None)
    assert parameters.nprobe < 50
    _, parameters = engine._breadth(100, 10, Selection(keys(5, 8)))
    assert parameters.nprobe == 100


def test_the_same_vectors_make_the_same_lists(tmp_path: Path) -> None:
    rows = sample_vectors(500)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        Lists.build(tmp_path / name, keys(*dict(rows)), vectors_from(rows), DIM)
    one, two = ((tmp_path / name / "vectors.faiss").read_bytes() for name in ("one", "two"))
    assert one == two


def test_vectors_are_fetched_a_part_at_a_time(tmp_path: Path) -> None:
    rows = sample_vectors(25_000)
    fetched = []

    def counting(wanted: Keys) -> tuple[Keys, Floats]:
        fetched.append(len(wanted))
        return vectors_from(rows)(wanted)

    Lists.build(tmp_path, keys(*dict(rows)), counting, DIM)
    assert max(fetched) <= 25_000 // 2


@pytest.mark.parametrize("length", [0, 10, 500, -9])
@pytest.mark.parametrize("engine", [FaissVectors, Lists], ids=lambda engine: engine.__name__)
def test_a_vector_file_that_was_cut_is_refused(tmp_path: Path, engine: Any, length: int) -> None:
    rows = sample_vectors(500)
    engine.build(tmp_path, keys(*dict(rows)), vectors_from(rows), DIM)
    file = tmp_path / "vectors.faiss"
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(ArchiveDamagedError, match=r"vectors\.faiss"):
        engine.open(tmp_path, DIM)


def test_opening_reads_next_to_nothing_of_the_lists(tmp_path: Path, bytes_read: Callable[[], int]) -> None:
    rows = sample_vectors(20_000)
    Lists.build(tmp_path, keys(*dict(rows)), vectors_from(rows), DIM)
    before = bytes_read()
    assert len(FaissVectors.open(tmp_path, DIM)) == 20_000
    assert bytes_read() - before < (tmp_path / "vectors.faiss").stat().st_size / 10


def test_keywords_are_extended_where_a_file_cannot_have_two_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    rows = sample_texts(20)
    extended = TestTantivy().extended(tmp_path, rows)
    assert extended.statistics(["law"]) == ExactKeywords(rows).statistics(["law"])


def test_keywords_that_cannot_be_read_are_not_extended(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    (tmp_path / "one" / "meta.json").write_text("{}")
    with pytest.raises(ArchiveDamagedError, match="tantivy cannot read it"):
        TantivyKeywords.extend(tmp_path / "two", tmp_path / "one", sample_texts(3))


def test_common_terms_rank_and_rarer_ones_find(tmp_path: Path) -> None:
    """Scores of many passages use all terms; when the rarer terms find too little, all terms are searched."""
    chooser = random.Random(3)
    vocabulary = [f"word{number}" for number in range(400)]
    rows = [
        (number, " ".join(chooser.choices(vocabulary, [1 / (rank + 1) for rank in range(400)], k=80)))
        for number in range(1, 4_001)
    ]
    TantivyKeywords.build(tmp_path, rows)
    exact = TantivyKeywords.open(tmp_path)
    staged = TantivyKeywords.open(tmp_path, exact_up_to=0)
    queries = [["word0", "word1", *chooser.sample(vocabulary[20:], 3)] for _ in range(50)]
    shares = []
    for terms in [*queries, ["word0", "word1"], ["word0", "nothing"], ["nothing"]]:
        for selection in (None, Selection(keys(*range(1, 4_000, 3)), exclude=True), Selection(keys(5, 8))):
            expected, found = exact.search(terms, 4_000, selection), staged.search(terms, 10, selection)
            scores = dict(zip(*_lists(expected), strict=True))
            for key, score in zip(*_lists(found), strict=True):
                assert score == pytest.approx(scores[key], rel=1e-5)
            assert len(found) == min(10, len(expected))
            best = expected.keys[: len(found)].tolist()
            shares.append(len(set(best) & set(found.keys.tolist())) / max(1, len(best)) if best else 1.0)
    assert np.mean(shares) >= 0.97
