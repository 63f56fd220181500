"""Tell what language a text is in, by py3langid."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_CHARACTERS_READ = 5_000
_FEWEST_CHARACTERS = 40
_SURE = 0.9


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, None where it is too short or mixed to be sure."""
    opening = text[:_CHARACTERS_READ]
    if sum(map(str.isalpha, opening)) < _FEWEST_CHARACTERS:
        return None
    language, probability = _identifier().classify(opening)
    return str(language) if probability >= _SURE else None
