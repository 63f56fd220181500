"""Answers and conversations as Markdown and JSON, with quotes, titles, dates and addresses."""

import json
import re
from collections.abc import Iterable, Sequence

from byline.answering.cited_dates import explained
from byline.language.text import as_sentence, one_line, visible
from byline.records import Citation, Reply

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")


def reply_markdown(reply: Reply) -> str:
    """Write an answer with its quotes, or why there is none."""
    parts = [f"**{_plain(reply.lead)}**"] if reply.lead else []
    for conflict in reply.conflicts:
        values = (
            f"- {_plain(value.value)} {' '.join(f'[{marker}]' for marker in value.markers)}"
            for value in conflict.values
        )
        parts.append("\n".join([f"Articles differ ({conflict.type}):", "", *values]))
    parts += [
        f"{_plain(sentence.text)} {''.join(f'[{marker}]' for marker in sentence.markers)}"
        for sentence in reply.sentences
    ]
    parts += [_plain(as_sentence(note)) for note in (reply.reason, reply.note) if note]
    parts += [_plain(explained(dated)) for dated in reply.dates]
    if reply.sentences:
        parts.append(f"Confidence: {reply.confidence:.0%}.")
    if reply.mode == "written":
        parts.append("Written by a language model; each sentence was checked against what it cites.")
    if reply.citations:
        parts.append("\n".join(map(_citation, reply.citations)))
    return "\n\n".join(parts) + "\n"


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


def _citation(citation: Citation) -> str:
    article = citation.article
    known = [_plain(article.title), _plain(article.publisher or ""), _date(citation), article.url or ""]
    about = ", ".join(part for part in known if part)
    return f"[{citation.marker}] “{_plain(citation.quote)}” — {about}  "


def _date(citation: Citation) -> str:
    published = citation.article.published
    return f"{published:%d %B %Y}" if published else "undated"


def _plain(text: str) -> str:
    """Put text on one line on which Markdown finds nothing to draw."""
    return _MARKDOWN.sub(r"\\\1", one_line(visible(text)))
