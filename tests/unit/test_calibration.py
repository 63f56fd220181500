"""An archive's own confidence: fitted to its feedback, saved with it, and reset."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from support import WordEncoder, article

from byline import Archive, ArchiveError, Hit, InputError, Reply, Settings, Span, cli
from byline.answering.decide import WEIGHED, LogisticModel, load_calibration
from byline.language.terms import StatisticsOf
from byline.question.question import Question
from byline.readers.base import Evidence, Reading, Signs

TOWNS = [f"Town{number}" for number in range(24)]


class SureReader:
    """Answers with the first sentence of the best hit that names the town, always with the same confidence."""

    calibrated = True

    def read(self, question: Question, hits: Sequence[Hit], statistics: StatisticsOf) -> Reading:
        """Return that sentence with the same signs every time."""
        signs = Signs(*([0.0] * len(Signs._fields)))
        first = next(hit for hit in hits if hit.article.id in question.text.split("?")[0].split())
        span = Span(first.span.start, first.span.start + first.text.index(".") + 1)
        return Reading((Evidence(first, span, 1.0, span),), signs=signs)


@pytest.fixture
def asked(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    """An archive on towns and their mayors, whose reader gives every answer the shipped confidence of 0.82."""
    shipped = load_calibration()
    model = LogisticModel((0.0,) * len(WEIGHED), 1.5)
    fixed = replace(shipped, models=dict.fromkeys(shipped.models, model))
    for module in ("byline.answering.decide", "byline.archive"):
        monkeypatch.setattr(f"{module}.load_calibration", lambda: fixed)
    archive.add([article(town, f"The mayor of {town} is called Mayor{town}.") for town in TOWNS])
    with Archive(archive.folder, encoder=WordEncoder(), reader=SureReader()) as sure:
        yield sure


def ask(archive: Archive, town: str) -> Reply:
    return archive.ask(f"Who is the mayor of {town}?")


def judge(archive: Archive, right: int, wrong: int, bare: int = 0) -> None:
    for number, town in enumerate(TOWNS[: right + wrong + bare]):
        reply = ask(archive, town)
        if number < right:
            archive.add_feedback(reply, "up")
        elif number < right + wrong:
            archive.add_feedback(reply, "down", absent=True)
        else:
            archive.add_feedback(reply, "down")


def test_the_confidence_becomes_the_share_that_was_judged_right(asked: Archive) -> None:
    judge(asked, right=10, wrong=10, bare=4)
    shipped = ask(asked, TOWNS[0]).confidence
    assert shipped == pytest.approx(0.818, abs=0.001)
    found = asked.calibrate()
    assert (found.right, found.wrong) == (10, 14)  # those marked wrong without a reason count as wrong
    assert found.is_better
    assert found.ece_before == pytest.approx(shipped - 10 / 24)
    assert ask(asked, TOWNS[0]).confidence == pytest.approx(10 / 24, abs=0.06)
    assert asked.calibrate() == found  # the fit always starts from the confidence that ships with Byline


def test_it_is_kept_with_the_archive_and_gone_back_from(asked: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    judge(asked, right=10, wrong=14)
    shipped = ask(asked, TOWNS[0]).confidence
    asked.calibrate()
    own = ask(asked, TOWNS[0]).confidence
    with Archive(asked.folder, encoder=WordEncoder(), reader=SureReader()) as again:
        assert ask(again, TOWNS[0]).confidence == own != shipped
    with Archive(
        asked.folder, settings=Settings(reader="another"), encoder=WordEncoder(), reader=SureReader()
    ) as other:
        assert ask(other, TOWNS[0]).confidence == shipped  # a fit to one reader does not apply to another
    assert cli.main(["calibrate", "--reset", "--index", str(asked.folder)]) == 0
    assert "ships with Byline" in capsys.readouterr().out
    assert ask(asked, TOWNS[0]).confidence == shipped


def test_where_it_is_no_better_the_shipped_confidence_is_gone_back_to(
    asked: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge(asked, right=10, wrong=14)
    shipped = ask(asked, TOWNS[0]).confidence
    asked.calibrate()
    assert ask(asked, TOWNS[0]).confidence != shipped
    monkeypatch.setattr("byline.history.calibration.left_out_one_by_one", lambda confidence, right: [1.0] * len(right))
    assert not asked.calibrate().is_better
    assert ask(asked, TOWNS[0]).confidence == shipped


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (0, 0, "found feedback on 0 replies, expected at least 10 right and 10 wrong"),
        (1, 0, "found feedback on 1 reply, expected"),
        (15, 6, "found feedback on 15 right and 6 wrong replies, expected at least 10 of each"),
    ],
)
def test_too_little_feedback_is_said_in_one_line(asked: Archive, right: int, wrong: int, told: str) -> None:
    judge(asked, right, wrong)
    with pytest.raises(ArchiveError) as error:
        asked.calibrate()
    assert str(error.value).startswith(f"{asked.name}: {told}")
    assert "\n" not in str(error.value)


def test_a_reader_that_says_itself_how_sure_it_is_is_not_calibrated(asked: Archive) -> None:
    class Own(SureReader):
        calibrated = False

    judge(asked, right=10, wrong=14)
    with Archive(asked.folder, encoder=WordEncoder(), reader=Own()) as own, pytest.raises(InputError, match="reader: "):
        own.calibrate()


def test_the_command_says_what_it_came_to(
    asked: Archive, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["calibrate", "--index", str(asked.folder)]
    assert cli.main(command) == 1
    assert capsys.readouterr().err.endswith("rate more answers in the page, see byline feedback\n")
    judge(asked, right=10, wrong=14)
    monkeypatch.setattr("byline.cli.measuring.open_filled_archive", lambda options: asked)
    assert cli.main(command) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "24 judged replies, 10 right and 14 wrong"
    assert lines[1].startswith("calibration error: 0.")
    assert lines[2] == "this archive now has its own confidence: byline calibrate --reset undoes this"
    assert cli.main([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kept"] is True
