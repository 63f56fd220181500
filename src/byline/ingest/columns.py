"""Map a column name to an article field: the names that scrapers and spreadsheets write, in several languages."""

import ast
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any

from byline.language.text import shorten

FIELDS = ("text", "id", "title", "url", "publisher", "author", "published", "language")
_LONGEST_NAME = 60  # in messages; anything longer is a value, not a name
_DEEPEST = 3  # levels of nested objects to search for the article

# Better names come first. Case, accents and anything that is not a letter or digit are ignored.
_NAMES = {
    "text": (
        "text body content maintext articletext articlebody articlecontent fulltext bodytext textbody rawtext "
        "plaintext cleantext cleanedtext contenttext textcontent paragraphs contenthtml bodyhtml newstext newsbody "
        "newscontent posttext postcontent storytext storybody article story artikeltext volltext "
        "inhalt artikelinhalt texte contenu corps texto contenido cuerpo textocompleto testo contenuto corpo "
        "conteudo tekst inhoud brodtekst brodtext innehall indhold innhold tresc metin icerik текст "
        "содержание текстстатьи"
    ),
    "id": "id",
    "title": (
        "title headline heading articletitle newstitle storytitle posttitle headlinetext webtitle titel "
        "uberschrift schlagzeile titre titulo titular titolo rubrik overskrift otsikko tytul baslik kop "
        "заголовок"
    ),
    "url": (
        "url link articleurl articlelink pageurl weburl newsurl storyurl posturl originalurl canonicalurl "
        "sourceurl canonicallink permalink webpage webaddress address href uri adresse webadresse lien enlace "
        "indirizzo ссылка"
    ),
    "publisher": (
        "publisher publication publishername publicationname newspaper outlet source sourcename sourcetitle "
        "sourcehostname newssource newsoutlet site sitename mediaoutlet medianame media hostname sourcedomain "
        "domain quelle zeitung medium herausgeber editeur journal fuente periodico medio giornale testata "
        "fonte jornal bron krant kalla tidning kilde avis zrodlo kaynak источник издание"
    ),
    "author": (
        "author authors byline writer writers creator authorname reporter journalist autor autoren verfasser "
        "auteur auteurs autores autore autori forfattare forfatter auteurnaam yazar автор"
    ),
    "published": (
        "published publishedat publishedon publisheddate publishdate publishedtime publisheddatetime "
        "datepublished datepublish datetimepublished publicationdate publicationtime webpublicationdate "
        "pubdate date articledate newsdate postdate posteddate releasedate dateofpublication datetime "
        "timestamp datum veroffentlicht erscheinungsdatum datedepublication fecha fechadepublicacion data "
        "datadipubblicazione datadepublicacao dato tarih дата датапубликации created createdat"
    ),
    "language": "language lang languagecode sprache langue idioma lingua taal sprak jezyk dil язык",
}
# Keys under which WordPress, Drupal, MongoDB and XML-to-JSON converters put a value.
_OF_WRAPPED = ("name", "rendered", "value", "$oid", "$date", "$text", "#text", "$t")
_OF_BLOCK = frozenset({"text", "content", "value", "html"})
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+$", re.IGNORECASE)


@lru_cache(10_000)
def key(name: str) -> str:
    """Return the letters and digits of a column name in lower case, without accents."""
    plain = unicodedata.normalize("NFKD", name.replace("ø", "o").replace("Ø", "o").replace("ł", "l").replace("ı", "i"))
    return "".join(character for character in plain.casefold() if character.isalnum())


_KEYS = {field: tuple(key(name) for name in names.split()) for field, names in _NAMES.items()}
_OF_ARTICLE = frozenset((*_KEYS["title"], *_KEYS["url"], *_KEYS["published"]))


def has_text(names: Iterable[object], columns: Mapping[str, str] | None = None) -> bool:
    """Return whether one of these columns is known to contain the text."""
    return not {key(str(name)) for name in names}.isdisjoint(_keys("text", columns or {}))


def is_article(found: Mapping[str, Any], columns: Mapping[str, str] | None = None) -> bool:
    """Return whether an object has a text that is neither an object nor a list of objects."""
    return has_text((name for name, value in found.items() if not _holds_objects(value)), columns)


def _holds_objects(value: Any) -> bool:
    value = _unwrapped(value)
    return isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(one, Mapping) for one in value))


def _is_block(value: Any) -> bool:
    """Return whether a value is a paragraph of a text stored in pieces, rather than an article itself."""
    if not isinstance(value, Mapping):
        return False
    names = {key(str(name)) for name in value}
    said = [one for name, one in value.items() if key(str(name)) in _OF_BLOCK]
    return len(said) == 1 and isinstance(said[0], str) and names.isdisjoint(_OF_ARTICLE)


def fields_of(found: Mapping[Any, Any], columns: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Map named values to article fields.

    Among several texts the longest wins: the others are teasers. A `source` that is an address is not a publisher.

    Args:
        found: Values by column name.
        columns: The column names the user gave, by field; for these fields no other name counts.
    """
    columns = columns or {}
    given: dict[str, Any] = {}
    for name, value in found.items():
        value = _unwrapped(value)
        if value not in (None, "", []):
            given.setdefault(key(str(name)), value)
    fields = {}
    for field in FIELDS:
        values = [given[name] for name in _keys(field, columns) if name in given]
        if field == "text":
            values = [_joined(value) for value in values]
            values.sort(key=lambda value: len(value) if isinstance(value, str) else 0, reverse=True)
        elif field == "author":
            values = [value for value in values if not re.fullmatch(r"\d+", str(value))]  # ids in a table of authors
        elif field == "publisher" and field not in columns:
            values = [value for value in values if not _is_address(value)]
        if values:
            fields[field] = values[0]
    source = given.get("source")
    if "url" not in fields and "url" not in columns and _is_address(source):
        fields["url"] = source
    return fields


def article_in(
    found: Mapping[str, Any], columns: Mapping[str, str] | None = None, depth: int = _DEEPEST
) -> Mapping[str, Any]:
    """Return the object that has the text: this one, or a nested one merged with the values around it."""
    if is_article(found, columns):
        return found
    for holder, inner in found.items():
        if depth and isinstance(inner, Mapping):
            article = article_in(inner, columns, depth - 1)
            if is_article(article, columns):
                return {**{name: value for name, value in found.items() if name != holder}, **article}
    return found


def not_found(names: Collection[str], columns: Mapping[str, str] | None = None) -> str:
    """Say that no column has the text, list the columns found, and say what to do."""
    shown = ", ".join(shorten(name, _LONGEST_NAME) for name in names) or "none"
    wanted = (columns or {}).get("text", "text")
    reason = f"found the columns {shown}, expected one named {wanted}; choose another with --columns text=COLUMN"
    is_headless = any(len(name) > _LONGEST_NAME for name in names)
    return f"{reason}, or add a header row" if is_headless else reason


def _keys(field: str, columns: Mapping[str, str]) -> tuple[str, ...]:
    return (key(columns[field]),) if field in columns else _KEYS[field]


def _is_address(value: object) -> bool:
    return isinstance(value, str) and bool(_ADDRESS.match(value.strip()))


def _joined(value: Any) -> Any:
    """Join a text that came in pieces: paragraphs, or fragments of one paragraph between tags."""
    if not isinstance(value, list) or not all(isinstance(piece, str) for piece in value):
        return value
    text = ""
    for piece in value:
        open_sentence = text[-1:].isspace() or piece[:1].isspace() or not text
        text += piece if open_sentence else f"{'' if text[-1:].isalnum() and piece[:1] in '.,;:!?' else chr(10)}{piece}"
    return text


def _unwrapped(value: Any) -> Any:
    """Unwrap a value: an object such as a name or formatted text, or a list, which may be written as a string."""
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        try:
            listed = ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return value
        value = listed if isinstance(listed, list) and all(isinstance(item, str) for item in listed) else value
    if isinstance(value, list) and value and all(map(_is_block, value)):
        return [one for block in value for name, one in block.items() if key(str(name)) in _OF_BLOCK]
    if isinstance(value, list):
        return [_unwrapped(item) if isinstance(item, Mapping) else item for item in value]
    if isinstance(value, Mapping):
        return next((value[name] for name in _OF_WRAPPED if isinstance(value.get(name), str)), value)
    return value
