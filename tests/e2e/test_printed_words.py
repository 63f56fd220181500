"""Nothing is lost: every word that LibreOffice prints of a document is in its article, or reported as not read."""

import csv
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from openpyxl.comments import Comment

from byline.ingest import Draft
from byline.ingest.child import parse

pytestmark = pytest.mark.slow

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
BY = 'w:id="1" w:author="Desk" w:date="2025-01-01T10:00:00Z"'
HEAD, FOOT, DELETED, COMMENT = "Wellmouthian heading", "Wellmouthian footing", "Unsaidword ", "Commentedword"
LEAST = 0.99  # share of the words
SHEETS_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
DRAWN = ("office", "text", "presentation", "table", "style")


def convert(to: str, folder: Path, *files: Path) -> None:
    program = shutil.which("soffice")
    assert program, "install libreoffice-writer-nogui, libreoffice-calc-nogui and libreoffice-impress-nogui"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [program, profile, "--headless", "--convert-to", to, "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def printed(file: Path) -> Counter[str]:
    """Count the words on the pages of a PDF, without running heads and deleted words."""
    program = shutil.which("pdftotext")
    assert program, "install poppler-utils"
    text = subprocess.run([program, "-layout", str(file), "-"], check=True, capture_output=True, text=True).stdout
    return words(text) - words(" ".join((HEAD, FOOT, DELETED)) * text.count("\f"))


def run(text: str, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def word_file(file: Path) -> None:
    """Write the features of Word: lists, tables in tables, changes, controls, boxes, columns, notes, a comment."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = HEAD
    document.sections[0].footer.paragraphs[0].text = FOOT
    document.add_heading("Dredging of the harbour", 0)
    for number in range(6):
        document.add_paragraph(f"Paragraph {number}: the harbour master of Wellmouth said that nobody had paid for it.")
    for style in ("List Bullet", "List Number", "List Bullet 2", "List Number 2"):
        for number in range(3):
            document.add_paragraph(f"Item {number} of {style}", style=style)
    table = document.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"cell{row}x{column}"
    table.cell(1, 1).add_table(2, 2).cell(0, 0).text = "nestedone"
    table.cell(1, 1).tables[0].cell(1, 1).text = "nestedtwo"
    merged = document.add_table(2, 3)
    merged.cell(0, 0).merge(merged.cell(0, 2)).text = "merged across"
    merged.cell(1, 0).text = "under"
    document.add_comment(document.paragraphs[1].runs[0], text=COMMENT, author="Desk", initials="D")
    column = "".join(
        f"<w:p>{run(f'Column line {number} of the sediment that none reads twice.')}</w:p>" for number in range(30)
    )
    columns = '<w:cols w:num="2" w:space="708"/>'
    ends = '<w:p><w:pPr><w:sectPr><w:type w:val="continuous"/>{}</w:sectPr></w:pPr></w:p>'
    box = f"<w:txbxContent><w:p>{run('Boxedwords stand here.')}</w:p></w:txbxContent>"
    shape = f'<v:shape style="width:200pt;height:60pt"><v:textbox>{box}</v:textbox></v:shape>'
    body = (
        f"<w:p>{run('He did ')}<w:ins {BY}>{run('insertedword ')}</w:ins><w:del {BY}>{run(DELETED, 'delText')}</w:del>"
        f"{run('pay.')}</w:p>"
        f"<w:sdt><w:sdtPr/><w:sdtContent><w:p>{run('Controlled block.')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p>{run('Before ')}<w:sdt><w:sdtContent>{run('inlinecontrol')}</w:sdtContent></w:sdt>"
        f'<w:hyperlink w:anchor="x">{run(" linkedwords")}</w:hyperlink></w:p>'
        f"<w:p>{run('A box. ')}<w:r><w:pict>{shape}</w:pict></w:r></w:p>{ends.format('')}"
        f"{column}{ends.format(columns)}"
        f'<w:p>{run("A sentence with notes. ")}<w:r><w:footnoteReference w:id="2"/></w:r>{run(" Then ")}'
        '<w:r><w:endnoteReference w:id="2"/></w:r></w:p>'
    )
    for element in parse_xml(f"<w:body {W}>{body}</w:body>"):
        document.element.body.sectPr.addprevious(element)
    plain = file.with_suffix(".plain")
    document.save(str(plain))
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry).decode("latin-1")
            for kind in ("footnotes", "endnotes"):
                related = f'<Relationship Id="r{kind}" Target="{kind}.xml" Type="{_RELATED}/{kind}"/></Relationships>'
                typed = f'<Override PartName="/word/{kind}.xml" ContentType="{_TYPED}.{kind}+xml"/></Types>'
                if entry == "word/_rels/document.xml.rels":
                    content = content.replace("</Relationships>", related)
                if entry == "[Content_Types].xml":
                    content = content.replace("</Types>", typed)
            new.writestr(entry, content.encode("latin-1"))
        for kind in ("footnote", "endnote"):
            new.writestr(f"word/{kind}s.xml", _notes(kind))
    plain.unlink()


_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPED = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def _notes(kind: str) -> str:
    line = f"<w:{kind} w:id='0' w:type='separator'><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>"
    said = f"<w:p><w:r><w:{kind}Ref/></w:r>{run(f' Said in the {kind} alone.')}</w:p>"
    return f"<w:{kind}s {W}>{line}<w:{kind} w:id='2'>{said}</w:{kind}></w:{kind}s>"


def presentation(file: Path) -> None:
    """Write slides with titles, lists, groups, shapes and tables."""
    size, pages = 'svg:width="9cm" svg:height="3cm"', ""
    for number in range(1, 5):
        cells = "".join(
            f"<table:table-row>{''.join(f'<table:table-cell><text:p>{cell}</text:p></table:table-cell>' for cell in row)}</table:table-row>"
            for row in (("Year", "Dead"), (f"202{number}", f"{number}7"))
        )
        pages += (
            f'<draw:page draw:name="p{number}"><draw:frame presentation:class="title" {size} svg:x="1cm" svg:y="1cm"><draw:text-box>'
            f"<text:p>Slide {number} of dredging</text:p></draw:text-box></draw:frame>"
            f'<draw:frame {size} svg:x="1cm" svg:y="5cm"><draw:text-box><text:list><text:list-item><text:p>Point <text:span>'
            f"spanned{number}</text:span></text:p></text:list-item></text:list></draw:text-box></draw:frame>"
            f'<draw:g><draw:custom-shape {size} svg:x="1cm" svg:y="9cm"><text:p>Shaped{number}</text:p>'
            '<draw:enhanced-geometry draw:type="rectangle"/></draw:custom-shape></draw:g>'
            f'<draw:frame {size} svg:x="12cm" svg:y="9cm"><table:table><table:table-column/><table:table-column/>{cells}'
            "</table:table></draw:frame></draw:page>"
        )
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{name}="{urn}:{name}:1.0"' for name in DRAWN)
    names += f' xmlns:draw="{urn}:drawing:1.0" xmlns:svg="{urn}:svg-compatible:1.0"'
    kind = 'office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.presentation"'
    body = f"<office:body><office:presentation>{pages}</office:presentation></office:body>"
    file.write_text(f'<?xml version="1.0"?><office:document {names} {kind}>{body}</office:document>')


def workbook(file: Path) -> None:
    """Write sheets with a title above the table, a remark beside it, formats, a comment, and a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Deaths at sea"])
    sheet.append(["Year", "Dead", "Share"])
    for number in range(40):
        sheet.append([1980 + number, number * 3, number / 100])
        sheet.cell(number + 3, 3).number_format = "0%"
    sheet["G2"], sheet["B4"].comment = "A remark beside the table", Comment(COMMENT, "Desk")
    other = book.create_sheet("Other")
    other.append(["merged over three"])
    other.merge_cells("A1:C1")
    other.append(["a sentence in a cell", "another", "third"])
    other["E9"] = "two\nlines"
    hidden = book.create_sheet("Hidden")
    hidden.append(["hiddenword"])
    hidden.sheet_state = "hidden"
    book.save(file)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents `word`, `open`, `rich` and `slides`, each beside its PDF, and `book.xlsx` beside its sheets."""
    folder = tmp_path_factory.mktemp("printed")
    word_file(folder / "word.docx")
    presentation(folder / "slides.fodp")
    workbook(folder / "book.xlsx")
    for to in ("odt", "rtf"):
        convert(to, folder, folder / "word.docx")
    (folder / "word.odt").rename(folder / "open.odt")
    (folder / "word.rtf").rename(folder / "rich.rtf")
    convert("pptx", folder, folder / "slides.fodp")
    convert("pdf", folder, *(folder / name for name in ("word.docx", "open.odt", "rich.rtf", "slides.pptx")))
    convert(SHEETS_AS_CSV, folder, folder / "book.xlsx")
    return folder


def read(file: Path) -> Draft:
    [draft] = parse(file)
    assert isinstance(draft, Draft), draft
    return draft


@pytest.mark.parametrize("name", ["word.docx", "open.odt", "rich.rtf", "slides.pptx"])
def test_what_is_printed_is_read(documents: Path, name: str) -> None:
    draft, expected = read(documents / name), printed((documents / name).with_suffix(".pdf"))
    lost = expected - words(draft.text)
    assert expected.total() > 40
    assert lost.total() <= (1 - LEAST) * expected.total(), lost
    assert DELETED.strip() not in draft.text
    if name != "slides.pptx":
        assert "not read: 1 comment" in draft.notes
        assert "Said in the footnote alone." in draft.text


def test_the_cells_of_every_sheet_are_read_or_told(documents: Path) -> None:
    draft = read(documents / "book.xlsx")
    assert draft.notes == ("not read: 1 hidden sheet", "not read: 1 comment")
    for sheet in ("Sheet", "Other"):
        with (documents / f"book-{sheet}.csv").open(encoding="utf-8") as file:
            expected = words(" ".join(cell for row in csv.reader(file) for cell in row))
        assert expected.total() > 5
        assert expected <= words(draft.text)
    assert "Year: 1999 | Dead: 57 | Share: 19%" in draft.text
