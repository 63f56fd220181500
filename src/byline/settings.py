"""What can be set, with the defaults."""

from dataclasses import dataclass

from byline.errors import InputError

MAX_QUESTION_CHARACTERS = 2_000
MAX_EXCERPT_CHARACTERS = 5_000
DEFAULT_ENCODER = "all-MiniLM-L6-v2"
PASSAGE_TOKENS = 120
PASSAGE_OVERLAP = 1


@dataclass(frozen=True, slots=True)
class Settings:
    """How an archive is built and asked.

    An index keeps to the first three as it was made: None means what it was made with, and for a new
    index the default. Anything else than it was made with is refused.

    Attributes:
        encoder: Any sentence-transformers model, by name or path; the default is `all-MiniLM-L6-v2` from
            its installed package.
        passage_tokens: Longest passage, in tokens of the encoder, title and date not counted; default 120.
        passage_overlap: How many sentences a passage repeats of the one before it; default 1.
        candidates: How many passages each of the two searches hands to the fusion.
        fusion_constant: The k of reciprocal rank fusion; chosen by `benchmarks/retrieval.py`.
        passages_per_article: How many passages of one article a search shows, unless nothing else is left.
        passages_read: How many passages are read to answer a question.
        reader: A question-answering model or a CrossEncoder, by name or path; None means the built-in reader.
        min_confidence: An answer less probable than this is not given; None means what `max_risk` asks for.
        max_risk: Share of wrong answers among those given that is put up with, in [0, 1], as it was on
            development questions; None means the reader's own threshold.
        max_answer_sentences: How many sentences an answer has at most.
        max_answer_characters: How long an answer is at most, markers included.

    Raises:
        InputError: `max_risk` is no share.
    """

    encoder: str | None = None
    passage_tokens: int | None = None
    passage_overlap: int | None = None
    candidates: int = 50
    fusion_constant: int = 10
    passages_per_article: int = 3
    passages_read: int = 8
    reader: str | None = None
    min_confidence: float | None = None
    max_risk: float | None = None
    max_answer_sentences: int = 3
    max_answer_characters: int = 500

    def __post_init__(self) -> None:
        if self.max_risk is not None and not 0 <= self.max_risk <= 1:
            raise InputError(f"max_risk: found {self.max_risk}, expected a share from 0 to 1")
