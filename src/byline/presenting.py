"""What Byline says to people of replies and articles, worded once for every door.

A reply is given as parts. A door decides where a part stands and how it looks, makes what articles and users wrote
harmless in its own format, and words nothing that another door words too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from byline.answering.cited_dates import explained
from byline.language.text import as_sentence, one_line
from byline.question.kinds import NOT_SEARCHED
from byline.records import (
    MARKED,
    AddReport,
    Article,
    ArticleSummary,
    Check,
    CheckedWords,
    CheckStatus,
    Citation,
    Conflict,
    ConflictingValue,
    Context,
    ContextKind,
    Copy,
    Difference,
    Listing,
    Reply,
    Sentence,
    Span,
)
from byline.records.reply import MAY_ANSWER
from byline.records.vocabulary import OVERVIEWS, ConflictType, QuestionKind

NEAREST = "The nearest passages:"
NOTHING_ON_SUBJECT = "Nothing found is about this."
WITHOUT_DATE = "Without a date"

_WRITTEN = "Written by a language model; each sentence was checked against what it cites."
_CONTEXT: Mapping[ContextKind, str] = MappingProxyType(
    {
        "correction": "The article carries a correction:",
        "retraction": "The article carries a retraction:",
        "update": "The article carries an update:",
        "sequel": "The article goes on:",
    }
)
_CORRECTED_ELSEWHERE = "Another article corrects this:"
_LATER = "A later report says:"
MOST_SHOWN = 20  # articles of a listing in words; its JSON has more
_KINDS: Mapping[QuestionKind, str] = MappingProxyType(
    {
        "overview": "an overview",
        "side_overview": "one side of a subject",
        "timeline": "a timeline",
        "disagreement": "where articles differ",
        "catalogue": "a question about the articles themselves",
        "several": "several questions",
    }
)
_DIFFER: Mapping[ConflictType, str] = MappingProxyType(
    {
        "complementary": "Articles give different values, which may all be right",
        "misinformation": "Articles differ, and one of them has been corrected",
    }
)
_CALLED: Mapping[str, str] = MappingProxyType({"published": "date"})
WORDS_ALONE = (
    "Only words are compared: verbatim does not mean true or said by whoever is named, "
    "and not found does not mean false."
)
_CHECKED: Mapping[CheckStatus, str] = MappingProxyType(
    {"verbatim": "Verbatim", "altered": "Altered", "not_found": "Not found", "too_short": "Too short to check"}
)
_FAIR = 0.5
_CONFIDENCE_WORDS: Mapping[float, str] = MappingProxyType({0.8: "high", _FAIR: "fair", 0.0: "low"})


@dataclass(frozen=True, slots=True)
class ConflictParts:
    """Values on which articles differ.

    Attributes:
        heading: Says that they differ, and of which kind the conflict is.
        values: Each on one line, with the markers of the citations that say so.
    """

    heading: str
    values: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class StruckParts:
    """A sentence of a language model that is not borne out, on one line, and what is wrong with it."""

    text: str
    faults: str


@dataclass(frozen=True, slots=True)
class ContextParts:
    """What an article says that overturns a quote: a heading, and its words on one line with their marker."""

    heading: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class ListedParts:
    """An article, publisher or author of a listing.

    Attributes:
        name: The title, on one line, else the id; or the publisher or author.
        known: What else is known of it, or how many articles there are.
        url: Address of the article, None if it has none.
        sentence: What was looked for, as it stands in the article, with its marker.
    """

    name: str
    known: str
    url: str | None = None
    sentence: Sentence | None = None


@dataclass(frozen=True, slots=True)
class ListingParts:
    """What was counted in the catalogue.

    Attributes:
        heading: The answer, a sentence of Byline's own.
        entries: The first of what is listed.
        more: Counts the others, and names the command that lists them; empty if there are none.
        counted: Says what was counted, and that it was counted rather than quoted.
    """

    heading: str
    entries: tuple[ListedParts, ...]
    more: str
    counted: str


@dataclass(frozen=True, slots=True)
class ReplyParts:
    """What is said of a reply besides its sentences and citations; a part that there is nothing to say for is empty.

    Attributes:
        searched_for: What was searched for, where that is not the question as it was asked.
        understood: Which kind of question it was taken for, where that decides how it is answered.
        preface: Says that the sentences of a likely answer may answer.
        lead: Yes or no, else the few words that answer; never of a likely answer, nor of a list.
        is_sure: Whether the lead is more likely right than wrong.
        conflicts: Values on which the articles cited differ.
        items: Of a list of two or more, each on one line with its markers; they stand in place of the lead.
        context: What the articles cited say that overturns or limits a quote; it stands after the sentences.
        reason: Why the question is not answered, or not all of it; a sentence.
        note: What to know besides; a sentence.
        dates: What the dates in the quotes mean.
        struck: What a language model wrote besides.
        written: Says that a language model wrote the answer.
        confidence: A word for the probability; empty where nothing was searched, such as after thanks.
        origins: How many independent origins the citations have, without a full stop.
        listing: What was counted in the catalogue, in the place of sentences; None if nothing was.
    """

    searched_for: str
    understood: str
    preface: str
    lead: str
    is_sure: bool
    conflicts: tuple[ConflictParts, ...]
    items: tuple[Sentence, ...]
    context: tuple[ContextParts, ...]
    reason: str
    note: str
    dates: tuple[str, ...]
    struck: tuple[StruckParts, ...]
    written: str
    confidence: str
    origins: str
    listing: ListingParts | None


@dataclass(frozen=True, slots=True)
class CheckedParts:
    """What is said of a sentence that was checked, or of a quote in one.

    Attributes:
        label: The status in words, with the `not` or the like that the words are cut off from.
        changes: What was altered, each such as `Six -> Seven (number)`.
        remarks: What to look at besides, each a sentence.
        source: What is known of the article that has the words, on one line; empty if none has them.
        in_full: The whole sentences of the source, on one line; empty if there is no source, or they are the words.
    """

    label: str
    changes: tuple[str, ...]
    remarks: tuple[str, ...]
    source: str
    in_full: str

    @property
    def verdict(self) -> str:
        """The label and what was altered: `Altered: Six -> Seven (number)`."""
        return f"{self.label}: {'; '.join(self.changes)}" if self.changes else self.label


def parts_of(reply: Reply) -> ReplyParts:
    """Return what is said of a reply."""
    listed = tuple(Sentence(one_line(one.text), one.markers) for one in reply.items) if len(reply.items) > 1 else ()
    return ReplyParts(
        searched_for=reply.query if reply.query != one_line(reply.question) else "",
        understood=f"Understood as: {_KINDS[reply.question_kind]}" if reply.question_kind in _KINDS else "",
        preface=MAY_ANSWER if reply.status == "likely" else "",
        lead="" if listed else reply.lead or "",
        is_sure=reply.confidence >= _FAIR,
        conflicts=tuple(_conflict(reply, conflict) for conflict in reply.conflicts),
        items=listed,
        context=tuple(
            ContextParts(_context_heading(reply, one), Sentence(one_line(one.quote), (one.marker,)))
            for one in reply.context
        ),
        reason=as_sentence(reply.reason) if reply.reason else "",
        note=as_sentence(reply.note) if reply.note else "",
        dates=tuple(map(explained, reply.dates)),
        struck=tuple(StruckParts(one_line(one.text), "; ".join(one.faults)) for one in reply.struck),
        written=_WRITTEN if reply.mode == "written" else "",
        confidence="" if reply.question_kind in NOT_SEARCHED else _word_for(reply.confidence),
        origins=reply.origins.sentence,
        listing=_listing(reply, reply.listing) if reply.listing else None,
    )


def _conflict(reply: Reply, conflict: Conflict) -> ConflictParts:
    """Put values on which articles differ in words; of what is outdated the newest first, each with its date."""
    dated = [(moment, one) for one in conflict.values if (moment := _newest(reply, one))]
    if conflict.type != "outdated" or len(dated) < len(conflict.values):
        values = tuple(Sentence(_with_who_says_so(one), one.markers) for one in conflict.values)
        articles = {reply.citations[marker - 1].article.id for one in conflict.values for marker in one.markers}
        differ = "Articles differ" if len(articles) > 1 else "Those whom the article quotes differ"
        return ConflictParts(f"{_DIFFER.get(conflict.type, differ)}:", values)
    newest = max(moment for moment, _ in dated)
    hour = ", %H:%M" if len({moment.date() for moment, _ in dated}) < len(dated) else ""
    values = tuple(
        Sentence(
            f"{_with_who_says_so(one)} ({'' if moment == newest else 'older: '}{moment:%d %B %Y{hour}})", one.markers
        )
        for moment, one in sorted(dated, key=lambda item: item[0], reverse=True)
    )
    return ConflictParts("Articles differ, the newest first:", values)


def _newest(reply: Reply, value: ConflictingValue) -> datetime | None:
    """Return when the newest article that gives a value was published, None if that is not known."""
    moments = [reply.citations[marker - 1].article.published for marker in value.markers]
    return max((moment for moment in moments if moment), default=None)


def _with_who_says_so(value: ConflictingValue) -> str:
    """Write a value on one line, with its speaker if it has one: `40 (the Opposition)`."""
    return one_line(f"{value.value} ({value.said_by})" if value.said_by else value.value)


def shown_quotes(reply: Reply) -> tuple[Citation, ...]:
    """Return what is cited in the words that are shown: of a listing, by the articles that are listed in them."""
    if reply.listing is None:
        return reply.cited
    shown = {one.marker for one in reply.listing.articles[:MOST_SHOWN]}
    return tuple(citation for citation in reply.citations if citation.marker in shown)


def _listing(reply: Reply, listing: Listing) -> ListingParts:
    names = [ListedParts(one_line(one.name), count_of_articles(one.articles)) for one in listing.names[:MOST_SHOWN]]
    articles = [
        ListedParts(
            one_line(one.title) or one_line(one.id),
            described(one.publisher, day_of(one.published)),
            one.url,
            Sentence(one_line(reply.citations[one.marker - 1].quote), (one.marker,)) if one.marker else None,
        )
        for one in listing.articles[:MOST_SHOWN]
    ]
    left = listing.total - len(names) - len(articles)
    command = f": {listing.command}" if listing.command else ""
    return ListingParts(
        heading=listing.heading,
        entries=(*names, *articles),
        more=f"and {left:,} more{command}" if left else "",
        counted=f"Counted in the catalogue, not quoted: {listing.understood}.",
    )


def count_of_articles(articles: int) -> str:
    """Write a number of articles: `1 article`, `1,200 articles`."""
    return "1 article" if articles == 1 else f"{articles:,} articles"


def _word_for(confidence: float) -> str:
    return next(word for least, word in _CONFIDENCE_WORDS.items() if confidence >= least)


def _context_heading(reply: Reply, context: Context) -> str:
    if any(context.article.id == one.article.id for one in reply.citations):
        return _CONTEXT[context.kind]
    return _LATER if context.kind == "sequel" else _CORRECTED_ELSEWHERE


def sentences_by_article(reply: Reply) -> Iterator[tuple[str, Sentence]]:
    """Yield the sentences of a reply, each with a heading where an overview comes to another article.

    The heading says when and where the article was published, or how it is titled; it is empty within an article, and
    for whatever is no overview.
    """
    before = None
    for sentence in reply.sentences:
        article = reply.citations[sentence.markers[0] - 1].article
        begins = reply.question_kind in OVERVIEWS and article.id != before
        day = day_of(article.published) if article.published else None
        yield described(day, article.publisher or article.title) if begins else "", sentence
        before = article.id


def described(*known: str | None) -> str:
    """Put what is known of an article on one line; what is not known is left out."""
    return " · ".join(one_line(part) for part in known if part)


def pages_of(article: Article, span: Span) -> str:
    """Write the pages on which a place stands: `page 3`, `slides 3–4`, empty if the article's file has none."""
    pages = article.pages_of(span)
    if pages is None:
        return ""
    return f"{pages.unit} {pages.first}" if pages.first == pages.last else f"{pages.unit}s {pages.first}–{pages.last}"


def position_of(article: Article, span: Span) -> str:
    """Write where a place stands: `page 3, characters 10-20`."""
    characters = f"characters {span.start}-{span.end}"
    return ", ".join(filter(None, (pages_of(article, span), characters)))


def versions_of(article: ArticleSummary) -> str:
    """Count the versions of an article, empty if there is one."""
    return f"{article.versions} versions" if article.versions > 1 else ""


def marks_of(article: Article | ArticleSummary) -> str:
    """Say what of an article's data was inferred or corrected by hand: `date and author inferred`; empty if nothing."""
    said = []
    for names, how in ((article.inferred, "inferred"), (article.edited, "corrected by hand")):
        called = [_CALLED.get(name, name) for name in MARKED if name in names]
        if called:
            said.append(f"{', '.join(called[:-1])}{' and ' if called[1:] else ''}{called[-1]} {how}")
    return ", ".join(said)


def likeness_of(copy: Copy) -> str:
    """Say how much of its text a copy has in common with the article that it is a copy of."""
    return f"({copy.similarity:.0%} in common)"


def added_by(report: AddReport) -> str:
    """Count what became of the articles that were taken."""
    return f"{len(report.added)} added, {len(report.updated)} updated, {len(report.unchanged)} unchanged"


def iso_day_of(moment: datetime | None) -> str:
    """Write the day of a moment as `2025-08-01`, empty if it is not known."""
    return f"{moment:%Y-%m-%d}" if moment else ""


def day_of(moment: datetime | None) -> str:
    """Write the day of a moment for people: `01 August 2025`, `undated` if it is not known."""
    return f"{moment:%d %B %Y}" if moment else "undated"


def change_of(difference: Difference) -> str:
    """Write what was altered on one line, with what a reader should look at: `Six -> Seven (number)`."""
    original, altered = one_line(difference.original), one_line(difference.altered)
    change = {
        "replaced": f"{original} -> {altered}",
        "elided": f"left out at the ellipsis: {original}",
        "dropped": f"left out: {original}",
        "inserted": f"added: {altered}",
    }[difference.kind]
    return f"{change} ({', '.join(difference.concerns)})" if difference.concerns else change


def known_of(article: Article) -> str:
    """Put the title, publisher, day and address of an article on one line."""
    return described(article.title or article.id, article.publisher, day_of(article.published), article.url)


def checked_parts(words: CheckedWords) -> CheckedParts:
    """Return what is said of checked words."""
    source, around = words.source, words.surroundings
    cut = f", but cut after “{around.turning}”" if around and around.turning else ""
    return CheckedParts(
        label=_CHECKED[words.status] + cut,
        changes=tuple(map(change_of, source.differences)) if source else (),
        remarks=tuple(map(as_sentence, _remarks_on(words))),
        source=known_of(source.article) if source else "",
        in_full=one_line(around.text) if around and (around.is_more or words.status == "altered") else "",
    )


def _remarks_on(words: CheckedWords) -> Iterator[str]:
    around, trace = words.surroundings, words.trace
    if words.joins:
        yield "runs together what are several sentences in the source"
    elif around and around.is_more:
        yield "part of a longer sentence in the source"
    if trace and len(trace.matches) > 1:
        more = len(trace.matches) - 1
        yield f"also in {more:,} more {'article' if more == 1 else 'articles'}"
    if trace and not trace.source and trace.nearest and not any(quote.source for quote in words.quotes):
        nearest = trace.nearest[0]
        yield f"the nearest, not its source: “{one_line(nearest.quote)}” ({known_of(nearest.article)})"


def check_summary(check: Check) -> str:
    """Count the sentences of a checked text by what was found: `3 sentences: 2 verbatim, 1 altered`."""
    counted = ((check.count(status), label) for status, label in _CHECKED.items())
    found = ", ".join(f"{count} {label[0].lower()}{label[1:]}" for count, label in counted if count)
    return f"{len(check.sentences)} {'sentence' if len(check.sentences) == 1 else 'sentences'}: {found}"


def check_verdict(check: Check) -> str:
    """Write what was found of each sentence as plain text, to be printed or copied."""
    blocks = [as_sentence(check_summary(check))]
    for number, sentence in enumerate(check.sentences, start=1):
        lines = [f"{number}. {one_line(check[sentence.span])}", *_lines(checked_parts(sentence))]
        for quote in sentence.quotes:
            lines += [f"Quote: {one_line(check[quote.span])}", *_lines(checked_parts(quote))]
        blocks.append("\n   ".join(lines))
    return "\n\n".join([*blocks, WORDS_ALONE])


def _lines(parts: CheckedParts) -> Iterator[str]:
    yield parts.verdict
    yield from parts.remarks
    if parts.in_full:
        yield f"In the source: {parts.in_full}"
    if parts.source:
        yield f"Source: {parts.source}"
