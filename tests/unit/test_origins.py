"""Independent origins of citations, and quotations with their speakers."""

import random
from itertools import combinations

import pytest
from support import article, span_of

from byline import Archive, Article, Hit, Passage, Span
from byline.answering.origins import independent_origins, with_speakers
from byline.language.sentences import sentences
from byline.readers.base import Evidence


def test_evidence_is_extended_and_what_it_then_holds_is_not_shown_twice() -> None:
    text = "Rain fell. “We will fight.” Doe said on Monday. The sun shone."
    source = article("a", text)
    hit = Hit(Passage(source, Span(0, len(text))), 1.0, 1)
    parts = {"“We will fight.”": 0.9, "Doe said on Monday.": 0.8, "The sun shone.": 0.7}
    evidence = tuple(Evidence(hit, span_of(text, part), share) for part, share in parts.items())
    found = with_speakers(evidence, 200, 0.5)
    assert [source[item.span] for item in found] == ["“We will fight.” Doe said on Monday.", "The sun shone."]
    assert with_speakers(evidence, 200, 0.95) == evidence


def one(id: str, text: str, publisher: str | None = None) -> tuple[Article, Span]:
    """Return an article and the span of its last sentence, which is cited."""
    return article(id, text, publisher=publisher), sentences(text)[-1]


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (
            "Acme may close, according to Reuters.",
            "Reuters news agency reported that Acme may close.",
            "both attribute it to Reuters",
        ),
        (
            "Acme may close, the AP reported.",
            "The mine may go, the Associated Press reported.",
            "both attribute it to AP",
        ),
        (
            "Jane Doe said Acme would close.",
            "Acme is finished, Doe told staff, Jane Doe said.",
            "both attribute it to Jane Doe",
        ),
        (
            "“We will close the old mine,” said Jane Doe.",
            "Quote: “We will close the old mine.”",
            "the same quotation of Jane Doe",
        ),
        ("Acme may close, the ministry said.", "Acme may go, the ministry said.", ""),
        ("Acme may close, said John Smith.", "Acme may go, said David Smith.", ""),
        ("Acme may close, according to Reuters.", "Acme may close, according to AFP.", ""),
        ("Acme may close.", "Acme may close.", ""),
    ],
)
def test_two_articles_of_one_origin(first: str, second: str, reason: str) -> None:
    origins = independent_origins([one("a", first), one("b", second)], {})
    assert origins.independent_origins == (1 if reason else 2)
    assert origins.groups[0].reason == reason
    assert origins.sentence == (f"2 articles, one source: {reason}" if reason else "2 articles, 2 independent sources")


def test_what_one_took_from_the_publisher_of_the_other_has_its_origin() -> None:
    origins = independent_origins(
        [one("a", "Acme may close.", "Reuters"), one("b", "It is over, Reuters reported.", "The Post")], {}
    )
    assert origins.sentence == "2 articles, one source: both rely on Reuters"


def test_an_outlet_that_names_itself_cites_nobody_else() -> None:
    told = "{} told the BBC it was over."
    origins = independent_origins([one("a", told.format("Doe"), "BBC"), one("b", told.format("Roe"), "BBC")], {})
    assert origins.sentence == "2 articles from one publisher, 2 independent sources"


def test_three_articles_and_their_numbers() -> None:
    cited = [
        one("a", "Acme may close, according to Reuters.", "The Post"),
        one("b", "Reuters reported that Acme may close.", "The Star"),
        one("c", "Acme is in trouble, it says here.", "The Star"),
    ]
    origins = independent_origins(cited, {})
    assert origins.sentence == "3 articles from 2 publishers, 2 independent sources"
    assert [group.citations for group in origins.groups] == [(0, 1), (2,)]
    assert origins.to_dict() == {"articles": 3, "publishers": 2, "independent_origins": 2}
    assert independent_origins(cited, {"c": {"a"}}).sentence.startswith("3 articles, one source: ")
    assert independent_origins(cited[:1], {}).sentence == ""
    assert independent_origins([], {}).groups == ()


def test_three_that_attribute_to_one() -> None:
    cited = [
        one(id, f"It may {word}, according to Reuters.") for id, word in zip("abc", ("go", "end", "stop"), strict=True)
    ]
    assert independent_origins(cited, {}).sentence == "3 articles, one source: all attribute it to Reuters"


PLACES = ["Arden", "Belmont", "Carrick", "Dunmore", "Elstow", "Farley", "Garth", "Hexley"]
DETAILS = [
    "The council of {place} approved a plan to close the old bridge for {n} weeks while engineers replace its cables.",
    "Traffic will be led over the northern road, and the ferry is to run every {n} minutes until the work is done.",
    "The repairs are expected to cost {n} million crowns, a third more than the estimate that was made in spring.",
    "Shopkeepers near the river fear that visitors will stay away during the busiest season of the whole year.",
]
OTHERS = [
    "Engineers start on {place}’s bridge soon; it stays shut for {n} weeks, and nobody crosses the river there by car.",
    "Drivers must take the long way round by the hills, although a boat every {n} minutes should help a little.",
    "Taxpayers face a bill of {n} million crowns for cables that rusted much faster than anybody had thought.",
    "Along the quay the mood is poor because summer guests bring in most of what the small shops there earn.",
]
EVIDENT = ["according to {agency}", "{agency} reported", "as reported by {agency}"]


def stories(seed: int) -> list[tuple[Article, Span, int]]:
    """Return articles on one event, the sentence cited from each, and the number of the origin it was made from."""
    draw = random.Random(seed)
    values = {"place": draw.choice(PLACES), "n": draw.randint(2, 60)}
    agency = draw.choice(["Reuters", "AFP", "the Associated Press", "the Morning Herald", "Kyodo"])
    wire = [line.format(**values) for line in DETAILS]
    other = [line.format(**values) for line in OTHERS]
    edited = ["Commuters have much to endure this year, as a decision shows."] + [
        " ".join("some" if draw.random() < 0.05 else word for word in line.split(" "))
        for line in wire[draw.randint(0, 1) :]
    ]
    retold = [line.removesuffix(".") + f", {draw.choice(EVIDENT).format(agency=agency)}." for line in other]
    lead = f"Bad news for drivers, {agency} reported on Monday. " + "The old bridge needs new cables, it turns out."
    again = [lead, "Cars have to do without it for a while, and boats will go more often.", "Money is short, too."]
    own = [f"“I live off that bridge,” said {draw.choice(['Ann', 'Bo'])} {draw.choice(PLACES)}man, a baker in town."]
    texts = [
        (f"{values['place'].upper()} ({agency.removeprefix('the ')}) - " + " ".join(wire), 0),
        ("\n\n".join(edited), 0),
        ("\n\n".join(retold), 0),
        ("\n\n".join(again), 0),
        ("\n\n".join([*own, f"{values['place']} is in uproar over a bridge, our reporter saw on a walk there."]), 1),
        ("A letter to the editor: nobody asked us before this bridge was shut, and that is a shame.", 2),
    ]
    found = []
    for number, (text, origin) in enumerate(texts):
        source = article(str(number), text)
        found.append((source, draw.choice(sentences(text)), origin))
    return found


def test_pairs_of_one_origin_among_reports_made_by_templates() -> None:
    right = wrong = missed = 0
    for seed in range(20):
        made = stories(seed)
        origins = independent_origins([(source, span) for source, span, _ in made], {})
        group = {index: number for number, origin in enumerate(origins.groups) for index in origin.citations}
        for first, second in combinations(range(len(made)), 2):
            same, found = made[first][2] == made[second][2], group[first] == group[second]
            right, wrong, missed = right + (same and found), wrong + (found and not same), missed + (same and not found)
    precision, recall = right / (right + wrong), right / (right + missed)
    assert precision >= 0.95, (precision, recall)
    assert recall >= 0.9, (precision, recall)


def test_a_reply_tells_the_origins_of_what_it_cites(archive: Archive) -> None:
    text = "The bridge of Arden closes in May, according to Reuters. The river is wide there."
    archive.add([Article("a", text, publisher="The Post"), Article("b", f"{text} Boats go.", publisher="The Star")])
    archive.add(Article("c", "Nothing of the kind happens in Belmont this year at all."))
    with archive.store.catalog.reading() as rows:
        assert rows.copies(["a", "c"]) == {"a": {"b"}}
    reply = archive.ask("When does the bridge of Arden close?")
    cited = {citation.article.id for citation in reply.citations}
    assert reply.to_dict()["sources"] == {
        "articles": len(cited),
        "publishers": len(cited),
        "independent_origins": len(reply.origins.groups),
    }
    assert {index for origin in reply.to_dict()["origins"] for index in origin["citations"]} == set(
        range(len(reply.citations))
    )
