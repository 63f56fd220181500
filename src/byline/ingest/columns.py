"""Map a column name to an article field: the names that scrapers and spreadsheets write, in several languages."""

import ast
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from operator import itemgetter
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
        "newscontent posttext postcontent storytext storybody article story copy bodycopy artikeltext volltext "
        "textinhalt inhalt artikelinhalt texte contenu corps texto contenido cuerpo textocompleto testo contenuto "
        "corpo conteudo tekst inhoud brodtekst brodtext innehall indhold innhold tresc obsah sadrzaj besedilo szoveg "
        "teksti metin icerik haber текст содержание текстстатьи текстстатті κειμενο 正文 内容 內容 文章 全文 本文 記事 "
        "본문 내용 기사 النص نص المحتوى المقال תוכן טקסט"
    ),
    "id": "id",
    "title": (
        "title headline heading articletitle newstitle storytitle posttitle headlinetext webtitle titel "
        "uberschrift schlagzeile titre titulo titular titolo rubrik overskrift otsikko tytul baslik kop titulek nadpis "
        "naslov cim заголовок название τιτλος 标题 標題 题目 見出し タイトル 제목 العنوان عنوان כותרת"
    ),
    "url": (
        "url link articleurl articlelink pageurl weburl newsurl storyurl posturl originalurl canonicalurl "
        "sourceurl canonicallink permalink webpage webaddress address href uri adresse webadresse lien enlace "
        "indirizzo odkaz povezava ссылка адрес 链接 網址 网址 リンク 링크 الرابط קישור"
    ),
    "publisher": (
        "publisher publication publishername publicationname newspaper outlet source sourcename sourcetitle "
        "sourcehostname newssource newsoutlet site sitename mediaoutlet medianame media hostname sourcedomain "
        "domain quelle zeitung medium herausgeber editeur journal fuente periodico medio giornale testata "
        "fonte jornal bron krant kalla tidning kilde avis zrodlo gazeta zdroj vir forras lahde kaynak источник "
        "издание джерело πηγη 来源 來源 媒体 媒體 出典 情報源 출처 언론사 المصدر מקור"
    ),
    "author": (
        "author authors byline writer writers creator authorname reporter journalist autor autoren verfasser "
        "auteur auteurs autores autore autori redacteur redakteur forfattare forfatter auteurnaam kirjoittaja avtor "
        "szerzo yazar muhabir автор συγγραφεας 作者 记者 記者 著者 筆者 기자 저자 الكاتب المؤلف מחבר כותב"
    ),
    "published": (
        "published publishedat publishedon publisheddate publishdate publishedtime publisheddatetime "
        "datepublished datepublish datetimepublished publicationdate publicationtime webpublicationdate "
        "pubdate date articledate newsdate postdate posteddate releasedate dateofpublication datetime "
        "timestamp datum veroffentlicht erscheinungsdatum datedepublication fecha fechadepublicacion data "
        "datadipubblicazione datadepublicacao parution publikation publiziert publie publicado publicacion publicacao "
        "pubblicato pubblicazione publicerad publicerat gepubliceerd publiceringsdatum publisert udgivet opublikowano "
        "datapublikacji datumobjave objavljeno datumvydani julkaistu dato tarih дата датапубликации опубликовано "
        "ημερομηνια 日期 发布时间 發布時間 发布日期 發布日期 时间 公開日 日付 掲載日 "
        "配信日 날짜 게시일 작성일 التاريخ تاريخالنشر תאריך created createdat"
    ),
    "language": (
        "language lang languagecode sprache langue idioma lingua taal sprak jezyk dil язык 语言 語言 言語 언어 اللغة"
    ),
}
# Keys under which WordPress, Drupal, MongoDB and XML-to-JSON converters put a value.
_OF_WRAPPED = ("name", "rendered", "value", "$oid", "$date", "$text", "#text", "$t")
# What programs and news services write for a missing value.
_MISSING = frozenset(
    ("nan", "NaN", "NaT", "None", "none", "null", "NULL", "<NA>", "N/A", "n/a", "#N/A", "\\N", "undefined", "[Removed]")
)
_OF_BLOCK = frozenset({"text", "content", "value", "html"})
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+$", re.IGNORECASE)


@lru_cache(10_000)
def key(name: str) -> str:
    """Return the letters and digits of a column name in lower case, without accents."""
    plain = unicodedata.normalize("NFKD", name.replace("ø", "o").replace("Ø", "o").replace("ł", "l").replace("ı", "i"))
    return "".join(character for character in plain.casefold() if character.isalnum())


_KEYS = {field: tuple(key(name) for name in names.split()) for field, names in _NAMES.items()}
_RANKS = {name: (field, rank) for field, names in _KEYS.items() for rank, name in reversed(list(enumerate(names)))}
_BY_WORDS = 1_000  # the rank of a name that is recognised only by its words, below all others
# Words of a longer column name that do not say what is in the column: `Fecha de la noticia`, `main_content (HTML)`.
_EMPTY_WORDS = (
    "the of for at on in to article articles news story item post entry page web site main full raw plain clean "
    "html txt string value name utc der die das des den dem am um von vom artikel artikels nachricht beitrag meldung "
    "de du des la le les l d en et actualite el los las del noticia noticias articulo di della dello dell il "
    "articolo notizia da do dos das artigo van het een bericht artykulu wiadomosci clanku"
)
_SAY_NOTHING = frozenset(map(key, _EMPTY_WORDS.split()))
_GENDER = re.compile(r"(?<=\w)[·•/:*_(](?:innen|in|en|e|s|es|a|n)\)?(?=\W|$)", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])|\d+")


@lru_cache(10_000)
def _field_of(name: str) -> tuple[str, int] | None:
    """Return the field that a column holds and the rank of its name, lower is better; None if the name is unknown.

    A name of several words is known if all words that say anything name the same field: `Corps de l’article`.
    """
    if found := _RANKS.get(key(name)):
        return found
    words = [key(word) for word in _WORD.findall(_GENDER.sub("", name))]
    said = [word for word in words if word not in _SAY_NOTHING]
    fields = {_RANKS[word][0] if word in _RANKS else None for word in said}
    if len(fields) != 1 or (field := fields.pop()) in (None, "id"):
        return None
    return field, _BY_WORDS


_OF_ARTICLE = frozenset((*_KEYS["title"], *_KEYS["url"], *_KEYS["published"]))


def has_text(names: Iterable[object], columns: Mapping[str, str] | None = None) -> bool:
    """Return whether one of these columns is known to contain the text."""
    return any(_holds("text", str(name), columns or {}) for name in names)


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
    given: dict[str, list[tuple[int, Any]]] = {}
    source = None
    for name, value in found.items():
        value = _unwrapped(value)
        if value in (None, "", []) or (isinstance(value, str) and value.strip() in _MISSING):
            continue
        if key(str(name)) == "source":
            source = value
        for field, rank in _fields_held(str(name), columns):
            given.setdefault(field, []).append((rank, value))
    fields = {}
    for field in FIELDS:
        values = [value for _, value in sorted(given.get(field, ()), key=itemgetter(0))]
        if field == "text":
            values = [_joined(value) for value in values]
            values.sort(key=lambda value: len(value) if isinstance(value, str) else 0, reverse=True)
        elif field == "author":
            values = [value for value in values if not re.fullmatch(r"\d+", str(value))]  # ids in a table of authors
        elif field == "publisher" and field not in columns:
            values = [value for value in values if not _is_address(value)]
        if values:
            fields[field] = values[0]
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


def _fields_held(name: str, columns: Mapping[str, str]) -> list[tuple[str, int]]:
    """Return the fields that a column holds, each with the rank of the column among those of the field."""
    found = _field_of(name)
    if not columns:
        return [found] if found else []
    chosen = [(field, 0) for field, column in columns.items() if key(column) == key(name)]
    return chosen + ([found] if found and found[0] not in columns else [])


def _holds(field: str, name: str, columns: Mapping[str, str]) -> bool:
    return any(held == field for held, _ in _fields_held(name, columns))


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
