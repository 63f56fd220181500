"""Answers written by a language model: what is checked, what is struck, and what happens when the server fails."""

from pathlib import Path

import pytest

from byline import InputError
from byline.generation.faithfulness import Source, faults
from byline.settings import AnswererSettings, read_answerer

LAW = Source(
    "Hong Kong prepares",
    "Both companies are preparing applications for licences in Hong Kong, where legislation on stablecoins is scheduled to"
    " become effective on August 1, 2025, said He Qing. About 1,400 people attended the meeting on Thursday. Trading is not"
    " allowed in Beijing.",
)
TRADE = Source("Trade grew", "Exports rose by 12 percent in March, the office of statistics said.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Legislation on stablecoins is scheduled to become effective on August 1, 2025.",
        "On 1 August 2025 the stablecoin legislation becomes effective in Hong Kong.",
        "The two companies are preparing to apply for licences in HK.",
        "1400 people attended the meeting.",
        "Some 1,400 people were at the meeting on Thursday.",
        "Trading isn't allowed in Beijing.",
        "He Qing said that the companies are preparing applications.",
    ],
)
def test_what_the_passage_says_in_these_or_other_words_is_borne_out(sentence: str) -> None:
    assert faults(sentence, [LAW], [TRADE]) == ()


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Legislation on stablecoins is scheduled to become effective on August 3, 2025.", "number 3"),
        ("Legislation on stablecoins is scheduled to become effective on September 1, 2025.", "month September"),
        ("Legislation on stablecoins is scheduled to become effective on August 1, 2026.", "number 2026"),
        ("About 4,100 people attended the meeting on Thursday.", "number 4100"),
        ("Both companies are preparing applications for licences in Singapore.", "name Singapore"),
        ("Legislation on stablecoins is scheduled to become effective, said Pan Gongsheng.", "name Pan Gongsheng"),
        ("Trading is allowed in Beijing.", "denies"),
        ("About 1,400 people never attended the meeting on Thursday.", "denies"),
        ("Exports rose in spring, the office of statistics said.", "not about"),
        ("Shenzhen is preparing applications for licences.", "name Shenzhen"),
        ("Legislation on stablecoins is scheduled to become effective in Beijing.", "name Beijing"),  # stands elsewhere
    ],
)
def test_what_the_passage_does_not_say_is_a_fault(sentence: str, fault: str) -> None:
    assert fault in "; ".join(faults(sentence, [LAW], [TRADE]))


# A server that does as it is told


# Settings


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a table [answerer] with base_url and model"),
        ("[answerer", "not TOML"),
        ('[answerer]\nbase_url = "http://x/v1"', "with base_url and model"),
        ('[answerer]\nbase_url = "x"\nmodel = "m"', "found the base_url 'x', expected http"),
        ('[answerer]\nbase_url = "http://x"\nmodel = "m"\nkey = "k"', "found key = 'k'"),
        ('[answerer]\nbase_url = "http://me:secret@x"\nmodel = "m"', "expected no password"),
        ('[answerer]\nbase_url = "http://x"\nmodel = 3', "found model = 3"),
        ('[answerer]\nbase_url = "http://x"\nmodel = "m"\ntimeout_seconds = 0', "above 0"),
    ],
)
def test_a_configuration_that_is_wrong_is_told(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "byline.toml"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        read_answerer(path)
    assert message in str(error.value)


def test_a_configuration_is_read(tmp_path: Path) -> None:
    path = tmp_path / "byline.toml"
    path.write_text('[answerer]\nbase_url = "http://localhost:11434/v1"\nmodel = "llama"\nretries = 0\n')
    assert read_answerer(path) == AnswererSettings("http://localhost:11434/v1", "llama", retries=0)
    with pytest.raises(InputError, match="cannot be read"):
        read_answerer(tmp_path / "none.toml")
