"""Where articles are kept: SQLite is the one truth, the engines' files are caches of it."""
