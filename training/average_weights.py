"""Average the weights of several runs: python training/average_weights.py RUN... --out FILE

Runs that went on from one another lie close together, and their mean is often better than each (Wortsman et al., "Model
soups", ICML 2022).
"""

import argparse
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file


def main() -> None:
    """Read, average and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("runs", type=Path, nargs="+", help="weights that train_reader.py wrote")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    runs = [load_file(path) for path in options.runs]
    save_file(
        {name: torch.stack([run[name].float() for run in runs]).mean(dim=0).half() for name in runs[0]}, options.out
    )


if __name__ == "__main__":
    main()
