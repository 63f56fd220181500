"""Rich text (RTF): the visible text, with footnotes below their paragraph and without tracked deletions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from byline.errors import ArticleError
from byline.ingest.draft import Draft, draft_of
from byline.ingest.elements import raised
from byline.ingest.grid import ACROSS, lines_of_table

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z0-9'])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_UNREAD = re.compile(
    r"fonttbl|colortbl|stylesheet|info|pict|objdata|themedata|colorschememapping|datastore|latentstyles|"
    r"listtable|listoverridetable|rsidtbl|generator|xmlnstbl|filetbl|revtbl|header|headerl|headerr|"
    r"headerf|footer|footerl|footerr|footerf|fldinst|bkmkstart|bkmkend|nonshppict|pntext|pnseclvl|"
    r"template|wgrffmtfilter|mmathPr|atnid|atnauthor|annotation|atrfstart|atrfend|atndate|object|sp|"
    r"shpinst"
)
_READ_THOUGH_STARRED = {"shptxt"}
_ROW_BEGINS, _CELL_ENDS, _ROW_ENDS = "\ufdd0", "\ufdd1", "\ufdd2"  # never occur in text; see `_with_tables`
_DOWN = "\ufdd4"  # stands for a cell that the cell above spans
_COVERED = {"clmrg": ACROSS, "clvmrg": _DOWN}
_MARKS = re.compile(f"[{ACROSS}{_DOWN}{_ROW_BEGINS}{_CELL_ENDS}{_ROW_ENDS}]")
_ROW = re.compile(f"{_ROW_BEGINS}([^{_ROW_BEGINS}{_ROW_ENDS}]*){_ROW_ENDS}")
_TABLE = re.compile(rf"(?:{_ROW.pattern}\s*)+")
_CHARACTERS = {
    "par": "\n", "sect": "\n", "page": "\n", "line": "\n", "tab": "\t", "cell": _CELL_ENDS,
    "nestcell": " ; ", "row": _ROW_ENDS, "nestrow": " ", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"-": "", b"{": "{", b"}": "}", b"\\": "\\", b"\n": "\n", b"\r": "\n"}
_MOST_NESTED = 5_000
_FONT = re.compile(rb"\\f(\d{1,5})(?:\\[a-z]+-?\d*)*?\\fcharset(\d{1,3})")
_ENCODINGS = {  # of fonts, by the number of their character set
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    """The formatting that applies in a group."""

    unread: bool = False
    deleted: bool = False
    hidden: bool = False
    note: bool = False
    raised: bool = False
    font: str = ""
    skipped_after_unicode: int = 1


def parse_rtf(file: Path) -> Iterator[Draft]:
    """Read the text of an RTF file, one line per paragraph or row."""
    raw = file.read_bytes()
    if not raw.lstrip().startswith(b"{\\rtf"):
        raise ArticleError("not a readable RTF file: it does not start like one")
    title = re.search(rb"\{\\title ([^{}\\]{1,300})\}", raw)
    author = re.search(rb"\{\\author ([^{}\\]{1,300})\}", raw)
    text, changed, annotated = _text(raw)
    found = {"title": _named(title), "author": _named(author)}
    notes: tuple[str, ...] = ("contains tracked changes: read as if all were accepted",) if changed else ()
    if annotated:
        notes += (f"not read: {annotated} comment{'s' if annotated > 1 else ''}",)
    yield replace(draft_of(found, text=text), notes=notes, in_part=annotated > 0)


def _named(match: re.Match[bytes] | None) -> str:
    return match[1].decode("cp1252", "replace") if match else ""


def _text(raw: bytes) -> tuple[str, bool, int]:
    """Return the text, whether changes were tracked, and the number of comments."""
    codepage = re.search(rb"\\ansicpg(\d+)", raw)
    encoding = f"cp{codepage[1].decode()}" if codepage and codepage[1] != b"0" else "cp1252"
    if encoding == "cp65001":
        encoding = "utf-8"
    if raw.lstrip().startswith(b"{\\rtf1\\mac"):
        encoding = "mac_roman"
    fonts = {found[1].decode(): _ENCODINGS.get(int(found[2]), "") for found in _FONT.finditer(raw)}
    parts: list[str] = []
    below: list[str] = []
    pending = bytearray()
    state = _State()
    stack: list[_State] = []
    skip, annotated = 0, 0
    changed = is_starred = in_row = False

    def put(text: str) -> None:
        if not (state.unread or state.deleted or state.hidden):
            into = below if state.note else parts
            into.append(raised("".join(into[-3:]), text) if state.raised else text)
            if text in ("\n", _ROW_ENDS) and below and not state.note and not in_row:
                parts.extend((*below, "\n"))
                below.clear()

    def flush() -> None:
        if pending:
            try:
                put(bytes(pending).decode(fonts.get(state.font) or encoding, "replace"))
            except LookupError:
                put(bytes(pending).decode("cp1252", "replace"))
            pending.clear()

    columns: list[str] = []  # of a row: what to put in each cell if another spans it
    covered, seen = "", 0
    binary = 0  # where binary data end
    for token in _TOKEN.finditer(raw):
        word, number, byte, symbol, brace, plain = token.groups()
        if token.start() < binary:
            continue
        if byte is not None:
            if skip:
                skip -= 1
            else:
                pending.append(int(byte, 16))
            continue
        if plain is not None:
            pending += plain[skip:]
            skip = max(0, skip - len(plain))
            continue
        flush()
        if brace == b"{":
            if len(stack) > _MOST_NESTED:
                raise ArticleError("not a readable RTF file: groups are nested too deeply")
            stack.append(state)
            skip, is_starred = 0, False
        elif brace == b"}":
            state = stack.pop() if stack else _State()
            skip = 0
        elif symbol is not None:
            if symbol == b"*":
                is_starred = True
            else:
                put(_SYMBOLS.get(symbol, ""))
        elif word is not None:
            name, value = word.decode(), int(number) if number else None
            if name == "footnote":  # LibreOffice marks footnotes as optional
                state = replace(state, note=True)
                put("\n" if below else "")
            elif _UNREAD.fullmatch(name) or (is_starred and name not in _READ_THOUGH_STARRED):
                annotated += name == "annotation"
                state = replace(state, unread=name not in ("shpinst",))
            elif name in _READ_THOUGH_STARRED:
                state = replace(state, unread=False, note=True)
                put("\n" if below else "")
            elif name == "trowd":  # may come both before and after the cells
                put("" if in_row else _ROW_BEGINS)
                in_row = True
                columns.clear()
                seen = 0
            elif name in ("deleted", "v"):
                changed = changed or name == "deleted"
                off = value == 0
                state = replace(state, deleted=not off) if name == "deleted" else replace(state, hidden=not off)
            elif name in ("revised", "insrsid"):
                changed = changed or name == "revised"
            elif name == "plain":
                state = replace(state, deleted=False, hidden=False, raised=False, font="")
            elif name == "f" and number:
                state = replace(state, font=number.decode())
            elif name in ("super", "nosupersub"):
                state = replace(state, raised=name == "super" and value != 0)
            elif name == "bin":
                binary = token.end() + max(0, value or 0)
            elif name in _COVERED:
                covered = _COVERED[name]
            elif name == "cellx":
                columns.append(covered)
                covered = ""
            elif name == "uc":
                state = replace(state, skipped_after_unicode=max(0, min(value or 0, 10)))
            elif name == "u" and value is not None:
                put(chr(value % 65536))
                skip = state.skipped_after_unicode
            elif name in _CHARACTERS:
                in_row = in_row and name != "row"
                if name == "cell":
                    put(columns[seen] if seen < len(columns) else "")
                    seen += 1
                put(_CHARACTERS[name])
            is_starred = False
    flush()
    text = _with_tables("".join((*parts, "\n" if below else "", *below)))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", ""), changed, annotated


def _with_tables(text: str) -> str:
    """Replace marked rows and cells by the lines of their table."""

    def lines(table: re.Match[str]) -> str:
        rows = [[" ".join(cell.split()) for cell in row[1].split(_CELL_ENDS)[:-1]] for row in _ROW.finditer(table[0])]
        for above, row in pairwise(rows):
            row[:] = [above[place] if cell == _DOWN and place < len(above) else cell for place, cell in enumerate(row)]
        return "".join(f"{line}\n" for _, line in lines_of_table(rows))

    return _MARKS.sub("\n", _TABLE.sub(lines, text))
