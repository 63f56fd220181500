"""The turns of conversations: on disk, or in memory if nothing is to be stored or the disk cannot be written."""

import json
import logging
import secrets
import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from byline.errors import ArchiveError
from byline.history.conversations import Conversations, ConversationSummary
from byline.records import Reply
from byline.records.wire import TurnJson
from byline.web.page.filters import ALL, Filters

UNDO = timedelta(minutes=10)  # how long a deleted conversation can be restored
_HELD = 2_000  # turns in memory, over all conversations, about 5 KB each
_HELD_BYTES = 50_000_000  # of them together
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its outcome.

    Attributes:
        reply: The reply; None if there is none yet, or the question could not be asked.
        note: Why the question could not be asked or has no reply; otherwise empty.
        filters: The filters on the articles.
        asked_of: The filters in words; empty if all articles are asked.
    """

    question: str
    reply: Reply | None = None
    note: str = ""
    filters: Filters = ALL
    asked_of: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the question is yet to be answered."""
        return self.reply is None and not self.note

    def to_dict(self) -> TurnJson:
        """Return the turn as plain JSON values."""
        return {
            "question": self.question,
            "reply": self.reply.to_dict() if self.reply else None,
            "note": self.note,
            "asked_of": self.asked_of,
            "filters": self.filters.to_dict(),
        }


class Turns:
    """Stores turns by number, so that simultaneous questions in one conversation do not overwrite each other.

    Args:
        conversations: The storage.
        keeps: Whether to store turns there; otherwise the latest 2,000 are kept in memory.
    """

    def __init__(self, conversations: Conversations, *, keeps: bool) -> None:
        self._conversations = conversations
        self._keeps = keeps
        self._held: OrderedDict[tuple[str, str, int], bytes] = OrderedDict()
        self._held_bytes = 0
        self._holding = threading.Lock()

    def of(self, owner: str, id: str) -> dict[int, TurnJson]:
        """Return the turns of a conversation by number."""
        with self._holding:
            held = {key[2]: found for key, found in self._held.items() if key[:2] == (owner, id)}
        kept = {}
        if self._keeps:
            try:
                kept = self._conversations.turns(owner, id)
            except ArchiveError as error:
                _LOG.warning("%s", error)
        return dict(sorted((kept | {number: _unpacked(found) for number, found in held.items()}).items()))

    def owner_of(self, id: str) -> str | None:
        """Return the owner of a conversation, None if it does not exist."""
        with self._holding:
            held = next((owner for owner, conversation, _ in self._held if conversation == id), None)
        if held or not self._keeps:
            return held
        try:
            return self._conversations.owner_of(id)
        except ArchiveError as error:
            _LOG.warning("%s", error)
            return None

    def add(self, owner: str, id: str, turn: Turn) -> tuple[str, int]:
        """Add a turn to a conversation, or start a new one if this conversation is not the owner's.

        Returns:
            The id of the conversation and the number of the turn.
        """
        id = id if id and self.owner_of(id) == owner else secrets.token_urlsafe(9)
        if self._keeps:
            try:
                number = self._conversations.add(owner, id, turn.to_dict())
            except ArchiveError as error:
                _LOG.warning("%s", error)
            else:
                return (id, number) if number is not None else self.add(owner, "", turn)
        number = max(self.of(owner, id), default=-1) + 1
        self._hold((owner, id, number), turn)
        return id, number

    def change(self, owner: str, id: str, number: int, turn: Turn) -> None:
        """Replace the turn with the given number."""
        with self._holding:
            held = (owner, id, number) in self._held
        if self._keeps and not held:
            try:
                self._conversations.change(owner, id, number, turn.to_dict())
            except ArchiveError as error:
                _LOG.warning("%s", error)
            else:
                return
        self._hold((owner, id, number), turn)

    def listed(self, owner: str) -> list[ConversationSummary]:
        """List an owner's stored conversations, most recently changed first."""
        try:
            return self._conversations.of(owner) if self._keeps else []
        except ArchiveError as error:
            _LOG.warning("%s", error)
            return []

    def purge(self) -> None:
        """Erase the conversations that were deleted at least ten minutes ago."""
        try:
            self._conversations.purge(datetime.now(UTC) - UNDO)
        except ArchiveError as error:
            _LOG.warning("%s", error)

    def _hold(self, key: tuple[str, str, int], turn: Turn) -> None:
        packed = zlib.compress(json.dumps(turn.to_dict()).encode(), level=1)
        with self._holding:
            self._held_bytes += len(packed) - len(self._held.get(key, b""))
            self._held[key] = packed
            while len(self._held) > _HELD or self._held_bytes > _HELD_BYTES:
                _, oldest = self._held.popitem(last=False)
                self._held_bytes -= len(oldest)


def _unpacked(packed: bytes) -> TurnJson:
    found: TurnJson = json.loads(zlib.decompress(packed))
    return found
