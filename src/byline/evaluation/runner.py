"""Ask every question and measure the replies."""

import dataclasses
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from byline.errors import ArticleNotFoundError, InputError
from byline.evaluation.metrics import (
    RANKED_ARTICLES,
    Measured,
    MetricDifference,
    differences,
    exact_match,
    f1,
    holds,
    intervals,
    measure,
    ranking,
    reliability,
    risk_coverage,
    traced,
)
from byline.evaluation.questions import LabelledQuestion, read_questions
from byline.language.values import AGREE, compare, value_of
from byline.records import Article, Citation, Hit, Reply, Trace, Verdict
from byline.records.vocabulary import OVERVIEWS

_PASSAGES = 100  # passages retrieved to find ten distinct articles


class AskableArchive(Protocol):
    """The object that is evaluated: an archive, or a substitute for one."""

    def ask(self, question: str, history: Sequence[str] = ()) -> Reply:
        """Answer a question."""
        ...

    def search(self, query: str, k: int = 10) -> Sequence[Hit]:
        """Find passages, best first."""
        ...

    def article(self, id: str) -> Article:
        """Return an article; `ArticleNotFoundError` if no article has this id."""
        ...

    def trace(self, excerpt: str) -> Trace:
        """Find the article that an excerpt is from."""
        ...


@dataclass(frozen=True, slots=True)
class Row:
    """A question, its reply and the measurements.

    Attributes:
        question: The question as it was given.
        query: What was searched for.
        status: The status of the reply.
        shown: The sentences with their markers.
        short: The short answer.
        verdict: Yes or no, if the reply gives it.
        reason: Why the status is not `answered`.
        cited: Id and quote of each citation.
        conflicts: Values on which the reply says that articles differ, one tuple per conflict.
        retrieved: Ids of the first ten distinct articles, best first.
        sources: Id of the article given as the source of each excerpt; None if none was given.
        measured: The measurements; see `Measured`.
    """

    question: LabelledQuestion
    query: str
    status: str
    shown: str
    short: str | None
    verdict: Verdict | None
    reason: str
    cited: tuple[tuple[str, str], ...]
    conflicts: tuple[tuple[str, ...], ...]
    retrieved: tuple[str, ...]
    sources: tuple[str | None, ...]
    measured: Measured

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain JSON values."""
        return {
            **self.question.to_dict(),
            "query": self.query,
            "status": self.status,
            "shown": self.shown,
            "short": self.short,
            "verdict_given": self.verdict,
            "reason": self.reason,
            "cited": [{"article": id, "quote": quote} for id, quote in self.cited],
            "conflicts": [list(values) for values in self.conflicts],
            "retrieved": list(self.retrieved),
            "sources": list(self.sources),
            **dataclasses.asdict(self.measured),
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result of an evaluation.

    Attributes:
        rows: One row per question, in the order given.
        warnings: Problems with the questions: articles that the archive does not have.
    """

    rows: tuple[Row, ...]
    warnings: tuple[str, ...] = ()

    @property
    def metrics(self) -> dict[str, float | None]:
        """The value of each metric; None if no question applies to it."""
        return measure([row.measured for row in self.rows])

    @property
    def intervals(self) -> dict[str, tuple[float, float] | None]:
        """The 95 % bootstrap interval of each metric."""
        return intervals([row.measured for row in self.rows])

    @property
    def by_kind(self) -> dict[str, dict[str, float | None]]:
        """The metrics for each kind of question, in order of first appearance."""
        kinds = dict.fromkeys(row.question.kind for row in self.rows)
        return {kind: measure([row.measured for row in self.rows if row.question.kind == kind]) for kind in kinds}

    @property
    def curves(self) -> dict[str, list[dict[str, float]]]:
        """The points of the reliability diagram and the risk-coverage curve, as plain JSON values."""
        measured = [row.measured for row in self.rows]
        answers = [one for one in measured if one.answered]
        bins = reliability(
            np.array([one.confidence for one in answers]), np.array([one.found for one in answers], dtype=bool)
        )
        return {
            "reliability": [dataclasses.asdict(one) for one in bins],
            "risk_coverage": [{"coverage": share, "risk": risk} for share, risk in risk_coverage(measured)],
        }

    def compared(self, earlier: dict[str, Measured]) -> tuple[int, dict[str, MetricDifference]]:
        """Compare with an earlier run, over the questions with the same id.

        Args:
            earlier: The earlier measurements, by question id.

        Returns:
            The number of matching ids, and the difference of each metric: this run minus the earlier one.

        Raises:
            InputError: No id matches.
        """
        rows = [row for row in self.rows if row.question.id in earlier]
        if not rows:
            raise InputError("compare: found none of these questions, expected an earlier run over the same questions")
        return len(rows), differences([row.measured for row in rows], [earlier[row.question.id] for row in rows])

    def to_dict(self) -> dict[str, Any]:
        """Return the evaluation as plain JSON values."""
        return {
            "metrics": self.metrics,
            "by_kind": self.by_kind,
            "curves": self.curves,
            "questions": [row.to_dict() for row in self.rows],
        }


def evaluate(
    archive: AskableArchive,
    questions: str | Path | Iterable[LabelledQuestion],
    *,
    acknowledge: Callable[[Row], object] = lambda row: None,
) -> Evaluation:
    """Ask an archive every question and measure the replies.

    The first question is also asked once beforehand, so that loading the models is not measured as latency.

    Args:
        archive: The archive to ask.
        questions: A file of JSON Lines, or the questions themselves.
        acknowledge: Called with each row once it is measured.

    Raises:
        InputError: A question is malformed, two have the same id, or there are none.
    """
    asked = read_questions(questions) if isinstance(questions, str | Path) else list(questions)
    if not asked:
        raise InputError("questions: found none, expected at least one")
    if len({question.id for question in asked}) < len(asked):
        raise InputError("questions: found an id twice, expected each once")
    articles = _Articles(archive)
    warnings = tuple(_warnings(asked, articles))
    archive.ask(asked[0].question, asked[0].history)
    rows = []
    for question in asked:
        rows.append(_row(archive, articles, question))
        acknowledge(rows[-1])
    return Evaluation(tuple(rows), warnings)


class _Articles:
    """The texts of the articles of an archive, each read once."""

    def __init__(self, archive: AskableArchive) -> None:
        self._archive = archive
        self._texts: dict[str, str | None] = {}

    def text(self, id: str) -> str | None:
        """Return the text of an article; None if no article has this id."""
        if id not in self._texts:
            try:
                self._texts[id] = self._archive.article(id).text
            except ArticleNotFoundError:
                self._texts[id] = None
        return self._texts[id]


def _warnings(questions: Sequence[LabelledQuestion], articles: _Articles) -> Iterable[str]:
    named: dict[str, list[str]] = {}
    for question in questions:
        for id in dict.fromkeys((*question.articles, *(id for one in question.excerpts for id in one.articles))):
            named.setdefault(id, []).append(question.id)
    for id, askers in named.items():
        if articles.text(id) is None:
            others = f" and {len(askers) - 1} more" if len(askers) > 1 else ""
            yield f"question {askers[0]!r}{others}: article {id!r} is not in the archive, so it cannot be found: add it"


def _row(archive: AskableArchive, articles: _Articles, question: LabelledQuestion) -> Row:
    started = time.perf_counter()
    reply = archive.ask(question.question, question.history)
    latency_ms = (time.perf_counter() - started) * 1000
    hits = archive.search(reply.query, _PASSAGES)
    retrieved = tuple(dict.fromkeys(hit.article.id for hit in hits))[:RANKED_ARTICLES]
    right = {citation.marker for citation in reply.citations if _is_right(citation, question)}
    shown = " ".join(sentence.text for sentence in reply.sentences)
    sources = tuple(_source(archive.trace(one.text)) for one in question.excerpts)
    outcomes = [traced(source, one.articles) for source, one in zip(sources, question.excerpts, strict=True)]
    measured = Measured(
        answerable=question.answerable,
        answered=reply.status != "no_answer",
        found=question.verdict in {None, reply.verdict} and holds(shown, question.answers),
        confidence=reply.confidence,
        em=exact_match(reply.short, question.answers),
        f1=f1(reply.short, question.answers),
        ranking=ranking(retrieved, question.articles) if question.articles else None,
        citations=len(reply.citations),
        exact_quotes=sum(_is_exact(citation, articles) for citation in reply.citations),
        right_citations=len(right),
        sentences=len(reply.sentences),
        supported_sentences=sum(not right.isdisjoint(sentence.markers) for sentence in reply.sentences),
        characters=0 if reply.question_kind in OVERVIEWS else len(reply.text),
        latency_ms=latency_ms,
        **_conflicts(reply, question),
        verdicts_asked=int(question.verdict is not None),
        right_verdicts=int(question.verdict is not None and reply.verdict == question.verdict),
        items_asked=len(question.items),
        shown_items=sum(holds(shown, [item]) for item in question.items),
        excerpts=len(outcomes),
        rightly_traced=outcomes.count("right"),
        wrongly_traced=outcomes.count("wrong"),
    )
    return Row(
        question=question,
        query=reply.query,
        status=reply.status,
        shown=reply.text,
        short=reply.short,
        verdict=reply.verdict,
        reason=reply.reason,
        cited=tuple((citation.article.id, citation.quote) for citation in reply.citations),
        conflicts=tuple(tuple(one.value for one in conflict.values) for conflict in reply.conflicts),
        retrieved=retrieved,
        sources=sources,
        measured=measured,
    )


def _source(trace: Trace) -> str | None:
    return trace.source.article.id if trace.source else None


def _conflicts(reply: Reply, question: LabelledQuestion) -> dict[str, int]:
    """Match the conflicting values that a reply gives with the known ones, one to one."""
    if question.conflict is None:
        return {}
    claimed = [value_of(one.value) for conflict in reply.conflicts for one in conflict.values]
    unclaimed = [value_of(value) for value in question.conflict]
    for one in claimed:
        right = next((other for other in unclaimed if compare(one, other) in AGREE), None)
        if right:
            unclaimed.remove(right)
    matched = len(question.conflict) - len(unclaimed)
    return {
        "claimed_values": len(claimed),
        "right_claimed_values": matched,
        "conflict_values": len(question.conflict),
        "found_conflict_values": matched,
    }


def _is_right(citation: Citation, question: LabelledQuestion) -> bool:
    return citation.article.id in question.articles and holds(citation.quote, question.answers)


def _is_exact(citation: Citation, articles: _Articles) -> bool:
    text = articles.text(citation.article.id)
    return text is not None and text[citation.span.start : citation.span.end] == citation.quote
