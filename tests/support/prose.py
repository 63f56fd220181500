"""Texts with much that begins or ends a sentence, a block or a word."""

from hypothesis import strategies as st

_PROSE = st.lists(
    st.sampled_from(["Word", "word.", "Mr.", "3.5", "\n", "\n\n", "“Yes!”", "end?", "•", "a" * 30]),
    max_size=80,
).map(" ".join)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=400) | _PROSE
