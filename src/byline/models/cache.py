"""The folder for files that are made or fetched once and shared by all archives."""

import os
from pathlib import Path

from platformdirs import user_cache_path


def cache_folder() -> Path:
    """Return `BYLINE_CACHE` if set, otherwise the user's cache folder."""
    asked = os.environ.get("BYLINE_CACHE")
    return Path(asked).expanduser() if asked else user_cache_path("byline", appauthor=False)
