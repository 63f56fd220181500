"""The HTTP API at /api: what the archive can do, as JSON; /api/openapi.json describes it."""

from functools import partial
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from byline import __version__
from byline.archive import Archive
from byline.records import ArticleOrder, Where, wire
from byline.settings import MAX_EXCERPT_CHARACTERS, MAX_QUESTION_CHARACTERS
from byline.web.doors.docs import docs_html
from byline.web.failures import Failure, handlers
from byline.web.work import Work

MAX_HISTORY = 50
_Names = str | list[str]


class Filters(BaseModel):
    """Conditions on the articles, all of which they meet."""

    model_config = ConfigDict(extra="forbid")

    publisher: _Names | None = Field(None, description="only from this publisher, or one of these")
    since: str | None = Field(None, description="only published on this date or later, such as 2025-06-01")
    until: str | None = Field(None, description="only published on this date or earlier")
    article: _Names | None = Field(None, description="only the article of this id, or those of these")

    @property
    def where(self) -> Where:
        """The same as the archive takes it."""
        return Where(self.publisher, self.since, self.until, self.article)


class AskRequest(Filters):
    """A question to the articles."""

    question: str = Field(description=f"at most {MAX_QUESTION_CHARACTERS:,} characters")
    history: list[str] = Field([], max_length=MAX_HISTORY, description="earlier questions, oldest first")


class SearchRequest(Filters):
    """What to search for."""

    query: str = Field(description=f"at most {MAX_QUESTION_CHARACTERS:,} characters")
    k: int = Field(10, ge=1, le=100, description="how many passages")


class SearchParameters(SearchRequest):
    """The same in an address, where a name is repeated to give several."""

    publisher: list[str] | None = None
    article: list[str] | None = None


class TraceRequest(BaseModel):
    """What is quoted somewhere."""

    model_config = ConfigDict(extra="forbid")

    excerpt: str = Field(description=f"at least four words, at most {MAX_EXCERPT_CHARACTERS:,} characters")


class HealthJson(TypedDict):
    """That the archive can be read, and what it holds."""

    ok: bool
    articles: int
    passages: int
    newest_article_at: str | None


def build_api(archive: Archive, work: Work) -> FastAPI:
    """Return the application that is mounted at /api."""
    api = FastAPI(
        title="Byline",
        summary="Ask your articles, get answers with their sources.",
        version=__version__,
        docs_url=None,  # FastAPI's own pages load scripts from elsewhere
        redoc_url=None,
        exception_handlers=handlers(),
        responses={"4XX": {"model": Failure}, "5XX": {"model": Failure}},
    )

    @api.get("/docs", include_in_schema=False)
    def docs(request: Request) -> Response:
        described = get_openapi(title=api.title, version=api.version, routes=api.routes)
        return HTMLResponse(docs_html(described, request.scope["root_path"]))

    @api.get("/health", response_model=HealthJson)
    async def health() -> Response:
        """Tell whether the archive can be read, and what it holds."""
        state = (await work.run(lambda: archive.state)).to_dict()
        held = {name: state[name] for name in ("articles", "passages", "newest_article_at")}
        return JSONResponse({"ok": True, **held})

    @api.post("/ask", response_model=wire.ReplyJson)
    async def ask(asked: AskRequest) -> Response:
        """Answer a question in the articles' own sentences, with citations, or say that they do not answer it.

        If `status` is `likely`, the sentences may answer the question but are not sure enough to be the answer.
        """
        reply = await work.run(archive.ask, asked.question, asked.history, asked.where)
        return JSONResponse(reply.to_dict())

    @api.get("/search", response_model=wire.HitsJson)
    async def search_by_address(sought: Annotated[SearchParameters, Query()]) -> Response:
        """Find the passages that suit a query best, by meaning and by words."""
        return await search(sought)

    @api.post("/search", response_model=wire.HitsJson)
    async def search(sought: SearchRequest) -> Response:
        """Find the passages that suit a query best, by meaning and by words."""
        hits = await work.run(archive.search, sought.query, sought.k, sought.where)
        return JSONResponse(hits.to_dict())

    @api.get("/articles", response_model=wire.ArticlePageJson)
    async def articles(
        search: Annotated[str, Query(description="words of the id, title, publisher and author")] = "",
        order: ArticleOrder = "added",
        limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
        offset: Annotated[int, Query(ge=0)] = 0,
    ) -> Response:
        """List the articles, without their texts, those added last first unless asked otherwise."""
        found = await work.run(partial(archive.browse, search, order=order, offset=offset, limit=limit))
        return JSONResponse(found.to_dict())

    @api.get("/articles/{id:path}", response_model=wire.ArticleJson)
    async def article(id: str) -> Response:
        """Return an article with its text; an id that is an address is percent-encoded."""
        return JSONResponse(await work.run(article_dict, archive, id))

    @api.post("/trace", response_model=wire.TraceJson)
    async def trace(quoted: TraceRequest) -> Response:
        """Find the article that an excerpt is from, word for word or altered, or tell that it is in none."""
        traced = await work.run(archive.trace, quoted.excerpt)
        return JSONResponse(traced.to_dict())

    return api


def article_dict(archive: Archive, id: str) -> wire.ArticleJson:
    """Return an article with its text as plain JSON values.

    Raises:
        ArticleNotFoundError: There is none of that id.
    """
    return archive.summary(id).with_text(archive.article(id))
