"""An archive in a PostgreSQL database with pgvector: many machines can write to it and search it at once.

store          the store: its lock, its views, its builds, and its sidecar
snapshot       how reading differs from a folder
transaction    how writing differs from a folder, with schema.sql and build.sql
engine         the interface of engines that search passages
pgvector       the engine that searches in the database itself
database       one connection, with the interface that `sql/` needs
connection     the URL, the connection pool, and error messages
"""

from importlib.util import find_spec

from byline.errors import ArchiveError

_NEEDED = ("psycopg", "pgvector")

if not all(map(find_spec, _NEEDED)):
    raise ArchiveError("an index in PostgreSQL needs psycopg and pgvector: pip install 'byline[postgres]'")

from byline.store.postgres.store import PostgresStore as PostgresStore  # noqa: E402 - it imports the packages checked above
