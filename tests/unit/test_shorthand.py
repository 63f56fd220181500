"""Questions typed in a hurry, and keywords in place of a question."""

import pytest

from byline.question.shorthand import asked_in_full, is_written_with_care, written_out


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("whats happening 2day", "what's happening today"),
        ("howmany are inthe boat", "how many are in the boat"),
        ("arden q3 profit", "arden third quarter profit"),
        ("hw many ppl died", "how many people died"),
        ("wat did the govt say", "what did the government say"),
        ("and wen is it", "and when is it"),
        ("why dont they and hes", "why don't they and he's"),
        ("theyre here, im told", "they're here, i'm told"),
        ("what happened on 2/1/25?", "what happened on 2/1/2025?"),
        ("strikes of Sept '25 and last wk", "strikes of Sept 2025 and last week"),
        ("what did teh mayor say b4", "what did the mayor say before"),
        ("Did it cost $1,200,000,000?", "Did it cost $1.2 billion?"),
        ("What percentage of people voted in Kesh?", "What was the turnout in Kesh?"),
        ("what per cent of the voters in Kesh voted in May", "What was the turnout in Kesh in May?"),
        ("What percentage of people voted for Vos?", "What percentage of people voted for Vos?"),
        ("who got 14500000 euros, 3,000,000 more?", "who got 14.5 million euros, 3 million more?"),
    ],
)
def test_what_is_shortened_is_written_out(typed: str, written: str) -> None:
    assert written_out(typed) == written


@pytest.mark.parametrize(
    "asked",
    [
        "How old is Wen Jiabao?",
        "wen jiabao speech",
        "angkor wat tickets",
        "Who leads the IM?",
        "Were its shops well run, and wont to close?",
        "What is the U.S. policy?",
        "Is Theres Muster right?",
        "Who are the 1,234,567 people, and who has 250,000?",
        "Call 12,000,000,5 or 2.000000.7",
        "Was it 3/4/2025 or 45/1/25 or 1/2/256 or 12/31?",
    ],
)
def test_what_may_be_meant_as_it_stands_is_left(asked: str) -> None:
    assert written_out(asked) == asked


@pytest.mark.parametrize(
    ("keywords", "question"),
    [
        ("tunnel cost", "How much does tunnel cost?"),
        ("John Carver age", "How old is John Carver?"),
        ("age of the minister", "How old is the minister?"),
        ("hong kong law effect date??", "When does hong kong law take effect?"),
        ("tunnel opening date", "When does tunnel open?"),
        ("vote date?", "When is vote?"),
        ("repairs date", "When are repairs?"),
        ("ferry name", "What is the name of ferry?"),
        ("meeting place", "Where is meeting?"),
        ("election turnout", "What is the turnout of election?"),
        ("dam collapse deaths", "How many people died in dam collapse?"),
        ("number of gun shops", "How many gun shops?"),
        ("strike reason", "What is the reason for strike?"),
    ],
)
def test_keywords_become_the_question_that_they_stand_for(keywords: str, question: str) -> None:
    assert asked_in_full(keywords) == question


@pytest.mark.parametrize(
    "text",
    [
        "how much does the tunnel cost",
        "did the age change the date",
        "who set the date",
        "tunnel",
        "age",
        "And the date?",
        "reasons for the strike",
        "causes of the collapse, the deaths",
        "Island's present population?",
        "tell me the cost",
        "all that was said on the day of the vote by each side and its date",
    ],
)
def test_a_question_or_a_subject_is_left_as_it_is(text: str) -> None:
    assert asked_in_full(text) == text


def test_a_question_that_is_written_with_care() -> None:
    assert is_written_with_care("Ndour's age?")
    assert not any(map(is_written_with_care, ("ndour's age?", "NDOUR'S AGE?", "Ndour's age??", "Ndour's age", "")))
