"""What stands around the article of a web page: consent to cookies, offers to subscribe, other stories."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from byline.ingest.grid import lines_of_table

_CONSENT_NAME = re.compile(
    r"consent|cookie|gdpr|onetrust|didomi|privacy|cmp[-_]|sp_message|usercentrics|quantcast", re.I
)
_CONSENT_WORDS = re.compile(
    r"cookies?|consent|our (?:\d[\d,.]* )?partners|personal data|personali[sz]ed (?:ads|advertising)|your preferences|"
    r"unique identifiers|legitimate interest|your choices|privacy|information on (?:a|your) device",
    re.I,
)
_ASKS_READER = re.compile(
    r"we and our|our (?:\d[\d,.]* )?partners|your (?:preferences|choices|device|consent)|you (?:may|can) (?:\w+ ){0,2}"
    r"(?:accept|click|withdraw|manage|consent|object|refuse|change)",
    re.I,
)
_PAYWALL_NAME = re.compile(
    r"paywall|subscri(?:be|ption)[-_]?(?:box|wall|offer|prompt|banner)|regwall|meter(?:ed)?[-_]", re.I
)
_OTHERS_NAME = re.compile(
    r"(?:^|[-_\s])(?:teasers?|most[-_]?(?:read|popular|viewed)|read[-_]?(?:more|next|also)|newsletter(?:[-_]\w+)?|"
    r"related(?:[-_](?:articles?|stories|content|links?|posts?|news))?|recommended(?:[-_]\w+)?|"
    r"more[-_](?:stories|news|on|from)|trending|outbrain|taboola|promo(?:[-_]\w+)?)(?:$|[-_\s])",
    re.I,
)
_OTHERS_LINE = re.compile(
    r"(?:- )?(?:read (?:more|also|next)|see also|related(?: stories| articles)?|most read|more on this)\s*:", re.I
)
_PAYWALL_LINE = re.compile(
    r"(?:this (?:article|story|content|page) is (?:only )?(?:available )?(?:for|to) (?:\w+ )?"
    r"(?:subscribers|members)(?: only)?|"
    r"(?:subscribe|log in|sign in|sign up|register)\b.{0,60}\bto (?:read|continue|unlock|access|see)\b.{0,50}|"
    r"to (?:continue reading|read the (?:rest|full)|keep reading)\b.{0,60}|already a (?:subscriber|member)\?.*|"
    r"(?:continue reading|read the full (?:article|story)) with\b.*|(?:only )?for (?:our )?subscribers(?: only)?|"
    r"(?:jetzt|hier) (?:abonnieren|weiterlesen).*|weiterlesen mit .*|dieser artikel ist (?:nur )?für abonnent.*|"
    r"(?:article |contenu )?réservé aux abonnés.*|il vous reste .* à lire.*|(?:contenido )?(?:solo|exclusivo) para "
    r"suscriptores.*|(?:contenuto )?riservato agli abbonati.*|"
    r"you have (?:reached|read) (?:your|all) .{0,40}(?:limit|free articles).*)",
    re.I,
)
_NOT_FREE = re.compile(rb'isAccessibleForFree["\']?\s*(?::|content=)\s*["\']?\s*(?:false|no)\b', re.I)
_LIVE = re.compile(rb'"@type"\s*:\s*\[?\s*"LiveBlogPosting"|class="[^"]*live-?blog', re.I)

_LARGEST_SHARE = 0.5  # of a page's text, up to which a block of other stories is taken out
_LONGEST_CONSENT = 3_000
_LONGEST_OFFER = 250  # characters of a line
_TEASER_CHARACTERS = 1_500  # an article that is not free and is no longer than this was hardly read whole
_LONGEST_CELL = 300  # characters; a table with more in a cell lays out a page
_CONTAINERS = ("div", "section", "aside", "dialog", "form", "ul", "figure", "p", "footer", "header")


class Cleaned(NamedTuple):
    """What was taken out of a page.

    Attributes:
        consent: Whether it was a text that asks for consent to cookies.
        paywall: Whether it was an offer to subscribe.
    """

    consent: bool
    paywall: bool


def clean(tree: etree._Element, raw: bytes) -> Cleaned:
    """Take out of a page what is none of its article, and put the times of a live blog's posts before them."""
    total = max(len(_text(tree)), 1)
    consent = paywall = False
    for element in list(tree.iter(*_CONTAINERS)):
        if element.getparent() is None or (element is not tree and tree not in element.iterancestors()):
            continue
        name = f"{element.get('id', '')} {element.get('class', '')}"
        if not name.strip() and element.tag != "dialog":
            continue
        if _CONSENT_NAME.search(name) and _holds_no_article(element) and _consent_words(_text(element)) >= 2:
            consent = True
        elif (
            _PAYWALL_NAME.search(name)
            and any(map(_PAYWALL_LINE.search, _lines(element)))
            and _holds_no_article(element)
        ):
            paywall = True
        elif not (
            _OTHERS_NAME.search(name) and _holds_no_article(element) and len(_text(element)) < _LARGEST_SHARE * total
        ):
            continue
        _drop(element)
    if _LIVE.search(raw):
        _keep_times(tree)
    for table in list(tree.iter("table")):
        _tell_columns(table)
    return Cleaned(consent, paywall)


def without_offers(text: str) -> tuple[str, bool]:
    """Leave out the lines that offer to subscribe, name other stories or ask for consent; tell if there were offers."""
    kept, offered = [], False
    for line in text.split("\n"):
        if len(line) < _LONGEST_OFFER and _PAYWALL_LINE.match(line.lstrip("-#* ")):
            offered = True
        elif not _OTHERS_LINE.match(line) and not is_consent(line):
            kept.append(line)
    return "\n".join(kept), offered


def is_consent(text: str) -> bool:
    """Tell whether what was taken for an article asks for consent to cookies, and is little else."""
    asks = {match[0].lower() for match in _ASKS_READER.finditer(text)}
    return len(text) < _LONGEST_CONSENT and len(asks) >= 2 and _consent_words(text) >= 3


def is_not_free(raw: bytes) -> bool:
    """Tell whether a page says that not everybody may read it."""
    return _NOT_FREE.search(raw) is not None


def is_short(text: str) -> bool:
    """Tell whether a text is hardly the whole of an article that is not free."""
    return len(text) < _TEASER_CHARACTERS


def headline_of(tree: etree._Element) -> str:
    """Return the headline that a page shows and begins its own title with; empty if that is not one and the same."""
    shown = [text for one in tree.iter("h1") if (text := _text(one))]
    title = next((_text(one) for one in tree.iter("title")), "")
    return shown[0] if len(shown) == 1 and title.casefold().startswith(shown[0].casefold()) else ""


def main_text(tree: etree._Element) -> str:
    """Return the paragraphs that follow the page's headline in the same part of the page; empty if there are few."""
    for headline in tree.iter("h1"):
        for part in headline.iterancestors("div", "section", "article", "main", "aside"):
            lines = [_text(one) for one in part.iter("h1", "h2", "h3", "p")]
            paragraphs = [_text(one) for one in part.iter("p")]
            if len(paragraphs) > 1 and sum(map(len, paragraphs)) > 150:
                return "\n".join(filter(None, lines))
    return ""


def _consent_words(text: str) -> int:
    return len({match[0].lower() for match in _CONSENT_WORDS.finditer(text)})


def _holds_no_article(element: etree._Element) -> bool:
    return next(element.iter("h1", "article", "main", "body"), None) is None


def _keep_times(tree: etree._Element) -> None:
    """Put the time of each post of a live blog before its first paragraph."""
    for time in list(tree.iter("time")):
        shown, post = _text(time), time.getparent()
        while post is not None and post.tag in ("a", "span", "header", "h2", "h3", "h4"):
            post = post.getparent()
        paragraphs = post.iter("p") if post is not None else iter(())
        first = next((one for one in paragraphs if _text(one) and time not in one.iterdescendants()), None)
        if shown and first is not None and not _text(first).startswith(shown):
            first.text = f"{shown} {first.text or ''}"
            _drop(time)


def _tell_columns(table: etree._Element) -> None:
    """Write the rows of a table of figures as paragraphs, each with the names of its columns."""
    rows = [[_text(cell) for cell in row.iter("th", "td")] for row in table.iter("tr")]
    parent = table.getparent()
    is_layout = any(len(cell) > _LONGEST_CELL for row in rows for cell in row) or any(
        True for _ in table.iterdescendants("table")
    )
    if parent is None or is_layout or len(rows) < 2 or max(map(len, rows)) < 2:
        return
    lines = [line for _, line in lines_of_table(rows)]
    place = parent.index(table)
    for number, line in enumerate(lines):
        paragraph = table.makeelement("p")
        paragraph.text = line
        parent.insert(place + number, paragraph)
    _drop(table)


def _text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _lines(element: etree._Element) -> Iterator[str]:
    for one in element.itertext():
        if line := " ".join(one.split()):
            yield line


def _drop(element: etree._Element) -> None:
    """Take an element out, but not the text that follows it."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
