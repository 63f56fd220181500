"""Train the model that rates sentences for overviews: python training/train_overviews.py DATA [--out DIR] [--epochs N]

DATA is a folder of question sets; requests and articles are those of DATA/news, part `train`, retrieved from an archive
of that part just as for a user. The network sees all sentences found for a request at once. In each epoch it sees each
request in one of its phrasings, and occasionally with the articles on its event missing. The loss is the cross entropy
of whether each sentence states an essential point, and of whether it states any point.

Several networks with different initial weights are trained in turn and shipped together. The archive is kept in DIR for
the next run, and so are the weights.
"""

import argparse
import json
import math
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from overview_data import Request, requests_of
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from byline.overviews.features import FEATURES
from byline.overviews.model import HEADS, RELATIONS, relations_of

NETWORKS = 3
EPOCHS = 14
WIDTH, INNER, LAYERS = 96, 192, 2
DROPOUT, DROPOUT_OF_VECTORS = 0.2, 0.3
RATE, DECAY, WARM_UP = 1.5e-3, 0.05, 50
REQUESTS_PER_STEP = 12
MISSING = 0.12  # share of the requests that are seen without the articles on their event
TYPICAL = 40  # typical number of sentences, by which summed losses are divided
DIM = 384  # of the vectors
FIRST_ODDS = -2.0  # initial log-odds that a sentence states a point
SMOKE_REQUESTS = 4


class RatingNetwork(nn.Module):
    """Gives each sentence two scores in view of all others; `byline.overviews.model` runs it without torch.

    Args:
        mean: `(features,)` means of the features in the training data.
        deviation: `(features,)` their standard deviations.
    """

    def __init__(self, mean: Tensor, deviation: Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.features = nn.Linear(FEATURES, WIDTH)
        self.sentence, self.product, self.request = (nn.Linear(DIM, WIDTH, bias=False) for _ in range(3))
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, 2)
        nn.init.constant_(self.head.bias, FIRST_ODDS)
        with torch.no_grad():  # the numbers in unit vectors are small, and those in their products even smaller
            self.sentence.weight *= math.sqrt(DIM) / 2
            self.request.weight *= math.sqrt(DIM) / 2
            self.product.weight *= DIM / 2

    def forward(self, batch: "Batch") -> Tensor:
        """Return the scores: `(requests, sentences, 2)`."""
        asked = batch.asked[:, None]
        vectors, asked, product = (
            dropped(values, DROPOUT_OF_VECTORS, self.training)
            for values in (batch.vectors, asked, batch.vectors * asked)
        )
        values = self.features((batch.features - self.mean) / self.deviation)
        values = values + self.sentence(vectors) + self.product(product) + self.request(asked)
        values = dropped(values, DROPOUT, self.training)
        for layer in self.layers:
            values = layer(values, batch.relations, batch.padding)
        scores: Tensor = self.head(self.norm(values))
        return scores


class Layer(nn.Module):
    """Lets each sentence attend to all others, by their contents and their relation to it."""

    def __init__(self) -> None:
        super().__init__()
        self.first_norm, self.second_norm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.attention = nn.Linear(WIDTH, 3 * WIDTH)
        self.output = nn.Linear(WIDTH, WIDTH)
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.relations = nn.Parameter(torch.randn(HEADS, RELATIONS) / 2)

    def forward(self, values: Tensor, relations: Tensor, padding: Tensor) -> Tensor:
        """Return the new values: `(requests, sentences, WIDTH)`, like `values`."""
        requests, sentences, _ = values.shape
        projected = self.attention(self.first_norm(values)).view(requests, sentences, 3, HEADS, WIDTH // HEADS)
        query, key, value = projected.permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) / math.sqrt(WIDTH / HEADS)
        scores = scores + (self.relations @ relations.flatten(2)).view(scores.shape)
        weights = scores.masked_fill(padding[:, None, None, :], -1e4).softmax(dim=-1)
        attended = self.output((weights @ value).transpose(1, 2).reshape(requests, sentences, WIDTH))
        values = values + dropped(attended, DROPOUT, self.training)
        inner = functional.relu(self.inner(self.second_norm(values)))
        return values + dropped(self.outer(inner), DROPOUT, self.training)


def dropped(values: Tensor, share: float, training: bool) -> Tensor:
    """Drop the same features for all sentences of a request, which is fast (Gal and Ghahramani 2016)."""
    kept = torch.full((len(values), 1, values.shape[2]), 1 - share)
    return values * torch.bernoulli(kept) / (1 - share) if training else values


@dataclass(frozen=True)
class Batch:
    """Several requests, padded to the same number of sentences.

    Attributes:
        features: `(requests, sentences, features)`.
        vectors: `(requests, sentences, dim)`.
        asked: `(requests, dim)`.
        relations: `(requests, RELATIONS, sentences, sentences)`.
        padding: `(requests, sentences)` true for padding.
        stated: `(requests, sentences, 2)`.
    """

    features: Tensor
    vectors: Tensor
    asked: Tensor
    relations: Tensor
    padding: Tensor
    stated: Tensor


def batch_of(requests: Sequence[Request]) -> Batch:
    """Combine requests into a batch."""
    most = max(len(one.look.statements) for one in requests)

    def padded(values: Sequence[np.ndarray], axes: int = 1) -> Tensor:
        width = [(0, 0)] * (values[0].ndim - axes)
        return torch.from_numpy(
            np.stack([np.pad(one, [*[(0, most - len(one))] * axes, *width]) for one in values]).astype(np.float32)
        )

    articles = [np.array([one.article for one in request.look.statements]) for request in requests]
    relations = [relations_of(own, one.look.alike) for own, one in zip(articles, requests, strict=True)]
    return Batch(
        features=padded([one.look.features for one in requests]),
        vectors=padded([one.look.vectors for one in requests]),
        asked=torch.from_numpy(np.stack([one.look.asked for one in requests])),
        relations=padded(relations, axes=2).permute(0, 3, 1, 2).contiguous(),
        padding=padded([np.ones(len(own)) for own in articles]) == 0,
        stated=padded([one.stated for one in requests]),
    )


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("training/work"))
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="how often each request is seen")
    parser.add_argument("--smoke", action="store_true", help="train a little on a few requests")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    requests = found(options.data, options.out, SMOKE_REQUESTS if options.smoke else None)
    every = np.concatenate([request.look.features for request in requests])
    mean, deviation = torch.from_numpy(every.mean(axis=0)), torch.from_numpy(np.maximum(every.std(axis=0), 1e-3))
    weights: dict[str, Tensor] = {}
    for number in range(NETWORKS):
        torch.manual_seed(number)
        network = RatingNetwork(mean, deviation)
        train(network, requests, 1 if options.smoke else options.epochs, random.Random(number))
        weights |= {f"{number}.{name}": value.half().contiguous() for name, value in network.state_dict().items()}
    save_file(weights, options.out / "overviews.safetensors")
    run = {"requests": len(requests), "minutes": round((time.monotonic() - started) / 60, 1)}
    (options.out / "overviews.json").write_text(json.dumps(run))


def found(data: Path, folder: Path, most: int | None) -> list[Request]:
    """Return the requests of `train` with what was found for them; the archive is kept for the next run."""
    requests = requests_of(data, "train", folder / "overviews-archive", most)
    return [request for request in requests if request.look.statements]


def train(network: RatingNetwork, requests: Sequence[Request], epochs: int, chance: random.Random) -> None:
    """Train on each request `epochs` times."""
    phrasings: dict[str, list[Request]] = defaultdict(list)
    missing: dict[str, list[Request]] = defaultdict(list)
    for request in requests:
        (phrasings if request.is_there else missing)[request.id].append(request)
    ids = list(phrasings)
    steps = epochs * math.ceil(len(ids) / REQUESTS_PER_STEP)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / WARM_UP, (1 + math.cos(math.pi * step / steps)) / 2)
    )
    network.train()
    for epoch in range(epochs):
        losses = []
        chance.shuffle(ids)
        for first in range(0, len(ids), REQUESTS_PER_STEP):
            some = ids[first : first + REQUESTS_PER_STEP]
            drawn = [missing if missing[id] and chance.random() < MISSING else phrasings for id in some]
            batch = batch_of([chance.choice(pool[id]) for pool, id in zip(drawn, some, strict=True)])
            loss = loss_of(network(batch), batch)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            losses.append(float(loss.detach()))
        print(f"epoch {epoch + 1} of {epochs}, loss {np.mean(losses):.4f}", flush=True)


def loss_of(scores: Tensor, batch: Batch) -> Tensor:
    """Return the loss of a batch; each request counts in proportion to its number of sentences."""
    losses = functional.binary_cross_entropy_with_logits(scores, batch.stated, reduction="none")
    return (losses * ~batch.padding[:, :, None]).sum() / (TYPICAL * len(batch.stated))


if __name__ == "__main__":
    main()
