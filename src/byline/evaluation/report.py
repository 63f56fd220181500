"""Tell what an evaluation found: as lines, as a page that needs no network; and read an earlier one again."""

import dataclasses
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from byline.errors import InputError
from byline.evaluation.gate import GateResult
from byline.evaluation.metrics import RANKING, RISK, Measured, MetricDifference
from byline.evaluation.runner import Evaluation, Row
from byline.language.text import one_line, shorten

_Value = float | None
_Interval = tuple[float, float] | None
_GATE_HEAD = ("metric", "value", "95 % interval", "limit", "")

# As lines


def lines(evaluation: Evaluation) -> Iterator[str]:
    """Yield each metric with its interval, then the metrics of each kind."""
    yield _counted(evaluation)
    yield ""
    intervals = evaluation.intervals
    yield from _table(
        ("metric", "value", "95 % interval"),
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
    """Yield how each metric differs from an earlier run."""
    yield f"{matched} question{'s' if matched > 1 else ''} of the same id; now less then:"
    yield ""
    yield from _table(
        ("metric", "difference", "95 % interval"),
        ((name, number(one.value, "+"), between(one.interval, "+")) for name, one in differences.items()),
    )


def compared_dict(matched: int, differences: Mapping[str, MetricDifference]) -> dict[str, Any]:
    """Return the same as plain JSON values."""
    return {"matched": matched, "differences": {name: dataclasses.asdict(one) for name, one in differences.items()}}


def verdict_lines(verdicts: Iterable[GateResult]) -> Iterator[str]:
    """Yield what each gate says."""
    yield from _table(_GATE_HEAD, map(_verdict_cells, verdicts))


def _verdict_cells(verdict: GateResult) -> tuple[str, ...]:
    gate = verdict.gate
    word = "ok" if verdict.passed else "FAILED"
    return gate.metric, number(verdict.value), between(verdict.interval), f"{gate.name} {number(gate.limit)}", word


def number(value: _Value, sign: str = "") -> str:
    """Write a value so that it can be compared at a glance, `-` if it is not known."""
    if value is None:
        return "-"
    return f"{value:{sign}.3f}" if abs(value) < 10 else f"{value:{sign},.0f}"


def between(interval: _Interval, sign: str = "") -> str:
    """Write an interval, `-` if it is not known."""
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


# Read again


def read_earlier(path: str | Path, ids: Iterable[str]) -> dict[str, Measured]:
    """Read what an earlier `byline eval --json` measured of the questions of these ids.

    Raises:
        InputError: The file cannot be read, is not such output, or has none of the ids.
    """
    try:
        found = json.loads(Path(path).read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}): give the output of byline eval --json") from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path}: found what is not JSON ({error}), expected the output of byline eval --json"
        ) from error
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
        raise InputError(f"{path}: found no question of an id asked now, expected a run over these questions")
    return earlier


def _measured_of(row: Mapping[str, Any]) -> Measured:
    values = {
        field.name: _checked(row, field.name, field.type)
        for field in dataclasses.fields(Measured)
        # What an older file does not have is left at its default.
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

_STYLE = """
:root { color-scheme: light dark; --mark: #2b6cb0; --wrong: #c05621; --line: #8885; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
table { border-collapse: collapse; } th, td { text-align: left; vertical-align: top; padding: .25rem .8rem .25rem 0; }
tr { border-bottom: 1px solid var(--line); } th { font-weight: 600; }
td { overflow-wrap: anywhere; } td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.wide { overflow-x: auto; } .plots { display: flex; flex-wrap: wrap; gap: 2rem; } figure { margin: 0; max-width: 100%; }
figcaption { max-width: 25rem; font-size: .87rem; opacity: .85; }
svg { max-width: 100%; height: auto; } svg text { font: 11px system-ui, sans-serif; fill: currentColor; }
.axis { stroke: var(--line); fill: none; } .ideal { stroke: currentColor; stroke-dasharray: 3 4; opacity: .5; }
.curve { stroke: var(--mark); stroke-width: 2; fill: none; } .dot, .bar { fill: var(--mark); }
.bar.bad { fill: var(--wrong); }
.right { color: var(--mark); } .wrong { color: var(--wrong); }
"""
_SIDE, _MARGIN = 260, 40  # of a plot, in pixels
_BAR, _LABEL, _KIND = 160, 150, 52  # length of a whole bar, width of its label, height of a kind


def page(evaluation: Evaluation, verdicts: Sequence[GateResult] = ()) -> str:
    """Draw the evaluation as one HTML page that loads nothing."""
    intervals = evaluation.intervals
    metrics = _html_table(
        ("metric", "value", "95 % interval"),
        ([name, number(value), between(intervals[name])] for name, value in evaluation.metrics.items()),
    )
    kinds = evaluation.by_kind
    by_kind = _html_table(
        ("metric", *kinds),
        ([name, *(number(values[name]) for values in kinds.values())] for name in evaluation.metrics),
    )
    gates = ""
    if verdicts:
        gates = "<h2>Gates</h2>" + _html_table(_GATE_HEAD, map(_verdict_cells, verdicts))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>Byline: evaluation</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>Evaluation</h1>
<p>{escape(_counted(evaluation))}</p>
{gates}
<h2>Metrics</h2>
<div class="wide">{metrics}</div>
<div class="plots">
{_reliability(evaluation)}
{_risk_coverage(evaluation)}
{_bars(kinds)}
</div>
<h2>Kinds of question</h2>
<div class="wide">{by_kind}</div>
<h2>Questions</h2>
<div class="wide">{_questions(evaluation.rows)}</div>
</body>
</html>
"""


def _text(text: str) -> str:
    return escape(one_line(text))


def _html_table(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    heading = "".join(f"<th>{_text(cell)}</th>" for cell in head)
    rows = "".join(
        f"<tr><td>{_text(first)}</td>"
        + "".join(f'<td class="number">{_text(cell)}</td>' for cell in others)
        + "</tr>\n"
        for first, *others in body
    )
    return f"<table>\n<tr>{heading}</tr>\n{rows}</table>"


def _questions(rows: Sequence[Row]) -> str:
    heads = ("id", "kind", "question", "right answers", "shown", "short", "confidence", "found")
    body = "".join(
        "<tr>"
        + "".join(f"<td>{_text(text)}</td>" for text in (row.question.id, row.question.kind))
        + f"<td>{'<br>'.join(map(_text, (*row.question.history, row.question.question)))}</td>"
        + f"<td>{'<br>'.join(map(_text, row.question.answers)) or '<i>none: unanswerable</i>'}</td>"
        + f"<td>{_text(row.shown) or f'<i>{_text(row.reason)}</i>'}</td>"
        + f"<td>{_text(row.short or '-')}</td>"
        + f'<td class="number">{number(row.measured.confidence)}</td>'
        + _outcome(row.measured)
        + "</tr>\n"
        for row in rows
    )
    return f"<table>\n<tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr>\n{body}</table>"


def _outcome(one: Measured) -> str:
    if one.answered:
        word, right = ("yes", True) if one.found else ("no", False) if one.answerable else ("false answer", False)
    else:
        word, right = "abstained", not one.answerable
    return f'<td class="{"right" if right else "wrong"}">{word}</td>'


def _reliability(evaluation: Evaluation) -> str:
    bins = evaluation.curves["reliability"]
    points = [(one["confidence"], one["found"]) for one in bins]
    ideal = f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
    dots = "".join(
        f'<circle class="dot" cx="{_x(one["confidence"])}" cy="{_y(one["found"])}" r="4">'
        f"<title>{one['size']:.0f} answers: confidence {one['confidence']:.2f}, found {one['found']:.2f}</title>"
        "</circle>"
        for one in bins
    )
    return _plot(
        "Reliability",
        "Answers in ten bins of equal mass. On the dashed line, confidence is the share that is right.",
        ("confidence", "share found"),
        ideal + _curve(points) + dots,
    )


def _risk_coverage(evaluation: Evaluation) -> str:
    points = [(one["coverage"], one["risk"]) for one in evaluation.curves["risk_coverage"]]
    wanted = f'<line class="ideal" x1="{_x(0)}" y1="{_y(RISK)}" x2="{_x(1)}" y2="{_y(RISK)}"/>'
    return _plot(
        "Risk and coverage",
        "If only the most confident answers were given: the share of questions answered, and of those the share wrong."
        " The dashed line is a risk of 0.1.",
        ("coverage", "risk"),
        wanted + _curve(points) + "".join(f'<circle class="dot" cx="{_x(x)}" cy="{_y(y)}" r="2"/>' for x, y in points),
    )


def _plot(title: str, caption: str, axes: tuple[str, str], drawing: str) -> str:
    size = _SIDE + 2 * _MARGIN
    ticks = "".join(
        f'<text x="{_x(tick)}" y="{_y(0) + 16}" text-anchor="middle">{tick:g}</text>'
        f'<text x="{_x(0) - 6}" y="{_y(tick) + 4}" text-anchor="end">{tick:g}</text>'
        for tick in (0, 0.5, 1)
    )
    return f"""<figure>
<h2>{title}</h2>
<svg viewBox="0 0 {size} {size}" width="{size}" height="{size}" role="img" aria-label="{title}">
<rect class="axis" x="{_x(0)}" y="{_y(1)}" width="{_SIDE}" height="{_SIDE}"/>
{ticks}
<text x="{_x(0.5)}" y="{size - 6}" text-anchor="middle">{axes[0]}</text>
<text x="{_x(0) + 4}" y="{_y(1) - 8}">{axes[1]}</text>
{drawing}
</svg>
<figcaption>{caption}</figcaption>
</figure>"""


def _x(share: float) -> float:
    return round(_MARGIN + share * _SIDE, 1)


def _y(share: float) -> float:
    return round(_MARGIN + (1 - share) * _SIDE, 1)


def _curve(points: Sequence[tuple[float, float]]) -> str:
    return f'<polyline class="curve" points="{" ".join(f"{_x(x)},{_y(y)}" for x, y in points)}"/>'


def _bars(kinds: Mapping[str, Mapping[str, _Value]]) -> str:
    drawn = "".join(_kind_bars(kind, values, position * _KIND) for position, (kind, values) in enumerate(kinds.items()))
    width, height = _LABEL + _BAR + 50, len(kinds) * _KIND + 8
    return f"""<figure>
<h2>By kind</h2>
<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="By kind">
{drawn}
</svg>
<figcaption>Answer found, of the answerable questions; false answers, of the others.</figcaption>
</figure>"""


def _kind_bars(kind: str, values: Mapping[str, _Value], top: int) -> str:
    name = f'<text x="0" y="{top + 12}" font-weight="600">{escape(shorten(kind, 50))}</text>'
    rows = (("answer found", "answer_found", "bar"), ("false answers", "false_answer_rate", "bar bad"))
    return name + "".join(
        f'<text x="10" y="{top + 27 + line * 15}">{label}</text>'
        f'<rect class="{look}" x="{_LABEL}" y="{top + 18 + line * 15}" width="{length:.1f}" height="10"/>'
        f'<text x="{_LABEL + 6 + length:.1f}" y="{top + 27 + line * 15}">{number(values[key])}</text>'
        for line, (label, key, look) in enumerate(rows)
        for length in ((values[key] or 0) * _BAR,)
    )
