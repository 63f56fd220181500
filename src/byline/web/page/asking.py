"""The events of the conversation: ask, answer, store.

question ── take ──> stored and shown at once ── answer ──> the reply, step by step, stored when it is complete
page ── begin ──> the conversation that a link names, or else the one that the browser showed last

Everything a browser sends is an untrusted dict: `owner` is a random name that only that browser knows, `conversation`
the random id of a conversation, and `turn` a number in it.
"""

import json
import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from byline.archive import Archive
from byline.errors import ArchiveError, ArticleNotFoundError, InputError
from byline.language.text import one_line
from byline.provenance.verification import anchor
from byline.records import Citation
from byline.records.wire import TurnJson
from byline.settings import MAX_QUESTION_CHARACTERS
from byline.web import events
from byline.web.page import render, render_articles, render_chat
from byline.web.page.export import SUFFIXES, conversation_as, file_name
from byline.web.page.filters import Filters
from byline.web.page.running import Running
from byline.web.page.turns import UNDO, Turn, Turns
from byline.web.suggestions import follow_ups, suggest
from byline.web.textdiff import changes
from byline.web.work import NOT_WRITTEN

STOPPED = "Stopped before there was an answer."
_LOG = logging.getLogger(__name__)
_TURNS_SHOWN = 50
_NAME_CHARACTERS = 64
_GONE = (
    "This answer can no longer be shown: an article it cited was removed, or a different version of Byline saved it."
)
_REMOVED = "This article has since been removed from the archive."
_SAVED = "Thanks, saved."
_Result = TypeVar("_Result")
Sent = Mapping[str, Any]


class Asking:
    """The events of the conversation.

    Args:
        archive: The archive to ask.
        page_with: Returns the page of the archive that contains a conversation, given its id; None if there is none.
        keeps: Whether to store conversations.
    """

    def __init__(
        self, archive: Archive, page_with: Callable[[str], str | None] = lambda id: None, *, keeps: bool = True
    ) -> None:
        self._archive = archive
        self._page_with = page_with
        self._keeps = keeps
        self._conversations = archive.conversations
        self._turns = Turns(self._conversations, keeps=keeps)
        self._running: Running[Turn] = Running()
        self._suggestions: tuple[int, list[str]] = (-1, [])
        self._suggesting = threading.Lock()
        self._going_on = threading.Lock()  # follow-ups for one answer at a time; others do without

    # Ask

    def take(self, sent: object) -> dict[str, Any]:
        """Store a question before it is answered, and draw it; if it is invalid, say why."""
        who, given = known(sent), _of(sent)
        question = given.get("question")
        question = question if isinstance(question, str) else str(question or "")
        if not one_line(question):
            return {"refused": ""}
        if len(question) > MAX_QUESTION_CHARACTERS:
            return {"refused": _too_long(len(question))}
        filters = Filters.of(given.get("filters"))
        try:
            filters.where(self._archive)
        except InputError as error:
            return {"refused": f"{error}."}
        turn = Turn(question, filters=filters, asked_of=filters.in_words)
        id, number = self._turns.add(who["owner"], who["conversation"], turn)
        return {**self._present(who["owner"], id), "turn": self._drawn(number, turn, last=True)}

    def again(self, sent: object) -> dict[str, Any]:
        """Ask a question again, replacing its reply."""
        owner, id, number, turn = self._named(sent, known(sent)["owner"])
        if turn is None:
            return {"refused": "That question no longer exists."}
        fresh = replace(turn, reply=None, note="")
        self._turns.change(owner, id, number, fresh)
        return {**self._present(owner, id), "turn": self._drawn(number, fresh, last=True)}

    def answer(self, sent: object) -> Iterator[str]:
        """Answer a stored question: yield the turn as JSON whenever it changes, the last time with the rail.

        Users who leave in the meantime find the answer when they come back.
        """
        owner, id, number, turn = self._named(sent, known(sent)["owner"])
        if turn is None:
            return
        if turn.is_open:
            history = self._history(owner, id, number)
            job = self._running.start(
                (owner, id, number),
                turn,
                lambda: self._steps(owner, id, number, history),
                lambda latest: self._turns.change(owner, id, number, latest),
            )
            for turn in job.updates():
                yield json.dumps({"conversation": id, "turn": self._drawn(number, turn, last=True), "done": False})
        told = {**self._present(owner, id), "turn": self._drawn(number, turn, last=True), "done": True}
        yield json.dumps(told)

    def look(self, sent: object) -> dict[str, Any]:
        """Draw a turn in its current state, for a page that has waited long; say whether it is still being answered."""
        owner, id, number, turn = self._named(sent, known(sent)["owner"])
        if turn is None:
            return {}
        running = self._running.latest((owner, id, number)) is not None
        return {**self._present(owner, id), "turn": self._drawn(number, turn, last=True), "running": running}

    def stop(self, sent: object) -> dict[str, Any]:
        """Stop answering a question; the part of the answer that exists stays."""
        owner = known(sent)["owner"]
        _, id, number, _ = self._named(sent, owner)
        stopped = self._running.stop((owner, id, number), _stopped)
        if stopped is None:  # it has ended or not yet started; if the latter, it must not start
            *_, turn = self._named(sent, owner)
            if turn is None or not turn.is_open:
                return {}
            stopped = _stopped(turn)
        self._turns.change(owner, id, number, stopped)
        return {"conversation": id, "turn": self._drawn(number, stopped, last=True)}

    def _steps(self, owner: str, id: str, number: int, history: list[str]) -> Iterator[Turn]:
        """Ask, yield each intermediate state, and turn any error into a note for the user."""
        turn = Turn("")
        try:
            *_, kept = self._named({"conversation": id, "turn": number}, owner)
            turn = kept or turn
            if kept is None or not kept.is_open:  # it was answered in the meantime
                yield turn
                return
            replies = self._archive.replies(turn.question, history, turn.filters.where(self._archive))
            for reply in events.watched(turn.question, replies):
                yield replace(turn, reply=reply)
        except InputError as error:
            yield replace(turn, note=f"{error}.")
        except Exception as error:
            yield replace(turn, note=events.failed("ask", error))

    def _history(self, owner: str, id: str, number: int) -> list[str]:
        """Return the questions of earlier turns that got a reply."""
        return [
            kept["question"] for before, kept in self._turns.of(owner, id).items() if before < number and kept["reply"]
        ]

    # Read

    def opened(self, sent: object) -> str:
        """Draw the source that a button names, or the sources of a turn."""
        name = _of(sent).get("open")
        who, number = known(sent), render.turn_of(name)
        reader = self._reader(who)
        running = self._running.latest((reader, who["conversation"], number))  # drawn before it is stored
        *_, kept = self._named({**_of(sent), "turn": number}, reader)
        turn = running or kept
        if number is None or turn is None or turn.reply is None:
            return render.note_html(_REMOVED if turn and turn.note == _GONE else "Source unavailable.")
        place = render.place_of(name, {number: turn.reply})
        if place is None:
            return render.sources_html(number, turn.reply)
        return render.article_html(place, render.to_sources_html(number), self._since(place))

    def _since(self, place: render.ShownPlace) -> str:
        """Draw what has happened to an article since it was cited, nothing if it is unchanged."""
        cited = Citation(1, place.article, place.span)
        try:
            present = self._archive.article(cited.article.id)
        except ArticleNotFoundError:
            return render.note_html(_REMOVED)
        if present.version == cited.article.version:
            return ""
        stands = anchor(present.text, cited.quote, cited.prefix, cited.suffix, cited.span) is not None
        return render_articles.since_html(stands, changes(cited.article.text, present.text))

    # Feedback

    def judge(self, sent: object) -> dict[str, Any]:
        """Store feedback on an answer: right, wrong, the right answer, or that the articles contain none."""
        owner, id, number, turn = self._named(sent, known(sent)["owner"])
        if turn is None or turn.reply is None:
            return {"said": "There is no answer yet.", "saved": False}
        given = _of(sent)
        right_answer, absent = given.get("right_answer") or "", bool(given.get("absent")) and bool(turn.reply.sentences)
        is_right = given.get("verdict") == "up" or (bool(given.get("absent")) and not absent)
        try:
            self._archive.add_feedback(
                turn.reply,
                "up" if is_right and not right_answer else "down",
                history=self._history(owner, id, number),
                right_answer=right_answer,
                absent=absent,
            )
        except InputError as error:
            return {"said": f"Not saved: {error}.", "saved": False}
        except ArchiveError as error:
            _LOG.warning("feedback not kept: %s", error)
            return {"said": f"Not saved: {NOT_WRITTEN}", "saved": False}
        return {"said": _SAVED, "saved": True}

    # What the archive contains

    def held(self, sent: object = None) -> dict[str, str]:
        """Draw the archive's state, and the publishers and articles to filter by."""
        search = _of(sent).get("search")
        return {
            "state": render_chat.state_html(self._archive.state, adds=self._keeps),
            "publishers": render_chat.publishers_html(self._archive.publishers()),
            "sources": self._sources(search if isinstance(search, str) else ""),
        }

    def _sources(self, search: str) -> str:
        try:
            found = self._archive.browse(search[:MAX_QUESTION_CHARACTERS], limit=render_chat.SOURCES_SHOWN)
        except InputError as error:
            return render.note_html(f"{error}.")
        return render_chat.sources_html(found)

    def suggested(self, sent: object = None) -> str:
        """Draw opening questions, found once per generation of the archive."""
        with self._suggesting:
            generation = self._archive.state.generation
            if self._suggestions[0] != generation:
                self._suggestions = generation, suggest(self._archive)
            return render_chat.suggestions_html(self._suggestions[1])

    def further(self, sent: object = None) -> str:
        """Draw two follow-up questions, tried out beforehand; nothing if another question was asked in the meantime."""
        owner, id, number, turn = self._named(sent, known(sent)["owner"])
        if turn is None or turn.reply is None or not self._going_on.acquire(blocking=False):
            return ""
        try:
            found = follow_ups(
                self._archive,
                turn.reply,
                self._history(owner, id, number),
                turn.filters.where(self._archive),
                go_on=lambda: max(self._turns.of(owner, id), default=-1) == number,
            )
        except Exception as error:  # nobody asked for suggestions, so nobody needs to know
            _LOG.warning("no follow-up questions (%s)", type(error).__name__)
            found = []
        finally:
            self._going_on.release()
        return render_chat.suggestions_html(found)

    # Conversations

    def begin(self, sent: object) -> dict[str, Any]:
        """Open the conversation of a link, maybe in another archive, or this browser's last one; name a new browser."""
        who, link = known(sent), str(_of(sent).get("link") or "")
        self._purge_later(0)
        found = self.choose({**who, "conversation": link or who["conversation"]})
        page = self._page_with(link) if link and not found["turns"] else None
        return found if page is None else {**found, "elsewhere": page}

    def choose(self, sent: object) -> dict[str, Any]:
        """Open a conversation, or start a new one if it does not exist."""
        who = known(sent)
        reader, id = self._reader(who), who["conversation"]
        kept = [*self._turns.of(reader, id).items()][-_TURNS_SHOWN:]
        drawn = [
            self._drawn(number, self._turn(turn), last=place == len(kept))
            for place, (number, turn) in enumerate(kept, 1)
        ]
        return {**self._present(who["owner"], id if kept else ""), "turns": drawn, "mine": reader == who["owner"]}

    def rename(self, sent: object) -> dict[str, Any]:
        """Give a conversation another title."""
        who = known(sent)
        title = _of(sent).get("title")
        self._try(lambda: self._conversations.rename(who["owner"], who["conversation"], str(title or "")))
        return self._present(who["owner"], who["conversation"])

    def erase(self, sent: object) -> dict[str, Any]:
        """Delete a conversation; this can be undone for ten minutes."""
        who = known(sent)
        self._try(lambda: self._conversations.delete(who["owner"], who["conversation"]))
        self._purge_later(UNDO.total_seconds() + 1)
        return self._present(who["owner"], "")

    def restore(self, sent: object) -> dict[str, Any]:
        """Undo the deletion of a conversation."""
        who = known(sent)
        self._try(lambda: self._conversations.restore(who["owner"], who["conversation"]))
        return self._present(who["owner"], who["conversation"])

    def save(self, sent: object) -> dict[str, str]:
        """Export a conversation in one of the formats of `SUFFIXES`, and name the file."""
        who, kind = known(sent), str(_of(sent).get("kind"))
        turns = [self._turn(kept) for kept in self._turns.of(self._reader(who), who["conversation"]).values()]
        asked = [(turn.question, turn.reply, turn.note) for turn in turns]
        title = self._title(who["owner"], who["conversation"]) or (turns[0].question if turns else "")
        return {"name": file_name(title, SUFFIXES.get(kind, "md")), "text": conversation_as(kind, asked)}

    def _present(self, owner: str, id: str) -> dict[str, Any]:
        """Return the owner, the current conversation with its title, and the list of their conversations."""
        listed = self._turns.listed(owner)
        return {
            "owner": owner,
            "conversation": id,
            "title": next((one.title for one in listed if one.id == id), ""),
            "rail": render_chat.conversations_html(listed, id),
        }

    def _title(self, owner: str, id: str) -> str:
        return str(self._present(owner, id)["title"])

    def _reader(self, who: Mapping[str, str]) -> str:
        """Return the owner of the conversation; anybody who has its link may read it."""
        return self._turns.owner_of(who["conversation"]) or who["owner"]

    def _named(self, sent: object, owner: str) -> tuple[str, str, int, Turn | None]:
        """Return owner, conversation, number and turn as requested; the turn is None if it does not exist."""
        id, number = known(sent)["conversation"], _of(sent).get("turn")
        number = number if isinstance(number, int) else -1
        kept = self._turns.of(owner, id).get(number)
        return owner, id, number, self._turn(kept) if kept else None

    def _turn(self, kept: TurnJson) -> Turn:
        reply = self._archive.reply_from_json(kept["reply"]) if kept["reply"] else None
        gone = _GONE if kept["reply"] and not reply else kept["note"]
        return Turn(kept["question"], reply, gone, Filters.of(kept.get("filters")), kept["asked_of"])

    def _drawn(self, number: int, turn: Turn, *, last: bool) -> dict[str, Any]:
        html = render_chat.turn_html(number, turn, last=last, judged=self._keeps)
        return {"number": number, "html": html, "open": turn.is_open}

    def _purge_later(self, seconds: float) -> None:
        if self._keeps:
            timer = threading.Timer(seconds, self._turns.purge)
            timer.daemon = True
            timer.start()

    def _try(self, do: Callable[[], _Result]) -> _Result | None:
        """Run `do`; if conversations cannot be read or written, log why, since questions can still be answered."""
        try:
            return do()
        except ArchiveError as error:
            _LOG.warning("%s", error)
            return None


def known(sent: object) -> dict[str, str]:
    """Return the owner and conversation that a browser sends; invent an owner for a browser without one."""
    given = _of(sent)
    owner, conversation = (
        found[:_NAME_CHARACTERS] if isinstance(found := given.get(name), str) else ""
        for name in ("owner", "conversation")
    )
    if not owner or " " in owner:  # names created here contain no space
        owner = secrets.token_urlsafe(24)
    return {"owner": owner, "conversation": conversation}


def _of(sent: object) -> Sent:
    return sent if isinstance(sent, dict) else {}


def _stopped(turn: Turn) -> Turn:
    return turn if turn.reply else replace(turn, note=STOPPED)


def _too_long(characters: int) -> str:
    return f"This question has {characters:,} characters; the limit is {MAX_QUESTION_CHARACTERS:,}."
