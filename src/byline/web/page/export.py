"""Export answers and conversations as Markdown and JSON, and their sources as CSL-JSON and BibTeX.

In a conversation, marker numbers continue from answer to answer, so that no number refers to two sources.
"""

import json
import re
from collections.abc import Sequence

from byline.language.text import one_line, visible
from byline.presenting import NEAREST, ListingParts, day_of, described, pages_of, parts_of, shown_quotes
from byline.provenance.references import REFERENCES
from byline.records import Citation, Reply, Sentence

Asked = Sequence[tuple[str, Reply | None, str]]  # per turn: question, reply, and the note if there is no reply
SUFFIXES = {"markdown": "md", "json": "json", "csl-json": "csl.json", "bibtex": "bib"}
_NAME_CHARACTERS = 60
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")
_ESCAPED_MARKER = re.compile(r"\\\[(\d{1,3})\\\]")


def conversation_as(kind: str, asked: Asked) -> str:
    """Write a conversation in one of the formats of `SUFFIXES`, by default as Markdown."""
    if kind == "json":
        return conversation_json(asked)
    if kind in REFERENCES:
        return REFERENCES[kind](one.article for _, reply, _ in asked if reply for one in reply.cited)
    return conversation_markdown(asked)


def reply_markdown(reply: Reply, before: int = 0) -> str:
    """Write an answer with its quotes, or the reason why there is none.

    Args:
        reply: The reply.
        before: How many markers earlier answers used.
    """
    parts = parts_of(reply)
    paragraphs = [parts.preface] if parts.preface else []
    if parts.listing:
        paragraphs += _listing(parts.listing, before)
    if parts.lead:
        paragraphs.append(f"**{_plain(parts.lead)}**")
    for conflict in parts.conflicts:
        values = (
            f"- {_plain(one.text)} {' '.join(f'[{before + marker}]' for marker in one.markers)}"
            for one in conflict.values
        )
        paragraphs.append("\n".join([conflict.heading, "", *values]))
    if parts.items:
        paragraphs.append("\n".join(f"- {_marked(one, before)}" for one in parts.items))
    paragraphs += [_marked(sentence, before) for sentence in reply.sentences]
    paragraphs += [f"{one.heading} {_marked(one.sentence, before)}" for one in parts.context]
    paragraphs += [_remark(one, before) for one in (parts.reason, parts.note, *parts.dates) if one]
    if reply.sentences:
        paragraphs.append(f"Confidence: {reply.confidence:.0%}.")
    if parts.written:
        paragraphs.append(parts.written)
    if reply.nearest:
        paragraphs.append(NEAREST)
    if quotes := shown_quotes(reply) or reply.nearest:
        paragraphs.append("\n".join(_citation(one, before) for one in quotes))
    return "\n\n".join(paragraphs) + "\n"


def conversation_markdown(asked: Asked) -> str:
    """Write each turn of a conversation: the question, and the reply or the note in its place."""
    written, before = [], 0
    for question, reply, note in asked:
        written.append(f"## {_plain(question)}\n\n{reply_markdown(reply, before) if reply else _plain(note)}\n")
        before += max((one.marker for one in (*reply.cited, *reply.nearest)), default=0) if reply else 0
    return "\n".join(written)


def conversation_json(asked: Asked) -> str:
    """Write a conversation as JSON, with replies as returned by `Reply.to_dict`."""
    turns = [
        {"question": question, "reply": reply.to_dict() if reply else None, "note": note}
        for question, reply, note in asked
    ]
    return json.dumps({"turns": turns}, ensure_ascii=False, indent=2) + "\n"


def file_name(title: str, suffix: str) -> str:
    """Name a file after a conversation: `the-law-takes-effect.md`."""
    words = "-".join(re.findall(r"\w+", one_line(title).lower()))[:_NAME_CHARACTERS].strip("-")
    return f"{words or 'conversation'}.{suffix}"


def _listing(listing: ListingParts, before: int) -> list[str]:
    entries = []
    for entry in listing.entries:
        said = _marked(entry.sentence, before) if entry.sentence else ""
        entries.append(f"- {_plain(described(entry.name, entry.known))}{f': {said}' if said else ''}")
    return [*filter(None, (_plain(listing.heading), "\n".join(entries), _plain(listing.more), _plain(listing.counted)))]


def _citation(citation: Citation, before: int) -> str:
    article = citation.article
    known = [_plain(article.title), _plain(article.publisher or ""), day_of(article.published), article.url or ""]
    known.insert(3, pages_of(article, citation.span))
    known.append(_plain(article.path or ""))
    about = ", ".join(part for part in known if part)
    return f"[{before + citation.marker}] “{_plain(citation.quote)}” — {about}  "


def _marked(sentence: Sentence, before: int) -> str:
    return Sentence(_plain(sentence.text), tuple(before + marker for marker in sentence.markers)).marked


def _remark(text: str, before: int) -> str:
    """Write a note of Byline's own; its markers must not be escaped as Markdown."""
    return _ESCAPED_MARKER.sub(lambda match: f"[{before + int(match[1])}]", _plain(text))


def _plain(text: str) -> str:
    """Put text on one line, with everything escaped that Markdown would interpret."""
    return _MARKDOWN.sub(r"\\\1", one_line(visible(text)))
