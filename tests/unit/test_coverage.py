"""Which words of a question are covered, and which of its names occur nowhere."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from support import article, hit_of, span_of

from byline import Hit, Passage, Span
from byline.language.terms import TermStatistics
from byline.question.coverage import Coverage, missing_names, names_nowhere
from byline.question.question import understand

ARTICLE = article(
    "a",
    "A Law for Hong Kong\nThe law takes effect on August 1. It was passed in May by 60 members. Nobody spoke.",
    title="A Law for Hong Kong",
)


def hit_on(text: str = ARTICLE.text, rank: int = 1, similarity: float | None = 0.5) -> Hit:
    return Hit(Passage(ARTICLE, span_of(ARTICLE.text, text)), 1 / rank, rank, similarity)


def missing(question: str, hit: Hit) -> tuple[str, ...]:
    return missing_names(understand(question).names, [hit])


def test_names_that_stand_nowhere_are_missing() -> None:
    assert missing("When does the law of Hong Kong and Singapore take effect?", hit_on()) == ("Singapore",)
    assert missing("When does Singapore's law take effect?", hit_on()) == ("Singapore",)


@pytest.mark.parametrize(
    ("question", "text", "names"),
    [
        ("What did the PBoC say?", "The People's Bank of China spoke.", ()),
        ("When does HK's law take effect?", "The law of Hong Kong takes effect in August.", ()),
        ("Which American shops look at tokens?", "In the US, shops look at tokens.", ()),
        ("Which American shops look at tokens?", "In the United States they do.", ()),
        ("What will the Chinese do?", "China waits.", ()),
        ("What will the Chinese do?", "Japan waits.", ("Chinese",)),
        ("What did the PBOC and the HKMA say?", "Hong Kong Monetary Authority", ("PBOC",)),
        ("Is HK in the EU?", "Hong Kong is no part of it", ("EU",)),
        ("Who leads the Licence Organisation?", "The License Organization", ()),
        ("Does the Labour Centre stay?", "labor center", ()),
        ("Who sees the Tris?", "the triz", ("Tris",)),
        ("When was the Styrian election?", "Styria votes.", ()),
        ("When was the election in Styria?", "The Styrian election is on Sunday.", ()),
        ("Which Icelandic town is it?", "Iceland has one.", ()),
        ("Which Icelandic town is it?", "Ireland has one.", ("Icelandic",)),
        ("What did Ann say?", "Annan said so.", ("Ann",)),
    ],
)
def test_names_are_found_by_their_initials_and_in_either_spelling(
    question: str, text: str, names: tuple[str, ...]
) -> None:
    assert missing(question, hit_of("a", text)) == names


def test_coverage_counts_rare_words_more() -> None:
    def counts(terms: Sequence[str]) -> TermStatistics:
        return TermStatistics(1_000, 100_000, {term: 500 if term == "law" else 1 for term in terms})

    coverage = Coverage(understand("Which law did Zanzibar pass?").words, counts)
    assert coverage.share("Zanzibar passes laws") == pytest.approx(1.0)
    assert 0 < coverage.share("a law") < coverage.share("Zanzibar") < 1
    assert coverage.share("nothing of it") == 0
    empty = Coverage(understand("What is it?").words, counts)
    assert empty.share("anything") == 0


def test_a_date_is_there_if_an_article_is_of_it_however_it_is_written() -> None:
    def lacks(question: str, text: str, published: str | None = None) -> tuple[str, ...]:
        moment = datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None
        found = Hit(Passage(article("a", text, published=moment), Span(0, len(text))), 1.0, 1)
        return missing_names(understand(question, today=date(2025, 6, 18)).names, [found])

    for asked in ("12/05/2025", "2025-05-12", "12 May 2025", "May 12th, 2025", "12.5.2025"):
        assert lacks(f"Who met on {asked}?", "They met.", "2025-05-12") == ()
        assert lacks(f"Who met on {asked}?", "They met on Monday, May 12.", "2025-05-14") == ()
        assert set(lacks(f"Who met on {asked}?", "They met on May 13.", "2025-05-14")) == {asked}
    assert lacks("Who met in May 2025?", "They met.", "2025-05-31") == ()
    assert lacks("Who met since 2023?", "They met.", "2025-05-31") == ()
    assert set(lacks("Who met in 2019?", "They met 2,019 people.", "2025-05-31")) == {"2019"}


def test_names_nowhere_are_those_that_no_article_has_in_any_spelling() -> None:
    known = {"kyiv", "center", "styria", "three", "hong"}

    def counts(terms: Sequence[str]) -> TermStatistics:
        return TermStatistics(9, 90, {term: int(term in known) for term in terms})

    asked = "Did 3 men of Kyiv, Lviv, Hong Kong or the Styrian Centre meet on 9 May 2025?"
    names = understand(asked, today=date(2025, 6, 18)).names
    texts = [word.text for word in names]
    assert names_nowhere(names, texts, counts) == ("Lviv", "Kong")
    assert names_nowhere(names, ["Kyiv"], counts) == ()
    assert names_nowhere(names, [], counts) == ()
