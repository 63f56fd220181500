"""Let a language model write the answer, and replace the quoted sentences with those that pass the checks."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from byline.answering.compose import Copies, sources_of
from byline.answering.context import contexts_of
from byline.answering.pipeline import Findings
from byline.errors import AnswererError
from byline.generation.faithfulness import told_again
from byline.generation.local import LocalModel
from byline.generation.prompt import messages
from byline.generation.sentences import Written, write
from byline.generation.server import Server
from byline.language.text import one_line
from byline.records import Citation, Hit, Reply, Sentence, Span, Struck
from byline.settings import AnswererSettings

_QUOTES_PER_PASSAGE = 2
_PASSAGES_GIVEN = 8  # about 130 tokens each; a small model on a CPU reads these in a few seconds


def written_replies(findings: Findings, settings: AnswererSettings) -> Iterator[Reply]:
    """Yield the extractive reply, then the written one as it grows; if writing fails, the extractive one again.

    Args:
        findings: The findings from one snapshot, on which all of these replies are based.
        settings: The settings of the language model.
    """
    question, given = findings.question, passages_given(findings)
    reply = findings.reply()
    written = []
    yield reply.with_note("a language model is writing an answer")
    try:
        writer = Server(settings) if settings.base_url else LocalModel(settings)
        with closing(writer.write(messages(question.text, given))) as pieces:
            for one in write(pieces, given, question):
                written.append(one)
                yield with_written(reply, written, given, findings.copies)
    except AnswererError as error:
        yield reply.with_note(f"the language model did not answer ({error}): these are the articles' own words")
    else:
        yield with_written(reply, written, given, findings.copies)


def passages_given(findings: Findings) -> tuple[Hit, ...]:
    """Return the passages that a model writes from: first those with the best evidence, then the best hits."""
    read = [item.hit for item in findings.reading.evidence]
    by_place = {(hit.article.id, hit.span): hit for hit in (*read, *findings.hits)}
    return tuple(by_place.values())[:_PASSAGES_GIVEN]


def with_written(reply: Reply, written: Sequence[Written], given: Sequence[Hit], copies: Copies) -> Reply:
    """Return the reply with the written sentences that passed, each citing the sentences that it restates.

    If none passed, the reply stays extractive. In either case the removed sentences are listed.

    Args:
        reply: The extractive reply.
        written: The sentences written.
        given: The passages given to the model, in the order of their numbers.
        copies: Copies of the articles that the passages are from.
    """
    struck = tuple(Struck(one.text, one.faults) for one in written if one.faults)
    citations: dict[tuple[str, Span], Citation] = {}
    shown = []
    for one in written:
        if one.faults:
            continue
        markers = []
        for number in one.markers:
            hit = given[number - 1]
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
        reply.with_note("no single sentence in the articles was sure to answer this") if unsure else reply,
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
