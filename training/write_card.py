"""Write the card of the readers' models: python training/write_card.py DATA [--work DIR] [--into PACKAGE]

Measures the package's weights on articles that they were not trained on, and fills in READER.template.md.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from string import Template

from calibrate_readers import PACKAGE
from examples import load
from news import SWAPPED
from train_reader import DROPOUT, MIX, PLANS, SECOND

from byline.models import minilm
from byline.readers import BUILT_IN
from byline.readers.builtin.tokens import PairMaker

HERE = Path(__file__).parent
SMOKE_QUESTIONS, QUESTIONS = 3, 1_000
SETS = {
    "squad_train_part": "SQuAD 1.1 and 2.0, recovered part of the training set | CC BY-SA 4.0",
    "new_wiki": "SQuADShifts, New Wikipedia | CC BY 4.0",
    "squad_dev": "SQuAD 1.1 and 2.0, development set, articles not held out | CC BY-SA 4.0",
    "nq_qed": "QED, half of the extractive part of Natural Questions | CC BY-SA 3.0",
    "timeqa": "TimeQA | BSD 3-Clause",
    "onestop_news": "OneStopQA (Guardian articles) | CC BY-SA 4.0",
    "condaqa": "CondaQA | Apache 2.0",
    "qamr": "QAMR, questions of at least four words | MIT",
    "news": "Invented news, written for this project: synthetic | CC BY 4.0",
    SWAPPED: "The same, made unanswerable by replacing a name or a number in the question | CC BY 4.0",
}


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument(
        "--work", type=Path, default=Path("training/work"), help="the folder in which the readers were trained"
    )
    parser.add_argument("--into", type=Path, default=PACKAGE, help="the package from which weights are read")
    parser.add_argument("--smoke", action="store_true", help="measure only a little, to check that it runs")
    options = parser.parse_args()
    questions = load(options.data, "train", PairMaker(minilm.folder())).questions
    counts = Counter(question.source.partition(" ")[0] for question in questions)
    runs = {reader: json.loads((options.work / f"{reader}.json").read_text()) for reader in BUILT_IN}
    asked = SMOKE_QUESTIONS if options.smoke else QUESTIONS
    template = Template((HERE / "READER.template.md").read_text(encoding="utf-8"))
    card = template.substitute(
        total=f"{counts.total():,}",
        sets="\n".join(f"| {_with_count(SETS[name], count)} |" for name, count in counts.most_common()),
        mix="\n".join(f"| {name} | {share:.0%} | {SECOND[name]:.0%} |" for name, share in MIX.items()),
        dropout=DROPOUT,
        runs="\n".join(
            f"| {reader} | {' or '.join(map(str, PLANS[reader].windows))} | {PLANS[reader].batch_tokens:,} "
            f"| {run['seed']} | {run['rate']} | {run['tokens']:,} | {run['hours']} |"
            for reader, run in runs.items()
        ),
        **{reader: measured(reader, options.data, options.work, options.into, asked) for reader in BUILT_IN},
    )
    (options.into / "readers" / "builtin" / "READER.md").write_text(card, encoding="utf-8")


def measured(reader: str, data: Path, work: Path, package: Path, questions: int) -> str:
    """Return the tables of benchmarks/reading.py."""
    program = HERE.parent / "benchmarks" / "reading.py"
    few = ["--archives", "1"] if questions == SMOKE_QUESTIONS else []
    arguments = [data, "--reader", reader, "--work", work, "--into", package, "--questions", str(questions), *few]
    command = [sys.executable, program, *arguments]
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout.strip()  # noqa: S603


def _with_count(described: str, count: int) -> str:
    name, licence = described.split(" | ")
    return f"{name} | {count:,} | {licence}"


if __name__ == "__main__":
    main()
