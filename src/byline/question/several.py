"""Split a text into the questions it asks, each as it can be asked after those before it.

    "Who won? And when did the strike end?"                           two sentences
    "How much did the union get and how long did the strike last?"    one, split at "and"
    "Who said that nobody knows who owns the port?"                   one question

Only the words decide, and only where they leave no doubt: a question split wrongly gets two wrong answers.
"""

import re

from byline.language.sentences import sentences
from byline.question.conversation import talk_of, without_opening

_ASKING = r"(?:who|whom|whose|what|which|when|where|why|how)"
_BEFORE = r"(?:(?:in|on|at|by|for|to|from|with|of|under|since|until|after) )?"
_BE = r"(?:is|are|was|were|has|have|had|will|would|can|could|should|may|might|must)"
_DO = r"(?:do|does|did)"
_VERB = rf"(?:{_BE}|{_DO})(?:n't)?"
_SOMEBODY = (
    r"(?:it|he|she|they|there|this|that|these|those|anyone|anybody|anything|someone|everyone|everybody|we|you|i)"
)
_REQUEST = r"(?:tell me|summari[sz]e|sum up|list|name|explain|describe|give me|say|show me|brief me|recap|compare)"

_ASKS = re.compile(rf"(?:{_BEFORE}{_ASKING}\b\W*\w|{_VERB}\b \w|{_REQUEST}\b)", re.I)
_ASKS_SHORTLY = re.compile(rf"{_ASKING}(?: (?:exactly|not|so))?\W*$", re.I)
_CARRIES_ON = re.compile(rf"(?:in|on|at|by|for|to|from|with|of|under|since|until|after) {_ASKING}(?: \w+)?\W*$", re.I)
_JOIN = re.compile(
    r"[\s,;]+(?:(?:and|but|plus|as well as)\b[\s,]*)+(?:(?:also|then|if so|if not"
    rf"|if yes)\b[\s,]*)*(?=(?:{_BEFORE}{_ASKING}|{_VERB}|{_REQUEST})\b)|;\s*(?=(?:{_BEFORE}{_ASKING}|{_VERB}"
    rf"|{_REQUEST})\b)",
    re.I,
)
_COMMA = re.compile(rf",\s*(?={_BEFORE}{_ASKING}\b)", re.I)
_NUMBER = re.compile(r"(?:(?<=\s)|^)\(?(?:\d|[a-d])[.)]\s+(?=\w)")
_SENTENCE_END = re.compile(r"(?<=\?)[\s)\"'”]+(?=\w)")

# A question before "and" must have its verb, so not "How long and how deep is it?".
_VERBLESS = re.compile(rf"{_BEFORE}{_ASKING}(?: (?:\w+ )?\w+)?$", re.I)
_HAS_VERB = re.compile(rf"\b{_VERB}\b|(?:who|what)(?:'s| \w)", re.I)
# What follows "and" must be a question in its own right, not a clause of the first.
_INVERTED = re.compile(
    rf"{_BEFORE}(?:(?:when|where|why|how(?: \w+)?) {_VERB}\b|{_ASKING}(?: \w+){{0,4}}? {_DO}(?:n't)? \w)", re.I
)
_CONTINUES = re.compile(
    rf"(?:{_BEFORE}(?:{_ASKING}(?: (?:many|much|long|often|old|far|big|high|of the \w+"
    rf"|of them))?)(?: [\w'-]+){{0,4}}? {_VERB}\b \w"
    r"|(?:who|what|which(?: of \w+)?(?: \w+)?) (?!(?:to|for|else|not|exactly|why|when|where|how|with)\b)\w+(?: \w"
    r"|\W*$)|whose \w+ \w+"
    rf"|{_ASKING} (?!to\b|of\b)(?:[\w'-]+ ){{1,5}}[\w'-]+)",
    re.I,
)
_ASKS_BY_VERB = re.compile(
    rf"(?:{_DO}(?:n't)? (?:the|an?|any|all|his|her|its|their|both|{_SOMEBODY}|(?-i:[A-Z])\w*)\b|{_VERB} {_SOMEBODY}\b)",
    re.I,
)
_BY_VERB = re.compile(rf"{_VERB}\b", re.I)
_CLAUSE = re.compile(rf"\w\W+(?:\w+\W+)*?(?:{_ASKING}|if|whether|that)\b", re.I)
_OF_REQUEST = re.compile(rf"{_REQUEST}\b", re.I)
# "Who is for and who is against it", "Which paper says seven and which says nine": two halves of one question.
_OF_TWO_HALVES = re.compile(
    rf"\bfor\W+and (?:{_ASKING} )?.*\bagainst\b"
    r"|^(?:which|what) (?:articles?|sources?|reports?|papers?|outlets?|newspapers?) ",
    re.I,
)


def questions_in(text: str) -> tuple[str, ...]:
    """Return the questions in a text, in order; the text alone if it asks one question or none."""
    found: list[str] = []
    before = ""
    for sentence in _sentences(text):
        core = without_opening(sentence)
        if talk_of(sentence):
            continue
        if _ASKS_SHORTLY.match(core) and found and sentence.endswith("?"):
            found.append(core)
        elif _CARRIES_ON.match(core) and found:
            found[-1] = f"{found[-1]} {sentence}"
        elif _asks(core, sentence):
            found += [f"{before}{one}" if not number else one for number, one in enumerate(_parts(core))]
        else:
            before = f"{before}{sentence} " if sentence.endswith((".", "!")) else ""
            continue
        before = ""
    return tuple(map(_tidy, found)) if len(found) > 1 else (text,)


def _sentences(text: str) -> list[str]:
    pieces = [piece for part in _NUMBER.split(text) for piece in _SENTENCE_END.split(part)]
    return [piece[span.start : span.end].strip() for piece in pieces for span in sentences(piece)]


def _asks(core: str, sentence: str) -> bool:
    """Return whether a sentence is a question or request.

    One that begins with a verb must have no opening or end in a question mark.
    """
    if not _ASKS.match(core):
        return False
    return not _BY_VERB.match(core) or sentence.endswith("?") or core == sentence


def _parts(question: str) -> list[str]:
    """Split a sentence where another question begins."""
    if _OF_TWO_HALVES.search(question):
        return [question]
    parts = []
    rest = question
    for join in _JOIN.finditer(question):
        left = rest[: len(rest) - (len(question) - join.start())]
        right = question[join.end() :]
        if len(left) > 0 and _is_whole(left) and _begins(right, _last_of(left)):
            parts.append(left)
            rest = right
    if not parts:
        return [question]
    whole = [*parts, rest]
    return [piece for part in whole for piece in _by_comma(part)]


def _by_comma(part: str) -> list[str]:
    pieces = _COMMA.split(part)
    return pieces if all(map(_is_whole, pieces)) else [part]


def _last_of(left: str) -> str:
    """Return the last of several questions with commas between them: "When did it open, who paid"."""
    first, *others = _COMMA.split(left)
    asks = _ASKS.match(first) and not _BY_VERB.match(first) and not _OF_REQUEST.match(first)
    return others[-1] if others and asks and not _CLAUSE.search(first) and all(map(_is_whole, others)) else left


def _is_whole(left: str) -> bool:
    """Return whether the words before "and" are a question with its verb."""
    core = left.strip(" ,;")
    if _OF_REQUEST.match(core):
        return len(core.split()) > 1
    if _BY_VERB.match(core):
        return len(core.split()) > 2
    if not _ASKS.match(core):
        return False
    return bool(_HAS_VERB.search(core)) or not all(_VERBLESS.match(piece.strip()) for piece in core.split(","))


def _begins(right: str, left: str) -> bool:
    """Return whether the words after "and" are a question in their own right."""
    if _OF_REQUEST.match(right):
        return len(right.split()) > 1
    if _BY_VERB.match(right):
        return bool(_ASKS_BY_VERB.match(right) or (_BY_VERB.match(left) and len(right.split()) > 2))
    if _INVERTED.match(right):
        return True
    # "Summarise the strike and who won" is one request; "Who struck and who won" are two questions.
    return bool(_CONTINUES.match(right)) and not _CLAUSE.search(left) and not _OF_REQUEST.match(left)


def _tidy(question: str) -> str:
    said = question.strip(" ,;")
    ended = said if said.endswith(("?", ".", "!")) else f"{said}?"
    return ended[:1].upper() + ended[1:]
