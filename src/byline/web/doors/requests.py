"""Request models of the doors, with limits and examples."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from byline.question.question import checked_history, checked_text
from byline.records import MARKED, Where
from byline.settings import MAX_CHECKED_CHARACTERS, MAX_EXCERPT_CHARACTERS, MAX_QUESTION_CHARACTERS

MAX_HISTORY = 50
MAX_QUESTIONS = 50  # per request
_Names = str | list[str]
# Only documents the limit; the archive itself refuses longer texts, with its own message.
_TEXT: dict[str, Any] = {"minLength": 1, "maxLength": MAX_QUESTION_CHARACTERS}
_DAY: dict[str, Any] = {"format": "date", "examples": ["2025-06-01"]}

_Question = Annotated[str, Field(json_schema_extra=_TEXT)]


def _alternative(**schema: Any) -> Callable[[dict[str, Any]], None]:
    """Describe a field that replaces another field: it has no default, but may be absent."""

    def describe(described: dict[str, Any]) -> None:
        del described["default"]
        described.update(schema)

    return describe


def _described(*examples: dict[str, Any], **schema: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [*examples], **schema})


class Filters(BaseModel):
    """Filters on the articles; an article has to meet all of them."""

    model_config = ConfigDict(extra="forbid")

    publisher: _Names | None = Field(None, description="only articles from this publisher, or from any of these")
    since: str | None = Field(
        None, description="only articles published on or after this date, such as 2025-06-01", json_schema_extra=_DAY
    )
    until: str | None = Field(
        None, description="only articles published on or before this date", json_schema_extra=_DAY
    )
    article: _Names | None = Field(None, description="only the article with this id, or those with these ids")

    @property
    def where(self) -> Where:
        """The filters in the form that the archive takes."""
        return Where(self.publisher, self.since, self.until, self.article)


class AskRequest(Filters):
    """A question to the archive."""

    question: str = Field(description=f"at most {MAX_QUESTION_CHARACTERS:,} characters", json_schema_extra=_TEXT)
    history: list[_Question] = Field([], max_length=MAX_HISTORY, description="earlier questions, oldest first")


class AskBody(Filters):
    """A question to the archive, or several that are answered one by one."""

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
        description=f"instead of `question`: 1 to {MAX_QUESTIONS} questions, answered separately, in this order",
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
        """Whether a list of questions was sent, even a list of one."""
        return "questions" in self.model_fields_set

    @property
    def asked(self) -> list[str]:
        """The questions, validated.

        Raises:
            InputError: There are no questions, or one is empty or too long.
        """
        if not self.is_batch:
            return [checked_text(self.question)]
        if not self.questions:
            return [checked_text("", "questions")]
        return [checked_text(one, f"questions.{place}") for place, one in enumerate(self.questions)]

    @property
    def earlier(self) -> list[str]:
        """The earlier questions, validated.

        Raises:
            InputError: An earlier question is empty or too long.
        """
        return checked_history(self.history)


class TimelineRequest(Filters):
    """The subject of a timeline."""

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
    """The same as URL parameters; repeat a parameter to give several values."""

    publisher: list[str] = Field([], description="only articles from this publisher, or from any of these")
    article: list[str] = Field([], description="only the article with this id, or those with these ids")

    @property
    def where(self) -> Where:
        """The filters in the form that the archive takes: an absent parameter sets no filter."""
        return Where(self.publisher or None, self.since, self.until, self.article or None)


class TraceRequest(BaseModel):
    """A quote to trace."""

    model_config = _described({"excerpt": "is scheduled to become effective on August 2"})

    excerpt: str = Field(
        description=f"at least four words, at most {MAX_EXCERPT_CHARACTERS:,} characters",
        json_schema_extra={"minLength": 1, "maxLength": MAX_EXCERPT_CHARACTERS},
    )


class CheckRequest(BaseModel):
    """A text to check sentence by sentence."""

    model_config = _described({"text": "The law takes effect on August 2. Nobody objected."})

    text: str = Field(
        description=f"one or more sentences, at most {MAX_CHECKED_CHARACTERS:,} characters",
        json_schema_extra={"minLength": 1, "maxLength": MAX_CHECKED_CHARACTERS},
    )


class ArticleEdit(BaseModel):
    """Corrections to an article's details; a field that is not given stays as it is."""

    model_config = _described({"published": "2025-07-11"}, {"publisher": "The Harbour Courier", "restore": ["author"]})

    title: str | None = Field(None, description="null or empty clears it")
    publisher: str | None = Field(None, description="null or empty clears it")
    author: str | None = Field(None, description="null or empty clears it")
    published: str | None = Field(
        None, description="such as 2025-06-30 or 30 June 2025 14:00 UTC; null or empty clears it"
    )
    restore: list[Literal["title", "publisher", "author", "published"]] = Field(
        [], description="fields to reset to what the article's source says"
    )

    @property
    def values(self) -> dict[str, str]:
        """The new values, by field."""
        named = self.model_fields_set.intersection(MARKED)
        return {name: getattr(self, name) or "" for name in MARKED if name in named}


class ArticleRequest(BaseModel):
    """Which article to return."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(description="the `document_id` of a citation or the `id` of a search result")
