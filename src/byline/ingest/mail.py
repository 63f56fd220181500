"""Mail messages and mailboxes, read by the standard library: their text, and the names of their attachments."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from itertools import pairwise
from pathlib import Path

from byline.errors import ArticleError
from byline.ingest.draft import Draft, Rejection, draft_of
from byline.ingest.markup import plain_text
from byline.ingest.plain import decode
from byline.language.text import one_line

_STUB = 0.4  # a plain-text form shorter than this share of the fullest form only refers to it
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)  # how a mailbox escapes a message line that begins with From
# A message begins after an empty line, with its headers: a sentence that begins with `From` does not begin one.
_MESSAGE = re.compile(
    rb"(?:(?:(?<=\n\n)|(?<=\n\r\n)|\A\s*)From [^\n]*"
    rb"|^From \S+ +[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d[^\n]*)\n(?=>?[!-9;-~]{1,70}:)",
    re.MULTILINE,
)
_BLANK_LINE = re.compile(rb"(\n)\r?\n\Z")
_NO_DOCUMENT = ("image/", "audio/", "video/", "application/pgp-signature", "application/pkcs7", "text/calendar")


def parse_eml(file: Path) -> Iterator[Draft]:
    """Read a message."""
    yield _draft(email.message_from_bytes(file.read_bytes(), policy=email.policy.default))


def parse_mbox(file: Path) -> Iterator[Draft | Rejection]:
    """Read the messages of a mailbox in order; reject each message without text, by its number."""
    raw = file.read_bytes()
    starts = [match.start() for match in _MESSAGE.finditer(raw)]
    if not starts:
        raise ArticleError("no messages in it")
    for number, (start, end) in enumerate(pairwise([*starts, len(raw)]), start=1):
        _, _, content = raw[start:end].partition(b"\n")
        content = _BLANK_LINE.sub(rb"\1", content)  # between two messages
        try:
            message = email.message_from_bytes(_QUOTED.sub(rb"\1", content), policy=email.policy.default)
            yield replace(_draft(message), row=number)
        except ArticleError as error:
            yield Rejection(f"message {number}: {error}", number)


def _draft(message: EmailMessage) -> Draft:
    text = _body(message)
    attached = [part for part in message.walk() if isinstance(part, EmailMessage) and _is_attached(part)]
    names = [one_line(part.get_filename() or part.get_content_type()) for part in attached]
    name, address = parseaddr(str(message.get("From", "")))
    found = {
        "title": one_line(str(message.get("Subject", ""))),
        "author": one_line(name or address),
        "published": _sent(message),
    }
    notes = (f"attachments not read: {', '.join(names)}",) if names else ()
    if not text.strip():
        is_locked = message.get_content_type() == "multipart/encrypted"
        raise ArticleError("; ".join(("encrypted; save it as text" if is_locked else "no text in it", *notes)))
    in_part = any(not part.get_content_type().startswith(_NO_DOCUMENT) for part in attached)
    return replace(draft_of(found, text=text), notes=notes, in_part=in_part)


def _body(message: EmailMessage) -> str:
    """Return the text of a message: all displayed parts, and the fullest of a part's alternative forms.

    A message attached to it is read as part of it, below the lines that say who sent it.
    """
    if message.get_content_type() == "multipart/alternative":
        forms = [_body(part) for part in message.iter_parts() if isinstance(part, EmailMessage)]
        plain, *others = (form for form in forms if form.strip()) if any(map(str.strip, forms)) else ("",)
        fullest = max(others, key=len, default="")
        return fullest if len(plain) < _STUB * len(fullest) else plain
    if message.get_content_type() == "multipart/related":
        return next((_body(part) for part in message.iter_parts() if isinstance(part, EmailMessage)), "")
    if message.get_content_type() == "message/rfc822":
        inner = message.get_content()
        told = [f"{name}: {one_line(str(inner[name]))}" for name in ("From", "Date", "Subject") if inner[name]]
        body = _body(inner)
        return "\n".join((*told, "", body)) if body.strip() else ""
    if message.is_multipart() and message.get_content_maintype() == "multipart":
        parts = [_body(part) for part in message.iter_parts() if isinstance(part, EmailMessage)]
        return "\n".join(filter(str.strip, parts))
    return _text_of(message) if _is_shown(message) else ""


def _is_shown(part: EmailMessage) -> bool:
    is_text = part.get_content_type() in {"text/plain", "text/html"}
    return is_text and part.get_content_disposition() != "attachment" and not part.get_filename()


def _is_attached(part: EmailMessage) -> bool:
    return not (part.is_multipart() or part.get_content_maintype() == "multipart" or _is_shown(part))


def _sent(message: EmailMessage) -> str:
    """Return when a message was sent, in its own time zone; the header as written if it is not a date."""
    date = message.get("Date")
    moment = getattr(date, "datetime", None)
    return moment.isoformat() if moment else str(date or "")


def _text_of(part: MIMEPart) -> str:
    try:
        content = part.get_content() if part.get_param("charset") else decode(_raw(part))[0]
    except (LookupError, ValueError, KeyError, AssertionError):  # an unknown encoding
        content = decode(_raw(part))[0]
    text = str(content).replace("\r\n", "\n")
    return plain_text(text) if part.get_content_type() == "text/html" else text


def _raw(part: MIMEPart) -> bytes:
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""
