"""Find the line at the top of an article that names the paper, agency or issuing body; see `heads.py`.

The Harbour Courier | 4 May 2026   -> line 0, The Harbour Courier
By the river                       -> none
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from byline.language.head_dates import has_day, has_month_of_year
from byline.language.head_forms import (
    CAPTION,
    ISSUE,
    LABEL,
    OTHER_CREDIT,
    OURS,
    PLACE_AND_DAY,
    RETRIEVED,
    SECTION_MARK,
    SENTENCE_END,
    TITLE_CHARACTERS,
)
from byline.language.head_lines import (
    Line,
    byline_names,
    is_motto,
    is_only_days,
    is_passed_over,
    is_people,
    is_person_line,
    masthead_name,
    read_byline,
    words_left,
)
from byline.language.people import is_body, is_name_like, is_nobody, is_publication, is_role, people_in
from byline.language.text import folded

_LOOKED_AT = 4  # lines
_STEM = 5  # characters that distinguish a word from others
_TRAIL = re.compile(r"\s[>»›]\s")
_EPISODE = re.compile(r"(?:episode|ep|transcript|part|chapter)\.?(?:\s\d+)?:\s", re.I)
_START = re.compile(r"home|start(?:seite)?|accueil|inicio", re.I)
_SHORT = 7  # characters; a name this short may be an ordinary word of the text


@dataclass(frozen=True, slots=True)
class Masthead:
    """What names the publication.

    Attributes:
        number: The number of its line; None if there is none, or if the line says more than that.
        name: The name as written; empty if there is none.
    """

    number: int | None = None
    name: str = ""


def find_masthead(head: Sequence[Line], text: str, foot: Sequence[Line]) -> Masthead:
    """Find the line that names the publication, which the title must follow.

    Args:
        head: The lines before the text.
        text: The article's text.
        foot: The article's last lines.
    """
    for number, line in enumerate(head[:_LOOKED_AT]):
        trail = _TRAIL.split(line.text)
        if len(trail) > 2 or (len(trail) > 1 and is_publication(trail[0])):
            start = trail[_START.fullmatch(trail[0]) is not None]
            if start and is_name_like(start, 4) and not LABEL.fullmatch(start):
                return Masthead(None, start)
        if _is_of_another_kind(line.text) or _is_credit_of_person(line.text):
            continue
        name, dated = masthead_name(line.text)
        after = head[number + 1 :]
        if not title_follows(head, after):
            others = [one for one in after if not (read_byline(one.text)[0] or CAPTION.fullmatch(one.text))]
            above_issue = others[:1] == after[:1] != [] and _is_above_issue(line, others[0])
            is_paper = above_issue if not is_publication(name) else bool(others)
            is_paper = is_paper and (not is_people(name) or (above_issue and is_publication(name)))
            return Masthead(number, name) if is_paper else Masthead()
        asking = line.text.endswith(("?", "!")) and is_name_like(line.text[:-1], 3)
        if asking and _is_above_issue(line, after[0]):
            return Masthead(number, line.text)
        if not name:
            return _paper_below(head, number) if dated else Masthead()
        is_named = is_publication(name) or (
            is_body(name) and not any(read_byline(one.text)[0] for one in head[:number])
        )
        if (
            is_named
            or _is_dated(line.text, name, dated=dated)
            or _has_tagline(head, number, name)
            or _is_above_issue(line, after[0])
            or _stands_over_a_head(head, number, name, text, foot)
            or _is_named_at_the_end(line.text, name, text, foot)
        ):
            return Masthead(number, name)
        return Masthead()
    return Masthead()


def title_follows(head: Sequence[Line], after: Sequence[Line]) -> bool:
    """Return whether any of the lines in `after`, which follow a line of the head, may be the title."""
    return any(_may_be_title(line, head[0].block) for line in after)


def _may_be_title(line: Line, first_block: int) -> bool:
    text = line.text
    return not (
        is_passed_over(text)
        or read_byline(text)[0]
        or is_nobody(byline_names(text) or "-")
        or OURS.fullmatch(text)
        or OTHER_CREDIT.fullmatch(text)
        or ISSUE.fullmatch(text)
        or RETRIEVED.fullmatch(text)
        or (has_day(text) and not words_left(text))
        or len(text) > TITLE_CHARACTERS
        or is_person_line(text)
        or (is_motto(text) and line.block == first_block)
    )


def _is_of_another_kind(text: str) -> bool:
    return bool(
        is_passed_over(text)
        or OTHER_CREDIT.fullmatch(text)
        or read_byline(text)[0]
        or RETRIEVED.fullmatch(text)
        or OURS.fullmatch(text)
    )


def _is_credit_of_person(text: str) -> bool:
    """Return whether a line names a person and then a paper: `Rosario Vega | Valdor Today`."""
    pieces = words_left(text)
    name, _ = masthead_name(text)
    return len(pieces) > 1 and is_people(name) and any(is_publication(piece) for piece in pieces[1:])


def _paper_below(head: Sequence[Line], number: int) -> Masthead:
    """Return the paper named below a line with a day."""
    for later in range(number + 1, min(len(head), _LOOKED_AT)):
        name, _ = masthead_name(head[later].text)
        if is_publication(name):
            return Masthead(later, name)
    return Masthead()


def _is_dated(text: str, name: str, *, dated: bool) -> bool:
    """Return whether a name is beside a day or month as a paper's would be, but not a place's."""
    return dated and not (has_day(text) and (len(name.split()) < 2 or PLACE_AND_DAY.match(text)))


def _has_tagline(head: Sequence[Line], number: int, name: str) -> bool:
    """Return whether a name is written like a paper's title, or is beside sections or a motto."""
    line, following = head[number], head[number + 1]
    if has_day(line.text) or has_month_of_year(line.text):
        return False
    together = line.block == following.block
    first = number == 0 or head[0].block == line.block
    if not first or (together and not (is_motto(following.text) or LABEL.fullmatch(following.text))):
        return False
    after = head[number + 2 : number + 5]
    if together and not any(one.block != line.block for one in after):
        return False
    if LABEL.fullmatch(name) or len(name.split()) > 5:
        return False
    return (
        together
        or "&" in name
        or ":" in line.text
        or SECTION_MARK.search(line.text) is not None
        or (name.startswith("The ") and len(name.split()) <= 4 and len(following.text.split()) > 4)
    )


def _is_above_issue(line: Line, following: Line) -> bool:
    """Return whether directly below a name, in its block, is a day or month with nothing but sections."""
    dated = has_day(following.text) or has_month_of_year(following.text) or ISSUE.fullmatch(following.text) is not None
    return (
        following.block == line.block and dated and all(LABEL.fullmatch(piece) for piece in words_left(following.text))
    )


def _stands_over_a_head(head: Sequence[Line], number: int, name: str, text: str, foot: Sequence[Line]) -> bool:
    """Return whether a short name is above a full title, with the day or author below or between.

    The first words of a headline recur in the text; the name of a paper hardly ever does.
    """
    words = name.split()
    if (
        any(not _is_of_another_kind(line.text) for line in head[:number])
        or len(words) > 4
        or not is_name_like(name, 4)
        or SENTENCE_END.search(name)
        or LABEL.fullmatch(name)
    ):
        return False
    titles = [
        at
        for at, line in enumerate(head)
        if at > number and (line.block != head[number].block or _EPISODE.match(line.text)) and _may_be_title(line, -1)
    ]
    if not titles:
        return False
    title, between, below = head[titles[0]], head[number + 1 : titles[0]], head[titles[0] + 1 : titles[0] + 4]
    if not _tells_more(title.text):
        return False
    following = text[text.find(title.text) :]
    bylined = any(_names_author(line.text) for line in below) or any(read_byline(line.text)[0] for line in foot[-2:])
    if is_people(name):
        return bylined and re.search(rf"\b{re.escape(words[-1])}\b", following) is None
    day_between = any(is_only_days(line.text) or ISSUE.fullmatch(line.text) for line in between)
    is_short = sum(word[:1].isupper() for word in words) < 4
    if not day_between and not (is_short and (bylined or any(has_day(line.text) for line in below))):
        return False
    return not _is_said_again(name, following)


def _names_author(text: str) -> bool:
    """Return whether a line is a byline or a name, or has a name beside a day."""
    return bool(
        read_byline(text)[0]
        or is_person_line(text)
        or (has_day(text) and any(is_people(piece) for piece in words_left(text)))
    )


def _tells_more(title: str) -> bool:
    """Return whether a line may be a title: not a role, a person or a sentence."""
    people, rest = people_in(title)
    is_person = people and rest[:1] in {"", ",", "|", "("}
    return not (is_role(title) or is_person or len(title.split()) < 2 or title.endswith((".", ",", ":", ";")))


def _is_said_again(name: str, text: str) -> bool:
    """Return whether a text uses all words of a name, other than as that name."""
    used = {word[:_STEM] for word in re.findall(r"\w+", folded(text.replace(name, " ")))}
    telling = [word[:_STEM] for word in re.findall(r"\w+", folded(name)) if len(word) > 3] or [folded(name)]
    return all(word in used for word in telling)


def _is_named_at_the_end(line: str, name: str, text: str, foot: Sequence[Line]) -> bool:
    """Return whether the last lines name the same paper as the first."""
    return (
        len(name) > _SHORT
        and is_name_like(name, 5)
        and folded(name) in folded(text[len(line) + text.find(line) :])
        and name in " ".join(one.text for one in foot[-3:])
    )
