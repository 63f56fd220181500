"""Gates: the floors and ceilings that metrics must keep to."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from byline.errors import InputError
from byline.evaluation.metrics import LOWER_IS_BETTER, METRICS
from byline.evaluation.runner import Evaluation

_TABLES = ("floors", "ceilings")
_LARGEST = 1e12
_TOLERANCE = 1e-9  # a mean of ones may be a little less than 1


@dataclass(frozen=True, slots=True)
class Gate:
    """The least value that a metric may have, or for one that is better the lower it is, the largest."""

    metric: str
    limit: float

    @property
    def name(self) -> str:
        """What the limit is: a floor or a ceiling."""
        return "ceiling" if self.metric in LOWER_IS_BETTER else "floor"

    def passes(self, value: float | None) -> bool:
        """Tell whether `value` keeps to the limit; one that is not known does not."""
        if value is None:
            return False
        over = value - self.limit if self.name == "floor" else self.limit - value
        return over >= -_TOLERANCE


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate says of an evaluation."""

    gate: Gate
    value: float | None
    interval: tuple[float, float] | None

    @property
    def passed(self) -> bool:
        """Whether the metric keeps to its limit."""
        return self.gate.passes(self.value)


def judge(evaluation: Evaluation, gates: Sequence[Gate]) -> list[GateResult]:
    """Hold an evaluation against each gate, in their order."""
    metrics, intervals = evaluation.metrics, evaluation.intervals
    return [GateResult(gate, metrics[gate.metric], intervals[gate.metric]) for gate in gates]


def read_gates(path: str | Path) -> list[Gate]:
    """Read gates from TOML: a table `[floors]`, a table `[ceilings]`, in each a number a metric.

    Raises:
        InputError: The file cannot be read, names what is no metric, or has a limit that is not a number.
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
                raise InputError(f"{where}: {better} is better, expected it under [{gate.name}s]: move it")
            gates.append(gate)
    if not gates:
        raise InputError(f"{path}: found no gate, expected a number a metric under [floors] or [ceilings]")
    return gates
