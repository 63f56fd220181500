"""A server that speaks OpenAI's chat completions and gives scripted answers."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Script:
    """What the server answers with, and what it was asked."""

    def __init__(self) -> None:
        self.status, self.body, self.wait = 200, b"", 0.0
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []


def stream(*pieces: str, end: bool = True) -> bytes:
    chunks = [{"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]} for piece in pieces]
    if end:
        chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    told = [{"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", **chunk} for chunk in chunks]
    lines = [f"data: {json.dumps(one)}\n\n" for one in told]
    return "".join([*lines, *(["data: [DONE]\n\n"] if end else [])]).encode()


@contextmanager
def served(script: Script) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            script.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            script.keys.append(self.headers["Authorization"])
            time.sleep(script.wait)
            self.send_response(script.status)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            self.wfile.write(script.body)

        def log_message(self, *arguments: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
