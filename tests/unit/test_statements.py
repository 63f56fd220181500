"""What somebody said, if the question asks for nothing more."""

import pytest
from support import span_of

from byline import Article, Hit, Passage, Span
from byline.answering.statements import all_statements
from byline.question.question import understand
from byline.readers.base import Evidence

SAID = (
    "Ada Berg said that the bridge was safe.",
    "Cy Lund said that the bridge was not.",
    "It rained.",
    "Berg warned that it would rain again.",
)
ARTICLE = Article("a", " ".join(SAID))


def evidence() -> tuple[Evidence, ...]:
    hit = Hit(Passage(ARTICLE, Span(0, len(ARTICLE.text))), 1.0, 1)
    probabilities = (0.1, 0.3, 0.2, 0.05)
    return tuple(
        Evidence(hit, span_of(ARTICLE.text, sentence), probability)
        for sentence, probability in zip(SAID, probabilities, strict=True)
    )


@pytest.mark.parametrize("question", ["What did Ada Berg say?", "What did Ada Berg warn?", "What has Ada Berg said?"])
def test_all_that_a_speaker_says_answers_where_nothing_more_is_asked(question: str) -> None:
    found = all_statements(understand(question), evidence())
    assert [ARTICLE[item.span] for item in found] == [SAID[0], SAID[3]]
    assert {item.probability for item in found} == {0.8}


@pytest.mark.parametrize(
    "question",
    [
        "What did Ada Berg say about the bridge?",
        "What did the mayor say?",
        "What did Di Roth say?",
        "When did Ada Berg say that?",
        "Who said that the bridge was safe?",
    ],
)
def test_else_the_reader_s_evidence_stays(question: str) -> None:
    assert all_statements(understand(question), evidence()) == evidence()
