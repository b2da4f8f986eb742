"""Old binary workbooks (.xls, many .et): passwords, hidden rows and columns, and how far the cells reach."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from desktop.work.formats.shape import Hidden, Shape, refuse, refuse_if_too_wide

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BROKEN = "请让对方重新发送；如果能用 WPS 打开，请“另存为”.xlsx 后再导入。"
END_OF_CHAIN = 0xFFFFFFFE

BOF, FILEPASS, DATE_1904, BOUND_SHEET, COLUMN_INFO, ROW = 0x809, 0x2F, 0x22, 0x85, 0x7D, 0x208
FILLED = {0x203, 0x27E, 0xFD, 0x204, 0x205, 0x06, 0x206, 0x406, 0xD6}  # number, rk, text, bool, formula: blanks not
SEVERAL = 0xBD  # MULRK


def look(name: str, content: bytes) -> Shape:
    """What the workbook inside this OLE file hides. Raises Problem when it is protected, broken or no workbook."""
    try:
        streams = dict(_streams(content))
    except (struct.error, IndexError, ValueError, OverflowError, MemoryError) as error:
        raise refuse(name, "不完整或已经损坏，打不开", BROKEN) from error
    if "EncryptedPackage" in streams:
        raise refuse(name, "设有打开密码", "请用 WPS 或 Excel 打开，取消密码（文件 → 文档加密）并保存后再导入。")
    if "WordDocument" in streams:
        raise refuse(name, "是 Word 文档，不是表格", "请选中文档里的表格、复制，粘贴到新的 Excel 表格里保存后再导入。")
    book = next((streams[key] for key in ("Workbook", "WORKBOOK", "Book", "BOOK") if key in streams), None)
    if book is None:
        raise refuse(
            name,
            "里没有找到可读的表格",
            "如果是 WPS 的 .et 文件，请用 WPS 打开后“另存为”.xlsx 再导入；否则请确认选对了文件。",
        )
    try:
        return _look(name, book)
    except (struct.error, IndexError) as error:
        raise refuse(name, "不完整或已经损坏，打不开", BROKEN) from error


def _look(name: str, book: bytes) -> Shape:
    starts: dict[int, str] = {}
    since_1904 = False
    for position, kind, record in _records(book):
        if kind == FILEPASS:
            raise refuse(name, "设有打开密码", "请用 WPS 或 Excel 打开，取消密码并保存后再导入。")
        if kind == DATE_1904:
            since_1904 = record[:2] == b"\x01\x00"
        elif kind == BOUND_SHEET and len(record) >= 8:
            starts[struct.unpack_from("<I", record)[0]] = _title(record)
        elif kind == BOF and position and not starts:
            break
    hidden = {}
    for start, title in starts.items():
        if start < len(book):
            hidden[title] = _look_sheet(name, title, book, start)
    return Shape("xls", hidden, since_1904)


def _title(record: bytes) -> str:
    size, wide = record[6], record[7] & 1
    return record[8 : 8 + size * 2].decode("utf-16-le", "replace") if wide else record[8 : 8 + size].decode("latin-1")


def _look_sheet(name: str, title: str, book: bytes, start: int) -> Hidden:
    columns: set[int] = set()
    rows: set[int] = set()
    last_row = last_column = 0
    for _, kind, record in _records(book, start):
        if kind in FILLED or kind == SEVERAL:
            row, column = struct.unpack_from("<HH", record)
            last_row = max(last_row, row)
            last_column = max(last_column, column if kind in FILLED else record[-2] | record[-1] << 8)
        elif kind == ROW and len(record) >= 14 and record[12] & 0x20:
            rows.add(record[0] | record[1] << 8)
        elif kind == COLUMN_INFO and len(record) >= 10:
            first, last, _, _, flags = struct.unpack_from("<HHHHH", record)
            if flags & 1 and last < 255:
                columns.update(range(first, last + 1))
    refuse_if_too_wide(name, title, last_row, last_column)
    return Hidden(frozenset(columns), frozenset(rows))


def _records(book: bytes, start: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """(position, kind, content) up to the end of this substream."""
    position, end = start, len(book) - 4
    while position <= end:
        kind, size = struct.unpack_from("<HH", book, position)
        yield position, kind, book[position + 4 : position + 4 + size]
        position += 4 + size
        if kind == 0x0A:
            return


def _streams(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The named streams of a compound file (MS-CFB), with a limit on every chain so that loops end."""
    shift = struct.unpack_from("<H", content, 30)[0]
    if shift not in (9, 12):
        raise ValueError("sector size")
    sector = 1 << shift
    first_directory = struct.unpack_from("<I", content, 48)[0]
    small_limit, first_small = struct.unpack_from("<I", content, 56)[0], struct.unpack_from("<I", content, 60)[0]
    table = _allocation(content, sector)
    directory = _chain(content, table, first_directory, sector)
    small_table: list[int] = []
    small = b""
    for place in range(0, len(directory) - 127, 128):
        entry = directory[place : place + 128]
        kind, start = entry[66], struct.unpack_from("<I", entry, 116)[0]
        size = struct.unpack_from("<Q", entry, 120)[0] & 0xFFFFFFFF
        title = entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le", "replace")
        if kind == 5:
            small = _chain(content, table, start, sector)
            raw = _chain(content, table, first_small, sector)
            small_table = list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))
        elif kind == 2 and size >= small_limit:
            yield title, _whole(_chain(content, table, start, sector), size)
        elif kind == 2:
            yield title, _whole(_chain(small, small_table, start, 64, header=0), size)


def _whole(stream: bytes, size: int) -> bytes:
    if len(stream) < size:
        raise ValueError("cut off")
    return stream[:size]


def _allocation(content: bytes, sector: int) -> list[int]:
    blocks = list(struct.unpack_from("<109I", content, 76))
    following, count = struct.unpack_from("<II", content, 68)
    per_block = sector // 4
    for _ in range(min(count, len(content) // sector + 1)):
        if following >= END_OF_CHAIN:
            break
        more = struct.unpack_from(f"<{per_block}I", content, (following + 1) * sector)
        blocks += more[:-1]
        following = more[-1]
    table: list[int] = []
    for block in blocks:
        if block < 0xFFFFFFFC and (block + 2) * sector <= len(content) + sector:
            raw = content[(block + 1) * sector : (block + 2) * sector].ljust(sector, b"\xff")
            table += struct.unpack(f"<{per_block}I", raw)
    return table


def _chain(content: bytes, table: list[int], start: int, sector: int, header: int = 1) -> bytes:
    pieces: list[bytes] = []
    seen = 0
    while start < 0xFFFFFFFC:
        seen += 1
        if start >= len(table) or seen > len(table):
            raise ValueError("broken chain")
        place = (start + header) * sector
        if place >= len(content):
            raise ValueError("cut off")
        pieces.append(content[place : place + sector])
        start = table[start]
    return b"".join(pieces)
