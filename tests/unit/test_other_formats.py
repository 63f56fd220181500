"""Mail, office documents, books and archives: what is read of them, and what is reported."""

import io
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from support.documents import TEXT, pdf

from byline.ingest import Draft, Rejection
from byline.ingest.child import parse


def packed(**parts: str | bytes) -> bytes:
    """Make a zip archive; in names, `__` stands for a slash and `_` before the extension for a full stop."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in parts.items():
            head, _, tail = name.replace("__", "/").rpartition("_")
            archive.writestr(f"{head}.{tail}", content)
    return written.getvalue()


def messages(folder: Path, name: str, content: bytes) -> list[Draft | Rejection]:
    (folder / name).write_bytes(content)
    return list(parse(folder / name))


def read(folder: Path, name: str, content: bytes) -> Draft:
    [draft] = messages(folder, name, content)
    assert isinstance(draft, Draft), draft
    return draft


# Mail


def message(text: str = TEXT, html: str = "") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Jane Doe <jane@example.com>", "Prices go up – by 7 %"
    mail["Date"] = "Mon, 03 Feb 2025 09:00:00 +0100"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail


def test_a_message_gives_its_text_and_names_what_is_attached(tmp_path: Path) -> None:
    mail = message("Café prices.\n", "<p>In HTML</p>")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="report.pdf")
    draft = read(tmp_path, "a.eml", mail.as_bytes())
    assert (draft.text, draft.title, draft.author) == ("Café prices.\n", "Prices go up – by 7 %", "Jane Doe")
    assert draft.published == datetime(2025, 2, 3, 8, tzinfo=UTC)
    assert (draft.notes, draft.in_part) == (("attachments not read: report.pdf",), True)


def test_a_message_in_html_alone_is_read(tmp_path: Path) -> None:
    mail = message()
    mail.set_content("<p>The mill &amp; the <b>pool</b>.</p><p>Sold.</p>", subtype="html")
    assert read(tmp_path, "a.eml", mail.as_bytes()).text == "The mill & the pool.\nSold."


def test_the_messages_of_a_mailbox_are_articles(tmp_path: Path) -> None:
    box = b"".join(
        b"From x Mon Feb  3 09:00:00 2025\n" + message(text).as_bytes() + b"\n" for text in ("One.", "Two.", " ")
    )
    found = messages(tmp_path, "a.mbox", box)
    assert [(type(one), one.row) for one in found] == [(Draft, 1), (Draft, 2), (Rejection, 3)]
    assert [one.text.strip() for one in found if isinstance(one, Draft)] == ["One.", "Two."]


# Rich text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            rb"The council\'92s {\b mill} met \u8220?quoted\u8221?.\par Caf\'e9\par",
            "The council’s mill met “quoted”.\nCafé\n",
        ),
        (rb"Seen{\v hidden}{\deleted gone}{\revised new}.{\*\unknown x}{\pict 00ff}{\header Head}\par", "Seennew.\n"),
        (
            rb"Employed 530{\footnote According to the union, 611.} people.\par",
            "Employed 530 people.\nAccording to the union, 611.\n",
        ),
        (rb"\trowd Year\cell Dead\cell\row\trowd 2022\cell 7\cell\row", "Year: 2022 | Dead: 7\n"),
        (rb"{\field{\*\fldinst HYPERLINK x}{\fldrslt a link}} \{braces\}\line next\par", "a link {braces}\nnext\n"),
        (rb"{\fonttbl{\f0 Arial;}}{\uc2\u1047ab}!\par", "З!\n"),
    ],
)
def test_rich_text_gives_what_is_shown(tmp_path: Path, body: bytes, text: str) -> None:
    assert read(tmp_path, "a.rtf", rb"{\rtf1\ansi\ansicpg1252 " + body + b"}").text == text


def test_rich_text_and_pdf_under_other_names_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, "a.docx", rb"{\rtf1\ansi Renamed by hand.}").text == "Renamed by hand."
    assert read(tmp_path, "b.txt", pdf(TEXT)).text == TEXT


# Office documents and books

ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
)


def test_an_opendocument_text_gives_what_is_printed(tmp_path: Path) -> None:
    def cell(text: str) -> str:
        return f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"

    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone.</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:h>Minutes</text:h>"
        "<text:p>The<text:s/>board<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p>"
        "</text:note-body></text:note> <text:span>met</text:span>.<office:annotation><text:p>Hm</text:p></office:annotation></text:p>"
        "<text:list><text:list-item><text:p>An item.</text:p></text:list-item></text:list>"
        f"<table:table><table:table-row>{cell('Year')}{cell('Dead')}</table:table-row>"
        f"<table:table-row>{cell('2022')}{cell('7')}</table:table-row></table:table>"
        "<text:p><draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame></text:p>"
    )
    content = f"<office:document-content {ODF}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    meta = f"<office:document-meta {ODF}><office:meta><dc:title>T</dc:title><dc:creator>A</dc:creator></office:meta></office:document-meta>"
    draft = read(tmp_path, "a.odt", packed(content_xml=content, meta_xml=meta))
    assert [line for line in draft.text.splitlines() if line] == [
        "Minutes",
        "The board met.",
        "A note.",
        "An item.",
        "Year: 2022 | Dead: 7",
        "In a box.",
    ]
    assert (draft.title, draft.author) == ("T", "A")
    assert draft.notes == ("contains tracked changes: read as if all were accepted", "not read: 1 comment")


def test_an_opendocument_text_with_entities_is_refused(tmp_path: Path) -> None:
    content = f'<!DOCTYPE d [<!ENTITY x "word">]><a {ODF}><text:p>It opens. &x; It closes.</text:p></a>'
    [rejected] = messages(tmp_path, "a.odt", packed(content_xml=content, meta_xml="<a/>"))
    assert isinstance(rejected, Rejection)
    assert "it defines XML entities" in rejected.reason


def test_merged_cells_of_an_opendocument_text_keep_their_names_and_heads_are_told(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        covered = "<table:covered-table-cell/>"
        written = (
            f"<table:table-cell {cell.replace('>', '><text:p>')}</text:p></table:table-cell>" if cell else covered
            for cell in cells
        )
        return f"<table:table-row>{''.join(written)}</table:table-row>"

    down, across = 'table:number-rows-spanned="2">', 'table:number-columns-spanned="2">'
    rows = (
        row(f"{down}Port", f"{across}Killed", ""),
        row("", ">2028", ">2029"),
        row(f"{down}Lunde", ">4", ">6"),
        row("", ">1", ">0"),
    )
    content = f"<office:document-content {ODF}><office:body><office:text><table:table>{''.join(rows)}</table:table></office:text></office:body></office:document-content>"
    style = 'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    head = "<style:header><text:p>EMBARGOED until 4 May</text:p></style:header>"
    styles = (
        f"<office:document-styles {ODF} {style}><style:master-page>{head}</style:master-page></office:document-styles>"
    )
    draft = read(tmp_path, "a.odt", packed(content_xml=content, styles_xml=styles))
    assert draft.text.splitlines() == [
        "Port: Lunde | Killed 2028: 4 | Killed 2029: 6",
        "Port: Lunde | Killed 2028: 1 | Killed 2029: 0",
    ]
    assert (draft.notes, draft.in_part) == (("page headers and footers left out: EMBARGOED until 4 May",), False)


def test_a_book_is_read_in_its_order(tmp_path: Path) -> None:
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Lights'
        "</dc:title><dc:creator>Ana Voss</dc:creator><dc:creator>Bo Lind</dc:creator><dc:date>1999-05-01</dc:date></metadata><manifest>"
        '<item id="n" href="nav.xhtml" properties="nav"/><item id="x" href="b.xhtml"/><item id="y" href="text/a.xhtml"/></manifest>'
        '<spine><itemref idref="n"/><itemref idref="x"/><itemref idref="y"/></spine></package>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OPS/x.opf"/>'
        "</rootfiles></container>"
    )
    chapters = {
        "OPS__b_xhtml": "<html><body><p>First.</p></body></html>",
        "OPS__text__a_xhtml": "<?xml version='1.0' encoding='utf-8'?><html><title>Lights</title><p>Second.</p></html>",
    }
    nav = "<html><body><nav><a href='b.xhtml'>Contents</a></nav></body></html>"
    draft = read(
        tmp_path,
        "a.epub",
        packed(**chapters, OPS__nav_xhtml=nav, OPS__x_opf=opf, **{"META-INF__container_xml": container}),
    )
    assert (draft.text, draft.title, draft.author) == ("First.\n\nSecond.", "Lights", "Ana Voss, Bo Lind")
    assert read(tmp_path, "b.epub", packed(**chapters)).text == "First.\n\nSecond."


def test_a_presentation_is_read_slide_by_slide(tmp_path: Path) -> None:
    names = (
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    )

    def slide(text: str) -> str:
        number = '<p:sp><p:nvPr><p:ph type="sldNum"/></p:nvPr><a:p><a:r><a:t>9</a:t></a:r></a:p></p:sp>'
        return f"<p:sld {names}><p:sp><a:p><a:r><a:t>{text}</a:t></a:r><a:br/><a:r><a:t>more</a:t></a:r></a:p></p:sp>{number}</p:sld>"

    parts = {f"ppt__slides__slide{number}_xml": slide(f"Slide {number}") for number in (10, 2, 1)}
    assert read(tmp_path, "a.pptx", packed(**parts)).text == "Slide 1 more\n\nSlide 2 more\n\nSlide 10 more"


def test_what_a_presentation_does_not_show_as_text_is_told(tmp_path: Path) -> None:
    names = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    said = "<p:sp><a:p><a:r><a:t>Said.</a:t></a:r></a:p></p:sp>"
    slides = {
        "ppt__slides__slide1_xml": f"<p:sld {names}>{said}</p:sld>",
        "ppt__slides__slide2_xml": f"<p:sld {names}><p:pic/></p:sld>",
        "ppt__slides__slide3_xml": f'<p:sld {names} show="0">{said}</p:sld>',
    }
    draft = read(tmp_path, "a.pptx", packed(**slides, ppt__comments__comment1_xml='<p:cm authorId="0"/>'))
    assert (draft.text, draft.in_part) == ("Said.", True)
    assert draft.notes == ("not read: 1 slide with only pictures, 1 hidden slide, 1 comment",)
    del slides["ppt__slides__slide1_xml"], slides["ppt__slides__slide3_xml"]
    [message] = messages(tmp_path, "a.pptx", packed(**slides))
    assert isinstance(message, Rejection)
    assert message.reason == "no text in it, only pictures; run text recognition on it first"


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_workbook_of_figures_is_an_article(tmp_path: Path) -> None:
    rows = [["Year", "Cost"], [2022, 7.0], [2023, 8.5]]
    draft = read(tmp_path, "a.xlsx", workbook(rows, [["Alone", datetime(2025, 5, 4)]]))
    assert draft.text.splitlines() == [
        "Sheet 0",
        "Year: 2022 | Cost: 7",
        "Year: 2023 | Cost: 8.5",
        "Sheet 1",
        "Alone | 2025-05-04",
    ]


def test_formulas_without_a_result_are_told(tmp_path: Path) -> None:
    draft = read(tmp_path, "a.xlsx", workbook([["Year", "Cost"], [2022, 7], ["Sum", "=SUM(B2:B2)"]]))
    assert "Year: 2022 | Cost: 7" in draft.text
    assert draft.notes == ("not read: 1 formula without a result: open it in Excel and save it",)
    assert draft.in_part


def test_a_workbook_of_articles_is_read_a_row_an_article(tmp_path: Path) -> None:
    book = workbook([["Titel", "Inhalt", "Datum"], ["One", "First text.", datetime(2025, 5, 4)], ["Two", None, None]])
    first, second = messages(tmp_path, "a.xlsx", book)
    assert isinstance(first, Draft)
    assert (first.title, first.text, first.row) == ("One", "First text.", 1)
    assert first.published == datetime(2025, 5, 4, tzinfo=UTC)
    assert isinstance(second, Rejection)


# Archives


def test_an_archive_of_files_is_read_like_a_folder(tmp_path: Path) -> None:
    content = packed(
        a_txt="First text.",
        sub__b_csv="id,text\n1,Second text.\n",
        metadata_csv="file,title,publisher\na.txt,A title,The Courier\n",
        inner_zip=packed(c_txt="x"),
        photo_jpg=b"x",
        empty_txt="",
    )
    found = messages(tmp_path, "a.zip", content)
    drafts = [one for one in found if isinstance(one, Draft)]
    assert [(one.id, one.text, one.title, one.publisher) for one in drafts] == [
        ("a", "First text.", "A title", "The Courier"),
        ("1", "Second text.", None, None),
    ]
    assert drafts[0].warnings == ("not read: 1 .jpg",)
    assert [one.reason for one in found if isinstance(one, Rejection)] == [
        "empty.txt: no text in it",
        "inner.zip: archives within archives are not read; unpack it first",
    ]
    assert [one.row for one in found] == [1, 2, 3, 4]


def test_an_archive_writes_nothing_outside_its_folder(tmp_path: Path) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("../../evil.txt", "Evil.")
        archive.writestr("good.txt", "Good.")
    draft = read(tmp_path, "a.zip", written.getvalue())
    assert (draft.text, draft.warnings) == ("Good.", ("not read: 1 with a path that leads outside the archive",))


@pytest.mark.parametrize("suffix", ["odt", "epub", "pptx", "xlsx", "zip", "docx"])
def test_what_is_packed_has_limits(tmp_path: Path, suffix: str) -> None:
    with (
        zipfile.ZipFile(tmp_path / f"bomb.{suffix}", "w", zipfile.ZIP_DEFLATED) as bomb,
        bomb.open("content.xml", "w", force_zip64=True) as stream,
    ):
        for _ in range(21):
            stream.write(b" " * 10_000_000)
    [message] = parse(tmp_path / f"bomb.{suffix}")
    assert isinstance(message, Rejection)
    assert "unpacks to" in message.reason


@pytest.mark.parametrize("suffix", ["odt", "epub", "pptx", "xlsx", "zip", "rtf", "eml", "mbox"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"<html></html>", packed(x_xml="<x/>")])
def test_what_is_broken_is_rejected(tmp_path: Path, suffix: str, content: bytes) -> None:
    for found in messages(tmp_path, f"a.{suffix}", content):
        assert isinstance(found, Rejection) or suffix == "eml"


def test_a_sentence_that_begins_with_from_begins_no_message(tmp_path: Path) -> None:
    text = "One.\n\nFrom Lunde we hear more.\n"
    box = b"From x Mon Feb  3 09:00:00 2025\n" + message(text).as_bytes() + b"\n"
    [found, other] = messages(tmp_path, "a.mbox", box * 2)
    assert isinstance(found, Draft)
    assert isinstance(other, Draft)
    assert found.text.strip() == other.text.strip() == text.strip()


def test_a_message_that_is_attached_is_read(tmp_path: Path) -> None:
    mail = message("For you.\n")
    inner = message("The mill burned down.\n")
    inner.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="mill.pdf")
    mail.add_attachment(inner)
    draft = read(tmp_path, "a.eml", mail.as_bytes())
    assert draft.text.startswith("For you.")
    assert "From: Jane Doe <jane@example.com>" in draft.text
    assert "The mill burned down." in draft.text
    assert draft.notes == ("attachments not read: mill.pdf",)


def test_files_of_one_name_in_an_archive_stay_apart(tmp_path: Path) -> None:
    content = packed(a_txt="First.", sub__a_txt="Second.", a_md="Third.")
    found = [one for one in messages(tmp_path, "a.zip", content) if isinstance(one, Draft)]
    assert {one.text: one.id for one in found} == {"Third.": "a", "First.": "a.txt", "Second.": "sub/a.txt"}
