"""Corrections and retractions in an article other than the one cited."""

from datetime import UTC, datetime

import pytest

from byline import Archive, Article
from byline.answering.compose import Composition
from byline.answering.corrected import with_corrections
from byline.language.announcements import announcement_in
from byline.records import Citation, Sentence, Span

DAM = (
    "The dam at Brenn broke on Monday after a week of rain, and 312 people died in the valley below it, officials said."
)
OTHER = "The dam at Pell is to be raised by two metres before the winter, the water board said on Tuesday, at a cost of nine million."


def article(id: str, title: str, text: str, day: int, publisher: str | None = "Kell Gazette") -> Article:
    return Article(id, text, title, None, publisher, None, datetime(2026, 5, day, tzinfo=UTC), "en")


def shown(archive: Archive, *articles: Article) -> list[tuple[str, str]]:
    """Return what is shown beside a quote of the first article: its kind and the id of the article it is from."""
    archive.add(articles)
    first = articles[0]
    citation = Citation(1, first, Span(0, len(first.text)))
    composition = Composition((Sentence(first.text, (1,)),), (citation,), short_span=Span(0, 3))
    with archive.store.reading() as view:
        found = with_corrections(composition, view)
    assert (found.short_span is None) == bool(found.context)
    return [(one.kind, one.article.id) for one in found.context]


STORY = article("dam", "Dam breaks at Brenn, killing hundreds", DAM, 5)
ELSEWHERE = article("pell", "Dam at Pell to be raised", OTHER, 5)


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        (
            "Corrections and clarifications",
            "An article on May 5 wrongly said that 312 people died when the dam at Brenn broke. The number is 132.",
            "correction",
        ),
        (
            "CORRECTED: Dam breaks at Brenn, killing scores",
            "The dam at Brenn broke and 132 people died in the valley, officials said.",
            "correction",
        ),
        (
            "Correction: Dam breaks at Brenn, killing hundreds",
            "The number of the dead was given wrongly. It is 132.",
            "correction",
        ),
        (
            "To our readers",
            "The story “Dam breaks at Brenn, killing hundreds”, published on 5 May 2026, has been withdrawn. It was not checked.",
            "retraction",
        ),
        (
            "RETRACTED: Dam breaks at Brenn, killing hundreds",
            "The report could not be confirmed by anybody in the valley.",
            "retraction",
        ),
    ],
)
def test_a_correction_elsewhere_is_shown(archive: Archive, title: str, text: str, kind: str) -> None:
    assert shown(archive, STORY, ELSEWHERE, article("notice", title, text, 7)) == [(kind, "notice")]


def test_a_correction_is_known_by_the_address_that_it_names(archive: Archive) -> None:
    url = "https://kell.example/2026/05/dam"
    story = Article("dam", DAM, "Dam breaks", url, "Kell Gazette", None, datetime(2026, 5, 5, tzinfo=UTC), "en")
    text = f"The article dam at {url}/ was published in error and has been retracted by its author, who was not there."
    assert shown(archive, story, ELSEWHERE, article("notice", "Retraction", text, 30, "Kell Online")) == [
        ("retraction", "notice")
    ]


@pytest.mark.parametrize(
    ("title", "text", "day", "publisher"),
    [
        (
            "The correction of prices at Brenn",
            "A correction of prices followed when the dam at Brenn broke, killing hundreds.",
            7,
            "Kell Gazette",
        ),
        (
            "A correction facility for Brenn",
            "A correction facility is to be built where the dam at Brenn stood, killing hopes.",
            7,
            "Kell Gazette",
        ),
        (
            "Correction: Dam at Pell to be raised",
            "The cost is eight million, not nine, the water board said on Tuesday.",
            7,
            "Kell Gazette",
        ),
        (
            "Correction: Dam breaks at Brenn, killing hundreds",
            "The number of the dead was given wrongly. It is 132.",
            1,
            "Kell Gazette",
        ),
        (
            "Correction: Dam breaks at Brenn, killing hundreds",
            "The number of the dead was given wrongly. It is 132.",
            7,
            "Sarnov Today",
        ),
        (
            "Corrections",
            "An article on May 2 wrongly said that 312 people died when the dam at Brenn broke.",
            7,
            "Kell Gazette",
        ),
        (
            "Corrections",
            "An article on May 5 wrongly said that the water board of Pell has seven members. It has nine.",
            7,
            "Kell Gazette",
        ),
        (
            "Inquiry into the dam opens",
            "The inquiry corrected the number of the dead at Brenn, which an engineer had put at 312.",
            7,
            "Kell Gazette",
        ),
    ],
)
def test_what_corrects_something_else_is_not_shown(
    archive: Archive, title: str, text: str, day: int, publisher: str
) -> None:
    assert shown(archive, STORY, ELSEWHERE, article("notice", title, text, day, publisher)) == []


def test_a_correction_of_something_else_in_the_article_is_not_shown(archive: Archive) -> None:
    text = f"{DAM} The mayor of Brenn, Ida Falk, belongs to the Meadow Party."
    story = article("dam", STORY.title, text, 5)
    notice = "An article on May 5 wrongly said that Ida Falk belongs to the Meadow Party. She left it, when the dam at Brenn broke."
    archive.add([story, article("notice", "Corrections", notice, 7)])
    with archive.store.reading() as view:
        for span, expected in ((Span(0, len(DAM)), 0), (Span(len(DAM) + 1, len(text)), 1)):
            citation = Citation(1, story, span)
            shown_here = Composition((Sentence(citation.quote, (1,)),), (citation,))
            assert len(with_corrections(shown_here, view).context) == expected


def test_what_may_correct_either_of_two_is_shown_with_neither(archive: Archive) -> None:
    twin = article(
        "twin",
        STORY.title,
        "Hundreds were killed in Brenn when the dam gave way, said a priest who had rung his bell.",
        5,
    )
    notice = article("notice", f"Correction: {STORY.title}", "The number of the dead was given wrongly. It is 132.", 7)
    assert shown(archive, STORY, twin, notice) == []


def test_an_article_corrected_in_place_announces_nothing_of_another() -> None:
    text = "The dam broke.\n\nThis article was amended on 6 May 2026. An earlier version said that 312 people had died."
    assert announcement_in("Dam breaks at Brenn", text) is None
