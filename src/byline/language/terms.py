"""How text becomes the terms of the keyword search: tantivy's analyser, one setting for every engine."""

from functools import cache

import tantivy

from byline.language.text import visible

NAME = "byline"
VERSION = 2  # raise it when the terms of a text change: caches made before are then rebuilt
_LONGEST_TERM = 64


@cache
def analyser() -> tantivy.TextAnalyzer:
    """Split at what is no letter or digit; lower case, no accents, English stems."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_LONGEST_TERM))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def terms_of(text: str) -> list[str]:
    """Return the terms of a text in their order: `Hong Kong's laws` gives `hong kong s law`."""
    return list(analyser().analyze(visible(text)))
