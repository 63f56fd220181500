"""Milvus compared with the exact engines: the protocol, as Milvus Lite speaks it (see `lite.py`), not a cluster."""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support import free_port

pytest.importorskip("milvus_lite", reason="milvus-lite is not installed: pip install 'byline[milvus]' milvus-lite")

from support.lite import serving

from byline.errors import ArchiveError
from byline.language.terms import terms_of
from byline.store import exact
from byline.store.engines import Ranking
from byline.store.exact import ExactKeywords, ExactVectors
from byline.store.milvus import client as milvus
from byline.store.milvus.client import Conditions, Entry, Milvus
from byline.testing import assert_same

DIM = 32
ALL = Conditions()
HOSTILE = [
    'x" or true or publisher == "',
    "x' or true or publisher == '",
    '"] or key > 0 or publisher in ["',
    "{articles}",
    "publisher in {publishers}",
    "\\",
    '\\"',
    "%",
    "",
    " ",
    "\0",
    "\n",
    "\ud800",
    "true",
    "null",
    "新华社 😀",
    "x" * 100_000,
    "x" * 99_999 + "y",
]
WORDS = [
    "law",
    "Hong",
    "Kong",
    "bank",
    "yuan",
    "the",
    "of",
    "effect",
    "regulators",
    "2021",
    "banned",
    "café",
    "हिन्दी",
    "法律",
]


def entries(n: int, seed: int = 0) -> list[Entry]:
    """Make passages in articles of three; every fifth has no date, every seventh no publisher."""
    chooser = random.Random(seed)
    vocabulary = WORDS + [f"word{number}" for number in range(300)]
    vectors = np.random.default_rng(seed).normal(size=(n, DIM)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return [
        Entry(
            3 * number + 5,
            vectors[number],
            terms_of(" ".join(chooser.choices(vocabulary, k=chooser.randint(1, 120)))),
            number // 3,
            None if number % 7 == 0 else f"publisher {number % 4}",
            None if number % 5 == 0 else 1000.0 * (number - n // 2),
        )
        for number in range(n)
    ]


ROWS = entries(400)
QUERY = entries(1, seed=9)[0].vector
QUESTION = terms_of("When does Hong Kong's law on हिन्दी and 法律 take effect?")


def meets(entry: Entry, conditions: Conditions) -> bool:
    return (
        (conditions.publishers is None or entry.publisher in conditions.publishers)
        and (conditions.articles is None or entry.article in conditions.articles)
        and (conditions.since is None or (entry.published is not None and entry.published >= conditions.since))
        and (conditions.until is None or (entry.published is not None and entry.published < conditions.until))
    )


def vectors_of(rows: list[Entry]) -> ExactVectors:
    keys = np.array([entry.key for entry in rows], dtype=np.int64)
    return ExactVectors(keys, np.array([entry.vector for entry in rows], dtype=np.float32).reshape(-1, DIM))


def keywords_of(rows: list[Entry]) -> ExactKeywords:
    """Index the terms again as a text: they have only letters and digits, and most are their own stems."""
    engine = ExactKeywords((entry.key, " ".join(entry.terms)) for entry in rows)
    assert engine._tokens == sum(len(entry.terms) for entry in rows)
    return engine


def scores(ranking: Ranking) -> dict[int, float]:
    return dict(zip(ranking.keys.tolist(), ranking.scores.tolist(), strict=True))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("milvus") / "shared.db") as address:
        yield address


@pytest.fixture
def empty(address: str) -> Iterator[Milvus]:
    engine = Milvus(address, None, "empty", DIM)
    engine.make("a")
    yield engine
    engine.drop()
    engine.close()


@pytest.fixture(scope="module")
def filled(address: str) -> Iterator[Milvus]:
    engine = Milvus(address, None, "filled", DIM)
    engine.make("a")
    engine.put(ROWS)
    yield engine
    engine.close()


@pytest.fixture(scope="module", params=["growing", "sealed"])
def engine(request: pytest.FixtureRequest, address: str) -> Iterator[Milvus]:
    """An engine with its rows in memory, then one with them in a segment that has its indexes."""
    engine = Milvus(address, None, request.param, DIM)
    engine.make("a")
    engine.put(ROWS)
    if request.param == "sealed":
        engine._client().flush(request.param)
    yield engine
    engine.close()


CONDITIONS = [
    ALL,
    Conditions(publishers=["publisher 1"]),
    Conditions(publishers=["publisher 1", "publisher 3", "publisher 1", "nobody"]),
    Conditions(publishers=["nobody"]),
    Conditions(publishers=[]),
    Conditions(articles=[7, 8, 9, 999_999]),
    Conditions(articles=[]),
    Conditions(articles=range(10_000)),
    Conditions(since=-50_000),
    Conditions(until=25_000.0),
    Conditions(since=-50_000.0, until=-50_000.0),
    Conditions(since=-100_000.0, until=99_999.5),
    Conditions(["publisher 2"], range(100), -150_000.0, 100_000.0),
    Conditions(since=float("-inf")),
    Conditions(until=float("inf")),
]


@pytest.mark.parametrize("k", [1, 7, 10**9])
@pytest.mark.parametrize("conditions", CONDITIONS, ids=range(len(CONDITIONS)))
def test_vectors_are_found_as_by_the_reference(engine: Milvus, k: int, conditions: Conditions) -> None:
    expected = vectors_of([entry for entry in ROWS if meets(entry, conditions)]).search(QUERY, k)
    found = engine.search_vectors(QUERY, k, conditions)
    assert found.keys.tolist() == expected.keys.tolist()
    np.testing.assert_allclose(found.scores, expected.scores, atol=1e-6)
    assert (found.keys.dtype, found.scores.dtype) == (np.int64, np.float32)


@pytest.mark.parametrize("conditions", CONDITIONS, ids=range(len(CONDITIONS)))
def test_keywords_are_found_as_by_the_reference(engine: Milvus, conditions: Conditions) -> None:
    allowed = {entry.key for entry in ROWS if meets(entry, conditions)}
    expected = set(keywords_of(ROWS).search(QUESTION, 10**9).keys.tolist()) & allowed
    found = engine.search_keywords(QUESTION, 10**9, conditions)
    assert set(found.keys.tolist()) == expected
    assert found.scores.tolist() == sorted(found.scores.tolist(), reverse=True)


@pytest.mark.parametrize(
    "query", ["the law", "law", "regulators banned 2021", "word7 word8 word9 of café", "हिन्दी", "law law law yuan"]
)
def test_keywords_score_as_the_reference_but_for_lengths(
    engine: Milvus, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Milvus stores lengths in full, the others in a byte."""
    terms = terms_of(query)
    found = engine.search_keywords(terms, 1_000, ALL)
    near = scores(keywords_of(ROWS).search(terms, 1_000))
    for key, score in scores(found).items():
        assert score == pytest.approx(near[key], rel=0.1)
    monkeypatch.setattr(exact, "stored_length", lambda length: length)
    same = keywords_of(ROWS).search(terms, 1_000)
    assert_same(found, same, rtol=1e-5)


@pytest.mark.parametrize("k", [0, -1])
def test_asking_for_nothing_finds_nothing(engine: Milvus, k: int) -> None:
    assert len(engine.search_vectors(QUERY, k, ALL)) == 0
    assert len(engine.search_keywords(QUESTION, k, ALL)) == 0
    assert len(engine.search_keywords([], 5, ALL)) == 0
    assert len(engine.search_keywords(["nothing"], 5, ALL)) == 0


def test_in_an_empty_collection_nothing_is_found(empty: Milvus) -> None:
    assert len(empty) == 0
    for conditions in CONDITIONS:
        assert len(empty.search_vectors(QUERY, 5, conditions)) == 0
        assert len(empty.search_keywords(QUESTION, 5, conditions)) == 0


def test_of_equal_scores_the_smaller_key_comes_first(empty: Milvus) -> None:
    keys = [2**62, 9, 2**63 - 1, 4, 0, 2**53 + 1, 2**53]
    empty.put([Entry(key, QUERY, ["law"], 1, None, None) for key in keys])
    assert empty.search_vectors(QUERY, 9, ALL).keys.tolist() == sorted(keys)
    assert empty.search_keywords(["law"], 9, ALL).keys.tolist() == sorted(keys)


def test_a_publisher_is_found_by_exactly_its_name(empty: Milvus) -> None:
    empty.put([Entry(number, QUERY, ["law"], 1, name, None) for number, name in enumerate(HOSTILE)])
    empty.put([Entry(1_000, QUERY, ["law"], 1, None, None), Entry(1_001, QUERY, ["law"], 1, "x", None)])
    for number, name in enumerate(HOSTILE):
        for found in (
            empty.search_vectors(QUERY, 99, Conditions([name])),
            empty.search_keywords(["law"], 99, Conditions([name])),
        ):
            assert found.keys.tolist() == [number]
    assert empty.search_vectors(QUERY, 99, Conditions(HOSTILE)).keys.tolist() == list(range(len(HOSTILE)))
    assert empty.search_vectors(QUERY, 99, Conditions(HOSTILE, [2])).keys.tolist() == []


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_value_is_part_of_an_expression(name: str) -> None:
    expression, values = milvus._filter(Conditions([name], [1], 2, 3))
    assert expression == (
        "publisher in {publishers} and article in {articles} and published >= {since} and published < {until}"
    )
    assert values.keys() == {"publishers", "articles", "since", "until"}
    assert all(len(digest) == 32 and digest.isalnum() and digest.isascii() for digest in values["publishers"])


def test_terms_are_taken_as_they_are(empty: Milvus) -> None:
    terms = ["or", "AND", '"', "law*", "{x}", "हिन्दी", "ﬁ", "İ", "a-b", "a_b", "😀", "1.5", "+", "x" * 300]
    empty.put([Entry(number, QUERY, [term, "law"], 1, None, None) for number, term in enumerate(terms)])
    for number, term in enumerate(terms):
        assert empty.search_keywords([term], 99, ALL).keys.tolist() == [number]
        assert empty.search_keywords([term.swapcase() + "q"], 99, ALL).keys.tolist() == []


def test_what_is_put_again_is_there_once(empty: Milvus) -> None:
    empty.put(ROWS[:50])
    empty.put(ROWS[:50])
    assert len(empty) == 50
    first = ROWS[1]
    other = Entry(first.key, ROWS[60].vector, ["other"], 77, None, None)
    empty.put([first, other])
    assert len(empty) == 50
    assert scores(empty.search_vectors(ROWS[60].vector, 1, ALL)) == {first.key: pytest.approx(1)}
    assert empty.search_keywords(["other"], 5, ALL).keys.tolist() == [first.key]
    assert empty.search_vectors(QUERY, 99, Conditions(articles=[77])).keys.tolist() == [first.key]
    assert first.publisher is not None
    for conditions in (Conditions([first.publisher]), Conditions(until=1e12), Conditions(since=-1e12)):
        assert first.key not in empty.search_vectors(QUERY, 99, conditions).keys  # its state from before is not kept


def test_what_is_deleted_is_not_found(empty: Milvus) -> None:
    empty.put(ROWS)
    gone = [entry.key for entry in ROWS[::2]]
    for _ in range(2):
        empty.delete([*gone, 2**61, gone[0]])
        assert len(empty) == len(ROWS) // 2
    found = empty.search_vectors(QUERY, 10**6, ALL)
    assert set(found.keys.tolist()) == {entry.key for entry in ROWS[1::2]}
    assert not set(empty.search_keywords(QUESTION, 10**6, ALL).keys.tolist()) & set(gone)
    empty.delete([])
    empty.put([])
    empty.put(ROWS[:1])
    assert len(empty) == len(ROWS) // 2 + 1


def test_more_than_a_message_takes(empty: Milvus, monkeypatch: pytest.MonkeyPatch) -> None:
    for limit, value in {"_MOST_KEYS": 50, "_MOST_ROWS": 100, "_MOST_BYTES": 30_000}.items():
        monkeypatch.setattr(milvus, limit, value)
    empty.put(ROWS)
    assert len(empty) == len(ROWS)
    assert len(empty.search_vectors(QUERY, 10**9, ALL)) == len(ROWS)
    empty.delete([entry.key for entry in ROWS[1:]])
    assert len(empty) == 1


def test_as_many_are_returned_as_milvus_can(empty: Milvus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milvus, "_MOST_HITS", 300)
    empty.put(ROWS)
    assert len(empty.search_vectors(QUERY, 10**9, ALL)) == 300


def test_batches_are_of_limited_rows_and_bytes() -> None:
    rows = [milvus._row(Entry(n, QUERY, ["law"] * (20_000 if n % 2 else 0), 1, None, None)) for n in range(5_000)]
    batches = list(milvus._batches(rows))
    assert [row for batch in batches for row in batch] == rows
    assert max(map(len, batches)) <= 2_000
    assert max(sum(len(row["terms"]) for row in batch) for batch in batches) <= 8_000_000


@pytest.mark.parametrize("term", ["law", "法律", "x" * 70_000])
def test_terms_are_cut_at_a_term(empty: Milvus, term: str) -> None:
    terms = [term] * min(30_000, 1_000_000 // len(term))
    text = milvus._text(terms)
    assert len(text.encode()) <= 65_535
    assert set(text.split()) <= {term}
    assert text.count(term) == 65_536 // (len(term.encode()) + 1)
    empty.put([Entry(1, QUERY, terms, 1, None, None)])
    assert empty.search_keywords(terms, 5, ALL).keys.tolist() == [1] * bool(text)


def test_a_collection_of_another_identity_or_dimension_is_refused(address: str, empty: Milvus) -> None:
    empty.make("a")
    with pytest.raises(ArchiveError, match=rf"^{address}: the Milvus collection empty is a, expected b: name another"):
        empty.make("b")
    with pytest.raises(ArchiveError, match=rf"^{address}: .* is vectors of {DIM}, expected vectors of 8: name another"):
        Milvus(address, None, "empty", 8).make("a")


def test_a_collection_that_is_not_bylines_is_refused(address: str) -> None:
    engine = Milvus(address, None, "foreign", DIM)
    engine._client().create_collection("foreign", dimension=DIM)
    with pytest.raises(ArchiveError, match="foreign is not Byline's, expected a"):
        engine.make("a")
    engine.drop()


def test_making_that_was_cut_short_goes_on(address: str) -> None:
    engine = Milvus(address, None, "short", DIM)
    engine._client().create_collection("short", schema=engine._schema("a"), properties={"byline.identity": "a"})
    again = Milvus(address, None, "short", DIM)
    again.make("a")
    again.put(ROWS[:5])
    assert len(again.search_vectors(QUERY, 9, ALL)) == len(again.search_keywords(["law", *ROWS[0].terms], 9, ALL)) or 5
    assert len(again) == 5
    again.drop()


def test_a_collection_that_is_not_there(address: str) -> None:
    engine = Milvus(address, None, "nowhere", DIM)
    engine.drop()
    for use in (
        lambda: engine.search_vectors(QUERY, 5, ALL),
        lambda: engine.search_keywords(["law"], 5, ALL),
        lambda: len(engine),
        lambda: engine.put(ROWS[:1]),
        lambda: engine.delete([1]),
    ):
        with pytest.raises(ArchiveError, match=rf"^{address}: Milvus has no collection nowhere: create it and add"):
            use()


def test_it_is_all_there_when_opened_again_and_a_server_may_come_back(tmp_path: Path) -> None:
    folder = tmp_path / "again.db"
    with serving(folder) as address:
        engine = Milvus(address, None, "news", DIM)
        engine.make("a")
        engine.put(ROWS)
        engine.delete([ROWS[0].key])
        before = engine.search_vectors(QUERY, 20, ALL)
    started = time.monotonic()
    with pytest.raises(ArchiveError, match=rf"^{address}: Milvus cannot be reached to search: check the address"):
        engine.search_vectors(QUERY, 20, ALL)
    assert time.monotonic() - started < 6
    with serving(folder, int(address.rpartition(":")[2])) as address:
        for held in (engine, Milvus(address, None, "news", DIM)):
            assert len(held) == len(ROWS) - 1
            found = held.search_vectors(QUERY, 20, ALL)
            assert found.keys.tolist() == before.keys.tolist()
            np.testing.assert_allclose(found.scores, before.scores, atol=1e-6)
            held.make("a")
            held.close()
            held.close()


def test_a_server_that_is_not_there(capfd: pytest.CaptureFixture[str]) -> None:
    engine = Milvus(f"http://127.0.0.1:{free_port()}", "user:secret", "news", DIM)
    started = time.monotonic()
    with pytest.raises(ArchiveError, match=r"^http://127.0.0.1:\d+: Milvus cannot be reached to make") as caught:
        engine.make("a")
    assert time.monotonic() - started < 6
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)
    engine.close()
    assert capfd.readouterr() == ("", "")


def test_a_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milvus, "_CONNECTING", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        engine = Milvus(f"http://127.0.0.1:{silent.getsockname()[1]}", None, "news", DIM)
        started = time.monotonic()
        with pytest.raises(ArchiveError, match="cannot be reached"):
            len(engine)
        assert time.monotonic() - started < 3


@pytest.mark.parametrize("token", ["user:wrong", None])
def test_a_token_that_is_refused(tmp_path: Path, token: str | None, capfd: pytest.CaptureFixture[str]) -> None:
    with serving(tmp_path / "guarded.db", token="user:secret") as address:
        with pytest.raises(ArchiveError, match=rf"^{address}: Milvus refuses the token.*: set the token") as caught:
            Milvus(address, token, "news", DIM).make("a")
        assert "wrong" not in str(caught.value)
        engine = Milvus(address, "user:secret", "news", DIM)
        engine.make("a")
        assert len(engine) == 0
        with pytest.raises(ArchiveError) as caught:
            Milvus(address.replace("//", "//user:wrong@"), None, "news", DIM).make("a")
        assert str(caught.value).startswith(f"{address}: ")
        assert "wrong" not in str(caught.value)
        engine.close()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "address", ["", "news", "ftp://127.0.0.1:1", "/nowhere/at/all.db", "http://", "http://[", "http://a:b"]
)
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(ArchiveError) as caught:
        Milvus(address, None, "news", DIM).make("a")
    assert "\n" not in str(caught.value)


def test_what_milvus_refuses_is_told_in_a_line(filled: Milvus, address: str) -> None:
    with pytest.raises(
        ArchiveError, match=rf"^{address}: Milvus could not write passages \(.+\): see its log"
    ) as caught:
        filled.put([Entry(1, QUERY[:3], ["law"], 1, None, None)])
    assert "\n" not in str(caught.value)
    assert len(filled) == len(ROWS)


def test_a_local_path_is_milvus_lite(tmp_path: Path) -> None:
    engine = Milvus(str(tmp_path / "local.db"), None, "news", DIM)
    engine.make("a")
    engine.put(ROWS[:20])
    assert len(engine) == 20
    assert engine.search_vectors(QUERY, 5, Conditions(["publisher 1"])).keys.size == 5
    engine.close()


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | environment,
    )


def test_it_is_imported_when_it_is_needed_and_leaves_the_process_as_it_was() -> None:
    code = (
        "import os, sys, byline, byline.store.milvus.client as milvus\n"
        "assert 'pymilvus' not in sys.modules and 'grpc' not in sys.modules\n"
        "before = dict(os.environ)\n"
        "milvus.Milvus('http://127.0.0.1:1', None, 'news', 8)\n"
        "assert 'pymilvus' in sys.modules and dict(os.environ) == before\n"
    )
    done = run(code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_pymilvus(monkeypatch: pytest.MonkeyPatch) -> None:
    milvus._imported.cache_clear()
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(ArchiveError, match=r"needs pip install 'byline\[milvus\]'"):
        Milvus("http://127.0.0.1:1", None, "news", DIM)
    milvus._imported.cache_clear()
