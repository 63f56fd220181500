"""Detect text that was already garbled in the file; it is reported, not repaired."""

import re

# The first character of a UTF-8 sequence and its continuation, both misread as Windows-1252.
_MISREAD = re.compile("[\u00c2-\u00f4](?:[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]){1,3}")
_SHOWN = 30  # characters
_SURE = ("Ã", "Â", "â€")  # one of these is enough


def garbled(text: str) -> tuple[str, ...]:
    """Describe what is garbled in a text; return nothing if all of it looks right."""
    told = []
    found = [match for match in _MISREAD.finditer(text) if _is_misread(match[0])]
    if len(found) > 1 or any(match[0].startswith(_SURE) for match in found):
        start, end = text.rfind(" ", 0, found[0].start()) + 1, text.find(" ", found[0].end())
        word = text[start : end if end > 0 else None].split("\n")[0][:_SHOWN]
        told.append(f"text may be garbled, such as {word!r}; kept as is")
    if count := text.count("\ufffd"):
        told.append(f"{count:,} {'character' if count == 1 else 'characters'} cannot be read, shown as \ufffd")
    return tuple(told)


def _is_misread(text: str) -> bool:
    raw = bytes(ord(one) if ord(one) < 256 else one.encode("cp1252")[0] for one in text)
    try:
        meant = raw.decode()
    except UnicodeDecodeError as error:
        meant = raw[: error.start].decode()
    return any("\u00a0" <= one <= "\u017f" or "\u2010" <= one <= "\u2122" for one in meant)
