"""Connections to PostgreSQL: database URLs, a connection pool, and the translation of errors into Byline's."""

import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import errors

from byline.errors import ArchiveError, ArchiveLockedError, InputError
from byline.language.text import one_line

Connection = psycopg.Connection[Any]

SEARCH_PATH = "byline.search_path"  # a setting that stores the user's original search path
STATEMENT_SECONDS = 10  # time limit for a reader's statement
WRITING_SECONDS = 300  # time limit for a writer's statement
_CONNECTING: dict[str, Any] = {
    "connect_timeout": 5,
    "application_name": "byline",
    # Notice a server that disappears without closing the connection.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
_WAIT_SECONDS = 10.0  # to wait for a connection from the pool
_LOCK_SECONDS = 30  # writers wait this long for each other
_CONNECTIONS = 16
_BUSY = ("40", "531", "532", "54", "55")  # SQLSTATE: deadlock, no disk space, no memory, limit exceeded, object in use
_OLDEST_PGVECTOR = (0, 8, 2)  # earlier ones may write out of bounds when building an index in parallel: CVE-2026-3172

# Breadth of a vector search; measured with benchmarks/stores.py, see benchmarks/README.md.
_NEAREST_KEPT = 200
_MOST_SCANNED = 50_000


@dataclass(frozen=True, slots=True)
class Address:
    """The URL of a database.

    Attributes:
        url: The URL for libpq.
        name: Name for messages, without password and parameters.
    """

    url: str
    name: str

    @classmethod
    def of(cls, url: str) -> Self:
        """Parse a URL in the form that PostgreSQL's libpq accepts.

        Raises:
            ArchiveError: It is not such a URL.
        """
        try:
            parts = urlsplit(url)
            if "@" in f"{parts.path}{parts.fragment}" or parts.netloc.count("@") > 1:
                raise ValueError("a password with characters that are not percent-encoded")
            given = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
            cleaned = urlunsplit(parts._replace(query=urlencode(given, quote_via=quote)))
            known = psycopg.conninfo.conninfo_to_dict(cleaned)
        except (ValueError, psycopg.Error):  # not chained: the message may contain the password
            raise ArchiveError(
                "index: not the URL of a PostgreSQL database: expected postgresql://user@host/database; in a name or "
                "password, write @ : / ? # % as %40 %3A %2F %3F %23 %25"
            ) from None
        place = f"{known['user']}@" if "user" in known else ""
        place += str(known.get("host") or "")
        place += f":{known['port']}" if "port" in known else ""
        return cls(cleaned, f"postgresql://{place}/{known.get('dbname', '')}")


class ConnectionPool:
    """Connections to one database, opened when needed and reused.

    A connection that the server has closed is replaced at once, or the caller gets the reason why that fails. psycopg's
    own pool instead keeps retrying in the background while callers wait.

    Args:
        address: The database.
    """

    def __init__(self, address: Address) -> None:
        self.name = address.name
        self._url = address.url
        self._idle: list[Connection] = []
        self._allowed = threading.BoundedSemaphore(_CONNECTIONS)
        weakref.finalize(self, _close, self._idle)

    def close(self) -> None:
        """Close the idle connections."""
        _close(self._idle)

    @contextmanager
    def connection(self, *, unbounded: bool = False) -> Iterator[Connection]:
        """Lend a connection in autocommit mode; a transaction still open when the block ends is rolled back.

        Args:
            unbounded: Ignore the pool's limit. For callers that acquire another connection while holding this one;
                avoids a deadlock.

        Raises:
            ArchiveError: The database cannot be reached, or refuses access.
        """
        if not unbounded and not self._allowed.acquire(timeout=_WAIT_SECONDS):
            raise ArchiveError(f"{self.name}: all {_CONNECTIONS} connections are in use: try again later")
        try:
            with self.translated():
                connection = self._answering() or self._connected()
                try:
                    yield connection
                finally:
                    with suppress(psycopg.Error):
                        connection.rollback()
                    if not connection.closed:
                        self._idle.append(connection)
        finally:
            if not unbounded:
                self._allowed.release()

    @contextmanager
    def dedicated(self) -> Iterator[Connection]:
        """Open a separate connection, in autocommit mode and without a time limit, for long statements.

        Raises:
            ArchiveError: The database cannot be reached, or refuses access.
        """
        with self.translated(), self._connect() as connection:
            yield connection

    def _answering(self) -> Connection | None:
        """Return an idle connection that still works; None if there is none."""
        while self._idle:
            with suppress(IndexError):  # another thread was faster
                connection = self._idle.pop()
                try:
                    connection.execute("SELECT 1")
                except psycopg.Error:
                    connection.close()
                else:
                    return connection
        return None

    def _connected(self) -> Connection:
        """Open a new connection, with durable commits and time limits."""
        connection = self._connect()
        try:
            _configure(connection)
            found = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'").fetchone()
            if found and tuple(map(int, found[0].split("."))) < _OLDEST_PGVECTOR:
                expected = ".".join(map(str, _OLDEST_PGVECTOR))
                raise ArchiveError(
                    f"{self.name}: found pgvector {found[0]}, expected {expected} or later: "
                    "run ALTER EXTENSION vector UPDATE"
                )
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self) -> Connection:
        return psycopg.connect(self._url, autocommit=True, **_CONNECTING)

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Translate PostgreSQL's errors into Byline's."""
        try:
            yield
        except UnicodeEncodeError as error:
            raise InputError(f"{error.object!r}: half a character (a lone surrogate): nothing can match it") from error
        except (psycopg.DataError, errors.UntranslatableCharacter) as error:
            raise InputError(f"{self.name}: cannot be compared with what is stored ({_said(error)})") from error
        except errors.LockNotAvailable as error:
            raise ArchiveLockedError(f"{self.name}: another program is changing it: try again later") from error
        except errors.QueryCanceled as error:
            raise ArchiveError(
                f"{self.name}: took too long ({_said(error)}): ask for less, or see byline doctor"
            ) from error
        except errors.ReadOnlySqlTransaction as error:
            raise ArchiveError(f"{self.name}: read-only: write to the primary server, not to a replica") from error
        except errors.InsufficientPrivilege as error:
            raise ArchiveError(
                f"{self.name}: access refused ({_said(error)}): byline help postgres lists the rights needed"
            ) from error
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            if (error.sqlstate or "").startswith(_BUSY):
                raise ArchiveError(f"{self.name}: PostgreSQL cannot continue ({_said(error)}): try again") from error
            raise ArchiveError(
                f"{self.name}: cannot be reached ({_said(error)}): check that the server is up and the password right"
            ) from error
        except psycopg.Error as error:
            raise ArchiveError(f"{self.name}: PostgreSQL refused ({_said(error)}): see byline doctor") from error


def _said(error: Exception) -> str:
    return one_line(str(error)).removeprefix("ERROR: ") or type(error).__name__


def _close(connections: list[Connection]) -> None:
    while connections:
        connections.pop().close()


def _configure(connection: Connection) -> None:
    """Configure a new connection: durable commits, and time limits."""
    connection.execute(
        f"SET statement_timeout = '{STATEMENT_SECONDS}s'; SET lock_timeout = '{_LOCK_SECONDS}s'; "
        f"SET hnsw.iterative_scan = strict_order; SET hnsw.ef_search = {_NEAREST_KEPT}; "
        f"SET hnsw.max_scan_tuples = {_MOST_SCANNED}; "
        f"SELECT set_config('{SEARCH_PATH}', current_setting('search_path'), false)"
    )
    # What is acknowledged must be on disk; a stricter setting, which waits for replicas, is kept.
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    )
