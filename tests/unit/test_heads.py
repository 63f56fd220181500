"""Who wrote and published an article, and when, according to its head, its foot and its file name."""

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from support import ROOT

from byline.language.heads import Head, head_of
from byline.language.identification import language_of
from byline.language.people import is_body, is_publication, people_in

HEADS = [json.loads(line) for line in (ROOT / "tests/questions/heads.jsonl").read_text(encoding="utf-8").splitlines()]
BODY = "The ferry will run until one in the morning from June, its owner said, and the fare stays what it was."


def read(record: dict[str, object]) -> dict[str, set[str]]:
    """Return what is read, by field, in lower case."""
    head = head_of(str(record["text"]), Path(str(record["file"])).stem, language_of(str(record["text"])))
    found = {
        "author": set(head.authors),
        "publisher": {head.publisher},
        "published": {head.published.date().isoformat() if head.published else ""},
        "updated": {head.updated.date().isoformat() if head.updated else ""},
    }
    return {name: {value.casefold() for value in values if value} for name, values in found.items()}


def test_of_what_heads_say_much_is_read_and_hardly_anything_wrong() -> None:
    counts: Counter[str] = Counter()
    for record in HEADS:
        for name, values in read(record).items():
            given = record[name] if isinstance(record[name], list) else [record[name]]
            expected = {str(value).casefold() for value in given if value}
            counts["right"] += len(values & expected)
            counts["wrong"] += len(values - expected)
            counts["missed"] += len(expected - values)
    assert len(HEADS) >= 100
    assert counts["right"] / (counts["right"] + counts["wrong"]) >= 0.99, counts
    assert counts["right"] / (counts["right"] + counts["missed"]) >= 0.97, counts


def test_titles_are_read_below_what_names_the_paper() -> None:
    titled = [record for record in HEADS if record["title"]]
    found = [head_of(record["text"], "", "en").title or record["title"] for record in titled]
    assert found == [record["title"] for record in titled]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (f"Ferry to run\n\nBy Ana Voss, The Harbour Courier, 4 May 2026\n\n{BODY}", "", ("Ana Voss", date(2026, 5, 4))),
        (f"Ferry to run\n\nBy the river, 4 May 2026 is a holiday\n\n{BODY}", "", ("", None)),
        (f"By Tuesday, the ferry will run\n\n{BODY}", "", ("", None)),
        (f"Ferry to run\n\nPhoto: Ana Voss, 4 May 2026\n\n{BODY}", "", ("", None)),
        (f"Ferry to run\n\n{BODY}\n\n© 2026 Kell Gazette", "", ("", None)),
        (f"Ferry to run\n\nSunday 4 May 2026\n\n{BODY}", "", ("", None)),  # it was a Monday
        (f"Ferry to run\n\n03/04/2026\n\n{BODY}", "", ("", None)),
        (f"Ferry to run\n\nKELL, March 10 (Meridian Wire) - {BODY}", "", ("", None)),
        (f"Ferry to run\n\nKELL, March 10 (Meridian Wire) - {BODY}", "20260310_kell", ("", date(2026, 3, 10))),
        (f"Ferry to run\n\nKELL, March 10 (Meridian Wire) - {BODY}", "20260412_kell", ("", None)),
        (f"Ferry to run\n\n{BODY}", "scan 2026-03-10", ("", None)),
        (f"Ferry to run\n\n{BODY}", "2026-03-10 and 2026-03-11", ("", None)),
    ],
)
def test_what_can_be_read_in_two_ways_tells_nothing(text: str, name: str, expected: tuple[str, date | None]) -> None:
    head = head_of(text, name, "en")
    assert (", ".join(head.authors), head.published and head.published.date()) == expected


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("4 May 2026, 16:00", "2026-05-04T16:00:00+00:00"),
        ("Sat 3 Aug 2019 07.00 BST", "2019-08-03T07:00:00+01:00"),
        ("May 7, 2026, 10:02 p.m.", "2026-05-07T22:02:00+00:00"),
        ("Madrid - 4 MAR 2026 - 05:30 CET", "2026-03-04T05:30:00+01:00"),
        ("4 May 2026 | 5 min read", "2026-05-04T00:00:00+00:00"),
        ("4 May 2026 | 9:00 | 10:00", "2026-05-04T00:00:00+00:00"),
    ],
)
def test_the_time_of_day_is_read_with_the_day(line: str, published: str) -> None:
    head = head_of(f"Ferry to run\n\n{line}\n\n{BODY}", "", "en")
    assert head.published is not None
    assert head.published.isoformat() == published


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("The fourth of May 2026", date(2026, 5, 4)),
        ("Monday the twenty-fifth of May, two thousand and twenty-six", date(2026, 5, 25)),
        ("May the fourth, 2026", date(2026, 5, 4)),
        ("Tuesday the fourth of May 2026", None),  # it was a Monday
        ("the thirty-first of June 2026", None),
        ("the fourth of May", None),
    ],
)
def test_days_are_read_in_words(line: str, published: date | None) -> None:
    head = head_of(f"Kell Gazette\n{line}\n\nFerry to run at night\n\n{BODY}", "", "en")
    assert (head.published and head.published.date()) == published


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        (f"Slow Glaze\n\nFerry to run at night\n\nBy Ana Voss\n\n{BODY}", "Slow Glaze"),
        (f"Marginalia\nVol. 41, Spring\n\nFerry to run at night\n\nAna Voss\n\n{BODY}", "Marginalia"),
        (f"Kell Dial LIVE\n4 May 2026\n\nFerry to run at night\n\n{BODY}", "Kell Dial"),
        (f"Night Ferry Runs\n\nIt stops at the quay\n\nBy Ana Voss\n\nThe night ferry runs. {BODY}", ""),
        (f"Ana Voss\n\nFerry to run at night\n\n{BODY}", ""),
        (f"Ferry Runs\n\nAna Voss, reporter\n\n{BODY}", ""),
        (f"PRESS RELEASE\n\nVoss Ferries plc to run at night\n\nVoss Ferries plc will run. {BODY}", "Voss Ferries plc"),
        (f"Voss Ferries plc to run at night\n\nVoss Ferries plc will run. {BODY}", ""),
        (
            f"Voss Boats Sails\n\nKELL, May 4, 2026 /Newspipe/ -- Voss Boats Inc. today said that it sails. {BODY}",
            "Voss Boats Inc.",
        ),
    ],
)
def test_a_name_above_the_title_is_the_paper_unless_the_text_says_it_again(text: str, publisher: str) -> None:
    assert head_of(text, "", "en").publisher == publisher


@pytest.mark.parametrize(
    ("notice", "updated"),
    [
        ("This article was amended on 6 May 2026 because the fare was wrong.", date(2026, 5, 6)),
        ("Correction, May 6, 2026: An earlier version gave the wrong fare.", date(2026, 5, 6)),
        ("This article was amended because the fare of 6 May 2026 was wrong.", None),
        ("Correction: An article of 6 May 2026 gave the wrong fare.", None),
    ],
)
def test_the_day_of_a_correction_is_that_of_the_update(notice: str, updated: date | None) -> None:
    head = head_of(f"Kell Gazette\n4 May 2026\n\nFerry to run at night\n\n{BODY}\n\n{notice}", "", "en")
    assert head.published == datetime(2026, 5, 4, tzinfo=UTC)
    assert (head.updated and head.updated.date()) == updated


def test_the_end_of_an_embargo_is_the_day_if_no_other_is_told() -> None:
    embargo, said = "EMBARGOED UNTIL 00:01 FRIDAY 12 JUNE 2026", f"Kell Council\n\nFerry to run at night\n\n{BODY}"
    assert head_of(f"{embargo}\n\n{said}", "", "en").published == datetime(2026, 6, 12, tzinfo=UTC)
    assert head_of(f"{embargo}\n10 June 2026\n\n{said}", "", "en").published == datetime(2026, 6, 10, tzinfo=UTC)


def test_a_last_line_may_name_an_author_twice() -> None:
    head = head_of(f"Ferry to run at night\n\n{BODY}\n\nAna Voss, Ana Voss, 4 May 2026", "", "en")
    assert (head.authors, head.publisher) == (("Ana Voss",), "")


def test_a_text_without_a_head_tells_nothing() -> None:
    assert head_of(BODY, "", "en") == head_of("", "", None) == Head()


@pytest.mark.parametrize(
    ("names", "people", "rest"),
    [
        ("Joan Sisk and Theo Grandi in Vigo", ["Joan Sisk", "Theo Grandi"], "in Vigo"),
        ("Dr. Marguerite Toll, MD", ["Marguerite Toll"], ""),
        ("Anneke de Wit, Kell Gazette", ["Anneke de Wit"], ", Kell Gazette"),
        ("the river", [], "the river"),
        ("Staff and agencies", [], "Staff and agencies"),
        ("Mayor Ana Voss", [], "Mayor Ana Voss"),
    ],
)
def test_people_are_told_from_what_stands_beside_them(names: str, people: list[str], rest: str) -> None:
    assert people_in(names) == (people, rest)


@pytest.mark.parametrize("name", ["The Harbour Courier", "Diário das Marés", "KELL GAZETTE", "Ostsee-Kurier", "AFP"])
def test_papers_are_known_by_their_words(name: str) -> None:
    assert is_publication(name)


@pytest.mark.parametrize(
    "line", ["Mail Strike Ends", "World Leaders Meet in Kell", "Council Approves New Budget Review", "Ana Voss"]
)
def test_headlines_are_no_papers(line: str) -> None:
    assert not is_publication(line)
    assert not is_body(line)


@pytest.mark.parametrize("title", ["Harbour tram delayed", "Council votes for bridge", "Ferry crews strike"])
def test_a_title_above_its_author_and_day_is_no_name_of_a_paper(title: str) -> None:
    head = head_of(f"{title}\nBy Ann Lee\n3 March 2026\n\nThe tram of Marensund will not open before June.\n")
    assert (head.title, head.authors, head.publisher) == (title, ("Ann Lee",), "")


def test_a_short_report_begins_with_its_dateline() -> None:
    text = "NORREY, May 4 (Reuters) - The mill burned down on Monday.\n\nNobody was hurt.\n\n(Reporting by Tom Reed)\n"
    found = head_of(text, "a", "en")
    assert (found.authors, found.publisher) == (("Tom Reed",), "Reuters")


def test_a_byline_above_the_text_is_no_title() -> None:
    text = "The Brekka Post\n3 May 2026\nBy Ana Voss\nThe café in Brekka closes after 61 years, its owner said on Saturday, and it will not open again.\n"
    found = head_of(text, "", "en")
    assert (found.title, found.authors) == ("", ("Ana Voss",))
