"""An archive in a folder: stored in SQLite, searched with FAISS and tantivy.

store      the store: its lock, its views, and when its caches are refreshed
sqlite     the catalog, in one SQLite database, with schema.sql
reserve    disk space kept in reserve for when the disk is full
cache      the files of the search engines, and the choice of engines
faiss      vectors
tantivy    keywords
"""
