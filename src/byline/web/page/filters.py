"""Which articles alone are asked, as it was chosen in the page."""

from dataclasses import dataclass

from byline.archive import Archive
from byline.errors import InputError
from byline.language.text import one_line, shorten
from byline.presenting import count_of_articles
from byline.records import Where
from byline.records.wire import FiltersJson

_SHOWN = 40  # characters of what was typed, in a message
_MOST = 10_000  # names of publishers or articles that are taken from a browser


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles alone are asked; all of them if nothing was chosen.

    Attributes:
        publishers: Names; any if there are none.
        since: A date, as it was typed; empty if none was.
        until: The same.
        only: The ids of the articles that were ticked; None if all are, but those of `but`.
        but: The ids of the articles that were not.
    """

    publishers: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    only: tuple[str, ...] | None = None
    but: tuple[str, ...] = ()

    @classmethod
    def of(cls, sent: object) -> "Filters":
        """Return what a browser sends, without what is none."""
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
        """Return them as plain JSON values."""
        return {
            "publishers": [*self.publishers],
            "since": self.since,
            "until": self.until,
            "only": None if self.only is None else [*self.only],
            "but": [*self.but],
        }

    def where(self, archive: Archive) -> Where | None:
        """Return them as conditions, None if all articles are asked.

        Raises:
            InputError: A date cannot be read, or no article is ticked.
        """
        ids = self.only
        if ids is None and self.but:
            ids = tuple(one.id for one in archive.articles() if one.id not in set(self.but))
        if ids == ():
            raise InputError("no source is ticked: tick at least one")
        if not (ids or self.publishers or self.since or self.until):
            return None
        for name, date in (("from", self.since), ("to", self.until)):
            _check_date(name, date)
        return Where(self.publishers or None, self.since or None, self.until or None, ids)

    @property
    def in_words(self) -> str:
        """Say which articles alone are asked, empty if all are."""
        parts = [
            f"published by {' or '.join(self.publishers)}" if self.publishers else "",
            f"from {self.since}" if self.since else "",
            f"to {self.until}" if self.until else "",
            f"{count_of_articles(len(self.only))} ticked" if self.only else "",
            f"all but {count_of_articles(len(self.but))}" if self.only is None and self.but else "",
        ]
        said = ", ".join(filter(None, parts))
        return f"Only sources {said}" if said else ""


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
