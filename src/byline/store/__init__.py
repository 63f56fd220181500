"""Where articles are stored. A database is the source of truth; search indexes are derived from it and can be rebuilt.

base         the interfaces: Store, its Catalog, and View, one generation to search
engines      the interfaces of the search engines: vectors, keywords
exact        the reference implementation of every engine, in NumPy
memory       a view without an index, searched exactly in memory
open         picks the store for a folder or URL
sql/         the contents of an archive, read and changed in SQL that all databases understand
sidecar      feedback and conversations, next to the articles
files        makes sure that files are on disk
folder/      an index folder: SQLite, FAISS, tantivy
postgres/    a shared PostgreSQL database, searched by pgvector
milvus/      the same, searched by Milvus
"""
