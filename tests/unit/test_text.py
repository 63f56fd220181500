"""Cleaned copies of text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.language.text import folded, is_blank, normalised, one_line, shorten, visible, visible_places, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("zero\u200bwidth", "zerowidth"),
        ("bidi \u202eevil\u202c text", "bidi evil text"),
        ("tag\U000e0041\U000e0042", "tag"),
        ("bell\x07 and escape\x1b[31m", "bell  and escape [31m"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian is spelled with joiners
        ("👩\u200d👧", "👩\u200d👧"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\ufeffmark", "mark"),
        ("soft\u00adhyphen, word\u2060joiner, isolated \u2066text\u2069", "softhyphen, wordjoiner, isolated text"),
        ("क्\u200dष ශ්\u200dරී", "क्\u200dष ශ්\u200dරී"),  # so are Hindi and Sinhala
        ("Ko\u200dng Auf\u200clage \u200d \u200c", "Kong Auflage  "),  # but no other words
        (
            "❤\ufe0f ⚖\ufe0e 1\ufe0f\u20e3 #\ufe0f\u20e3",
            "❤\ufe0f ⚖\ufe0e 1\ufe0f\u20e3 #\ufe0f\u20e3",
        ),  # styles of emoji
        (
            "👩\u200d❤\ufe0f\u200d👨 👩🏽\u200d🚀 🏳\ufe0f\u200d🌈",
            "👩\u200d❤\ufe0f\u200d👨 👩🏽\u200d🚀 🏳\ufe0f\u200d🌈",
        ),
        ("Ko\ufe0fng \ufe0e12\ufe0f", "Kong 12"),
        ("😀\ufe0f\ufe0f\ufe00\U000e0173\U000e0165", "😀\ufe0f"),  # bytes spelled in selectors
        ("葛\U000e0100飾", "葛飾"),  # which of two ways a character is drawn
        ("Ko\u034fng \u3164\uffa0\u115f\u1160 \u17b4\u180b.", "Kong  ."),
    ],
)
def test_visible_keeps_what_a_reader_sees(text: str, expected: str) -> None:
    assert visible(text) == expected


HARD = st.text(
    st.sampled_from(
        "ab \n.1#👩❤🏽म\u094dیéא\ufe0f\ufe0e\ufe00\u200c\u200d\u200b\u202e\U000e0041\U000e0101\u3164\u20e3\x07"
    )
)


@given(HARD | st.text())
def test_what_is_visible_is_part_of_the_text_and_its_places_are_known(text: str) -> None:
    shown, places = visible_places(text)
    assert shown == visible(text) == visible(shown)
    assert len(places) == len(shown)
    assert list(places) == sorted(set(places))
    assert all(character in {text[place], " "} for character, place in zip(shown, places, strict=True))


@given(st.text())
def test_nothing_that_is_ignored_by_default_is_visible_but_for_joiners_and_styles(text: str) -> None:
    hidden = [*range(0xFE00, 0xFE0E), *range(0xE0000, 0xE1000), *range(0x200E, 0x2010), *range(0x202A, 0x202F)]
    hidden += [0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x200B]
    hidden += [*range(0x2060, 0x2070), 0x3164, 0xFEFF, 0xFFA0, *range(0xFFF0, 0xFFF9), *range(0x1BCA0, 0x1BCA4)]
    spelled = f"{text}{''.join(map(chr, hidden))}"
    assert set(visible(spelled)).isdisjoint(map(chr, hidden))


@pytest.mark.parametrize("text", ["", " \n", "\u200b\u2060", "\u200d\u200c", "\ufe0f\ufe0e", "\U000e0041\u3164\u00ad"])
def test_what_shows_nothing_is_blank(text: str) -> None:
    assert is_blank(text)
    assert not is_blank(f"{text}.")


def test_one_line_joins_lines_and_runs_of_white_space() -> None:
    assert one_line("  a \n\n b\u2028c\u00a0 d ") == "a b c d"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Café, HONG\u200b Kong!", "cafe\u0301 hong kong"), ("60–70", "60-70"), ("ﬁne", "fine")],
)
def test_normalised_is_equal_for_copies(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


def test_normalised_differs_where_a_figure_differs() -> None:
    assert normalised("on August 1") != normalised("on August 15")


def test_words_keep_names_together() -> None:
    assert words("JD.com's yuan-backed plan, U.S. $1.5bn") == [
        "JD.com's",
        "yuan-backed",
        "plan",
        "U.S",
        "1.5bn",
    ]


def test_folded_compares_names_without_regard_to_case_or_spacing() -> None:
    assert folded(" The  DAILY Example ") == folded("the daily example")


@given(st.text(max_size=200), st.integers(min_value=2, max_value=60))
def test_shorten_never_exceeds_its_limit_and_only_cuts(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == one_line(text) or (short.endswith("…") and one_line(text).startswith(short[:-1]))
