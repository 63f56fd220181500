"""Receipts: those that an archive issued are accepted while their sources exist, and no others ever are."""

import json
import os
import runpy
import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT, WordEncoder, article, span_of

from byline import (
    Archive,
    ArchiveLockedError,
    Citation,
    Conflict,
    ConflictingValue,
    Hit,
    InputError,
    Item,
    Passage,
    Receipt,
    Reply,
    Sentence,
    Span,
)
from byline.language.text import one_line
from byline.provenance import receipts as module
from byline.provenance.verification import anchor

BENCHMARK = runpy.run_path(str(ROOT / "benchmarks" / "receipts.py"))
mutations, recomputed = BENCHMARK["mutations"], BENCHMARK["recomputed"]
WAYS = 5  # in which a forger without the archive's key computes a seal

BANK = "The bank raised its rate to 4.5 per cent. Markets fell 😀 by a tenth.\nNobody was hurt."
LAW = "A law takes effect in August. It is new. The bank raised its rate to 4.5 per cent. So much for that."
MARKETS = "Markets fell 😀 by a tenth."


def filled(folder: Path) -> Archive:
    archive = Archive(folder, encoder=WordEncoder())
    archive.add(
        [
            article("a", BANK, title="Rates", url="https://example.com/a", publisher="The Example"),
            article("b", LAW, title="Laws"),
            article("c"),
        ]
    )
    return archive


def citation(archive: Archive, marker: int, id: str, quote: str) -> Citation:
    cited = archive.article(id)
    return Citation(marker, cited, span_of(cited.text, quote))


def replied(archive: Archive, **changes: Any) -> Reply:
    """Return a reply of two sentences, one of which cites two articles."""
    rate = "The bank raised its rate to 4.5 per cent."
    citations = (
        citation(archive, 1, "a", rate),
        citation(archive, 2, "b", rate),
        citation(archive, 3, "a", MARKETS),
    )
    values: dict[str, Any] = {
        "question": "What did the bank do?",
        "query": "What did the bank do?",
        "status": "answered",
        "confidence": 0.75,
        "sentences": (Sentence(rate, (1, 2)), Sentence(MARKETS, (3,))),
        "citations": citations,
        "short_span": Span(4, 8),
        "hits": tuple(
            Hit(Passage(cited, Span(0, 10)), 0.5, rank, 0.25)
            for rank, cited in enumerate(map(archive.article, ("a", "b", "c")), start=1)
        ),
        "index": archive.state,
    }
    return Reply(**{**values, **changes})


def abstained(archive: Archive) -> Reply:
    return replied(
        archive, status="no_answer", reason="not in these articles", sentences=(), citations=(), short_span=None
    )


def content_of(receipt: Receipt) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(receipt.text)
    return content


@pytest.fixture
def made(tmp_path: Path) -> Archive:
    return filled(tmp_path / "index")


def test_a_receipt_is_accepted_as_it_was_made(made: Archive, tmp_path: Path) -> None:
    for reply in (replied(made), abstained(made)):
        receipt = made.receipt(reply)
        file = tmp_path / "receipt.json"
        file.write_text(receipt.text, encoding="utf-8")
        for same in (
            receipt,
            Receipt.read(file),
            Receipt.parse(json.dumps(content_of(receipt), sort_keys=True).encode()),  # another order, and escapes
        ):
            verification = made.verify(same)
            assert (verification.verdict, verification.reasons, verification.notes) == ("accepted", (), ())
            assert {standing.state for standing in verification.citations} <= {"unchanged"}
            json.dumps(verification.to_dict(), allow_nan=False)


def test_values_on_which_articles_differ_are_checked(made: Archive) -> None:
    def verdict(*values: tuple[str, int]) -> str:
        conflict = Conflict("outdated", tuple(ConflictingValue(value, (marker,)) for value, marker in values))
        return made.verify(made.receipt(replied(made, conflicts=(conflict,)))).verdict

    assert verdict(("rate", 2), ("Markets", 3)) == "accepted"
    for agreeing in [(("4.5", 1), ("4.5 per cent", 2)), (("rate", 1), ("Markets", 3))]:  # or both are from one article
        with pytest.raises(InputError, match="found values that agree or are from one article"):
            verdict(*agreeing)
    content = content_of(made.receipt(replied(made)))
    for values in (
        [{"value": "rate", "citation": 1, "citations": [1]}],
        [{"value": "x", "citation": 0, "citations": [0]}] * 2,
        [{"value": 1}],
        None,
    ):
        content["reply"]["conflicts"] = [{"type": "outdated", "values": values}]
        assert made.verify(Receipt.parse(json.dumps(content).encode())).verdict == "refused"


def test_items_are_checked(made: Archive) -> None:
    receipt = made.receipt(replied(made, items=(Item("rate", (2,)), Item("Markets", (3,)))))
    assert made.verify(receipt).verdict == "accepted"
    content = content_of(receipt)
    for items in (
        [{"text": "shares", "citation": 1, "citations": [1]}],
        [{"text": "rate", "citation": 0, "citations": [7]}],
        [{"text": "rate", "citation": 2, "citations": [1]}],
        [{"text": 1}],
    ):
        content["reply"]["items"] = items
        assert made.verify(Receipt.parse(json.dumps(content).encode())).verdict == "refused"


def test_a_receipt_says_what_the_reply_was_made_from(made: Archive) -> None:
    content = content_of(made.receipt(replied(made)))
    assert content["reply"] == json.loads(json.dumps(replied(made).to_dict()))
    first = content["reply"]["citations"][0]
    assert first["document_version"] == made.article("a").version
    assert (first["prefix"], first["suffix"]) == ("", " Markets fell 😀 by a tenth.\nNobo")
    assert BANK.count(first["prefix"] + first["cited_text"] + first["suffix"]) == 1
    settings = content["settings"]
    assert (settings["encoder"], settings["passage_tokens"], settings["passages_read"]) == ("words", 120, 40)


def test_a_receipt_outlives_additions_and_reopening(made: Archive) -> None:
    receipt = made.receipt(replied(made))
    made.add(article("d"))
    made.close()
    verification = Archive(made.folder).verify(receipt)
    assert verification.accepted
    assert verification.then is not None
    assert (verification.then["articles"], verification.now.articles) == (3, 4)
    assert verification.now.generation == verification.then["generation"] + 1


def test_a_newer_version_is_told_and_where_the_quote_stands_in_it(made: Archive) -> None:
    receipt = made.receipt(replied(made))
    newer = "Corrected. The bank raised its rate to 4.5 per cent. Markets rose. Nobody was hurt."
    made.add(article("a", newer, title="Rates"))
    verification = made.verify(receipt)
    assert verification.accepted
    rate, other, markets = verification.citations
    assert (rate.state, other.state, markets.state) == ("newer version", "unchanged", "newer version")
    assert rate.present == Span(11, 52)
    assert rate.changed_at is not None
    assert markets.present is None
    assert verification.notes == ("1 of 3 passages checked are from articles that have a newer version",)
    made.add(article("a", BANK, title="Rates", url="https://example.com/a", publisher="The Example"))
    assert {standing.state for standing in made.verify(receipt).citations} == {"unchanged"}


def test_an_article_that_is_gone_is_a_reason_to_refuse(made: Archive) -> None:
    receipt = made.receipt(replied(made))
    made.remove("b", "c")
    verification = made.verify(receipt)
    assert verification.verdict == "refused"
    assert verification.reasons == ('citation 2: the cited version of article "b" is no longer in the archive',)
    assert [standing.state for standing in verification.citations] == ["unchanged", "removed", "unchanged"]
    made.add([article("b", LAW, title="Laws")])
    verification = made.verify(receipt)
    assert verification.accepted  # it is there again, word for word
    assert "1 of 3 passages checked are no longer in the archive" in verification.notes


def test_a_passage_that_is_gone_is_counted_once(made: Archive) -> None:
    receipt = made.receipt(abstained(made))  # its passages are both among the hits and the nearest ones
    made.remove("c")
    made.add(article("b", f"{LAW} And so on.", title="Laws"))
    verification = made.verify(receipt)
    assert verification.accepted
    assert verification.notes == (
        "1 of 3 passages checked are no longer in the archive",
        "1 of 3 passages checked are from articles that have a newer version",
    )


def test_a_copy_of_the_archive_has_its_key(made: Archive, tmp_path: Path) -> None:
    receipt = made.receipt(replied(made))
    made.close()
    shutil.copytree(made.folder, tmp_path / "copy")
    assert Archive(tmp_path / "copy").verify(receipt).accepted


def test_another_archive_checks_the_quotes_and_says_that_it_cannot_check_the_seal(
    made: Archive, tmp_path: Path
) -> None:
    receipt = made.receipt(replied(made))
    other = filled(tmp_path / "other")
    verification = other.verify(receipt)
    assert verification.verdict == "unproven"
    assert "seal of another archive: its quotes were checked" in verification.reasons[0]
    content = content_of(receipt)
    content["reply"]["citations"][0]["cited_text"] += "!"
    assert other.verify(Receipt(content)).verdict == "refused"
    verification = Archive(tmp_path / "none").verify(receipt)
    assert verification.verdict == "refused"
    assert "is not in the archive" in verification.reasons[0]


@pytest.mark.parametrize("reply_of", [replied, abstained])
def test_whatever_is_altered_is_refused(made: Archive, reply_of: Callable[[Archive], Reply]) -> None:
    reply = reply_of(made)
    content = content_of(made.receipt(reply))
    articles = {id: made.article(id) for id in ("a", "b", "c")}
    count = 0
    for count, (what, altered) in enumerate(mutations(content, reply), start=1):
        verdict = BENCHMARK["verdict"](made, altered)
        assert verdict == "refused" or "seal" in what, what
        assert verdict != "accepted", what
        if isinstance(altered, dict):
            forged = recomputed(altered, articles, count % WAYS)
            assert BENCHMARK["verdict"](made, forged) != "accepted", what
    assert count >= 200


@pytest.mark.parametrize(("reply_of", "least"), [(replied, 150), (abstained, 100)])
def test_the_key_makes_no_quote_true(made: Archive, reply_of: Callable[[Archive], Reply], least: int) -> None:
    """Whoever has the archive's key can seal anything, but no quote that no article contains."""
    reply = reply_of(made)
    content = content_of(made.receipt(reply))
    with made.store.catalog.reading() as rows:
        key = module.seal_key(rows)
    assert key
    derived = (
        ".citations",
        ".spans",
        ".answer",
        ".mode",
        ".offset_unit",
        ".nearest",
        ".hits.0.document_title",
        ".hits.0.cited",
    )
    checked = 0
    for what, altered in mutations(content, reply):
        if f" reply{what.partition(' reply')[2]}".startswith(tuple(f" reply{name}" for name in derived)):
            if what.startswith("add a key") or what.endswith(".path"):  # a file may move; its path is only sealed
                continue
            resealed = module.sealed(altered, key)
            assert BENCHMARK["verdict"](made, resealed) == "refused", what
            checked += 1
    assert checked > least
    assert BENCHMARK["verdict"](made, module.sealed(content, key)) == "accepted"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe{\x00}\x00", "not JSON in UTF-8"),
        (b"[]", "expected a receipt"),
        (b'"receipt"', "expected a receipt"),
        (b'{"a": 1, "a": 1}', 'the key "a" twice'),
        (b'{"a": NaN}', "found NaN"),
        (b'{"a": -Infinity}', "found -Infinity"),
        (b'{"a": 1e999}', "JSON cannot represent"),
        (b'{"a": "\\ud800"}', "lone surrogate"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "not JSON"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "not JSON"),
        (b" " * (module.MAX_BYTES + 1), "more than 4,194,304 bytes"),
    ],
)
def test_a_file_that_is_no_receipt_is_told_in_one_line(data: bytes, message: str, tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    file.write_bytes(data)
    with pytest.raises(InputError, match=message) as error:
        Receipt.read(file)
    assert str(error.value).startswith(str(file))
    assert len(str(error.value).splitlines()) == 1
    assert len(str(error.value)) < 400


@pytest.mark.parametrize("content", [{"a": float("nan")}, {"a": "\udfff"}, {"a": {1, 2}}, {1: 2, "1": 3}])
def test_what_json_has_not_cannot_stand_in_a_receipt(content: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        Receipt(content)


def test_a_reply_of_another_archive_gets_no_receipt(made: Archive, tmp_path: Path) -> None:
    other = Archive(tmp_path / "other", encoder=WordEncoder())
    other.add(article("a", f"{BANK} And so on."))
    other.add(article("b", LAW, title="Laws"))
    with pytest.raises(InputError, match="does not match this archive"):
        other.receipt(replied(made))


def without_key(archive: Archive) -> None:
    archive.close()
    database = sqlite3.connect(archive.folder / "byline.db")
    database.execute("DELETE FROM meta WHERE name = 'seal_key'")
    database.commit()
    database.close()


def test_a_key_is_made_when_it_is_first_needed_and_kept(made: Archive) -> None:
    without_key(made)
    first = made.receipt(replied(made))
    assert first.is_sealed
    made.close()
    again = Archive(made.folder, encoder=WordEncoder())
    assert again.verify(first).accepted
    again.add(article("d"))
    assert again.receipt(replied(again)).content["seal"]["archive"] == first.content["seal"]["archive"]


def test_no_key_is_made_while_another_writes(made: Archive) -> None:
    without_key(made)
    with Archive(made.folder).store.lock(), pytest.raises(ArchiveLockedError):
        made.receipt(replied(made))


def test_a_receipt_of_a_folder_that_cannot_be_written_says_that_it_is_not_sealed(
    made: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_key(made)
    for file in (made.folder, *made.folder.rglob("*")):
        file.chmod(stat.S_IREAD | (stat.S_IEXEC if file.is_dir() else 0))
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)  # as for a user other than root
    try:
        with Archive(made.folder, encoder=WordEncoder()) as archive:
            receipt = archive.receipt(replied(archive))
            assert not receipt.is_sealed
            verification = archive.verify(receipt)
            assert verification.verdict == "unproven"
            assert verification.reasons[0].startswith("it has no seal: its quotes were checked")
    finally:
        for file in (made.folder, *made.folder.rglob("*")):
            file.chmod(stat.S_IRWXU)


def test_an_archive_that_was_never_made_is_not_made_by_a_receipt(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "none", encoder=WordEncoder())
    receipt = archive.receipt(archive.ask("Is there anything?"))
    assert archive.verify(receipt).verdict == "unproven"
    assert list(tmp_path.iterdir()) == []


# Where a quote is in another version


@given(st.text("ab ", min_size=1, max_size=60), st.data())
def test_a_quote_is_found_where_it_stood(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote, prefix, suffix = text[start:end], text[max(0, start - 32) : start], text[end : end + 32]
    assert anchor(text, quote, prefix, suffix, Span(start, end)) == Span(start, end)
    added = data.draw(st.text("ab ", max_size=20))
    found = anchor(added + text, quote, prefix, suffix, Span(start, end))
    assert found is not None
    assert (added + text)[found.start : found.end] == quote


def test_of_several_places_the_one_with_the_same_words_around_it_is_found() -> None:
    text = "It fell. The rate rose. Then it fell. The law is new."
    assert anchor(text, "fell", "The law came. Then it ", ". The law", Span(3, 7)) == Span(32, 36)
    assert anchor(text, "fell", "", "", Span(3, 7)) == Span(3, 7)
    assert anchor(text, "sank", "it ", ".", Span(3, 7)) is None


# The demo corpus, with the real model


def test_every_kind_of_mutation_is_another_content(made: Archive) -> None:
    reply = replied(made)
    content = content_of(made.receipt(reply))
    names = [what for what, _ in mutations(content, reply)]
    for expected in (
        "be surer",
        "ask something else",
        "add a sentence",
        "drop the other sentences",
        "exchange the citations",
        "cite another article",
        "move a citation by one",
        "remove reply.citations.0",
        "change a character of reply.citations.0.cited_text",
    ):
        assert expected in names
    assert one_line(reply.text) == content["reply"]["answer"]
