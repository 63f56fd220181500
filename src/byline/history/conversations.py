"""Conversations held in the page, stored in a separate database next to the index.

A conversation belongs to whoever knows the random name its browser was given. Answers are stored as `Reply.to_dict`;
the articles they cite are looked up in the archive, in the versions cited.
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
_DELETED = "deleted "  # prefix of the owner of a deleted conversation that is not purged yet


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation without its turns."""

    id: str
    title: str


class Conversations:
    """Stores conversations.

    Args:
        beside: Where to store them; nothing is written before the first conversation.

    Raises:
        ArchiveError: From any method, if the database cannot be read or written.
    """

    def __init__(self, beside: Sidecar) -> None:
        self._sidecar = beside

    def of(self, owner: str) -> list[ConversationSummary]:
        """List an owner's conversations, most recently changed first."""
        query = "SELECT id, title FROM conversation WHERE owner = ? ORDER BY changed_at DESC, id"
        return [ConversationSummary(*row) for row in self._sidecar.read(query, owner)]

    def turns(self, owner: str, id: str) -> dict[int, TurnJson]:
        """Return the turns of a conversation by number; empty if the owner has no such conversation."""
        query = (
            "SELECT number, content FROM turn JOIN conversation ON conversation.id = turn.conversation"
            " WHERE owner = ? AND conversation.id = ? ORDER BY number"
        )
        return {number: json.loads(content) for number, content in self._sidecar.read(query, owner, id)}

    def owner_of(self, id: str) -> str | None:
        """Return the owner of a conversation; None if there is none, or if it is deleted."""
        found = self._sidecar.read("SELECT owner FROM conversation WHERE id = ?", id)
        return next((owner for (owner,) in found if not owner.startswith(_DELETED)), None)

    def add(self, owner: str, id: str, turn: TurnJson) -> int | None:
        """Add a turn to a conversation; the first turn creates the conversation and gives it its title.

        Returns:
            The number of the turn, unique in the conversation even if turns are added concurrently; None if the
            conversation belongs to another owner.
        """
        title = shorten(one_line(turn["question"]), _TITLE_CHARACTERS)
        with self._sidecar.changing() as database:
            database.execute(
                "INSERT INTO conversation VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at"
                " WHERE conversation.owner = excluded.owner",
                (id, owner, title, _now()),
            )
            if not _owns(database, owner, id):
                return None
            last = database.execute("SELECT COALESCE(MAX(number), -1) FROM turn WHERE conversation = ?", (id,))
            number = int(last.fetchone()[0]) + 1
            database.execute("INSERT INTO turn VALUES (?, ?, ?)", (id, number, json.dumps(turn)))
            return number

    def change(self, owner: str, id: str, number: int, turn: TurnJson) -> None:
        """Replace the turn with this number; do nothing if it no longer exists."""
        with self._sidecar.changing() as database:
            if _owns(database, owner, id):
                database.execute(
                    "UPDATE turn SET content = ? WHERE conversation = ? AND number = ?", (json.dumps(turn), id, number)
                )

    def rename(self, owner: str, id: str, title: str) -> None:
        """Change the title of a conversation; do nothing if the new title is blank."""
        named = shorten(one_line(title), _TITLE_CHARACTERS)
        if named:
            with self._sidecar.changing() as database:
                database.execute("UPDATE conversation SET title = ? WHERE id = ? AND owner = ?", (named, id, owner))

    def delete(self, owner: str, id: str) -> None:
        """Delete a conversation. It is no longer shown, but can be restored until it is purged."""
        with self._sidecar.changing() as database:
            database.execute(
                "UPDATE conversation SET owner = ?, changed_at = ? WHERE id = ? AND owner = ?",
                (_DELETED + owner, _now(), id, owner),
            )

    def restore(self, owner: str, id: str) -> None:
        """Undo the deletion of a conversation that has not been purged yet."""
        with self._sidecar.changing() as database:
            database.execute(
                "UPDATE conversation SET owner = ? WHERE id = ? AND owner = ?", (owner, id, _DELETED + owner)
            )

    def purge(self, before: datetime) -> None:
        """Erase the conversations deleted before a moment in UTC; write nothing if there are none."""
        which = "owner LIKE ? AND changed_at < ?"
        values = (f"{_DELETED}%", before.isoformat())
        if self._sidecar.read(f"SELECT 1 FROM conversation WHERE {which} LIMIT 1", *values):  # noqa: S608
            with self._sidecar.changing() as database:
                database.execute(f"DELETE FROM conversation WHERE {which}", values)  # noqa: S608


def _owns(database: Statements, owner: str, id: str) -> bool:
    found = database.execute("SELECT 1 FROM conversation WHERE id = ? AND owner = ?", (id, owner))
    return found.fetchone() is not None


def _now() -> str:
    return datetime.now(UTC).isoformat()
