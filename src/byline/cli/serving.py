"""Serve the chat page and the doors to other programs, or be the MCP server of the program that starts it."""

import argparse
from functools import partial

from byline.cli.options import Commands, answering_options, answering_settings, open_archive, open_filled_archive
from byline.cli.output import DONE, print_line


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


def _chat(options: argparse.Namespace) -> int:
    from byline.web import serve

    archive = open_archive(options, answering_settings(options))
    start = partial(serve, archive, options.host, options.port, with_tools=options.mcp, read_only=options.read_only)
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
