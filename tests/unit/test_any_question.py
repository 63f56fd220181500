"""Any question gets a reply that every door can show, whatever words it, the articles and the reader's sentences have."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support import ROOT, WordEncoder

from byline import Archive, Hit, Settings, Span
from byline.language.content import content_words
from byline.language.sentences import sentences
from byline.language.terms import StatisticsOf
from byline.question.question import Question
from byline.readers.base import Evidence, Reading, Signs
from byline.web.doors.openai import content_of
from byline.web.page.export import reply_markdown
from byline.web.page.render import reply_html

QUESTIONS, PARTS = 40, 3  # questions in a part
FORMS = """
What is said about {word} and {other}?|Who spoke of {word} after {name}?|When was {word} followed by {other}?
How many {word} were there in {other}?|Why did {word} lead to {other}?|Did {name} change the {word}?|{name}|{word} {other}
Who is the {word} {name}?|How old is the {word} {name}?|What did {name} say about {word}?|Which {word} did {name} {other}?
List the {word} of {name}.|Name three {word}.|How much did {name} pay for the {word}?|Is it true that {sentence}
Which articles mention {name} and {word}?|How many articles mention {word} in March?|Summarise {name}|Who said that {sentence}
What about the {word}?|And {name}?|{sentence}|Why {sentence}|When did {name} {word} and who {other}?|Who else {word} besides {name}?
Was it {name} or {namesake} who {word}?|What is the difference between {name} and {namesake}?|{name} {word} {other} date??
How long before {word} did {name} {other}?|{name}'s {word}|What was {name}’s {word} on 12/05/2025?|Has the {word} {other} yet?
how many {word} more than {other}|Except for {name}, who {word}?|What percentage of {word} {other}?|What's new on {name}?
Who led {word} under {name}?|Who followed after {name}?|In which {word} and {other}?|Where do the {word} of {name} come from?
""".strip().replace("\n", "|")
NAME = re.compile(r"[A-Z]\w+(?: [A-Z]\w+)+")


class AnySentence:
    """Answers with any sentences of the passages, and any of their words as the short answer; the same each time."""

    calibrated = True

    def read(self, question: Question, hits: Sequence[Hit], statistics: StatisticsOf) -> Reading:
        """Return up to six sentences, surely right."""
        chance = random.Random(question.text)
        found = [self._any(hit, chance) for hit in chance.sample(list(hits), min(len(hits), 6))]
        distinct = {(one.hit.article.id, one.span): one for one in found}
        evidence = sorted(distinct.values(), key=lambda one: -one.probability)
        return Reading(tuple(evidence), signs=Signs(-0.1, 3.0, 10.0, 0.6, 0.8, 0.8, 8.0, 0.0))

    def _any(self, hit: Hit, chance: random.Random) -> Evidence:
        span = chance.choice(sentences(hit.text)).shift(hit.span.start)
        words = [Span(*word.span()).shift(span.start) for word in re.finditer(r"\S+", hit.article[span])]
        first = chance.randrange(len(words))
        short = Span(words[first].start, chance.choice(words[first : first + 5]).end)
        return Evidence(hit, span, chance.random(), short, chance.random(), chance.uniform(-3, 12))


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder: Path = tmp_path_factory.mktemp("any") / "index"
    with Archive(folder, settings=Settings(min_confidence=0.0), encoder=WordEncoder(), reader=AnySentence()) as archive:
        archive.add(ROOT / "tests" / "questions" / "news" / "articles.jsonl")
        yield archive


def questions(archive: Archive, chance: random.Random) -> Iterator[str]:
    texts = [archive.article(one.id).text for one in archive.articles()]
    for _ in range(QUESTIONS):
        text = chance.choice(texts)
        words = [word.text for word in content_words(text)] + text.split()[:40]
        names = NAME.findall(text) or ["Ida Falk"]
        sentence = chance.choice(sentences(text))
        yield chance.choice(FORMS.split("|")).format(
            word=chance.choice(words),
            other=chance.choice(words),
            name=chance.choice(names),
            namesake=chance.choice(names),
            sentence=text[sentence.start : sentence.end][:200],
        )


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_any_question_gets_a_reply(news: Archive, part: int) -> None:
    chance, history = random.Random(part), list[str]()
    for question in questions(news, chance):
        reply = news.ask(question, history=history[-2:] if chance.random() < 0.3 else [])
        history.append(question)
        assert reply.sentences or reply.reason or reply.listing, question
        again = news.reply_from_json(json.loads(json.dumps(reply.to_dict())))
        assert again.short == reply.short, question  # JSON has its words, which may stand in the quote twice
        assert replace(again, short_span=reply.short_span) == reply, question
        assert news.verify(news.receipt(reply)).verdict == "accepted", question
        for drawn in (reply_html(0, reply), reply_markdown(reply), content_of(reply)[0]):
            assert drawn
