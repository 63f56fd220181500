"""Evaluation: ask questions whose answers are known, and measure the replies and their citations.

questions -runner-> Row a question -metrics-> a value a metric, with its interval -report, gate-> people

questions.py  reads questions with known answers: JSON Lines
runner.py     asks each question and keeps what comes back
metrics.py    pure functions over what was measured, with confidence intervals
report.py     prints the values, writes the page, reads an earlier evaluation
gate.py       the floors and ceilings that the values must keep to
"""

from byline.evaluation.questions import Excerpt, LabelledQuestion, read_questions
from byline.evaluation.runner import Evaluation, Row, evaluate

__all__ = ["Evaluation", "Excerpt", "LabelledQuestion", "Row", "evaluate", "read_questions"]
