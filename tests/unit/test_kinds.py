"""Which kind of question it is, which texts are several questions, and which are not about the articles."""

import json
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from byline.question.conversation import outside_of, talk_of, without_opening
from byline.question.kinds import kind_as_asked
from byline.question.question import understand
from byline.question.several import questions_in
from byline.records.vocabulary import QuestionKind

QUESTIONS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "questions" / "kinds.jsonl").read_text(encoding="utf-8").splitlines()
]
NOT_FOR_A_SENTENCE = {"overview", "timeline", "catalogue", "smalltalk", "outside"}


def kind_of(question: str) -> QuestionKind:
    return understand(question).question_kind


def test_a_body_that_is_called_like_a_verb_of_saying_says_nothing() -> None:
    assert kind_of("How much does the state pay for it?") == "fact"
    assert kind_of("What does Arden state about it?") == "who_said"


def test_the_kinds_of_390_questions_are_told() -> None:
    told = [(row["kind"], kind_of(row["question"]), row["question"]) for row in QUESTIONS]
    assert Counter(kind for kind, *_ in told) == dict.fromkeys(get_args(QuestionKind), 30)
    wrong = [row for row in told if row[0] != row[1]]
    assert len(wrong) <= 0.05 * len(told), wrong
    most = Counter(kind for kind, *_ in wrong).most_common(1)
    assert not most or most[0][1] <= 5, wrong
    facts = [row for row in wrong if row[0] in {"fact", "why_how", "who_said", "yes_no", "list"}]
    assert not [row for row in facts if row[1] in NOT_FOR_A_SENTENCE]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many articles mention the flood?", "catalogue"),
        ("attendance harbour concert", "fact"),
        ("ferry fee Port Kesh", "fact"),
        ("storm Ada deaths in Kesh", "fact"),
        ("fare rise in Kesh", "overview"),
        ("how many articles are there", "catalogue"),
        ("How many reports in this archive quote the mayor?", "catalogue"),
        ("How often is the mayor mentioned in the articles?", "catalogue"),
        ("Summarize the harbour dispute", "overview"),
        ("Could you please summarise what happened at the port?", "overview"),
        ("Give me a short overview of the strike.", "overview"),
        ("What are these articles about?", "overview"),
        ("What are the main topics of the archive?", "overview"),
        ("List all articles about the port", "catalogue"),
        ("What were the key findings of the audit?", "overview"),
        ("Show me every mention of the mayor", "overview"),
        ("Which articles quote the union?", "catalogue"),
        ("Tell me everything about the port", "overview"),
        ("How many towns are named in the articles?", "catalogue"),
        ("What is the newest article?", "catalogue"),
        ("Name every ship mentioned in these articles", "catalogue"),
        ("Give me a timeline of the strike", "timeline"),
        ("chronology of the port's sale", "timeline"),
    ],
)
def test_what_is_asked_of_all_articles(question: str, kind: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    "question",
    [
        "What is the timeline for the repairs?",
        "Which ship is mentioned in the ruling?",
        "What is the latest article of the constitution?",
        "How many articles does the treaty have?",
        "How many stories does the tower have?",
        "How many reports of abuse did the police receive?",
        "List the towns that were flooded.",
        "Name all candidates.",
        "What is Article 50 about?",
        "Who gave a summary to the council?",
    ],
)
def test_what_a_sentence_can_answer_is_searched_for(question: str) -> None:
    assert kind_of(question) not in NOT_FOR_A_SENTENCE


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        # One sentence can say what happened to somebody, but not what happened.
        ("What happened to the clerk?", "why_how"),
        ("What happened at the port on Friday?", "overview"),
        ("What did the inspector say about the port?", "who_said"),
        ("What do your articles say about the port?", "overview"),
        ("How many complaints about the port did the council receive?", "fact"),
        ("public complaints about the port", "side_overview"),
        ("How many articles does the convention contain?", "fact"),
        ("How many articles are about the convention?", "catalogue"),
        ("In what order were the events at the port?", "timeline"),
        ("Who placed the order for the events hall?", "fact"),
        ("Do the two mayors agree on the port?", "yes_no"),
        ("Do the two reports agree on the depth of the port?", "disagreement"),
        ("port opening date", "fact"),
        ("PORT OPENING DATE", "fact"),
        ("the ship that sank off San Lorenzo", "fact"),
        ("the port of San Lorenzo", "overview"),
        ("reactions to the sale of the port", "side_overview"),
        ("What was the minister's reaction to the sale?", "who_said"),
        ("Write a summary of the sale", "overview"),
        ("Write a song about the sale", "outside"),
        ("What was the weather like on the night of the storm?", "fact"),
        ("Will it rain tomorrow?", "outside"),
        ("What happened on 9/11?", "overview"),
        ("Could you please tell me when the port opens?", "fact"),
        ("Can you name the three bidders?", "list"),
        ("Which parties voted against the sale?", "list"),
        ("What speaks against the sale?", "side_overview"),
        ("Who voted against the sale?", "fact"),
        ("I read that the port was sold. Is that true?", "yes_no"),
    ],
)
def test_near_neighbours_are_told_apart(question: str, kind: str) -> None:
    assert kind_of(question) == kind


def test_a_follow_up_has_the_kind_of_the_question_in_full_and_thanks_that_of_what_was_said() -> None:
    assert understand("And why was it closed?", "Why was the port closed? (San Lorenzo)").question_kind == "why_how"
    assert understand("Who left? When?", "Who left the board? When?").question_kind == "several"
    assert understand("When?", "Who left the board? When?").question_kind != "several"
    assert kind_as_asked("Thanks! That helps.") == "smalltalk"


# Several questions in one text


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Who owns the port? When was it built?", ["Who owns the port?", "When was it built?"]),
        ("Who won? When was it?", ["Who won?", "When was it?"]),
        ("Who owns the port and when was it built?", ["Who owns the port?", "When was it built?"]),
        ("How many ships came, and why did they leave?", ["How many ships came?", "Why did they leave?"]),
        ("who owns it, who runs it and when was it sold", ["Who owns it?", "Who runs it?", "When was it sold?"]),
        ("When did it open, who paid and what is the toll?", ["When did it open?", "Who paid?", "What is the toll?"]),
        ("Is it open, and if so, what does it cost?", ["Is it open?", "What does it cost?"]),
        ("Did the port close and did the crew leave?", ["Did the port close?", "Did the crew leave?"]),
        ("1. Who owns the port? 2. When was it built?", ["Who owns the port?", "When was it built?"]),
        ("Tell me who owns it and when it was built.", ["Who owns it?", "When it was built."]),
        ("Hi! Who owns the port? And where is it?", ["Who owns the port?", "Where is it?"]),
        ("Who was held? Why?", ["Who was held?", "Why?"]),
        ("It was sold. Who owns it and who runs it?", ["It was sold. Who owns it?", "Who runs it?"]),
        ("Who won? And by how much?", None),  # the second is not a sentence of its own
        ("Who won? Really?", None),
        ("Who owns the port?", None),
        ("Really? Who owns the port?", None),
        ("The port was sold in May. Who owns it?", None),
        ("The port was sold. Why?", None),
        ("When and where was the port built?", None),
        ("Where, when and why was the port built?", None),
        ("How long and how deep is the port?", None),
        ("Did the mayor say who paid, who knew and what is missing?", None),
        ("Who said that nobody knows who owns the port?", None),
        ("Did the mayor say who was hurt and who was held?", None),
        ("Who owns the port and the airport?", None),
        ("Which firm is based in Kesh and has the licence?", None),
        ("What did the crew do and say?", None),
        ("Summarise the sale of the port and who gets it", None),
    ],
)
def test_several_questions_in_one_text_are_told_apart(text: str, questions: list[str] | None) -> None:
    assert list(questions_in(text)) == (questions or [text])


# Not about the articles


@pytest.mark.parametrize(
    ("said", "talk"),
    [
        ("Hello", "hello"),
        ("hi there!", "hello"),
        ("Good morning.", "hello"),
        ("Thanks!", "thanks"),
        ("ok, thank you very much", "thanks"),
        ("Goodbye", "goodbye"),
        ("help", "chat"),
        ("What can you do?", "chat"),
        ("👍", "chat"),
        ("Hello Kitty sales?", None),
        ("Who thanked the mayor?", None),
        ("When is the good morning show?", None),
        ("thanks, and when does it open?", None),
        ("test results", None),
    ],
)
def test_small_talk_is_told_by_the_whole_text(said: str, talk: str | None) -> None:
    assert talk_of(said) == talk


@pytest.mark.parametrize(
    ("question", "sort"),
    [
        ("Compose a limerick about the port", "make"),
        ("Translate the second article into German", "reword"),
        ("What do you think of the port?", "advise"),
        ("12 * (3 + 4)", "know"),
        ("Remind me tomorrow", "do"),
        ("Writes for the Herald: who?", None),
        ("book fair san lorenzo", None),
        ("order of the court on the port", None),
        ("Who wrote the letter about the port?", None),
    ],
)
def test_what_quoting_cannot_serve(question: str, sort: str | None) -> None:
    assert outside_of(question) == sort


def test_politeness_before_a_question_is_taken_off() -> None:
    for opening in ("Hi, can you tell me ", "Please tell me ", "I'd like to know ", "So, do you know "):
        assert without_opening(f"{opening}who owns the port?") == "who owns the port?"
    assert without_opening("Please") == "Please"


@pytest.mark.parametrize(
    "words", ["what ", "the articles of ", "and who is ", "how did the people of ", "Who won? ", "1 + "]
)
@pytest.mark.timeout(5)
def test_the_longest_question_is_understood_at_once(words: str) -> None:
    assert kind_of((words * 2_000)[:2_000].strip())
