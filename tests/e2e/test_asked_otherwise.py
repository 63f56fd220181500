"""Questions worded or spelled differently from the articles are answered; unanswerable ones get a true reason."""

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import article

from byline import Archive

GALE = (
    "Gale halts ferries\n\nVELMAR (Coastwire) - The ferry company Lindö Line cancelled 14 sailings on Tuesday after a gale. "
    "Repairs to the Söderport pier will cost €3.4m, harbour master Édith Crane said. "
    "About 62 per cent of the passengers were given rooms."
)
VOTE = (
    "Velmar votes\n\nVELMAR (Coastwire) - The council of Velmar voted on 3 February 2024 for a museum of salt. "
    "It will cost 1 250 000 dollars and open in 2026."
)
STORMS = "高潮破坏码头\n\n海滨市政府星期三宣布，高潮破坏了两座码头，修复费用约为三百万元。"
PORT = "Hafen bleibt geschlossen\n\nDer Hafen von Velmar bleibt nach dem Sturm bis Freitag geschlossen, sagte der Bürgermeister."


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder: Path = tmp_path_factory.mktemp("otherwise")
    with Archive(folder / "index") as made:
        report = made.add(
            [
                article("gale", unicodedata.normalize("NFD", GALE), published=datetime(2024, 11, 5, tzinfo=UTC)),
                article("vote", VOTE, published=datetime(2024, 2, 4, tzinfo=UTC)),
                article("storms", STORMS),
                article("port", PORT),
            ]
        )
        assert [bool(outcome.warnings) for outcome in report.outcomes] == [False, False, True, True]
        yield made


@pytest.mark.parametrize(
    ("question", "id"),
    [
        ("What will the Söderport pier cost?", "gale"),
        ("Who is Édith Crane?", "gale"),
        ("Does the pier cost $3,400,000 or 3.4 million euros?", "gale"),
        ("What percentage of passengers got rooms?", "gale"),
        ("Were 62% of the passengers given rooms?", "gale"),
        ("What will cost $1.25m?", "vote"),
        ("What was voted for on 2024-02-03?", "vote"),
        ("What happened on 4.2.2024?", "vote"),
        ("What happened on 11/05/2024?", "gale"),
        ("What was in the news in Nov 2024?", "gale"),
        ("WHAT DID THE COUNCIL OF VELMAR VOTE FOR?", "vote"),
    ],
)
def test_what_is_written_otherwise_is_found_and_not_said_to_be_missing(
    archive: Archive, question: str, id: str
) -> None:
    reply = archive.ask(question)
    assert reply.hits[0].article.id == id
    assert "mention" not in reply.reason


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (
            "Wie hoch sind die Kosten der Reparatur?",
            "the question is in German, and the search understands only English",
        ),
        ("修复码头的费用是多少？", "the question is in Chinese, and the search understands only English"),
        ("How often is Velmar mentioned in the articles?", "this asks about the articles themselves"),
        ("Who leads the museum of Harrowick?", "no article mentions “Harrowick”"),
        ("Who painted the ceiling? When was the altar sold?", "“Who painted the ceiling?”: "),
        ("Which enzymes break down lactose in mammals?", "I found nothing about this"),
        ("What happened on 3 May 2024?", "the passages found do not mention “3 May 2024”"),
    ],
)
def test_what_is_not_answered_has_a_true_reason(archive: Archive, question: str, reason: str) -> None:
    reply = archive.ask(question)
    assert reply.status == "no_answer"
    assert reply.reason.startswith(reason)
    assert reply.nearest


def test_a_name_that_only_another_article_has_is_not_said_to_be_in_none(tmp_path: Path) -> None:
    filler = [
        article(f"t{number}", f"The tram of line {number} was late in Velmar, the company said.")
        for number in range(40)
    ]
    with Archive(tmp_path / "index") as archive:
        archive.add([*filler, article("kiln", "Harrowick has an old kiln.")])
        reply = archive.ask("Why was the tram of line 7 late, the company Ostrava or Harrowick?")
    assert "Harrowick" not in reply.reason
    assert reply.reason == "no article mentions “Ostrava”"


def test_trace_finds_an_excerpt_that_is_written_otherwise(archive: Archive) -> None:
    trace = archive.trace("Repairs to the Söderport pier will cost 3.4 million euros, harbour master Édith Crane said")
    assert (trace.status, trace.source and trace.source.article.id) == ("exact", "gale")
    assert archive.trace("It will cost $1.25m and open in 2026").status == "exact"
