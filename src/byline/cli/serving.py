"""Serve the chat page and the doors to other programs, or be the MCP server of the program that starts it."""

import argparse
from functools import partial
from typing import TYPE_CHECKING

from byline.cli.options import (
    Commands,
    answering_options,
    answering_settings,
    configuration_of,
    open_archive,
    open_filled_archive,
)
from byline.cli.output import DONE, print_line

if TYPE_CHECKING:
    from byline.web.logs import LogSettings


def define_chat(commands: Commands) -> None:
    """Define `byline chat`."""
    parser = commands.define(
        "chat",
        _chat,
        "open the chat page and the doors to other programs: /api, /v1 and, if asked for, /mcp",
        "",
        "--port 8000 --mcp",
        "--config byline.toml",
        parents=[answering_options()],
    )
    parser.add_argument("--host", help="address to listen on (default: $GRADIO_SERVER_NAME, else 127.0.0.1)")
    parser.add_argument("--port", type=_port, help="port to listen on (default: $GRADIO_SERVER_PORT, else 7860)")
    parser.add_argument(
        "--read-only",
        action="store_true",
        help="take no files, remove nothing, keep no feedback and no conversations",
    )
    parser.add_argument(
        "--log-level",
        choices=("debug", "info", "warning", "error"),
        help="least serious events to log (default: $BYLINE_LOG_LEVEL, else info)",
    )
    parser.add_argument(
        "--log-format",
        choices=("text", "json"),
        help="of the lines of the log (default: $BYLINE_LOG_FORMAT, else text)",
    )
    parser.add_argument("--log-questions", action="store_true", help="log what people ask, not only how long it is")
    parser.add_argument("--mcp", action="store_true", help="be an MCP server at /mcp, too (needs byline[mcp])")


def define_mcp(commands: Commands) -> None:
    """Define `byline mcp`."""
    commands.define(
        "mcp",
        _mcp,
        "be an MCP server for the program that starts it, over standard input and output (needs byline[mcp])",
        "",
        "--index /home/ann/articles/index",
        parents=[answering_options()],
    )


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"found {text!r}, expected a number from 1 to 65535")


def _log_settings(options: argparse.Namespace) -> "LogSettings":
    from byline.web.logs import LogSettings

    chosen = LogSettings.from_environment()
    return LogSettings(
        options.log_level or chosen.level,
        options.log_format or chosen.format,
        options.log_questions or chosen.questions,
    )


def _chat(options: argparse.Namespace) -> int:
    from byline.web import serve

    log = _log_settings(options)
    archive = open_archive(options, answering_settings(options))
    configuration = configuration_of(options)
    start = partial(
        serve,
        archive,
        configuration.given("server.host"),
        configuration.given("server.port"),
        with_tools=bool(configuration.given("server.mcp")),
        read_only=bool(configuration.given("server.read_only")),
        log=log,
    )
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

    serve_stdio(open_filled_archive(options, answering_settings(options)))
    return DONE
