"""Classify a line above or below an article: byline, masthead, dateline, text; see `heads.py`."""

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
    DATED_PLACE,
    FIRST_APPEARED,
    HAS_LABEL,
    ITS_STAFF,
    KNOWN_AGENCIES,
    LABEL,
    LEAST_TEXT,
    LEGAL_FORM,
    LONGEST_DATELINE,
    LONGEST_LINE,
    LONGEST_NOTICE,
    MOTTO,
    NAME_THEN_DATE,
    NAMED,
    NOT_AGENCY,
    NOTICE_LABEL,
    NUMBER_OF_ISSUE,
    OTHER_CREDIT,
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

_GOES_ON = re.compile(r"(?:\b(?:and|und|et|y)|[,&])$")
_CONTINUES = re.compile(r"(?:and|und|et|y|e|&)\s(?=[^\W\d_a-z])")


@dataclass(frozen=True, slots=True)
class Head:
    """What an article's first and last lines and its file name say about it.

    Attributes:
        title: Headline; empty if no line certainly is one.
        authors: Who wrote the article.
        publisher: Who published it; empty if unknown.
        published: When it was published; midnight in UTC if only the day is known.
        updated: When it was last changed, likewise.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: datetime | None = None
    updated: datetime | None = None


@dataclass(slots=True)
class Line:
    """A non-empty line and the number of its block; empty lines separate blocks."""

    text: str
    block: int


def is_byline(text: str) -> bool:
    """Return whether part of a line begins like a byline and names only people."""
    return byline_names(text) is not None and is_people(text)


def is_motto(text: str) -> bool:
    """Return whether a line is a newspaper's motto: `The magazine of the Surgeons' Society`."""
    return MOTTO.fullmatch(text) is not None


def is_people(piece: str) -> bool:
    """Return whether part of a line is only names of people, with or without "By"."""
    people, rest = people_in(byline_names(piece) or piece)
    return bool(people) and not rest.strip(" .,")


def lines_of(text: str) -> list[Line]:
    """Return a text's non-empty lines without Markdown marks; a wrapped byline is joined into one."""
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
            and (_GOES_ON.search(found[-1].text) or _CONTINUES.match(line))
        ):
            found[-1].text += f" {line}"
            continue
        block += blank
        blank = False
        found.append(Line(line, block))
    return found


def is_prose(lines: Sequence[Line], number: int) -> bool:
    """Return whether the article's text begins with a line."""
    text = lines[number].text
    if len(text) > LONGEST_NOTICE:
        return True
    if (
        is_passed_over(text)
        or HAS_LABEL.match(text)
        or NAMED.fullmatch(text)
        or read_byline(text)[0]
        or FIRST_APPEARED.search(text)
    ):
        return False
    dateline = read_dateline(text, None)
    if dateline and (number or (any(dateline) and SENTENCE_END.search(text))):
        return True
    if text.endswith(("?", "!")) and _is_first_that_may_be_title(lines, number):
        return False
    if number and lines[number - 1].block == lines[number].block and _is_above_credit(lines, number):
        return False
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


def _is_above_credit(lines: Sequence[Line], number: int) -> bool:
    """Return whether the next block names the author or the day, so the line still belongs to the title."""
    after = lines[number + 1 : number + 2]
    return any(
        line.block != lines[number].block
        and (is_person_line(line.text) or read_byline(line.text)[0] or is_only_days(line.text))
        for line in after
    )


def _is_first_that_may_be_title(lines: Sequence[Line], number: int) -> bool:
    """Return whether all earlier lines name the paper, the day or the author."""
    return len(lines[number].text) <= TITLE_CHARACTERS and all(
        has_day(line.text) or read_byline(line.text)[0] or is_passed_over(line.text) or len(line.text.split()) < 6
        for line in lines[:number]
    )


def is_passed_over(text: str) -> bool:
    """Return whether a line of a head does not say who, when or what."""
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
    """Return the people named by a byline and what follows them; no people if it is not a byline."""
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
        or OTHER_CREDIT.fullmatch(tail)
        or re.match(
            r"(?:in|for|at|on|of|from|and|special|für|pour|para|am|le|el|translated|\w+ (?:reporter|correspondent))\b",
            tail,
            re.I,
        )
    )
    return (people, tail) if is_tail else ([], "")


def is_person_line(text: str) -> bool:
    """Return whether a line is a person's name, alone or with a role or a day."""
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
    """Return a line's first part, without date, page and section, and whether the line has a date.

    A month with a year counts as a date, too.
    """
    dated = has_day(text) or has_month_of_year(text)
    pieces = words_left(text)
    if not pieces:
        return "", dated
    pieces = [one for one in pieces if not (LABEL.fullmatch(one) or one.isdigit() or (dated and is_byline(one)))]
    if not pieces:
        return "", dated
    section = re.search(r"(?<=[a-zß-ÿ])\s+(?P<loud>[A-Z]{4,}(?:\s[A-Z]+)*)$", pieces[0])
    if section and LABEL.fullmatch(section["loud"]):  # Metro Beacon LIVE
        pieces[0] = pieces[0][: section.start()]
    name = re.sub(r"(?<=\w)\s+(?:magazine|newspaper|online|website|blog)$", "", pieces[0])
    others = [one for one in pieces[1:] if not (is_name_like(one, 3) or is_motto(one))]
    if (
        others
        or not name[:1].isupper()
        or SLUG.fullmatch(name)
        or not (is_name_like(name.title() if name.isupper() else name) or (NAME_THEN_DATE.match(text) and dated))
    ):
        return "", dated
    return name.strip(), dated


def words_left(text: str) -> list[str]:
    """Return the parts of a line that remain without days, times and their labels."""
    line = without_days(text)
    line = re.sub(rf"\b(?:{UPDATED}|{PUBLISHED})\b\s*:?", " | ", line, flags=re.I) if has_day(text) else line
    line = NUMBER_OF_ISSUE.sub(" | ", line)
    pieces = [
        piece.strip(" ,.:;–—-|·•*/") if not piece.strip().endswith(("Inc.", "Ltd.", "Co.")) else piece.strip()
        for piece in SEPARATORS.split(line)
    ]
    return [
        one_line(piece)
        for piece in pieces
        if re.search(r"\w", piece)
        and not re.fullmatch(
            r"(?:at|on|um|le|am|à|às|a las|alle|ore|uhr|the|mon|tue|wed|thu|fri|sat|sun)\w{0,4}",
            piece,
            re.I,
        )
    ]


def is_only_days(text: str) -> bool:
    """Return whether a line contains only days, months and times."""
    return (has_day(text) or has_month_of_year(text)) and not words_left(text)


def is_like_a_paper(name: str) -> bool:
    """Return whether a name begins with an article and continues like a newspaper's, not a place's."""
    return (
        len(name.split()) > 2
        and is_name_like(name, 5)
        and name.split()[0] in {"The", "Le", "La", "El", "Der", "Die", "Il", "O", "De"}
    )


def without_staff(text: str) -> str:
    """Return a publication's name without the writer's role there: `Dunmarrow Herald staff writer`."""
    text = re.sub(r"^of the\s", "", text, flags=re.I)
    name, _, place = re.sub(r"\s*\((?:with|avec|mit|con|and)\b[^)]*\)", "", text).strip(" .,()").partition(", ")
    return ITS_STAFF.sub("", name) if not place or is_name_like(place, 3) else ""


def begins_alike(title: str, name: str) -> bool:
    """Return whether a headline begins with a body's name or its first words."""
    words = [re.findall(r"[\w&]+", one.removeprefix("The ").removeprefix("the ").casefold()) for one in (title, name)]
    shared = next((at for at, (one, other) in enumerate(zip(*words, strict=False)) if one != other), None)
    return shared is None or shared > 0 if all(words) else False


def without_form(name: str) -> str:
    """Return a publication's name without the legal form of the company that owns it."""
    shorter = LEGAL_FORM.sub("", name)
    return shorter if is_publication(shorter) else name


def read_dateline(line: str, language: str | None) -> tuple[Written | None, str] | None:
    """Read the day and agency of the dateline that begins a line; None if there is none."""
    start = line[:LONGEST_DATELINE]
    dash = DASH.search(start)
    colon = re.search(r"(?<=[A-Z)\d])\s?:\s", start)
    ends = [match for match in (dash, colon) if match]
    bracket = re.match(r"[^()]{2,70}\([^()]{2,50}\)\s*[.:-]{0,2}\s*(?=[\"“'A-Z])", start)
    dated = DATED_PLACE.match(start)
    if dated and has_day(dated["day"]) and not (ends or bracket):
        ends = [dated]
    if not ends and not bracket:
        return None
    opening = (
        start[: min(match.end() if match is dated else match.start() for match in ends)]
        if ends
        else start[: bracket.end()]
        if bracket
        else ""
    )
    if bracket and len(opening) > bracket.end() + 3:
        opening = start[: bracket.end()]
    agency = ""
    names = list(AGENCY.finditer(opening))
    for match in names:
        name = (match["name"] or match["slashed"]).strip()
        if not NOT_AGENCY.match(name) and not has_day(name):
            agency, _, with_help_of = name.partition("/")
            agency = agency if agency.casefold() in KNOWN_AGENCIES or not with_help_of else name
    if len(line) < len(opening) + (LEAST_TEXT if agency else 2 * LEAST_TEXT):
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
    """Return a day without a year as one shortly before another day; None if it is not."""
    found = written.in_year(day.year)
    if found and found > day:
        found = written.in_year(day.year - 1)
    return found if found and (day - found).days <= 45 else None
