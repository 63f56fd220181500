"""Days in ISO 8601 and in words."""

import pytest
from support.dated import days

from byline.language.calendar import in_words
from byline.records import Days


@pytest.mark.parametrize(
    ("named", "iso", "words"),
    [
        (days("2025-08-01", "2025-08-02"), "2025-08-01", "1 August 2025"),
        (days("2025-05-19", "2025-05-26"), "2025-W21", "19 to 25 May 2025"),
        (days("2025-12-30", "2026-01-02"), "2025-12-30/2026-01-01", "30 December 2025 to 1 January 2026"),
        (days("2025-04-30", "2025-06-01"), "2025-04-30/2025-05-31", "30 April to 31 May 2025"),
        (days("2025-08-01", "2025-09-01"), "2025-08", "August 2025"),
        (days("2025-06-01", "2025-09-01"), "2025-06/2025-08", "June to August 2025"),
        (days("2025-12-01", "2026-03-01"), "2025-12/2026-02", "December 2025 to February 2026"),
        (days("2025-01-01", "2026-01-01"), "2025", "2025"),
        (days("1990-01-01", "2000-01-01"), "1990/1999", "the 1990s"),
        (days("1991-01-01", "1994-01-01"), "1991/1993", "1991 to 1993"),
    ],
)
def test_days_in_iso_and_in_words(named: Days, iso: str, words: str) -> None:
    assert (named.iso, in_words(named)) == (iso, words)
