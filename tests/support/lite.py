"""Milvus Lite for the tests, with the features of a server that it lacks.

Lite lacks filter templates, an analyser that splits at white space, and the index parameters in the form that pymilvus
sends; and it returns negative BM25 scores.

Lite is the engine within a Python process that pymilvus starts for an address ending in `.db`; Milvus itself needs
containers. So the tests show that Byline speaks the protocol, and say nothing about a cluster. Differences of Lite
3.2.2 from a server: it computes a term's frequency within a segment only, serves one folder from one process, and has
no users.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import milvus_lite.adapter.grpc.server as lite
import milvus_lite.analyzer.factory as analysers
from milvus_lite import MilvusLite
from milvus_lite.adapter.grpc.servicer import MilvusServicer
from milvus_lite.analyzer.protocol import Analyzer
from milvus_lite.engine import collection
from pymilvus.grpc_gen.milvus_pb2_grpc import add_MilvusServiceServicer_to_server

_score_of = collection._internal_distance_to_milvus_distance
_built_by_name = analysers._build_by_name


class WhiteSpace(Analyzer):
    def tokenize(self, text: str) -> list[str]:
        return text.split(" ")


class Servicer(MilvusServicer):
    """Fills in templates as a server does: a value stays a value, whatever it contains."""

    def Search(self, request: Any, context: Any) -> Any:  # noqa: N802
        request.dsl = filled(request.dsl, request.expr_template_values)
        return super().Search(request, context)

    def Query(self, request: Any, context: Any) -> Any:  # noqa: N802
        request.expr = filled(request.expr, request.expr_template_values)
        return super().Query(request, context)

    def CreateIndex(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Take the parameters that pymilvus sends one by one, as a server does."""
        flat = {pair.key: pair.value for pair in request.extra_params if pair.key not in ("index_type", "metric_type")}
        request.extra_params.add(key="params", value=json.dumps({key: json.loads(flat[key]) for key in flat}))
        return super().CreateIndex(request, context)


def filled(expression: str, values: Mapping[str, Any]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: literal(values[found[1]]), expression)


def literal(value: Any) -> str:
    kind = value.WhichOneof("val")
    if kind != "array_val":
        return json.dumps(getattr(value, kind))
    array = value.array_val
    return json.dumps(list(getattr(array, array.WhichOneof("data")).data))


def _built(name: str, **options: Any) -> Analyzer:
    return WhiteSpace() if name == "whitespace" else _built_by_name(name, **options)


def _scored(distance: float, metric: str) -> float:
    return -distance if metric == "BM25" else _score_of(distance, metric)  # Lite keeps the sign that it sorts by


class Door(grpc.ServerInterceptor):
    """Admits callers who have the token."""

    def __init__(self, token: str) -> None:
        self.expected = base64.b64encode(token.encode())

    def intercept_service(self, continuation: Any, details: Any) -> Any:
        if dict(details.invocation_metadata).get("authorization", "").encode() == self.expected:
            return continuation(details)
        return grpc.unary_unary_rpc_method_handler(
            lambda _, context: context.abort(grpc.StatusCode.UNAUTHENTICATED, "auth check failure")
        )


analysers._build_by_name = _built
collection._internal_distance_to_milvus_distance = _scored
lite.MilvusServicer = Servicer


@contextmanager
def serving(folder: Path, port: int = 0, token: str | None = None) -> Iterator[str]:
    """Serve a folder and yield its address."""
    database = MilvusLite(str(folder))
    server = grpc.server(
        ThreadPoolExecutor(8),
        interceptors=[Door(token)] if token else [],
        options=[
            ("grpc.max_receive_message_length", 2**26),  # 64 MB, as on a server
            ("grpc.http2.min_recv_ping_interval_without_data_ms", 1_000),  # pymilvus pings every ten seconds
        ],
    )
    add_MilvusServiceServicer_to_server(Servicer(database), server)
    port = server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop(grace=2).wait()
        database.close()
