"""Word replies and articles for people, once for every interface.

A reply is split into parts. An interface decides where each part goes and how it looks, and escapes text by articles
and users for its own format. It contains no wording that another interface needs too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from byline.answering.cited_dates import explained
from byline.language.calendar import day_in_words
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

NEAREST = "The closest passages:"
NOTHING_ON_SUBJECT = "Nothing found on this subject."
WITHOUT_DATE = "Without a date"

_WRITTEN = "Written by a language model; each sentence was checked against the source it cites."
_CONTEXT: Mapping[ContextKind, str] = MappingProxyType(
    {
        "correction": "The article carries a correction:",
        "retraction": "The article carries a retraction:",
        "update": "The article carries an update:",
        "sequel": "The article continues:",
    }
)
_CORRECTED_ELSEWHERE = "Another article corrects this:"
_LATER = "A later report says:"
MOST_SHOWN = 20  # articles in the text of a listing; its JSON has more
_KINDS: Mapping[QuestionKind, str] = MappingProxyType(
    {
        "overview": "an overview",
        "side_overview": "one side of a subject",
        "timeline": "a timeline",
        "disagreement": "where articles disagree",
        "catalogue": "a question about the articles themselves",
        "several": "several questions",
    }
)
_DIFFER: Mapping[ConflictType, str] = MappingProxyType(
    {
        "complementary": "Articles give different values, which may all be right",
        "misinformation": "Articles disagree, and one of them has been corrected",
    }
)
_CALLED: Mapping[str, str] = MappingProxyType({"published": "date"})
WORDS_ALONE = (
    "Only the words are compared: “verbatim” does not mean that a quote is true or was said by the person named, "
    "and “not found” does not mean that it is false."
)
_CHECKED: Mapping[CheckStatus, str] = MappingProxyType(
    {"verbatim": "Verbatim", "altered": "Altered", "not_found": "Not found", "too_short": "Too short to check"}
)
_FAIR = 0.5
_CONFIDENCE_WORDS: Mapping[float, str] = MappingProxyType({0.8: "high", _FAIR: "fair", 0.0: "low"})


@dataclass(frozen=True, slots=True)
class ConflictParts:
    """Values on which articles disagree.

    Attributes:
        heading: States the disagreement and its kind.
        values: The values, each on one line with the markers of its citations.
    """

    heading: str
    values: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class StruckParts:
    """An unsupported sentence of a language model on one line, and its faults."""

    text: str
    faults: str


@dataclass(frozen=True, slots=True)
class ContextParts:
    """A heading and a sentence, on one line with its marker, that overturns a quote."""

    heading: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class ListedParts:
    """An article, publisher or author of a listing.

    Attributes:
        name: The title on one line, or the id if there is none; or the publisher or author.
        known: Other details of the article, or the number of articles.
        url: URL of the article, None if it has none.
        sentence: The sentence that contains the search words, with its marker.
    """

    name: str
    known: str
    url: str | None = None
    sentence: Sentence | None = None


@dataclass(frozen=True, slots=True)
class ListingParts:
    """The result of counting in the catalogue.

    Attributes:
        heading: The answer, in Byline's own words.
        entries: The first entries of the list.
        more: The number of further entries and the command that lists them; empty if there are none.
        counted: Explains what was counted, and that it was counted rather than quoted.
    """

    heading: str
    entries: tuple[ListedParts, ...]
    more: str
    counted: str


@dataclass(frozen=True, slots=True)
class ReplyParts:
    """The wording around the sentences and citations of a reply.

    Parts that do not apply are empty.

    Attributes:
        searched_for: The search query, if it differs from the question as asked.
        understood: The kind of question it was taken for, if that affects how it is answered.
        preface: Introduces a likely answer as one that may be right.
        lead: Yes or no, or the few words that answer; never set for a likely answer or a list.
        is_sure: Whether the lead is more likely right than wrong.
        conflicts: Values on which the cited articles disagree.
        items: The items of a list of two or more, each on one line with its markers; shown instead of the lead.
        context: Passages of the cited articles that overturn or limit a quote; shown after the sentences.
        reason: Why the question is not, or only partly, answered; a sentence.
        note: Additional information; a sentence.
        dates: What the dates in the quotes mean.
        struck: Sentences of a language model that were removed.
        written: States that a language model wrote the answer.
        confidence: The confidence as one word; empty if nothing was searched, for example in reply to thanks.
        origins: The number of independent origins of the citations, without a full stop.
        listing: The result of counting in the catalogue, shown instead of sentences; None if nothing was counted.
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
    """The wording for a checked sentence, or a quote in one.

    Attributes:
        label: The status in words, with any preceding `not` or similar word that the excerpt omits.
        changes: The alterations, each such as `Six -> Seven (number)`.
        remarks: What else to look at, each a sentence.
        source: Details of the article that contains the words, on one line; empty if none does.
        in_full: The full sentences of the source, on one line; empty without a source, or if identical to the words.
    """

    label: str
    changes: tuple[str, ...]
    remarks: tuple[str, ...]
    source: str
    in_full: str

    @property
    def verdict(self) -> str:
        """The label and the alterations: `Altered: Six -> Seven (number)`."""
        return f"{self.label}: {'; '.join(self.changes)}" if self.changes else self.label


def parts_of(reply: Reply) -> ReplyParts:
    """Return the wording of a reply."""
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
    """Word a conflict; if values are outdated, list them newest first with dates."""
    dated = [(moment, one) for one in conflict.values if (moment := _newest(reply, one))]
    if conflict.type != "outdated" or len(dated) < len(conflict.values):
        values = tuple(Sentence(_with_who_says_so(one), one.markers) for one in conflict.values)
        articles = {reply.citations[marker - 1].article.id for one in conflict.values for marker in one.markers}
        differ = "Articles disagree" if len(articles) > 1 else "People quoted in the article disagree"
        return ConflictParts(f"{_DIFFER.get(conflict.type, differ)}:", values)
    newest = max(moment for moment, _ in dated)
    with_time = len({moment.date() for moment, _ in dated}) < len(dated)
    values = tuple(
        Sentence(
            f"{_with_who_says_so(one)} ({'' if moment == newest else 'older: '}{day_of(moment)}"
            f"{f', {moment:%H:%M}' if with_time else ''})",
            one.markers,
        )
        for moment, one in sorted(dated, key=lambda item: item[0], reverse=True)
    )
    return ConflictParts("Articles disagree, newest first:", values)


def _newest(reply: Reply, value: ConflictingValue) -> datetime | None:
    """Return the latest publication date of the articles that give a value, if known."""
    moments = [reply.citations[marker - 1].article.published for marker in value.markers]
    return max((moment for moment in moments if moment), default=None)


def _with_who_says_so(value: ConflictingValue) -> str:
    """Format a value on one line, with its speaker if any: `40 (the Opposition)`."""
    return one_line(f"{value.value} ({value.said_by})" if value.said_by else value.value)


def shown_quotes(reply: Reply) -> tuple[Citation, ...]:
    """Return the citations shown; for a listing, those of the entries shown."""
    if reply.listing is None:
        return reply.cited
    shown = {one.marker for one in reply.listing.articles[:MOST_SHOWN]}
    return tuple(citation for citation in reply.citations if citation.marker in shown)


def _listing(reply: Reply, listing: Listing) -> ListingParts:
    names = [ListedParts(one_line(one.name), count_of(one.articles, "article")) for one in listing.names[:MOST_SHOWN]]
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


def count_of(number: int, noun: str) -> str:
    """Format how many there are of something: `1 article`, `1,200 articles`."""
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"


def _word_for(confidence: float) -> str:
    return next(word for least, word in _CONFIDENCE_WORDS.items() if confidence >= least)


def _context_heading(reply: Reply, context: Context) -> str:
    if any(context.article.id == one.article.id for one in reply.citations):
        return _CONTEXT[context.kind]
    return _LATER if context.kind == "sequel" else _CORRECTED_ELSEWHERE


def sentences_by_article(reply: Reply) -> Iterator[tuple[str, Sentence]]:
    """Yield the sentences of a reply, each with a heading.

    In an overview, the first sentence of each article has a heading that gives the publication date and the
    publisher or title. All other headings are empty.
    """
    before = None
    for sentence in reply.sentences:
        article = reply.citations[sentence.markers[0] - 1].article
        begins = reply.question_kind in OVERVIEWS and article.id != before
        day = day_of(article.published) if article.published else None
        yield described(day, article.publisher or article.title) if begins else "", sentence
        before = article.id


def described(*known: str | None) -> str:
    """Join the known details of an article on one line, skipping unknown ones."""
    return " · ".join(one_line(part) for part in known if part)


def pages_of(article: Article, span: Span) -> str:
    """Format the pages of a span: `page 3`, `slides 3–4`; empty if there are no pages."""
    pages = article.pages_of(span)
    if pages is None:
        return ""
    return f"{pages.unit} {pages.first}" if pages.first == pages.last else f"{pages.unit}s {pages.first}–{pages.last}"


def position_of(article: Article, span: Span) -> str:
    """Format the position of a span: `page 3, characters 10-20`."""
    characters = f"characters {span.start}-{span.end}"
    return ", ".join(filter(None, (pages_of(article, span), characters)))


def versions_of(article: ArticleSummary) -> str:
    """Format the number of versions of an article; empty if there is only one."""
    return f"{article.versions} versions" if article.versions > 1 else ""


def marks_of(article: Article | ArticleSummary) -> str:
    """List details that were inferred or edited: `date and author inferred`; else empty."""
    said = []
    for names, how in ((article.inferred, "inferred"), (article.edited, "corrected by hand")):
        called = [_CALLED.get(name, name) for name in MARKED if name in names]
        if called:
            said.append(f"{', '.join(called[:-1])}{' and ' if called[1:] else ''}{called[-1]} {how}")
    return ", ".join(said)


def likeness_of(copy: Copy) -> str:
    """Format the share of text that a copy has in common with the original article."""
    return f"({copy.similarity:.0%} in common)"


def added_by(report: AddReport) -> str:
    """Count the accepted articles by outcome."""
    return f"{len(report.added)} added, {len(report.updated)} updated, {len(report.unchanged)} unchanged"


def iso_day_of(moment: datetime | None) -> str:
    """Format the day of a moment as `2025-08-01`; empty if unknown."""
    return f"{moment:%Y-%m-%d}" if moment else ""


def day_of(moment: datetime | None) -> str:
    """Format the day of a moment for people: `1 August 2025`; `undated` if unknown."""
    return day_in_words(moment) if moment else "undated"


def change_of(difference: Difference) -> str:
    """Format an alteration on one line, with what to look at: `Six -> Seven (number)`."""
    original, altered = one_line(difference.original), one_line(difference.altered)
    change = {
        "replaced": f"{original} -> {altered}",
        "elided": f"left out at the ellipsis: {original}",
        "dropped": f"left out: {original}",
        "inserted": f"added: {altered}",
    }[difference.kind]
    return f"{change} ({', '.join(difference.concerns)})" if difference.concerns else change


def known_of(article: Article) -> str:
    """Join the title, publisher, day and URL of an article on one line."""
    return described(article.title or article.id, article.publisher, day_of(article.published), article.url)


def checked_parts(words: CheckedWords) -> CheckedParts:
    """Return the wording for checked words."""
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
        yield "joins several sentences of the source into one"
    elif around and around.is_more:
        yield "part of a longer sentence in the source"
    if trace and len(trace.matches) > 1:
        more = len(trace.matches) - 1
        yield f"also in {more:,} more {'article' if more == 1 else 'articles'}"
    if trace and not trace.source and trace.nearest and not any(quote.source for quote in words.quotes):
        nearest = trace.nearest[0]
        yield f"closest match, but not the source: “{one_line(nearest.quote)}” ({known_of(nearest.article)})"


def check_summary(check: Check) -> str:
    """Count checked sentences by status: `3 sentences: 2 verbatim, 1 altered`."""
    counted = ((check.count(status), label) for status, label in _CHECKED.items())
    found = ", ".join(f"{count} {label[0].lower()}{label[1:]}" for count, label in counted if count)
    return f"{len(check.sentences)} {'sentence' if len(check.sentences) == 1 else 'sentences'}: {found}"


def check_verdict(check: Check) -> str:
    """Format the result for each sentence as plain text, to print or copy."""
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
