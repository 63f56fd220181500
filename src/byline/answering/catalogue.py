"""Answer questions about the articles themselves by exact counts and lists.

request ── keyword index ──> articles that may mention it ── read ──> those that do ── catalogue ──> Listing

The result is in Byline's own words; each article that mentions what was asked about cites the sentence.
"""

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Literal

from byline.errors import InputError
from byline.language.attribution import full_name, speaker_of
from byline.language.calendar import day_in_words
from byline.language.phrases import Phrase
from byline.language.sentences import sentences
from byline.language.text import folded, one_line
from byline.question.catalogue import CatalogueRequest
from byline.records import (
    Article,
    ArticleSummary,
    Citation,
    Days,
    ListedArticle,
    ListedName,
    Listing,
    Selected,
    Span,
    Where,
)
from byline.records.listing import MOST_LISTED
from byline.store.base import View

MOST_READ = 10_000  # passages with the rarest word of a phrase; if there are more, nothing is counted
_MOST_HEARD = 150  # articles in which quotations are attributed to speakers
_PLACES_LOOKED_AT = 3  # occurrences of a phrase in an article that are tried for the sentence to cite
_PARAGRAPH = 200  # a line of at least this many characters is a paragraph
_QUOTES = '"“„«‘'
_ALIKE = "titles and text are searched, ignoring case, accents, plurals and possessives"


@dataclass(frozen=True, slots=True)
class Counted:
    """The answer of the catalogue.

    Attributes:
        listing: The count and list; None if the articles could not be counted.
        citations: The sentences cited for the listed articles.
        note: Anything else to know; may be empty.
        reason: Why the articles could not be counted; empty if they were.
    """

    listing: Listing | None
    citations: tuple[Citation, ...] = ()
    note: str = ""
    reason: str = ""


def count(request: CatalogueRequest, view: View, where: Where | None, question: str) -> Counted:
    """Count and list the articles that a question asks for.

    Args:
        request: The question as it was understood.
        view: The snapshot to read from.
        where: Conditions on the articles.
        question: The question as it was asked, for the command that lists more.
    """
    chosen = Selected(
        where,
        publishers=request.publishers,
        authors=request.authors,
        periods=request.period.readings if request.period else (),
        lacking=request.lacking,
    )
    places: dict[str, _Place] = {}
    notes: list[str] = []
    if request.mentions:
        found = _places(request, view, chosen)
        if found is None:
            return Counted(None, reason=_too_many(request.mentions, "or" if request.any_of else "and"))
        notes += _notes_on_speaker(request, found)
        quoting = {id: place for id, place in found.items() if place.quotation}
        places = quoting or found
        if not quoting:
            request = replace(request, quoted="")
        ids = tuple(places)
        chosen = replace(chosen, other_than=ids) if request.excluded else replace(chosen, ids=ids)
    notes += [
        f"no publisher or author is called “{one}”, so articles that mention it were counted" for one in request.assumed
    ]
    is_dated = request.wanted in {"newest", "oldest"}
    if chosen.periods or is_dated:
        undated = view.rows.selected(replace(chosen, periods=(), lacking="date"), "newest", 0).total
        left_out = f"{_articles(undated)} without a date {'is' if undated == 1 else 'are'} not counted"
        notes += [left_out] if undated else []
    said = _Said(request, view, chosen)
    if request.wanted in {"publishers", "authors"}:
        return Counted(said.names(), note="; ".join(notes))
    page = view.rows.selected(chosen, "oldest" if request.wanted == "oldest" else "newest", _limit(request))
    citations: list[Citation] = []
    listed = []
    for one in page.articles:
        if is_dated and one.published is None:
            continue
        place = places.get(one.id)
        span = place and place.sentence
        if place and span:
            citations.append(Citation(len(citations) + 1, place.article, span))
        listed.append(ListedArticle.of(one, len(citations) if span else None))
    return Counted(said.articles(page.total, listed, question), tuple(citations), "; ".join(notes))


@dataclass(frozen=True, slots=True)
class _Place:
    """An article that mentions something, and the sentence that quotes the speaker, if one is asked for."""

    article: Article
    phrases: Sequence[Phrase]
    quotation: Span | None

    @property
    def sentence(self) -> Span | None:
        """The sentence to cite; None if only the title mentions it."""
        return self.quotation or _sentence_with(self.article, self.phrases)


def _places(request: CatalogueRequest, view: View, chosen: Selected) -> dict[str, _Place] | None:
    """Return the articles that mention what a request names, by id; None if too many would have to be read."""
    phrases = [Phrase(one) for one in request.mentions]
    found = mentioning(view, phrases, _narrowed(chosen), any_of=request.any_of or request.excluded)
    if found is None:
        return None
    heard = bool(request.quoted) and len(found) <= _MOST_HEARD
    return {
        id: _Place(article, phrases, _first_quotation(article, phrases[0]) if heard else None)
        for id, article in found.items()
    }


def _notes_on_speaker(request: CatalogueRequest, places: Mapping[str, _Place]) -> list[str]:
    """Return notes on what was counted, if the request is for articles that quote somebody."""
    if not request.quoted:
        return []
    if any(place.quotation for place in places.values()):
        named = f"the name appears in {_articles(len(places))}"
        return [f"only articles with a recognised quotation were counted; {named}"]
    if len(places) > _MOST_HEARD:
        return [
            f"more than {_MOST_HEARD} articles mention the name, too many to check whom they quote: all were counted"
        ]
    return [f"no quotation by “{one_line(request.quoted)}” was recognised: articles that mention the name were counted"]


def mentioning(
    view: View, phrases: Sequence[Phrase], where: Where | None, *, any_of: bool = False
) -> dict[str, Article] | None:
    """Return the articles that contain some phrases, by id; None if too many would have to be read.

    Args:
        view: The snapshot to read from.
        phrases: The phrases to find in title or text.
        where: Conditions on the articles.
        any_of: Whether one phrase is enough; else an article must contain all of them.
    """
    terms = list({term for phrase in phrases for terms in phrase.alternatives for term in terms})
    frequencies = view.statistics(terms).frequencies

    def common(alternatives: Iterable[str]) -> int:
        return sum(frequencies.get(term, 0) for term in alternatives)

    rarest = [min(phrase.alternatives, key=common) for phrase in phrases]
    read: dict[str, Article] = {}
    for alternatives in rarest if any_of else [min(rarest, key=common)]:
        keys = set[int]()
        for term in alternatives:
            if frequencies.get(term):
                keys.update(view.search_keywords([term], MOST_READ + 1, where).keys.tolist())
        if len(keys) > MOST_READ:
            return None
        read |= {passage.article.id: passage.article for passage in view.rows.passages(sorted(keys)).values()}
    enough = any if any_of else all
    return {
        id: article
        for id, article in read.items()
        if enough(phrase.stands_in(article.title) or phrase.stands_in(article.text) for phrase in phrases)
    }


def articles_mentioning(view: View, texts: Sequence[str], where: Where | None) -> tuple[ArticleSummary, ...]:
    """List the articles that contain some phrases, newest first.

    Args:
        view: The snapshot to read from.
        texts: The phrases; each must be in an article's title or text.
        where: Conditions on the articles.

    Raises:
        InputError: A phrase has no word, or too many passages would have to be read for it.
    """
    phrases = [Phrase(one) for one in texts]
    if empty := next((one for one in phrases if one.is_empty), None):
        raise InputError(f"mention: found {empty.text!r}, expected a word")
    chosen = Selected(where)
    if phrases:
        found = mentioning(view, phrases, where)
        if found is None:
            raise InputError(f"mention: {_too_many(texts, 'and')}")
        chosen = replace(chosen, ids=tuple(found))
    return view.rows.selected(chosen, "newest", view.state.articles).articles


def _too_many(texts: Sequence[str], last: str) -> str:
    return (
        f"{_quoted(texts, last)} appears in more than {MOST_READ:,} passages, too many to read: add a rarer word, a "
        "publisher or a period"
    )


def _narrowed(chosen: Selected) -> Where | None:
    """Return conditions that all chosen articles meet, for the keyword search."""
    where = chosen.where or Where()
    if chosen.publishers and where.publisher is None:
        where = replace(where, publisher=chosen.publishers)
    if chosen.periods and where.since is None and where.until is None:
        days = Days.hull(chosen.periods)
        since = None if days.start <= date.min + timedelta(days=1) else days.start - timedelta(days=1)
        until = None if days.end >= date.max - timedelta(days=1) else days.end + timedelta(days=1)
        where = replace(where, since=since, until=until)  # a day wider, because of time zones
    return where if where != Where() else None


def _limit(request: CatalogueRequest) -> int:
    return min(request.first, MOST_LISTED) if request.wanted in {"newest", "oldest"} else MOST_LISTED


def _first_quotation(article: Article, phrase: Phrase) -> Span | None:
    """Return the first sentence that quotes a speaker with this name; None if none is recognised."""
    for sentence in sentences(article.text):
        if any(mark in article[sentence] for mark in _QUOTES):
            speaker = speaker_of(article, sentence)
            if speaker and phrase.stands_in(full_name(article, speaker)):
                return sentence
    return None


def _sentence_with(article: Article, phrases: Sequence[Phrase]) -> Span | None:
    """Return the first sentence with the most of some phrases; None if the text has none of them.

    If the text begins with the title, the title is returned only if no other sentence has a phrase.
    """
    fallback, most = None, 0
    for sentence in _sentences_with(article, phrases):
        has = sum(phrase.stands_in(article[sentence]) for phrase in phrases)
        if sentence.start == 0 and one_line(article[sentence]) == one_line(article.title):
            has = 0
        if has == len(phrases):
            return sentence
        if fallback is None or has > most:
            fallback, most = sentence, has
    return fallback


def _sentences_with(article: Article, phrases: Sequence[Phrase]) -> Iterator[Span]:
    text, found = article.text, False
    for phrase in phrases:
        for place in islice(phrase.places(text), _PLACES_LOOKED_AT):
            found = True
            yield _sentence_at(text, place)
    if not found:  # a figure that is written differently
        yield from (one for one in sentences(text) if any(phrase.stands_in(article[one]) for phrase in phrases))


def _sentence_at(text: str, place: Span) -> Span:
    """Return the sentence at a place; if its line is long, and so a paragraph, only that line is split."""
    start, end = text.rfind("\n", 0, place.start) + 1, text.find("\n", place.end)
    line = Span(start, end if end >= 0 else len(text))
    if len(line) < _PARAGRAPH:
        line = Span(0, len(text))
    around = (one.shift(line.start) for one in sentences(text[line.start : line.end]))
    return next((one for one in around if one.contains(place)), place)


# Wording


class _Said:
    """Puts the counts into words."""

    def __init__(self, request: CatalogueRequest, view: View, chosen: Selected) -> None:
        self._request, self._rows, self._chosen = request, view.rows, chosen
        self._searched = (
            view.state.articles
            if chosen.where is None
            else view.rows.selected(Selected(chosen.where), "newest", 0).total
        )
        several = _conditions(request, one=False)
        meeting = " that meet the conditions" if chosen.where else ""
        self._those = f"articles{f' that {several}' if several else meeting}"

    def articles(self, total: int, listed: Sequence[ListedArticle], question: str) -> Listing:
        """Return how many articles there are, or which is the newest or oldest."""
        request = self._request
        is_first = request.wanted in {"newest", "oldest"}
        heading = self._first(total, listed) if is_first else self._counted(total)
        return Listing(
            heading=heading,
            understood=self._understood(f"the {request.wanted} {self._those}" if is_first else self._those),
            listed="articles",
            total=len(listed) if is_first else total,
            searched=self._searched,
            articles=tuple(listed),
            command=_command(request, self._chosen.where, question),
        )

    def names(self) -> Listing:
        """Return how many publishers or authors the articles have."""
        what: Literal["publisher", "author"] = "publisher" if self._request.wanted == "publishers" else "author"
        total = self._rows.selected(self._chosen, "newest", 0).total
        names = _merged(self._rows.tally(what, self._chosen))
        without = total - sum(one.articles for one in names)
        lacking = f"{without:,} {'has' if without == 1 else 'have'} no known {what}"
        subject = f"{total:,} {self._those}" if total != 1 else f"1 {self._that_one()}"
        if not total:
            heading = self._counted(0)
        elif not names:
            heading = f"{subject} {'has' if total == 1 else 'have'} no known {what}."
        else:
            subject = f"{total - without:,} of {subject}" if without else subject
            by = "from" if what == "publisher" else "by"
            heading = f"{subject} {'is' if total == 1 else 'are'} {by} {len(names):,} {what}{'s' * (len(names) != 1)}"
            heading += f"; {lacking}." if without else "."
        return Listing(
            heading=heading,
            understood=self._understood(f"the {what}s of the {self._those}"),
            listed="publishers" if what == "publisher" else "authors",
            total=len(names),
            searched=self._searched,
            names=names[:MOST_LISTED],
        )

    def _that_one(self) -> str:
        one = _conditions(self._request, one=True)
        return f"article{f' that {one}' if one else ' that meets the conditions' if self._chosen.where else ''}"

    def _counted(self, total: int) -> str:
        condition = _conditions(self._request, one=total < 2)
        if self._request.lacking and not total and condition == _lacking(self._request, one=True):
            has = f"{'has' if self._searched == 1 else 'have'} a {'' if self._request.lacking == 'date' else 'known '}"
            return (
                f"{'The' if self._searched == 1 else 'All'} {_articles(self._searched)} {has}{self._request.lacking}."
            )
        if not condition:
            if self._chosen.where:
                return f"{_articles(total)} {'meets' if total == 1 else 'meet'} the conditions."
            return f"There {'is' if total == 1 else 'are'} {_articles(total)}."
        of = f"of {_articles(self._searched)}"
        if total == self._searched > 1:
            return f"All {_articles(total)} {condition}."
        return f"{f'{total:,}' if total else 'None'} {of} {condition}."

    def _first(self, total: int, listed: Sequence[ListedArticle]) -> str:
        which = self._request.wanted
        if not total:
            return self._counted(0)
        if not listed:
            return f"{f'{total:,} {self._those} have' if total > 1 else f'1 {self._that_one()} has'} no date."
        if total == 1:
            return f"The only {self._that_one()} is {_named(listed[0])}."
        if len(listed) > 1 or self._request.first > 1:
            return f"The {len(listed):,} {which} of {total:,} {self._those}."
        return f"The {which} of {total:,} {self._those} is {_named(listed[0])}."

    def _understood(self, what: str) -> str:
        return f"{what}; {_ALIKE}" if self._request.mentions else what


def _named(article: ListedArticle) -> str:
    published = article.published.date() if article.published else None
    known = [one_line(article.publisher or ""), day_in_words(published) if published else ""]
    return f"“{one_line(article.title) or article.id}” ({', '.join(filter(None, known))})"


def _merged(tally: Iterable[tuple[str, int]]) -> tuple[ListedName, ...]:
    """Return names with their numbers of articles; `By Jane Doe` counts as `Jane Doe`."""
    counts = Counter[str]()
    for name, articles in tally:
        line = one_line(name)
        counts[line[3:] if folded(line).startswith("by ") and len(line) > len("by ") else line] += articles
    return tuple(ListedName(name, articles) for name, articles in counts.most_common())


def _conditions(request: CatalogueRequest, *, one: bool) -> str:
    """Return the conditions in words, to follow `article that` or `articles that`."""
    found = []
    if request.mentions:
        found.append(_mentions(request, one=one))
    is_ = "is" if one else "are"
    if request.publishers:
        found.append(f"{is_} from {_listed(map(one_line, request.publishers), 'or')}")
    if request.authors:
        found.append(f"{is_} by {one_line(request.author)}")
    if request.period:
        found.append(f"{'was' if one else 'were'} published {request.period.in_words}")
    if request.lacking:
        found.append(_lacking(request, one=one))
    return _listed(found, "and")


def _lacking(request: CatalogueRequest, *, one: bool) -> str:
    return f"{'has' if one else 'have'} no {'' if request.lacking == 'date' else 'known '}{request.lacking}"


def _mentions(request: CatalogueRequest, *, one: bool) -> str:
    if request.excluded:
        if len(request.mentions) > 1:
            return f"{'mentions' if one else 'mention'} neither {_quoted(request.mentions, 'nor')}"
        return f"{'does' if one else 'do'} not mention {_quoted(request.mentions, 'nor')}"
    verb = "quote" if request.quoted else "mention"
    return f"{verb}{'s' if one else ''} {_quoted(request.mentions, 'or' if request.any_of else 'and')}"


def _quoted(phrases: Sequence[str], last: str) -> str:
    return _listed((f"“{one_line(one)}”" for one in phrases), last)


def _listed(items: Iterable[str], last: str) -> str:
    *first, end = [*items] or [""]
    return f"{', '.join(first)} {last} {end}" if first else end


def _articles(number: int) -> str:
    return "1 article" if number == 1 else f"{number:,} articles"


def _command(request: CatalogueRequest, where: Where | None, question: str) -> str:
    """Return the command that lists all of the articles, or as many as a reply can hold."""
    conditions = where or Where()
    since, until = conditions.since, conditions.until
    publishers = _several(conditions.publisher) or list(request.publishers)
    simple = not (request.any_of or request.excluded or request.quoted or request.authors or request.lacking)
    simple &= not (request.publishers and conditions.publisher) and request.wanted in {"count", "list"}
    if request.period and simple:
        simple = not (since or until or request.period.also)
        days = request.period.days
        since = None if days.start == date.min else days.start
        until = None if days.end == date.max else days.last
    if not simple:
        publishers, since, until = _several(conditions.publisher), conditions.since, conditions.until
    options = [("--mention", one) for one in request.mentions if simple]
    options += [("--publisher", one) for one in publishers]
    options += [(name, str(one)) for name, one in (("--since", since), ("--until", until)) if one]
    options += [("--article", one) for one in _several(conditions.articles)]
    written = "".join(f" {name} {shlex.quote(one_line(value))}" for name, value in options)
    return f"byline list{written}" if simple else f"byline ask {shlex.quote(question)}{written} --json"


def _several(value: str | Sequence[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())
