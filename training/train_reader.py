"""Train the reader's weights: python training/train_reader.py DATA [--out DIR] [--tokens N]

DATA is a folder of question sets (see examples.py). Each question is read in a window of its own passage; a part of
them together with a passage that was found for it and does not answer it. A batch's loss adds up two things:

- each window on its own: the cross entropy of the answer's start and end among its tokens and "no answer here";
- each group of windows of one question: the same over all tokens of all its windows, each measured against its
  window's "no answer here", and one "no answer" for all (shared normalisation, Clark and Gardner 2018).

On a CPU set MALLOC_MMAP_MAX_=0 and MALLOC_TRIM_THRESHOLD_=100000000000: memory is reused, which is much faster.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from examples import Examples, GroupMaker, Row, load, order_in_batches
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from byline.encoders.sentence_transformer import SentenceTransformerEncoder
from byline.readers.builtin.network import SpanNetwork
from byline.readers.builtin.tokens import PairMaker
from byline.settings import DEFAULT_ENCODER

NEGATIVE_SHARE = 0.35  # of the questions that are asked of a second passage too
BATCH_TOKENS = 4_096
PEAK_RATE, WARM_UP, DECAY = 1.5e-4, 0.05, 0.01
DROPOUT = 0.1
POOL = 8_000  # questions that batches are put together from
SAVED_EVERY = 400  # batches
WEIGHTS, PROGRESS = "reader.safetensors", "progress.json"

Run = dict[str, float]  # seed, peak rate, tokens planned and tokens read


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("training/work"))
    parser.add_argument("--tokens", type=float, default=30e6, help="how many to read, padding counted")
    parser.add_argument("--rate", type=float, default=PEAK_RATE, help="the highest learning rate")
    parser.add_argument("--seed", type=int, default=1, help="of the order in which questions come")
    parser.add_argument("--resume", action="store_true", help="go on from the weights that a run left in --out")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    chance = random.Random(options.seed)
    base = SentenceTransformerEncoder(DEFAULT_ENCODER).folder
    maker = PairMaker(base)
    examples = load(options.data, "train")
    network = SpanNetwork(base)
    runs: list[Run] = []
    if options.resume:
        network.load_state_dict({**network.state_dict(), **load_file(options.out / WEIGHTS)})
        runs = json.loads((options.out / PROGRESS).read_text())["runs"]
    runs.append({"seed": options.seed, "rate": options.rate, "planned": int(options.tokens), "read": 0})
    train(network, maker, batches(examples, maker, chance), runs, options.out)


def batches(examples: Examples, maker: PairMaker, chance: random.Random) -> Iterator[list[list[Row]]]:
    """Yield batches without end, one pass over all questions after the other."""
    groups = GroupMaker(examples, maker)
    while True:
        numbers = list(range(len(examples.questions)))
        chance.shuffle(numbers)
        for first in range(0, len(numbers), POOL):
            made = [
                groups.group(number, int(chance.random() < NEGATIVE_SHARE), chance)
                for number in numbers[first : first + POOL]
            ]
            yield from order_in_batches(made, BATCH_TOKENS, chance)
        print("one pass done", flush=True)


def train(
    network: SpanNetwork,
    maker: PairMaker,
    source: Iterator[list[list[Row]]],
    runs: list[Run],
    out: Path,
) -> None:
    """Train until as many tokens were read as planned for the last run; the rate warms up, then decays."""
    network.train()
    replace_dropout(network)
    for parameter in network.bert.embeddings.parameters():
        parameter.requires_grad_(False)
    learnt = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learnt, lr=runs[-1]["rate"], weight_decay=DECAY)
    run = runs[-1]
    began, recent = time.monotonic(), 0.0
    for step, batch in enumerate(source, start=1):
        progress = run["read"] / run["planned"]
        if progress >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = run["rate"] * min(progress / WARM_UP + 1e-3, (1 - progress) / (1 - WARM_UP))
        rows = [row for group in batch for row in group]
        ids, types, mask = map(torch.from_numpy, maker.batch([row.pair for row in rows]))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = network(ids, types, mask)
        loss = loss_of(scores.float(), mask, batch)
        loss.backward()
        nn.utils.clip_grad_norm_(learnt, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        run["read"] += ids.numel()
        recent += (float(loss.detach()) - recent) / min(step, 100)
        if step % 50 == 0:
            speed = run["read"] / (time.monotonic() - began)
            print(f"step {step}, {run['read'] / 1e6:.2f}M tokens, {speed:,.0f} a second, loss {recent:.3f}", flush=True)
        if step % SAVED_EVERY == 0:
            save(network, runs, out)
    save(network, runs, out)


class SharedDropout(nn.Module):
    """Dropout that drops the same features of all tokens of a row (Gal and Ghahramani 2016).

    Random numbers for each token would cost a third of the time on a CPU.
    """

    def forward(self, hidden: Tensor) -> Tensor:
        """Drop features of `hidden`, `(rows, tokens, features)`."""
        kept = torch.full((hidden.shape[0], 1, hidden.shape[2]), 1 - DROPOUT, dtype=hidden.dtype)
        return hidden * torch.bernoulli(kept) / (1 - DROPOUT) if self.training else hidden


def replace_dropout(network: SpanNetwork) -> None:
    """Put the cheap dropout in the place of the one after each layer; there is none within attention."""
    for name, module in list(network.named_modules()):
        if not isinstance(module, nn.Dropout):
            continue
        if "attention.self" in name:
            module.p = 0.0
        else:
            network.set_submodule(name, SharedDropout())


def loss_of(scores: Tensor, mask: Tensor, batch: Sequence[Sequence[Row]]) -> Tensor:
    """Add up both losses of a batch; `scores` are `(rows, tokens, 2)`, groups one after the other."""
    rows = [row for group in batch for row in group]
    gold = torch.full(scores.shape, -torch.inf)
    for number, row in enumerate(rows):
        gold[number, list(row.starts), 0] = 0
        gold[number, list(row.ends), 1] = 0
    scores = scores.masked_fill(mask[:, :, None] == 0, -torch.inf)  # (rows, tokens, 2)
    everything = scores.logsumexp(dim=1)  # (rows, 2)
    right = (scores + gold).logsumexp(dim=1)
    alone = (everything - right).mean()
    against_none = scores[:, 1:] - scores[:, :1]  # (rows, tokens - 1, 2)
    shared, place, groups = scores.new_zeros(()), 0, 0
    for group in batch:
        members = slice(place, place + len(group))
        place += len(group)
        if len(group) == 1:
            continue
        none = scores.new_zeros(1, 2)
        total = torch.cat([none, against_none[members].flatten(0, 1)]).logsumexp(dim=0)  # (2,)
        answered = group[0].starts != (0,)
        inside = (against_none[members] + gold[members, 1:]).flatten(0, 1).logsumexp(dim=0) if answered else none[0]
        shared = shared + (total - inside).mean()
        groups += 1
    return alone + shared * (1 / len(batch) if groups else 0.0)


def save(network: SpanNetwork, runs: Sequence[Run], out: Path) -> None:
    """Write the weights that differ from the base model, in half precision, and what was read for them."""
    save_file({name: value.half().contiguous() for name, value in network.own_weights().items()}, out / WEIGHTS)
    (out / PROGRESS).write_text(json.dumps({"runs": runs}))


if __name__ == "__main__":
    main()
