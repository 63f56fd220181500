"""`byline add` on a folder of malicious files: each has the outcome it should have, and the good ones are added."""

import contextlib
import gzip
import io
import json
import os
import resource
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter
from support import ROOT, WordEncoder, memory_of
from support.documents import assembled

from byline import Archive, cli
from byline.ingest.files import SUFFIXES

TEXT = "The law takes effect on August 1. It was passed in May."
LEGACY = "The café’s owner said “no” to the résumé of the naïve clerk. Über Straßen führte der Weg nach Köln."
CANARY = "canary-5f1c0ffee"
TINY_FILES = 2_000
SECONDS = 240  # for the whole folder
CPU_SECONDS = 240  # for each process
MORE_MEMORY = 1_000_000_000  # bytes that the whole folder may take beyond those for the good articles alone

GOOD = {
    "good one.txt": "The central bank of Ruritania raised its key rate to 4.5 per cent on Friday.",
    "good two.md": "# Storm\n\nA storm closed the harbour of Strelsau for two days, the harbour master said.\n",
    "good three.jsonl": "Farmers in the Zenda valley expect the best harvest of apples in ten years.",
}

Made = bytes | Callable[[Path], object]


@dataclass(frozen=True)
class Nasty:
    """A file and its expected outcome.

    Attributes:
        name: The name of the file; bytes if it is not valid UTF-8.
        made: Its content, or a function that puts it at a path.
        reasons: A piece of each reason for which a part of it is rejected.
        texts: The texts of the articles read from it.
    """

    name: str | bytes
    made: Made
    reasons: Sequence[str] = ()
    texts: Sequence[str] = ()

    def put(self, folder: Path) -> Path:
        file = folder / os.fsdecode(self.name)
        if callable(self.made):
            self.made(file)
        else:
            file.write_bytes(self.made)
        return file


def bomb(size: int) -> bytes:
    """Compress a number of spaces by gzip, to about a thousandth of the size."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9, mtime=0) as stream:
        for _ in range(size // 10_000_000):
            stream.write(b" " * 10_000_000)
    return packed.getvalue()


def pdf(*objects: bytes, root: int = 1) -> bytes:
    """Write a PDF of these objects, numbered from 1."""
    return assembled(*objects, trailer=b"/Root %d 0 R" % root)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
SHOWN = b"BT /F1 12 Tf 72 720 Td (%s) Tj ET" % TEXT.encode()


def pdf_of_a_page(content: bytes = SHOWN, filters: bytes = b"", kids: bytes = b"3 0 R", count: int = 1) -> bytes:
    return pdf(
        CATALOG,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        PAGE,
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content),
        FONT,
    )


def pdf_with_password() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of_a_page())))
    writer.encrypt("secret", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def pdf_bomb() -> bytes:
    """A page whose content is 300 MB, compressed three times over."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 10_000_000) for _ in range(30)) + packer.flush()
    return pdf_of_a_page(
        zlib.compress(zlib.compress(packed, 9), 9), b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"
    )


def word(text: str = TEXT) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def word_with(parts: dict[str, bytes | Sequence[bytes]], without: str = "none") -> bytes:
    """Write a Word file in which these parts replace its own or are added."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as good, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            if name not in parts and not name.startswith(without):
                bad.writestr(name, good.read(name))
        for name, content in parts.items():
            with bad.open(name, "w") as stream:
                for piece in [content] if isinstance(content, bytes) else content:
                    stream.write(piece)
    return written.getvalue()


WORD_OPENS = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
WORD_CLOSES = b"</w:body></w:document>"


def word_of(body: bytes, doctype: bytes = b"") -> bytes:
    return word_with({"word/document.xml": doctype + WORD_OPENS + body + WORD_CLOSES})


def laughs(element: str) -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE {element} [<!ENTITY l0 "ha">{levels}]>'.encode()


def entities(element: str, canary: Path, port: int) -> bytes:
    return (
        f'<!DOCTYPE {element} [<!ENTITY file SYSTEM "file://{canary}">'
        f'<!ENTITY web SYSTEM "http://127.0.0.1:{port}/entity">]>'
    ).encode()


def sparse(size: int) -> Made:
    def make(file: Path) -> None:
        with file.open("wb") as stream:
            stream.truncate(size)

    return make


def bound(file: Path) -> None:
    """Bind a socket at a path, by a relative address since a long one is not accepted."""
    here = Path.cwd()
    os.chdir(file.parent)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(file.name)
    os.chdir(here)


def tiny_files(folder: Path) -> None:
    folder.mkdir()
    for number in range(TINY_FILES):
        (folder / f"tiny {number}.txt").write_text("Tiny.")


def unreadable(file: Path) -> None:
    file.write_text(TEXT)
    file.chmod(0)


def lines(*texts: str) -> bytes:
    return "".join(f"{text}\n" for text in texts).encode()


def web(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body><article>{body}</article></body></html>".encode()


PARAGRAPH = "The parliament of Ruritania passed the law on Monday after a debate of nine hours, and it takes effect on August 1."


def nasties(canary: Path, port: int) -> list[Nasty]:
    deep = 100_000
    address = f"http://127.0.0.1:{port}"
    external = f"<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p><w:p><w:r><w:t>&file;&web;</w:t></w:r></w:p>".encode()
    paragraph = f"<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p>".encode()
    yaml_bomb = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10))
    return [
        # Text
        Nasty("empty.txt", b"", ["no text in it"]),
        Nasty("white space.txt", b" \r\n\t\x0c " * 1_000, ["no text in it"]),
        Nasty("only a mark.txt", b"\xef\xbb\xbf", ["no text in it"]),
        Nasty("only what is hidden.txt", "\u200b\u2060\ufe0f\U000e0041\u3164".encode(), ["no text in it"]),
        Nasty("utf-16-le marked.txt", b"\xff\xfe" + TEXT.encode("utf-16-le"), texts=[TEXT]),
        Nasty("utf-16-be marked.txt", b"\xfe\xff" + TEXT.encode("utf-16-be"), texts=[TEXT]),
        Nasty("utf-16-le.txt", TEXT.encode("utf-16-le"), texts=[TEXT]),
        Nasty("utf-16-be.txt", TEXT.encode("utf-16-be"), texts=[TEXT]),
        Nasty("utf-32.txt", TEXT.encode("utf-32"), texts=[TEXT]),
        Nasty("half of a utf-16 pair.txt", b"\xff\xfe" + "a😀".encode("utf-16-le")[:-2], ["not text: byte"]),
        Nasty("cp1252.txt", LEGACY.encode("cp1252"), texts=[LEGACY]),
        Nasty("not utf-8.txt", b"\x80\x81\xfe\xff\xc0\xaf" * 7, ["not text: byte 0 is not utf-8"]),
        Nasty("nul.txt", TEXT.encode() + b"\0", ["not text: it contains NUL"]),
        Nasty("100 MB.txt", sparse(100_000_001), ["100,000,001 bytes, expected at most 100,000,000"]),
        Nasty("1 TB.html", sparse(10**12), ["1,000,000,000,000 bytes, expected at most 100,000,000"]),
        Nasty("one line.txt", b"word " * 1_000_001, ["5,000,005 characters, expected at most 5,000,000"]),
        # Front matter
        Nasty(
            "yaml bomb.md", f"---\na0: &a0 [x]\n{yaml_bomb}\ntitle: *a9\n---\n{TEXT}".encode(), ["title: found a list"]
        ),
        Nasty(
            "python.md",
            f'---\ntitle: !!python/object/apply:os.system ["touch {canary}.run"]\n---\n{TEXT}'.encode(),
            ["front matter is not YAML"],
        ),
        Nasty("absurd date.md", f"---\ndate: 99999-13-45T99:99\n---\n{TEXT}".encode(), texts=[TEXT]),
        Nasty("future date.md", f"---\ndate: 9999-12-31\n---\n{TEXT}".encode(), texts=[TEXT]),
        # JSON Lines and CSV
        Nasty(
            "half a character.jsonl",
            rb'{"text": "half \ud800 a character"}',
            ["half a character (a lone surrogate) at 5"],
        ),
        Nasty("deep.jsonl", b'{"text":' + b"[" * deep, ["line 1: not JSON"]),
        Nasty(
            "odd values.jsonl",
            lines(
                '{"text": "The first.", "text": "The last one holds."}',
                '{"id": "n", "text": "A number of a title.", "title": NaN, "published": 1e999}',
                '{"text": 1' + "0" * 5_000 + "}",
                '{"text": "A date of many digits.", "published": 1' + "0" * 400 + "}",
            ),
            ["line 3: not JSON in UTF-8: Exceeds the limit"],
            ["The last one holds.", "A number of a title.", "A date of many digits."],
        ),
        Nasty(
            "line of 25 MB.jsonl",
            b'{"text": "' + b"x" * 25_000_000 + b'"}\n{"text": "After it."}\n',
            ["line 1: longer than"],
            ["After it."],
        ),
        Nasty("field of 10 MB.csv", b'text\n"' + b"x" * 10_000_000 + b'"\n', ["field larger than field limit"]),
        Nasty("nul.csv", b"text\nA field \0 with NUL.\n", ["not text: it contains NUL"]),
        Nasty("no text column.csv", b"title,author\na,b\n", ["expected one named text"]),
        # Files that unpack to far more
        Nasty("packed.pdf", bomb(200_000_000), ["not a readable PDF"]),
        Nasty("packed.docx", bomb(10_000_000), ["not a readable Word file"]),
        Nasty("packed.html", bomb(1_000_000_000), ["no article found"]),
        Nasty("blank.docx", word_with({"word/document.xml": [b" " * 1_000_000] * 199}), ["not a readable Word file"]),
        Nasty(
            "paragraphs.docx",
            word_with({"word/document.xml": [WORD_OPENS, *[b"<w:p/>" * 100_000] * 300, WORD_CLOSES]}),
            ["not a readable Word file"],
        ),
        Nasty("nested.pdf", pdf_bomb(), ["no text in it"]),
        # Word
        Nasty("upwards.docx", word_with({"../../upwards.txt": b"x", "/tmp/../upwards.txt": b"x"}), texts=[TEXT]),
        Nasty("external.docx", word_of(external, entities("w:document", canary, port)), ["it defines XML entities"]),
        Nasty(
            "laughs.docx",
            word_of(paragraph + b"<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", laughs("w:document")),
            ["Maximum entity amplification"],
        ),
        Nasty("no parts.docx", word_with({}, without="word/"), ["not a readable Word file"]),
        # PDF
        Nasty("cut off.pdf", pdf_of_a_page()[:300], ["not a readable PDF"]),
        Nasty("locked.pdf", pdf_with_password(), ["password-protected"]),
        Nasty("loop.pdf", pdf_of_a_page(kids=b"2 0 R"), ["not a readable PDF"]),
        Nasty("a million pages.pdf", pdf_of_a_page(count=10**6), texts=[TEXT]),
        Nasty(
            "a million times one page.pdf",
            pdf_of_a_page(kids=b"3 0 R " * 10**6, count=10**6),
            ["more than 10,000 pages"],
        ),
        # Web pages
        Nasty(
            "deep.html",
            web("<div>" * deep + f"<p>{PARAGRAPH}</p>"),
            ["cannot be read to the end: Excessive depth"],
        ),
        Nasty(
            "wide.html",
            web(f"<p>{PARAGRAPH}</p><table><tr><td colspan=9999999999999999>x</td></tr></table>"),
            texts=[f"{PARAGRAPH}\n| x |{'  |' * 99} "],
        ),
        Nasty(
            "sent away.html",
            web(
                f"<p>{PARAGRAPH}</p><img src='{address}/img'><iframe src='{address}/frame'></iframe>",
                f"<meta http-equiv=refresh content='0;url={address}/refresh'><base href='{address}/'><link rel=stylesheet href='{address}/css'>",
            ),
            texts=[PARAGRAPH],
        ),
        Nasty(
            "lies.html",
            web(
                f"<p>{PARAGRAPH} Café.</p>",
                "<meta charset=utf-16><meta http-equiv=content-type content='text/html; charset=nonsense'>",
            ),
            texts=[f"{PARAGRAPH} Café."],
        ),
        Nasty(
            "entities.html",
            entities("html", canary, port) + web(f"<p>{PARAGRAPH}</p><p>&file;&web;</p>"),
            texts=[f"{PARAGRAPH}\n&file;&web;"],
        ),
        # Not regular files
        Nasty("fifo.txt", os.mkfifo, ["not a regular file"]),
        Nasty("zero.txt", lambda file: file.symlink_to("/dev/zero"), ["not a regular file"]),
        Nasty("link to itself.txt", lambda file: file.symlink_to(file.name), ["cannot be read: Too many levels"]),
        Nasty("socket.txt", bound, ["not a regular file"]),
        Nasty("folder.txt", Path.mkdir),
        *([] if os.geteuid() == 0 else [Nasty("unreadable.txt", unreadable, ["cannot be read: Permission denied"])]),
        # Names
        Nasty("n" * 251 + ".txt", TEXT.encode(), texts=[TEXT]),
        Nasty("right to left \u202etxt.md", b"x", texts=["x"]),
        Nasty("control \x1b[31m\x07.txt", TEXT.encode(), texts=[TEXT]),
        Nasty("line\nbreak.txt", TEXT.encode(), ["its name contains a line break"]),
        Nasty(b"caf\xe9.txt", TEXT.encode(), ["its name is not valid UTF-8"]),
        Nasty("tiny", tiny_files, texts=["Tiny."] * TINY_FILES),
        # Files that change meanwhile: see `meddle`
        Nasty("zz changed.txt", b"What stood here before.", texts=["What stands here now."]),
        Nasty("zz deleted.txt", b"What was here before.", ["cannot be read: No such file"]),
        Nasty("zz pipe.txt", b"What was a file before.", ["cannot be read: not a regular file"]),
    ]


def meddle(folder: Path) -> None:
    """Change files that were found but not yet read."""
    (folder / "zz changed.txt").write_text("What stands here now.")
    for name in ("zz deleted.txt", "zz pipe.txt"):
        (folder / name).unlink()
    os.mkfifo(folder / "zz pipe.txt")


@dataclass
class Run:
    """A run of the command.

    Attributes:
        memory: The most bytes of physical memory that it and its children used at one time.
    """

    code: int
    outcomes: list[dict[str, object]]
    errors: str
    memory: int
    seconds: float


def children_of(process: int) -> list[int]:
    """Return the ids of a process's children and their descendants."""
    try:
        started = [
            int(child)
            for task in Path(f"/proc/{process}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:  # it has ended
        return []
    return started + [one for child in started for one in children_of(child)]


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def start(folder: Path, index: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "byline", "add", str(folder), "--json", "--index", str(index)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limited)


def add(folder: Path, index: Path, at_first: Callable[[], None] = lambda: None) -> Run:
    """Run the command to its end; call `at_first` once it has reported the first article."""
    started, peak, lines = time.monotonic(), 0, []
    with start(folder, index) as process:
        assert process.stdout
        assert process.stderr

        def watch() -> None:
            nonlocal peak
            while process.poll() is None:
                peak = max(peak, sum(map(memory_of, [process.pid, *children_of(process.pid)])))
                if time.monotonic() - started > SECONDS:
                    process.kill()
                time.sleep(0.02)

        errors: list[bytes] = []
        threads = [
            threading.Thread(target=watch),
            threading.Thread(target=lambda: errors.append(process.stderr.read())),  # type: ignore[union-attr]
        ]
        for thread in threads:
            thread.start()
        for line in process.stdout:
            if not lines:
                at_first()
            lines.append(json.loads(line))
        for thread in threads:
            thread.join()
        code = process.wait()
    return Run(code, lines, errors[0].decode(), peak, time.monotonic() - started)


def put_good(folder: Path) -> None:
    for name, text in GOOD.items():
        (folder / name).write_text(json.dumps({"text": text}) if name.endswith(".jsonl") else text)


@dataclass
class Batch:
    """A folder of good and bad files that was added, and the run on the good ones alone."""

    folder: Path
    nasties: list[Nasty]
    run: Run
    plain: Run
    index: Path
    connections: list[object]
    canary: Path

    def of(self, name: str | bytes) -> tuple[list[str], list[str]]:
        """Return the reasons why parts of a file were rejected, and the texts of the articles read from it."""
        path = str(self.folder / os.fsdecode(name))
        own = [
            outcome
            for outcome in self.run.outcomes
            if str(outcome["source"]).partition("#")[0] == path or str(outcome["source"]).startswith(f"{path}/")
        ]
        with Archive(self.index) as archive:
            texts = [archive.article(str(outcome["id"])).text for outcome in own if outcome["status"] == "added"]
        assert all(outcome["status"] in {"added", "rejected"} for outcome in own)
        return [str(outcome["reason"]) for outcome in own if outcome["status"] == "rejected"], texts


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Batch]:
    place = tmp_path_factory.mktemp("bad")
    canary = place / "canary"
    canary.write_text(CANARY)
    plain, folder = place / "plain", place / "folder"
    plain.mkdir()
    folder.mkdir()
    put_good(plain)
    put_good(folder)
    # Long enough to be a batch of its own, so that it is reported before the rest is read.
    (folder / "0 first.txt").write_text("This sentence stands here many times. " * 1_400)
    connections: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        threading.Thread(target=accept, args=(listening, connections), daemon=True).start()
        bad = nasties(canary, port)
        for nasty in bad:
            nasty.put(folder)
        index = place / "index"
        made = Batch(
            folder,
            bad,
            add(folder, index, lambda: meddle(folder)),
            add(plain, place / "plain index"),
            index,
            connections,
            canary,
        )
        print(
            f"{len(bad)} nasties: {made.run.seconds:.1f} s, {made.run.memory / 1e6:.0f} MB; "
            f"good ones alone: {made.plain.seconds:.1f} s, {made.plain.memory / 1e6:.0f} MB"
        )
        yield made
        listening.shutdown(socket.SHUT_RDWR)


def accept(listening: socket.socket, connections: list[object]) -> None:
    with contextlib.suppress(OSError):  # it is closed
        while True:
            connections.append(listening.accept())


def test_each_bad_file_has_its_own_outcome(batch: Batch) -> None:
    wrong = []
    for nasty in batch.nasties:
        reasons, texts = batch.of(nasty.name)
        told = len(reasons) == len(nasty.reasons) and all(
            expected in found for expected, found in zip(nasty.reasons, reasons, strict=True)
        )
        if not told or texts != list(nasty.texts):
            wrong.append((nasty.name, reasons, [text[:200] for text in texts][:5]))
    assert wrong == []


def test_the_good_articles_of_the_folder_are_all_added(batch: Batch) -> None:
    for name, text in GOOD.items():
        assert batch.of(name) == ([], [text])


def test_the_command_tells_of_every_rejection_without_a_traceback(batch: Batch) -> None:
    rejected = [outcome for outcome in batch.run.outcomes if outcome["status"] == "rejected"]
    assert batch.run.code == cli.FAILED
    assert batch.plain.code == cli.DONE
    assert "Traceback" not in batch.run.errors
    assert all(line.startswith("byline: ") or " added, " in line for line in batch.run.errors.splitlines())
    assert batch.run.errors.count("byline: rejected: ") == len(rejected)
    assert f" {len(rejected)} rejected; " in batch.run.errors
    assert not set(batch.run.errors) & {"\x1b", "\x07", "\u202e"}


def test_the_folder_takes_bounded_memory_and_time(batch: Batch) -> None:
    assert batch.run.seconds < SECONDS
    assert batch.run.memory < batch.plain.memory + MORE_MEMORY


def test_nothing_outside_the_folder_is_read_written_or_connected_to(batch: Batch) -> None:
    assert batch.connections == []
    with Archive(batch.index) as archive:
        assert not any(CANARY in archive.article(summary.id).text for summary in archive.articles())
    assert not any(CANARY.encode() in file.read_bytes() for file in batch.index.rglob("*") if file.is_file())
    assert batch.canary.read_text() == CANARY
    assert sorted(path.name for path in batch.folder.parent.iterdir()) == [
        "canary",
        "folder",
        "index",
        "plain",
        "plain index",
    ]
    assert not any(Path(folder, "upwards.txt").exists() for folder in ("/tmp", "/", batch.folder.parent.parent))


def test_an_interrupted_command_keeps_what_it_has_told_of(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "0 first.txt").write_text("This sentence stands here many times. " * 1_400)
    rows = (json.dumps({"text": f"Row {number} of many. " * 20}) for number in range(20_000))
    (folder / "1 many.jsonl").write_text("\n".join(rows))
    (folder / "loop.pdf").write_bytes(pdf_of_a_page(kids=b"2 0 R"))
    with start(folder, tmp_path / "index") as process:
        assert process.stdout
        assert process.stderr
        told = [json.loads(process.stdout.readline())]
        [reader] = children_of(process.pid)
        process.send_signal(signal.SIGINT)
        told += [json.loads(line) for line in process.stdout]
        errors = process.stderr.read().decode()
        assert process.wait(timeout=60) == cli.INTERRUPTED
    assert errors == "byline: interrupted: articles already added are kept\n"
    assert not Path(f"/proc/{reader}").exists()
    with Archive(tmp_path / "index") as archive:
        for outcome in told:
            assert archive.article(str(outcome["id"])).text
        assert len(told) <= len(archive.articles()) < 20_000
        assert all(finding.healthy for finding in archive.doctor())


def test_damaged_files_of_every_kind_give_drafts_or_rejections() -> None:
    """The benchmark of 5,000 files, with 400 of them: a dozen of each kind."""
    benchmark = runpy.run_path(str(ROOT / "benchmarks" / "bad_input.py"))
    found = benchmark["measure"](400, 5, WordEncoder())
    assert found.violations == []
    assert found.deaths == {}
    assert all(found.drafts[suffix] and found.rejections[suffix] for suffix in SUFFIXES)
    assert found.added > 10
    assert found.slowest[0] < 20
