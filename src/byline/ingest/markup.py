"""Plain text of HTML in a field: scraped tables often contain a page's markup."""

import html
import re

import lxml.html
from lxml import etree

from byline.ingest.elements import mend

_BLOCKS = (
    "address|article|aside|blockquote|body|br|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    "h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|tbody|tfoot|thead|tr|ul"
)
_INLINE = (
    "a|abbr|b|bdi|cite|code|del|em|font|html|i|iframe|img|ins|mark|q|s|script|small|span|strong|style|sub|sup|td|th|"
    "time|title|u"
)
_UNREAD = ("script", "style", "template", "title")
_TAG = re.compile(rf"</?(?:{_BLOCKS}|{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_DECLARATION = re.compile(r"<[?!][^<>]*>")  # its encoding predates decoding
_NO_CHARACTERS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f]")


def plain_text(value: str) -> str:
    """Return a value as it reads on a page, one line per paragraph; without tags and entities it is unchanged."""
    if "&" in value and not _TAG.search(value):
        value = _ENTITY.sub(lambda match: html.unescape(match[0]), value)
    if "<" not in value or not _TAG.search(value):
        return value
    content = _NO_CHARACTERS.sub("", _DECLARATION.sub("", value))
    parser = lxml.html.HTMLParser(huge_tree=True)
    tree = lxml.html.fragment_fromstring(content, create_parent="div", parser=parser)
    if any(entry.level_name == "FATAL" for entry in parser.error_log):  # the tree lacks everything after the error
        return "\n".join(filter(None, (" ".join(line.split()) for line in _TAG.split(html.unescape(value)))))
    for element in list(tree.iter(*_UNREAD)):
        element.drop_tree()
    mend(tree)
    lines = (" ".join(line.split()) for line in "".join(_parts(tree)).split("\n"))
    return "\n".join(filter(None, lines))


def _parts(tree: etree._Element) -> list[str]:
    """Return the visible text, with a line break where a block begins or ends."""
    parts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if isinstance(element.tag, str) and re.fullmatch(_BLOCKS, element.tag):
            parts.append("\n")
        elif event == "start" and element.tag in {"td", "th"} and parts and not parts[-1].endswith("\n"):
            parts.append(" | ")
        said = element.text if event == "start" else element.tail
        if said and (event == "end" or isinstance(element.tag, str)):
            parts.append(re.sub(r"\s+", " ", said))
    return parts
