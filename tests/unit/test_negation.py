"""Words of negation."""

from byline.language.negation import negations_in, without_negations


def test_negations_are_found_as_words_and_as_endings() -> None:
    text = "It isn’t banned, nor was it ever; nobody noted it."
    assert [text[span.start : span.end] for span in negations_in(text)] == ["n’t", "nor"]
    assert without_negations("not banned, never") == "  banned,  "
