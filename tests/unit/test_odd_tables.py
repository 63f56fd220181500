"""Tables and JSON as they come: merged cells, names over several columns, wrapped or split values, several tables."""

import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from byline.ingest import Draft, Rejection
from byline.ingest.child import parse
from byline.ingest.grid import ACROSS, laid_out, lines_of_table

MILL = "The mill at Haxby was sold to Olaf Brandvold for 90 crowns."
FERRY = "The ferry to Lunde was delayed by eleven hours because of fog."
TWO_NAMES = ["Port: Lunde | Killed 2028: 4 | Killed 2029: 6", "Port: Norrey | Killed 2028: 1 | Killed 2029: 0"]


def messages(folder: Path, name: str, content: str | bytes) -> list[Draft | Rejection]:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(parse(folder / name))


def only(folder: Path, name: str, content: str | bytes) -> Draft:
    [draft] = messages(folder, name, content)
    assert isinstance(draft, Draft), draft
    return draft


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            [["Port", "Killed", ACROSS], ["", "2028", "2029"], ["Lunde", "4", "6"], ["Norrey", "1", "0"]],
            TWO_NAMES,
        ),
        # A figure that spans several columns belongs to all of them; a row with cells beyond a wide name is not its
        # second row.
        (
            [["Port", "Killed", ACROSS], ["", "2028", "2029"], ["Lunde", "13", ACROSS]],
            ["Port: Lunde | Killed 2028, Killed 2029: 13"],
        ),
        (
            [["Port", "Killed", ACROSS], ["Lunde", "4", "6"]],
            ["Port: Lunde | Killed: 4 | Killed: 6"],
        ),
        # A column without a name does not take away the names of the others.
        ([["Year", "Dead", ""], ["2028", "4", "estimated"]], ["Year: 2028 | Dead: 4 | estimated"]),
        ([["Year", "Dead"], ["2028", "4", "estimated"]], ["Year: 2028 | Dead: 4 | estimated"]),
        # A figure may include its unit.
        (
            [["Item", "Price"], ["Bread", "£5m"], ["Milk", "3 crowns"]],
            ["Item: Bread | Price: £5m", "Item: Milk | Price: 3 crowns"],
        ),
        ([["Monday", "3pm concert"], ["Tuesday", "4pm play"]], ["Monday | 3pm concert", "Tuesday | 4pm play"]),
    ],
)
def test_a_figure_has_the_names_of_all_that_stands_above_it(rows: Sequence[Sequence[str]], lines: list[str]) -> None:
    assert [line for _, line in lines_of_table(rows)] == lines


def test_a_cell_that_reaches_down_stands_in_each_row() -> None:
    rows = [[("Line", 1, 1), ("Ships", 1, 1)], [("North", 1, 2), ("12", 1, 1)], [("15", 1, 1)]]
    assert laid_out(rows) == [["Line", "Ships"], ["North", "12"], ["North", "15"]]
    assert laid_out([[("x" * 500, 1, 2)], []]) == [["x" * 500], [""]]
    assert laid_out([[("a", 9_999_999, 9_999_999)]]) == [["a", *[ACROSS] * 99]]


def html_table() -> str:
    return (
        '<table><tr><th rowspan="2">Port</th><th colspan="2">Killed</th></tr><tr><th>2028</th><th>2029</th></tr>'
        "<tr><td>Lunde</td><td>4</td><td>6</td></tr><tr><td>Norrey</td><td>1</td><td>0</td></tr></table>"
    )


def test_merged_cells_of_a_page_keep_their_names(tmp_path: Path) -> None:
    story = f"<p>{MILL} Nobody knew of it before the vote on Monday.</p><p>{FERRY} It was the third time in May.</p>"
    page = f"<html><body><article><h1>Mill</h1>{story}{html_table()}</article></body></html>"
    assert only(tmp_path, "a.html", page).text.split("\n")[-2:] == TWO_NAMES


@pytest.mark.parametrize("name", ["a.csv", "a.eml"])
def test_merged_cells_of_html_in_a_field_or_a_message_keep_their_names(tmp_path: Path, name: str) -> None:
    quoted = html_table().replace('"', '""')
    content = f'text\n"{quoted}"\n' if name == "a.csv" else f"Subject: x\nContent-Type: text/html\n\n{html_table()}\n"
    assert only(tmp_path, name, content).text.split("\n") == TWO_NAMES


def test_merged_cells_of_a_workbook_keep_their_names(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Deaths"
    for row in (["Port", "Killed", None], [None, 2028, 2029], ["Lunde", 4, 6], ["Norrey", 1, 0], [None, 2, 3]):
        sheet.append(row)
    for cells in ("B1:C1", "A1:A2", "A4:A5"):
        sheet.merge_cells(cells)
    written = io.BytesIO()
    book.save(written)
    text = only(tmp_path, "a.xlsx", written.getvalue()).text
    assert text.split("\n") == ["Deaths", *TWO_NAMES, "Port: Norrey | Killed 2028: 2 | Killed 2029: 3"]


@pytest.mark.parametrize(
    ("value", "shape", "shown"),
    [
        (2.5, "£#,##0.00", "£2.50"),
        (1234567.891, "#,##0", "1,234,568"),
        (-3.5, '"$"#,##0.00;[Red]\\-"$"#,##0.00', "-$3.50"),
        (40, "[$€-407] #,##0", "€ 40"),
        (1200, '#,##0\\ "km"', "1,200 km"),
        (0.256, "0.0%", "25.6%"),
        (1.5, "General", "1.5"),
        (1234, "0.00E+00", "1234"),
    ],
)
def test_a_figure_of_a_workbook_is_read_as_it_is_shown(tmp_path: Path, value: float, shape: str, shown: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Item", "Price"])
    book.active.append(["Bread", value])
    book.active["B2"].number_format = shape
    written = io.BytesIO()
    book.save(written)
    assert only(tmp_path, "a.xlsx", written.getvalue()).text.split("\n")[1] == f"Item: Bread | Price: {shown}"


def test_a_sheet_of_articles_may_have_a_title_above_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Articles of May"], [], ["Title", "Text"], ["Mill", MILL], ["Ferry", FERRY]):
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    drafts = messages(tmp_path, "a.xlsx", written.getvalue())
    assert [(one.title, one.text) for one in drafts if isinstance(one, Draft)] == [("Mill", MILL), ("Ferry", FERRY)]


# JSON


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("a.json", json.dumps({"a1": {"title": "Mill", "text": MILL}, "a2": {"title": "Ferry", "text": FERRY}})),
        ("a.json", json.dumps({"title": "Mill", "text": MILL}) + json.dumps({"title": "Ferry", "text": FERRY})),
        ("a.jsonl", json.dumps({"title": "Mill", "text": MILL}, indent=1) + json.dumps({"title": "Ferry", "text": FERRY})),
        ("a.json", json.dumps([{"title": {"rendered": "Mill"}, "content": {"rendered": f"<p>{MILL}</p>"}, "author": 5},
                               {"title": "Ferry", "body": [{"type": "p", "text": FERRY[:31]}, {"type": "p", "text": FERRY[31:]}]}])),
    ],
)  # fmt: skip
def test_no_article_of_a_json_text_is_lost_or_cut_up(tmp_path: Path, name: str, value: str) -> None:
    drafts = [one for one in messages(tmp_path, name, value) if isinstance(one, Draft)]
    found = [(one.title, " ".join(one.text.split()), one.author) for one in drafts]
    assert found == [("Mill", MILL, None), ("Ferry", FERRY, None)]


def test_json_that_breaks_off_is_read_so_far_and_told_once(tmp_path: Path) -> None:
    broken = json.dumps([{"title": "Mill", "text": MILL}] * 50, indent=1)[:-3] + ",]"
    [message] = messages(tmp_path, "a.json", broken)
    assert isinstance(message, Rejection)
    assert message.reason.startswith("line 201: not JSON in UTF-8: Expecting property name")
    first, second = messages(
        tmp_path, "b.json", json.dumps({"title": "Mill", "text": MILL}, indent=1) + '\n{"title":\n'
    )
    assert isinstance(first, Draft)
    assert isinstance(second, Rejection)
    assert second.reason.endswith("the rest is lost")


def test_what_a_database_wraps_is_read(tmp_path: Path) -> None:
    given = {"_id": {"$oid": "ab12"}, "title": "Mill", "body": {"value": f"<p>{MILL}</p>", "format": "html"}}
    draft = only(tmp_path, "a.json", json.dumps([given | {"published": {"$date": "2030-05-04T00:00:00Z"}}]))
    assert (draft.id, draft.text, draft.published) == ("ab12", MILL, datetime(2030, 5, 4, tzinfo=UTC))


def test_a_text_that_was_cut_short_is_told(tmp_path: Path) -> None:
    given: dict[str, Any] = {"articles": [{"title": "Mill", "content": f"{MILL}… [+2193 chars]"}]}
    draft = only(tmp_path, "a.json", json.dumps(given))
    assert (draft.text, draft.in_part) == (f"{MILL}…", True)
    assert draft.notes == ("cut short by its source: 2193 characters are missing",)


# Tables in text


def test_a_table_put_together_from_others_has_no_article_of_names(tmp_path: Path) -> None:
    table = f"title,text\nMill,{MILL}\n"
    assert [one.title for one in messages(tmp_path, "a.csv", table * 3) if isinstance(one, Draft)] == ["Mill"] * 3


def test_a_byte_that_is_no_character_is_told_in_a_table_too(tmp_path: Path) -> None:
    table = "title,text\nCafé,Zoë’s café is open for “more” than £5.\n".encode() * 2 + b"Bad,The caf\xe9 was closed.\n"
    *_, last = messages(tmp_path, "a.csv", table)
    assert isinstance(last, Draft)
    assert (last.text, last.notes) == (
        "The caf\ufffd was closed.",
        ("1 character cannot be read, shown as \ufffd",),
    )


def test_a_blank_behind_the_separator_is_none_of_a_field(tmp_path: Path) -> None:
    draft = only(tmp_path, "a.csv", 'title, text, date\nMill, "Sold, at last, to Olaf.", 2030-05-04\n')
    assert (draft.text, draft.published) == ("Sold, at last, to Olaf.", datetime(2030, 5, 4, tzinfo=UTC))
