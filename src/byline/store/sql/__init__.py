"""What an archive knows, read and changed in SQL that every database of ours understands.

database       the port to one connection: SQLite's (`folder/sqlite.py`) or PostgreSQL's (`postgres/database.py`)
places         where the files of articles are: a path in the folder that was added
snapshot       one state of an archive, to read
transaction    a transaction that changes it
"""

from byline.store.sql.snapshot import Snapshot as Snapshot
from byline.store.sql.transaction import Transaction as Transaction
