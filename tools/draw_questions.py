"""Draw tests/questions/wiki from public question sets: python tools/draw_questions.py DATA

DATA is a folder with squad_dev.jsonl.gz and nq_qed.jsonl.gz: one question per line with title, context, answerable and
answers. It writes:

    articles.jsonl   the corpus, one article per line, for `byline add`
    questions.jsonl  questions that the corpus answers, and questions about articles left out of it
    titles.txt       the title of every article drawn from, whether left out or not
    LICENCE.md       the licence of the text

The articles come from the part that training/fit_baseline.py does not fit on. LATER TRAINING MUST EXCLUDE THE TITLES IN
titles.txt, in whatever set and spelling (`_` for a space) they occur, or this set measures memory. The term counts in
background.json are not fitted, but they do cover all passages, including these.

Hashes decide what is drawn and which paragraphs are chosen, so a set that has grown or is in another order gives much
the same result. The paragraphs of a SQuAD article are joined in the order of its file. Text is not altered.

A question is drawn if it can be understood without its paragraph. Natural Questions were typed into a search engine, so
they can; they need five words and short answers that are not pronouns. SQuAD questions were asked about a paragraph:
they need five words, none of LEANING, and a word of the article's title or another name.

A question about a left-out article is drawn if, judging by words, no passage of the corpus could answer it: no passage
with an answer also has a word of the title or three words of the question. Natural Questions paragraphs that name one
of the SQuAD articles are not used. Articles without questions make up the rest of the corpus.
"""

import argparse
import gzip
import hashlib
import json
import re
import runpy
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from byline.language.text import normalised, words

ROOT = Path(__file__).parents[1]
WIKI = ROOT / "tests" / "questions" / "wiki"
fitted_on: Callable[[str], bool] = runpy.run_path(str(ROOT / "training" / "division.py"))["fitted_on"]

Item = TypeVar("Item")

SQUAD_ARTICLES, SQUAD_LEFT_OUT = 14, 6
PARAGRAPHS = 8  # per SQuAD article
QUESTIONS_PER_ARTICLE, QUESTIONS_PER_PARAGRAPH = 9, 2
LEFT_OUT_PER_ARTICLE = 11
NQ_ARTICLES, NQ_LEFT_OUT, DISTRACTORS = 120, 62, 160
PARAGRAPH_CHARACTERS = range(200, 1_300)
ANSWER_WORDS = 8
QUESTION_WORDS = 5
SHARED_WORDS = 3

PRONOUNS = frozenset(words("he him his she her hers it its they them their theirs we us our i you your who one"))
LEANING = PRONOUNS - {"who", "one", "us"} | frozenset(
    words(
        "this these those former latter above following mentioned listed author article passage paragraph text company "
        "group man men person people study report source researchers scientists event team game show series"
    )
)
SMALL = frozenset(
    words(
        "a an the of in on at to for from by with and or but not is are was were be been do does did has have had can "
        "what when where which who whom whose why how many much long often old that than as there s name called type "
        "kind first last most made used new time year years"
    )
)

LICENCE = """# Whose text this is

`articles.jsonl` and `questions.jsonl` are not under Byline's licence. They hold text of Wikipedia, by its
contributors, and questions and answers by the makers of two public sets:

- ids that begin with `squad`: SQuAD 1.1 and 2.0, development sets (Rajpurkar, Zhang, Lopyrev and Liang 2016,
  Rajpurkar, Jia and Liang 2018), <https://rajpurkar.github.io/SQuAD-explorer/>, CC BY-SA 4.0:
  <https://creativecommons.org/licenses/by-sa/4.0/>
- ids that begin with `nq`: Natural Questions (Kwiatkowski and others 2019) in the selection of QED (Lamm and
  others 2020), <https://github.com/google-research-datasets/QED>, CC BY-SA 3.0:
  <https://creativecommons.org/licenses/by-sa/3.0/>

Each article names its page in Wikipedia, where its authors are listed under "View history".

Changed by `tools/draw_questions.py`: articles, paragraphs and questions are a selection; the paragraphs of one SQuAD
article are joined; answers that differ in nothing but case, punctuation or articles are given once, and those that
begin or end within a word are left out. What is made from these files is shared under the same licences.
"""


@dataclass(frozen=True)
class Row:
    """A question from a public set, with its paragraph."""

    id: str
    title: str
    question: str
    context: str
    answers: tuple[str, ...]


def main() -> None:
    """Draw the set, write the files and print a summary."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    squad, nq = read(options.data / "squad_dev.jsonl.gz", options.data / "nq_qed.jsonl.gz")
    articles, questions = draw(squad, nq)
    WIKI.mkdir(parents=True, exist_ok=True)
    write("articles.jsonl", map(to_line, articles))
    write("questions.jsonl", map(to_line, questions))
    write("titles.txt", sorted({item["title"] for item in articles + questions}))
    (WIKI / "LICENCE.md").write_text(LICENCE, encoding="utf-8")
    for kind in sorted({question["kind"] for question in questions}):
        print(f"{kind}: {sum(question['kind'] == kind for question in questions)} questions")
    print(f"{len(articles)} articles, {sum(file.stat().st_size for file in WIKI.iterdir()):,} bytes in all")


def read(*files: Path) -> list[list[Row]]:
    """Return each set's answerable questions about articles that no set is fitted on.

    Sets spell titles differently, and fitting depends on the spelling. Paragraphs that also occur in a fitted article
    are excluded.
    """
    sets = []
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            sets.append(list(map(json.loads, lines)))
    fitted = [row for rows in sets for row in rows if fitted_on(row["title"])]
    titles = {spelled(row["title"]) for row in fitted}
    contexts = {row["context"].strip() for row in fitted}
    return [
        [
            found
            for found in map(row_of, filter(itemgetter("answerable"), rows))
            if found.answers and found.title not in titles and found.context not in contexts
        ]
        for rows in sets
    ]


def row_of(row: dict[str, Any]) -> Row:
    """Convert a line of a set to a row, keeping the first of several answers that compare as equal."""
    context = row["context"].strip()
    answers: dict[tuple[str, ...], str] = {}
    for answer in row["answers"]:
        if tokens(answer["text"]) and holds(tokens(context), tokens(answer["text"])):
            answers.setdefault(tokens(answer["text"]), answer["text"].strip())
    return Row(row["id"], spelled(row["title"]), row["question"].strip(), context, tuple(answers.values()))


def spelled(title: str) -> str:
    """Return a title as Wikipedia spells it."""
    return title.replace("_", " ").strip()


def tokens(text: str) -> tuple[str, ...]:
    """Return the words used to compare answers."""
    return tuple(word for word in normalised(text).split() if word not in {"a", "an", "the"})


def holds(text: Sequence[str], answer: Sequence[str]) -> bool:
    """Return whether a text contains an answer's words consecutively."""
    return f" {' '.join(answer)} " in f" {' '.join(text)} "


def telling(text: str) -> frozenset[str]:
    """Return the words that show what a text is about."""
    return frozenset(tokens(text)) - SMALL


def draw(squad: Sequence[Row], nq: Sequence[Row]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the articles and questions of the set."""
    by_title = defaultdict(list)
    for row in squad:
        by_title[row.title].append(row)
    titles = hashed(by_title, str)
    kept, absent = titles[:SQUAD_ARTICLES], titles[SQUAD_ARTICLES:][:SQUAD_LEFT_OUT]
    articles, questions = [], []
    for title in kept:
        article, asked = squad_article(title, by_title[title])
        articles.append(article)
        questions += asked
    rows = one_a_title(row for row in nq if is_apart(row, kept + absent))
    last = NQ_ARTICLES + DISTRACTORS
    articles += [
        {"id": f"nq-{row.title.replace(' ', '_')}", "title": row.title, "url": url(row.title), "text": row.context}
        for row in rows[:last]
    ]
    questions += [
        asking("nq", row, [article["id"]])
        for row, article in zip(rows[:NQ_ARTICLES], articles[len(kept) :], strict=False)
    ]
    corpus = [
        tokens(f"{article['title']} {paragraph}") for article in articles for paragraph in article["text"].split("\n\n")
    ]
    for title in absent:
        fitting = hashed((row for row in by_title[title] if stands_alone(row)), attrgetter("question"))
        unanswered = [row for row in fitting if not could_answer(corpus, row)]
        questions += [asking("squad_left_out", row, []) for row in unanswered[:LEFT_OUT_PER_ARTICLE]]
    unanswered = [row for row in rows[last:] if not could_answer(corpus, row)]
    questions += [asking("nq_left_out", row, []) for row in unanswered[:NQ_LEFT_OUT]]
    return articles, questions


def hashed(items: Iterable[Item], name: Callable[[Item], str]) -> list[Item]:
    """Sort items by the hashes of their names."""
    return sorted(items, key=lambda item: hashlib.sha256(f"byline {name(item)}".encode()).digest())


def squad_article(title: str, rows: Sequence[Row]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Join some paragraphs of an article; return the article and some of their questions."""
    fitting = defaultdict(list)
    for row in rows:
        if stands_alone(row) and len(row.context) in PARAGRAPH_CHARACTERS:
            fitting[row.context].append(row)
    chosen = set(hashed(fitting, str)[:PARAGRAPHS])
    article = {"id": f"squad-{title.replace(' ', '_')}", "title": title, "url": url(title)}
    article["text"] = "\n\n".join(context for context in fitting if context in chosen)
    drawn = [hashed(fitting[context], attrgetter("question"))[:QUESTIONS_PER_PARAGRAPH] for context in chosen]
    some = hashed(chain.from_iterable(drawn), attrgetter("question"))[:QUESTIONS_PER_ARTICLE]
    return article, [asking("squad", row, [article["id"]]) for row in some]


def stands_alone(row: Row) -> bool:
    """Return whether a SQuAD question can be understood without its paragraph."""
    asked = tokens(row.question)
    names = {name.lower() for name in re.findall(r"(?<=\s)[A-Z]\w{2,}", row.question)}
    about = {word for word in asked if any(word.startswith(name) for name in telling(row.title))}
    return len(row.question.split()) >= QUESTION_WORDS and not LEANING & set(asked) and bool(about or names - SMALL)


def one_a_title(rows: Iterable[Row]) -> list[Row]:
    """Return one question per article from the Natural Questions that can be drawn."""
    found: dict[str, Row] = {}
    for row in hashed(rows, attrgetter("question")):
        if is_plain(row):
            found.setdefault(row.title, row)
    return hashed({row.context: row for row in found.values()}.values(), attrgetter("title"))


def is_plain(row: Row) -> bool:
    """Return whether a Natural Questions row has a paragraph, question and answers of the usual size."""
    return (
        len(row.context) in PARAGRAPH_CHARACTERS
        and len(row.question.split()) >= QUESTION_WORDS
        and all(len(tokens(answer)) <= ANSWER_WORDS for answer in row.answers)
        and not any(PRONOUNS.issuperset(tokens(answer)) for answer in row.answers)
    )


def is_apart(row: Row, titles: Sequence[str]) -> bool:
    """Return whether a row names none of these articles."""
    words = tokens(f"{row.title} {row.context}")
    return not any(holds(words, tokens(title)) for title in titles)


def could_answer(corpus: Iterable[Sequence[str]], row: Row) -> bool:
    """Return whether a passage contains an answer to a question, together with other words that support it."""
    title, question = telling(row.title), telling(row.question)
    return any(
        any(holds(passage, tokens(answer)) for answer in row.answers)
        and (title & set(passage) or len(question & set(passage)) >= SHARED_WORDS)
        for passage in corpus
    )


def asking(kind: str, row: Row, articles: Sequence[str]) -> dict[str, Any]:
    """Return a question as written to the file; answers from a left-out article get a field of their own."""
    answers = "answers" if articles else "left_out_answers"
    asked = {"id": f"{kind}-{row.id}", "kind": kind, "question": row.question, "answers": [], "articles": articles}
    return asked | {"title": row.title, answers: row.answers}


def url(title: str) -> str:
    """Return the address of an article on Wikipedia."""
    return f"https://en.wikipedia.org/wiki/{quote(title.replace(' ', '_'))}"


def write(name: str, lines: Iterable[str]) -> None:
    """Write one of the files."""
    (WIKI / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def to_line(item: dict[str, Any]) -> str:
    """Return an item as one line of JSON."""
    return json.dumps(item, ensure_ascii=False)


if __name__ == "__main__":
    main()
