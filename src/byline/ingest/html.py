"""Web pages, read by trafilatura: the article without what surrounds it, and the page's metadata."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import trafilatura
from trafilatura.metadata import extract_metadata
from trafilatura.settings import Document
from trafilatura.utils import HTML_PARSER

from byline.errors import ArticleError
from byline.ingest.draft import Draft, draft_of
from byline.ingest.structured import as_notice, structured_of
from byline.ingest.surroundings import (
    clean,
    has_other_pages,
    headline_of,
    is_consent,
    is_error,
    is_list,
    is_not_free,
    is_short,
    main_text,
    without_offers,
)
from byline.language.people import is_role
from byline.language.text import normalised

_DATES = {"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%dT%H:%M:%S%z"}
_MAIL = re.compile(rb"\s*(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n", re.ASCII)
_NOTHING = "no article found on the page; save the article's own page, not a list or a login form"
_HEAD_BYTES = 10_000
# Browsers write the page's address in the first comment, SingleFile on separate lines.
_SAVED_FROM = re.compile(rb"<!--\s*(?:saved from url=\(\d+\)|[^>]{0,80}?\burl:\s*)(https?://[^\s>]+)", re.DOTALL)

_SAVED_ON = re.compile(rb"<!--[^>]{0,2000}?\bsaved date:\s*[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{4})\b")


def parse_html(file: Path) -> Iterator[Draft]:
    """Read a saved web page, including one saved as a mail message (MHTML)."""
    raw = file.read_bytes()
    address = None
    notes: tuple[str, ...] = ()
    if _MAIL.match(raw[:_HEAD_BYTES]):
        raw, address = _page_in(raw)
    elif saved := _SAVED_FROM.search(raw[:_HEAD_BYTES]):
        address = saved[1].decode("ascii", "replace")
    if saved_on := _SAVED_ON.search(raw[:_HEAD_BYTES]):
        notes = (f"saved on {saved_on[2].decode()} {saved_on[1].decode()} {saved_on[3].decode()}",)
    draft = article_of_page(raw, address)
    yield replace(draft, notes=draft.notes + notes)


def _page_in(raw: bytes) -> tuple[bytes, str | None]:
    """Return the page in a message and its address."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    for part in message.walk():
        if isinstance(part, EmailMessage) and part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            address = message.get("Snapshot-Content-Location") or part.get("Content-Location")
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                charset = part.get_content_charset()
                if charset:  # any charset the page declares predates saving
                    content = content.decode(charset, "replace").encode()
                return content, str(address) if address and str(address).startswith("http") else None
    raise ArticleError("a mail message without a web page in it")


def article_of_page(raw: bytes, address: str | None) -> Draft:
    """Read a web page.

    Args:
        raw: Its HTML.
        address: Where it came from, if known.

    Raises:
        ArticleError: There is no article in it.
    """
    tree = trafilatura.load_html(raw)
    if tree is not None and any(
        entry.level_name == "FATAL" for entry in HTML_PARSER.error_log
    ):  # the tree lacks everything after the error
        told, _, _ = HTML_PARSER.error_log.last_error.message.partition(", use ")
        raise ArticleError(f"cannot be read to the end: {told}")
    if tree is None:
        raise ArticleError(_NOTHING)
    said = structured_of(tree)
    if is_list(tree):
        raise ArticleError("several stories on the page, each linked to its own page; save those pages instead")
    goes_on = has_other_pages(tree)
    taken_out = clean(tree, raw)
    beside, headline = main_text(tree), headline_of(tree)
    page = trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False, date_extraction_params=_DATES)
    text = (page.text or "") if isinstance(page, Document) else ""
    if beside and (is_consent(text) or not _shares(text, beside) or _lost_its_paragraphs(text, beside)):
        text = beside
    if is_consent(text):
        raise ArticleError("no article on the page, only a request for cookie consent; answer it, then save the page")
    text, offered = without_offers(text)
    if is_error(text):
        raise ArticleError("no article on the page, only an error message; save the page once it shows the article")
    if not text.strip():
        raise ArticleError(_NOTHING)
    about = page if isinstance(page, Document) else extract_metadata(trafilatura.load_html(raw), date_config=_DATES)
    notes: tuple[str, ...] = ()
    in_part = offered or taken_out.paywall
    if is_not_free(raw) or in_part:
        notes = ("the page is for subscribers: this may not be the whole article",)
        in_part = in_part or is_short(text)
    if goes_on:
        notes += ("the article continues on other pages; save those too",)
        in_part = True
    found = {
        "title": headline or about.title,
        "url": about.url or address,
        "publisher": "" if about.sitename == about.hostname and said.fields.get("publisher") else about.sitename,
        "author": ", ".join(
            name for part in re.split("[;,]", about.author or "") if (name := part.strip()) and not is_role(name)
        ),
        "published": about.date,
    }
    missing = {name: value for name, value in said.fields.items() if not found[name]}
    beneath = [as_notice(one) for one in said.corrections if normalised(one) not in normalised(text)]
    if beneath:
        text = "\n".join((text, *beneath))
        notes += ("the correction at the end comes from the page's metadata",)
    draft = draft_of({**found, **missing}, text=text)
    return replace(draft, notes=notes, in_part=in_part, modified=said.modified)


def _lost_its_paragraphs(text: str, other: str) -> bool:
    """Return whether a text equals another one joined into a single paragraph."""
    return "\n" not in text.strip() and len(other) <= 1.2 * len(text)


def _shares(text: str, other: str) -> bool:
    """Return whether a text contains any of another's longer lines."""
    lines = [line for line in other.split("\n") if len(line) >= 40]
    plain = " ".join(text.split())
    return not lines or any(line[:40] in plain for line in lines)
