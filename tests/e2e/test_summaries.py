"""Overviews by the real models: of a subject, of the whole archive, and of a subject that no article is about."""

import pytest

from byline import Archive, Settings


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Summarise the Shanghai meeting", "Shanghai"),
        ("Give me an overview of Hong Kong's stablecoin law.", "stablecoin"),
    ],
    ids=["meeting", "law"],
)
def test_a_summary_quotes_several_sentences_on_its_subject(seeds_archive: Archive, asked: str, said: str) -> None:
    reply = seeds_archive.ask(asked)
    assert reply.question_kind == "overview"
    assert reply.status == "answered"
    assert 3 <= len(reply.sentences) <= 8
    assert len(reply.text) <= 1_300
    assert said in reply.text
    assert (reply.short, reply.verdict) == (None, None)


def test_a_summary_of_the_archive_quotes_each_article(seeds_archive: Archive) -> None:
    reply = seeds_archive.ask("What are these articles about?")
    assert reply.status == "answered"
    assert len(reply.documents) == 3


def test_what_no_article_is_about_is_not_summarised(seeds_archive: Archive) -> None:
    reply = seeds_archive.ask("Summarise the moon landing")
    assert reply.status == "no_answer"
    assert reply.nearest


def test_the_owner_sets_the_length(seeds_archive: Archive) -> None:
    settings = Settings(max_overview_sentences=2, max_overview_characters=400)
    with Archive(seeds_archive.folder, settings=settings) as archive:
        reply = archive.ask("Summarise the Shanghai meeting")
    assert 1 <= len(reply.sentences) <= 2
    assert sum(len(sentence.text) for sentence in reply.sentences) <= 400


def test_of_a_time_without_articles_nothing_is_summarised(seeds_archive: Archive) -> None:
    reply = seeds_archive.ask("Summarise the news of 3 May 2024")
    assert reply.question_kind == "overview"
    assert reply.status == "no_answer"
    assert "3 May 2024" in reply.reason
