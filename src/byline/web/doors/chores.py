"""Answer what a chat program asks a model on its own behalf: a title, tags, follow-ups, a query, a completed sentence.

A chore instructs the model to turn the conversation into something small, in a given format. It is not a question about
the articles, so it is answered from the conversation alone: a title is the first question, a query the last one. A
chore that would take thought, such as tags, gets an empty result in the requested format.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from byline.language.text import one_line, shorten

_TITLE_CHARACTERS = 60
_NO_TITLE = "Questions to the articles"
_TITLE = re.compile(r"titl|name|topic|summar|headline|label", re.IGNORECASE)
_QUERY = re.compile(r"quer|search", re.IGNORECASE)

# A chore contains a sentence with a verb of making, something small to make, and a mention of the conversation. It also
# gives the format, or quotes the conversation. "The title of ..." refers to an existing title, and a sentence that
# mentions articles is a question about them.
_MAKING = re.compile(
    r"\b(?:generat|creat|writ|suggest|provid|give(?!n)|giving|produc|propos|summari[sz]|categori[sz]|classif|extract"
    r"|craft|compos|formulat|predict|return|output|reflect|interpret|choos|pick|select|assign|continu|complet"
    r"|autocomplet|respond|reply|come up)\w*",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"(?<!\bthe )(?<!\bits )\btitles?\b(?! of (?:the|a|an) )|\btags?\b|\bemojis?\b|\bfollow[- _]?ups?\b"
    r"|\bautocomplet\w+|\b(?:search|retrieval|web) quer(?:y|ies)\b"
    r"|\b(?:suggested|next|more|further|new) (?:questions?|prompts?|repl(?:y|ies))\b"
    r"|\bquestions? (?:that )?(?:I|you|the user|users?) (?:may|might|could|can|would)\b"
    r"|\b(?:complete|continue) (?:the|this|my) (?:user['’]?s? )?(?:text|message|sentence|prompt|input)\b",
    re.IGNORECASE,
)
_CHAT = re.compile(
    r"\b(?:chat[ _]history|(?:this|our|the|a|an|each|short|new|given|following|above|previous|user['’]?s?|first|last"
    r"|chat) (?:\w+ )?"
    r"(?:chat|conversation|dialogue|discussion|exchange|thread|session|message|transcript|prompt|input)s?)\b"
    r"|\b(?:chat|conversation|session|thread) (?:titles?|tags?|names?)\b",
    re.IGNORECASE,
)
_THIS_CHAT = re.compile(
    r"\b(?:this|our|(?:the )?(?:above|previous|preceding)) (?:chat|conversation|dialogue|discussion|exchange|thread)\b",
    re.IGNORECASE,
)
# These can be made of anything: they count only if the conversation is quoted or called "this" conversation.
_MADE_OF_MUCH = re.compile(r"\b(?:summari[sz]\w*|summary|name|topics?|keywords?|label|headline)\b", re.IGNORECASE)
_OTHER_SUBJECT = re.compile(r"\b(?:articles?|archive|publishers?|newspapers?|stor(?:y|ies)|between)\b", re.IGNORECASE)
_QUESTION = re.compile(
    r"\W*(?:who|whom|whose|what|which|when|where|why|how|do|does|did|is|are|was|were|has|have|had)\b", re.IGNORECASE
)
_FORM = re.compile(
    r"\bjson\b|\b(?:only|just|nothing else|solely|exclusively|strictly)\b"
    r"|\b(?:no|without|avoid|omit|remove)\b[^.\n]{0,60}\b(?:quot|punctuation|format|explan|prefix|preamble|markdown)"
    r"|\b(?:\d+|two|three|four|five|six|few|couple)[\w -]{0,12}\b(?:words?|characters?|chars|sentences?)\b",
    re.IGNORECASE,
)
_ANSWERING = re.compile(
    r"\banswer(?:s|ing)? (?:the|any|all|users?|their|his|questions?|from|using)\b"
    r"|\b(?:help|assist)\w* (?:the )?users?\b",
    re.IGNORECASE,
)

# Where the quoted conversation begins, and what a person said in it.
_SAID = re.compile(
    r"(?<!`)<(?:chat_history|conversation|messages?|text|transcript|history|user_message|query)>"
    r"|^[ \t>|*#\"'\[]*(?:user|human|assistant|ai|bot|message|text|input|conversation|q)(?: \w{1,12})?[ *\"'\]]*:"
    r"|\bhere(?: is|['’]s) the (?:message|conversation|chat|text)\b[^:\n]{0,30}:|\"role\"\s{0,3}:|```|\"\"\"",
    re.IGNORECASE | re.MULTILINE,
)
_ASKED = re.compile(
    r"^[ \t>|*#\"'\[]*(?:user|human|q)(?: \w{1,12})?[ *\"'\]]*:[ *]*\n?[ ]*(?P<line>\S.*)$"
    r"|\"role\"\s{0,3}:\s{0,3}\"user\"\s{0,3},\s{0,3}\"content\"\s{0,3}:\s{0,3}\"(?P<json>(?:[^\"\\]|\\.)*)\"",
    re.IGNORECASE | re.MULTILINE,
)
_KEY = re.compile(r"\{\s{0,8}\\?[\"'](?P<key>\w{1,40})\\?[\"']\s{0,8}:\s{0,8}(?P<opens>\[?)")
_LIST = re.compile(r"\bjson (?:array|list)\b|\b(?:array|list) of strings\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n+")
_CLOSING = re.compile(r"</\w{1,40}>|\n")
_LONGEST = 20_000  # characters of a message to look at


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a conversation: who wrote it, and its text."""

    role: str
    text: str


def chore_reply(messages: Sequence[Message]) -> str | None:
    """Return the reply to a chore of a chat program, None if the last message is a person's question."""
    read = [Message(one.role, one.text[:_LONGEST]) for one in messages]
    said = [one.text for one in read if one.role == "user"]
    if not said:
        return None
    instructions, rest = _parted(said[-1])
    if made := _made(instructions, is_quoted=bool(rest), is_said=any(one.role == "assistant" for one in read)):
        return _reply(said[-1], made, _asked(rest) or said[:-1])
    for one in read:
        # A system prompt may mention titles in passing: it is a chore only if it does not ask to answer anybody.
        if one.role in {"system", "developer"} and len(said) == 1 and not _ANSWERING.search(one.text):
            instructions, rest = _parted(one.text)
            if made := _made(instructions, is_quoted=False, is_said=False):
                return _reply(one.text, made, _asked(rest) or _asked(said[0]))
    return None


def _made(instructions: str, *, is_quoted: bool, is_said: bool) -> str:
    """Return what the instructions ask to make of a conversation, in their own words; empty if nothing.

    Args:
        instructions: The instructions.
        is_quoted: Whether the conversation, or one of its messages, is quoted beside them.
        is_said: Whether the conversation already contains an answer.
    """
    for sentence in _SENTENCE.split(instructions):
        if _MAKING.search(sentence) and not _OTHER_SUBJECT.search(sentence) and not _QUESTION.match(sentence):
            of_chat = bool(_CHAT.search(sentence))
            of_this = is_quoted or (is_said and bool(_THIS_CHAT.search(sentence)))
            made = _MADE.search(sentence) if of_chat or is_quoted else None
            made = made or (_MADE_OF_MUCH.search(sentence) if of_chat and of_this else None)
            if made and (of_this or _FORM.search(instructions)):
                return made[0]
    return ""


def _parted(told: str) -> tuple[str, str]:
    """Split a message into its instructions and the conversation that it quotes, which may be empty."""
    said = _SAID.search(told)
    if said is None:
        return told, ""
    if told[: said.start()].strip():
        return told[: said.start()], told[said.start() :]
    end = told.rfind("\n\n")  # the quoted conversation comes first
    return (told[end:], told[:end]) if end > 0 else (told, "")


def _asked(said: str) -> list[str]:
    """Return what a person asked in a quoted conversation; if no speakers are named, its first line."""
    asked = [match["line"] or match["json"].replace('\\"', '"') for match in _ASKED.finditer(said)]
    if not asked:
        asked = [next((line for line in _CLOSING.split(_SAID.sub("\n", said)) if line.strip()), "")]
    return [line for one in asked if (line := one_line(one).strip("\"' "))]


def _reply(told: str, made: str, questions: Sequence[str]) -> str:
    """Return what was to be made of the questions, in the requested format."""
    key = _KEY.search(told)
    name = key["key"] if key else made
    value = ""
    if _TITLE.search(name):
        value = shorten(questions[0], _TITLE_CHARACTERS).rstrip(" ?.!") if questions else _NO_TITLE
    elif _QUERY.search(name) and questions:
        value = questions[-1]
    if key is None:
        return json.dumps([value] if value else []) if _LIST.search(told) else value
    return json.dumps({name: ([value] if value else []) if key["opens"] else value}, ensure_ascii=False)
