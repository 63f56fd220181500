"""Refit an archive's confidence to the feedback on its replies.

Feedback ──> questions with known answers, and answers known to be wrong ── ask again ──> confidence, right
         ── scaling.fitted ──> Calibrated
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from byline.answering.scaling import Scale, fitted, left_out_one_by_one, loss
from byline.errors import ArchiveError
from byline.evaluation.metrics import ece, holds
from byline.evaluation.questions import LabelledQuestion
from byline.history.feedback import Feedback
from byline.records import Reply

LEAST_OF_EACH = 10  # replies judged right, and replies judged wrong
KEY = "confidence_scale"  # key of the archive's stored value


@dataclass(frozen=True, slots=True)
class Calibrated:
    """The result of refitting the confidence. It is kept if it is better than the scale that ships with Byline.

    Attributes:
        right: Number of judged replies that show a right answer.
        wrong: Number that do not, or that answer questions the articles do not answer.
        ece_before: Calibration error over these replies with the scale that ships with Byline, in [0, 1].
        ece_after: Calibration error with the fitted scale, in [0, 1].
        loss_before: Mean negative log-likelihood with the scale that ships with Byline, at least 0.
        loss_after: The same with each reply scored by a fit to all the others (leave-one-out): what the fit is worth
            for new replies.
        scale: The fitted scale.
    """

    right: int
    wrong: int
    ece_before: float
    ece_after: float
    loss_before: float
    loss_after: float
    scale: Scale

    @property
    def is_better(self) -> bool:
        """Whether the fit predicts replies it was not fitted to better than the scale that ships with Byline."""
        return self.loss_after < self.loss_before

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain JSON values."""
        return {**asdict(self), "kept": self.is_better}


def require_enough(name: str, judged: int) -> None:
    """Raise `ArchiveError` if too few replies have feedback, before any question is asked again."""
    if judged < 2 * LEAST_OF_EACH:
        raise ArchiveError(
            f"{name}: found feedback on {judged} {'reply' if judged == 1 else 'replies'}, expected at least "
            f"{LEAST_OF_EACH} right and {LEAST_OF_EACH} wrong; rate more answers in the page, see byline feedback"
        )


def calibrate(
    name: str,
    questions: Iterable[LabelledQuestion],
    wrong: Iterable[Feedback],
    ask: Callable[[str, Sequence[str]], Reply],
    fitted_on: str,
) -> Calibrated:
    """Fit a scale to the replies that have feedback.

    Args:
        name: Name of the archive, for messages.
        questions: Questions with known answers.
        wrong: Feedback that only says that a reply was wrong; it counts if the reply is still the same.
        ask: Answers a question with the confidence scale that ships with Byline, and never abstains.
        fitted_on: See `Scale`.

    Raises:
        ArchiveError: Fewer than ten replies are right, or fewer than ten are wrong.
    """
    judged: list[tuple[float, bool]] = []
    for question in questions:
        reply = ask(question.question, question.history)
        if reply.sentences:  # without sentences, no confidence threshold would give an answer
            shown = " ".join(sentence.text for sentence in reply.sentences)
            judged.append((reply.confidence, holds(shown, question.answers)))
    for one in wrong:
        reply = ask(one.question, one.history)
        if reply.text and reply.text == one.reply.get("answer"):
            judged.append((reply.confidence, False))
    confidence, right = [one for one, _ in judged], [one for _, one in judged]
    if min(sum(right), len(right) - sum(right)) < LEAST_OF_EACH:
        raise ArchiveError(
            f"{name}: found feedback on {sum(right)} right and {len(right) - sum(right)} wrong replies, expected at "
            f"least {LEAST_OF_EACH} of each; rate more answers in the page, see byline feedback"
        )
    scale, outcomes = fitted(confidence, right, fitted_on), np.array(right)
    return Calibrated(
        sum(right),
        len(right) - sum(right),
        float(ece(np.array(confidence), outcomes)),
        float(ece(np.array([scale.of(one) for one in confidence]), outcomes)),
        loss(confidence, right),
        loss(left_out_one_by_one(confidence, right), right),
        scale,
    )
