"""Conversations that were held in the page, kept in a database of their own beside the index.

A conversation belongs to whoever knows the random name that its browser was given. What is kept of an answer is its
`Reply.to_dict`; the articles that it cites are found again in the archive, in the versions that were cited.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from byline.language.text import one_line, shorten
from byline.records.wire import TurnJson
from byline.store.sidecar import Sidecar, Statements

FILE = "conversations.db"
SCHEMA = """
CREATE TABLE IF NOT EXISTS conversation (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, changed_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS conversation_owner ON conversation (owner, changed_at);
CREATE TABLE IF NOT EXISTS turn (
    conversation TEXT NOT NULL REFERENCES conversation ON DELETE CASCADE,
    number INTEGER NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (conversation, number)
);
"""
_TITLE_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation without its turns."""

    id: str
    title: str


class Conversations:
    """Keeps conversations.

    Args:
        beside: Where to; nothing is written before the first conversation is kept.

    Raises:
        ArchiveError: By any method, if it cannot be read or written.
    """

    def __init__(self, beside: Sidecar) -> None:
        self._sidecar = beside

    def of(self, owner: str) -> list[ConversationSummary]:
        """List an owner's conversations, the one changed last first."""
        query = "SELECT id, title FROM conversation WHERE owner = ? ORDER BY changed_at DESC, id"
        return [ConversationSummary(*row) for row in self._sidecar.read(query, owner)]

    def turns(self, owner: str, id: str) -> list[TurnJson]:
        """Return the turns of a conversation as they were kept, none if the owner has no such conversation."""
        query = (
            "SELECT content FROM turn JOIN conversation ON conversation.id = turn.conversation"
            " WHERE owner = ? AND conversation.id = ? ORDER BY number"
        )
        return [json.loads(content) for (content,) in self._sidecar.read(query, owner, id)]

    def keep(self, owner: str, id: str, number: int, turn: TurnJson) -> None:
        """Keep a turn, in place of the one of its number and of all after it; the first names the conversation."""
        title = shorten(one_line(turn["question"]), _TITLE_CHARACTERS)
        with self._sidecar.changing() as database:
            database.execute(
                "INSERT INTO conversation VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at"
                " WHERE conversation.owner = excluded.owner",
                (id, owner, title, _now()),
            )
            if _owns(database, owner, id):
                database.execute("DELETE FROM turn WHERE conversation = ? AND number >= ?", (id, number))
                database.execute("INSERT INTO turn VALUES (?, ?, ?)", (id, number, json.dumps(turn)))

    def rename(self, owner: str, id: str, title: str) -> None:
        """Give a conversation another title; a blank one changes nothing."""
        named = shorten(one_line(title), _TITLE_CHARACTERS)
        if named:
            with self._sidecar.changing() as database:
                database.execute("UPDATE conversation SET title = ? WHERE id = ? AND owner = ?", (named, id, owner))

    def delete(self, owner: str, id: str) -> None:
        """Delete a conversation with its turns."""
        with self._sidecar.changing() as database:
            database.execute("DELETE FROM conversation WHERE id = ? AND owner = ?", (id, owner))


def _owns(database: Statements, owner: str, id: str) -> bool:
    found = database.execute("SELECT 1 FROM conversation WHERE id = ? AND owner = ?", (id, owner))
    return found.fetchone() is not None


def _now() -> str:
    return datetime.now(UTC).isoformat()
