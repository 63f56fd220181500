"""Conversations that are kept, replies that are made again, and what is written of both for other programs."""

import sqlite3
from pathlib import Path

import pytest
from support import article

from byline import Archive, ArchiveError, Citation, Hit, InputError, Passage, Reply, Sentence, Span
from byline.history.conversations import FILE, SCHEMA, Conversations
from byline.store.sidecar import SqliteSidecar
from byline.web.page.asking import NEW, Asking, in_words, known, where_of
from byline.web.page.export import reply_markdown


def conversations_in(folder: Path) -> Conversations:
    return Conversations(SqliteSidecar(folder / FILE, SCHEMA))


def test_a_conversation_is_kept_as_it_was(tmp_path: Path) -> None:
    kept = conversations_in(tmp_path / "index")
    kept.keep("me", "a", 0, {"question": "First?"})
    kept.keep("me", "a", 1, {"question": "Second?"})
    kept.keep("me", "b", 0, {"question": "Another?"})
    again = conversations_in(tmp_path / "index")
    assert [(one.id, one.title) for one in again.of("me")] == [("b", "Another?"), ("a", "First?")]
    assert again.turns("me", "a") == [{"question": "First?"}, {"question": "Second?"}]


def test_a_turn_asked_again_takes_the_place_of_what_came_of_it(tmp_path: Path) -> None:
    kept = conversations_in(tmp_path)
    for number, question in ((0, "First?"), (1, "Second?"), (2, "Third?"), (1, "Instead?")):
        kept.keep("me", "a", number, {"question": question})
    assert [turn["question"] for turn in kept.turns("me", "a")] == ["First?", "Instead?"]


def test_nobody_else_sees_or_changes_a_conversation(tmp_path: Path) -> None:
    kept = conversations_in(tmp_path)
    kept.keep("me", "a", 0, {"question": "Mine?"})
    kept.keep("you", "a", 0, {"question": "Yours?"})
    kept.rename("you", "a", "Taken")
    kept.delete("you", "a")
    assert kept.of("you") == []
    assert kept.turns("you", "a") == []
    assert [one.title for one in kept.of("me")] == ["Mine?"]
    assert kept.turns("me", "a") == [{"question": "Mine?"}]


def test_a_conversation_is_renamed_and_deleted(tmp_path: Path) -> None:
    kept = conversations_in(tmp_path)
    kept.keep("me", "a", 0, {"question": "Mine?"})
    kept.rename("me", "a", "  The   law ")
    kept.rename("me", "a", " ")
    assert [one.title for one in kept.of("me")] == ["The law"]
    kept.delete("me", "a")
    assert kept.of("me") == []
    assert sqlite3.connect(tmp_path / FILE).execute("SELECT count(*) FROM turn").fetchone() == (0,)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"x" * 5_000)
    with pytest.raises(ArchiveError, match="cannot be read"):
        conversations_in(tmp_path).of("me")
    with pytest.raises(ArchiveError, match="cannot be written"):
        conversations_in(tmp_path).keep("me", "a", 0, {"question": "Mine?"})


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
    earlier["nearest"] = kept["hits"]  # as it was before there were both
    assert archive.reply_from_json(earlier) == reply  # type: ignore[arg-type]
    archive.remove("b")
    again = archive.reply_from_json(kept)
    assert again
    assert [one.article.id for one in again.nearest] == ["a", "c", "d"]


def test_a_browser_finds_its_conversation_again_and_no_other_does(tmp_path: Path, archive: Archive) -> None:
    archive.add([article("a", "The law takes effect in May. It is new.")])
    asking = Asking(archive)
    *_, told = asking.ask("Hello!", (), {})
    kept = told[3]
    assert kept["conversation"] != NEW
    _, _, turns, messages, _ = Asking(archive).begin(kept)
    assert [turn.question for turn in turns] == ["Hello!"]
    assert len(messages) == 2
    other = {"owner": "another", "conversation": kept["conversation"]}
    assert Asking(archive).begin(other)[2] == ()


def test_answers_are_given_where_conversations_cannot_be_kept(archive: Archive) -> None:
    archive.add([article("a", "The law takes effect in May. It is new.")])
    (archive.folder / FILE).write_bytes(b"x" * 5_000)
    steps = list(Asking(archive).ask("Hello!", (), {}))
    assert steps[0][0][0].reply.reason.startswith("Hello.")
    assert steps[-1][3]["conversation"] == NEW


@pytest.mark.parametrize("sent", [None, 7, [], {}, {"owner": None}, {"owner": ["x"], "conversation": 3}])
def test_whatever_a_browser_sends_it_gets_a_name(sent: object) -> None:
    who = known(sent)
    assert who["owner"]
    assert who["conversation"]


def test_conditions_are_said_in_words() -> None:
    assert where_of([], "", " ", []) is None
    where = where_of(["Reuters", "AP"], "2025-06-01", "", ["a"])
    assert where
    assert where.publishers == ("reuters", "ap")
    assert in_words(where) == "Asked only of articles published by Reuters or AP, since 2025-06-01, 1 of them chosen"
    with pytest.raises(InputError):
        where_of([], "last week", "", [])


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
