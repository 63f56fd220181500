"""Train the adapter that embeds questions: python training/train_queries.py DATA [--out DIR] [--epochs N]

DATA is a folder of question sets. An adapter beside each linear layer of the default model learns to move a question
closer to the passages that answer it; the passages are embedded once, by the unchanged model. The loss of a question is
the cross entropy of its passages among all passages. Invented news (part `train`, follow-ups in full) and encyclopaedic
paragraphs (of the training articles) share one pool, so that neither is learnt at the expense of the other.
"""

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from adapted import adapt
from division import part_of
from examples import DIVIDED, rows_of
from open_questions import articles_of
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from byline.encoders.openvino import OpenVinoEncoder
from byline.encoders.text import embedded_text
from byline.indexing.passages import passages_of
from byline.models import minilm
from byline.records import Article, Passage, Span
from byline.settings import PASSAGE_OVERLAP, PASSAGE_TOKENS

RANK = 16
EPOCHS, QUESTIONS, RATE, DECAY, WARM_UP = 3.0, 128, 1e-3, 0.01, 30  # over the pool; per step; AdamW's two; steps
DROPOUT = 0.05
SHARPNESS = 20.0  # factor on the cosines
LONGEST = 64  # maximum number of tokens of a question
PARAGRAPHS, ASKED_OF_EACH = 2_600, 4  # of the encyclopaedic sets; as many paragraphs as there are passages of news
SMOKE_STEPS = 2

Asked = tuple[str, list[int]]  # a question, and the numbers of the passages that answer it


def main() -> None:
    """Train and write the adapter."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("training/work"))
    parser.add_argument("--epochs", type=float, default=EPOCHS, help="how often each question is seen")
    parser.add_argument("--smoke", action="store_true", help="take two steps")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    chance = random.Random(1)
    started = time.monotonic()
    texts: list[str] = []
    asked = [*of_news(options.data, texts), *of_paragraphs(options.data, texts, chance)]
    steps = SMOKE_STEPS if options.smoke else int(options.epochs * len(asked) / QUESTIONS)
    if options.smoke:  # embedding takes longer than the steps
        asked, texts = _first(asked, texts, QUESTIONS)
    passages = torch.from_numpy(OpenVinoEncoder().encode_passages(texts))
    adapters = train(asked, passages, steps, chance)
    save_file(
        {name: value.half().contiguous() for name, value in adapters.items()}, options.out / "queries.safetensors"
    )
    run = {"questions": len(asked), "passages": len(texts), "steps": steps}
    (options.out / "queries.json").write_text(
        json.dumps(run | {"minutes": round((time.monotonic() - started) / 60, 1)})
    )


def of_news(data: Path, texts: list[str]) -> Iterator[Asked]:
    """Yield the answerable questions about invented news; add the passages of its articles to `texts`."""
    encoder = OpenVinoEncoder()
    places: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for article in articles_of(data, "train"):
        for passage in passages_of(article, encoder.tokenise, PASSAGE_TOKENS, PASSAGE_OVERLAP, encoder.max_tokens):
            places[article.id].append((len(texts), passage.text))
            texts.append(embedded_text(passage))
    for row in rows_of(data / "news" / "questions.jsonl.gz"):
        if row["part"] == "train" and row["answer"]:
            gold = {
                number
                for place in (row, *row.get("also", []))
                for number, text in places[place["article"]]
                if place["sentence"] in text
            }
            if gold:
                yield row.get("standalone") or row["question"], sorted(gold)


def of_paragraphs(data: Path, texts: list[str], chance: random.Random) -> Iterator[Asked]:
    """Yield answerable questions about some encyclopaedic paragraphs; add the paragraphs to `texts`."""
    asked: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in (*DIVIDED, "squad_train_part"):
        for row in rows_of(data / "reading" / f"{name}.jsonl.gz"):
            if row["answerable"] and part_of(row["title"]) == "train":
                asked[row["title"].replace("_", " "), row["context"]].append(row["question"])
    for title, context in chance.sample(sorted(asked), min(PARAGRAPHS, len(asked))):
        yield from ((question, [len(texts)]) for question in asked[title, context][:ASKED_OF_EACH])
        article = Article("paragraph", context, title)
        texts.append(embedded_text(Passage(article, Span(0, len(context)))))


def train(asked: Sequence[Asked], passages: Tensor, steps: int, chance: random.Random) -> dict[str, Tensor]:
    """Train the adapters and return them.

    Args:
        asked: The questions and the numbers of the passages that answer them.
        passages: `(passages, features)` unit vectors of the passages.
        steps: Number of steps, with `QUESTIONS` questions each.
        chance: Draws the questions; none repeats before all have been used.
    """
    tokenizer = AutoTokenizer.from_pretrained(minilm.folder(), trust_remote_code=False)
    network = AutoModel.from_pretrained(
        minilm.folder(),
        trust_remote_code=False,
        hidden_dropout_prob=DROPOUT,
        attention_probs_dropout_prob=DROPOUT,
    )
    network.requires_grad_(False)
    adapt(network.encoder, RANK, torch.float32)
    learnt = {name: value for name, value in network.named_parameters() if value.requires_grad}
    optimizer = torch.optim.AdamW(learnt.values(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / WARM_UP, max(0.02, 1 - step / steps))
    )
    network.train()
    order: list[int] = []
    for step in range(steps):
        if len(order) < QUESTIONS:
            order += chance.sample(range(len(asked)), len(asked))
        some = [asked[order.pop()] for _ in range(min(QUESTIONS, len(order)))]
        loss = _loss(_embedded(network, tokenizer, [question for question, _ in some]) @ passages.T, some)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learnt.values(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        if step % 25 == 0:
            print(f"step {step} of {steps}, loss {float(loss.detach()):.3f}", flush=True)
    return {name: value.detach() for name, value in learnt.items()}


def _embedded(network: Any, tokenizer: Any, questions: list[str]) -> Tensor:
    """Embed questions as the default model does: the mean over their tokens, normalised to length 1."""
    batch = tokenizer(questions, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
    hidden = network(**batch).last_hidden_state
    present = batch["attention_mask"][..., None]
    return functional.normalize((hidden * present).sum(1) / present.sum(1), dim=-1)


def _loss(cosines: Tensor, some: Sequence[Asked]) -> Tensor:
    """Return the mean cross entropy of each question's passages; `cosines` is `(some, passages)`."""
    scores = SHARPNESS * cosines
    others = torch.full_like(scores, -torch.inf)
    for row, (_, gold) in enumerate(some):
        others[row, gold] = 0
    return (scores.logsumexp(1) - (scores + others).logsumexp(1)).mean()


def _first(asked: Sequence[Asked], texts: Sequence[str], most: int) -> tuple[list[Asked], list[str]]:
    """Return the first questions with only the passages that answer them."""
    some = asked[:most]
    kept = sorted({number for _, gold in some for number in gold})
    place = {number: at for at, number in enumerate(kept)}
    return [(text, [place[number] for number in gold]) for text, gold in some], [texts[number] for number in kept]


if __name__ == "__main__":
    main()
