"""One spelling for figures, dates, per cent and accents."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.language.content import Present, content_words
from byline.language.spelling import figures_in, full_month, respelled, ungrouped
from byline.language.terms import terms_of

MONEY = ("$3.4bn", "3.4 billion dollars", "$3,400,000,000", "3 400 000 000 dollars", "US$3.4 billion", "$3400m")
DAY = (
    "7 March 2024",
    "March 7, 2024",
    "2024-03-07",
    "7.3.2024",
    "07/03/2024",
    "Mar. 7th, 2024",
    "the 7th of March 2024",
)


@pytest.mark.parametrize("one", MONEY)
@pytest.mark.parametrize("other", MONEY)
def test_an_amount_is_found_however_it_is_written(one: str, other: str) -> None:
    asked = [word for word in content_words(f"Did it cost {one}?") if word.is_name and word.text[0].isdigit()]
    assert [word.terms for word in asked] == [frozenset({"3400000000"})]
    assert asked[0] in Present([f"The bill was {other} in all."])
    assert {"3400000000", "dollar"} <= set(terms_of(other))


@pytest.mark.parametrize("one", DAY)
def test_a_day_has_the_same_terms_however_it_is_written(one: str) -> None:
    assert {"7", "march", "2024"} <= set(terms_of(one))


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("a fifth, 20 %, 20% or 20 pct", "a fifth, 20 percent , 20 percent or 20 percent"),
        ("20 Per Cent of a cent per centre", "20 percent of a cent per centre"),
        ("1,250 and 1’250 and 1\u202f250", "1250 and 1250 and 1250"),
        ("10 000 men on May 12 200 came", "10000 men on May 12 200 came"),
        ("in 2019,300 of them", "in 2019,300 of them"),
        ("1.250.000 is no 1.250", "1250000 is no 1.250"),
        ("£5m", "£5 million 5000000 pound"),
        ("2.5 thousand", "2.5 thousand 2500"),
        ("COVID-19, G20, 2019-20, 1:0, 3.1.4", "COVID-19, G20, 2019-20, 1:0, 3.1.4"),
        ("on 3 Sept. and Oct 4th", "on 3 September and October 4"),
        ("Jan met Mar-a-Lago", "Jan met Mar-a-Lago"),
        ("9/11/2001", "9 November 2001 11 September 2001"),
        ("11.9.2001, 13/9/2001, 9/13/2001", "11 September 2001, 13 September 2001, 13 September 2001"),
        ("99/99/2001", "99/99/2001"),
        ("Cre\u0300me bru\u0302le\u0301e", "Crème brûlée"),
    ],
)
def test_the_copy_for_the_search(written: str, spelled: str) -> None:
    assert " ".join(respelled(written).split()) == spelled


@given(st.text(st.sampled_from("0123456789 .,-/%$kmbnth\u00a0’aé\u0301")) | st.text())
def test_any_text_has_a_copy_and_its_figures_stand_in_their_order(text: str) -> None:
    spans = [figure.span for figure in figures_in(text)]
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))
    assert terms_of(text) == terms_of(unicodedata.normalize("NFD", text))


def test_numbers_and_months_in_full() -> None:
    assert [ungrouped(one) for one in ("1,200.5", "12 000", "12 200", "7")] == ["1200.5", "12000", "12 200", "7"]
    assert [full_month(one) for one in ("sept.", "AUG", "may", "ma", "marble")] == [
        "September",
        "August",
        "May",
        None,
        None,
    ]


def test_a_small_number_is_found_in_words() -> None:
    three, *_ = content_words("3 men?")
    assert three in Present(["Three of them left."])
    assert three not in Present(["Thirteen of them left."])
