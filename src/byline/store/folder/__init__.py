"""An archive in a folder: SQLite holds it, FAISS and tantivy search it.

store      the store: its lock, its views, and when its caches are refreshed
sqlite     the catalog, in one SQLite database, with schema.sql
reserve    room for the day when the disk is full
cache      the engines' files, and which engines these are
faiss      vectors
tantivy    keywords
"""
