"""The demo: invented news from three outlets with a timeline, a disagreement and a corrected version."""

import pytest
from support import article

from byline import Archive, InputError
from byline.demo import add_demo


def test_the_demo_is_dated_signed_and_has_a_corrected_version(archive: Archive) -> None:
    assert add_demo(archive) == 14
    held = archive.articles()
    assert len(held) == 14
    assert all(one.published and one.publisher and one.author and one.title for one in held)
    assert len({one.publisher for one in held}) == 3
    assert len({one.published.date() for one in held if one.published}) > 10
    (corrected,) = [one.id for one in held if one.versions == 2]
    assert "24 million crowns" in archive.article(corrected).title
    first = archive.article(corrected, archive.versions(corrected)[0].version)
    assert "42 million crowns" in first.title


def test_the_demo_is_added_once(archive: Archive) -> None:
    add_demo(archive)
    before = archive.state
    assert add_demo(archive) == 14
    assert archive.state == before


def test_the_demo_is_not_mixed_with_other_articles(archive: Archive) -> None:
    archive.add(article("own"))
    with pytest.raises(InputError, match="contains other articles, expected an empty archive"):
        add_demo(archive)
    assert [one.id for one in archive.articles()] == ["own"]
