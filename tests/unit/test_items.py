"""The items of a list: which sentences contain some, what is a single item, and how many were asked for."""

import re
from dataclasses import replace

import pytest
from support import article, span_of

from byline import Article, Citation, Hit, Hits, IndexState, InputError, Item, Passage, Reply, Sentence, Settings, Span
from byline.answering.items import count_asked_for
from byline.answering.pipeline import conclude
from byline.presenting import parts_of
from byline.question.question import Question, understand
from byline.readers.base import Evidence, Reading
from byline.records import QuestionKind
from byline.records.from_json import reply_from_json
from byline.web.doors.openai import content_of
from byline.web.page.export import reply_markdown
from byline.web.page.render import reply_html

WATER = article("w", "Austria was first to sign. Ghana and the Gambia followed. Chad did so in June. It rained.")
FIRE = article("f", "Ghana signed at night. Nobody saw Peru.")
OF_THREE = "Which three countries signed?"


def found(source: Article, sentence: str, short: str, probability: float, alone: float = 0.0) -> Evidence:
    hit = Hit(Passage(source, Span(0, len(source.text))), 1.0, 1)
    return Evidence(hit, span_of(source.text, sentence), probability, span_of(source.text, short), alone)


def asked(text: str, kind: QuestionKind = "list") -> Question:
    return replace(understand(text), question_kind=kind)


def replied(question: Question, *evidence: Evidence, settings: Settings | None = None) -> Reply:
    hits = Hits(tuple(item.hit for item in evidence))
    index = IndexState(generation=1, articles=3, passages=3)
    asked_with = settings or Settings(min_confidence=0.3)
    return conclude(question, hits, Reading(evidence), index, {}, asked_with).reply()


AUSTRIA = found(WATER, "Austria was first to sign.", "Austria", 0.9)
GHANA = found(WATER, "Ghana and the Gambia followed.", "the Gambia", 0.4)
CHAD = found(WATER, "Chad did so in June.", "Chad", 0.01, alone=0.7)
AGAIN = found(FIRE, "Ghana signed at night.", "Ghana", 0.3)
PERU = found(FIRE, "Nobody saw Peru.", "Peru", 0.01)


def test_items_are_gathered_over_sentences_and_articles_each_thing_once() -> None:
    reply = replied(asked("Which countries signed?"), AUSTRIA, GHANA, AGAIN, CHAD, PERU)
    assert [(item.text, len(item.markers)) for item in reply.items] == [
        ("Austria", 1),
        ("Ghana", 2),
        ("the Gambia", 1),
        ("Chad", 1),
    ]
    assert len(reply.sentences) > Settings().max_answer_sentences
    for item in reply.items:
        assert all(item.text in reply.citations[marker - 1].quote for marker in item.markers)


def test_what_the_question_names_is_no_item() -> None:
    assert not replied(asked("Who followed beside Ghana?", "fact"), GHANA).items


def test_a_list_stops_where_the_characters_do() -> None:
    settings = Settings(min_confidence=0.3, max_answer_characters=70)
    reply = replied(asked("Which countries signed?"), AUSTRIA, GHANA, AGAIN, CHAD, settings=settings)
    assert len(reply.text) <= 70
    assert [item.text for item in reply.items] == ["Austria", "Ghana", "the Gambia"]


def test_where_it_is_asked_who_names_come_before_groups() -> None:
    text = "Local experts and major Polish firms back it. Solaris and Orlen back it. Everybody waits."
    source = article("z", text)
    groups = found(source, text[:45], "Local experts and major Polish firms", 0.8)
    names = found(source, text[46:72], "Solaris and Orlen", 0.2)
    question = "Which firms back the zloty coin?"
    reply = replied(asked(question), groups, names)
    assert [item.text for item in reply.items] == ["Solaris", "Orlen"]
    assert reply.citations[0].quote == text[46:72]
    reply = replied(asked("What backs the zloty coin?"), groups, names)
    assert [item.text for item in reply.items][:2] == ["Local experts", "major Polish firms"]


def test_a_count_gets_no_items_of_another_story() -> None:
    ours = "Three deputies did not vote. So said Anna Berg, Cyra Dunn, Egon Foxe, Gill Hayes, Inga Jones and Kurt Lund."
    theirs = (
        "Five seats go to Tarn and Vale. So said Moll Nash, Ossi Pell, Quin Rayne, Sola Tate, Unna Voss, Wynn Zell."
    )
    count = found(article("o", ours), "Three deputies did not vote.", "Three", 0.8)
    other = found(article("t", theirs), "Five seats go to Tarn and Vale.", "Tarn and Vale", 0.4)
    assert not replied(asked("Name the deputies who did not vote."), count, other).items


def test_a_further_sentence_with_items_is_cut_where_it_does_not_fit() -> None:
    rest = " after weeks of talks in three capitals, officials who were in the room said late on Sunday"
    text = f"Austria and Norway signed{rest}. Ghana and the Gambia followed{rest}. It rained."
    source = article("c", text)
    first, second = text.split(". ")[:2]
    evidence = (
        found(source, f"{first}.", "Austria and Norway", 0.9),
        found(source, f"{second}.", "Ghana and the Gambia", 0.5),
    )
    settings = Settings(min_confidence=0.3, max_answer_characters=220)
    reply = replied(asked("Which countries signed?"), *evidence, settings=settings)
    assert [item.text for item in reply.items] == ["Austria", "Norway", "Ghana", "the Gambia"]
    assert reply.sentences[1].text.endswith("…")
    assert len(reply.text) <= 220


def test_the_count_asked_for_is_met() -> None:
    reply = replied(asked(OF_THREE), AUSTRIA, GHANA, CHAD)
    assert ([item.text for item in reply.items], reply.status) == (["Austria", "Ghana", "the Gambia"], "answered")


def test_a_count_that_is_not_met_is_said_to_be_so() -> None:
    reply = replied(asked(OF_THREE), GHANA)
    assert (reply.status, reply.reason) == ("partial", "2 of the 3 asked for were found")
    assert replied(asked(OF_THREE), AUSTRIA).reason == "1 of the 3 asked for was found"


def test_a_series_is_a_list_whatever_the_question_looks_like() -> None:
    assert [item.text for item in replied(asked("Who followed?", "fact"), GHANA).items] == ["Ghana", "the Gambia"]


@pytest.mark.parametrize(
    ("text", "kind", "evidence"),
    [
        ("Who was first to sign?", "fact", AUSTRIA),
        ("How many followed?", "fact", GHANA),
        ("Which company followed?", "fact", GHANA),  # the name may be one company's, as Marks and Spencer's is
        ("Did Ghana follow?", "yes_no", GHANA),
        ("Why did Ghana follow?", "why_how", GHANA),
    ],
)
def test_what_is_no_list_has_no_items(text: str, kind: QuestionKind, evidence: Evidence) -> None:
    assert not replied(asked(text, kind), evidence).items


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Which two watchmen were lost?", 2),
        ("Name the three sisters.", 3),
        ("What 4 things should owners bring?", 4),
        ("Who were the first five to sign?", 5),
        ("Which countries signed?", None),
        ("What did two of them say?", None),
    ],
)
def test_the_count_that_is_asked_for(text: str, count: int | None) -> None:
    assert count_asked_for(understand(text)) == count


def test_an_item_stands_in_each_quote_that_it_is_cited_to() -> None:
    citation = Citation(1, WATER, Span(0, 26))
    shown = {"sentences": (Sentence(citation.quote, (1,)),), "citations": (citation,)}
    for item in (Item("Ghana", (1,)), Item("Austria", ()), Item("", (1,)), Item("Austria", (2,))):
        with pytest.raises(InputError):
            Reply("Q?", "Q?", "answered", 0.9, items=(item,), **shown)


def test_items_survive_their_json_and_older_replies_have_none() -> None:
    reply = replied(asked("Which countries signed?"), AUSTRIA, GHANA, AGAIN)
    kept = reply.to_dict()
    assert kept["items"][1] == {"text": "Ghana", "citation": 1, "citations": [1, 2]}
    articles = {one.article.id: one.article for one in reply.citations}
    again = reply_from_json(kept, lambda id, version: articles[id])
    assert again is not None
    assert again.items == reply.items
    del kept["items"]
    older = reply_from_json(kept, lambda id, version: articles[id])
    assert older is not None
    assert older.items == ()


def test_every_door_shows_the_items_one_a_line_in_place_of_the_lead() -> None:
    reply = replied(asked("Which countries signed?"), AUSTRIA, GHANA, AGAIN)
    parts = parts_of(reply)
    assert (parts.lead, [item.marked for item in parts.items]) == (
        "",
        ["Austria [1]", "Ghana [2][3]", "the Gambia [2]"],
    )
    assert "- Austria [1]\n- Ghana [2][3]\n- the Gambia [2]\n" in reply_markdown(reply)
    assert "- Austria [1]\n- Ghana [2][3]\n- the Gambia [2]" in content_of(reply)[0]
    html = reply_html(0, reply)
    assert re.findall(r"<li>([^<]+) <button", html) == ["Austria", "Ghana", "the Gambia"]


def test_one_item_is_shown_as_any_answer_is() -> None:
    reply = replied(asked("Which countries signed?"), AUSTRIA)
    assert [item.text for item in reply.items] == ["Austria"]
    assert (parts_of(reply).items, parts_of(reply).lead) == ((), "Austria")
