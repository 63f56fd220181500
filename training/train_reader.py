"""Train the weights of a reader: python training/train_reader.py DATA --reader small|large [--out DIR] [--tokens N]

DATA is a folder of question sets (see examples.py and news.py). Each question is read with a window of its own passage;
some are also read with a passage that was found for them and does not answer. The loss of a batch is the sum of three:

- for each window, the cross entropy of the answer's start and end among its tokens and "no answer here";
- for each group of windows of one question, the same over all tokens of all its windows, each relative to its window's
  "no answer here", and a single "no answer" for all (shared normalisation, Clark and Gardner 2018);
- for each pair of questions with almost the same words, how much less sure the answered one is than the other
  (logistic ranking loss, Burges et al. 2005).

The learning rate warms up and then stays constant; the saved weights are a moving average, usable at any time. To
resume a stopped run, repeat the command. A GPU is used if there is one. On a CPU, set MALLOC_MMAP_MAX_=0 and
MALLOC_TRIM_THRESHOLD_=100000000000: memory is then reused, which is much faster.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import torch
from adapted import AdaptedNetwork
from examples import Examples, Group, GroupMaker, load, order_in_batches
from news import SWAPPED
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from byline.models import minilm, mpnet
from byline.readers.builtin.network import SpanNetwork
from byline.readers.builtin.tokens import PairMaker

DROPOUT = 0.1  # of the small reader; adapters have too few weights to need it
DECAY, WARM_UP = 0.01, 150  # weight decay; steps
AVERAGED = 150  # steps covered by the moving average of the weights
MIX = {"pairs": 0.25, "news": 0.3, SWAPPED: 0.05, "old": 0.4}  # shares of the units of a pool
SECOND = {"pairs": 0.4, "news": 0.6, SWAPPED: 0.2, "old": 0.35}  # share of questions with a second, retrieved passage
POOL = 4_000  # units from which batches are formed
SAVED_EVERY = 100  # steps
MOMENTS = ("step", "exp_avg", "exp_avg_sq")  # AdamW's state for each weight
SMOKE_TOKENS = 8_000
SHIPPED = Path(__file__).parents[1] / "src" / "byline" / "readers" / "builtin"


@dataclass(frozen=True)
class Plan:
    """The default training parameters of a reader."""

    rate: float
    tokens: float
    batch_tokens: int
    windows: tuple[int, ...]


PLANS = {
    "small": Plan(1.5e-4, 40e6, 4_096, (112, 144, 224)),
    "large": Plan(3e-4, 20e6, 3_072, (96, 128, 160)),
}


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--reader", choices=PLANS, required=True)
    parser.add_argument("--out", type=Path, default=Path("training/work"))
    parser.add_argument("--tokens", type=float, help="tokens to read, including padding")
    parser.add_argument("--rate", type=float, help="the highest learning rate")
    parser.add_argument("--seed", type=int, default=1, help="seed for the order of the questions")
    parser.add_argument("--start", type=Path, help="initial weights, instead of the base model's")
    parser.add_argument("--smoke", action="store_true", help="read only a little, starting from the shipped weights")
    options = parser.parse_args()
    plan = PLANS[options.reader]
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    if options.reader == "small":
        network: nn.Module = SpanNetwork(minilm.folder())
        prepare_small(network)
        maker = PairMaker(minilm.folder())
    else:
        network = AdaptedNetwork(mpnet.folder())
        maker = PairMaker(mpnet.folder(), separators=2)
    training = Training(network, options.out / options.reader, options.rate or plan.rate, options.seed)
    training.begin(SHIPPED / f"{options.reader}.safetensors" if options.smoke else options.start)
    examples = load(options.data, "train", maker)
    groups = GroupMaker(examples, maker, plan.windows)
    source = batches(examples, groups, plan.batch_tokens, random.Random(f"{options.seed} {training.tokens}"))
    training.run(source, maker, SMOKE_TOKENS if options.smoke else options.tokens or plan.tokens)


def sorted_out(examples: Examples) -> dict[str, list[list[int]]]:
    """Return the units of each share of the mix: pairs of questions, or single questions."""
    units: dict[str, list[list[int]]] = {name: [] for name in MIX}
    pairs: dict[int, list[int]] = {}
    for number, question in enumerate(examples.questions):
        if question.pair is not None:
            pairs.setdefault(question.pair, []).append(number)
        elif question.source == SWAPPED:
            units[SWAPPED].append([number])
        else:
            units["news" if question.source.startswith("news ") else "old"].append([number])
    units["pairs"] = list(pairs.values())
    return units


def batches(examples: Examples, groups: GroupMaker, most: int, chance: random.Random) -> Iterator[list[Group]]:
    """Yield batches endlessly; within each share of the mix, no unit repeats before all have been used."""
    shares = {name: _endless(units, chance) for name, units in sorted_out(examples).items() if units}
    while True:
        drawn = [(name, unit) for name, units in shares.items() for unit in islice(units, round(MIX[name] * POOL))]
        pool = [
            [groups.group(one, int(chance.random() < SECOND[name]), chance) for one in unit] for name, unit in drawn
        ]
        yield from order_in_batches(pool, most, chance)


def _endless(units: Sequence[list[int]], chance: random.Random) -> Iterator[list[int]]:
    while True:
        yield from chance.sample(units, len(units))


class Training:
    """A training run that can be stopped at any time and resumed.

    Args:
        network: The network to train, on the CPU.
        files: Path of the results without suffix: the weights go to `.safetensors`, the run's record to `.json`, and
            the state from which to resume to `-state.safetensors`.
        rate: The highest learning rate.
        seed: The seed of the run, for the record.
    """

    def __init__(self, network: nn.Module, files: Path, rate: float, seed: int) -> None:
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._network = network.to(self._device).train()
        self._learnt = [parameter for parameter in network.parameters() if parameter.requires_grad]
        self._optimizer = torch.optim.AdamW(self._learnt, lr=rate, weight_decay=DECAY)
        self._average = [parameter.detach().clone() for parameter in self._learnt]
        self._files, self._state = files, files.with_name(f"{files.name}-state.safetensors")
        self._rate, self._seed = rate, seed
        self.tokens, self._steps, self._seconds = 0, 0, 0.0

    def begin(self, start: Path | None) -> None:
        """Resume a stopped run; else start from the given weights, else from the base model's."""
        if self._state.exists():
            kept = {name: value.to(self._device) for name, value in load_file(self._state).items()}
            for number, parameter in enumerate(self._learnt):
                parameter.data.copy_(kept[f"learnt.{number}"])
                self._optimizer.state[parameter] = {name: kept[f"{name}.{number}"] for name in MOMENTS}
            self._average = [kept[f"average.{number}"] for number in range(len(self._learnt))]
            self.tokens, self._steps = int(kept["tokens"]), int(kept["steps"])
            self._seconds = float(kept["seconds"])
        elif start is not None:
            known = self._network.state_dict()
            own = {name: value.float() for name, value in load_file(start).items() if name in known}
            self._network.load_state_dict({**known, **own})
            self._average = [parameter.detach().clone() for parameter in self._learnt]

    def run(self, source: Iterator[list[Group]], maker: PairMaker, tokens: float) -> None:
        """Train until this many tokens have been read."""
        recent, began, read = 0.0, time.monotonic(), 0
        for count, batch in enumerate(source, start=1):
            if self.tokens >= tokens:
                break
            started = time.monotonic()
            loss, size = self._step(batch, maker)
            self._seconds += time.monotonic() - started
            read += size
            recent += (loss - recent) / min(count, 100)
            if count % 20 == 0:
                speed = read / (time.monotonic() - began)
                print(f"{self.tokens / 1e6:.2f}M tokens, {speed:,.0f} a second, loss {recent:.3f}", flush=True)
            if count % SAVED_EVERY == 0:
                self.save()
        self.save()

    def _step(self, batch: Sequence[Group], maker: PairMaker) -> tuple[float, int]:
        """Take a training step; return the loss and the number of tokens, including padding."""
        for group in self._optimizer.param_groups:
            group["lr"] = self._rate * min(1.0, (self._steps + 1) / WARM_UP)
        made = maker.batch([row.pair for group in batch for row in group.rows])
        ids, types, mask = (torch.from_numpy(one).to(self._device) for one in made)
        with torch.autocast(self._device.type, dtype=torch.bfloat16):
            scores = self._network(ids, types, mask)
        loss = loss_of(scores.float(), mask, batch)
        loss.backward()
        nn.utils.clip_grad_norm_(self._learnt, 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad()
        self._steps += 1
        torch._foreach_lerp_(self._average, [one.detach() for one in self._learnt], 1 / min(self._steps + 1, AVERAGED))
        self.tokens += ids.numel()
        return float(loss.detach()), ids.numel()

    def save(self) -> None:
        """Write the averaged weights in half precision, the run's record, and the state from which to resume."""
        state = {"tokens": self.tokens, "steps": self._steps, "seconds": self._seconds}
        tensors = {name: torch.tensor(value, dtype=torch.float64) for name, value in state.items()}
        for number, (parameter, average) in enumerate(zip(self._learnt, self._average, strict=True)):
            tensors |= {f"learnt.{number}": parameter.detach(), f"average.{number}": average}
            tensors |= {f"{name}.{number}": self._optimizer.state[parameter][name] for name in MOMENTS}
        partial = self._files.with_suffix(".partial")
        save_file({name: value.contiguous() for name, value in tensors.items()}, partial)
        partial.replace(self._state)
        names = [name for name, parameter in self._network.named_parameters() if parameter.requires_grad]
        averaged = {name: one.half().contiguous() for name, one in zip(names, self._average, strict=True)}
        save_file(averaged, self._files.with_suffix(".safetensors"))
        run = {"seed": self._seed, "rate": self._rate, "tokens": self.tokens, "hours": round(self._seconds / 3600, 3)}
        self._files.with_suffix(".json").write_text(json.dumps(run))


def prepare_small(network: nn.Module) -> None:
    """Freeze the embeddings; replace the dropout after each layer by a cheaper one."""
    for parameter in network.get_submodule("bert.embeddings").parameters():
        parameter.requires_grad_(False)
    for name, module in list(network.named_modules()):
        if not isinstance(module, nn.Dropout):
            continue
        if "attention.self" in name:
            module.p = 0.0
        else:
            network.set_submodule(name, SharedDropout())


class SharedDropout(nn.Module):
    """Dropout that drops the same features for all tokens of a row (Gal and Ghahramani 2016).

    Random numbers for each token would take a third of the time on a CPU.
    """

    def forward(self, hidden: Tensor) -> Tensor:
        """Drop features of `hidden`, `(rows, tokens, features)`."""
        kept = torch.full((hidden.shape[0], 1, hidden.shape[2]), 1 - DROPOUT, dtype=hidden.dtype, device=hidden.device)
        return hidden * torch.bernoulli(kept) / (1 - DROPOUT) if self.training else hidden


def loss_of(scores: Tensor, mask: Tensor, batch: Sequence[Group]) -> Tensor:
    """Return the total loss of a batch; `scores` is `(rows, tokens, 2)`, group after group."""
    rows = [row for group in batch for row in group.rows]
    gold = torch.full(scores.shape, -torch.inf, device=scores.device)
    for number, row in enumerate(rows):
        gold[number, list(row.starts), 0] = 0
        gold[number, list(row.ends), 1] = 0
    scores = scores.masked_fill(mask[:, :, None] == 0, -torch.inf)  # (rows, tokens, 2)
    everything = scores.logsumexp(dim=1)  # (rows, 2)
    right = (scores + gold).logsumexp(dim=1)
    alone = (everything - right).mean()
    against_none = scores[:, 1:] - scores[:, :1]  # (rows, tokens - 1, 2)
    shared, ranked = scores.new_zeros(()), scores.new_zeros(())
    sure: dict[tuple[int, bool], Tensor] = {}
    place = 0
    for group in batch:
        members = slice(place, place + len(group.rows))
        if group.pair is not None:
            sure[group.pair, group.answered] = against_none[place].logsumexp(dim=0).sum()
        place += len(group.rows)
        if len(group.rows) == 1:
            continue
        none = scores.new_zeros(1, 2)
        total = torch.cat([none, against_none[members].flatten(0, 1)]).logsumexp(dim=0)  # (2,)
        inside = (
            (against_none[members] + gold[members, 1:]).flatten(0, 1).logsumexp(dim=0) if group.answered else none[0]
        )
        shared = shared + (total - inside).mean()
    for (pair, answered), of_answered in sure.items():
        if answered and (pair, False) in sure:
            ranked = ranked + functional.softplus((sure[pair, False] - of_answered) / 2)
    return alone + (shared + ranked) / len(batch)


if __name__ == "__main__":
    main()
