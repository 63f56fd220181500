"""Serve Byline at /v1 as a model named `byline`, for any program that uses OpenAI's chat completions.

The user's last message is the question, and the user's earlier messages are the history; other messages are ignored.
What a chat program asks on its own behalf, such as a title, is not a question: it is answered without a search, and the
response has no `byline` field; see `chores.py`.

    content        the short answer, if there is one, then the answer with its markers [n] and a list of its sources;
                   or the reason why there is no answer, with the nearest passages; a likely answer begins with
                   "This may answer it:"
    annotations    for each marker, its position in the content and the web address of its source, if there is one
    byline         the whole reply, as returned by `Reply.to_dict()`
"""

import json
import re
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any

from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response, StreamingResponse

from byline.archive import Archive
from byline.errors import InputError
from byline.language.text import one_line
from byline.presenting import (
    NEAREST,
    ListingParts,
    ReplyParts,
    described,
    iso_day_of,
    marks_of,
    pages_of,
    parts_of,
    shown_quotes,
)
from byline.records import Citation, Reply, Sentence
from byline.settings import MAX_QUESTION_CHARACTERS
from byline.web.archives import Archives
from byline.web.doors.chores import Message, chore_reply
from byline.web.doors.requests import MAX_HISTORY
from byline.web.failures import Failure, failure, handlers
from byline.web.page.render import web_address
from byline.web.work import Work

MODEL = "byline"
_NOTHING_USED = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}

# What would turn an article's text into a link, an image or HTML in a chat that renders the content as Markdown.
_LINKING = re.compile(r"(?<=\])(?=[\[(:])")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")


class Part(BaseModel):
    """A part of a message; only text is read."""

    type: str
    text: str = ""


class ChatMessage(BaseModel):
    """A message of the conversation."""

    role: str
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """The text of the message."""
        if isinstance(self.content, list):
            return " ".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream includes besides the content."""

    include_usage: bool = False


class ChatRequest(BaseModel):
    """A request for a chat completion; any other fields are ignored."""

    model: str
    messages: Annotated[list[ChatMessage], Field(min_length=1)]
    stream: bool = False
    stream_options: StreamOptions | None = None


def build_openai_chat(archive: Archive | Archives, work: Work) -> FastAPI:
    """Return the application mounted at /v1; each of several archives is a model, the first also named `byline`."""
    archives = Archives.of(archive)
    models = {MODEL: archives.first, **{f"{MODEL}-{one.word}": one.archive for one in archives.named}}
    chat = FastAPI(
        title="Byline as a model",
        docs_url=None,
        redoc_url=None,
        exception_handlers=handlers(),
        responses={"4XX": {"model": Failure}, "5XX": {"model": Failure}},
    )

    @chat.get("/models")
    def list_models() -> dict[str, Any]:
        return {"object": "list", "data": [_model_object(name) for name in models]}

    @chat.get("/models/{name}")
    def model(name: str) -> Response:
        return JSONResponse(_model_object(name)) if name in models else _unknown(name, models)

    @chat.post("/chat/completions")
    async def complete(asked: ChatRequest) -> Response:
        if asked.model not in models:
            return _unknown(asked.model, models)
        chore = chore_reply([Message(one.role, one.text) for one in asked.messages])
        if chore is not None:
            return _told(asked, chore, [])
        question, history = _conversation(asked.messages)
        # An answer written by a language model is withdrawn if the model's server fails, so nothing is sent until the
        # answer is complete. That way an error can still set the HTTP status.
        reply = await work.run(models[asked.model].ask, question, history)
        return _told(asked, *content_of(reply), byline=reply.to_dict())

    return chat


def content_of(reply: Reply) -> tuple[str, list[dict[str, Any]]]:
    """Return a reply as chat content, with its annotations, a `url_citation` for each marker with a web address.

    The indices count code points of the content; the end is exclusive.
    """
    parts = parts_of(reply)
    content = "".join(f"{one}\n\n" for one in (parts.preface, _harmless(parts.lead)) if one)
    annotations: list[dict[str, Any]] = []
    for position, sentence in enumerate(reply.sentences):
        content += f"{' ' if position else ''}{_harmless(sentence.text)} "
        for marker in sentence.markers:
            start = len(content)
            content += f"[{marker}]"
            annotations += _annotations(reply.citations[marker - 1], start, len(content))
    if parts.listing:
        content, annotations = _listed(reply, parts.listing)
    return "\n\n".join(filter(None, (content, *_remarks(reply, parts)))), annotations


def _listed(reply: Reply, listing: ListingParts) -> tuple[str, list[dict[str, Any]]]:
    """Return a listing as paragraphs, and its annotations."""
    content, annotations = f"{_harmless(listing.heading)}\n\n", []
    for entry in listing.entries:
        content += f"- {_harmless(described(entry.name, entry.known))}"
        if entry.sentence:
            citation = reply.citations[entry.sentence.markers[0] - 1]
            content += f": {_harmless(entry.sentence.text)} "
            annotations += _annotations(citation, len(content), len(content) + len(f"[{citation.marker}]"))
            content += f"[{citation.marker}]"
        content += "\n"
    ending = "\n\n".join(filter(None, (_harmless(listing.more), _harmless(listing.counted))))
    return content + ("\n" if listing.entries else "") + ending, annotations


def _annotations(citation: Citation, start: int, end: int) -> list[dict[str, Any]]:
    address = web_address(citation.article.url)
    if address is None:
        return []
    cited = {"start_index": start, "end_index": end, "title": one_line(citation.article.title), "url": address}
    return [{"type": "url_citation", "url_citation": cited}]


def _remarks(reply: Reply, parts: ReplyParts) -> Iterator[str]:
    """Yield the paragraphs that follow the answer, or replace it if there is none."""
    if parts.items:
        yield "\n".join(f"- {Sentence(_harmless(one.text), one.markers).marked}" for one in parts.items)
    for conflict in parts.conflicts:
        values = (Sentence(_harmless(one.text), one.markers).marked for one in conflict.values)
        yield f"{conflict.heading} {' | '.join(values)}"
    for context in parts.context:
        shown = Sentence(_harmless(context.sentence.text), context.sentence.markers)
        yield f"{context.heading} {shown.marked}"
    yield from map(_harmless, filter(None, (parts.reason, parts.note)))
    if quotes := shown_quotes(reply):
        yield "Sources:\n\n" + "\n".join(f"- [{one.marker}] {_source(one)}" for one in quotes)
    if reply.nearest:
        yield f"{NEAREST}\n\n" + "\n".join(map(_passage, reply.nearest))


def _passage(found: Citation) -> str:
    return f"- [{found.marker}] “{_harmless(one_line(found.quote))}” · {_source(found)}"


def _source(citation: Citation) -> str:
    article, pages = citation.article, pages_of(citation.article, citation.span)
    known = (article.title or article.id, article.publisher, iso_day_of(article.published), marks_of(article), pages)
    return _harmless(described(*known, web_address(article.url), article.path))


def _harmless(text: str) -> str:
    return _LINKING.sub(r"\\", _TAG.sub("&lt;", text))


def _told(asked: ChatRequest, content: str, annotations: list[dict[str, Any]], **fields: Any) -> Response:
    """Return the response with the given content, whole or streamed."""
    if asked.stream:
        return StreamingResponse(_events(asked, content, annotations, fields), media_type="text/event-stream")
    message = {"role": "assistant", "content": content, "refusal": None, "annotations": annotations}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return JSONResponse({**_envelope("chat.completion", asked), "choices": [choice], "usage": _NOTHING_USED, **fields})


def _events(
    asked: ChatRequest, content: str, annotations: list[dict[str, Any]], fields: dict[str, Any]
) -> Iterator[str]:
    """Yield the content piece by piece; the last piece carries the annotations and the other fields."""
    envelope = _envelope("chat.completion.chunk", asked)

    def event(delta: dict[str, Any], finish_reason: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return _event({**envelope, "choices": [choice], **more})

    yield event({"role": "assistant", "content": ""})
    for piece in re.findall(r"\S+\s*", content):
        yield event({"content": piece})
    yield event({"annotations": annotations}, "stop", **fields)
    if asked.stream_options is not None and asked.stream_options.include_usage:
        yield _event({**envelope, "choices": [], "usage": _NOTHING_USED})
    yield "data: [DONE]\n\n"


def _event(chunk: dict[str, Any]) -> str:
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"


def _envelope(kind: str, asked: ChatRequest) -> dict[str, Any]:
    return {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "created": int(time.time()), "model": asked.model}


def _model_object(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "byline"}


def _conversation(messages: Sequence[ChatMessage]) -> tuple[str, list[str]]:
    """Return the question and the earlier ones, without those that were empty or too long to be asked."""
    said = [message.text for message in messages if message.role == "user"]
    if not said:
        raise InputError("messages: found none with the role user, expected a question")
    earlier = [one for one in said[:-1] if one_line(one) and len(one) <= MAX_QUESTION_CHARACTERS]
    return said[-1], earlier[-MAX_HISTORY:]


def _unknown(model: str, models: Iterable[str]) -> Response:
    known = ", ".join(models)
    told = f"the only model is {known}" if known == MODEL else f"expected {known}"
    return failure(404, f"the model {model!r} does not exist; {told}", code="model_not_found")
