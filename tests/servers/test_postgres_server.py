"""The PostgreSQL of the tests is a real one: it can be killed, restarted and replicated, and does not outlive them."""

import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from support import ROOT

psycopg = pytest.importorskip("psycopg")
lives = pytest.importorskip("support.postgres").lives


def count(url: str) -> int:
    with psycopg.connect(url) as connection:
        return int(connection.execute("SELECT count(*) FROM number").fetchone()[0])


def fill(url: str, rows: int = 1000) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE number AS SELECT generate_series(1, %s) AS n", (rows,))


def test_a_server_starts_in_seconds_and_stops(postgres_installation):
    began = time.monotonic()
    server = postgres_installation.server()
    assert time.monotonic() - began < 20
    assert server.execute("SHOW fsync") == [("on",)]
    assert server.execute("SHOW listen_addresses") == [("",)]
    server.stop()
    assert not server.is_running
    assert "database system is shut down" in server.log


def test_a_database_has_pgvector_and_an_owner_who_is_no_superuser(postgres_url):
    assert postgres_url.startswith("postgresql://byline@/")
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
        version = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'").fetchone()[0]
        assert tuple(map(int, version.split("."))) >= (0, 8, 2)
        connection.execute("CREATE TABLE chunk (embedding vector(2))")
        connection.execute("CREATE INDEX ON chunk USING hnsw (embedding vector_cosine_ops)")
        connection.execute("INSERT INTO chunk VALUES ('[1, 0]'), ('[0, 1]')")
        nearest = connection.execute("SELECT embedding FROM chunk ORDER BY embedding <=> '[1, 0.1]'").fetchone()
        assert nearest == ("[1,0]",)
        assert connection.execute("SELECT usesuper FROM pg_user WHERE usename = current_user").fetchone() == (False,)
        assert connection.execute("SELECT to_tsvector('simple', 'ÉCOLE')::text").fetchone() == ("'école':1",)


def test_every_test_has_a_database_of_its_own(postgres_server, postgres_url):
    before = postgres_server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'")
    assert before == [(urlsplit(postgres_url).path[1:],)]


def test_a_database_may_have_any_name(postgres_server):
    name = "what's / this? ünd=100%"
    try:
        with psycopg.connect(postgres_server.create_database(name)) as connection:
            assert connection.info.dbname == name
    finally:
        postgres_server.drop_database(name)


def test_after_a_kill_what_was_committed_is_there(postgres_server, postgres_url):
    fill(postgres_url)
    with psycopg.connect(postgres_url) as connection:
        connection.execute("INSERT INTO number VALUES (0)")
        postgres_server.kill()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    assert not postgres_server.is_running
    assert (postgres_server.data / "postmaster.pid").exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(postgres_url)
    postgres_server.start()
    assert "was not properly shut down; automatic recovery in progress" in postgres_server.log
    assert count(postgres_url) == 1000


def test_a_kill_of_a_busy_server_leaves_nobody_behind(postgres_server, postgres_url):
    def sleep() -> None:
        with psycopg.connect(postgres_url) as connection, pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT pg_sleep(60)")

    busy = threading.Thread(target=sleep)
    busy.start()
    while not postgres_server.execute("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"):
        time.sleep(0.01)
    postgres_server.kill()
    busy.join(10)
    assert not busy.is_alive()
    postgres_server.start()


def test_a_replica_follows_and_takes_over_with_every_committed_row(postgres_server, postgres_url):
    fill(postgres_url)
    name = urlsplit(postgres_url).path[1:]
    with postgres_server.replica() as replica:
        either = postgres_server.url(name, replica, user="byline", target_session_attrs="read-write")
        assert f"host={postgres_server.folder},{replica.folder}&target_session_attrs=read-write" in either
        with psycopg.connect(either) as connection:
            connection.execute("INSERT INTO number VALUES (0)")
            assert connection.info.host == str(postgres_server.folder)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            replica.execute("INSERT INTO number VALUES (0)", name)
        postgres_server.kill()
        replica.promote()
        with psycopg.connect(either) as connection:
            assert connection.info.host == str(replica.folder)
            assert connection.execute("SELECT count(*) FROM number").fetchone() == (1001,)
            connection.execute("INSERT INTO number VALUES (0)")
    postgres_server.start()
    with psycopg.connect(postgres_url) as connection:
        connection.execute("INSERT INTO number VALUES (0), (0)")  # waits for no replica
    assert count(postgres_url) == 1003


def test_a_commit_waits_for_the_replica(postgres_server, postgres_url):
    fill(postgres_url)

    def insert() -> None:
        with psycopg.connect(postgres_url) as connection:
            connection.execute("INSERT INTO number VALUES (0)")

    waiting = threading.Thread(target=insert, daemon=True)
    with postgres_server.replica() as replica:
        replica.stop()
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        assert count(postgres_url) == 1000
    waiting.join(10)
    assert not waiting.is_alive()
    assert count(postgres_url) == 1001


def test_servers_end_when_the_tests_are_killed():
    script = (
        "import sys, time; sys.path.insert(0, 'tests'); from support.postgres import Installation\n"
        "installation = Installation(); running, killed = installation.server(), installation.server(); killed.kill()\n"
        "print(running.data, killed.data, sep='\\n', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        running, killed = (Path(process.stdout.readline().strip()) / "postmaster.pid" for _ in range(2))
        postmaster = psutil.Process(int(running.read_text().splitlines()[0]))
        memory = [file.read_text().splitlines()[6].split()[1] for file in (running, killed)]
        process.kill()
    folder = running.parents[2]
    end = time.monotonic() + 20
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.02)
    assert not folder.exists()
    assert not lives(postmaster)
    kept = Path("/proc/sysvipc/shm")
    if kept.exists():
        assert not {line.split()[1] for line in kept.read_text().splitlines()} & set(memory)
