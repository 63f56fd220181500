"""An archive in PostgreSQL, searched by Milvus. PostgreSQL is the source of truth; Milvus can be filled again from it.

store     sends committed changes to Milvus, and opens both
search    checks what Milvus finds against the snapshot being searched
client    the protocol of a Milvus server
"""
