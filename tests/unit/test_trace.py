"""Tracing: the source of an excerpt is found, changes are reported, and an excerpt of no article has no source."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import WordEncoder, article, examples

from byline import Archive, Difference, InputError, Match, Trace
from byline.evaluation.metrics import traced
from byline.language.text import normalised
from byline.provenance.trace import words_of

LAW = (
    "The city council of Dunmore met on Tuesday evening. Members voted 9 to 4 for a levy of $1,250 on every mooring "
    "in the old harbour, which takes effect in March 2023. Mayor Ellen Brandt said she would not sign a law that "
    "fishermen cannot pay. The harbour master expects that about 60 boats will leave for Kilcastle before the summer."
)
OTHERS = [
    article("bakery", "A bakery in the north of the country sold a loaf of bread to every member of the orchestra."),
    article("weather", "The weather service expects rain in the west on Tuesday evening and wind before the summer."),
    article("match", "Members of the club voted for a new coach after the team had lost 9 of its games in March."),
    article(
        "boats", "About a hundred boats are moored in the harbour of Porthaven, which has a levy on every mooring."
    ),
]


def day(number: int) -> datetime:
    return datetime(2023, 1, number, tzinfo=UTC)


@pytest.fixture
def town(archive: Archive) -> Archive:
    """A small archive in which one article reports on a levy."""
    archive.add([article("law", LAW, title="Harbour levy", published=day(5)), *OTHERS])
    return archive


def source(trace: Trace) -> Match:
    assert trace.source is not None, trace
    assert trace.source.article.text[trace.source.span.start : trace.source.span.end] == trace.source.quote
    return trace.source


def only(trace: Trace) -> Difference:
    assert trace.status == "altered"
    (difference,) = source(trace).differences
    return difference


@pytest.mark.parametrize(
    "excerpt",
    [
        "Members voted 9 to 4 for a levy of $1,250 on every mooring in the old harbour",
        "MEMBERS VOTED — 9 to 4 —\nfor a “levy” of $1250 on every\u00a0moor\u00ading in the old har\u200bbour …",
        "[...] members voted 9 to 4 for a levy of $1,250 on every moor-ing in the old harbour!",
    ],
)
def test_only_words_count(town: Archive, excerpt: str) -> None:
    trace = town.trace(excerpt)
    assert (trace.status, source(trace).article.id, source(trace).differences) == ("exact", "law", ())
    assert source(trace).quote == "Members voted 9 to 4 for a levy of $1,250 on every mooring in the old harbour"


@pytest.mark.parametrize(
    ("excerpt", "kind", "original", "altered", "concerns"),
    [
        ("every mooring in the old harbour, which takes effect in March 2024", "replaced", "2023", "2024", ["date"]),
        ("every mooring in the old harbour, which takes effect in April 2023", "replaced", "March", "April", ["date"]),
        ("Mayor Ellen Brandt said she would sign a law that fishermen", "dropped", "not", "", ["negation"]),
        ("Mayor Ellen Brandt said she would not sign a law that fishermen can pay", "replaced", "cannot", "can", ["negation"]),
        ("Mayor Ellen Frost said she would not sign a law that fishermen", "replaced", "Brandt", "Frost", ["name"]),
        ("voted 9 to 4 for a levy of $1,520 on every mooring in the old", "replaced", "1,250", "1,520", ["number"]),
        ("voted 9 to 4 for a levy of £1,250 on every mooring in the old", "replaced", "$", "£", ["number"]),
        ("that about 60 small boats will leave for Kilcastle before the summer", "inserted", "", "small", []),
        ("Members voted 9 to 4 for a fee of $1,250 on every mooring", "replaced", "levy", "fee", []),
    ],
)  # fmt: skip
def test_what_was_altered_is_told(
    town: Archive, excerpt: str, kind: str, original: str, altered: str, concerns: list[str]
) -> None:
    difference = only(town.trace(excerpt))
    assert (difference.kind, difference.original, difference.altered) == (kind, original, altered)
    assert list(difference.concerns) == concerns
    assert difference.words == 1
    if difference.span:
        assert LAW[difference.span.start : difference.span.end] == original


def test_words_left_out_at_an_ellipsis_are_no_change_but_told(town: Archive) -> None:
    trace = town.trace("The city council of Dunmore … voted 9 to 4 for a levy")
    (difference,) = source(trace).differences
    assert trace.status == "exact"
    assert (difference.kind, difference.original) == ("elided", "met on Tuesday evening. Members")
    assert town.trace("The city council of Dunmore voted 9 to 4 for a levy").status != "exact"


def test_words_before_the_first_sentence_are_no_words_of_the_one_before(town: Archive) -> None:
    trace = town.trace("She added: Members voted 9 to 4 for a levy of $1,250 on every mooring")
    assert source(trace).quote == "Members voted 9 to 4 for a levy of $1,250 on every mooring"
    assert (only(trace).kind, only(trace).altered) == ("inserted", "She added")


@pytest.mark.parametrize(
    "excerpt",
    [
        "The company said on Monday that its profit rose to a record in the third quarter",
        "The city council of Kilcastle met on Monday morning. Members spoke for and against a new road",
        "of the in the … which on every … a law that … for the",
        "expects that about ninety people will travel to Dunmore for the fair",
        "Ελληνικά κείμενα που κανείς δεν έχει γράψει εδώ",
    ],
)
def test_what_is_absent_has_no_source(town: Archive, excerpt: str) -> None:
    trace = town.trace(excerpt)
    assert (trace.status, trace.source, trace.matches) == ("absent", None, ())
    assert trace.reason


def test_words_that_differ_around_a_phrase_tell_more_than_words_within_it(town: Archive) -> None:
    assert town.trace("Sailors slept on every mooring in the old harbour").status == "absent"
    assert source(town.trace("on every little mooring in the oldest harbour")).changes == 2


def test_what_came_nearest_is_shown(town: Archive) -> None:
    trace = town.trace("Members voted 8 to 5 against a levy of $990 on every mooring in the old harbour")
    assert trace.status == "absent"
    assert [match.article.id for match in trace.nearest] == ["law"]


def test_copies_are_before_or_after_the_earliest_or_undated(archive: Archive) -> None:
    quote = "Ellen Brandt said the levy would ruin every fisherman of Dunmore within a year of its first day."
    archive.add(
        [
            *OTHERS,
            article("late", f"{quote} It was in the paper.", published=day(9)),
            article("first", f"Before the vote, {quote}", published=day(3)),
            article("undated", quote),
            article("altered early", quote.replace("ruin", "hurt"), published=day(1)),
            article("altered late", quote.replace("a year", "two years"), published=day(20)),
        ]
    )
    trace = archive.trace(quote)
    assert source(trace).article.id == "first"
    assert [match.article.id for match in trace.earlier] == ["altered early"]
    assert [match.article.id for match in trace.later] == ["late", "altered late"]
    assert [match.article.id for match in trace.undated] == ["undated"]
    assert trace.earlier[0].differences[0].original == "hurt"
    assert len(trace.matches) == 5


def test_undated_copies_of_an_undated_source_are_not_put_in_order(archive: Archive) -> None:
    quote = "Ellen Brandt said the levy would ruin every fisherman of Dunmore within a year."
    archive.add([*OTHERS, article("one", quote), article("two", quote.replace("ruin", "hurt"), published=day(1))])
    trace = archive.trace(quote)
    assert source(trace).article.id == "one"
    assert [match.article.id for match in trace.undated] == ["two"]
    assert (trace.earlier, trace.later) == ((), ())


def test_two_articles_that_come_equally_near_are_no_source(archive: Archive) -> None:
    report = "Kilcastle Breweries sold {} barrels of stout in the first quarter, the Dunmore exchange was told"
    archive.add([*OTHERS, article("one", report.format(410)), article("two", report.format(520))])
    trace = archive.trace(report.format(630))
    assert trace.status == "absent"
    assert "equally close" in trace.reason
    assert {match.article.id for match in trace.nearest} == {"one", "two"}
    assert source(archive.trace(report.format(520))).article.id == "two"
    assert [match.article.id for match in archive.trace(report.format(520)).undated] == ["one"]


def test_an_excerpt_over_two_passages_is_found_whole(archive: Archive) -> None:
    sentences = [f"Sentence {number} of the story tells of ship {number * 7} and its cargo." for number in range(60)]
    archive.add([*OTHERS, article("story", " ".join(sentences))])
    excerpt = " ".join(sentences[20:50])
    trace = archive.trace(excerpt)
    assert (trace.status, source(trace).quote) == ("exact", excerpt.rstrip("."))


@pytest.mark.parametrize(
    "excerpt",
    [
        "On 3 June 2024 the port lost 2.4 million euros, 12 per cent of its income, in Pérouse",
        "On June 3rd, 2024 the port lost €2.4m, 12% of its income, in Pe\u0301rouse",
        "On 2024-06-03 the port lost €2,400,000, 12 percent of its income, in PÉROUSE",
        "On 3.6.2024 the port lost 2 400 000 euros, 12 pct of its income, in Pérouse",
    ],
)
def test_the_way_in_which_figures_and_dates_are_written_is_no_difference(archive: Archive, excerpt: str) -> None:
    told = "On Jun. 3, 2024 the port lost 2.4 million euros, 12 per cent of its income, in Pérouse"
    archive.add([article("port", f"{told}, it said."), *OTHERS])
    trace = archive.trace(excerpt)
    assert (trace.status, source(trace).quote) == ("exact", told)
    other = only(archive.trace(excerpt.replace("2.4", "2.5").replace("2,4", "2,5").replace("2 4", "2 5")))
    assert (other.kind, other.concerns) == ("replaced", ("number",))


def test_a_day_that_was_altered_is_a_date(archive: Archive) -> None:
    archive.add([article("port", "The port of Kilcastle was closed on June 3, 2024 by the harbour office."), *OTHERS])
    difference = only(archive.trace("The port of Kilcastle was closed on 4 June 2024 by the harbour office."))
    assert (difference.original, difference.altered, difference.concerns) == ("June 3", "4 June", ("date",))


def test_a_removed_article_is_no_source(town: Archive) -> None:
    town.remove("law")
    assert town.trace("Mayor Ellen Brandt said she would not sign a law").status == "absent"


def test_an_empty_archive_has_nothing(archive: Archive) -> None:
    assert archive.trace("Mayor Ellen Brandt said she would not sign a law").status == "absent"


@pytest.mark.parametrize(
    ("excerpt", "message"),
    [("", "0 words"), ("… ! …", "0 words"), ("three words only", "3 words"), ("word " * 1_001, "5,005 characters")],
)
def test_excerpts_that_cannot_be_traced(archive: Archive, excerpt: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        archive.trace(excerpt)


def test_an_excerpt_is_text(archive: Archive) -> None:
    with pytest.raises(InputError, match="found int, expected text"):
        archive.trace(4)  # type: ignore[arg-type]


def test_a_trace_that_contradicts_itself_cannot_exist(town: Archive) -> None:
    found = source(town.trace("every mooring in the old harbour, which takes effect in March 2024"))
    for status, matches, reason in (
        ("exact", (found,), ""),
        ("altered", (), ""),
        ("absent", (), ""),
        ("absent", (found,), "none"),
    ):
        with pytest.raises(InputError):
            Trace("An excerpt", status, matches, reason)  # type: ignore[arg-type]


# Properties

WORDS = st.sampled_from(
    ["harbour", "levy", "law", "council", "“mayor”", "said,", "not", "1,250", "2023", "Café", "straße", "the", "of."]
)
STORY = st.lists(WORDS, min_size=8, max_size=120).map(" ".join)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelf")


@given(stories=st.lists(STORY, min_size=1, max_size=3), data=st.data())
@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
def test_an_untouched_excerpt_is_traced_to_the_same_words(shelf: Path, stories: list[str], data: st.DataObject) -> None:
    with Archive(shelf, encoder=WordEncoder()) as archive:
        archive.remove(*(summary.id for summary in archive.articles()))
        archive.add([article(f"a{number}", story) for number, story in enumerate(stories)])
        story = data.draw(st.sampled_from(stories))
        words = story.split()
        first = data.draw(st.integers(0, len(words) - 8))
        excerpt = " ".join(words[first : data.draw(st.integers(first + 8, len(words)))])
        trace = archive.trace(excerpt)
        assert trace.status == "exact"
        assert source(trace).changes == 0
        assert normalised(source(trace).quote) == normalised(excerpt)


@given(st.text())
def test_words_stand_where_they_say(text: str) -> None:
    words = words_of(text)
    assert [word.start for word in words] == sorted(word.start for word in words)
    for word in words:
        assert 0 <= word.start < word.end <= len(text)
        assert word.text in {found.text for found in words_of(text[word.start : word.end])}


# How results are counted


def test_a_wrong_source_is_worse_than_none() -> None:
    assert traced("a", {"a", "b"}) == "right"
    assert traced("c", {"a", "b"}) == "wrong"
    assert traced(None, {"a"}) == "missed"
    assert traced(None, ()) == "right"
    assert traced("a", ()) == "wrong"


def test_a_figure_of_thousands_of_digits_is_no_day() -> None:
    assert len(words_of("7" * 5_000 + " May")) == 2
