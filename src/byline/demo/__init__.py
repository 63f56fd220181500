"""Invented news to try Byline with: a ferry fire, a tram and a drought.

articles.jsonl   14 short dated articles from three outlets; two disagree on an inspection, others on a death toll
corrected.jsonl  a later version of one of them, with a correction

All people, places and events are invented. The articles are under this repository's licence.
"""

from importlib.resources import as_file, files
from pathlib import Path

from byline.archive import Archive
from byline.errors import InputError

QUESTIONS = (
    "How many people died in the ferry fire?",
    "When were the fire alarms last inspected?",
    "When will the harbour tram open?",
)


def add_demo(archive: Archive) -> int:
    """Add the invented news to an archive; skip what is already there.

    Returns:
        The number of invented articles in the archive, 14.

    Raises:
        InputError: The archive has other articles, with which invented ones must not be mixed.
        ArchiveError: The archive cannot be written, or another process is writing to it.
    """
    held = archive.articles()
    if any(not one.id.startswith("demo/") for one in held):
        raise InputError(f"{archive.name}: contains other articles, expected an empty archive: name another --index")
    if not any(one.versions > 1 for one in held):  # otherwise the first version would be added again as the newest
        for name in ("articles.jsonl", "corrected.jsonl"):
            with as_file(files("byline.demo").joinpath(name)) as file:
                archive.add(Path(file))
    return len(archive.articles())
