"""Checking a text: each sentence is verbatim, altered or not found, and quotes are checked whatever is around them."""

import html
import json
import re
import time

import pytest
from support import article

from byline import Archive, Check, CheckedWords, InputError
from byline.presenting import check_summary, check_verdict
from byline.settings import MAX_CHECKED_CHARACTERS
from byline.web.page.check_tab import check_html, source_html

TELEGRAPH = (
    "Six ferries were tied up at Osterby on Friday after the inspectors found cracks in their hulls. The operator, "
    "Sund Lines, lost nine million crowns in the spring. In May it will sell two of its ferries. Director Mette Krag "
    "denied that passengers had been in danger at any time. “We will not put a single ferry to sea before it is safe,” "
    "Krag told reporters. The union of seamen said that the company had known of the cracks since March."
)
OTHERS = [
    article("ships", "The museum of Halmo has six ships, and in May it will show two of its oldest bells to visitors."),
    article("weather", "Rain is expected in the spring, and the inspectors of the harbour found nothing on Friday."),
]


@pytest.fixture
def coast(archive: Archive) -> Archive:
    archive.add([article("ferries", TELEGRAPH, title="Ferries tied up", publisher="Osterby Telegraph"), *OTHERS])
    return archive


def only(check: Check) -> CheckedWords:
    (sentence,) = check.sentences
    return sentence


def changes(words: CheckedWords) -> list[tuple[str, str, str]]:
    assert words.source
    return [(one.kind, one.original, one.altered) for one in words.source.differences]


@pytest.mark.parametrize(
    ("text", "kind", "original", "altered"),
    [
        ("Seven ferries were tied up at Osterby on Friday.", "replaced", "Six", "Seven"),
        ("Sund Lines lost ninety million crowns in the spring.", "replaced", "nine", "ninety"),
        ("We will put a single ferry to sea before it is safe.", "dropped", "not", ""),
    ],
)
def test_what_was_altered_is_told(coast: Archive, text: str, kind: str, original: str, altered: str) -> None:
    sentence = only(coast.check(text))
    assert sentence.status == "altered"
    assert (kind, original, altered) in changes(sentence)


def test_each_sentence_of_a_paragraph_has_its_place_and_status(coast: Archive) -> None:
    text = (
        "  Six ferries were tied up at Osterby on Friday.\nA crane of Halmo fell on two dogs and a bakery. So it was.\n"
        "The union of sailors said that the company had known of the cracks since March."
    )
    check = coast.check(text)
    assert [one.status for one in check.sentences] == ["verbatim", "not_found", "too_short", "altered"]
    assert [check[one.span] for one in check.sentences] == [
        "Six ferries were tied up at Osterby on Friday.",
        "A crane of Halmo fell on two dogs and a bakery.",
        "So it was.",
        "The union of sailors said that the company had known of the cracks since March.",
    ]
    assert check_summary(check) == "4 sentences: 1 verbatim, 1 altered, 1 not found, 1 too short to check"
    for words in check.checked:
        if words.source:
            assert words.source.article.text[words.source.span.start : words.source.span.end] == words.source.quote


@pytest.mark.parametrize(
    "quote",
    [
        "“We will not put a single ferry to sea before it is safe,”",
        '"We will not put a single ferry to sea before it is safe,"',
        "‘We will not put a single ferry to sea before it is safe,’",
        "'We will not put a single ferry to sea before it is safe,'",
        "«We will not put a single ferry to sea before it is safe»,",
        "„We will not put a single ferry to sea before it is safe“,",
    ],
)
def test_a_true_quote_with_a_false_speaker_is_verbatim_in_its_words_alone(coast: Archive, quote: str) -> None:
    check = coast.check(f"{quote} the minister of transport's brother, Ole Dahl, promised parliament on Sunday.")
    sentence = only(check)
    assert sentence.status != "verbatim"
    (inside,) = sentence.quotes
    assert inside.status == "verbatim"
    assert inside.surroundings
    assert inside.surroundings.text.endswith("Krag told reporters.")
    told = check_verdict(check)
    assert "In the source: “We will not put a single ferry to sea before it is safe,” Krag told reporters." in told
    assert "1 verbatim" not in told.splitlines()[0]


def test_a_quote_that_was_altered_is_told_within_a_sentence_of_ones_own(coast: Archive) -> None:
    sentence = only(
        coast.check("Nobody at the ministry believes the promise to “put a single ferry to sea before it is safe”.")
    )
    assert sentence.status == "not_found"
    (inside,) = sentence.quotes
    assert inside.status == "verbatim"
    assert inside.surroundings
    assert inside.surroundings.turning == "not"


def test_a_not_that_is_cut_off_before_the_words_is_told(coast: Archive) -> None:
    check = coast.check("Passengers had been in danger at any time.")
    assert only(check).status == "verbatim"
    assert "Verbatim, but cut after “denied”" in check_verdict(check)
    whole = coast.check("Director Mette Krag denied that passengers had been in danger at any time.")
    assert "cut after" not in check_verdict(whole)


def test_sentences_that_are_run_together_are_altered(coast: Archive) -> None:
    sentence = only(coast.check("Sund Lines lost nine million crowns in the spring in May."))
    assert (sentence.status, sentence.joins, changes(sentence)) == ("altered", True, [])
    both = coast.check(
        "The operator, Sund Lines, lost nine million crowns in the spring. In May it will sell two of its ferries."
    )
    assert [one.status for one in both.sentences] == ["verbatim", "verbatim"]
    elided = coast.check("The operator lost nine million crowns in the spring … sell two of its ferries.")
    assert not only(elided).joins


def test_halves_of_two_sentences_are_not_verbatim(coast: Archive) -> None:
    spliced = only(
        coast.check("Six ferries were tied up at Osterby after the company had known of the cracks since March.")
    )
    assert spliced.status in {"altered", "not_found"}
    moved = only(coast.check("On Friday at Osterby six ferries after the inspectors found cracks were tied up."))
    assert moved.status in {"altered", "not_found"}


def test_copies_are_counted_and_the_earliest_is_the_source(coast: Archive) -> None:
    coast.add([article("copy", TELEGRAPH, publisher="Halmo Post")])
    check = coast.check(
        "Six ferries were tied up at Osterby on Friday after the inspectors found cracks in their hulls."
    )
    assert len(only(check).to_dict(check.text)["copies"]) == 1
    assert "Also in 1 more article." in check_verdict(check)


def test_an_empty_archive_has_nothing(archive: Archive) -> None:
    assert only(archive.check("Six ferries were tied up at Osterby on Friday.")).status == "not_found"


def test_the_json_has_all_of_it(coast: Archive) -> None:
    text = (
        "“We will not put a single ferry to sea before it is safe,” promised the minister's brother Ole Dahl in Halmo."
    )
    told = json.loads(json.dumps(coast.check(text).to_dict()))
    (sentence,) = told["sentences"]
    assert text[sentence["start"] : sentence["end"]] == sentence["text"] == text
    (quote,) = sentence["quotes"]
    assert quote["source"]["publisher"] == "Osterby Telegraph"
    assert quote["in_full"]["cited_text"].endswith("Krag told reporters.")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty, expected words"),
        (" \n\u200b ", "empty, expected words"),
        ("a" * 10_001, "found 10,001 characters, expected at most 10,000"),
        ("One two three four.\n" * 201, "found 201 sentences, expected at most 200"),
        (None, "found NoneType, expected text"),
    ],
)
def test_texts_that_cannot_be_checked(archive: Archive, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        archive.check(text)


@pytest.mark.parametrize(
    "piece", ["“ the ferries ", "'a ", '" ', "the harbour of Osterby ", "(((", "\u202e“x” ", "<b>“six ferries"]
)
def test_hostile_texts_take_a_moment(coast: Archive, piece: str) -> None:
    coast.add([article("same", piece * 400)])
    started = time.process_time()
    coast.check((piece * MAX_CHECKED_CHARACTERS)[:MAX_CHECKED_CHARACTERS])
    assert time.process_time() - started < 20


def test_what_is_drawn_is_harmless(coast: Archive) -> None:
    evil = 'Ole Dahl paid <script>alert(1)</script> ${alert(2)} {{x}} crowns for the oldest "bell" of Halmo'
    coast.add([article("evil", f"{evil}.", title="<b>${x}</b>", publisher='"><img src=x>')])
    drawn = check_html(coast.check(f"{evil.replace('oldest', 'newest')}. <i>Nobody</i> ${{wrote}} these five words."))
    assert "oldest -&#62; newest" in drawn.replace("&#45;", "-")
    assert not re.search(r"<(?!/?(?:div|ol|ul|li|p|button|span|del)\b)|\$\{|\{\{|<\w+[^>]* on\w+=", drawn)


def test_the_source_of_a_sentence_is_opened_and_nothing_else(coast: Archive) -> None:
    drawn = check_html(coast.check("Six ferries were tied up at Osterby on Friday."))
    (name,) = re.findall(r'data-open="([^"]*)"', drawn)
    name = html.unescape(name)
    assert '<mark tabindex="-1">Six ferries were tied up at Osterby on Friday</mark>' in source_html(coast, name)
    start, end, version, id = name.split("-", 3)
    for wrong in ("", "x", f"9-3-{version}-{id}", f"0-99999-{version}-{id}", f"{start}-{end}-{version[:-1]}-{id}"):
        assert "Source unavailable" in source_html(coast, wrong)
    coast.remove("ferries")
    assert "has since been removed" in source_html(coast, name)
