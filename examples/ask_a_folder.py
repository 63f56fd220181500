"""Ask a folder of articles: python examples/ask_a_folder.py FOLDER QUESTION...

Makes an index in a temporary folder, asks each question, and prints the answer with its sources.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import byline


def main(arguments: Sequence[str]) -> int:
    """Add the folder, ask the questions, and return the exit code."""
    if len(arguments) < 2:
        print("usage: python examples/ask_a_folder.py FOLDER QUESTION...", file=sys.stderr)
        return 2
    folder, *questions = arguments
    with tempfile.TemporaryDirectory() as place, byline.Archive(Path(place) / "index") as archive:
        report = archive.add(folder)
        print(f"{len(report.added)} articles added, {len(report.rejected)} rejected\n")
        for question in questions:
            reply = archive.ask(question)
            print(question)
            print(reply.text or f"No answer: {reply.reason}")
            for citation in reply.citations:
                article = citation.article
                print(f"  [{citation.marker}] {article.title or article.id}: “{citation.quote}”")
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
