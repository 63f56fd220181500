"""The JSON of clients, mended before it is parsed."""

import json
from itertools import product

import pytest

from byline.web.doors.bodies import mended_json


def test_only_half_characters_are_replaced() -> None:
    """Whatever is before and after them; an escaped backslash begins no escape."""
    parts = ("\\\\", "\\ud83d", "\\uDE00", "\\n", "ud83d", '\\"')
    for sent in ("".join(chosen) for length in range(1, 5) for chosen in product(parts, repeat=length)):
        read = json.loads(f'"{sent}"')
        whole = "".join(" " if "\ud800" <= character <= "\udfff" else character for character in read)
        assert json.loads(mended_json(f'"{sent}"'.encode())) == whole, sent


@pytest.mark.parametrize("body", [b'"\xed\xa0\x80"', b'"\xff"', '"law"'.encode("utf-16")])
def test_what_is_not_utf_8_is_refused(body: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        mended_json(body)
