"""Stream replies as they develop: as server-sent events or one JSON object per line, whichever the request accepts.

Each question of the request yields a `reply` event whenever its reply grows, the last one being the answer, and then
`done`. If it fails it yields `error`, and the next question follows.
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
    """Return the stream format that a request's Accept header names, None if it names none."""
    accepted = [part.partition(";")[0].strip().lower() for part in headers.get("accept", "").split(",")]
    forms: tuple[Form, ...] = (EVENTS, LINES)
    return next((form for form in forms if form in accepted), None)


async def streamed(
    archive: Archive, work: Work, questions: Sequence[str], history: Sequence[str], where: Where, form: Form
) -> AsyncIterator[str]:
    """Answer the questions one by one and yield each event in the given format."""
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
    """Return the stream formats as the response content of an OpenAPI description."""
    example = '{"event": "done", "question": 0}'
    return {
        EVENTS: {"schema": {"type": "string"}, "example": f"event: done\ndata: {example}\n\n"},
        LINES: {"schema": {"type": "string"}, "example": f"{example}\n"},
    }
