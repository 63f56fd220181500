"""Find the phrases that a question is about, and which of them can be persons.

"What stablecoin law does Hong Kong have?"   -> stablecoin law, Hong Kong
"How many of the ferry crews voted?"         -> ferry crews, who can act
"""

import re
from dataclasses import dataclass
from itertools import groupby

from byline.language.calendar import MONTHS
from byline.language.irregular import is_past
from byline.language.text import singular, without_possessive, words
from byline.records import Span

# Words that separate phrases, and common verbs of questions.
_BETWEEN = frozenset(
    words(
        "who whom whose what which when where why how much many long often far is are was were do does did has have "
        "had will would can could should may might must be been being not a an the and or but as than into onto over "
        "under after before during between through about against without within per via so such very too also only "
        "just even still yet ever never now today currently recently again once it its they them their he him his she "
        "her this that these those there here both each another other same different some any all more most least "
        "best good bad please tell me you your i my we our us else to in on at of for from by with if then kind kinds "
        "type types sort way ways thing things lot number amount said say says told get go gone got come came comes "
        "take takes took taken make makes made give gives given gave use uses used find found know known think see "
        "seen want wants look looks need needs mean means become becomes became keep let begin begins began start "
        "starts started stop stops ended happen happens happened work works call called try ask seem help show play "
        "run move live believe bring write wrote provide sit stand lose lost pay paid meet met include includes set "
        "learn lead led leads follow speak read allow add spend grow walk win won offer buy bought wait serve die "
        "died send sent expect stay fall cut reach kill remain raise pass passed sell sold require decide pull "
        "compare differ relate affect apply cause cover plan planned hold held leave left put turn feel explain build "
        "built born having getting going doing somebody someone something anybody anyone anything everybody everyone "
        "everything nobody nothing out up down off back away around instead"
    )
)
_ASKING = frozenset(words("who whom whose what which when where why how since"))
_TOKEN = re.compile(r"\w+(?:[.'’&-]\w+)*|[^\w\s]")
_PLACE = frozenset({"in", "at", "to", "from", "near"})
_TIMES = frozenset(words(" ".join(MONTHS))) | frozenset(
    words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday Christmas Easter Mondays Fridays Saturdays Sundays")
)
_DETERMINERS = frozenset(words("the a an its his her their this that these those any all"))
_DOES = frozenset(words("did does do will would can could should may might must"))
_VERBS_TOO = frozenset(words("last open close cost need end"))  # after a noun: `will the tunnel last`
_PLURALS = frozenset(words("people children men women police others"))
# Nouns for persons and bodies that speak and act, besides those recognised by their ending.
_AGENTS = frozenset(
    words(
        "man woman boy girl child people person minister mayor company firm bank union police court judge government "
        "council party opposition president king queen doctor nurse team club board crew staff family student pupil "
        "resident parent mother father son daughter wife husband brother sister victim witness suspect pilot captain "
        "chief boss head coach patient tenant passenger guard army navy parliament senate congress ministry agency "
        "authority regulator commission committee association foundation church school university hospital airline "
        "railway group organisation organization institute prosecution defence jury lawyer others men women children "
        "soldier official expert critic economist rival opponent incumbent predecessor successor deputy runner-up one "
        "ones state city region country"
    )
)
_AGENT_ENDING = re.compile(r"\w{2,}(?:er|or|ist|ian|man|men|ant|ee)s?")
_NO_AGENTS = frozenset(
    words(
        "number order weather water paper power river letter border other offer summer winter quarter answer tower "
        "dinner matter fever timber chapter december september october november factor error color colour floor door "
        "harbor mirror horror terror tumor motor sector list restaurant plant grant variant amount degree fee coffee "
        "tree committee-room corner counter shelter computer tanker trailer ladder copper silver butter rubber "
        "chamber member-list layer meter poster register layer murder disorder transfer supper trigger shower "
        "powder cover after under over another ever never however rather neither either whether together further "
        "former latter inner outer upper lower proper super later earlier older younger elder bigger larger smaller "
        "better greater higher longer shorter newer fewer cheaper stronger faster"
    )
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that say what a question is about.

    Attributes:
        text: As written.
        span: Its position in the question.
        is_name: Whether one of its words has a capital.
        is_new: Whether it follows `a` or `an`: a thing mentioned for the first time is often what `it` means.
        is_place: Whether it follows a preposition of place.
        is_known: Whether it follows `the`.
        is_asked_for: Whether it is what `how many`, `which` or `what` asks for.
        is_time: Whether it is the name of a month or a day.
    """

    text: str
    span: Span
    is_name: bool
    is_new: bool
    is_place: bool
    is_known: bool
    is_asked_for: bool
    is_time: bool

    @property
    def is_plural(self) -> bool:
        """Whether the last word looks like a plural, judged by its ending."""
        return bool(re.search(r"[^sui]s$", self.text)) or self.text.split()[-1].lower() in _PLURALS

    @property
    def is_agent(self) -> bool:
        """Whether it can be a person or body that speaks and acts.

        It has a capital, or ends in a noun for one.
        """
        return self.is_name or is_agent(self.text)

    @property
    def named(self) -> str:
        """The words, preceded by `the` if they were."""
        return f"the {self.text}" if self.is_known else self.text


def is_agent(text: str) -> bool:
    """Return whether the last word of a phrase is a noun for persons or for a body that acts."""
    last = text.split()[-1].lower() if text.split() else ""
    one = singular(last)
    if one in _NO_AGENTS:
        return False
    return one in _AGENTS or last in _AGENTS or bool(_AGENT_ENDING.fullmatch(last))


# A noun that is part of a verb phrase: to take effect, to play a role.
_OF_A_VERB = re.compile(
    r"\b(?:tak(?:es?|en|ing)|took)\s(?P<taken>effect|place|part|hold|shape|action|steps|charge|care)\b"
    r"|\b(?:in|into)\s(?P<entered>force|effect|operation|charge|favou?r|place)\b"
    r"|\bwhat\s(?P<played>role|part)\s(?:is|are|was|were|do|does|did|has|have|will)\b",
    re.I,
)


def phrases_of(question: str) -> list[Phrase]:
    """Return the runs of meaningful words in a question, in order."""
    tokens = list(_TOKEN.finditer(question))
    written = ["", *(token[0] for token in tokens), ""]
    of_verbs = {match.span(match.lastgroup or 0) for match in _OF_A_VERB.finditer(question)}
    found = []
    for carries, run in groupby(range(len(tokens)), lambda number: _carries(*written[number : number + 3])):
        if carries:
            numbers = list(run)
            *_, second, first = ["", "", *(word.lower() for word in written[1 : numbers[0] + 1])]
            if first in _DOES:
                numbers = _without_verb(numbers, written)
            elif len(numbers) > 1 and _ends_in_verb(numbers, written, follows_does=second in _DOES):
                numbers = numbers[:-1]
            start, end = tokens[numbers[0]].start(), tokens[numbers[-1]].end()
            if (start, end) in of_verbs:
                continue
            text = without_possessive(question[start:end])
            found.append(
                Phrase(
                    text,
                    Span(start, start + len(text)),
                    is_name=any(written[number + 1][0].isupper() for number in numbers if number),
                    is_new=first in {"a", "an"},
                    is_place=(second if first == "the" else first) in _PLACE and text not in _TIMES,
                    is_known=first == "the",
                    is_asked_for=first in {"which", "what"} or (second == "how" and first in {"many", "much"}),
                    is_time=text in _TIMES,
                )
            )
    return found


def _ends_in_verb(numbers: list[int], written: list[str], *, follows_does: bool) -> bool:
    """Return whether the last word is the question's verb: `did the capsule land?`, `will Raven Park cost?`.

    Args:
        numbers: The words of a phrase, as numbers of tokens.
        written: The question's tokens, with an empty one before and after.
        follows_does: Whether the phrase follows `did the` or the like.
    """
    last, before_it, after = (written[numbers[-1] + place] for place in (1, 0, 2))
    if not last.islower():
        return False
    if follows_does and (last in _VERBS_TOO or after in {"", "?", "("}):
        return True
    asks_with_does = not _DOES.isdisjoint(word.lower() for word in written[: numbers[0] + 1])
    return after in {"", "?", "("} and before_it[:1].isupper() and asks_with_does and last in _VERBS_TOO


def _without_verb(numbers: list[int], written: list[str]) -> list[int]:
    """Return the words of a name without the verb after it: `Ann Lee` from `did Ann Lee beat`."""
    for place, number in enumerate(numbers):
        if written[number + 1][0].islower():
            is_name = place and not written[number].endswith(("'s", "’s"))
            return numbers[:place] if is_name else numbers
    return numbers


def _carries(before: str, word: str, after: str) -> bool:
    """Return whether a word is part of what a question is about.

    Excludes `big` after `how`, and verbs: `to approve the plan`.
    """
    if word.lower() in _ASKING:
        return False
    if word[0].isupper() and before:
        return True
    is_verb = (
        before.lower() == "who"
        or bool(re.fullmatch(r"\w{2,}ed", word))
        or is_past(word)
        or (before.lower() == "to" and after.lower() in _DETERMINERS)
    )
    return word[0].isalnum() and before.lower() != "how" and word.lower() not in _BETWEEN and not is_verb
