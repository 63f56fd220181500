"""Suggestions over the demo corpus: all of them are answered, and none is sent to a language model."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import article
from support.scripted import Script, served

from byline import AnswererSettings, Archive, Settings
from byline.web.suggestions import _counted, follow_ups, suggest


@pytest.fixture(scope="module")
def script() -> Script:
    return Script()


@pytest.fixture(scope="module")
def written(seeds_index: Path, script: Script) -> Iterator[Archive]:
    """The demo corpus with a language model that counts the requests."""
    with (
        served(script) as address,
        Archive(seeds_index, settings=Settings(answerer=AnswererSettings(address, "m"))) as made,
    ):
        yield made


def test_suggestions_are_answered_and_cost_nothing(written: Archive, seeds_archive: Archive, script: Script) -> None:
    suggested = suggest(written)
    assert 3 <= len(suggested) <= 4
    replies = [seeds_archive.ask(question) for question in suggested]
    assert {reply.status for reply in replies} == {"answered"}
    assert any(reply.question.startswith("How many") and reply.short for reply in replies)
    assert any(reply.question_kind == "overview" for reply in replies)
    first = next(reply for reply in replies if reply.question.startswith("How many"))
    following = follow_ups(written, first, asked=["What did He Qing say?"])
    assert len(following) == 2
    assert not {first.question, "What did He Qing say?"} & set(following)
    shown = {citation.quote for citation in first.citations}
    for question in following:
        answer = seeds_archive.ask(question)
        assert answer.status == "answered"
        assert answer.citations[0].quote not in shown
    assert script.asked == []


def test_nothing_more_is_tried_once_another_question_comes(
    written: Archive, seeds_archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = seeds_archive.ask("How many participants attended the gathering?")
    tried: list[str] = []
    replies = written.replies
    monkeypatch.setattr(written, "replies", lambda question, *rest: tried.append(question) or replies(question, *rest))
    assert follow_ups(written, reply, go_on=lambda: not tried) == tried[:1]
    assert follow_ups(written, reply, go_on=lambda: False) == []
    assert len(tried) == 1


def test_an_empty_archive_has_no_suggestion(archive: Archive) -> None:
    assert suggest(archive) == []


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Six people were hurt in the fire, police said.", ["How many people were hurt in the fire?"]),
        ("She expects that about 60 boats will leave for Kilcastle.", ["How many boats will leave for Kilcastle?"]),
        ("It cost 5 million dollars and took nine months to build. In 2021 it closed.", []),
        ("The law passed. The old bridge was last closed in May 2024, and", ["When was the old bridge last closed?"]),
        ("The team won 3-2 and $5 tickets were sold.", []),
    ],
)
def test_figures_become_questions(text: str, questions: list[str]) -> None:
    assert [one.question for one in _counted([article("a", text)])] == questions
