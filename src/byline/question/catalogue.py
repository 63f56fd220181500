"""Read questions about the articles themselves, for the catalogue to answer.

    "how many articles from the Harbour Courier mention the dam in May"
    -> count, publisher Harbour Courier, mentioning "dam", published in the archive's May

A question is read piece by piece, in any order: dates, publishers and authors known to the archive, what is wanted,
what is mentioned. If any words are left unread, the question is not understood.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from byline.language.calendar import NUMBERS
from byline.language.phrases import Phrase, plain, runs_in
from byline.language.text import one_line, word_set
from byline.question.period import Period
from byline.question.published import TAKEN, taken_period
from byline.records import Lacking

Wanted = Literal["count", "list", "newest", "oldest", "publishers", "authors"]

_ARTICLES = r"(?:news(?:paper)? |press )?(?:articles?|stories|story)(?!\w)"
_OTHERS = r"(?:reports?|pieces?|documents?|texts?|items?|files?|sources)(?!\w)"  # may be what an article is about
_ARCHIVE = r"(?:archive|articles|collection|index|folder|corpus|database|files|library)"
_NOUN = rf"(?:{_ARTICLES}|{_OTHERS})"
_PUBLISHERS = (
    r"(?:(?:news|media|press) )?(?:publishers?|outlets?|newspapers?|papers|magazines?|news ?sites?|broadcasters?|media)"
    r"(?!\w)"
)
_AUTHORS = r"(?:authors?|journalists?|reporters?|writers?|correspondents?|bylines?)(?!\w)"
_THE = r"(?:(?:of|the|these|those|this|your|my|our|all|every|each|any|different|single|available|various|other) )*"
_WHAT_THEY_WROTE = r"what(?: else)?(?: articles?| stories)? (?:did|does|has|have|had) "
_WRITE = (
    r"(?:write|wrote|written|publish|published|publishes|print|printed|carry|carried|post|posted|run|ran"
    r"|report|reported)"
)
_PLEASE = re.compile(
    r"^\W*(?:(?:please|can you|could you|would you|will you|i want (?:you )?to (?:know|see)|"
    r"i(?:'d| would) like (?:you )?to (?:know|see)|tell me|say|do you know|now|and|so|also|hey|hi|ok|okay)[\s,:]+)*|"
    r"[\s,]*(?:please|thanks|thank you)?[\s?!.,:;]*$",
    re.I,
)
_NUMBER = rf"(?:[1-9]\d?|{'|'.join(NUMBERS[1:])})"
_NEWEST, _OLDEST = r"newest|latest|most recent(?:ly published)?|last|youngest", r"oldest|earliest|first"
_SUPERLATIVE = re.compile(
    r"(?:(?:what(?:'s)?|which|show|list|give|find|get|name|when|how (?:old|recent|new|far back))(?: me| us)?"
    r"(?: (?:is|are|was|were))? )?(?:(?:what (?:is|was) )?(?:the )?(?:publication )?date of )?(?:the )?"
    rf"(?:(?P<before>{_NUMBER}) )?(?:(?P<newest>{_NEWEST})|{_OLDEST})(?: (?P<after>{_NUMBER}))? (?P<noun>{_ARTICLES})"
    r"(?: (?:published|written|dated|from|of all|of them all|to appear|to be published|we have|you have)"
    rf"(?=\s*(?:$|\|)))*(?! (?:of|in) the (?!{_ARCHIVE}\b))"
    rf"|(?:which|what) {_THE}(?P<noun2>{_ARTICLES}) (?:is|was|are|were|came out|appeared) "
    rf"(?:published |written )?(?:the )?(?:(?P<newest2>{_NEWEST}|most recently)|{_OLDEST})\b(?! \w)",
    re.I,
)
_COUNT = re.compile(
    rf"(?:in |from |on )?how many(?: {_THE}(?P<noun>{_NOUN}))"
    rf"|(?:what(?:'s| is) )?(?:the )?(?:total )?(?:number|count) of {_THE}(?P<noun2>{_NOUN})"
    rf"|^[\s|]*count (?:up )?{_THE}(?P<noun3>{_NOUN})",
    re.I,
)
_NAMES = re.compile(
    r"(?:how many|in which|which|what|who are|who were|list|show|name|give(?: me| us)?|find|get) "
    rf"{_THE}(?:(?P<publishers>{_PUBLISHERS})|(?P<authors>{_AUTHORS}))(?: of {_THE}{_ARTICLES})?"
    rf"(?: (?:has|have|published|wrote) (?:the )?most(?: {_ARTICLES})?)?"
    rf"|who (?P<wrote>wrote|has written|have written) (?=(?:the|these|those|all|all the) {_ARTICLES})"
    rf"|who (?P<published>published|has published) (?=(?:the|these|those|all|all the) {_ARTICLES})",
    re.I,
)
_EACH = re.compile(
    rf"(?:per|(?:(?:by|for|from|of|did|does|has|have) )?(?:each|every)) (?:(?P<publishers>{_PUBLISHERS})|{_AUTHORS})"
    rf"(?: {_WRITE})?",
    re.I,
)
_LIST = re.compile(
    rf"(?:in )?(?:which|what) {_THE}(?P<noun>{_NOUN})"
    r"|(?:list|show|find|give|get|name|display|print|enumerate)(?: me| us)?(?: up)? "
    rf"{_THE}(?P<noun2>{_NOUN})"
    rf"|(?:is there|are there|do (?:we|you|i) have|have (?:you|we)(?: got)?) "
    rf"(?:(?:any|some|an) )?(?P<noun3>{_ARTICLES})"
    rf"|^[\s|]*(?:all |any |every |the )*(?P<noun4>{_ARTICLES})",
    re.I,
)
_IN_IT = re.compile(
    rf"\b(?:in|of|from|within|inside|among|by|across) (?:(?:the|this|these|those|my|your|our|all|all the|all these) )?"
    rf"(?:whole |entire )?{_ARCHIVE}\b"
    r"(?: of (?:the )?(?:news|articles))?",
    re.I,
)
_NOT = r"(?P<not>(?:(?:do|does|did|have|has)(?:n't| not| never)|dont|doesnt|didnt|not|never) )?"
_HELPING = r"(?:(?:that|which|who|do|does|did|have|has|had|can|also|explicitly|ever|actually|to) ){0,4}"
_SUBJECT = r"(?:(?:the )?(?:subject|topic|matter|theme|issue)s? of )?"
_VERB_OF_WORDS = (
    r"mention(?:s|ed|ing)?|nam(?:es?|ed|ing)|refer(?:s|red|ring)? to|speak(?:s|ing)? (?:about|of)|contain(?:s|ed|ing)?|"
    r"us(?:e|es|ed|ing) the (?:words?|phrase|term|name)|includ(?:e|es|ing)"
)
_MENTION = re.compile(
    rf"\b{_HELPING}{_NOT}{_HELPING}(?:(?P<strong>{_VERB_OF_WORDS}|with (?:a |any )?mentions? of|making mention of)"
    r"|talk(?:s|ed|ing)? (?:about|of)|discuss(?:es|ed|ing)?|cover(?:s|ed|ing)?|deal(?:s|t|ing)? with|concerns?|"
    r"(?:say|says|said) (?:something|anything) (?:about|on)|"
    r"(?:wrote|writes?|written) (?:something |anything )?(?:about|on)|"
    r"(?:publish(?:ed|es)? |r[au]n )?(?:something |anything |articles |stories )?(?:report(?:s|ed|ing)? (?:on|about)|"
    r"(?:(?:that |which )?(?:are|is|were|was|be) )?(?P<be_not>not )?(?:there )?(?:about|on|concerning|regarding)|"
    r"(?P<without>without)|with|to do with))"
    r"(?: the (?:words?|phrase|name|term|expression))?\s+(?=[^\s|])"
    rf"{_SUBJECT}(?P<what>[^|]+)",
    re.I,
)
_QUOTE = re.compile(
    rf"\b{_HELPING}{_NOT}{_HELPING}(?:quot(?:es?|ed|ing)|cit(?:es?|ed|ing)|(?:with|have|has) (?:an? |any )?(?:quotes?|"
    r"quotations?) (?:from|by|of))\s+(?=[^\s|])(?P<what>[^|]+)",
    re.I,
)
_DONE = r"(?:mentioned|named|discussed|covered|referred to|talked about|found|(?P<quoted>quoted|cited))"
_PASSIVE = re.compile(
    r"^(?:(?:is|are|was|were|has|have)(?: been)? )?(?P<what>[^|]+?) (?:(?:is |are |was |were |been )?"
    rf"{_DONE}|(?:appears?|occurs?|features?|comes? up|shows? up))(?: in)?\s*$",
    re.I,
)
_ASKED = re.compile(r"^(?:do|does|did) ", re.I)
_NAME_AND_NOUNS = re.compile(r"(?P<name>[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*)\s(?P<nouns>[a-z]{3,}(?:\s[a-z]{3,})?)")
_LACKING = re.compile(
    rf"\b(?:(?:{_HELPING}(?:(?:do|does|did) not|don't|dont|doesn't|doesnt) have (?:an? |any )?|"
    r"(?:that |which )?(?:have|has) no (?:known )?|without (?:an? |any )?|"
    r"(?:that |which )?(?:lack|lacks|lacking|miss|missing) (?:an? )?|with no (?:known )?)"
    r"(?:publication )?(?P<what>date|publisher|outlet|author|byline)s?(?: of publication)?"
    r"|(?:that |which )?(?:(?:are|is) )?(?P<undated>undated|not dated))\b",
    re.I,
)
_FROM = re.compile(
    r"^(?:that |which )?(?:(?:are|is|were|was|come|came) )?(?P<how>from|by|published by|written by) (?P<who>.+)$", re.I
)
_GLUE = word_set(
    "the a an of in at all is are was were be been being there any some that which who whom what when how do does did"
    " has have had can you we i us me here so far total altogether now currently exist exists published publish written"
    " write wrote available stored held contained existing it them its their this these and in archive get got old"
    " contain contains hold holds represented recent new dated to date appear appeared released articles article"
    " stories by from show list"
)
_LEADING = re.compile(r"^(?:(?:the|a|an|any|some|both|either|all of|all) )+", re.I)
_TRAILING = re.compile(
    r"(?:[\s,;:]+(?:in (?:it|them|there|total|all|any way|the text|their text)|at all|anywhere|somewhere|so far|and|or|"
    r"altogether|there|were there|are there|do we have|do you have|exist|in|published|written|printed|appear))+$"
    r"|[\s,;:]+$",
    re.I,
)
_CLAUSE = re.compile(  # not a phrase but a clause
    r"\b(?:who|whom|whose|which|what|when|where|why|how|whether|did|does|do|has|have|had|was|were|is|are|will|would|"
    r"he|she|they|it|him|them|his|their|but|not|except|without)\b"
)
_EITHER, _BOTH = (
    re.compile(r",?\s+or\s+(?:the )?|\s*,\s*(?=.* or )", re.I),
    re.compile(r",?\s+and\s+(?:also )?(?:the )?|\s*,\s*", re.I),
)
_QUOTED = re.compile(r"[“\"„]([^“”\"„]+)[”\"“]|(?<!\w)[‘']([^‘’']+)[’'](?!\w)")
_TAKEN_VERB = r"(?=\s*\|)"  # it came before the words for the time
_FIRST_PRIVATE = 0xE000  # private-use characters stand in for quoted text
_SEVERAL = 20  # articles to list for `the oldest articles`
_MOST_PHRASES = 8  # to search for at once
_FEW = 3  # letters; shorter names are not searched for inside longer ones
_OF_ARTICLES = re.compile(rf"\b(?:{_NOUN}|{_PUBLISHERS}|{_AUTHORS}|{_WHAT_THEY_WROTE})", re.I)
_OF_KNOWN = re.compile(rf"\b(?:{_ARTICLES}|{_WHAT_THEY_WROTE}[^|]*\b{_WRITE}\b)", re.I)
_SAYING = r"(?:write|wrote|written|report(?:ed)?|say|said|publish(?:ed)?|print(?:ed)?|tell|told)(?: us| readers)?"
_WHAT_THEY_SAY = re.compile(
    rf"^(?:and |so )?what (?:else )?(?:did|does|do|has|have|had) (?P<who>[^?,]+?) (?:also )?{_SAYING} (?:about|on) "
    r"(?P<subject>[^?]+?)[\s?.]*$",
    re.I,
)
_THEIR_ACCOUNT = re.compile(
    rf"^(?:and |so )?how (?:did|does|do|has|have|had) (?P<who>[^?,]+?) (?:cover(?:ed)?|{_SAYING} (?:about|on)) "
    r"(?P<subject>[^?]+?)[\s?.]*$",
    re.I,
)
_ACCORDING_TO = re.compile(
    r",?\s*\b(?:according to|as reported by) (?P<who>[^?,.]+?)(?=[?.]?\s*$)"
    r"|^(?:and |so )?(?:according to|as reported by) (?P<who_first>[^?,]+),\s*",
    re.I,
)


@dataclass(frozen=True, slots=True)
class CatalogueRequest:
    """What to count or list.

    Attributes:
        wanted: The number of articles, the articles, the newest or oldest of them, or their publishers or authors.
        mentions: Phrases that the articles contain.
        any_of: Whether containing one of the phrases is enough.
        quoted: The person whom the articles quote; empty if the question does not ask for that.
        excluded: Whether to return the articles that do not contain the phrases.
        publishers: Publishers in the archive; empty means any.
        authors: Authors, as the articles name them; empty means any.
        author: The authors as the question names them.
        lacking: The detail that the articles lack.
        period: When they were published; None means any time.
        first: How many articles to return.
        assumed: Words that look like a publisher or author unknown to the archive; they are searched for as mentions.
    """

    wanted: Wanted
    mentions: tuple[str, ...] = ()
    any_of: bool = False
    quoted: str = ""
    excluded: bool = False
    publishers: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    author: str = ""
    lacking: Lacking | None = None
    period: Period | None = None
    first: int = 1
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfPublishers:
    """A question about what some publishers report: `What did the Courier write about the dam?`.

    Attributes:
        text: What to ask of their articles: `What is known about the dam?`.
        publishers: The publishers, as the archive names them.
        is_of_a_subject: Whether it asks what they report on a subject, not for what is so according to them.
    """

    text: str
    publishers: tuple[str, ...]
    is_of_a_subject: bool


def asked_of_publishers(text: str, publishers: Callable[[], Sequence[str]]) -> OfPublishers | None:
    """Read what a question asks of the articles of publishers in the archive; None if it names none.

    Args:
        text: The question in full.
        publishers: Returns the archive's publishers; called only if the question may name one.
    """
    line = one_line(text).replace("’", "'")
    for pattern in (_WHAT_THEY_SAY, _ACCORDING_TO, _THEIR_ACCOUNT):
        match = pattern.search(line)
        if match is None:
            continue
        groups = match.groupdict()
        who = groups["who"] or groups["who_first"]
        known = _named_in(who, publishers())
        if known and _is_named_alone(who, known):
            named = tuple(one for one in known if not any(_holds(other, one) for other in known))
            if subject := groups.get("subject"):
                return OfPublishers(f"What is known about {subject}?", named, True)
            rest = (line[: match.start()].rstrip(" ,") + line[match.end() :]).strip()
            return OfPublishers(f"{rest[:1].upper()}{rest[1:]}", named, False) if rest.rstrip("?") else None
    return None


def _is_named_alone(who: str, known: Sequence[str]) -> bool:
    """Return whether some words are nothing but known names."""
    rest = re.sub("|".join(map(_spelled, known)), "", who, flags=re.I)
    return not set(re.findall(r"\w+", rest.lower())) - {"the", "and", "or"}


def may_be_of_known_names(text: str) -> bool:
    """Return whether a question may ask for articles by someone known only to the archive."""
    return bool(_OF_KNOWN.search(text))


def catalogue_request(
    text: str,
    publishers: Sequence[str] = (),
    authors: Sequence[str] = (),
    today: date | None = None,
    newest: date | None = None,
) -> CatalogueRequest | None:
    """Read what a question asks about the articles themselves.

    Returns None if it asks something else or is not understood.

    Args:
        text: The question in full.
        publishers: The archive's publishers.
        authors: The archive's authors, as its articles name them.
        today: The day "last month" is relative to; the day of the newest article if None.
        newest: The day of the newest article, if any article is dated.
    """
    if not _OF_ARTICLES.search(text):
        return None
    return _Reading(text, publishers, authors).request(today or newest or date.max.replace(year=9998), newest)


_Adding = Callable[[CatalogueRequest, str], CatalogueRequest]


class _Reading:
    """A question that is read piece by piece; each piece is removed once read."""

    def __init__(self, text: str, publishers: Sequence[str], authors: Sequence[str]) -> None:
        line = one_line(text).replace("’", "'")
        self._literal: list[str] = []
        line = _QUOTED.sub(self._set_aside, line)
        self.rest = _PLEASE.sub("", _PLEASE.sub("", line)).strip()
        self._publishers, self._authors = publishers, authors
        self._noun = ""
        self._is_certain = False  # that it means the archive's articles, not documents in the news

    def _set_aside(self, match: re.Match[str]) -> str:
        self._literal.append((match[1] or match[2]).strip())
        return chr(_FIRST_PRIVATE + len(self._literal) - 1)

    def _restored(self, text: str) -> str:
        return re.sub("[\ue000-\uf8ff]", lambda match: self._literal[ord(match[0]) - _FIRST_PRIVATE], text)

    def request(self, today: date, newest: date | None) -> CatalogueRequest | None:
        self.rest, period = taken_period(self.rest, today, newest)
        found = CatalogueRequest("list", period=period)
        wrote = self._what_they_wrote(found)
        if wrote:
            found = wrote
        else:
            found = self._lacking(self._whose(found))
            wanted = self._wanted(found)
            if wanted is None:
                return None
            found = wanted
        self.rest = _IN_IT.sub(TAKEN, self.rest)
        found = self._from(self._mentioned(found))
        left = set(re.findall(r"[\w']+", self.rest.lower())) - _GLUE
        left |= set(re.findall("[\ue000-\uf8ff]", self.rest))
        return found if not left and self._is_certain else None

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Remove what a pattern finds, except its group `kept`.

        A marker is left where the words were, but not in place of an adjective.
        """
        match = pattern.search(self.rest)
        if match:
            groups = match.groupdict()
            left = "" if groups.get("adjective") else (groups.get("kept") or "") + TAKEN
            self.rest = f"{self.rest[: match.start()]}{left}{self.rest[match.end() :]}"
        return match

    def _what_they_wrote(self, found: CatalogueRequest) -> CatalogueRequest | None:
        """Read `what did the Harbour Courier publish` if the archive knows the name."""
        for names, add in self._names():
            match = self._take(
                re.compile(
                    rf"^{_WHAT_THEY_WROTE}(?:the )?(?P<names>{names}) (?:{_WRITE}(?! (?:about|on))\b|{_TAKEN_VERB})",
                    re.I,
                )
            )
            if match:
                self._is_certain = True
                return add(found, match["names"])
        return None

    def _whose(self, found: CatalogueRequest) -> CatalogueRequest:
        """Read the publishers and authors."""
        did = r"(?:(?:that|which|has|have|had|did|does|do) )*"
        which = (
            r"(?:(?:that|which) )?(?:(?:are|were|is|was|have been|come|came) )?"
            r"(?:(?:published|printed|written|issued|released|posted|run|carried) )?"
        )
        kind = rf"(?:(?:the )?(?:{_PUBLISHERS}|{_AUTHORS}) )?"
        for names, add in self._names():
            for pattern in (
                rf"{which}(?:from|by) (?:the )?{kind}(?P<names>{names})(?!\w)",
                rf"(?P<kept>{_NOUN}) {which}(?:of|in) (?:the )?{kind}(?P<names>{names})(?!\w)",
                rf"{did}(?:the )?(?P<names>{names}) (?:(?:has|have|had|did) )?(?:{_WRITE}|have|has)(?!\w)",
                rf"(?:has|have|had|did) (?:the )?(?P<names>{names}) {_TAKEN_VERB}",
                rf"(?:the )?(?P<adjective>(?P<names>{names})(?:'s?)?) (?={_NOUN})",
            ):
                if match := self._take(re.compile(rf"(?<!\w){pattern}", re.I)):
                    self._is_certain = True
                    found = add(found, match["names"])
                    break
        return found

    def _names(self) -> "list[tuple[str, _Adding]]":
        """Return patterns for the names in the question, each with the method that adds them."""
        patterns: list[tuple[str, _Adding]] = []
        for known, add in ((self._publishers, self._add_publishers), (self._authors, self._add_authors)):
            here = _named_in(self.rest, known)
            if here:
                one = "|".join(map(_spelled, here))
                patterns.append((rf"(?:{one})(?:(?:,|,? and|,? or) (?:(?:from|by|in) )?(?:the )?(?:{one}))*", add))
        return patterns

    def _add_publishers(self, found: CatalogueRequest, names: str) -> CatalogueRequest:
        meant = _named_in(names, self._publishers)
        longest = [one for one in meant if not any(_holds(other, one) for other in meant)]
        return replace(found, publishers=(*found.publishers, *longest))

    def _add_authors(self, found: CatalogueRequest, names: str) -> CatalogueRequest:
        meant = _named_in(names, self._authors)
        several = [one for one in self._authors if any(runs_in(_key(name), _key(one)) for name in meant)]
        called = {" ".join(_key(name)): name for name in sorted(meant, key=len, reverse=True)}
        return replace(found, authors=(*found.authors, *several), author=" or ".join(called.values()))

    def _lacking(self, found: CatalogueRequest) -> CatalogueRequest:
        match = self._take(_LACKING)
        if match is None:
            return found
        self._is_certain = True
        what = "date" if match["undated"] else match["what"].lower()
        lacking: dict[str, Lacking] = {"outlet": "publisher", "byline": "author", "date": "date", "author": "author"}
        return replace(found, lacking=lacking.get(what, "publisher"))

    def _wanted(self, found: CatalogueRequest) -> CatalogueRequest | None:
        """Read what to count or list."""
        if match := self._take(_SUPERLATIVE):
            self._is_certain = True
            self._noun = match["noun"] or match["noun2"]
            is_newest = bool(match["newest"] or match["newest2"])
            number = (match["before"] or match["after"] or "").lower()
            if not number and self._noun.lower().endswith("s"):
                return replace(found, wanted="list") if is_newest else replace(found, wanted="oldest", first=_SEVERAL)
            first = int(number) if number.isdigit() else NUMBERS.index(number) + 1 if number else 1
            return replace(found, wanted="newest" if is_newest else "oldest", first=first)
        if match := self._take(_EACH):
            self._is_certain = True
            self._take(_COUNT)
            return replace(found, wanted="publishers" if match["publishers"] else "authors")
        if match := self._take(_NAMES):
            self._is_certain = True
            of_publishers = match["publishers"] or match["published"]
            return replace(found, wanted="publishers" if of_publishers else "authors")
        for pattern, wanted in ((_COUNT, "count"), (_LIST, "list")):
            if match := self._take(pattern):
                self._noun = next(one for one in match.groups() if one)
                self._is_certain |= bool(re.fullmatch(_ARTICLES, self._noun, re.I))
                return replace(found, wanted="count" if wanted == "count" else "list")
        return None

    def _mentioned(self, found: CatalogueRequest) -> CatalogueRequest:
        if passive := self._passive(found):
            return passive
        if match := self._take(_QUOTE):
            self._is_certain = True
            found = replace(self._with_phrases(found, match), excluded=bool(match["not"]))
            found = replace(found, quoted=found.mentions[0] if len(found.mentions) == 1 else "")
        while match := self._take(_MENTION):
            self._is_certain |= bool(match["strong"])
            negated = bool(match["not"] or match["be_not"] or match["without"])
            before = found.mentions
            found = replace(self._with_phrases(found, match), excluded=found.excluded or negated)
            if not (match["strong"] or found.excluded or found.any_of) and len(found.mentions) == len(before) + 1:
                found = replace(found, mentions=(*before, *_in_parts(found.mentions[-1])))
        return found

    def _passive(self, found: CatalogueRequest) -> CatalogueRequest | None:
        """Read `is Carver mentioned in`, `does Carver appear in`."""
        parts = [part.strip() for part in self.rest.split(TAKEN.strip())]
        for part in parts:
            match = _PASSIVE.search(_ASKED.sub("", part))
            if match and not _is_glue(match["what"]):
                self._is_certain = True
                self.rest = TAKEN.join(one for one in parts if one != part)
                found = self._with_phrases(found, match)
                return replace(found, quoted=found.mentions[0] if match["quoted"] and len(found.mentions) == 1 else "")
        return None

    def _with_phrases(self, found: CatalogueRequest, match: re.Match[str]) -> CatalogueRequest:
        what = _TRAILING.sub("", match["what"].strip())
        if _CLAUSE.search(what):
            self.rest += f"{TAKEN}clause"  # left over, so the question is not understood
            return found
        any_of = bool(_EITHER.search(what))
        pieces = (_EITHER if any_of else _BOTH).split(what)
        phrases = [self._restored(_LEADING.sub("", piece).strip(" ,;:.!?")) for piece in pieces]
        kept = tuple(dict.fromkeys(one for one in phrases if not Phrase(one).is_empty))
        if not 0 < len(kept) <= _MOST_PHRASES:
            self.rest += f"{TAKEN}nothing"  # left over, so the question is not understood
        return replace(found, mentions=(*found.mentions, *kept), any_of=found.any_of or any_of)

    def _from(self, found: CatalogueRequest) -> CatalogueRequest:
        """Read `from X` where X is not exactly a known name.

        X is then part of a publisher's or author's name, or else a mention.
        """
        parts = [part.strip() for part in self.rest.split(TAKEN.strip())]
        for part in parts:
            match = _FROM.search(part)
            who = self._restored(_LEADING.sub("", _TRAILING.sub("", match["who"]))) if match else ""
            if match is None or _is_glue(who) or Phrase(who).is_empty:
                continue
            self.rest = TAKEN.join(one for one in parts if one != part)
            key = _key(who)
            long = sum(map(len, key)) >= _FEW
            publishers = tuple(one for one in self._publishers if long and _key(one)[-len(key) :] == key)
            authors = tuple(one for one in self._authors if long and runs_in(key, _key(one)))
            if publishers and match["how"] != "written by":
                self._is_certain = True
                return replace(found, publishers=(*found.publishers, *publishers))
            if authors:
                self._is_certain = True
                return replace(found, authors=(*found.authors, *authors), author=who)
            if "article" not in self._noun.lower() or _CLAUSE.search(who):
                self.rest += f"{TAKEN}nobody"  # `stories by Poe` may be what an article is about
                return found
            return replace(found, mentions=(*found.mentions, who), assumed=(*found.assumed, who))
        return found


def _in_parts(subject: str) -> tuple[str, ...]:
    """Divide what articles are about into a name and the nouns after it: `Arden` and `strike`.

    An article on the Arden strike need not call it that.
    """
    match = _NAME_AND_NOUNS.fullmatch(subject)
    return (match["name"], *match["nouns"].split()) if match else (subject,)


def _named_in(text: str, names: Sequence[str]) -> list[str]:
    """Return the names that occur in a text, longest first."""
    words = set(re.findall(r"\w+", plain(text)))
    here = [name for name in names if (key := _key(name)) and words.issuperset(key)]
    found = [name for name in here if re.search(rf"(?<!\w){_spelled(name)}(?!\w)", text, re.I)]
    return sorted(found, key=len, reverse=True)


def _spelled(name: str) -> str:
    """Return a pattern for a name that ignores case, accents, points and a leading article."""
    return r"[\W_]{1,3}".join("".join(_with_accents(letter) for letter in word) for word in _key(name))


def _with_accents(letter: str) -> str:
    return _ACCENTED.get(letter, re.escape(letter))


_ACCENTED = {
    letter: f"[{letter}{''.join(chr(code) for code in range(0xC0, 0x180) if plain(chr(code)) == letter)}]"
    for letter in "abcdefghijklmnopqrstuvwxyz"
}


def _key(name: str) -> list[str]:
    """Return the words of a name without case, accents and leading article."""
    words = re.findall(r"\w+", plain(one_line(name)))
    return words[1:] if len(words) > 1 and words[0] in {"the", "by"} else words


def _holds(name: str, other: str) -> bool:
    """Return whether a name contains a shorter one: `Evening Times`, `Times`."""
    return len(_key(name)) > len(_key(other)) and runs_in(_key(other), _key(name))


def _is_glue(text: str) -> bool:
    return set(re.findall(r"[\w']+", text.lower())) <= _GLUE
