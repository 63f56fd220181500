"""References: what a reply cites, in the formats of reference managers, and exports with continuous numbering."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from support import article

from byline import Article, Citation, Reply, Sentence, Span
from byline.provenance.references import bibtex, csl_json
from byline.web.page.export import conversation_as

# The parts of csl-data.json of citationstyles.org that news need: the permitted fields and their types.
CSL_TEXT = {"title", "container-title", "URL", "language"}
FERRY = article(
    "ferry",
    "The ferry was safe. Nobody was hurt.",
    title="The Ferry & the 50% Rule: {what} was_said #1 ~ \\input{x} $5^2",
    publisher="Osterby Telegraph",
    author="Mette Krag and Ole Dahl",
    published=datetime(2024, 3, 5, tzinfo=UTC),
    url="https://osterby.example/a_b%20c?x={1}&y=2",
    language="en",
)


def is_csl_item(item: dict[str, Any]) -> bool:
    """Return whether an item has only fields of the schema, with names and dates of the right form."""
    dates = item.get("issued", {"date-parts": [[2024]]})
    return (
        item.keys() <= CSL_TEXT | {"id", "type", "author", "issued"}
        and isinstance(item["id"], str)
        and item["type"] == "article-newspaper"
        and all(isinstance(item[name], str) and item[name] for name in CSL_TEXT & item.keys())
        and all(name.keys() == {"literal"} and isinstance(name["literal"], str) for name in item.get("author", []))
        and dates.keys() == {"date-parts"}
        and all(1 <= len(parts) <= 3 and all(isinstance(one, int) for one in parts) for parts in dates["date-parts"])
    )


def test_csl_json_has_the_types_of_its_schema() -> None:
    items = json.loads(csl_json([FERRY, article("bare"), FERRY]))
    assert all(map(is_csl_item, items))
    assert items[0]["issued"] == {"date-parts": [[2024, 3, 5]]}
    assert items[0]["author"] == [{"literal": "Mette Krag and Ole Dahl"}]
    assert items[0]["container-title"] == "Osterby Telegraph"
    assert items[0]["URL"] == FERRY.url
    assert [item["id"] for item in items] == ["osterbytelegraph-2024-ferry", "bare"]
    assert csl_json([]) == "[]\n"


def test_keys_are_different_and_of_ascii() -> None:
    articles = [article(str(number), f"Text {number}.", title="Über Ägypten", publisher="Élan") for number in range(3)]
    keys = [item["id"] for item in json.loads(csl_json(articles))]
    assert keys == ["elan-uber", "elan-uber-2", "elan-uber-3"]
    assert re.findall(r"@misc\{([^,]*),", bibtex(articles)) == keys
    assert json.loads(csl_json([article("香", title="香港")]))[0]["id"] == "article"


def test_bibtex_is_escaped() -> None:
    entry = bibtex([FERRY])
    assert (
        r"title = {{The Ferry \& the 50\% Rule: \{what\} was\_said \#1 \textasciitilde{} \textbackslash{}input\{x\} "
        r"\$5\textasciicircum{}2}}" in entry
    )
    assert "author = {{Mette Krag and Ole Dahl}}" in entry
    assert "url = {https://osterby.example/a_b%20c?x=%7B1%7D&y=2}" in entry
    assert "year = {2024}" in entry
    plain = re.sub(r"\\[{}]", "", entry)
    depth = 0
    for character in plain:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0


def reply(source: Article, note: str = "") -> Reply:
    cited = [Span(0, source.text.index(".") + 1), Span(source.text.index(".") + 2, len(source.text))]
    citations = tuple(Citation(marker, source, span) for marker, span in enumerate(cited, start=1))
    sentences = tuple(Sentence(one.quote, (one.marker,)) for one in citations)
    return Reply(
        question="Was it safe?",
        query="Was it safe?",
        status="answered",
        sentences=sentences,
        citations=citations,
        confidence=0.9,
        note=note,
    )


def test_the_numbers_of_a_conversation_count_on() -> None:
    other = article("other", "The bridge was not safe. Two were hurt.", title="Bridge [2]")
    asked = [("Was it safe?", reply(FERRY), ""), ("[1]?", None, "Gone."), ("And there?", reply(other, "see [2]"), "")]
    text = conversation_as("markdown", asked)
    assert "The ferry was safe. [1]" in text
    assert "The bridge was not safe. [3]" in text
    assert "Two were hurt. [4]" in text
    assert "See [4]." in text
    assert "[3] “The bridge was not safe.” — Bridge \\[2\\]" in text
    items = json.loads(conversation_as("csl-json", asked))
    assert [item["title"] for item in items] == [FERRY.title, "Bridge [2]"]
    assert conversation_as("bibtex", asked).count("@misc{") == 2
    assert len(json.loads(conversation_as("json", asked))["turns"]) == 3


@pytest.mark.parametrize("kind", ["csl-json", "bibtex"])
def test_a_conversation_without_an_answer_has_no_reference(kind: str) -> None:
    assert conversation_as(kind, [("Why?", None, "Gone.")]).strip() in {"[]", ""}
