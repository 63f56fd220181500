"""Find the threshold that suits your articles: python examples/evaluate.py INDEX QUESTIONS

Asks questions whose answers you know (docs/guide/evaluate.md says how to write them), once for each risk that you might
accept, and prints what it costs: fewer wrong answers are paid for with fewer answers.
"""

import sys
from collections.abc import Sequence

import byline

RISKS = (None, 0.3, 0.2, 0.1, 0.05)
METRICS = ("answer_found", "citation_precision", "false_answer_rate", "coverage")


def main(arguments: Sequence[str]) -> int:
    """Evaluate at each risk, and return the exit code."""
    if len(arguments) != 2:
        print("usage: python examples/evaluate.py INDEX QUESTIONS", file=sys.stderr)
        return 2
    index, questions = arguments
    print(f"{'max_risk':>9}", *(f"{name:>18}" for name in METRICS))
    for risk in RISKS:
        with byline.Archive(index, settings=byline.Settings(max_risk=risk)) as archive:
            metrics = byline.evaluate(archive, questions).metrics
        shown = (f"{value:18.2f}" if (value := metrics[name]) is not None else f"{'-':>18}" for name in METRICS)
        print(f"{'default' if risk is None else risk:>9}", *shown)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
