"""Retrieval: several articles are shown, limits hold, both searches count, filters are exact."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest
from support import WordEncoder, article

from byline import Archive, EncoderError, Settings, Where
from byline.encoders import openvino, sentence_transformer
from byline.encoders.base import Encoder, Floats
from byline.models import minilm
from byline.retrieval import reciprocal_rank_fusion
from byline.store.engines import Keys
from byline.store.folder.store import FolderStore, RefreshPolicy
from byline.store.sql import Snapshot


def sentences(topic: str, count: int) -> str:
    return "\n".join(f"{topic} item number {number} of this long list of items." for number in range(count))


def test_a_cap_lets_several_articles_be_seen(tmp_path, encoder: WordEncoder) -> None:  # type: ignore[no-untyped-def]
    settings = Settings(passage_tokens=12, passage_overlap=0, passages_per_article=2)
    archive = Archive(tmp_path, settings=settings, encoder=encoder)
    archive.add([article("long", sentences("harbour", 20)), article("short", "The harbour also has other items.")])
    ids = [hit.article.id for hit in archive.search("harbour item number", k=3)]
    assert sorted(ids) == ["long", "long", "short"]
    assert len(archive.search("harbour item number", k=6)) == 6  # nothing else is left, so the cap gives way


@pytest.mark.parametrize(("k", "found"), [(-5, 1), (0, 1), (3, 3), (10**9, 100)])
def test_k_is_clamped(archive: Archive, k: int, found: int) -> None:
    archive.add([article(f"a{number}", f"The harbour of town {number} is open.") for number in range(120)])
    hits = archive.search("harbour", k=k)
    assert len(hits) == found
    assert [hit.rank for hit in hits] == list(range(1, found + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


class OneMeaning(WordEncoder):
    """Treats boats as ships."""

    def encode_query(self, text: str) -> Floats:
        return super().encode_query(text.replace("boats", "ships"))


def test_what_shares_no_word_is_found_by_its_meaning(tmp_path) -> None:  # type: ignore[no-untyped-def]
    archive = Archive(tmp_path, encoder=OneMeaning())
    archive.add([article("sea", "Many ships arrived."), article("land", "Nothing happened on the hills.")])
    hits = archive.search("boats")
    assert hits.items[0].article.id == "sea"
    assert hits.items[0].keyword_score is None
    assert hits.items[0].similarity is not None
    assert np.isfinite(hits.items[0].similarity)


def test_since_and_until_are_inclusive_to_the_moment(archive: Archive) -> None:
    noon = datetime(2025, 6, 30, 12, tzinfo=UTC)
    archive.add(article("noon", "The harbour opened.", published=noon))

    def found(**where: datetime) -> int:
        return len(archive.search("harbour", where=Where(**where)))  # type: ignore[arg-type]

    second = noon.replace(second=1)
    before = noon.replace(hour=11, minute=59, second=59)
    assert (found(since=noon), found(until=noon)) == (1, 1)
    assert (found(since=second), found(until=before)) == (0, 0)


def test_removed_passages_do_not_crowd_out_others(archive: Archive) -> None:
    """The sixty passages that match best have been removed, but are still in the caches."""
    gone = [article(f"gone{number}", f"harbour harbour harbour {number}") for number in range(60)]
    archive.add([*gone, article("kept", "The harbour of a town is open on most days of the long year.")])
    archive.search("harbour")
    masking = FolderStore(archive.folder, RefreshPolicy(always_below=0, gone=1.0))
    with Archive(store=masking, encoder=WordEncoder()) as masked:
        masked.remove(*(item.id for item in gone))
        assert [hit.article.id for hit in masked.search("harbour")] == ["kept"]


@pytest.mark.parametrize(
    "load",
    [openvino.OpenVinoEncoder, lambda: sentence_transformer.SentenceTransformerEncoder("all-MiniLM-L6-v2")],
)
@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
def test_files_that_are_not_the_pinned_ones_are_refused(
    monkeypatch: pytest.MonkeyPatch, load: Callable[[], Encoder], file: str
) -> None:
    monkeypatch.setitem(minilm.PINNED, file, "0" * 64)
    with pytest.raises(EncoderError, match=re.escape(file)):
        load().encode_query("Anything")


def test_what_a_filter_selects_is_found_once_for_each_state_of_the_archive(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Where] = []
    keys = Snapshot.keys

    def counted(rows: Snapshot, where: Where) -> Keys:
        found.append(where)
        return keys(rows, where)

    monkeypatch.setattr(Snapshot, "keys", counted)
    reuters = Where(publisher="Reuters")
    archive.add([article("a", "The law passed.", publisher="Reuters"), article("b", "The law failed.")])
    for _ in range(3):
        assert [hit.article.id for hit in archive.search("law", where=reuters)] == ["a"]
    assert found == [reuters]
    archive.add(article("c", "The law was changed.", publisher="Reuters"))
    assert {hit.article.id for hit in archive.search("law", where=Where(publisher="reuters"))} == {"a", "c"}
    assert len(found) == 2
    for number in range(20):
        assert not archive.search("law", where=Where(publisher=f"Paper {number}"))
    assert {hit.article.id for hit in archive.search("law", where=reuters)} == {"a", "c"}


def test_a_case_worked_by_hand() -> None:
    fused = reciprocal_rank_fusion([["a", "b", "c"], ["b", "d"]], constant=60)
    assert [key for key, _ in fused] == ["b", "a", "d", "c"]
    assert dict(fused) == pytest.approx({"a": 1 / 61, "b": 1 / 62 + 1 / 61, "c": 1 / 63, "d": 1 / 62})


def test_equal_scores_keep_the_order_of_the_first_ranking() -> None:
    assert [key for key, _ in reciprocal_rank_fusion([["x"], ["y"]])] == ["x", "y"]


def test_nothing_fuses_to_nothing() -> None:
    assert reciprocal_rank_fusion([[], []]) == []
