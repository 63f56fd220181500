"""What the doors are asked: its limits, and an example of each."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from byline.question.question import checked_history, checked_text
from byline.records import MARKED, Where
from byline.settings import MAX_CHECKED_CHARACTERS, MAX_EXCERPT_CHARACTERS, MAX_QUESTION_CHARACTERS

MAX_HISTORY = 50
MAX_QUESTIONS = 50  # in one request
_Names = str | list[str]
# Told to whoever reads the description; it is the archive that refuses what is too long, in its own words.
_TEXT: dict[str, Any] = {"minLength": 1, "maxLength": MAX_QUESTION_CHARACTERS}
_DAY: dict[str, Any] = {"format": "date", "examples": ["2025-06-01"]}

_Question = Annotated[str, Field(json_schema_extra=_TEXT)]


def _alternative(**schema: Any) -> Callable[[dict[str, Any]], None]:
    """Describe a field that stands in place of another: its default is that it is not there."""

    def describe(described: dict[str, Any]) -> None:
        del described["default"]
        described.update(schema)

    return describe


def _described(*examples: dict[str, Any], **schema: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [*examples], **schema})


class Filters(BaseModel):
    """Conditions on the articles, all of which they meet."""

    model_config = ConfigDict(extra="forbid")

    publisher: _Names | None = Field(None, description="only from this publisher, or one of these")
    since: str | None = Field(
        None, description="only published on this date or later, such as 2025-06-01", json_schema_extra=_DAY
    )
    until: str | None = Field(None, description="only published on this date or earlier", json_schema_extra=_DAY)
    article: _Names | None = Field(None, description="only the article of this id, or those of these")

    @property
    def where(self) -> Where:
        """The same as the archive takes it."""
        return Where(self.publisher, self.since, self.until, self.article)


class AskRequest(Filters):
    """A question to the articles."""

    question: str = Field(description=f"at most {MAX_QUESTION_CHARACTERS:,} characters", json_schema_extra=_TEXT)
    history: list[_Question] = Field([], max_length=MAX_HISTORY, description="earlier questions, oldest first")


class AskBody(Filters):
    """A question to the articles, or several that are answered one by one."""

    model_config = _described(
        {"question": "When does Hong Kong's law take effect?"},
        {"question": "When does it take effect?", "history": ["What is Hong Kong's stablecoin law?"]},
        {"questions": ["When does Hong Kong's law take effect?", "Who issues licences?"], "since": "2025-06-01"},
        oneOf=[{"required": ["question"]}, {"required": ["questions"]}],
    )

    question: str = Field(
        "", description=f"at most {MAX_QUESTION_CHARACTERS:,} characters", json_schema_extra=_alternative(**_TEXT)
    )
    questions: list[_Question] = Field(
        [],
        max_length=MAX_QUESTIONS,
        description=f"in place of `question`: 1 to {MAX_QUESTIONS}, each answered for itself, in this order",
        json_schema_extra=_alternative(minItems=1),
    )
    history: list[_Question] = Field([], max_length=MAX_HISTORY, description="earlier questions, oldest first")

    @model_validator(mode="after")
    def _one_or_several(self) -> Self:
        if len(self.model_fields_set & {"question", "questions"}) != 1:
            raise PydanticCustomError("one_of", "expected question, or questions for several")
        return self

    @property
    def is_batch(self) -> bool:
        """Whether several questions were sent, though it be a list of one."""
        return "questions" in self.model_fields_set

    @property
    def asked(self) -> list[str]:
        """The questions, each fit to be asked.

        Raises:
            InputError: There is none, or one is empty or too long.
        """
        if not self.is_batch:
            return [checked_text(self.question)]
        if not self.questions:
            return [checked_text("", "questions")]
        return [checked_text(one, f"questions.{place}") for place, one in enumerate(self.questions)]

    @property
    def earlier(self) -> list[str]:
        """The earlier questions, each fit to have been asked.

        Raises:
            InputError: One is empty or too long.
        """
        return checked_history(self.history)


class TimelineRequest(Filters):
    """A subject."""

    model_config = _described({"subject": "stablecoin law"}, {"subject": "stablecoin law", "since": "2025-06-01"})

    subject: str = Field(description=f"at most {MAX_QUESTION_CHARACTERS:,} characters", json_schema_extra=_TEXT)


class SearchRequest(Filters):
    """What to search for."""

    model_config = _described({"query": "stablecoin licences", "k": 5}, {"query": "licences", "publisher": "Reuters"})

    query: str = Field(
        description=f"at most {MAX_QUESTION_CHARACTERS:,} characters",
        json_schema_extra={**_TEXT, "examples": ["stablecoin licences"]},
    )
    k: int = Field(10, ge=1, le=100, description="how many passages")


class SearchParameters(SearchRequest):
    """The same in an address, where a name is repeated to give several."""

    publisher: list[str] = Field([], description="only from this publisher, or one of these")
    article: list[str] = Field([], description="only the article of this id, or those of these")

    @property
    def where(self) -> Where:
        """The same as the archive takes it: a name that is not in the address sets no condition."""
        return Where(self.publisher or None, self.since, self.until, self.article or None)


class TraceRequest(BaseModel):
    """What is quoted somewhere."""

    model_config = _described({"excerpt": "is scheduled to become effective on August 2"})

    excerpt: str = Field(
        description=f"at least four words, at most {MAX_EXCERPT_CHARACTERS:,} characters",
        json_schema_extra={"minLength": 1, "maxLength": MAX_EXCERPT_CHARACTERS},
    )


class CheckRequest(BaseModel):
    """A text whose sentences are checked."""

    model_config = _described({"text": "The law takes effect on August 2. Nobody objected."})

    text: str = Field(
        description=f"one sentence or several, at most {MAX_CHECKED_CHARACTERS:,} characters",
        json_schema_extra={"minLength": 1, "maxLength": MAX_CHECKED_CHARACTERS},
    )


class ArticleEdit(BaseModel):
    """What to correct of an article; a field that is not named stays as it is."""

    model_config = _described({"published": "2025-07-11"}, {"publisher": "The Harbour Courier", "restore": ["author"]})

    title: str | None = Field(None, description="null or empty leaves it open")
    publisher: str | None = Field(None, description="null or empty leaves it open")
    author: str | None = Field(None, description="null or empty leaves it open")
    published: str | None = Field(
        None, description="such as 2025-06-30 or 30 June 2025 14:00 UTC; null or empty leaves it open"
    )
    restore: list[Literal["title", "publisher", "author", "published"]] = Field(
        [], description="fields that are to be again as the article's source has them"
    )

    @property
    def values(self) -> dict[str, str]:
        """What is to be, by field."""
        named = self.model_fields_set.intersection(MARKED)
        return {name: getattr(self, name) or "" for name in MARKED if name in named}


class ArticleRequest(BaseModel):
    """Which article to return."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(description="as a citation (document_id) or a result of a search names it")
