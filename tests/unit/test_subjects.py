"""Whether a sentence is about what the question names, which report's figure leads, and what a headline takes along."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from byline import Article, Hit, Hits, Passage, Span
from byline.answering.headline import doubts, earned
from byline.answering.subjects import of_its_articles, without_echoes
from byline.answering.superseded import led_by_an_update
from byline.language.sentences import sentences
from byline.question.question import understand
from byline.readers.base import Evidence

FIRMS = (
    "Kelder & Sons will merge with Ostrava Glass. Kelder's treasurer, Per Lind, gave the figures. Ostrava Glass sank its"
    " debts. Kelder earned 9 million crowns last year. Mira Voss, the chair of Ostrava Glass, agreed. The Lowgate Rovers"
    " play there, too. Lowgate's captain, Tam Roe, is ill. Kelder's fitter, Ole Dahl, blamed Ostrava Glass. Kelder, founded in 1952, has 80"
    " shops. Kelder and Ostrava Glass are firms. Managers"
    " sold 7 million lamps. It saved 3 million after Kelder saved 2. Kelder is rich. It has 44 lorries. Ostrava Glass was bought; Kelder left in 2018. It has 55"
    " vans."
)


def found(text: str, short: str, day: int = 4, title: str = "A title", probability: float = 0.9) -> Evidence:
    article = Article(id=f"{title}{day}", text=text, title=title, published=datetime(2025, 6, day, tzinfo=UTC))
    start = text.index(short)
    span = next(one for one in sentences(text) if one.start <= start < one.end)
    hit = Hit(Passage(article, Span(0, len(text))), 1.0, 1)
    return Evidence(hit, span, probability, Span(start, start + len(short)), alone=probability)


@pytest.mark.parametrize(
    ("question", "short", "reasons"),
    [
        ("Who is the treasurer of Ostrava Glass?", "Per Lind", ("it is about Kelder",)),
        ("Who is Ostrava Glass's treasurer?", "Per Lind", ("it is about Kelder",)),
        ("Who is the chair of Kelder?", "Mira Voss", ("it is about Ostrava Glass",)),
        ("Who is the treasurer of Kelder & Sons?", "Per Lind", ()),
        ("Who is the chair of Ostrava Glass?", "Mira Voss", ()),
        ("Who is the captain of the Rovers?", "Tam Roe", ()),  # Lowgate and Rovers are one
        ("Who is the captain of Belmar?", "Tam Roe", ()),  # nowhere in the article: that reduces the confidence
        ("How much did Ostrava Glass earn last year?", "9 million crowns", ("it is about Kelder",)),
        ("How much did Kelder earn last year?", "9 million crowns", ()),
        ("Who is the fitter of Ostrava Glass?", "Ole Dahl", ("it is about Kelder",)),
        ("When was Ostrava Glass founded?", "1952", ("it is about Kelder",)),
        ("When was Kelder founded?", "1952", ()),
        ("How many lorries does Ostrava Glass have?", "44 lorries", ("it is about Kelder",)),
        ("How many lorries does Kelder have?", "44 lorries", ()),
        ("How many vans does Ostrava Glass have?", "55 vans", ()),
        ("How much did Ostrava Glass sell?", "7 million lamps", ()),  # managers are no other body
        ("How much did Ostrava Glass save?", "3 million", ()),
    ],
)
def test_what_is_said_of_another_body_is_doubted(question: str, short: str, reasons: tuple[str, ...]) -> None:
    assert doubts(understand(question), found(FIRMS, short)) == reasons


def test_articles_that_never_name_what_is_asked_about_are_not_read() -> None:
    storm = found("They want 4 million crowns.", "4 million crowns", title="Storm").hit
    suit = found("Quellwerk was sued. It declined to comment.", "declined", title="Quellwerk").hit
    asked = understand("How much do they want from Quellwerk?")
    assert of_its_articles(asked, Hits((storm, suit))) == Hits((suit,))
    assert of_its_articles(understand("How much do they want?"), Hits((storm, suit))) == Hits((storm, suit))
    assert of_its_articles(asked, Hits((storm,))) == Hits((storm,))


def test_a_sentence_of_other_events_with_the_same_value_is_left_out() -> None:
    best = found("The prize is worth 50,000 crowns.", "50,000", title="Prize")
    echo = replace(found("Kelder pays 50,000 crowns a day to Ostrava.", "50,000", title="Fine"), alone=0.001)
    other = replace(echo, alone=0.2)
    assert without_echoes((best, echo, other)) == (best, other)
    assert without_echoes((replace(best, alone=0.0), echo)) == (replace(best, alone=0.0), echo)


FIRST = "A ferry sank off Ostrava Head near Kelderby on Monday, and at least 12 people drowned. It carried 140 tonnes."


@pytest.mark.parametrize(
    ("question", "first", "later", "second", "leads"),
    [
        ("How many people drowned?", "at least 12", "31 people drowned off Ostrava Head near Kelderby.", "31", True),
        ("How many people drowned?", "at least 12", "5 people drowned off Ostrava Head near Kelderby.", "5", False),
        (
            "How much did the ferry carry?",
            "140 tonnes",
            "It carried 190 tonnes, up from 140 in a first estimate at Ostrava Head, Kelderby.",
            "190 tonnes",
            True,
        ),
        (
            "How much did the ferry carry at first?",
            "140 tonnes",
            "It carried 190 tonnes, up from 140 in a first estimate at Ostrava Head, Kelderby.",
            "190 tonnes",
            False,
        ),
        (
            "How much did the ferry carry?",
            "140 tonnes",
            "It carried 190 tonnes at Ostrava Head, Kelderby.",
            "190",
            False,
        ),
        ("How many people drowned?", "at least 12", "In Belmar, 31 people drowned off Arden.", "31", False),
    ],
)
def test_a_later_figure_that_takes_the_place_of_the_first_leads(
    question: str, first: str, later: str, second: str, leads: bool
) -> None:
    evidence = (found(FIRST, first), found(later, second, day=6, title="Later", probability=0.5))
    best = led_by_an_update(understand(question), evidence)[0]
    assert best.hit.article.title == ("Later" if leads else "A title")
    earlier = (evidence[0], replace(evidence[1], hit=replace(evidence[1].hit, passage=evidence[0].hit.passage)))
    assert led_by_an_update(understand(question), earlier) == earlier  # of the same day


@pytest.mark.parametrize(
    ("question", "text", "short", "headline"),
    [
        ("How many lifts were closed?", "Two of seven lifts were closed.", "seven lifts", "Two of seven lifts"),
        ("How many lifts are there?", "There are seven lifts.", "seven", "seven"),
        (
            "Where were they taken?",
            "They were taken to a barn in Arden and to the old mill.",
            "the old mill",
            "a barn in Arden and to the old mill",
        ),
        ("Where is the mill?", "It stands in Arden and belongs to the town.", "Arden", "Arden"),
        ("What was the result?", "Arden Rovers 3 Belmar 2", "3", "Arden Rovers 3 Belmar 2"),
        ("How many people died?", "A guard died and 30 visitors were taken to hospital.", "30 visitors", None),
        ("How many people were hurt?", "A guard died and 30 visitors were taken to hospital.", "30", "30"),
    ],
)
def test_a_headline_has_what_belongs_to_it(question: str, text: str, short: str, headline: str | None) -> None:
    evidence = earned(understand(question), found(text, short))
    given = evidence.hit.article[evidence.short_span] if evidence.short_span else None
    assert given == headline


BYGONE = (
    "It was the first strike since 2013, when crews stayed away over pensions. Ada Berg won the Golden Reel. Per Dahl was"
    " named best actor. It is the first since 2012, when crews stayed away in Arden over pay. Arden offered 9 crowns in 2019. Since 2011 Belmar has paid 4 crowns. Crews have stayed away since May, when talks over rosters failed."
)


@pytest.mark.parametrize(
    ("question", "short", "reasons"),
    [
        ("Why are crews staying away?", "over pensions", ("it is about 2013",)),
        ("Why did crews stay away last time?", "over pensions", ()),
        ("Why did crews stay away in 2013?", "over pensions", ()),
        ("Why did crews stay away in Arden?", "over pay", ()),
        ("Why are crews staying away?", "talks over rosters failed", ()),
        ("How much is Arden offering now?", "9 crowns", ("it is about 2019",)),
        ("How much did Arden offer?", "9 crowns", ()),
        ("How much does Belmar pay now?", "4 crowns", ()),
        ("Who won best director?", "Ada Berg", ("it is about another prize",)),
        ("Who was named best actor?", "Per Dahl", ()),
        ("Who was named best writer?", "Per Dahl", ("it is about another prize",)),
        ("Who won the Golden Reel?", "Ada Berg", ()),
    ],
)
def test_what_is_told_of_an_earlier_event_or_another_prize_is_doubted(
    question: str, short: str, reasons: tuple[str, ...]
) -> None:
    asked = understand(question, today=date(2025, 6, 5))
    assert doubts(asked, found(BYGONE, short)) == reasons
