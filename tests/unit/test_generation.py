"""Answers written by a language model: what is checked, what is struck, and what happens when the server fails."""

from datetime import UTC, datetime

import pytest

from byline import Article, Hit, Passage, Span
from byline.generation import write
from byline.generation.earlier import untold_report
from byline.generation.faithfulness import Source, faults
from byline.question.question import understand

LAW = Source(
    "Hong Kong prepares",
    "Both companies are preparing applications for licences in Hong Kong, where legislation on stablecoins is scheduled to"
    " become effective on August 1, 2025, said He Qing. About 1,400 people attended the meeting on Thursday. Trading is not"
    " allowed in Beijing.",
)
TRADE = Source("Trade grew", "Exports rose by 12 percent in March, the office of statistics said.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Legislation on stablecoins is scheduled to become effective on August 1, 2025.",
        "On 1 August 2025 the stablecoin legislation becomes effective in Hong Kong.",
        "The two companies are preparing to apply for licences in HK.",
        "1400 people attended the meeting.",
        "Some 1,400 people were at the meeting on Thursday.",
        "Trading isn't allowed in Beijing.",
        "He Qing said that the companies are preparing applications.",
    ],
)
def test_what_the_passage_says_in_these_or_other_words_is_borne_out(sentence: str) -> None:
    assert faults(sentence, [LAW], [TRADE]) == ()


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Legislation on stablecoins is scheduled to become effective on August 3, 2025.", "number 3"),
        ("Legislation on stablecoins is scheduled to become effective on September 1, 2025.", "month September"),
        ("Legislation on stablecoins is scheduled to become effective on August 1, 2026.", "number 2026"),
        ("About 4,100 people attended the meeting on Thursday.", "number 4100"),
        ("Both companies are preparing applications for licences in Singapore.", "name Singapore"),
        ("Legislation on stablecoins is scheduled to become effective, said Pan Gongsheng.", "name Pan Gongsheng"),
        ("Trading is allowed in Beijing.", "contradicts"),
        ("About 1,400 people never attended the meeting on Thursday.", "contradicts"),
        ("Exports rose in spring, the office of statistics said.", "about something else"),
        ("Shenzhen is preparing applications for licences.", "name Shenzhen"),
        ("Legislation on stablecoins is scheduled to become effective in Beijing.", "name Beijing"),  # is elsewhere
    ],
)
def test_what_the_passage_does_not_say_is_a_fault(sentence: str, fault: str) -> None:
    assert fault in "; ".join(faults(sentence, [LAW], [TRADE]))


BOAT = Source(
    "Boat lost at sea",
    "The ship could not put in at Dili because of its draught; it is taking them to Darwin. All four are well, a doctor"
    " said. They had drunk rain. Families on the island had held a funeral for the four on 4 July.",
)


@pytest.mark.parametrize(
    ("sentence", "is_borne_out"),
    [
        ("The funeral was put off because the ship could not put in at Dili because of its draught.", False),
        ("The ship is taking them to Darwin because it could not put in at Dili.", True),
        ("The boat did not land at Dili because of its draught.", True),  # in other words, which occur nowhere
        ("The ship could not put in at Dili due to its draught.", True),
    ],
)
def test_a_reason_is_of_what_it_is_told_of(sentence: str, is_borne_out: bool) -> None:
    apart = "the cited source gives this reason for something else" in faults(sentence, [BOAT])
    assert apart is not is_borne_out


@pytest.mark.parametrize("length", [1, 2, 3, 7, 1_000])
def test_a_marker_belongs_to_its_sentence_however_the_answer_comes(length: int) -> None:
    texts = ("The bridge opened in May.", "It cost 9 crowns, the mayor said.", "Nobody came.")
    hits = [Hit(Passage(Article(text, text), Span(0, len(text))), 1.0, 1) for text in texts]
    answer = "The bridge opened in May. [1] It cost 9 crowns, the mayor said [2] [3]. The bridge opened in May [1]"
    pieces = [answer[start : start + length] for start in range(0, len(answer), length)]
    written = list(write(pieces, hits, understand("When did the bridge open, and what did it cost?")))
    assert [one.markers for one in written] == [(1,), (2, 3), (1,)]
    assert written[0].text == "The bridge opened in May."


def told(text: str, day: int | None = None) -> Hit:
    published = datetime(2026, 3, day, tzinfo=UTC) if day else None
    return Hit(Passage(Article(text, text, title="Bus leaves road", published=published), Span(0, len(text))), 1.0, 1)


SIX = "Six people lost their lives: four passengers and two members of the crew, the hospital said."
FOUR = "Four people were killed when a bus left the road near Brenn on Monday, police said."
CORRECTED = "Six people died near Brenn, the hospital said, correcting its first count of four."


@pytest.mark.parametrize(
    ("sentence", "cited", "other", "is_struck"),
    [
        ("An earlier report had put the toll at four.", told(SIX, 4), told(FOUR, 3), True),
        ("Four people had initially been counted dead; the first figure was four.", told(SIX, 4), told(FOUR, 3), True),
        ("The hospital previously said four people died.", told(SIX), told(FOUR), True),
        ("Police had first said that four people were killed.", told(FOUR, 3), told(SIX, 4), False),
        ("An earlier count had put the toll at four.", told(CORRECTED, 5), told(FOUR, 3), False),
        ("An earlier count had put the toll at three.", told(CORRECTED, 5), told(FOUR, 3), True),
        ("Six people lost their lives, the hospital said.", told(SIX, 4), told(FOUR, 3), False),
        ("Four of the first six who died were passengers.", told(SIX, 4), told(FOUR, 3), False),
    ],
)
def test_an_earlier_report_is_told_of_only_by_what_speaks_of_it_or_is_it(
    sentence: str, cited: Hit, other: Hit, is_struck: bool
) -> None:
    fault = untold_report(sentence, [cited], [cited, other])
    assert bool(fault) == is_struck, fault


def test_a_figure_of_something_else_is_not_taken_for_an_earlier_toll() -> None:
    hits = [told(SIX, 4), told(FOUR, 3)]
    answer = "Six people lost their lives, the hospital said [1]. An earlier report had put the toll at four [1]."
    written = list(write([answer], hits, understand("How many people lost their lives?")))
    assert [bool(one.faults) for one in written] == [False, True]
    assert "earlier report" in written[1].faults[-1]
