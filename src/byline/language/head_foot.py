"""Read an article's last lines: credits, imprints, signatures, author notes; see `heads.py`."""

import re
from collections.abc import Sequence

from byline.language.head_dates import (
    has_day,
    without_times,
)
from byline.language.head_forms import (
    ABOUT_BODY,
    CARRIED_BY,
    DASH,
    DATED_AT_END,
    DISCLAIMER,
    FIRST_APPEARED,
    FIRST_PERSON,
    FIRST_PERSON_ALONE,
    FOR,
    HAS_LABEL,
    IS_RELEASE,
    ISSUER,
    KNOWN_AGENCIES,
    LABEL,
    LABEL_WORDS,
    LIFE,
    LIVES,
    LONGEST_DATELINE,
    LONGEST_LINE,
    LONGEST_SIGNATURE,
    NAME_OF_BODY,
    NAMES_ITSELF,
    QUOTED,
    RELEASE,
    REPORTING,
    SENTENCE_END,
    SOURCE,
    TOLD,
    WRITES,
)
from byline.language.head_found import Found
from byline.language.head_lines import (
    begins_alike,
    byline_names,
    is_people,
    reporters,
    without_staff,
    words_left,
)
from byline.language.people import is_body, is_name_like, is_publication, is_role, people_in


class FootReading(Found):
    """Reads from the last lines what the first ones leave open."""

    def read_foot(self) -> None:
        """Read the lines after the text."""
        lines = [line.text for line in self.foot]
        for text in lines:
            self._read_reporting(text)
            self._read_imprint(text)
        for text in lines[-4:]:
            if FIRST_APPEARED.search(text) and not self.published:
                self._read_days(text, labelled=False)
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

    def _read_credit_below(self, text: str) -> bool:
        """Read a last line with a person, a paper and a day: `Ana Voss, The Harbour Courier, 4 May 2026`."""
        if self.authors or self.published or len(text) > LONGEST_LINE or not has_day(text):
            return False
        left = [piece for piece in words_left(text) if not LABEL.fullmatch(piece)]
        if len(left) != 2:
            return False
        names = [piece for piece in left if is_people(piece) and not is_publication(piece)]
        if not names or not all(is_name_like(piece, 5) for piece in left):
            return False
        self.authors += people_in(byline_names(names[0]) or names[0])[0]
        self._read_days(text, labelled=False)
        self.masthead = self.masthead or next((piece for piece in left if piece != names[0]), "")
        return True

    def _read_labelled_foot(self, text: str) -> None:
        if self._read_credit_below(text):
            return
        if self._read_amended(text):
            return
        if len(text) > LONGEST_LINE or not has_day(text):
            return
        left = words_left(text)
        label = HAS_LABEL.match(text.strip(" (*[")) is not None
        if dated := DATED_AT_END.search(text):
            text, left, label = dated[0], [], True
        if label or (not left and not self.published) or (left and len(left) == 1 and is_publication(left[0])):
            before = list(self.published)
            self._read_days(text, labelled=True)
            if before:
                self.published = before
            for piece in left:
                if is_publication(piece) and not (self.masthead or self.agency or self.imprint):
                    self.masthead = piece

    def _read_signature(self, lines: Sequence[str]) -> None:
        """Read a name alone in the last line as the author, if the text does not mention that person."""
        for text in lines[-2:]:
            if len(text) > LONGEST_SIGNATURE:
                continue
            sign = re.match(r"\s*[-–—*]+\s*", text)
            bare = text[sign.end() :] if sign else text
            people, rest = people_in(byline_names(bare) or bare)
            if len(people) > 1 and re.match(rf"{re.escape(people[0])},", bare):
                people, rest = people[:1], bare[len(people[0]) :]
            rest = without_times(rest).strip(" .,)")
            if not people or (rest and not (is_role(rest) or is_publication(rest) or is_name_like(rest, 3))):
                continue
            named = byline_names(bare) is not None or sign is not None
            others = self.text[: self.text.rfind(text)]
            place = rest if is_name_like(rest, 2) and not is_publication(rest) else ""
            if not named and (
                rest.removeprefix(place)
                or any(re.search(rf"\b{re.escape(one.split()[-1])}\b", others) for one in people)
            ):
                continue
            taken_leave = others.rstrip().rsplit("\n", 1)[-1]
            signed = (
                taken_leave.endswith(",")
                and len(taken_leave.split()) < LABEL_WORDS
                and not taken_leave.lower().startswith(("yours", "sincerely", "respectfully"))  # a reader's letter
            )
            if not named and not signed and not SENTENCE_END.search(others.rstrip()[-3:]):
                continue
            self.authors += people
            if is_publication(rest) and not self.masthead:
                self.masthead = rest
            return

    def _read_biography(self, lines: Sequence[str]) -> None:
        """Read as the author a person whom the last lines introduce but the text does not mention."""
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

    def _read_issuer(self, foot: Sequence[str]) -> bool:
        """Read the publisher of a release: the body that begins its headline and first sentence."""
        opening = DASH.split(self.first[:LONGEST_DATELINE], maxsplit=1)[-1] + self.first[LONGEST_DATELINE:]
        is_release = CARRIED_BY.search(self.first[:LONGEST_DATELINE]) or any(
            IS_RELEASE.search(text) for text in (*(line.text for line in self.head), *foot)
        )
        for sentence in (opening, self.first):
            issuer = ISSUER.match(sentence)
            if not is_release or issuer is None:
                continue
            name = issuer["name"].strip(" ,")
            if len(name.split()) > 1 and (not is_people(name) or name.endswith("s")) and begins_alike(self.title, name):
                self.masthead = name
                return True
        shared = [one[0] for one in NAME_OF_BODY.finditer(self.title) if one[0] in self.first and is_body(one[0])]
        if is_release and len(shared) == 1:
            self.masthead = shared[0]
            return True
        return False

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
        if self._read_issuer(lines):
            return
        if lines and not self.agency and not self.imprint:
            last = without_staff(lines[-1].strip(" –—-*()"))
            if (
                is_publication(last)
                and not LABEL.fullmatch(last)
                and (len(last.split()) > 1 or last.casefold() in KNOWN_AGENCIES)
            ):
                self.masthead = last
