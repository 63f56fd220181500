"""The doors to other programs, and who may come in by them.

requests.py   what the doors are asked, and the limits that they set
api.py        /api: what the archive can do, as JSON
streaming.py  replies as they come, for /api/ask
docs.py       /api/docs: the operations of a description, on a page that loads nothing
openai.py     /v1: Byline as a model that a chat can call
chores.py     what a chat program asks for itself, such as a title
tools.py      what a language model can do with the archive, a row each
mcp.py        /mcp and `byline mcp`: the tools, and the articles as resources
observing.py  /metrics: what is counted, for Prometheus
guard.py      lets requests in or refuses them
access.py     who may come in, and what they may do
hosts.py      under which names
proxies.py    through which proxies
sessions.py   who has logged in at the page
throttle.py   how often somebody may try to
quota.py      how much may be uploaded
security.py   what a browser may do, and what is taken from it
paths.py      which door a path leads to
"""
