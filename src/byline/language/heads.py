"""Who wrote an article, who published it and when, as its first and last lines and the name of its file tell.

    The Harbour Courier | 4 May 2026      -> publisher, day
    Ferry resumes after storm             -> title
    By Ana Voss                           -> author
    SARNOV, 3 May (Meridian Wire) --      -> publisher, if no masthead tells another
    (Reporting by Ana Voss; ...)          -> author

What is read so is a guess: it fills what a source's own metadata leave open, and is marked as inferred. Where a line
can be read in two ways it tells nothing: a wrong date, author or publisher costs more than a missing one.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from byline.language.corrections import notice_in
from byline.language.head_dates import (
    Written,
    completed,
    day_of_name,
    days_in,
    has_day,
    has_month_of_year,
    moment_in,
    weekday_words,
    without_days,
    without_times,
)
from byline.language.head_forms import (
    ABOUT_BODY,
    BESIDE_NAME,
    CAPTION,
    CLAIM,
    CORRECTED_ON,
    DISCLAIMER,
    EMBARGO,
    FIRST_APPEARED,
    FIRST_PERSON,
    FIRST_PERSON_ALONE,
    FOOT_CHARACTERS,
    FOOT_LINES,
    FOR,
    FOR_OUTLET,
    HAS_LABEL,
    HEAD_CHARACTERS,
    HEAD_LINES,
    IMPRINT,
    IN_PLACE_AND,
    INTRODUCED,
    ISSUED_BY,
    KICKER,
    KNOWN_AGENCIES,
    LABEL,
    LABELLED,
    LIFE,
    LIVES,
    LONGEST_LINE,
    NAMED,
    NAMES_ITSELF,
    NOTICE_LABEL,
    OF_SOMETHING,
    OTHER_CREDIT,
    OURS,
    PREFIX,
    QUOTED,
    RELEASE,
    REPORTING,
    REPORTS,
    RETRIEVED,
    SENTENCE_END,
    SOURCE,
    TITLE_CHARACTERS,
    TOLD,
    TOLD_TO,
    TWO_WAYS,
    WORDS_BY,
    WRITES,
)
from byline.language.head_lines import (
    Head,
    Line,
    before,
    byline_names,
    is_like_a_paper,
    is_motto,
    is_only_days,
    is_passed_over,
    is_people,
    is_person_line,
    is_prose,
    lines_of,
    read_byline,
    read_dateline,
    reporters,
    without_form,
    without_staff,
    words_left,
)
from byline.language.head_masthead import find_masthead, title_follows
from byline.language.people import is_body, is_name_like, is_nobody, is_publication, is_role, people_in
from byline.language.text import folded


def head_of(text: str, name: str = "", language: str | None = None) -> Head:
    """Read who wrote and published an article, and when.

    Args:
        text: Of the article.
        name: Of its file, without folders and suffix; empty if it is not alone in it, or is of an address.
        language: ISO 639-1 code of the text.
    """
    reading = _Reading(text, name, language)
    reading.read_head()
    reading.read_dateline()
    reading.read_foot()
    return reading.result()


class _Reading:
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
        published = min(self.published, default=None) if len(set(self.published)) < 3 else None
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
        title = "" if self.title.endswith((".", ",", ";", ":")) else self.title
        authors = tuple(dict.fromkeys(self.authors))
        return Head(title, authors, publisher, self._moment(published), self._moment(updated))

    def _moment(self, day: date | None) -> datetime | None:
        """Return the moment of a day as its line gives it, else its midnight in UTC."""
        return self.moments.get(day, datetime.combine(day, time(), UTC)) if day else None

    def read_head(self) -> None:
        """Read the lines before the text."""
        masthead = find_masthead(self.head, self.text, self.foot)
        self.masthead = masthead.name
        for number, line in enumerate(self.head):
            if number == masthead.number:
                self._read_days(line.text, labelled=False)
            else:
                self._read_line(line, self.head[number + 1 :])
            self.read_lines += 1
        if not self.authors and not self.nobody:
            self._read_bare_names()

    def _read_line(self, line: Line, after: Sequence[Line]) -> None:
        """Read a line by the first rule that knows it."""
        for rule in (
            self._read_caption,
            self._read_embargo,
            self._read_named,
            self._read_copyright,
            self._read_told_to,
            self._read_byline,
            self._read_byline_of_nobody,
            self._read_other_credit,
            self._read_first_appeared,
            self._read_claim,
            self._read_issuer_line,
            self._read_place_and_day_of_release,
            self._read_paper_above_day,
            self._read_day_line,
            self._read_credits,
            self._read_label,
            self._read_outlet_below_title,
            self._read_person_above_title,
            self._read_paper_of_month,
            self._read_staff_above_title,
            self._read_body_above_day,
            self._read_title,
        ):
            if rule(line.text, after):
                return

    def _read_caption(self, text: str, after: Sequence[Line]) -> bool:
        """Pass over a note of the editors or a caption, but for who wrote the words beside the pictures."""
        if not (NOTICE_LABEL.match(text) or CAPTION.fullmatch(text)):
            return False
        if (wrote := WORDS_BY.search(text)) and not self.authors:
            self.authors = people_in(wrote["names"])[0]
        return True

    def _read_embargo(self, text: str, after: Sequence[Line]) -> bool:
        """Keep the day until which an article is held back, for when no other is told."""
        if not EMBARGO.match(text):
            return False
        self.embargoed += [one.whole for one in days_in(text, self.language) if one.whole]
        return True

    def _read_copyright(self, text: str, after: Sequence[Line]) -> bool:
        if not text.startswith(("©", "(c)", "(C)", "Copyright")):
            return False
        self._read_imprint(text)
        return True

    def _read_told_to(self, text: str, after: Sequence[Line]) -> bool:
        """Read who wrote down what another one told: `As told to Ana Voss`."""
        told = TOLD_TO.search(text)
        if told is None:
            return False
        self.authors = people_in(told["names"])[0]
        return True

    def _read_byline(self, text: str, after: Sequence[Line]) -> bool:
        people, rest = read_byline(text)
        is_first = not self.title and not self.read_lines and not TWO_WAYS.match(text)
        if not people or not (self.title or is_first or has_day(rest)):
            return False
        if not self.authors:
            self.authors += reporters(byline_names(text) or "") if IN_PLACE_AND.match(rest) else people
            self._read_tail(rest)
        return True

    def _read_byline_of_nobody(self, text: str, after: Sequence[Line]) -> bool:
        """Read a byline that names no person: `By Harbour Courier staff`, `From our correspondent`."""
        names = byline_names(text)
        if names and is_nobody(names):
            self.nobody = True
            name = without_staff(names.removeprefix("The ").removeprefix("the "))
            if is_publication(name):
                self.agency = self.agency or name
            self._read_days(text, labelled=False)
            return True
        if OURS.fullmatch(text):
            self.nobody = True
            return True
        return False

    def _read_other_credit(self, text: str, after: Sequence[Line]) -> bool:
        """Pass over who did something else than write, and when a page was saved."""
        return bool(OTHER_CREDIT.fullmatch(text) or RETRIEVED.fullmatch(text))

    def _read_first_appeared(self, text: str, after: Sequence[Line]) -> bool:
        """Read where an article was printed first: `First published in Kell Gazette`."""
        first = FIRST_APPEARED.search(text)
        name = first and (first["first"] or first["name"])
        if self.masthead or not name or not (is_like_a_paper(name) or is_publication(name)):
            return False
        self.masthead = name
        self._read_days(text, labelled=False)
        return True

    def _read_claim(self, text: str, after: Sequence[Line]) -> bool:
        """Read a paper's name above the title with what it claims: `Kell Gazette exclusive`."""
        claim = CLAIM.fullmatch(text)
        if self.title or claim is None or not is_publication(claim["name"]) or not title_follows(self.head, after):
            return False
        self.masthead = self.masthead or claim["name"]
        return True

    def _read_issuer_line(self, text: str, after: Sequence[Line]) -> bool:
        issued = ISSUED_BY.match(text)
        if issued is None:
            return False
        self.masthead = self.masthead or issued["name"].strip()
        return True

    def _read_place_and_day_of_release(self, text: str, after: Sequence[Line]) -> bool:
        """Read a line between the name of a body and the title: `Sarnov, 6 March 2026`."""
        if not self.masthead or self.title or ", " not in text or not title_follows(self.head, after):
            return False
        days = days_in(text, self.language)
        if not days or days[-1].end < len(text) - 1:
            return False
        self._read_days(text, labelled=False)
        return True

    def _read_paper_above_day(self, text: str, after: Sequence[Line]) -> bool:
        """Read a name as papers have, below the title and above a day."""
        if not self.title or self.masthead or not is_like_a_paper(text) or not self._is_above_day(after):
            return False
        self.masthead = text
        return True

    def _read_day_line(self, text: str, after: Sequence[Line]) -> bool:
        """Read a line of days and of what commonly stands beside them."""
        if not has_day(text):
            return False
        left = words_left(text)
        if not (HAS_LABEL.match(text) or not left or self._is_credit(left)):
            return False
        self._read_days(text, labelled=True)
        for piece in left:
            self._read_piece(piece)
        return True

    def _read_label(self, text: str, after: Sequence[Line]) -> bool:
        """Pass over the name of a section, a motto, a slug."""
        if is_passed_over(text):
            return True
        above_title = not self.title and title_follows(self.head, after)
        return above_title and bool((is_motto(text) and self.masthead) or KICKER.fullmatch(text))

    def _read_outlet_below_title(self, text: str, after: Sequence[Line]) -> bool:
        if not self.title:
            return False
        if (place := FOR_OUTLET.fullmatch(text)) and is_publication(place["name"]):
            self.masthead = self.masthead or place["name"]
            return True
        if self.masthead or not is_publication(without_staff(text)):
            return False
        self.masthead = without_staff(text)
        return True

    def _read_person_above_title(self, text: str, after: Sequence[Line]) -> bool:
        """Take a name above the title for the author's, if the text does not speak of that person."""
        if self.title or not is_person_line(text) or is_publication(text) or not title_follows(self.head, after):
            return False
        people, _ = people_in(text)
        self.authors = self.authors or [one for one in people if not self._is_in_text(one)]
        return True

    def _read_paper_of_month(self, text: str, after: Sequence[Line]) -> bool:
        """Read a paper's name and the month of its issue below the title."""
        if not self.title or self.masthead or not has_month_of_year(text):
            return False
        left = words_left(text)
        if len(left) != 1 or not is_publication(left[0]):
            return False
        self.masthead = left[0]
        return True

    def _read_staff_above_title(self, text: str, after: Sequence[Line]) -> bool:
        """Read `Kell Gazette staff` above the title."""
        name = without_staff(text)
        if self.title or self.masthead or name == text or not is_publication(name):
            return False
        self.masthead = name
        self.nobody = True
        return True

    def _read_body_above_day(self, text: str, after: Sequence[Line]) -> bool:
        """Read the name of a body: below the title and above a day, or, passed over, between author and title."""
        if not is_body(text):
            return False
        if self.title and not self.masthead and not self.authors and self._is_above_day(after):
            self.masthead = text
            return True
        return not self.title and bool(self.authors) and title_follows(self.head, after)

    def _read_title(self, text: str, after: Sequence[Line]) -> bool:
        if self.title or len(text) > TITLE_CHARACTERS or is_only_days(text):
            return False
        self.title, self.title_at = PREFIX.sub("", text), len(self.head) - len(after) - 1
        return True

    def _is_above_day(self, after: Sequence[Line]) -> bool:
        return bool(after) and is_only_days(after[0].text)

    def _read_named(self, text: str, after: Sequence[Line]) -> bool:
        """Read a line such as `Author: Ana Voss`; tell whether it was one."""
        match = NAMED.fullmatch(text)
        if match is None:
            return False
        name, value = match["name"].lower(), match["value"].strip()
        if name in {"title", "headline", "titel", "titre"}:
            self.title = value
        elif name in {"author", "authors", "by", "byline", "autor", "auteur"}:
            self.authors = self.authors or people_in(value)[0]
            self.nobody = self.nobody or is_nobody(value)
        elif name in {"publisher", "source", "publication", "newspaper", "outlet", "quelle", "site"}:
            if is_name_like(value) and not is_people(value):
                self.masthead = self.masthead or value
        elif name not in {
            "from",
            "to",
            "subject",
            "re",
            "cc",
            "url",
            "section",
            "category",
            "tags",
            "keywords",
            "location",
            "link",
        }:
            self._read_days(text, labelled=True)
        return True

    def _read_credits(self, text: str, after: Sequence[Line]) -> bool:
        """Read a line of nothing but names: `Rosario Vega | Valdor Today`."""
        names = [piece for piece in words_left(text) if not LABEL.fullmatch(piece)]
        if (
            has_day(text)
            or len(names) < 2
            or not self._is_credit(names)
            or not any(is_people(one) and not is_publication(one) for one in names)
            or not any(is_publication(one) or byline_names(one) for one in names)
            or not (self.title or title_follows(self.head, after))
        ):
            return False
        for piece in names:
            people, _ = people_in(byline_names(piece) or piece)
            if is_publication(piece):
                self.masthead = self.masthead or piece
            elif people:
                self.authors = self.authors or people
        return True

    def _is_credit(self, pieces: Sequence[str]) -> bool:
        """Tell whether what stands beside a date is the like of a section, a place, a person or a publication."""
        return all(
            LABEL.fullmatch(piece)
            or is_nobody(byline_names(piece) or "-")
            or re.fullmatch(r"issue \d+|no\.? ?\d+", piece, re.I)
            or is_publication(without_staff(piece))
            or is_body(piece)
            or is_like_a_paper(piece)
            or piece.casefold() in {"at", "on", "am", "le", "el", "il"}
            or is_people(piece)
            or (is_name_like(piece, 3) and piece.split()[-1][:1].isupper() and len(pieces) < 3)
            or HAS_LABEL.match(piece)
            for piece in pieces
        )

    def _read_piece(self, piece: str) -> None:
        people, rest = people_in(byline_names(piece) or piece)
        if people and not rest.strip(" .,") and not is_publication(piece) and (self.title or byline_names(piece)):
            self.authors += [] if self.authors else people
        elif not self.masthead and not LABEL.fullmatch(piece):
            name = without_staff(byline_names(piece) or piece)
            if is_publication(name) or is_like_a_paper(name):
                self.masthead = name

    def _read_tail(self, tail: str) -> None:
        """Read what follows the names in a byline: an outlet, a role, a place, a day."""
        self._read_days(tail, labelled=True)
        for piece in words_left(tail):
            if match := re.match(
                r"(?:in|for|of|from|für|pour|para|di|de|special to|writing for)\s+(?:(?-i:the)\s)?(?P<name>.*)",
                piece,
                re.I,
            ):
                piece = match["name"]
            piece = without_staff(piece)
            if is_publication(piece) and not is_role(piece) and not self.masthead:
                self.masthead = piece

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

    def _read_bare_names(self) -> None:
        """Take a line with nothing but names, below the title, for a byline; nobody whom the text is about."""
        for number, line in enumerate(self.head):
            if number <= self.title_at or not self.title or line.text == self.masthead:
                continue
            reports = REPORTS.sub("", line.text.strip("[]()"))
            people, rest = people_in(reports)
            if (
                not people
                or (is_publication(", ".join(people)) and not is_role(rest.lstrip(" ,")))
                or is_body(", ".join(people))
                or is_passed_over(line.text)
            ):
                continue
            rest = re.sub(r"\(?\S+@\S+\)?", "", rest).lstrip(" ,|–—-")
            if BESIDE_NAME.fullmatch(rest):
                rest = ""
            if INTRODUCED.fullmatch(rest):
                self.authors += people
                return
            days = without_days(rest).strip(" ,|·•–—-")
            is_place = line.text.startswith(f"{people[0]}, ") and is_name_like(rest, 2) and len(people) == 1
            if rest and days and not (is_role(rest) or is_publication(rest) or is_place):
                continue
            if any(self._is_in_text(person) for person in people) or people[0].split()[0].casefold() in weekday_words():
                continue
            self.authors += people
            if is_publication(rest) and not self.masthead:
                self.masthead = rest
            return

    def _is_in_text(self, person: str) -> bool:
        """Tell whether the text or the title speaks of a person."""
        surname = re.escape(person.split()[-1])
        rest = self.text[self.text.find(self.first) :] if self.first else ""
        rest = "\n".join(
            line for line in rest.splitlines() if not (line.lstrip().startswith(("•", "*")) or notice_in(line))
        )
        places = len(re.findall(rf"\b{surname}\b", rest))
        return places > 0 or re.search(rf"\b{surname}\b", self.title) is not None

    def read_dateline(self) -> None:
        """Read what stands before the first sentence: SARNOV, 10 March (Meridian Wire) --"""
        for line in (self.first, *(one.text for one in self.head[-2:])):
            found = read_dateline(line, self.language)
            if found is None:
                continue
            written, agency = found
            if agency and not self.agency:
                self.agency = self._in_full(agency)
            if written and not self.published:
                if written.whole:
                    self.published.append(written.whole)
                else:
                    self.open.append(written)
            if self.title and read_dateline(self.title, self.language):
                self.title = ""
            return

    def _in_full(self, agency: str) -> str:
        """Return the name of an agency whose initials a dateline gives, as another line writes it out."""
        if agency.casefold() in KNOWN_AGENCIES or not (agency.isupper() and len(agency) <= 5):
            return agency
        for line in (*self.head, *self.foot):
            for match in re.finditer(r"(?:[^\W\d_a-z][\w’'-]*\s){1,4}[^\W\d_a-z][\w’'-]*", line.text):
                if "".join(word[0] for word in match[0].split() if word[0].isupper()) == agency:
                    return match[0].strip()
        return ""

    def read_foot(self) -> None:
        """Read the lines after the text."""
        lines = [line.text for line in self.foot]
        for text in lines:
            self._read_reporting(text)
            self._read_imprint(text)
        for text in lines[-4:]:
            self._read_labelled_foot(text)
        if not self.authors and not self.nobody and lines and len(self.text) > len(lines[-1]):
            self._read_signature(lines)
        if not self.authors and not self.nobody:
            self._read_biography(lines)
        if not self.masthead:
            self._read_publisher_below(lines)

    def _read_reporting(self, text: str) -> None:
        if self.authors or self.nobody:
            return
        for match in REPORTING.finditer(text):
            if not re.match(r"additional|further|extra", match["kind"], re.I):
                people = reporters(match["names"])
                self.authors += [one for one in people if one not in self.authors]
                if people:
                    return

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

    def _read_labelled_foot(self, text: str) -> None:
        if CORRECTED_ON.match(text):
            self.updated += [one.whole for one in days_in(text.split(":")[0], self.language)[:1] if one.whole]
            return
        if len(text) > LONGEST_LINE or not has_day(text):
            return
        left = words_left(text)
        label = HAS_LABEL.match(text.strip(" (*[")) is not None
        if label or (not left and not self.published) or (left and len(left) == 1 and is_publication(left[0])):
            before = list(self.published)
            self._read_days(text, labelled=True)
            if before:
                self.published = before
            for piece in left:
                if is_publication(piece) and not self.masthead and not self.agency:
                    self.masthead = piece

    def _read_signature(self, lines: Sequence[str]) -> None:
        """Take a name alone in the last line for the author's, if the text does not speak of that person."""
        for text in lines[-2:]:
            sign = re.match(r"\s*[-–—*]+\s*", text)
            bare = text[sign.end() :] if sign else text
            people, rest = people_in(byline_names(bare) or bare)
            if len(people) > 1 and re.match(rf"{re.escape(people[0])},", bare):
                people, rest = people[:1], bare[len(people[0]) :]
            rest = rest.strip(" .,)")
            if (
                not people
                or len(text) > 80
                or (rest and not (is_role(rest) or is_publication(rest) or is_name_like(rest, 3)))
            ):
                continue
            named = byline_names(bare) is not None or sign is not None
            others = self.text[: self.text.rfind(text)]
            place = rest if is_name_like(rest, 2) and not is_publication(rest) else ""
            if not named and (
                rest.removeprefix(place)
                or any(re.search(rf"\b{re.escape(one.split()[-1])}\b", others) for one in people)
            ):
                continue
            if not named and not SENTENCE_END.search(others.rstrip()[-3:]):
                continue
            self.authors += people
            if is_publication(rest) and not self.masthead:
                self.masthead = rest
            return

    def _read_biography(self, lines: Sequence[str]) -> None:
        """Take for the author whom the last lines introduce, and the text does not."""
        for text in lines[-2:]:
            opening = text.lstrip(" *–—-_")
            people, rest = people_in(opening)
            if not people or not rest or not opening.startswith(people[0]):
                continue
            before = self.text[: self.text.rfind(text)]
            if len(before.strip()) < 200 or any(
                re.search(
                    rf"\b{re.escape(one.split()[-1])}\b",
                    before,
                )
                for one in people
            ):
                continue
            own_words = QUOTED.sub(" ", before)
            personal = len(FIRST_PERSON_ALONE.findall(own_words)) + len(FIRST_PERSON.findall(own_words))
            role = LIFE.match(rest)
            writes = role and (role["writer"] or (role["scholar"] and personal >= 3))
            mine = personal >= 3 and LIVES.match(rest) and text == lines[-1] and len(people) <= 2
            introduced = writes or WRITES.match(rest)
            mine = mine and not TOLD.search(rest)
            if introduced or mine:
                self.authors += people
                self._read_for(text)
                return

    def _read_for(self, text: str) -> None:
        if self.masthead:
            return
        for match in FOR.finditer(text):
            if is_publication(match["name"]):
                self.masthead = match["name"]
                return

    def _read_publisher_below(self, lines: Sequence[str]) -> None:
        for text in lines[-4:]:
            if match := DISCLAIMER.search(text) or FIRST_APPEARED.search(text) or NAMES_ITSELF.search(text):
                name = next(group for group in match.groups() if group)
                if is_publication(name) or name.startswith("The "):
                    self.masthead = name
                    return
        for text in lines:
            if match := SOURCE.fullmatch(text):
                self.masthead = match["name"].strip()
                return
        release = any(RELEASE.search(line.text) for line in self.head)
        if release:
            for text in lines:
                if match := ABOUT_BODY.search(text):
                    self.masthead = (match["name"] or match["first"]).strip()
                    return
        if lines and not self.agency and not self.imprint:
            last = without_staff(lines[-1].strip(" –—-*()"))
            if (
                is_publication(last)
                and not LABEL.fullmatch(last)
                and (len(last.split()) > 1 or last.casefold() in KNOWN_AGENCIES)
            ):
                self.masthead = last
