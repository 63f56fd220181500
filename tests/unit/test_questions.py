"""The question sets that measure Byline: each answer must be where its set says it is."""

import json
import runpy
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, SEEDS

from byline.ingest.tables import parse_json
from byline.language.text import normalised

QUESTIONS = ROOT / "tests" / "questions"
WIKI = QUESTIONS / "wiki"
SEED_KINDS = {
    "fact": 14,
    "why": 5,
    "what": 8,
    "paraphrase": 8,
    "abbreviation": 4,
    "disagreement": 3,
    "followup": 5,
    "unanswerable": 20,
}
NEWS = QUESTIONS / "news"
SETS_WITH_ARTICLES = ("wiki", "news", "time")
FILES = {"seeds": "seeds.jsonl"} | {name: f"{name}/questions.jsonl" for name in SETS_WITH_ARTICLES}
TIME_KINDS = {"now": 26, "year": 16, "period": 7, "unanswerable": 11}
NEWS_KINDS = {
    "contrast": 33,
    "disagreement": 5,
    "fact": 16,
    "followup": 4,
    "list": 11,
    "number": 10,
    "paraphrase": 26,
    "quiz": 13,
    "unanswerable": 19,
    "unanswerable_in_pair": 33,
    "who_said": 12,
    "why_how": 12,
    "yes_no": 6,
}
WIKI_KINDS = {"nq": 110, "squad": 110, "nq_left_out": 55, "squad_left_out": 55}


def read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def words(text: str) -> list[str]:
    return [word for word in normalised(text).split() if word not in {"a", "an", "the"}]


def holds(text: Sequence[str], answer: Sequence[str]) -> bool:
    return any(list(text[start : start + len(answer)]) == list(answer) for start in range(len(text)))


SETS = {name: read(QUESTIONS / file) for name, file in FILES.items()}
ARTICLES = {
    "seeds": {file.stem: file.read_text(encoding="utf-8") for file in SEEDS.glob("*.txt")},
    **{
        name: {article["id"]: article["text"] for article in read(QUESTIONS / name / "articles.jsonl")}
        for name in SETS_WITH_ARTICLES
    },
}
WORDS = {name: {key: words(text) for key, text in articles.items()} for name, articles in ARTICLES.items()}
each_set = pytest.mark.parametrize("name", SETS)


@each_set
def test_ids_and_questions_are_unique(name: str) -> None:
    asked = Counter(
        (*words(question["question"]), "after", *map(normalised, question.get("history", ())))
        for question in SETS[name]
    )
    ids = Counter(question["id"] for question in SETS[name])
    assert [key for key, count in (*asked.items(), *ids.items()) if count > 1] == []


@pytest.mark.parametrize(
    ("name", "kinds"), [("seeds", SEED_KINDS), ("wiki", WIKI_KINDS), ("news", NEWS_KINDS), ("time", TIME_KINDS)]
)
def test_kinds_are_those_and_enough_of_each(name: str, kinds: dict[str, int]) -> None:
    found = Counter(question["kind"] for question in SETS[name])
    assert found.keys() == kinds.keys()
    assert {kind: count for kind, count in found.items() if count < kinds[kind]} == {}


@each_set
def test_what_can_be_answered_has_answers_and_articles_and_nothing_else_has(name: str) -> None:
    unanswerable = {"unanswerable", "unanswerable_in_pair", "nq_left_out", "squad_left_out"}
    for question in SETS[name]:
        answerable = question["kind"] not in unanswerable
        assert bool(question["answers"]) is bool(question["articles"]) is answerable, question
        assert all(map(words, question["answers"])), question
        assert len(set(question["answers"])) == len(question["answers"]), question


@each_set
def test_every_answer_stands_in_an_article_of_its_question_and_every_article_holds_one(name: str) -> None:
    for question in SETS[name]:
        texts = [WORDS[name][article] for article in question["articles"]]
        answers = [words(answer) for answer in question["answers"]]
        assert all(any(holds(text, answer) for text in texts) for answer in answers), question
        assert all(any(holds(text, answer) for answer in answers) for text in texts), question


def test_the_seeds_questions_have_their_fields() -> None:
    always = {"id", "kind", "question", "answers", "articles"}
    extra = {"followup": {"history"}, "unanswerable": {"near"}, "disagreement": {"conflict"}}
    for question in SETS["seeds"]:
        assert question.keys() - {"excerpts"} == always | extra.get(question["kind"], set())
        assert question["question"].strip().endswith("?")
        assert all(isinstance(earlier, str) and earlier for earlier in question.get("history", ["none"]))
    assert {len(question["history"]) for question in SETS["seeds"] if question["kind"] == "followup"} >= {1, 2}


def test_values_of_disagreement_stand_in_different_articles() -> None:
    for question in SETS["seeds"]:
        places = [
            {id for id in question["articles"] if value in ARTICLES["seeds"][id]}
            for value in question.get("conflict", [])
        ]
        assert all(places), question["id"]
        assert not places or len(set.union(*places)) > 1, question["id"]


def test_answers_over_the_seeds_are_quoted() -> None:
    for question in SETS["seeds"]:
        texts = [ARTICLES["seeds"][article] for article in question["articles"]]
        assert all(any(answer in text for text in texts) for answer in question["answers"]), question


def test_at_least_ten_questions_over_the_seeds_can_nearly_be_answered() -> None:
    assert sum(question.get("near", False) for question in SETS["seeds"]) >= 10


def test_a_disagreement_has_an_answer_that_one_of_its_articles_lacks() -> None:
    for question in SETS["seeds"]:
        if question["kind"] == "disagreement":
            sides = {
                tuple(holds(WORDS["seeds"][article], words(answer)) for answer in question["answers"])
                for article in question["articles"]
            }
            assert len(sides) > 1, question


def test_the_wiki_set_is_small_and_byline_reads_its_articles() -> None:
    assert {file.name for file in WIKI.iterdir()} == {
        "articles.jsonl",
        "questions.jsonl",
        "titles.txt",
        "gates.toml",
        "small.gates.toml",
        "LICENCE.md",
    }
    assert sum(file.stat().st_size for file in WIKI.iterdir()) < 1_000_000
    drafts = list(parse_json(WIKI / "articles.jsonl", {}))
    assert [draft.id for draft in drafts] == list(ARTICLES["wiki"])
    assert all(draft.title and draft.text and draft.url for draft in drafts)
    assert 350 <= sum(len(text.split("\n\n")) for text in ARTICLES["wiki"].values()) <= 700


def test_byline_reads_the_news_with_titles_publishers_and_dates() -> None:
    drafts = list(parse_json(NEWS / "articles.jsonl", {}))
    assert [draft.id for draft in drafts] == list(ARTICLES["news"])
    assert len(drafts) == 136
    assert all(draft.title and draft.publisher and draft.text for draft in drafts)
    assert [draft.warnings for draft in drafts if draft.warnings] == []
    assert sum(draft.published is not None for draft in drafts) >= 130


def test_the_news_questions_have_the_fields_of_their_kind_and_both_halves_of_a_pair() -> None:
    always = {"id", "kind", "question", "answers", "articles"}
    paired = {"contrast", "unanswerable_in_pair"}
    extra = {"followup": "history", "yes_no": "verdict", "list": "items", "disagreement": "conflict"}
    extra |= dict.fromkeys(paired, "pair")
    for question in SETS["news"]:
        assert question.keys() - always == ({extra[question["kind"]]} if question["kind"] in extra else set())
        values = {*question.get("items", ()), *question.get("conflict", ())}
        assert values <= set(question["answers"]), question
    halves = Counter((question["pair"], question["kind"]) for question in SETS["news"] if "pair" in question)
    pairs = {pair for pair, _ in halves}
    assert halves == {(pair, kind): 1 for pair in pairs for kind in paired}


def test_the_articles_of_the_time_set_are_of_six_years_and_all_dated() -> None:
    drafts = list(parse_json(QUESTIONS / "time" / "articles.jsonl", {}))
    assert all(draft.title and draft.publisher and draft.published for draft in drafts)
    years = Counter(draft.published.year for draft in drafts if draft.published)
    assert years.keys() == set(range(2021, 2027))
    assert min(years.values()) >= 4


def test_the_wiki_questions_are_enough_and_have_their_fields() -> None:
    for question in SETS["wiki"]:
        always = {"id", "kind", "question", "answers", "articles", "title"}
        assert question.keys() == (always if question["answers"] else always | {"left_out_answers"})
    answerable = sum(bool(question["answers"]) for question in SETS["wiki"])
    assert answerable >= 220
    assert len(SETS["wiki"]) - answerable >= 110


def test_left_out_articles_are_absent_and_no_passage_stands_in_for_them() -> None:
    articles = read(WIKI / "articles.jsonl")
    titles = {normalised(article["title"]) for article in articles}
    passages = [
        words(f"{article['title']} {passage}") for article in articles for passage in article["text"].split("\n\n")
    ]
    for question in SETS["wiki"]:
        if not question["answers"]:
            assert normalised(question["title"]) not in titles
            named = [passage for passage in passages if set(words(question["title"])) <= set(passage)]
            answers = [words(answer) for answer in question["left_out_answers"]]
            assert answers
            assert not any(holds(passage, answer) for passage in named for answer in answers), question


def test_nothing_in_the_wiki_set_is_fitted_on() -> None:
    fitted_on = runpy.run_path(str(ROOT / "training" / "division.py"))["fitted_on"]
    titles = (WIKI / "titles.txt").read_text(encoding="utf-8").splitlines()
    used = read(WIKI / "articles.jsonl") + SETS["wiki"]
    assert titles == sorted({item["title"] for item in used})
    as_squad_spells = {question["title"] for question in SETS["wiki"] if question["kind"].startswith("squad")}
    spelled = [title.replace(" ", "_") if title in as_squad_spells else title for title in titles]
    assert [title for title in spelled if fitted_on(title)] == []
