"""Texts full of what may be dates, and periods from ISO dates."""

from datetime import date

from hypothesis import strategies as st

from byline.records import Days

_VOCABULARY = (
    "in May March August 31 February 0000 9999-12-31 2025 1 since last week year Friday , – - / ’90s 1990s ago 999 months"
    " ٣ ſix past the from to between and early Q2 FY 29 99999999999999999999 ( 😀 later this next latest until"
)
_WORDS = st.sampled_from(_VOCABULARY.split())
TEXTS = st.text() | st.lists(_WORDS).map(" ".join) | st.lists(_WORDS).map("".join)


def days(start: str, end: str) -> Days:
    """Return the days from one ISO date up to, not including, another."""
    return Days(date.fromisoformat(start), date.fromisoformat(end))
