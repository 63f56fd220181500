"""The HTTP API at /api: everything the archive can do, as JSON, described by /api/openapi.json."""

import logging
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import FastAPI, Path, Query, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Match, Mount, Route
from typing_extensions import TypedDict

from byline import __version__
from byline.archive import Archive
from byline.errors import ArchiveError
from byline.records import ArticleOrder, wire
from byline.web import events
from byline.web.archives import Archives
from byline.web.doors.docs import docs_html
from byline.web.doors.requests import (
    ArticleEdit,
    AskBody,
    CheckRequest,
    SearchParameters,
    SearchRequest,
    TimelineRequest,
    TraceRequest,
)
from byline.web.doors.streaming import described_stream, streamed, streamed_form
from byline.web.doors.tools import article_dict
from byline.web.failures import Failure, failure, handlers
from byline.web.work import NOT_WRITTEN, Work, WorkError

_LOG = logging.getLogger(__name__)


class AliveJson(TypedDict):
    """Whether the server is running, or ready to answer."""

    ok: bool


class HealthJson(TypedDict):
    """Whether the archive can be read, and what it contains."""

    ok: bool
    articles: int
    passages: int
    newest_article_at: str | None


_OF_ONE = "/api/archives"
_ALIVE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": {"example": {"ok": True}}}}}
HEALTHY: HealthJson = {
    "ok": True,
    "articles": 3,
    "passages": 22,
    "newest_article_at": "2025-07-11T00:00:00+00:00",
}


class RepliesJson(TypedDict):
    """The replies to several questions, in the order of the questions."""

    replies: list[wire.ReplyJson]


class ArchiveJson(TypedDict):
    """One of several archives: its name, and the paths of its page and its API, without a proxy's prefix."""

    name: str
    page: str
    api: str


def api_routes(archives: Archives, work: Work) -> list[BaseRoute]:
    """Return the route /api for the first archive; if there are several, also /api/archives and one route for each."""
    whole = build_api(archives.first, work, [one.archive for one in archives])
    if not archives.named:
        return [Mount("/api", whole)]

    @whole.get("/archives")
    async def listed() -> list[ArchiveJson]:
        """List the archives; a request that names none goes to the first."""
        return [{"name": one.name, "page": f"/{one.page}", "api": f"{_OF_ONE}/{one.word}"} for one in archives]

    each = [Mount(f"{_OF_ONE}/{one.word}", build_api(one.archive, work)) for one in archives]
    return [*each, Mount("/api", whole)]


def build_api(archive: Archive, work: Work, served: Sequence[Archive] = ()) -> FastAPI:
    """Return the application that is mounted at /api.

    Args:
        archive: The archive to ask.
        work: Runs slow tasks.
        served: Every archive of the server, which is ready when all of them can be read; by default only `archive`.
    """
    api = FastAPI(
        title="Byline",
        summary="Ask your articles, get answers with their sources.",
        version=__version__,
        docs_url=None,  # FastAPI's own pages load scripts from other sites
        redoc_url=None,
        exception_handlers={**handlers(), 405: _not_allowed},
        responses={"4XX": {"model": Failure}, "5XX": {"model": Failure}},
    )

    @api.get("/", include_in_schema=False)
    def start() -> Response:
        return RedirectResponse("docs")

    @api.get("/docs", include_in_schema=False)
    def docs(request: Request) -> Response:
        described = get_openapi(title=api.title, version=api.version, routes=api.routes)
        return HTMLResponse(docs_html(described, request.scope["root_path"]))

    @api.get(
        "/health", response_model=HealthJson, responses={200: {"content": {"application/json": {"example": HEALTHY}}}}
    )
    async def health() -> Response:
        """Report whether the archive can be read, and what it contains."""
        state = (await work.look(lambda: archive.state)).to_dict()
        held = {name: state[name] for name in ("articles", "passages", "newest_article_at")}
        return JSONResponse({"ok": True, **held})

    @api.get("/health/live", response_model=AliveJson, responses=_ALIVE)
    async def live() -> Response:
        """Report that the server is running, without reading the archive."""
        return JSONResponse({"ok": True})

    @api.get("/health/ready", response_model=AliveJson, responses=_ALIVE)
    async def ready() -> Response:
        """Report whether the archive can be read, without queueing behind questions; 503 if it cannot."""
        try:
            for one in served or (archive,):
                await work.look(partial(getattr, one, "state"))
        except WorkError as error:
            raise WorkError(503, str(error)) from error
        return JSONResponse({"ok": True})

    @api.post("/ask", response_model=wire.ReplyJson | RepliesJson, responses={200: {"content": described_stream()}})
    async def ask(asked: AskBody, request: Request) -> Response:
        """Answer a question in the articles' own sentences, with citations, or say that they do not answer it.

        If `status` is `likely`, the sentences may answer the question, but not certainly. `questions` returns a list
        of `replies`. With `Accept: text/event-stream` or `application/x-ndjson` the replies are streamed: for each
        question a `reply` event whenever there is more of it, then `done`.
        """
        questions, earlier, where = asked.asked, asked.earlier, asked.where
        form = streamed_form(request.headers)
        if form is not None:
            pieces = streamed(archive, work, questions, earlier, where, form)
            return StreamingResponse(pieces, media_type=form)
        replies = [(await work.run(archive.ask, one, earlier, where)).to_dict() for one in questions]
        return JSONResponse({"replies": replies} if asked.is_batch else replies[0])

    @api.get("/search", response_model=wire.HitsJson)
    async def search_by_address(sought: Annotated[SearchParameters, Query()]) -> Response:
        """Find the passages that best match a query, by meaning and by wording."""
        return await search(sought)

    @api.post("/search", response_model=wire.HitsJson)
    async def search(sought: SearchRequest) -> Response:
        """Find the passages that best match a query, by meaning and by wording."""
        hits = await work.run(archive.search, sought.query, sought.k, sought.where)
        return JSONResponse(hits.to_dict())

    @api.get("/articles", response_model=wire.ArticlePageJson)
    async def articles(
        search: Annotated[
            str, Query(description="up to 50 words from the id, title, publisher or author", examples=["reuters"])
        ] = "",
        order: ArticleOrder = "added",
        limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
        offset: Annotated[int, Query(ge=0)] = 0,
    ) -> Response:
        """List the articles without their texts; by default the latest additions come first."""
        found = await work.run(partial(archive.browse, search, order=order, offset=offset, limit=limit))
        return JSONResponse(found.to_dict())

    @api.get("/articles/{id:path}", response_model=wire.ArticleJson)
    async def article(id: Annotated[str, Path(examples=["000_04eac8f9aa6b5920"])]) -> Response:
        """Return an article with its text; percent-encode an id that is a URL."""
        return JSONResponse(await work.run(article_dict, archive, id))

    @api.patch("/articles/{id:path}", response_model=wire.ArticleSummaryJson)
    async def edit(id: Annotated[str, Path(examples=["000_04eac8f9aa6b5920"])], changed: ArticleEdit) -> Response:
        """Correct the title, publisher, author or date of an article, or restore what its source says.

        Its text never changes. Only the owner may do this, and not on a read-only server.
        """
        return JSONResponse(await work.run(_edited, archive, id, changed))

    @api.post("/trace", response_model=wire.TraceJson)
    async def trace(quoted: TraceRequest) -> Response:
        """Find the article that an excerpt comes from, verbatim or altered, or report that no article contains it."""
        traced = await work.run(archive.trace, quoted.excerpt)
        return JSONResponse(traced.to_dict())

    @api.post("/timeline", response_model=wire.TimelineJson)
    async def timeline(asked: TimelineRequest) -> Response:
        """List the sentences on a subject in order of the dates that they mention."""
        found = await work.run(archive.timeline, asked.subject, asked.where)
        return JSONResponse(found.to_dict())

    @api.post("/check", response_model=wire.CheckJson)
    async def check(pasted: CheckRequest) -> Response:
        """Check whether each sentence of a text, and each quote in it, is verbatim, altered, or not found."""
        checked = await work.run(archive.check, pasted.text)
        return JSONResponse(checked.to_dict())

    return api


def _edited(archive: Archive, id: str, changed: ArticleEdit) -> wire.ArticleSummaryJson:
    try:
        archive.edit(id, restore=changed.restore, **changed.values)
    except ArchiveError as error:
        _LOG.warning("article not edited: %s", error)
        raise WorkError(503, NOT_WRITTEN) from error
    events.edited(id, None)
    return archive.summary(id).to_dict()


async def _not_allowed(request: Request, error: Exception) -> Response:
    """Refuse a method and list those of every route for the path; Starlette lists only those of the first."""
    routes = [one for one in request.app.routes if isinstance(one, Route)]
    methods = {name for one in routes if one.matches(request.scope)[0] != Match.NONE for name in one.methods or ()}
    return failure(405, "Method Not Allowed", headers={"Allow": ", ".join(sorted(methods))})
