"""An archive in PostgreSQL that Milvus searches: PostgreSQL is the truth, and Milvus can be told of it again.

store     tells Milvus what is committed, and opens both
search    what Milvus finds, held against the snapshot that is searched
client    the protocol of a Milvus server
"""
