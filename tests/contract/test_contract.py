"""The contract for stores: an archive behaves the same wherever it is kept, compared with exact search in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis.stateful import invariant
from pymilvus import MilvusClient
from support import ROOT, SEEDS, WordEncoder
from support.stores import ArchiveMachine, Place, check

from byline import Archive, InputError, Pages, evaluate
from byline.evaluation import LabelledQuestion, read_questions
from byline.language.terms import terms_of
from byline.store.base import Store
from byline.store.folder.store import FolderStore
from byline.store.memory import MemoryView
from byline.store.postgres import PostgresStore
from byline.store.postgres.pgvector import PgVector
from byline.testing import StoreContract, assert_same, sample_articles

pytestmark = pytest.mark.usefixtures("unsynced")  # tests/faults checks what reaches the disk, and when
POSTGRES, BY_ITS_INDEX, MILVUS = (
    pytest.param(kind, marks=pytest.mark.servers) for kind in ("postgres", "postgres by its index", "milvus")
)


@pytest.fixture(params=["exact", "embedded", POSTGRES, MILVUS])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty place of each kind."""
    ask = request.getfixturevalue
    return Place(request.param, tmp_path, lambda: ask("postgres_url"), lambda: ask("milvus_address"))


class TestStores(StoreContract):
    """The contract, for each kind of place."""

    @pytest.fixture(autouse=True)
    def _at(self, place: Place) -> None:
        self.place = place

    def store(self) -> Store:
        return self.place.store()

    def test_marks_and_edits_are_kept(self) -> None:
        marked = replace(
            sample_articles()[0], updated=datetime(2026, 5, 5, tzinfo=UTC), inferred=frozenset({"author", "published"})
        )
        with self.open() as archive:
            archive.add([marked, *sample_articles()[1:]])
            assert archive.article("a0") == marked
            edited = archive.edit("a0", published="2026-05-04", title="The rate is raised", publisher="")
            assert (edited.title, edited.publisher) == ("The rate is raised", None)
            assert (sorted(edited.inferred), sorted(edited.edited)) == (["author"], ["published", "publisher", "title"])
            assert archive.article("a0") == edited
            assert archive.article("a0", marked.version) == marked
            self.check(archive)
            assert archive.add(marked).unchanged == ("a0",)
            summary = archive.summary("a0")
            assert (summary.inferred, summary.edited) == (edited.inferred, edited.edited)
            restored = archive.edit("a0", restore=("title", "published", "publisher"))
            assert restored == marked
            archive.edit("a0", author="Ana Voss")
            archive.remove("a0")
            with archive.store.catalog.reading() as rows:
                assert rows.edits() == {}
            archive.add(marked)
            assert archive.article("a0") == marked
            self.check(archive)


def test_an_archive_holds_what_a_dict_would(place: Place) -> None:
    class Machine(ArchiveMachine):
        @invariant()
        def searches_as_the_reference_does(self) -> None:
            with self.archive.store.reading() as view:
                reference, terms = MemoryView(view.rows), terms_of("Which bank raised its rate?")
                assert view.statistics(terms) == reference.statistics(terms)
                expected = reference.search_keywords(terms, 50, None)
                assert_same(view.search_keywords(terms, 50, None), expected, rtol=1e-4, atol=1e-5)

    Machine.place = place
    check(Machine)


def test_pages_are_kept_of_each_version(place: Place) -> None:
    first = replace(sample_articles()[0], pages=Pages((0, 10, 10, 40)))
    second = replace(first, text="The rate is 5 percent.", pages=Pages((0, 4), "slide"))
    unpaged = replace(second, pages=None)
    with place.open(WordEncoder()) as archive:
        archive.add([first])
        archive.add([unpaged])
        assert archive.article("a0") == unpaged
        archive.add([second])
    with place.open(WordEncoder()) as archive:
        assert archive.article("a0") == second
        with archive.store.catalog.reading() as rows:
            assert rows.version("a0", first.version) == first
        archive.remove("a0")
        archive.add([unpaged])
        assert archive.article("a0") == unpaged


# As good as in a folder


QUESTION_SETS = ROOT / "tests" / "questions"
POINT = 0.01


WIKI = [one for one in read_questions(QUESTION_SETS / "wiki" / "questions.jsonl") if one.articles]


def ranks_in(archive: Archive, questions: Sequence[LabelledQuestion]) -> list[int]:
    """Add 294 articles of Wikipedia; return the rank of the right one for each question, 0 if not in the top ten."""
    assert not archive.add(QUESTION_SETS / "wiki" / "articles.jsonl").rejected
    ranks = []
    for question in questions:
        ids = list(dict.fromkeys(hit.article.id for hit in archive.search(question.question, k=30)))[:10]
        ranks.append(next((rank for rank, id in enumerate(ids, 1) if id in question.articles), 0))
    return ranks


@pytest.fixture(scope="module")
def ranks_in_a_folder(tmp_path_factory: pytest.TempPathFactory) -> list[int]:
    with Archive(tmp_path_factory.mktemp("beside") / "index", encoder=WordEncoder(dim=256)) as archive:
        return ranks_in(archive, WIKI)


@pytest.mark.parametrize("kind", [POSTGRES, BY_ITS_INDEX, MILVUS])
def test_as_much_is_found_as_in_a_folder(
    kind: str, tmp_path: Path, ranks_in_a_folder: list[int], request: pytest.FixtureRequest
) -> None:
    """With vectors of words: recall@10 and MRR within a point."""
    # Every 16th question for the stand-in of Milvus, which takes 0.1 s for what takes the others a few milliseconds.
    each = slice(None, None, 16 if kind == "milvus" else 1)
    ask = request.getfixturevalue
    place = Place(kind.split()[0], tmp_path, lambda: ask("postgres_url"), lambda: ask("milvus_address"))
    by_index = kind.endswith("index")
    store = PostgresStore(str(place.index), PgVector(exact_up_to=0)) if by_index else place.store()
    with Archive(store=store, encoder=WordEncoder(dim=256)) as archive:
        found, expected = (
            (np.mean([rank > 0 for rank in ranks]), np.mean([1 / rank if rank else 0 for rank in ranks]))
            for ranks in (ranks_in(archive, WIKI[each]), ranks_in_a_folder[each])
        )
    assert expected[0] > 0.9
    np.testing.assert_allclose(found, expected, atol=POINT)


ASKED = read_questions(QUESTION_SETS / "seeds.jsonl")[::5]


@pytest.fixture(scope="module")
def answers_of_a_folder(seeds_archive: Archive) -> Mapping[str, float]:
    return evaluate(seeds_archive, ASKED).metrics


@pytest.mark.parametrize("kind", [POSTGRES, MILVUS])
def test_answers_are_those_of_a_folder(
    kind: str, tmp_path: Path, answers_of_a_folder: Mapping[str, float], request: pytest.FixtureRequest
) -> None:
    """With the real models and a fifth of the questions on the demo corpus: no share differs by more than a point."""
    ask = request.getfixturevalue
    with Place(kind, tmp_path, lambda: ask("postgres_url"), lambda: ask("milvus_address")).open() as archive:
        archive.add(SEEDS)
        found = evaluate(archive, ASKED).metrics
    assert found.keys() == answers_of_a_folder.keys()
    for name in found.keys() - {"latency_p50_ms", "latency_p95_ms"}:
        assert found[name] == pytest.approx(answers_of_a_folder[name], abs=POINT), name


def test_milvus_keeps_no_collection_of_an_old_build(tmp_path: Path, postgres_url: str, milvus_address: str) -> None:
    place = Place("milvus", tmp_path, lambda: postgres_url, lambda: milvus_address)
    with place.open(WordEncoder()) as archive:
        archive.add(sample_articles())
        with archive.store.catalog.reading() as rows:
            named = f"byline_{rows.get('identity')}"
    with place.open(WordEncoder("others", 32)) as other:  # it never searched the old build
        other.rebuild()
    client = MilvusClient(milvus_address)
    try:
        assert [name for name in client.list_collections() if name.startswith(named)] == [f"{named}_2"]
    finally:
        client.close()


@pytest.mark.parametrize("index", ["mysql://user@host/byline", "https://example.org/index", "Milvus://host:19530"])
def test_an_index_of_another_kind_is_refused(index: str) -> None:
    with pytest.raises(InputError, match="expected a folder or postgresql://"):
        Archive(index)


@pytest.mark.parametrize("index", ["", "  "])
def test_an_index_has_a_name(index: str) -> None:
    with pytest.raises(InputError, match="expected the name of a folder"):
        Archive(index)


def test_an_archive_takes_an_index_or_a_store(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "index")
    with Archive(store=store, encoder=WordEncoder()) as archive:
        archive.add(sample_articles())
        assert archive.store is store
        assert (archive.folder, archive.name) == (tmp_path / "index", str(tmp_path / "index"))
    with pytest.raises(InputError, match="store: found both a store and an index, expected only one of them"):
        Archive(tmp_path / "index", store=store)
