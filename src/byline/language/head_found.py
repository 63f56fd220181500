"""Collect what is read from an article's head and foot, with shared reading methods; see `heads.py`."""

import re
from datetime import UTC, date, datetime, time

from byline.language.corrections import notice_in
from byline.language.head_dates import (
    Written,
    completed,
    day_of_name,
    days_in,
    moment_in,
    without_times,
)
from byline.language.head_forms import (
    AMENDED,
    CAPTION,
    FOOT_CHARACTERS,
    FOOT_LINES,
    HEAD_CHARACTERS,
    HEAD_LINES,
    IMPRINT,
    LABELLED,
    LONGEST_DAY,
    OF_SOMETHING,
)
from byline.language.head_lines import (
    Head,
    before,
    is_prose,
    lines_of,
    without_form,
)
from byline.language.people import is_body, is_name_like, is_publication
from byline.language.text import folded


class Found:
    """Names, days and a title collected from an article's lines one by one."""

    def __init__(self, text: str, name: str, language: str | None) -> None:
        self.text, self.name, self.language = text, name, language
        lines = lines_of(text[:HEAD_CHARACTERS])
        self.body = next((number for number, line in enumerate(lines) if is_prose(lines, number)), len(lines))
        self.head = lines[: min(self.body, HEAD_LINES)]
        self.first = lines[self.body].text if self.body < len(lines) else ""
        last = lines_of(text[-FOOT_CHARACTERS:] if len(text) > FOOT_CHARACTERS else text)
        self.foot = [line for line in last if line.text not in {one.text for one in self.head}][-FOOT_LINES:]
        self.title = ""
        self.title_at = len(self.head)
        self.label = ""  # a section, which serves as the title of a column without one
        self.read_lines = 0
        self.authors: list[str] = []
        self.nobody = False
        self.masthead = ""
        self.agency = ""
        self.imprint = ""
        self.published: list[date] = []
        self.updated: list[date] = []
        self.embargoed: list[date] = []
        self.moments: dict[date, datetime] = {}
        self.open: list[Written] = []  # days without a year

    def result(self) -> Head:
        published = min(self.published or self.embargoed, default=None) if len(set(self.published)) < 3 else None
        if published is None and self.open and not self.published:
            known = {completed(self.name, one) for one in self.open}
            published = known.pop() if len(known) == 1 else None
            if published is None and self.updated:
                published = before(self.open[0], min(self.updated))
        elif published is None:
            published = day_of_name(self.name)
        updated = max(self.updated, default=None)
        if updated and published and updated < published:
            updated = None
        publisher = self.masthead or self.agency or self.imprint
        title = "" if self.title.endswith((".", ",", ";", ":")) else self.title or self.label
        authors = tuple(dict.fromkeys(self.authors))
        return Head(title, authors, publisher, self._moment(published), self._moment(updated))

    def _moment(self, day: date | None) -> datetime | None:
        """Return the date and time that a line gives for a day, else its midnight in UTC."""
        return self.moments.get(day, datetime.combine(day, time(), UTC)) if day else None

    def _read_days(self, line: str, *, labelled: bool) -> None:
        for written in days_in(line, self.language):
            label = LABELLED.search(without_times(line[: written.start]).rstrip(" ,") + " ")
            is_update = bool(label and label["updated"])
            if not label and OF_SOMETHING.search(line[: written.start]):
                continue
            if moment := moment_in(line, written):
                self.moments.setdefault(moment.date(), moment)
            if written.whole is None:
                if not is_update:
                    self.open.append(written)
            elif is_update:
                self.updated.append(written.whole)
            elif label or not self.published or not labelled:
                self.published.append(written.whole)

    def _read_imprint(self, text: str) -> None:
        if CAPTION.fullmatch(text) or self.imprint:
            return
        match = IMPRINT.search(text)
        if match is None:
            return
        name = without_form(match["name"].strip(" ,–—-"))
        known = folded(name) == folded(self.masthead or self.agency)
        if (
            known
            or is_publication(name)
            or is_body(name)
            or (name.startswith("The ") and is_name_like(name, 6))
            or ("&" in name and is_name_like(name, 6))
        ):
            self.imprint = name
            days = days_in(text[match.end() :], self.language)
            if (
                days
                and not self.published
                and days[0].whole
                and not re.search(
                    r"retrieved|accessed|printed",
                    text,
                    re.I,
                )
            ):
                self.published.append(days[0].whole)

    def _read_amended(self, text: str) -> bool:
        """Read the day of a correction: `This article was amended on 5 June 2025 because ...`."""
        amended = AMENDED.match(text)
        if amended is None:
            return False
        days = days_in(text[amended.end() :][:LONGEST_DAY], self.language)[:1]
        self.updated += [one.whole for one in days if one.whole]
        return bool(days)

    def _is_in_text(self, person: str) -> bool:
        """Return whether the text or the title mentions a person."""
        surname = re.escape(person.split()[-1])
        rest = self.text[self.text.find(self.first) :] if self.first else ""
        rest = "\n".join(
            line
            for line in rest.splitlines()
            if not (line.lstrip().startswith(("•", "*")) or notice_in(line) or self._introduces(line, person))
        )
        places = len(re.findall(rf"\b{surname}\b", rest))
        return places > 0 or re.search(rf"\b{surname}\b", self.title) is not None

    def _introduces(self, line: str, person: str) -> bool:
        """Return whether a line is the last and introduces the author: `Ana Voss is a retired painter.`"""
        is_last = bool(self.foot) and line.strip() == self.foot[-1].text and line != self.first
        return is_last and line.startswith(f"{person} ")
