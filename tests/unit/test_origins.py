"""Attributions, speakers of quotations and independent origins."""

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import article

from byline import Archive, Article, Hit, Passage, Span
from byline.answering.origins import attributions, independent_origins, speaker_of, with_speaker, with_speakers
from byline.indexing.passages import sentences
from byline.readers.base import Evidence, Reading


def place(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prices rose, according to Reuters.", [("publisher", "Reuters")]),
        ("According to the Reuters news agency, prices rose.", [("publisher", "Reuters")]),
        ("According to a recent Reuters report, prices rose.", [("publisher", "Reuters")]),
        ("The deal is worth $3bn, Reuters reported.", [("publisher", "Reuters")]),
        ("Reuters reported on Monday that the deal is dead.", [("publisher", "Reuters")]),
        ("The Financial Times first reported the talks.", [("publisher", "Financial Times")]),
        ("The talks were first reported by the Wall Street Journal.", [("publisher", "Wall Street Journal")]),
        ("The mine will close, as reported by AFP.", [("publisher", "AFP")]),
        ("The mine will close, the Evening Gazette reported.", [("publisher", "Evening Gazette")]),
        ("The mine will close, Oblivion reported.", [("publisher", "Oblivion")]),
        ("The mine will close, the newspaper Sanomat said.", [("publisher", "Sanomat")]),
        ("Documents seen by Bloomberg show a loss.", [("publisher", "Bloomberg")]),
        ("SHANGHAI (Reuters) - China may act.", [("publisher", "Reuters")]),
        ("LONDON, July 3 (AP) — Rates rose again.", [("publisher", "AP")]),
        ("BEIJING, May 1 (Xinhua) -- Exports grew.", [("publisher", "Xinhua")]),
        ("Talks go on, citing people familiar with the matter.", [("unnamed", "people familiar with the matter")]),
        (
            "The FT said, citing people familiar with the matter, that talks go on.",
            [("publisher", "FT"), ("unnamed", "people familiar with the matter")],
        ),
        (
            "A person familiar with the talks told Bloomberg that it was off.",
            [("unnamed", "A person familiar with the talks"), ("publisher", "Bloomberg")],
        ),
        ("Sources told AFP the talks had failed.", [("unnamed", "Sources"), ("publisher", "AFP")]),
        ("Officials briefed on the plan said it was dead.", [("unnamed", "Officials briefed on the plan")]),
        ("A senior government official said it was dead.", [("unnamed", "A senior government official")]),
        ("Critics say it fails.", [("unnamed", "Critics")]),
        ("Analysts expect more, according to people close to the firm.", [("unnamed", "people close to the firm")]),
        ("The study found that cats sleep.", [("unnamed", "The study")]),
        ("The ministry said in a statement that it was safe.", [("named", "The ministry")]),
        ("Police said two men were held.", [("named", "Police")]),
        ("The European Commission said it would act.", [("named", "European Commission")]),
        ("Doe told the BBC it was fine.", [("named", "Doe"), ("publisher", "BBC")]),
        ("Doe, 62, said it hurt.", [("named", "Doe")]),
        ("Jane Doe, who runs Acme, said it hurt.", [("named", "Jane Doe")]),
        ("Jane Doe, professor of law at Acme University, said it hurt.", [("named", "Jane Doe")]),
        ("Jane Doe from the Acme Association said it hurt.", [("named", "Jane Doe")]),
        ("Acme’s Jane Doe said it hurt.", [("named", "Jane Doe")]),
        ("Acme chief executive Jane Doe said on Friday it hurt.", [("named", "Jane Doe")]),
        ("It hurt, according to former Acme chief executive Jane Doe.", [("named", "Jane Doe")]),
        ("It is over, says Doe.", [("named", "Doe")]),
        ("“We will win,” said Jane Doe, chief executive of Acme.", [("named", "Jane Doe")]),
        ('"We will win," Doe said.', [("named", "Doe")]),
        ("Doe warned that it was late.", [("named", "Doe")]),
        ("Doe wrote: “It is late.”", [("named", "Doe")]),
        ("Profits fell by a third, according to figures compiled by Acme.", [("named", "Acme")]),
        ("The firm is sold, per ESPN.", [("publisher", "ESPN")]),
        ("“We are proud,” minister Hakima el-Haite said.", [("named", "Hakima el-Haite")]),
        ("Profits fell, according to official data.", [("unnamed", "official data")]),
    ],
)
def test_attributions(text: str, expected: list[tuple[str, str]]) -> None:
    source = article("a", text)
    found = attributions(source, Span(0, len(text)))
    assert [(one.kind, source[one.source]) for one in found] == expected
    assert all(one.span.contains(one.source) for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "The law said to take effect in May is dead.",
        "He is said to be rich.",
        "The deal is said to be worth a fortune.",
        "All went according to plan.",
        "Pay rises according to the rules.",
        "Prices are set according to size and need.",
        "The Nasdaq Composite added 0.6 per cent.",
        "Acme reported a loss of $3m.",
        "The firm added two shops and claimed the title.",
        "Doe did not say why.",
        "Doe was told to leave.",
        "“Reuters reported that, according to Bloomberg.”",
        "Many failed, citing, among other things, the weather.",
        "Reports of rain are wrong.",
        "Doe wrote a book about Acme.",
        "Sources of income are few.",
        "Goods worth 3 per cent are lost.",
        "No more is known of it.",
    ],
)
def test_what_attributes_nothing(text: str) -> None:
    assert attributions(article("a", text), Span(0, len(text))) == ()


def test_a_sentence_takes_the_publisher_named_before_it_in_its_paragraph() -> None:
    text = "Reuters reported that Acme will close. The mine is old.\n\nNothing else is known."
    source = article("a", text)
    first, second, third = sentences(text)
    assert attributions(source, second) == attributions(source, first) != ()
    assert attributions(source, third) == ()


def test_a_pronoun_is_who_spoke_last() -> None:
    text = "Jane Doe said it hurt. Later, she said it was over.\n\nHe said nothing."
    source = article("a", text)
    [found] = attributions(source, place(text, "Later, she said it was over."))
    assert source[found.source] == "Jane Doe"
    assert source[found.span] == "she said"


PIECES = [
    "said ",
    "Reuters ",
    "according to ",
    "he ",
    "A",
    "a",
    " ",
    ",",
    ".",
    "“",
    "”",
    '"',
    "'",
    "‘",
    "’",
    "(",
    ")",
    "-",
    "\n",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_offsets_are_of_the_text_whatever_it_is(text: str) -> None:
    source = article("a", f"x{text}")
    for sentence in sentences(source.text):
        for one in attributions(source, sentence):
            assert max(one.span.end, one.source.end) <= len(source.text)
            assert source[one.source].strip()
        speaker = speaker_of(source, sentence)
        assert speaker is None or source[speaker].strip()
        assert with_speaker(source, sentence, 60).contains(sentence)
        assert len(with_speaker(source, sentence, 60)) <= max(60, len(sentence))


@pytest.mark.parametrize(
    ("text", "quoting", "speaker"),
    [
        ("“We will win,” said Jane Doe.", "“We will win,”", "Jane Doe"),
        ("“We will win,” said Jane Doe. “It is ours.”", "“It is ours.”", "Jane Doe"),
        ("“We will fight this.” Doe said on Monday.", "“We will fight this.”", "Doe"),
        ("“We will fight. We will win,” Doe told reporters.", "“We will fight.", "Doe"),
        ("Jane Doe said it hurt. “It is late,” she said.", "“It is late,” she said.", "Jane Doe"),
        ("Jane Doe said it hurt.\n\n“It is late,” she said.", "“It is late,” she said.", "Jane Doe"),
        ("Doe was blunt: “It is late.” Roe said: “It is not.”", "Roe said: “It is not.”", "Roe"),
        ("‘It’s late,’ said Doe.", "‘It’s late,’", "Doe"),
        ('"It is late," Doe said. "We go."', '"We go."', "Doe"),
        ("Doe said: “It is late.\n\n“We will go.”", "“We will go.”", "Doe"),
        ("“It is late,” an official said.", "“It is late,”", "an official"),
        ("“It is late.”", "“It is late.”", None),
        ("“It is late,” she said.", "“It is late,” she said.", None),
        ("Doe said it hurt. They call it “free speech” here.", "They call it “free speech” here.", None),
        ("“It is late.”\n\nDoe said it hurt.", "“It is late.”", None),
        ("Doe said it hurt.", "Doe said it hurt.", None),
    ],
)
def test_the_speaker_of_a_quotation(text: str, quoting: str, speaker: str | None) -> None:
    source = article("a", text)
    found = speaker_of(source, place(text, quoting))
    assert (source[found] if found else None) == speaker


@pytest.mark.parametrize(
    ("text", "cited", "extended"),
    [
        (
            "Rain fell. “We will fight.” Doe said on Monday. Sun.",
            "“We will fight.”",
            "“We will fight.” Doe said on Monday.",
        ),
        ("“We win,” said Doe. “It is ours.” Sun.", "“It is ours.”", "“We win,” said Doe. “It is ours.”"),
        ("Doe ran. “We win,” said Doe. Sun.", "“We win,” said Doe.", "“We win,” said Doe."),
        ("Doe spoke. Rain fell all day.", "Rain fell all day.", "Rain fell all day."),
        ("“We win,” said " + "Jane " * 30 + ". “It is ours.”", "“It is ours.”", "“It is ours.”"),
    ],
)
def test_a_quotation_keeps_its_speaker(text: str, cited: str, extended: str) -> None:
    source = article("a", text)
    assert source[with_speaker(source, place(text, cited), 60)] == extended


def test_evidence_is_extended_and_what_it_then_holds_is_not_shown_twice() -> None:
    text = "Rain fell. “We will fight.” Doe said on Monday. The sun shone."
    source = article("a", text)
    hit = Hit(Passage(source, Span(0, len(text))), 1.0, 1)
    parts = {"“We will fight.”": 0.9, "Doe said on Monday.": 0.8, "The sun shone.": 0.7}
    reading = Reading(tuple(Evidence(hit, place(text, part), share) for part, share in parts.items()))
    found = with_speakers(reading, 200, 0.5).evidence
    assert [source[item.span] for item in found] == ["“We will fight.” Doe said on Monday.", "The sun shone."]
    assert with_speakers(reading, 200, 0.95) == reading


def one(id: str, text: str, publisher: str | None = None) -> tuple[Article, Span]:
    """An article that is cited with its last sentence."""
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
    assert origins.sentence == (f"2 articles, one origin: {reason}" if reason else "2 articles, 2 independent origins")


def test_what_one_took_from_the_publisher_of_the_other_has_its_origin() -> None:
    origins = independent_origins(
        [one("a", "Acme may close.", "Reuters"), one("b", "It is over, Reuters reported.", "The Post")], {}
    )
    assert origins.sentence == "2 articles, one origin: both go back to Reuters"


def test_an_outlet_that_names_itself_cites_nobody_else() -> None:
    told = "{} told the BBC it was over."
    origins = independent_origins([one("a", told.format("Doe"), "BBC"), one("b", told.format("Roe"), "BBC")], {})
    assert origins.sentence == "2 articles of one publisher, 2 independent origins"


def test_three_articles_and_their_numbers() -> None:
    cited = [
        one("a", "Acme may close, according to Reuters.", "The Post"),
        one("b", "Reuters reported that Acme may close.", "The Star"),
        one("c", "Acme is in trouble, it says here.", "The Star"),
    ]
    origins = independent_origins(cited, {})
    assert origins.sentence == "3 articles of 2 publishers, 2 independent origins"
    assert [group.citations for group in origins.groups] == [(0, 1), (2,)]
    assert origins.to_dict() == {"articles": 3, "publishers": 2, "independent_origins": 2}
    assert independent_origins(cited, {"c": {"a"}}).sentence.startswith("3 articles, one origin: ")
    assert independent_origins(cited[:1], {}).sentence == ""
    assert independent_origins([], {}).groups == ()


def test_three_that_attribute_to_one() -> None:
    cited = [
        one(id, f"It may {word}, according to Reuters.") for id, word in zip("abc", ("go", "end", "stop"), strict=True)
    ]
    assert independent_origins(cited, {}).sentence == "3 articles, one origin: all attribute it to Reuters"


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
    """Articles about one event, the sentence cited of each, and the number of the origin that it was made from."""
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
    assert reply.to_dict()["coverage"] == {
        "articles": len(cited),
        "publishers": len(cited),
        "independent_origins": len(reply.origins.groups),
    }
    assert {index for origin in reply.to_dict()["origins"] for index in origin["citations"]} == set(
        range(len(reply.citations))
    )
