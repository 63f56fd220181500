"""The filters on articles that were chosen in the page."""

from dataclasses import dataclass

from byline.archive import Archive
from byline.errors import InputError
from byline.language.text import one_line, shorten
from byline.presenting import count_of
from byline.records import Where
from byline.records.wire import FiltersJson

_SHOWN = 40  # characters of typed text to quote in a message
_MOST = 10_000  # names of publishers or articles to accept from a browser
_MOST_CHARACTERS = 500_000  # in all of them


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters on the articles to ask; by default all articles are asked.

    Attributes:
        publishers: Names; empty means any.
        since: First date, as typed; empty means any.
        until: Last date, as typed; empty means any.
        only: Ids of the selected articles; None means all except those in `but`.
        but: Ids of the deselected articles.
    """

    publishers: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    only: tuple[str, ...] | None = None
    but: tuple[str, ...] = ()

    @classmethod
    def of(cls, sent: object) -> "Filters":
        """Read what a browser sends, and drop anything invalid."""
        given = sent if isinstance(sent, dict) else {}
        only = given.get("only")
        return cls(
            _names(given.get("publishers")),
            _line(given.get("since")),
            _line(given.get("until")),
            None if only is None else _names(only),
            _names(given.get("but")),
        )

    def to_dict(self) -> FiltersJson:
        """Return the filters as plain JSON values."""
        return {
            "publishers": [*self.publishers],
            "since": self.since,
            "until": self.until,
            "only": None if self.only is None else [*self.only],
            "but": [*self.but],
        }

    def where(self, archive: Archive) -> Where | None:
        """Return the filters in the form that the archive takes, None if all articles are asked.

        Raises:
            InputError: A date cannot be read, no article is selected, or the names are too long to store.
        """
        named = (self.publishers, self.only or (), self.but)
        if sum(len(one) for names in named for one in names) > _MOST_CHARACTERS:
            raise InputError("too many sources are selected; select fewer")
        ids = self.only
        if ids is None and self.but:
            ids = tuple(one.id for one in archive.articles() if one.id not in set(self.but))
        if ids == ():
            raise InputError("no source is selected; select at least one")
        if not (ids or self.publishers or self.since or self.until):
            return None
        for name, date in (("from", self.since), ("to", self.until)):
            _check_date(name, date)
        return Where(self.publishers or None, self.since or None, self.until or None, ids)

    @property
    def in_words(self) -> str:
        """Describe the filters; empty if all articles are asked."""
        parts = [
            f"published by {' or '.join(self.publishers)}" if self.publishers else "",
            f"from {self.since}" if self.since else "",
            f"to {self.until}" if self.until else "",
            f"{count_of(len(self.only), 'article')} selected" if self.only else "",
            f"all but {count_of(len(self.but), 'article')}" if self.only is None and self.but else "",
        ]
        said = ", ".join(filter(None, parts))
        return f"Filters: {said}" if said else ""


ALL = Filters()


def _check_date(name: str, typed: str) -> None:
    try:
        Where(since=typed or None)
    except InputError:
        found = shorten(typed, _SHOWN)
        raise InputError(f"{name}: “{found}” is not a date. Use a date such as 2025-06-30") from None


def _names(sent: object) -> tuple[str, ...]:
    return tuple(one for one in sent[:_MOST] if isinstance(one, str)) if isinstance(sent, list) else ()


def _line(sent: object) -> str:
    return one_line(sent) if isinstance(sent, str) else ""
