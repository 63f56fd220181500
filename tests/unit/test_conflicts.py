"""Disagreement: near copies that differ, and what the evidence for a question claims."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from byline import Article, Citation, Conflict, ConflictingValue, Hit, Passage, Reply, Sentence, Span
from byline.answering.conflicts import (
    DifferenceKind,
    alternatives_of,
    are_apart,
    conflicts_of,
    differences_of_copies,
    rivals_of,
)
from byline.language.sentences import sentences
from byline.question.question import understand
from byline.readers.base import Evidence


def told(first: str, second: str) -> list[tuple[str, str, str]]:
    return [
        (one.kind, first[one.first.start : one.first.end], second[one.second.start : one.second.end])
        for one in differences_of_copies(first, second)
    ]


REPORT = "Governor Pan Gongsheng said on May 3, 2021 that the bank will pay 400 workers $2.5 billion."


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (REPORT, []),
        (REPORT.replace("2.5", "3.5"), [("quantity", "$2.5 billion", "$3.5 billion")]),
        (REPORT.replace("400", "600"), [("quantity", "400", "600")]),
        (REPORT.replace("May 3, 2021", "4 May 2021"), [("date", "May 3, 2021", "4 May 2021")]),
        (REPORT.replace("Pan Gong", "Li Gong"), [("name", "Governor Pan Gongsheng", "Governor Li Gongsheng")]),
        (REPORT.replace("will", "will not"), [("negation", "will pay", "will not pay")]),
        (REPORT.replace("May 3, 2021", "3 May 2021"), []),
        (REPORT.replace("$2.5 billion", "US$2,500m"), []),
        (REPORT.replace("workers", "staff"), []),
        (REPORT.replace("400", "about 400"), []),
        ("On May 3, 2021 " + REPORT.replace(" on May 3, 2021", ""), []),
        ("Stablecoins are not what the meeting of 2017 was about.", []),  # not a copy at all
        ("", []),
    ],
)
def test_differences_of_copies(second: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(REPORT, second) == expected
    assert told(second, REPORT) == [(kind, there, here) for kind, here, there in expected]


# Templated reports: a report, a near copy with one thing changed, and one with harmless edits


_TEMPLATES = (
    "{person} told reporters in {place} on {date} that {company} will hire {count} engineers by {year}.",
    "The regulator fined {company} {money} on {date}, {person} said at a briefing in {place}.",
    "About {count} residents left their homes after the flood in {place} on {date}, according to {person}.",
    "Shares of {company} rose by {percent} to a record on {date} after {person} had presented the plan.",
    "{person}, who joined {company} in {year}, confirmed the purchase of {count} buses for {money}.",
    "Voters in {place} approved the proposal by {percent} on {date}, the committee of {person} announced.",
)
_PEOPLE = ("Maria Keller", "Tom Okafor", "Anna Lindqvist", "Wei Zhang", "Laura Moretti", "Ravi Menon")
_PLACES = ("Hamburg", "Nairobi", "New Orleans", "Osaka", "Hong Kong", "Porto")
_COMPANIES = ("Nordwind Energy", "Atlas Freight", "Blue Harbor Bank", "Helix Labs", "Ormond Rail")
_MONTHS = ("January", "March", "May", "June", "August", "October", "December")
_KINDS: dict[str, DifferenceKind] = {
    "person": "name",
    "place": "name",
    "company": "name",
    "date": "date",
    "count": "quantity",
    "money": "quantity",
    "percent": "quantity",
}


def _facts(chance: random.Random) -> dict[str, str]:
    return {
        "person": chance.choice(_PEOPLE),
        "place": chance.choice(_PLACES),
        "company": chance.choice(_COMPANIES),
        "date": f"{chance.choice(_MONTHS)} {chance.randint(1, 28)}, {chance.randint(2001, 2024)}",
        "year": str(chance.randint(1990, 2035)),
        "count": f"{chance.randint(3, 9_999):,}",
        "money": f"${chance.randint(11, 99) / 10} {chance.choice(['million', 'billion'])}",
        "percent": f"{chance.randint(2, 60)}%",
    }


def _changed(chance: random.Random, template: str) -> tuple[str, str, str]:
    """Return a report, a near copy with one thing changed, and the name of what changed."""
    facts = _facts(chance)
    fields = [name for name in facts if f"{{{name}}}" in template]
    what = chance.choice([*fields, "negation"])
    report = template.format(**facts)
    if what == "negation":
        verbs = {"will hire": "will not hire", "fined": "never fined", "left": "did not leave", "rose": "never rose"}
        verbs |= {"confirmed": "did not confirm", "approved": "never approved"}
        verb = next(verb for verb in verbs if verb in report)
        return report, report.replace(verb, verbs[verb]), what
    number = float(facts["count"].replace(",", ""))
    others = (_facts(chance)[what] for _ in range(1_000))
    other = next(
        value
        for value in others
        if value != facts[what]
        # a figure changed by less than rounding could explain is not a difference
        and (what != "count" or abs(float(value.replace(",", "")) - number) > 0.2 * number)
        and (what not in {"money", "percent"} or abs(_first(value) - _first(facts[what])) > 0.2 * _first(facts[what]))
    )
    return report, template.format(**{**facts, what: other}), what


def _first(text: str) -> float:
    return float(text.strip("$%").split()[0])


_HARMLESS = (
    ("told reporters", "told journalists"),
    (" said at a briefing", " told a briefing"),
    ("About ", "Around "),
    ("rose by", "climbed by"),
    ("confirmed", "has confirmed"),
    ("approved", "backed"),
    ("engineers", "new engineers"),
    ("%", " per cent"),
    (" million", "m"),
    (" billion", "bn"),
    ("The regulator", "On Friday the regulator"),
    (" and ", " as well as "),
    (".", ", Reuters reported."),
)


def _harmless(chance: random.Random, template: str) -> tuple[str, str]:
    """Return a report, and the same facts in other words."""
    facts = _facts(chance)
    report = template.format(**facts)
    copy = report
    for old, new in chance.sample(_HARMLESS, len(_HARMLESS)):
        if old == ".":
            copy = copy[:-1] + new if copy.endswith(".") else copy
        elif old in copy and chance.random() < 0.7:
            copy = copy.replace(old, new)
    month, day, year = facts["date"].replace(",", "").split()
    if chance.random() < 0.5:
        copy = copy.replace(facts["date"], f"{day} {month} {year}")
    return report, copy


def test_templated_reports_are_told_apart_and_harmless_edits_are_not() -> None:
    chance = random.Random(5)
    pairs = [_changed(chance, _TEMPLATES[number % len(_TEMPLATES)]) for number in range(600)]
    same = [_harmless(chance, _TEMPLATES[number % len(_TEMPLATES)]) for number in range(600)]
    found = [{one.kind for one in differences_of_copies(first, second)} for first, second, _ in pairs]
    right = [
        # a year may be found as a date or, where no word says that it is a year, as a figure
        bool(kinds & ({"date", "quantity"} if what == "year" else {_KINDS.get(what, "negation")}))
        for kinds, (_, _, what) in zip(found, pairs, strict=True)
    ]
    false = [bool(differences_of_copies(first, second)) for first, second in same]
    recall, precision = sum(right) / len(right), sum(right) / (sum(map(bool, found)) + sum(false))
    print(f"precision {precision:.3f}, recall {recall:.3f}")
    assert recall >= 0.97
    assert precision >= 0.97


# What is claimed for a question


def article(id: str, text: str, title: str = "", published: str | None = None) -> Article:
    return Article(id, text, title, published=published and datetime.fromisoformat(published).replace(tzinfo=UTC))


def claims(
    question: str, *answers: tuple[Article, str, float]
) -> tuple[tuple[Conflict, ...], list[Citation], list[Evidence]]:
    """Cite the sentence of each answer, and find the conflicts."""
    evidence = []
    for rank, (source, short, probability) in enumerate(answers, start=1):
        start = source.text.index(short)
        span = next(one for one in sentences(source.text) if one.start <= start < one.end)
        hit = Hit(Passage(source, Span(0, len(source.text))), 1 / rank, rank)
        evidence.append(Evidence(hit, span, probability, Span(start, start + len(short))))
    citations = [Citation(marker, item.hit.article, item.span) for marker, item in enumerate(evidence, start=1)]
    return conflicts_of(understand(question), evidence, citations), citations, evidence


def described(conflicts: tuple[Conflict, ...]) -> list[tuple[str, list[tuple[str, tuple[int, ...]]]]]:
    return [(one.type, [(value.value, value.markers) for value in one.values]) for one in conflicts]


BRIDGE = "When was the Ravel bridge opened?"
FIRST = article("a", "The Ravel bridge was opened in May 1931.", "Bridges", "2024-01-01")
SECOND = article("b", "Engineers opened the Ravel bridge in 1934 after delays.", "Delays", "2025-01-01")
THIRD = article("c", "It is known that the Ravel bridge opened in 1931.", "History")


def test_dates_that_cannot_both_be_right_are_held_side_by_side() -> None:
    found, citations, _ = claims(BRIDGE, (FIRST, "May 1931", 0.5), (SECOND, "1934", 0.45), (THIRD, "1931", 0.4))
    # the newer article does not win; the value given by two is listed first, in its most probable spelling
    assert described(found) == [("conflicting opinions", [("May 1931", (1,)), ("1934", (2,))])]
    reply = Reply(
        *(BRIDGE, BRIDGE, "answered", 0.5),
        sentences=tuple(Sentence(citation.quote, (citation.marker,)) for citation in citations),
        citations=tuple(citations),
        conflicts=found,
    )
    assert reply.to_dict()["conflicts"][0]["values"][1] == {"value": "1934", "citation": 1, "citations": [1]}


def test_of_many_words_only_those_that_name_the_day_are_shown() -> None:
    first = article("a", "The Ravel bridge will open in May 2028, five months later than planned, it said.")
    second = article("b", "The Ravel bridge will open in December 2027 and cost 310 million crowns.")
    found, *_ = claims(
        "When will the Ravel bridge open?",
        (first, "in May 2028, five months later than planned", 0.6),
        (second, "December 2027 and cost 310 million crowns", 0.4),
    )
    assert [value for _, values in described(found) for value, _ in values] == ["May 2028", "December 2027"]


def _unclaimed() -> Iterator[tuple[str, str, list[tuple[Article, str, float]]]]:
    same = article("b", "The Ravel bridge was opened on 21 May 1931.")
    yield "one is less precise", BRIDGE, [(FIRST, "May 1931", 0.5), (same, "21 May 1931", 0.5)]
    both = article("a", "The Ravel bridge was opened in 1931. The Ravel bridge was opened in 1934.")
    yield "one article", BRIDGE, [(both, "1931", 0.5), (both, "1934", 0.5)]
    yield "improbable", BRIDGE, [(FIRST, "May 1931", 0.5), (SECOND, "1934", 0.1)]
    other = article("b", "The harbour was opened in 1934 after delays.")
    yield "about something else", BRIDGE, [(FIRST, "May 1931", 0.5), (other, "1934", 0.5)]
    two = article("b", "The Ravel bridge was begun in 1931 and opened in 1934.")
    yield "it gives both", BRIDGE, [(FIRST, "May 1931", 0.5), (two, "1934", 0.5)]
    why = "Why was the Ravel bridge opened?"
    yield "an account", why, [(FIRST, "May 1931", 0.5), (SECOND, "1934", 0.5)]
    who = "Who opened the Ravel bridge?"
    yield "not what is asked for", who, [(FIRST, "May 1931", 0.5), (SECOND, "1934", 0.5)]


@pytest.mark.parametrize(("question", "answers"), [pytest.param(*case[1:], id=case[0]) for case in _unclaimed()])
def test_no_conflict_is_claimed(question: str, answers: list[tuple[Article, str, float]]) -> None:
    assert claims(question, *answers)[0] == ()


def test_a_figure_of_another_day_is_outdated_and_of_the_same_conflicting() -> None:
    question = "How many people died in the Ravel flood?"
    early = article("a", "At least, 12 people died in the Ravel flood.", "", "2025-03-01")
    late = article("b", "In all, 31 people died in the Ravel flood.", "", "2025-03-04")
    undated = article("c", "In all, 31 people died in the Ravel flood.")
    assert described(claims(question, (early, "12", 0.5), (late, "31", 0.5))[0])[0][0] == "outdated"
    assert described(claims(question, (early, "12", 0.5), (undated, "31", 0.5))[0])[0][0] == "conflicting opinions"


def test_a_toll_that_has_risen_is_outdated_whatever_days_are_named() -> None:
    question = "How many people did the Ravel flood kill?"
    early = article(
        "a", "The Ravel flood killed 12 people in Upper Kesh on Monday.", "Ravel flood kills 12", "2025-03-03"
    )
    text = "The number of people killed by the Ravel flood in Upper Kesh rose to 31 on Wednesday."
    late = article("b", text, "Ravel flood kills 31", "2025-03-05")
    assert described(claims(question, (early, "12", 0.5), (late, "31", 0.5))[0])[0][0] == "outdated"
    still = article(
        "b", "The Ravel flood had killed 31 people in Upper Kesh by Wednesday.", "Ravel flood", "2025-03-05"
    )
    assert described(claims(question, (early, "12", 0.5), (still, "31", 0.5))[0])[0][0] == "outdated"
    of_old = article("b", "In 1994 the Ravel flood killed 31 people in Upper Kesh.", "Ravel flood", "2025-03-05")
    assert claims(question, (early, "12", 0.5), (of_old, "31", 0.5))[0] == ()


def test_other_times_and_other_titles_are_complementary() -> None:
    question = "How many people came to the Ravel fair?"
    one = article("a", "In 2019, 400 people came to the Ravel fair.")
    other = article("b", "In 2023, 900 people came to the Ravel fair.")
    assert described(claims(question, (one, "400", 0.5), (other, "900", 0.5))[0])[0][0] == "complementary"
    north = article("a", "The Ravel bridge was opened in 1931.", "Ravel bridge (north)")
    south = article("b", "The Ravel bridge was opened in 1960.", "Ravel bridge (south)")
    assert described(claims(BRIDGE, (north, "1931", 0.5), (south, "1960", 0.5))[0])[0][0] == "complementary"


def test_the_names_of_two_speakers_are_no_conflict() -> None:
    text = "Sales were good, director Ada Berg said. Finance chief Per Dahl said that they were poor."
    source = article("a", text)
    found, _, _ = claims("Who is the director of Arden?", (source, "Ada Berg", 0.9), (source, "Per Dahl", 0.01))
    assert found == ()


def test_misinformation_is_only_said_where_an_article_corrects_itself() -> None:
    text = "The Ravel bridge was opened in 1934. An earlier version of this article misstated the date."
    found, _, _ = claims(BRIDGE, (FIRST, "May 1931", 0.5), (article("b", text), "1934", 0.5))
    assert described(found)[0][0] == "misinformation"


def test_a_copy_that_denies_what_the_other_says_is_a_conflict() -> None:
    question = "When will the Ravel bridge open?"
    says = article("a", "The Ravel bridge will open on August 1, the mayor said.")
    denies = article("b", "The Ravel bridge will not open on August 1, the mayor said.")
    found, _, _ = claims(question, (says, "August 1", 0.5), (denies, "August 1", 0.5))
    assert described(found) == [("conflicting opinions", [("will open", (1,)), ("will not open", (2,))])]


def test_what_is_claimed_depends_on_no_order() -> None:
    answers = [(FIRST, "May 1931", 0.5), (SECOND, "1934", 0.45)]
    found = [described(claims(BRIDGE, *order)[0])[0] for order in (answers, answers[::-1])]
    assert [value for value, _ in found[0][1]] == [value for value, _ in found[1][1]] == ["May 1931", "1934"]


def test_a_value_is_shown_beside_the_best_if_its_passage_read_alone_gives_it() -> None:
    def told(*alone: float) -> list[str]:
        _, _, found = claims(BRIDGE, (FIRST, "May 1931", 0.6), (THIRD, "1931", 0.02), (SECOND, "1934", 0.01))
        items = [replace(item, alone=one) for item, one in zip(found, alone, strict=True)]
        return [item.hit.article.id for item in alternatives_of(understand(BRIDGE), items)]

    assert told(0.9, 0.9, 0.9) == ["a", "b"]  # the one that says the same is left out
    assert told(0.9, 0.9, 0.1) == ["a"]
    assert alternatives_of(understand(BRIDGE), []) == ()


def test_values_that_agree_or_stand_in_one_article_are_not_apart() -> None:
    found, citations, _ = claims(BRIDGE, (FIRST, "May 1931", 0.5), (SECOND, "1934", 0.45))
    assert are_apart(understand(BRIDGE), found[0], citations)
    agreeing = Conflict("outdated", (ConflictingValue("May 1931", (1,)), ConflictingValue("1931", (2,))))
    alike = Conflict("outdated", (ConflictingValue("May 1931", (1,)), ConflictingValue("1934", (1,))))
    assert not are_apart(understand(BRIDGE), agreeing, citations)
    assert not are_apart(understand(BRIDGE), alike, citations)


# Reports of the same events

DAY = "2025-06-11"
LORRY = article(
    "l1",
    "Tres Palos, Guerrero. A police source said that it took the bend at 72 km/h. Hugo Arizmendi wept.",
    published=DAY,
)
FOUND = article(
    "l2", "In Tres Palos, Guerrero, experts heard Hugo Arizmendi. They found that the speed was 64 km/h.", published=DAY
)
ELSEWHERE = article(
    "l3", "In Nouakchott Colonel Biram Fall spoke. The column, he said, was going at 15 km/h.", published=DAY
)
FAST = "How fast was the gas lorry in Tres Palos going?"


def shown(first: float, second: float, other: Article = LORRY, short: str = "72 km/h") -> int:
    """Return how many values are shown side by side, given the probability of each when its passage is read alone."""
    _, _, evidence = claims(FAST, (FOUND, "64 km/h", 0.7), (other, short, 0.01))
    alone = (first, second)
    sure = [replace(one, alone=probability) for one, probability in zip(evidence, alone, strict=True)]
    beside = alternatives_of(understand(FAST), sure)
    citations = [Citation(marker, one.hit.article, one.span) for marker, one in enumerate(beside, start=1)]
    found = conflicts_of(understand(FAST), sure, citations)
    return len(found[0].values) if found else 0


def test_values_of_one_story_differ_though_their_sentences_say_it_in_other_words() -> None:
    assert shown(0.9, 0.6) == 2


def test_a_bound_hides_no_figures_that_differ() -> None:
    asked = "How many people were hurt in Tres Palos, Guerrero?"
    sources = [
        article(id, f"In Tres Palos, Guerrero, {count} people were hurt, Hugo Arizmendi said.", published=DAY)
        for id, count in (("a", "at least 14"), ("b", "19"), ("c", "27"))
    ]
    found, _, evidence = claims(asked, *zip(sources, ("at least 14", "19", "27"), (0.6, 0.5, 0.4), strict=True))
    sure = [replace(one, alone=0.9) for one in evidence]
    assert [one.hit.article.id for one in alternatives_of(understand(asked), sure)] == ["a", "b", "c"]
    assert [value.value for value in found[0].values] == ["19", "27"]
    assert len(alternatives_of(understand(asked), sure[:2])) == 1  # 19 may be what "at least 14" became


def test_articles_without_a_date_are_no_reports() -> None:
    assert shown(0.9, 0.9, replace(LORRY, published=None)) == 0


def test_a_value_of_one_story_must_be_sure() -> None:
    assert shown(0.9, 0.3) == 0
    assert shown(0.2, 0.9) == 0


def test_a_value_of_another_story_is_no_other_value() -> None:
    assert shown(0.9, 0.9, ELSEWHERE, "15 km/h") == 0


def test_a_value_that_is_only_set_right_is_still_given_elsewhere() -> None:
    right = article("b", "The Ravel bridge was opened in 1934, not 1931 as we wrote.")
    found, _, _ = claims(BRIDGE, (right, "1934", 0.5), (THIRD, "1931", 0.45))
    assert described(found) == [("conflicting opinions", [("1934", (1,)), ("1931", (2,))])]


def test_another_value_of_one_story_is_worth_showing_before_it_is_a_conflict() -> None:
    def rivals(first: Article, second: Article, short: str, alone: float) -> int:
        _, _, evidence = claims(FAST, (first, "64 km/h", 0.7), (second, short, 0.01))
        sure = [replace(evidence[0], alone=0.9), replace(evidence[1], alone=alone)]
        return len(rivals_of(understand(FAST), sure))

    told = article(
        "l5",
        "Tres Palos, Guerrero. The gas lorry was going at 72 km/h, it is said. Hugo Arizmendi wept.",
        published=DAY,
    )
    assert rivals(FOUND, told, "72 km/h", 0.2) == 1
    assert rivals(FOUND, told, "72 km/h", 0.1) == 0
    assert rivals(FOUND, LORRY, "72 km/h", 0.2) == 0  # its sentence has too few words of the question
    assert rivals(FOUND, ELSEWHERE, "15 km/h", 0.9) == 0
    again = article("l4", "Hugo Arizmendi of Tres Palos, Guerrero, put it at 64 km/h.", published=DAY)
    assert rivals(FOUND, again, "64 km/h", 0.9) == 0


def test_what_would_answer_if_the_best_were_not_there_is_shown_beside_it() -> None:
    def rivals(second: Article, short: str, margin: float) -> int:
        _, _, evidence = claims(FAST, (TWO_SAY, "64 km/h", 0.7), (second, short, 0.01))
        sure = [replace(evidence[0], alone=0.9, margin=8.0), replace(evidence[1], alone=0.01, margin=margin)]
        return len(rivals_of(understand(FAST), sure))

    assert rivals(TWO_SAY, "72 km/h", -3.0) == 1  # in the same article
    assert rivals(TWO_SAY, "72 km/h", -6.0) == 0
    assert rivals(LORRY, "72 km/h", -3.0) == 1
    long = article(
        "l8",
        f"In Tres Palos, Guerrero, Hugo Arizmendi wept. A driver puts that of the lorry at 72 km/h{' and so' * 20}.",
        published=DAY,
    )
    assert rivals(long, "72 km/h", -3.0) == 0
    assert rivals(ELSEWHERE, "15 km/h", 3.0) == 0
    assert rivals(article("l6", "At Tres Palos Hugo Arizmendi wept for 72 years.", published=DAY), "72 years", 1.0) == 0


TWO_SAY = article(
    "l7",
    "In Tres Palos, Guerrero, experts heard Hugo Arizmendi. They found that the speed was 64 km/h. The driver of the"
    " gas lorry puts it at 72 km/h.",
    published=DAY,
)


def test_no_difference_is_claimed_from_an_older_report_where_the_latest_is_asked_for() -> None:
    one = article("a", "In the Ravel flood, 12 people died.", "", "2025-03-01")
    other = article("b", "In the Ravel flood, 31 people died.", "", "2025-03-04")
    answers = (other, "31", 0.5), (one, "12", 0.5)
    assert described(claims(COUNCIL, *answers)[0]) == [("outdated", [("12", (2,)), ("31", (1,))])]
    assert not claims("How many people died in the Ravel flood by the latest count?", *answers)[0]


COUNCIL = "How many people died in the Ravel flood?"


def test_whoever_gives_a_value_is_named_beside_it() -> None:
    one = article("a", "In the Ravel flood, 12 people died, Ada Berg said.", "", "2025-03-01")
    other = article("b", "31 people died in the Ravel flood, said Per Dahl.", "", "2025-03-04")
    found, citations, _ = claims(COUNCIL, (one, "12", 0.5), (other, "31", 0.5))
    assert [(value.value, value.said_by) for value in found[0].values] == [("12", "Ada Berg"), ("31", "Per Dahl")]
    assert found[0].type == "conflicting opinions"  # not an update of one toll
    assert found[0].to_dict()["values"][1]["said_by"] == "Per Dahl"
    assert are_apart(understand(COUNCIL), found[0], citations)
    forged = replace(found[0], values=(replace(found[0].values[0], said_by="Per Dahl"), found[0].values[1]))
    assert not are_apart(understand(COUNCIL), forged, citations)


def test_two_who_are_named_may_differ_in_one_article() -> None:
    asked = "How many jobs were cut in the Ravel mill?"

    def told(second: str) -> tuple[list[str], bool]:
        text = f"In the Ravel mill 40 jobs were cut, Ada Berg said. It rained. The count was 14, {second}"
        found, citations, _ = claims(asked, (article("a", text), "40", 0.9), (article("a", text), "14", 0.01))
        return [value.said_by for one in found for value in one.values], all(
            are_apart(understand(asked), one, citations) for one in found
        )

    assert told("said Per Dahl.") == (["Ada Berg", "Per Dahl"], True)
    assert told("said Ada Berg.") == ([], True)
    assert told("it is said.") == ([], True)


def test_a_later_report_that_says_it_has_changed_is_an_update_whoever_says_so() -> None:
    one = article("a", "In the Ravel flood, 12 people died, Ada Berg said.", "", "2025-03-01")
    other = article(
        "b", "The number who died in the Ravel flood has risen to 31 people, said Per Dahl.", "", "2025-03-04"
    )
    found, _, _ = claims(COUNCIL, (one, "12", 0.5), (other, "31", 0.5))
    assert found[0].type == "outdated"
