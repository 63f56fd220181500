"""What Byline says to people of replies and articles, worded once for every door.

A reply is given as parts. A door decides where a part stands and how it looks, makes what articles and users wrote
harmless in its own format, and words nothing that another door words too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from byline.answering.cited_dates import explained
from byline.language.text import as_sentence, one_line
from byline.question.kinds import NOT_SEARCHED
from byline.records import AddReport, ArticleSummary, Context, ContextKind, Copy, Reply, Sentence
from byline.records.reply import MAY_ANSWER
from byline.records.vocabulary import QuestionKind

NEAREST = "The nearest passages:"
NOTHING_ON_SUBJECT = "Nothing found is about this."
WITHOUT_DATE = "Without a date"

_WRITTEN = "Written by a language model; each sentence was checked against what it cites."
_CONTEXT: Mapping[ContextKind, str] = MappingProxyType(
    {
        "correction": "The article carries a correction:",
        "retraction": "The article carries a retraction:",
        "update": "The article carries an update:",
        "sequel": "The article goes on:",
    }
)
_CORRECTED_ELSEWHERE = "Another article corrects this:"
_KINDS: Mapping[QuestionKind, str] = MappingProxyType(
    {
        "overview": "an overview",
        "side_overview": "one side of a subject",
        "timeline": "a timeline",
        "disagreement": "where articles differ",
        "catalogue": "a question about the articles themselves",
        "several": "several questions",
    }
)
_FAIR = 0.5
_CONFIDENCE_WORDS: Mapping[float, str] = MappingProxyType({0.8: "high", _FAIR: "fair", 0.0: "low"})


@dataclass(frozen=True, slots=True)
class ConflictParts:
    """Values on which articles differ.

    Attributes:
        heading: Says that they differ, and of which kind the conflict is.
        values: Each on one line, with the markers of the citations that say so.
    """

    heading: str
    values: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class StruckParts:
    """A sentence of a language model that is not borne out, on one line, and what is wrong with it."""

    text: str
    faults: str


@dataclass(frozen=True, slots=True)
class ContextParts:
    """What an article says that overturns a quote: a heading, and its words on one line with their marker."""

    heading: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class ReplyParts:
    """What is said of a reply besides its sentences and citations; a part that there is nothing to say for is empty.

    Attributes:
        searched_for: What was searched for, where that is not the question as it was asked.
        understood: Which kind of question it was taken for, where that decides how it is answered.
        preface: Says that the sentences of a likely answer may answer.
        lead: Yes or no, else the few words that answer; never of a likely answer.
        is_sure: Whether the lead is more likely right than wrong.
        conflicts: Values on which the articles cited differ.
        context: What the articles cited say that overturns or limits a quote; it stands after the sentences.
        reason: Why the question is not answered, or not all of it; a sentence.
        note: What to know besides; a sentence.
        dates: What the dates in the quotes mean.
        struck: What a language model wrote besides.
        written: Says that a language model wrote the answer.
        confidence: A word for the probability; empty where nothing was searched, such as after thanks.
        origins: How many independent origins the citations have, without a full stop.
    """

    searched_for: str
    understood: str
    preface: str
    lead: str
    is_sure: bool
    conflicts: tuple[ConflictParts, ...]
    context: tuple[ContextParts, ...]
    reason: str
    note: str
    dates: tuple[str, ...]
    struck: tuple[StruckParts, ...]
    written: str
    confidence: str
    origins: str


def parts_of(reply: Reply) -> ReplyParts:
    """Return what is said of a reply."""
    return ReplyParts(
        searched_for=reply.query if reply.query != one_line(reply.question) else "",
        understood=f"Understood as: {_KINDS[reply.question_kind]}" if reply.question_kind in _KINDS else "",
        preface=MAY_ANSWER if reply.status == "likely" else "",
        lead=reply.lead or "",
        is_sure=reply.confidence >= _FAIR,
        conflicts=tuple(
            ConflictParts(
                f"Articles differ ({conflict.type}):",
                tuple(Sentence(one_line(one.value), one.markers) for one in conflict.values),
            )
            for conflict in reply.conflicts
        ),
        context=tuple(
            ContextParts(_context_heading(reply, one), Sentence(one_line(one.quote), (one.marker,)))
            for one in reply.context
        ),
        reason=as_sentence(reply.reason) if reply.reason else "",
        note=as_sentence(reply.note) if reply.note else "",
        dates=tuple(map(explained, reply.dates)),
        struck=tuple(StruckParts(one_line(one.text), "; ".join(one.faults)) for one in reply.struck),
        written=_WRITTEN if reply.mode == "written" else "",
        confidence="" if reply.question_kind in NOT_SEARCHED else _word_for(reply.confidence),
        origins=reply.origins.sentence,
    )


def _word_for(confidence: float) -> str:
    return next(word for least, word in _CONFIDENCE_WORDS.items() if confidence >= least)


def _context_heading(reply: Reply, context: Context) -> str:
    same = any(context.article.id == one.article.id for one in reply.citations)
    return _CONTEXT[context.kind] if same else _CORRECTED_ELSEWHERE


def described(*known: str | None) -> str:
    """Put what is known of an article on one line; what is not known is left out."""
    return " · ".join(one_line(part) for part in known if part)


def versions_of(article: ArticleSummary) -> str:
    """Count the versions of an article, empty if there is one."""
    return f"{article.versions} versions" if article.versions > 1 else ""


def likeness_of(copy: Copy) -> str:
    """Say how much of its text a copy has in common with the article that it is a copy of."""
    return f"({copy.similarity:.0%} in common)"


def added_by(report: AddReport) -> str:
    """Count what became of the articles that were taken."""
    return f"{len(report.added)} added, {len(report.updated)} updated, {len(report.unchanged)} unchanged"


def iso_day_of(moment: datetime | None) -> str:
    """Write the day of a moment as `2025-08-01`, empty if it is not known."""
    return f"{moment:%Y-%m-%d}" if moment else ""


def day_of(moment: datetime | None) -> str:
    """Write the day of a moment for people: `01 August 2025`, `undated` if it is not known."""
    return f"{moment:%d %B %Y}" if moment else "undated"
