"""What can be set, with the defaults."""

from dataclasses import dataclass

from byline.errors import InputError

MAX_QUESTION_CHARACTERS = 2_000
MAX_EXCERPT_CHARACTERS = 5_000
MAX_ARTICLES = 2**31 - 1  # that any database counts to
MAX_SEARCH_WORDS = 50  # in a list of articles; each is one more condition to the database
MAX_CHECKED_CHARACTERS = 10_000
DEFAULT_ENCODER = "all-MiniLM-L6-v2"
PASSAGE_TOKENS = 120
PASSAGE_OVERLAP = 1


@dataclass(frozen=True, slots=True)
class AnswererSettings:
    """A language model that writes answers: on a server that speaks OpenAI's chat completions, or a file.

    Attributes:
        base_url: Of the server's API, such as `http://localhost:11434/v1`; empty for a file.
        model: As the server calls it, or the path of a file in GGUF's format, which is run in this process.
        api_key_env: The environment variable that holds the key; None if the server asks for none.
        timeout_seconds: How long an answer may take; after that the extractive one is shown.
        retries: How often a request that was refused for now is made again.

    Raises:
        InputError: The address is none, or another value is out of range.
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
            raise InputError("answerer: found a base_url with an @, expected no password in it: use api_key_env")
        if not self.model:
            raise InputError("answerer: found no model, expected its name as the server calls it")
        if not self.timeout_seconds > 0 or self.retries < 0:
            raise InputError("answerer: timeout_seconds is above 0, retries at least 0")


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
        passages_read: How many passages are looked at to answer a question.
        passages_read_per_article: How many of them are of one article, unless nothing else is left.
        reader: `small`, `large`, or a question-answering model or a CrossEncoder, by name or path; None means what
            the environment's `BYLINE_READER` says, else `large`.
        min_confidence: An answer less probable than this is not given; None means what `max_risk` asks for.
        max_risk: Share of wrong answers among those given that is put up with, in [0, 1], as it was on
            development questions; None means the reader's own threshold.
        likely_confidence: An answer that is not given but at least this probable is shown as a likely one. None means
            the reader's own threshold; where `min_confidence` or `max_risk` is set, it means that none is shown.
        max_answer_sentences: How many sentences an answer has at most.
        max_answer_characters: How long an answer is at most, markers included.
        max_overview_sentences: How many sentences a summary or another overview has at most.
        max_overview_characters: How long an overview is at most.
        max_seconds: How long a question is worked on at most; the reply then says so and shows what there was. Not
            counted is how long it waits for its turn or for a model to be loaded, and a language model's writing.
        answerer: A language model that writes the answer; None means that the articles' own sentences are it.

    Raises:
        InputError: `max_risk` is no share, or `max_seconds` is not above 0.
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
