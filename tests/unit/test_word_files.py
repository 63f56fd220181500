"""Word files: what Word prints is read, and what is not read is reported."""

import shutil
import zipfile
from pathlib import Path

import docx
import pytest

from byline.ingest import Draft, Rejection
from byline.ingest.child import parse
from byline.ingest.grid import lines_of_table

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
BY = 'w:id="1" w:author="Desk" w:date="2025-01-01T10:00:00Z"'


def run(text: str, tag: str = "t", look: str = "") -> str:
    return f'<w:r>{look}<w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def word_file(folder: Path, body: str, **parts: str) -> Path:
    """Make a Word file with the given body and parts, such as footnotes."""
    plain, file = folder / "plain.docx", folder / "a.docx"
    docx.Document().save(str(plain))
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.namelist():
            if entry in {f"word/{name}.xml" for name in parts}:
                continue
            content = old.read(entry).decode("latin-1")
            if entry == "word/document.xml":
                content = f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"
            if entry == "word/_rels/document.xml.rels":
                related = "".join(
                    f'<Relationship Id="x{name}" Target="{name}.xml" '
                    f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"/>'
                    for name in parts
                )
                content = content.replace("</Relationships>", f"{related}</Relationships>")
            new.writestr(entry, content.encode("latin-1"))
        for name, content in parts.items():
            new.writestr(f"word/{name}.xml", f"<w:{name} {W}>{content}</w:{name}>")
    return file


def read(file: Path) -> Draft:
    [draft] = parse(file)
    assert isinstance(draft, Draft), draft
    return draft


@pytest.mark.parametrize("place", ["document", "footnotes"])
def test_a_file_with_entities_is_refused_rather_than_cut_short(tmp_path: Path, place: str) -> None:
    """An external entity would read a file of this machine, and text after it would be lost unnoticed."""
    file = word_file(tmp_path, f"<w:p>{run('Open &amp; closed.')}</w:p>", footnotes="")
    assert read(file).text == "Open & closed."
    with zipfile.ZipFile(file) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    text = f"<w:{place} {W}><w:p>{run('It opens. &x; It closes.')}</w:p></w:{place}>"
    parts[f"word/{place}.xml"] = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>{text}'.encode()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    [rejected] = parse(file)
    assert isinstance(rejected, Rejection)
    assert "it defines XML entities" in rejected.reason


def test_the_text_is_read_with_all_changes_accepted(tmp_path: Path) -> None:
    body = (
        f"<w:p>{run('He did ')}<w:ins {BY}>{run('not ')}</w:ins>{run('pay ')}<w:del {BY}>{run('40', 'delText')}</w:del>"
        f"<w:ins {BY}>{run('4')}</w:ins>{run(' crowns.')}</w:p>"
        f"<w:p><w:ins {BY}>{run('A new paragraph.')}</w:ins></w:p>"
        f"<w:p><w:moveFrom {BY}>{run('Moved away.')}</w:moveFrom><w:moveTo {BY}>{run('Moved here.')}</w:moveTo></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr>{run('One line')}</w:p><w:p>{run(' goes on.')}</w:p>"
        f"<w:tbl><w:tr><w:trPr><w:del {BY}/></w:trPr><w:tc><w:p>{run('Gone row')}</w:p></w:tc></w:tr>"
        f"<w:tr><w:tc><w:p>{run('Row')}</w:p></w:tc></w:tr></w:tbl>"
    )
    draft = read(word_file(tmp_path, body))
    assert draft.text == "He did not pay 4 crowns.\nA new paragraph.\nMoved here.\nOne line goes on.\nRow"
    assert draft.notes == ("contains tracked changes: read as if all were accepted",)


def test_notes_boxes_controls_links_and_fields_are_read(tmp_path: Path) -> None:
    box = f"<w:txbxContent><w:p>{run('In a box.')}</w:p></w:txbxContent>"
    body = (
        f'<w:p>{run("The mine")}<w:r><w:footnoteReference w:id="2"/></w:r>{run(" closed")}'
        f'<w:r><w:endnoteReference w:id="3"/></w:r>{run(".")}</w:p>'
        f"<w:sdt><w:sdtContent><w:p>{run('In a control.')}</w:p></w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p>{run('Click here.')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p><w:hyperlink>{run('A link')}</w:hyperlink>{run(' and ')}<w:fldSimple>{run('a field')}</w:fldSimple>"
        f"{run(' PAGE ', 'instrText')}<w:r><w:noBreakHyphen/></w:r>{run('end')}</w:p>"
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    footnotes = f'<w:footnote w:id="2"><w:p>{run("A footnote.")}</w:p></w:footnote>'
    endnotes = f'<w:endnote w:id="3"><w:p>{run("An endnote.")}</w:p></w:endnote>'
    draft = read(word_file(tmp_path, body, footnotes=footnotes, endnotes=endnotes))
    assert draft.text == (
        "The mine closed.\nA footnote.\nAn endnote.\nIn a control.\nA link and a field-end\nIn a box."
    )
    assert (draft.notes, draft.in_part) == ((), False)


def test_what_is_not_read_is_told(tmp_path: Path) -> None:
    hidden = run("Hidden.", look="<w:rPr><w:vanish/></w:rPr>")
    body = f'<w:p>{run("Seen.")}{hidden}{hidden}<w:r><w:commentReference w:id="1"/></w:r></w:p>'
    draft = read(word_file(tmp_path, body))
    assert draft.text == "Seen."
    assert (draft.notes, draft.in_part) == (("not read: 1 comment, 2 pieces of hidden text",), True)


def test_nested_and_merged_tables_are_read(tmp_path: Path) -> None:
    def cell(text: str, merge: str = "", inner: str = "") -> str:
        return f"<w:tc><w:tcPr>{merge}</w:tcPr><w:p>{run(text)}</w:p>{inner}</w:tc>"

    restart, over_three = '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="3"/>'
    nested = f"<w:tbl><w:tr>{cell('Nested')}</w:tr></w:tbl>"
    body = (
        f"<w:tbl><w:tr>{cell('Town')}{cell('Year')}{cell('Dead')}</w:tr>"
        f"<w:tr>{cell('Haxby', restart)}{cell('2021')}{cell('3')}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('2022')}{cell('7', inner=nested)}</w:tr>"
        f"<w:tr>{cell('None elsewhere', over_three)}</w:tr></w:tbl>"
    )
    assert read(word_file(tmp_path, body)).text.splitlines() == [
        "Town: Haxby | Year: 2021 | Dead: 3",
        "Town: Haxby | Year: 2022 | Dead: 7",
        "Nested",
        "Town: None elsewhere",
    ]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([["Year", "2025"]], ["Year | 2025"]),
        ([["", "North", "South"], ["Dead", "3", "4"]], ["Dead | North: 3 | South: 4"]),
        ([["", "2021", "2022"], ["Dead", "3", "7"]], ["Dead | 2021: 3 | 2022: 7"]),
        ([["Town", "2021/22", "2023"], ["Haxby", "3", "7"]], ["Town: Haxby | 2021/22: 3 | 2023: 7"]),
        ([["Founded", "1987"], ["Members", "230"]], ["Founded | 1987", "Members | 230"]),
        ([["Pool", "30", "40"], ["Visits", "3", "7"]], ["Pool | 30 | 40", "Visits | 3 | 7"]),
        ([["Deaths at sea", ""], ["Year", "Dead"], ["2022", "7"]], ["Deaths at sea", "Year: 2022 | Dead: 7"]),
        ([["1999", "3"], ["2000", "4"]], ["1999 | 3", "2000 | 4"]),
        ([["Name", "Role"], ["Ana Ruiz", "Mayor"]], ["Name | Role", "Ana Ruiz | Mayor"]),
    ],
)
def test_a_figure_stands_with_the_name_of_its_column(rows: list[list[str]], lines: list[str]) -> None:
    assert [line for _, line in lines_of_table(rows)] == lines


def test_the_numbers_that_word_prints_are_read(tmp_path: Path) -> None:
    def level(depth: int, shape: str, text: str, start: int = 1) -> str:
        return f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/></w:lvl>'

    def item(text: str, number: int, depth: int = 0) -> str:
        numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
        return f"<w:p><w:pPr>{numbered}</w:pPr>{run(text) if text else ''}</w:p>"

    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "Article %1")}{level(1, "decimal", "%1.%2.")}'
        f"{level(2, 'lowerRoman', '(%3)', 4)}</w:abstractNum>"
        f'<w:abstractNum w:abstractNumId="1">{level(0, "bullet", "·")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'
        "</w:num>"
    )
    body = (
        f"{item('One', 1)}{item('a', 1, 1)}{item('', 1, 1)}{item('b', 1, 1)}{item('c', 1, 2)}{item('Dot', 2)}"
        f"{item('Two', 1)}{item('d', 1, 1)}{item('Seven', 3)}{item('Three', 1)}{item('Plain', 0)}"
    )
    assert read(word_file(tmp_path, body, numbering=numbering)).text.splitlines() == [
        *("Article 1 One", "1.1. a", "", "1.2. b", "(iv) c", "Dot", "Article 2 Two", "2.1. d", "Article 7 Seven"),
        *("Article 3 Three", "Plain"),
    ]


def test_a_word_file_under_another_name_is_no_matter(tmp_path: Path) -> None:
    file = word_file(tmp_path, f"<w:p>{run('Text.')}</w:p>")
    shutil.copy(file, tmp_path / "B.DOCX")
    assert read(tmp_path / "B.DOCX").text == "Text."


def test_a_large_first_letter_is_one_with_its_word(tmp_path: Path) -> None:
    frame = '<w:pPr><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr>'
    body = f"<w:p>{frame}{run('T')}</w:p><w:p>{run('he harbour froze.')}</w:p><w:p>{run('Next.')}</w:p>"
    assert read(word_file(tmp_path, body)).text == "The harbour froze.\nNext."


def test_a_note_in_a_cell_is_read_once(tmp_path: Path) -> None:
    noted = f'{run("7")}<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = (
        f"<w:tbl><w:tr><w:tc><w:p>{run('Year')}</w:p></w:tc><w:tc><w:p>{run('Dead')}</w:p></w:tc></w:tr>"
        f"<w:tr><w:tc><w:p>{run('2022')}</w:p></w:tc><w:tc><w:p>{noted}</w:p></w:tc></w:tr></w:tbl>"
    )
    note = f'<w:footnote w:id="2"><w:p>{run("Two of them drowned.")}</w:p></w:footnote>'
    assert read(word_file(tmp_path, body, footnotes=note)).text == "Year: 2022 | Dead: 7\nTwo of them drowned."


def test_raised_figures_and_symbols_do_not_change_what_is_said(tmp_path: Path) -> None:
    up = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    degree = '<w:r><w:sym w:font="Symbol" w:char="F0B0"/></w:r>'
    body = f"<w:p>{run('212')}{run('1', look=up)}{run(' men, 5 m')}{run('3', look=up)}{run(', 30')}{degree}{run('.')}</w:p>"
    assert read(word_file(tmp_path, body)).text == "212^1 men, 5 m3, 30°."


def test_heads_and_feet_of_pages_are_told(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Seen.")
    document.sections[0].header.paragraphs[0].text = "EMBARGOED until 4 May"
    document.sections[0].footer.paragraphs[0].text = "7"
    document.save(str(tmp_path / "a.docx"))
    draft = read(tmp_path / "a.docx")
    assert (draft.text, draft.in_part) == ("Seen.", False)
    assert draft.notes == ("page headers and footers left out: EMBARGOED until 4 May",)


@pytest.mark.parametrize(
    "kind", ["ms-word.document.macroEnabled", "openxmlformats-officedocument.wordprocessingml.template"]
)
def test_a_word_file_with_macros_or_a_template_is_read(tmp_path: Path, kind: str) -> None:
    plain = word_file(tmp_path, f"<w:p>{run('Seen.')}</w:p>")
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(tmp_path / "a.docm", "w") as new:
        for entry in old.namelist():
            declared = b"openxmlformats-officedocument.wordprocessingml.document.main+xml"
            new.writestr(entry, old.read(entry).replace(declared, f"{kind}.main+xml".encode()))
    assert read(tmp_path / "a.docm").text == "Seen."


def test_a_word_file_of_pictures_is_told(tmp_path: Path) -> None:
    names = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    uri = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    picture = (
        f'<w:p><w:r><w:drawing><a:graphic {names}><a:graphicData uri="{uri}"/></a:graphic></w:drawing></w:r></w:p>'
    )
    [message] = parse(word_file(tmp_path, picture * 2))
    assert isinstance(message, Rejection)
    assert message.reason == "no text in it, only pictures; run text recognition on it first"
    draft = read(word_file(tmp_path, f"<w:p>{run('Scanned in 2019.')}</w:p>{picture * 2}"))
    assert (draft.notes, draft.in_part) == (("not read: 2 pictures",), True)
    draft = read(word_file(tmp_path, f"<w:p>{run('Seen. ' * 40)}</w:p>{picture}"))
    assert (draft.notes, draft.in_part) == ((), False)


def test_a_table_that_only_arranges_the_page_is_read_as_paragraphs(tmp_path: Path) -> None:
    cell = "".join(
        f"<w:p>{run(text)}</w:p>" for text in ("Water board cuts prices", "The water board will cut its prices. " * 4)
    )
    table = f"<w:tbl><w:tr><w:tc><w:p>{run('Norrey')}</w:p><w:p>{run('12 June 2026')}</w:p></w:tc><w:tc>{cell}</w:tc></w:tr></w:tbl>"
    lines = read(word_file(tmp_path, table)).text.splitlines()
    assert lines[:3] == ["Norrey", "12 June 2026", "Water board cuts prices"]
