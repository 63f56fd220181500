"""Group citations by the origin of their information, and extend quotations to include their speakers."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from byline.language.attribution import (
    Paragraph,
    attributions,
    context_of,
    full_name,
    names_of,
    publishers_retold,
    speaker_of,
    with_speaker,
)
from byline.language.sources import name_key, same_name
from byline.readers.base import Evidence
from byline.records import Article, Origin, Origins, Span

_GRAM = 5  # words in a row that are compared
_FEWEST_GRAMS = 8  # a passage with fewer is too short to tell a copy from a set phrase
_CONTAINED = 0.5  # minimum share of a passage's word 5-grams; a copy with a tenth of the words changed keeps 0.9^5
_QUOTED_WORDS = 4  # a quotation with fewer words proves nothing


def with_speakers(evidence: Sequence[Evidence], limit: int, least: float) -> tuple[Evidence, ...]:
    """Extend the quotations among the evidence with `with_speaker`; drop evidence that an extension then covers.

    Args:
        evidence: What was found, best first.
        limit: Maximum number of characters in an extended sentence.
        least: Evidence less probable than this is not extended.
    """
    kept: list[Evidence] = []
    extended: list[tuple[str, Span]] = []
    for item in evidence:
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
    return tuple(kept)


def independent_origins(cited: Sequence[tuple[Article, Span]], copies: Mapping[str, Collection[str]]) -> Origins:
    """Group citations by the origin of their information.

    Two citations share an origin if they are from one article or from copies, if they have the same passage or the same
    quotation, or if both are attributed to one source or one is attributed to the other's publisher.

    Args:
        cited: Article and cited sentence of each citation.
        copies: Ids of the copies and near copies of each article, by its id.
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
    publishers = {name_key(article.publisher) for article in articles.values() if article.publisher}
    unpublished = sum(not article.publisher for article in articles.values())
    return Origins(len(articles), len(publishers), unpublished, tuple(groups))


@dataclass(frozen=True, slots=True)
class _Cited:
    """The features of a citation that are compared with those of others."""

    article: Article
    publishers: dict[str, str]  # key -> name as written
    named: dict[str, str]
    speaker: str
    quotations: tuple[str, ...]
    passage: frozenset[tuple[str, ...]]
    grams: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, article: Article, span: Span) -> "_Cited":
        stated = attributions(article, span)
        publishers = names_of(article, (one.source for one in stated if one.kind == "publisher"))
        if not publishers:
            publishers = publishers_retold(article)
        context = context_of(article.text, span)
        quoted = context[-1].quoted(span) if context else []
        speaker = speaker_of(article, span)
        return cls(
            article,
            publishers,
            names_of(article, (one.source for one in stated if one.kind == "named")),
            full_name(article, speaker) if speaker else "",
            tuple(" ".join(_terms(article[one])) for one in quoted if len(_terms(article[one])) >= _QUOTED_WORDS),
            _passage_grams(article, context),
            _grams(_terms(article.text)),
        )


def _shared(one: _Cited, other: _Cited, copies: Mapping[str, Collection[str]]) -> str | None:
    """Return why two citations share an origin, with `{both}` to be filled in; None if they do not."""
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
                return f"{{both}} rely on {name}"
    for key, name in one.named.items():
        if any(same_name(key, another) for another in other.named):
            return f"{{both}} attribute it to {name}"
    return None


def _publishes(key: str, *articles: Article) -> bool:
    """Return whether a publisher published all of these articles; an outlet that names itself cites nobody else."""
    return all(article.publisher is not None and name_key(article.publisher) == key for article in articles)


def _passage_grams(article: Article, context: Sequence[Paragraph]) -> frozenset[tuple[str, ...]]:
    return _grams(_terms(article.text[context[-1].start : context[-1].end])) if context else frozenset()


def _terms(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _grams(terms: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(zip(*(terms[offset:] for offset in range(_GRAM)), strict=False))


def _contained(part: frozenset[tuple[str, ...]], whole: frozenset[tuple[str, ...]]) -> bool:
    return len(part) >= _FEWEST_GRAMS and len(part & whole) >= _CONTAINED * len(part)


def _listed(reasons: Sequence[str], articles: int) -> str:
    """Join the reasons of a group: `both` for two articles, `all` for more that share one reason, else `some`."""
    distinct = [reason for reason in dict.fromkeys(reasons) if reason]
    quantity = "both" if articles == 2 else "all" if len(distinct) == 1 else "some"
    return "; ".join(reason.replace("{both}", quantity) for reason in distinct)
