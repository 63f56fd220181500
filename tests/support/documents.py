"""PDF files written by hand."""

from collections.abc import Iterable

TEXT = "The law takes effect on August 1. It was passed in May."


def pdf(text: str, title: str = "") -> bytes:
    """Write a PDF of one page by hand."""
    stream = b"BT /F1 12 Tf 72 720 Td (" + text.encode("latin-1") + b") Tj ET" if text else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Title (%s) /CreationDate (D:20200101000000Z) >>" % title.encode(),
    ]
    return assembled(*objects, trailer=b"/Root 1 0 R /Info 6 0 R")


def assembled(*objects: bytes, trailer: bytes) -> bytes:
    """Write a PDF of these objects, numbered from 1."""
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, trailer, len(content))
    )


def pdf_pages(
    *pages: Iterable[tuple[float, float, float, str]], pictures: Iterable[int] = (), turned: str = ""
) -> bytes:
    """Write a PDF of several pages by hand.

    Args:
        pages: The lines of each page: x and y in points from the lower left, font size, text.
        pictures: Page numbers, from 0, of pages that a picture covers.
        turned: Text along the left edge of each page, running upwards.
    """
    shown = set(pictures)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
        b"stream\n\x80\nendstream",
    ]
    kids = []
    for number, lines in enumerate(pages):
        content = b"q 612 0 0 792 0 0 cm /I Do Q\n" if number in shown else b""
        for x, y, size, text in lines:
            escaped = text.encode("latin-1").replace(b"(", b"\\(").replace(b")", b"\\)")
            content += b"BT /F %g Tf %g %g Td (%s) Tj ET\n" % (size, x, y, escaped)
        if turned:
            content += b"BT /F 9 Tf 0 1 -1 0 30 200 Tm (%s) Tj ET\n" % turned.encode("latin-1")
        kids.append(b"%d 0 R" % (len(objects) + 1))
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> /XObject << /I 4 0 R >> >> >>" % (len(objects) + 2),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return assembled(*objects, trailer=b"/Root 1 0 R")
