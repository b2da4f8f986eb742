"""导出待更正表: the sender's own rows that could not be taken as they are, with what to write instead."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.rules.cells import SAME_AS_ABOVE
from desktop.work.intaking.plan import Plan, RefusedCell, SheetPlan
from desktop.work.intaking.sheet import shown
from desktop.work.problem import Problem

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

NOTES = ("原行号", "退回原因", "请改成")
WIDEST, NARROWEST = 40, 9
FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


def correction_sheet(plan: Plan, path: Path) -> None:
    """Write the rows with refused cells, the refused and the doubtful ones as .xlsx: wrong cells red, reasons behind.

    The corrected file can be imported as it is. Raises Problem when there is nothing to correct or no place to write.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    wanted = [(sheet, rows) for sheet in plan.sheets if (rows := _rows(sheet))]
    if not wanted:
        raise Problem("这份表里没有需要更正的内容。", "不需要导出待更正表。")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            for sheet, rows in wanted:
                _Paper(book, sheet).write(rows)
    except (OSError, FileCreateError) as error:
        raise Problem(
            f"待更正表写不进“{path.name}”。", "请确认这份文件没有在 WPS 或 Excel 里打开、文件夹可以写入，然后再导出。"
        ) from error


def _rows(sheet: SheetPlan) -> dict[int, tuple[str, list[RefusedCell]]]:
    """Row (from 1) -> why the whole row is doubtful or refused ("" if it is not), and its refused cells."""
    cells: dict[int, list[RefusedCell]] = defaultdict(list)
    for cell in sheet.refused_cells:
        cells[cell.row].append(cell)
    return {
        row.row: (row.why if row.verdict in ("doubtful", "refused") else "", cells.get(row.row, []))
        for row in sheet.rows
        if row.verdict in ("doubtful", "refused") or row.row in cells
    }


class _Paper:
    """One sheet: the headings as they were, the rows, and the notes behind them."""

    def __init__(self, book: Workbook, sheet: SheetPlan) -> None:
        self.sheet, self.reading = sheet, sheet.reading
        self.page = book.add_worksheet(_free_name(book, sheet.sheet))
        edge = {"border": 1, "valign": "top", "text_wrap": True}
        self.head = book.add_format({**edge, "bold": True, "bg_color": "#E7EDF3", "valign": "vcenter"})
        self.text = book.add_format({**edge, "num_format": "@"})
        self.wrong = book.add_format({**edge, "num_format": "@", "bg_color": "#F8C9C4", "font_color": "#9C0006"})
        self.day = book.add_format({**edge, "num_format": "yyyy-mm-dd"})
        self.note = book.add_format({**edge, "font_color": "#9C0006"})
        self.village = None if "village" in self.reading.column else "村（社区）"
        self.width = len(sheet.recognised.columns)
        self.places = {row + 1: place for place, row in enumerate(self.reading.rows)}

    def write(self, rows: dict[int, tuple[str, list[RefusedCell]]]) -> None:
        """The whole sheet."""
        depth = max(1, max((len(c.heading.split("/")) for c in self.sheet.recognised.columns), default=1))
        depth = min(depth, self.sheet.recognised.header_rows)
        titles = [*(column.heading for column in self.sheet.recognised.columns), *self._more()]
        for column, title in enumerate(titles):
            self._heading(column, title, depth)
        for line, (row, (why, cells)) in enumerate(rows.items(), depth):
            self._row(line, row, why, cells)
        self.page.freeze_panes(depth, 0)
        self.page.set_landscape()
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(0, depth - 1)

    def _more(self) -> tuple[str, ...]:
        return (*((self.village,) if self.village else ()), *NOTES)

    def _heading(self, column: int, title: str, depth: int) -> None:
        parts = title.split("/") if depth > 1 else [title]
        parts = [*parts[: depth - 1], "/".join(parts[depth - 1 :])] if len(parts) > depth else parts
        for line in range(depth):
            self.page.write_string(line, column, parts[min(line, len(parts) - 1)], self.head)
        self.page.set_column(column, column, min(WIDEST, max(NARROWEST, 2 * len(parts[-1]) + 2)))

    def _row(self, line: int, row: int, why: str, cells: list[RefusedCell]) -> None:
        place = self.places[row]
        red = {cell.field for cell in cells}
        keys = {column: key for key, column in self.reading.column.items()}
        for column in range(self.width):
            key = keys.get(column)
            value = self._value(place, row, column, key)
            self._cell(line, column, value, self.wrong if key in red else self.text)
        column = self.width
        if self.village:
            recognised = self.sheet.recognised
            said = recognised.sections.get(row - 1, recognised.village)
            self._cell(line, column, said or "", self.text)
            column += 1
        reasons = [f"{cell.label}：{cell.why}" for cell in cells] + ([why] if why else [])
        remedies = [f"{cell.label}：{cell.instead}" for cell in cells]
        self.page.write_number(line, column, row, self.note)
        self.page.write_string(line, column + 1, "\n".join(reasons), self.note)
        self.page.write_string(line, column + 2, "\n".join(remedies), self.note)

    def _value(self, place: int, row: int, column: int, key: str | None) -> object:
        """The cell as the sender wrote it; what was carried down from above is written out."""
        raw = self.reading.sheet.rows[row - 1][column]
        carried = raw in (None, "") or (isinstance(raw, str) and raw.strip() in SAME_AS_ABOVE)
        if key and carried and key in self.reading.values:
            value = self.reading.values[key][place]
            return shown(value) if isinstance(value, str) else ""
        return raw

    def _cell(self, line: int, column: int, value: object, style: Format) -> None:
        if isinstance(value, datetime | date):
            self.page.write_datetime(line, column, value, self.day)
        elif isinstance(value, bool) or not isinstance(value, int | float):
            self.page.write_string(line, column, "" if value is None else str(value), style)
        elif abs(value) < 1e11:
            self.page.write_number(line, column, value, style)
        else:
            self.page.write_string(line, column, f"{value:.0f}", style)


def _free_name(book: Workbook, name: str) -> str:
    plain = name.translate(FORBIDDEN_IN_NAMES).strip("'")[:28] or "待更正"
    taken = {sheet.get_name().lower() for sheet in book.worksheets()}
    number, found = 1, plain
    while found.lower() in taken:
        number += 1
        found = f"{plain}{number}"
    return found
