"""Messages of mail, one or a mailbox of them, by the standard library: their text; what is attached is named."""

import email
import email.policy
import mailbox
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from pathlib import Path

from byline.errors import ArticleError
from byline.ingest.draft import Draft, Rejection, draft_of
from byline.ingest.markup import plain_text
from byline.ingest.plain import decode
from byline.language.text import one_line

_NO_DOCUMENT = ("image/", "audio/", "video/", "application/pgp-signature", "application/pkcs7", "text/calendar")


def parse_eml(file: Path) -> Iterator[Draft]:
    """Read a message."""
    yield _draft(email.message_from_bytes(file.read_bytes(), policy=email.policy.default))


def parse_mbox(file: Path) -> Iterator[Draft | Rejection]:
    """Read the messages of a mailbox, in their order; one that has no text is rejected by its number."""
    box = mailbox.mbox(file, factory=None, create=False)
    try:
        if not len(box):
            raise ArticleError("no messages in it")
        for number, key in enumerate(box.iterkeys(), start=1):
            try:
                message = email.message_from_bytes(box.get_bytes(key), policy=email.policy.default)
                yield replace(_draft(message), row=number)
            except ArticleError as error:
                yield Rejection(f"message {number}: {error}", number)
    finally:
        box.close()


def _draft(message: EmailMessage) -> Draft:
    body = message.get_body(("plain", "html"))
    text = "" if body is None else _text_of(body)
    if body is not None and not text.strip() and (other := message.get_body(("html",))) is not None:
        text = _text_of(other)
    attached = [part for part in message.iter_attachments() if isinstance(part, EmailMessage)]
    names = [one_line(part.get_filename() or part.get_content_type()) for part in attached]
    name, address = parseaddr(str(message.get("From", "")))
    found = {
        "title": one_line(str(message.get("Subject", ""))),
        "author": one_line(name or address),
        "published": _sent(message),
    }
    notes = (f"attached and not read: {', '.join(names)}",) if names else ()
    in_part = any(not part.get_content_type().startswith(_NO_DOCUMENT) for part in attached)
    return replace(draft_of(found, text=text), notes=notes, in_part=in_part)


def _sent(message: EmailMessage) -> str:
    """Return when a message was sent, in its own time zone; as it is written if that is no date."""
    date = message.get("Date")
    moment = getattr(date, "datetime", None)
    return moment.isoformat() if moment else str(date or "")


def _text_of(part: MIMEPart) -> str:
    try:
        content = part.get_content()
    except (LookupError, ValueError, KeyError, AssertionError):  # an encoding that nobody knows
        raw = part.get_payload(decode=True)
        content = decode(raw)[0] if isinstance(raw, bytes) else ""
    text = str(content).replace("\r\n", "\n")
    return plain_text(text) if part.get_content_type() == "text/html" else text
