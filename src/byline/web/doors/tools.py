"""The tools that a language model can call, one entry each: arguments, result type and implementation.

`search` and `fetch` return what the connectors of chat programs expect from tools with these names: `search` returns
`results`, each with an `id`, a `title` and a `url`; `fetch` returns the `text` of one of them. The other tools return
what `/api` returns. No tool changes the archive.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import quote, unquote

from pydantic import BaseModel, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from byline.archive import Archive
from byline.errors import InputError
from byline.records import Article, ArticleSummary, wire
from byline.web.doors.requests import (
    ArticleRequest,
    AskRequest,
    CheckRequest,
    SearchRequest,
    TimelineRequest,
    TraceRequest,
)
from byline.web.page.render import web_address

ARTICLES = "byline://articles/"  # plus the percent-encoded id: the URI of an article as a resource


class FoundJson(TypedDict):
    """An article found by a search, with its matching passages, best first."""

    id: str
    title: str
    url: str
    passages: list[wire.HitJson]


class SearchResultsJson(TypedDict):
    """The results of a search, best first; `undated` articles were left out only because they have no date."""

    results: list[FoundJson]
    undated: int


class FetchedJson(TypedDict):
    """An article with its text; `metadata` contains its publisher, author, date and language where known."""

    id: str
    title: str
    text: str
    url: str
    metadata: dict[str, str]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that a language model can call.

    Attributes:
        name: The name to call it by.
        title: A title for people.
        about: Instructions for the model: what it does, and when to call it.
        takes: The type of its arguments.
        returns: The type of its result.
        run: The implementation, given the archive and the arguments.
    """

    name: str
    title: str
    about: str
    takes: type[BaseModel]
    returns: Any
    run: Callable[[Archive, Any], Mapping[str, Any]]

    @property
    def input_schema(self) -> dict[str, Any]:
        """The JSON schema of the arguments."""
        return self.takes.model_json_schema()

    @property
    def output_schema(self) -> dict[str, Any]:
        """The JSON schema of the result."""
        schema: dict[str, Any] = TypeAdapter(self.returns).json_schema(mode="serialization")
        return schema

    def call(self, archive: Archive, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call the tool.

        Raises:
            InputError: An argument is missing, unknown or of the wrong type.
            ArticleNotFoundError: There is no article with that id.
            ArchiveError: The archive cannot be read.
        """
        try:
            asked = self.takes.model_validate(arguments)
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            place = ".".join(map(str, fault["loc"])) or "the arguments"
            raise InputError(f"{place}: {fault['msg']}") from error
        return self.run(archive, asked)


def require_sdk() -> None:
    """Make sure that the MCP SDK is installed in version 2 or newer, recognised by its module `mcp_types`.

    Raises:
        InputError: It is not installed, or too old.
    """
    if find_spec("mcp_types") is None:
        raise InputError("the package mcp is not installed or is older than version 2; run pip install 'byline[mcp]'")


def article_dict(archive: Archive, id: str) -> wire.ArticleJson:
    """Return an article with its text as plain JSON values.

    Raises:
        ArticleNotFoundError: There is no article with that id.
    """
    return archive.summary(id).with_text(archive.article(id))


def article_address(article: Article | ArticleSummary) -> str:
    """Return the web address of an article, or its resource URI if it has none."""
    return web_address(article.url) or resource_address(article.id)


def resource_address(id: str) -> str:
    """Return the resource URI of an article."""
    return ARTICLES + quote(id, safe="")


def resource_id(address: str) -> str | None:
    """Return the id of the article that a resource URI names, None if it names none."""
    return unquote(address.removeprefix(ARTICLES)) if address.startswith(ARTICLES) else None


def _search(archive: Archive, asked: SearchRequest) -> SearchResultsJson:
    hits = archive.search(asked.query, asked.k, asked.where)
    found: dict[str, FoundJson] = {}
    for hit in hits:
        one = hit.article
        result: FoundJson = {"id": one.id, "title": one.title or one.id, "url": article_address(one), "passages": []}
        found.setdefault(one.id, result)["passages"].append(hit.to_dict())
    return {"results": list(found.values()), "undated": hits.undated}


def _fetch(archive: Archive, asked: ArticleRequest) -> FetchedJson:
    article = archive.article(asked.id)
    known = {
        "publisher": article.publisher,
        "author": article.author,
        "published": article.published.isoformat() if article.published else None,
        "language": article.language,
    }
    return {
        "id": article.id,
        "title": article.title or article.id,
        "text": article.text,
        "url": article_address(article),
        "metadata": {name: value for name, value in known.items() if value},
    }


TOOLS = (
    Tool(
        "search",
        "Search the articles",
        "Find the articles whose passages best match a query, by meaning and by wording. Call it to see what the "
        "archive contains on a subject; call `fetch` to read a result in full.",
        SearchRequest,
        SearchResultsJson,
        _search,
    ),
    Tool(
        "fetch",
        "Read an article",
        "Return the full text of an article that `search` found, with its details.",
        ArticleRequest,
        FetchedJson,
        _fetch,
    ),
    Tool(
        "ask",
        "Ask the articles",
        "Answer a question in the articles' own sentences, each with its citation, or say that they do not answer it. "
        "If `status` is `likely`, the sentences may answer the question: quote them as a possibility, not as the "
        "answer. If it is `no_answer`, say so: do not answer from your own knowledge.",
        AskRequest,
        wire.ReplyJson,
        lambda archive, asked: archive.ask(asked.question, asked.history, asked.where).to_dict(),
    ),
    Tool(
        "article",
        "Look up an article",
        "Return an article with its text and everything the archive knows about it: title, publisher, author, date, "
        "address, versions and copies.",
        ArticleRequest,
        wire.ArticleJson,
        lambda archive, asked: article_dict(archive, asked.id),
    ),
    Tool(
        "trace",
        "Trace a quote",
        "Find the article that an excerpt comes from, and report whether it is verbatim or altered, and how; or report "
        "that no article contains it. Call it to check a quote before using it.",
        TraceRequest,
        wire.TraceJson,
        lambda archive, asked: archive.trace(asked.excerpt).to_dict(),
    ),
    Tool(
        "timeline",
        "Build a timeline",
        "List the sentences on a subject in order of the dates that they mention, each with its place in its article.",
        TimelineRequest,
        wire.TimelineJson,
        lambda archive, asked: archive.timeline(asked.subject, asked.where).to_dict(),
    ),
    Tool(
        "check",
        "Check a text",
        "For each sentence of a text, and each quote in it, report whether it appears verbatim in an article, was "
        "altered, and how, or is in no article. Call it to check a draft before it is published.",
        CheckRequest,
        wire.CheckJson,
        lambda archive, asked: archive.check(asked.text).to_dict(),
    ),
)
