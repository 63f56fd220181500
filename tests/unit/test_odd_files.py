"""Odd and bad files: what is read of each, and what is reported."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from support.documents import pdf, pdf_pages
from test_other_formats import TEXT, workbook
from test_web_pages import CONSENT, STORY, page

from byline.ingest import Draft
from byline.ingest.child import parse
from byline.ingest.files import SUFFIXES

SAID = "The pool at Norrey was closed for a year. It is open again."
POLISH = "Młyn został sprzedany za 90 tysięcy złotych, powiedział wójt gminy Łódź."
GUESSED = "not UTF-8: read as cp1252, which is a guess"
ACCENTS = "Zoë Müller said the café is open — “at last”. "
MISREAD = "Zoë Müller said so in the café.".encode().decode("cp1252")
NOT_PDF = "not a readable PDF: Failed to load document (PDFium: Data format error)."


def zipped(**parts: str | bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return written.getvalue()


MAIL = b"Message-ID: <1@x>\nSubject: Mill\nContent-Type: text/plain\n\nSold at last.\n"


def parts(kind: str, plain: str, html: str) -> bytes:
    """Write a message of two parts."""
    said = f"--B\nContent-Type: text/plain\n\n{plain}\n--B\nContent-Type: text/html\n\n{html}\n--B--\n"
    return f"Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary=B\n\n{said}".encode()


def merged_rtf() -> bytes:
    """Write a table with a name that spans two columns."""
    rows = rb"\trowd\cellx1\cellx2\cellx3 %s\cell %s\cell %s\cell\row"
    return rb"{\rtf1 \trowd\cellx1\clmgf\cellx2\clmrg\cellx3 Port\cell Killed\cell\cell\row%s%s}" % (
        rows % (b"", b"2028", b"2029"),
        rows % (b"Lunde", b"4", b"6"),
    )


def word() -> bytes:
    document, written = docx.Document(), io.BytesIO()
    document.add_paragraph(SAID)
    document.save(written)
    return written.getvalue()


def strict() -> bytes:
    """Write a Word file in the strict form of its format."""
    return zipped(word__document_xml="<w:document xmlns:w='http://purl.oclc.org/ooxml/wordprocessingml/main'/>")


def site(body: str) -> bytes:
    return page(f"<main>{body}</main>").encode()


@pytest.mark.parametrize(
    ("name", "content", "text", "told"),
    [
        # Encodings
        ("a.txt", b"\xef\xbb\xbf\xef\xbb\xbf" + SAID.encode(), SAID, ()),
        ("a.txt", SAID.encode("utf-16"), SAID, ()),
        ("a.txt", SAID.encode("utf-16-be", "strict").join((b"\xfe\xff", b"")), SAID, ()),
        ("a.txt", SAID.encode("utf-32"), SAID, ()),
        ("a.txt", "Fined £40.".encode("cp1252"), "Fined £40.", (GUESSED,)),
        ("a.txt", "The fine was £40 million.".encode("cp1252"), "The fine was £40 million.", (GUESSED,)),
        ("a.txt", "“It’s over,” he said – for €40.".encode("cp1252"), "“It’s over,” he said – for €40.", (GUESSED,)),
        ("a.txt", "The owner of the café is Zoë.".encode("cp1252"), "The owner of the café is Zoë.", (GUESSED,)),
        (
            "a.txt",
            (ACCENTS * 9).encode() + b"\xff",
            ACCENTS * 9 + "\ufffd",
            ("1 character cannot be read, shown as \ufffd",),
        ),
        (
            "a.txt",
            MISREAD.encode(),
            MISREAD,
            (f"text may be garbled, such as {'Zoë'.encode().decode('cp1252')!r}; kept as is",),
        ),
        ("a.txt", "NÃO. Ça va. ÄÖÜ.".encode(), "NÃO. Ça va. ÄÖÜ.", ()),
        ("a.txt", b"One.\r\nTwo.\r\n", "One.\r\nTwo.\r\n", ()),
        ("a.csv", "title;text\nA;The fine was £40.\n".encode("cp1252"), "The fine was £40.", ()),
        (
            "a.eml",
            b"Subject: x\nContent-Type: text/plain; charset=x-none\n\nCaf\xe9 in the town.\n",
            "Café in the town.\n",
            (),
        ),
        (
            "a.txt",
            "The “café” is open.".encode("mac_roman"),
            "The “café” is open.",
            (GUESSED.replace("cp1252", "mac_roman"),),
        ),
        (
            "a.txt",
            POLISH.encode("cp1250"),
            POLISH,
            (GUESSED.replace("cp1252", "cp1250"),),
        ),
        (
            "a.txt",
            "The café is open.".encode() + b" \xff",
            "The café is open. \ufffd",
            ("1 character cannot be read, shown as \ufffd",),
        ),
        ("a.eml", "Subject: x\n\nThe café was fined £40.\n".encode("cp1252"), "The café was fined £40.\n", ()),
        ("a.jsonl", '{"text":"The café was fined £40."}\n'.encode("cp1252"), "The café was fined £40.", ()),
        ("a.rtf", rb"{\rtf1\ansi{\fonttbl{\f1\fcharset204 Arial;}}{\f1 \'cc\'e8\'f0}, caf\'e9}", "Мир, café", ()),
        ("a.rtf", rb"{\rtf1\mac caf\'8e}", "café", ()),
        # Files of another kind than their names say
        ("a.txt", MAIL, "Sold at last.\n", ()),
        ("a.eml", b"From x@y Sat May  4 10:00:00 2030\n" + MAIL, "Sold at last.\n", ()),
        ("a.md", b"+++\ntitle = 'A'\ndate = 2030-05-04\n+++\nText.", "Text.", ()),
        ("a.txt", b"Subject: none of a message.\nText.", "Subject: none of a message.\nText.", ()),
        # Messages
        ("a.eml", parts("alternative", "See the other form.", f"<p>{SAID}</p>"), SAID, ()),
        ("a.eml", parts("alternative", SAID, f"<p>{SAID}</p><p>And so on.</p>"), SAID, ()),
        ("a.eml", parts("mixed", "One.", "<p>Two.</p>"), "One.\nTwo.", ()),
        (
            "a.eml",
            MAIL.replace(b"Sold", b"<div hidden>Unseen.</div><p>Sold").replace(b"plain", b"html"),
            "Sold at last.",
            (),
        ),
        ("a.mbox", b"From x@y Sat May  4 10:00:00 2030\nSubject: x\n\n>From the mill.\n", "From the mill.\n", ()),
        ("a.pdf", word(), SAID, ()),
        ("a.txt", word(), SAID, ()),
        ("a.zip", word(), SAID, ()),
        ("a.docx", rb"{\rtf1 Hello there.}", "Hello there.", ()),
        ("a.docx", workbook([["Year", "Dead"], [2022, 7]]), "Sheet 0\nYear: 2022 | Dead: 7", ()),
        ("a.txt", pdf(TEXT), TEXT, ()),
        # Breaks and limits
        ("a.rtf", rb"{\rtf1 Hello {\b there", "Hello there", ()),
        ("a.rtf", rb"{\rtf1 A{\pict\bin9 }}}}x}}x}} b 212{\super 1} men}", "A b 212^1 men", ()),
        ("a.rtf", merged_rtf(), "Port: Lunde | Killed 2028: 4 | Killed 2029: 6\n", ()),
        (
            "a.xlsx",
            workbook([["Share", ""], ["Norrey", "=1/2"]]),
            "Sheet 0\nShare\nNorrey",
            ("not read: 1 formula without a result: open it in Excel and save it",),
        ),
        ("a.pdf", pdf_pages([(72.0, 700.0, 11.0, SAID)], [], []), SAID, ()),
        (
            "a.md",
            b"---\ndate: 03/04/2025\n---\nText.",
            "Text.",
            ("date '03/04/2025' left out: expected a date such as 2025-06-30 or 30 June 2025 14:00 UTC",),
        ),
    ],
)
def test_what_is_read_of_an_odd_file(
    tmp_path: Path, name: str, content: bytes, text: str, told: tuple[str, ...]
) -> None:
    (tmp_path / name).write_bytes(content)
    [draft] = parse(tmp_path / name)
    assert isinstance(draft, Draft), draft
    assert draft.text == text
    assert draft.warnings + draft.notes == told


@pytest.mark.parametrize("name", ["a.txt", "a.text", "a.md", "A.TXT", "a.docx", "a.pdf"])
def test_a_page_under_another_name_is_read_as_one(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xef\xbb\xbf\n" + site(STORY))
    [draft] = parse(tmp_path / name)
    assert isinstance(draft, Draft)
    assert draft.text.startswith("Pool to reopen\nThe open-air pool at Norrey")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        *((f"a{suffix}", b"", "no text in it") for suffix in SUFFIXES),
        ("a.json", b" \n", "no articles in it"),
        ("a.txt", b" \n\t ", "no text in it"),
        ("a.txt", b"Sold\0" + SAID.encode(), "not text: it contains NUL characters"),
        ("a.txt", b"\x7fELF\0\1", "not text: it contains NUL characters"),
        ("a.pdf", pdf(TEXT)[:300], NOT_PDF),
        ("a.pdf", b"\x89PNG\r\n\x1a\n" + bytes(99), NOT_PDF),
        ("a.pdf", pdf(""), "no text in it, only pictures"),
        ("a.pdf", pdf_pages([], pictures=(0,)), "no text in it, only pictures; run text recognition on it first"),
        ("a.docx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(99), "not a readable Word file: password-protected"),
        ("a.docx", strict(), "not a readable Word file: saved as Strict Open XML"),
        ("a.eml", b"Content-Type: application/pdf; name=a.pdf\n\nx", "no text in it; attachments not read: a.pdf"),
        ("a.eml", b"Content-Type: multipart/encrypted; boundary=B\n\n--B\n\n--B--", "encrypted; save it as text"),
        ("a.docx", SAID.encode(), "not a readable Word file: File is not a zip file"),
        ("a.docx", word()[:9_000], "not a readable Word file: File is not a zip file"),
        ("a.docx", zipped(a_txt=SAID), "not a readable Word file: \"There is no item named '[Content_Types].xml'"),
        ("a.odt", zipped(a_txt=SAID), "not a readable OpenDocument text: \"There is no item named 'content.xml'"),
        ("a.epub", b"PK\x03\x04", "not a readable EPUB book: File is not a zip file"),
        ("a.xlsx", workbook([[]]), "no text in it"),
        ("a.zip", zipped(), "no readable file in it"),
        ("a.zip", zipped(a_png=b"x", b_jpg=b"y"), "no readable file in it: not read: 1 .jpg, 1 .png"),
        ("a.zip", zipped(a_zip=zipped(b_txt=SAID)), "a.zip: archives within archives are not read; unpack it first"),
        ("a.zip", zipped(a_txt=bytes(200_000_001)), "unpacks to 200,000,001 bytes, expected at most 200,000,000"),
        ("a.html", b"<html><frameset><frame src='a.html'></frameset></html>", "no article found on the page"),
        ("a.html", site(CONSENT * 2), "no article on the page, only a request for cookie consent"),
        ("a.eml", b"Subject: x\n\n", "no text in it"),
        ("a.csv", b"a,b\n1,2\n", "found the columns a, b, expected one named text"),
        (
            "a.csv",
            b'title,text\nA,"Unclosed\nB,Other\n',
            "row 2: a quotation mark is never closed, so the rest is lost",
        ),
        ("a.json", b'[{"text":"One."},{"te', "line 1: not JSON in UTF-8"),
        ("a.md", b"---\ntitle: [\n---\nText.", "front matter is not YAML"),
        ("a.rtf", b"Hello.", "not a readable RTF file: it does not start like one"),
        ("a.pptx", zipped(x_xml="<a/>"), "no text in it"),
    ],
)
def test_why_a_bad_file_is_not_read(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    [message] = parse(tmp_path / name)
    assert not isinstance(message, Draft), message
    assert message.reason.startswith(reason)
