"""“XML 表格 2003” files, which some systems export under the name .xls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError

from desktop.work.formats.shape import refuse, refuse_if_too_wide

SPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
Merged = tuple[tuple[int, int, int, int], ...]


def sheets_of(name: str, text: str) -> Iterator[tuple[str, list[list[object]], Merged]]:
    """Each worksheet: title, rows, merged ranges. Raises Problem for broken XML and for entities."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    from desktop.work.formats.zip import BROKEN, hostile

    try:
        book = fromstring(text.lstrip().encode("utf-8"), forbid_dtd=True)
    except DefusedXmlException as error:
        raise hostile(name) from error
    except (ParseError, ValueError, LookupError) as error:
        raise refuse(name, "不完整或已经损坏，打不开", BROKEN) from error
    for sheet in book.iter(f"{SPACE}Worksheet"):
        title = sheet.get(f"{SPACE}Name", "")
        rows, merged = _rows(name, title, sheet)
        yield title, rows, merged


def _rows(name: str, title: str, sheet: Element) -> tuple[list[list[object]], Merged]:
    cells: dict[tuple[int, int], object] = {}
    merged: list[tuple[int, int, int, int]] = []
    row = -1
    width = 0
    for line in sheet.iter(f"{SPACE}Row"):
        row = int(line.get(f"{SPACE}Index", row + 2)) - 1
        column = -1
        for cell in line.findall(f"{SPACE}Cell"):
            column = int(cell.get(f"{SPACE}Index", column + 2)) - 1
            content = cell.find(f"{SPACE}Data")
            if content is not None:
                cells[row, column] = _value(content)
                width = max(width, column + 1)
            across, down = int(cell.get(f"{SPACE}MergeAcross", 0)), int(cell.get(f"{SPACE}MergeDown", 0))
            if across or down:
                merged.append((row, column, row + down, column + across))
            column += across
    last = max((r for r, _ in cells), default=-1)
    refuse_if_too_wide(name, title, max(last, 0), max(width - 1, 0))
    return [[cells.get((r, c), "") for c in range(width)] for r in range(last + 1)], tuple(merged)


def _value(content: Element) -> object:
    text = "".join(content.itertext())
    kind = content.get(f"{SPACE}Type")
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    return text
