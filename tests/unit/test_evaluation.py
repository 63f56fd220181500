"""The evaluation: questions read, replies measured, poor readers exposed, gates, comparisons, the page, the command."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from support import article, span_of

import byline
from byline import (
    Archive,
    Article,
    ArticleNotFoundError,
    Citation,
    Conflict,
    ConflictingValue,
    Hit,
    InputError,
    Match,
    Passage,
    Reply,
    Sentence,
    Span,
    Trace,
    cli,
)
from byline.evaluation import Evaluation, Excerpt, LabelledQuestion, evaluate, gate, read_questions, report
from byline.evaluation.metrics import METRICS
from byline.records import Status, Verdict

LAW = article("law", "The ban came first. The law takes effect on August 1. Pan Gongsheng is the governor.")
TRADE = article("trade", "Trade grew. Amazon and Walmart look at stablecoins.")
ARTICLES = (LAW, TRADE)

DATE = LabelledQuestion("date", "when", "When does the law take effect?", ("August 1", "1 August"), ("law",))
WHO = LabelledQuestion("who", "person", "Who is the governor?", ("Pan Gongsheng",), ("law",))
SHOPS = LabelledQuestion("shops", "person", "Which shops look at stablecoins?", ("Amazon and Walmart",), ("trade",))
ABSENT = LabelledQuestion("absent", "absent", "Who leads JD.com?")
QUESTIONS = (DATE, WHO, SHOPS, ABSENT)


class FakeArchive:
    """Gives scripted replies; its search finds a passage of every article."""

    def __init__(self, answer: Callable[[LabelledQuestion], Reply], articles: Sequence[Article] = ARTICLES) -> None:
        self.answer, self.articles = answer, {one.id: one for one in articles}
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.searched: list[str] = []

    def ask(self, question: str, history: Sequence[str] = ()) -> Reply:
        self.asked.append((question, tuple(history)))
        return self.answer(next(one for one in QUESTIONS if one.question == question))

    def search(self, query: str, k: int = 10) -> tuple[Hit, ...]:
        self.searched.append(query)
        return tuple(
            Hit(Passage(one, Span(0, 5)), 1 / rank, rank) for rank, one in enumerate(self.articles.values(), start=1)
        )

    def article(self, id: str) -> Article:
        if id not in self.articles:
            raise ArticleNotFoundError(id)
        return self.articles[id]

    def trace(self, excerpt: str) -> Trace:
        """Find text that an article contains word for word, and nothing else."""
        found = next((one for one in self.articles.values() if excerpt in one.text), None)
        if found is None:
            return Trace(excerpt, "absent", reason="no article has these words")
        return Trace(excerpt, "exact", (Match(found, span_of(found.text, excerpt)),))


def cite(question: LabelledQuestion, source: Article, quote: str, short: str = "", confidence: float = 0.9) -> Reply:
    """Answer with one sentence and its citation."""
    start = source.text.index(quote)
    found = source.text.index(short, start)
    return Reply(
        question.question,
        question.question,
        "answered",
        confidence,
        sentences=(Sentence(quote, (1,)),),
        citations=(Citation(1, source, Span(start, start + len(quote))),),
        short_span=Span(found, found + len(short)) if short else None,
    )


def abstain(question: LabelledQuestion) -> Reply:
    return Reply(question.question, question.question, "no_answer", 0.2, reason="not in these articles")


def well(question: LabelledQuestion) -> Reply:
    """Answer correctly, with the confidence of a correct answer."""
    if question is DATE:
        return cite(question, LAW, "The law takes effect on August 1.", "August 1")
    if question is WHO:
        return cite(question, LAW, "Pan Gongsheng is the governor.", "Pan Gongsheng", 0.95)
    if question is SHOPS:
        return cite(question, TRADE, "Amazon and Walmart look at stablecoins.", "Amazon and Walmart", 0.8)
    return abstain(question)


def poor(question: LabelledQuestion) -> Reply:
    """Answer everything with the same sentence."""
    return cite(question, LAW, "Pan Gongsheng is the governor.", "Pan Gongsheng", 0.7)


def whole(question: LabelledQuestion) -> Reply:
    """Show the whole article."""
    source = TRADE if question is SHOPS else LAW
    return cite(question, source, source.text, source.text)


def measured_by(answer: Callable[[LabelledQuestion], Reply]) -> dict[str, float | None]:
    return evaluate(FakeArchive(answer), QUESTIONS).metrics


# Readers


def test_a_good_reader_looks_good() -> None:
    values = measured_by(well)
    for name in ("em", "f1", "answer_found", "exact_quote_rate", "citation_precision", "citation_recall"):
        assert values[name] == 1
    assert values["false_answer_rate"] == 0
    assert values["coverage"] == 3 / 4
    assert values["recall@1"] == pytest.approx(2 / 3)  # `law` comes first: right for two of three
    assert values["mrr"] == pytest.approx((1 + 1 + 1 / 2) / 3)
    assert values["auroc"] is None
    # the sentences shown, with their markers
    assert values["shown_chars_mean"] == pytest.approx((33 + 30 + 39) / 3 + len(" [1]"))


def test_a_reader_that_answers_everything_is_exposed() -> None:
    values = measured_by(poor)
    assert values["false_answer_rate"] == 1
    assert values["coverage"] == 1
    assert values["answer_found"] == values["em"] == pytest.approx(1 / 3)
    assert values["citation_precision"] == values["citation_recall"] == 1 / 4
    assert values["exact_quote_rate"] == 1  # which alone proves nothing


def test_a_reader_that_always_abstains_is_exposed() -> None:
    values = measured_by(abstain)
    assert values["coverage"] == values["answer_found"] == values["em"] == values["f1"] == 0
    assert values["false_answer_rate"] == 0
    for name in ("exact_quote_rate", "citation_precision", "citation_recall", "ece", "auroc", "shown_chars_mean"):
        assert values[name] is None


def test_a_reader_that_shows_whole_articles_is_exposed() -> None:
    values, good = measured_by(whole), measured_by(well)
    assert values["answer_found"] == 1
    assert values["em"] == 0
    assert (values["f1"] or 0) < 0.5
    assert (values["shown_chars_mean"] or 0) > 1.7 * (good["shown_chars_mean"] or 0)
    assert values["false_answer_rate"] == 1


def test_a_reader_of_constant_confidence_is_exposed() -> None:
    values = measured_by(poor)
    assert values["auroc"] == 0.5
    assert values["ece"] == pytest.approx(0.7 - 1 / 4)


@pytest.mark.parametrize("status", ["partial", "likely"])
def test_a_partial_or_likely_answer_counts_as_answered(status: Status) -> None:
    values = measured_by(
        lambda question: replace(poor(question), status=status, short_span=None, reason="no word of it")
    )
    assert (values["coverage"], values["false_answer_rate"]) == (1, 1)


def test_quotes_are_held_against_the_archive() -> None:
    altered = replace(LAW, text=LAW.text.replace("governor", "chairman"))
    archive = FakeArchive(well, (altered, TRADE))
    assert evaluate(archive, [WHO, DATE]).metrics["exact_quote_rate"] == 1 / 2
    gone = evaluate(FakeArchive(well, (TRADE,)), [DATE])
    assert gone.metrics["exact_quote_rate"] == 0
    assert gone.metrics["recall@10"] == 0


def test_a_citation_of_another_article_is_wrong_although_it_holds_the_answer() -> None:
    other = article("other", "A law takes effect on August 1.")
    values = evaluate(FakeArchive(lambda question: cite(question, other, other.text)), [DATE]).metrics
    assert (values["answer_found"], values["citation_precision"], values["citation_recall"]) == (1, 0, 0)


def test_a_sentence_is_supported_if_one_of_its_citations_is_right() -> None:
    def two(question: LabelledQuestion) -> Reply:
        texts = ("The ban came first.", "The law takes effect on August 1.")
        spans = [span_of(LAW.text, text) for text in texts]
        return Reply(
            question.question,
            question.question,
            "answered",
            0.5,
            sentences=(Sentence(texts[1], (1, 2)), Sentence(texts[0], (3,))),
            citations=(Citation(1, LAW, spans[1]), Citation(2, TRADE, Span(0, 5)), Citation(3, LAW, spans[0])),
        )

    values = evaluate(FakeArchive(two), [DATE]).metrics
    assert values["citation_precision"] == pytest.approx(1 / 3)
    assert values["citation_recall"] == 1 / 2
    assert values["em"] == 0  # no short answer


def test_markers_are_no_part_of_the_answer() -> None:
    source = article("source", "It takes effect in August")
    question = replace(DATE, articles=("source",))
    archive = FakeArchive(lambda _: cite(question, source, source.text), (source,))
    row = evaluate(archive, [question]).rows[0]
    assert row.shown == "It takes effect in August [1]"
    assert not row.measured.found


# What is asked


def test_values_of_conflicts_are_matched_in_any_spelling() -> None:
    law = article("law", "It takes effect on August 1. It takes effect in 2026.")

    def disagree(question: LabelledQuestion) -> Reply:
        first, second = Span(0, 28), Span(29, 53)
        values = (ConflictingValue("August 1", (1,)), ConflictingValue("2026", (2,)))
        return Reply(
            *(question.question, question.question, "answered", 0.9),
            sentences=(Sentence(law[first], (1,)), Sentence(law[second], (2,))),
            citations=(Citation(1, law, first), Citation(2, law, second)),
            conflicts=(Conflict("outdated", values),),
        )

    def metrics_of(conflict: tuple[str, ...] | None) -> tuple[float | None, float | None]:
        question = replace(DATE, conflict=conflict)
        archive = FakeArchive(disagree, [law])
        found = evaluate(archive, [question])
        assert found.to_dict()["questions"][0]["conflicts"] == [["August 1", "2026"]]
        return found.metrics["conflict_precision"], found.metrics["conflict_recall"]

    assert metrics_of(("1 August", "2026")) == (1, 1)
    assert metrics_of(("1 August", "2017", "2018")) == (0.5, 1 / 3)
    assert metrics_of(()) == (0, None)  # labelled as not disputed
    assert metrics_of(None) == (None, None)  # not labelled


def test_an_answer_with_the_wrong_verdict_is_not_found() -> None:
    def said(verdict: Verdict | None) -> tuple[float | None, float | None]:
        archive = FakeArchive(lambda question: replace(well(question), verdict=verdict))
        found = evaluate(archive, [replace(DATE, verdict="yes")])
        assert found.to_dict()["questions"][0]["verdict_given"] == verdict
        return found.metrics["verdict_accuracy"], found.metrics["answer_found"]

    assert (said("yes"), said("no"), said(None)) == ((1, 1), (0, 0), (0, 0))
    assert evaluate(FakeArchive(well), [DATE]).metrics["verdict_accuracy"] is None


def test_items_are_looked_for_one_by_one() -> None:
    shops = replace(SHOPS, items=("Amazon", "Walmart", "Target"))
    assert evaluate(FakeArchive(well), [shops, WHO]).metrics["item_recall"] == pytest.approx(2 / 3)
    assert evaluate(FakeArchive(abstain), [shops]).metrics["item_recall"] == 0


def test_excerpts_are_traced_and_a_wrong_source_is_told_from_none() -> None:
    excerpts = (
        Excerpt("The law takes effect on August 1.", ("law",)),  # right
        Excerpt("Amazon and Walmart look at stablecoins.", ("law",)),  # a wrong source
        Excerpt("Pan Gongsheng was the governor.", ("law",)),  # missed
        Excerpt("Pan Gongsheng is the king.", ()),  # rightly no source
    )
    found = evaluate(FakeArchive(well), [replace(DATE, excerpts=excerpts), WHO])
    assert found.metrics["trace_accuracy"] == 2 / 4
    assert found.metrics["wrong_source_rate"] == 1 / 4
    assert found.to_dict()["questions"][0]["sources"] == ["law", "trade", None, None]
    assert evaluate(FakeArchive(well), [WHO]).metrics["trace_accuracy"] is None
    unknown = replace(DATE, excerpts=(Excerpt("They met in the other town.", ("town",)),))
    assert "article 'town' is not in the archive" in evaluate(FakeArchive(well), [unknown]).warnings[0]


def test_curves_are_told_as_they_are_drawn() -> None:
    found = evaluate(FakeArchive(poor), QUESTIONS)
    assert found.curves["risk_coverage"] == [{"coverage": 1.0, "risk": 0.75}]
    assert sum(one["size"] for one in found.curves["reliability"]) == 4
    page = report.page(found)
    assert f'cx="{report._x(1.0)}" cy="{report._y(0.75)}"' in page  # the only point of the curve


def test_history_is_handed_on_and_the_query_of_the_reply_is_searched() -> None:
    archive = FakeArchive(lambda question: replace(abstain(question), query="the governor, when?"))
    seen = []
    follow_up = replace(DATE, history=("Who is the governor?",))
    evaluation = evaluate(archive, [follow_up], acknowledge=seen.append)
    assert set(archive.asked) == {(DATE.question, ("Who is the governor?",))}
    assert archive.searched == ["the governor, when?"]
    assert tuple(seen) == evaluation.rows


def test_an_article_that_is_not_there_is_a_warning() -> None:
    questions = [replace(DATE, articles=("law", "gone")), replace(WHO, articles=("gone",)), ABSENT]
    evaluation = evaluate(FakeArchive(well), questions)
    assert evaluation.warnings == (
        "question 'date' and 1 more: article 'gone' is not in the archive, so it cannot be found: add it",
    )
    assert evaluation.rows[0].measured.ranking == pytest.approx(
        {"recall@1": 0.5, "recall@5": 0.5, "recall@10": 0.5, "mrr": 1, "ndcg@10": 1 / (1 + 0.6309297535714575)}
    )


def test_kinds_are_measured_apart() -> None:
    by_kind = evaluate(FakeArchive(well), QUESTIONS).by_kind
    assert list(by_kind) == ["when", "person", "absent"]
    assert by_kind["absent"]["false_answer_rate"] == 0
    assert by_kind["absent"]["em"] is by_kind["absent"]["recall@5"] is by_kind["when"]["false_answer_rate"] is None


@pytest.mark.parametrize("questions", [[], [DATE, replace(WHO, id="date")]])
def test_questions_given_as_objects_are_checked_too(questions: list[LabelledQuestion]) -> None:
    with pytest.raises(InputError, match="questions: found"):
        evaluate(FakeArchive(well), questions)


# Files of questions


def line_of(question: LabelledQuestion, /, **changed: object) -> str:
    values = {name: getattr(question, name) for name in ("id", "kind", "question", "answers", "articles")}
    return json.dumps({**values, **changed})


def test_questions_are_read(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    excerpt = {"text": "The law takes effect today", "articles": ["law"]}
    lines = [
        line_of(DATE, excerpts=[excerpt], verdict="yes", items=["August 1", "2025"]),
        "",
        line_of(ABSENT, history=["Who is the governor?"], note="is left alone"),
        "",
    ]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert read_questions(path) == [
        replace(
            DATE,
            excerpts=(Excerpt("The law takes effect today", ("law",)),),
            verdict="yes",
            items=("August 1", "2025"),
        ),
        replace(ABSENT, history=("Who is the governor?",)),
    ]
    assert byline.evaluate(FakeArchive(well), path).metrics["coverage"] == 1 / 2


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not JSON", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "found [1], expected an object with id, kind, question, answers, articles"),
        ('{"id": "1", "kind": "x"}', "found no question, answers, articles, expected id, kind"),
        (line_of(DATE, id=7), "id: found 7, expected text"),
        (line_of(DATE, kind=None), "kind: found null, expected text"),
        (line_of(DATE, question=" \u200b"), "question: found a text without words"),
        (line_of(DATE, question="x" * 2001), "question: found 2,001 characters, expected at most 2,000"),
        (line_of(DATE, answers="August 1"), 'answers: found "August 1", expected a list of texts'),
        (line_of(DATE, answers=[1]), "answers: found 1, expected text"),
        (line_of(DATE, answers=["The…"]), "answers: found 'The…', expected words other than"),
        (line_of(DATE, articles=[]), "articles: found none, expected the ids of the articles that contain an answer"),
        (line_of(DATE, articles={"law": 1}), 'articles: found {"law": 1}, expected a list of texts'),
        (line_of(DATE, conflict="August 1"), 'conflict: found "August 1", expected a list of texts'),
        (line_of(DATE, conflict=["August 1"]), "conflict: found one value, expected at least two"),
        (line_of(DATE, verdict="maybe"), 'verdict: found "maybe", expected yes or no'),
        (line_of(DATE, items="August 1"), 'items: found "August 1", expected a list of texts'),
        (line_of(DATE, items=["The…"]), "items: found 'The…', expected words other than"),
        (line_of(DATE, answers=[], verdict="no"), "answers: found none, expected some because there is a verdict"),
        (line_of(DATE, answers=[], items=["August 1"]), "answers: found none, expected some because there is"),
        (line_of(DATE, excerpts=["The law takes effect"]), "expected a list of objects with text, articles"),
        (line_of(DATE, excerpts=[{"text": "The law"}]), "expected a list of objects with text, articles"),
        (
            line_of(DATE, excerpts=[{"text": "The law", "articles": ["law"]}]),
            "excerpts: text: found 2 words, expected at least 4",
        ),
        (
            line_of(DATE, excerpts=[{"text": "x " * 5_000, "articles": ["law"]}]),
            "excerpts: text: found 10,000 characters, expected at most 5,000",
        ),
        (
            line_of(DATE, excerpts=[{"text": "The law takes effect", "articles": None}]),
            "excerpts: articles: found null, expected a list of texts",
        ),
        (line_of(DATE, history=None), "history: found null, expected a list of texts"),
        (line_of(DATE, history=["x" * 2001]), "history: found 2,001 characters"),
        (line_of(DATE, question="Half \ud800?"), "question: found half a character"),
        (line_of(WHO), "found the id 'who' of line 1 again, expected a unique id"),
    ],
)
def test_a_line_that_is_wrong_is_told_in_one_line(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f"{line_of(WHO)}\n{line}\n{line_of(ABSENT)}\n")
    with pytest.raises(InputError) as error:
        read_questions(path)
    assert str(error.value).startswith(f"{path}, line 2: ")
    assert message in str(error.value)
    assert len(str(error.value)) < 400 + len(str(path))
    assert "\n" not in str(error.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "\xe9"}')
    with pytest.raises(InputError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="cannot be read"):
        read_questions(tmp_path)
    with pytest.raises(InputError, match="found no question"):
        read_questions(tmp_path / "empty.jsonl")
    with pytest.raises(InputError, match="line 1: not JSON in UTF-8"):
        read_questions(tmp_path / "latin.jsonl")


# Gates


def gates_of(tmp_path: Path, text: str) -> list[gate.Gate]:
    path = tmp_path / "gates.toml"
    path.write_text(text)
    return gate.read_gates(path)


GATES = '[floors]\n"recall@5" = 1\nanswer_found = 0.5\n[ceilings]\nfalse_answer_rate = 0.5\n'


def test_a_gate_passes_and_fails(tmp_path: Path) -> None:
    gates = gates_of(tmp_path, GATES)
    good, bad = (gate.judge(evaluate(FakeArchive(answer), QUESTIONS), gates) for answer in (well, poor))
    assert [verdict.passed for verdict in good] == [True, True, True]
    assert [verdict.passed for verdict in bad] == [True, False, False]
    lines = list(report.verdict_lines(bad))
    assert re.fullmatch(r"recall@5 +1\.000  1\.000 … 1\.000  floor 1\.000    ok", lines[1])
    assert re.fullmatch(r"answer_found +0\.333  0\.000 … 1\.000  floor 0\.500    FAILED", lines[2])
    assert re.fullmatch(r"false_answer_rate +1\.000  1\.000 … 1\.000  ceiling 0\.500  FAILED", lines[3])


def test_a_metric_that_is_not_known_fails_its_gate(tmp_path: Path) -> None:
    gates = gates_of(tmp_path, "[floors]\nexact_quote_rate = 0\n[ceilings]\nece = 1")
    verdicts = gate.judge(evaluate(FakeArchive(abstain), QUESTIONS), gates)
    assert [verdict.passed for verdict in verdicts] == [False, False]
    assert "exact_quote_rate  -" in list(report.verdict_lines(verdicts))[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[floors]\nrecall = 0.9", "'recall': no such metric"),
        ("[floors]\nrecall@5 = 0.9", "not TOML"),
        ("[floors]\nem = '0.9'", "'em': found '0.9', expected a number"),
        ("[floors]\nem = true", "found True, expected a number"),
        ("[floors]\nem = nan", "found nan, expected a number"),
        ("[floors]\nem = inf", "found inf, expected a number"),
        (f"[floors]\nem = {10**400}", "expected a number"),
        ("[floors]\nece = 0.1", "lower is better for this metric: move it to [ceilings]"),
        ("[ceilings]\nem = 0.1", "higher is better for this metric: move it to [floors]"),
        ("[roofs]\nem = 0.1", "found 'roofs', expected the tables [floors] and [ceilings]"),
        ("em = 0.1", "found 'em', expected the tables"),
        ("floors = 1", "found 'floors', expected the tables"),
        ("", "found no gate"),
    ],
)
def test_gates_that_are_wrong_are_told_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        gates_of(tmp_path, text)
    assert str(error.value).startswith(str(tmp_path / "gates.toml"))
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_gates_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        gate.read_gates(tmp_path / "none.toml")


# Comparing with an earlier run


def saved(tmp_path: Path, evaluation: Evaluation) -> Path:
    path = tmp_path / "before.json"
    path.write_text(json.dumps(evaluation.to_dict()))
    return path


def test_two_runs_are_compared_over_the_same_ids(tmp_path: Path) -> None:
    before = saved(tmp_path, evaluate(FakeArchive(poor), QUESTIONS))
    now = evaluate(FakeArchive(well), [DATE, SHOPS, ABSENT, replace(WHO, id="new")])
    matched, differences = now.compared(report.read_earlier(before, [row.question.id for row in now.rows]))
    assert matched == 3
    assert differences["answer_found"].value == 1  # DATE and SHOPS: 2/2 now, 0/2 then
    assert differences["false_answer_rate"].value == -1
    assert differences["recall@5"].value == 0
    assert differences["auroc"].value is None
    text = "\n".join(report.compared_lines(matched, differences))
    assert text.startswith("3 questions in both runs; this run minus the earlier one:")
    assert re.search(r"^answer_found +\+1\.000 +\+1\.000 … \+1\.000$", text, re.MULTILINE)


def test_a_run_is_read_again_as_it_was(tmp_path: Path) -> None:
    evaluation = evaluate(FakeArchive(well), QUESTIONS)
    earlier = report.read_earlier(saved(tmp_path, evaluation), [question.id for question in QUESTIONS])
    assert earlier == {row.question.id: row.measured for row in evaluation.rows}


def test_runs_without_a_question_in_common_are_not_compared(tmp_path: Path) -> None:
    evaluation = evaluate(FakeArchive(well), QUESTIONS)
    with pytest.raises(InputError, match="found none of these questions"):
        report.read_earlier(saved(tmp_path, evaluation), ["another"])
    with pytest.raises(InputError, match="compare: found none of these questions"):
        evaluation.compared({})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not JSON"),
        ("[]", "found no list of questions"),
        ('{"questions": {}}', "found no list of questions"),
        ('{"questions": [3]}', "question 1: id: found None"),
        ('{"questions": [{"id": "date"}]}', "question 1: answerable: found None"),
    ],
)
def test_an_earlier_run_that_is_none_is_told_in_one_line(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "before.json").write_text(content)
    with pytest.raises(InputError) as error:
        report.read_earlier(tmp_path / "before.json", ["date"])
    assert message in str(error.value)
    assert str(error.value).endswith("expected the output of byline eval --json")
    with pytest.raises(InputError, match="cannot be read"):
        report.read_earlier(tmp_path / "none.json", ["date"])


@pytest.mark.parametrize(
    ("name", "value"),
    [("confidence", "0.9"), ("confidence", float("nan")), ("found", 1), ("citations", 0.5), ("ranking", {"mrr": 1})],
)
def test_a_value_of_an_earlier_run_that_is_wrong_is_told(tmp_path: Path, name: str, value: object) -> None:
    found = evaluate(FakeArchive(well), QUESTIONS).to_dict()
    found["questions"][0][name] = value
    (tmp_path / "before.json").write_text(json.dumps(found))
    with pytest.raises(InputError, match=r"before\.json, question 1: .*: found "):
        report.read_earlier(tmp_path / "before.json", ["date"])


# The page


class Page(HTMLParser):
    """Collects the elements and checks that each is closed."""

    void = frozenset({"meta", "br", "line", "circle", "rect", "polyline"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.void:
            assert self.open.pop() == tag


def test_the_page_loads_nothing_and_escapes_everything(tmp_path: Path) -> None:
    evil = "<script>alert('1')</script> \"><img src=https://example.org/x onerror=alert(1)> & url(http://example.org)"
    source = article(evil, f"{evil} {LAW.text}")
    question = LabelledQuestion(evil, evil, evil, (evil,), (evil,), (evil,))
    archive = FakeArchive(lambda _: cite(question, source, source.text, evil), (source,))
    archive.ask = lambda question, history=(): archive.answer(DATE)  # type: ignore[method-assign, assignment]
    verdicts = gate.judge(evaluate(archive, [question]), gates_of(tmp_path, GATES))
    text = report.page(evaluate(archive, [question]), verdicts)
    page = Page(text)
    assert "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;" in text
    assert {"script", "img", "link", "iframe", "a"}.isdisjoint(page.found)
    assert {"src", "href", "onerror", "xlink:href"}.isdisjoint(page.attributes)
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?https?:", re.sub(r"&[a-z]+;img src=\S+", "", text))
    assert "url(" not in text.partition("</style>")[0]
    assert "@import" not in text
    assert "default-src 'none'" in text


def test_the_page_shows_plots_metrics_gates_and_questions(tmp_path: Path) -> None:
    evaluation = evaluate(FakeArchive(poor), QUESTIONS)
    text = report.page(evaluation, gate.judge(evaluation, gates_of(tmp_path, GATES)))
    page = Page(text)
    assert page.found.count("svg") == 3
    for title in (
        "Reliability",
        "Risk and coverage",
        "By kind",
        "Gates",
        "FAILED",
        "false answer",
        "none: unanswerable",
    ):
        assert title in text
    assert all(f"<td>{name}</td>" in text for name in METRICS)
    assert all(question.question in text for question in QUESTIONS)
    # four answers with the same confidence: one point of the curve, at coverage 1 and risk 3/4
    assert f'cx="{40 + 260:.1f}" cy="{40 + 65:.1f}"' in text


def test_the_page_of_a_reader_that_always_abstains() -> None:
    evaluation = evaluate(FakeArchive(abstain), QUESTIONS)
    page = Page(report.page(evaluation))
    assert "circle" not in page.found
    assert "not in these articles" in report.page(evaluation)


def test_the_lines_write_what_is_not_known_as_a_dash() -> None:
    lines = list(report.lines(evaluate(FakeArchive(abstain), QUESTIONS)))
    assert lines[0] == "4 questions: 3 answerable, 1 not; 0 answered"
    assert re.search(r"^auroc +- +-$", "\n".join(lines), re.MULTILINE)
    assert "metric              when" in "\n".join(lines)


# The command


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Run `byline eval` over a fake archive and the four questions; return its exit code, output and errors."""
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(line_of, QUESTIONS)))

    def run_command(*arguments: str, answer: Callable[[LabelledQuestion], Reply] = well) -> tuple[int, str, str]:
        monkeypatch.setattr("byline.cli.measuring.open_filled_archive", lambda *_: FakeArchive(answer))
        code = cli.main(["eval", str(path), *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run_command


Run = Callable[..., tuple[int, str, str]]


def test_json_has_metrics_kinds_and_questions(run: Run) -> None:
    code, out, err = run("--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert list(found) == ["metrics", "by_kind", "curves", "questions"]
    assert tuple(found["metrics"]) == METRICS
    assert list(found["by_kind"]) == ["when", "person", "absent"]
    row = found["questions"][0]
    assert (row["id"], row["answers"], row["short"], row["found"]) == (
        "date",
        ["August 1", "1 August"],
        "August 1",
        True,
    )
    assert row["cited"] == [{"article": "law", "quote": "The law takes effect on August 1."}]


def test_a_gate_decides_the_exit_code(run: Run, tmp_path: Path) -> None:
    gates_of(tmp_path, GATES)
    gates = ("--gate", str(tmp_path / "gates.toml"))
    code, out, err = run(*gates)
    assert (code, err, out.count("FAILED")) == (0, "", 0)
    assert "floor 0.500    ok" in out
    code, out, _ = run(*gates, answer=poor)
    assert (code, out.count("FAILED")) == (1, 2)
    code, out, err = run(*gates, "--json", answer=poor)
    assert (code, err.count("FAILED")) == (1, 2)
    assert json.loads(out)["metrics"]["false_answer_rate"] == 1


def test_a_run_is_compared_and_reported(run: Run, tmp_path: Path) -> None:
    before, page = tmp_path / "before.json", tmp_path / "report.html"
    before.write_text(run("--json", answer=poor)[1])
    code, out, _ = run("--compare", str(before), "--html", str(page))
    assert code == 0
    assert "4 questions in both runs" in out
    assert Page(page.read_text(encoding="utf-8")).found.count("svg") == 3
    compared: dict[str, Any] = json.loads(run("--compare", str(before), "--json")[1])["comparison"]
    assert compared["matched"] == 4
    assert compared["differences"]["coverage"]["value"] == -0.25


@pytest.mark.parametrize("option", ["--compare", "--gate", "--html"])
def test_a_file_that_cannot_be_used_is_a_usage_error_before_any_question_is_asked(run: Run, option: str) -> None:
    def fail(question: LabelledQuestion) -> Reply:
        raise AssertionError("asked")

    code, out, err = run(option, "/nowhere/file", answer=fail)
    assert (code, out) == (2, "")
    assert err.startswith("byline: /nowhere/file: cannot be ")
    assert len(err.splitlines()) == 1


def test_a_malformed_line_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text("{}\n")
    code, out, err = run()
    assert (code, out) == (2, "")
    assert "questions.jsonl, line 1: found no id, kind, question, answers, articles" in err
    assert "Traceback" not in err


def test_an_archive_is_evaluated_as_a_library(archive: Archive) -> None:
    archive.add(ARTICLES)
    evaluation = byline.evaluate(archive, QUESTIONS)
    assert evaluation.metrics["recall@10"] == 1
    assert evaluation.warnings == ()
