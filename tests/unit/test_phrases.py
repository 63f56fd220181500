"""Where a phrase occurs in a text."""

import pytest

from byline.language.phrases import Phrase


@pytest.mark.parametrize(
    ("phrase", "text", "stands"),
    [
        ("harbour tunnel", "the Harbour-Tunnel’s cost", True),
        ("harbour tunnels", "a harbour tunnel", True),
        ("harbour tunnel", "a tunnel under the harbour", False),
        ("Müller", "MULLER said", True),
        ("Muller", "Mu\u0308ller’s plan", True),
        ("strasse", "die Straße", True),
        ("PBoC", "the People’s Bank of China", False),
        ("People's Bank of China", "The People’s Bank of China fined it.", True),
        ("WHO", "Nobody who was asked", False),
        ("WHO", "the WHO sent doctors", True),
        ("US", "they told us", False),
        ("US", "the U.S. army", True),
        ("U.S.", "the US army", True),
        ("Nato", "NATO met", True),
        ("news", "a new dam", False),
        ("city", "Two cities", True),
        ("cities", "the city", True),
        ("police", "the policy", False),
        ("organ", "an organization", False),
        ("dam", "the damage", False),
        ("taxes", "a tax", True),
        ("Dr Smith", "Dr. Smith said", True),
        ("$1.9 billion", "It cost $1.9bn in all.", True),
        ("$1.9 billion", "It cost $2.9bn in all.", False),
        ("central bank", "the central\u00a0bank", True),
        ("central bank", "It is central.\n\nBank notes", False),
    ],
)
def test_a_phrase_stands_in_a_text_however_it_is_written(phrase: str, text: str, stands: bool) -> None:
    assert Phrase(phrase).stands_in(text) == stands


def test_places_are_those_of_the_text_as_it_is() -> None:
    text = "Cafe\u0301s in Zürich. The café closed."
    assert [text[place.start : place.end] for place in Phrase("café").places(text)] == ["Cafe\u0301s", "café"]


@pytest.mark.parametrize("phrase", ["harbour tunnel", "cities", "U.S.", "$1.9 billion", "Müller", "taxes"])
def test_what_a_phrase_stands_in_has_one_of_the_terms_of_each_word(phrase: str) -> None:
    from byline.language.terms import terms_of

    for text in ("the Harbour Tunnels", "one city, the US and the U.S.", "$1.9bn of tax", "MÜLLER’S"):
        if Phrase(phrase).stands_in(text):
            assert all(alternatives & set(terms_of(text)) for alternatives in Phrase(phrase).alternatives)


def test_what_has_no_word_is_no_phrase() -> None:
    assert Phrase("?!").is_empty
