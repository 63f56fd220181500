"""Where articles are kept: a database is the truth, what searches is made of it and can be made again.

base         the ports: Store, its Catalog, and View, one generation to search
engines      the ports of what searches: vectors, keywords
exact        the reference of every engine, in NumPy
memory       a view without an index: all is held in memory and compared
open         which store a name means
sql/         what an archive knows, read and changed in SQL that all databases take
sidecar      feedback and conversations, beside the articles
files        have a file on the disk
folder/      an index folder: SQLite, FAISS, tantivy
postgres/    a database that many share, searched by pgvector
milvus/      the same, searched by Milvus
"""
