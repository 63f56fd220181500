"""Measure what bad files do: python benchmarks/bad_input.py [--files N] [--seed N]

Makes files of every kind that is read, and reads them as `byline add` does: in a child process with limits. One of five
is made by a grammar of odd parts; the others are good ones with bits flipped, ends cut off, pieces of another put in,
parts repeated, or the suffix of another kind. One of ten is added to an archive, too. Prints what became of them by
kind, and exits with 1 where a file gives neither drafts nor a rejection, takes more time or memory than a reader may,
or its text is not stored as it was read.
"""

import argparse
import gzip
import io
import json
import random
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
from tqdm import tqdm

from byline import Archive
from byline.encoders import load_encoder
from byline.encoders.base import Encoder
from byline.ingest import Draft, Rejection, Sandbox
from byline.ingest.child import MEMORY_BYTES
from byline.ingest.draft import MAX_CHARACTERS
from byline.ingest.files import SUFFIXES, TABLES, suffix_of
from byline.ingest.sandbox import SECONDS_PER_ARTICLE

IN_ARCHIVE = 10  # of so many files one is added to an archive
AT_A_TIME = 50  # added together
GROWN = 5  # of so many files one is made by a grammar
LIMIT_SECONDS = SECONDS_PER_ARTICLE + 5  # until a child that takes too long is given up

_SENTENCES = (
    "The central bank of Ruritania raised its key rate to 4.5 per cent on Friday.",
    "“Nobody was hurt,” said the harbour master of Strelsau, Fritz von Tarlenheim.",
    "Café owners in Zenda — all 37 of them — expect a good summer. 😀",
    "政府于星期一宣布了这一消息。 Закон вступает в силу первого августа.",
    "او می\u200cخواهد به خانه برود.",
)
_PIECES = (
    *("\0", "\ufeff", "\u202e", "\ud7ff", "\x1b[31m", "\r", "\u2028", "\U000e0041"),
    *("'", '"', "<", "&", "\\", "{", "[", ",", ";", "\t", "a" * 5_000),
    *("&#0;", "&#x110000;", "<![CDATA[", "<!--", "<svg>", "</p>", "<table><tr><td colspan=99999>", "<br" + " x=1" * 50),
    *("\\ud800", "1e999", "NaN", "-0", "9" * 400, "null", "true", '"\\u0000"'),
    *("!!python/name:os.system", "&a [*a]", "---\n"),
    *("<< /Length -1 >>", "9999999 0 R", "stream\r\n", "endobj", "xref", "startxref\n0", "BT (\\777) Tj ET"),
)


# Good ones


def prose(chooser: random.Random) -> str:
    """Return a paragraph or several."""
    paragraphs = range(chooser.randint(1, 4))
    return "\n\n".join(" ".join(chooser.choices(_SENTENCES, k=chooser.randint(1, 6))) for _ in paragraphs)


def _markdown(chooser: random.Random) -> bytes:
    return f"---\ntitle: A title\ndate: 2025-06-{chooser.randint(1, 30)}\n---\n# Head\n\n{prose(chooser)}\n".encode()


def _page(chooser: random.Random) -> bytes:
    body = "".join(f"<p>{part}</p>" for part in prose(chooser).split("\n\n"))
    head = '<meta charset="utf-8"><title>A title</title><meta property="article:published_time" content="2025-06-20">'
    return f"<!doctype html><html><head>{head}</head><body><article>{body * 3}</article></body></html>".encode()


def pdf(content: bytes, filters: bytes = b"") -> bytes:
    """Write a PDF of one page."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    written, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return written + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (table, len(written))
    )


def _printed(chooser: random.Random) -> bytes:
    text = prose(chooser).encode("cp1252", errors="replace").replace(b"(", b"").replace(b")", b"")
    content = b"BT /F1 12 Tf 72 720 Td (%s) Tj ET" % text
    packed = chooser.random() < 0.5
    return pdf(zlib.compress(content), b"/Filter /FlateDecode") if packed else pdf(content)


def _word(chooser: random.Random) -> bytes:
    document = docx.Document()
    for part in prose(chooser).split("\n\n"):
        document.add_paragraph(part)
    document.add_table(1, 2).rows[0].cells[0].text = "Year"
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _rows(chooser: random.Random) -> bytes:
    rows = ({"id": f"row {number}", "text": prose(chooser), "title": "A title"} for number in range(5))
    return "\n".join(json.dumps(row, ensure_ascii=chooser.random() < 0.5) for row in rows).encode()


def _sheet(chooser: random.Random) -> bytes:
    rows = "".join(f'"{prose(chooser)}",A title,2025-06-20\n' for _ in range(5))
    return f"text,title,date\n{rows}".encode(chooser.choice(("utf-8", "utf-8-sig", "utf-16")))


def _packed(parts: dict[str, str | bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, "unread.bin": b"\0\1\2"}.items():
            archive.writestr(name, content)
    return written.getvalue()


def _marked(tag: str, chooser: random.Random) -> str:
    return "".join(f"<{tag}>{part}</{tag}>" for part in prose(chooser).split("\n\n"))


def _shown(chooser: random.Random) -> str:
    return f"<p:sp><a:p><a:t>{prose(chooser)}</a:t></a:p></p:sp>"


def _workbook(chooser: random.Random) -> bytes:
    book, written = openpyxl.Workbook(), io.BytesIO()
    for row in (["text", "title"], *([prose(chooser), "A title"] for _ in range(5))):
        book.active.append(row)
    book.save(written)
    return written.getvalue()


def _message(chooser: random.Random) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["Date"] = "A title", "Fri, 20 Jun 2025 14:30:00 +0000"
    message.set_content(prose(chooser))
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
    return message


def _captured(chooser: random.Random) -> bytes:
    """Write a WARC file of one page."""
    content = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + _page(chooser)
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2025-06-20T14:30:00Z\r\n"
        "WARC-Target-URI: https://example.org/a\r\nContent-Type: application/http\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
_OOXML = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
GOOD: dict[str, Callable[[random.Random], bytes]] = {
    ".txt": lambda chooser: prose(chooser).encode(chooser.choice(("utf-8", "utf-8-sig", "utf-16", "gb18030"))),
    ".md": _markdown,
    ".html": _page,
    ".htm": _page,
    ".pdf": _printed,
    ".docx": _word,
    ".jsonl": _rows,
    ".csv": _sheet,
    ".odt": lambda chooser: _packed({"content.xml": f"<office:text {_ODF}>{_marked('text:p', chooser)}</office:text>"}),
    ".epub": lambda chooser: _packed({"a.xhtml": f"<html><body>{_marked('p', chooser)}</body></html>"}),
    ".pptx": lambda chooser: _packed({"ppt/slides/slide1.xml": f"<p:sld {_OOXML}>{_shown(chooser)}</p:sld>"}),
    ".zip": lambda chooser: _packed({"a.txt": prose(chooser), "b.jsonl": _rows(chooser), "c.jpg": b"x"}),
    ".xlsx": _workbook,
    ".rtf": lambda chooser: rb"{\rtf1\ansi " + prose(chooser).encode("cp1252", "replace") + rb"\par {\b bold}}",
    ".eml": lambda chooser: _message(chooser).as_bytes(),
    ".mbox": lambda chooser: b"".join(b"From x\n" + _message(chooser).as_bytes() + b"\n" for _ in range(3)),
    ".mhtml": lambda chooser: b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + _page(chooser),
    ".warc": _captured,
    ".warc.gz": lambda chooser: b"".join(gzip.compress(_captured(chooser)) for _ in range(5)),
    ".wacz": lambda chooser: _packed({"archive/data.warc": _captured(chooser)}),
    ".json": lambda chooser: b"[" + b",".join(_rows(chooser).splitlines()) + b"]",
}
GOOD |= {
    **dict.fromkeys((".xhtml", ".htm"), _page),
    **dict.fromkeys((".docm", ".dotx"), _word),
    **dict.fromkeys((".pptm", ".ppsx"), GOOD[".pptx"]),
    ".xlsm": _workbook,
    ".mht": GOOD[".mhtml"],
    ".text": GOOD[".txt"],
    ".markdown": _markdown,
    ".ndjson": _rows,
    ".tsv": _sheet,
}


PACKED = {".docx", ".docm", ".dotx", ".odt", ".epub", ".pptx", ".pptm", ".ppsx", ".xlsx", ".xlsm", ".zip", ".wacz"}


# Bad ones


def mutated(content: bytes, other: bytes, chooser: random.Random) -> bytes:
    """Damage a file in one to three ways."""
    for _ in range(chooser.randint(1, 3)):
        start, end = sorted(chooser.randrange(len(content) + 1) for _ in range(2))
        way = chooser.choice(("flip", "cut", "drop", "splice", "repeat", "insert"))
        if way == "flip" and content:
            flipped = bytearray(content)
            for _ in range(chooser.randint(1, 20)):
                flipped[chooser.randrange(len(flipped))] ^= 1 << chooser.randrange(8)
            content = bytes(flipped)
        elif way == "cut":
            content = content[:end]
        elif way == "drop":
            content = content[:start] + content[end:]
        elif way == "splice":
            content = content[:start] + other[chooser.randrange(len(other)) :]
        elif way == "repeat":
            content = content[:end] + content[start:end][:20_000] * chooser.randint(1, 30) + content[end:]
        else:
            content = content[:start] + chooser.choice(_PIECES).encode() + content[start:]
    return content


def grown(suffix: str, chooser: random.Random) -> bytes:
    """Put odd parts together by the grammar of a kind of file."""

    def parts(most: int) -> str:
        return "".join(chooser.choice((*_PIECES, *_SENTENCES)) for _ in range(chooser.randint(0, most)))

    if suffix in {".html", ".htm"}:
        tags = [
            chooser.choice(("div", "p", "table", "td", "a", "b", "script", "ul"))
            for _ in range(chooser.choice((5, 50, 400)))
        ]
        opened = "".join(f"<{tag} {parts(1)}>{parts(2)}" for tag in tags)
        return f"<html><head>{parts(3)}</head><body>{opened}{prose(chooser)}".encode()
    if suffix == ".jsonl":
        names = ("text", "text", "title", "published", "id", "url", parts(1))
        rows = ({chooser.choice(names): parts(4) for _ in range(4)} for _ in range(20))
        return "\n".join(chooser.choice((json.dumps(row), parts(3))) for row in rows).encode()
    if suffix == ".csv":
        return ("text,title,date\n" + "\n".join(parts(5) for _ in range(20))).encode()
    if suffix == ".md":
        return f"---\n{parts(2)}title: {parts(2)}\ndate: {parts(1)}\n---\n{parts(6)}".encode()
    if suffix == ".pdf":
        content = parts(20).encode()
        return pdf(zlib.compress(content), b"/Filter /FlateDecode") if chooser.random() < 0.5 else pdf(content)
    if suffix == ".docx":
        paragraph = f"<w:p><w:r><w:t>{parts(10)}</w:t></w:r></w:p>".encode()
        return _word_with(lambda text: text.replace(b"</w:body>", paragraph + b"</w:body>"), chooser)
    return parts(20).encode()


def _word_with(change: Callable[[bytes], bytes], chooser: random.Random) -> bytes:
    """Write a Word file whose text, in XML, was changed; the file around it is whole."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_word(chooser))) as good, zipfile.ZipFile(written, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, change(content) if name == "word/document.xml" else content)
    return written.getvalue()


def _with_a_bad_part(content: bytes, other: bytes, chooser: random.Random) -> bytes:
    """Damage one part of a file that is an archive; the archive itself is whole."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as good, zipfile.ZipFile(written, "w") as bad:
        chosen = chooser.choice(good.namelist())
        for name in good.namelist():
            part = good.read(name)
            bad.writestr(name, mutated(part, other, chooser) if name == chosen else part)
    return written.getvalue()


def made(number: int, chooser: random.Random) -> tuple[str, bytes]:
    """Make a file; return its name and content."""
    suffixes = sorted(SUFFIXES)
    suffix, other = suffixes[number % len(suffixes)], chooser.choice(suffixes)
    if chooser.randrange(GROWN) == 0:
        return f"{number}{suffix}", grown(suffix, chooser)
    if suffix in PACKED and chooser.random() < 0.75:
        content = _with_a_bad_part(GOOD[suffix](chooser), GOOD[other](chooser), chooser)
    else:
        content = mutated(GOOD[suffix](chooser), GOOD[other](chooser), chooser)
    return f"{number}{other if chooser.random() < 0.1 else suffix}", content


# Measuring


@dataclass
class Found:
    """What became of the files.

    Attributes:
        drafts: By suffix.
        rejections: By suffix.
        deaths: Of the child, by what is told of it.
        slowest: Seconds, and the name of the file.
        memory: The most bytes that the child had.
        added: Articles in archives whose text was compared.
        passages: Of these articles.
        violations: What must not be.
    """

    drafts: Counter[str] = field(default_factory=Counter)
    rejections: Counter[str] = field(default_factory=Counter)
    deaths: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    memory: int = 0
    added: int = 0
    passages: int = 0
    violations: list[str] = field(default_factory=list)


def measure(files: int, seed: int, encoder: Encoder) -> Found:
    """Make so many files and read them."""
    chooser, found = random.Random(seed), Found()
    with tempfile.TemporaryDirectory() as place, Sandbox() as sandbox:
        batch: dict[str, list[Draft]] = {}
        folder = Path(place, "0")
        folder.mkdir()
        for number in tqdm(range(files), desc="reading", delay=1, disable=None):
            name, content = made(number, chooser)
            file = folder / name
            file.write_bytes(content)
            drafts = _read(file, sandbox, found)
            if chooser.randrange(IN_ARCHIVE) == 0:
                batch[str(file)] = drafts
            else:
                file.unlink()
            if len(batch) == AT_A_TIME or number == files - 1:
                _add(folder, batch, encoder, found)
                folder, batch = Path(place, str(number + 1)), {}
                folder.mkdir()
    return found


def _read(file: Path, sandbox: Sandbox, found: Found) -> list[Draft]:
    """Read a file and look whether all is as promised."""
    started = time.monotonic()
    messages = list(sandbox.read(file))
    found.slowest = max(found.slowest, (time.monotonic() - started, file.name))
    found.memory = max(found.memory, _most_memory(sandbox))
    drafts = [message for message in messages if isinstance(message, Draft)]
    rejections = [message for message in messages if isinstance(message, Rejection)]
    found.drafts[suffix_of(file)] += len(drafts)
    found.rejections[suffix_of(file)] += len(rejections)
    found.deaths.update(one.reason for one in rejections if one.reason.startswith(("its parser", "reading it takes")))
    wrong = {
        "neither a draft nor a rejection": not messages and file.suffix not in TABLES,  # they may be empty
        "a rejection without a reason": not all(one.reason for one in rejections),
        "a draft without a text": not all(one.text.strip() for one in drafts),
        "a text that is too long": any(len(one.text) > MAX_CHARACTERS for one in drafts),
        "too slow": time.monotonic() - started > LIMIT_SECONDS,
        "too much memory": found.memory > MEMORY_BYTES,
    }
    found.violations += [f"{file.name}: {what}" for what, is_so in wrong.items() if is_so]
    return drafts


def _most_memory(sandbox: Sandbox) -> int:
    """Return how many bytes of physical memory the child has had at most, 0 if it is gone or that is not told."""
    try:
        status = Path(f"/proc/{sandbox._child.pid}/status").read_text() if sandbox._child else ""
    except OSError:
        return 0
    return next((1024 * int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def _add(folder: Path, batch: dict[str, list[Draft]], encoder: Encoder, found: Found) -> None:
    """Add files that were read to an archive of their own, and compare what it stores with what was read."""
    read = {
        f"{source}#{draft.row}" if draft.row else source: draft for source, drafts in batch.items() for draft in drafts
    }
    with Archive(folder.with_name(f"{folder.name} index"), encoder=encoder) as archive:
        report = archive.add(folder)
        last = {outcome.id: outcome for outcome in report.outcomes if outcome.id}
        for id, outcome in last.items():
            found.added += 1
            if archive.article(id).text != read[outcome.source].text:
                found.violations.append(f"{outcome.source}: its text is not stored as it was read")
        told = {outcome.source.partition("#")[0] for outcome in report.outcomes}
        found.violations += [
            f"{source}: nothing is told of it" for source in batch if batch[source] and source not in told
        ]
        found.violations += [f"{one.source}: rejected without a reason" for one in report.rejected if not one.reason]
        with archive.store.catalog.reading() as rows:
            passages = rows.passages(rows.passage_keys().tolist())
        for passage in passages.values():
            found.passages += 1
            text, span = archive.article(passage.article.id, passage.article.version).text, passage.span
            if len(text[span.start : span.end]) != len(span) or text[span.start : span.end] != passage.text:
                found.violations.append(f"{passage.article.id}: a passage is not a slice of its article")


def lines(found: Found) -> Iterator[str]:
    """Yield what to print."""
    yield "| kind | drafts | rejections |\n|---|---|---|"
    for suffix in SUFFIXES:
        yield f"| {suffix} | {found.drafts[suffix]:,} | {found.rejections[suffix]:,} |"
    seconds, name = found.slowest
    yield f"\nchildren that were lost: {dict(found.deaths) or 'none'}"
    yield f"slowest: {seconds:.2f} s ({name}); most memory of a child: {found.memory / 1e6:.0f} MB"
    yield f"compared with what an archive stores: {found.added:,} articles, {found.passages:,} passages"
    yield f"violations: {len(found.violations)}"
    yield from found.violations


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=5_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    options = parser.parse_args()
    found = measure(options.files, options.seed, load_encoder())
    print(*lines(found), sep="\n")
    return 1 if found.violations else 0


if __name__ == "__main__":
    sys.exit(main())
