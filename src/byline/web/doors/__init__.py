"""The interfaces for other programs (the "doors"), and access control for them and for the page.

requests.py   request models, with their limits
api.py        /api: the archive as JSON
streaming.py  streamed replies for /api/ask
docs.py       /api/docs: the API's operations, on a page that loads nothing else
openai.py     /v1: Byline as a model that chat programs can call
chores.py     what a chat program asks for on its own behalf, such as a title
tools.py      the tools that a language model can call, one entry each
mcp.py        /mcp and `byline mcp`: the tools, and the articles as resources
observing.py  /metrics: the metrics for Prometheus
guard.py      admits or refuses requests
bodies.py     mends the JSON that clients send
access.py     who may log in, and what they may do
hosts.py      which host names the server answers to
proxies.py    which proxies are trusted
sessions.py   who is logged in at the page
throttle.py   how many log-in attempts are allowed
quota.py      how much may be uploaded
security.py   security headers, upload limits and launch options
paths.py      which door a path belongs to
"""
