"""Which articles are fitted on; the others are there to measure with."""

import hashlib


def fitted_on(title: str) -> bool:
    """Tell whether questions about the article of this title are fitted on: about half of all titles are."""
    return hashlib.sha256(title.encode()).digest()[0] < 128
