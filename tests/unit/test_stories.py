"""Whether two articles are about the same events."""

from support import article

from byline.language.stories import are_of_one_story, are_of_two_stories

NAMES = "Ivonne Xicará, Byron Meneses, Aura Sicán, Otto Rivas, Lisbeth Cojulún and Carlos Ochoa spoke on {day}."
ONE = article("one", NAMES.format(day="Monday"))
SAME = article("two", "Later Lisbeth Cojulún wept, and Otto Rivas with her.")
OTHER = article(
    "three", "On Monday Tomc, Silvo Brecelj, Darja Kumer, Mojca Zaletel, Franc Hribernik and Janez Zupan slept."
)
FEW = article("four", "On Monday Kumer slept.")


def test_reports_that_share_names_are_of_one_story() -> None:
    assert are_of_one_story(ONE, SAME)
    assert are_of_one_story(SAME, ONE)
    assert are_of_one_story(FEW, FEW)


def test_a_day_is_no_name_that_they_share() -> None:
    assert not are_of_one_story(ONE, OTHER)
    assert not are_of_one_story(ONE, FEW)


def test_only_articles_with_many_names_can_be_told_apart() -> None:
    assert are_of_two_stories(ONE, OTHER)
    assert not are_of_two_stories(ONE, FEW)
    assert not are_of_two_stories(ONE, SAME)
