"""Many questions at once: those of a file, every passage on a subject, and saved questions."""

import csv
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from support import WordEncoder, article

from byline import Archive, Hit, InputError, Settings, Span, Where, cli
from byline.history.alerts import Alert, AlertStore
from byline.jobs import alerts, delivery
from byline.jobs.passages import passages_on
from byline.language.terms import StatisticsOf
from byline.question.question import Question
from byline.readers.base import Evidence, Reading, Signs

BRIDGE = "The bridge of Lunde is closed. It was built in 1931."
Run = Callable[..., tuple[int, str, str]]


class FirstSentence:
    """Answers with the first sentence of the best hit."""

    calibrated = True

    def read(self, question: Question, hits: Sequence[Hit], statistics: StatisticsOf) -> Reading:
        """Return that sentence with signs of high confidence."""
        first = hits[0]
        span = Span(first.span.start, first.span.start + first.text.index(".") + 1)
        return Reading((Evidence(first, span, 1.0, span),), signs=Signs(*([1.0] * len(Signs._fields))))


def opened(folder: Path) -> Archive:
    return Archive(folder, settings=Settings(min_confidence=0.0), encoder=WordEncoder(), reader=FirstSentence())


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Archive]:
    """An archive with a bridge and a market."""
    with opened(tmp_path / "index") as made:
        made.add([article("bridge", BRIDGE), article("market", "The market of Lunde opens at dawn.")])
        yield made


@pytest.fixture
def run(filled: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    for module in ("alerting", "articles"):
        monkeypatch.setattr(f"byline.cli.{module}.open_archive", lambda *_: opened(filled.folder))
    for module in ("alerting", "asking"):
        monkeypatch.setattr(f"byline.cli.{module}.open_filled_archive", lambda *_: opened(filled.folder))

    def run_command(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.main(arguments)
        except SystemExit as exit_:  # raised by argparse
            code = int(exit_.code or 0)
        return code, *capsys.readouterr()

    return run_command


# The questions of a file


def test_each_line_of_a_file_is_answered_and_a_bad_one_told(run: Run, tmp_path: Path) -> None:
    lines = [
        b"\xef\xbb\xbfWhat is closed in Lunde?",
        b"",
        b'{"id": 7, "question": "When does the market open?", "article": "bridge"}',
        b'{"query": "x"}',
        b'{"question": "x", "since": "soon"}',
        b'{"question": 3}',
        b"{broken",
        b"\xff\xfe",
        b"x" * 3_000,
        b'{"question": "And the bridge?", "history": ["What is closed in Lunde?"]}',
    ]
    file = tmp_path / "questions.txt"
    file.write_bytes(b"\r\n".join(lines))
    code, out, err = run("ask", "--file", str(file), "--json")
    assert code == 1
    answers = [json.loads(line) for line in out.splitlines()]
    assert [one["line"] for one in answers] == [1, 3, 4, 5, 6, 7, 8, 9, 10]
    replies = {one["line"]: one["reply"] for one in answers if "reply" in one}
    assert sorted(replies) == [1, 3, 10]
    assert replies[1]["question"] == "What is closed in Lunde?"
    assert answers[1]["id"] == 7
    assert [one["document_id"] for one in replies[3]["citations"]] == ["bridge"]
    errors = {one["line"]: one["error"] for one in answers if "error" in one}
    for line, part in {
        4: "found query",
        5: "soon",
        6: "expected text for question",
        7: "not JSON",
        8: "not UTF-8",
        9: "3,000",
    }.items():
        assert part in errors[line]
        assert f"{file}, line {line}: {errors[line]}" in err


def test_a_file_of_good_questions_is_answered_for_people(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "questions.txt"
    file.write_text("What is closed in Lunde?\nWhen does the market open?\n")
    code, out, err = run("ask", "--file", str(file))
    assert (code, err) == (0, "")
    assert "1. What is closed in Lunde?\n" in out
    assert "The bridge of Lunde is closed. [1]" in out
    assert "2. When does the market open?\n" in out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--file", "y", "--all"], "found --all and --file"),
        (["x", "--csv"], "expected it with --all"),
        (["x", "--all", "--csv", "--json"], "without --json"),
        (["x", "--all", "--receipt", "r"], "only work with a single question"),
        (["--file", "none.txt"], "none.txt: cannot be read"),
        (["the", "--all"], "expected a word to search for"),
    ],
)
def test_what_does_not_go_together_is_told(run: Run, arguments: list[str], expected: str) -> None:
    code, _, err = run("ask", *arguments)
    assert (code, err.count("\n")) == (2, 1)
    assert expected in err


@pytest.mark.parametrize("arguments", [[], ["x", "--file", "y"]])
def test_a_question_or_a_file_is_asked(run: Run, arguments: list[str]) -> None:
    code, _, err = run("ask", *arguments)
    assert code == 2
    assert "usage: byline ask" in err


# Every passage on a subject


def test_every_passage_with_all_words_counts_whatever_their_form(archive: Archive) -> None:
    archive.add(
        [
            article("1", "Lunde’s bridges are old. The bridge is closed.", published=datetime(2025, 1, 1, tzinfo=UTC)),
            article("2", "LUNDE has a Bridge.", published=datetime(2025, 3, 1, tzinfo=UTC)),
            article("3", "A bridge is elsewhere.", title="Lunde"),
            article("4", "In Lunde, a cambridge is no place.", published=datetime(2025, 2, 1, tzinfo=UTC)),
            article("5", "The bridge of Lunde, without a date."),
        ]
    )
    found = passages_on(archive, "the bridge in Lunde")
    assert [(one.passage.article.id, one.count) for one in found.passages] == [("2", 2), ("1", 3), ("5", 2)]
    assert (found.parts, found.articles, found.mentions, found.undated) == (("bridge", "Lunde"), 3, 7, 0)
    text = found.passages[1].passage.article.text
    assert [text[start:end] for start, end in found.passages[1].places] == ["Lunde", "bridges", "bridge"]
    narrowed = passages_on(archive, "bridge Lunde", Where(since="2025-02-01"))
    assert ([one.passage.article.id for one in narrowed.passages], narrowed.undated) == (["2"], 2)


def test_words_in_quotation_marks_stand_side_by_side(archive: Archive) -> None:
    archive.add([article("1", "The harbour tunnel leaks."), article("2", "The tunnel to the harbour leaks.")])
    for subject in ('"harbour tunnel" leaks', "“harbour tunnel” leaks"):
        assert [one.passage.article.id for one in passages_on(archive, subject).passages] == ["1"]
    assert len(passages_on(archive, "harbour tunnel leaks").passages) == 2


def test_a_place_in_two_passages_is_one_mention(tmp_path: Path) -> None:
    text = " ".join(f"Sentence number {number} speaks of the bridge." for number in range(12))
    with Archive(tmp_path / "i", encoder=WordEncoder(), settings=Settings(passage_tokens=20)) as made:
        made.add(article("1", text))
        found = passages_on(made, "bridge")
    assert len(found.passages) > 2
    assert sum(one.count for one in found.passages) > 12
    assert found.mentions == 12


def test_a_table_has_every_passage_and_runs_no_formula(run: Run, filled: Archive) -> None:
    filled.add(article("sum", "=SUM(A1) is on the bridge,\nsaid Ada.", title="+cmd", publisher="@Lunde"))
    code, out, _ = run("ask", "--all", "bridge", "--csv")
    rows = list(csv.DictReader(out.splitlines(keepends=True)))
    assert code == 0
    assert [row["document_id"] for row in rows] == ["bridge", "sum"]
    assert (rows[1]["title"], rows[1]["publisher"]) == ("'+cmd", "'@Lunde")
    assert rows[1]["text"] == "'=SUM(A1) is on the bridge,\nsaid Ada."
    code, out, _ = run("ask", "--all", "bridge", "--json")
    found = json.loads(out)
    assert (code, found["passages"], found["articles"], found["mentions"]) == (0, 2, 2, 2)
    assert found["found"][1]["text"] == "=SUM(A1) is on the bridge,\nsaid Ada."
    for one in found["found"]:
        assert filled.article(one["document_id"]).text[one["start_char_index"] : one["end_char_index"]] == one["text"]
    code, out, _ = run("ask", "bridge", "--all")
    assert out.startswith("2 passages in 2 articles, with “bridge” 2 times in all\n")


# Saved questions


@pytest.fixture
def hook() -> Iterator["Hook"]:
    """A webhook on this machine."""
    made = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.asked.append((self.path, self.headers["Content-Type"], json.loads(body)))
            time.sleep(made.wait)
            status = made.statuses.pop(0) if made.statuses else 204
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def do_GET(self) -> None:
            made.asked.append((self.path, "GET", None))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}/news?key=secret"
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


class Hook:
    """What a webhook answers, and what it was sent."""

    def __init__(self) -> None:
        self.url, self.wait = "", 0.0
        self.statuses: list[int] = []
        self.asked: list[tuple[str, str, Any]] = []


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between tries, recorded instead of waited for."""
    pauses: list[float] = []
    monkeypatch.setattr("byline.jobs.alerts.delivery.post", lambda url, body: POST(url, body, pauses.append))
    return pauses


POST = delivery.post


def age(archive: Archive) -> None:
    """Make all articles old."""
    with archive.store.catalog.writing(new_generation=False) as changes:
        changes.database.run("UPDATE version SET added_at = '2020-01-01T00:00:00+00:00'")


def told(archive: Archive, added: Sequence[str] = ()) -> list[tuple[int, str, tuple[str, ...]]]:
    said: list[alerts.News] = []
    ran = alerts.run(archive, said.append, added)
    assert list(ran.told) == said
    return [(one.alert.number, one.reply.text, one.new) for one in said]


def test_news_are_told_once_and_only_if_a_new_article_changes_the_answer(filled: Archive) -> None:
    alerts.save(filled, Alert(0, "What is closed in Lunde, the bridge?"))
    assert told(filled) == []
    filled.add(article("fair", "The fair of Sunde begins."))
    assert told(filled) == []  # the answer is the same
    filled.add(article("news", "In Lunde the bridge, what is closed, reopens. More is to come."))
    [(number, text, new)] = told(filled)
    assert (number, new) == (1, ("news",))
    assert text.startswith("In Lunde the bridge, what is closed, reopens.")
    assert told(filled) == []  # already reported
    age(filled)
    filled.remove("news")
    assert told(filled) == []  # another answer, but from an article that is not new
    filled.add(article("bridge", "What is closed in Lunde, the bridge, is open."))
    assert [new for _, _, new in told(filled)] == [("bridge",)]  # a new version


def test_an_article_that_was_just_added_is_new_though_it_was_begun_before(filled: Archive) -> None:
    alerts.save(filled, Alert(0, "What is closed in Lunde, the bridge?"))
    filled.add(article("news", "In Lunde the bridge, what is closed, reopens."))
    later = datetime.now(UTC) + timedelta(hours=1)
    AlertStore(filled.store).checked(later, {1: "another"})
    assert told(filled) == []
    AlertStore(filled.store).checked(later, {1: "another"})
    assert [new for _, _, new in told(filled, ["news"])] == [("news",)]


def test_a_question_without_an_answer_has_no_news(tmp_path: Path) -> None:
    with Archive(
        tmp_path / "i", settings=Settings(min_confidence=1.0), encoder=WordEncoder(), reader=FirstSentence()
    ) as never:
        never.add(article("1", BRIDGE))
        alerts.save(never, Alert(0, "What is closed in Lunde?"))
        never.add(article("2", "What is closed in Lunde is the mill."))
        assert told(never) == []


def test_conditions_of_a_saved_question_hold(filled: Archive) -> None:
    alerts.save(filled, Alert(0, "What is closed in Lunde, the bridge?", "", {"publisher": ["Gazette"]}))
    text = "In Lunde the bridge, what is closed, reopens."
    filled.add(article("1", text, publisher="Herald"))
    assert told(filled) == []
    filled.add(article("2", f"{text} Twice.", publisher="Gazette"))
    assert [new for _, _, new in told(filled)] == [("2",)]


def test_a_web_hook_gets_the_news_as_json(filled: Archive, hook: Hook, waited: list[float]) -> None:
    alerts.save(filled, Alert(0, "What is closed in Lunde, the bridge?", hook.url))
    filled.add(article("news", "In Lunde the bridge, what is closed, reopens."))
    ran = alerts.run(filled, pytest.fail)
    [(path, type_, sent)] = hook.asked
    assert (path, type_) == ("/news?key=secret", "application/json; charset=utf-8")
    assert (sent["alert"], sent["question"], sent["new"]) == (1, "What is closed in Lunde, the bridge?", ["news"])
    assert sent["reply"]["answer"].startswith("In Lunde the bridge")
    assert (len(ran.told), ran.failures, waited) == (1, (), [])


@pytest.mark.parametrize(("status", "expected"), [(302, "answered 302, and redirects"), (500, "answered 500; 3 tries")])
def test_a_web_hook_that_fails_is_tried_three_times_and_again_the_next_time(
    filled: Archive, hook: Hook, waited: list[float], status: int, expected: str, caplog: pytest.LogCaptureFixture
) -> None:
    alerts.save(filled, Alert(0, "What is closed in Lunde, the bridge?", hook.url))
    filled.add(article("news", "In Lunde the bridge, what is closed, reopens."))
    hook.statuses = [status] * 3
    ran = alerts.run(filled, pytest.fail)
    assert ([path for path, _, _ in hook.asked], waited) == (["/news?key=secret"] * 3, [1.0, 3.0])
    assert ran.told == ()
    assert expected in ran.failures[0]
    assert ran.failures[0] in caplog.text
    assert "secret" not in caplog.text
    assert len(alerts.run(filled, pytest.fail).told) == 1
    assert len(hook.asked) == 4


def test_a_web_hook_that_is_slow_is_given_up(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "SECONDS", 0.1)
    hook.wait = 0.5
    assert delivery.post(hook.url, b"{}", lambda seconds: None) == "took longer than 0.1 s; 3 tries"


def test_a_file_gets_a_line_for_each_news(filled: Archive, tmp_path: Path) -> None:
    kept, gone = tmp_path / "news.jsonl", tmp_path / "gone" / "news.jsonl"
    for place in (kept, gone):
        alerts.save(filled, Alert(0, "What is closed in Lunde, the bridge?", str(place)))
    for number in range(2):
        filled.add(article("news", f"In Lunde the bridge, what is closed, reopens{' again' * number}."))
        ran = alerts.run(filled, pytest.fail)
        assert ran.failures == (f"alert 2: {gone}: cannot be written (No such file or directory)",)
    assert [json.loads(line)["alert"] for line in kept.read_text(encoding="utf-8").splitlines()] == [1, 1]


@pytest.mark.parametrize(
    "place",
    ["", " ", "ftp://x/y", "http://", "http://me:secret@x/", "https://x y/", "http://x:99999/", "none/news.jsonl", "."],
)
def test_a_place_that_cannot_be_used_is_refused(place: str) -> None:
    with pytest.raises(InputError, match=r"^to: found") as error:
        delivery.checked_place(place)
    assert "secret" not in str(error.value)


def test_a_number_is_never_used_again(filled: Archive) -> None:
    kept = AlertStore(filled.store)
    assert [kept.add(Alert(0, text)).number for text in "ab"] == [1, 2]
    assert (kept.remove(2), kept.remove(2)) == (True, False)
    assert kept.add(Alert(0, "c")).number == 3
    assert [(one.number, one.question) for one in kept.all()] == [(1, "a"), (3, "c")]


def test_adding_tells_the_news_and_fails_for_no_hook(run: Run, tmp_path: Path, hook: Hook, waited: list[float]) -> None:
    question = "What is closed in Lunde, the bridge?"
    assert run("alert", "add", question) == (0, f"1. {question} (to standard output)\n", "")
    assert run("alert", "add", question, "--to", hook.url, "--since", "2020-01-01")[0] == 0
    assert run("alert", "add", question, "--to", hook.url, "--article", "news")[0] == 0
    hook.statuses = [500] * 3
    story = tmp_path / "news.txt"
    story.write_text("In Lunde the bridge, what is closed, reopens.\n")
    code, out, _ = run("add", str(story))
    assert code == 0
    assert "1 added, 0 updated" in out
    assert f"Alert 1: {question}\n\n" in out
    assert "In Lunde the bridge, what is closed, reopens. [1]" in out
    assert len(hook.asked) == 3
    story.write_text("In Lunde the bridge, what is closed, stays.\n")
    *outcomes, news = (json.loads(line) for line in run("add", str(story), "--json")[1].splitlines())
    assert ([one["status"] for one in outcomes], news["alert"], news["new"]) == (["updated"], 1, ["news"])
    assert [sent["alert"] for _, _, sent in hook.asked[3:]] == [3]
    listed = json.loads(run("alert", "list", "--json")[1])
    assert [one["number"] for one in listed] == [1, 2, 3]
    assert (listed[1]["to"], listed[1]["conditions"]) == (hook.url, {"since": "2020-01-01"})
    assert run("alert", "run") == (0, "3 asked, 0 with a new answer\n", "")
    assert run("alert", "remove", "2") == (0, "1 removed\n", "")
    assert run("alert", "remove", "2")[0] == 1
    assert run("alert", "remove")[0] == 2
    assert run("alert", "add", question, "--since", "soon")[0] == 2


def test_saved_questions_that_cannot_be_read_do_not_fail_an_add(
    run: Run, filled: Archive, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with filled.store.lock(), filled.store.catalog.writing(new_generation=False) as changes:
        changes.set("alerts", "no JSON")
    story = tmp_path / "news.txt"
    story.write_text("The mill of Lunde is for sale.")
    assert run("add", str(story))[0] == 0
    assert "saved questions were not asked" in caplog.text
