"""PDF files: columns in order, running heads removed, divided words joined, and pages of pictures reported."""

from pathlib import Path

import pytest
from support.documents import pdf_pages

from byline.ingest import Draft
from byline.ingest.child import parse

LEFT = (
    "The dredging programme was financed",
    "by the efficiency fund of the water-",
    "ways administration, which nobody had",
    "asked before. Its budget of 18 million",
    "crowns was too small from the begin-",
    "ning, and the chief hydrographer left.",
)
RIGHT = (
    "Contamination of the sediment was a",
    "surprise to the town, and a well-known",
    "microbiologist found it by accident on",
    "a visit. Concentrations exceeded what",
    "is allowed by a factor of fourteen, as",
    "the well-known report of 1987 says.",
)
READ = (
    "The dredging programme was financed by the efficiency fund of the waterways administration, which nobody had asked "
    "before. Its budget of 18 million crowns was too small from the beginning, and the chief hydrographer left.",
    "Contamination of the sediment was a surprise to the town, and a well-known microbiologist found it by accident on a "
    "visit. Concentrations exceeded what is allowed by a factor of fourteen, as the well-known report of 1987 says.",
)

Placed = tuple[float, float, float, str]


def column(lines: tuple[str, ...], x: float, top: float = 700.0) -> list[Placed]:
    return [(x, top - 14 * number, 11.0, line) for number, line in enumerate(lines)]


def read(folder: Path, content: bytes) -> Draft:
    (folder / "a.pdf").write_bytes(content)
    [draft] = parse(folder / "a.pdf")
    assert isinstance(draft, Draft), draft
    return draft


@pytest.mark.parametrize("woven", [False, True])
@pytest.mark.parametrize("x", [290.0, 330.0])
def test_columns_are_read_one_after_the_other(tmp_path: Path, woven: bool, x: float) -> None:
    left, right = column(LEFT, 72.0), column(RIGHT, x)
    lines = [line for pair in zip(left, right, strict=True) for line in pair] if woven else left + right
    draft = read(tmp_path, pdf_pages(lines))
    assert draft.text.splitlines() == list(READ)
    assert draft.notes == ("2 words hyphenated at line ends were rejoined",)
    assert not draft.in_part


def test_a_headline_over_columns_stands_before_them(tmp_path: Path) -> None:
    headline = [(72.0, 740.0, 20.0, "Harbour of Wellmouth is full of sediment again")]
    draft = read(tmp_path, pdf_pages(headline + column(LEFT, 72.0) + column(RIGHT, 330.0)))
    assert draft.text.splitlines() == ["Harbour of Wellmouth is full of sediment again", *READ]


def test_running_heads_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    def page(number: int, lines: list[Placed]) -> list[Placed]:
        head, foot = f"WELLMOUTH REVIEW OF HARBOUR STUDIES {number}", "For personal use only."
        return [(72.0, 760.0, 8.0, head), (72.0, 40.0, 8.0, foot), (300.0, 30.0, 8.0, str(number)), *lines]

    pages = (page(301, column(LEFT[:3], 72.0)), page(302, column(LEFT[3:], 72.0)), page(303, column(RIGHT, 72.0)))
    draft = read(tmp_path, pdf_pages(*pages))
    assert draft.text.splitlines() == list(READ)
    assert "9 running heads and page numbers left out" in draft.notes


def test_a_table_is_no_text_in_columns(tmp_path: Path) -> None:
    rows = [("Year", "Accidents"), ("2021", "3"), ("2022", "7"), ("2023", "5")]
    lines = [
        (x, 700.0 - 14 * number, 11.0, row[place])
        for number, row in enumerate(rows)
        for place, x in ((0, 72), (1, 300))
    ]
    text = read(tmp_path, pdf_pages(lines)).text
    assert "Year: 2022 | Accidents: 7" in text.splitlines()


def test_pages_that_are_only_pictures_are_told(tmp_path: Path) -> None:
    stamp = [(72.0, 20.0, 8.0, "Archive item 44")]
    draft = read(tmp_path, pdf_pages(column(LEFT, 72.0), stamp, stamp, pictures=(1, 2)))
    assert draft.in_part
    assert draft.notes[0] == "2 of 3 pages are only pictures, not read; run text recognition on it first"
    behind_text = read(tmp_path, pdf_pages(column(LEFT, 72.0), column(RIGHT, 72.0), pictures=(0, 1)))
    assert not behind_text.in_part


def test_lines_that_end_early_and_items_of_lists_are_paragraphs(tmp_path: Path) -> None:
    lines = (
        "Harbour committee",
        "Present were the mayor and all members, who",
        "met in the old town hall.",
        "Ana Voss",
        "Benedikta Florian",
        "\x95 The dredger is to be bought in the spring, and",
        "paid for by the province.",
    )
    text = read(tmp_path, pdf_pages(column(lines, 72.0))).text
    assert text.splitlines()[:4] == [
        "Harbour committee",
        "Present were the mayor and all members, who met in the old town hall.",
        "Ana Voss",
        "Benedikta Florian",
    ]
    assert text.splitlines()[4].endswith("bought in the spring, and paid for by the province.")


def test_pages_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    content = pdf_pages(column(LEFT, 72.0)).replace(b"/Count 1", b"/Count 3")
    draft = read(tmp_path, content)
    assert draft.text == READ[0]
    assert draft.in_part
    assert draft.notes[0] == "2 of 3 pages cannot be read"


def test_a_note_along_the_edge_is_not_woven_into_the_lines(tmp_path: Path) -> None:
    draft = read(tmp_path, pdf_pages(column(LEFT, 72.0), turned="Printed in Wellmouth by hand"))
    assert draft.text.splitlines() == [READ[0], "Printed in Wellmouth by hand"]


def test_a_page_that_lies_on_its_side_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, pdf_pages([], turned="All of it on its side.")).text == "All of it on its side."


@pytest.mark.parametrize(
    ("line", "is_left_out"),
    [
        ([(300.0, 30.0, 9.0, "1")], True),
        ([(280.0, 30.0, 9.0, "Page 1 of 1")], True),
        ([(72.0, 760.0, 9.0, "1"), (300.0, 760.0, 9.0, "Wellmouth Review")], True),
        ([(72.0, 760.0, 9.0, "Wellmouth Review"), (500.0, 760.0, 9.0, "1")], True),
        ([(300.0, 30.0, 9.0, "7")], False),
        ([(72.0, 760.0, 16.0, "Chapter 1")], False),
        ([(72.0, 616.0, 11.0, "1")], False),
    ],
)
def test_the_number_of_a_page_is_left_out_though_none_is_like_it(
    tmp_path: Path, line: list[Placed], is_left_out: bool
) -> None:
    draft = read(tmp_path, pdf_pages([*column(LEFT, 72.0), *line]))
    assert (draft.text.splitlines() == [READ[0]]) is is_left_out
    assert ("1 running heads and page numbers left out" in draft.notes) is is_left_out


def test_ligatures_are_letters(tmp_path: Path) -> None:
    lines = [(72.0, 700.0, 11.0, "The \x1crst o\x1ecer of the \x1deet \x0bled \x10it\x11 \x15 twice.")]
    assert read(tmp_path, pdf_pages(lines)).text == "The first officer of the fleet ffled “it” – twice."


def test_a_dash_at_the_end_of_a_line_is_no_hyphen(tmp_path: Path) -> None:
    lines = ("The harbour is full of sediment -", "Benedikta Florian said so, and a well-", "Known man.")
    assert read(tmp_path, pdf_pages(column(lines, 72.0))).text == (
        "The harbour is full of sediment - Benedikta Florian said so, and a well-Known man."
    )


def test_a_large_first_letter_is_one_with_its_word(tmp_path: Path) -> None:
    lines = column(LEFT, 100.0)
    lines[0] = (100.0, 700.0, 11.0, LEFT[0].removeprefix("T"))
    draft = read(tmp_path, pdf_pages([(75.0, 686.0, 33.0, "T"), *lines]))
    assert draft.text == READ[0]


def test_raised_figures_are_no_part_of_what_they_stand_behind(tmp_path: Path) -> None:
    placed = [
        (72.0, 700.0, 11.0, "It had 212"),
        (121.5, 704.0, 7.0, "1"),
        (129.0, 700.0, 11.0, "guests."),
        (165.0, 704.0, 7.0, "2"),
        (173.0, 700.0, 11.0, "Then none."),
    ]
    assert read(tmp_path, pdf_pages(placed)).text == "It had 212^1 guests. Then none."


def test_notes_at_the_foot_do_not_cut_a_sentence(tmp_path: Path) -> None:
    notes: list[Placed] = [
        (72.0, 100.0, 8.0, "1 The fund was closed in 1990."),
        (72.0, 90.0, 8.0, "2 As said by the town."),
    ]
    above = column((*LEFT[:-1], "ning, and the chief hydrographer"), 72.0)
    below = column(("left the town in June and did not", "come back. Nobody asked him why."), 72.0)
    draft = read(tmp_path, pdf_pages([*above, *notes], below))
    assert draft.text.split("\n") == [
        "1 The fund was closed in 1990.",
        "2 As said by the town.",
        f"{READ[0].removesuffix(' left.')} left the town in June and did not come back. Nobody asked him why.",
    ]
    assert draft.pages is not None
    assert draft.text[draft.pages.starts[1] :].startswith("left the town")


def test_lines_that_a_text_repeats_are_no_running_heads(tmp_path: Path) -> None:
    def page(number: int) -> list[Placed]:
        said = [f"Verse {number * 9 + place}: the ferry ran aground off Lunde." for place in range(40)]
        return [
            (72.0, 760.0, 9.0, "The Harbour Courier"),
            *column(tuple(said), 72.0, 720.0),
            (300.0, 30.0, 9.0, str(number)),
        ]

    draft = read(tmp_path, pdf_pages(*(page(number) for number in range(1, 5))))
    assert draft.text.count("ran aground") == 160
    assert "Courier" not in draft.text
    assert draft.notes == ("8 running heads and page numbers left out",)


def test_what_is_written_on_a_page_is_told(tmp_path: Path) -> None:
    plain = pdf_pages(column(LEFT, 72.0))
    above = (
        b"/Annots [<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (Check this) >> "
        b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] >> "
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (Filled in) /Rect [0 0 9 9] >>] /MediaBox"
    )
    draft = read(tmp_path, plain.replace(b"/MediaBox", above))
    assert (draft.text, draft.in_part) == (READ[0], True)
    assert draft.notes[-1] == "not read: 1 comment, 1 filled field"


def test_heads_of_short_pages_that_are_all_alike_are_left_out(tmp_path: Path) -> None:
    def page(number: int) -> list[Placed]:
        head = "Harbour Courier" if number % 2 else "Annual report"
        said = tuple(f"Paragraph {number}.{place} says that the mill was sold." for place in range(6))
        return [(72.0, 760.0, 9.0, head), *column(said, 72.0), (300.0, 40.0, 9.0, f"- {number} -")]

    draft = read(tmp_path, pdf_pages(*map(page, range(1, 6))))
    assert draft.text.count("was sold") == 30
    assert not any(word in draft.text for word in ("Courier", "Annual", "- 3 -"))


def test_a_row_of_a_table_is_a_line(tmp_path: Path) -> None:
    rows = [("Port", "2028", "2029"), ("Lunde", "4", "6"), ("Norrey", "1", "0"), ("Haxby", "9", "12")]
    placed = [(72.0 + 120 * x, 600.0 - 14 * y, 11.0, cell) for y, row in enumerate(rows) for x, cell in enumerate(row)]
    draft = read(tmp_path, pdf_pages([*column(LEFT, 72.0), *placed]))
    assert draft.text.split("\n")[-4:] == [" ".join(row) for row in rows]


def test_blocks_of_columns_one_above_the_other_are_not_mixed(tmp_path: Path) -> None:
    upper = [*column(LEFT, 72, 740), *column(RIGHT, 340, 740)]
    lower = [*column(RIGHT, 72, 560), *column(LEFT, 340, 580)]
    text = read(tmp_path, pdf_pages([*upper, (72, 580, 16, "Town surprised"), *lower])).text
    assert text.splitlines() == [*READ, "Town surprised", READ[1], READ[0]]


def test_blocks_of_two_and_of_three_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    short = ("the dredger is old,", "and nobody wants to", "buy it, the office", "of the harbour said")
    upper = [*column(LEFT, 72, 740), *column(RIGHT, 340, 740)]
    lower = [placed for x in (72, 240, 408) for placed in column(short, x, 600)]
    text = read(tmp_path, pdf_pages([*upper, *lower])).text
    assert text.startswith("\n".join(READ))
    assert text.count("the dredger is old, and nobody wants to buy it, the office of the harbour said") == 3


@pytest.mark.parametrize("is_left", [False, True])
def test_a_box_within_the_text_is_not_woven_into_it(tmp_path: Path, is_left: bool) -> None:
    wide = "The dredging programme was financed by the efficiency fund of the waterways administration,"
    lines = [
        (72.0, 740.0, 11.0, wide),
        (72.0, 726.0, 11.0, "which nobody had asked before, as the well-known report says on page one of"),
    ]
    beside = (
        "its first part, and the chief hydro-",
        "grapher left the town in the spring",
        "of that year, without a word to the",
        "council that had called him there.",
    )
    lines += [(300.0 if is_left else 72.0, 712 - 14 * n, 11.0, line) for n, line in enumerate(beside)]
    lines += [
        (72.0 if is_left else 380.0, 707 - 14 * n, 11.0, line)
        for n, line in enumerate(("In figures", "Depth: 14 metres", "Ships: 318"))
    ]
    lines += [(72.0, 650.0, 11.0, "A new one has not been found, although the place was advertised four times.")]
    text = read(tmp_path, pdf_pages(lines)).text
    assert "page one of its first part, and the chief hydrographer left the town in the spring of that year" in text
    assert text.splitlines()[-3:] == ["In figures", "Depth: 14 metres", "Ships: 318"]


def test_a_table_across_columns_keeps_its_rows(tmp_path: Path) -> None:
    cells = [("Harbour", "Cargo 2024", "Cargo 2025"), ("Lunde", "41,200", "39,700"), ("Outer Port", "7,310", "8,020")]
    table = [
        (x, 590.0 - 14 * n, 11.0, row[place]) for n, row in enumerate(cells) for place, x in enumerate((72, 260, 440))
    ]
    upper = [*column(LEFT, 72, 700), *column(RIGHT, 340, 700)]
    lower = [*column(RIGHT, 72, 530), *column(LEFT, 340, 530)]
    assert read(tmp_path, pdf_pages([*upper, *table, *lower])).text.splitlines() == [
        *READ,
        "Harbour: Lunde | Cargo 2024: 41,200 | Cargo 2025: 39,700",
        "Harbour: Outer Port | Cargo 2024: 7,310 | Cargo 2025: 8,020",
        *reversed(READ),
    ]


def test_a_line_of_letters_set_apart_is_read_as_words(tmp_path: Path) -> None:
    spaced = [
        (72 + 11.0 * place, 740.0, 9.0, letter) for place, letter in enumerate("NEWS FROM HAXBY") if letter != " "
    ]
    text = read(tmp_path, pdf_pages([*spaced, *column(LEFT, 72)])).text
    assert text.splitlines() == ["NEWS FROM HAXBY", READ[0]]


def test_a_running_foot_may_name_its_section(tmp_path: Path) -> None:
    pages = [
        [*column(LEFT if number % 2 else RIGHT, 72), (72, 40, 9, f"{section} - {number + 11}")]
        for number, section in enumerate(("News", "News", "Sport", "News"))
    ]
    assert "Sport" not in read(tmp_path, pdf_pages(*pages)).text


def test_a_line_with_wide_spaces_is_continued_by_the_next(tmp_path: Path) -> None:
    justified = [(72, 630, 11, "Concentrations"), (180, 630, 11, "of"), (230, 630, 11, "sediment")]
    text = read(tmp_path, pdf_pages([*justified, (72, 616, 11, "exceeded what is allowed by fourteen times.")])).text
    assert text == "Concentrations of sediment exceeded what is allowed by fourteen times."
