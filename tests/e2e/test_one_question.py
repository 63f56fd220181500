"""Tracing one question: its analysis is computed once, from one snapshot, and gives one reply."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from byline import Archive, Reply
from byline.language.content import content_words
from byline.question.form import form_of, kind_of
from byline.question.period import period_of
from byline.question.question import Question
from byline.store.base import View
from byline.store.folder.store import FolderStore

QUESTION = "Who is the director of the Shanghai state assets commission?"
FOLLOW_UP = "When did he speak?"  # "he" can only be resolved by answering the earlier question
OF_A_QUESTION = {call.__code__: call.__name__ for call in (content_words, form_of, kind_of, period_of)}
MADE = {Question.__init__.__code__: "Question", Reply.__post_init__.__code__: "Reply"}


class CountingStore(FolderStore):
    """Counts the snapshots that are opened."""

    snapshots = 0

    @contextmanager
    def reading(self) -> Iterator[View]:
        self.snapshots += 1
        with super().reading() as view:
            yield view


def traced(archive: Archive, question: str, history: tuple[str, ...] = ()) -> tuple[Reply, Counter[str]]:
    """Ask a question, and count the objects made and how often the question is parsed."""
    parsed: Counter[tuple[str, str]] = Counter()
    counts: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            if frame.f_code in MADE:
                counts[MADE[frame.f_code]] += 1
            elif name := OF_A_QUESTION.get(frame.f_code):
                parsed[name, frame.f_locals.get("text") or frame.f_locals["question"]] += 1

    sys.setprofile(count)
    try:
        reply = archive.ask(question, history)
    finally:
        sys.setprofile(None)
    counts.update({name: number for (name, text), number in parsed.items() if text == reply.query})
    return reply, counts


def test_a_question_is_understood_once(seeds_index: Path) -> None:
    store = CountingStore(seeds_index)
    with Archive(store=store) as archive:
        archive.ask(QUESTION)  # loads the models
        store.snapshots = 0
        reply, counts = traced(archive, QUESTION)
    assert reply.status == "answered"
    assert counts == {"Question": 1, "Reply": 1, "content_words": 1, "form_of": 1, "kind_of": 1, "period_of": 1}
    assert store.snapshots == 1


def test_what_a_follow_up_needs_is_answered_in_its_snapshot_and_not_timed(seeds_index: Path) -> None:
    store = CountingStore(seeds_index)
    with Archive(store=store) as archive:
        reply, counts = traced(archive, FOLLOW_UP, (QUESTION,))
        stages = {times.stage: times.count for times in archive.timings.stages()}
    assert "He Qing" in reply.query
    assert store.snapshots == 1
    assert counts["Question"] == 3  # the follow-up, the earlier question, and both together, which finds the articles
    assert counts["Reply"] == counts["content_words"] == 1
    assert stages == {"search": 1, "read": 1, "compose": 1}
