"""An archive in a folder: SQLite holds it, FAISS and tantivy search it."""
