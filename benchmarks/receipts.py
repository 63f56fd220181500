"""Measure receipts: python benchmarks/receipts.py QUESTIONS [--index DIR] [--altered N]

QUESTIONS is a file in the format of `byline eval`. Asks each question, makes a receipt of each reply and verifies it.
Then alters receipts: any value, key or order in them, and as a forger would, for example to another answer that is true
to its articles. In half of them every digest is recomputed. Prints a Markdown table, and exits with 1 if an untouched
receipt is not accepted or an altered one is.
"""

import argparse
import copy
import hashlib
import hmac
import json
import math
import random
import re
import secrets
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tqdm import tqdm

from byline import Archive, Article, ArticleError, Citation, InputError, Receipt, Reply, Sentence
from byline.evaluation import read_questions
from byline.language.text import one_line

Content = dict[str, Any]
Path = tuple[str | int, ...]
_GONE = object()


# Altering


def mutations(content: Content, reply: Reply) -> Iterator[tuple[str, Content]]:
    """Alter a receipt of a reply in every way, one at a time.

    Yields:
        What was done, in words, and the altered content, which always differs from the original.
    """
    altered = (
        (f"{what} {'.'.join(map(str, path))}", _with(content, path, value))
        for path, old in _walk(content)
        for what, value in _variants(old)
    )
    removed = (
        (f"remove {'.'.join(map(str, path))}", _with(content, path, _GONE)) for path, _ in _walk(content) if path
    )
    forged = ((what, {**content, "reply": other.to_dict()}) for what, other in _forged(reply))
    for what, found in (*altered, *removed, *forged, *_swapped(content, reply)):
        if _canonical(found) != _canonical(content):
            yield what, found


def recomputed(content: Content, articles: Mapping[str, Article], way: int) -> Content:
    """Recompute every digest in a receipt, as someone could who has the articles but not the archive's key.

    Args:
        content: An altered receipt.
        articles: By id.
        way: Which key to try, a number from 0.
    """
    found = copy.deepcopy(content)
    for _, value in list(_walk(found.get("reply"))):
        if isinstance(value, dict) and value.get("type") == "char_location":
            _compute_version(value, articles)
    name = (content.get("seal") or {}).get("archive")
    own = secrets.token_bytes(32)
    renamed = hmac.new(own, b"archive", hashlib.sha256).hexdigest()[:32]
    key, archive = [(own, renamed), (own, name), (b"", name), (str(name).encode(), name), (None, name)][way % 5]
    found["seal"] = {"algorithm": "HMAC-SHA256", "archive": archive}
    message = b"receipt\n" + _canonical(found)
    digest = hashlib.sha256(message) if key is None else hmac.new(key, message, hashlib.sha256)
    found["seal"]["value"] = digest.hexdigest()
    return found


def _compute_version(place: Content, articles: Mapping[str, Article]) -> None:
    """Give a place the version that its article would have if it matched what the place says."""
    try:
        article = articles[place["document_id"]]
        start, end, published = place["start_char_index"], place["end_char_index"], place["published_at"]
        place["document_version"] = replace(
            article,
            text=article.text[:start] + place["cited_text"] + article.text[end:],
            title=place["document_title"],
            url=place["url"],
            publisher=place["publisher"],
            published=published and datetime.fromisoformat(published),
        ).version
    except (ArticleError, KeyError, TypeError, ValueError):
        return  # no article could match it


def _walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        yield from _walk(item, (*path, name))


def _with(content: Content, path: Path, value: Any) -> Content:
    """Return a copy with another value at a path, or without the path."""
    if not path:
        return value
    found = copy.deepcopy(content)
    holder: Any = found
    for name in path[:-1]:
        holder = holder[name]
    if value is _GONE:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return found


def _variants(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield "add a key to", {**value, "added": 1}
    elif isinstance(value, list):
        yield "add to", [*value, copy.deepcopy(value[0]) if value else 0]
        yield "reverse", value[::-1]
    elif isinstance(value, str):
        middle = len(value) // 2
        other = "y" if value[middle : middle + 1] == "x" else "x"
        yield "change a character of", value[:middle] + other + value[middle + 1 :]
        yield "lengthen", value + " "
        yield "shorten", value[:-1]
        yield "change the case of", value.swapcase()
        yield "empty", None
    elif isinstance(value, bool) or value is None:
        yield "change", "x"
    else:
        yield "raise", value + 1 if isinstance(value, int) else math.nextafter(value, math.inf)
        yield "lower", value - 1 if isinstance(value, int) else 1 - value
        yield "make text of", str(value)


def _forged(reply: Reply) -> Iterator[tuple[str, Reply]]:
    """Make other replies that are all true to their articles."""

    def other(**changes: Any) -> Reply:
        names = ("question", "query", "status", "confidence", "sentences", "citations", "reason", "hits", "index")
        return Reply(**{name: getattr(reply, name) for name in names} | changes)

    yield "ask something else", other(question=f"Is it not so that {reply.question}")
    yield "be surer", other(confidence=(1 + reply.confidence) / 2)
    yield "abstain", other(status="no_answer", reason="not in these articles", sentences=(), citations=())
    for hit in reply.hits[:3]:
        marker = len(reply.citations) + 1
        sentence, citation = Sentence(one_line(hit.text), (1,)), Citation(1, hit.article, hit.span)
        yield (
            "answer with another quote",
            other(status="answered", reason="", sentences=(sentence,), citations=(citation,)),
        )
        if reply.sentences:
            added = (*reply.sentences, replace(sentence, markers=(marker,)))
            yield (
                "add a sentence",
                other(sentences=added, citations=(*reply.citations, replace(citation, marker=marker))),
            )
    if len(reply.sentences) > 1:
        kept = reply.sentences[0]
        yield "drop the other sentences", other(sentences=(kept,), citations=reply.citations[: len(kept.markers)])


def _swapped(content: Content, reply: Reply) -> Iterator[tuple[str, Content]]:
    """Move what belongs in one place to another."""
    cited = content["reply"]["citations"]
    articles = {article.id: article for article in (*reply.documents, *(hit.article for hit in reply.hits))}
    for number, place in enumerate(cited):
        path = ("reply", "citations", number)
        text = articles[place["document_id"]].text
        yield (
            "swap prefix and suffix",
            _with(content, path, {**place, "prefix": place["suffix"], "suffix": place["prefix"]}),
        )
        start, end = place["start_char_index"] + 1, place["end_char_index"] + 1
        moved = {
            **place,
            "start_char_index": start,
            "end_char_index": end,
            "cited_text": text[start:end],
            "prefix": text[max(0, start - 32) : start],
            "suffix": text[end : end + 32],
        }
        yield "move a citation by one", _with(content, path, moved)
        for other in articles.values():
            named = {**place, "document_id": other.id}
            yield "name another article", _with(content, path, named)
            yield (
                "cite another article",
                _with(content, path, {**named, "document_title": other.title, "document_version": other.version}),
            )
    if len(cited) > 1:
        exchanged = [
            {**place, "marker": number, "document_index": number - 1}
            for number, place in enumerate(reversed(cited), start=1)
        ]
        yield "exchange the citations", _with(content, ("reply", "citations"), exchanged)


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# Measuring


def verdict(archive: Archive, content: Content) -> str:
    """Verify a receipt file with this content."""
    try:
        return archive.verify(Receipt.parse(json.dumps(content, ensure_ascii=False).encode())).verdict
    except InputError:
        return "refused"


def drawn(receipts: Sequence[tuple[Content, Reply]], count: int) -> Iterator[tuple[str, Content, Reply]]:
    """Draw alterations, rare kinds as often as common ones."""
    chooser = random.Random(1)
    for _ in range(count):
        content, reply = chooser.choice(receipts)
        kinds: dict[str, list[tuple[str, Content]]] = defaultdict(list)
        for what, altered in mutations(content, reply):
            kinds[re.sub(r"\.\d+", "", what)].append((what, altered))
        what, altered = chooser.choice(kinds[chooser.choice(sorted(kinds))])
        yield what, altered, reply


def main() -> int:
    """Run the measurement and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", metavar="QUESTIONS")
    parser.add_argument("--index", default="index", metavar="DIR")
    parser.add_argument("--altered", type=int, default=200, metavar="N")
    options = parser.parse_args()
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    with Archive(options.index) as archive:
        articles = {summary.id: archive.article(summary.id) for summary in archive.articles()}
        receipts = []
        for question in tqdm(read_questions(options.questions), desc="asking", delay=1):
            reply = archive.ask(question.question, question.history)
            receipts.append((json.loads(archive.receipt(reply).text), reply))
            verdicts["as they were made"][verdict(archive, receipts[-1][0])] += 1
        for number, (what, altered, _) in enumerate(drawn(receipts, options.altered)):
            forged = number % 2 == 1
            content = recomputed(altered, articles, number // 2) if forged and isinstance(altered, dict) else altered
            found = verdict(archive, content)
            verdicts["altered, every digest recomputed" if forged else "altered"][found] += 1
            if found == "accepted":
                print(f"accepted: {what}", file=sys.stderr)
    print("| receipts | number | accepted | unproven | refused |\n|---|---|---|---|---|")
    for name, counts in verdicts.items():
        print(f"| {name} | {counts.total()} | {counts['accepted']} | {counts['unproven']} | {counts['refused']} |")
    untouched = verdicts.pop("as they were made")
    wrong = untouched.total() - untouched["accepted"] + sum(counts["accepted"] for counts in verdicts.values())
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
