"""Correct an article's metadata: title, publisher, author, date of publication. Its text never changes.

A correction stays in force, whatever the article's file says when it is read again, until the person restores what the
file says. Editing an article creates a new version; citations of the previous version stay valid.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from byline.encoders.base import Floats
from byline.encoders.text import prefix_of
from byline.errors import InputError
from byline.indexing.recipe import IndexRecipe
from byline.ingest.draft import parse_date
from byline.language.minhash import signature_of
from byline.language.text import one_line
from byline.records import MARKED, Article, is_storable
from byline.store.base import Store
from byline.store.sql import Snapshot

Edits = Mapping[str, str | None]


def as_edited(article: Article, edits: Edits) -> Article:
    """Return an article with a person's corrections applied.

    Args:
        article: The article as read.
        edits: Corrections by field, as stored: dates in ISO 8601, None to clear a field.
    """
    values: dict[str, Any] = dict(edits)
    if edits.get("published"):
        values["published"] = datetime.fromisoformat(str(edits["published"]))
    if "title" in values:
        values["title"] = values["title"] or ""
    return replace(article, **values, edited=frozenset(edits), inferred=article.inferred.difference(edits))


def edit(
    store: Store,
    recipe: Callable[[], IndexRecipe],
    id: str,
    values: Mapping[str, str | datetime],
    restored: Collection[str] = (),
) -> Article:
    """Correct an article's metadata, in one transaction.

    Args:
        store: Store that contains the article.
        recipe: Loads the index recipe; called only if the title or date changes, which are embedded with the text.
        id: Id of the article.
        values: New values by field; empty to clear a field.
        restored: Fields to reset to what the article's source says.

    Returns:
        The article after the change.

    Raises:
        InputError: There is nothing to change, a field cannot be edited, or a date cannot be read.
        ArticleNotFoundError: No article has that id.
        ArchiveError: The archive cannot be written, or another process is writing to it.
    """
    checked = {name: _checked(name, value) for name, value in values.items()}
    _check_fields([*values, *restored])
    with store.lock(exclusive=True):
        with store.catalog.reading() as rows:
            article = rows.article(id)
            edits = {name: value for name, value in rows.edits().get(id, {}).items() if name not in restored} | checked
            new = as_edited(_as_read(article, restored, rows), edits)
            if new.version == article.version:
                return article
            passages = rows.cut(id)
            vectors: dict[bytes, Floats] = {}
            if prefix_of(new) != prefix_of(article):
                cut = recipe().cut(new)
                passages, vectors = cut.passages, recipe().embed(cut.texts, rows)
        with store.catalog.writing() as changes:
            changes.put(new, passages, vectors, signature_of(new.text))
            changes.set_edits(id, edits)
        store.refresh()
    return new


def with_corrections(rows: Snapshot) -> Callable[[str, str], Article | None]:
    """Return a function that finds a version of an article by id and version; it returns None if it is not kept.

    If the current version has the same text and only its metadata was corrected since, the function returns that one.
    """

    def find(id: str, version: str) -> Article | None:
        found = rows.version(id, version)
        if found is None or rows.digest(id) in {None, version}:
            return found
        present = rows.article(id)
        return present if present.text == found.text and present.edited | found.edited else found

    return find


def _check_fields(names: Collection[str]) -> None:
    if not names:
        raise InputError(f"edit: found nothing to change, expected one of {', '.join(MARKED)}")
    if unknown := set(names).difference(MARKED):
        raise InputError(f"edit: found {sorted(unknown)[0]!r}, expected one of {', '.join(MARKED)}")


def _checked(name: str, value: str | datetime) -> str | None:
    """Validate a value, and return it as it is stored."""
    if name == "published":
        return _checked_date(value)
    if not isinstance(value, str):
        raise InputError(f"{name}: found {type(value).__name__}, expected text")
    return one_line(value) or None


def _checked_date(value: object) -> str | None:
    if isinstance(value, datetime) and value.tzinfo and is_storable(value):
        return value.isoformat()
    if not isinstance(value, str):
        raise InputError(
            f"published: found {value!r}, expected a date such as 2025-06-30, or a datetime with a time zone"
        )
    if not value.strip():
        return None
    try:
        return parse_date(value).isoformat()
    except InputError as error:
        found = one_line(value)[:40]
        raise InputError(
            f"published: found {found!r}, expected a date such as 2025-06-30 or 30 June 2025 14:00 UTC"
        ) from error


def _as_read(article: Article, restored: Collection[str], rows: Snapshot) -> Article:
    """Return an article with these fields as in its latest version in which they were not corrected."""
    for one in reversed(rows.versions(article.id)):
        if not article.edited.intersection(restored):
            break
        earlier = rows.version(article.id, one.version)
        for name in article.edited.intersection(restored) if earlier else ():
            if earlier and name not in earlier.edited:
                inferred = article.inferred | ({name} & earlier.inferred)
                article = replace(
                    article, **{name: getattr(earlier, name)}, edited=article.edited - {name}, inferred=inferred
                )
    return article
