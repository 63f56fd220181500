"""Identify the language of a text by its script, its words and py3langid."""

import re
from functools import cache
from typing import TYPE_CHECKING

from byline.language.content import is_common
from byline.language.text import without_possessive, words

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# The languages known to py3langid in which news is mostly written: dialects and small neighbours would take a share of
# a language's probability.
_NAMES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "sv": "Swedish",
    "da": "Danish",
    "no": "Norwegian",
    "fi": "Finnish",
    "is": "Icelandic",
    "pl": "Polish",
    "cs": "Czech",
    "sk": "Slovak",
    "hu": "Hungarian",
    "ro": "Romanian",
    "hr": "Croatian",
    "sl": "Slovene",
    "sq": "Albanian",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "et": "Estonian",
    "ca": "Catalan",
    "eu": "Basque",
    "gl": "Galician",
    "ga": "Irish",
    "mt": "Maltese",
    "tr": "Turkish",
    "az": "Azerbaijani",
    "uz": "Uzbek",
    "id": "Indonesian",
    "ms": "Malay",
    "tl": "Filipino",
    "vi": "Vietnamese",
    "sw": "Swahili",
    "ru": "Russian",
    "uk": "Ukrainian",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "sr": "Serbian",
    "mk": "Macedonian",
    "kk": "Kazakh",
    "el": "Greek",
    "hy": "Armenian",
    "ka": "Georgian",
    "he": "Hebrew",
    "ar": "Arabic",
    "fa": "Persian",
    "ur": "Urdu",
    "hi": "Hindi",
    "mr": "Marathi",
    "ne": "Nepali",
    "bn": "Bengali",
    "pa": "Punjabi",
    "gu": "Gujarati",
    "ta": "Tamil",
    "te": "Telugu",
    "kn": "Kannada",
    "ml": "Malayalam",
    "si": "Sinhala",
    "th": "Thai",
    "lo": "Lao",
    "km": "Khmer",
    "my": "Burmese",
    "am": "Amharic",
    "zh": "Chinese",
    "ja": "Japanese",
    "ko": "Korean",
}
_CHARACTERS_READ = 5_000
_FEWEST_LETTERS = 40  # fewest letters by which alone a language can be identified with certainty
_SURE = 0.9
_LIKELY = 0.4  # for a few words that are hardly English
_HARDLY = 0.05
_NAMED = 0.8  # for a few words, to name their language
UNDETERMINED = "und"
_FEWEST_OTHER = 2  # letters of another script, or characters that are nearly a word each
_FEWEST_WORDS = 3  # in a question, or its names would decide
_ENGLISH = 0.6  # share of common English words from which a few words count as English
# Question words that hardly any other language has.
_ONLY_ENGLISH = frozenset(
    words(
        "the and this that their with from about what who whom whose how which when where why did does doesn't didn't"
    )
)
_LATIN = re.compile(r"[A-Za-z\u00aa-\u024f\u1e00-\u1eff]+")
_PICTURED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")  # each is nearly a word


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_NAMES))
    return identifier


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language; None if it is too short or mixed."""
    opening = text[:_CHARACTERS_READ]
    if other := _other_script(opening):
        return _likeliest(other)[0]
    if sum(map(str.isalpha, opening)) >= _FEWEST_LETTERS:
        language, probability = _likeliest(opening)
        if probability >= _SURE:
            return language
    return _foreign(opening)[0]


def foreign_language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of a few words; None if they may be English.

    `und` means that they are hardly English but otherwise unclear. Names, single words and typing errors count as
    possibly English.
    """
    language, probability = _foreign(text)
    return language if probability >= _NAMED or not language else UNDETERMINED


def _foreign(text: str) -> tuple[str | None, float]:
    if other := _other_script(text):
        return _likeliest(other)
    written = [without_possessive(word) for word in words(text)]
    if len(written) < _FEWEST_WORDS or not _ONLY_ENGLISH.isdisjoint(map(str.lower, written)):
        return None, 1.0
    plain = [word for number, word in enumerate(written) if word.isalpha() and (word[0].islower() or not number)]
    if sum(map(is_common, plain)) > _ENGLISH * len(plain):
        return None, 1.0
    ranked = _identifier().rank(text)
    language, probability = ranked[0]
    if probability < _LIKELY or dict(ranked)["en"] > _HARDLY:
        return None, 1.0
    return str(language), float(probability)


def language_name(code: str) -> str:
    """Return the English name of a language; its code if the name is not known."""
    return _NAMES.get(code, code)


def _other_script(text: str) -> str | None:
    """Return a text without Latin letters, if other letters are most of it; else None."""
    latin = sum(len(found[0]) for found in _LATIN.finditer(text))
    letters = sum(map(str.isalpha, text)) - latin
    if letters + len(_PICTURED.findall(text)) <= max(latin, _FEWEST_OTHER):
        return None
    return _LATIN.sub(" ", text)


def _likeliest(text: str) -> tuple[str, float]:
    language, probability = _identifier().classify(text)
    return str(language), float(probability)
