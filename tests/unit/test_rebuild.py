"""A rebuilt index: never mixed, never half done, whoever reads it meanwhile."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from support import WordEncoder, article

from byline import Archive, ArchiveError, FingerprintError, Settings
from byline.encoders.base import Floats

TEXT = " ".join(f"Sentence {number} tells of subject{number} and no more than that." for number in range(30))


@pytest.fixture
def index(tmp_path: Path) -> Path:
    with Archive(tmp_path / "index", encoder=WordEncoder()) as made:
        made.add([article("a", TEXT), article("b"), article("c")])
        made.add(article("b", "This is the second version of article b."))
        made.remove("c")
    return tmp_path / "index"


@pytest.mark.parametrize(
    ("encoder", "settings"),
    [
        (WordEncoder("other"), Settings()),  # the same dimension, another model
        (WordEncoder("shorter", dim=16), Settings()),
        (WordEncoder(), Settings(passage_tokens=20, passage_overlap=0)),
        (WordEncoder("other"), Settings(passage_tokens=30)),
    ],
)
def test_a_rebuilt_index_answers_as_one_that_was_made_so(
    index: Path, tmp_path: Path, encoder: WordEncoder, settings: Settings
) -> None:
    with (
        Archive(index, encoder=encoder, settings=settings) as archive,
        Archive(tmp_path / "new", encoder=encoder, settings=settings) as new,
    ):
        with pytest.raises(FingerprintError, match="byline rebuild"):
            archive.search("subject3")
        made = archive.rebuild()
        new.add([article("a", TEXT), article("b", "This is the second version of article b.")])
        assert (made.articles, made.passages) == (2, new.state.passages) == (2, archive.state.passages)
        assert made.embedded == made.passages if encoder.name != "words" else made.embedded < made.passages
        assert archive.state.fingerprint == new.state.fingerprint
        for query in ("subject3", "subject29", "second version", "article"):
            expected = [(hit.article.id, hit.span, hit.score) for hit in new.search(query, k=100)]
            assert [(hit.article.id, hit.span, hit.score) for hit in archive.search(query, k=100)] == expected
        assert len(archive.versions("b")) == 2
        assert all(finding.healthy for finding in archive.doctor())
        assert archive.rebuild().embedded == 0
    with Archive(index, encoder=encoder) as again:
        assert again.search("subject3")
        again.add(article("d", "One more article on subject31."))
        assert again.search("subject31")[0].article.id == "d"
        assert all(finding.healthy for finding in again.doctor())


class Dying(WordEncoder):
    """An encoder that fails halfway."""

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        if len(self.embedded) >= 64:
            raise KeyboardInterrupt
        return super().encode_passages(texts)


def test_who_interrupts_it_loses_nothing_and_does_nothing_twice(tmp_path: Path) -> None:
    with Archive(tmp_path, encoder=WordEncoder()) as archive:
        archive.add([article(f"a{number}") for number in range(150)])
        before = [(hit.article.id, hit.score) for hit in archive.search("article", k=100)]
        with Archive(tmp_path, encoder=Dying("other")) as rebuilt, pytest.raises(KeyboardInterrupt):
            rebuilt.rebuild()
        with Archive(tmp_path, encoder=WordEncoder()) as again:
            assert [(hit.article.id, hit.score) for hit in again.search("article", k=100)] == before
            assert all(finding.healthy for finding in again.doctor())
        with Archive(tmp_path, encoder=WordEncoder("other")) as finished:
            shares: list[float] = []
            assert finished.rebuild(progress=shares.append).embedded == 150 - 64
            assert shares == [64 / 150, 128 / 150, 1]
            assert len(finished.search("article", k=100)) == 100


def test_who_has_it_open_never_searches_the_one_model_with_the_other(index: Path) -> None:
    with Archive(index, encoder=WordEncoder()) as reader:
        assert reader.search("subject3")
        with Archive(index, encoder=WordEncoder("other")) as writer:
            writer.rebuild()
        with pytest.raises(FingerprintError):
            reader.search("subject3")


def test_vectors_that_nobody_needs_are_dropped(index: Path) -> None:
    with Archive(index, encoder=WordEncoder("other")) as archive:
        archive.rebuild()
        with archive.store.catalog.reading() as rows:
            unused = "SELECT count(*) FROM embedding WHERE key NOT IN (SELECT embedding FROM passage)"
            assert rows._one(unused) == (0,)
        assert [path.name for path in index.glob("cache-*")] == [f"cache-{archive.state.generation}"]


def test_there_is_nothing_to_rebuild_in_an_empty_index(tmp_path: Path) -> None:
    with Archive(tmp_path / "index", encoder=WordEncoder()) as archive:
        with pytest.raises(ArchiveError, match="no articles in it yet"):
            archive.rebuild()
        assert not (tmp_path / "index").exists()
