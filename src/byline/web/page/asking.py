"""The conversation: what is asked, what came of it, and how it is kept.

question ── take ──> shown at once ── ask ──> turn after turn of the reply ──> kept, if the index can be written
browser: a random name and the conversation it last saw ── begin ──> its conversations, as they were left
"""

import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import gradio as gr

from byline.archive import Archive
from byline.errors import ArchiveError, ArticleNotFoundError, InputError
from byline.language.text import one_line
from byline.provenance.verification import anchor
from byline.records import Citation, Reply, Where
from byline.records.vocabulary import Thumb
from byline.records.wire import TurnJson
from byline.settings import MAX_QUESTION_CHARACTERS
from byline.web import events
from byline.web.page import render, render_articles
from byline.web.page.export import conversation_as
from byline.web.suggestions import suggest
from byline.web.textdiff import changes
from byline.web.work import NOT_WRITTEN

NEW = "new"  # stands in the list for the conversation that is not kept yet
_LOG = logging.getLogger(__name__)
_TURNS_KEPT = 50
_ARTICLES_OFFERED = 500  # to ask of alone; the list would be too long
_NAME_CHARACTERS = 64
_GONE = (
    "This answer can no longer be shown: an article that it cited was removed, or another version of Byline kept it."
)

_KEPT = render.note_html("Kept, thank you. It counts when answers are measured: see byline feedback.")

_Result = TypeVar("_Result")
Browser = dict[str, str]  # what a browser keeps: its `owner` name and the `conversation` it is in
Messages = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it.

    Attributes:
        number: From 0, in its conversation.
        reply: None if it could not be asked.
        note: Why it could not be asked.
        asked_of: Which articles alone were asked, in words; empty if all.
    """

    number: int
    question: str
    reply: Reply | None = None
    note: str = ""
    asked_of: str = ""

    def to_dict(self) -> TurnJson:
        """Return the turn as plain JSON values."""
        return {
            "question": self.question,
            "reply": self.reply.to_dict() if self.reply else None,
            "note": self.note,
            "asked_of": self.asked_of,
        }


Turns = tuple[Turn, ...]


class Asking:
    """The events of the conversation.

    Args:
        archive: What is asked.
        keeps: Whether conversations are kept.
    """

    def __init__(self, archive: Archive, *, keeps: bool = True) -> None:
        self._archive = archive
        self._keeps = keeps
        self._conversations = archive.conversations
        self._suggestions: tuple[int, list[str]] = (-1, [])
        self._suggesting = threading.Lock()

    # Ask

    def take(self, asked: object, earlier: Turns) -> tuple[str, Messages, str]:
        """Show a question at once and empty the box."""
        taken = asked[: MAX_QUESTION_CHARACTERS + 1] if isinstance(asked, str) else ""
        return taken, [*messages(earlier), *([_said(taken)] if one_line(taken) else [])], ""

    def take_example(self, sample: Sequence[str], earlier: Turns) -> tuple[str, Messages, str]:
        """The same for one of the examples."""
        return self.take(sample[0], earlier)

    def take_last(self, earlier: Turns) -> tuple[str, Messages, Turns]:
        """Ask the last question once more, in place of what came of it."""
        if not earlier:
            return "", [], ()
        before, question = earlier[:-1], earlier[-1].question
        return question, [*messages(before), _said(question)], before

    def ask(self, taken: str, earlier: Turns, browser: Browser, *conditions: Any) -> Iterator[tuple[Any, ...]]:
        """Answer: yield the turns, what is drawn of them, what the browser keeps and its list as they change."""
        if not one_line(taken):
            yield (gr.skip(),) * 5
            return
        now, browser = earlier, known(browser)
        number = earlier[-1].number + 1 if earlier else 0
        for turn in self._turns(taken, number, [turn.question for turn in earlier if turn.reply], *conditions):
            now = (*earlier, turn)[-_TURNS_KEPT:]
            yield now, messages(now), sources_of(now), gr.skip(), gr.skip()
        kept = self._keep(now[-1], browser)
        yield gr.skip(), gr.skip(), gr.skip(), kept, self.listed(kept)

    def _turns(self, question: str, number: int, history: Sequence[str], *conditions: Any) -> Iterator[Turn]:
        """Ask, yield what there is meanwhile, and turn whatever goes wrong into a note fit for the browser."""
        turn = Turn(number, question[:MAX_QUESTION_CHARACTERS])
        try:
            where = where_of(*conditions)
            turn = replace(turn, asked_of=in_words(where))
            for reply in events.watched(question, self._archive.replies(question, history, where)):
                yield replace(turn, reply=reply)
        except InputError as error:
            yield replace(turn, note=f"{error}.")
        except Exception as error:
            yield replace(turn, note=events.failed("ask", error))

    def searched(self, earlier: Turns) -> str:
        """Return what was searched for last, to be edited and asked again."""
        return next((turn.reply.query for turn in reversed(earlier) if turn.reply), "")

    def opened(self, name: object, turns: Turns) -> str:
        """Draw the place that a button names."""
        replies = [turn.reply for turn in turns]
        place = render.place_of(name, replies)
        if place is not None:
            back = render.to_sources_html(int(str(name).partition("-")[0]))
            return render.article_html(place, back, self._since(place))
        turn = int(name) if isinstance(name, str) and name.isdecimal() else -1
        reply = replies[turn] if 0 <= turn < len(replies) else None
        return render.sources_html(turn, reply) if reply else render.note_html("That source is no longer at hand.")

    def _since(self, place: render.ShownPlace) -> str:
        """Draw what has become of an article since it was cited, nothing if it is as it was."""
        cited = Citation(1, place.article, place.span)
        try:
            present = self._archive.article(cited.article.id)
        except ArticleNotFoundError:
            return render.note_html("This article has been removed from the archive since.")
        if present.version == cited.article.version:
            return ""
        stands = anchor(present.text, cited.quote, cited.prefix, cited.suffix, cited.span) is not None
        return render_articles.since_html(stands, changes(cited.article.text, present.text))

    # Say what is right

    def approve(self, earlier: Turns) -> str:
        """Keep that the last answer was right."""
        return self._say(earlier, "up")

    def disapprove(self, earlier: Turns) -> str:
        """Keep that it was wrong."""
        return self._say(earlier, "down")

    def deny(self, earlier: Turns) -> str:
        """Keep that the articles do not answer the question."""
        answered = bool(earlier and earlier[-1].reply and earlier[-1].reply.sentences)
        return self._say(earlier, "down", absent=True) if answered else self.approve(earlier)

    def correct(self, right_answer: str, earlier: Turns) -> tuple[str, str]:
        """Keep what would have been the right answer, and empty the box if that was done."""
        if not one_line(right_answer):
            return render.note_html("Write the right answer, in the words of the articles."), right_answer
        told = self._say(earlier, "down", right_answer=right_answer)
        return told, "" if told == _KEPT else right_answer

    def _say(self, earlier: Turns, verdict: Thumb, **what: Any) -> str:
        reply = earlier[-1].reply if earlier else None
        if reply is None:
            return render.note_html("There is no answer yet.")
        history = [turn.question for turn in earlier[:-1] if turn.reply]
        try:
            self._archive.add_feedback(reply, verdict, history=history, **what)
        except InputError as error:
            return render.note_html(f"Not kept: {error}.")
        except ArchiveError as error:
            _LOG.warning("feedback not kept: %s", error)
            return render.note_html(f"Not kept: {NOT_WRITTEN}")
        return _KEPT

    # What there is to ask

    def held(self) -> tuple[str, gr.Dropdown, gr.Dropdown]:
        """Tell what the archive holds, and which publishers and articles can be asked alone."""
        newest = self._archive.browse(limit=_ARTICLES_OFFERED).articles
        return (
            render.state_html(self._archive.state),
            gr.Dropdown(choices=self._archive.publishers()),
            gr.Dropdown(choices=[(one_line(one.title) or one.id, one.id) for one in newest]),
        )

    def times(self) -> str:
        """Draw how long the stages of the answers took."""
        return render.timings_html(self._archive.timings.stages())

    def suggested(self) -> gr.Dataset:
        """Suggest questions, looked for once for each generation of the archive."""
        with self._suggesting:
            generation = self._archive.state.generation
            if self._suggestions[0] != generation:
                self._suggestions = generation, suggest(self._archive)
            questions = self._suggestions[1]
        return gr.Dataset(samples=[[question] for question in questions], visible=bool(questions))

    # Keep

    def begin(self, browser: Browser) -> tuple[Browser, gr.Dropdown, Turns, Messages, str]:
        """Go on where a browser left off, with a new name for one that has none."""
        who = known(browser)
        return self.choose(who["conversation"], who)

    def choose(self, id: str, browser: Browser) -> tuple[Browser, gr.Dropdown, Turns, Messages, str]:
        """Open one of the browser's conversations."""
        owner = known(browser)["owner"]
        turns = self._load(owner, id)
        kept = {"owner": owner, "conversation": id if turns else NEW}
        return kept, self.listed(kept), turns, messages(turns), sources_of(turns)

    def start(self, browser: Browser) -> tuple[Browser, gr.Dropdown, Turns, Messages, str]:
        """Start a new conversation."""
        return self.choose(NEW, browser)

    def confirm(self) -> gr.Button:
        """Ask whether the conversation is to be deleted."""
        return gr.Button(visible=True)

    def rename(self, title: str, browser: Browser) -> tuple[gr.Dropdown, str]:
        """Give the conversation another title."""
        who = known(browser)
        self._try(lambda: self._conversations.rename(who["owner"], who["conversation"], title))
        return self.listed(who), ""

    def delete(self, browser: Browser) -> tuple[Browser, gr.Dropdown, Turns, Messages, str, gr.Button]:
        """Delete the conversation and start a new one."""
        who = known(browser)
        self._try(lambda: self._conversations.delete(who["owner"], who["conversation"]))
        return *self.start(who), gr.Button(visible=False)

    def listed(self, browser: Browser) -> gr.Dropdown:
        """List a browser's conversations, the present one chosen."""
        found = self._try(lambda: self._conversations.of(browser["owner"])) or []
        choices = [("New conversation", NEW), *((one.title, one.id) for one in found)]
        chosen = browser["conversation"]
        return gr.Dropdown(choices=choices, value=chosen if any(id == chosen for _, id in choices) else NEW)

    def _load(self, owner: str, id: str) -> Turns:
        kept = [] if id == NEW else self._try(lambda: self._conversations.turns(owner, id)) or []
        return tuple(self._turn(number, content) for number, content in enumerate(kept))[-_TURNS_KEPT:]

    def _turn(self, number: int, content: TurnJson) -> Turn:
        reply = self._archive.reply_from_json(content["reply"]) if content["reply"] else None
        gone = _GONE if content["reply"] and not reply else content["note"]
        return Turn(number, content["question"], reply, gone, content["asked_of"])

    def _keep(self, turn: Turn, browser: Browser) -> Browser:
        if not self._keeps:
            return browser
        id = browser["conversation"]
        kept = {**browser, "conversation": secrets.token_urlsafe(9) if id == NEW else id}
        try:
            self._conversations.keep(kept["owner"], kept["conversation"], turn.number, turn.to_dict())
        except ArchiveError as error:
            _LOG.warning("%s", error)
            return browser
        return kept

    def _try(self, do: Callable[[], _Result]) -> _Result | None:
        """Do it, or log why the conversations cannot be read or written: answers are given all the same."""
        try:
            return do()
        except ArchiveError as error:
            _LOG.warning("%s", error)
            return None


def known(browser: object) -> Browser:
    """Return what a browser keeps, with a new name for one that has none or sends what is none."""
    kept = browser if isinstance(browser, dict) else {}
    owner, conversation = (str(kept.get(name) or "")[:_NAME_CHARACTERS] for name in ("owner", "conversation"))
    return {"owner": owner or secrets.token_urlsafe(24), "conversation": conversation or NEW}


def where_of(publishers: Any = None, since: Any = None, until: Any = None, articles: Any = None) -> Where | None:
    """Return the conditions that were chosen in the page, None if there are none.

    Raises:
        InputError: A date cannot be read.
    """
    where = Where(publishers or None, one_line(since or "") or None, one_line(until or "") or None, articles or None)
    return where if where != Where() else None


def in_words(where: Where | None) -> str:
    """Say in words which articles alone are asked."""
    if where is None:
        return ""
    parts = [
        f"published by {' or '.join(map(str, where.publisher))}" if where.publisher else "",
        f"since {where.since}" if where.since else "",
        f"until {where.until}" if where.until else "",
        f"{len(where.ids)} of them chosen" if where.ids else "",
    ]
    return f"Asked only of articles {', '.join(filter(None, parts))}"


def messages(turns: Turns) -> Messages:
    """Draw a conversation."""
    drawn = []
    for place, turn in enumerate(turns):
        answer = render.reply_html(place, turn.reply) if turn.reply else render.note_html(turn.note)
        drawn.append(_said(turn.question))
        asked_of = render.note_html(f"{turn.asked_of}.") if turn.asked_of else ""
        drawn.append({"role": "assistant", "content": gr.HTML(asked_of + answer)})
    return drawn


def sources_of(turns: Turns) -> str:
    """Draw the sources of the newest turn."""
    newest = turns[-1].reply if turns else None
    if newest is None:
        return render.note_html("The sources of an answer are shown here.")
    return render.sources_html(len(turns) - 1, newest)


def exported(turns: Turns, kind: str) -> str:
    """Write a conversation as one of the kinds of `export.SUFFIXES`."""
    return conversation_as(kind, [(turn.question, turn.reply, turn.note) for turn in turns])


def _said(question: str) -> dict[str, Any]:
    return {"role": "user", "content": gr.HTML(render.question_html(question[:MAX_QUESTION_CHARACTERS]))}
