"""Every setting of an archive, with its default."""

from dataclasses import dataclass

from byline.errors import InputError

MAX_QUESTION_CHARACTERS = 2_000
MAX_EXCERPT_CHARACTERS = 5_000
MAX_ARTICLES = 2**31 - 1  # the largest integer that every database accepts
MAX_SEARCH_WORDS = 50  # in a list of articles; each adds a condition to the database query
MAX_CHECKED_CHARACTERS = 10_000
DEFAULT_ENCODER = "all-MiniLM-L6-v2"
PASSAGE_TOKENS = 120
PASSAGE_OVERLAP = 1


@dataclass(frozen=True, slots=True)
class AnswererSettings:
    """A language model that writes answers: on an OpenAI-compatible server, or a file.

    Attributes:
        base_url: URL of the server's chat completions API, such as `http://localhost:11434/v1`; empty for a file.
        model: The server's name for the model, or the path of a GGUF file, which runs in this process.
        api_key_env: The environment variable that contains the key; None if the server needs no key.
        timeout_seconds: How long an answer may take; after that the extractive answer is shown.
        retries: How often to repeat a request that was refused temporarily.

    Raises:
        InputError: The URL is invalid, or another value is out of range.
    """

    base_url: str
    model: str
    api_key_env: str | None = None
    timeout_seconds: float = 30.0
    retries: int = 1

    def __post_init__(self) -> None:
        if not self.base_url and not self.model.endswith(".gguf"):
            raise InputError(f"answerer: found no base_url, and the model {self.model!r}, expected a file NAME.gguf")
        if self.base_url and not self.base_url.startswith(("http://", "https://")):
            raise InputError(f"answerer: found the base_url {self.base_url!r}, expected http://... or https://...")
        if "@" in self.base_url:
            raise InputError("answerer: found a base_url with an @, expected a URL without a password: use api_key_env")
        if not self.model:
            raise InputError("answerer: found no model, expected the server's name for it")
        if not self.timeout_seconds > 0 or self.retries < 0:
            raise InputError("answerer: expected timeout_seconds above 0 and retries of at least 0")


@dataclass(frozen=True, slots=True)
class Settings:
    """How an archive is built and how it answers.

    The first three are fixed when an index is built: None means the index's own value, or the default for a new
    index. Any other value is refused.

    Attributes:
        encoder: Any sentence-transformers model, by name or path; defaults to `all-MiniLM-L6-v2` from its installed
            package.
        passage_tokens: Longest passage, in encoder tokens, without title and date; default 120.
        passage_overlap: Number of sentences that a passage repeats from the previous one; default 1.
        candidates: Number of passages that each of the two searches passes to the fusion.
        fusion_constant: The k of reciprocal rank fusion; chosen with `benchmarks/retrieval.py`.
        passages_per_article: Maximum passages that a search shows from one article, unless nothing else is left.
        passages_read: Number of passages read to answer a question.
        passages_read_per_article: Maximum number of these from one article, unless nothing else is left.
        reader: `small`, `large`, or a question-answering model or CrossEncoder, by name or path; None means
            `BYLINE_READER` from the environment, else `large`.
        min_confidence: Answers below this confidence are withheld; None derives it from `max_risk`.
        max_risk: Maximum share of wrong answers to accept among those given, in [0, 1], as measured on development
            questions; None means the reader's own threshold.
        likely_confidence: A withheld answer of at least this confidence is shown as likely. None means the reader's
            own threshold, or no likely answers if `min_confidence` or `max_risk` is set.
        max_answer_sentences: Longest answer, in sentences.
        max_answer_characters: Longest answer, in characters, markers included.
        max_overview_sentences: Longest summary or other overview, in sentences.
        max_overview_characters: Longest overview, in characters.
        max_seconds: Time limit for a question; the reply then says so and shows what was found by then. Excludes
            waiting in the queue, loading models, and a language model's writing.
        answerer: A language model that writes the answer; None means that answers are the articles' own sentences.

    Raises:
        InputError: `max_risk` is not between 0 and 1, or `max_seconds` is not above 0.
    """

    encoder: str | None = None
    passage_tokens: int | None = None
    passage_overlap: int | None = None
    candidates: int = 50
    fusion_constant: int = 10
    passages_per_article: int = 3
    passages_read: int = 40
    passages_read_per_article: int = 8
    reader: str | None = None
    min_confidence: float | None = None
    max_risk: float | None = None
    likely_confidence: float | None = None
    max_answer_sentences: int = 3
    max_answer_characters: int = 500
    max_overview_sentences: int = 8
    max_overview_characters: int = 1200
    max_seconds: float = 20.0
    answerer: AnswererSettings | None = None

    def __post_init__(self) -> None:
        if self.max_risk is not None and not 0 <= self.max_risk <= 1:
            raise InputError(f"max_risk: found {self.max_risk}, expected a share from 0 to 1")
        if not self.max_seconds > 0:
            raise InputError(f"max_seconds: found {self.max_seconds}, expected a number above 0")
