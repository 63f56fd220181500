"""Milvus searches what PostgreSQL holds."""
