"""PDF files, by pdfium: the text layer of their pages, column by column, without running heads."""

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from byline.errors import ArticleError
from byline.ingest.draft import Draft, draft_of
from byline.ingest.layout import Glyph, Joiner, Word, lines_in_order, without_running_lines, words_of
from byline.records import Pages

# What word processors put where a title belongs.
_NO_TITLE = re.compile(r"untitled|microsoft word|powerpoint|.*\.(docx?|odt|indd|qxd|rtf|pages|pdf|tex)$", re.I)
_OTHER_DIRECTION = re.compile(r"[\u0590-\u08ff\ufb1d-\ufeff]")
_NO_CHARACTERS = {0, 10, 13, 0xFFFE, 0xFFFF}
# What stands at these codes in the fonts of LaTeX, where a file does not say which characters they are.
_OF_LATEX = {
    **dict(enumerate(("ff", "fi", "fl", "ffi", "ffl"), start=0x1B)),
    **dict(enumerate("“”„«»–—", start=0x10)),
    0x0B: "ff",
    0x0C: "fi",
    0x0E: "ffi",
    0x0F: "ffl",
}
_LIGATURES = dict(enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"), start=0xFB00))
_SCALED_SIZE = 1.5  # of a font that the page enlarges: its characters tell how large it is shown
_MOST_PAGES = 10_000
_MOST_FAILED = 100  # pages that cannot be read
_LEAST_TURN = 0.2  # radians: text that slants no more is read as if it did not
_FEWEST_CHARACTERS = 200  # of a page that is more than the picture on it
_PICTURE_SHARE = 0.5  # of a page, from which a picture is what the page shows


def parse_pdf(file: Path) -> Iterator[Draft]:
    """Read the text of all pages, a line a paragraph; its dates are not taken for the article's."""
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ArticleError("locked by a password: save it without one") from error
        raise ArticleError(f"not a readable PDF: {error}") from error
    try:
        pages: list[list[Word]] = []
        pictures = 0
        count, failed = len(document), 0
        for number in range(count):
            if number == _MOST_PAGES:
                raise ArticleError(f"more than {_MOST_PAGES:,} pages: split it")
            try:
                page = document[number]
            except pypdfium2.PdfiumError:
                failed += 1
                pages.append([])
                if failed == _MOST_FAILED:
                    break  # it says that it has more pages than it has
                continue
            pages.append(_words(page))
            pictures += _is_picture(page, pages[-1])
            page.close()
        if failed == len(pages):
            raise ArticleError("not a readable PDF: no page of it can be read")
        found = document.get_metadata_dict()
    except pypdfium2.PdfiumError as error:
        raise ArticleError(f"not a readable PDF: {error}") from error
    finally:
        document.close()
    kept, running = without_running_lines(pages)
    joiner = Joiner(map(lines_in_order, kept))
    text = joiner.text()
    if not text.strip():
        raise ArticleError("no text in it, only pictures: run text recognition on it first")
    title = "" if _NO_TITLE.match(found["Title"]) else found["Title"]
    storable = text.replace("\0", "\ufffd").encode(errors="replace").decode()
    failed += count - len(pages)
    yield replace(
        draft_of({"title": title, "author": found["Author"]}, text=storable),
        notes=_notes(count, pictures, running, joiner.joined, failed),
        in_part=pictures + failed > 0,
        pages=Pages(tuple(joiner.starts)),
    )


def _notes(pages: int, pictures: int, running: int, joined: int, failed: int) -> tuple[str, ...]:
    notes = []
    if failed:
        notes.append(f"{failed:,} of {pages:,} pages cannot be read")
    if pictures:
        hold = "page holds only a picture" if pages == 1 else "pages hold only pictures"
        notes.append(f"{pictures} of {pages} {hold}, not read: run text recognition on it first")
    if running:
        notes.append(f"{running} running heads and page numbers left out")
    if joined:
        notes.append(f"{joined} words joined that were divided at the end of a line")
    return tuple(notes)


def _words(page: pypdfium2.PdfPage) -> list[Word]:
    text = page.get_textpage()
    count = text.count_chars()
    plain = text.get_text_range() if count else ""
    upright, turned = _glyphs(text, count)
    text.close()
    if len(turned) > len(upright) or len(_OTHER_DIRECTION.findall(plain)) > 0.3 * max(len(plain), 1):
        return _as_they_are(plain)
    words = words_of(upright)
    if turned.strip():  # such as a note along the edge: below all else, since it is none of the lines beside it
        lowest = min((word.baseline for word in words), default=0.0)
        words.append(Word(" ".join(turned.split()), 0.0, 0.0, lowest - 100.0, 1.0))
    return words


def _as_they_are(plain: str) -> list[Word]:
    """Return lines in pdfium's own order, for what is not written from left to right, or on its side."""
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    return [Word(line, 0.0, 100.0, -12.0 * number, 10.0) for number, line in enumerate(lines)]


def _glyphs(text: pypdfium2.PdfTextPage, count: int) -> tuple[list[Glyph], str]:
    """Return the characters that stand upright, and the text of those that do not."""
    page, x, y, box = text.raw, ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    upright: list[Glyph] = []
    turned: list[str] = []
    is_turned = False
    for index in range(count):
        code = raw.FPDFText_GetUnicode(page, index)
        if raw.FPDFText_IsGenerated(page, index) == 1:  # pdfium's own: a space or a line's end, where it sees one
            if is_turned:
                turned.append(" ")
            elif upright and code == ord(" "):
                before = upright[-1]
                upright.append(Glyph(" ", before.right, before.right, before.baseline, before.size))
            continue
        if code in _NO_CHARACTERS:
            continue
        character = _OF_LATEX.get(code) or _LIGATURES.get(code) or chr(code)
        is_turned = _LEAST_TURN < raw.FPDFText_GetCharAngle(page, index) < 2 * math.pi - _LEAST_TURN
        if is_turned:
            turned.append(character)
            continue
        raw.FPDFText_GetCharOrigin(page, index, x, y)
        raw.FPDFText_GetLooseCharBox(page, index, box)
        size, height = raw.FPDFText_GetFontSize(page, index), abs(box.top - box.bottom)
        upright.append(Glyph(character, box.left, box.right, y.value, height if size <= _SCALED_SIZE else size))
    return upright, "".join(turned)


def _is_picture(page: pypdfium2.PdfPage, words: list[Word]) -> bool:
    """Tell whether a page shows a picture and has no text of its own."""
    if sum(len(word.text) + 1 for word in words) >= _FEWEST_CHARACTERS:
        return False
    width, height = page.get_size()
    shown = 0.0
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        shown += max(0.0, right - left) * max(0.0, top - bottom)
    return bool(shown >= _PICTURE_SHARE * width * height)
