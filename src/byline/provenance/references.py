"""Export cited articles for reference managers: CSL-JSON (Zotero, Mendeley, pandoc) and BibTeX."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from types import MappingProxyType
from typing import Literal, NotRequired
from urllib.parse import quote

from typing_extensions import TypedDict

from byline.language.text import one_line
from byline.records import Article

_KEY_CHARACTERS = 40
_SHORT_WORD = 3  # letters; words up to this length say little about a title
_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "_": r"\_",
        "%": r"\%",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_URL_CHARACTERS = "%/:?#[]@!$&'()*+,;=~"  # kept in a URL; braces, backslashes and spaces would break the field


class CslName(TypedDict):
    """A name as it is written, without guessing which part is the family name."""

    literal: str


CslDate = TypedDict("CslDate", {"date-parts": list[list[int]]})

CslItem = TypedDict(
    "CslItem",
    {
        "id": str,
        "type": Literal["article-newspaper"],
        "title": str,
        "container-title": NotRequired[str],
        "author": NotRequired[list[CslName]],
        "issued": NotRequired[CslDate],
        "URL": NotRequired[str],
        "language": NotRequired[str],
    },
)


def csl_json(articles: Iterable[Article]) -> str:
    """Return articles as CSL-JSON, each version once."""
    return json.dumps(csl_items(articles), ensure_ascii=False, indent=2) + "\n"


def csl_items(articles: Iterable[Article]) -> list[CslItem]:
    """Return articles as CSL-JSON items; the schema is `csl-data.json` of citationstyles.org."""
    items = []
    for key, article in _keyed(articles):
        item: CslItem = {"id": key, "type": "article-newspaper", "title": _title(article)}
        if article.publisher:
            item["container-title"] = one_line(article.publisher)
        if article.author:
            item["author"] = [{"literal": one_line(article.author)}]
        if day := article.day:
            item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
        if article.url:
            item["URL"] = one_line(article.url)
        if article.language:
            item["language"] = article.language
        items.append(item)
    return items


def bibtex(articles: Iterable[Article]) -> str:
    """Return articles as BibTeX entries, each version once; BibLaTeX reads them too."""
    return "\n".join(_entry(key, article) for key, article in _keyed(articles))


REFERENCES: Mapping[str, Callable[[Iterable[Article]], str]] = MappingProxyType(
    {"csl-json": csl_json, "bibtex": bibtex}
)  # by format name


def _entry(key: str, article: Article) -> str:
    day = article.day
    fields = {
        "title": f"{{{_escaped(_title(article))}}}",
        "author": f"{{{_escaped(article.author)}}}" if article.author else "",  # braces keep `and` from splitting it
        "howpublished": _escaped(article.publisher or ""),
        "year": f"{day.year}" if day else "",
        "month": f"{day.month}" if day else "",
        "day": f"{day.day}" if day else "",
        "url": quote(one_line(article.url or ""), safe=_URL_CHARACTERS),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{lines}}}\n"


def _escaped(text: str) -> str:
    return one_line(text).translate(_BIBTEX)


def _title(article: Article) -> str:
    return one_line(article.title) or one_line(article.id)


def _keyed(articles: Iterable[Article]) -> Iterator[tuple[str, Article]]:
    """Yield articles, each version once, with a unique key: publisher, year and a word of the title."""
    used: set[str] = set()
    for article in {(one.id, one.version): one for one in articles}.values():
        key = _key(article)
        free = next(name for number in count(1) if (name := key if number == 1 else f"{key}-{number}") not in used)
        used.add(free)
        yield free, article


def _key(article: Article) -> str:
    words = _ascii_words(_title(article))
    first = next((word for word in words if len(word) > _SHORT_WORD), "".join(words[:1]))
    outlet = "".join(_ascii_words(article.publisher or ""))
    year = str(article.day.year) if article.day else ""
    return "-".join(part[:_KEY_CHARACTERS] for part in (outlet, year, first) if part) or "article"


def _ascii_words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain)
