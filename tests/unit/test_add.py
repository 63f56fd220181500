"""Adding articles: ids, versions, copies, what is embedded and what is not, and what is acknowledged when."""

import json
import os
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support import WordEncoder, article

from byline import Archive, ArchiveLockedError, Article, FingerprintError, InputError, Outcome, Settings, Where
from byline.indexing import add as adding
from byline.indexing.add import Adder
from byline.indexing.recipe import IndexRecipe
from byline.indexing.workers.here import Here
from byline.ingest import discover
from byline.language.text import normalised
from byline.store.folder.sqlite import Transaction
from byline.store.folder.store import FolderStore
from byline.web.page.browsing import Browsing
from byline.web.page.render_articles import list_html

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


def test_only_what_changed_is_embedded(archive: Archive, tmp_path: Path) -> None:
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


def test_rows_whose_address_is_a_bare_number_are_kept_apart(archive: Archive, tmp_path: Path) -> None:
    rows = [{"url": "7", "text": "The bridge opened."}, {"url": "7", "text": "Rain fell on the harbour all day."}]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    report = archive.add(tmp_path / "rows.jsonl")
    assert len({outcome.id for outcome in report.outcomes}) == 2
    assert report.rejected == ()


def test_a_fault_in_guessing_costs_neither_the_article_nor_the_batch(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("byline.indexing.guess.head_of", fail)
    report = archive.add(files(tmp_path / "in", a_txt="One text.", b_txt="Another text."))
    assert report.added == ("a", "b")
    assert [outcome.warnings for outcome in report.outcomes] == [
        ("nothing was inferred from its first and last lines: RuntimeError: a fault",)
    ] * 2


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
        ("e.jsonl#1", "article 'e': text contains half a character (a lone surrogate) at 5"),
        ("z\udce9.txt", "its name is not valid UTF-8; rename it"),
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
    with Archive(tmp_path, encoder=WordEncoder()) as again:  # keeps the settings of the build
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


@pytest.mark.skipif(os.name == "nt", reason="Windows folders have no such permissions")
def test_a_folder_that_cannot_be_looked_into_is_rejected(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = files(tmp_path / "in", good_txt="A good text.", shut__a_txt="Hidden.")
    scandir = os.scandir

    def refuse(path: str) -> object:  # root is never refused permission, so the system's answer is made up
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
        file.write_text(f"The text of {file.name}. " * (5_000 if file.name == "a.txt" else 1))  # the first is a batch

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
    assert rejected.reason == "2,000,000,000,000 bytes, expected at most 100,000,000; split it"


# Several batches in progress


class Several(Here):
    """Embeds in this process, but says that there are workers enough for several batches."""

    at_once = 3


def added(folder: Path, sources: Sequence[Path | Article], workers: type[Here] = Here) -> list[Outcome]:
    """Add to an index as another machine would, without this machine's lock."""
    encoder, store = WordEncoder(), FolderStore(folder)
    with store.catalog.reading() as rows:
        recipe = IndexRecipe.of(rows, Settings(), encoder)
    articles = [source for source in sources if isinstance(source, Article)]
    found = discover([source for source in sources if isinstance(source, Path)])
    try:
        return list(Adder(store, recipe, workers(encoder), lambda outcomes, share: None).add(articles, found))
    finally:
        store.close()


def contents(folder: Path) -> dict[str, Any]:
    """Return all versions of all articles, and the passages found."""
    with Archive(folder, encoder=WordEncoder()) as archive:
        assert all(finding.healthy for finding in archive.doctor())
        return {
            "versions": {one.id: [old.version for old in archive.versions(one.id)] for one in archive.articles()},
            "passages": sorted((hit.article.id, hit.span.start, hit.text) for hit in archive.search("sentence", k=100)),
            "state": archive.state,
        }


@pytest.mark.parametrize("seed", range(8))
def test_several_batches_under_way_end_as_one_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(adding, "_ARTICLES_PER_TRANSACTION", 2)
    chooser = random.Random(seed)
    texts = [f"Sentence {number} is of one text. " * chooser.randint(1, 9) for number in range(5)]
    made = [article(f"a{chooser.randint(0, 3)}", chooser.choice(texts)) for _ in range(14)]
    for number in range(12):
        files(tmp_path / "in" / str(number), **{f"a{chooser.randint(0, 3)}_txt": chooser.choice(texts)})
    for name in ("one", "several"):
        with Archive(tmp_path / name, encoder=WordEncoder()) as archive:
            archive.add([])
    for articles in (made[:7], made[7:]):
        one = added(tmp_path / "one", [*articles, tmp_path / "in"])
        assert added(tmp_path / "several", [*articles, tmp_path / "in"], Several) == one
        files(tmp_path / "in" / "0", a0_txt=chooser.choice(texts), a3_txt=chooser.choice(texts))
    assert contents(tmp_path / "several") == contents(tmp_path / "one")


def test_batches_are_embedded_ahead_and_acknowledged_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: WordEncoder
) -> None:
    monkeypatch.setattr(adding, "_ARTICLES_PER_TRANSACTION", 1)
    seen: list[str] = []

    class Telling(Several):
        def submit(self, texts: Sequence[str]) -> Any:
            seen.append("submitted")
            return super().submit(texts)

    def acknowledge(outcomes: Sequence[Outcome], share: float) -> None:
        seen.extend(outcome.id or "" for outcome in outcomes)

    store = FolderStore(tmp_path)
    with store.catalog.reading() as rows:
        recipe = IndexRecipe.of(rows, Settings(), encoder)
    with store.catalog.writing() as changes:
        recipe.record(changes)
    Adder(store, recipe, Telling(encoder), acknowledge).add([article(str(number)) for number in range(5)], discover([]))
    assert seen == [*["submitted"] * 3, "0", "submitted", "1", "submitted", "2", "3", "4"]


# Other writers to the same database


@contextmanager
def overtaken(archive: Archive, by: Callable[[], object], times: int = 1) -> Iterator[None]:
    """Let others write just before each of the next changes to articles."""
    catalog, left = archive.store.catalog, times
    write = catalog.writing

    @contextmanager
    def interposed(*, new_generation: bool = True) -> Iterator[Transaction]:
        nonlocal left
        if left and archive.state.fingerprint:  # the first change only records how the index is built
            left -= 1
            by()
        with write(new_generation=new_generation) as changes:
            yield changes

    catalog.writing = interposed  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        catalog.writing = write  # type: ignore[method-assign]
    assert left == 0


@pytest.fixture
def used(archive: Archive, encoder: WordEncoder) -> Archive:
    """An archive that has been written to."""
    archive.add(article("before", "What was there before."))
    encoder.embedded.clear()
    return archive


def test_an_article_that_another_added_meanwhile_is_unchanged(used: Archive, encoder: WordEncoder) -> None:
    with overtaken(used, lambda: added(used.folder, [article("a")])):
        report = used.add([article("a"), article("b")])
    assert (report.added, report.unchanged) == (("b",), ("a",))
    assert len(used.versions("a")) == 1
    assert len(encoder.embedded) == 2  # once, though prepared twice


def test_an_article_that_another_added_otherwise_is_updated(used: Archive) -> None:
    with overtaken(used, lambda: added(used.folder, [article("a", "The other's text.")])):
        report = used.add(article("a"))
    assert report.updated == ("a",)
    assert used.article("a").text == article("a").text
    assert len(used.versions("a")) == 2


def test_files_of_one_name_that_are_added_at_the_same_time_are_two_articles(used: Archive, tmp_path: Path) -> None:
    ours = files(tmp_path / "ours", report_txt="The report of the north.", plan_txt="The same plan.")
    theirs = files(tmp_path / "theirs", report_txt="An account of the south.", plan_txt="The same plan.")
    with overtaken(used, lambda: added(used.folder, [theirs])):
        report = used.add(ours)
    assert (report.added, report.unchanged) == (("report-2",), ("plan",))
    assert used.article("report").text == "An account of the south."
    assert used.article("report-2").text == "The report of the north."
    assert used.add(ours).unchanged == ("plan", "report-2")


def test_an_article_that_another_removed_meanwhile_is_added(used: Archive) -> None:
    used.add(article("a"))

    def remove() -> None:
        with FolderStore(used.folder).catalog.writing() as changes:
            changes.remove("a")

    with overtaken(used, remove):
        report = used.add([article("a"), article("b")])
    assert report.added == ("a", "b")


def test_a_vector_that_was_dropped_meanwhile_is_embedded_again(used: Archive, encoder: WordEncoder) -> None:
    used.add(article("a", "The strike lasted nine days."))
    encoder.embedded.clear()
    with overtaken(used, lambda: added(used.folder, [article("a", "The library is open again.")])):
        report = used.add(article("b", "The strike lasted nine days."))
    assert (report.added, report.embedded) == (("b",), 1)
    assert encoder.embedded == [encoder.embedded[0]]
    assert {hit.article.id for hit in used.search("strike")} >= {"b"}


def test_what_was_prepared_after_what_was_overtaken_is_prepared_again(
    used: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "_ARTICLES_PER_TRANSACTION", 1)
    monkeypatch.setattr("byline.indexing.workers.Here", Several)
    ours = files(tmp_path / "ours", a__x_txt="The tunnel opened.", b__x_txt="The bridge opened.", c__y_txt="Rain.")
    theirs = files(tmp_path / "theirs", x_txt="Quite another event was seen by nobody.")
    with overtaken(used, lambda: added(used.folder, [theirs])):
        report = used.add(ours)
    assert report.added == ("x-2", "x-3", "y")
    assert [used.article(id).text for id in ("x-2", "x-3")] == ["The tunnel opened.", "The bridge opened."]


def test_who_is_overtaken_again_and_again_gives_up(used: Archive) -> None:
    texts = iter(f"Text number {number} of the other." for number in range(99))
    with (
        pytest.raises(ArchiveLockedError, match=r"other processes keep changing the articles .* add them again"),
        overtaken(used, lambda: added(used.folder, [article("a", next(texts))]), times=5),
    ):
        used.add(article("a"))
    assert used.article("a").text == "Text number 4 of the other."


def test_an_index_that_is_made_anew_meanwhile_is_not_added_to(used: Archive) -> None:
    def rebuild() -> None:
        with FolderStore(used.folder).catalog.writing() as changes:
            changes.set("fingerprint", "another")

    with (
        pytest.raises(FingerprintError, match=r"found fingerprint another, expected .* rebuilt in the meantime"),
        overtaken(used, rebuild),
    ):
        used.add(article("a"))
    assert used.state.articles == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("台风损坏了两座码头，港口星期一关闭。", "zh"),
        ("Порт закрыт из-за шторма.", "ru"),
        ("أغلق الميناء يوم الاثنين.", "ar"),
        ("Der Hafen ist geschlossen.", "de"),
    ],
)
def test_each_article_in_a_language_that_the_encoder_does_not_know_has_a_warning(
    archive: Archive, text: str, language: str
) -> None:
    (one, other) = archive.add([Article("a", text), Article("b", "The harbour is closed.")]).outcomes
    assert one.warnings == (f"in {language!r}, but the encoder knows en: expect poor answers",)
    assert other.warnings == ()
    assert archive.article("a").language == language


# Identity

MILL = "The council sold the old mill to a brewer from the coast on Monday, the mayor said after the vote."
FERRY = "A ferry with forty passengers ran aground near the lighthouse in thick fog, and nobody was hurt at all."
SALE = "The council of Haxby sold plot {plot} to the firm Greenfield for {price} crowns on Monday, the mayor said."


def rows(*given: dict[str, object]) -> str:
    return "".join(json.dumps(row) + "\n" for row in given)


def test_a_bare_number_is_the_id_of_a_row_of_its_file_alone(archive: Archive, tmp_path: Path) -> None:
    folder = files(
        tmp_path / "in",
        a_csv=f"id,title,text\n1,Plot 25 sold,{SALE.format(plot=25, price=2550)!r}\n".replace("'", '"'),
        b_csv=f"id,title,text\n1,Plot 27 sold,{SALE.format(plot=27, price=2750)!r}\n".replace("'", '"'),
    )
    report = archive.add(folder)
    assert report.added == ("a.csv:1", "b.csv:1")
    assert [outcome.warnings for outcome in report.outcomes] == [(), ()]
    assert archive.add(folder).unchanged == report.added


def test_two_rows_of_one_number_are_two_articles_and_this_is_told(archive: Archive, tmp_path: Path) -> None:
    sales = [
        {"id": 1, "title": f"Plot {plot} sold", "text": SALE.format(plot=plot, price=plot * 9)} for plot in (5, 6, 7)
    ]
    folder = files(tmp_path / "in", a_jsonl=rows(*sales))
    report = archive.add(folder)
    assert report.added == ("a.jsonl:1", "a.jsonl:1-2", "a.jsonl:1-3")
    assert [len(outcome.warnings) for outcome in report.outcomes] == [0, 1, 1]
    assert "another article has the id 1: both are kept, this one as a.jsonl:1-2" in report.outcomes[1].warnings
    assert archive.add(folder).unchanged == report.added
    sales[1]["text"] = SALE.format(plot=6, price=99)
    files(folder, a_jsonl=rows(*sales))
    changed = archive.add(folder)
    assert (changed.added, changed.updated) == ((), ("a.jsonl:1-2",))


def test_a_number_that_an_archive_knows_from_before_stays(archive: Archive, tmp_path: Path) -> None:
    archive.add(article("7", MILL))
    report = archive.add(files(tmp_path / "in", a_jsonl=rows({"id": 7, "text": f"{MILL} It will be a brewery."})))
    assert report.updated == ("7",)


def test_rows_without_ids_that_move_stay_the_same_articles(archive: Archive, tmp_path: Path) -> None:
    sales = [{"text": SALE.format(plot=plot, price=plot * 7)} for plot in range(20, 30)]
    folder = files(tmp_path / "in", a_jsonl=rows(*sales))
    added = archive.add(folder).added
    report = archive.add(files(folder, a_jsonl=rows({"text": FERRY}, *sales)))
    assert (report.unchanged, report.added, report.updated) == (added, ("a-11",), ())


def test_an_id_or_address_never_joins_texts_that_share_little(archive: Archive, tmp_path: Path) -> None:
    address = "https://example.com/news"
    folder = files(
        tmp_path / "in",
        a_jsonl=rows({"id": "top", "text": MILL}, {"url": address, "text": MILL}),
        b_jsonl=rows({"id": "top", "text": FERRY}, {"url": address, "text": FERRY}),
    )
    report = archive.add(folder)
    assert report.added == ("top", address, "b.jsonl:top", f"{address}#2")
    assert archive.article("top").text == MILL
    assert (
        f"another article has the id {address}: both are kept, this one as {address}#2" in report.outcomes[3].warnings
    )
    assert archive.add(folder).unchanged == report.added


def test_versions_in_one_file_are_told(archive: Archive, tmp_path: Path) -> None:
    texts = [{"id": "mill", "text": MILL}, {"id": "mill", "text": f"{MILL} Work begins in May."}]
    report = archive.add(files(tmp_path / "in", a_jsonl=rows(*texts)))
    assert [outcome.status for outcome in report.outcomes] == ["added", "updated"]
    assert "a.jsonl#1: treated as another version of it" in report.outcomes[1].warnings[0]


def test_the_present_version_is_the_latest_by_date(archive: Archive, tmp_path: Path) -> None:
    later = {"url": "https://example.com/x", "text": f"{MILL} Work begins in May.", "published": "2025-03-05"}
    earlier = {"url": "https://example.com/x", "text": MILL, "published": "2025-03-01"}
    folder = files(tmp_path / "in", a_jsonl=rows(later, earlier), b_jsonl=rows(earlier))
    report = archive.add(folder)
    assert (report.added, report.updated) == (("https://example.com/x",), ("https://example.com/x",))
    assert archive.article("https://example.com/x").text == later["text"]
    versions = archive.versions("https://example.com/x")
    assert [version.characters for version in versions] == [len(MILL), len(str(later["text"]))]
    assert archive.state.passages == archive.summary("https://example.com/x").passages
    assert not archive.add(folder).updated
    assert [finding for finding in archive.doctor() if not finding.healthy] == []


def test_another_story_under_an_old_name_is_another_article(archive: Archive, tmp_path: Path) -> None:
    folder = files(tmp_path / "in", story_txt=MILL)
    archive.add(folder)
    files(folder, story_txt=FERRY)
    report = archive.add(folder)
    assert report.added == ("story-2",)
    assert report.outcomes[0].warnings == (
        "contains a different text now: both are kept, the earlier one as story, this one as story-2",
    )
    assert archive.article("story").text == MILL
    assert archive.add(folder).unchanged == ("story-2",)


def test_columns_of_a_table_can_be_named(archive: Archive, tmp_path: Path) -> None:
    folder = files(tmp_path / "in", a_csv=f'Prose,Day\n"{MILL}",2025-03-05\n')
    assert archive.add(folder).rejected
    assert archive.add(folder, columns={"text": "prose", "published": "day"}).added == ("a",)
    assert archive.article("a").day == date(2025, 3, 5)
    with pytest.raises(InputError, match="columns: found 'day'"):
        archive.add(folder, columns={"day": "Day"})


# What was not read


def test_how_a_file_was_read_is_kept_with_its_article(archive: Archive, tmp_path: Path) -> None:
    story = f"<html><body><main><h1>Mill sold</h1><p>{MILL}</p><p>{FERRY}</p>{{offer}}</main></body></html>"
    page = tmp_path / "in" / "a.html"
    page.parent.mkdir()
    page.write_text(story.format(offer="<p>Subscribe now to read the rest of this article.</p>"))
    note = "the page is for subscribers: this may not be the whole article"
    assert archive.add(page).outcomes[0].warnings == (note,)
    summary = archive.summary("a")
    assert (summary.notes, summary.in_part) == ((note,), True)
    assert summary.to_dict()["notes"] == [note]
    assert archive.articles() == [summary]
    for drawn in (list_html(archive.browse(), 0), Browsing(archive).opened("article:a", "")[0]):
        assert "this may not be the whole article" in drawn
    assert "1 article was read only in part" in archive.ask("Who designed the lighthouse of Alexandria?").note
    page.write_text(story.format(offer="<p>Here is the rest of it, which was not there before.</p>"))
    assert archive.add(page).updated == ("a",)
    assert (archive.summary("a").notes, archive.summary("a").in_part) == ((), False)
    assert "in part" not in archive.ask("Who designed the lighthouse of Alexandria?").note
    archive.remove("a")
    assert archive.store.catalog.exists()
    with archive.store.catalog.reading() as rows:
        assert rows.read_in_part() == 0
