"""Passages: whole sentences, exact offsets, nothing lost, nothing cut off by the encoder."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from support import WordEncoder

from byline import Article
from byline.indexing.passages import embedded_text, passages_of, sentences, split

tokenise = WordEncoder().tokenise
any_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=400)
prose = st.lists(
    st.sampled_from(["Word", "word.", "Mr.", "3.5", "\n", "\n\n", "“Yes!”", "end?", "•", "a" * 30]),
    max_size=80,
).map(" ".join)


def lines_of(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


@given(any_text | prose)
def test_sentences_are_in_order_and_hold_every_visible_character(text: str) -> None:
    found = sentences(text)
    position = 0
    for span in found:
        assert span.start >= position
        assert not text[position : span.start].strip()
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        position = span.end
    assert not text[position:].strip()


@given(any_text | prose, st.integers(1, 12), st.integers(0, 3))
def test_passages_hold_everything_and_are_never_too_long(text: str, size: int, overlap: int) -> None:
    found = split(text, tokenise, size, overlap)
    held = [False] * len(text)
    for span in found:
        assert len(tokenise([text[span.start : span.end]])[0]) <= size
        held[span.start : span.end] = [True] * len(span)
    assert all(held[position] or character.isspace() for position, character in enumerate(text))
    assert found == sorted(found)
    assert len(set(found)) == len(found)


def test_sentences_end_where_a_reader_would_say() -> None:
    text = 'Mr. Smith paid $1.5 million to the U.S. government on Jan. 5. He said: "I won\'t pay." Then he left.'
    assert lines_of(text) == [
        "Mr. Smith paid $1.5 million to the U.S. government on Jan. 5.",
        'He said: "I won\'t pay."',
        "Then he left.",
    ]


def test_headings_and_list_items_stand_alone() -> None:
    text = "A Headline Without a Stop\n- first item\n- second item\n🔹 A section\nThe text begins here."
    assert lines_of(text) == text.splitlines()


def test_lines_that_were_only_wrapped_are_joined() -> None:
    text = (
        "This is a letter whose lines were wrapped by the mail program that\n"
        "sent it, which is why the second line goes on in lower case, and the\n"
        "third as well. A new sentence begins here and runs over the end of\n"
        "Shanghai is a name, but it does not begin a sentence.\n"
    )
    assert len(lines_of(text)) == 2


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


def _joined(text: str, passages: list) -> str:  # type: ignore[type-arg]
    """Put overlapping passages together again."""
    joined, end = "", 0
    for passage in passages:
        joined += text[max(end, passage.span.start) : passage.span.end]
        end = max(end, passage.span.end)
    return joined
