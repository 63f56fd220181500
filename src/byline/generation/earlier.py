"""Check whether the cited passages support what a written sentence says about an earlier report.

An article that counts six dead, four of them passengers, does not say that an earlier report put the toll at four. An
article supports that if it mentions the earlier report, or is the earlier report.
"""

import re
from collections.abc import Sequence

from byline.generation.faithfulness import numbers_in
from byline.language.sentences import sentences
from byline.language.text import visible
from byline.records import Hit

_REPORT = r"(?:reports?|reporting|counts?|figures?|tolls?|estimates?|tall(?:y|ies)|numbers?|statements?|accounts?)"
_TOLD = r"(?:reported|said|put|given|counted|estimated|announced|stated)"
_EARLIER = r"(?:earlier|previous(?:ly)?|initial(?:ly)?|original(?:ly)?|prior|preliminary|at first|first)"
_EARLIER_REPORT = re.compile(
    rf"\b{_EARLIER}(?: [\w’'-]+)? {_REPORT}\b|\b{_EARLIER} {_TOLD}\b|\b{_TOLD} {_EARLIER}\b", re.I
)
_TELLS_OF_CHANGE = re.compile(
    rf"\b(?:{_EARLIER}|former(?:ly)?|correct(?:ed|ing|ion)|revis(?:ed|ing|ion)|updat(?:ed|ing)|rais(?:ed|ing)|lower(?:ed|ing)|"
    r"(?:rises?|rose|risen|up|down|fell|fallen|climb(?:s|ed)) (?:from|to)|instead of|rather than|not)\b",
    re.I,
)


def untold_report(sentence: str, cited: Sequence[Hit], found: Sequence[Hit]) -> str:
    """Return the fault of a sentence that mentions an earlier report without support; empty if there is none.

    Args:
        sentence: The sentence on one line, without its markers.
        cited: The passages that it cites.
        found: All passages that it could have cited; one that is older than another may be the earlier report.
    """
    if not _EARLIER_REPORT.search(sentence) or any(_is_older(one, found) for one in cited):
        return ""
    telling = " ".join(
        part for hit in cited for part in _sentences(hit.article.title, hit.text) if _TELLS_OF_CHANGE.search(part)
    )
    numbers = numbers_in(sentence)
    if telling and (not numbers or numbers & numbers_in(telling)):
        return ""
    return "it mentions an earlier report, but the cited source does not"


def _sentences(title: str, text: str) -> list[str]:
    shown = visible(text)
    return [title, *(shown[span.start : span.end] for span in sentences(shown))]


def _is_older(hit: Hit, found: Sequence[Hit]) -> bool:
    published = hit.article.published
    return published is not None and any(
        other.article.published is not None and other.article.published > published for other in found
    )
