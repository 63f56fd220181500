"""Let a language model write the answer, and put what it wrote in the place of the sentences that were found."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from byline.answering.compose import Copies, sources_of
from byline.answering.context import contexts_of
from byline.answering.pipeline import Findings
from byline.errors import AnswererError
from byline.generation.faithfulness import told_again
from byline.generation.prompt import messages
from byline.generation.sentences import Written, write
from byline.generation.server import Server
from byline.language.text import one_line
from byline.records import Citation, Reply, Sentence, Span, Struck
from byline.settings import AnswererSettings

_QUOTES_PER_PASSAGE = 2


def written_replies(findings: Findings, settings: AnswererSettings) -> Iterator[Reply]:
    """Yield the extractive reply, then the written one as it grows; where writing fails, the extractive one stands.

    Args:
        findings: Of one snapshot, which all of these replies are made of.
        settings: Of the language model.
    """
    question, hits = findings.question, findings.hits
    reply = findings.reply()
    written = []
    yield reply.with_note("a language model is writing an answer")
    try:
        for one in write(Server(settings).write(messages(question.text, hits)), hits, question):
            written.append(one)
            yield with_written(reply, written, findings.copies)
    except AnswererError as error:
        yield reply.with_note(f"the language model did not answer ({error}): these are the articles' own words")
    else:
        yield with_written(reply, written, findings.copies)


def with_written(reply: Reply, written: Sequence[Written], copies: Copies) -> Reply:
    """Return the reply with the sentences that are borne out, each citing the sentences that it tells again.

    Where none is, the reply stays extractive; in either case what was struck is told.

    Args:
        reply: The extractive one; its hits are the passages that were given, in the order of their numbers.
        written: What was written.
        copies: Of the articles that the passages stand in.
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
    cited = tuple(citations.values())
    dates, origins = sources_of(cited, copies)
    unsure = reply.status == "no_answer"
    return replace(
        reply.with_note("no sentence of the articles by itself was sure to answer") if unsure else reply,
        mode="written",
        status="answered",
        reason="",
        sentences=tuple(shown),
        citations=cited,
        short_span=None,
        verdict=None,
        conflicts=(),
        items=(),
        dates=dates,
        origins=origins,
        struck=struck,
        context=contexts_of(cited),
    )
