"""Put what a language model wrote in the place of the sentences that were found."""

from collections.abc import Sequence
from dataclasses import replace

from byline.generation.faithfulness import told_again
from byline.generation.sentences import Written
from byline.language.text import one_line
from byline.records import Citation, Reply, Sentence, Span, Struck

_QUOTES_PER_PASSAGE = 2


def with_written(reply: Reply, written: Sequence[Written]) -> Reply:
    """Return the reply with the sentences that are borne out, each citing the sentences that it tells again.

    Where none is, the reply stays extractive; in either case what was struck is told.

    Args:
        reply: The extractive one; its hits are the passages that were given, in the order of their numbers.
        written: What was written.
    """
    struck = tuple(Struck(one.text, one.faults) for one in written if one.faults)
    citations: dict[tuple[str, Span], Citation] = {}
    shown = []
    for one in written:
        if one.faults:
            continue
        markers = []
        for number in one.markers:
            hit = reply.hits[number - 1]
            for span in told_again(one.text, hit.text)[:_QUOTES_PER_PASSAGE]:
                place = hit.article.id, span.shift(hit.span.start)
                citation = citations.setdefault(place, Citation(len(citations) + 1, hit.article, place[1]))
                markers.append(citation.marker)
        if markers:
            shown.append(Sentence(one_line(one.text), tuple(dict.fromkeys(markers))))
    if not shown:
        return replace(reply, struck=struck)
    unsure = reply.status == "no_answer"
    return replace(
        reply.with_note("no sentence of the articles by itself was sure to answer") if unsure else reply,
        mode="written",
        status="answered",
        reason="",
        sentences=tuple(shown),
        citations=tuple(citations.values()),
        short_span=None,
        verdict=None,
        conflicts=(),
        dates=(),
        struck=struck,
    )
