"""The folder for what is made or fetched once and kept for every archive."""

import os
from pathlib import Path

from platformdirs import user_cache_path


def cache_folder() -> Path:
    """Return `BYLINE_CACHE`, else the user's cache folder."""
    asked = os.environ.get("BYLINE_CACHE")
    return Path(asked).expanduser() if asked else user_cache_path("byline", appauthor=False)
