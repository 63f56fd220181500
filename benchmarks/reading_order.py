"""Measure the reading order of PDF files: python benchmarks/reading_order.py

Prints articles of tests/questions/news as twelve PDF files with LibreOffice, Chromium and LaTeX, in one to three
columns, and reads each with pypdf and with Byline's own parser (pdfium). Prints for each the share of sentences that
are whole and in order, and the reading time. Needs soffice, chromium, pdflatex and `pip install pypdf`.
"""

import json
import shutil
import subprocess
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from pypdf import PdfReader

from byline.ingest import Draft
from byline.ingest.child import parse
from byline.language.sentences import sentences

ROOT = Path(__file__).parents[1]
ARTICLES = ROOT / "tests" / "questions" / "news" / "articles.jsonl"
_PARAGRAPHS = 26  # per file
_LATEX = str.maketrans({one: f"\\{one}" for one in "&%$#_{}"} | {"~": "\\textasciitilde{}", "^": "\\^{}", "\\": "/"})
_PLAIN = str.maketrans("“”‘’–—", "\"\"''--")


def prose() -> list[list[str]]:
    """Return paragraphs of plain ASCII text for each of the files."""
    found = []
    with ARTICLES.open(encoding="utf-8") as lines:
        for line in lines:
            for part in json.loads(line)["text"].splitlines():
                plain = " ".join(part.translate(_PLAIN).split())
                if 120 < len(plain) < 900 and plain.isascii() and not set(plain) & set("<>|`"):
                    found.append(plain)
    return [found[start : start + _PARAGRAPHS] for start in range(0, 12 * _PARAGRAPHS, _PARAGRAPHS)]


# Ways to print


def latex(folder: Path, name: str, paragraphs: list[str], options: str, body: str = "{}") -> Path:
    """Print with LaTeX."""
    text = "\n\n".join(paragraph.translate(_LATEX) for paragraph in paragraphs)
    file = folder / f"{name}.tex"
    file.write_text(
        f"\\documentclass[{options}]{{article}}\\usepackage[T1]{{fontenc}}\\pagestyle{{headings}}"
        "\\markboth{The Wellmouth Review}{The Wellmouth Review}"
        f"\\begin{{document}}\n{body.replace('{}', text)}\n\\end{{document}}\n"
    )
    command = ["pdflatex", "-interaction=batchmode", "-output-directory", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True)
    return file.with_suffix(".pdf")


def chromium(folder: Path, name: str, paragraphs: list[str], style: str, heads: bool = False, beside: str = "") -> Path:
    """Print with Chromium."""
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    file, printed = folder / f"{name}.html", folder / f"{name}.pdf"
    file.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Review</title><style>{style}</style></head>'
        f"<body><h1>Harbour is full of sediment again</h1>{beside}<main>{text}</main></body></html>"
    )
    options = ["--headless", "--no-sandbox", "--disable-gpu", *([] if heads else ["--no-pdf-header-footer"])]
    command = ["chromium", *options, f"--print-to-pdf={printed}", file.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return printed


def libreoffice(folder: Path, name: str, paragraphs: list[str], columns: int, heads: bool = False) -> Path:
    """Print with LibreOffice."""
    text = "".join(f'<text:p text:style-name="B">{escape(paragraph)}</text:p>' for paragraph in paragraphs)
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    names = {"office": "office", "text": "text", "style": "style", "fo": "xsl-fo-compatible", "svg": "svg-compatible"}
    spaces = " ".join(f'xmlns:{one}="{urn}:{kind}:1.0"' for one, kind in names.items())
    split = f'<style:columns fo:column-count="{columns}" fo:column-gap="0.6cm"/>' if columns > 1 else ""
    head = "<style:header><text:p>The Wellmouth Review of Harbours</text:p></style:header>" if heads else ""
    foot = "<style:footer><text:p>Page <text:page-number>1</text:page-number></text:p></style:footer>" if heads else ""
    file = folder / f"{name}.fodt"
    file.write_text(
        f'<?xml version="1.0"?><office:document {spaces} office:version="1.2" office:mimetype="application/vnd.oasis.'
        f'opendocument.text"><office:automatic-styles><style:style style:name="B" style:family="paragraph">'
        f'<style:paragraph-properties fo:text-align="justify" fo:margin-bottom="0.2cm"/></style:style>'
        f'<style:style style:name="S" style:family="section"><style:section-properties>{split}'
        f'</style:section-properties></style:style><style:page-layout style:name="L"><style:page-layout-properties '
        'fo:margin="2cm" fo:page-width="21cm" fo:page-height="29.7cm"/></style:page-layout></office:automatic-styles>'
        f'<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L">{head}{foot}'
        "</style:master-page></office:master-styles><office:body><office:text><text:h>Harbour is full of sediment"
        f' again</text:h><text:section text:name="s" text:style-name="S">{text}</text:section></office:text>'
        "</office:body></office:document>"
    )
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return file.with_suffix(".pdf")


NARROW = "body{font:10.5pt serif} p{text-align:justify;hyphens:auto;margin:0 0 6pt} main{columns:%d;column-gap:%dpt}"
PRINTED: dict[str, Callable[[Path, str, list[str]], Path]] = {
    "LibreOffice, one column": lambda *given: libreoffice(*given, 1),
    "LibreOffice, two columns": lambda *given: libreoffice(*given, 2),
    "LibreOffice, three columns": lambda *given: libreoffice(*given, 3),
    "LibreOffice, two columns, running heads": lambda *given: libreoffice(*given, 2, heads=True),
    "Chromium, one column": lambda *given: chromium(*given, "body{font:12pt sans-serif}"),
    "Chromium, two columns": lambda *given: chromium(*given, NARROW % (2, 18)),
    "Chromium, three columns, running heads": lambda *given: chromium(*given, NARROW % (3, 14), heads=True),
    "Chromium, two columns, a box beside": lambda *given: chromium(
        *given,
        NARROW % (2, 18) + "aside{float:right;width:30%;border:1px solid;padding:6pt;font:9pt sans-serif}",
        beside="<aside>In short: the dredger was bought in spring and has not left its berth since then.</aside>",
    ),
    "LaTeX, one column": lambda *given: latex(*given, "11pt"),
    "LaTeX, two columns": lambda *given: latex(*given, "10pt,twocolumn"),
    "LaTeX, one column, footnotes": lambda *given: latex(
        *given, "11pt", "{}\\footnote{Said by the harbour master.} End\\footnote{And by others.}"
    ),
    "LaTeX, two columns, a headline over both": lambda *given: latex(
        *given, "10pt,twocolumn", "\\title{Harbour is full of sediment}\\author{Ana Voss}\\maketitle {}"
    ),
}


# Measuring


def share(text: str, paragraphs: list[str]) -> float:
    """Return the share of sentences that occur whole in a text, each after the previous one."""
    flat = " ".join(unicodedata.normalize("NFKC", text).translate(_PLAIN).split())
    asked = [" ".join(part[span.start : span.end].split()) for part in paragraphs for span in sentences(part)]
    position, found = 0, 0
    for sentence in asked:
        place = flat.find(sentence, position)
        if place >= 0:
            position, found = place + len(sentence), found + 1
    return found / len(asked)


def by_pypdf(file: Path) -> str:
    """Read with pypdf."""
    return "\n".join(page.extract_text() for page in PdfReader(file).pages)


def by_byline(file: Path) -> str:
    """Read as Byline does."""
    [draft] = parse(file)
    assert isinstance(draft, Draft), draft
    return draft.text


def rows(folder: Path) -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| printed by | pages | pypdf | Byline (pypdfium2) | pypdf, s | Byline, s |\n|---|---|---|---|---|---|"
    shares: list[tuple[float, float]] = []
    for number, ((kind, write), paragraphs) in enumerate(zip(PRINTED.items(), prose(), strict=True)):
        file = write(folder, f"file{number}", paragraphs)
        cells, seconds = [], []
        for read in (by_pypdf, by_byline):
            started = time.monotonic()
            cells.append(share(read(file), paragraphs))
            seconds.append(time.monotonic() - started)
        shares.append((cells[0], cells[1]))
        pages = len(PdfReader(file).pages)
        yield f"| {kind} | {pages} | {cells[0]:.1%} | {cells[1]:.1%} | {seconds[0]:.2f} | {seconds[1]:.2f} |"
    means = [sum(column) / len(shares) for column in zip(*shares, strict=True)]
    yield f"| mean | | {means[0]:.1%} | {means[1]:.1%} | | |"


def main() -> None:
    """Print the table."""
    missing = [program for program in ("soffice", "chromium", "pdflatex") if not shutil.which(program)]
    if missing:
        raise SystemExit(f"not installed: {', '.join(missing)}")
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(Path(folder)):
            print(row, flush=True)


if __name__ == "__main__":
    main()
