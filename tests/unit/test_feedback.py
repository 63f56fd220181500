"""Feedback on replies: how it is stored, which questions it becomes, and that they can be evaluated."""

import json
import os
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support import WordEncoder, article, span_of

from byline import Archive, ArchiveError, Citation, Feedback, InputError, Reply, Sentence, Span, cli
from byline.evaluation import read_questions
from byline.history.feedback import FILE, SCHEMA, FeedbackStore
from byline.settings import MAX_QUESTION_CHARACTERS
from byline.store.sidecar import SqliteSidecar


@pytest.fixture
def law(archive: Archive) -> Archive:
    """An archive of three articles with the encoder computed by hand."""
    archive.add(
        [
            article("law", "The law takes effect on August 1. It is new."),
            article("copy", "A law of the city takes effect on August 1, they said."),
            article("rates", "The U.S. bank raised its rate in May. Markets fell."),
        ]
    )
    return archive


def answered(archive: Archive, question: str = "When?", *cited: str, short: str = "August 1") -> Reply:
    """Return an answer that cites whole articles."""
    articles = [archive.article(id) for id in cited or ("law",)]
    citations = tuple(Citation(marker, one, Span(0, len(one.text))) for marker, one in enumerate(articles, start=1))
    return Reply(
        question=question,
        query=question,
        status="answered",
        confidence=0.5,
        sentences=tuple(Sentence(one.quote, (one.marker,)) for one in citations),
        citations=citations,
        short_span=span_of(articles[0].text, short) if short else None,
    )


def unanswered(question: str = "When?") -> Reply:
    return Reply(question=question, query=question, status="no_answer", confidence=0.1, reason="nothing found")


def exported(archive: Archive) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    questions, _ = archive.feedback_questions()
    return [(question.answers, question.articles) for question in questions]


def left_out(archive: Archive) -> list[str]:
    questions, reasons = archive.feedback_questions()
    assert questions == []
    return reasons


# What is stored


def test_feedback_is_kept_as_it_was_given(law: Archive) -> None:
    before = datetime.now(UTC)
    first = law.add_feedback(answered(law), "down", history=["What law?"], right_answer="on August 1")
    second = law.add_feedback(unanswered("Who?"), "up")
    with Archive(law.folder, encoder=WordEncoder()) as again:
        assert again.feedback() == [first, second]
    assert before <= first.given_at <= datetime.now(UTC)
    assert (first.verdict, first.question, first.history) == ("down", "When?", ("What law?",))
    assert (first.right_answer, first.absent) == ("on August 1", False)
    assert first.reply == answered(law).to_dict()
    assert json.loads(json.dumps(first.to_dict()))["reply"]["short"] == "August 1"


@pytest.mark.durable
def test_it_is_on_the_disk_once_it_is_kept(tmp_path: Path) -> None:
    with SqliteSidecar(tmp_path / "x.db", "CREATE TABLE IF NOT EXISTS kept (value)").changing() as database:
        full = 2
        assert database.execute("PRAGMA synchronous").fetchone()[0] >= full
        assert database.execute("PRAGMA secure_delete").fetchone() == (1,)
        assert database.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_change_that_fails_changes_nothing(tmp_path: Path) -> None:
    beside = SqliteSidecar(tmp_path / "x.db", "CREATE TABLE IF NOT EXISTS kept (value)")
    with pytest.raises(ArchiveError, match="no such table"), beside.changing() as database:
        database.executemany("INSERT INTO kept VALUES (?)", [(1,)]).execute("DELETE FROM none")
    assert beside.read("SELECT name FROM sqlite_schema") == []
    with beside.changing() as database:
        database.execute("INSERT INTO kept VALUES (2)")
    assert beside.read("SELECT value FROM kept WHERE value = ?", 2) == [(2,)]


def test_a_file_that_was_only_begun_reads_as_empty(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    assert FeedbackStore(SqliteSidecar(tmp_path / FILE, SCHEMA)).all() == []


def test_an_index_without_feedback_has_none_and_nothing_is_written(law: Archive) -> None:
    assert law.feedback() == []
    assert law.feedback_questions() == ([], [])
    assert not (law.folder / FILE).exists()
    assert Archive(law.folder / "none", encoder=WordEncoder()).feedback_questions() == ([], [])
    assert not (law.folder / "none").exists()


def test_a_folder_that_cannot_be_written_is_told(law: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect
    if os.geteuid() == 0:  # root may write anywhere: open it read-only, as SQLite does without permission

        def read_only(file: Path, **options: Any) -> sqlite3.Connection:
            return connect(f"{Path(file).as_uri()}?mode=ro", uri=True, **options)

        monkeypatch.setattr("byline.store.sidecar.sqlite3.connect", read_only)
    law.folder.chmod(0o500)
    try:
        with pytest.raises(ArchiveError, match=r"feedback\.db: cannot be written \(.+\)$"):
            law.add_feedback(answered(law), "up")
        assert law.feedback() == []
    finally:
        law.folder.chmod(0o700)


@pytest.mark.parametrize("content", [b"x" * 5_000, b"no database"])
def test_a_file_that_is_no_database_is_told(law: Archive, content: bytes) -> None:
    (law.folder / FILE).write_bytes(content)
    with pytest.raises(ArchiveError, match="cannot be read"):
        law.feedback()
    with pytest.raises(ArchiveError, match="cannot be written"):
        law.add_feedback(answered(law), "up")


@pytest.mark.parametrize(("column", "value"), [("verdict", "sideways"), ("reply", "{"), ("given_at", "then")])
def test_rows_that_are_no_feedback_are_told(law: Archive, column: str, value: str) -> None:
    law.add_feedback(answered(law), "up")
    with sqlite3.connect(law.folder / FILE) as database:
        database.execute(f"UPDATE feedback SET {column} = ?", (value,))
    database.close()
    with pytest.raises(ArchiveError, match="contains something other than feedback"):
        law.feedback()


@pytest.mark.parametrize(
    ("verdict", "told", "message"),
    [
        ("sideways", {}, "verdict: found 'sideways', expected up or down"),
        (None, {}, "verdict: found None"),
        ("up", {"right_answer": "August 1"}, "verdict: found up, expected down"),
        ("up", {"absent": True}, "verdict: found up, expected down"),
        ("down", {"right_answer": "August 1", "absent": True}, "right_answer: found one, expected none"),
        ("down", {"right_answer": "x" * (MAX_QUESTION_CHARACTERS + 1)}, "right_answer: found 2,001 characters"),
        ("down", {"right_answer": "\ud800"}, "right_answer: "),
        ("down", {"right_answer": "August \ud800 1"}, "lone surrogate"),
        ("down", {"right_answer": " \n"}, "right_answer: found a text without words"),
        ("down", {"right_answer": "the …"}, "right_answer: found 'the …', expected words other than a, an, the"),
        ("down", {"right_answer": 7}, "right_answer: found 7, expected text"),
        ("down", {"history": "What law?"}, "history: found str"),
        ("down", {"history": ["x" * (MAX_QUESTION_CHARACTERS + 1)]}, "2,001 characters"),
        ("down", {"history": [7]}, "found int, expected text"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_line(law: Archive, verdict: Any, told: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        law.add_feedback(answered(law), verdict, **told)
    assert message in str(error.value)
    assert len(str(error.value).splitlines()) == 1
    assert len(str(error.value)) < 200
    assert law.feedback() == []


def test_only_a_reply_with_a_question_can_be_told_of(law: Archive) -> None:
    with pytest.raises(InputError, match="reply: found dict, expected"):
        law.add_feedback({}, "up")  # type: ignore[arg-type]
    for question in ("", "Who is \ud800?", "x" * (MAX_QUESTION_CHARACTERS + 1)):
        with pytest.raises(InputError, match="question: found"):
            law.add_feedback(unanswered(question), "up")
    assert law.feedback() == []


# Which questions it becomes


def test_a_right_answer_makes_a_question(law: Archive) -> None:
    law.add_feedback(answered(law, "When?", "law", "copy"), "up", history=["What law?"])
    law.add_feedback(answered(law, "What?", short=""), "up")
    (first, second), reasons = law.feedback_questions()
    assert reasons == []
    assert (first.question, first.kind, first.history) == ("When?", "feedback", ("What law?",))
    assert (first.answers, first.articles) == (("August 1",), ("law", "copy"))
    assert (second.answers, second.articles) == (("The law takes effect on August 1. It is new.",), ("law",))


def test_rightly_no_answer_and_wrongly_an_answer_make_unanswerable_questions(law: Archive) -> None:
    law.add_feedback(unanswered("Who?"), "up")
    law.add_feedback(answered(law), "down", absent=True)
    assert exported(law) == [((), ()), ((), ())]


def test_a_right_answer_that_was_told_is_looked_for_in_the_articles(law: Archive) -> None:
    law.add_feedback(unanswered(), "down", right_answer="the US bank")  # as in the evaluation, `U.S.` is `us`
    law.add_feedback(unanswered("What?"), "down", right_answer="takes  EFFECT on August 1")
    assert exported(law) == [(("the US bank",), ("rates",)), (("takes  EFFECT on August 1",), ("law", "copy"))]


def test_it_is_looked_for_first_in_what_the_reply_names(law: Archive) -> None:
    law.add_feedback(answered(law, "When?", "copy"), "down", right_answer="effect on August 1")
    law.add_feedback(answered(law, "What?", "rates", short="May"), "down", right_answer="effect on August 1")
    assert [articles for _, articles in exported(law)] == [("copy",), ("law", "copy")]


def test_a_right_answer_that_no_article_has_is_left_out(law: Archive) -> None:
    law.add_feedback(answered(law), "down", right_answer="effect in August")
    assert left_out(law) == ['"When?": no article contains the right answer "effect in August"']


def test_only_down_is_left_out(law: Archive) -> None:
    law.add_feedback(answered(law), "down")
    assert left_out(law) == ['"When?": no right answer was given']


def test_articles_that_are_gone_are_left_out(law: Archive) -> None:
    law.add_feedback(answered(law, "When?", "law", "copy"), "up")
    law.remove("law")
    assert exported(law) == [(("August 1",), ("copy",))]
    law.remove("copy")
    assert left_out(law) == ['"When?": its answer is no longer in the articles it cites']


def test_an_answer_whose_article_says_something_else_now_is_left_out(law: Archive) -> None:
    law.add_feedback(answered(law), "up")
    law.add([article("law", "The law takes effect on September 1. It is new.")])
    assert len(left_out(law)) == 1


def test_the_newest_that_tells_what_is_right_counts(law: Archive) -> None:
    first = answered(law)
    law.add_feedback(first, "up")
    law.add_feedback(replace(first, question="  when?"), "down", right_answer="effect on August 1")
    law.add_feedback(first, "down")
    (question,), _ = law.feedback_questions()
    assert question.answers == ("effect on August 1",)
    law.add_feedback(first, "down", absent=True)
    (again,), _ = law.feedback_questions()
    assert (again.answers, again.id) == ((), question.id)
    law.add_feedback(first, "down", right_answer="in winter")
    assert len(left_out(law)) == 1


def test_only_down_takes_back_what_was_said_of_the_same_answer(law: Archive) -> None:
    law.add_feedback(answered(law), "up")
    law.add_feedback(answered(law, "When?", "rates", short="May"), "down")
    assert [answers for answers, _ in exported(law)] == [("August 1",)]
    law.add_feedback(answered(law), "down")
    assert left_out(law) == ['"When?": no right answer was given']


def test_questions_with_another_history_are_others(law: Archive) -> None:
    for history in ([], ["What law?"], ["What law?", "Which city?"]):
        law.add_feedback(answered(law), "up", history=history)
    questions, _ = law.feedback_questions()
    assert len({question.id for question in questions}) == 3
    law.add_feedback(unanswered("Another?"), "up")
    assert law.feedback_questions()[0][:3] == questions


def test_what_another_version_kept_breaks_nothing(law: Archive) -> None:
    given = law.add_feedback(answered(law), "up")
    law._feedback.keep(Feedback(given.given_at, "up", "Another?", reply={"answer": "What?"}))
    law._feedback.keep(Feedback(given.given_at, "down", "Third?", right_answer="in May", reply={}))
    questions, reasons = law.feedback_questions()
    assert [question.question for question in questions] == ["When?", "Third?"]
    assert reasons == ['"Another?": its reply was saved by another version of Byline']


# The command line


def run(archive: Archive, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main([*arguments, "--index", str(archive.folder)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_feedback_is_listed(law: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(law, capsys, "feedback")
    assert (code, out.startswith("no feedback in")) == (0, True)
    law.add_feedback(answered(law), "down", right_answer="in\nMay")
    law.add_feedback(answered(law, "Who?"), "down", absent=True)
    law.add_feedback(answered(law), "up")
    code, out, _ = run(law, capsys, "feedback")
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    assert code == 0
    assert out.splitlines() == [
        f"{day}  down  When? (in May)",
        f"{day}  down  Who? (not in the articles)",
        f"{day}  up    When?",
    ]
    code, out, _ = run(law, capsys, "feedback", "--json")
    assert [(one["verdict"], one["right_answer"]) for one in json.loads(out)][:1] == [("down", "in\nMay")]


def test_an_export_tells_what_it_leaves_out(law: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "questions.jsonl"
    export = ("feedback", "--export", str(file))
    code, out, err = run(law, capsys, *export)
    assert (code, out, len(err.splitlines()), file.exists()) == (1, "", 1, False)
    law.add_feedback(answered(law), "up")
    law.add_feedback(answered(law, "Who?"), "down")
    assert run(law, capsys, *export) == (
        0,
        f"1 question in {file}, for byline eval\n",
        'byline: left out: "Who?": no right answer was given\n',
    )
    code, out, _ = run(law, capsys, *export, "--json")
    assert json.loads(out) == {"questions": 1, "left_out": ['"Who?": no right answer was given']}
    assert read_questions(file) == law.feedback_questions()[0]


def test_an_export_that_cannot_be_written_is_told_in_a_line(law: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    law.add_feedback(answered(law), "up")
    code, out, err = run(law, capsys, "feedback", "--export", str(law.folder))
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "cannot be written" in err
    (law.folder / FILE).write_bytes(b"x" * 5_000)
    code, out, err = run(law, capsys, "feedback")
    assert (code, out, len(err.splitlines())) == (1, "", 1)
