"""Replies as they come: server-sent events, or JSON a line, whichever the request accepts.

For each question, by its place in the request: a `reply` as often as there is more of it, the last of them the answer,
and then `done`; or `error`, after which the next question goes on.
"""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final, Literal, NotRequired

from starlette.datastructures import Headers
from typing_extensions import TypedDict

from byline.archive import Archive
from byline.errors import InputError
from byline.records import Where, wire
from byline.web.work import Work, WorkError

EVENTS: Final = "text/event-stream"
LINES: Final = "application/x-ndjson"
Form = Literal["text/event-stream", "application/x-ndjson"]


class StreamedJson(TypedDict):
    """A piece of a stream; `question` counts the questions of the request from 0."""

    event: Literal["reply", "done", "error"]
    question: int
    reply: NotRequired[wire.ReplyJson]
    message: NotRequired[str]


def streamed_form(headers: Headers) -> Form | None:
    """Return the form of stream that a request names among what it accepts, None if it names none."""
    accepted = [part.partition(";")[0].strip().lower() for part in headers.get("accept", "").split(",")]
    forms: tuple[Form, ...] = (EVENTS, LINES)
    return next((form for form in forms if form in accepted), None)


async def streamed(
    archive: Archive, work: Work, questions: Sequence[str], history: Sequence[str], where: Where, form: Form
) -> AsyncIterator[str]:
    """Answer the questions one by one, and yield each piece as the form has it."""
    async for piece in _pieces(archive, work, questions, history, where):
        line = json.dumps(piece, ensure_ascii=False)
        yield f"event: {piece['event']}\ndata: {line}\n\n" if form == EVENTS else f"{line}\n"


async def _pieces(
    archive: Archive, work: Work, questions: Sequence[str], history: Sequence[str], where: Where
) -> AsyncIterator[StreamedJson]:
    for place, question in enumerate(questions):
        replies = archive.replies(question, history, where)
        try:
            while (reply := await work.run(next, replies, None)) is not None:
                yield {"event": "reply", "question": place, "reply": reply.to_dict()}
        except (InputError, WorkError) as error:
            yield {"event": "error", "question": place, "message": str(error)}
        else:
            yield {"event": "done", "question": place}


def described_stream() -> dict[str, Any]:
    """Return the forms of a stream as OpenAPI describes the content of a response."""
    example = '{"event": "done", "question": 0}'
    return {
        EVENTS: {"schema": {"type": "string"}, "example": f"event: done\ndata: {example}\n\n"},
        LINES: {"schema": {"type": "string"}, "example": f"{example}\n"},
    }
