"""The English of the documents: phrases that make a reader read a sentence twice."""

import re
from pathlib import Path

import pytest
from support import ROOT

DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "src" / "byline" / "cli" / "help").glob("*.txt")),
    *sorted((ROOT / "examples").glob("*.py")),
]
# Each with what to write instead.
AVOIDED = {
    r"\bTell whether\b": "Return whether",
    r"\banew\b": "again; make anew: rebuild",
    r"\b(?:it|that|which|what|this) is no (?!longer|answer|reason|article)": "is not",
    r"\bas far as\b": "as, all of",
    r"\bso that such\b": "so",
    r"\b[Ww]ho (?:adds|asks for it|comes in so)\b": "whoever ...; people who ...",
    r"\bput up with\b": "accept",
    r"\bis of the time\b": "is from that time",
    r"\bas it were\b": "leave it out",
}


def avoided(text: str) -> list[str]:
    """Return each phrase to avoid that stands in a text, and what to write instead; code, in backticks, does not count."""
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)
    return [f"{found[0]} ({instead})" for phrase, instead in AVOIDED.items() for found in re.finditer(phrase, prose)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_documents_read_once(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    text = re.sub(r"<!-- from the code: .*?<!-- end -->", "", text, flags=re.DOTALL)  # whose words are the code's
    assert not avoided(text)


def test_the_readme_is_short() -> None:
    assert (ROOT / "README.md").stat().st_size <= 9 * 1024, "move what is not for the first minute to docs/guide"


def test_what_is_to_be_avoided_is_found() -> None:
    assert avoided("Caches are made anew: `Tell whether` it is no index.") == [
        "anew (again; make anew: rebuild)",
        "it is no  (is not)",
    ]
