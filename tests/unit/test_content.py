"""The words of a text that carry meaning, and its names."""

from byline.language.content import content_words, names_in


def test_content_words_know_names_and_numbers() -> None:
    found = content_words("Which of the 3 companies, JD.com or eBay, did China ban in Hong Kong?")
    assert [word.text for word in found] == ["3", "companies", "JD.com", "eBay", "China", "ban", "Hong", "Kong"]
    assert [word.text for word in found if word.is_name] == ["3", "JD.com", "eBay", "China", "Hong", "Kong"]


def test_names_in_a_sentence() -> None:
    assert names_in("Since August the Bank of China and Hong Kong’s rules hold.") == ["Bank of China", "Hong Kong"]
    assert names_in("Law is law.") == []
