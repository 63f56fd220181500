"""The cell of a table's row that answers: the one whose heading shares words with the question.

"How many accidents were there in 2022?"    "Year: 2022 | Tonnes: 16,950 | Accidents: 7" gives 7
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from byline.language.content import Present
from byline.question.question import Question
from byline.readers.base import Evidence
from byline.records import Span

_CELL = re.compile(r"(?:^|\| )(?P<heading>[^|:\n]{1,60}): (?P<value>[^|\n]+?)(?= \||$)")
_FEWEST_CELLS = 2


def of_its_column(question: Question, evidence: Evidence) -> Evidence:
    """Make the value of the column that the question names the short answer.

    Evidence that is not a row of a table, or whose row has no such column, is returned unchanged.
    """
    short, span = evidence.short_span, evidence.span
    if short is None:
        return evidence
    row = evidence.hit.article[span]
    cells = list(_cells(row))
    if len(cells) < _FEWEST_CELLS or row.count("|") < len(cells) - 1:
        return evidence
    asked = [word for word in question.words if not any(map(str.isdigit, word.text))]
    shares = [sum(word in Present([heading]) for word in asked) for heading, _ in cells]
    most = max(shares)
    if not most or shares.count(most) > 1:
        return evidence
    value = cells[shares.index(most)][1].shift(span.start)
    return evidence if value.overlaps(short) else replace(evidence, short_span=value)


def _cells(row: str) -> Iterator[tuple[str, Span]]:
    for match in _CELL.finditer(row):
        yield match["heading"], Span(*match.span("value"))
