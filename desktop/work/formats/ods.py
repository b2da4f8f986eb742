"""What an OpenDocument sheet (.ods) hides, merges and repeats, before it is read."""

from __future__ import annotations

import zipfile
from xml.etree.ElementTree import Element

from desktop.work.formats.shape import Hidden, Shape, refuse, refuse_if_too_wide

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
OUT_OF_SIGHT = ("collapse", "filter")
TAIL = 2_000  # repeated columns further right than this are format, not content


def look(name: str, archive: zipfile.ZipFile) -> Shape:
    """Hidden rows and columns and merged ranges of every sheet. Raises Problem when protected or too wide."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    from desktop.work.formats.zip import hostile

    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise refuse(name, "设有打开密码", "请用 WPS 打开，取消密码并保存后再导入。")
    kind = archive.read("mimetype") if "mimetype" in archive.namelist() else b"spreadsheet"
    if b"spreadsheet" not in kind:
        raise refuse(name, "是文档，不是表格", "请把其中的表格复制到 Excel 或 WPS 表格里，保存后再导入。")
    sheets: dict[str, Hidden] = {}
    walk: _Walk | None = None
    try:
        with archive.open("content.xml") as opened:
            for event, element in iterparse(opened, events=("start", "end"), forbid_dtd=True):
                if element.tag == f"{TABLE}table" and event == "start":
                    walk = _Walk(name, element.get(f"{TABLE}name", ""))
                elif walk and event == "end":
                    walk.leave(element)
                    if element.tag == f"{TABLE}table":
                        sheets[walk.sheet] = walk.hidden()
                        walk = None
    except DefusedXmlException as error:
        raise hostile(name) from error
    return Shape("ods", sheets)


class _Walk:
    """Goes through one table, counting repeated rows and columns."""

    def __init__(self, name: str, sheet: str) -> None:
        self.name, self.sheet = name, sheet
        self.row = self.column = self.column_in_row = self.reach_column = 0
        self.filled = False
        self.columns: set[int] = set()
        self.rows: set[int] = set()
        self.spans: list[tuple[int, int, int]] = []
        self.merged: list[tuple[int, int, int, int]] = []

    def leave(self, element: Element) -> None:
        """An element has been read to its end."""
        if element.tag == f"{TABLE}table-column":
            self._column(element)
        elif element.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            self._cell(element)
        elif element.tag == f"{TABLE}table-row":
            self._row(element)
            element.clear()

    def hidden(self) -> Hidden:
        """What was found."""
        return Hidden(frozenset(self.columns), frozenset(self.rows), tuple(self.merged))

    def _column(self, element: Element) -> None:
        times = _times(element, "number-columns-repeated")
        if element.get(f"{TABLE}visibility") in OUT_OF_SIGHT and times < TAIL:
            self.columns.update(range(self.column, self.column + times))
        self.column += times

    def _cell(self, element: Element) -> None:
        times = _times(element, "number-columns-repeated")
        if element.get(f"{OFFICE}value-type") or len(element):
            self.filled = True
            self.reach_column = max(self.reach_column, self.column_in_row + times - 1)
        down = int(element.get(f"{TABLE}number-rows-spanned", "1"))
        across = int(element.get(f"{TABLE}number-columns-spanned", "1"))
        if down > 1 or across > 1:
            self.spans.append((self.column_in_row, down, across))
        self.column_in_row += times

    def _row(self, element: Element) -> None:
        times = _times(element, "number-rows-repeated")
        if self.filled:
            refuse_if_too_wide(self.name, self.sheet, self.row + times - 1, self.reach_column)
            if element.get(f"{TABLE}visibility") in OUT_OF_SIGHT:
                self.rows.update(range(self.row, self.row + times))
        self.merged += [(self.row, c, self.row + down - 1, c + across - 1) for c, down, across in self.spans]
        self.row += times
        self.filled, self.spans, self.column_in_row = False, [], 0


def _times(element: Element, what: str) -> int:
    return max(1, int(element.get(f"{TABLE}{what}", "1")))
