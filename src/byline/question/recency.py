"""Measure how old an article is, for questions that ask how things stand.

"Who is the mayor?"              on the day of the newest article, which is "now"
"Who was it as of May 2019?"     on the last day of the period
"""

from datetime import date

from byline.question.form import is_of_now
from byline.question.period import Period
from byline.records import Article

_HALVED_IN = 365  # days in which an article loses half of its value for such a question


def is_about_now(text: str, period: Period | None, today: date | None) -> bool:
    """Return whether a question asks how things stand now.

    Args:
        text: The question in full.
        period: The time that it names.
        today: The current day, needed to judge whether a period such as "this week" is now; unknown if None.
    """
    if period is None:
        return is_of_now(text)
    if period.how == "latest":
        return True
    if period.words or period.how == "as_of":
        return False
    return period.is_bounded and today is not None and today in period.days


def day_asked_about(about_now: bool, period: Period | None, now: date | None) -> date | None:
    """Return the day for which a question asks how things stand.

    None if it asks something else or the day is unknown.

    Args:
        about_now: See `is_about_now`.
        period: The time that the question names.
        now: The date of the newest article, but not after today; None if no article is dated.
    """
    if now is None:
        return None
    if period is not None and period.how == "as_of":
        return min(now, period.days.last)
    return now if about_now else None


def age(article: Article, day: date) -> float:
    """Return an article's age on a day, in [0, 1].

    It is 0 for an article from that day or later, 0.5 for one a year old or without a date.
    """
    if article.day is None:
        return 0.5
    return 1 - float(0.5 ** (max(0, (day - article.day).days) / _HALVED_IN))
