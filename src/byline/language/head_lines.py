"""What a line above or below an article is: byline, masthead, dateline, the first of its text; see `heads.py`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from byline.language.corrections import notice_in
from byline.language.head_dates import Written, days_in, has_day, has_month_of_year, without_days
from byline.language.head_forms import (
    ABOUT_READING,
    AGENCY,
    BY,
    CAPTION,
    DASH,
    FIRST_APPEARED,
    HAS_LABEL,
    ITS_STAFF,
    KNOWN_AGENCIES,
    LABEL,
    LEGAL_FORM,
    LONGEST_DATELINE,
    LONGEST_LINE,
    MOTTO,
    NAME_THEN_DATE,
    NOT_AGENCY,
    NOTICE_LABEL,
    PLACE,
    PROSE,
    PUBLISHED,
    SENTENCE_END,
    SEPARATORS,
    SLUG,
    TITLE_CHARACTERS,
    UPDATED,
)
from byline.language.people import is_name_like, is_nobody, is_publication, is_role, people_in
from byline.language.text import one_line


@dataclass(frozen=True, slots=True)
class Head:
    """What an article's first and last lines, and the name of its file, tell of it.

    Attributes:
        title: Headline, empty if no line is sure to be one.
        authors: Who wrote it.
        publisher: Who published it, empty if that is not told.
        published: When it was published; midnight in UTC if only the day is told.
        updated: When it was changed last, likewise.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: datetime | None = None
    updated: datetime | None = None


@dataclass(slots=True)
class Line:
    """A line that is not empty, and the number of its block: blocks are apart by empty lines."""

    text: str
    block: int


def is_motto(text: str) -> bool:
    """Return whether a line is the motto of a paper: `The magazine of the Surgeons' Society`."""
    return MOTTO.fullmatch(text) is not None


def is_people(piece: str) -> bool:
    """Return whether there is nothing but names of people, with or without "By", in a part of a line."""
    people, rest = people_in(byline_names(piece) or piece)
    return bool(people) and not rest.strip(" .,")


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text that are not empty, without marks of Markdown; a wrapped byline is one."""
    found: list[Line] = []
    block, blank = 0, False
    for raw in text.splitlines():
        line = re.sub(r"^[#>*_\s]+|[*_\s]+$", "", raw) if raw.lstrip()[:1] in "#>*_" else raw.strip()
        if not line:
            blank = True
            continue
        if (
            found
            and not blank
            and BY.fullmatch(found[-1].text)
            and re.search(
                r"(?:\b(?:and|und|et|y)|[,&])$",
                found[-1].text,
            )
        ):
            found[-1].text += f" {line}"
            continue
        block += blank
        blank = False
        found.append(Line(line, block))
    return found


def is_prose(lines: Sequence[Line], number: int) -> bool:
    """Tell whether the article's text begins with a line."""
    text = lines[number].text
    if is_passed_over(text) or HAS_LABEL.match(text) or read_byline(text)[0] or FIRST_APPEARED.search(text):
        return False
    if number and read_dateline(text, None):
        return True
    ends = SENTENCE_END.search(text) is not None
    words = len(text.split())
    if number == 0:
        return len(text) > TITLE_CHARACTERS or (ends and words > 25)
    if len(text) > TITLE_CHARACTERS:
        return True
    alone = number + 1 >= len(lines) or lines[number + 1].block != lines[number].block
    started = number == 0 or lines[number - 1].block != lines[number].block
    return (
        (ends and words >= 8 and not has_day(text))
        or (len(text) > PROSE and alone and started and ends)
        or (ends and words >= (4 if number > 1 else 6) and started and not has_day(text) and not is_name_like(text))
    )


def is_passed_over(text: str) -> bool:
    """Tell whether a line of a head is none that says who, when or what."""
    return bool(
        LABEL.fullmatch(text)
        or ABOUT_READING.fullmatch(text)
        or CAPTION.fullmatch(text)
        or NOTICE_LABEL.match(text)
        or (notice_in(text) and len(text) > 30)
    )


def byline_names(text: str) -> str | None:
    """Return what follows "By" in a line that begins with it."""
    match = BY.fullmatch(text.strip(" *_"))
    return match["names"] if match else None


def read_byline(text: str) -> tuple[list[str], str]:
    """Return the people whom a byline names, and what follows them; nobody if a line is none."""
    names = byline_names(text)
    if names is None or len(text) > LONGEST_LINE or is_nobody(names):
        return [], ""
    people, rest = people_in(names)
    if not people:
        return [], ""
    tail = rest.strip()
    if tail.startswith("."):
        tail = tail[1:].strip()
    is_tail = (
        not tail
        or tail[0] in ",|·•(–—-/"
        or has_day(tail)
        or is_role(tail)
        or is_publication(tail)
        or re.match(
            r"(?:in|for|at|on|of|from|and|special|für|pour|para|am|le|el|translated|\w+ (?:reporter|correspondent))\b",
            tail,
            re.I,
        )
    )
    return (people, tail) if is_tail else ([], "")


def is_person_line(text: str) -> bool:
    """Return whether a line is a name, alone or with a role or a day."""
    people, rest = people_in(text)
    rest = rest.lstrip(" ,|–—-")
    return bool(people) and (not rest or is_role(rest) or not without_days(rest).strip(" ,|·•–—-"))


def reporters(names: str) -> list[str]:
    """Return the people in `Joan Sisk in Brussels and Theo Grandi in Vigo`."""
    found: list[str] = []
    for piece in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*", names.rstrip(" .")):
        people, _ = people_in(piece)
        found += people[:1]
    return found


def masthead_name(text: str) -> tuple[str, bool]:
    """Return the first part of a line without its date, page and section, and whether it has a date or month."""
    dated = has_day(text) or has_month_of_year(text)
    pieces = words_left(text)
    if not pieces:
        return "", dated
    name = (
        re.sub(r"\s+(?:magazine|newspaper|online|website|blog)$", "", pieces[0], flags=re.I)
        if len(pieces[0].split()) > 1
        else pieces[0]
    )
    others = [one for one in pieces[1:] if not (LABEL.fullmatch(one) or is_name_like(one, 3) or is_motto(one))]
    if (
        others
        or not name[:1].isupper()
        or SLUG.fullmatch(name)
        or not (is_name_like(name.title() if name.isupper() else name) or (NAME_THEN_DATE.match(text) and dated))
    ):
        return "", dated
    return name.strip(), dated


def words_left(text: str) -> list[str]:
    """Return the parts of a line that are left without its days, times and their labels."""
    line = without_days(text)
    line = re.sub(rf"\b(?:{UPDATED}|{PUBLISHED})\b\s*:?", " | ", line, flags=re.I) if has_day(text) else line
    line = re.sub(
        r"\b(?:issue|no|vol|nr|heft|ausgabe|nº|n°)\.?\s?\d+\b|\bpage\s\w?\d+\b|\bp\.\s?\d+", " | ", line, flags=re.I
    )
    pieces = [
        piece.strip(" ,.:;–—-|·•*/") if not piece.strip().endswith(("Inc.", "Ltd.", "Co.")) else piece.strip()
        for piece in SEPARATORS.split(line)
    ]
    return [
        one_line(piece)
        for piece in pieces
        if re.search(r"\w", piece)
        and not re.fullmatch(
            r"(?:at|on|um|le|am|the|mon|tue|wed|thu|fri|sat|sun)\w{0,4}",
            piece,
            re.I,
        )
    ]


def is_only_days(text: str) -> bool:
    """Return whether a line holds nothing but days, months and times."""
    return (has_day(text) or has_month_of_year(text)) and not words_left(text)


def is_like_a_paper(name: str) -> bool:
    """Tell whether a name begins with an article and goes on as those of papers do and those of places do not."""
    return (
        len(name.split()) > 2
        and is_name_like(name, 5)
        and name.split()[0] in {"The", "Le", "La", "El", "Der", "Die", "Il", "O", "De"}
    )


def without_staff(text: str) -> str:
    """Return the name of a publication without what its writer is there: `Dunmarrow Herald staff writer`."""
    name, _, place = re.sub(r"\s*\((?:with|avec|mit|con|and)\b[^)]*\)", "", text).strip(" .,()").partition(", ")
    return ITS_STAFF.sub("", name) if not place or is_name_like(place, 3) else ""


def without_form(name: str) -> str:
    """Return the name of a publication without the legal form of the company that owns it."""
    shorter = LEGAL_FORM.sub("", name)
    return shorter if is_publication(shorter) else name


def read_dateline(line: str, language: str | None) -> tuple[Written | None, str] | None:
    """Read the dateline that a line begins with: its day and agency, None if it begins with none."""
    start = line[:LONGEST_DATELINE]
    dash = DASH.search(start)
    colon = re.search(r"(?<=[A-Z)\d])\s?:\s", start)
    ends = [match for match in (dash, colon) if match]
    bracket = re.match(r"[^()]{2,70}\([^()]{2,50}\)\s*[.:-]?\s*(?=[\"“'A-Z])", start)
    if not ends and not bracket:
        return None
    opening = start[: min(match.start() for match in ends)] if ends else start[: bracket.end()] if bracket else ""
    if bracket and len(opening) > bracket.end() + 3:
        opening = start[: bracket.end()]
    agency = ""
    names = list(AGENCY.finditer(opening))
    for match in names:
        name = (match["name"] or match["slashed"]).strip()
        if not NOT_AGENCY.match(name) and not has_day(name):
            agency, _, with_help_of = name.partition("/")
            agency = agency if agency.casefold() in KNOWN_AGENCIES or not with_help_of else name
    if len(line) < len(opening) + 40:
        return None
    rest = AGENCY.sub(" ", opening)
    days = days_in(rest, language)
    place = without_days(rest).strip(" ,.:/|-–—")
    rest_of_place = PLACE.sub("", place)
    if rest_of_place.strip(" ,.") or len(place.split()) > 6:
        return None
    first = place.split(",")[0]
    loud = first.isupper() and len(first) > 2
    if not (
        loud
        or (agency and (is_publication(agency) or agency.isupper() or agency.casefold() in KNOWN_AGENCIES))
        or (days and place)
    ):
        return None
    if not place and not agency:
        return None
    if agency and not (
        is_publication(agency) or agency.isupper() or agency.casefold() in KNOWN_AGENCIES or is_name_like(agency, 3)
    ):
        agency = ""
    if re.fullmatch(r"[A-Z]{2,3}", agency) and not names:
        agency = ""
    return (days[0] if days else None), agency


def before(written: Written, day: date) -> date | None:
    """Return a day without its year as one shortly before another, None if it is not."""
    found = written.in_year(day.year)
    if found and found > day:
        found = written.in_year(day.year - 1)
    return found if found and (day - found).days <= 45 else None
