"""Yes or no, only where a sentence says so."""

import pytest

from byline.answering.verdict import verdict_in
from byline.question.question import understand


@pytest.mark.parametrize(
    ("question", "sentence", "verdict"),
    [
        ("Is crypto trading banned in Mainland China?", "Crypto trading is banned in Mainland China.", "yes"),
        ("Is crypto trading banned in Mainland China?", "Crypto trading is not banned in Mainland China.", "no"),
        ("Is crypto trading banned in Macau?", "Crypto trading is banned in China, but not in Macau.", None),
        ("Is crypto trading banned in China?", "Crypto trading is banned in China, but not in Macau.", None),
        ("Did the regulator meet in July?", "Last week, the regulators met in Shanghai.", None),
        ("Did the board approve the licence?", "On Monday the board approved the license, a spokesman said.", "yes"),
        ("Did the board approve the licence?", "The board never approved the licence.", "no"),
        ("Did the board approve the licence?", "The board may approve the licence.", None),
        ("Did the board approve the licence?", "The board will approve the licence.", None),
        ("Will the board approve the licence?", "The board will approve the licence on Friday.", "yes"),
        ("Did the board approve the licence?", "The licence was refused, the board of a bank approved.", None),
        ("Did Ruritania invade Freedonia?", "Freedonia has invaded Ruritania.", None),
        ("Did the board not approve the licence?", "The board approved the licence.", None),
        ("When did the board approve the licence?", "The board approved the licence.", None),
        ("Did it?", "It did.", None),
    ],
)
def test_a_verdict_is_given_where_it_is_explicit(question: str, sentence: str, verdict: str | None) -> None:
    assert verdict_in(understand(question), sentence) == verdict
