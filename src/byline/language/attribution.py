"""Find to whom an article attributes a statement, and who speaks a quotation.

    sentence -> its paragraph with quotations masked -> attributions, speaker

Patterns over English text, no model. Text inside quotation marks attributes nothing, so it is masked first.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from byline.language.sentences import paragraphs
from byline.language.sources import (
    ADJECTIVES,
    BODY,
    COMMON,
    DETERMINER,
    KNOWING_ALL,
    NAME,
    NEWSROOM,
    OUTLET,
    PAPER,
    PAPERS,
    PEOPLE,
    UNNAMED,
    UPPER,
    WORD,
    is_outlet,
    name_key,
)
from byline.language.text import one_line
from byline.records import Article, Span

Kind = Literal["publisher", "named", "unnamed"]
_AROUND = 2_000  # characters on either side of a sentence to search for its paragraph and the previous one
_LONGEST = 1_000  # characters; a longer sentence is a table or lacks full stops, and is skipped
_LEAD = 700  # characters at an article's start that may say whose report it retells
_WEEKDAY = r"(?:on\s)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:this|last)\s(?:week|month|year))"
_BETWEEN = (
    rf"(?:,?\s(?:who|has|have|had|also|first|later|then|earlier|already|now|still|once|recently|previously|{_WEEKDAY}|"
    r"[a-z]+ly))*,?\s"
)
_ASIDE = (
    rf"(?:(?:,\s(?:[^,~.;]|\.(?=\w)){{2,90}}){{1,2}},|\s\([^)]{{1,60}}\)|\s(?:from|at|with)\s(?:the\s|an?\s)?{NAME})"
)
_PRONOUN = r"(?<!\w)(?:[Hh]e|[Ss]he)(?!\w)"
# Verbs that need only a subject; verbs that need a statement after them; verbs whose subject is not a proper name.
_SAY = r"(?:said|says|say|told|tells|testified)"
_STATE = (
    r"(?:reported|reports|announced|wrote|writes|argued|argues|insisted|insists|explained|explains|acknowledged|"
    r"acknowledges|admitted|admits|warned|warns|stated|states|claimed|claims|claim|confirmed|confirms|added|adds|noted|"
    r"notes|recalled|recalls|tweeted|predicted|predicts|alleged|alleges|concluded|concludes|suggested|suggests|"
    r"emphasi[sz]ed|emphasi[sz]es|stressed|commented|remarked|replied|conceded|confessed|revealed|believe|believes|"
    r"continued|continues|wondered|asked|joked|quipped|tweets|vowed|pledged)"
)
_FIND = (
    r"(?:found|finds|showed|shows|show|indicated|indicates|indicate|estimated|estimates|estimate|warn|argue|suggest)"
)
_VERB = re.compile(rf"(?<![\w’'-])(?P<verb>{_SAY}|{_STATE}|{_FIND})(?![\w’'-])")
_WHAT_IS_SAID = re.compile(
    r"(?:\s(?:on|in|at|to|last|this|earlier|[A-Z][a-z]+day)(?:\s[\w’'-]+){1,4})?(?:\sthat\b|:|,?\s*~)"
)
_NO_MORE = re.compile(r"(?:\s(?:on|in|at|to|last|this|earlier)(?:\s[\w’'-]+){1,4})?\s*(?:[.,;!?—–]|$)")
_SAID_OF = re.compile(r"\sto\s(?!reporters|the\b|an?\b|me\b|us\b|him\b|her\b|them\b)[a-z]")  # said to take effect
_BEFORE: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("named", re.compile(rf"(?P<source>{NAME}){_ASIDE}{_BETWEEN}$")),
    ("unnamed", re.compile(rf"(?P<source>{UNNAMED}){_BETWEEN}$")),
    ("named", re.compile(rf"(?P<source>{NAME})(?:\s{NEWSROOM})?{_BETWEEN}$")),
    ("named", re.compile(rf"(?P<source>{BODY}){_BETWEEN}$")),
    ("unnamed", re.compile(rf"(?P<source>{PAPER})(?:\s(?:by|from|of|in)\s(?:[\w’'.-]+\s?){{1,5}}?)?{_BETWEEN}$")),
)
_PRONOUN_BEFORE = re.compile(rf"(?P<source>{_PRONOUN}){_BETWEEN}$")
_OUTLET_BEFORE = re.compile(rf"{OUTLET}{_BETWEEN}$")
_SOME_WORDS = (
    r"(?:(?:the|an?|its|his|her|their|former|one)\s)?(?:(?!he\b|she\b|they\b|it\b|that\b)[a-z][\w’'-]*\s){0,4}?"
)
_FROM = rf"(?:\s(?:published|compiled|released|seen|obtained|reviewed))?\s(?:from|by|in|of)\s{_SOME_WORDS}"
_CALLED = (  # "Acme chief executive Jane Doe": the last name is the speaker
    rf"(?:{NAME}(?:\s(?!(?:of|in|on|at|from|by|and|or|is|was|are|were|has|had|said|says|who|that|which|for|to|as|with|after|"
    rf"before|will|would|the|an?)\b)[a-z][\w-]*){{1,4}}\s)?(?P<source>{NAME})"
)
_AFTER: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("publisher", re.compile(rf"\s(?:(?:the|an?|its)\s)?(?:[a-z-]+\s){{0,3}}?(?P<source>{OUTLET})")),
    ("named", re.compile(rf"\s(?:the\s|an?\s)?(?:[\w’'-]+\s){{0,3}}?(?i:{PAPERS}){_FROM}{_CALLED}")),
    (
        "unnamed",
        re.compile(rf"\s(?P<source>(?:{DETERMINER})?{ADJECTIVES}(?i:{PEOPLE})(?!\w){KNOWING_ALL})(?!\w|\s{WORD})"),
    ),
    ("named", re.compile(rf"\s{_SOME_WORDS}{_CALLED}")),
    ("named", re.compile(rf"\s(?P<source>{BODY})")),
    ("unnamed", re.compile(rf"\s(?P<source>{PAPER})")),
)
_CUE = re.compile(
    r"(?:(?<!\w)(?:[Aa]ccording\sto|[Cc]iting|[Qq]uoting|(?:cited|reported|quoted)\sby)|,\sper)(?=\s)(?!\s(?:among|other))"
)
_TOLD = re.compile(rf"\s(?:the\s)?(?:[a-z-]+\s){{0,2}}?(?P<source>{NAME})")
_PUBLISHED = re.compile(  # names of places of publication
    rf"\b(?:[Ii]n|[Aa]s)\s(?:an?|its|his|her|their)\s(?:\w+\s){{0,2}}?(?:interview|article|op-ed|column|report|essay)\s"
    rf"(?:with|for|in|by|to)\s(?:the\s)?(?P<source>{NAME})"
    rf"|(?<!\w)(?P<outlet>{OUTLET})(?:[’']s?)?\s(?:reports?|investigation)\b"
    rf"|\b(?:seen|obtained|reviewed|viewed)\sby\s(?:the\s)?(?P<seen>{OUTLET})"
)
_DATELINE = re.compile(rf"(?m)^[^\n()~]{{0,60}}\((?P<source>{OUTLET}|{NAME})\)\s*[-–—]")
_CREDIT = re.compile(
    rf"\b(?:[Tt]his (?:story|article|report) (?:was )?(?:first|originally) (?:published|appeared) (?:by|in|on)|"
    rf"©|[Ss]ource:)\s(?:the\s)?(?P<source>{OUTLET})"
)
_QUOTATION = re.compile(
    r"[“„][^“”]*(?:”|$)|(?<![\w\d])\"(?=\S)[^\"]*(?:\"|$)|(?<!\w)‘(?=[^\W\d])[^‘]*?’(?!\w)", re.DOTALL
)
_WORDS = re.compile(r"\w+(?:[’'-]\w+)*")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words of an article that say where a statement comes from.

    Attributes:
        span: The words that attribute, source and cue: `according to Reuters`.
        source: Where the source is named. It is outside `span` if a pronoun refers to it.
        kind: `publisher` for a news outlet or agency, `named` for a person or organisation, `unnamed` for people
            familiar with the matter, an official, a study.
    """

    span: Span
    source: Span
    kind: Kind


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its sentences, quotations, and text with quotations masked by `~`."""

    sentences: tuple[Span, ...]
    quotations: tuple[Span, ...]
    masked: str

    @property
    def start(self) -> int:
        """Where the paragraph begins in the text."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Where the paragraph ends in the text."""
        return self.sentences[-1].end

    def outside(self, span: Span) -> str:
        """Return the part of a span that is in this paragraph, with quotations masked."""
        return self.masked[max(0, span.start - self.start) : max(0, span.end - self.start)]

    def quoted(self, span: Span) -> list[Span]:
        """Return the quotations that overlap a span."""
        return [quotation for quotation in self.quotations if quotation.overlaps(span)]


def attributions(article: Article, span: Span) -> tuple[Attribution, ...]:
    """Find the sources to which a sentence attributes its statement.

    A sentence that names no source takes the speaker of the quotation that it is part of, else the publisher named by
    an earlier sentence of its paragraph.

    Args:
        article: The article.
        span: A sentence of the article, or part of one.

    Returns:
        The attributions in text order, without duplicates; empty if no source is named.
    """
    context = context_of(article.text, span)
    if not context:
        return ()
    before, paragraph = context[:-1], context[-1]
    found = _stated(article, paragraph, before)
    here = [one for one in found if one.span.overlaps(span)]
    if here:
        return tuple(here)
    speaking = _speaking(article, span, context)
    if speaking:
        return (speaking,)
    earlier = [one for one in found if one.span.end <= span.start and one.kind == "publisher"]
    return (earlier[-1],) if earlier else ()


def speaker_of(article: Article, span: Span) -> Span | None:
    """Find the speaker of the quotation in a sentence.

    Args:
        article: The article.
        span: A sentence that is, contains or is part of a quotation.

    Returns:
        Where the speaker is named, with `he` and `she` resolved; None if nothing is quoted or the speaker is uncertain.
    """
    speaking = _speaking(article, span, context_of(article.text, span))
    return speaking.source if speaking and speaking.kind != "publisher" else None


def with_speaker(article: Article, span: Span, limit: int) -> Span:
    """Extend a quotation over neighbouring sentences just far enough to include its speaker.

    Args:
        article: The article.
        span: A sentence of the article.
        limit: Maximum length of the result in characters.

    Returns:
        `span` itself if it quotes nothing, already includes its speaker, or would become too long.
    """
    context = context_of(article.text, span)
    speaking = _speaking(article, span, context)
    if not speaking or speaking.kind == "publisher":
        return span
    paragraph = context[-1]
    spoken = speaking.span.overlaps(span)
    for place in (speaking.source, speaking.span):  # the name, or failing that the words that mark somebody speaking
        sentence = _sentence_of(paragraph, place)
        if sentence is None:
            continue
        extended = Span(min(span.start, sentence.start), max(span.end, sentence.end))
        beside = sum(extended.contains(one) for one in paragraph.sentences) <= 2
        if sentence.overlaps(span) or (len(extended) <= limit and (beside or not spoken)):
            return span if sentence.overlaps(span) else extended
    return span


def publishers_retold(article: Article) -> dict[str, str]:
    """Return the publisher that a whole article retells, as a dictionary of one entry or none.

    It is found by the dateline, credit, author or lead.
    """
    lead = article.text[:_LEAD]
    start, end = len(article.text) - _LEAD, len(article.text)
    for match in (_DATELINE.search(lead), _CREDIT.search(article.text, max(0, start), end), _CREDIT.search(lead)):
        if match:
            return {name_key(match["source"]): match["source"]}
    if article.author and is_outlet(article.author):
        return {name_key(article.author): article.author}
    opening = [_paragraph(lead, sentences) for sentences in paragraphs(lead)]
    sources = [one.source for part in opening for one in _stated(article, part) if one.kind == "publisher"]
    publishers = names_of(article, sources)
    return publishers if len(publishers) == 1 else {}


def names_of(article: Article, sources: Iterator[Span] | Sequence[Span]) -> dict[str, str]:
    """Return names by their comparison key, without sources that have no proper name."""
    names = (full_name(article, source) for source in sources)
    return {
        key: name for name in names if (key := name_key(name)) and re.search(UPPER, name) and not COMMON.fullmatch(key)
    }


def full_name(article: Article, source: Span) -> str:
    """Return a name in the full form in which the article first gives it: `Jane Doe` for `Doe`."""
    name = re.sub(r"[’']s?$", "", re.sub(rf"^.*[’']s?\s(?={UPPER})", "", one_line(article[source])))
    if " " in name or is_outlet(name):
        return name
    match = re.search(rf"(?:{WORD}\s){{1,3}}{re.escape(name)}(?!\w)", article.text[: source.start])
    return one_line(match[0]) if match else name


def context_of(text: str, span: Span) -> list[Paragraph]:
    """Return a span's paragraph, preceded by the paragraph before it if there is one.

    Only the text around the span is examined.
    """
    before, after = max(0, span.start - _AROUND), min(len(text), span.end + _AROUND)
    farthest = max(0, before - _AROUND)
    start = max(farthest, text.rfind("\n", farthest, before) + 1)
    end = text.find("\n", after, after + _AROUND)
    window = text[start : end if end >= 0 else after + _AROUND]
    found = [[sentence.shift(start) for sentence in sentences] for sentences in paragraphs(window)]
    for index, sentences in enumerate(found):
        if sentences[-1].end > span.start:
            return [_paragraph(text, one) for one in found[max(0, index - 1) : index + 1]]
    return []


def _paragraph(text: str, sentences: Sequence[Span]) -> Paragraph:
    start, end = sentences[0].start, sentences[-1].end
    content = text[start:end]
    quotations = [Span(match.start(), match.end()) for match in _QUOTATION.finditer(content)]
    masked = _QUOTATION.sub(lambda quotation: "~" * len(quotation[0]), content)
    return Paragraph(tuple(sentences), tuple(quotation.shift(start) for quotation in quotations), masked)


# Attributions


def _stated(article: Article, paragraph: Paragraph, before: Sequence[Paragraph] = ()) -> list[Attribution]:
    """Find a paragraph's attributions, with pronouns resolved to the last speaker so far."""
    found: list[Attribution] = []
    speakers = [one for other in before for one in _stated(article, other) if one.kind == "named"]
    dateline = _DATELINE.match(paragraph.masked)  # it may have been split off as a sentence
    if dateline:
        span, source = Span(dateline.start(), dateline.end()), Span(*dateline.span("source"))
        found.append(Attribution(span.shift(paragraph.start), source.shift(paragraph.start), "publisher"))
    for sentence in paragraph.sentences:
        if len(sentence) > _LONGEST:
            continue
        masked = paragraph.outside(sentence)
        here = list(_cues(masked)) + list(_verbs(masked))
        for span, source, kind in sorted(here):
            owner = re.match(rf".*[’']s\s(?={UPPER})", masked[source.start : source.end])  # Acme’s Jane Doe
            place = Span(source.start + (owner.end() if owner else 0), source.end).shift(sentence.start)
            if kind == "pronoun":
                last = [*speakers, *(one for one in found if one.kind == "named" and one.span.end <= place.start)]
                if not last:
                    continue
                one = Attribution(span.shift(sentence.start), last[-1].source, "named")
            else:
                one = Attribution(span.shift(sentence.start), place, _kind(article, place, kind))
            if not any(one.source.overlaps(other.source) and one.span.overlaps(other.span) for other in found):
                found.append(one)
    return found


_Found = tuple[Span, Span, Kind | Literal["pronoun"]]


def _cues(masked: str) -> Iterator[_Found]:
    """Find `according to …`, `citing …`, `reported by …` and the like in a masked sentence."""
    for cue in _CUE.finditer(masked):
        source = _following(masked, cue.end())
        if source:
            yield Span(cue.start(), source[0].end), *source
    for match in _PUBLISHED.finditer(masked):
        yield Span(match.start(), match.end()), Span(*match.span(match.lastgroup or "source")), "publisher"


def _verbs(masked: str) -> Iterator[_Found]:
    """Find the subjects of verbs of saying in a masked sentence."""
    for match in _VERB.finditer(masked):
        verb, start, end = match["verb"], match.start(), match.end()
        says = re.fullmatch(_SAY, verb) is not None
        after = masked[end:]
        if says and _SAID_OF.match(after):
            continue
        quoted_before = re.search(r"~[,.]?\s(?:[\w’'.&-]+\s){0,8}$", masked[:start]) is not None
        by_outlet = verb in ("reported", "reports") and _OUTLET_BEFORE.search(masked, 0, start)
        closed = _NO_MORE.match(after) and ("," in masked[:start] or quoted_before)
        complete = says or by_outlet or closed or _WHAT_IS_SAID.match(after)
        finds = re.fullmatch(_FIND, verb) is not None
        subject = _subject(masked, start, finds) if complete or (quoted_before and not finds) else None
        inverted = re.search(r"~[,.]?\s*$" if subject else r"[~,]\s*$", masked[:start])
        source = None
        if inverted and verb not in ("say", "told", "tells") and (says or "~" in masked[:start]):
            source = _following(masked, end, people=True)
        if source:
            yield Span(start, source[0].end), *source
        elif subject:
            kind = subject[1]
            if kind == "named" and verb in ("reported", "reports") and not _WHAT_IS_SAID.match(after):
                kind = "publisher"  # the form "…, Example reported." is used for outlets
            yield Span(subject[0].start, end), subject[0], kind
        if verb in ("told", "tells"):
            told = _TOLD.match(masked, end)
            if told and is_outlet(told["source"]):
                yield Span(start, told.end()), Span(*told.span("source")), "publisher"


def _subject(masked: str, end: int, finds: bool) -> tuple[Span, Kind | Literal["pronoun"]] | None:
    """Find the subject that ends where a verb begins."""
    start = max(0, end - 240)
    clause = masked[start:end]
    pronoun = _PRONOUN_BEFORE.search(clause)
    if pronoun and not finds:
        return Span(*pronoun.span("source")).shift(start), "pronoun"
    for kind, pattern in _BEFORE:
        match = pattern.search(clause)
        if match and not (finds and kind == "named" and match["source"][0].isupper()):
            return Span(*match.span("source")).shift(start), kind
    return None


def _following(masked: str, start: int, people: bool = False) -> tuple[Span, Kind] | None:
    """Find the source named at `start`: after `according to`, or after `said` if `people` is set."""
    for kind, pattern in _AFTER[2 if people else 0 : 5 if people else None]:
        match = pattern.match(masked, start)
        if match:
            return Span(*match.span("source")), kind
    return None


def _kind(article: Article, place: Span, kind: Kind) -> Kind:
    """Distinguish publishers from other names.

    A publisher is on the list, is called one in the text, or is the article's own publisher.
    """
    if kind != "named":
        return kind
    name = article[place]
    around = article.text[max(0, place.start - 30) : place.end + 30]
    newsroom = re.search(rf"{NEWSROOM}\s{re.escape(name)}|{re.escape(name)}\s{NEWSROOM}", around)
    own = article.publisher is not None and name_key(name) == name_key(article.publisher)
    return "publisher" if own or newsroom or is_outlet(name) else "named"


# Speakers


def _speaking(article: Article, span: Span, context: Sequence[Paragraph]) -> Attribution | None:
    """Find the attribution of the quotation that a span contains or is part of."""
    if not context:
        return None
    paragraph, before = context[-1], context[:-1]
    quotations = paragraph.quoted(span)
    if not quotations:
        return None
    found = [one for one in _stated(article, paragraph, before) if one.kind != "publisher"]
    here = [one for one in found if one.span.overlaps(span)]
    if here:
        return here[0]
    if len(_WORDS.findall(paragraph.outside(span))) > 2:
        return None  # the article's own words around a few quoted ones: the speaker is named here or nowhere
    whole = Span(min(span.start, quotations[0].start), max(span.end, quotations[-1].end))
    beside = _beside(paragraph, whole)
    spoken = [one for one in found if beside.contains(Span(one.span.start, one.span.start + 1))]
    following = [one for one in spoken if one.span.start >= whole.end]
    preceding = [one for one in spoken if one.span.start < whole.end]
    if following and _closes(paragraph, whole, following[0]):
        return following[0]
    if preceding:
        return preceding[-1]
    unclosed = before and before[-1].quotations and before[-1].quotations[-1].end == before[-1].end
    if unclosed and quotations[0].start == paragraph.start:
        last = before[-1].quotations[-1]
        if article.text[last.end - 1] not in '”"’':
            return _speaking(article, last, before)
    return None


def _beside(paragraph: Paragraph, quotation: Span) -> Span:
    """Return a quotation's sentences, the one after it, and those before it while quotation continues."""
    touched = [index for index, one in enumerate(paragraph.sentences) if one.overlaps(quotation)]
    first, last = touched[0], min(touched[-1] + 1, len(paragraph.sentences) - 1)
    while first > 0:
        first -= 1
        if len(_WORDS.findall(paragraph.outside(paragraph.sentences[first]))) > 2:
            break
    return Span(paragraph.sentences[first].start, paragraph.sentences[last].end)


def _closes(paragraph: Paragraph, quotation: Span, following: Attribution) -> bool:
    """Return whether the words after a quotation only name the speaker: `“…” Doe said on Monday.`"""
    sentence = _sentence_of(paragraph, following.span)
    if sentence is None or sentence.overlaps(quotation):
        return sentence is not None
    words_before = _WORDS.findall(paragraph.outside(Span(quotation.end, following.span.start + 1)))
    words_after = (
        _WORDS.findall(paragraph.outside(Span(following.span.end, sentence.end)))
        if (following.span.end < sentence.end)
        else []
    )
    return len(words_before) <= 1 and len(words_after) <= 6 and "that" not in words_after


def _sentence_of(paragraph: Paragraph, span: Span) -> Span | None:
    return next((sentence for sentence in paragraph.sentences if sentence.overlaps(span)), None)
