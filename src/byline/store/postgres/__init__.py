"""An archive in a PostgreSQL database with pgvector: many machines write to it and search it at once.

store          the store: its lock, its views, its builds, and what is kept beside the articles
snapshot       what differs in reading from a folder
transaction    what differs in changing it, with schema.sql and build.sql
engine         the port to what searches passages
pgvector       the database itself searches them
database       one connection as `sql/` asks for it
connection     the URL, a pool of connections, and what goes wrong
"""

from importlib.util import find_spec

from byline.errors import ArchiveError

_NEEDED = ("psycopg", "pgvector")

if not all(map(find_spec, _NEEDED)):
    raise ArchiveError("an index in PostgreSQL: expected psycopg and pgvector: pip install 'byline[postgres]'")

from byline.store.postgres.store import PostgresStore as PostgresStore  # noqa: E402 - it imports what is needed
