"""How far the cells of a binary workbook (.xlsb) reach. The records are walked, not understood."""

from __future__ import annotations

import zipfile

from desktop.work.formats.shape import refuse_if_too_wide

ROW_HEADER = 0
FILLED = range(2, 12)  # BrtCellRk … BrtFmlaError; 1 is a blank cell with a format


def look(name: str, archive: zipfile.ZipFile) -> None:
    """Raise Problem when a sheet reaches further than a register can."""
    for part in archive.namelist():
        if part.lower().startswith("xl/worksheets/") and part.lower().endswith(".bin"):
            last_row, last_column = _reach(archive.read(part))
            refuse_if_too_wide(name, part.rsplit("/", 1)[-1].removesuffix(".bin"), last_row, last_column)


def _reach(content: bytes) -> tuple[int, int]:
    position = row = last_row = last_column = 0
    while position < len(content):
        kind, position = _number(content, position, 2)
        size, position = _number(content, position, 4)
        if kind == ROW_HEADER:
            row = int.from_bytes(content[position : position + 4], "little")
        elif kind in FILLED:
            last_row = max(last_row, row)
            last_column = max(last_column, int.from_bytes(content[position : position + 4], "little"))
        position += size
    return last_row, last_column


def _number(content: bytes, position: int, most: int) -> tuple[int, int]:
    """A number of 7 bits a byte, lowest first; the record type keeps its mark bits out the same way."""
    value = 0
    for place in range(most):
        if position >= len(content):
            raise ValueError("record cut off")
        byte = content[position]
        position += 1
        value |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            break
    return value, position
