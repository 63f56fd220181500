"""The text to embed for a passage, and the hash under which its vector is stored."""

import hashlib

from byline.language.text import one_line, shorten
from byline.records import Article, Passage

_TITLE_CHARACTERS = 160


def embedded_text(passage: Passage) -> str:
    """Return the text to embed for a passage: title and date, then its visible text on one line."""
    return prefix_of(passage.article) + one_line(passage.text)


def digest_of(fingerprint: str, text: str) -> bytes:
    """Hash the text to embed, as the key under which its vector is stored.

    Args:
        fingerprint: The encoder's fingerprint.
        text: See `embedded_text`.
    """
    return hashlib.blake2b(f"{fingerprint}\0{text}".encode(), digest_size=20).digest()


def prefix_of(article: Article) -> str:
    """Return the prefix of each passage of an article: its title and date; empty if it has neither."""
    date = f" ({article.published:%d %B %Y})" if article.published else ""
    title = shorten(article.title, _TITLE_CHARACTERS)
    return f"{title}{date}. " if title or date else ""
