"""What speed is measured with: the demo corpus and questions about it; needs only the standard library."""

import gzip
import json
from pathlib import Path
from typing import Any

SEEDS = Path(__file__).parents[1] / "seeds"
QUESTIONS = [
    "When does Hong Kong's law take effect?",
    "Who is the CEO of JD.com?",
    "When did China ban crypto?",
    "How many people attended the meeting?",
    "What did Pan Gongsheng say about stablecoins?",
]


def rows_of(file: Path) -> list[dict[str, Any]]:
    """Read JSON Lines, gzipped or not."""
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]
