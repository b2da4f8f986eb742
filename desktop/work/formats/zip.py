"""Spreadsheets that are zip archives (.xlsx .xlsb .ods): refused when dangerous, measured before they are read."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import ParseError

from desktop.work.formats import ods as sheetfile_ods
from desktop.work.formats import xlsb as sheetfile_xlsb
from desktop.work.formats.shape import MOST_CELLS, Hidden, Shape, refuse, refuse_if_too_wide
from desktop.work.problem import Problem
from desktop.work.progress import Progress

LARGEST_TOTAL = 1 << 30
SUSPICIOUS_PART, SUSPICIOUS_RATIO = 64 << 20, 150  # sheets of formatted empty rows shrink 10 to 30 times, bombs 700
MOST_PARTS = 5_000
PIECE = 4 << 20
BROKEN = "请让对方重新发送；如果能用 WPS 打开，请“另存为”.xlsx 后再导入。"
WORD = "请在 Word 或 WPS 里选中表格、复制，粘贴到一个新的 Excel 表格里保存后再导入。"

_ROW = re.compile(rb"<row\b([^>]*)>")
_COLUMN = re.compile(rb"<col\b([^>]*?)/?>")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_NUMBER = re.compile(rb"""\br=["'](\d+)["']""")
_CELL = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_MANY_LETTERS = re.compile(rb"""r=["'][A-Z]{2}""")  # without \b it is searched sixteen times faster
SINGLE_LETTERS = 26
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def look(name: str, content: bytes, progress: Progress) -> Shape:
    """What kind of workbook the archive is, and what is hidden in it. Raises Problem for bombs and strangers."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bombs(name, archive)
            return _look(name, archive, progress)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise refuse(name, "不完整或已经损坏，打不开", BROKEN) from error
    except (ParseError, KeyError, ValueError) as error:
        raise refuse(name, "的内部结构不对，不是正常保存的表格", BROKEN) from error
    except RuntimeError as error:  # zipfile's word for an encrypted archive
        raise refuse(name, "设有密码", "请让对方取消密码后重新发送。") from error


def _refuse_bombs(name: str, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > LARGEST_TOTAL
        or any(p.file_size > SUSPICIOUS_PART and p.file_size > SUSPICIOUS_RATIO * p.compress_size for p in parts)
    ):
        raise refuse(
            name,
            "展开后大得不正常，可能是有人故意做的“压缩炸弹”，没有打开",
            "请不要再打开这份文件，并向发送人核实；如果确实是台账，请让对方分成几份发送。",
        )


def _look(name: str, archive: zipfile.ZipFile, progress: Progress) -> Shape:
    parts = set(archive.namelist())
    lower = {part.lower() for part in parts}
    if "xl/workbook.xml" in lower:
        return _look_xlsx(name, archive, progress)
    if "xl/workbook.bin" in lower:
        sheetfile_xlsb.look(name, archive)
        return Shape("xlsb")
    if "content.xml" in parts:
        return sheetfile_ods.look(name, archive)
    if "word/document.xml" in lower:
        raise refuse(name, "是 Word 文档，不是表格", WORD)
    if "ppt/presentation.xml" in lower:
        raise refuse(name, "是演示文稿，不是表格", "请选择 Excel 或 WPS 表格。")
    if "encryptedpackage" in lower:
        raise refuse(name, "设有打开密码", "请取消密码并保存后再导入。")
    raise refuse(name, "是压缩包，不是表格", "请先解压，再导入里面的表格文件。")


def _look_xlsx(name: str, archive: zipfile.ZipFile, progress: Progress) -> Shape:
    """Workbook, relations and every sheet, in pieces: an XML parser would cost more than reading the whole file."""
    for part in archive.namelist():
        if part.endswith((".xml", ".rels")) and not part.startswith("xl/worksheets/"):
            with archive.open(part) as opened:
                _refuse_doctype(name, opened.read(4096))
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    since_1904 = bool(re.search(r"""date1904=["'](1|true)["']""", book))
    hidden: dict[str, Hidden] = {}
    for number, (title, part) in enumerate(_sheet_parts(archive, book)):
        progress.step(number, 0, f"正在检查工作表“{title}”")
        if part in archive.NameToInfo:
            hidden[title] = _look_sheet(name, title, archive, part)
    return Shape("xlsx", hidden, since_1904)


def _sheet_parts(archive: zipfile.ZipFile, book: str) -> Iterator[tuple[str, str]]:
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for relation in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", relations):
        attributes = dict(re.findall(r"""(\w+)=["']([^"']*)["']""", relation))
        targets[attributes.get("Id", "")] = attributes.get("Target", "")
    for sheet in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        attributes = dict(re.findall(r"""([\w:]+)=["']([^"']*)["']""", sheet))
        target = targets.get(next((value for key, value in attributes.items() if key.endswith(":id")), ""), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        yield _unescaped(attributes.get("name", "")), part


def _unescaped(text: str) -> str:
    import html

    return html.unescape(text)


def _look_sheet(name: str, title: str, archive: zipfile.ZipFile, part: str) -> Hidden:
    """Hidden rows and columns of a sheet. Raises Problem when its cells reach too far.

    A quick look at the whole sheet answers for nearly every file; only if it leaves doubt is every row looked at.
    """
    columns, doubtful = _glance(name, archive, part)
    if not doubtful:
        return Hidden(frozenset(columns))
    rows: set[int] = set()
    reach = [0, 0]
    row = 0
    for piece in _sheet_pieces(archive, part):
        row = _measure(piece, row, rows, reach)
        refuse_if_too_wide(name, title, *reach)
    return Hidden(frozenset(columns), frozenset(rows))


def _glance(name: str, archive: zipfile.ZipFile, part: str) -> tuple[set[int], bool]:
    """The hidden columns, and whether there may be hidden rows or far away cells."""
    columns: set[int] = set()
    last, width, hidden = 0, SINGLE_LETTERS, False
    for number, piece in enumerate(_sheet_pieces(archive, part)):
        body = 0
        if number == 0:
            _refuse_doctype(name, piece[:4096])
            body = max(piece.find(b"<sheetData"), 0)
            columns = _hidden_columns(piece[: body or len(piece)])
        row = _NUMBER.search(piece, max(piece.rfind(b"<row "), 0))
        last = max(last, int(row[1]) if row else MOST_CELLS)
        if _MANY_LETTERS.search(piece, body):
            width = MOST_CELLS
        hidden = hidden or piece.find(b"hidden=", body) >= 0
    return columns, hidden or last * width > MOST_CELLS


def _sheet_pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The sheet in pieces, its elements without a prefix."""
    prefix = None
    with archive.open(part) as opened:
        for number, piece in enumerate(_pieces(opened)):
            if number == 0:
                prefix = re.search(rb"<(\w+:)worksheet\b", piece[:4096])
            yield piece.replace(b"<" + prefix[1], b"<") if prefix else piece


def _pieces(opened: IO[bytes]) -> Iterator[bytes]:
    """The part in pieces that end behind a `</row>`, each a few MB: memory stays bounded whatever the size."""
    rest = b""
    while chunk := opened.read(PIECE):
        rest += chunk
        cut = rest.rfind(b"row>") + 4  # with or without a prefix, closing or opening: both are fit to cut at
        if cut > 3:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > 16 * PIECE:
            yield rest
            rest = b""
    yield rest


def _hidden_columns(head: bytes) -> set[int]:
    found: set[int] = set()
    for column in _COLUMN.finditer(head):
        if _HIDDEN.search(column[1]):
            first, last = (int(n) for n in re.findall(rb"""\bm(?:in|ax)=["'](\d+)["']""", column[1])[:2])
            low, high = min(first, last), min(max(first, last), min(first, last) + 2000)
            found.update(range(low - 1, high))
    return found


def _measure(piece: bytes, row: int, hidden: set[int], reach: list[int]) -> int:
    """Note hidden rows and the furthest filled cell of the piece; returns the number of the last row."""
    begins = list(_ROW.finditer(piece))
    for number, begin in enumerate(begins):
        found = _NUMBER.search(begin[1])
        row = int(found[1]) if found else row + 1
        if b"hidden" in begin[1] and _HIDDEN.search(begin[1]):
            hidden.add(row - 1)
        if begin[1].endswith(b"/"):
            continue
        end = begins[number + 1].start() if number + 1 < len(begins) else len(piece)
        filled = max(piece.rfind(b"</v>", begin.end(), end), piece.rfind(b"</is>", begin.end(), end))
        if filled < 0:
            continue
        start = piece.rfind(b"<c ", begin.end(), filled)
        cell = _CELL.search(piece, start, filled) if start >= 0 else None
        if cell:
            row = max(row, int(cell[2])) if not found else row
            reach[1] = max(reach[1], _column(cell[1]))
            reach[0] = max(reach[0], int(cell[2]) - 1)
        reach[0] = max(reach[0], row - 1)
    return row


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1


def _refuse_doctype(name: str, head: bytes) -> None:
    if _DOCTYPE.search(head) or _DOCTYPE.search(head.replace(b"\0", b"")):
        raise hostile(name)


def hostile(name: str) -> Problem:
    """The Problem for a workbook whose XML brings its own entities: no spreadsheet program writes that."""
    return refuse(
        name,
        "里夹带了外部引用（DTD 或实体），正常的表格不会有，为安全起见没有打开",
        "请向发送人核实；如果确实是台账，请让对方用 WPS 或 Excel “另存为”.xlsx 后重新发送。",
    )
