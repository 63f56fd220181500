"""Where what an article says comes from: attributions, speakers of quotations, and independent origins.

    cited sentence -> its paragraph, quotations masked -> attributions, speaker -> citations grouped by origin

Patterns over English text, no model. What stands inside quotation marks attributes nothing: it is masked first.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from byline.indexing.passages import paragraphs
from byline.language.text import one_line
from byline.readers.base import Evidence, Reading
from byline.records import Article, Origin, Origins, Span

Kind = Literal["publisher", "named", "unnamed"]

_AROUND = 2_000  # characters on either side of a sentence in which its paragraph and that before are looked for
_LEAD = 700  # characters at the start of an article in which it says whose report it retells
_GRAM = 5  # words in a row that are compared
_FEWEST_GRAMS = 8  # a passage of fewer is too short to tell a copy from a set phrase
_CONTAINED = 0.5  # share of a passage's word 5-grams: of copies with a tenth of the words changed, 0.9^5 are left
_QUOTED_WORDS = 4  # fewer words than that are not a quotation to go by

# Agencies and outlets, with what else they are called; most other newspapers are known by their last word.
_OUTLETS = {
    "Reuters": ["Thomson Reuters"],
    "Associated Press": ["AP"],
    "Agence France-Presse": ["AFP", "Agence France Presse"],
    "United Press International": ["UPI"],
    "Press Trust of India": ["PTI"],
    "Deutsche Presse-Agentur": ["dpa", "DPA"],
    "Xinhua": [],
    "TASS": ["Tass", "ITAR-TASS"],
    "Interfax": [],
    "Kyodo": [],
    "Yonhap": [],
    "Anadolu": [],
    "Bloomberg": [],
    "BBC": [],
    "CNN": [],
    "CNBC": [],
    "CCTV": [],
    "ESPN": [],
    "NBC": [],
    "CBS": [],
    "NPR": [],
    "Al Jazeera": [],
    "Nikkei": [],
    "Axios": [],
    "Politico": [],
    "Guardian": [],
    "Economist": [],
    "Financial Times": ["FT"],
    "New York Times": ["NYT"],
    "Wall Street Journal": ["WSJ"],
    "Washington Post": [],
    "South China Morning Post": ["SCMP"],
    "Der Spiegel": ["Spiegel"],
    "Le Monde": [],
    "Caixin": [],
}
_ALIASES = {alias.casefold(): name.casefold() for name, aliases in _OUTLETS.items() for alias in aliases}
_NEWSPAPER_WORDS = (
    "Times|Post|Journal|News|Herald|Tribune|Gazette|Telegraph|Chronicle|Press|Daily|Mail|Magazine|Observer|Weekly|"
    "Newspaper|Newswire|TV|Television|Radio|Network|Broadcasting"
)
_NEWSROOM = (
    r"(?:news\ ?papers?|magazine|broadcaster|news\ (?:agency|site|outlet|service|channel|website)|wire\ service|"
    r"television|TV\ channel|daily|tabloid)"
)
_TITLES = re.compile(
    r"(?:(?:"
    "mr|mrs|ms|miss|dr|prof|professor|sir|dame|lord|lady|president|vice|prime|minister|chancellor|"
    "secretary|senator|sen|representative|rep|governor|gov|mayor|judge|justice|general|gen|colonel|col|"
    "captain|detective|sergeant|sheriff|chief|executive|director|chairman|chairwoman|chair|king|queen|"
    "prince|princess|pope"
    r")\s)+(?=\w)"
)
_COMMON = re.compile(  # last words of many names: alone they name nobody
    "agency|assembly|association|authority|bank|board|bureau|centre|center|club|college|commission|"
    "committee|company|corporation|council|court|department|fund|government|group|house|institute|"
    "ministry|office|organisation|organization|parliament|party|police|president|school|service|society|"
    "state|union|university"
)

_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_NOT_A_NAME = (
    r"(?:A|An|The|This|That|These|Those|He|She|It|They|We|I|You|His|Her|Its|Their|Our|My|But|And|Or|So|Yet|If|When|"
    r"While|Where|Who|What|Why|How|As|At|In|On|Of|For|From|To|By|With|After|Before|Since|Until|Although|Though|Because|"
    r"However|Meanwhile|Also|Then|Now|Later|Still|Instead|Even|Once|Both|Some|Many|Most|All|Another|One|Two|Three|No|"
    r"Not|Nor|There|Here|Yesterday|Today|According|Asked|Citing|Sources?|Officials?|People|Experts?|Analysts?|Critics|"
    r"Researchers|Scientists|Police|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|"
    r"July|August|September|October|November|December)\b(?![’'.-]\w)"
)
_WORD = (
    rf"(?!{_NOT_A_NAME})(?:(?:{_UPPER}\.)+|(?:Dr|Mrs?|Ms|Prof|Sen|Rep|Gov|Gen|Lt|Col|St)\.|"
    rf"(?:[ae]l-)?{_UPPER}[\w&’'-]*(?:\.\w+)*)"
)
_JOINT = r"(?:\s(?:of|the|and|for|de|da|del|la|le|van|von|der|den|bin|al|ibn|du|&|on)){0,2}\s"
_NAME = rf"(?<![\w’'.-]){_WORD}(?:{_JOINT}{_WORD})*"
_OUTLET = (
    r"(?:"
    + "|".join(
        sorted(
            (re.escape(n) for n in [*_OUTLETS, *(alias for aliases in _OUTLETS.values() for alias in aliases)]),
            key=len,
            reverse=True,
        )
    )
    + rf"|{_WORD}(?:\s{_WORD})*?\s(?:{_NEWSPAPER_WORDS}))(?!\w)"
    r"(?:\s(?:Digital|Online|Sports?|World|International|English)\b)?"
)
_PAPERS = (
    r"(?:reports?|stud(?:y|ies)|survey|poll|research|data|figures|statistics|documents?|filings?|records|papers?|"
    r"statements?|analysis|review|estimates?|transcript|lawsuit|complaint|indictment|memo|letter|emails?|emails|posts?|"
    r"census|letters?|article|website|interviews?|findings)"
)
_PEOPLE = (
    r"(?:people|persons?|man|woman|sources?|officials?|spokes(?:man|woman|person|people)|aides?|advis[eo]rs?|"
    r"diplomats?|insiders?|employees?|executives?|analysts?|experts?|economists?|researchers?|scientists?|scholars?|"
    r"critics|supporters|observers|witness(?:es)?|residents?|lawyers?|doctors?|investors?|traders?|reporters?|"
    r"activists?|historians?|academics?|lawmakers|politicians|professor|leaders?|families|parents|fans|users?|counsel+ors|(?:co-)?authors?|others|some|many)"
    rf"(?!\s{_PAPERS})"
)
_BODIES = (
    r"(?:ministry|government|company|firm|bank|central\ bank|police|authorities|prosecutors?|court|judge|agency|"
    r"commission|committee|department|regulators?|watchdog|council|army|military|navy|group|union|association|"
    r"organi[sz]ation|charity|party|university|institute|school|hospital|league|club|team|board|bureau|embassy|office|"
    r"administration|president|minister|prime\ minister|mayor|governor|airline|carmaker|startup|retailer|publisher)"
)
_ADJECTIVES = r"(?:[\w’'-]+\s){0,3}?"
_KNOWING = (
    r"(?:,?\s(?:familiar|close|with|briefed|involved|knowledgeable|who|in|at|from|of|for|inside|on|there|near|to)\b"
    r"(?:\s[\w’'&-]+(?:\.\w+)*){0,8}?)?"
)
_KNOWING_ALL = _KNOWING.replace("{0,8}?", "{0,8}")
_DETERMINER = r"(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ne|[Tt]wo|[Tt]hree|[Ss]ome|[Ss]everal|[Mm]any)\s)"
_BARE = (
    r"(?!(?:which|that|what|who|when|where|whether|if|because|as|and|but|or|though|while|since|so)\s)"
    rf"(?:{_UPPER}?[a-z]+\s)"
)
_FIRST = r"(?<!\w\s)(?i:{})"  # a common noun has a capital only where nothing stands before it: not in New Scientist
_UNNAMED = (
    rf"(?<!\w)(?:{_DETERMINER}{_ADJECTIVES}{_PEOPLE}|{_BARE}{{0,2}}?{_PEOPLE}|{_FIRST.format(_PEOPLE)})(?!\w){_KNOWING}"
)
_POLICE = r"(?:police|authorities|prosecutors)"
_BODY = rf"(?<!\w)(?:{_DETERMINER}{_ADJECTIVES}{_BODIES}|{_BARE}{{0,1}}?{_POLICE}|{_FIRST.format(_POLICE)})(?!\w)"
_PAPER = rf"(?<!\w)(?:{_DETERMINER}{_ADJECTIVES}{_PAPERS}|{_BARE}{{0,2}}?{_PAPERS}|{_FIRST.format(_PAPERS)})(?!\w)"

_WEEKDAY = r"(?:on\s)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:this|last)\s(?:week|month|year))"
_BETWEEN = (
    rf"(?:,?\s(?:who|has|have|had|also|first|later|then|earlier|already|now|still|once|recently|previously|{_WEEKDAY}|"
    r"[a-z]+ly))*,?\s"
)
_ASIDE = (
    rf"(?:(?:,\s(?:[^,~.;]|\.(?=\w)){{2,90}}){{1,2}},|\s\([^)]{{1,60}}\)|\s(?:from|at|with)\s(?:the\s|an?\s)?{_NAME})"
)
_PRONOUN = r"(?<!\w)(?:[Hh]e|[Ss]he)(?!\w)"

# Verbs that need no more than a subject; that need what is said to follow; whose subject is no proper name.
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
    ("named", re.compile(rf"(?P<source>{_NAME}){_ASIDE}{_BETWEEN}$")),
    ("unnamed", re.compile(rf"(?P<source>{_UNNAMED}){_BETWEEN}$")),
    ("named", re.compile(rf"(?P<source>{_NAME})(?:\s{_NEWSROOM})?{_BETWEEN}$")),
    ("named", re.compile(rf"(?P<source>{_BODY}){_BETWEEN}$")),
    ("unnamed", re.compile(rf"(?P<source>{_PAPER})(?:\s(?:by|from|of|in)\s(?:[\w’'.-]+\s?){{1,5}}?)?{_BETWEEN}$")),
)
_PRONOUN_BEFORE = re.compile(rf"(?P<source>{_PRONOUN}){_BETWEEN}$")
_OUTLET_BEFORE = re.compile(rf"{_OUTLET}{_BETWEEN}$")
_SOME_WORDS = (
    r"(?:(?:the|an?|its|his|her|their|former|one)\s)?(?:(?!he\b|she\b|they\b|it\b|that\b)[a-z][\w’'-]*\s){0,4}?"
)
_FROM = rf"(?:\s(?:published|compiled|released|seen|obtained|reviewed))?\s(?:from|by|in|of)\s{_SOME_WORDS}"
_CALLED = (  # "Acme chief executive Jane Doe": the last of the names is who speaks
    rf"(?:{_NAME}(?:\s(?!(?:of|in|on|at|from|by|and|or|is|was|are|were|has|had|said|says|who|that|which|for|to|as|with|after|"
    rf"before|will|would|the|an?)\b)[a-z][\w-]*){{1,4}}\s)?(?P<source>{_NAME})"
)
_AFTER: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("publisher", re.compile(rf"\s(?:(?:the|an?|its)\s)?(?:[a-z-]+\s){{0,3}}?(?P<source>{_OUTLET})")),
    ("named", re.compile(rf"\s(?:the\s|an?\s)?(?:[\w’'-]+\s){{0,3}}?(?i:{_PAPERS}){_FROM}{_CALLED}")),
    (
        "unnamed",
        re.compile(rf"\s(?P<source>(?:{_DETERMINER})?{_ADJECTIVES}(?i:{_PEOPLE})(?!\w){_KNOWING_ALL})(?!\w|\s{_WORD})"),
    ),
    ("named", re.compile(rf"\s{_SOME_WORDS}{_CALLED}")),
    ("named", re.compile(rf"\s(?P<source>{_BODY})")),
    ("unnamed", re.compile(rf"\s(?P<source>{_PAPER})")),
)
_CUE = re.compile(
    r"(?:(?<!\w)(?:[Aa]ccording\sto|[Cc]iting|[Qq]uoting|(?:cited|reported|quoted)\sby)|,\sper)(?=\s)(?!\s(?:among|other))"
)
_TOLD = re.compile(rf"\s(?:the\s)?(?:[a-z-]+\s){{0,2}}?(?P<source>{_NAME})")
_PUBLISHED = re.compile(  # where a place to publish is named as such
    rf"\b(?:[Ii]n|[Aa]s)\s(?:an?|its|his|her|their)\s(?:\w+\s){{0,2}}?(?:interview|article|op-ed|column|report|essay)\s"
    rf"(?:with|for|in|by|to)\s(?:the\s)?(?P<source>{_NAME})"
    rf"|(?<!\w)(?P<outlet>{_OUTLET})(?:[’']s?)?\s(?:reports?|investigation)\b"
    rf"|\b(?:seen|obtained|reviewed|viewed)\sby\s(?:the\s)?(?P<seen>{_OUTLET})"
)
_DATELINE = re.compile(rf"(?m)^[^\n()~]{{0,60}}\((?P<source>{_OUTLET}|{_NAME})\)\s*[-–—]")
_CREDIT = re.compile(
    rf"\b(?:[Tt]his (?:story|article|report) (?:was )?(?:first|originally) (?:published|appeared) (?:by|in|on)|"
    rf"©|[Ss]ource:)\s(?:the\s)?(?P<source>{_OUTLET})"
)
_QUOTATION = re.compile(
    r"[“„][^“”]*(?:”|$)|(?<![\w\d])\"(?=\S)[^\"]*(?:\"|$)|(?<!\w)‘(?=[^\W\d])[^‘]*?’(?!\w)", re.DOTALL
)
_WORDS = re.compile(r"\w+(?:[’'-]\w+)*")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words of an article that say whom a statement comes from.

    Attributes:
        span: Where these words stand, source and cue: `according to Reuters`.
        source: Where the source is named. It lies outside `span` where a pronoun stands for it.
        kind: `publisher` for a news outlet or agency, `named` for a person or an organisation, `unnamed` for
            people familiar with the matter, an official, a study.
    """

    span: Span
    source: Span
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph with its sentences, its quotations, and its text from `start` with quotations masked by `~`."""

    sentences: tuple[Span, ...]
    quotations: tuple[Span, ...]
    masked: str

    @property
    def start(self) -> int:
        return self.sentences[0].start

    @property
    def end(self) -> int:
        return self.sentences[-1].end

    def outside(self, span: Span) -> str:
        """Return the part of a span that stands in this paragraph, quotations masked."""
        return self.masked[max(0, span.start - self.start) : max(0, span.end - self.start)]

    def quoted(self, span: Span) -> list[Span]:
        """Return the quotations that the span has a part of."""
        return [quotation for quotation in self.quotations if quotation.overlaps(span)]


def attributions(article: Article, span: Span) -> tuple[Attribution, ...]:
    """Find whom a sentence attributes what it says to.

    A sentence that names no source takes the speaker of the quotation that it is part of, else the publisher
    that an earlier sentence of its paragraph names.

    Args:
        article: The article.
        span: A sentence of it, or a part of one.

    Returns:
        In the order of the text, none twice; empty where nobody is named.
    """
    context = _context(article.text, span)
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
    """Find who says what a sentence quotes.

    Args:
        article: The article.
        span: A sentence that is or holds a quotation, or is part of one.

    Returns:
        Where the speaker is named, `he` and `she` resolved; None if it quotes nothing or if that is not sure.
    """
    speaking = _speaking(article, span, _context(article.text, span))
    return speaking.source if speaking and speaking.kind != "publisher" else None


def with_speaker(article: Article, span: Span, limit: int) -> Span:
    """Extend a quotation over the sentences beside it, just so far that it has its speaker.

    Args:
        article: The article.
        span: A sentence of it.
        limit: Most characters of what is returned.

    Returns:
        `span` itself if it quotes nothing, has its speaker already, or would become too long.
    """
    context = _context(article.text, span)
    speaking = _speaking(article, span, context)
    if not speaking or speaking.kind == "publisher":
        return span
    paragraph = context[-1]
    spoken = speaking.span.overlaps(span)
    for place in (speaking.source, speaking.span):  # the name, else at least the words that say that somebody speaks
        sentence = _sentence_of(paragraph, place)
        if sentence is None:
            continue
        extended = Span(min(span.start, sentence.start), max(span.end, sentence.end))
        beside = sum(extended.contains(one) for one in paragraph.sentences) <= 2
        if sentence.overlaps(span) or (len(extended) <= limit and (beside or not spoken)):
            return span if sentence.overlaps(span) else extended
    return span


def with_speakers(reading: Reading, limit: int, least: float) -> Reading:
    """Extend the quotations among the evidence by `with_speaker`; what is then said already is left out.

    Args:
        reading: What a reader found.
        limit: Most characters of an extended sentence.
        least: Evidence less probable than this is left as it is.
    """
    kept: list[Evidence] = []
    extended: list[tuple[str, Span]] = []
    for item in reading.evidence:
        article, span = item.hit.article, item.span
        if any(article.id == id and other.overlaps(span) for id, other in extended):
            continue
        if item.probability >= least:
            span = with_speaker(article, span, limit)
        if span != item.span:
            if any(article.id == other.hit.article.id and other.span.overlaps(span) for other in kept):
                span = item.span
            else:
                extended.append((article.id, span))
        kept.append(replace(item, span=span))
    return replace(reading, evidence=tuple(kept))


def independent_origins(cited: Sequence[tuple[Article, Span]], copies: Mapping[str, Collection[str]]) -> Origins:
    """Group citations by where what they say comes from.

    Citations of one article, of copies, of the same passage word for word, of the same quotation, and those
    attributed to the same source, or to the publisher of the other, share an origin.

    Args:
        cited: Article and cited sentence of each citation.
        copies: By the id of an article, the ids of its copies and near copies.
    """
    known = [_Cited.of(article, span) for article, span in cited]
    group = list(range(len(cited)))
    reasons: dict[int, list[str]] = {}
    for first, second in combinations(range(len(cited)), 2):
        reason = _shared(known[first], known[second], copies)
        if reason is None:
            continue
        kept, gone = sorted((group[first], group[second]))
        group = [kept if one == gone else one for one in group]
        reasons.setdefault(kept, []).extend([reason] if kept == gone else [*reasons.pop(gone, []), reason])
    groups = []
    for representative in dict.fromkeys(group):
        members = tuple(index for index, one in enumerate(group) if one == representative)
        together = len({cited[index][0].id for index in members})
        groups.append(Origin(members, _listed(reasons.get(representative, []), together)))
    articles = {article.id: article for article, _ in cited}
    publishers = {_key(article.publisher) for article in articles.values() if article.publisher}
    unpublished = sum(not article.publisher for article in articles.values())
    return Origins(len(articles), len(publishers), unpublished, tuple(groups))


# Attributions


def _context(text: str, span: Span) -> list[_Paragraph]:
    """Return the paragraph of a span, after the one before it where there is one; only the text around is cut."""
    start = text.rfind("\n", 0, max(0, span.start - _AROUND)) + 1
    end = text.find("\n", min(len(text), span.end + _AROUND))
    window = text[start : end if end >= 0 else len(text)]
    found = [[sentence.shift(start) for sentence in sentences] for sentences in paragraphs(window)]
    for index, sentences in enumerate(found):
        if sentences[-1].end > span.start:
            return [_paragraph(text, one) for one in found[max(0, index - 1) : index + 1]]
    return []


def _paragraph(text: str, sentences: Sequence[Span]) -> _Paragraph:
    start, end = sentences[0].start, sentences[-1].end
    content = text[start:end]
    quotations = [Span(match.start(), match.end()) for match in _QUOTATION.finditer(content)]
    masked = content
    for quotation in quotations:
        masked = masked[: quotation.start] + "~" * len(quotation) + masked[quotation.end :]
    return _Paragraph(tuple(sentences), tuple(quotation.shift(start) for quotation in quotations), masked)


def _stated(article: Article, paragraph: _Paragraph, before: Sequence[_Paragraph] = ()) -> list[Attribution]:
    """Find all attributions of a paragraph, pronouns resolved to who spoke last in it or in those before."""
    found: list[Attribution] = []
    speakers = [one for other in before for one in _stated(article, other) if one.kind == "named"]
    dateline = _DATELINE.match(paragraph.masked)  # it may have been taken for a sentence of its own
    if dateline:
        span, source = Span(dateline.start(), dateline.end()), Span(*dateline.span("source"))
        found.append(Attribution(span.shift(paragraph.start), source.shift(paragraph.start), "publisher"))
    for sentence in paragraph.sentences:
        masked = paragraph.outside(sentence)
        here = list(_cues(masked)) + list(_verbs(masked))
        for span, source, kind in sorted(here):
            owner = re.match(rf".*[’']s\s(?={_UPPER})", masked[source.start : source.end])  # Acme’s Jane Doe
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
    """Find `according to …`, `citing …`, `reported by …` and the like in one masked sentence."""
    for cue in _CUE.finditer(masked):
        source = _following(masked, cue.end())
        if source:
            yield Span(cue.start(), source[0].end), *source
    for match in _PUBLISHED.finditer(masked):
        yield Span(match.start(), match.end()), Span(*match.span(match.lastgroup or "source")), "publisher"


def _verbs(masked: str) -> Iterator[_Found]:
    """Find subjects of verbs of saying in one masked sentence."""
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
                kind = "publisher"  # "…, Example reported." is how an outlet is named
            yield Span(subject[0].start, end), subject[0], kind
        if verb in ("told", "tells"):
            told = _TOLD.match(masked, end)
            if told and _is_outlet(told["source"]):
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
    """Find the source that is named from `start` on: after `according to`, or (`people`) after `said`."""
    for kind, pattern in _AFTER[2 if people else 0 : 5 if people else None]:
        match = pattern.match(masked, start)
        if match:
            return Span(*match.span("source")), kind
    return None


def _kind(article: Article, place: Span, kind: Kind) -> Kind:
    """Tell a publisher from other names by the list, by its own words, and by the article's own publisher."""
    if kind != "named":
        return kind
    name = article[place]
    around = article.text[max(0, place.start - 30) : place.end + 30]
    newsroom = re.search(rf"{_NEWSROOM}\s{re.escape(name)}|{re.escape(name)}\s{_NEWSROOM}", around)
    own = article.publisher is not None and _key(name) == _key(article.publisher)
    return "publisher" if own or newsroom or _is_outlet(name) else "named"


def _is_outlet(name: str) -> bool:
    return re.fullmatch(_OUTLET, re.sub(r"[’']s?$", "", name)) is not None


# Speakers


def _speaking(article: Article, span: Span, context: Sequence[_Paragraph]) -> Attribution | None:
    """Find the attribution of the quotation that a span holds or is part of."""
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
        return None  # words of the article's own around a few quoted ones: the sentence says who, or nobody does
    whole = Span(min(span.start, quotations[0].start), max(span.end, quotations[-1].end))
    beside = _sidecar(paragraph, whole)
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


def _sidecar(paragraph: _Paragraph, quotation: Span) -> Span:
    """Return the sentences of a quotation with the one after it, and those before as far as quotations go on."""
    touched = [index for index, one in enumerate(paragraph.sentences) if one.overlaps(quotation)]
    first, last = touched[0], min(touched[-1] + 1, len(paragraph.sentences) - 1)
    while first > 0:
        first -= 1
        if len(_WORDS.findall(paragraph.outside(paragraph.sentences[first]))) > 2:
            break
    return Span(paragraph.sentences[first].start, paragraph.sentences[last].end)


def _closes(paragraph: _Paragraph, quotation: Span, following: Attribution) -> bool:
    """Tell whether the words after a quotation only say who spoke: `“…” Doe said on Monday.`"""
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


def _sentence_of(paragraph: _Paragraph, span: Span) -> Span | None:
    return next((sentence for sentence in paragraph.sentences if sentence.overlaps(span)), None)


# Origins


@dataclass(frozen=True, slots=True)
class _Cited:
    """What is known of a citation to compare it with others."""

    article: Article
    publishers: dict[str, str]  # by key, as it is written
    named: dict[str, str]
    speaker: str
    quotations: tuple[str, ...]
    passage: frozenset[tuple[str, ...]]
    grams: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, article: Article, span: Span) -> "_Cited":
        stated = attributions(article, span)
        publishers = _named(article, (one.source for one in stated if one.kind == "publisher"))
        if not publishers:
            publishers = _provenance(article, span)
        context = _context(article.text, span)
        quoted = context[-1].quoted(span) if context else []
        speaker = speaker_of(article, span)
        return cls(
            article,
            publishers,
            _named(article, (one.source for one in stated if one.kind == "named")),
            _full_name(article, speaker) if speaker else "",
            tuple(" ".join(_terms(article[one])) for one in quoted if len(_terms(article[one])) >= _QUOTED_WORDS),
            _passage_grams(article, context),
            _grams(_terms(article.text)),
        )


def _shared(one: _Cited, other: _Cited, copies: Mapping[str, Collection[str]]) -> str | None:
    """Tell why two citations have one origin, `{both}` to be filled in, None if they have not."""
    first, second = one.article, other.article
    if first.id == second.id:
        return ""
    if second.id in copies.get(first.id, ()) or first.id in copies.get(second.id, ()):
        return "copies of each other"
    shorter, longer = sorted((one, other), key=lambda cited: len(cited.passage))
    if any(_contained(part.passage, whole.grams) for part, whole in ((shorter, longer), (longer, shorter))):
        return "the same passage nearly word for word"
    if any(a in b or b in a for a in one.quotations for b in other.quotations):
        speaker = one.speaker or other.speaker
        return f"the same quotation of {speaker}" if speaker else "the same quotation"
    for key, name in one.publishers.items():
        if key in other.publishers and not _publishes(key, first, second):
            return f"{{both}} attribute it to {name}"
    for cited, publisher in ((one, second), (other, first)):
        for key, name in cited.publishers.items():
            if _publishes(key, publisher) and not _publishes(key, cited.article):
                return f"{{both}} go back to {name}"
    for key, name in one.named.items():
        if any(_same_name(key, another) for another in other.named):
            return f"{{both}} attribute it to {name}"
    return None


def _publishes(key: str, *articles: Article) -> bool:
    """Tell whether all these articles are of that publisher: an outlet that names itself cites nobody else."""
    return all(article.publisher is not None and _key(article.publisher) == key for article in articles)


def _provenance(article: Article, span: Span) -> dict[str, str]:
    """Name the publisher that a whole article retells: by its dateline, its credit, its author or its lead."""
    lead = article.text[:_LEAD]
    start, end = len(article.text) - _LEAD, len(article.text)
    for match in (_DATELINE.search(lead), _CREDIT.search(article.text, max(0, start), end), _CREDIT.search(lead)):
        if match:
            return {_key(match["source"]): match["source"]}
    if article.author and _is_outlet(article.author):
        return {_key(article.author): article.author}
    opening = [_paragraph(lead, sentences) for sentences in paragraphs(lead)]
    sources = [one.source for part in opening for one in _stated(article, part) if one.kind == "publisher"]
    publishers = _named(article, sources)
    return publishers if len(publishers) == 1 else {}


def _named(article: Article, sources: Iterator[Span] | Sequence[Span]) -> dict[str, str]:
    """Return names by what is compared of them; who is not called by a name of their own is left out."""
    names = (_full_name(article, source) for source in sources)
    return {
        key: name for name in names if (key := _key(name)) and re.search(_UPPER, name) and not _COMMON.fullmatch(key)
    }


def _full_name(article: Article, source: Span) -> str:
    """Return a name as it is written in full where the article first gives it: `Doe` as `Jane Doe`."""
    name = re.sub(r"[’']s?$", "", re.sub(rf"^.*[’']s?\s(?={_UPPER})", "", one_line(article[source])))
    if " " in name or _is_outlet(name):
        return name
    match = re.search(rf"(?:{_WORD}\s){{1,3}}{re.escape(name)}(?!\w)", article.text[: source.start])
    return one_line(match[0]) if match else name


def _key(name: str) -> str:
    """Reduce the name of a source to what is compared."""
    plain = re.sub(rf"^the\s|\s{_NEWSROOM}$|\sreports?$|[’']s?$|\.com$", "", one_line(name), flags=re.IGNORECASE)
    key = " ".join(word for word in re.findall(r"[\w&]+", plain.casefold()) if word != "the")
    key = _TITLES.sub("", key) if _TITLES.match(key) else key
    return _ALIASES.get(key, key)


def _same_name(one: str, other: str) -> bool:
    """Tell whether two names can be one: equal, or one the last word of the other."""
    shorter, longer = sorted((one, other), key=len)
    return one == other or (" " not in shorter and not _COMMON.fullmatch(shorter) and longer.endswith(f" {shorter}"))


def _passage_grams(article: Article, context: Sequence[_Paragraph]) -> frozenset[tuple[str, ...]]:
    return _grams(_terms(article.text[context[-1].start : context[-1].end])) if context else frozenset()


def _terms(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _grams(terms: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(zip(*(terms[offset:] for offset in range(_GRAM)), strict=False))


def _contained(part: frozenset[tuple[str, ...]], whole: frozenset[tuple[str, ...]]) -> bool:
    return len(part) >= _FEWEST_GRAMS and len(part & whole) >= _CONTAINED * len(part)


def _listed(reasons: Sequence[str], articles: int) -> str:
    """Join the reasons of a group: `both` are two articles, `all` are more that share one reason."""
    distinct = [reason for reason in dict.fromkeys(reasons) if reason]
    quantity = "both" if articles == 2 else "all" if len(distinct) == 1 else "some"
    return "; ".join(reason.replace("{both}", quantity) for reason in distinct)
