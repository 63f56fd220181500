"""Evaluation: ask questions with known answers, and measure the replies and their citations.

questions -runner-> a Row per question -metrics-> a value per metric, with its interval -report, gate-> people

questions.py  reads questions with known answers from JSON Lines
runner.py     asks each question and records the result
metrics.py    pure functions over the measurements, with confidence intervals
report.py     prints the values, writes the page, reads an earlier evaluation
gate.py       floors and ceilings for the values
"""

from byline.evaluation.questions import Excerpt, LabelledQuestion, read_questions
from byline.evaluation.runner import Evaluation, Row, evaluate

__all__ = ["Evaluation", "Excerpt", "LabelledQuestion", "Row", "evaluate", "read_questions"]
