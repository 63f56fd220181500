"""The baseline reader: what a question asks for, what speaks for a sentence, and what it makes of the demo corpus."""

import numpy as np
import pytest
from conftest import SEEDS, WordEncoder, article

from byline import Archive, Hit, Passage, Settings, Span
from byline.passages import sentences
from byline.ports import TermStatistics
from byline.reading.expected import KINDS, expected_of
from byline.reading.extractive import ExtractiveReader, load_model
from byline.reading.features import FEATURES, FeatureMaker, candidates_of, content_words, missing_names

ARTICLE = article(
    "a",
    "A Law for Hong Kong\nThe law takes effect on August 1. It was passed in May by 60 members. Nobody spoke.",
    title="A Law for Hong Kong",
)


def hit_on(text: str = ARTICLE.text, rank: int = 1, similarity: float | None = 0.5) -> Hit:
    start = ARTICLE.text.index(text)
    return Hit(Passage(ARTICLE, Span(start, start + len(text))), 1 / rank, rank, similarity)


def statistics(terms: list[str]) -> TermStatistics:
    return TermStatistics(1, 25, dict.fromkeys(terms, 1))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When does the law take effect?", "date"),
        ("In what year was it banned?", "date"),
        ("Which financial year was it?", "date"),
        ("How many people came?", "quantity"),
        ("what percentage of voters agreed", "quantity"),
        ("Who is the governor?", "name"),
        ("Where did it happen?", "name"),
        ("Which company applied?", "name"),
        ("Why was it banned?", None),
        ("What did the governor say?", None),
        ("Whenever it rains, what happens?", None),
    ],
)
def test_a_question_tells_what_it_asks_for(question: str, kind: str | None) -> None:
    assert expected_of(question).kind == kind


@pytest.mark.parametrize(
    ("question", "sentence", "found"),
    [
        ("When?", "It takes effect on August 1, said Reuters.", ["August 1"]),
        ("When?", "Signed on 3 May 2024 and again on 2025-06-20.", ["3 May 2024", "2025-06-20"]),
        ("When?", "It was banned in 2017 and in the 1990s.", ["2017", "1990s"]),
        ("When?", "They met on Thursday, two days ago, and last month.", ["Thursday", "two days ago", "last month"]),
        ("When?", "Nobody may know the marching order.", []),
        ("What happened in 2017, and when?", "It was banned in 2017.", []),
        (
            "How many?",
            "Some 60-70 people and $1.5 million came, about 4.5 per cent.",
            ["60-70", "$1.5 million", "4.5 per cent"],
        ),
        ("How many?", "Nobody came to see it.", []),
        ("Who?", "The director He Qing of Reuters spoke.", ["He Qing of Reuters"]),
        ("Why?", "It was banned in 2017.", []),
    ],
)
def test_a_sentence_has_what_is_asked_for(question: str, sentence: str, found: list[str]) -> None:
    spans = expected_of(question).found(sentence)
    assert [sentence[span.start : span.end] for span in spans] == found


def test_the_short_answer_is_the_only_candidate_or_none() -> None:
    when = expected_of("When?")
    sentence = "It takes effect on August 1."
    short = when.short(sentence)
    assert short
    assert sentence[short.start : short.end] == "August 1"
    assert when.short("Between August 1 and August 5.") is None
    assert expected_of("Who?").short("The director He Qing spoke.") is None


def test_every_sentence_of_the_hits_is_a_candidate_once() -> None:
    first = "The law takes effect on August 1. It was passed in May by 60 members."
    second = "It was passed in May by 60 members. Nobody spoke."
    found = candidates_of([hit_on(first), hit_on(second, 2)])
    assert [candidate.text for candidate in found] == [
        "The law takes effect on August 1.",
        "It was passed in May by 60 members.",
        "Nobody spoke.",
    ]
    assert [candidate.hit.rank for candidate in found] == [1, 1, 2]


def test_content_words_know_names_and_numbers() -> None:
    found = content_words("Which of the 3 companies, JD.com or eBay, did China ban in Hong Kong?")
    assert [word.text for word in found] == ["3", "companies", "JD.com", "eBay", "China", "ban", "Hong", "Kong"]
    assert [word.text for word in found if word.is_name] == ["3", "JD.com", "eBay", "China", "Hong", "Kong"]


def test_names_that_stand_nowhere_are_missing() -> None:
    assert missing_names("When does the law of Hong Kong and Singapore take effect?", [hit_on()]) == ("Singapore",)


def test_features_of_a_case_worked_by_hand() -> None:
    question = "When does Hong Kong's law take effect?"
    maker = FeatureMaker(WordEncoder())
    candidates = candidates_of([hit_on()])
    rows = maker.features(question, expected_of(question), candidates, statistics)
    assert rows.shape == (4, len(FEATURES))
    values = {
        candidate.text: dict(zip(FEATURES, row, strict=True)) for candidate, row in zip(candidates, rows, strict=True)
    }
    effect = values["The law takes effect on August 1."]
    assert effect["date_found"] == 1
    assert effect["quantity_found"] == effect["name_found"] == 0
    assert effect["passage_similarity"] == 0.5
    assert effect["passage_coverage"] == pytest.approx(1.0)
    assert effect["names_missing"] == 0
    assert effect["is_sentence"] == 1
    assert values["Nobody spoke."]["date_found"] == -1
    assert values["A Law for Hong Kong"]["is_sentence"] == 0
    assert values["A Law for Hong Kong"]["coverage"] > values["Nobody spoke."]["coverage"]
    assert max(value["similarity_behind_best"] for value in values.values()) == 0
    rare = maker.features("Did Zanzibar agree?", expected_of("Did Zanzibar agree?"), candidates, statistics)
    assert rare[0][FEATURES.index("names_missing")] == 1


def test_a_question_without_content_is_no_error() -> None:
    rows = FeatureMaker(WordEncoder()).features(
        "What is it?", expected_of("What is it?"), candidates_of([hit_on()]), statistics
    )
    assert np.isfinite(rows).all()


def test_the_model_is_a_logistic_function_of_the_features() -> None:
    model = load_model()
    assert model.weights.shape == (len(FEATURES),)
    assert 0 < model.min_confidence < 1
    row = np.linspace(0, 1, len(FEATURES))
    assert model.probability(row[None])[0] == pytest.approx(1 / (1 + np.exp(-(row @ model.weights + model.bias))))
    assert len(KINDS) == 3


def test_nothing_read_is_no_evidence() -> None:
    assert ExtractiveReader(WordEncoder()).read("Who?", [], statistics).evidence == ()


# The demo corpus with the real model

ANSWERED = [
    ("when does Hong Kong's law take effect", "August 1"),
    ("When did China ban crypto?", "2017"),
    ("Why did China ban cryptocurrency trading?", "financial system stability"),
    ("How many people attended the meeting?", "60-70"),
    ("What is Shanghai's GDP?", "$729 billion"),
    ("Who organized the Shanghai meeting?", "State-owned Assets Supervision"),
]
NOT_ANSWERED = [
    "Who is the CEO of JD.com?",
    "When does Singapore's stablecoin law take effect?",
    "What is the capital of France?",
    "What was Tesla's revenue last year?",
    "Who won the world cup?",
]


@pytest.mark.parametrize(("question", "answer"), ANSWERED)
def test_the_demo_corpus_answers(seeds_archive: Archive, question: str, answer: str) -> None:
    reply = seeds_archive.ask(question)
    assert reply.status == "answered"
    assert answer in reply.text
    for citation in reply.citations:
        text = (SEEDS / f"{citation.article.id}.txt").read_text(encoding="utf-8")
        assert text[citation.span.start : citation.span.end] == citation.quote
        assert citation.span in sentences(text)


@pytest.mark.parametrize("question", NOT_ANSWERED)
def test_the_demo_corpus_does_not_answer(seeds_archive: Archive, question: str) -> None:
    reply = seeds_archive.ask(question)
    assert reply.status == "no_answer"
    assert reply.nearest
    assert reply.confidence < 0.2


def test_the_user_sets_the_threshold(seeds_index: object, seeds_archive: Archive) -> None:
    reply = seeds_archive.ask("Why did China ban cryptocurrency trading?")
    with Archive(seeds_archive.folder, settings=Settings(min_confidence=reply.confidence + 0.01)) as strict:
        assert strict.ask("Why did China ban cryptocurrency trading?").status == "no_answer"
    with Archive(seeds_archive.folder, settings=Settings(min_confidence=0.0)) as bold:
        assert bold.ask("What is the capital of France?").status != "no_answer"


def test_a_follow_up_is_searched_with_the_question_before(seeds_archive: Archive) -> None:
    history = ["What stablecoin law does Hong Kong have?"]
    reply = seeds_archive.ask("When does it take effect?", history)
    assert reply.query == "What stablecoin law does Hong Kong have? When does it take effect?"
    assert reply.question == "When does it take effect?"
    assert "August 1" in reply.text
    assert seeds_archive.ask("Who is He Qing?", history).query == "Who is He Qing?"


def test_the_index_is_told_with_every_reply(seeds_archive: Archive) -> None:
    index = seeds_archive.ask("Who is He Qing?").to_dict()["index"]
    assert (index["articles"], index["generation"], index["newest_article_at"]) == (3, 1, None)
    assert len(index["fingerprint"]) == 64
