"""Plain text, and Markdown with front matter. The text is kept exactly, line ends included."""

import codecs
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import yaml
from charset_normalizer import CharsetMatch, from_bytes

from byline.errors import ArticleError
from byline.ingest.draft import Draft, draft_of, kind_of_value

# What English texts contain besides ASCII; of two encodings, the one that yields more of these wins.
_COMMON = frozenset("£€§°©®–—…•‘’“”½¼¾×éèêëáàâäãåæçíìîïñóòôöõøßúùûüÉÀÂÄÅÆÇÑÖØÜ\u00a0")
# Signs that occur within words only if the bytes are a Central European language.
_WITHIN_WORDS = re.compile(r"[a-zß-ÿ][³¹¿£¥¶][a-zß-ÿ]|(?<!\w)[³¿£¥][ß-ÿa-z]{2}")
_OF_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|a|was|for|that|on|is|by|at|with|as)\b(?!\.\w)", re.IGNORECASE)
_FAVOUR = 0.1  # how much less coherent a text with only Western letters may be as Windows-1252 than in another encoding
_ENGLISH = 0.15  # minimum share of these words in an English text
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_NAMED = re.compile(r"([A-Za-z][\w -]{0,40}):(?:[ \t]+([^\s!&*@`%|>\[{].*?))?[ \t]*")
_TOML = re.compile(r"\+\+\+[ \t]*\r?\n(.*?)\r?\n\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL)  # as in Hugo
_SAMPLE_BYTES = 10_000
_ASCII_SHARE = 0.7  # minimum share of ASCII characters in UTF-16 without a mark
_MARKS = (  # longer ones first: UTF-32's little-endian mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The encodings of texts without a mark, most common first: when two are equally plausible, the earlier wins.
_LEGACY = (
    *("cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949", "koi8_r", "koi8_u"),
)


class _FrontMatter(yaml.SafeLoader):
    """Reads YAML but leaves dates as strings, because `parse_date` understands more formats."""


def _as_written(_: _FrontMatter, node: yaml.ScalarNode) -> str:
    return str(node.value)


_FrontMatter.add_constructor("tag:yaml.org,2002:timestamp", _as_written)


def parse_text(file: Path) -> Iterator[Draft]:
    """Read a text file, without its byte order mark."""
    text, encoding = decode(file.read_bytes())
    yield _warned(draft_of({}, text=text), encoding)


def parse_markdown(file: Path) -> Iterator[Draft]:
    """Read a Markdown file; the text is everything after the front matter, unchanged."""
    text, encoding = decode(file.read_bytes())
    match = _FRONT_MATTER.match(text)
    if not match and (matter := _TOML.match(text)):
        try:
            named = tomllib.loads(matter[1])
        except tomllib.TOMLDecodeError as error:
            raise ArticleError(f"front matter is not TOML: {error}") from error
        shown = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in named.items()}
        yield _warned(draft_of(shown, text=text[matter.end() :]), encoding)
        return
    if not match:
        yield _warned(draft_of({}, text=text), encoding)
        return
    told: tuple[str, ...] = ()
    try:
        found = yaml.load(match[1], _FrontMatter)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        lines = [_NAMED.fullmatch(line) for line in match[1].splitlines() if line.strip()]
        found = {line[1]: (line[2] or "").strip("\"'") for line in lines if line}  # `title: Mill sold: the story`
        if len(found) < len(lines):
            raise ArticleError(f"front matter is not YAML: {str(error).splitlines()[0]}") from error
        told = (f"front matter is not YAML, read line by line: {str(error).splitlines()[0]}",)
    if isinstance(found, str):  # a text between two rules
        yield _warned(draft_of({}, text=text), encoding)
        return
    if found is not None and not isinstance(found, dict):
        raise ArticleError(f"front matter: found {kind_of_value(found)}, expected names and values")
    draft = draft_of(found or {}, text=text[match.end() :])
    yield _warned(replace(draft, warnings=(*draft.warnings, *told)), encoding)


def _warned(draft: Draft, encoding: str) -> Draft:
    if encoding not in (*_LEGACY, "mac_roman"):
        return draft
    return replace(draft, warnings=(*draft.warnings, f"not UTF-8: read as {encoding}, which is a guess"))


def marked_encoding(raw: bytes) -> str | None:
    """Return the encoding that a byte order mark declares; None if there is no mark."""
    return next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), None)


def decode(raw: bytes) -> tuple[str, str]:
    """Decode bytes by their mark, as UTF-8, or in the most plausible encoding.

    Returns:
        The text and the name of the encoding.

    Raises:
        ArticleError: The bytes are not text.
    """
    marked = marked_encoding(raw) or _utf16_without_mark(raw)
    if marked:
        return _decode(raw, marked), marked
    try:
        return _decode(raw, "utf-8"), "utf-8"
    except ArticleError:
        if (mended := _with_stray_bytes(raw)) is not None:
            return mended, "utf-8"
        if (western := _western(raw)) is not None:
            return western
        guesses = [] if b"\0" in raw else list(from_bytes(raw, cp_isolation=list(_LEGACY)))
        if not guesses:
            raise
        if _WITHIN_WORDS.search(raw.decode("cp1252", "replace")) and len(guesses) > 1:
            guesses = [guess for guess in guesses if guess.encoding != "cp1252"] or guesses
        is_western = {one for one in raw.decode("cp1252", "replace") if one > "\x7f"} <= _COMMON

        def order(guess: CharsetMatch) -> tuple[float, float, int]:
            favour = _FAVOUR if is_western and guess.encoding == "cp1252" else 0.0
            return guess.chaos, -guess.coherence - favour, _LEGACY.index(guess.encoding)

        best = min(guesses, key=order)
        return _decode(raw, best.encoding), best.encoding


def _utf16_without_mark(raw: bytes) -> str | None:
    """Return the form of UTF-16 in which most characters are ASCII; None if neither is."""
    sample = raw[:_SAMPLE_BYTES]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if len(raw) % 2 == 0 and zeros.count(0) > _ASCII_SHARE * len(zeros) and sample.count(0) == zeros.count(0):
            return encoding
    return None


def _with_stray_bytes(raw: bytes) -> str | None:
    """Decode as UTF-8 with a few invalid bytes, shown as U+FFFD; None if too many are invalid."""
    text = raw.decode("utf-8", "replace")
    strays, others = text.count("\ufffd"), sum(1 for one in text if one > "\x7f")
    return text if "\0" not in text and others - strays >= strays else None


def _western(raw: bytes) -> tuple[str, str] | None:
    """Decode as Windows-1252 a text that is English or has only English letters; None if it is neither.

    Decode as Mac Roman instead if that makes more sense.

    Encoding statistics are useless with so few non-ASCII characters: a pound sign would become a Polish letter.
    """
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    if "\0" in text or re.search(r"£[a-z]", text) or _WITHIN_WORDS.search(text):  # Polish letters
        return None
    words = len(re.findall(r"\w+", text))
    is_english = len(_OF_ENGLISH.findall(text)) >= _ENGLISH * words
    has_no_letters = not any(one > "\x7f" and one.isalpha() for one in text)
    if not (has_no_letters or is_english):
        return None
    mac = raw.decode("mac_roman")
    if is_english and sum(one in _COMMON for one in mac) > sum(one in _COMMON for one in text):
        return mac, "mac_roman"
    return text, "cp1252"


def _decode(raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleError(f"not text: byte {error.start} is not {encoding}") from error
    if "\0" in text:
        raise ArticleError("not text: it contains NUL characters")
    return text.lstrip("\ufeff")  # further marks, in a file concatenated from others
