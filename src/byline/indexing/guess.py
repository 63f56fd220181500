"""Fill in an article's metadata from its first and last lines and its file name; see `language/heads.py`."""

from dataclasses import replace
from datetime import datetime

from byline.language.heads import head_of
from byline.language.identification import language_of
from byline.language.titles import title_of
from byline.records import Article


def completed_by_head(article: Article, name: str) -> Article:
    """Fill in missing metadata from an article's first and last lines, and mark it as inferred.

    A title that is just the first line of the text does not count as inferred.

    Args:
        article: The article as its source describes it.
        name: File name without folders and suffix; empty if the file has several articles, or there is none.
    """
    language = article.language or language_of(article.text)
    found: dict[str, str | datetime] = {}
    head = head_of(article.text, name, language)
    if not article.title and head.title and head.title != title_of(article.text):
        found["title"] = head.title
    if not article.publisher and head.publisher:
        found["publisher"] = head.publisher
    if not article.author and head.authors:
        found["author"] = ", ".join(head.authors)
    if not article.published and head.published:
        found["published"] = head.published
    updated = article.updated
    if updated and article.published and updated <= article.published:
        updated = None  # web pages often give the same time for both
    if not updated and head.updated and not (article.published and article.published > head.updated):
        updated = head.updated
    return replace(article, **found, language=language, updated=updated, inferred=frozenset(found))  # type: ignore[arg-type]
