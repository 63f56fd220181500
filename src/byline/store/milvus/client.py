"""Milvus: vectors and terms of passages on a server or a cluster, searched under conditions.

It holds no meaning: keys, vectors, terms and what filters ask about, all of it made again from the catalog, which
is the truth. The tests hold the protocol against Milvus Lite (`tests/support/lite.py`), the engine within a Python
process; no cluster was run.
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

VERSION = "milvus-1"  # raise it when the fields or indexes change: collections made before are then another identity

_MOST_HITS = 16_384  # that Milvus returns
_MOST_TEXT = 65_535  # bytes of a VARCHAR
_MOST_ROWS, _MOST_BYTES = 2_000, 8_000_000  # of a message: a server takes 64 MB of them
_MOST_KEYS = 10_000  # of a message that deletes

# Measured with the same graph of FAISS over 10,000 vectors of 384 dimensions, breadth 256 while searching: it finds
# all of the best ten, be the vectors in clusters, as passages are, or random, the worst case; 0.98 of them or more
# with a filter that leaves a seventh. At half the degree, 0.95 and 0.87 of random ones, in two thirds of the time.
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
_BREADTH, _BREADTH_PER_HIT = 256, 2  # of a search in the graph; Milvus refuses one below k
_MOST_BREADTH = 32_768

_CONNECTING, _SEARCHING, _WRITING, _MAKING = 5.0, 20.0, 120.0, 300.0  # seconds until it is given up
_CREDENTIALS = re.compile(r"//[^/]*@")
_IDENTITY = "byline.identity"
_CODE_CONNECT_FAILED, _CODES_REFUSED = 2, {1400, 1401, 1402}
_REFUSALS = ("auth check failure", "unauthenticated", "not authenticated", "permission deny", "permission denied")


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as the engine holds it.

    Attributes:
        key: Of the passage, in [0, 2**63).
        vector: `(dim,)`, of length 1.
        terms: As `store.terms.terms_of` gives them.
        article: Key of its article.
        publisher: Case folded, None if it is not known.
        published: Seconds since 1970, None if that is not known.
    """

    key: int
    vector: Floats
    terms: Sequence[str]
    article: int
    publisher: str | None
    published: float | None


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a search may return. None is no condition; what is not known meets none.

    Attributes:
        publishers: One of these, case folded.
        articles: Of one of these articles, by key.
        since: Published then or later, in seconds since 1970.
        until: Published before that.
    """

    publishers: Sequence[str] | None = None
    articles: Sequence[int] | None = None
    since: float | None = None
    until: float | None = None


class Milvus:
    """A collection of a Milvus server, 2.5 or later, with a row a passage; connects when it is first used.

    What was written is found at once, by any process. Threads may share it.

    Args:
        address: `http://host:19530`, `https://` for TLS, or a local path ending in `.db` for Milvus Lite.
        token: `user:password` or an API key; None where the server asks for none.
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
        """Create the collection and its indexes as far as they are not there.

        Args:
            identity: What its rows are made of. It differs between any two collections that must not be mixed.

        Raises:
            ArchiveError: There is one of another identity or dimension; or the server cannot be used.
        """
        with self._translated("make the collection"):
            client = self._client()
            if client.has_collection(self._collection, timeout=_SEARCHING):
                self._check(client.describe_collection(self._collection, timeout=_SEARCHING), identity)
            else:
                client.create_collection(
                    self._collection,
                    schema=self._schema(identity),
                    properties={_IDENTITY: identity},  # Lite keeps no description
                    consistency_level="Strong",
                    timeout=_MAKING,
                )
            there = set(client.list_indexes(self._collection))  # fewer than all where making it was cut short
            missing = client.prepare_index_params()
            for field, options in _INDEXES.items():
                if field not in there:
                    missing.add_index(field_name=field, index_name=field, **options)
            if len(missing):
                client.create_index(self._collection, missing, timeout=_MAKING, sync=False)  # of no rows
            client.load_collection(self._collection, timeout=_MAKING)

    def put(self, entries: Sequence[Entry]) -> None:
        """Write passages over what was there under their keys; of two with the same key the last one counts.

        Where it fails some may be written: put them all again.
        """
        with self._translated("write passages"):
            client = self._client()
            rows = ({entry.key: entry for entry in entries}).values()  # servers refuse a message with a key twice
            for batch in _batches(map(_row, rows)):
                client.upsert(self._collection, batch, timeout=_WRITING)

    def delete(self, keys: Sequence[int]) -> None:
        """Delete passages, as far as they are there."""
        with self._translated("delete passages"):
            client = self._client()
            for start in range(0, len(keys), _MOST_KEYS):
                batch = [int(key) for key in keys[start : start + _MOST_KEYS]]
                client.delete(self._collection, ids=batch, timeout=_WRITING)

    def drop(self) -> None:
        """Delete the collection, if it is there."""
        with self._translated("drop the collection"):
            client = self._client()
            if client.has_collection(self._collection, timeout=_SEARCHING):
                client.drop_collection(self._collection, timeout=_MAKING)

    def search_vectors(self, vector: Floats, k: int, conditions: Conditions) -> Ranking:
        """Return the at most `k` best keys by inner product with `vector`, `(dim,)`; some may be missed.

        Scores are those of the vectors in full. Of more than 16,384 wanted, so many are returned.
        """
        k = min(k, _MOST_HITS)
        breadth = min(max(_BREADTH, _BREADTH_PER_HIT * k), _MOST_BREADTH)
        return self._search("vector", np.asarray(vector, dtype=np.float32), k, {"ef": breadth}, conditions)

    def search_keywords(self, terms: Sequence[str], k: int, conditions: Conditions) -> Ranking:
        """Return the at most `k` best keys that have any of `terms`, by BM25.

        Scores are near those of the other engines, not the same: Milvus keeps lengths in full, and counts terms
        in what was deleted until it is compacted away. Of more than 16,384 wanted, so many are returned.
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
        """Close the connection; what is used after that connects again."""
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
                    dedicated=True,  # others are open for as long as the process lives
                    grpc_options={"grpc.use_local_subchannel_pool": 1},  # others wait as long as one that failed
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
            raise ArchiveError(f"{self._shown}: no address of a Milvus ({error}): http://host:19530") from error

    def _load(self, client: Any) -> None:
        """Have the collection searchable, as it is not after Milvus Lite or an administrator let go of it."""
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
        # Terms hold no white space, so that they are taken as they are: the terms of every other engine.
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
                    f"{name}{expected}: name another collection, or drop this one and make it again"
                )

    @property
    def _shown(self) -> str:
        """The address as messages have it, without a name and password that may stand in it."""
        return _CREDENTIALS.sub("//", self._address)

    @contextmanager
    def _translated(self, doing: str) -> Iterator[None]:
        """Raise what pymilvus raises as an ArchiveError of one line."""
        try:
            yield
        except _errors() as error:
            if _unreachable(error):
                self.close()  # so that the next use finds a server that is back, or another behind the address
            raise ArchiveError(f"{self._shown}: {self._said(error, doing)}") from error

    def _said(self, error: Exception, doing: str) -> str:
        """Return what went wrong and what to do, without the token."""
        message = " ".join(str(getattr(error, "message", error)).split())
        code, codes = getattr(error, "code", None), set(_grpc_codes(error))
        refused = codes & {"UNAUTHENTICATED", "PERMISSION_DENIED"} or code in _CODES_REFUSED
        if refused or any(words in message.lower() for words in _REFUSALS):
            return f"Milvus refuses the token, or it does not allow to {doing}: set the token of a user who may"
        if _unreachable(error):
            return f"Milvus cannot be reached to {doing}: check the address, and that the server runs"
        if "DEADLINE_EXCEEDED" in codes:
            return f"Milvus took too long to {doing}: try again, and look how busy the server is"
        if code == self._library.exceptions.ErrorCode.COLLECTION_NOT_FOUND:
            return f"Milvus has no collection {self._collection}: make it and put its passages again"
        message = message.replace(self._address, self._shown)
        if self._token:
            message = message.replace(self._token, "***")
        return f"Milvus could not {doing} ({message[:_MOST_SAID]}): look into its log"


_NOTHING = Ranking(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
_DIGEST_BYTES = 16
_MOST_SAID = 300  # characters


@cache
def _imported() -> Any:
    """Import pymilvus, which takes a second, without what else it does to a process.

    It reads the `.env` files above its own folder into the environment, and logs errors, with tracebacks and
    what was asked, to the terminal.
    """
    name = "PYTHON_DOTENV_DISABLED"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        import pymilvus
    except ImportError as error:
        raise ArchiveError("the package pymilvus is not installed: needs pip install 'byline[milvus]'") from error
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
    for logger in ("pymilvus", "pymilvus.milvus_client", "pymilvus.bulk_writer"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    return pymilvus


def _errors() -> tuple[type[Exception], ...]:
    """Return what pymilvus raises: beside its own errors, those of gRPC and of files of Milvus Lite."""
    import grpc

    return _imported().MilvusException, grpc.RpcError, OSError


def _unreachable(error: Exception) -> bool:
    return getattr(error, "code", None) == _CODE_CONNECT_FAILED or "UNAVAILABLE" in _grpc_codes(error)


def _grpc_codes(error: BaseException) -> Iterator[str]:
    """Return the names of the gRPC codes of an error and of what led to it."""
    seen: list[BaseException] = []
    following: list[BaseException | None] = [error]
    while following:
        # pymilvus raises errors from themselves: their cause is a circle, and their context what led to them
        current = following.pop()
        if current is not None and current not in seen:
            seen.append(current)
            following += [current.__cause__, current.__context__]
            code = getattr(current, "code", None)
            if callable(code):
                yield code().name


def _filter(conditions: Conditions) -> tuple[str, dict[str, Any]]:
    """Return an expression that is made of constants, and the values that Milvus fills in after it has parsed it.

    A value that is formatted into an expression becomes a part of it (CVE-2026-54019).
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
    """Return whether a list of a condition is empty: Milvus knows no type of an empty list."""
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
    """Milvus holds no infinite numbers."""
    return min(max(float(seconds), -sys.float_info.max), sys.float_info.max)


def _digest(publisher: str) -> str:
    """Stand for a publisher of any length: 32 hexadecimal digits, never the empty string of one not known."""
    return blake2b(publisher.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).hexdigest()


def _text(terms: Iterable[str]) -> str:
    """Join terms by spaces, as many of the first as a VARCHAR takes."""
    text = " ".join(terms)
    encoded = text.encode()
    if len(encoded) <= _MOST_TEXT:
        return text
    # A space is one byte of its own in UTF-8. A first term that is too long leaves nothing.
    return encoded[: encoded.rfind(b" ", 0, _MOST_TEXT + 1) if b" " in encoded[: _MOST_TEXT + 1] else 0].decode()


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Split rows into messages that a server takes."""
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
