"""Draw the list of articles, an article with its versions and copies, and the changes between versions."""

from collections.abc import Iterator, Sequence

from byline.language.text import one_line, shorten
from byline.presenting import day_of, described, likeness_of, marks_of, versions_of
from byline.records import Article, ArticlePage, ArticleSummary, ArticleVersion
from byline.web.page.render import about, escape, note_html
from byline.web.textdiff import Change

IN_PART = "read in part"
_CHARACTERS_SHOWN = 100_000  # per article
_CONTEXT = 120  # characters shown around a change
_DIFFERENCES_SHOWN = 200
_COPIES_SHOWN = 10


def list_html(found: ArticlePage, first: int) -> str:
    """Draw a page of the list; `first` articles come before it."""
    if not found.articles:
        return note_html("No articles found.")
    rows = "".join(f"<li>{_row(article)}</li>" for article in found.articles)
    last = first + len(found.articles)
    counted = note_html(f"{first + 1:,} to {last:,} of {found.total:,}")
    return f'{counted}<ol class="byline-list" start="{first + 1}" aria-label="Articles">{rows}</ol>'


def article_html(article: Article, summary: ArticleSummary, versions: Sequence[ArticleVersion]) -> str:
    """Draw an article with its versions and copies."""
    shown = article.text[:_CHARACTERS_SHOWN]
    return (
        '<section class="byline-article" aria-label="Article" tabindex="0">'
        f'<header><h3 tabindex="-1" class="byline-focus">{escape(one_line(article.title))}</h3>'
        f"{about(article)}{_reading(summary)}{_versions(versions)}{_copies(summary)}</header>"
        f'<div class="byline-text">{escape(shown)}{" …" if len(shown) < len(article.text) else ""}</div></section>'
    )


def changes_html(article: Article, found: Sequence[Change]) -> str:
    """Draw the changes in an article since one of its versions."""
    return (
        '<section class="byline-article" aria-label="Changes" tabindex="0"><header>'
        f"{_opener(f'article:{article.id}', '← Back to the article')}"
        f'<h3 tabindex="-1" class="byline-focus">What has changed in {escape(one_line(article.title))}</h3></header>'
        f"{differences_html(found)}</section>"
    )


def since_html(stands: bool, found: Sequence[Change]) -> str:
    """Draw the changes since an article was cited, and whether it still contains the quote."""
    quote = "The quote is still in the new version." if stands else "The quote is no longer in the new version."
    return (
        note_html(f"This is the version that was cited. The article was updated later. {quote}")
        + f"<details><summary>What has changed since</summary>{differences_html(found)}</details>"
    )


def differences_html(found: Sequence[Change]) -> str:
    """Draw what was removed and added, with a little context."""
    if all(change.kind == "same" for change in found):
        return note_html("The text is the same; only the article's details have changed.")
    more = note_html("There are more changes than are shown here.") if len(found) > _DIFFERENCES_SHOWN else ""
    return f'<div class="byline-text">{"".join(_pieces(found[:_DIFFERENCES_SHOWN]))}</div>{more}'


def reading_of(article: ArticleSummary) -> tuple[str, ...]:
    """Return notes on how an article was read, starting with whether only part of its text was."""
    return (*((IN_PART,) if article.in_part else ()), *article.notes)


def _reading(summary: ArticleSummary) -> str:
    said = described(*reading_of(summary))
    return note_html(said) if said else ""


def _row(article: ArticleSummary) -> str:
    copies = _counted(len(article.copies), "copy", "copies") if article.copies else ""
    told = (marks_of(article), versions_of(article), copies, *reading_of(article))
    known = described(article.publisher, article.author, day_of(article.published), *told)
    return _opener(f"article:{article.id}", shorten(article.title, 160) or article.id) + note_html(known)


def _versions(versions: Sequence[ArticleVersion]) -> str:
    if len(versions) < 2:
        return ""
    earlier = "".join(
        f"<li>{day_of(one.added_at)}, {one.characters:,} characters: "
        f"{_opener(f'version:{one.version}', 'what has changed since')}</li>"
        for one in reversed(versions[:-1])
    )
    added = day_of(versions[-1].added_at)
    told = f"{len(versions)} versions, this one added on {added}"
    return f"<details><summary>{escape(told)}</summary><ul>{earlier}</ul></details>"


def _copies(summary: ArticleSummary) -> str:
    if not summary.copies:
        return ""
    items = "".join(
        f"<li>{_opener(f'article:{copy.id}', copy.id)} {escape(likeness_of(copy))}</li>"
        for copy in summary.copies[:_COPIES_SHOWN]
    )
    told = _counted(len(summary.copies), "copy or near copy", "copies and near copies")
    return f"<details><summary>{escape(told)}</summary><ul>{items}</ul></details>"


def _pieces(found: Sequence[Change]) -> Iterator[str]:
    for number, change in enumerate(found):
        text = change.text
        if change.kind == "same":
            head = text[:_CONTEXT] if number else ""
            tail = text[-_CONTEXT:] if number < len(found) - 1 else ""
            yield escape(text if len(text) <= len(head) + len(tail) else f"{head} … {tail}")
        else:
            tag = "ins" if change.kind == "added" else "del"
            yield f"<{tag}>{escape(text[:_CHARACTERS_SHOWN])}</{tag}>"


def _opener(name: str, label: str) -> str:
    return f'<button type="button" class="byline-open" data-open="{escape(name)}">{escape(one_line(label))}</button>'


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"
