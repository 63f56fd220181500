"""An archive in a PostgreSQL database with pgvector: many machines write to it and search it at once."""

from importlib.util import find_spec

from byline.errors import ArchiveError

_NEEDED = ("psycopg", "pgvector")

if not all(map(find_spec, _NEEDED)):
    raise ArchiveError("an index in PostgreSQL: expected psycopg and pgvector: pip install 'byline[postgres]'")

from byline.store.postgres.store import PostgresStore as PostgresStore  # noqa: E402 - it imports what is needed
