"""Evaluation: ask questions whose answers are known, and measure the replies and their citations.

questions -runner-> Row a question -metrics-> a value a metric, with its interval -report, gate-> people
"""

from byline.evaluation.questions import Excerpt, LabelledQuestion, read_questions
from byline.evaluation.runner import Evaluation, Row, evaluate

__all__ = ["Evaluation", "Excerpt", "LabelledQuestion", "Row", "evaluate", "read_questions"]
