"""Refit an archive's confidence on the feedback that was given on its replies.

Feedback ──> questions whose answers are known, and answers known to be wrong ── ask again ──> confidence, right
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

LEAST_OF_EACH = 10  # judged replies that are right, and that are not
KEY = "confidence_scale"  # of the value that the archive keeps


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What refitting the confidence came to; it is kept where it is better than the one that ships with Byline.

    Attributes:
        right: How many of the judged replies show a right answer.
        wrong: How many do not, or are to questions that the articles do not answer.
        ece_before: Calibration error over them of the confidence that ships with Byline, in [0, 1].
        ece_after: That of what was fitted to them, in [0, 1].
        loss_before: Mean negative log-likelihood of the confidence that ships with Byline, at least 0.
        loss_after: The same where that of each is fitted to the others: what the fit is worth for new replies.
        scale: What was fitted.
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
        """Whether what was fitted tells more of replies that it was not fitted to."""
        return self.loss_after < self.loss_before

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {**asdict(self), "kept": self.is_better}


def require_enough(name: str, judged: int) -> None:
    """Raise `ArchiveError` where feedback judges too few replies, before any question is asked again."""
    if judged < 2 * LEAST_OF_EACH:
        raise ArchiveError(
            f"{name}: feedback judges {judged} {'reply' if judged == 1 else 'replies'}, expected at least "
            f"{LEAST_OF_EACH} right and {LEAST_OF_EACH} wrong: judge more in the page, see byline feedback"
        )


def calibrate(
    name: str,
    questions: Iterable[LabelledQuestion],
    wrong: Iterable[Feedback],
    ask: Callable[[str, Sequence[str]], Reply],
    fitted_on: str,
) -> Calibrated:
    """Fit a scale to the replies that are judged by feedback.

    Args:
        name: Of the archive, for messages.
        questions: Whose answers are known.
        wrong: Feedback on replies of which nothing is known but that they were wrong: they count where the reply is
            still the same.
        ask: Answers with the confidence that ships with Byline, and never abstains.
        fitted_on: See `Scale`.

    Raises:
        ArchiveError: Fewer than ten replies are right, or fewer than ten are wrong.
    """
    judged: list[tuple[float, bool]] = []
    for question in questions:
        reply = ask(question.question, question.history)
        if reply.sentences:  # else it is a question that is never answered, whatever the confidence
            shown = " ".join(sentence.text for sentence in reply.sentences)
            judged.append((reply.confidence, holds(shown, question.answers)))
    for one in wrong:
        reply = ask(one.question, one.history)
        if reply.text and reply.text == one.reply.get("answer"):
            judged.append((reply.confidence, False))
    confidence, right = [one for one, _ in judged], [one for _, one in judged]
    if min(sum(right), len(right) - sum(right)) < LEAST_OF_EACH:
        raise ArchiveError(
            f"{name}: feedback judges {sum(right)} right and {len(right) - sum(right)} wrong replies, expected at "
            f"least {LEAST_OF_EACH} of each: judge more in the page, see byline feedback"
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
