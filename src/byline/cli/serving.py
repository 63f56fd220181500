"""Serve the chat page and the interfaces for programs, or run as an MCP server."""

import argparse
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from tempfile import TemporaryDirectory

from byline.cli.logs import log_options, log_settings
from byline.cli.options import (
    Commands,
    answering_options,
    answering_settings,
    configuration_of,
    open_archive,
    open_filled_archive,
)
from byline.cli.output import DONE, print_json, print_line
from byline.errors import InputError

_SEVERAL = """\
--index may be repeated: each archive then has its own page, with links to the others, and its own interfaces:
`/api/archives` lists the archives, `/api/archives/NAME/ask` and `/mcp/archives/NAME` address one of them, and `/v1`
has one model for each. Requests that name none go to the first."""


def define_chat(commands: Commands) -> None:
    """Define `byline chat`."""
    parser = commands.define(
        "chat",
        _chat,
        "serve the chat page and the interfaces for programs: /api, /v1 and, with --mcp, /mcp",
        "",
        "--port 8000 --mcp",
        "--index press --index court",
        "--config byline.toml",
        parents=[answering_options(), log_options()],
    )
    _define_address(parser)
    parser.add_argument(
        "--read-only",
        action="store_true",
        help="accept no files, remove nothing, save no feedback or conversations",
    )
    parser.add_argument(
        "--fetch",
        action="store_true",
        help="let the owner add web pages by URL on the chat page, under the rules of byline add URL",
    )
    parser.description = f"{parser.description}\n\n{_SEVERAL}"
    parser.add_argument("--mcp", action="store_true", help="also be an MCP server at /mcp (needs byline[mcp])")


def define_mcp(commands: Commands) -> None:
    """Define `byline mcp`."""
    commands.define(
        "mcp",
        _mcp,
        "run as an MCP server over standard input and output, for the program that starts it (needs byline[mcp])",
        "",
        "--index /home/ann/articles/index",
        parents=[answering_options(), log_options()],
    )


def define_demo(commands: Commands) -> None:
    """Define `byline demo`."""
    parser = commands.define(
        "demo",
        _demo,
        "serve the chat page with invented news, in a temporary folder unless --index names one",
        "",
        "--index demo --no-page",
        parents=[log_options()],
    )
    _define_address(parser)
    parser.add_argument("--no-page", action="store_true", help="only add the articles to the folder that --index names")


def _define_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="address to listen on (default: $GRADIO_SERVER_NAME, else 127.0.0.1)")
    parser.add_argument("--port", type=_port, help="port to listen on (default: $GRADIO_SERVER_PORT, else 7860)")


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"found {text!r}, expected a number from 1 to 65535")


def _chat(options: argparse.Namespace) -> int:
    from byline.web import serve
    from byline.web.archives import Archives

    log = log_settings(options)
    archives = Archives.opened(configuration_of(options).indexes, answering_settings(options))
    return _serve(
        options,
        partial(
            serve,
            archives,
            with_tools=bool(configuration_of(options).given("server.mcp")),
            read_only=bool(configuration_of(options).given("server.read_only")),
            fetch=bool(configuration_of(options).given("server.fetch")),
            log=log,
        ),
    )


def _serve(options: argparse.Namespace, serve: Callable[..., None]) -> int:
    configuration = configuration_of(options)
    start = partial(serve, host=configuration.given("server.host"), port=configuration.given("server.port"))
    if options.json:
        start(ready=lambda address: print_line({"address": address}))
    else:
        print("Building the page …", flush=True)
        start()
    return DONE


def _mcp(options: argparse.Namespace) -> int:
    from byline.web.doors.tools import require_sdk

    require_sdk()
    from byline.web.doors.mcp import serve_stdio
    from byline.web.logs import start_logging

    start_logging(log_settings(options))
    serve_stdio(open_filled_archive(options, answering_settings(options)))
    return DONE


def _demo(options: argparse.Namespace) -> int:
    from byline.demo import QUESTIONS, add_demo

    is_named = configuration_of(options)["archive.index"].origin == "flag"
    if options.no_page and not is_named:
        raise InputError("--no-page: found no --index, expected the folder to add the demo to")
    with ExitStack() as stack:
        if not is_named:
            options.index = stack.enter_context(TemporaryDirectory(prefix="byline-demo-"))
        with open_archive(options) as archive:
            added = add_demo(archive)
            if not options.no_page:
                from byline.web import serve

                return _serve(options, partial(serve, archive, log=log_settings(options)))
            if options.json:
                print_json({"index": archive.name, "articles": added, "questions": list(QUESTIONS)})
            else:
                print(f"{archive.name}: {added} invented articles. Ask, for example:\n")
                print(*(f'byline ask --index {archive.name} "{question}"' for question in QUESTIONS), sep="\n")
    return DONE
