"""What differs between two texts."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.web.textdiff import Change, changes

OLD = "The law was passed in May. It takes effect on August 1, 2025. Critics say it is late."
NEW = "The law was passed in May. It takes effect on August 15, 2025. Critics say it is late. Banks agree."


def test_a_word_that_differs_is_shown_in_its_sentence() -> None:
    assert changes(OLD, NEW) == [
        Change("same", "The law was passed in May. It takes effect on August "),
        Change("removed", "1, "),
        Change("added", "15, "),
        Change("same", "2025. Critics say it is late."),
        Change("added", " Banks agree."),
    ]


def test_equal_texts_are_one_piece() -> None:
    assert changes(OLD, OLD) == [Change("same", OLD)]
    assert changes("", "") == []


@given(st.text(alphabet="ab .\n", max_size=60), st.text(alphabet="ab .\n", max_size=60))
def test_the_pieces_make_up_both_texts(old: str, new: str) -> None:
    found = changes(old, new)
    assert "".join(change.text for change in found if change.kind != "added") == old
    assert "".join(change.text for change in found if change.kind != "removed") == new
    assert all(change.text for change in found)
    assert all(one.kind != other.kind for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Again and again. " * 20_000, "Again and again! " * 20_000),
        (" ".join(map(str, range(100_000))), " ".join(map(str, range(1, 100_000)))),
        ("." * 300_000, "!" * 300_000),
        ("a\n" * 100_000, "b\n" * 100_000),
        ("".join(f"{number}. " for number in range(30_000)), "".join(f"{number}. " for number in range(30_000, 0, -1))),
    ],
    ids=["repeated", "one long sentence", "marks", "lines", "backwards"],
)
def test_long_texts_take_no_long_time(old: str, new: str) -> None:
    started = time.perf_counter()
    found = changes(old, new)
    assert time.perf_counter() - started < 10
    assert "".join(change.text for change in found if change.kind != "added") == old
