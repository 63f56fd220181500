"""The figures in a text."""

from byline.language.quantities import quantities_in


def test_quantities_in_a_sentence_stand_where_they_are_told() -> None:
    text = "COVID-19 cost 60-70 firms about $2.5 billion, or 3 percent."
    found = quantities_in(text)
    assert [text[span.start : span.end] for span, _ in found] == ["60-70", "$2.5 billion", "3 percent"]
    assert [amount.unit for _, amount in found] == ["", "usd", "%"]
    assert found[1][1].about
