"""Adding: ids, versions, copies, what is embedded and what is not, and what is acknowledged when."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import WordEncoder, article

from byline import Archive, FingerprintError, InputError, Outcome, Settings, Where
from byline.text import normalised

REPORT = (
    "The ministry of transport said on Monday that {count} bridges need repair before winter. Engineers examined "
    "every crossing in the northern provinces over the summer, and found cracks in many of them. The cost is put at "
    "{cost} million, to be shared between the state and the provinces. Work begins in September, according to a "
    "spokesman, and no bridge will be closed for more than a week. Lorries will be sent on other roads meanwhile."
)


def files(folder: Path, **contents: str) -> Path:
    for name, content in contents.items():
        path = folder / name.replace("__", "/").replace("_txt", ".txt").replace("_jsonl", ".jsonl").replace(
            "_csv", ".csv"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def test_unchanged_articles_cost_nothing(archive: Archive, encoder: WordEncoder, tmp_path: Path) -> None:
    folder = files(tmp_path / "in", a_txt="One text.", b_txt="Another text.")
    first = archive.add(folder)
    assert (first.added, first.embedded) == (("a", "b"), 2)
    encoder.embedded.clear()
    generation = archive.state.generation
    second = archive.add(folder)
    assert (second.unchanged, second.embedded) == (("a", "b"), 0)
    assert encoder.embedded == []
    assert archive.state.generation == generation


def test_only_what_changed_is_embedded(archive: Archive, encoder: WordEncoder, tmp_path: Path) -> None:
    sentences = [
        f"This is sentence number {number} of the long text, and it has fifteen words in all." for number in range(40)
    ]
    folder = files(tmp_path / "in", a_txt="A Headline of Its Own\n" + " ".join(sentences))
    assert archive.add(folder).embedded > 10
    sentences[20] = "This is a correction."
    files(folder, a_txt="A Headline of Its Own\n" + " ".join(sentences))
    report = archive.add(folder)
    assert report.updated == ("a",)
    assert 1 <= report.embedded < report.outcomes[0].passages


def test_the_same_text_is_embedded_once(archive: Archive) -> None:
    report = archive.add([article("a", "The same text."), article("b", "The same text.")])
    assert [outcome.embedded for outcome in report.outcomes] == [1, 0]


def test_a_metadata_file_that_changes_makes_a_new_version(archive: Archive, tmp_path: Path) -> None:
    folder = files(tmp_path / "in", a_txt="One text.")
    archive.add(folder)
    files(folder, metadata_csv="file,publisher,published\na.txt,Reuters,2025-06-20\n")
    assert archive.add(folder).updated == ("a",)
    assert archive.article("a").publisher == "Reuters"
    assert len(archive.search("text", where=Where(publisher="REUTERS", since="2025-06-20", until="2025-06-20"))) == 1


def test_ids_are_urls_or_file_names_made_unique(archive: Archive, tmp_path: Path) -> None:
    folder = files(
        tmp_path / "in",
        a__report_txt="The report of the north.",
        b__report_txt="The report of the south.",
        c__report_txt="The report of the north.",
        table_jsonl='{"text": "First row."}\n{"text": "Second row."}\n{"url": "https://example.com/x", "text": "Third."}\n{"id": "own", "text": "Fourth."}\n',
    )
    report = archive.add(folder)
    assert report.added == ("table", "table-2", "https://example.com/x", "own", "report", "report-2")
    assert report.unchanged == ("report",)  # the same content under the same name
    again = archive.add(folder)
    assert again.unchanged == (*report.added, "report")
    assert archive.state.articles == 6


def test_a_file_keeps_its_id_when_it_changes(archive: Archive, tmp_path: Path) -> None:
    folder = files(tmp_path / "in", a__report_txt="The report of the north.", b__report_txt="The report of the south.")
    archive.add(folder)
    files(folder, b__report_txt="The corrected report of the south.")
    assert archive.add(folder).updated == ("report-2",)
    assert archive.article("report").text == "The report of the north."


def test_a_folder_that_was_moved_holds_the_same_articles(archive: Archive, tmp_path: Path) -> None:
    archive.add(files(tmp_path / "old", a_txt="One text.", b_txt=REPORT.format(count=12, cost=40)))
    (tmp_path / "old").rename(tmp_path / "new")
    files(tmp_path / "new", b_txt=REPORT.format(count=13, cost=40))
    report = archive.add(tmp_path / "new")
    assert (report.unchanged, report.updated) == (("a",), ("b",))


def test_a_file_that_is_gone_is_not_replaced_by_another_of_its_name(archive: Archive, tmp_path: Path) -> None:
    for place, text in (("one", "The treaty of Zanzibar was signed."), ("two", "Etna erupted on Sunday.")):
        folder = files(tmp_path / place, article_txt=text)
        assert len(archive.add(folder).added) == 1
        (folder / "article.txt").unlink()
    assert archive.article("article").text == "The treaty of Zanzibar was signed."
    assert archive.article("article-2").text == "Etna erupted on Sunday."


def test_another_file_of_the_same_name_is_another_article(archive: Archive, tmp_path: Path) -> None:
    archive.add(files(tmp_path / "one", index_txt="Of one site."))
    assert archive.add(files(tmp_path / "two", index_txt="Of another site.")).added == ("index-2",)


def test_a_file_named_as_an_article_of_the_same_call_is_another_article(archive: Archive, tmp_path: Path) -> None:
    folder = files(
        tmp_path / "in",
        a_jsonl='{"id": "notice", "text": "Of the newspaper."}\n',
        b__notice_txt="Of the town hall.",
        c__report_txt="Of the police.",
    )
    report = archive.add([article("report", "Of the fire brigade."), folder])
    assert report.added == ("report", "notice", "notice-2", "report-2")
    assert archive.article("notice").text == "Of the newspaper."
    assert archive.article("report").text == "Of the fire brigade."


def test_a_file_whose_article_was_removed_is_added_again(archive: Archive, tmp_path: Path) -> None:
    folder = files(tmp_path / "in", a_txt="One text.")
    archive.add(folder)
    archive.remove("a")
    assert archive.add(folder).added == ("a",)


def test_the_same_url_twice_is_one_article_with_two_versions(archive: Archive, tmp_path: Path) -> None:
    folder = files(
        tmp_path / "in",
        a_jsonl='{"url": "https://example.com/x", "text": "Before."}\n{"url": "https://example.com/x", "text": "After."}\n',
    )
    report = archive.add(folder)
    assert [outcome.status for outcome in report.outcomes] == ["added", "updated"]
    assert archive.article("https://example.com/x").text == "After."


def test_near_copies_are_linked_and_kept(archive: Archive) -> None:
    archive.add(
        [
            article("first", REPORT.format(count=120, cost=45)),
            article("second", REPORT.format(count=130, cost=54)),
            article("exact", REPORT.format(count=120, cost=45).replace("\n", "  ")),
            article("other", "A wholly different story about the football season, its players and its many goals."),
        ]
    )
    copies = {summary.id: {copy.id: copy.similarity for copy in summary.copies} for summary in archive.articles()}
    assert copies["first"]["exact"] == 1.0
    assert 0.5 <= copies["first"]["second"] < 1.0
    assert copies["second"].keys() == {"first", "exact"}
    assert copies["other"] == {}
    hits = archive.search("How many bridges need repair?", k=10)
    assert {"120", "130"} <= {word for hit in hits for word in hit.text.split()}
    assert len({normalised(hit.text) for hit in hits}) == len(hits)  # exact copies are shown once
    archive.remove("exact")
    assert {copy.id for copy in archive.summary("first").copies} == {"second"}


def test_a_bad_file_never_stops_a_batch(archive: Archive, tmp_path: Path) -> None:
    folder = files(tmp_path / "in", a_txt="One text.", b_txt="", c_txt="Another text.")
    (folder / "d.pdf").write_bytes(b"no pdf")
    (folder / "e.jsonl").write_text('{"text": "half \\ud800"}\n{"text": "Whole."}\n')
    (Path(os.fsdecode(os.fsencode(folder) + b"/z\xe9.txt"))).write_text("x")
    report = archive.add([folder, tmp_path / "missing.txt"])
    assert report.added == ("a", "c", "e")
    assert [(Path(outcome.source).name, outcome.reason) for outcome in report.rejected] == [
        ("b.txt", "no text in it"),
        ("d.pdf", report.rejected[1].reason),
        ("e.jsonl#1", "article 'e': text holds half a character (a lone surrogate) at 5"),
        ("z\udce9.txt", "its name is not in UTF-8: rename it"),
        ("missing.txt", "cannot be read: No such file or directory"),
    ]
    assert "not a readable PDF" in report.rejected[1].reason


def test_a_language_that_is_not_the_encoders_is_warned_of(archive: Archive) -> None:
    german = "Das Gesetz tritt am ersten August in Kraft, sagte die Regierung am Montag. Die Opposition lehnt es ab."
    report = archive.add([article("de", german), article("en", REPORT.format(count=1, cost=2))])
    warnings = {outcome.id: outcome.warnings for outcome in report.outcomes}
    assert "'de'" in warnings["de"][0]
    assert warnings["en"] == ()
    assert archive.article("de").language == "de"


def test_titles_are_the_headline_or_the_first_words(archive: Archive, tmp_path: Path) -> None:
    files(
        tmp_path / "in",
        a_txt="\n\nBank Raises Its Key Rate\n\nThe bank raised its rate on Friday.\n",
        b_txt="The bank raised its key rate on Friday, saying that inflation had proved more stubborn than it had expected. More follows.",
        c_txt="The bank raised its rate.\nMarkets fell.",
    )
    archive.add(tmp_path / "in")
    titles = {summary.id: summary.title for summary in archive.articles()}
    assert titles["a"] == "Bank Raises Its Key Rate"
    assert titles["b"] == "The bank raised its key rate on Friday, saying that inflation had proved more…"
    assert titles["c"] == "The bank raised its rate."


def test_outcomes_are_acknowledged_when_they_are_on_the_disk(archive: Archive) -> None:
    acknowledged: list[str | None] = []
    shares: list[float] = []

    def acknowledge(outcomes: Sequence[Outcome], share: float) -> None:
        with Archive(archive.folder) as other:  # another connection sees them
            assert {outcome.id for outcome in outcomes} <= {summary.id for summary in other.articles()}
        assert 1 <= len(outcomes) <= 64
        acknowledged.extend(outcome.id for outcome in outcomes)
        shares.append(share)

    report = archive.add([article(f"a{number}") for number in range(150)], acknowledge=acknowledge)
    assert acknowledged == [outcome.id for outcome in report.outcomes]
    assert len(shares) == 3


def test_progress_counts_bytes(archive: Archive, tmp_path: Path) -> None:
    rows = "".join(f'{{"id": "{number}", "text": "Row number {number}."}}\n' for number in range(200))
    shares: list[float] = []
    archive.add(files(tmp_path / "in", a_jsonl=rows), acknowledge=lambda outcomes, share: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert 0.2 < shares[0] < 0.5


def test_what_was_acknowledged_stays_when_the_rest_fails(archive: Archive) -> None:
    class Stop(Exception):  # noqa: N818
        pass

    def stop(outcomes: Sequence[Outcome], share: float) -> None:
        raise Stop

    with pytest.raises(Stop):
        archive.add([article(f"a{number}") for number in range(150)], acknowledge=stop)
    assert archive.state.articles == 64
    assert len(archive.search("text", k=100)) == 64
    assert len(archive.add([article(f"a{number}") for number in range(150)]).added) == 86


def test_an_index_made_in_another_way_is_refused(tmp_path: Path) -> None:
    with Archive(tmp_path, encoder=WordEncoder(), settings=Settings(passage_tokens=50)) as made:
        made.add(article("a"))
    for changed in (
        Archive(tmp_path, encoder=WordEncoder("other")),  # the same dimension, another model
        Archive(tmp_path, encoder=WordEncoder(), settings=Settings(passage_tokens=40)),
        Archive(tmp_path, encoder=WordEncoder(), settings=Settings(passage_overlap=0)),
        Archive(tmp_path, encoder=WordEncoder(dim=32)),
    ):
        with pytest.raises(FingerprintError, match="byline rebuild"):
            changed.search("anything")
        with pytest.raises(FingerprintError):
            changed.add(article("b"))
    with Archive(tmp_path, encoder=WordEncoder()) as again:  # what is not asked for is as it was made
        assert len(again.search("anything")) == 1


def test_text_that_moves_to_another_article_keeps_its_vector(
    archive: Archive, encoder: WordEncoder, tmp_path: Path
) -> None:
    folder = files(tmp_path / "in", a_txt="The strike lasted nine days.")
    archive.add(folder)
    encoder.embedded.clear()
    files(folder, a_txt="The library is open again.", b_txt="The strike lasted nine days.")
    report = archive.add(folder)
    assert (report.added, report.updated, report.rejected) == (("b",), ("a",), ())
    assert len(encoder.embedded) == 1
    assert {hit.text for hit in archive.search("strike library")} == {
        "The strike lasted nine days.",
        "The library is open again.",
    }


def test_two_versions_of_one_article_in_one_file_may_be_added_again(archive: Archive, tmp_path: Path) -> None:
    lines = '{"id": "a", "text": "First."}\n{"id": "a", "text": "Second."}\n'
    folder = files(tmp_path / "in", a_jsonl=lines)
    for _ in range(2):
        assert not archive.add(folder).rejected
        assert archive.article("a").text == "Second."


def test_a_file_that_changes_leaves_its_twin_as_it_was(archive: Archive, tmp_path: Path) -> None:
    folder = files(tmp_path / "in", one__x_txt="The tunnel opened.", two__x_txt="The tunnel opened.")
    archive.add(folder)
    files(folder, one__x_txt="The bridge opened.")
    report = archive.add(folder)
    assert (report.added, report.unchanged) == (("x-2",), ("x",))
    assert archive.article("x").text == "The tunnel opened."
    assert archive.article("x-2").text == "The bridge opened."
    files(folder, one__x_txt="The harbour opened.")
    assert archive.add(folder).updated == ("x-2",)


@pytest.mark.parametrize("name", ["a" * 300 + ".txt", "loop.txt", "missing.txt"])
def test_a_path_that_cannot_be_followed_does_not_stop_the_others(archive: Archive, tmp_path: Path, name: str) -> None:
    folder = files(tmp_path / "in", good_txt="A good text.")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    report = archive.add([tmp_path / name, folder])
    assert report.added == ("good",)
    assert [outcome.source for outcome in report.rejected] == [str(tmp_path / name), str(folder / "loop.txt")]


@pytest.mark.parametrize("content", ["title,file\nabc\n", "file,title\n" + "a" * 300 + ",b\n"])
def test_metadata_that_is_wrong_is_a_warning(archive: Archive, tmp_path: Path, content: str) -> None:
    folder = files(tmp_path / "in", good_txt="A good text.", metadata_csv=content)
    report = archive.add(folder)
    assert report.added == ("good",)
    assert len(report.warnings) == 1


@pytest.mark.skipif(os.name == "nt", reason="folders have no such permissions there")
def test_a_folder_that_cannot_be_looked_into_is_rejected(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = files(tmp_path / "in", good_txt="A good text.", shut__a_txt="Hidden.")
    scandir = os.scandir

    def refuse(path: str) -> object:  # as root no permission is refused, so the system's answer is made up
        if Path(path).name == "shut":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    report = archive.add(folder)
    assert report.added == ("good",)
    assert [outcome.reason for outcome in report.rejected] == ["folder cannot be read: Permission denied"]


@pytest.mark.parametrize("sources", [None, 5, [None], "", [" "], "a\0b.txt"])
def test_sources_of_the_wrong_kind_are_refused(archive: Archive, sources: object) -> None:
    with pytest.raises(InputError, match="found"):
        archive.add(sources)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "becomes", [os.mkfifo, Path.mkdir, lambda file: file.symlink_to("/dev/zero"), lambda file: None]
)
def test_a_file_that_is_none_any_more_when_its_turn_comes_is_rejected(
    archive: Archive, tmp_path: Path, becomes: Callable[[Path], object]
) -> None:
    swapped = tmp_path / "b.txt"
    for file in (tmp_path / "a.txt", swapped, tmp_path / "c.txt"):
        file.write_text(f"The text of {file.name}. " * (5_000 if file.name == "a.txt" else 1))  # a batch of its own

    def swap(outcomes: Sequence[Outcome], share: float) -> None:
        if outcomes[0].id == "a":
            swapped.unlink()
            becomes(swapped)

    report = archive.add(tmp_path, acknowledge=swap)
    assert report.added == ("a", "c")
    [rejected] = report.rejected
    assert rejected.source == str(swapped)
    assert rejected.reason in {
        "cannot be read: not a regular file",
        "cannot be read: Is a directory",
        "cannot be read: No such file or directory",
    }


def test_a_file_that_is_too_large_is_not_even_hashed(archive: Archive, tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as stream:
        stream.truncate(2 * 10**12)  # it would take an hour
    [rejected] = archive.add(tmp_path).rejected
    assert rejected.reason == "2,000,000,000,000 bytes, at most 100,000,000 are taken: split it"
