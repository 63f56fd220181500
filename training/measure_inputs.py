"""Measure the inputs of the large reader's layers: python training/measure_inputs.py DATA --weights FILE

Adds to the adapter file, for each linear layer, the largest absolute value of each input on training data. The layers
need these to be computed in eight bits (see byline/models/eight_bits.py).
"""

import argparse
import random
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from examples import Examples, GroupMaker, order_in_batches
from news import add_news
from openvino import Model, Node
from safetensors.numpy import load_file, save_file

from byline.models import mpnet
from byline.models.bert import MPNET, Batch, Floats, Graph, load_core
from byline.models.eight_bits import LARGEST_INPUTS
from byline.readers.builtin.model import merged
from byline.readers.builtin.tokens import PairMaker

PASSAGES, SMOKE_PASSAGES = 240, 8
BATCH_TOKENS, WINDOWS = 800, (130,)


# Layers that are not rounded: the output of an activation is too uneven, and the head has only two outputs.
EXACT = re.compile(r"layer\.\d+\.output\.dense|head")


class Listening(Graph):
    """A graph that records the inputs of its linear layers."""

    def linear(self, values: Node, *names: str) -> Node:
        """Apply linear layers, and record the inputs of those that will be rounded."""
        if not EXACT.search(names[0]):
            self.__dict__.setdefault("inputs", []).append((names, values))
        return super().linear(values, *names)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", type=Path, required=True, help="the adapters to which the measurements are added")
    parser.add_argument("--smoke", action="store_true", help="measure only a little, to check that it runs")
    options = parser.parse_args()
    graph = Listening(merged(options.weights), MPNET)
    layers = [names for names, _ in graph.inputs]
    listened = Model([values for _, values in graph.inputs], graph.parameters, "inputs")
    compiled = load_core().compile_model(listened, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    largest: dict[str, Floats] = {}
    for batch in batches(options.data, SMOKE_PASSAGES if options.smoke else PASSAGES):
        found = compiled(batch)
        for number, names in enumerate(layers):
            sizes = np.abs(found[number][batch[2] > 0]).max(axis=0)
            for name in names:
                largest[name] = np.maximum(sizes, largest.get(name, sizes))
    kept = {name: value for name, value in load_file(options.weights).items() if not name.endswith(LARGEST_INPUTS)}
    measured = {f"{name}.{LARGEST_INPUTS}": value.astype(np.float16) for name, value in largest.items()}
    save_file({**kept, **measured}, options.weights)


def batches(data: Path, count: int) -> Iterator[Batch]:
    """Yield batches of questions about news, each with its passage."""
    chance, maker, examples = random.Random(1), PairMaker(mpnet.folder(), separators=2), Examples()
    add_news(examples, data, maker)
    examples.negatives = [[]] * len(examples.questions)
    groups = GroupMaker(examples, maker, WINDOWS)
    drawn = chance.sample(range(len(examples.questions)), min(count, len(examples.questions)))
    for batch in order_in_batches([[groups.group(number, 0, chance)] for number in drawn], BATCH_TOKENS, chance):
        yield maker.batch([row.pair for group in batch for row in group.rows])


if __name__ == "__main__":
    main()
