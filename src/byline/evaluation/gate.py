"""Gates: floors and ceilings for the metrics."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from byline.errors import InputError
from byline.evaluation.metrics import LOWER_IS_BETTER, METRICS
from byline.evaluation.runner import Evaluation

_TABLES = ("floors", "ceilings")
_LARGEST = 1e12
_TOLERANCE = 1e-9  # a mean of ones may be slightly less than 1


@dataclass(frozen=True, slots=True)
class Gate:
    """The minimum value of a metric; the maximum, if lower is better."""

    metric: str
    limit: float

    @property
    def name(self) -> str:
        """The kind of limit: `floor` or `ceiling`."""
        return "ceiling" if self.metric in LOWER_IS_BETTER else "floor"

    def passes(self, value: float | None) -> bool:
        """Return whether a value is within the limit; an unknown value is not."""
        if value is None:
            return False
        over = value - self.limit if self.name == "floor" else self.limit - value
        return over >= -_TOLERANCE


@dataclass(frozen=True, slots=True)
class GateResult:
    """The result of a gate for an evaluation."""

    gate: Gate
    value: float | None
    interval: tuple[float, float] | None

    @property
    def passed(self) -> bool:
        """Whether the metric is within its limit."""
        return self.gate.passes(self.value)


def judge(evaluation: Evaluation, gates: Sequence[Gate]) -> list[GateResult]:
    """Check an evaluation against each gate, in order."""
    metrics, intervals = evaluation.metrics, evaluation.intervals
    return [GateResult(gate, metrics[gate.metric], intervals[gate.metric]) for gate in gates]


def read_gates(path: str | Path) -> list[Gate]:
    """Read gates from TOML: the tables `[floors]` and `[ceilings]`, each with a number per metric.

    Raises:
        InputError: The file cannot be read, names an unknown metric, or has a limit that is not a number.
    """
    try:
        tables = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}): give a file of gates") from error
    except ValueError as error:
        raise InputError(f"{path}: not TOML in UTF-8: {error}") from error
    gates = []
    for table, limits in tables.items():
        if table not in _TABLES or not isinstance(limits, dict):
            raise InputError(f"{path}: found {table!r}, expected the tables [floors] and [ceilings]")
        for metric, limit in limits.items():
            where = f"{path}, [{table}], {metric!r}"
            if metric not in METRICS:
                raise InputError(
                    f"{where}: no such metric (quote a name with an @), expected one of {', '.join(METRICS)}"
                )
            if not isinstance(limit, int | float) or isinstance(limit, bool) or not abs(limit) < _LARGEST:
                raise InputError(f"{where}: found {limit!r}, expected a number")
            gate = Gate(metric, float(limit))
            if f"{gate.name}s" != table:
                better = "lower" if metric in LOWER_IS_BETTER else "higher"
                raise InputError(f"{where}: {better} is better for this metric: move it to [{gate.name}s]")
            gates.append(gate)
    if not gates:
        raise InputError(f"{path}: found no gate, expected a metric and a number under [floors] or [ceilings]")
    return gates
