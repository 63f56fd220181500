"""Milvus: vectors and terms of passages on a server or a cluster, searched under conditions.

It stores only keys, vectors, terms and the fields that filters use; all of it can be filled again from the catalog,
which is the source of truth. The tests run the protocol against Milvus Lite (`tests/support/lite.py`), the engine
inside a Python process; it has not been tested on a cluster.
"""

import logging
import os
import re
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from byline.encoders.base import Floats
from byline.errors import ArchiveError
from byline.store.engines import Ranking
from byline.store.exact import K1, B, top

VERSION = "milvus-1"  # increase when the fields or indexes change: earlier collections then have another identity

_MOST_HITS = 16_384  # Milvus returns no more
_MOST_TEXT = 65_535  # bytes in a VARCHAR
_MOST_ROWS, _MOST_BYTES = 2_000, 8_000_000  # per message: a server accepts 64 MB
_MOST_KEYS = 10_000  # per message that deletes

# Measured with the same graph in FAISS over 10,000 vectors of 384 dimensions, with a search breadth of 256: it finds
# all of the best ten, whether the vectors are clustered, like passages, or random, the worst case; with a filter that
# leaves one seventh, at least 0.98 of them. With half the degree, 0.95 and 0.87 for random vectors, in two thirds of
# the time.
_INDEXES: dict[str, dict[str, Any]] = {
    "vector": {"index_type": "HNSW", "metric_type": "IP", "params": {"M": 32, "efConstruction": 256}},
    "sparse": {
        "index_type": "SPARSE_INVERTED_INDEX",
        "metric_type": "BM25",
        "params": {"bm25_k1": K1, "bm25_b": B},
    },
    "article": {"index_type": "INVERTED"},
    "publisher": {"index_type": "INVERTED"},
    "published": {"index_type": "INVERTED"},
}
_BREADTH, _BREADTH_PER_HIT = 256, 2  # of a graph search; Milvus refuses one below k
_MOST_BREADTH = 32_768

_CONNECTING, _SEARCHING, _WRITING, _MAKING = 5.0, 20.0, 120.0, 300.0  # time limits in seconds
_CREDENTIALS = re.compile(r"//[^/]*@")
_IDENTITY = "byline.identity"
_CODE_CONNECT_FAILED, _CODES_REFUSED = 2, {1400, 1401, 1402}
_REFUSALS = ("auth check failure", "unauthenticated", "not authenticated", "permission deny", "permission denied")


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as stored in Milvus.

    Attributes:
        key: Key of the passage, in [0, 2**63).
        vector: Unit vector, `(dim,)`.
        terms: Terms of the passage, from `language.terms.terms_of`.
        article: Key of its article.
        publisher: Case folded; None if unknown.
        published: Seconds since 1970; None if unknown.
    """

    key: int
    vector: Floats
    terms: Sequence[str]
    article: int
    publisher: str | None
    published: float | None


@dataclass(frozen=True, slots=True)
class Conditions:
    """Which passages a search may return. None means no condition; unknown values meet no condition.

    Attributes:
        publishers: The publisher is one of these, case folded.
        articles: The article's key is one of these.
        since: Published at this time or later, in seconds since 1970.
        until: Published before this time, in seconds since 1970.
    """

    publishers: Sequence[str] | None = None
    articles: Sequence[int] | None = None
    since: float | None = None
    until: float | None = None


class Milvus:
    """A collection on a Milvus server, version 2.5 or later, with one row per passage; connects on first use.

    Written data is found at once by every process. Threads may share an instance.

    Args:
        address: `http://host:19530`, `https://` for TLS, or a local path ending in `.db` for Milvus Lite.
        token: `user:password` or an API key; None if the server does not require one.
        collection: Letters, digits and `_`.
        dim: Length of a vector.

    Raises:
        ArchiveError: The package pymilvus is not installed.
    """

    def __init__(self, address: str, token: str | None, collection: str, dim: int) -> None:
        self._library = _imported()
        self._address, self._token, self._collection, self._dim = address, token, collection, dim
        self._lock = threading.Lock()
        self._connected: Any = None

    def make(self, identity: str) -> None:
        """Create the collection and its indexes, if they do not exist.

        Args:
            identity: Identifies the source of the rows; collections that must not be mixed have different identities.

        Raises:
            ArchiveError: The collection exists with another identity or dimension, or the server cannot be used.
        """
        with self._translated("make the collection"):
            client = self._client()
            if client.has_collection(self._collection, timeout=_SEARCHING):
                self._check(client.describe_collection(self._collection, timeout=_SEARCHING), identity)
            else:
                client.create_collection(
                    self._collection,
                    schema=self._schema(identity),
                    properties={_IDENTITY: identity},  # Lite does not store the description
                    consistency_level="Strong",
                    timeout=_MAKING,
                )
            there = set(client.list_indexes(self._collection))  # some are missing if creation was interrupted
            missing = client.prepare_index_params()
            for field, options in _INDEXES.items():
                if field not in there:
                    missing.add_index(field_name=field, index_name=field, **options)
            if len(missing):
                client.create_index(self._collection, missing, timeout=_MAKING, sync=False)  # the collection is empty
            client.load_collection(self._collection, timeout=_MAKING)

    def put(self, entries: Sequence[Entry]) -> None:
        """Write passages, replacing rows with the same keys; if a key occurs twice, the last one wins.

        If this fails, some passages may have been written; call it again with all of them.
        """
        with self._translated("write passages"):
            client = self._client()
            rows = ({entry.key: entry for entry in entries}).values()  # servers refuse duplicate keys in a message
            for batch in _batches(map(_row, rows)):
                client.upsert(self._collection, batch, timeout=_WRITING)

    def delete(self, keys: Sequence[int]) -> None:
        """Delete the passages that exist among these keys."""
        with self._translated("delete passages"):
            client = self._client()
            for start in range(0, len(keys), _MOST_KEYS):
                batch = [int(key) for key in keys[start : start + _MOST_KEYS]]
                client.delete(self._collection, ids=batch, timeout=_WRITING)

    def drop(self) -> None:
        """Delete the collection, if it exists."""
        with self._translated("drop the collection"):
            client = self._client()
            if client.has_collection(self._collection, timeout=_SEARCHING):
                client.drop_collection(self._collection, timeout=_MAKING)

    def search_vectors(self, vector: Floats, k: int, conditions: Conditions) -> Ranking:
        """Return up to `k` best keys by inner product with `vector`, `(dim,)`; some may be missed.

        Scores are those of the full vectors. At most 16,384 keys are returned.
        """
        k = min(k, _MOST_HITS)
        breadth = min(max(_BREADTH, _BREADTH_PER_HIT * k), _MOST_BREADTH)
        return self._search("vector", np.asarray(vector, dtype=np.float32), k, {"ef": breadth}, conditions)

    def search_keywords(self, terms: Sequence[str], k: int, conditions: Conditions) -> Ranking:
        """Return up to `k` best keys with any of `terms`, by BM25.

        Scores are close to those of the other engines but not identical: Milvus stores exact lengths, and counts terms
        in deleted passages until they are compacted away. At most 16,384 keys are returned.
        """
        text = _text(dict.fromkeys(terms))
        if not text:
            return _NOTHING
        return self._search("sparse", text, min(k, _MOST_HITS), {}, conditions)

    def __len__(self) -> int:
        with self._translated("count passages"):
            [found] = self._client().query(
                self._collection, output_fields=["count(*)"], consistency_level="Strong", timeout=_SEARCHING
            )
        return int(found["count(*)"])

    def close(self) -> None:
        """Close the connection; the next use connects again."""
        with self._lock:
            client, self._connected = self._connected, None
        if client is not None:
            client.close()

    def _client(self) -> Any:
        with self._lock:
            if self._connected is None:
                self._check_address()
                client = self._library.MilvusClient(
                    self._address,
                    token=self._token or "",
                    timeout=_CONNECTING,
                    dedicated=True,  # shared connections stay open until the process ends
                    grpc_options={"grpc.use_local_subchannel_pool": 1},  # in a shared pool, a failed one delays others
                )
                try:
                    if client.has_collection(self._collection, timeout=_CONNECTING):
                        self._load(client)
                except BaseException:
                    client.close()
                    raise
                self._connected = client
            return self._connected

    def _check_address(self) -> None:
        try:
            _ = urlsplit(self._address).port
        except ValueError as error:
            raise ArchiveError(f"{self._shown}: not a Milvus address ({error}): try http://host:19530") from error

    def _load(self, client: Any) -> None:
        """Load the collection for search, in case Milvus Lite or an administrator has released it."""
        state = client.get_load_state(self._collection, timeout=_CONNECTING)["state"]
        if state.name == "NotLoad" and set(_INDEXES) <= set(client.list_indexes(self._collection)):
            client.load_collection(self._collection, timeout=_MAKING)

    def _search(self, field: str, query: Any, k: int, parameters: dict[str, Any], conditions: Conditions) -> Ranking:
        if k < 1 or _nothing_meets(conditions):
            return _NOTHING
        expression, values = _filter(conditions)
        with self._translated("search"):
            [hits] = self._client().search(
                self._collection,
                [query],
                anns_field=field,
                limit=k,
                filter=expression,
                filter_params=values,
                search_params={"metric_type": _INDEXES[field]["metric_type"], "params": parameters},
                consistency_level="Strong",
                timeout=_SEARCHING,
            )
        keys = np.array([hit["key"] for hit in hits], dtype=np.int64)
        return top(keys, np.array([hit["distance"] for hit in hits], dtype=np.float32), k)

    def _schema(self, identity: str) -> Any:
        kinds = self._library.DataType
        schema = self._library.MilvusClient.create_schema(description=identity, auto_id=False)
        schema.add_field("key", kinds.INT64, is_primary=True)
        schema.add_field("vector", kinds.FLOAT_VECTOR, dim=self._dim)
        # Terms contain no white space, so this tokeniser keeps them unchanged, as in every other engine.
        schema.add_field(
            "terms",
            kinds.VARCHAR,
            max_length=_MOST_TEXT,
            enable_analyzer=True,
            analyzer_params={"tokenizer": "whitespace"},
        )
        schema.add_field("sparse", kinds.SPARSE_FLOAT_VECTOR)
        schema.add_field("article", kinds.INT64)
        schema.add_field("publisher", kinds.VARCHAR, max_length=2 * _DIGEST_BYTES)
        schema.add_field("published", kinds.DOUBLE, nullable=True)
        function = self._library.Function("bm25", self._library.FunctionType.BM25, ["terms"], ["sparse"])
        schema.add_function(function)
        return schema

    def _check(self, described: dict[str, Any], identity: str) -> None:
        """Refuse a collection of another identity or dimension."""
        found = described.get("properties", {}).get(_IDENTITY) or described.get("description") or "not Byline's"
        dims = {field["name"]: field.get("params", {}).get("dim") for field in described["fields"]}
        for name, there, expected in (("", found, identity), ("vectors of ", dims.get("vector"), self._dim)):
            if str(there) != str(expected):
                raise ArchiveError(
                    f"{self._shown}: the Milvus collection {self._collection} is {name}{there}, expected "
                    f"{name}{expected}: name another collection, or drop this one and create it again"
                )

    @property
    def _shown(self) -> str:
        """The address for messages, without user name and password."""
        return _CREDENTIALS.sub("//", self._address)

    @contextmanager
    def _translated(self, doing: str) -> Iterator[None]:
        """Translate errors of pymilvus into an `ArchiveError` of one line."""
        try:
            yield
        except _errors() as error:
            if _unreachable(error):
                self.close()  # so that the next use connects to a server that is back, or to another behind the address
            raise ArchiveError(f"{self._shown}: {self._said(error, doing)}") from error

    def _said(self, error: Exception, doing: str) -> str:
        """Describe what went wrong and what to do, without the token."""
        message = " ".join(str(getattr(error, "message", error)).split())
        code, codes = getattr(error, "code", None), set(_grpc_codes(error))
        refused = codes & {"UNAUTHENTICATED", "PERMISSION_DENIED"} or code in _CODES_REFUSED
        if refused or any(words in message.lower() for words in _REFUSALS):
            return f"Milvus refuses the token, or its user may not {doing}: set the token of a user who may"
        if _unreachable(error):
            return f"Milvus cannot be reached to {doing}: check the address, and that the server is running"
        if "DEADLINE_EXCEEDED" in codes:
            return f"Milvus took too long to {doing}: check whether the server is overloaded, and try again"
        if code == self._library.exceptions.ErrorCode.COLLECTION_NOT_FOUND:
            return f"Milvus has no collection {self._collection}: create it and add its passages again"
        message = message.replace(self._address, self._shown)
        if self._token:
            message = message.replace(self._token, "***")
        return f"Milvus could not {doing} ({message[:_MOST_SAID]}): see its log"


_NOTHING = Ranking(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
_DIGEST_BYTES = 16
_MOST_SAID = 300  # characters


@cache
def _imported() -> Any:
    """Import pymilvus, which takes a second, and prevent its side effects.

    It loads the `.env` files above its own folder into the environment, and logs errors to the terminal, with
    tracebacks and the request.
    """
    name = "PYTHON_DOTENV_DISABLED"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        import pymilvus
    except ImportError as error:
        raise ArchiveError("the package pymilvus is not installed: it needs pip install 'byline[milvus]'") from error
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
    for logger in ("pymilvus", "pymilvus.milvus_client", "pymilvus.bulk_writer"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    return pymilvus


def _errors() -> tuple[type[Exception], ...]:
    """Return the exceptions that pymilvus raises: its own, those of gRPC, and OSError from Milvus Lite."""
    import grpc

    return _imported().MilvusException, grpc.RpcError, OSError


def _unreachable(error: Exception) -> bool:
    return getattr(error, "code", None) == _CODE_CONNECT_FAILED or "UNAVAILABLE" in _grpc_codes(error)


def _grpc_codes(error: BaseException) -> Iterator[str]:
    """Yield the names of the gRPC codes of an error and of its causes."""
    seen: list[BaseException] = []
    following: list[BaseException | None] = [error]
    while following:
        # pymilvus raises errors from themselves, so the cause is circular; the context has the original error
        current = following.pop()
        if current is not None and current not in seen:
            seen.append(current)
            following += [current.__cause__, current.__context__]
            code = getattr(current, "code", None)
            if callable(code):
                yield code().name


def _filter(conditions: Conditions) -> tuple[str, dict[str, Any]]:
    """Return an expression made of constants, and the values that Milvus substitutes after parsing it.

    A value formatted into the expression would become part of its syntax (CVE-2026-54019).
    """
    parts: list[str] = []
    values: dict[str, Any] = {}
    if conditions.publishers is not None:
        parts.append("publisher in {publishers}")
        values["publishers"] = [_digest(publisher) for publisher in dict.fromkeys(conditions.publishers)]
    if conditions.articles is not None:
        parts.append("article in {articles}")
        values["articles"] = [int(article) for article in conditions.articles]
    if conditions.since is not None:
        parts.append("published >= {since}")
        values["since"] = _finite(conditions.since)
    if conditions.until is not None:
        parts.append("published < {until}")
        values["until"] = _finite(conditions.until)
    return " and ".join(parts), values


def _nothing_meets(conditions: Conditions) -> bool:
    """Return whether a condition has an empty list, which Milvus cannot type."""
    return any(wanted is not None and not len(wanted) for wanted in (conditions.publishers, conditions.articles))


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "key": int(entry.key),
        "vector": np.asarray(entry.vector, dtype=np.float32),
        "terms": _text(entry.terms),
        "article": int(entry.article),
        "publisher": "" if entry.publisher is None else _digest(entry.publisher),
        "published": None if entry.published is None else _finite(entry.published),
    }


def _finite(seconds: float) -> float:
    """Return the nearest finite number; Milvus cannot store infinity."""
    return min(max(float(seconds), -sys.float_info.max), sys.float_info.max)


def _digest(publisher: str) -> str:
    """Return a fixed-length key for a publisher: 32 hexadecimal digits; the empty string means unknown."""
    return blake2b(publisher.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).hexdigest()


def _text(terms: Iterable[str]) -> str:
    """Join terms with spaces, truncated to what fits in a VARCHAR."""
    text = " ".join(terms)
    encoded = text.encode()
    if len(encoded) <= _MOST_TEXT:
        return text
    # In UTF-8, a space is always a single byte. If the first term is too long, nothing is left.
    return encoded[: encoded.rfind(b" ", 0, _MOST_TEXT + 1) if b" " in encoded[: _MOST_TEXT + 1] else 0].decode()


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Split rows into messages that a server accepts."""
    batch: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        bytes_of_row = row["vector"].nbytes + len(row["terms"].encode()) + 100
        if batch and (len(batch) == _MOST_ROWS or size + bytes_of_row > _MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += bytes_of_row
    if batch:
        yield batch
