"""What is special about an archive in PostgreSQL; test_contract.py tests what all archives share."""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from support import WordEncoder, article

from byline import Archive, ArchiveError, InputError, Settings, Where
from byline.cli import main
from byline.errors import ArchiveLockedError, FingerprintError
from byline.language.terms import terms_of
from byline.provenance.receipts import available_seal_key, ensure_seal_key
from byline.store.memory import MemoryView

if TYPE_CHECKING:
    from support.postgres import Postgres

pytest.importorskip("support.postgres")
psycopg = pytest.importorskip("psycopg")

from byline.store.postgres import connection as connecting  # noqa: E402 - it needs psycopg
from byline.store.postgres import pgvector  # noqa: E402
from byline.store.postgres.store import PostgresStore  # noqa: E402


@pytest.fixture
def kept(postgres_url: str) -> Iterator[Archive]:
    """An archive in an empty database."""
    with Archive(postgres_url, encoder=WordEncoder()) as archive:
        yield archive


@contextmanager
def told(kind: type[Exception] = ArchiveError, match: str | None = None, within: float = 6.0) -> Iterator[None]:
    """Expect an error message of one line, within a number of seconds."""
    began = time.monotonic()
    with pytest.raises(kind, match=match) as caught:
        yield
    assert "\n" not in str(caught.value)
    assert time.monotonic() - began < within


def stock(count: int = 3) -> list[Any]:
    return [article(f"a{n}", f"Report {n} tells of subject{n}. It has a second sentence.") for n in range(count)]


def asked(url: str, sql: str) -> Any:
    with psycopg.connect(url) as connection:
        return connection.execute(sql).fetchall()


def builds(url: str) -> list[str]:
    return [name for (name,) in asked(url, r"SELECT nspname FROM pg_namespace WHERE nspname ~ '^byline_\d' ORDER BY 1")]


# Names and passwords


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:se%2Gcret@h.invalid/d",
        "postgresql://u:se/cret@h.invalid/d",
        "postgresql://u:se#cret@h.invalid/d",
        "postgresql://u:se?cret@h.invalid/d",
        "postgresql://u:se@cret@h.invalid/d",
        "postgresql://u:se℀cret@h.invalid/d",
        "postgresql://u:cret@h.invalid/d?unknown=1",
        "postgresql://u:cret@h.invalid:port/d",
        "postgresql://u:cret@h.invalid/d",
        "postgresql://u@h.invalid/d?password=cret",
        "postgresql://u:cret@[::1/d",
    ],
)
def test_no_message_has_the_password(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with told() as _, Archive(url, encoder=WordEncoder()) as archive:
        assert "cret" not in archive.name
        archive.add(article("a"))
    assert main(["list", "--index", url]) == 1
    said = capsys.readouterr()
    assert "cret" not in said.out + said.err
    assert said.err.startswith("byline: ")
    assert said.err.count("\n") == 1


def test_an_empty_archive_is_named_without_its_password(postgres_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    url = postgres_url.replace("byline@", "byline:cret@")
    assert main(["list", "--index", url]) == 0
    assert main(["ask", "What is it?", "--index", url]) == 1
    assert main(["feedback", "--index", url]) == 0
    said = capsys.readouterr()
    assert "cret" not in said.out + said.err
    assert said.out.count("postgresql://byline@") == 2


def test_who_is_refused_is_told(postgres_server: "Postgres", postgres_url: str) -> None:
    rules = postgres_server.data / "pg_hba.conf"
    before = rules.read_text()
    postgres_server.execute("CREATE ROLE sealed LOGIN PASSWORD 'right'; CREATE ROLE stranger LOGIN")
    rules.write_text(f"local all sealed scram-sha-256\nlocal all stranger reject\n{before}")
    postgres_server.execute("SELECT pg_reload_conf()")
    try:
        refused: Callable[[], bool] = lambda: _is_refused(postgres_url.replace("byline@", "stranger@"))  # noqa: E731
        end = time.monotonic() + 10
        while not refused() and time.monotonic() < end:
            time.sleep(0.01)
        for user, why in (
            ("sealed:wrong", "password authentication failed"),
            ("sealed", "no password supplied"),
            ("stranger", "rejects connection"),
            ("nobody", 'role "nobody" does not exist'),
        ):
            with told(match=f"cannot be reached.*{why}"), Archive(postgres_url.replace("byline@", f"{user}@")) as one:
                one.articles()
        with (
            told(match="refused .*permission denied"),
            Archive(postgres_url.replace("byline@", "sealed:right@")) as one,
        ):
            one.add(article("a"))
    finally:
        rules.write_text(before)
        postgres_server.execute("SELECT pg_reload_conf()")
        postgres_server.execute("DROP ROLE sealed; DROP ROLE stranger")


def _is_refused(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return True
    return False


def test_without_pgvector_it_is_said_what_to_do(postgres_server: "Postgres") -> None:
    postgres_server.execute("CREATE DATABASE bare OWNER byline")
    try:
        with Archive(postgres_server.url("bare", user="byline"), encoder=WordEncoder()) as archive:
            assert archive.articles() == []
            with told(match="no pgvector in this database .*CREATE EXTENSION vector"):
                archive.add(article("a"))
            postgres_server.execute("CREATE EXTENSION vector", "bare")
            assert archive.add(article("a")).added == ("a",)
    finally:
        postgres_server.drop_database("bare")


# Servers that do not answer


def test_a_dead_server_is_told_at_once_and_used_again_once_it_is_back(
    postgres_server: "Postgres", kept: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    kept.add(stock())
    with kept.store.reading(), kept.store.reading():
        """Have several connections."""
    postgres_server.kill()
    for _ in range(3):
        with told(match="cannot be reached.*check that the server is up", within=2):
            kept.search("report")
        with told(match="cannot be reached", within=2):
            kept.add(article("b"))
    time.sleep(1)
    postgres_server.start()
    began = time.monotonic()
    assert len(kept.search("report")) == 3
    assert kept.add(article("b")).added == ("b",)
    assert time.monotonic() - began < 3
    assert all(finding.healthy for finding in kept.doctor())
    assert caplog.records == []


def test_a_kill_while_articles_are_added_is_told_and_the_lock_is_free(
    postgres_server: "Postgres", kept: Archive
) -> None:
    acknowledged: list[str] = []

    def kill(outcomes: Any, _: float) -> None:
        acknowledged.extend(outcome.id for outcome in outcomes)
        postgres_server.kill()

    with told():
        kept.add(stock(150), acknowledge=kill)
    postgres_server.start()
    assert {one.id for one in kept.articles()} == set(acknowledged)
    with kept.store.lock(exclusive=True):
        assert len(acknowledged) == 64
    assert len(kept.add(stock(150)).unchanged) == 64


def test_a_server_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert connecting._CONNECTING["connect_timeout"] == 5
    monkeypatch.setitem(connecting._CONNECTING, "connect_timeout", 2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"postgresql://byline@127.0.0.1:{silent.getsockname()[1]}/d"
        with told(match="cannot be reached.*timeout", within=3), Archive(url) as archive:
            archive.articles()


def test_a_statement_that_takes_too_long_is_told(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "STATEMENT_SECONDS", 0.1)
    with Archive(postgres_url, encoder=WordEncoder()) as archive:
        archive.add(stock())
        with told(match="took too long"), archive.store.catalog.reading() as rows:
            rows.database.all("SELECT pg_sleep(5)")
        assert len(archive.search("report")) == 3


def test_what_keeps_a_server_from_going_on_is_no_matter_of_reaching_it(kept: Archive) -> None:
    for state, said in (("53100", "cannot continue"), ("40P01", "cannot continue"), ("53300", "cannot be reached")):
        error = psycopg.errors.lookup(state)("no more")
        with told(match=said), kept.store._pool.translated():
            raise error


def test_more_may_add_at_once_than_there_are_connections(kept: Archive) -> None:
    kept.add(stock())
    began = threading.Barrier(30)
    wrong: list[Exception] = []

    def add(number: int) -> None:
        began.wait()
        try:
            kept.add(article(f"b{number}"))
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert kept.state.articles == 33
    kept.close()
    assert kept.store._pool._idle == []


def test_a_replica_is_read_and_not_written(postgres_server: "Postgres", postgres_url: str) -> None:
    with Archive(postgres_url, encoder=WordEncoder()) as archive:
        archive.add(stock())
    with postgres_server.replica() as replica:
        url = replica.url(urlsplit(postgres_url).path[1:], user="byline")
        with Archive(url, encoder=WordEncoder()) as archive:
            assert {hit.article.id for hit in archive.search("report")} == {"a0", "a1", "a2"}
            assert archive.ask("What does report 1 tell of?").hits
            assert all(finding.healthy for finding in archive.doctor())
            assert len(archive.add(stock()).unchanged) == 3
            for write in (lambda: archive.add(article("b")), lambda: archive.remove("a0"), archive.rebuild):
                with told(match="read-only: write to the primary"):
                    write()
            archive.conversations.of("me")
            with told(match="read-only"):
                archive.conversations.add("me", "x", {"question": "?"})


# Several writers


def between(archive: Archive, act: Callable[[], object]) -> None:
    """Let something happen between an archive's reading and its next write."""
    catalog = archive.store.catalog
    real = catalog.writing

    @contextmanager
    def writing(**options: bool) -> Iterator[Any]:
        catalog.writing = real  # type: ignore[method-assign]
        act()
        with real(**options) as changes:
            yield changes

    catalog.writing = writing  # type: ignore[method-assign]


@pytest.fixture
def other(postgres_url: str, kept: Archive) -> Iterator[Archive]:
    """Another archive in the same database, with one article."""
    with Archive(postgres_url, encoder=WordEncoder()) as archive:
        archive.add(article("a"))
        yield archive


def test_what_another_adds_meanwhile_is_not_added_twice(kept: Archive, other: Archive) -> None:
    between(kept, lambda: other.add(article("b")))
    assert kept.add(article("b")).unchanged == ("b",)
    assert len(kept.versions("b")) == 1
    between(kept, lambda: other.add(article("c", "One text of it.")))
    assert kept.add(article("c", "Another text of it.")).updated == ("c",)


def test_a_vector_that_another_drops_meanwhile_is_made_again(kept: Archive, other: Archive) -> None:
    between(kept, lambda: other.remove("a"))
    assert kept.add(article("b", article("a").text)).added == ("b",)
    assert [hit.article.id for hit in kept.search("text of article a")] == ["b"]


def test_who_removes_what_is_gone_is_told_so(kept: Archive, other: Archive) -> None:
    other.add(article("b"))
    between(kept, lambda: other.remove("b"))
    assert kept.remove("a", "b") == ("a",)


def test_two_who_are_the_first_agree(postgres_url: str, kept: Archive) -> None:
    with Archive(postgres_url, encoder=WordEncoder(dim=32)) as first:
        between(kept, lambda: first.add(article("a")))
        with told(FingerprintError, match="the index was rebuilt in the meantime"):
            kept.add(article("b"))
        key = available_seal_key(first.store)
        assert all(finding.healthy for finding in first.doctor())
        between(first, lambda: None)
        assert ensure_seal_key(first.store) == key


def test_who_adds_is_stopped_where_the_index_is_made_anew_without_the_lock(
    postgres_server: "Postgres", postgres_url: str, kept: Archive, other: Archive
) -> None:
    with Archive(postgres_url, encoder=WordEncoder("others")) as maker:

        def restart_and_make(*_: object) -> None:
            postgres_server.kill()
            postgres_server.start()
            maker.rebuild()

        with told(FingerprintError, match="the index was rebuilt in the meantime", within=30):
            kept.add(stock(100), acknowledge=restart_and_make)
        assert all(finding.healthy for finding in maker.doctor())
        assert len(maker.add(stock(100)).unchanged) == 64


def test_an_index_is_not_made_anew_over_what_is_added_without_the_lock(
    postgres_server: "Postgres", postgres_url: str, kept: Archive, other: Archive
) -> None:
    with Archive(postgres_url, encoder=WordEncoder("others")) as maker:

        def restart_and_add(_: float) -> None:
            postgres_server.kill()
            postgres_server.start()
            other.add(article("b", "Something of other words."))

        with told(ArchiveLockedError, match="changed it during the rebuild", within=30):
            maker.rebuild(progress=restart_and_add)
        assert [hit.article.id for hit in kept.search("something of other words", k=1)] == ["b"]
        assert maker.rebuild().articles == 2
        assert [hit.article.id for hit in maker.search("something of other words", k=1)] == ["b"]


# Builds


class StoppedError(Exception):
    pass


def interrupt(_: float) -> None:
    raise StoppedError


def test_an_interrupted_rebuild_changes_nothing_and_is_taken_up_again(kept: Archive, postgres_url: str) -> None:
    kept.add(stock(150))
    before = kept.state
    encoder = WordEncoder("others")
    with Archive(postgres_url, encoder=encoder) as maker:
        with suppress(StoppedError):
            maker.rebuild(progress=interrupt)
        assert builds(postgres_url) == ["byline_1", "byline_2"]
        assert kept.state == before
        assert len(kept.search("subject7", k=100)) == 100
        assert kept.add(article("b")).added == ("b",)
        assert maker.rebuild().embedded == 150 - 64 + 1
        assert len(encoder.embedded) == 151
        assert builds(postgres_url) == ["byline_2"]
        assert all(finding.healthy for finding in maker.doctor())


def test_what_an_interrupted_rebuild_has_embedded_is_not_counted_on(kept: Archive, postgres_url: str) -> None:
    kept.add(article("long", "First sentence has words here. Second one has others. Third one closes.", title="T"))
    with (
        Archive(postgres_url, encoder=WordEncoder(), settings=Settings(passage_tokens=7, passage_overlap=0)) as maker,
        suppress(StoppedError),
    ):
        maker.rebuild(progress=interrupt)
    report = kept.add(article("short", "First sentence has words here.", title="T"))
    assert (report.added, report.embedded) == (("short",), 1)
    assert all(finding.healthy for finding in kept.doctor())


def test_an_old_build_is_dropped_once_nobody_reads_it(kept: Archive, postgres_url: str) -> None:
    kept.add(stock())
    with (
        Archive(postgres_url, encoder=WordEncoder("o")) as maker,
        Archive(postgres_url, encoder=WordEncoder("o")) as by,
    ):
        with kept.store.reading() as view:
            maker.rebuild()
            assert builds(postgres_url) == ["byline_1", "byline_2"]
            assert len(view.search_keywords(["report"], 10, None)) == 3
            assert len(maker.search("report")) == 3
            wrong: list[Exception] = []
            threads = [threading.Thread(target=_folded, args=(one, wrong)) for one in (maker, by)]
            for thread in threads:
                thread.start()
            time.sleep(0.5)
        for thread in threads:
            thread.join()
        assert wrong == []
        maker.add(article("b"))
        assert builds(postgres_url) == ["byline_2"]


def test_an_old_build_is_dropped_while_the_new_one_is_read(kept: Archive, postgres_url: str) -> None:
    kept.add(stock())
    with Archive(postgres_url, encoder=WordEncoder("o")) as maker:
        with kept.store.reading():
            maker.rebuild()
        assert builds(postgres_url) == ["byline_1", "byline_2"]
        with maker.store.reading() as view:
            view.rows.article("a0")
            began = time.monotonic()
            maker.add(article("b"))
            assert time.monotonic() - began < 1.5
            assert builds(postgres_url) == ["byline_2"]


def _folded(archive: Archive, wrong: list[Exception]) -> None:
    try:
        archive.store.refresh()
    except ArchiveError as error:
        wrong.append(error)


def test_a_reader_goes_on_while_vectors_get_another_length(kept: Archive, postgres_url: str) -> None:
    kept.add(stock())
    for _ in range(8):  # so that its statements are prepared
        kept.doctor()
    with Archive(postgres_url, encoder=WordEncoder("o", 32)) as maker:
        maker.rebuild()
    kept._encoder = WordEncoder("o", 32)
    assert all(finding.healthy for finding in kept.doctor()), kept.doctor()


# The vector index


def clustered(count: int, dim: int = 64) -> Any:
    """Return vectors in clusters, like those of articles."""
    chooser = np.random.default_rng(3)
    centres = chooser.normal(size=(40, dim))
    vectors = centres[chooser.integers(0, 40, count)] + 0.4 * chooser.normal(size=(count, dim))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


class ClusterEncoder(WordEncoder):
    """Gives the passage of article `vector7` the vector 7."""

    def __init__(self, vectors: Any) -> None:
        super().__init__("clusters")
        self.vectors = vectors

    def encode_query(self, text: str) -> Any:
        found = re.search(r"vector(\d+)", text)
        return self.vectors[int(found[1])] if found else super().encode_query(text)


def indexing(url: str, encoder: WordEncoder) -> Archive:
    """Open an archive that has a vector index from a hundred passages on."""
    return Archive(store=PostgresStore(url, pgvector.PgVector(exact_up_to=100)), encoder=encoder)


def is_indexed(url: str) -> bool:
    found = asked(url, "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('byline_1.embedding_near')")
    return bool(found == [(True,)])


def test_many_vectors_are_found_by_an_index(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pgvector, "_FEW", 10)
    vectors = clustered(750)
    articles = [
        article(f"a{n}", f"It is vector{n} of group{n % 7}.", publisher="Rare" if n % 50 == 3 else f"P{n % 3}")
        for n in range(700)
    ]
    with indexing(postgres_url, ClusterEncoder(vectors)) as archive:
        archive.add(articles[:100])
        assert not is_indexed(postgres_url)
        archive.add(articles[100:])
        assert is_indexed(postgres_url)
        assert "an index of vectors" in archive.doctor()[-1].detail
        with archive.store.reading() as view:
            # The planner would rather compare so few one by one.
            view.rows.database.run("SET LOCAL enable_seqscan = off")
            view.rows.database.run("SET LOCAL enable_sort = off")
            reference = MemoryView(view.rows)
            for where in (None, Where(publisher="P1"), Where(publisher="Rare"), Where(articles=["a1", "a77"])):
                found = wanted = 0
                for vector in vectors[700:750]:
                    expected = reference.search_vectors(vector, 10, where)
                    given = view.search_vectors(vector, 10, where)
                    assert len(given) == len(expected)
                    found += len(set(given.keys.tolist()) & set(expected.keys.tolist()))
                    wanted += len(expected)
                assert found >= 0.95 * wanted
            used = view.rows.database.one("SELECT pg_stat_get_xact_numscans(to_regclass('embedding_near'))")[0]
            assert used >= 50
            for query in ("vector12 group5", "group1 of vector88"):
                terms = terms_of(query)
                best = reference.search_keywords(terms, 1, None)
                np.testing.assert_array_equal(view.search_keywords(terms, 1, None).keys, best.keys)
        assert archive.rebuild().passages == 700
        assert builds(postgres_url) == ["byline_2"]
        assert "an index of vectors" in archive.doctor()[-1].detail


def test_an_index_that_was_interrupted_is_made_again(postgres_server: "Postgres", postgres_url: str) -> None:
    with indexing(postgres_url, WordEncoder()) as archive:
        archive.add(stock(120))
        assert is_indexed(postgres_url)
        mark = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'byline_1.embedding_near'::regclass"
        postgres_server.execute(mark, urlsplit(postgres_url).path[1:])
        assert len(archive.search("report", k=100)) == 100
        archive.add(article("b"))
        assert is_indexed(postgres_url)
        assert len(archive.search("report", k=100)) == 100


def test_nobody_waits_while_an_interrupted_index_is_made_again(postgres_server: "Postgres", postgres_url: str) -> None:
    with indexing(postgres_url, WordEncoder()) as archive:
        archive.add(stock(120))
        mark = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'byline_1.embedding_near'::regclass"
        postgres_server.execute(mark, urlsplit(postgres_url).path[1:])
        adding = threading.Thread(target=archive.add, args=(article("b"),))
        with archive.store.reading() as view:
            adding.start()
            time.sleep(0.5)
            began = time.monotonic()
            assert len(archive.search("report", k=100)) == 100
            assert archive.add(article("c")).added == ("c",)
            assert time.monotonic() - began < 2
            assert view.state.articles == 120
        adding.join()
        assert is_indexed(postgres_url)


def test_an_index_of_a_new_build_may_take_its_time(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings: list[tuple[str, str]] = []
    real = pgvector.PgVector.prepare

    def prepare(self: pgvector.PgVector, rows: Any) -> None:
        real(self, rows)
        settings.append(rows.database.one("SELECT current_setting('statement_timeout')"))

    monkeypatch.setattr(pgvector.PgVector, "prepare", prepare)
    with indexing(postgres_url, WordEncoder()) as archive:
        archive.add(stock(120))
        archive.rebuild()
        assert settings == [("0",)]
        with archive.store.catalog.reading() as rows:
            assert rows.database.one("SELECT source FROM pg_settings WHERE name = 'maintenance_work_mem'") != (
                "session",
            )


def test_the_longest_query_is_answered_soon(kept: Archive) -> None:
    kept.add(stock(200))
    query = " ".join(f"subject{n}" for n in range(400))[:2_000]
    kept.search("report")
    began = time.monotonic()
    assert len(kept.search(query, k=100)) == 100
    assert kept.ask(query).hits
    assert time.monotonic() - began < 5
    with pytest.raises(InputError):
        kept.search("x" * 2_001)


# The command line


def test_the_command_line_takes_a_url(
    postgres_url: str, postgres_server: "Postgres", tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "news.txt").write_text("The central bank raised its rate to 4.5 percent on Monday. Markets fell.")
    common = ["--index", postgres_url]
    assert main(["add", str(tmp_path / "news.txt"), *common]) == 0
    assert "1 added" in capsys.readouterr().out
    assert main(["list", *common]) == 0
    assert capsys.readouterr().out.startswith("news  undated")
    assert main(["ask", "To what did the central bank raise its rate?", *common]) == 0
    assert "4.5 percent" in capsys.readouterr().out
    assert main(["doctor", *common]) == 0
    assert main(["remove", "news", "none", *common]) == 1
    capsys.readouterr()
    postgres_server.kill()
    for command in (["list"], ["add", str(tmp_path / "news.txt")], ["ask", "What?"], ["rebuild"]):
        assert main([*command, *common]) == 1
        said = capsys.readouterr()
        assert said.err.startswith("byline: postgresql://byline@")
        assert said.err.count("\n") == 1
        assert said.out == ""


def test_readers_go_on_while_the_index_is_made_anew(kept: Archive, postgres_url: str) -> None:
    kept.add(stock(40))
    expected = [hit.article.id for hit in kept.search("report of subject7", k=10)]
    found: list[list[str]] = []
    errors: list[Exception] = []
    done = threading.Event()

    def read() -> None:
        with Archive(postgres_url, encoder=WordEncoder()) as reader:
            while not done.is_set():
                try:
                    found.append([hit.article.id for hit in reader.search("report of subject7", k=10)])
                except Exception as error:
                    errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for one in readers:
        one.start()
    for _ in range(6):
        assert kept.rebuild().embedded == 0
    done.set()
    for one in readers:
        one.join(30)
    assert errors == []
    assert len(found) > 50
    assert all(sorted(one) == sorted(expected) for one in found)
    assert builds(postgres_url) == ["byline_7"]


def test_files_of_one_name_on_two_machines_are_two_articles(
    kept: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "report.txt"
    written = {
        "one": "The bridge was opened on Monday. Many came to see it.",
        "two": "A law on fisheries was passed. The minister was content.",
    }
    for machine, text in written.items():
        monkeypatch.setattr("socket.gethostname", lambda machine=machine: machine)
        file.write_text(text)
        assert len(kept.add(file).added) == 1
        assert len(kept.add(file).unchanged) == 1
    assert {one.id: kept.article(one.id).text for one in kept.articles()} == {
        "report": written["one"],
        "report-2": written["two"],
    }
    file.write_text("A law on fisheries was passed at last. The minister was content.")
    assert kept.add(file).updated == ("report-2",)


def test_a_folder_is_followed(kept: Archive, tmp_path: Path) -> None:
    """Also when a file or a row gets another text."""
    desk = tmp_path / "desk"
    desk.mkdir()
    for name in ("mill", "ferry", "zoo"):
        (desk / f"{name}.txt").write_text(f"The {name} of Haxby was sold to Olaf Brandvold for 90,000 crowns.")
    (desk / "rows.jsonl").write_text('{"id": "row", "text": "The choir of Lunde won the cup in Tolvan."}\n')
    assert kept.add(desk).gone == ()
    assert {one.path for one in kept.articles()} == {"mill.txt", "ferry.txt", "zoo.txt", "rows.jsonl#1"}
    (desk / "mill.txt").rename(desk / "sold.txt")
    (desk / "ferry.txt").unlink()
    (desk / "zoo.txt").write_text("Another story altogether is told in this file by now, of a harbour that froze.")
    (desk / "rows.jsonl").write_text('{"id": "other", "text": "The brewery at Lunde burnt down on 3 March 2019."}\n')
    for _ in range(2):
        report = kept.add(desk)
        assert {one.id for one in report.gone} == {"ferry", "zoo", "row"}
    assert kept.article("mill").path == "sold.txt"
    assert set(kept.withdraw("ferry", "zoo", "row")) == {"ferry", "zoo", "row"}
    assert kept.add(desk).gone == ()
    assert {one.id for one in kept.articles()} == {"mill", "zoo-2", "other"}
    assert (kept.state.articles, len(kept.versions("zoo"))) == (3, 1)
    assert not {"ferry", "zoo", "row"} & {hit.article.id for hit in kept.search("Haxby Olaf Brandvold choir", k=100)}
    assert all(finding.healthy for finding in kept.doctor())
    kept.rebuild()
    (desk / "ferry.txt").write_text("The ferry of Haxby was sold to Olaf Brandvold for 90,000 crowns.")
    assert kept.add(desk).added == ("ferry",)
    with kept.store.catalog.reading() as rows:
        assert rows.problems() == []
