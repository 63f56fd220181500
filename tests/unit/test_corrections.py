"""Words by which an article takes something back."""

import pytest

from byline.language.corrections import error_told_again, has_notice, is_about_corrections, notice_in, overturns


@pytest.mark.parametrize(
    ("sentence", "notice"),
    [
        ("Correction: The mill employs 90 people.", "correction"),
        ("Corrections and clarifications: the mill employs 90 people.", "correction"),
        ("Editor's note: The name of the mill was changed.", "correction"),
        ("This article was amended on 5 June to give the right figure.", "correction"),
        ("This story has been corrected.", "correction"),
        ("An earlier version of this article said that Arden owns the mill.", "correction"),
        ("An article of ours misstated the age of Ada Berg.", "correction"),
        ("We apologise for the error.", "correction"),
        ("RETRACTION: The study does not stand.", "retraction"),
        ("The article has been withdrawn.", "retraction"),
        ("This interview was retracted in May.", "retraction"),
        ("UPDATE: The strike is over.", "update"),
        ("Update 2, 14.30: The strike is over.", "update"),
        ("This page was last updated on Monday.", "update"),
        ("(Refiles to fix the spelling of Sarnov in the dateline)", "correction"),
        ("Due to an editing error, this story gave the wrong fare.", "correction"),
        ("The chart in this article originally showed last year's figures.", "correction"),
        ("Fe de erratas: el reloj se instaló en 1918.", "correction"),
        ("In einer früheren Fassung hieß es, die Fähre sei gesunken.", "correction"),
        ("Please kill the story BANK-CHIEF sent on Friday.", "retraction"),
        ("Editor's note: This essay describes violence.", None),
        ("Editor's note: Some names have been changed at their request.", None),
        ("The chart in this article shows last year's figures.", None),
        ("The clinic corrects squints.", None),
        ("He wanted to kill the story before it was sent.", None),
        ("The ministry corrected the course of the river.", None),
        ("The minister said that the bill had been withdrawn.", None),
        ("The first version of the engine, he said, was weak.", None),
        ("An earlier study found the same.", None),
        ("Corrections officers went on strike.", None),
        ("The update of the timetable takes a week.", None),
    ],
)
def test_a_notice_is_told_by_its_words(sentence: str, notice: str | None) -> None:
    assert notice_in(sentence) == notice
    assert has_notice(f"The mill stands. {sentence}") == (notice is not None)


def test_a_title_may_announce_nothing_but_corrections() -> None:
    assert is_about_corrections("Correction: fire at the mill")
    assert is_about_corrections("Corrections and clarifications")
    assert not is_about_corrections("Fire at the mill corrected nothing")


@pytest.mark.parametrize(
    ("sentence", "error"),
    [
        ("An earlier version said that Arden owns the mill.", " that Arden owns the mill."),
        (
            "An earlier version of this article said that 12 people died; nine people died.",
            " that 12 people died",
        ),
        ("An article of June 4 said that Arden owns the mill.", " that Arden owns the mill."),
        ("Ada Berg was quoted as saying that the river was poisoned.", " that the river was poisoned."),
        ("This article was amended to say that nine people died.", None),
        ("The brigade said that nine people died.", None),
    ],
)
def test_an_error_that_is_told_again_is_found(sentence: str, error: str | None) -> None:
    found = error_told_again(sentence)
    assert (found and sentence[found.start : found.end]) == error


@pytest.mark.parametrize(
    ("sentence", "does"),
    [
        ("On Friday they dropped the case.", True),
        ("The charges were later withdrawn.", True),
        ("The ruling has since been overturned.", True),
        ("The agency corrected its figure on Monday.", True),
        ("He denied it.", True),
        ("The maker disputes the claim.", True),
        ("It was not true.", True),
        ("But the offer holds only if the union agrees.", True),
        ("However, the tax is subject to a vote.", True),
        ("A judge threw out the charge on Tuesday.", True),
        ("The court acquitted him on Monday.", True),
        ("She was later cleared of all charges.", True),
        ("The trial against Olsen collapsed in May.", True),
        ("He threw out the rubbish.", False),
        ("The bridge collapsed in May.", False),
        ("He dropped the keys.", False),
        ("The army withdrew to the river.", False),
        ("She was denied entry.", False),
        ("The professor does not dispute the claim.", False),
        ("But the weather was fine.", False),
        ("The minister rejected a second term.", False),
    ],
)
def test_a_sentence_may_overturn_the_one_before(sentence: str, does: bool) -> None:
    assert overturns(sentence) is does
