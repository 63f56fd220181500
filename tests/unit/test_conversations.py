"""Saved conversations, replies read back from them, and their exports for other programs."""

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from support import article

from byline import Archive, ArchiveError, Citation, Hit, InputError, Passage, Reply, Sentence, Span
from byline.history.conversations import FILE, SCHEMA, Conversations
from byline.store.sidecar import SqliteSidecar
from byline.web.page import turns
from byline.web.page.asking import STOPPED, Asking, known
from byline.web.page.export import reply_markdown
from byline.web.page.filters import Filters


def conversations_in(folder: Path) -> Conversations:
    return Conversations(SqliteSidecar(folder / FILE, SCHEMA))


def test_a_conversation_is_kept_as_it_was(tmp_path: Path) -> None:
    kept = conversations_in(tmp_path / "index")
    assert kept.add("me", "a", {"question": "First?"}) == 0
    assert kept.add("me", "a", {"question": "Second?"}) == 1
    assert kept.add("me", "b", {"question": "Another?"}) == 0
    again = conversations_in(tmp_path / "index")
    assert [(one.id, one.title) for one in again.of("me")] == [("b", "Another?"), ("a", "First?")]
    assert again.turns("me", "a") == {0: {"question": "First?"}, 1: {"question": "Second?"}}
    assert again.owner_of("a") == "me"
    assert again.owner_of("c") is None


def test_a_turn_asked_again_takes_its_own_place_alone(tmp_path: Path) -> None:
    kept = conversations_in(tmp_path)
    for question in ("First?", "Second?", "Third?"):
        kept.add("me", "a", {"question": question})
    kept.change("me", "a", 1, {"question": "Instead?"})
    kept.change("me", "a", 7, {"question": "Nowhere?"})
    assert [turn["question"] for turn in kept.turns("me", "a").values()] == ["First?", "Instead?", "Third?"]


def test_whoever_adds_at_once_overwrites_nothing(tmp_path: Path) -> None:
    kept = conversations_in(tmp_path)
    kept.add("me", "a", {"question": "First?"})
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda n: kept.add("me", "a", {"question": f"{n}?"}), range(12)))
    assert sorted(numbers) == list(range(1, 13))
    assert {turn["question"] for turn in kept.turns("me", "a").values()} == {"First?", *(f"{n}?" for n in range(12))}


def test_nobody_else_sees_or_changes_a_conversation(tmp_path: Path) -> None:
    kept = conversations_in(tmp_path)
    kept.add("me", "a", {"question": "Mine?"})
    assert kept.add("you", "a", {"question": "Yours?"}) is None
    kept.change("you", "a", 0, {"question": "Yours?"})
    kept.rename("you", "a", "Taken")
    kept.delete("you", "a")
    kept.restore("you", "a")
    assert kept.of("you") == []
    assert kept.turns("you", "a") == {}
    assert [one.title for one in kept.of("me")] == ["Mine?"]
    assert kept.turns("me", "a") == {0: {"question": "Mine?"}}


def test_a_conversation_is_renamed_deleted_restored_and_purged(tmp_path: Path) -> None:
    kept = conversations_in(tmp_path)
    kept.add("me", "a", {"question": "Mine?"})
    kept.rename("me", "a", "  The   law ")
    kept.rename("me", "a", " ")
    assert [one.title for one in kept.of("me")] == ["The law"]
    kept.delete("me", "a")
    assert kept.of("me") == []
    assert kept.turns("me", "a") == {}
    assert kept.owner_of("a") is None
    kept.purge(datetime.now(UTC) - timedelta(minutes=10))
    kept.restore("me", "a")
    assert [one.title for one in kept.of("me")] == ["The law"]
    assert kept.turns("me", "a") == {0: {"question": "Mine?"}}
    kept.delete("me", "a")
    kept.purge(datetime.now(UTC))
    kept.restore("me", "a")
    assert kept.of("me") == []
    assert sqlite3.connect(tmp_path / FILE).execute("SELECT count(*) FROM turn").fetchone() == (0,)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"x" * 5_000)
    with pytest.raises(ArchiveError, match="cannot be read"):
        conversations_in(tmp_path).of("me")
    with pytest.raises(ArchiveError, match="cannot be written"):
        conversations_in(tmp_path).add("me", "a", {"question": "Mine?"})


def test_a_reply_whose_article_is_gone_is_not_made_again(archive: Archive) -> None:
    archive.add([article("a", "The law takes effect in May. It is new.")])
    cited = archive.article("a")
    reply = Reply(
        question="When?",
        query="When?",
        status="answered",
        confidence=1.0,
        sentences=(Sentence("The law takes effect in May.", (1,)),),
        citations=(Citation(1, cited, Span(0, 28)),),
    )
    assert archive.reply_from_json(reply.to_dict())
    archive.add([article("a", "The law takes effect in June. It is new.")])
    again = archive.reply_from_json(reply.to_dict())
    assert again
    assert again.citations[0].quote == "The law takes effect in May."
    archive.remove("a")
    assert archive.reply_from_json(reply.to_dict()) is None


def test_a_reply_is_made_again_with_the_passages_that_were_looked_at(archive: Archive) -> None:
    archive.add([article(id) for id in "abcd"])
    hits = tuple(
        Hit(Passage(archive.article(id), Span(0, 30)), 1 / rank, rank, 0.5) for rank, id in enumerate("abcd", start=1)
    )
    reply = Reply("When?", "When?", "no_answer", 0.1, reason="not in these articles", hits=hits)
    kept = reply.to_dict()
    again = archive.reply_from_json(kept)
    assert again == reply
    earlier = {name: value for name, value in kept.items() if name != "hits"}
    earlier["nearest"] = kept["hits"]  # as it was when there was only one of the two fields
    assert archive.reply_from_json(earlier) == reply  # type: ignore[arg-type]
    archive.remove("b")
    again = archive.reply_from_json(kept)
    assert again
    assert [one.article.id for one in again.nearest] == ["a", "c", "d"]


def asked(asking: Asking, question: str, **sent: object) -> dict[str, Any]:
    """Ask as the page does, and return the last step."""
    taken = asking.take({**sent, "question": question})
    *_, last = asking.answer({**taken, "turn": taken["turn"]["number"]})
    told: dict[str, Any] = json.loads(last)
    return told


def test_a_browser_finds_its_conversation_again_and_no_other_lists_it(archive: Archive) -> None:
    archive.add([article("a", "The law takes effect in May. It is new.")])
    told = asked(Asking(archive), "Hello!")
    found = Asking(archive).begin({"owner": told["owner"], "conversation": told["conversation"]})
    assert found["conversation"] == told["conversation"]
    assert [turn["html"] for turn in found["turns"]] == [told["turn"]["html"]]
    assert "Hello" in found["rail"]
    assert "Hello" not in Asking(archive).begin({"owner": "another", "conversation": ""})["rail"]


def test_whoever_has_the_link_reads_a_conversation_and_asks_in_one_of_their_own(archive: Archive) -> None:
    archive.add([article("a", "The law takes effect in May. It is new.")])
    asking = Asking(archive)
    told = asked(asking, "Hello!")
    other = {"owner": "another", "link": told["conversation"]}
    found = asking.begin(other)
    assert len(found["turns"]) == 1
    assert not found["mine"]
    assert "Hello" not in found["rail"]
    again = asked(asking, "Thanks!", owner="another", conversation=told["conversation"])
    assert again["conversation"] != told["conversation"]
    for refused in (asking.again, asking.look, asking.judge):
        assert "turn" not in refused({"owner": "another", "conversation": told["conversation"], "turn": 0})
    asking.erase({"owner": "another", "conversation": told["conversation"]})
    assert len(asking.begin(other)["turns"]) == 1


def test_a_question_is_kept_before_it_is_answered(archive: Archive) -> None:
    archive.add([article("a", "The law takes effect in May. It is new.")])
    taken = Asking(archive).take({"question": "Hello!"})
    assert taken["turn"]["open"]
    again = Asking(archive)  # as after a restart
    [turn] = again.begin(taken)["turns"]
    assert turn["open"]
    assert "Hello!" in unescape(turn["html"])
    *_, last = again.answer({**taken, "turn": turn["number"]})
    assert not json.loads(last)["turn"]["open"]


def test_what_is_stopped_says_so_and_no_late_answer_takes_its_place(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go = threading.Event(), threading.Event()

    def slow(*_: object) -> Iterator[Reply]:
        reached.set()
        assert go.wait(30)
        yield Reply("Hello!", "Hello!", "no_answer", 0.0, reason="too late")

    monkeypatch.setattr(archive, "replies", slow)
    asking = Asking(archive)
    taken = asking.take({"question": "Hello!"})
    named = {**taken, "turn": taken["turn"]["number"]}
    with ThreadPoolExecutor(1) as pool:
        steps = pool.submit(lambda: list(asking.answer(named)))
        assert reached.wait(30)
        assert asking.look(named)["running"]
        assert STOPPED in unescape(asking.stop(named)["turn"]["html"])
        told = json.loads(steps.result(30)[-1])  # stopping ends the wait at once
    assert STOPPED in unescape(told["turn"]["html"])
    go.set()
    for thread in threading.enumerate():
        if thread.name == "byline-answer":
            thread.join(30)
    [turn] = asking.begin(taken)["turns"]
    assert STOPPED in unescape(turn["html"])
    assert asking.stop(named) == {}


def test_an_answer_is_made_once_for_all_who_wait_for_it(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    reached, go, count = threading.Event(), threading.Event(), []

    def slow(*_: object) -> Iterator[Reply]:
        count.append(1)
        reached.set()
        assert go.wait(30)
        yield Reply("Hello!", "Hello!", "no_answer", 0.0, reason="nothing was found")

    monkeypatch.setattr(archive, "replies", slow)
    asking = Asking(archive)
    taken = asking.take({"question": "Hello!"})
    named = {**taken, "turn": taken["turn"]["number"]}
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(lambda: list(asking.answer(named)))
        assert reached.wait(30)
        second = pool.submit(lambda: list(asking.answer(named)))
        go.set()
        assert [json.loads(one.result(30)[-1])["turn"]["open"] for one in (first, second)] == [False, False]
    assert len(count) == 1


def test_sources_of_an_answer_open_while_it_is_still_being_made(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.add([article("a", "The law takes effect in May. It is new.")])
    reply, go = archive.ask("When does the law take effect?"), threading.Event()

    def slow(*_: object) -> Iterator[Reply]:
        yield reply
        assert go.wait(30)
        yield reply

    monkeypatch.setattr(archive, "replies", slow)
    asking = Asking(archive)
    taken = asking.take({"question": reply.question})
    named = {**taken, "turn": taken["turn"]["number"], "open": str(taken["turn"]["number"])}
    assert "unavailable" in asking.opened(named)
    steps = asking.answer(named)
    while "in May" not in next(steps):
        pass
    assert "in May" in asking.opened(named)
    go.set()
    assert len(list(steps)) >= 1
    assert "in May" in asking.opened(named)


def test_what_is_stopped_before_it_begins_does_not_begin(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    count: list[int] = []
    monkeypatch.setattr(archive, "replies", lambda *_: count.append(1))
    asking = Asking(archive)
    taken = asking.take({"question": "Hello!"})
    named = {**taken, "turn": taken["turn"]["number"]}
    assert STOPPED in unescape(asking.stop(named)["turn"]["html"])
    assert STOPPED in unescape(json.loads([*asking.answer(named)][-1])["turn"]["html"])
    assert not count
    assert asking.stop(named) == {}


@pytest.mark.parametrize("keeps", [True, False])
def test_answers_are_given_where_conversations_cannot_be_kept(archive: Archive, keeps: bool) -> None:
    archive.add([article("a", "The law takes effect in May. It is new.")])
    if keeps:
        (archive.folder / FILE).write_bytes(b"x" * 5_000)
    asking = Asking(archive, keeps=keeps)
    told = asked(asking, "Hello!")
    assert "Hello" in unescape(told["turn"]["html"])
    assert not told["turn"]["open"]
    second = asked(asking, "Thanks!", owner=told["owner"], conversation=told["conversation"])
    assert (second["conversation"], second["turn"]["number"]) == (told["conversation"], 1)
    assert len(asking.begin(second)["turns"]) == 2
    assert (archive.folder / FILE).exists() == keeps


def test_what_is_held_in_memory_has_a_limit(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_HELD", 3)
    held = turns.Turns(archive.conversations, keeps=False)
    id = ""
    for number in range(5):
        id, _ = held.add("me", id, turns.Turn(f"{number}?"))
    assert [kept["question"] for kept in held.of("me", id).values()] == ["2?", "3?", "4?"]


def test_what_is_held_in_memory_has_a_limit_in_bytes(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser decides how much data a turn has for its filters."""
    monkeypatch.setattr(turns, "_HELD_BYTES", 30_000)
    held = turns.Turns(archive.conversations, keeps=False)
    id = ""
    for number in range(5):
        names = [secrets.token_hex(10_000)]  # 10,000 bytes when compressed
        id, _ = held.add("me", id, turns.Turn(f"{number}?", filters=Filters.of({"but": names})))
    assert len(held.of("me", id)) == 2
    for _ in range(3):
        held.change("me", id, 4, turns.Turn("4?"))
    assert [kept["question"] for kept in held.of("me", id).values()] == ["3?", "4?"]


@pytest.mark.parametrize("sent", [None, 7, [], {}, {"owner": None}, {"owner": ["x"], "conversation": 3}])
def test_whatever_a_browser_sends_it_gets_a_name(sent: object) -> None:
    assert known(sent)["owner"]


def test_nobody_takes_the_name_of_what_is_deleted() -> None:
    assert known({"owner": "deleted me"})["owner"] != "deleted me"


def test_conditions_are_said_in_words(archive: Archive) -> None:
    archive.add([article(id) for id in "abc"])
    assert Filters.of({"publishers": [], "since": "", "until": " ", "only": None, "but": []}).where(archive) is None
    filters = Filters.of({"publishers": ["Reuters", "AP"], "since": "2025-06-01", "only": ["a"]})
    where = filters.where(archive)
    assert where
    assert (where.publishers, where.ids) == (("reuters", "ap"), ("a",))
    assert filters.in_words == "Filters: published by Reuters or AP, from 2025-06-01, 1 article selected"
    rest = Filters.of({"but": ["b"]})
    where = rest.where(archive)
    assert where
    assert sorted(where.ids) == ["a", "c"]
    assert rest.in_words == "Filters: all but 1 article"
    assert Filters.of(filters.to_dict()) == filters
    with pytest.raises(InputError, match="from: “last week” is not a date"):
        Filters.of({"since": "last week"}).where(archive)
    with pytest.raises(InputError, match="no source is selected"):
        Filters.of({"only": []}).where(archive)
    with pytest.raises(InputError, match="too many sources"):
        Filters.of({"but": ["x" * 100_000] * 6}).where(archive)


def test_markdown_of_an_article_is_only_shown() -> None:
    evil = "![x](http://evil.example/a.png) <script>alert(1)</script> **bold** `code`"
    source = article("a", evil, title=evil)
    reply = Reply(
        question=evil,
        query=evil,
        status="answered",
        confidence=1.0,
        sentences=(Sentence(evil, (1,)),),
        citations=(Citation(1, source, Span(0, len(evil))),),
    )
    text = reply_markdown(reply)
    assert "<script>" not in text
    assert "![x](" not in text
    assert "**bold**" not in text
