"""Reading files: every format, every encoding, and malicious files."""

import csv
import json
import os
import socket
import zipfile
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import examples
from support.documents import TEXT, pdf

from byline.errors import ArticleError, InputError
from byline.ingest import Draft, Rejection, discover
from byline.ingest.child import parse
from byline.ingest.draft import draft_of, from_json, parse_date, to_json
from byline.ingest.files import SUFFIXES, kind_of
from byline.ingest.plain import decode


def only(file: Path) -> Draft:
    [found] = parse(file)
    assert isinstance(found, Draft), found
    return found


def rejected(file: Path) -> str:
    [found] = parse(file)
    assert isinstance(found, Rejection), found
    return found.reason


# Plain text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain\r\ntwo\rthree\n", "plain\r\ntwo\rthree\n"),
        ("caf\u00e9 “quoted”".encode(), "café “quoted”"),
        (b"\xef\xbb\xbfmarked", "marked"),
        ("UTF-16 text with a mark, caf\u00e9".encode("utf-16"), "UTF-16 text with a mark, café"),
        ("UTF-32 text with a mark".encode("utf-32"), "UTF-32 text with a mark"),
    ],
)
def test_the_text_of_a_text_file_is_its_own(tmp_path: Path, raw: bytes, text: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(raw)
    assert only(file).text == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "cp1252",
            "The café’s owner said “no” to the résumé of the naïve clerk. Über Straßen führte der Weg nach Köln.",
        ),
        (
            "cp1251",
            "Закон вступает в силу первого августа, сообщили в правительстве. Это произошло в понедельник.",
        ),
        ("shift_jis", "この法律は八月一日に施行される。政府が月曜日に発表した。香港の新しい規制である。"),
        ("gb18030", "这项法律将于八月一日生效。政府于星期一宣布了这一消息。香港的新法规。"),
    ],
)
def test_encodings_other_than_utf8_are_detected(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize("raw", [b"\x00\x01\x02binary\x00", os.urandom(64) + b"\0", b"text with \0 in it"])
def test_what_is_not_text_is_rejected(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(raw)
    assert "not text" in rejected(file)


@pytest.mark.parametrize("raw", [b"", b" \n\t ", b"\xef\xbb\xbf"])
def test_a_file_without_text_is_rejected(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(raw)
    assert rejected(file) == "no text in it"


# Markdown


def test_front_matter_gives_the_fields_and_is_no_part_of_the_text(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(
        "---\ntitle: A title\ndate: 2025-06-20\nsource: The Daily Example\nauthor: [Jane Doe, John Roe]\n"
        "url: https://example.com/a\ntags: [x, y]\n---\n# Heading\n\nThe **text**.\n"
    )
    assert only(file) == Draft(
        text="# Heading\n\nThe **text**.\n",
        title="A title",
        publisher="The Daily Example",
        author="Jane Doe, John Roe",
        url="https://example.com/a",
        published=datetime(2025, 6, 20, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("matter", "reason"),
    [
        ("a: [", "not YAML"),
        ("- a\n- b", "found a list"),
        ("a: &a [*a]\ntitle: !!python/object:os.system x", "not YAML"),
    ],
)
def test_front_matter_that_is_wrong_is_rejected(tmp_path: Path, matter: str, reason: str) -> None:
    file = tmp_path / "a.md"
    file.write_text(f"---\n{matter}\n---\nText.\n")
    assert reason in rejected(file)


def test_markdown_needs_no_front_matter(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("--- not front matter\nText.")
    assert only(file).text == "--- not front matter\nText."


# Web pages

PAGE = """<!doctype html><html lang="en"><head><title>Bank raises rates - The Daily Example</title>
<link rel="canonical" href="https://example.com/news/rates"><meta property="og:site_name" content="The Daily Example">
<meta name="author" content="Jane Doe"><meta property="article:published_time" content="2025-06-20T14:30:00+02:00"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>Bank raises rates</h1>
<p>The central bank raised its key rate to 4.5 per cent on Friday, saying that inflation had proved more stubborn
than expected, according to Reuters.</p><p>Governor Ana Ruiz said the move was necessary and overdue. Markets had
expected a smaller step from the bank.</p></article><aside>Subscribe to our newsletter now!</aside>
<script>alert("x")</script><footer>Copyright</footer></body></html>"""


def test_a_web_page_gives_the_article_without_what_surrounds_it(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(PAGE)
    draft = only(file)
    assert (draft.title, draft.author, draft.publisher) == (
        "Bank raises rates",
        "Jane Doe",
        "The Daily Example",
    )
    assert draft.url == "https://example.com/news/rates"
    assert draft.published == datetime(2025, 6, 20, 14, 30, tzinfo=timezone(timedelta(hours=2)))
    assert "key rate to 4.5 per cent" in draft.text
    for other in ("Subscribe", "World", "alert", "Copyright"):
        assert other not in draft.text


def test_a_page_without_an_article_is_rejected(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text("<html><body><script>var x;</script></body></html>")
    assert "no article found" in rejected(file)


def test_a_publisher_is_never_guessed_from_the_text(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(PAGE.replace("og:site_name", "og:nothing"))
    assert only(file).publisher != "Reuters"


# Word and PDF


def test_a_word_file_gives_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Report"
    document.core_properties.author = "Jane Doe"
    document.add_heading("Heading", 1)
    document.add_paragraph(TEXT)
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Year", "2025"
    document.add_paragraph("The end.")
    document.save(str(tmp_path / "a.docx"))
    draft = only(tmp_path / "a.docx")
    assert draft.text == f"Heading\n{TEXT}\nYear | 2025\nThe end."
    assert (draft.title, draft.author, draft.published) == ("Report", "Jane Doe", None)


def test_a_word_file_that_unpacks_to_too_much_is_rejected(tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as bomb,
        bomb.open("word/document.xml", "w", force_zip64=True) as stream,
    ):
        for _ in range(201):
            stream.write(b" " * 1_000_000)
    assert "unpacks to" in rejected(tmp_path / "bomb.docx")


@pytest.mark.parametrize("content", [b"Hello.", b"PK\x03\x04 not a zip", b"<a></a>"])
@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_a_file_that_is_not_what_it_says_is_rejected(tmp_path: Path, suffix: str, content: bytes) -> None:
    file = tmp_path / f"a{suffix}"
    file.write_bytes(content)
    assert "not a readable" in rejected(file)


def test_a_pdf_gives_its_text_but_not_its_dates(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(TEXT, "A title"))
    draft = only(tmp_path / "a.pdf")
    assert (draft.text, draft.title, draft.published) == (TEXT, "A title", None)


@pytest.mark.parametrize("title", ["Microsoft Word - draft3.doc", "harbour.html"])
def test_a_title_that_a_program_put_there_is_none(tmp_path: Path, title: str) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(TEXT, title))
    assert only(tmp_path / "a.pdf").title is None


def test_a_pdf_of_pictures_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(""))
    assert "text recognition" in rejected(tmp_path / "a.pdf")


# Tables


def test_json_lines_give_an_article_a_line_and_reject_the_wrong_ones_by_number(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    lines = [
        json.dumps({"id": "one", "body": "First text.", "headline": "T", "date": "2025-06-20", "source": "Reuters"}),
        "",
        "{not json",
        json.dumps(["a", "list"]),
        json.dumps({"id": "no text"}),
        json.dumps({"id": "number", "text": 3}),
        json.dumps({"text": "Second text, 😀.", "published_at": 1_750_000_000}),
    ]
    file.write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    found = list(parse(file))
    assert [(type(message).__name__, message.row) for message in found] == [
        ("Draft", 1),
        ("Rejection", 3),
        ("Rejection", 4),
        ("Rejection", 5),
        ("Rejection", 6),
        ("Draft", 7),
    ]
    first, last = found[0], found[-1]
    assert isinstance(first, Draft)
    assert isinstance(last, Draft)
    assert (first.id, first.text, first.title, first.publisher) == ("one", "First text.", "T", "Reuters")
    assert last.published == datetime(2025, 6, 15, 15, 6, 40, tzinfo=UTC)
    assert last.position == file.stat().st_size
    assert all("line" in message.reason for message in found if isinstance(message, Rejection))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_gives_an_article_a_row(tmp_path: Path, separator: str, encoding: str) -> None:
    file = tmp_path / "a.csv"
    with file.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=separator)
        writer.writerow(["Title", "Text", "Publisher"])
        writer.writerow(["One", f"First, “quoted” text; with{separator}separators\nand a line break.", "Café Müller"])
        writer.writerow(["Two", "Second naïve text.", ""])
    found = list(parse(file))
    assert [message.title for message in found if isinstance(message, Draft)] == ["One", "Two"]
    first, second = found
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert first.text.endswith("separators\nand a line break.")
    assert (first.publisher, second.publisher) == ("Café Müller", None)


def test_csv_without_a_text_column_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("title,author\na,b\n")
    assert rejected(tmp_path / "a.csv") == (
        "found the columns title, author, expected one named text; choose another with --columns text=COLUMN"
    )


def test_a_csv_row_with_too_many_fields_is_rejected_and_the_rest_taken(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("title,text\na,b,c\nd,e\n")
    found = list(parse(tmp_path / "a.csv"))
    assert [type(message).__name__ for message in found] == ["Rejection", "Draft"]


# Fields


@pytest.mark.parametrize(
    ("given_date", "expected"),
    [
        ("2025-06-20", datetime(2025, 6, 20, tzinfo=UTC)),
        ("2025-06-20T14:30:00Z", datetime(2025, 6, 20, 14, 30, tzinfo=UTC)),
        ("2025-06-20 14:30+02:00", datetime(2025, 6, 20, 12, 30, tzinfo=UTC)),
        ("Fri, 20 Jun 2025 14:30:00 GMT", datetime(2025, 6, 20, 14, 30, tzinfo=UTC)),
        ("Fri, 20 Jun 2025 14:30:00 -0500", datetime(2025, 6, 20, 19, 30, tzinfo=UTC)),
        ("June 20, 2025", datetime(2025, 6, 20, tzinfo=UTC)),
        ("20 June 2025 2:30 pm", datetime(2025, 6, 20, 14, 30, tzinfo=UTC)),
        ("25/06/2025", datetime(2025, 6, 25, tzinfo=UTC)),
        (1_750_000_000, datetime(2025, 6, 15, 15, 6, 40, tzinfo=UTC)),
        (1_750_000_000_000, datetime(2025, 6, 15, 15, 6, 40, tzinfo=UTC)),
    ],
)
def test_dates_are_read(given_date: object, expected: datetime) -> None:
    found = parse_date(given_date)
    assert found == expected
    assert found.tzinfo is not None


@pytest.mark.parametrize(
    "given_date",
    [
        "03/04/2025",
        "June 2025",
        "yesterday",
        "soon",
        "",
        "99999999999999999999",
        True,
        [],
        "2025-02-30",
        10**400,
        1e999,
    ],
)
def test_dates_that_cannot_be_read_in_one_way_are_left_out(given_date: object) -> None:
    with pytest.raises(InputError, match="left out"):
        parse_date(given_date)
    draft = draft_of({"published": given_date or "?"}, text="Text.")
    assert draft.published is None
    assert "left out" in draft.warnings[0]


@given(
    st.builds(
        Draft,
        text=st.text(),
        title=st.none() | st.text(),
        published=st.none() | st.datetimes(timezones=st.just(UTC)),
        warnings=st.tuples(st.text()),
    )
)
def test_messages_survive_the_way_from_the_child(draft: Draft) -> None:
    assert from_json(to_json(draft)) == draft
    assert "\n" not in to_json(draft)


def test_a_value_that_is_not_text_is_refused() -> None:
    with pytest.raises(ArticleError, match="title: found names and values"):
        draft_of({"title": {}}, text="Text.")


# Folders


def test_a_folder_is_walked_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden.txt", "sub/c.md", ".git/d.txt", "picture.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = discover([tmp_path])
    assert [file.path.name for file in found.files] == ["a.txt", "b.txt", "c.md"]
    assert [Path(name).name for name in found.skipped] == [".git", ".hidden.txt", "picture.png"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert len(discover([tmp_path, tmp_path / "a.txt", tmp_path / "sub" / ".." / "a.txt"]).files) == 1


def test_what_cannot_be_read_is_named_with_its_problem(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "picture.png").write_bytes(b"x")
    paths = [
        tmp_path / "missing.txt",
        tmp_path / "pipe.txt",
        tmp_path / "link.txt",
        tmp_path / "picture.png",
        Path("/dev/zero"),
    ]
    problems = [file.problem for file in discover(paths).files]
    assert problems[0] == problems[2] == "cannot be read: No such file or directory"
    assert problems[1] == "not a regular file"
    assert problems[3].startswith("files of type .png are not supported")
    assert problems[4] == "not a regular file"


def test_a_name_that_is_not_utf8_is_a_problem(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("x")
    [file] = discover([tmp_path]).files
    assert file.problem == "its name is not valid UTF-8; rename it"


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    desk, elsewhere, pictures = (tmp_path / name for name in ("desk", "elsewhere", "pictures"))
    for folder, name in ((desk, "a.txt"), (desk / "sub", "b.txt"), (elsewhere / "deep", "c.md"), (pictures, "d.png")):
        folder.mkdir(parents=True)
        (folder / name).write_text("x")
    (desk / "loop").symlink_to(desk)
    (desk / "within").symlink_to(desk / "sub")
    (desk / "seen").symlink_to(pictures)
    (desk / "away").symlink_to(elsewhere)
    found = discover([desk])
    assert [file.path.name for file in found.files if not file.problem] == ["a.txt", "b.txt"]
    assert [(file.path, file.problem) for file in found.files if file.problem] == [
        (desk / "away", f"links to folders are not followed; add {elsewhere} as well")
    ]
    assert Counter(map(kind_of, found.skipped)) == {"linked folder": 3}
    both = discover([desk, elsewhere])
    assert [file.path.name for file in both.files if file.problem] == []
    assert Counter(map(kind_of, both.skipped)) == {"linked folder": 4}


def test_a_file_is_read_under_its_own_name_rather_than_that_of_a_link(tmp_path: Path) -> None:
    (tmp_path / "z").mkdir()
    (tmp_path / "z" / "a.txt").write_text("One.")
    (tmp_path / "a-link.txt").symlink_to(tmp_path / "z" / "a.txt")
    assert [file.path for file in discover([tmp_path]).files] == [tmp_path / "z" / "a.txt"]


def test_links_in_a_circle_pipes_and_sockets_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
        found = discover([tmp_path])
    problems = [file.problem for file in found.files]
    assert problems == ["cannot be read: Too many levels of symbolic links"] * 2 + ["not a regular file"] * 2
    assert list(map(kind_of, found.skipped)) == ["without a suffix"]


def test_the_files_of_an_index_are_no_articles(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    for name in ("byline.db", "cache-1/manifest.json", "notes.txt"):
        (tmp_path / "index" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "index" / name).write_text("x")
    found = discover([tmp_path])
    assert ([file.path.name for file in found.files], found.skipped) == (["a.txt"], [])


def test_what_the_system_and_word_processors_leave_is_counted(tmp_path: Path) -> None:
    for name in (".DS_Store", "._a.docx", "~$letter.docx", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"x")
    found = discover([tmp_path])
    assert found.files == []
    assert Counter(map(kind_of, found.skipped)) == {"hidden": 2, "temporary": 1, ".db": 1}


def test_metadata_supplies_what_the_files_lack(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / "b.md").write_text("---\npublisher: Own\n---\nText.")
    (tmp_path / "metadata.csv").write_text(
        "file,title,url,publisher,author,published\n"
        "a.txt,A title,https://example.com/a,Reuters,Jane Doe,2025-06-20\n"
        "b.md,,,Reuters,,03/04/2025\n"
        "gone.txt,x,,,,\n"
    )
    found = discover([tmp_path])
    metadata = {file.path.name: file.metadata for file in found.files}
    assert set(metadata) == {"a.txt", "b.md"}
    assert metadata["a.txt"]
    assert metadata["a.txt"].published == datetime(2025, 6, 20, tzinfo=UTC)
    assert metadata["b.md"]
    completed = only(tmp_path / "b.md").completed(metadata["b.md"])
    assert completed.publisher == "Own"
    assert completed.text == "Text."
    assert "left out" in completed.warnings[0]
    assert ["gone.txt" in warning for warning in found.warnings] == [True]


@pytest.mark.parametrize("content", [b"title\nx\n", b"\xff\xfe\x00", b'file,title\n"a'])
def test_metadata_that_cannot_be_read_is_a_warning(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / "metadata.csv").write_bytes(content)
    found = discover([tmp_path])
    assert len(found.files) == 1
    assert "metadata.csv" in found.warnings[0]


# The child process


@settings(max_examples=examples(150), deadline=None)
@given(st.binary(max_size=300), st.sampled_from(sorted(SUFFIXES)))
def test_no_bytes_get_more_out_of_a_parser_than_drafts_and_rejections(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str
) -> None:
    file = tmp_path_factory.mktemp("any") / f"a{suffix}"
    file.write_bytes(content)
    for message in parse(file):
        assert isinstance(message, Draft | Rejection)
        assert from_json(to_json(message)) == message


def test_excels_unicode_text_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("id\ttext\nq1\tHello canal.\n".encode("utf-16"))
    assert only(tmp_path / "a.csv").text == "Hello canal."


def test_a_csv_quote_that_is_never_closed_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id,text\nr1,"unclosed\nr2,second\n')
    assert rejected(tmp_path / "a.csv") == "row 2: a quotation mark is never closed, so the rest is lost"


def test_a_csv_that_names_a_column_twice_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,Text\na,b\n")
    assert rejected(tmp_path / "a.csv") == "found the columns text, text, expected each name only once"


@pytest.mark.parametrize(
    "date",
    ["9999-12-31T23:59:59-05:00", "9999-12-31T23:59:59.999999", "0001-01-01T00:00:00+05:00", "12:30" + "9" * 40],
)
def test_a_date_beyond_the_calendar_leaves_the_article_undated(tmp_path: Path, date: str) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a", "text": "Text.", "published": date}))
    draft = only(tmp_path / "a.jsonl")
    assert draft.published is None
    assert "left out" in draft.warnings[0]


def test_a_date_in_front_matter_that_does_not_exist_leaves_the_article_undated(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\npublished: 2025-02-30\n---\nText.")
    draft = only(tmp_path / "a.md")
    assert draft.published is None
    assert "2025-02-30" in draft.warnings[0]


def test_a_date_that_overflows_leaves_the_rows_after_it_as_they_are(tmp_path: Path) -> None:
    rows = [f'{{"text": "First.", "published": 1{"0" * 400}}}', '{"text": "Second."}']
    (tmp_path / "a.jsonl").write_text("\n".join(rows))
    assert [message.text for message in parse(tmp_path / "a.jsonl") if isinstance(message, Draft)] == [
        "First.",
        "Second.",
    ]


def test_a_page_that_the_parser_gives_up_is_rejected_and_not_read_in_part(tmp_path: Path) -> None:
    """Below 256 levels the parser leaves out the rest of the page, and only its log says so."""
    for levels, told in ((100, "The last paragraph"), (300, "")):
        deep = f"{'<div>' * levels}<p>{TEXT * 5}</p>{'</div>' * levels}<p>The last paragraph. {TEXT * 5}</p></article>"
        (tmp_path / "a.html").write_text(PAGE.replace("</article>", deep))
        if told:
            assert told in only(tmp_path / "a.html").text
        else:
            assert rejected(tmp_path / "a.html").startswith("cannot be read to the end: Excessive depth in document")


def test_a_colon_in_front_matter_costs_no_article(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("---\ntitle: Mill sold: the story\ndate: 2025-06-30\nauthor: 'Ana Voss'\n---\nText.\n")
    found = only(file)
    assert (found.title, found.author, found.text) == ("Mill sold: the story", "Ana Voss", "Text.\n")
    assert found.published == datetime(2025, 6, 30, tzinfo=UTC)
    assert found.warnings[0].startswith("front matter is not YAML, read line by line")


def test_a_text_between_two_rules_is_no_front_matter(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("---\n\nThe pool is open.\n\n---\n\nThe end.\n")
    assert only(file).text == file.read_text()
