"""Report an evaluation as lines or as a self-contained page, and read an earlier evaluation back.

The page is `report.html.jinja`.
"""

import dataclasses
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from byline.errors import InputError
from byline.evaluation.gate import GateResult
from byline.evaluation.metrics import RANKING, RISK, Measured, MetricDifference
from byline.evaluation.runner import Evaluation
from byline.language.text import one_line, shorten

_Value = float | None
_Interval = tuple[float, float] | None
_METRIC_HEAD = ("metric", "value", "95 % interval")
_GATE_HEAD = ("metric", "value", "95 % interval", "limit", "")

# As lines


def lines(evaluation: Evaluation) -> Iterator[str]:
    """Yield each metric with its interval, then the metrics for each kind of question."""
    yield _counted(evaluation)
    yield ""
    intervals = evaluation.intervals
    yield from _table(
        _METRIC_HEAD,
        ((name, number(value), between(intervals[name])) for name, value in evaluation.metrics.items()),
    )
    kinds = evaluation.by_kind
    if len(kinds) > 1:
        yield ""
        yield from _table(
            ("metric", *(shorten(kind, 20) for kind in kinds)),
            ((name, *(number(values[name]) for values in kinds.values())) for name in evaluation.metrics),
        )


def compared_lines(matched: int, differences: Mapping[str, MetricDifference]) -> Iterator[str]:
    """Yield the difference of each metric from an earlier run."""
    yield f"{matched} question{'s' if matched > 1 else ''} in both runs; this run minus the earlier one:"
    yield ""
    yield from _table(
        ("metric", "difference", "95 % interval"),
        ((name, number(one.value, "+"), between(one.interval, "+")) for name, one in differences.items()),
    )


def compared_dict(matched: int, differences: Mapping[str, MetricDifference]) -> dict[str, Any]:
    """Return the differences as plain JSON values."""
    return {"matched": matched, "differences": {name: dataclasses.asdict(one) for name, one in differences.items()}}


def verdict_lines(verdicts: Iterable[GateResult]) -> Iterator[str]:
    """Yield the result of each gate."""
    yield from _table(_GATE_HEAD, map(_verdict_cells, verdicts))


def _verdict_cells(verdict: GateResult) -> tuple[str, ...]:
    gate = verdict.gate
    word = "ok" if verdict.passed else "FAILED"
    return gate.metric, number(verdict.value), between(verdict.interval), f"{gate.name} {number(gate.limit)}", word


def number(value: _Value, sign: str = "") -> str:
    """Format a value so that it can be compared at a glance; `-` if unknown."""
    if value is None:
        return "-"
    return f"{value:{sign}.3f}" if abs(value) < 10 else f"{value:{sign},.0f}"


def between(interval: _Interval, sign: str = "") -> str:
    """Format an interval; `-` if unknown."""
    return f"{number(interval[0], sign)} … {number(interval[1], sign)}" if interval else "-"


def _counted(evaluation: Evaluation) -> str:
    measured = [row.measured for row in evaluation.rows]
    answerable = sum(one.answerable for one in measured)
    answered = sum(one.answered for one in measured)
    return f"{len(measured)} questions: {answerable} answerable, {len(measured) - answerable} not; {answered} answered"


def _table(head: Sequence[str], body: Iterable[Sequence[str]]) -> Iterator[str]:
    rows = [head, *body]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


# Reading an earlier evaluation


def read_earlier(path: str | Path, ids: Iterable[str]) -> dict[str, Measured]:
    """Read what an earlier `byline eval --json` measured for the questions with these ids.

    Raises:
        InputError: The file cannot be read, is not the output of `byline eval --json`, or has none of the ids.
    """
    try:
        found = json.loads(Path(path).read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}): give the output of byline eval --json") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not JSON ({error}), expected the output of byline eval --json") from error
    rows = found.get("questions") if isinstance(found, dict) else None
    if not isinstance(rows, list):
        raise InputError(f"{path}: found no list of questions, expected the output of byline eval --json")
    wanted, earlier = set(ids), {}
    for position, row in enumerate(rows, start=1):
        try:
            id = _checked(row, "id", str)
            if id in wanted:
                earlier[id] = _measured_of(row)
        except InputError as error:
            raise InputError(
                f"{path}, question {position}: {error}, expected the output of byline eval --json"
            ) from error
    if not earlier:
        raise InputError(f"{path}: found none of these questions, expected an earlier run over the same questions")
    return earlier


def _measured_of(row: Mapping[str, Any]) -> Measured:
    values = {
        field.name: _checked(row, field.name, field.type)
        for field in dataclasses.fields(Measured)
        # Fields missing from an older file keep their default.
        if field.name != "ranking" and (field.name in row or field.default is dataclasses.MISSING)
    }
    ranking = row.get("ranking")
    if ranking is not None:
        ranking = {name: _checked(ranking, name, float) for name in RANKING}
    return Measured(**values, ranking=ranking)


def _checked(values: object, name: str, kind: Any) -> Any:
    value = values.get(name) if isinstance(values, dict) else None
    fits = isinstance(value, kind | int if kind is float else kind) and (kind is bool or not isinstance(value, bool))
    if not fits or (isinstance(value, int | float) and not math.isfinite(value)):
        raise InputError(f"{name}: found {shorten(repr(value), 40)}")
    return value


# As a page

_SIDE, _MARGIN = 260, 40  # of a plot, in pixels
_BAR, _LABEL, _KIND = 160, 150, 52  # length of a full bar, width of its label, height per kind


def page(evaluation: Evaluation, verdicts: Sequence[GateResult] = ()) -> str:
    """Render the evaluation as one HTML page that loads nothing else."""
    intervals, kinds = evaluation.intervals, evaluation.by_kind
    bins = [(one["confidence"], one["found"], one["size"]) for one in evaluation.curves["reliability"]]
    return _template().render(
        counted=_counted(evaluation),
        gate_head=_GATE_HEAD,
        gates=list(map(_verdict_cells, verdicts)),
        metric_head=_METRIC_HEAD,
        metrics=[(name, number(value), between(intervals[name])) for name, value in evaluation.metrics.items()],
        bins=bins,
        reliability=[(confidence, found) for confidence, found, _ in bins],
        risk_coverage=[(one["coverage"], one["risk"]) for one in evaluation.curves["risk_coverage"]],
        risk=RISK,
        kinds=kinds,
        kind_head=("metric", *kinds),
        by_kind=[(name, *(number(values[name]) for values in kinds.values())) for name in evaluation.metrics],
        rows=evaluation.rows,
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {"number": number, "one_line": one_line, "shorten": shorten}
    environment.globals |= {
        "x": _x,
        "y": _y,
        "outcome": _outcome,
        "side": _SIDE,
        "margin": _MARGIN,
        "bar_length": _BAR,
        "label_width": _LABEL,
        "kind_height": _KIND,
    }
    return environment.get_template("report.html.jinja")


def _outcome(one: Measured) -> tuple[str, bool]:
    """Return the outcome of a question in one word, and whether it is right."""
    if one.answered:
        return ("yes", True) if one.found else ("no", False) if one.answerable else ("false answer", False)
    return "abstained", not one.answerable


def _x(share: float) -> float:
    return round(_MARGIN + share * _SIDE, 1)


def _y(share: float) -> float:
    return round(_MARGIN + (1 - share) * _SIDE, 1)
