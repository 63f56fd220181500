"""Whom an article's words attribute something to, and who speaks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import article, span_of

from byline import Span
from byline.language.attribution import attributions, speaker_of, with_speaker
from byline.language.sentences import sentences


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
    [found] = attributions(source, span_of(text, "Later, she said it was over."))
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
    found = speaker_of(source, span_of(text, quoting))
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
    assert source[with_speaker(source, span_of(text, cited), 60)] == extended
