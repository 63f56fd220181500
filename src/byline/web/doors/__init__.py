"""The doors to other programs, and who may come in by them.

api.py       /api: what the archive can do, as JSON
docs.py      /api/docs: the operations of a description, on a page that loads nothing
openai.py    /v1: Byline as a model that a chat can call
mcp.py       the tools of the MCP server
observing.py /metrics: what is counted, for Prometheus
access.py    who may come in
security.py  what a browser may do, and what is taken from it
paths.py     which door a path leads to
"""
