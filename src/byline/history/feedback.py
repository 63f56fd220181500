"""Feedback on replies, stored next to the index, and the labelled questions made from it.

    all Feedback on a question -the latest informative one-> LabelledQuestion, or the reason why there is none

Feedback is never changed or deleted; to correct it, give new feedback.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, get_args

from byline.errors import ArchiveError, ArticleNotFoundError, InputError
from byline.evaluation.metrics import holds, padded, tokens
from byline.evaluation.questions import LabelledQuestion, require_at_most, require_text
from byline.language.text import folded, shorten
from byline.records.vocabulary import Thumb
from byline.records.wire import FeedbackJson
from byline.settings import MAX_QUESTION_CHARACTERS
from byline.store.sidecar import Sidecar
from byline.store.sql import Snapshot

FILE = "feedback.db"
KIND = "feedback"
SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    number INTEGER PRIMARY KEY, given_at TEXT NOT NULL, verdict TEXT NOT NULL, question TEXT NOT NULL,
    history TEXT NOT NULL, right_answer TEXT NOT NULL, absent INTEGER NOT NULL, reply TEXT NOT NULL
);
"""
_SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Feedback:
    """One person's feedback on a reply.

    Attributes:
        given_at: When it was given, in UTC.
        verdict: `up` if the reply was right (a reply without an answer can be right, too), `down` if it was wrong.
        question: The question as asked.
        history: Earlier questions of the conversation, oldest first.
        right_answer: The right answer; empty if none was given.
        absent: Whether the person says that the articles do not answer the question.
        reply: What `Reply.to_dict` returned.

    Raises:
        InputError: The verdict is unknown; a text is not a string, too long or contains a lone surrogate; the right
            answer has no word that is compared; or the feedback contradicts itself.
    """

    given_at: datetime
    verdict: Thumb
    question: str
    history: tuple[str, ...] = ()
    right_answer: str = ""
    absent: bool = False
    reply: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.verdict not in get_args(Thumb):
            raise InputError(f"verdict: found {shorten(repr(self.verdict), 40)}, expected up or down")
        object.__setattr__(self, "history", LabelledQuestion(KIND, KIND, self.question, history=self.history).history)
        if self.right_answer != "":
            require_text("right_answer", self.right_answer)
            require_at_most("right_answer", self.right_answer, MAX_QUESTION_CHARACTERS)
            if not tokens(self.right_answer):
                found = shorten(repr(self.right_answer), 40)
                raise InputError(f"right_answer: found {found}, expected words other than a, an, the")
            if self.absent:
                raise InputError("right_answer: found one, expected none if the articles do not answer the question")
        if self.verdict == "up" and (self.right_answer or self.absent):
            raise InputError("verdict: found up, expected down if another answer would have been right")

    @property
    def is_bare(self) -> bool:
        """Whether it says only that the reply was wrong, not what would have been right."""
        return self.verdict == "down" and not self.right_answer and not self.absent

    def to_dict(self) -> FeedbackJson:
        """Return the feedback as plain JSON values."""
        return {
            "given_at": self.given_at.isoformat(),
            "verdict": self.verdict,
            "question": self.question,
            "history": list(self.history),
            "right_answer": self.right_answer,
            "absent": self.absent,
            "reply": dict(self.reply),
        }


class FeedbackStore:
    """Stores feedback; it cannot be changed or deleted.

    Args:
        beside: Where to store it; nothing is written before the first feedback.
    """

    def __init__(self, beside: Sidecar) -> None:
        self._sidecar = beside

    def keep(self, given: Feedback) -> None:
        """Store feedback; when this returns, it is on disk.

        Raises:
            ArchiveError: The feedback cannot be written.
        """
        with self._sidecar.changing() as database:
            database.execute(
                "INSERT INTO feedback (given_at, verdict, question, history, right_answer, absent, reply)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    given.given_at.isoformat(),
                    given.verdict,
                    given.question,
                    json.dumps(list(given.history)),
                    given.right_answer,
                    int(given.absent),
                    json.dumps(dict(given.reply)),
                ),
            )

    def all(self) -> list[Feedback]:
        """Return all feedback, oldest first.

        Raises:
            ArchiveError: The file cannot be read, or contains something else.
        """
        query = "SELECT given_at, verdict, question, history, right_answer, absent, reply FROM feedback ORDER BY number"
        rows = self._sidecar.read(query)
        try:
            return [
                Feedback(
                    datetime.fromisoformat(given_at),
                    verdict,
                    question,
                    tuple(json.loads(history)),
                    right_answer,
                    bool(absent),
                    json.loads(reply),
                )
                for given_at, verdict, question, history, right_answer, absent, reply in rows
            ]
        except (TypeError, ValueError) as error:
            raise ArchiveError(f"{self._sidecar.name}: contains something other than feedback ({error})") from error


def questions_of(feedback: Iterable[Feedback], rows: Snapshot) -> tuple[list[LabelledQuestion], list[str]]:
    """Make labelled questions from feedback. For each question, the latest informative feedback wins.

    Args:
        feedback: Oldest first.
        rows: The articles as they are now.

    Returns:
        The labelled questions, whose ids stay the same from call to call, and for each question left out, the reason.
    """
    asked: dict[str, list[Feedback]] = {}
    for one in feedback:
        asked.setdefault(_id(one), []).append(one)
    telling = {id: _telling(said) for id, said in asked.items()}
    holders = _holders({id: one for id, one in telling.items() if one.right_answer}, rows)
    questions, left_out = [], []
    for id, one in telling.items():
        try:
            answers, articles = _known(one, holders.get(id, ()), rows)
            questions.append(LabelledQuestion(id, KIND, one.question, answers, articles, one.history))
        except (InputError, LookupError, TypeError) as error:
            reason = error if isinstance(error, InputError) else "its reply was saved by another version of Byline"
            left_out.append(f'"{shorten(one.question, _SHOWN_CHARACTERS)}": {reason}')
    return questions, left_out


def wrong_without_answer(feedback: Iterable[Feedback]) -> list[Feedback]:
    """Return, oldest first, the feedback for each question where all we know is that the reply was wrong."""
    asked: dict[str, list[Feedback]] = {}
    for one in feedback:
        asked.setdefault(_id(one), []).append(one)
    return [telling for said in asked.values() if (telling := _telling(said)).is_bare]


def _id(one: Feedback) -> str:
    asked = json.dumps([folded(question) for question in (*one.history, one.question)])
    return f"{KIND}-{hashlib.sha256(asked.encode()).hexdigest()[:16]}"


def _telling(said: Sequence[Feedback]) -> Feedback:
    """Return the latest informative feedback; a bare `down` only cancels an earlier `up` on the same answer."""
    taken_back = []
    for one in reversed(said):
        if one.is_bare:
            taken_back.append(one.reply.get("answer"))
        elif one.verdict == "down" or one.reply.get("answer") not in taken_back:
            return one
    return said[-1]


def _known(one: Feedback, holders: Sequence[str], rows: Snapshot) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the right answers and the articles that contain them; both are empty if the articles do not answer.

    Raises:
        InputError: The right answer is not known, or no longer in an article.
    """
    if one.is_bare:
        raise InputError("no right answer was given")
    if one.right_answer:
        if not holders:
            raise InputError(f'no article contains the right answer "{shorten(one.right_answer, _SHOWN_CHARACTERS)}"')
        return (one.right_answer,), tuple(holders)
    if one.absent or one.reply["status"] == "no_answer":
        return (), ()
    cited = [citation["document_id"] for citation in one.reply["citations"]]
    quote, short = one.reply["citations"][0]["cited_text"], one.reply["short"]
    texts = _texts(cited, rows)
    answer = short if short and holds(quote, [short]) else quote
    if not any(answer in text for text in texts.values()):
        raise InputError("its answer is no longer in the articles it cites")
    return (answer,), tuple(texts)


def _holders(sought: Mapping[str, Feedback], rows: Snapshot) -> dict[str, list[str]]:
    """Return the ids of the articles that contain each right answer: among those its reply names, else among all."""
    words = {id: padded(one.right_answer) for id, one in sought.items()}
    found: dict[str, list[str]] = {}
    for id, one in sought.items():
        places = (place for name in ("citations", "hits", "nearest") for place in one.reply.get(name, ()))
        texts = _texts((place.get("document_id") for place in places), rows)
        found[id] = [article for article, text in texts.items() if words[id] in padded(text)]
    missing = [id for id, articles in found.items() if not articles]
    for article, text in rows.bodies() if missing else ():
        within = padded(text)
        for id in missing:
            if words[id] in within:
                found[id].append(article)
    return found


def _texts(ids: Iterable[str], rows: Snapshot) -> dict[str, str]:
    """Return the texts of the articles that still exist, by id."""
    texts = {}
    for id in dict.fromkeys(ids):
        try:
            texts[id] = rows.article(id).text
        except ArticleNotFoundError:
            continue
    return texts
