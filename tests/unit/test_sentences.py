"""Sentences and blocks: where they end, and that nothing visible is lost."""

import pytest
from hypothesis import given
from support.prose import TEXTS

from byline.language.sentences import sentences


def lines_of(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


@given(TEXTS)
def test_sentences_are_in_order_and_hold_every_visible_character(text: str) -> None:
    found = sentences(text)
    position = 0
    for span in found:
        assert span.start >= position
        assert not text[position : span.start].strip()
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        position = span.end
    assert not text[position:].strip()


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


@pytest.mark.parametrize("unit", ["Ann Lee ", "12, 13 ", "x", "a, b and c; ", "“said” "])
def test_no_sentence_is_without_end(unit: str) -> None:
    text = unit * (30_000 // len(unit))
    found = sentences(text)
    assert max(map(len, found)) <= 2_000
    kept = "".join(text[one.start : one.end] for one in found)
    assert "".join(kept.split()) == "".join(text.split())
