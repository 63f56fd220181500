"""The contents of an archive, read and changed in SQL that both SQLite and PostgreSQL understand.

database       the interface of a connection: SQLite's (`folder/sqlite.py`) or PostgreSQL's (`postgres/database.py`)
places         where the files of articles are: paths within the folders that were added
snapshot       reads one state of an archive
transaction    changes an archive
"""

from byline.store.sql.snapshot import Snapshot as Snapshot
from byline.store.sql.transaction import Transaction as Transaction
