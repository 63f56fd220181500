"""Nothing acknowledged is lost, and no answer comes from damaged data: small runs of the benchmarks that prove it.

The benchmarks document what they try and what must hold; docs/quality/reliability.md reports their full runs.
"""

import json
import shutil
import subprocess
import sys
from typing import Any

import pytest
from support import ROOT

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="install strace to inject faults")


def rows_of(benchmark: str, *arguments: str) -> list[dict[str, Any]]:
    """Run a benchmark; return the rows of its table, in which nothing is violated."""
    command = [sys.executable, str(ROOT / "benchmarks" / benchmark), "--json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=580)
    told = [line for line in done.stderr.splitlines() if line.startswith("violated")]
    assert done.returncode == 0, "\n".join(told) or done.stderr[-2_000:]
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    assert all(row["violations"] == [] for row in rows)
    assert all(row["trials"] for row in rows)
    return rows


@needs_strace
def test_a_change_that_is_killed_at_any_system_call_is_whole_or_not_made() -> None:
    rows = rows_of("crash.py", "--faults", "SIGKILL", "--every", "30")
    assert {row["change"] for row in rows} >= {"add", "update", "remove", "caches rebuilt", "rebuild"}
    for row in rows:
        assert row["not reached"] <= 0.1 * row["trials"]
        assert row["before"] + row["after"] == row["trials"] - row["not reached"]
        if row["change"] != "caches rebuilt":  # rebuilt caches change no answer
            assert row["before"]
            assert row["after"]


@needs_strace
def test_a_change_whose_system_calls_fail_is_whole_or_not_made() -> None:
    rows = rows_of("crash.py", "--faults", "ENOSPC", "EIO", "--every", "72")
    assert len(rows) == 12


def test_a_change_that_is_killed_at_any_time_is_whole_or_not_made() -> None:
    assert sum(row["trials"] for row in rows_of("crash.py", "--random", "24")) == 24


def test_damaged_files_are_healed_or_refused() -> None:
    rows = {row["file"]: row for row in rows_of("damage.py", "--mutations", "12")}
    assert len(rows) == 13
    assert rows["byline.db"]["refused"] > 2
    for name, row in rows.items():
        if name.startswith("cache"):
            assert row["as before"] == row["trials"]


def test_silent_damage_is_found_by_the_doctor() -> None:
    rows = {row["file"]: row for row in rows_of("damage.py", "--silent", "--mutations", "12")}
    for name, row in rows.items():
        assert row["found"] > (2 if name == "byline.db" else 0.9 * row["trials"])


def test_readers_find_one_generation_while_others_write_and_are_killed() -> None:
    rows = rows_of("readers.py", "--queries", "300", "--updates", "3", "--kills", "2")
    assert rows[0]["trials"] >= 300


def test_a_crowd_is_answered_or_told_to_wait() -> None:
    rows = rows_of("crowd.py", "--users", "10", "--minutes", "0.05", "--at-once", "50")
    assert len(rows) == 4
    assert rows[2]["trials"] == 50


@pytest.mark.parametrize(
    "part", [("kills", "--kills", "2"), ("promotions", "--promotions", "1"), ("sharing", "--seconds", "5")]
)
def test_what_postgres_has_acknowledged_is_found_whatever_is_killed_and_whoever_writes(
    part: tuple[str, ...], postgres_installation: object
) -> None:
    [row] = rows_of("servers.py", "--readers", "3", "--writers", "2", "--parts", *part)
    assert row.get("acknowledged", 100) > 50
