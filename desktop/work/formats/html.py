"""HTML tables that systems export under the name .xls."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from desktop.work.formats.shape import MOST_CELLS, refuse

Table = tuple[list[list[object]], tuple[tuple[int, int, int, int], ...], frozenset[int], frozenset[int]]
WIDEST = 1_000


def tables_of(name: str, text: str) -> list[Table]:
    """Every table of the page: rows, merged ranges, hidden columns (none) and hidden rows. Raises Problem if none."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.finish()
    found = [table.laid_out(name) for table in reader.tables if table.rows]
    if not found:
        raise refuse(name, "是网页，里面没有表格", "请在浏览器里打开它，把表格复制到 Excel 或 WPS 表格里保存后再导入。")
    return found


class _Table:
    def __init__(self) -> None:
        self.rows: list[list[tuple[str, int, int]]] = []  # text, rows down, columns across
        self.hidden: set[int] = set()

    def laid_out(self, name: str) -> Table:
        taken: dict[tuple[int, int], str] = {}
        merged: list[tuple[int, int, int, int]] = []
        width = 0
        for row, cells in enumerate(self.rows):
            column = 0
            for text, down, across in cells:
                while (row, column) in taken:
                    column += 1
                down = min(down, len(self.rows) - row)
                if len(taken) + down * across > MOST_CELLS // 4:
                    raise refuse(name, "太大了，超出台账应有的大小", "请按村或按年份拆成几份后再导入。")
                for r in range(row, row + down):
                    for c in range(column, column + across):
                        taken[r, c] = text if (r, c) == (row, column) else ""
                if down > 1 or across > 1:
                    merged.append((row, column, row + down - 1, column + across - 1))
                column += across
                width = max(width, column)
        rows: list[list[object]] = [
            [taken.get((row, column), "") for column in range(width)] for row in range(len(self.rows))
        ]
        return rows, tuple(merged), frozenset(), frozenset(self.hidden)


class _Reader(HTMLParser):
    """Collects the cells of tables; a table inside a cell counts as a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in attrs}
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "table":
            self._close_cell()
            self._open.append(_Table())
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._close_cell()
            if re.search(r"display:\s*none|mso-hide", attributes.get("style", "")):
                self._open[-1].hidden.add(len(self._open[-1].rows))
            self._open[-1].rows.append([])
        elif tag in ("td", "th") and self._open:
            self._close_cell()
            self._cell = []
            self._span = (_count(attributes.get("rowspan")), min(_count(attributes.get("colspan")), WIDEST))
        elif tag in ("br", "p", "div") and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th", "tr"):
            self._close_cell()
        elif tag == "table" and self._open:
            self._close_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(re.sub(r"\s+", " ", data))

    def finish(self) -> None:
        self._close_cell()

    def _close_cell(self) -> None:
        if self._cell is not None and self._open:
            if not self._open[-1].rows:
                self._open[-1].rows.append([])
            text = "\n".join(line.strip() for line in "".join(self._cell).replace("\xa0", " ").split("\n")).strip()
            text = text[2:-1] if text.startswith('="') and text.endswith('"') else text
            self._open[-1].rows[-1].append((text, *self._span))
        self._cell = None


def _count(written: str | None) -> int:
    digits = re.match(r"\s*(\d{1,5})", written or "")
    return max(1, int(digits[1])) if digits else 1
