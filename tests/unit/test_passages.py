"""Passages: whole sentences, exact offsets, nothing lost, nothing cut off by the encoder."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from support import WordEncoder
from support.prose import TEXTS

from byline import Article
from byline.encoders.text import embedded_text
from byline.indexing.passages import passages_of, split

tokenise = WordEncoder().tokenise


@given(TEXTS, st.integers(1, 12), st.integers(0, 3))
def test_passages_hold_everything_and_are_never_too_long(text: str, size: int, overlap: int) -> None:
    found = split(text, tokenise, size, overlap)
    held = [False] * len(text)
    for span in found:
        assert len(tokenise([text[span.start : span.end]])[0]) <= size
        held[span.start : span.end] = [True] * len(span)
    assert all(held[position] or character.isspace() for position, character in enumerate(text))
    assert found == sorted(found)
    assert len(set(found)) == len(found)


def test_passages_overlap_by_whole_sentences() -> None:
    text = "One two three. Four five six. Seven eight nine. Ten eleven twelve."
    found = [text[span.start : span.end] for span in split(text, tokenise, 6, 1)]
    assert found == [
        "One two three. Four five six.",
        "Four five six. Seven eight nine.",
        "Seven eight nine. Ten eleven twelve.",
    ]


def test_a_sentence_too_long_is_cut_between_words() -> None:
    text = " ".join(f"word{number}" for number in range(10))
    found = [text[span.start : span.end] for span in split(text, tokenise, 4)]
    assert found == ["word0 word1 word2 word3", "word4 word5 word6 word7", "word8 word9"]


def test_title_and_date_are_embedded_with_every_passage_but_are_no_part_of_it() -> None:
    article = Article("a", "First one. Second one.", "The  title", published=datetime(2025, 6, 1, tzinfo=UTC))
    [passage] = passages_of(article, tokenise, 20, 0, 60)
    assert passage.text == "First one. Second one."
    assert embedded_text(passage) == "The title (01 June 2025). First one. Second one."
