"""The content words of a text, and its names."""

from datetime import date

import pytest

from byline.language.content import Present, alternatives, content_words, in_words_of, initials_in
from byline.records import Days


def test_content_words_know_names_and_numbers() -> None:
    found = content_words("Which of the 3 companies, JD.com or eBay, did China ban in Hong Kong?")
    assert [word.text for word in found] == ["3", "companies", "JD.com", "eBay", "China", "ban", "Hong", "Kong"]
    assert [word.text for word in found if word.is_name] == ["3", "JD.com", "eBay", "China", "Hong", "Kong"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("WHY DID THE MAYOR OF KESH RESIGN?", []),
        ("Why Did The Mayor Resign?", []),
        ("Why Did PayPal Leave Kesh?", ["PayPal"]),
        ("The dam broke. Thousands fled where? Rumours say to Kesh.", ["Kesh"]),
        ("Did Dr. Mora and the U.S. Senate meet?", ["Dr", "Mora", "U.S", "Senate"]),
        ("HSBC?", ["HSBC"]),
        ("was it 1,250,000 or $1.5m in the 3rd year?", ["1,250,000", "1.5m", "3rd"]),
    ],
)
def test_capitals_make_a_name_only_where_they_tell(question: str, names: list[str]) -> None:
    assert [word.text for word in content_words(question) if word.is_name] == names


def test_the_words_of_a_date_know_its_days() -> None:
    may = (Days(date(2024, 5, 3), date(2024, 5, 4)),)
    words = content_words("Who met in Kesh on 3 May 2024?", {"3 May 2024": may})
    assert [(word.text, word.days) for word in words] == [
        ("met", ()),
        ("Kesh", ()),
        ("3 May 2024", may),
        ("3 May 2024", may),
        ("3 May 2024", may),
    ]


def test_what_may_stand_for_a_word() -> None:
    def ways(question: str) -> list[frozenset[str]]:
        return alternatives(content_words(question)[0])

    assert {frozenset({"styria"}), frozenset({"styrian"})} <= set(ways("a Styrian ship"))
    assert frozenset({"three"}) in ways("3 ships")
    assert frozenset({"netherland"}) in ways("a Dutch ship")
    assert frozenset({"organis"}) in ways("the Organizers")


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("The PBOC’s Pan spoke.", "Who leads the People's Bank of China?", "Who leads the PBOC?"),
        ("The PBOC’s Pan spoke.", "What is the People's Bank of China's rate?", "What is the PBOC's rate?"),
        ("The People’s Bank of China has Pan.", "Who leads the PBoC?", "Who leads the People’s Bank of China?"),
        ("The People's Bank of China (PBOC) spoke.", "Who leads the People's Bank of China?", ""),
        ("The PBOC of the People’s Bank of China.", "Who leads the People's Bank of China?", ""),
        ("A firm of AI spoke.", "What did Ana Ivanova say?", ""),
        ("The World Health Organization met.", "Who is in the WTO?", ""),
    ],
)
def test_a_question_has_names_as_the_text_abbreviates_them(text: str, question: str, expected: str) -> None:
    assert in_words_of(text, question) == (expected or question)


def test_what_names_may_be_abbreviated_to_has_three_letters() -> None:
    assert initials_in("Does the People's Bank of China trust Ana Vos?") == ["pbc", "pboc"]


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("the Styrian hospital", "It is to be built in Styria.", True),
        ("the Jordanian embassy", "Talks in Jordan have ended.", True),
        ("the Sudanese army", "Fighting went on in Sudan.", True),
        ("the Norman church", "It is the norm.", False),  # not a name
        ("the Styrian hospital", "It is to be built in Carinthia.", False),
    ],
)
def test_a_place_stands_for_what_is_formed_of_its_name(asked: str, text: str, expected: bool) -> None:
    name = next(word for word in content_words(asked) if word.is_name)
    assert (name in Present([text])) == expected
