"""Error responses for other programs: one line, in the format of OpenAI's API."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from byline.errors import ArticleNotFoundError, InputError
from byline.language.text import shorten
from byline.web import events
from byline.web.work import WorkError

_TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error"}
_MESSAGE_CHARACTERS = 500
_Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]


class Wrong(BaseModel):
    """An error."""

    message: str
    type: str
    param: str | None = None
    code: str | None = None


class Failure(BaseModel):
    """The body of every response that is not a success."""

    error: Wrong


def failure(
    status: int, message: str, *, code: str | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return an error response."""
    kind = _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    wrong = Wrong(message=shorten(message, _MESSAGE_CHARACTERS), type=kind, code=code)
    return JSONResponse(Failure(error=wrong).model_dump(), status, dict(headers or {}))


def handlers() -> dict[int | type[Exception], _Handler]:
    """Return the handler for each kind of error, including FastAPI's validation errors."""
    return {
        InputError: _telling(lambda error: _invalid(error, str(error))),
        RequestValidationError: _telling(lambda error: _invalid(error, _first_fault(error))),
        ArticleNotFoundError: _telling(lambda error: failure(404, str(error))),
        HTTPException: _telling(lambda error: failure(error.status_code, error.detail, headers=error.headers)),
        WorkError: _telling(lambda error: failure(error.status, str(error))),
        Exception: _telling(lambda error: failure(500, events.failed("request", error))),
    }


def _telling(tell: Callable[[Any], Response]) -> _Handler:
    async def handle(request: Request, error: Exception) -> Response:
        return tell(error)

    return handle


def _invalid(error: Exception, message: str) -> Response:
    events.refused_as_invalid("request", error)
    return failure(400, message)


def _first_fault(error: RequestValidationError) -> str:
    fault = error.errors()[0]
    place = ".".join(str(part) for part in fault["loc"][1:])
    if fault["type"] == "json_invalid":
        return "the body is not JSON"
    return f"{place or 'the body'}: {fault['msg']}"
