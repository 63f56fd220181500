"""What the doors are asked, and the limits that they set."""

from pydantic import BaseModel, ConfigDict, Field

from byline.records import Where
from byline.settings import MAX_EXCERPT_CHARACTERS, MAX_QUESTION_CHARACTERS

MAX_HISTORY = 50
_Names = str | list[str]


class Filters(BaseModel):
    """Conditions on the articles, all of which they meet."""

    model_config = ConfigDict(extra="forbid")

    publisher: _Names | None = Field(None, description="only from this publisher, or one of these")
    since: str | None = Field(None, description="only published on this date or later, such as 2025-06-01")
    until: str | None = Field(None, description="only published on this date or earlier")
    article: _Names | None = Field(None, description="only the article of this id, or those of these")

    @property
    def where(self) -> Where:
        """The same as the archive takes it."""
        return Where(self.publisher, self.since, self.until, self.article)


class AskRequest(Filters):
    """A question to the articles."""

    question: str = Field(description=f"at most {MAX_QUESTION_CHARACTERS:,} characters")
    history: list[str] = Field([], max_length=MAX_HISTORY, description="earlier questions, oldest first")


class TimelineRequest(Filters):
    """A subject."""

    subject: str = Field(description=f"at most {MAX_QUESTION_CHARACTERS:,} characters")


class SearchRequest(Filters):
    """What to search for."""

    query: str = Field(description=f"at most {MAX_QUESTION_CHARACTERS:,} characters")
    k: int = Field(10, ge=1, le=100, description="how many passages")


class SearchParameters(SearchRequest):
    """The same in an address, where a name is repeated to give several."""

    publisher: list[str] | None = None
    article: list[str] | None = None


class TraceRequest(BaseModel):
    """What is quoted somewhere."""

    model_config = ConfigDict(extra="forbid")

    excerpt: str = Field(description=f"at least four words, at most {MAX_EXCERPT_CHARACTERS:,} characters")


class ArticleRequest(BaseModel):
    """Which article to return."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(description="as a citation (document_id) or a result of a search names it")
