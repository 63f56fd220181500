"""Several questions in one text, and questions that no article could answer, over the demo corpus."""

from html import unescape

import pytest

from byline import Archive
from byline.presenting import NEAREST
from byline.web.doors.openai import content_of
from byline.web.page.export import reply_markdown
from byline.web.page.render import reply_html


def test_each_of_several_questions_is_answered_in_one_reply(seeds_archive: Archive) -> None:
    reply = seeds_archive.ask("When did China ban crypto, and who is He Qing?")
    assert (reply.question_kind, reply.status) == ("several", "answered")
    assert reply.query == "When did China ban crypto? Who is He Qing?"
    by_question = [seeds_archive.ask(question) for question in ("When did China ban crypto?", "Who is He Qing?")]
    assert [one.text for one in reply.sentences] == [one.text for part in by_question for one in part.sentences]
    assert reply.confidence == min(part.confidence for part in by_question)
    assert [conflict.to_dict() for conflict in reply.conflicts] == [one.to_dict() for one in by_question[0].conflicts]
    assert "Understood as: several questions" in unescape(reply_html(0, reply))


def test_the_one_that_is_not_answered_is_named_and_the_second_leans_on_the_first(seeds_archive: Archive) -> None:
    reply = seeds_archive.ask("Who is the mayor of London? When does Hong Kong's law take effect?")
    assert reply.status == "partial"
    assert reply.reason == "“Who is the mayor of London?”: no article mentions “London”"
    assert "August 1" in reply.text
    leaning = seeds_archive.ask(
        "And when does it take effect and who is He Qing?", ["Which law does Hong Kong have?", "ok"]
    )
    assert "law" in leaning.query
    assert "He Qing" in leaning.text


@pytest.mark.parametrize(("said", "kind"), [("Thanks!", "smalltalk"), ("Write me a poem about bitcoin", "outside")])
def test_nothing_is_searched_or_shown_for_what_no_article_is_asked_about(
    seeds_archive: Archive, said: str, kind: str
) -> None:
    before = seeds_archive.timings.stages()
    reply = seeds_archive.ask(said, ["When did China ban crypto?"])
    assert seeds_archive.timings.stages() == before
    assert (reply.question_kind, reply.status, reply.hits, reply.nearest) == (kind, "no_answer", (), ())
    for shown in (reply_html(0, reply), reply_markdown(reply), content_of(reply)[0], reply.to_anthropic()[0]["text"]):
        assert reply.reason in unescape(shown)
        assert NEAREST not in shown
        assert "onfidence" not in shown
