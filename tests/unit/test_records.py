"""The invariants of the records."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline import (
    Article,
    ArticleError,
    Citation,
    Conflict,
    ConflictingValue,
    Context,
    Hit,
    InputError,
    Passage,
    Reply,
    Sentence,
    Span,
    Where,
)
from byline.language.text import one_line

ARTICLE = Article("a", "First sentence. Second 😀 sentence.", "A title", published=datetime(2025, 6, 1, tzinfo=UTC))


def answered(**changes: object) -> Reply:
    values: dict[str, object] = {
        "question": "q",
        "query": "q",
        "status": "answered",
        "confidence": 0.9,
        "sentences": (Sentence("First sentence.", (1,)), Sentence("Second 😀 sentence.", (2,))),
        "citations": (Citation(1, ARTICLE, Span(0, 15)), Citation(2, ARTICLE, Span(16, 34))),
    }
    return Reply(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2)])
def test_a_span_is_half_open_and_not_empty(start: int, end: int) -> None:
    with pytest.raises(InputError, match="expected 0 <= start < end"):
        Span(start, end)


@given(st.text(min_size=1).filter(one_line), st.data())
def test_a_quote_is_a_slice_of_its_article(text: str, data: st.DataObject) -> None:
    try:
        article = Article("id", text)
    except ArticleError:
        assert "\0" in text or any("\ud800" <= character <= "\udfff" for character in text)
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert Citation(1, article, Span(start, end)).quote == text[start:end]
    assert Passage(article, Span(start, end)).text == text[start:end]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": " "}, "without an id"),
        ({"text": " \n"}, "no text"),
        ({"text": "a\0b"}, "NUL"),
        ({"text": "half \ud800"}, "lone surrogate"),
        ({"title": "\udfff"}, "lone surrogate"),
        ({"title": None}, "title is NoneType"),
        ({"published": datetime(2025, 1, 1)}, "no time zone"),
        ({"publisher": 3}, "publisher is int"),
        ({"text": "\u200b\u200b"}, "no text"),
        ({"published": date(2025, 1, 1)}, "published is date"),
        ({"published": "2025-01-01"}, "published is str"),
        ({"published": datetime.max.replace(tzinfo=UTC)}, "outside the supported range"),
    ],
)
def test_an_article_that_cannot_be_kept_is_refused(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ArticleError, match=message):
        Article(**{"id": "a", "text": "text", **fields})  # type: ignore[arg-type]


def test_a_version_changes_with_every_field_but_the_id() -> None:
    base = {"id": "a", "text": "text"}
    variants = [
        {},
        {"text": "text."},
        {"title": "t"},
        {"url": "u"},
        {"publisher": "p"},
        {"author": "a"},
        {"published": datetime(2025, 1, 1, tzinfo=UTC)},
    ]
    versions = {Article(**{**base, **variant}).version for variant in variants}  # type: ignore[arg-type]
    assert len(versions) == len(variants)
    assert Article("b", "text").version == Article("a", "text").version
    same_moment = datetime(2025, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))
    assert Article("a", "text", published=same_moment).version in versions


def test_a_reply_shows_every_sentence_with_its_markers() -> None:
    assert answered().text == "First sentence. [1] Second 😀 sentence. [2]"


@pytest.mark.parametrize(
    "changes",
    [
        {"sentences": ()},
        {"sentences": (Sentence("First sentence.", ()),)},
        {"sentences": (Sentence("First sentence.", (1,)),)},  # no sentence has marker 2
        {"sentences": (Sentence("First sentence.", (1, 2, 3)),)},
        {"citations": (Citation(2, ARTICLE, Span(0, 15)), Citation(1, ARTICLE, Span(16, 34)))},
        {"citations": (Citation(1, ARTICLE, Span(0, 15)), Citation(2, ARTICLE, Span(16, 99)))},
        {"short_span": Span(14, 20)},  # reaches beyond the first citation
        {"confidence": 1.5},
        {"status": "no_answer"},
        {"status": "no_answer", "sentences": (), "citations": ()},  # no reason
    ],
)
def test_a_reply_that_breaks_its_promises_cannot_be_made(changes: dict[str, object]) -> None:
    with pytest.raises(InputError):
        answered(**changes)


def test_json_has_both_ends_of_every_citation() -> None:
    reply = answered(short_span=Span(6, 14))
    found = json.loads(json.dumps(reply.to_dict()))
    assert found["status"] == "answered"
    assert found["short"] == "sentence"
    assert found["answer"] == reply.text
    assert [found["answer"][span["start"] : span["end"]] for span in found["spans"]] == [
        "First sentence.",
        "Second 😀 sentence.",
    ]
    assert [span["citations"] for span in found["spans"]] == [[0], [1]]
    for index, citation in enumerate(found["citations"]):
        assert citation["document_index"] == index
        assert citation["type"] == "char_location"
        assert ARTICLE.text[citation["start_char_index"] : citation["end_char_index"]] == citation["cited_text"]
        assert citation["published_at"] == "2025-06-01T00:00:00+00:00"
    required = {
        "status",
        "answer",
        "short",
        "confidence",
        "reason",
        "spans",
        "citations",
        "conflicts",
        "nearest",
        "index",
    }
    assert required <= found.keys()


def test_a_citation_has_what_stands_around_it() -> None:
    text = "x" * 40 + "Quote." + "y" * 40
    citation = Citation(1, Article("a", text), Span(40, 46))
    assert (citation.prefix, citation.quote, citation.suffix) == ("x" * 32, "Quote.", "y" * 32)
    assert Citation(1, Article("a", text), Span(0, 86)).to_dict()["prefix"] == ""
    assert Citation(1, Article("a", text), Span(3, 86)).to_dict()["prefix"] == "xxx"
    assert citation.to_dict()["suffix"] == "y" * 32


def test_blocks_for_anthropic_cite_slices_of_distinct_documents() -> None:
    other = Article("b", "Before it: First sentence.")
    reply = answered(
        sentences=(Sentence("First sentence.", (1, 2)), Sentence("Second 😀 sentence.", (3,))),
        citations=(
            Citation(1, ARTICLE, Span(0, 15)),
            Citation(2, other, Span(11, 26)),
            Citation(3, ARTICLE, Span(16, 34)),
        ),
    )
    blocks = reply.to_anthropic()
    assert "".join(block["text"] for block in blocks) == "First sentence. Second 😀 sentence."
    assert [block["type"] for block in blocks] == ["text"] * 2
    cited = [citation for block in blocks for citation in block.get("citations", ())]
    assert [citation["document_index"] for citation in cited] == [0, 1, 0]
    assert [citation["document_title"] for citation in cited] == ["A title", None, "A title"]
    for citation in cited:
        assert citation["type"] == "char_location"
        text = reply.documents[citation["document_index"]].text
        assert text[citation["start_char_index"] : citation["end_char_index"]] == citation["cited_text"]


def conversation(reply: Reply, role: str = "assistant") -> list[dict[str, Any]]:
    """Return the articles that a reply cites as documents, followed by its blocks in a message of a role."""
    documents = [
        {
            "type": "document",
            "source": {"type": "text", "media_type": "text/plain", "data": article.text},
            "title": article.title or None,
            "citations": {"enabled": True},
        }
        for article in reply.documents
    ]
    asked = {"role": "user", "content": [*documents, {"type": "text", "text": reply.question}]}
    return [asked, {"role": role, "content": reply.to_anthropic()}]


def refused(messages: list[dict[str, Any]]) -> list[str]:
    """Return what Anthropic's API of version 2026-10-21 refuses in messages, and what citations get wrong."""
    wrong = []
    documents = [block for one in messages for block in one["content"] if block["type"] == "document"]
    for message in messages:
        for block in message["content"]:
            if block["type"] == "document":
                wrong += ["a document of the assistant"] if message["role"] == "assistant" else []
                continue
            citations = block.get("citations", [])
            wrong += ["citations of the user"] if citations and message["role"] == "user" else []
            wrong += [] if block["text"].strip() else ["a block without text"]
            wrong += ["keys of a block"] if block.keys() - {"type", "text", "citations"} else []
            for cited in citations:
                start, end = cited["start_char_index"], cited["end_char_index"]
                document = documents[cited["document_index"]]
                wrong += (
                    ["keys of a citation"] if cited.keys() != CHAR_LOCATION or cited["type"] != "char_location" else []
                )
                wrong += ["an empty span"] if not 0 <= start < end else []
                wrong += ["cited_text"] if document["source"]["data"][start:end] != cited["cited_text"] else []
                wrong += ["document_title"] if document["title"] != cited["document_title"] else []
    last = messages[-1]
    wrong += ["a blank at the end"] if last["content"][-1]["text"].rstrip() != last["content"][-1]["text"] else []
    return wrong


CHAR_LOCATION = {"type", "cited_text", "document_index", "document_title", "start_char_index", "end_char_index"}
OTHER = Article("b", "Our report was wrong. Corrected: there is one.", title="A correction")


@pytest.mark.parametrize(
    "reply",
    [
        answered(),
        answered(status="likely", reason="not sure"),
        answered(status="no_answer", sentences=(), citations=(), reason="not in these articles"),
        answered(context=(Context(3, OTHER, Span(22, 46), "correction"),)),
    ],
)
def test_the_blocks_for_anthropic_are_what_an_assistant_may_say_and_a_user_may_not(reply: Reply) -> None:
    assert refused(conversation(reply)) == []
    cites = any("citations" in block for block in reply.to_anthropic())
    assert set(refused(conversation(reply, role="user"))) == ({"citations of the user"} if cites else set())


def test_the_reason_for_no_answer_is_a_block_without_citations() -> None:
    reply = answered(status="no_answer", sentences=(), citations=(), reason="not in these articles")
    assert reply.to_anthropic() == [{"type": "text", "text": "not in these articles"}]


def test_without_an_answer_the_three_closest_passages_stand_in_full() -> None:
    hits = tuple(
        Hit(Passage(ARTICLE, span), 1 / rank, rank)
        for rank, span in enumerate((Span(16, 34), Span(0, 15), Span(0, 34), Span(0, 5)), start=1)
    )
    reply = answered(status="no_answer", sentences=(), citations=(), reason="not in these articles", hits=hits)
    assert [one.marker for one in reply.nearest] == [1, 2, 3]
    assert [one.span for one in reply.nearest] == [hit.span for hit in hits[:3]]
    for one in reply.nearest:
        assert one.article.text[one.span.start : one.span.end] == one.quote
    found = json.loads(json.dumps(reply.to_dict()))
    assert found["citations"] == []
    assert found["nearest"] == [Citation(one.marker, one.article, one.span).to_dict() for one in reply.nearest]
    assert found["nearest"][0]["prefix"] == "First sentence. "
    assert found["hits"] == [hit.to_dict() for hit in hits]
    assert len(answered(status="no_answer", sentences=(), citations=(), reason="r", hits=hits[:1]).nearest) == 1
    assert answered(hits=hits).nearest == ()


@pytest.mark.parametrize(
    ("where", "earliest", "after_latest"),
    [
        (Where(), None, None),
        (Where(since="2025-06-01"), datetime(2025, 6, 1, tzinfo=UTC), None),
        (Where(until="2025-06-30"), None, datetime(2025, 7, 1, tzinfo=UTC)),
        (Where(until=date(2025, 6, 30)), None, datetime(2025, 7, 1, tzinfo=UTC)),
        (Where(until="2025-06-30T12:00:00"), None, datetime(2025, 6, 30, 12, 0, 0, 1, tzinfo=UTC)),
        (Where(until="9999-12-31"), None, None),
        (Where(since="2025-06-01T02:00:00+02:00"), datetime(2025, 6, 1, tzinfo=UTC), None),
    ],
)
def test_a_date_alone_means_its_whole_day(
    where: Where, earliest: datetime | None, after_latest: datetime | None
) -> None:
    assert where.bounds == (earliest, after_latest)


@pytest.mark.parametrize(
    "fields",
    [
        {"since": "yesterday"},
        {"until": "2025-13-01"},
        {"since": "2025-06-02", "until": "2025-06-01"},
        {"since": 5},
        {"publisher": 5},
        {"articles": [5]},
    ],
)
def test_a_filter_that_cannot_be_read_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Where(**fields)  # type: ignore[arg-type]


def test_one_article_may_be_named_without_a_list() -> None:
    assert Where(articles="a1").ids == ("a1",)


def test_a_sentence_that_is_not_its_quote_cannot_be_shown() -> None:
    article = Article("a", "The bank did not fail.")
    citation = Citation(1, article, Span(0, 22))
    with pytest.raises(InputError, match="not word for word"):
        answered(sentences=(Sentence("The bank did fail.", (1,)),), citations=(citation,))


def test_values_of_a_conflict_stand_in_the_quotes_they_are_cited_to() -> None:
    conflict = Conflict("outdated", (ConflictingValue("First", (1,)), ConflictingValue("Second", (2,))))
    assert answered(conflicts=(conflict,)).to_dict()["conflicts"] == [
        {
            "type": "outdated",
            "values": [
                {"value": "First", "citation": 0, "citations": [0]},
                {"value": "Second", "citation": 1, "citations": [1]},
            ],
        }
    ]
    for markers in [(2,), (1, 2), (3,)]:  # not in the quote; only in one of two; no such citation
        values = (ConflictingValue("First", markers), ConflictingValue("Second", (2,)))
        with pytest.raises(InputError, match="conflicting value 'First' is not in every quote"):
            answered(conflicts=(Conflict("outdated", values),))


@pytest.mark.parametrize(
    ("kind", "values", "message"),
    [
        ("no such", (("a", (1,)), ("b", (2,))), "found the type 'no such'"),
        ("outdated", (("a", (1,)),), "expected two or more values"),
        ("outdated", (("a", (1,)), ("a", (2,))), "expected two or more values"),
        ("outdated", (("a", (1,)), ("b", ())), "at least one citation"),
        ("outdated", (("a", (1,)), ("", (2,))), "at least one citation"),
    ],
)
def test_a_conflict_has_values_with_citations(
    kind: str, values: tuple[tuple[str, tuple[int, ...]], ...], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        Conflict(kind, tuple(ConflictingValue(*value) for value in values))  # type: ignore[arg-type]
