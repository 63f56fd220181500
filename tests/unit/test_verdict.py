"""Yes or no, only where a sentence says so."""

import json
from pathlib import Path

import pytest

from byline.answering.verdict import asks_yes_or_no, verdict_in
from byline.question.question import understand

QUESTIONS = Path(__file__).parents[1] / "questions" / "verdicts" / "questions.jsonl"


@pytest.mark.parametrize(
    ("question", "sentence", "verdict"),
    [
        ("Is crypto trading banned in Mainland China?", "Crypto trading is banned in Mainland China.", "yes"),
        ("Is crypto trading banned in Mainland China?", "Crypto trading is not banned in Mainland China.", "no"),
        ("Is crypto trading banned in Macau?", "Crypto trading is banned in China, but not in Macau.", "no"),
        ("Is crypto trading banned in China?", "Crypto trading is banned in China, but not in Macau.", None),
        ("Did the regulator meet in July?", "Last week, the regulators met in Shanghai.", None),
        ("Did the board approve the licence?", "On Monday the board approved the license, a spokesman said.", "yes"),
        ("Did the board approve the licence?", "The board never approved the licence.", "no"),
        ("Did the board approve the licence?", "The board may approve the licence.", None),
        ("Did the board approve the licence?", "The board will approve the licence.", None),
        ("Will the board approve the licence?", "The board will approve the licence on Friday.", "yes"),
        ("Did the board approve the licence?", "The licence was refused, the board of a bank approved.", None),
        ("Did Ruritania invade Freedonia?", "Freedonia has invaded Ruritania.", None),
        ("Did the board not approve the licence?", "The board approved the licence.", None),
        ("When did the board approve the licence?", "The board approved the licence.", None),
        ("Did it?", "It did.", None),
        ("Did Arden win the licence?", "Neither Arden nor Belmar won the licence.", "no"),
        ("Did the board consider closing the mill?", "The board never considered closing the mill, it said.", "no"),
        ("Was anybody hurt at the mill?", "Nobody was hurt at the mill.", "no"),
        ("Did the bridge have a barrier?", "The bridge has lights and a bell, but no barrier.", "no"),
        ("Did all of the miners escape the flood?", "None of the miners escaped the flood.", None),
        ("Was the mill closed?", "Nothing is wrong at the mill.", None),
        ("Did Helvex steal?", "They found no sign that the bank itself had stolen.", None),
        ("Did Helvex steal?", "They found no sign that Helvex itself had stolen.", "no"),
        # Called untrue, or denied by those who decide on it themselves
        ("Did mayor Ada Berg resign?", "It is not true that mayor Ada Berg resigned, the council said.", "no"),
        ("Will the school close?", "It would be wrong to say that the school will close.", "no"),
        ("Did Ada Berg resign?", "Ada Berg denied that she had resigned.", "no"),
        ("Did Ada Berg resign?", "Ada Berg denied that Per Dahl had resigned.", None),
        ("Did Ada Berg steal?", "Ada Berg denied that she had stolen.", None),
        ("Did the mill close?", "It is not true that the mine closed.", None),
        ("Has Arden been sold?", "Reports that Arden has been sold are false.", "no"),
        ("Did Ada Berg leave the firm?", "It is untrue that Ada Berg has left the firm, it said.", "no"),
        # About others
        ("Did Arden reach the final?", "Neither Belmar nor Castor reached the final.", None),
        ("Did Arden win the licence?", "Arden, which won, hardly changed its price.", None),
        ("Did Arden win the licence?", "Asked whether it had won, Arden said no.", "no"),
        ("Has the Mirelle been inspected?", "All ferries except the Mirelle have been inspected.", "no"),
        ("Has the Mirelle been inspected?", "No ferry apart from the Mirelle has been inspected.", "yes"),
        ("Have the ferries been inspected?", "All ferries except the Mirelle have been inspected.", None),
        ("Was the police post opened?", "They promised a police post, which has not yet been opened.", "no"),
        ("Did Ada Berg call the deal fair?", "Director Ada Berg said that operations would be postponed.", None),
        # Quoted, alleged, planned, conditional
        ("Did Ada Berg resign?", 'A headline said: "Ada Berg resigned."', None),
        ("Did Ada Berg steal from her clients?", "Prosecutors accused Ada Berg of stealing from her clients.", None),
        ("Did Ada Berg resign?", "Rumours that Ada Berg resigned were shared widely.", None),
        ("Will the school close?", "The school will close if no money is found.", None),
        ("Will the school close?", '"The school will close," predicted a teacher.', None),
        ("Did the union back a strike?", "The union stopped short of backing a strike.", None),
        # Led in, or short
        ("In July, was the mill closed?", "The mill was closed in July.", "yes"),
        ("And the mill – did it close?", "The mill did not close.", "no"),
        ("Any casualties at the mill?", "Nobody was hurt.", "no"),
        # About admitting
        ("Does Helvex admit the leak?", "Helvex denied on Monday that there had been a leak.", "no"),
        ("Does Helvex admit the leak?", "Helvex has not denied the leak.", None),
        ("Does Helvex admit the leak?", "Helvex might deny the leak.", None),
        # A court's verdict, on this person and this charge
        ("Was Ada Berg convicted of fraud?", "A jury convicted Ada Berg, who ran Arden, of fraud.", "yes"),
        ("Was Ada Berg convicted of theft?", "A jury convicted Ada Berg of fraud, but acquitted her of theft.", "no"),
        ("Was Ada Berg convicted of fraud?", "A jury convicted Ada Berg of fraud, but acquitted her of theft.", "yes"),
        ("Was Ada Berg found guilty?", "Ada Berg was cleared of all charges.", "no"),
        ("Was Ada Berg found guilty of theft?", "The manager, Ada Berg, was cleared of all charges.", "no"),
        ("Was Ada Berg found guilty?", "Ada Berg was cleared of theft and found guilty of fraud.", "yes"),
        ("Was Ada Berg convicted of fraud?", "Ada Berg was cleared of theft.", None),
        ("Was Ada Berg convicted?", "A jury convicted Per Dahl, but Ada Berg was acquitted.", None),
        ("Was Ada Berg convicted of fraud?", "A jury convicted Per Dahl of fraud.", None),
        ("Was Ada Berg convicted of fraud?", "A jury convicted Ada Berg of conspiracy to commit fraud.", None),
    ],
)
def test_a_verdict_is_given_where_it_is_explicit(question: str, sentence: str, verdict: str | None) -> None:
    assert verdict_in(understand(question), sentence) == verdict


@pytest.mark.parametrize(
    "question",
    ["Who left, and did he say why?", "What is it, the mill?", "In July, was it Arden or Belmar?", "The mill?"],
)
def test_what_asks_for_words_asks_not_for_yes_or_no(question: str) -> None:
    assert not asks_yes_or_no(understand(question))


def test_forty_questions_with_traps_get_few_wrong_verdicts() -> None:
    asked = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    given = [(verdict_in(understand(one["question"]), one["sentence"]), one) for one in asked]
    assert sum(one["verdict"] is not None and verdict == one["verdict"] for verdict, one in given) >= 17
    assert sum(verdict not in {None, one["verdict"], one.get("or")} for verdict, one in given) <= 3
