"""Draw what surrounds the answers: a turn with its toolbar, the rail, and the start screen."""

from collections.abc import Iterable, Sequence
from types import MappingProxyType

from byline.history.conversations import ConversationSummary
from byline.language.text import one_line, shorten
from byline.presenting import count_of, day_of, described, shown_quotes
from byline.records import ArticlePage, IndexState
from byline.web.page.export import reply_markdown
from byline.web.page.render import escape, note_html, question_html, reply_html
from byline.web.page.render_adding import drop_html
from byline.web.page.render_articles import IN_PART
from byline.web.page.turns import Turn

SOURCES_SHOWN = 20
_TITLE_CHARACTERS = 90
_ICONS = MappingProxyType(  # SVG paths on a 24 by 24 grid, in the text colour
    {
        "up": "M7 11v9H4v-9zM7 11l4-8c1.7 0 2.5 1.2 2.2 2.8L12.6 9H19a2 2 0 0 1 2 2.4l-1.3 7A2 2 0 0 1 17.7 20H7",
        "down": "M7 13V4H4v9zM7 13l4 8c1.7 0 2.5-1.2 2.2-2.8L12.6 15H19a2 2 0 0 0 2-2.4l-1.3-7A2 2 0 0 0 17.7 4H7",
        "copy": "M9 9h11v11H9zM5 15H4V4h11v1",
        "link": "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1",
        "retry": "M4 12a8 8 0 1 1 2.3 5.700M4 18v-5h5",
        "more": "M5 12h.01M12 12h.01M19 12h.01",
        "sources": "M5 4h14v16H5zM8 8h8M8 12h8M8 16h5",
    }
)


def turn_html(number: int, turn: Turn, *, last: bool, judged: bool) -> str:
    """Draw a question and its outcome.

    Args:
        number: The turn's number in its conversation.
        turn: The turn.
        last: Whether it is the last turn, which can be asked again.
        judged: Whether to offer feedback buttons.
    """
    asked_of = note_html(f"{turn.asked_of}.") if turn.asked_of else ""
    if turn.reply:
        came = reply_html(number, turn.reply)
    elif turn.is_open:
        came = '<p class="byline-waiting" role="status">Looking …</p>'
    else:
        came = note_html(turn.note)
    tools = "" if turn.is_open else _tools(number, turn, last=last, judged=judged)
    return (
        f'<article class="byline-turn" id="a{number}" data-turn="{number}">'
        f'<header class="byline-question" tabindex="-1">{question_html(turn.question)}</header>'
        f"{asked_of}{came}{tools}</article>"
    )


def _tools(number: int, turn: Turn, *, last: bool, judged: bool) -> str:
    reply = turn.reply
    drawn = []
    if reply:
        count = len({citation.article.id for citation in shown_quotes(reply)}) or len(
            {hit.article.id for hit in reply.hits}
        )
        if count:
            named = "1 source" if count == 1 else f"{count} sources"
            drawn.append(_tool("sources", named, f'data-open="{number}"', shown=named))
        copied = f'data-copy="{escape(reply_markdown(reply))}"'
        drawn.append(_tool("copy", "Copy", copied) if reply.sentences or reply.listing else "")
        drawn.append(_tool("link", "Copy link", "data-link"))
        if judged:
            drawn.append(_tool("up", "Right", 'data-judge="up" aria-pressed="false"'))
            drawn.append(_tool("down", "Wrong", 'data-judge="down" aria-pressed="false"'))
    drawn.append(_tool("retry", "Retry", "data-again") if last else "")
    wrong = _WRONG if reply and judged else ""
    return (
        f'<footer class="byline-tools">{"".join(drawn)}<span class="byline-said" role="status"></span></footer>{wrong}'
    )


_WRONG = (
    '<form class="byline-wrong" hidden><label>What is the right answer?'
    '<input name="right" maxlength="2000" placeholder="As the articles put it" autocomplete="off"></label>'
    '<button type="submit" class="byline-button">Save</button>'
    '<button type="button" class="byline-quiet" data-judge="absent">The articles do not say</button></form>'
)


def _tool(icon: str, label: str, attributes: str, *, shown: str = "") -> str:
    text = f"<span>{escape(shown)}</span>" if shown else ""
    return (
        f'<button type="button" class="byline-tool" {attributes} aria-label="{escape(label)}" title="{escape(label)}">'
        f"{icon_html(icon)}{text}</button>"
    )


def icon_html(name: str) -> str:
    """Draw one of the page's icons."""
    return f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{_ICONS[name]}"/></svg>'


def conversations_html(conversations: Iterable[ConversationSummary], present: str) -> str:
    """Draw the list of conversations, each with its menu, and mark the current one."""
    items = "".join(_conversation(one, is_present=one.id == present) for one in conversations)
    return f"<ul>{items}</ul>" if items else note_html("Your conversations appear here. They stay on this server.")


def _conversation(one: ConversationSummary, *, is_present: bool) -> str:
    title, id = escape(one_line(one.title)), escape(one.id)
    current = ' aria-current="true"' if is_present else ""
    return (
        f'<li data-conversation="{id}">'
        f'<button type="button" class="byline-choose" data-choose="{id}"{current}>{title}</button>'
        f'<details class="byline-menu"><summary aria-label="Menu for {title}">{icon_html("more")}</summary><div>'
        '<button type="button" data-rename>Rename</button>'
        '<button type="button" data-link>Copy link</button>'
        '<button type="button" data-save="markdown">Save as Markdown</button>'
        '<button type="button" data-save="json">Save as JSON</button>'
        '<button type="button" data-save="csl-json">Save sources as CSL-JSON</button>'
        '<button type="button" data-save="bibtex">Save sources as BibTeX</button>'
        '<button type="button" data-erase>Delete</button></div></details></li>'
    )


def state_html(state: IndexState, *, adds: bool) -> str:
    """Draw the archive's size and latest date; for an empty archive, the area for adding articles."""
    if not state.articles:
        return note_html("There are no articles yet.") + (drop_html(demo=True) if adds else "")
    newest = f", latest {day_of(state.newest_article_at)}" if state.newest_article_at else ""
    return note_html(f"{count_of(state.articles, 'article')}{newest}. Every answer is quoted and sourced.")


def sources_html(found: ArticlePage) -> str:
    """Draw the articles to select, and how many more there are."""
    items = "".join(
        f'<li><label><input type="checkbox" data-source="{escape(one.id)}" checked>'
        f"<span>{escape(shorten(one_line(one.title), _TITLE_CHARACTERS) or one.id)}"
        f"<small>{escape(described(one.publisher, day_of(one.published), IN_PART if one.in_part else ''))}</small>"
        "</span></label></li>"
        for one in found.articles
    )
    left = found.total - len(found.articles)
    more = note_html(f"and {left:,} more; search to find them") if left else ""
    return f"<ul>{items}</ul>{more}" if items else note_html("No articles found.")


def publishers_html(publishers: Sequence[str]) -> str:
    """Draw the publishers to choose from."""
    return "".join(f'<option value="{escape(name)}">' for name in publishers)


def suggestions_html(questions: Sequence[str]) -> str:
    """Draw suggested questions."""
    return "".join(
        f'<button type="button" class="byline-suggestion" data-ask="{escape(one)}">{escape(one)}</button>'
        for one in questions
    )
