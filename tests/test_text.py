"""Cleaned copies of text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.text import folded, normalised, one_line, shorten, visible, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("zero\u200bwidth", "zerowidth"),
        ("bidi \u202eevil\u202c text", "bidi evil text"),
        ("tag\U000e0041\U000e0042", "tag"),
        ("bell\x07 and escape\x1b[31m", "bell  and escape [31m"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # a joiner that Persian is spelled with
        ("👩\u200d👧", "👩\u200d👧"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\ufeffmark", "mark"),
    ],
)
def test_visible_keeps_what_a_reader_sees(text: str, expected: str) -> None:
    assert visible(text) == expected


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
