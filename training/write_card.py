"""Write the card of the reader's model: python training/write_card.py DATA [--out DIR] [--work DIR]

Measures the weights that are in the package on articles they were not trained on, and fills READER.template.md.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from string import Template

from examples import WINDOWS, load
from train_reader import DROPOUT, NEGATIVE_SHARE, PROGRESS

HERE = Path(__file__).parent
CARD = HERE.parent / "src" / "byline" / "reading" / "READER.md"
SETS = {
    "squad_train_part": "SQuAD 1.1 and 2.0, recovered part of the training set | CC BY-SA 4.0",
    "new_wiki": "SQuADShifts, New Wikipedia | CC BY 4.0",
    "squad_dev": "SQuAD 1.1 and 2.0, development set, the articles not held out | CC BY-SA 4.0",
    "nq_qed": "QED, the extractive part of Natural Questions, half of it | CC BY-SA 3.0",
    "timeqa": "TimeQA | BSD 3-Clause",
    "onestop_news": "OneStopQA (Guardian articles) | CC BY-SA 4.0",
    "condaqa": "CondaQA | Apache 2.0",
    "qamr": "QAMR, questions of at least four words | MIT",
}


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("training/work"), help="where the training left its progress")
    parser.add_argument("--work", type=Path, default=Path("training/work"), help="where the archives are kept")
    options = parser.parse_args()
    counts = Counter(question.source for question in load(options.data, "train", negatives=False).questions)
    runs = json.loads((options.out / PROGRESS).read_text())["runs"]
    measured = subprocess.run(  # noqa: S603
        [sys.executable, HERE.parent / "benchmarks" / "reading.py", options.data, "--work", options.work],
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )
    template = Template((HERE / "READER.template.md").read_text(encoding="utf-8"))
    card = template.substitute(
        total=f"{counts.total():,}",
        sets="\n".join(f"| {_with_count(SETS[name], count)} |" for name, count in counts.most_common()),
        windows=" or ".join(map(str, WINDOWS)),
        negatives=round(100 * NEGATIVE_SHARE),
        dropout=DROPOUT,
        runs="\n".join(
            f"| {number} | {run['seed']} | {run['rate']} | {run['planned']:,.0f} | {run['read']:,.0f} |"
            for number, run in enumerate(runs, start=1)
        ),
        scores=measured.stdout.strip(),
    )
    CARD.write_text(card, encoding="utf-8")


def _with_count(described: str, count: int) -> str:
    name, licence = described.split(" | ")
    return f"{name} | {count:,} | {licence}"


if __name__ == "__main__":
    main()
