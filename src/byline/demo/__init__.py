"""Invented news to try Byline with: a ferry fire, a tram and a drought in a town that does not exist.

articles.jsonl   14 short articles of three outlets, dated; two of them differ on an inspection, others on a toll
corrected.jsonl  a later version of one of them, with its correction

Nobody and nothing in them is real. They are under the licence of this repository.
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
    """Add the invented news to an archive, the corrected version last; what is there already costs nothing.

    Returns:
        How many articles it has of them, 14.

    Raises:
        InputError: The archive has other articles, among which invented ones would be lost.
        ArchiveError: It cannot be written, or another process is writing to it.
    """
    held = archive.articles()
    if any(not one.id.startswith("demo/") for one in held):
        raise InputError(f"{archive.name}: has articles of its own, expected an empty archive: name another --index")
    if not any(one.versions > 1 for one in held):  # else the first version would come back as the newest
        for name in ("articles.jsonl", "corrected.jsonl"):
            with as_file(files("byline.demo").joinpath(name)) as file:
                archive.add(Path(file))
    return len(archive.articles())
