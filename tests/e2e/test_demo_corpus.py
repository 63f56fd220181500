"""The demo corpus with the real model: what each part of Byline makes of it."""

import json
import random
import runpy
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, SEEDS

from byline import (
    Archive,
    Article,
    InputError,
    Receipt,
    cli,
    evaluate,
)
from byline.cli import main
from byline.encoders import load_encoder
from byline.encoders.text import embedded_text
from byline.evaluation import LabelledQuestion
from byline.evaluation.metrics import traced
from byline.indexing.passages import passages_of
from byline.provenance.trace import words_of
from byline.web.page.export import conversation_as, reply_markdown

QUESTIONS = ["When does Hong Kong's law take effect?", "When did China ban crypto?", "Who is the mayor of London?"]
FIELDS = ("id", "kind", "question", "answers", "articles")
BENCHMARK = runpy.run_path(str(ROOT / "benchmarks" / "receipts.py"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_reply_is_made_again_of_its_json(seeds_archive: Archive, question: str) -> None:
    reply = seeds_archive.ask(question)
    again = seeds_archive.reply_from_json(json.loads(json.dumps(reply.to_dict())))
    assert again
    assert again.to_dict() == reply.to_dict()


@pytest.mark.parametrize("kept", [{}, {"citations": 3}, {"citations": [{}]}])
def test_what_is_no_reply_is_not_made_one(seeds_archive: Archive, kept: dict[str, object]) -> None:
    assert seeds_archive.reply_from_json(kept) is None


def test_a_reply_with_a_field_too_few_is_not_made_again(seeds_archive: Archive) -> None:
    kept = seeds_archive.ask(QUESTIONS[0]).to_dict()
    for name in ("question", "spans", "citations", "nearest", "index", "mode"):
        assert seeds_archive.reply_from_json({key: value for key, value in kept.items() if key != name}) is None
    assert seeds_archive.reply_from_json({**kept, "answer": "Something else."}) is None


def test_an_answer_is_written_with_its_quotes_and_sources(seeds_archive: Archive) -> None:
    reply = seeds_archive.ask(QUESTIONS[0])
    text = reply_markdown(reply)
    assert text.startswith("**August 1**")
    for citation in reply.citations:
        assert f"[{citation.marker}] “" in text
    assert "Confidence: " in text


def test_a_conversation_is_written_as_markdown_and_json(seeds_archive: Archive) -> None:
    asked = [*((question, seeds_archive.ask(question), "") for question in QUESTIONS), ("?" * 10, None, "Too strange.")]
    questions = [question for question, *_ in asked]
    text = conversation_as("markdown", asked)
    assert [line for line in text.splitlines() if line.startswith("## ")] == [f"## {one}" for one in questions]
    content = json.loads(conversation_as("json", asked))
    assert [turn["question"] for turn in content["turns"]] == questions
    assert content["turns"][0]["reply"]["citations"][0]["cited_text"]
    assert content["turns"][3] == {"question": "?" * 10, "reply": None, "note": "Too strange."}


@pytest.fixture
def asked(seeds_index: Path, tmp_path: Path) -> Iterator[Archive]:
    """An archive over the demo corpus, with the real model, that a test may write to."""
    shutil.copytree(seeds_index, tmp_path / "asked")
    with Archive(tmp_path / "asked") as archive:
        yield archive


def run(archive: Archive, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main([*arguments, "--index", str(archive.folder)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_what_is_exported_can_be_asked(asked: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def tell(question: str, verdict: Any, history: Sequence[str] = (), **told: Any) -> None:
        asked.add_feedback(asked.ask(question, history), verdict, history=history, **told)

    tell(QUESTIONS[0], "up")
    tell("When did China ban crypto?", "down", right_answer="2021")
    tell("And who must have a licence?", "down", [QUESTIONS[0]], right_answer="Both companies")
    tell(QUESTIONS[2], "up")
    tell("Who is the king of Spain?", "down")
    assert [one.reply["status"] for one in asked.feedback()] == ["answered", "answered", *["no_answer"] * 3]
    file = tmp_path / "questions.jsonl"
    code, _, err = run(asked, capsys, "feedback", "--export", str(file))
    assert (code, len(err.splitlines())) == (0, 1)
    code, out, _ = run(asked, capsys, "eval", str(file), "--json")
    assert code == 0
    evaluation = json.loads(out)
    assert [row["answerable"] and row["found"] for row in evaluation["questions"]] == [True, True, False, False]
    assert evaluation["metrics"]["answer_found"] == pytest.approx(2 / 3)
    assert evaluation["metrics"]["false_answer_rate"] == 0
    assert evaluation["metrics"]["recall@5"] == 1
    assert evaluate(asked, file).warnings == ()


def test_an_archive_has_a_timeline(seeds_archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    timeline = seeds_archive.timeline("China's ban on crypto")
    assert {entry.days.start.year for entry in timeline.dated if entry.days} >= {2017, 2021}
    assert main(["timeline", "China's ban on crypto", "--index", str(seeds_archive.folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(timeline.to_dict()))
    assert main(["timeline", "China's ban on crypto", "--index", str(seeds_archive.folder)]) == 0
    assert "2017: " in capsys.readouterr().out
    with pytest.raises(InputError, match="subject: empty"):
        seeds_archive.timeline(" ")


def test_the_command_tells_the_times(
    seeds_index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("byline.cli.asking._TIMED", 2)
    assert main(["ask", "Who is the CEO of JD.com?", "--timing", "--index", str(seeds_index)]) == 0
    told = capsys.readouterr()
    assert [line.split()[1] for line in told.err.splitlines()] == ["search:", "read:", "compose:"]
    assert "characters" in told.out
    assert "p50" not in told.out


@pytest.mark.slow
def test_replies_of_the_real_model_can_be_verified(seeds_archive: Archive) -> None:
    for question in ("When does Hong Kong's law take effect?", "Who is the CEO of JD.com?"):
        reply = seeds_archive.ask(question)
        receipt = Receipt.parse(seeds_archive.receipt(reply).text.encode())
        assert seeds_archive.verify(receipt).accepted
        assert receipt.content["settings"]["min_confidence"] is not None
        assert receipt.content["settings"]["likely_confidence"] is not None
        content = json.loads(receipt.text)
        articles = {hit.article.id: hit.article for hit in reply.hits}
        receipts = [(content, reply)]
        for number, (what, altered, _) in enumerate(BENCHMARK["drawn"](receipts, 10)):
            assert BENCHMARK["verdict"](seeds_archive, altered) != "accepted", what
            if isinstance(altered, dict):
                forged = BENCHMARK["recomputed"](altered, articles, number)
                assert BENCHMARK["verdict"](seeds_archive, forged) != "accepted", what


def test_excerpts_of_the_demo_corpus_are_traced_though_words_change(seeds_archive: Archive) -> None:
    choose = random.Random(7)
    texts = {file.stem: file.read_text(encoding="utf-8") for file in SEEDS.glob("*.txt")}
    compared = {id: " ".join(word.text for word in words_of(text)) for id, text in texts.items()}
    outcomes = []
    for number in range(60):
        text = texts[choose.choice(sorted(texts))]
        words = words_of(text)
        length = choose.randint(10, 40)
        first = choose.randrange(len(words) - length)
        pieces = [text[word.start : word.end] for word in words[first : first + length]]
        spelled = " ".join(word.text for word in words[first : first + length])
        for _ in range(number % 3):
            pieces[choose.randrange(length)] = choose.choice(["orchestra", "seven", "yesterday"])
        found = seeds_archive.trace(" ".join(pieces)).source
        right = {id for id, all_words in compared.items() if spelled in all_words}
        outcomes.append(traced(found.article.id if found else None, right))
    assert outcomes.count("wrong") == 0
    assert outcomes.count("right") >= 58


def test_over_the_demo_corpus(seeds_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = [
        LabelledQuestion(
            "date", "when", "When does Hong Kong's law take effect?", ("August 1",), ("000_04eac8f9aa6b5920",)
        ),
        LabelledQuestion("ceo", "absent", "Who is the CEO of JD.com?"),
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps({name: getattr(question, name) for name in FIELDS}) for question in questions))
    assert cli.main(["eval", str(path), "--json", "--index", str(seeds_index)]) == 0
    found = json.loads(capsys.readouterr().out)["metrics"]
    for name in ("recall@1", "em", "answer_found", "exact_quote_rate", "citation_precision", "citation_recall"):
        assert found[name] == 1
    assert (found["false_answer_rate"], found["coverage"]) == (0, 0.5)


@pytest.mark.parametrize("published", [None, datetime(2025, 6, 1, tzinfo=UTC)])
def test_the_real_encoder_never_cuts_a_passage_off(published: datetime | None) -> None:
    encoder = load_encoder()
    texts = [file.read_text(encoding="utf-8") for file in SEEDS.glob("*.txt")]
    texts += [
        "x" * 3_000,
        "word " * 2_000,
        "香港的法律将于8月1日生效。" * 200,
        "😀👩\u200d👧 " * 500,
        "a\u0301" * 900,
        "1,2;3:" * 500,
    ]
    for text in texts:
        article = Article("a", text, "A rather long title " * 20, published=published)
        found = passages_of(article, encoder.tokenise, 160, 1, encoder.max_tokens)
        lengths = [len(tokens) for tokens in encoder.tokenise([embedded_text(passage) for passage in found])]
        assert max(lengths) <= encoder.max_tokens == 254
        assert "".join(text.split()) == "".join(_joined(text, found).split())


def _joined(text: str, passages: list) -> str:  # type: ignore[type-arg]
    """Join overlapping passages into one text."""
    joined, end = "", 0
    for passage in passages:
        joined += text[max(end, passage.span.start) : passage.span.end]
        end = max(end, passage.span.end)
    return joined
