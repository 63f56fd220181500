"""The tools of the MCP server: search, ask, article, trace and check, and no others.

Gradio makes a tool of each public function of the page, and the events of the page are private. Its MCP server turns
what a tool returns into text with `str`, so the tools return JSON. Outside the queue they are called in place;
in it they would be by a client of the page's own, which has no log-in.
"""

import json
from collections.abc import Mapping

from gradio.events import api

from byline.archive import Archive
from byline.records import Where
from byline.web.doors.api import article_dict
from byline.web.work import Work


def add_tools(archive: Archive, work: Work) -> None:
    """Add the tools to the page that is being laid out."""

    async def search(
        query: str,
        k: int = 10,
        publisher: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> str:
        """Find the passages of the articles that suit a query best, by meaning and by words.

        Args:
            query: What to search for, at most 2,000 characters.
            k: How many passages, at most 100.
            publisher: Only articles of this publisher.
            since: Only articles published on this date or later, such as 2025-06-01.
            until: Only articles published on this date or earlier.
        """
        hits = await work.run(archive.search, query, k, Where(publisher, since, until))
        return _json(hits.to_dict())

    async def ask(
        question: str,
        history: list[str] | None = None,
        publisher: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> str:
        """Answer a question in the articles' own sentences, each with its citation, or say that they do not answer it.

        If `status` is `likely`, the sentences may answer the question: quote them as a possibility, not as the answer.

        Args:
            question: At most 2,000 characters.
            history: Earlier questions of the conversation, oldest first.
            publisher: Only articles of this publisher.
            since: Only articles published on this date or later, such as 2025-06-01.
            until: Only articles published on this date or earlier.
        """
        reply = await work.run(archive.ask, question, history or [], Where(publisher, since, until))
        return _json(reply.to_dict())

    async def article(id: str) -> str:
        """Return an article with its text, title, publisher, date and address.

        Args:
            id: As a citation or a passage found names it (document_id).
        """
        return _json(await work.run(article_dict, archive, id))

    async def trace(excerpt: str) -> str:
        """Find the article that an excerpt is from, whether it stands there word for word or was altered.

        Args:
            excerpt: The words to look for: at least four words, at most 5,000 characters.
        """
        return _json((await work.run(archive.trace, excerpt)).to_dict())

    async def check(text: str) -> str:
        """Check each sentence of a text, and what it quotes: verbatim in an article, altered, or not found.

        Only words are compared: `verbatim` does not mean true, nor that whoever is named said it.

        Args:
            text: One sentence or several, at most 10,000 characters.
        """
        return _json((await work.run(archive.check, text)).to_dict())

    for tool in (search, ask, article, trace, check):
        api(tool, api_name=tool.__name__, queue=False)


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)
