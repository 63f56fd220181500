"""Find corrections and retractions published in an article other than the one cited.

    cited article -> articles that announce a correction -> those that mean this article only -> what they say

A correction identifies the article by its address, its title, or a day and the wrong words. If it could also mean
another article, nothing is shown.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from byline.answering.compose import Composition
from byline.language.announcements import Announcement, announcement_in, same_title
from byline.language.content import Present, content_words
from byline.language.head_dates import Written
from byline.language.terms import terms_of
from byline.language.text import folded
from byline.records import Article, Citation, Context
from byline.store.base import View

_MOST = 2  # maximum number of corrections shown, including those in the cited articles
_CITED = 3  # cited articles that are checked
_LOOKED_AT = 24  # passages
_OLDEST = timedelta(days=400)
_NEARBY = timedelta(days=60)  # within this, a similar title is enough without a day
_MUCH = 0.7  # minimum share of a repeated error's words in the article that made it
_FEW_WORDS = 3
_WORDS = "correction corrected clarification retraction retracted withdrawn"


def with_corrections(composition: Composition, view: View) -> Composition:
    """Add corrections of the cited articles found in other articles; they remove the headline and the verdict.

    Args:
        composition: What the cited articles alone give.
        view: The snapshot that it was made from.
    """
    found = list(composition.context)
    cited = {one.article.id for one in (*composition.citations, *found)}
    for article in _articles_of(composition.citations):
        quotes = [one.quote for one in composition.citations if one.article.id == article.id]
        for other, announced in _corrections_of(article, view):
            if len(found) < _MOST and other.id not in cited and _concerns(announced, article, quotes):
                marker = len(composition.citations) + len(found) + 1
                found.append(Context(marker, other, announced.span, announced.kind))
                cited.add(other.id)
    if len(found) == len(composition.context):
        return composition
    return replace(composition, context=tuple(found), short_span=None, verdict=None)


def _concerns(announced: Announcement, article: Article, quotes: Sequence[str]) -> bool:
    """Return whether a correction concerns the quotes or the whole article."""
    known, quoted = Present([article.title]), Present(quotes)
    wrong = [word for word in content_words(announced.error) if word not in known]
    return announced.kind == "retraction" or not wrong or any(word in quoted for word in wrong)


def _articles_of(citations: Sequence[Citation]) -> list[Article]:
    return list({one.article.id: one.article for one in citations}.values())[:_CITED]


def _corrections_of(article: Article, view: View) -> Iterator[tuple[Article, Announcement]]:
    """Yield the articles that correct an article, with their announcements."""
    for other in _found(f"{article.title} {_WORDS}", view):
        if other.id == article.id:
            continue
        announced = announcement_in(other.title, other.text)
        if announced and _means(announced, other, article) and not _means_another(announced, other, article, view):
            yield other, announced


def _found(words: str, view: View) -> list[Article]:
    """Return the articles that best match some keywords."""
    keys = view.search_keywords(terms_of(words), _LOOKED_AT, None).keys
    passages = view.rows.passages([int(key) for key in keys])
    return list({passage.article.id: passage.article for passage in passages.values()}.values())


def _means(announced: Announcement, correction: Article, article: Article) -> bool:
    """Return whether a correction could mean an article."""
    own = {_address(article.url), _address(article.id)} - {""}
    if any(_address(one) in own for one in announced.addresses):
        return True
    if correction.publisher and article.publisher and folded(correction.publisher) != folded(article.publisher):
        return False
    if not _is_later(correction, article) or not _is_of_days(announced.days, article):
        return False
    title = folded(article.title)
    if any(one == title for one in announced.titles):
        return True
    gap = correction.published - article.published if correction.published and article.published else None
    if any(same_title(one, title) for one in announced.titles):
        return bool(announced.days) or (gap is not None and gap <= _NEARBY)
    words = content_words(announced.error)
    said = Present([article.text])
    return (
        bool(announced.days and article.published)
        and len(words) >= _FEW_WORDS
        and sum(word in said for word in words) >= _MUCH * len(words)
    )


def _means_another(announced: Announcement, correction: Article, article: Article, view: View) -> bool:
    """Return whether a correction could also mean an article that is not a copy of this one."""
    copies = view.rows.copies([article.id]).get(article.id, set())
    words = " ".join((*announced.titles, announced.error, article.title))
    others: Iterable[Article] = (
        one for one in _found(words, view) if one.id not in {article.id, correction.id, *copies}
    )
    return any(
        _means(announced, correction, other) and not announcement_in(other.title, other.text) for other in others
    )


def _is_later(correction: Article, article: Article) -> bool:
    if correction.published is None or article.published is None:
        return True
    return timedelta(days=-1) <= correction.published - article.published <= _OLDEST


def _is_of_days(days: Sequence[Written], article: Article) -> bool:
    """Return whether an article may be from one of some days, give or take one, as newspapers are dated."""
    if not days or article.published is None:
        return True
    day = article.published.date()
    near = {day - timedelta(days=1), day, day + timedelta(days=1)}
    return any(
        one.whole in near if one.whole else (one.month, one.day) in {(d.month, d.day) for d in near} for one in days
    )


def _address(address: str | None) -> str:
    """Reduce an address to what identifies its page; empty if it is not an address."""
    if not address or "." not in address:
        return ""
    parts = urlsplit(address if "://" in address else f"https://{address}")
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}" if parts.path.strip("/") else ""
