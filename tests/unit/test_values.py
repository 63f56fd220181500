"""Values: short answers in many spellings, compared and grouped."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.language.values import Agreement, Value, compare, group, value_of

PUBLISHED = date(2025, 6, 30)
_ANSWERS = [
    *("2021", "May 2021", "21 May 2021", "June 2021", "August 1", "the 1990s", "18th century", "last month"),
    *("60-70", "about 400", "397", "more than 70", "$2.5 billion", "30%", "three", "dozens", "98 km", "half"),
    *("President Joe Biden", "Biden", "Hunter Biden", "HK", "Hong Kong", "U.S.", "United States", "PBoC"),
    *("yes", "no", "banned", "not banned", "", "the", "football", "American football", "0", "1 million", "…"),
]


def compared(one: str, other: str, kind: str | None = None) -> Agreement:
    first, second = value_of(one, kind, PUBLISHED), value_of(other, kind, PUBLISHED)
    assert compare(first, second) == compare(second, first)
    return compare(first, second)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("21 May 2021", "May 21, 2021", "same"),
        ("21 May 2021", "2021-05-21", "same"),
        ("May 2021", "21 May 2021", "compatible"),
        ("in 2021", "21 May 2021", "compatible"),
        ("2021", "2017", "different"),
        ("May 2021", "June 2021", "different"),
        ("August 1", "1 August", "same"),
        ("August 1", "1 August 2025", "compatible"),
        ("August 1", "August 2025", "compatible"),
        ("August 1", "2 August 2025", "different"),
        ("August 1", "July 2019", "different"),
        ("August", "August 1", "compatible"),
        ("last month", "May 2025", "same"),
        ("18th century", "1756", "compatible"),
        ("18th century", "1856", "different"),
        ("about 1835", "1836", "compatible"),
        ("about 1835", "1838", "different"),
        ("before 2020", "2018", "compatible"),
        ("before 2020", "2021", "different"),
        ("after 2020", "2024", "compatible"),
        ("29 February", "29 February 2024", "compatible"),  # only one has the year
    ],
)
def test_dates(one: str, other: str, expected: Agreement) -> None:
    assert compared(one, other) == expected
    assert compared(one, other, "date") == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("60-70", "60–70", "same"),
        ("60-70", "60 to 70", "same"),
        ("60-70", "between 60 and 70", "same"),
        ("60-70 participants", "60–70 attendees", "same"),
        ("60-70", "65", "compatible"),
        ("60-70", "80", "different"),
        ("$2.5 billion", "US$2,500m", "same"),
        ("$2.5 billion", "2.5bn dollars", "same"),
        ("$2.5 billion", "$3.5 billion", "different"),
        ("$2-3 billion", "2 to 3 billion dollars", "same"),
        ("$5 million", "£5 million", "unknown"),
        ("$5 million", "5 million", "compatible"),
        ("98 km", "61 miles", "unknown"),
        ("about 400", "397", "compatible"),
        ("about 400", "440", "compatible"),  # 10 %
        ("about 400", "441", "different"),
        ("400", "397", "compatible"),  # rounded, by at most 5 %
        ("400", "430", "different"),
        ("3,559", "3,560", "compatible"),
        ("3,559", "3,569", "different"),
        ("1.4 billion", "1.41 billion", "compatible"),
        ("30%", "32%", "different"),
        ("more than 70", "80", "compatible"),
        ("more than 70", "60", "different"),
        ("up to 70", "60", "compatible"),
        ("70 or more", "over 70", "same"),
        ("three", "3", "same"),
        ("a dozen", "12", "same"),
        ("two hundred and five", "205", "same"),
        ("twenty-one", "21", "same"),
        ("30%", "30 per cent", "same"),
        ("30%", "30 percent", "same"),
        ("half", "50%", "same"),
        ("dozens", "60-70", "compatible"),
        ("dozens of officials", "400 officials", "different"),
        ("60 people", "75 homes", "unknown"),  # they count different things
        ("60 people", "75 people", "different"),
        ("3rd", "third", "same"),
        ("2.5m people", "2.5 million people", "same"),
        ("5m long", "5 metres", "same"),
        ("-0.3%", "0.3%", "different"),
    ],
)
def test_quantities(one: str, other: str, expected: Agreement) -> None:
    assert compared(one, other) == expected
    assert compared(one, other, "quantity") == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("President Joe Biden", "Joe Biden", "same"),
        ("President Joe Biden", "Biden", "compatible"),
        ("J. Biden", "Joe Biden", "compatible"),
        ("Joe Biden", "Hunter Biden", "different"),
        ("Joe Biden", "Joseph Biden", "unknown"),
        ("Joe Biden", "Donald Trump", "different"),
        ("John Smith Jr.", "John Smith", "same"),
        ("José Muñoz", "Jose Munoz", "same"),
        ("Hong Kong", "HK", "same"),
        ("People's Bank of China", "PBoC", "same"),
        ("the People’s Bank of China", "PBC", "same"),
        ("US", "U.S.", "same"),
        ("U.S.", "the United States", "same"),
        ("USA", "United States of America", "same"),
        ("U.K.", "Britain", "same"),
        ("SASAC", "State-owned Assets Supervision and Administration Commission", "same"),
        ("HK", "Shanghai", "different"),
        ("Miami, Florida", "Florida", "compatible"),
        ("Miami, Florida", "Anchorage, Alaska", "different"),
    ],
)
def test_names(one: str, other: str, expected: Agreement) -> None:
    assert compared(one, other) == expected
    assert compared(one, other, "name") == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("the new law", "a new law", "same"),
        ("american football", "football", "compatible"),
        ("hockey", "basketball", "unknown"),  # other words may mean the same
        ("banned", "not banned", "different"),
        ("did not take effect", "didn't take effect", "same"),
        ("yes", "Yes.", "same"),
        ("yes", "no", "different"),
        ("2021", "a ban in 2021", "compatible"),
        ("", "2021", "unknown"),
    ],
)
def test_text_and_kinds_that_differ(one: str, other: str, expected: Agreement) -> None:
    assert compared(one, other) == expected


@pytest.mark.parametrize(
    ("text", "hint", "kind"),
    [
        ("2021", None, "date"),
        ("2021", "quantity", "quantity"),
        ("2,021 people", None, "quantity"),
        ("a comprehensive ban in 2021", None, "text"),
        ("a comprehensive ban in 2021", "date", "date"),
        ("Apollo 13", "name", "name"),
        ("May 1931", "name", "text"),
        ("400 people", "name", "text"),
        ("nobody knows", "date", "text"),
        ("no", None, "yes_no"),
    ],
)
def test_the_hint_decides_what_is_read(text: str, hint: str | None, kind: str) -> None:
    assert value_of(text, hint).kind == kind


def test_a_date_told_from_the_articles_own_is_unknown_without_it() -> None:
    assert value_of("last month", "date", PUBLISHED).kind == "date"
    assert value_of("last month", "date").kind == "text"


@given(st.sampled_from(_ANSWERS), st.sampled_from(_ANSWERS))
def test_comparing_is_symmetric_and_a_value_is_itself(one: str, other: str) -> None:
    first, second = value_of(one, None, PUBLISHED), value_of(other, None, PUBLISHED)
    assert compare(first, second) == compare(second, first)
    if first.words:
        assert compare(first, first) == "same"


@given(st.text(max_size=40), st.sampled_from([None, "date", "quantity", "name"]))
def test_any_text_has_a_value(text: str, hint: str | None) -> None:
    value = value_of(text, hint, PUBLISHED)
    assert compare(value, value_of("2021")) in {"same", "compatible", "different", "unknown"}


@given(st.integers(1, 10**9), st.integers(0, 10**9))
def test_a_number_written_with_and_without_commas_is_the_same(low: int, more: int) -> None:
    assert compared(f"{low:,}", f"{low}", "quantity") == "same"
    if more:
        assert compared(f"{low:,}-{low + more:,}", f"{low} to {low + more}", "quantity") == "same"


# Groups


def weighted(*pairs: tuple[str, float]) -> list[tuple[Value, float]]:
    return [(value_of(text, None, PUBLISHED), weight) for text, weight in pairs]


def test_an_answer_of_three_articles_beats_a_likelier_one_of_one() -> None:
    found = group(weighted(("2017", 0.4), ("2021", 0.3), ("May 2021", 0.2), ("21 May 2021", 0.1)))
    assert [(one.value.text, one.members) for one in found] == [("21 May 2021", (1, 2, 3)), ("2017", (0,))]
    assert found[0].weight == pytest.approx(0.6)


def test_a_vague_answer_does_not_bring_two_precise_ones_together() -> None:
    found = group(weighted(("2021", 0.5), ("May 2021", 0.2), ("June 2021", 0.3)))
    assert [one.members for one in found] == [(0, 2), (1,)]


def test_other_words_are_other_answers() -> None:
    assert len(group(weighted(("hockey", 0.5), ("basketball", 0.2)))) == 2


@given(st.lists(st.tuples(st.sampled_from(_ANSWERS), st.sampled_from([0.1, 0.2, 0.4])), max_size=8), st.randoms())
def test_groups_depend_on_no_order(pairs: list[tuple[str, float]], chance: random.Random) -> None:
    given_order = weighted(*pairs)
    shuffled = list(given_order)
    chance.shuffle(shuffled)
    described = [
        [(one.value.text, sorted((values[n][0].text, values[n][1]) for n in one.members), one.weight) for one in found]
        for values in (given_order, shuffled)
        for found in (group(values),)
    ]
    assert described[0] == described[1]
    assert sorted(number for one in group(given_order) for number in one.members) == list(range(len(pairs)))
