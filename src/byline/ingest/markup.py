"""Text of what is HTML in a field: a table of a scraper often holds the page's own."""

import html
import re
from html.parser import HTMLParser

_BLOCKS = (
    "address|article|aside|blockquote|body|br|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    "h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|tbody|tfoot|thead|tr|ul"
)
_INLINE = (
    "a|abbr|b|bdi|cite|code|del|em|font|html|i|iframe|img|ins|mark|q|s|script|small|span|strong|style|sub|sup|td|th|"
    "time|u"
)
_UNREAD = frozenset({"script", "style", "template"})
_TAG = re.compile(rf"</?(?:{_BLOCKS}|{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)


def plain_text(value: str) -> str:
    """Return a value as it is read on a page, a line a paragraph; one without tags and entities as it is."""
    if "&" in value and not _TAG.search(value):
        value = _ENTITY.sub(lambda match: html.unescape(match[0]), value)
    if "<" not in value or not _TAG.search(value):
        return value
    reader = _Reader()
    reader.feed(value)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(filter(None, lines))


class _Reader(HTMLParser):
    """Collects what is read, with a line break where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _UNREAD:
            self._unread += 1
        elif re.fullmatch(_BLOCKS, tag):
            self.parts.append("\n")
        elif tag in {"td", "th"} and self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append(" | ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        elif re.fullmatch(_BLOCKS, tag):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.parts.append(re.sub(r"\s+", " ", data))
