"""The lines of a sub-ledger as cells: those kept, drafts that lack something, and an empty last line to type in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor

from desktop.rules.ledger_forms import LedgerField, LedgerForm
from desktop.ui import look
from desktop.ui.gridtable import GridTable, Writing
from desktop.ui.rowtable import Column, Index
from desktop.work import columnvalues
from desktop.work.ledgers import Line

NEW = 0  # the id of the empty last line; drafts have ids below
RESULT = {"test_report": "points_over", "test_result": "over_limit"}  # the column that tells the result as a chip
FIRST = "＋ 新的一行"


class LedgerTable(GridTable[Line]):
    """`lines` gives what is kept; `drafts` are the lines that are being typed, by id."""

    def __init__(
        self,
        form: LedgerForm,
        lines: Callable[[], Sequence[Line]],
        save: Callable[[Writing], object],
        may_add: Callable[[], bool],
    ) -> None:
        self.form, self._lines, self._may_add = form, lines, may_add
        self.passes: Callable[[Line], bool] = lambda _: True  # whether a kept line is to be seen
        self._order: list[tuple[str, bool]] = []
        self.drafts: dict[int, dict[str, str]] = {}
        columns, written = _columns(form)
        super().__init__(columns, self._all, self._rows, self._sort_by, written, save)
        self.keys = {number: key for number, (key, _) in written.items()}

    def new_draft(self) -> int:
        """A draft in the place of the empty last line, and an empty line below it; gives its id."""
        number = min(self.drafts, default=NEW) - 1
        last = self.rowCount()
        self.beginInsertRows(QModelIndex(), last, last)
        self.drafts[number] = {}
        self._ids[-1] = number
        self._ids.append(NEW)
        self._places = None
        self._pages.clear()
        self.endInsertRows()
        return number

    def mark(self, line: int, wrong: Mapping[str, str]) -> None:
        """Mark the cells of a line that cannot be taken; wrong: by key, what to write."""
        texts = self.drafts.get(line, {})
        for number, key in self.keys.items():
            self.refused.pop((line, number), None)
            if key in wrong:
                self.refused[line, number] = (texts.get(key, ""), wrong[key])
        self.refresh()

    def forget(self, line: int) -> None:
        """A draft was kept, or is not wanted any more."""
        self.drafts.pop(line, None)
        for number in self.keys:
            self.refused.pop((line, number), None)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if index.isValid() and self.id_at(index.row()) == NEW:
            first = index.column() == next(iter(self.keys), 0)
            if role == Qt.ItemDataRole.DisplayRole:
                return FIRST if first else ""
            if role == Qt.ItemDataRole.ForegroundRole:
                return QColor(look.tones().faint)
        return super().data(index, role)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Writing into the empty line begins a draft."""
        if role == Qt.ItemDataRole.EditRole and index.column() in self.written and self.id_at(index.row()) == NEW:
            if not str(value).strip():
                return True
            self.new_draft()
        return super().setData(index, value, role)

    def _all(self) -> list[int]:
        drafts = sorted(self.drafts, reverse=True)
        kept = [line for line in self._lines() if self.passes(line)]
        for key, up in reversed(self._order):
            there = [line for line in kept if line.typed.get(key)]
            there.sort(key=lambda line: columnvalues.order(line.typed[key]), reverse=not up)
            kept = there + [line for line in kept if not line.typed.get(key)]
        return [line.id for line in kept] + drafts + ([NEW] if self._may_add() else [])

    def _sort_by(self, key: str, up: bool) -> None:
        self._order = [(key, up), *(pair for pair in self._order if pair[0] != key)][:3]

    def _rows(self, ids: Sequence[int]) -> dict[int, Line]:
        kept = {line.id: line for line in self._lines()}
        return {number: kept.get(number) or self._draft(number) for number in ids}

    def _draft(self, number: int) -> Line:
        texts = self.drafts.get(number, {})
        cells = {field.key: texts.get(field.key, "") for field in self.form.fields}
        return Line(number, cells, typed=cells)


def _columns(form: LedgerForm) -> tuple[list[Column[Line]], dict[int, tuple[str, Callable[[Line], str]]]]:
    """The columns, and which of them are written; those for the dialog only can be ticked in the menu of the head."""
    columns: list[Column[Line]] = []
    written: dict[int, tuple[str, Callable[[Line], str]]] = {}
    for field in form.fields:
        if RESULT.get(form.key) == field.key and form.key == "test_report":
            columns.append(Column("结果", _result, width=100, chip=True, tone=_tone))
        if not field.given:
            written[len(columns)] = (field.key, _typed(field.key))
        columns.append(_chip() if RESULT.get(form.key) == field.key == "over_limit" else _column(field))
    if form.key == "test_result":
        columns.append(Column[Line]("限值", lambda line: line.limit or None, width=200, tip=lambda line: line.limit))
    return columns, written


def _typed(key: str) -> Callable[[Line], str]:
    return lambda line: line.typed.get(key, "")


def _chip() -> Column[Line]:
    return Column("结果", _result, width=100, chip=True, tone=_tone)


def _column(field: LedgerField) -> Column[Line]:
    title = f"{field.label} *" if field.must else field.label
    return Column(
        title,
        lambda line: line.cells[field.key],
        key=field.key,
        width=max(field.shown, 15 * len(title) + 16),
        numeric=field.kind in ("heads", "number"),
        tip=lambda line: line.cells[field.key] or field.help,
        asked_for=not field.shown,
        personal=field.personal,
    )


def _result(line: Line) -> str | None:
    if line.id <= NEW:
        return line.typed.get("over_limit", "")
    return None if line.over is None else "■ 超标" if line.over else "○ 合格"


def _tone(line: Line) -> str:
    if line.id <= NEW:
        return ""
    return "danger" if line.over else "good"
