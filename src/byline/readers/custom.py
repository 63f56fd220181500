"""Readers with a user's own model: a question-answering model, or a CrossEncoder that scores sentences.

The built-in calibration was fitted on another model's scores, so with these models the confidence ranks answers but is
not a measured probability.
"""

from collections.abc import Sequence
from math import exp
from typing import TYPE_CHECKING, Any

import numpy as np

from byline.errors import EncoderError
from byline.language.sentences import sentences
from byline.language.terms import StatisticsOf
from byline.language.text import one_line
from byline.question.coverage import missing_names
from byline.question.question import Question
from byline.readers.base import Evidence, Reader, Reading
from byline.readers.builtin.reader import SpanReader
from byline.readers.builtin.spans import TokenScores
from byline.records import Hit

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_MAX_TOKENS = 384


def reader_by(name: str) -> Reader:
    """Load the reader that fits the kind of a model.

    Raises:
        EncoderError: The model does not exist or cannot be loaded.
    """
    from transformers import AutoConfig

    try:
        config = AutoConfig.from_pretrained(name, trust_remote_code=False)
        if any(kind.endswith("ForQuestionAnswering") for kind in config.architectures or ()):
            return SpanReader(QuestionAnsweringModel(name).score)
        return SentenceReader(_cross_encoder(name))
    except (OSError, ValueError, KeyError) as error:
        reason = str(error).splitlines()[0]
        raise EncoderError(f"reader {name!r}: cannot be loaded: {reason}: give a path or a name on the hub") from error


class QuestionAnsweringModel:
    """Scores tokens with a question-answering model whose first token means "no answer here".

    Args:
        name: Name or path of the model.
    """

    def __init__(self, name: str) -> None:
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        self._tokenizer: Any = AutoTokenizer.from_pretrained(name, trust_remote_code=False)
        self._model: Any = AutoModelForQuestionAnswering.from_pretrained(
            name, trust_remote_code=False, use_safetensors=True
        ).eval()

    def score(self, question: str, passages: Sequence[tuple[str, str]]) -> list[TokenScores]:
        """Score the tokens of passages, in order; titles are not read."""
        return [self._score(question, text) for _, text in passages]

    def _score(self, question: str, text: str) -> TokenScores:
        import torch

        encoded = self._tokenizer(
            question,
            text,
            truncation="only_second",
            max_length=_MAX_TOKENS,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping")[0].tolist()
        of_text = [place for place, part in enumerate(encoded.sequence_ids(0)) if part == 1]
        with torch.inference_mode():
            scores = self._model(**encoded)
        start, end = (values[0].double().numpy() for values in (scores.start_logits, scores.end_logits))
        return TokenScores(
            start[of_text] - start[0], end[of_text] - end[0], [tuple(offsets[place]) for place in of_text]
        )


def _cross_encoder(name: str) -> "CrossEncoder":
    from sentence_transformers import CrossEncoder

    model: CrossEncoder = CrossEncoder(name, trust_remote_code=False, model_kwargs={"use_safetensors": True})
    return model


class SentenceReader:
    """Scores each sentence of the passages with a CrossEncoder; gives no short answers."""

    calibrated = False  # the model's own probability is used

    def __init__(self, model: "CrossEncoder") -> None:
        self._model = model

    def read(self, question: Question, hits: Sequence[Hit], statistics: StatisticsOf) -> Reading:
        """Score the sentences of `hits`."""
        found = {(hit.article.id, span.shift(hit.span.start)): hit for hit in hits for span in sentences(hit.text)}
        texts = [one_line(hit.article[span]) for (_, span), hit in found.items()]
        scores = np.ravel(self._model.predict([(question.text, text) for text in texts], activation_fn=_unchanged))
        evidence = [
            Evidence(hit, span, 1 / (1 + exp(-max(-500.0, float(score)))))
            for ((_, span), hit), score in zip(found.items(), scores, strict=True)
        ]
        return Reading(tuple(sorted(evidence, key=lambda item: -item.probability)), missing_names(question.names, hits))


def _unchanged(scores: Any) -> Any:
    return scores
