"""A web page's metadata about its article, from schema.org (JSON-LD, microdata) and meta tags.

What trafilatura finds takes precedence. This module fills the gaps, and reads when the article was changed and its
corrections, which trafilatura does not.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from byline.errors import InputError
from byline.ingest.draft import parse_date
from byline.ingest.elements import drop, text_of
from byline.language.corrections import notice_in
from byline.language.text import is_blank, one_line

_ARTICLE = re.compile(r"(?:\w*NewsArticle|\w*Article|BlogPosting|LiveBlogPosting|Report|ReportageNewsArticle)\b")
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "dateModified",
    "date.modified",
    "last-modified",
    "dcterms.modified",
)
_LONGEST = 2_000  # characters per correction
_DEEPEST = 6  # levels of nested JSON-LD


@dataclass(frozen=True, slots=True)
class Structured:
    """What a page says about its article.

    Attributes:
        fields: Values as written, by draft field; missing ones are left out.
        modified: When the article was last changed.
        corrections: Corrections, in the page's words.
    """

    fields: Mapping[str, str]
    modified: datetime | None
    corrections: tuple[str, ...]


def structured_of(tree: etree._Element) -> Structured:
    """Read what a page says about its article.

    If it describes several articles, only the one with the page's own headline or address counts. The descriptions are
    then removed from the tree, so that nothing else is taken from another article.
    """
    scripts = list(_scripts(tree))
    articles = [article for script in scripts for article in _articles_of(script)]
    if len(articles) > 1:
        articles = [article for article in articles if _is_of_page(article, tree)]
        for script in scripts:
            drop(script)
    said: Mapping[str, Any] = articles[0] if len(articles) == 1 else {}
    modified = [said.get("dateModified"), *_tagged(tree)]
    fields = {
        "title": _words(said.get("headline")),
        "author": ", ".join(_names(said.get("author"))),
        "publisher": ", ".join(_names(said.get("publisher"))[:1]),
        "published": _words(said.get("datePublished")),
    }
    corrections = tuple(dict.fromkeys(_corrections(said.get("correction"))))
    return Structured(
        {name: value for name, value in fields.items() if value},
        next(filter(None, map(_moment, modified)), None),
        corrections,
    )


def as_notice(correction: str) -> str:
    """Return a correction in the form of a notice below the article."""
    return correction if notice_in(correction) else f"Correction: {correction}"


def _scripts(tree: etree._Element) -> Iterator[etree._Element]:
    return (script for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower())


def _articles_of(script: etree._Element) -> Iterator[Mapping[str, Any]]:
    try:
        found = json.loads("".join(script.itertext()), strict=False)
    except (ValueError, RecursionError):
        return
    yield from _articles_in(found, _DEEPEST)


def _is_of_page(article: Mapping[str, Any], tree: etree._Element) -> bool:
    """Return whether a described article has the headline or the address of the page."""
    headlines = {text_of(one).casefold() for one in tree.iter("h1")}
    canonical = {one.get("href") for one in tree.iter("link") if one.get("rel") == "canonical"}
    page = article.get("mainEntityOfPage")
    named = [article.get("url"), article.get("@id"), page.get("@id") if isinstance(page, Mapping) else page]
    return _words(article.get("headline")).casefold() in headlines or any(
        isinstance(one, str) and one.split("#")[0] in canonical for one in named
    )


def _articles_in(found: object, depth: int) -> Iterator[Mapping[str, Any]]:
    if isinstance(found, list) and depth:
        for one in found:
            yield from _articles_in(one, depth - 1)
    elif isinstance(found, Mapping) and depth:
        kinds = found.get("@type")
        if any(
            isinstance(kind, str) and _ARTICLE.fullmatch(kind)
            for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield found
            return
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles_in(found.get(name), depth - 1)


def _tagged(tree: etree._Element) -> Iterator[str]:
    for name in _MODIFIED:
        for tag in tree.iter("meta", "time"):
            if name in (tag.get("property"), tag.get("name"), tag.get("itemprop")):
                yield tag.get("content") or tag.get("datetime") or ""


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        return parse_date(value)
    except InputError:
        return None


def _words(value: object) -> str:
    return one_line(value) if isinstance(value, str) else ""


def _names(value: object) -> list[str]:
    """Return the names in a name, an object with a name, or a list of either; addresses are left out."""
    if isinstance(value, list):
        return [name for one in value for name in _names(one)]
    if isinstance(value, Mapping):
        value = value.get("name")
    name = _words(value)
    return [name] if name and "://" not in name else []


def _corrections(value: object) -> Iterator[str]:
    """Yield the corrections in a text, a CorrectionComment, or a list of either; addresses are left out."""
    if isinstance(value, list):
        for one in value:
            yield from _corrections(one)
    elif isinstance(value, Mapping):
        yield from _corrections(
            next((value[name] for name in ("text", "description", "name") if value.get(name)), None)
        )
    elif isinstance(value, str) and not is_blank(value) and not re.match(r"\s*https?://\S+\s*$", value):
        yield one_line(value)[:_LONGEST]
