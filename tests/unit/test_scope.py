"""What a question asks of the articles as a whole."""

import pytest

from byline.question.scope import scope_of


@pytest.mark.parametrize(
    ("question", "scope"),
    [
        ("How many articles mention the flood?", "articles"),
        ("how many articles are there", "articles"),
        ("How many reports in this archive quote the mayor?", "articles"),
        ("How often is the mayor mentioned in the articles?", "articles"),
        ("Summarize the harbour dispute", "summary"),
        ("Could you please summarise what happened at the port?", "summary"),
        ("Give me a short overview of the strike.", "summary"),
        ("What are these articles about?", "summary"),
        ("What are the main topics of the archive?", "summary"),
        ("List all articles about the port", "articles"),
        ("Show me every mention of the mayor", "everything"),
        ("Which articles quote the union?", "articles"),
        ("Tell me everything about the port", "everything"),
        ("How many towns are named in the articles?", "articles"),
        ("What is the newest article?", "articles"),
        ("Name every ship mentioned in these articles", "everything"),
        ("Who is quoted in the articles?", "everything"),
        ("Give me a timeline of the strike", "timeline"),
        ("chronology of the port's sale", "timeline"),
        ("What is the timeline for the repairs?", None),
        ("Which ship is mentioned in the ruling?", None),
        ("What is the latest article of the constitution?", None),
        ("How many articles does the treaty have?", None),
        ("How many stories does the tower have?", None),
        ("How many reports of abuse did the police receive?", None),
        ("List the towns that were flooded.", None),
        ("Name all candidates.", None),
        ("What is Article 50 about?", None),
        ("Who gave a summary to the council?", None),
        ("What were the key findings of the audit?", None),
    ],
)
def test_what_is_asked_of_all_articles(question: str, scope: str | None) -> None:
    assert scope_of(question) == scope
