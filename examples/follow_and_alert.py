"""Follow a folder or feeds, and hear of new answers: python examples/follow_and_alert.py INDEX QUESTION SOURCE...

A SOURCE is a folder or the URL of a feed (RSS, Atom). Adds what is new, asks the question again, and prints the
answer if a new article changed it. Run it again whenever you like, from a timer for example; the index remembers.

`byline alert` does this on the command line, for many questions, and can post to a webhook.
"""

import sys
from collections.abc import Iterable, Sequence

import byline


def new_articles(archive: byline.Archive, sources: Iterable[str]) -> set[str]:
    """Add what is new, and return the ids of articles that are new or changed."""
    found: set[str] = set()
    for source in sources:
        add = archive.follow if source.startswith(("http://", "https://")) else archive.add
        report = add([source])
        found.update((*report.added, *report.updated))
    return found


def main(arguments: Sequence[str]) -> int:
    """Add, ask, and return the exit code."""
    if len(arguments) < 3:
        print("usage: python examples/follow_and_alert.py INDEX QUESTION SOURCE...", file=sys.stderr)
        return 2
    index, question, *sources = arguments
    with byline.Archive(index) as archive:
        before = archive.ask(question).text if archive.state.articles else ""
        new = new_articles(archive, sources)
        reply = archive.ask(question)
        cited = {citation.article.id for citation in reply.citations}
        if reply.status == "answered" and reply.text != before and new & cited:
            print(f"{question}\n{reply.text}")
            for citation in reply.citations:
                print(f"  [{citation.marker}] {citation.article.title or citation.article.id}")
        else:
            print(f"{len(new)} new articles, no new answer")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
