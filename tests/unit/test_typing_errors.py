"""Typing errors: which words are English, and what other words may have been meant."""

import pytest

from byline.language.typing_errors import (
    closest,
    distance,
    errors_allowed,
    is_doubled,
    is_english,
    is_left_out,
    is_slip,
    is_swap,
    one_error_away,
)


@pytest.mark.parametrize("word", ["harbour", "harbor", "Tunnel", "tunnels", "organise", "organize", "evacuees"])
def test_a_word_is_english_in_either_spelling_and_any_case(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("word", ["tunel", "zelatrin", "eletcion", "bugdet", "Pirnbacher"])
def test_what_is_in_no_dictionary_is_not_english(word: str) -> None:
    assert not is_english(word)


def test_a_longer_word_may_have_more_errors() -> None:
    assert [errors_allowed(word) for word in ("tax", "cost", "tunnel", "council")] == [0, 1, 1, 2]


def test_what_is_too_long_for_a_word_is_not_corrected() -> None:
    """It would take seconds: each letter is tried in each place."""
    assert [errors_allowed("x" * letters) for letters in (40, 41, 1_990)] == [2, 0, 0]


@pytest.mark.parametrize(
    ("typed", "meant", "errors"),
    [
        ("tunel", "tunnel", 1),
        ("tunnle", "tunnel", 1),
        ("eletcion", "election", 1),
        ("elecsoin", "election", 2),
        ("tun", "tunnel", None),
        ("carver", "career", 1),
        ("cost", "coat", 1),
        ("cost", "cart", None),
    ],
)
def test_errors_are_counted_and_a_swap_is_one(typed: str, meant: str, errors: int | None) -> None:
    assert distance(typed, meant) == errors


def test_all_that_is_one_error_away() -> None:
    away = one_error_away("ab")
    assert {"a", "b", "ba", "abb", "xab", "axb", "ax", "xb"} <= away
    assert "ab" not in away
    assert all(abs(len(word) - 2) <= 1 for word in away)


@pytest.mark.parametrize(
    ("typed", "meant", "kinds"),
    [
        ("tunenl", "tunnel", {"swap", "slip"}),
        ("tunel", "tunnel", {"left out", "slip"}),
        ("tunnnel", "tunnel", {"doubled", "slip"}),
        ("tunmel", "tunnel", {"slip"}),  # m is beside n
        ("carver", "carter", set()),
        ("brown", "browne", {"slip"}),  # an error at the end may be another name
    ],
)
def test_what_kind_of_error_it_is(typed: str, meant: str, kinds: set[str]) -> None:
    told = {"swap": is_swap, "doubled": is_doubled, "left out": is_left_out, "slip": is_slip}
    assert {name for name, of in told.items() if of(typed, meant)} == kinds


def test_the_fewest_errors_come_first_then_slips_then_what_is_used_most() -> None:
    known = {"coast": 9, "cost": 5, "cast": 50, "lost": 99, "election": 1}
    assert closest("cosr", known) == ["cost"]
    assert closest("cist", known)[0] == "cost"  # i is beside o, not beside a
    assert closest("eltion", known) == []
    assert closest("elction", known) == ["election"]
    assert closest("xost", {"cost": 1, "lost": 3}) == ["cost", "lost"]  # x is beside c
    assert closest("meny", {"men": 9, "many": 3}) == ["many", "men"]  # one wrong vowel
