"""Requests that a chat program makes for itself, and questions that only sound like them."""

import json
import time

import pytest
from support import ROOT

from byline.web.doors.chores import Message, chore_reply

QUESTION = "When does Hong Kong's law take effect?"
TITLE = "When does Hong Kong's law take effect"
HISTORY = f"\n### Chat History:\n<chat_history>\nUSER: {QUESTION}\nASSISTANT: On August 1. [1]\n</chat_history>"
SPOKEN = [Message("user", QUESTION), Message("assistant", "On August 1. [1]")]


def said(text: str) -> list[Message]:
    return [Message("user", text)]


def told(system: str, text: str = QUESTION) -> list[Message]:
    return [Message("system", system), Message("user", text)]


CHORES = [
    (
        said(
            "### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history.\n### Guidelines:\n"
            "- Avoid quotation marks.\n### Output:\nJSON format: { \"title\": \"your concise title here\" }" + HISTORY
        ),
        {"title": TITLE},
    ),
    (
        said(
            "### Task:\nGenerate 1-3 broad tags categorizing the main themes of the chat history.\n### Output:\n"
            'JSON format: { "tags": ["tag1", "tag2"] }' + HISTORY
        ),
        {"tags": []},
    ),
    (
        said(
            "### Task:\nSuggest 3-5 relevant follow-up questions that the user might naturally ask next in this "
            'conversation.\n### Output:\nJSON format: { "follow_ups": ["Question 1?"] }' + HISTORY
        ),
        {"follow_ups": []},
    ),
    (
        said(
            "### Task:\nAnalyze the chat history to determine the necessity of generating search queries.\n"
            'Respond **EXCLUSIVELY** with JSON: { "queries": ["query1", "query2"] }' + HISTORY
        ),
        {"queries": [QUESTION]},
    ),
    (
        said(
            "### Task:\nYou are an autocompletion system. Continue the text in `<text>`.\nRespond only in JSON format: "
            '`{ "text": "<your_completion>" }`.\n<text>When does Hong</text>'
        ),
        {"text": ""},
    ),
    (said(f"Provide a concise, 5-word-or-less title for the conversation. Only the title.\n\nUser: {QUESTION}\nAI: Soon."), TITLE),
    (said(f'Summarize in a 10-word Title. Give the title only. Here is the message: "{QUESTION}"'), TITLE),
    (said(f"Based on the chat history, give this conversation a name.\nNo quotes.\n\n```\n{QUESTION}\n\n---\n\nSoon.\n```"), TITLE),
    ([*SPOKEN, *said("Please generate a four to five word title summarizing our conversation, without punctuation.")], TITLE),
    ([*SPOKEN, *said("Suggest three questions I might ask next in this chat. Return a JSON array of strings.")], []),
    ([*SPOKEN, *said("Write a title for our chat")], TITLE),
    (said(f"User: {QUESTION}\nAssistant: Soon.\n\nSuggest short follow-up questions. Return only a JSON list."), []),
    (told("Generate a descriptive title for this conversation based on the user's message.\n- 3 to 5 words"), TITLE),
    (told("You generate chat titles. Return a short title for the conversation, nothing else.", f"User: {QUESTION}"), TITLE),
    (told("Generate a title for the chat, JSON.", f'[{{"role": "user", "content": "{QUESTION}"}}]'), TITLE),
]  # fmt: skip


@pytest.mark.parametrize(("messages", "expected"), CHORES)
def test_a_chore_is_answered_from_the_conversation_in_the_form_asked_for(
    messages: list[Message], expected: object
) -> None:
    reply = chore_reply(messages)
    assert reply is not None
    assert (reply if isinstance(expected, str) else json.loads(reply)) == expected


@pytest.mark.parametrize(
    "question",
    [
        QUESTION,
        "Suggest follow-up questions on the stablecoin law.",
        "What is the title of the article about chat apps? Answer in five words.",
        "Give me the titles of the articles about WeChat. Only the titles.",
        "Give me title, author and date of the newest one only.",
        "Summarize the conversation between Trump and Xi in 50 words.",
        "Summarize the discussion in parliament in two sentences.",
        "Provide only the names of people in the leaked Signal chat.",
        "Give the title of the leaked chat group in one word.",
        "Which tags did the suspects use in their messages? Only list them.",
        "What did he write in the message to his wife? Quote only.",
        "What further questions did the judge want an answer to? Only the questions, no explanation",
        "List only the search queries that Google handed to the police.",
        "What emojis did the senator post? Only the emojis",
        "Answer in JSON: who signed the treaty?",
        "Return only the date on which the law takes effect.",
        "Did the title of the chat mention Trump? Only yes or no",
    ],
)
def test_what_a_person_asks_is_no_chore(question: str) -> None:
    assert chore_reply(said(question)) is None
    assert chore_reply([*SPOKEN, *said(question)]) is None
    assert chore_reply(told("You are a helpful assistant.", question)) is None


def test_no_question_of_the_sets_is_a_chore() -> None:
    files = (ROOT / "tests" / "questions").rglob("*.jsonl")
    lines = [line for file in files for line in file.read_text(encoding="utf-8").split("\n") if line]
    questions = [one["question"] for line in lines if "question" in (one := json.loads(line))]
    assert len(questions) > 500
    assert [one for one in questions if chore_reply([*SPOKEN, *said(one)]) is not None] == []


@pytest.mark.parametrize(
    "system",
    [
        "You are a news assistant. Answer the user's questions; at the end suggest three follow-up questions as JSON.",
        "You are Byline. Give answers of two sentences, no markdown. If the chat history has it, repeat it.",
        "Reply in plain text only. Generate a title for each reply, as a heading.",
    ],
)
def test_what_a_model_is_told_of_its_part_is_no_chore(system: str) -> None:
    assert chore_reply(told(system)) is None


def test_where_nothing_was_asked_a_title_is_still_given() -> None:
    assert chore_reply(said("Write a title for this chat, at most 5 words.")) == "Questions to the articles"
    assert chore_reply([]) is None
    assert chore_reply([Message("system", "Write a title for this chat, at most 5 words.")]) is None


@pytest.mark.parametrize(
    "piece", ["generate a title ", "no ", '{"a":', "user:", "the chat ", "\n", "follow ", "```", "{ "]
)
def test_a_long_message_is_read_at_once(piece: str) -> None:
    began = time.perf_counter()
    chore_reply(said(piece * (200_000 // len(piece)) + " json title of this chat"))
    assert time.perf_counter() - began < 1
