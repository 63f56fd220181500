"""Answers and conversations as Markdown and JSON, with quotes, titles, dates and addresses."""

import json
import re
from collections.abc import Iterable, Sequence

from byline.language.text import one_line, visible
from byline.presenting import NEAREST, ListingParts, day_of, described, parts_of, shown_quotes
from byline.records import Citation, Reply, Sentence

_MARKER = re.compile(r"\\\[(\d+)\\\]")  # of a citation, in what `_plain` gives
_NAME_CHARACTERS = 60
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")


def reply_markdown(reply: Reply) -> str:
    """Write an answer with its quotes, or why there is none."""
    parts = parts_of(reply)
    paragraphs = [parts.preface] if parts.preface else []
    if parts.listing:
        paragraphs += _listing(parts.listing)
    if parts.lead:
        paragraphs.append(f"**{_plain(parts.lead)}**")
    for conflict in parts.conflicts:
        values = (
            f"- {_plain(one.text)} {' '.join(f'[{marker}]' for marker in one.markers)}" for one in conflict.values
        )
        paragraphs.append("\n".join([conflict.heading, "", *values]))
    if parts.items:
        paragraphs.append("\n".join(f"- {Sentence(_plain(one.text), one.markers).marked}" for one in parts.items))
    paragraphs += [Sentence(_plain(sentence.text), sentence.markers).marked for sentence in reply.sentences]
    paragraphs += [
        f"{one.heading} {Sentence(_plain(one.sentence.text), one.sentence.markers).marked}" for one in parts.context
    ]
    paragraphs += map(_plain, filter(None, (parts.reason, parts.note)))
    paragraphs += [_MARKER.sub(r"[\1]", _plain(told)) for told in parts.dates]
    if reply.sentences:
        paragraphs.append(f"Confidence: {reply.confidence:.0%}.")
    if parts.written:
        paragraphs.append(parts.written)
    if reply.nearest:
        paragraphs.append(NEAREST)
    if quotes := shown_quotes(reply) or reply.nearest:
        paragraphs.append("\n".join(map(_citation, quotes)))
    return "\n\n".join(paragraphs) + "\n"


def conversation_markdown(asked: Iterable[tuple[str, Reply | None, str]]) -> str:
    """Write a conversation: of each turn the question, the reply and the remark in place of a reply."""
    return "\n".join(
        f"## {_plain(question)}\n\n{reply_markdown(reply) if reply else _plain(note)}\n"
        for question, reply, note in asked
    )


def conversation_json(asked: Sequence[tuple[str, Reply | None, str]]) -> str:
    """Write a conversation as JSON: replies as `Reply.to_dict` gives them."""
    turns = [
        {"question": question, "reply": reply.to_dict() if reply else None, "note": note}
        for question, reply, note in asked
    ]
    return json.dumps({"turns": turns}, ensure_ascii=False, indent=2) + "\n"


def file_name(title: str, suffix: str) -> str:
    """Name a file after a conversation: `the-law-takes-effect.md`."""
    words = "-".join(re.findall(r"\w+", one_line(title).lower()))[:_NAME_CHARACTERS].strip("-")
    return f"{words or 'conversation'}.{suffix}"


def _listing(listing: ListingParts) -> list[str]:
    entries = []
    for entry in listing.entries:
        said = Sentence(_plain(entry.sentence.text), entry.sentence.markers).marked if entry.sentence else ""
        entries.append(f"- {_plain(described(entry.name, entry.known))}{f': {said}' if said else ''}")
    return [*filter(None, (_plain(listing.heading), "\n".join(entries), _plain(listing.more), _plain(listing.counted)))]


def _citation(citation: Citation) -> str:
    article = citation.article
    known = [_plain(article.title), _plain(article.publisher or ""), day_of(article.published), article.url or ""]
    about = ", ".join(part for part in known if part)
    return f"[{citation.marker}] “{_plain(citation.quote)}” — {about}  "


def _plain(text: str) -> str:
    """Put text on one line on which Markdown finds nothing to draw."""
    return _MARKDOWN.sub(r"\\\1", one_line(visible(text)))
