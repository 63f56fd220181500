"""An archive made by an earlier Byline: it can be read as it is, and the first write brings it up to date."""

import json
import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from support import ROOT

from byline import Archive, Article, ArticleNotFoundError
from byline.encoders import load_encoder
from byline.encoders.base import Encoder
from byline.provenance.receipts import Receipt

EARLIER = ROOT / "tests" / "earlier" / "format-1.tar.gz"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """What an earlier Byline left: an index, receipts, and the folder that was added."""
    with tarfile.open(EARLIER) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path


def format_of(index: Path) -> int:
    with closing(sqlite3.connect(index / "byline.db")) as database:
        return int(database.execute("PRAGMA user_version").fetchone()[0])


def check(archive: Archive, earlier: Path) -> None:
    assert archive.search("Who opened the zoo at Norrey?", k=1)[0].article.id == "zoo"
    receipts = [Receipt(content) for content in json.loads((earlier / "receipts.json").read_text())]
    assert [archive.verify(one).verdict for one in receipts] == ["accepted"] * 3
    turns = archive.conversations.turns("reader", "talk")
    replies = [archive.reply_from_json(turn["reply"]) for turn in turns.values()]
    assert [reply and reply.status for reply in replies] == ["answered", "answered", "no_answer"]
    assert len(archive.feedback()) == 2
    assert len(archive.versions("zoo")) == 2
    assert all(finding.healthy for finding in archive.doctor())


def test_it_is_read_as_it_is(earlier: Path, encoder: Encoder) -> None:
    with Archive(earlier / "index", encoder=encoder) as archive:
        assert {one.id: one.path for one in archive.articles()}["mill"] == "mill.txt"
        with archive.store.reading() as view:
            assert view.rows.withdrawn("mill") is None
        assert archive.ask("Who opened the zoo at Norrey?").lead == "Ida Falk"
        assert archive.add([]).outcomes == ()
    assert format_of(earlier / "index") == 1


def test_it_takes_articles_and_follows_its_folder(earlier: Path, encoder: Encoder) -> None:
    with Archive(earlier / "index", encoder=encoder) as archive:
        report = archive.add([Article("harbour", "The harbour of Tolvan froze on 2 February 2026."), earlier / "desk"])
        assert (report.added, report.updated, report.gone) == (("harbour",), (), ())
        assert format_of(earlier / "index") == 2
        check(archive, earlier)
        assert {one.path for one in archive.articles()} >= {"sub/ferry.txt", "zoo.txt", "rows.jsonl#1"}
        (earlier / "desk" / "zoo.txt").unlink()
        assert archive.withdraw(*(one.id for one in archive.add(earlier / "desk").gone)) == ("zoo",)
        assert len(archive.versions("zoo")) == 2


def test_a_transaction_that_is_undone_leaves_it_as_it_was(earlier: Path, encoder: Encoder) -> None:
    with Archive(earlier / "index", encoder=encoder) as archive:
        with pytest.raises(ArticleNotFoundError), archive.store.catalog.writing() as changes:
            changes.article("there is none")
        assert format_of(earlier / "index") == 1
        check(archive, earlier)


def test_a_backup_of_it_is_restored(earlier: Path, encoder: Encoder) -> None:
    with Archive(earlier / "index", encoder=encoder) as archive:
        archive.backup(earlier / "backup")
    shutil.rmtree(earlier / "index")
    with Archive(earlier / "index", encoder=encoder) as archive:
        archive.restore_backup(earlier / "backup")
    with Archive(earlier / "index", encoder=encoder) as archive:
        check(archive, earlier)
