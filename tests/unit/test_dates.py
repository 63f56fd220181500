"""The days that a text names."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.dated import TEXTS

from byline.language.calendar import in_words
from byline.language.dates import dates_in

PUBLISHED = date(2025, 5, 21)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "words", "iso"),
    [
        ("It opens on 1 August 2025.", "1 August 2025", "2025-08-01"),
        ("It opened on August 1st, 2024, he said.", "August 1st, 2024", "2024-08-01"),
        ("Since Friday, August 1, 2025", "Friday, August 1, 2025", "2025-08-01"),
        ("Dated 2025-08-01T10:00:00Z", "2025-08-01", "2025-08-01"),
        ("on 13/08/2025", "13/08/2025", "2025-08-13"),
        ("on 08/13/2025", "08/13/2025", "2025-08-13"),
        ("on June 3-10, 2024", "June 3-10, 2024", "2024-06-03/2024-06-10"),
        ("in Aug. 2024", "Aug. 2024", "2024-08"),
        ("In 2007 he left", "2007", "2007"),
        ("its chair (2011)", "2011", "2011"),
        ("early 2024", "early 2024", "2024-01/2024-04"),
        ("Summer 2024 was hot", "Summer 2024", "2024-06/2024-08"),
        ("in FY2024", "FY2024", "2024"),
        ("the second quarter of 2024", "second quarter of 2024", "2024-04/2024-06"),
        ("Q2 2024", "Q2 2024", "2024-04/2024-06"),
        ("first half of 2023", "first half of 2023", "2023-01/2023-06"),
        ("in the 1990s", "1990s", "1990/1999"),
        ("the ’90s", "’90s", "1990/1999"),
        ("the mid-1990s", "mid-1990s", "1994/1996"),
        ("from Oct 1927 to 1935", "Oct 1927 to 1935", "1927-10/1935-12"),
        ("between 2019 and 2021", "2019 and 2021", "2019/2021"),
        ("(1999–2004)", "1999–2004", "1999/2004"),
        ("the 2023/24 season", "2023/24", "2023/2024"),
        ("am 4.5.2024 in Bern", "4.5.2024", "2024-05-04"),
        ("on 5.31.2024 in Reno", "5.31.2024", "2024-05-31"),
    ],
)
def test_dates_that_say_all(text: str, words: str, iso: str) -> None:
    (mention,) = dates_in(text, None)
    assert (text[mention.span.start : mention.span.end], mention.days.iso) == (words, iso)
    assert not mention.inferred
    assert dates_in(text, PUBLISHED) == [mention]


@pytest.mark.parametrize(
    ("text", "words", "iso"),
    [
        ("The law takes effect on August 1.", "August 1", "2025-08-01"),
        ("It will meet on Feb. 3.", "Feb. 3", "2026-02-03"),
        ("It met on 12 December and", "12 December", "2024-12-12"),
        ("He was arrested in November.", "November", "2024-11"),
        ("It opens in November.", "November", "2025-11"),
        ("Friday, August 2, again", "Friday, August 2", "2024-08-02"),  # a Friday in 2024
        ("mid-August", "mid-August", "2025-08-11/2025-08-20"),
        ("last May", "last May", "2024-05"),
        ("a high this week", "this week", "2025-W21"),
        ("stated last month that", "last month", "2025-04"),
        ("by the end of next year", "next year", "2026"),
        ("later this year", "later this year", "2025-05-22/2025-12-31"),
        ("earlier this month", "earlier this month", "2025-05-01/2025-05-20"),
        ("last summer", "last summer", "2024-06/2024-08"),
        ("It rose yesterday.", "yesterday", "2025-05-20"),
        ("three days ago", "three days ago", "2025-05-18"),
        ("a year ago", "a year ago", "2024"),
        ("he said on Friday", "Friday", "2025-05-16"),
        ("he will speak on Friday", "Friday", "2025-05-23"),
        ("last Wednesday", "last Wednesday", "2025-05-14"),
    ],
)
def test_dates_that_the_date_of_publication_completes(text: str, words: str, iso: str) -> None:
    (mention,) = dates_in(text, PUBLISHED)
    assert (text[mention.span.start : mention.span.end], mention.days.iso) == (words, iso)
    assert mention.inferred
    assert dates_in(text, None) == []


@pytest.mark.parametrize(
    "text",
    [
        "May I ask? We may march in step, August and mighty.",
        "Theresa May said to April Smith: Mark!",
        "Euro 2020, Blade Runner 2049, Boeing 737, G20, ISO 9001, Windows 2000, Room 2010",
        "2000 people, more than 2000, $2000, 2,021 votes, 1850 metres, up 2019%, 2021.5, 2000-strong",
        "the novel “1984” and '2001'",
        "01/08/2025 is in one month or another",
        "31 February 2025, 2025-13-01, 0000-01-01, 30/02/2025",
        "Black Friday, Super Tuesday, the Sunday Times, Sunday Night Live, Sundays",
        "USA Today, Entertainment Tonight, artists today",
        "August 3 million, August 32",
        "children born in November, usually in March",
        "in the 1900s and the last year of his life",
        "٣ August ٢٠٢٥, in ２０２１",
    ],
)
def test_what_looks_like_a_date_is_left_alone(text: str) -> None:
    assert [text[mention.span.start : mention.span.end] for mention in dates_in(text, PUBLISHED)] == []


@given(TEXTS, st.dates() | st.none())
@example("999 years ago, last week, next month, in August, on Friday", date.min)
@example("next year, tomorrow, later this week, in January, 9999-12-31", date.max)
def test_spans_are_exact_and_ordered_whatever_the_text(text: str, published: date | None) -> None:
    reached = 0
    for mention in dates_in(text, published):
        assert reached <= mention.span.start < mention.span.end <= len(text)
        assert text[mention.span.start : mention.span.end].strip()
        assert mention.days.start < mention.days.end
        assert not (mention.inferred and published is None)
        assert in_words(mention.days)
        assert mention.days.iso
        reached = mention.span.end
