"""Mend the JSON that clients send, before any door reads it."""

import re

# A backslash escapes the next one, so only an odd one begins an escape.
_SURROGATES = re.compile(rb"(?<!\\)((?:\\\\)*)((?:\\u[dD][89a-fA-F][0-9a-fA-F]{2})+)")
_HALF = re.compile(
    rb"\\u[dD][89abAB]..(?!\\u[dD][c-fC-F])"  # a first half without a second
    rb"|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F].."  # and the other way round
)


def mended_json(body: bytes) -> bytes:
    """Return a JSON body in which each half of a surrogate pair is replaced by a space.

    Browsers send one where a text was cut in the middle of an emoji. Python reads it without an error, but can neither
    store it nor send it back.

    Raises:
        UnicodeDecodeError: The body is not UTF-8, as JSON has to be. Python would read other encodings as well.
    """
    body.decode()
    return _SURROGATES.sub(lambda found: found[1] + _HALF.sub(b" ", found[2]), body)
