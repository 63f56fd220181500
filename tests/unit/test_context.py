"""Sentences shown with an answer because they overturn it."""

import json
from dataclasses import replace

import pytest
from support import article, span_of

from byline import (
    Article,
    Citation,
    Context,
    Hit,
    Hits,
    IndexState,
    InputError,
    Passage,
    Reply,
    Sentence,
    Settings,
    Span,
)
from byline.answering.context import contexts_of, tells_an_error
from byline.answering.pipeline import conclude
from byline.presenting import parts_of
from byline.question.question import understand
from byline.readers.base import Evidence, Reading
from byline.records.from_json import reply_from_json
from byline.web.doors.openai import content_of
from byline.web.page.export import reply_markdown
from byline.web.page.render import place_of, reply_html, sources_html


def cited(text: str, sentence: str, title: str = "The mill") -> Citation:
    return Citation(1, article("one", text, title=title), span_of(text, sentence))


def contexts(text: str, sentence: str, title: str = "The mill") -> list[tuple[str, str]]:
    return [(one.kind, one.quote) for one in contexts_of([cited(text, sentence, title)])]


@pytest.mark.parametrize(
    ("text", "sentence", "kind", "quote"),
    [
        (
            "Arden owns the mill.\n\nIt is old.\n\nCorrection: An earlier version gave another owner of the mill. We regret this.",
            "Arden owns the mill.",
            "correction",
            "Correction: An earlier version gave another owner of the mill. We regret this.",
        ),
        (
            "This article has been withdrawn.\n\nArden owns the mill.",
            "Arden owns the mill.",
            "retraction",
            "This article has been withdrawn.",
        ),
        (
            "UPDATE: The mill is sold.\n\nArden owns the mill.",
            "Arden owns the mill.",
            "update",
            "UPDATE: The mill is sold.",
        ),
        (
            "Prosecutors accused Ada Berg of theft. On Friday they dropped the case. It rained.",
            "Prosecutors accused Ada Berg of theft.",
            "sequel",
            "On Friday they dropped the case.",
        ),
        (
            "The flats need repairs, an expert said. It was dry. The landlord disputes the claim.",
            "The flats need repairs, an expert said.",
            "sequel",
            "The landlord disputes the claim.",
        ),
        (
            "The school will close if the province finds no money. Pupils wept.\n\nThe province had found some by May.",
            "The school will close if the province finds no money.",
            "sequel",
            "The province had found some by May.",
        ),
    ],
)
def test_what_overturns_a_quote_stands_with_it(text: str, sentence: str, kind: str, quote: str) -> None:
    assert contexts(text, sentence) == [(kind, quote)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Arden owns the mill. It is old. It has nine floors.", "Arden owns the mill."),
        (
            "Arden owns the mill.\n\nCorrection: Ada Berg is a doctor, not a nurse, at Kesh hospital.",
            "Arden owns the mill.",
        ),
        ("Arden owns the mill. It is old. It has nine floors. He denied it.", "Arden owns the mill."),
        ("Arden owns the mill.\n\nPer Dahl denied the charge of theft.", "Arden owns the mill."),
        ("Arden owns the mill. Its clerk was charged with theft. Dahl denies it.", "Arden owns the mill."),
        ("On Friday they dropped the case. Ada Berg went home.", "Ada Berg went home."),
        (
            "The school will close if the province finds no money. The province is large.",
            "The school will close if the province finds no money.",
        ),
    ],
)
def test_what_does_not_overturn_it_does_not(text: str, sentence: str) -> None:
    assert contexts(text, sentence) == []


def test_a_notice_that_is_quoted_itself_and_a_title_are_no_context() -> None:
    text = "Correction: fire at the mill\n\nCorrection: Nine people died in the fire at the mill."
    sentence = "Correction: Nine people died in the fire at the mill."
    assert contexts(text, sentence, title="Correction: fire at the mill") == []


def test_at_most_two_are_shown_once_each() -> None:
    text = "Arden owns the mill. He denied it.\n\nCorrection: The mill is old.\n\nUPDATE: The mill is sold.\n\nArden has the mill."
    citations = [cited(text, "Arden owns the mill."), replace(cited(text, "Arden has the mill."), marker=2)]
    assert [(one.marker, one.kind) for one in contexts_of(citations)] == [(3, "sequel"), (4, "correction")]


def evidence(text: str, sentence: str, short: str, title: str = "The mill", probability: float = 0.9) -> Evidence:
    one = article("one", text, title=title)
    hit = Hit(Passage(one, Span(0, len(text))), 1.0, 1)
    return Evidence(hit, span_of(text, sentence), probability, span_of(text, short))


def test_an_error_that_a_correction_tells_again_is_no_evidence() -> None:
    told = "An earlier version of this article said that Arden owns the mill; it is owned by Belmar."
    assert tells_an_error(evidence(told, told, "Arden"))
    assert not tells_an_error(evidence(told, told, "Belmar"))
    told = "An article of June 4 said that Arden owns the mill."
    assert tells_an_error(evidence(told, told, "Arden", title="Corrections"))
    assert not tells_an_error(evidence(told, told, "Arden", title="Who owns the mill?"))


def concluded(*items: Evidence) -> Reply:
    hits = Hits(tuple(item.hit for item in items))
    asked, index = understand("Who owns the mill?"), IndexState(generation=1, articles=1, passages=1)
    return conclude(asked, hits, Reading(items), index, {}, Settings(min_confidence=0.3)).reply()


CORRECTED = "An earlier version of this article said that Arden owns the mill. Belmar does.\n\nIt is old."
TOLD = "An earlier version of this article said that Arden owns the mill."


def test_the_next_best_sentence_answers_in_its_place() -> None:
    reply = concluded(
        evidence(CORRECTED, TOLD, "Arden"), evidence(CORRECTED, "Belmar does.", "Belmar", probability=0.5)
    )
    assert (reply.text, reply.lead, reply.confidence) == ("Belmar does. [1]", "Belmar", 0.5)


def test_without_another_sentence_nothing_is_answered() -> None:
    reply = concluded(evidence(CORRECTED, TOLD, "Arden"))
    assert reply.status == "no_answer"
    assert reply.reason == "I couldn't find a sentence that answers this"


def test_what_is_overturned_is_no_headline() -> None:
    text = "Arden owns the mill, the council said. The maker disputes the claim."
    said = "Arden owns the mill, the council said."
    assert concluded(evidence(text, said, "Arden")).lead is None
    assert concluded(evidence(said, said, "Arden")).lead == "Arden"
    asked, index = understand("Did Ada Berg resign?"), IndexState(generation=1, articles=1, passages=1)
    for rest, verdict in ((" She denied it.", None), (" It rained.", "yes")):
        one = evidence(f"Ada Berg resigned on Monday.{rest}", "Ada Berg resigned on Monday.", "resigned")
        reply = conclude(asked, Hits((one.hit,)), Reading((one,)), index, {}, Settings(min_confidence=0.3)).reply()
        assert reply.verdict == verdict


def test_the_notice_stands_with_the_answer_that_it_corrects() -> None:
    first = evidence("Arden owns the mill, the council said.", "Arden owns the mill, the council said.", "Arden")
    told = "An article of June 4 said that Arden owns the mill. Belmar has bought it."
    notice = evidence(told, told[:51], "Arden", title="Corrections", probability=0.8)
    notice = replace(
        notice, hit=replace(notice.hit, passage=Passage(article("two", told, title="Corrections"), Span(0, 60)))
    )
    reply = concluded(first, notice)
    assert reply.text == "Arden owns the mill, the council said. [1]"
    assert [(one.kind, one.quote, one.article.id) for one in reply.context] == [("correction", told, "two")]
    assert parts_of(reply).context[0].heading == "Another article corrects this:"
    other = "An article of June 4 said that Kesh has two schools. Kesh has three."
    notice = evidence(other, other[:53], "Kesh", title="Corrections", probability=0.8)
    assert concluded(first, notice).context == ()


DROPPED = "Prosecutors accused Ada Berg of theft. On Friday they dropped the case."
ACCUSED = "Prosecutors accused Ada Berg of theft."


@pytest.fixture
def reply() -> Reply:
    citation = cited(DROPPED, ACCUSED)
    return Reply(
        question="Who was accused?",
        query="Who was accused?",
        status="answered",
        confidence=0.8,
        sentences=(Sentence(ACCUSED, (1,)),),
        citations=(citation,),
        context=contexts_of([citation]),
    )


def test_every_door_shows_it_with_its_marker_and_source(reply: Reply) -> None:
    (shown,) = parts_of(reply).context
    assert (shown.heading, shown.sentence.marked) == ("The article continues:", "On Friday they dropped the case. [2]")
    for painted in (reply_markdown(reply), content_of(reply)[0]):
        assert "The article continues: On Friday they dropped the case. [2]" in painted
    assert "[2] “On Friday they dropped the case.”" in reply_markdown(reply)
    assert "- [2] The mill" in content_of(reply)[0]
    assert 'data-open="0-c2"' in reply_html(0, reply)
    assert 'data-open="0-c2"' in sources_html(0, reply)
    place = place_of("0-c2", {0: reply})
    assert place is not None
    assert place.article[place.span] == "On Friday they dropped the case."
    assert reply.to_anthropic()[-1]["citations"][0]["cited_text"] == "On Friday they dropped the case."


def test_it_is_no_part_of_the_answer(reply: Reply) -> None:
    assert reply.text == f"{ACCUSED} [1]"
    assert reply.to_dict()["answer"] == f"{ACCUSED} [1]"
    assert len(reply.citations) == 1


def test_its_json_is_made_a_reply_again(reply: Reply) -> None:
    kept = json.loads(json.dumps(reply.to_dict()))
    assert kept["context"][0]["kind"] == "sequel"
    assert kept["context"][0]["marker"] == 2
    here = reply.citations[0].article
    again = reply_from_json(kept, lambda id, version: here)
    assert again is not None
    assert again.context == reply.context
    assert reply_from_json({**kept, "context": []}, lambda id, version: here) == replace(
        reply, context=(), index=again.index
    )
    del kept["context"]  # as in replies saved by earlier versions
    older = reply_from_json(kept, lambda id, version: here)
    assert older is not None
    assert older.context == ()


@pytest.mark.parametrize(
    ("marker", "other", "span"),
    [(3, False, Span(39, 71)), (2, False, Span(30, 71)), (2, False, Span(39, 500)), (2, True, Span(0, 50))],
    ids=["marker", "in the quote", "beyond the end", "beyond the end of another article"],
)
def test_a_reply_keeps_its_promises_of_context(reply: Reply, marker: int, other: bool, span: Span) -> None:
    where: Article = article("two", "Other words.") if other else reply.citations[0].article
    with pytest.raises(InputError):
        replace(reply, context=(Context(marker, where, span, "sequel"),))
