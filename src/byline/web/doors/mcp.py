"""An MCP server with the tools of `tools.py` and the articles as resources, at /mcp and for `byline mcp`.

It supports protocol revision 2026-07-28, in which each request is independent, and the earlier revisions, which start
with a handshake. It keeps no sessions: any request can follow any other.
"""

import json
import logging
from collections.abc import Mapping
from typing import Any

import anyio
from mcp import types
from mcp.server import Server
from mcp.server.context import ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from byline import __version__
from byline.archive import Archive
from byline.errors import ArticleNotFoundError, InputError
from byline.presenting import described, iso_day_of
from byline.web.archives import Archives
from byline.web.doors.guard import MAX_BODY_BYTES
from byline.web.doors.tools import ARTICLES, TOOLS, resource_address, resource_id
from byline.web.work import Work, WorkError

_INSTRUCTIONS = (
    "An archive of news articles that answers in their own sentences, word for word, each with its citation. Quote "
    "what it returns; do not reword it. Where `ask` finds no answer, the articles do not give one: say so."
)
_RESOURCES = 100  # articles per page of the list
_PLAIN_TEXT = "text/plain"
_TOOLS = {tool.name: tool for tool in TOOLS}
_LISTED = [
    types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.about,
        input_schema=tool.input_schema,
        output_schema=tool.output_schema,
        annotations=types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
    )
    for tool in TOOLS
]
_Context = ServerRequestContext[Any]
_Page = types.PaginatedRequestParams | None


def build_server(archive: Archive, work: Work) -> "Server[Any]":
    """Return the server, not yet connected to a client."""

    async def list_tools(context: _Context, page: _Page) -> types.ListToolsResult:
        return types.ListToolsResult(tools=_LISTED)

    async def call_tool(context: _Context, called: types.CallToolRequestParams) -> types.CallToolResult:
        tool = _TOOLS.get(called.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"unknown tool: found {called.name!r}, expected {', '.join(_TOOLS)}")
        try:
            return _result(await work.run(tool.call, archive, called.arguments or {}))
        except (InputError, ArticleNotFoundError, WorkError) as error:
            return types.CallToolResult(content=[_text(str(error))], is_error=True)

    async def list_resources(context: _Context, page: _Page) -> types.ListResourcesResult:
        begin = _offset(page.cursor if page else None)
        found = await work.run(archive.browse, order="newest", offset=begin, limit=_RESOURCES)
        end = begin + len(found.articles)
        listed = [
            types.Resource(
                uri=resource_address(one.id),
                name=one.title or one.id,
                description=described(one.publisher, iso_day_of(one.published)) or None,
                mime_type=_PLAIN_TEXT,
            )
            for one in found.articles
        ]
        return types.ListResourcesResult(resources=listed, next_cursor=str(end) if end < found.total else None)

    async def list_templates(context: _Context, page: _Page) -> types.ListResourceTemplatesResult:
        article = types.ResourceTemplate(
            uri_template=f"{ARTICLES}{{id}}",
            name="article",
            description="The text of an article; citation offsets count its characters.",
            mime_type=_PLAIN_TEXT,
        )
        return types.ListResourceTemplatesResult(resource_templates=[article])

    async def read_resource(context: _Context, read: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        id = resource_id(read.uri)
        if id is None:
            raise MCPError(types.INVALID_PARAMS, f"unknown resource: found {read.uri!r}, expected {ARTICLES}ID")
        try:
            article = await work.run(archive.article, id)
        except (InputError, ArticleNotFoundError, WorkError) as error:
            known = isinstance(error, WorkError)
            raise MCPError(types.INTERNAL_ERROR if known else types.INVALID_PARAMS, str(error)) from error
        text = types.TextResourceContents(uri=read.uri, mime_type=_PLAIN_TEXT, text=article.text)
        return types.ReadResourceResult(contents=[text])

    return Server(
        "byline",
        version=__version__,
        title="Byline",
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )


def mcp_routes(archives: Archives, work: Work) -> list[BaseRoute]:
    """Return the route /mcp for the first archive; if there are several, also /mcp/archives/NAME for each."""

    def route(path: str, archive: Archive) -> BaseRoute:
        return Route(path, _Endpoint(build_server(archive, work)), methods=["POST"])

    named = [route(f"/mcp/archives/{one.word}", one.archive) for one in archives.named]
    return [route("/mcp", archives.first), *named]


def serve_stdio(archive: Archive) -> None:
    """Serve the program that started this process, over standard input and output, until the input ends.

    Anything else printed in the meantime goes to standard error.
    """

    async def serve() -> None:
        server = build_server(archive, Work())
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(serve)


class _Endpoint:
    """Answers each request with a transport of its own, so that nothing is kept between requests."""

    def __init__(self, server: "Server[Any]") -> None:
        self._server = server
        logging.getLogger(StreamableHTTPSessionManager.__module__).setLevel(logging.WARNING)  # it logs every request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = StreamableHTTPSessionManager(
            self._server, json_response=True, stateless=True, max_request_body_size=MAX_BODY_BYTES
        )
        async with transport.run():
            await transport.handle_request(scope, receive, send)


def _result(found: Mapping[str, Any]) -> types.CallToolResult:
    """Return the result as JSON, and again as text for clients that read only text."""
    return types.CallToolResult(content=[_text(json.dumps(found, ensure_ascii=False))], structured_content=found)


def _text(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)


def _offset(cursor: str | None) -> int:
    """Return how many articles a cursor skips.

    Raises:
        MCPError: The cursor is not one that this server issued.
    """
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) <= 9):
        raise MCPError(types.INVALID_PARAMS, f"cursor: found {cursor!r}, expected one from an earlier list")
    return int(cursor)
