"""The reader: what a question asks for, which words are covered, answers of many places, and the demo corpus."""

import json
import re
from collections.abc import Sequence
from importlib.resources import files
from math import exp, log

import numpy as np
import pytest
from support import SEEDS, article

from byline import Archive, Article, Hit, InputError, Passage, Settings, Span
from byline.language.sentences import sentences
from byline.question.coverage import Coverage, content_words, missing_names, names_in
from byline.question.form import expected_of
from byline.readers.base import Evidence
from byline.readers.builtin.calibration import NAMES_NOWHERE, SIGNS, Calibration, load_calibration
from byline.readers.builtin.model import SpanModel
from byline.readers.builtin.reader import SpanReader, answers_of, signs_of
from byline.readers.builtin.spans import TokenScores
from byline.store.engines import TermStatistics

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
    ("question", "form"),
    [
        ("When does the law take effect?", "fact"),
        ("How many people came?", "fact"),
        ("Who is the governor?", "fact"),
        ("What is the law about?", "fact"),
        ("Which companies are applying there?", "list"),
        ("Who were the speakers?", "list"),
        ("Name the members of the board.", "list"),
        ("Which two firms want a licence?", "list"),
        ("What is the name of the bank?", "fact"),
        ("What are they asking for?", "fact"),
        ("Why was it banned?", "account"),
        ("How did the market react?", "account"),
        ("What happened in Shanghai?", "account"),
        ("What were the consequences of the ban?", "account"),
        ("Is crypto legal in China?", "yes_no"),
        ("did the regulator meet", "yes_no"),
        ("Is it legal or banned?", "fact"),
        ("Was it banned or not?", "yes_no"),
        ("Has-been: who is one?", "fact"),
    ],
)
def test_a_question_tells_its_form(question: str, form: str) -> None:
    assert expected_of(question).form == form


def test_content_words_know_names_and_numbers() -> None:
    found = content_words("Which of the 3 companies, JD.com or eBay, did China ban in Hong Kong?")
    assert [word.text for word in found] == ["3", "companies", "JD.com", "eBay", "China", "ban", "Hong", "Kong"]
    assert [word.text for word in found if word.is_name] == ["3", "JD.com", "eBay", "China", "Hong", "Kong"]


def test_names_that_stand_nowhere_are_missing() -> None:
    assert missing_names("When does the law of Hong Kong and Singapore take effect?", [hit_on()]) == ("Singapore",)
    assert missing_names("When does Singapore's law take effect?", [hit_on()]) == ("Singapore",)


def test_names_in_a_sentence() -> None:
    assert names_in("Since August the Bank of China and Hong Kong’s rules hold.") == ["Bank of China", "Hong Kong"]
    assert names_in("Law is law.") == []


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("What did the PBoC say?", "The People's Bank of China spoke.", ()),
        ("When does HK's law take effect?", "The law of Hong Kong takes effect in August.", ()),
        ("Which American shops look at tokens?", "In the US, shops look at tokens.", ()),
        ("Which American shops look at tokens?", "In the United States they do.", ()),
        ("What will the Chinese do?", "China waits.", ()),
        ("What will the Chinese do?", "Japan waits.", ("Chinese",)),
        ("What did the PBOC and the HKMA say?", "Hong Kong Monetary Authority", ("PBOC",)),
        ("Is HK in the EU?", "Hong Kong is no part of it", ("EU",)),
        ("Who leads the Licence Organisation?", "The License Organization", ()),
        ("Does the Labour Centre stay?", "labor center", ()),
        ("Who sees the Tris?", "the triz", ("Tris",)),
    ],
)
def test_names_are_found_by_their_initials_and_in_either_spelling(
    question: str, text: str, missing: tuple[str, ...]
) -> None:
    hit = hit_of("a", text)
    assert missing_names(question, [hit]) == missing


def test_coverage_counts_rare_words_more() -> None:
    def counts(terms: Sequence[str]) -> TermStatistics:
        return TermStatistics(1_000, 100_000, {term: 500 if term == "law" else 1 for term in terms})

    coverage = Coverage("Which law did Zanzibar pass?", counts)
    assert coverage.share("Zanzibar passes laws") == pytest.approx(1.0)
    assert 0 < coverage.share("a law") < coverage.share("Zanzibar") < 1
    assert coverage.share("nothing of it") == 0
    empty = Coverage("What is it?", counts)
    assert empty.share("anything") == 0


# Answers of many places, with a model that likes certain words


def likes(**words: float) -> "object":
    """Return a model that scores each of some words so much better than "no answer here", and all others worse."""

    def score(question: str, passages: Sequence[tuple[str, str]]) -> list[TokenScores]:
        found = []
        for _, text in passages:
            offsets = [(match.start(), match.end()) for match in re.finditer(r"[\w.]*\w", text)]
            values = np.array([words.get(text[start:end], -20.0) for start, end in offsets])
            found.append(TokenScores(values, values, offsets))
        return found

    return score


def hit_of(id: str, text: str, rank: int = 1) -> Hit:
    made = Article(id, text)
    return Hit(Passage(made, Span(0, len(text))), 1 / rank, rank, 0.5)


FLAT = Calibration((1.0, *[0.0] * (len(SIGNS) - 1)), 0.0, 0.2, ((0.0, 0.5), (0.3, 0.2), (0.6, 0.25), (0.9, 0.0)))


def read(score: "object", *hits: Hit) -> tuple[Evidence, ...]:
    return SpanReader(score, FLAT).read("When was it?", hits, statistics).evidence  # type: ignore[arg-type]


def test_the_sentence_around_the_best_span_comes_first_with_its_span() -> None:
    text = "It began in 2017. It ended in 2021. Nobody knows."
    best, other, *_ = read(likes(**{"2017": 1.0, "2021": 4.0}), hit_of("a", text))
    assert best.hit.article[best.span] == "It ended in 2021."
    assert best.short_span
    assert best.hit.article[best.short_span] == "2021"
    assert other.hit.article[other.span] == "It began in 2017."
    assert best.probability > other.probability


def test_evidence_for_the_same_answer_adds_up() -> None:
    score = likes(**{"2017": 3.0, "2021": 2.8})
    one = hit_of("one", "Some say that it was in 2017.")
    others = [hit_of(name, f"It was in 2021, says {name}.") for name in ("two", "three", "four")]
    assert read(score, one, others[0])[0].hit.article.id == "one"
    best = read(score, one, *others)[0]
    assert best.hit.article[best.span].startswith("It was in 2021")


def test_an_article_counts_once_however_often_it_says_it() -> None:
    score = likes(**{"2017": 3.0, "2021": 2.6})
    often = hit_of("often", "In 2021. It was 2021. So 2021. Yes, 2021.")
    answers = answers_of([often], score("", [("", often.text)]))  # type: ignore[operator]
    assert len(answers[0].places) == 1


def test_overlapping_passages_share_a_place() -> None:
    made = Article("a", "It was in 2021. It was over.")
    hits = [Hit(Passage(made, Span(0, 15)), 1.0, 1), Hit(Passage(made, Span(0, 28)), 0.5, 2)]
    evidence = read(likes(**{"2021": 2.0}), *hits)
    assert [item.hit.article[item.span] for item in evidence].count("It was in 2021.") == 1


def test_signs_of_a_case_worked_by_hand() -> None:
    hits = [hit_of("a", "Kyiv, 2021."), hit_of("b", "Kyiv fell in 2021."), hit_of("c", "In 1999 perhaps.")]
    scores = likes(**{"2021": log(3), "1999": log(2)})("", [("", hit.text) for hit in hits])  # type: ignore[operator]
    answers = answers_of(hits, scores)
    question = "When did Kyiv and Lviv fall?"
    found = signs_of(question, hits, scores, answers, missing_names(question, hits), statistics)
    signs = dict(zip([*SIGNS, NAMES_NOWHERE], found, strict=True))
    total = 1 + 3 + 3 + 2
    assert signs["log_probability"] == pytest.approx(log(2 * 9 / total**2), abs=1e-3)
    assert signs["log_odds_to_next"] == pytest.approx(log(18 / 4), abs=1e-3)
    assert signs["margin"] == pytest.approx(2 * log(3))
    assert signs["similarity"] == 0.5
    assert signs[NAMES_NOWHERE] == 0.5
    assert FLAT.probability(found) == pytest.approx(FLAT.probability((*found[:-1], 0.0)) / 2)


def test_a_user_s_risk_is_a_threshold() -> None:
    assert FLAT.threshold(0.5) == 0.0
    assert FLAT.threshold(0.3) == 0.3
    assert FLAT.threshold(0.2) == 0.9  # at 0.6 it is above, although it is met at 0.3 again
    assert FLAT.threshold(0.0) == 0.9
    assert Calibration((), 0.0, 0.2, ((0.1, 0.3),)).threshold(0.1) == 1.0
    with pytest.raises(InputError, match="max_risk: found 2"):
        Settings(max_risk=2)


def test_the_calibration_that_is_shipped_is_sound() -> None:
    shipped = load_calibration()
    assert len(shipped.weights) == len(SIGNS)
    assert 0 < shipped.min_confidence < 1
    thresholds = [threshold for threshold, _ in shipped.risks]
    assert thresholds == sorted(thresholds)
    assert shipped.threshold(1.0) <= shipped.threshold(0.2) <= shipped.threshold(0.1)
    content = json.loads(files("byline.readers.builtin").joinpath("calibration.json").read_text(encoding="utf-8"))
    total = sum(content["weights"].values()) + content["bias"]
    assert shipped.probability((*[1.0] * len(SIGNS), 0.0)) == pytest.approx(1 / (1 + exp(-total)))


def test_nothing_read_is_no_evidence() -> None:
    assert SpanReader(SpanModel().score).read("Who?", [], statistics).evidence == ()


def test_what_the_model_says_of_a_passage_does_not_depend_on_the_others() -> None:
    model = SpanModel()
    passages = [("A Law", "The law takes effect on August 1."), ("", "Nobody spoke. " * 12), ("Odd", "…")]
    together = model.score("When does the law take effect?", passages)
    for passage, scores in zip(passages, together, strict=True):
        alone = model.score("When does the law take effect?", [passage])[0]
        assert scores.offsets == alone.offsets
        np.testing.assert_allclose(scores.start, alone.start, atol=1e-3)
    assert together[0].margin > together[1].margin


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


def test_the_user_sets_the_risk(seeds_archive: Archive) -> None:
    question = "When does Hong Kong's law take effect?"
    careful, bold = (
        Archive(seeds_archive.folder, settings=Settings(max_risk=risk)).ask(question) for risk in (0.0, 1.0)
    )
    assert bold.status == "answered"
    assert careful.confidence == bold.confidence
    assert careful.status == "no_answer" or careful.confidence >= load_calibration().threshold(0.0)


def test_the_user_sets_the_threshold(seeds_index: object, seeds_archive: Archive) -> None:
    reply = seeds_archive.ask("Why did China ban cryptocurrency trading?")
    with Archive(seeds_archive.folder, settings=Settings(min_confidence=reply.confidence + 0.01)) as strict:
        assert strict.ask("Why did China ban cryptocurrency trading?").status == "no_answer"
    with Archive(seeds_archive.folder, settings=Settings(min_confidence=0.0)) as bold:
        assert bold.ask("What is the capital of France?").status != "no_answer"


def test_a_follow_up_is_searched_with_the_question_before(seeds_archive: Archive) -> None:
    history = ["What stablecoin law does Hong Kong have?"]
    reply = seeds_archive.ask("When does it take effect?", history)
    assert reply.query == "When does stablecoin law take effect? (Hong Kong)"
    assert reply.question == "When does it take effect?"
    assert "August 1" in reply.text
    assert seeds_archive.ask("Who is He Qing?", history).query == "Who is He Qing?"


def test_the_index_is_told_with_every_reply(seeds_archive: Archive) -> None:
    index = seeds_archive.ask("Who is He Qing?").to_dict()["index"]
    assert (index["articles"], index["generation"], index["newest_article_at"]) == (3, 1, None)
    assert len(index["fingerprint"]) == 64
