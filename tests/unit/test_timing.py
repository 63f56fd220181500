"""How long the stages of an answer take, as the archive, the command line and the page report it."""

import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from support import WordEncoder, article

from byline import Archive
from byline.answering.timing import StageTimes, Timings


def timed(monkeypatch: pytest.MonkeyPatch, timings: Timings, milliseconds: Sequence[float]) -> StageTimes:
    """Run a stage with the given durations, and return its times."""
    moments = iter([moment for took in milliseconds for moment in (0, took / 1000)])
    with monkeypatch.context() as patch:
        patch.setattr(time, "perf_counter", lambda: next(moments))
        for _ in milliseconds:
            with timings.stage("read"):
                pass
    (times,) = timings.stages()
    return times


def test_percentiles_are_of_the_latest_times(monkeypatch: pytest.MonkeyPatch) -> None:
    timings = Timings()
    assert timed(monkeypatch, timings, [999, *range(1, 101)]) == StageTimes("read", 101, 999, 51, 96)
    assert timed(monkeypatch, timings, [2] * 500) == StageTimes("read", 601, 999, 2, 2)


def test_what_fails_does_not_count() -> None:
    timings = Timings()
    with pytest.raises(ValueError, match="broken"), timings.stage("search"):
        raise ValueError("broken")
    assert timings.stages() == []


def test_an_archive_times_its_answers(tmp_path: Path) -> None:
    with Archive(tmp_path, encoder=WordEncoder()) as archive:
        archive.add(article("law", "The law takes effect on August 1."))
        archive.search("law")
        assert archive.timings.stages() == []
        archive.ask("When does the law take effect?")
        archive.ask("Who wrote the law?")
        stages = archive.timings.stages()
    assert [times.stage for times in stages] == ["search", "read", "compose"]
    assert {times.count for times in stages} == {2}
    for times in stages:
        assert all(less <= more for less, more in pairwise([0, times.p50, times.p95]))
