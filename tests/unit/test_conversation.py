"""How the previous answer affects a follow-up question."""

from dataclasses import replace

from support import article

from byline import Hit, Hits, Passage, Span, Where
from byline.answering.conversation import articles_first, narrowed, of_the_talk, read_first, topic_of
from byline.readers.base import Evidence, Reading


def hit(id: str, rank: int, end: int = 9) -> Hit:
    return Hit(Passage(article(id), Span(0, end)), 1 / rank, rank)


def test_passages_of_the_last_answer_are_read_first_and_once() -> None:
    found = Hits((hit("a", 1), hit("b", 2), hit("c", 3)), undated=2)
    ordered = read_first(Hits((hit("c", 1), hit("c", 2, end=12))), found)
    assert [(one.article.id, one.span.end, one.rank) for one in ordered] == [
        ("c", 9, 1),
        ("c", 12, 2),
        ("a", 9, 3),
        ("b", 9, 4),
    ]
    assert ordered.undated == 2


def test_conditions_still_hold_for_the_articles_of_the_last_answer() -> None:
    assert narrowed(None, ["a", "b"]) == Where(articles=["a", "b"])
    given = Where(publisher="Gazette", articles=["b", "c"])
    assert narrowed(given, ["a", "b"]) == Where(publisher="Gazette", articles=["b"])
    assert narrowed(given, ["a"]) is None
    assert narrowed(None, []) is None


def test_the_articles_that_come_first_are_what_a_conversation_is_about() -> None:
    assert articles_first(Hits((hit("a", 1), hit("b", 2), hit("a", 3), hit("c", 4)))) == ["a", "b"]


def test_of_two_sentences_that_read_as_well_the_one_of_the_conversation_is_believed() -> None:
    evidence = tuple(Evidence(hit(id, 1), Span(0, 9), probability) for id, probability in (("a", 0.5), ("b", 0.3)))
    reading = Reading(evidence)
    assert [item.hit.article.id for item in of_the_talk(reading, ["b"]).evidence] == ["b", "a"]
    assert [item.hit.article.id for item in of_the_talk(reading, ["a"]).evidence] == ["a", "b"]
    assert of_the_talk(reading, []) == reading
    assert [item.hit.article.id for item in of_the_talk(reading, ["b", "a"]).evidence] == ["b", "a"]
    far = Reading((replace(evidence[0], probability=0.99), replace(evidence[1], probability=0.01)))
    assert of_the_talk(far, ["b"]).evidence[0].hit.article.id == "a"


def test_the_topic_is_what_the_last_answer_is_from_if_all_that_was_asked_finds_it() -> None:
    titled = [
        Hit(Passage(article(id, title=id.upper()), Span(0, 9)), 1.0, rank) for rank, id in enumerate("abcdefg", 1)
    ]
    talk = Hits(tuple(titled))
    assert topic_of(["x", "c", "b"], talk) == "C"
    assert topic_of(["g"], talk) == "A"
    assert topic_of([], talk) == "A"
    assert topic_of(["a"], Hits()) == ""
