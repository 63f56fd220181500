"""Read who wrote and published an article, and when, from its first and last lines and file name.

    The Harbour Courier | 4 May 2026      -> publisher, day
    Ferry resumes after storm             -> title
    By Ana Voss                           -> author
    SARNOV, 3 May (Meridian Wire) --      -> publisher, if no masthead names another
    (Reporting by Ana Voss; ...)          -> author

The result is a guess: it fills gaps in a source's own metadata and is marked as inferred. An ambiguous line counts for
nothing, because a wrong date, author or publisher costs more than a missing one.
"""

import re
from collections.abc import Sequence

from byline.language.head_dates import (
    days_in,
    has_day,
    has_month_of_year,
    weekday_words,
    without_days,
)
from byline.language.head_foot import FootReading
from byline.language.head_forms import (
    BESIDE_NAME,
    BESIDES,
    CAPTION,
    CLAIM,
    EMBARGO,
    FIRST_APPEARED,
    FOR_OUTLET,
    GOES_OUT,
    HAS_LABEL,
    IN_PLACE_AND,
    INTRODUCED,
    ISSUE,
    ISSUED_BY,
    KICKER,
    KNOWN_AGENCIES,
    LABEL,
    LABEL_WORDS,
    NAMED,
    NOTICE_LABEL,
    OFFICE,
    OTHER_CREDIT,
    OURS,
    PREFIX,
    REPORTS,
    RETRIEVED,
    SECTION_WORDS,
    SENTENCE_START,
    TITLE_CHARACTERS,
    TOLD_TO,
    TWO_WAYS,
    WORDS_BY,
)
from byline.language.head_lines import (
    Head,
    Line,
    byline_names,
    is_byline,
    is_like_a_paper,
    is_motto,
    is_only_days,
    is_passed_over,
    is_people,
    is_person_line,
    read_byline,
    read_dateline,
    reporters,
    without_staff,
    words_left,
)
from byline.language.head_masthead import find_masthead, title_follows
from byline.language.people import is_body, is_name_like, is_nobody, is_publication, is_role, people_in


def head_of(text: str, name: str = "", language: str | None = None) -> Head:
    """Read who wrote and published an article, and when.

    Args:
        text: The article's text.
        name: Its file name without folders and suffix; empty if the file contains other articles, too, or the article
            comes from a URL.
        language: ISO 639-1 code of the text.
    """
    reading = _Reading(text, name, language)
    reading.read_head()
    reading.read_dateline()
    reading.read_foot()
    return reading.result()


class _Reading(FootReading):
    def read_head(self) -> None:
        """Read the lines before the text."""
        masthead = find_masthead(self.head, self.text, self.foot)
        self.masthead = masthead.name
        for number, line in enumerate(self.head):
            if number == masthead.number:
                self._read_days(line.text, labelled=False)
                for piece in filter(is_byline, words_left(line.text)):
                    self._read_piece(piece)
            else:
                self._read_line(line, self.head[number + 1 :])
            self.read_lines += 1
        if not self.authors and not self.nobody:
            self._read_bare_names()

    def _read_line(self, line: Line, after: Sequence[Line]) -> None:
        """Read a line by the first rule that applies."""
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
        """Skip an editor's note or a caption, except for the author of words beside pictures."""
        if self._read_amended(text):
            return True
        if not (NOTICE_LABEL.match(text) or CAPTION.fullmatch(text)):
            return False
        if self.masthead and len(text.split()) < LABEL_WORDS and not CAPTION.fullmatch(text):
            self.label = text
        if (wrote := WORDS_BY.search(text)) and not self.authors:
            self.authors = people_in(wrote["names"])[0]
        return True

    def _read_embargo(self, text: str, after: Sequence[Line]) -> bool:
        """Keep the day until which an article is embargoed, in case no other is given."""
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
        """Read who wrote down another person's account: `As told to Ana Voss`."""
        told = TOLD_TO.search(text)
        if told is None:
            return False
        self.authors = people_in(told["names"])[0]
        return True

    def _read_byline(self, text: str, after: Sequence[Line]) -> bool:
        people, rest = read_byline(text)
        is_above = not TWO_WAYS.match(text) and (
            not self.read_lines or (self.masthead and not rest and title_follows(self.head, after))
        )
        is_last = self.read_lines > 0 and not after and not rest and bool(self.first) and not TWO_WAYS.match(text)
        if not people or not (self.title or is_above or is_last or has_day(rest)):
            return False
        if not self.authors:
            self.authors += reporters(byline_names(text) or "") if IN_PLACE_AND.match(rest) else people
        self._read_tail(rest)
        return True

    def _read_byline_of_nobody(self, text: str, after: Sequence[Line]) -> bool:
        """Read a byline without a person: `By Harbour Courier staff`, `From our correspondent`."""
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
        """Skip credits for work other than writing, and when a page was saved."""
        return bool(OTHER_CREDIT.fullmatch(text) or RETRIEVED.fullmatch(text))

    def _read_first_appeared(self, text: str, after: Sequence[Line]) -> bool:
        """Read where an article first appeared: `First published in Kell Gazette`."""
        first = FIRST_APPEARED.search(text)
        name = first and (first["first"] or first["name"])
        if self.masthead or not name or not (is_like_a_paper(name) or is_publication(name)):
            return False
        self.masthead = name
        self._read_days(text, labelled=False)
        return True

    def _read_claim(self, text: str, after: Sequence[Line]) -> bool:
        """Read a paper's name and claim above the title: `Kell Gazette exclusive`."""
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
        """Read a line between a body's name and the title: `Sarnov, 6 March 2026`."""
        if not self.masthead or self.title or ", " not in text or not title_follows(self.head, after):
            return False
        days = days_in(text, self.language)
        if not days or days[-1].end < len(text) - 1:
            return False
        self._read_days(text, labelled=False)
        return True

    def _read_paper_above_day(self, text: str, after: Sequence[Line]) -> bool:
        """Read a name like a newspaper's, below the title and above a day."""
        if not self.title or self.masthead or not is_like_a_paper(text) or not self._is_above_day(after):
            return False
        self.masthead = text
        return True

    def _read_day_line(self, text: str, after: Sequence[Line]) -> bool:
        """Read a line of days with the words that usually accompany them."""
        if not has_day(text):
            return False
        days = days_in(text, self.language)
        if text.startswith(("To ", "Dear ")) or (len(days) > 1 and not any(one.year for one in days)):
            return False  # a letter or a list
        left = words_left(text)
        if not (HAS_LABEL.match(text) or not left or self._is_credit(left)):
            return False
        self._read_days(text, labelled=True)
        for piece in left:
            self._read_piece(piece)
        return True

    def _read_label(self, text: str, after: Sequence[Line]) -> bool:
        """Skip a section name, a motto or a slug."""
        if is_passed_over(text):
            if self.masthead and LABEL.fullmatch(text):
                self.label = text
            return True
        if ISSUE.fullmatch(text):
            return True
        above_title = not self.title and title_follows(self.head, after)
        if above_title and (
            self._is_section(text, after)
            or (self.masthead and text.isupper() and len(text.split()) <= SECTION_WORDS and not after[0].text.isupper())
        ):
            return True
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
        """Read a name above the title as the author, if the text does not mention that person."""
        if (
            self.title
            or text.isupper()
            or not is_person_line(text)
            or is_publication(text)
            or not title_follows(self.head, after)
        ):
            return False
        people, _ = people_in(text)
        if self.read_lines or self.authors:  # the very first line is more likely the name of a paper
            self.authors = self.authors or [one for one in people if not self._is_in_text(one)]
        return True

    def _read_paper_of_month(self, text: str, after: Sequence[Line]) -> bool:
        """Read a paper's name with the month of its issue, below the title."""
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
        """Read a body's name below the title and above a day; skip one between author and title."""
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

    def _is_section(self, text: str, after: Sequence[Line]) -> bool:
        """Return whether a few words below the paper's name, and above more, name a section."""
        first = self.head[0].block
        return (
            bool(self.masthead)
            and self.read_lines > 0
            and self.head[self.read_lines].block == first != after[0].block
            and (text[0].islower() or len(text.split()) <= min(SECTION_WORDS, len(after[0].text.split())))
            and title_follows(self.head, after[:1])
        )

    def _is_above_day(self, after: Sequence[Line]) -> bool:
        return bool(after) and is_only_days(after[0].text)

    def _read_named(self, text: str, after: Sequence[Line]) -> bool:
        """Read a line such as `Author: Ana Voss`; return whether it was one."""
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
            if is_name_like(value) and (is_publication(value) or not is_people(value)):
                self.masthead = self.masthead or value
        elif name in {"subject", "re", "betreff", "objet", "asunto"}:
            self.title = self.title or value
        elif name not in {
            "from",
            "to",
            "summary",
            "abstract",
            "description",
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
        """Read a line of names only: `Rosario Vega | Valdor Today`."""
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
        """Return whether the words beside a date are a section, place, person or publication."""
        known = any(is_publication(piece) or is_people(piece) for piece in pieces)
        return all(
            LABEL.fullmatch(piece)
            or is_nobody(byline_names(piece) or "-")
            or re.fullmatch(r"issue \d+|no\.? ?\d+", piece, re.I)
            or is_publication(without_staff(piece))
            or is_body(piece)
            or is_like_a_paper(piece)
            or piece.casefold() in {"at", "on", "am", "le", "el", "il"}
            or is_people(piece)
            or (is_name_like(piece, 3) and piece.split()[-1][:1].isupper() and len(pieces) < (5 if known else 3))
            or HAS_LABEL.match(piece)
            or (known and piece[0].islower() and len(piece.split()) <= LABEL_WORDS)
            for piece in pieces
        )

    def _read_piece(self, piece: str) -> None:
        people, rest = people_in(byline_names(piece) or piece)
        if (
            people
            and not rest.strip(" .,")
            and not is_publication(piece)
            and (self.title or self.masthead or byline_names(piece))
        ):
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

    def _read_bare_names(self) -> None:
        """Read a line of names below the title as a byline, unless the text is about them."""
        for number, line in enumerate(self.head):
            if number <= self.title_at or not self.title or line.text == self.masthead:
                continue
            bare = BESIDES.sub("", line.text)
            reports = REPORTS.sub("", (bare if is_people(bare) else line.text).strip("[]()"))
            later = SENTENCE_START.split(reports)[1:]
            if asked := next((people for one in later if (people := read_byline(one)[0])), None):
                self.authors += asked
                return
            sentences = [people_in(one) for one in (reports, *later)]
            people, rest = next((one for one in sentences if one[0]), ([], ""))
            if (
                not people
                or (is_publication(", ".join(people)) and not is_role(rest.lstrip(" ,")))
                or is_body(", ".join(people))
                or is_passed_over(line.text)
            ):
                continue
            rest = re.sub(r"\(?\S+@\S+\)?", "", rest).lstrip(" ,|–—-")
            if IN_PLACE_AND.match(rest) and len(several := reporters(reports)) > 1:
                self.authors += several
                return
            if BESIDE_NAME.fullmatch(rest) or OFFICE.fullmatch(line.text.removeprefix(", ".join(people))):
                rest = ""
            if INTRODUCED.fullmatch(rest):
                self.authors += people
                return
            if GOES_OUT.match(rest) and not any(self._is_in_text(person) for person in people):
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

    def read_dateline(self) -> None:
        """Read what precedes the first sentence: SARNOV, 10 March (Meridian Wire) --"""
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
        """Return an agency's full name, from another line, for the initials in a dateline."""
        if agency.casefold() in KNOWN_AGENCIES or not (agency.isupper() and len(agency) <= 5):
            return agency
        for line in (*self.head, *self.foot):
            for match in re.finditer(r"(?:[^\W\d_a-z][\w’'-]*\s){1,4}[^\W\d_a-z][\w’'-]*", line.text):
                if "".join(word[0] for word in re.split(r"[\s-]", match[0]) if word[:1].isupper()) == agency:
                    return match[0].strip()
        return ""
