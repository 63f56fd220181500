"""The events of the list of articles: list, open, remove."""

import logging

import gradio as gr

from byline.archive import Archive
from byline.errors import ArticleNotFoundError, BylineError, InputError
from byline.records import ArticleOrder
from byline.web import events
from byline.web.page import render, render_articles
from byline.web.page.render_adding import drop_html
from byline.web.textdiff import changes
from byline.web.work import NOT_WRITTEN

ORDERS: list[tuple[str, ArticleOrder]] = [
    ("Added last", "added"),
    ("Newest", "newest"),
    ("Oldest", "oldest"),
    ("Publisher", "publisher"),
    ("Title", "title"),
]
_LOG = logging.getLogger(__name__)
_ON_A_PAGE = 25

OWNERS_ONLY = "Only the owner of this archive can edit and remove articles."

Listed = tuple[str, int, gr.Button, gr.Button]
Buttons = tuple[gr.Button, gr.Button, gr.Button, gr.Column]  # edit, remove, confirm; and the edit form
Opened = tuple[str, str, *Buttons]


class Browsing:
    """The events of the list.

    Args:
        archive: The archive to list.
        read_only: Offer no way to edit or remove articles.
    """

    nothing_opened = render.note_html("Select an article to read it here.")

    def __init__(self, archive: Archive, *, read_only: bool = False) -> None:
        self._archive = archive
        self._read_only = read_only

    def page(self, search: str, order: ArticleOrder, number: int) -> Listed:
        """Draw a page of the list, or the last page if the number is too high."""
        try:
            found = self._archive.browse(search, order=order, offset=number * _ON_A_PAGE, limit=_ON_A_PAGE)
        except InputError as error:
            return render.note_html(f"{error}."), 0, gr.Button(visible=False), gr.Button(visible=False)
        if not found.articles and number:
            return self.page(search, order, (found.total - 1) // _ON_A_PAGE if found.total else 0)
        first = number * _ON_A_PAGE
        more = first + len(found.articles) < found.total
        drawn = render_articles.list_html(found, first)
        if not found.articles and not self._read_only and not self._archive.state.articles:
            drawn = drop_html(demo=True)
        return drawn, number, gr.Button(visible=number > 0), gr.Button(visible=more)

    def first_page(self, search: str, order: ArticleOrder) -> Listed:
        """Draw the first page of the search results."""
        return self.page(search, order, 0)

    def previous_page(self, search: str, order: ArticleOrder, number: int) -> Listed:
        """Draw the previous page."""
        return self.page(search, order, max(0, number - 1))

    def next_page(self, search: str, order: ArticleOrder, number: int) -> Listed:
        """Draw the next page."""
        return self.page(search, order, number + 1)

    def opened(self, name: str, present: str) -> Opened:
        """Draw what a button names: an article, or the changes since a version of the open article."""
        kind, _, rest = name.partition(":")
        id = rest if kind == "article" else present
        try:
            article = self._archive.article(id)
            if kind == "version":
                earlier = self._archive.article(id, rest)
                drawn = render_articles.changes_html(article, changes(earlier.text, article.text))
            else:
                drawn = render_articles.article_html(article, self._archive.summary(id), self._archive.versions(id))
        except ArticleNotFoundError:
            return render.note_html("That article is no longer in the archive."), "", *buttons(opened=False)
        return drawn, id, *buttons(opened=not self._read_only)

    def confirm(self) -> gr.Button:
        """Ask for confirmation to remove the article."""
        return gr.Button(visible=True)

    def removed(self, id: str, user: str | None) -> Opened:
        """Remove the open article; the caller has checked that the user may."""
        try:
            gone = self._archive.remove(id)
        except BylineError as error:
            _LOG.warning("article not removed: %s", error)
            return render.note_html(f"Not removed: {NOT_WRITTEN}"), id, *buttons(opened=True)
        if gone:
            events.removed(id, user)
        note = "The article was removed, with all its versions." if gone else "The article had already been removed."
        return render.note_html(note), "", *buttons(opened=False)


def buttons(*, opened: bool) -> Buttons:
    """Return the buttons, shown if an article is open, and the closed form."""
    return gr.Button(visible=opened), gr.Button(visible=opened), gr.Button(visible=False), gr.Column(visible=False)
