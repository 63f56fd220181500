"""Files of many articles as scrapers, newsrooms and spreadsheets write them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from byline.ingest import Draft, Rejection, discover
from byline.ingest.child import parse
from byline.ingest.markup import plain_text

TEXT = "The council sold the old mill to a brewer on Monday, the mayor said."


def only(file: Path, columns: dict[str, str] | None = None) -> Draft:
    [found] = parse(file, columns)
    assert isinstance(found, Draft), found
    return found


def written(file: Path, content: str | bytes) -> Path:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


@pytest.mark.parametrize(
    "row",
    [
        {"maintext": TEXT, "title": "T", "source_domain": "courier.example", "date_publish": "2025-03-01 00:00:00"},
        {"raw_text": TEXT, "text": TEXT, "title": "T", "hostname": "courier.example", "date": "2025-03-01"},
        {
            "article_text": [TEXT[:20], TEXT[20:]],
            "headline": "T",
            "publication": "courier.example",
            "pub_date": "20250301",
        },
        {"Article text": TEXT, "Headline": "T", "Outlet": "courier.example", "Date published": "01-Mar-25"},
        {"Inhalt": TEXT, "Überschrift": "T", "Quelle": "courier.example", "Veröffentlicht": "01.03.2025"},
        {"Contenu": TEXT, "Titre": "T", "Éditeur": "courier.example", "Date de publication": "2025-03-01"},
        {"Texto": TEXT, "Título": "T", "Fuente": "courier.example", "Fecha": "1 March 2025"},
        {"content": TEXT, "title": "T", "source": {"id": None, "name": "courier.example"}, "publishedAt": "2025-03-01"},
        {
            "_source": {"body": TEXT, "title": "T", "site": "courier.example", "published": "2025-03-01"},
            "_index": "news",
        },
    ],
)
def test_columns_are_known_by_the_names_that_tools_write(tmp_path: Path, row: dict[str, Any]) -> None:
    draft = only(written(tmp_path / "a.jsonl", json.dumps(row) + "\n"))
    assert (draft.text, draft.title, draft.publisher) == (TEXT, "T", "courier.example")
    assert draft.published == datetime(2025, 3, 1, tzinfo=UTC)
    assert draft.warnings == ()


def test_authors_may_be_listed_in_any_way(tmp_path: Path) -> None:
    for authors in (["A. Lund", "B. Moe"], [{"name": "A. Lund"}, {"name": "B. Moe"}], "['A. Lund', 'B. Moe']"):
        file = written(tmp_path / "a.jsonl", json.dumps({"text": TEXT, "authors": authors}))
        assert only(file).author == "A. Lund, B. Moe"


def test_a_source_that_is_an_address_is_no_publisher(tmp_path: Path) -> None:
    draft = only(written(tmp_path / "a.jsonl", json.dumps({"text": TEXT, "source": "https://courier.example/1"})))
    assert (draft.publisher, draft.url) == (None, "https://courier.example/1")


def test_the_longest_of_several_texts_is_the_article(tmp_path: Path) -> None:
    assert only(written(tmp_path / "a.csv", f'text,content\nA teaser.,"{TEXT}"\n')).text == TEXT


def test_columns_that_are_not_known_are_told_once_and_can_be_named(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"story_html": TEXT, "when": "2025-03-01"}) + "\n" for _ in range(5))
    file = written(tmp_path / "a.jsonl", rows)
    messages = list(parse(file))
    assert [(type(message), message.row) for message in messages] == [(Rejection, 1), (Rejection, None)]
    assert "found the columns story_html, when" in str(messages[0])
    assert "--columns text=COLUMN" in str(messages[0])
    assert "4 more" in str(messages[1])
    drafts = [
        message for message in parse(file, {"text": "story_html", "published": "when"}) if isinstance(message, Draft)
    ]
    assert [draft.text for draft in drafts] == [TEXT] * 5
    assert drafts[0].published == datetime(2025, 3, 1, tzinfo=UTC)


def test_a_column_that_is_named_stands_for_no_other(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", f'text,summary,title\n"{TEXT}",In short.,T\n')
    assert only(file, {"text": "Summary"}).text == "In short."
    [message] = parse(file, {"text": "gone"})
    assert isinstance(message, Rejection)
    assert "expected one named gone" in message.reason


def test_a_table_without_a_header_is_told(tmp_path: Path) -> None:
    [message] = parse(written(tmp_path / "a.csv", f'A title,"{TEXT}"\nB,"{TEXT}"\n'))
    assert isinstance(message, Rejection)
    assert "or add a header row" in message.reason


@pytest.mark.parametrize(
    "content",
    [
        f"sep=;\r\ntitle;text\r\nCafé;{TEXT}\r\n".encode("cp1252"),
        f'"sep=|"\ntitle|text\nCafé|{TEXT}\n'.encode(),
        f"title|text\nCafé|{TEXT}\n".encode(),
        f'\ufeffTITLE;TEXT\nCafé;"{TEXT}"\n'.encode(),
    ],
)
def test_any_separator_is_seen(tmp_path: Path, content: bytes) -> None:
    for name in ("a.csv", "a.tsv"):
        draft = only(written(tmp_path / name, content))
        assert (draft.title, draft.text) == ("Café", TEXT)


def test_a_metadata_file_is_read_like_any_table(tmp_path: Path) -> None:
    written(tmp_path / "a.txt", TEXT)
    written(tmp_path / "metadata.csv", "Datei;Titel;Quelle;Datum\na.txt;Mühle;Kurier;05.03.2025\n".encode("cp1252"))
    found = discover([tmp_path])
    assert found.warnings == []
    metadata = found.files[0].metadata
    assert metadata
    assert (metadata.title, metadata.publisher) == ("Mühle", "Kurier")
    assert metadata.published == datetime(2025, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<p>One &amp; <b>two</b>.</p><script>x < 1</script><p>Three<br/>four.</p>", "One & two.\nThree\nfour."),
        ("&lt;p&gt;Sold for &amp;pound;5.&lt;/p&gt;", "Sold for £5."),
        ("It&#39;s &quot;good&quot;", 'It\'s "good"'),
        ("if a < b and b > c, A&B is R&D; x", "if a < b and b > c, A&B is R&D; x"),
        ("line one\n\n  line two\n", "line one\n\n  line two\n"),
        ("<ul><li>A</li><li>B</li></ul><table><tr><td>Year</td><td>7</td></tr></table>", "A\nB\nYear | 7"),
        ("<div>" * 3000 + "deep" + "</div>" * 3000, "deep"),
    ],
)
def test_markup_in_a_field_is_not_shown(value: str, text: str) -> None:
    assert plain_text(value) == text


@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".ndjson"])
@pytest.mark.parametrize(
    "value",
    [
        [{"title": "A", "text": TEXT}, {"title": "B", "text": TEXT}],
        {"status": "ok", "articles": [{"title": "A", "content": TEXT}, {"title": "B", "content": TEXT}]},
        {"response": {"docs": [{"headline": "A", "body": TEXT}, {"headline": "B", "body": TEXT}]}},
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "The Courier",
            "items": [{"title": "A", "content_html": f"<p>{TEXT}</p>"}, {"title": "B", "content_text": TEXT}],
        },
    ],
)
def test_a_json_text_of_articles_is_read(tmp_path: Path, suffix: str, value: Any) -> None:
    for indent in (None, 1):
        drafts = list(parse(written(tmp_path / f"a{suffix}", json.dumps(value, indent=indent))))
        assert [(draft.title, draft.text, draft.row) for draft in drafts if isinstance(draft, Draft)] == [
            ("A", TEXT, 1),
            ("B", TEXT, 2),
        ]


def test_json_without_articles_is_told(tmp_path: Path) -> None:
    for content in ('{"name": "byline", "version": "1"}', "[]", "3", "{", f"[{'1, ' * 50}2]"):
        messages = list(parse(written(tmp_path / "a.json", content)))
        assert 0 < len(messages) <= 2
        assert all(isinstance(message, Rejection) for message in messages), content


@pytest.mark.parametrize(
    "row",
    [
        {"Titre": "T", "Corps de l’article": TEXT, "Date de parution": "1 mars 2025", "Auteur·e": "Zoë Blanc"},
        {"Titel": "T", "Textinhalt": TEXT, "Veröffentlicht am": "01.03.2025", "Autor:in": "Zoë Blanc"},
        {
            "Título": "T",
            "Cuerpo de la noticia": TEXT,
            "Fecha de publicación": "1 de marzo de 2025",
            "Autor(es)": "Zoë Blanc",
        },
        {
            "newsTitle": "T",
            "Main content (HTML)": f"<p>{TEXT}</p>",
            "date_published": "1740787200",
            "Author(s)": "Zoë Blanc",
        },
        {"标题": "T", "正文": TEXT, "发布时间": "2025-03-01", "作者": "Zoë Blanc"},
    ],
)
def test_columns_are_recognised_by_the_words_of_their_names(tmp_path: Path, row: dict[str, str]) -> None:
    found = only(written(tmp_path / "a.json", json.dumps([row])))
    assert (found.text, found.title, found.author) == (TEXT, "T", "Zoë Blanc")
    assert found.published == datetime(2025, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["text_length", "content_type", "author_id", "image_url", "crawl date", "title_image"])
def test_a_name_of_something_else_is_no_column_of_an_article(tmp_path: Path, name: str) -> None:
    found = only(written(tmp_path / "a.json", json.dumps([{"text": TEXT, name: "1 March 2025"}])))
    assert (found.text, found.title, found.author, found.url, found.published) == (TEXT, None, None, None, None)


def test_what_programs_write_for_nothing_is_nothing(tmp_path: Path) -> None:
    content = f"title,text,author,date\nT,{TEXT!r},nan,NaT\n,nan,,\n".replace("'", '"')
    found, empty = parse(written(tmp_path / "a.csv", content))
    assert isinstance(found, Draft)
    assert (found.author, found.published, found.warnings) == (None, None, ())
    assert isinstance(empty, Rejection)


def test_empty_rows_are_passed_over(tmp_path: Path) -> None:
    assert only(written(tmp_path / "a.csv", f'title,text\n,\nT,"{TEXT}"\n , \n')).text == TEXT


def test_a_table_of_western_names_is_not_read_as_central_european(tmp_path: Path) -> None:
    table = "Dateiname;Titel;Zeitung\na.txt;Mill sold;Ana Voß\nCrème.txt;Crème closed;\nb.txt;Gone;\n"
    written(tmp_path / "metadata.csv", table.encode("cp1252"))
    for name in ("a.txt", "b.txt", "Crème.txt"):
        written(tmp_path / name, TEXT)
    found = discover([tmp_path])
    assert not found.warnings
    assert [one.metadata and one.metadata.title for one in found.files] == ["Crème closed", "Mill sold", "Gone"]


def test_a_russian_table_with_the_names_of_files_is_not_taken_for_english(tmp_path: Path) -> None:
    content = f"заголовок;текст\na.txt;{'Мельница продана городу за девяносто крон. ' * 2}\n"
    assert only(written(tmp_path / "a.csv", content.encode("cp1251"))).text.startswith("Мельница продана")
