"""Whether two articles with the same id are versions of each other."""

import unicodedata
from pathlib import Path

import pytest
from support import article

from byline import Archive
from byline.indexing.identity import is_bare_number, is_version_of

LONG = (
    "The ministry of transport said on Monday that twelve bridges need repair before winter. Engineers examined every "
    "crossing in the northern provinces over the summer, and found cracks in many of them. The cost is put at forty million, "
    "to be shared between the state and the provinces. Work begins in September, according to a spokesman, and no bridge "
    "will be closed for more than a week. Lorries will be sent on other roads meanwhile, the police in Haxby said."
)
NEXT_PAGE = (
    "On the second day the delegates turned to the harbour, where sediment has gathered for twenty years without anybody "
    "paying for its removal. A motion to buy a dredger was lost by three votes after a debate that lasted until midnight."
)
SALE = "The council of Haxby sold plot {} to the firm Greenfield for {} crowns on Monday, the mayor said."


@pytest.mark.parametrize(
    ("text", "title", "other", "other_title", "is_version"),
    [
        (LONG, "Bridges to be repaired", f"{LONG} {NEXT_PAGE}", "Bridges: harbour debated, too", True),
        (LONG, "Bridges", LONG.replace("twelve", "thirteen"), "Bridges", True),
        (LONG, "", LONG[150:], "", True),
        (LONG[:250], "Bridges", LONG[:250].replace("Monday", "Tuesday") + NEXT_PAGE, "Cracks found", True),
        (LONG, "Report", NEXT_PAGE, "Report", False),
        (LONG, "", NEXT_PAGE, "", False),
        (SALE.format(25, "2,550"), "Plot 25 sold", SALE.format(26, "2,650"), "Plot 26 sold", False),
        (SALE.format(25, "2,550"), "Plot sold", SALE.format(25, "2,555"), "Plot sold", True),
        ("First.", "", "Second.", "", True),
    ],
)
def test_versions_share_text(text: str, title: str, other: str, other_title: str, is_version: bool) -> None:
    first, second = article("a", text, title=title), article("a", other, title=other_title)
    assert is_version_of(first, second) == is_version
    assert is_version_of(second, first) == is_version


def test_a_number_alone_is_no_id_of_a_row() -> None:
    assert [is_bare_number(id) for id in ("1", "17283", "3.0", "a1", "2025-03", "https://e.org/1")] == [True] * 3 + [
        False
    ] * 3


@pytest.mark.parametrize("before", [True, False])
def test_a_row_with_a_number_is_no_version_of_a_file_of_that_name(
    archive: Archive, tmp_path: Path, before: bool
) -> None:
    (tmp_path / "1.txt").write_text(f"{LONG} {NEXT_PAGE}")
    if before:
        archive.add(tmp_path / "1.txt")
    (tmp_path / "rows.csv").write_text(f'id,title,text\n1,Bridges,"{LONG}"\n')
    assert archive.add(tmp_path).added[-1:] == ("rows.csv:1",)
    assert archive.article("1").text == f"{LONG} {NEXT_PAGE}"


def test_names_that_look_alike_are_told_apart(archive: Archive, tmp_path: Path) -> None:
    for folder, form, text in (("a", "NFD", LONG), ("b", "NFC", NEXT_PAGE)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{unicodedata.normalize(form, 'Brûlée')}.txt").write_text(text)
    assert archive.add(tmp_path).added == ("Brûlée", "Brûlée-2")


def test_a_text_kept_apart_from_another_address_has_versions_of_its_own(archive: Archive, tmp_path: Path) -> None:
    for number, text in enumerate((NEXT_PAGE, LONG, LONG.replace("twelve", "thirteen"))):
        matter = f"url: https://courier.example/1\ndate: 2025-05-0{number + 1}"
        (tmp_path / f"{number}.md").write_text(f"---\n{matter}\n---\n{text}")
    archive.add(tmp_path)
    assert {one.id for one in archive.articles()} == {"https://courier.example/1", "https://courier.example/1#2"}
    assert "thirteen" in archive.article("https://courier.example/1#2").text
