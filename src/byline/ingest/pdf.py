"""PDF files, read by pdfium: the text layer of their pages, column by column, without running heads."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from byline.errors import ArticleError
from byline.ingest.draft import Draft, draft_of
from byline.ingest.layout import (
    Glyph,
    Joiner,
    Word,
    with_drop_caps,
    without_running_lines,
    words_of,
)
from byline.ingest.order import lines_in_order
from byline.records import Pages

# What word processors write in the title field when there is no title.
_NO_TITLE = re.compile(r"untitled|microsoft word|powerpoint|.*\.(docx?|odt|indd|qxd|rtf|pages|pdf|tex|x?html?)$", re.I)
_OTHER_DIRECTION = re.compile(r"[\u0590-\u08ff\ufb1d-\ufeff]")
_NO_CHARACTERS = {0, 10, 13, 0xFFFE, 0xFFFF}
# The characters at these codes in LaTeX fonts, for files that do not map codes to characters.
_OF_LATEX = {
    **dict(enumerate(("ff", "fi", "fl", "ffi", "ffl"), start=0x1B)),
    **dict(enumerate("“”„«»–—", start=0x10)),
    0x0B: "ff",
    0x0C: "fi",
    0x0E: "ffi",
    0x0F: "ffl",
}
_LIGATURES = dict(enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"), start=0xFB00))
_MOST_ABOVE = 1_000  # annotations per page
_EMPTY = 2  # bytes of an empty string
_MANY_PATHS = 100  # this many drawn paths on a page without text are its letters or a picture
_SHOWN_ABOVE = {
    raw.FPDF_ANNOT_TEXT: "comment",
    raw.FPDF_ANNOT_FREETEXT: "comment",
    raw.FPDF_ANNOT_WIDGET: "filled field",
}
_MOST_PAGES = 10_000
_MOST_FAILED = 100  # unreadable pages
_LEAST_TURN = 0.2  # radians: text rotated by less is read as horizontal
_FEWEST_CHARACTERS = 200  # a page with less text may be nothing but a picture
_PICTURE_SHARE = 0.5  # of a page: pictures this large are its content


def parse_pdf(file: Path) -> Iterator[Draft]:
    """Read the text of all pages, one line per paragraph; its dates are not the article's and are ignored."""
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ArticleError("password-protected; save it without a password") from error
        raise ArticleError(f"not a readable PDF: {error}") from error
    try:
        pages: list[list[Word]] = []
        pictures = unknown = 0
        above: Counter[str] = Counter()
        count, failed = len(document), 0
        for number in range(count):
            if number == _MOST_PAGES:
                raise ArticleError(f"more than {_MOST_PAGES:,} pages; split it")
            try:
                page = document[number]
            except pypdfium2.PdfiumError:
                failed += 1
                pages.append([])
                if failed == _MOST_FAILED:
                    break  # it claims more pages than it has
                continue
            words, nameless = _words(page)
            pages.append(words)
            unknown += nameless
            above.update(_shown_above(page))
            pictures += _is_picture(page, pages[-1])
            page.close()
        if failed == len(pages):
            raise ArticleError("not a readable PDF: none of its pages can be read")
        found = document.get_metadata_dict()
    except pypdfium2.PdfiumError as error:
        raise ArticleError(f"not a readable PDF: {error}") from error
    finally:
        document.close()
    kept, running = without_running_lines(pages)
    joiner = Joiner(map(lines_in_order, kept))
    text = joiner.text()
    if not text.strip() and unknown:
        raise ArticleError(
            "no text in it: its fonts do not say which letters they draw; run text recognition on it first"
        )
    if not text.strip():
        raise ArticleError("no text in it, only pictures; run text recognition on it first")
    title = "" if _NO_TITLE.match(found["Title"]) else found["Title"]
    storable = text.replace("\0", "\ufffd").encode(errors="replace").decode()
    failed += count - len(pages)
    yield replace(
        draft_of({"title": title, "author": found["Author"]}, text=storable),
        notes=(*_notes(count, pictures, running, joiner.joined, failed), *_unread(above, unknown)),
        in_part=pictures + failed + unknown + above.total() > 0,
        pages=Pages(tuple(joiner.starts)),
    )


def _notes(pages: int, pictures: int, running: int, joined: int, failed: int) -> tuple[str, ...]:
    notes = []
    if failed:
        notes.append(f"{failed:,} of {pages:,} pages cannot be read")
    if pictures:
        hold = "page is only a picture" if pages == 1 else "pages are only pictures"
        notes.append(f"{pictures} of {pages} {hold}, not read; run text recognition on it first")
    if running:
        notes.append(f"{running} running heads and page numbers left out")
    if joined:
        notes.append(f"{joined} words hyphenated at line ends were rejoined")
    return tuple(notes)


def _unread(above: Counter[str], unknown: int) -> tuple[str, ...]:
    """Describe what else is visible on the pages but not read."""
    told = [f"{count:,} {kind if count == 1 else kind + 's'}" for kind, count in sorted(above.items())]
    if unknown:
        told.append(f"{unknown:,} characters in fonts that do not say which letters they are")
    return (f"not read: {', '.join(told)}",) if told else ()


def _shown_above(page: pypdfium2.PdfPage) -> Iterator[str]:
    """Yield the kinds of the annotations on a page."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_ABOVE)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        name = b"V" if kind == raw.FPDF_ANNOT_WIDGET else b"Contents"
        if kind in _SHOWN_ABOVE and raw.FPDFAnnot_GetStringValue(annotation, name, None, 0) > _EMPTY:
            yield _SHOWN_ABOVE[kind]
        raw.FPDFPage_CloseAnnot(annotation)


def _words(page: pypdfium2.PdfPage) -> tuple[list[Word], int]:
    """Return the words of a page, and how many of its characters are unknown."""
    text = page.get_textpage()
    count = text.count_chars()
    plain = text.get_text_range() if count else ""
    upright, turned, unknown = _glyphs(text, count)
    text.close()
    if len(turned) > len(upright) or len(_OTHER_DIRECTION.findall(plain)) > 0.3 * max(len(plain), 1):
        return _as_they_are(plain), unknown
    words = with_drop_caps(words_of(upright))
    if turned.strip():  # such as a note along the edge: put it below everything, since it is on no line of the text
        lowest = min((word.baseline for word in words), default=0.0)
        words.append(Word(" ".join(turned.split()), 0.0, 0.0, lowest - 100.0, 1.0))
    return words, unknown


def _as_they_are(plain: str) -> list[Word]:
    """Return lines in pdfium's order, for text that is rotated or not written from left to right."""
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    return [Word(line, 0.0, 100.0, -12.0 * number, 10.0) for number, line in enumerate(lines)]


def _glyphs(text: pypdfium2.PdfTextPage, count: int) -> tuple[list[Glyph], str, int]:
    """Return the horizontal characters, the text of the rotated ones, and how many characters are unknown."""
    page, x, y, box = text.raw, ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    matrix = raw.FS_MATRIX()
    upright: list[Glyph] = []
    turned: list[str] = []
    is_turned, unknown = False, 0
    for index in range(count):
        code = raw.FPDFText_GetUnicode(page, index)
        if raw.FPDFText_IsGenerated(page, index) == 1:  # inserted by pdfium: a space or line end where it sees one
            if is_turned:
                turned.append(" ")
            elif upright and code == ord(" "):
                before = upright[-1]
                upright.append(Glyph(" ", before.right, before.right, before.baseline, before.size))
            continue
        if code in _NO_CHARACTERS:
            unknown += raw.FPDFText_HasUnicodeMapError(page, index) == 1
            continue
        character = _OF_LATEX.get(code) or _LIGATURES.get(code) or chr(code)
        is_turned = _LEAST_TURN < raw.FPDFText_GetCharAngle(page, index) < 2 * math.pi - _LEAST_TURN
        if is_turned:
            turned.append(character)
            continue
        raw.FPDFText_GetCharOrigin(page, index, x, y)
        raw.FPDFText_GetLooseCharBox(page, index, box)
        raw.FPDFText_GetMatrix(page, index, matrix)
        size = raw.FPDFText_GetFontSize(page, index) * math.hypot(matrix.c, matrix.d)
        upright.append(Glyph(character, box.left, box.right, y.value, size or abs(box.top - box.bottom)))
    return upright, "".join(turned), unknown


def _is_picture(page: pypdfium2.PdfPage, words: list[Word]) -> bool:
    """Return whether a page is a picture with hardly any text."""
    if sum(len(word.text) + 1 for word in words) >= _FEWEST_CHARACTERS:
        return False
    if not words and sum(1 for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)) >= _MANY_PATHS:
        return True
    width, height = page.get_size()
    shown = 0.0
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        shown += max(0.0, right - left) * max(0.0, top - bottom)
    return bool(shown >= _PICTURE_SHARE * width * height)
