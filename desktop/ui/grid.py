"""The hands of a spreadsheet on a table: type to edit, F2, Enter, Tab, Esc, blocks of cells, fill, clear."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QLineEdit, QStyleOptionViewItem, QWidget

from desktop.ui import look
from desktop.ui.rowtable import CHIP, Column, Index, RowTable
from desktop.ui.tableview import ChipPainter, TableView
from desktop.work.problem import Problem

Row = TypeVar("Row")
Writing = tuple[int, str, str]  # record, key of the field, what is to stand there
MOST_SUMMED = 2000  # lines: more would have to be fetched while the mouse is moving
STEPS = {
    Qt.Key.Key_Return: (1, 0), Qt.Key.Key_Enter: (1, 0), Qt.Key.Key_Tab: (0, 1), Qt.Key.Key_Backtab: (0, -1),
}  # fmt: skip


class GridTable(RowTable[Row]):
    """A RowTable whose cells can be written; a refused cell keeps what was typed, marked, with what to write."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        find: Callable[[], Sequence[int]],
        fetch: Callable[[Sequence[int]], dict[int, Row]],
        sort: Callable[[str, bool], None] | None,
        written: Mapping[int, tuple[str, Callable[[Row], str]]],
        save: Callable[[Writing], object],
    ) -> None:
        super().__init__(columns, find, fetch, sort)
        self.written, self._save = dict(written), save  # column → (key, text as it would be typed)
        self.refused: dict[tuple[int, int], tuple[str, str]] = {}

    def flags(self, index: Index) -> Qt.ItemFlag:
        editable = index.column() in self.written and index.isValid()
        return super().flags(index) | (Qt.ItemFlag.ItemIsEditable if editable else Qt.ItemFlag.NoItemFlags)

    def text_of(self, row: int, column: int) -> str:
        """A cell as it would be typed or pasted; "" for unknown."""
        if (self.id_at(row), column) in self.refused:
            return self.refused[self.id_at(row), column][0]
        found = self.row_at(row)
        if found is None:
            return ""
        if column in self.written:
            return self.written[column][1](found)
        return self.columns[column].text(found) or ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.EditRole and index.isValid():
            return self.text_of(index.row(), index.column())
        if self.refused and index.isValid() and (found := self.refused.get((self.id_at(index.row()), index.column()))):
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                return found[0] if role == Qt.ItemDataRole.DisplayRole else found[1]
            if role == Qt.ItemDataRole.ForegroundRole:
                return QColor(look.tones().danger)
            if role == Qt.ItemDataRole.BackgroundRole:
                return QColor(look.tones().danger_soft)
            if role == CHIP:
                return None
        return super().data(index, role)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() not in self.written:
            return False
        place, text = (self.id_at(index.row()), index.column()), str(value).strip()
        if place not in self.refused and text == self.text_of(index.row(), index.column()):
            return True
        before = self.refused.pop(place, None)
        try:
            self._save((place[0], self.written[index.column()][0], text))
        except Problem as problem:
            self.refused[place] = (text, f"{problem.what}{problem.remedy}")
        if before or place in self.refused:
            self.dataChanged.emit(index, index)
        return True


class CellEditor(ChipPainter):
    """Opens a line for typing; Enter and Tab commit and move on, as in a spreadsheet."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = QLineEdit(parent, frame=False)
        editor.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        return editor

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in STEPS:
            assert isinstance(watched, QWidget)
            self.commitData.emit(watched)
            self.closeEditor.emit(watched, QAbstractItemDelegate.EndEditHint.NoHint)
            grid = self.parent()
            assert isinstance(grid, Grid)
            grid.step(*_step(event))
            return True
        return super().eventFilter(watched, event)


class Grid(TableView):
    """A TableView of cells. `wishes` tells a list of Writing that is to become one operation, and what it is."""

    wishes = Signal(list, str)
    told = Signal(str)

    def __init__(self, model: GridTable[Any], frozen: int = 0, name: str = "") -> None:
        super().__init__(model, frozen, name)
        self._grid = model
        self.setItemDelegate(CellEditor(self))
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
        for view in filter(None, (self, self._frozen)):
            view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)

    def chosen(self) -> list[int]:
        """The ids of the lines with a selected cell, in the order of the table."""
        return [self._grid.id_at(line) for line in sorted(self._lines())]

    def cells(self) -> tuple[int, int]:
        """How many cells are selected, on how many lines."""
        ranges = self.selectionModel().selection().toList()
        return sum(part.width() * part.height() for part in ranges), len(self._lines())

    def finish(self) -> None:
        """Commit the cell that is being typed in."""
        for editor in self.viewport().findChildren(QLineEdit):
            if editor.isVisible():
                self.commitData(editor)
                self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def sums(self) -> list[tuple[str, int, int]]:
        """Of each selected column of numbers: its title, the sum of what is known, how many lines are unknown.

        Empty while more than MOST_SUMMED lines are selected.
        """
        lines = self._lines()
        if len(lines) > MOST_SUMMED:
            return []
        found: dict[int, list[str]] = {}
        for line, column in self._selected():
            if self._grid.columns[column].numeric and column in self._grid.written:
                found.setdefault(column, []).append(self._grid.text_of(line, column))
        return [
            (
                self._grid.columns[column].title,
                sum(int(text) for text in texts if text.isdecimal()),
                sum(not text.isdecimal() for text in texts),
            )
            for column, texts in sorted(found.items())
        ]

    def step(self, down: int, right: int) -> None:
        """Move the cursor as Enter and Tab do."""
        at = self.currentIndex()
        line = min(max(at.row() + down, 0), self._grid.rowCount() - 1)
        column = min(max(at.column() + right, 0), self._grid.columnCount() - 1)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self._grid.index(line, column), flags)
        self.scrollTo(self.currentIndex())

    def copy(self, *, heads: bool = False) -> None:
        """The selected block as tab-separated text, as WPS and Excel take it; `heads`: with the column titles."""
        top, left, bottom, right = self._block()
        if bottom < top:
            return
        shown = [column for column in range(left, right + 1) if not self.isColumnHidden(column)]
        lines = [[_flat(self._grid.text_of(line, column)) for column in shown] for line in range(top, bottom + 1)]
        if heads:
            lines.insert(0, [self._grid.columns[column].title for column in shown])
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))

    def paste(self) -> None:
        """Write the clipboard's block at the selection; a block that fits several times is repeated.

        A first line of column titles says where the columns belong.
        """
        block = _parsed(QGuiApplication.clipboard().text())
        top, left, bottom, right = self._block()
        if not block or bottom < top:
            return
        columns, block = self._heads(block, left)
        if columns is None:
            high, wide = len(block), max(map(len, block))
            down = (bottom - top + 1) // high * high if (bottom - top + 1) % high == 0 else high
            across = right - left + 1 if (right - left + 1) % wide == 0 else wide
            columns = {n: left + n for n in range(across) if left + n < self._grid.columnCount()}
        else:
            down, wide = len(block), max(columns) + 1
        wanted = {place: n for n, place in columns.items() if place in self._grid.written}
        lines = range(top, min(top + down, self._grid.rowCount()))
        writing: list[Writing] = []
        for line in lines:
            source = block[(line - top) % len(block)]
            for place, n in wanted.items():
                if n % wide < len(source):
                    writing.append((self._grid.id_at(line), self._grid.written[place][0], source[n % wide].strip()))
        left_out = [self._grid.columns[place].title for place in columns.values() if place not in self._grid.written]
        if left_out or down > len(lines):
            beyond = f"超出最后一行的 {down - len(lines)} 行没有粘贴。" if down > len(lines) else ""
            self.told.emit(f"{'、'.join(left_out)}不在这里改，没有粘贴。{beyond}" if left_out else beyond)
        if writing:
            self.wishes.emit(writing, "粘贴")

    def fill_down(self) -> None:
        """Ctrl+D: the first line of the selection into the others."""
        top, left, bottom, right = self._block()
        writing = [
            (self._grid.id_at(line), self._grid.written[column][0], self._grid.text_of(top, column))
            for line in range(top + 1, bottom + 1)
            for column in range(left, right + 1)
            if column in self._grid.written
        ]
        if writing:
            self.wishes.emit(writing, "向下填充")

    def clear_cells(self) -> None:
        """Delete: the selected cells become unknown."""
        writing = [
            (self._grid.id_at(line), self._grid.written[column][0], "")
            for line, column in self._selected()
            if column in self._grid.written
        ]
        if writing:
            self.wishes.emit(writing, "清除")

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab moves the cursor; at the last column it leaves the table."""
        at, right = self.currentIndex(), 1 if forward else -1
        if not at.isValid() or not 0 <= at.column() + right < self._grid.columnCount():
            return super().focusNextPrevChild(forward)
        self.step(0, right)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys, ctrl = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if ctrl and keys == Qt.Key.Key_C:
            self.copy(heads=bool(shift))
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif ctrl and keys == Qt.Key.Key_D:
            self.fill_down()
        elif keys == Qt.Key.Key_Delete:
            self.clear_cells()
        elif keys in STEPS and not ctrl and self.currentIndex().isValid():
            self.step(*_step(event))
        else:
            super().keyPressEvent(event)

    def _selected(self) -> Iterator[tuple[int, int]]:
        for part in self.selectionModel().selection().toList():
            for line in range(part.top(), part.bottom() + 1):
                for column in range(part.left(), part.right() + 1):
                    yield line, column

    def _lines(self) -> set[int]:
        found: set[int] = set()
        for part in self.selectionModel().selection().toList():
            found.update(range(part.top(), part.bottom() + 1))
        return found

    def _block(self) -> tuple[int, int, int, int]:
        """Top, left, bottom and right of the selection; bottom above top when nothing is selected."""
        parts = self.selectionModel().selection().toList()
        if not parts:
            at = self.currentIndex()
            return (at.row(), at.column(), at.row(), at.column()) if at.isValid() else (0, 0, -1, -1)
        return (
            min(part.top() for part in parts), min(part.left() for part in parts),
            max(part.bottom() for part in parts), max(part.right() for part in parts),
        )  # fmt: skip

    def _heads(self, block: list[list[str]], left: int) -> tuple[dict[int, int] | None, list[list[str]]]:
        titles = {column.title: n for n, column in enumerate(self._grid.columns)}
        first = [cell.strip() for cell in block[0]]
        if len(block) < 2 or not all(cell in titles for cell in first):
            return None, block
        return {n: titles[cell] for n, cell in enumerate(first)}, block[1:]


def _step(event: QKeyEvent) -> tuple[int, int]:
    down, right = STEPS[Qt.Key(event.key())]
    back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and down
    return (-down, right) if back else (down, right)


def _flat(text: str) -> str:
    return text.replace("\t", " ").replace("\n", " ")


def _parsed(text: str) -> list[list[str]]:
    """The lines and cells of a copied block, as spreadsheets write them; a cell with line breaks stands in quotes."""
    import csv
    import io

    lines = list(csv.reader(io.StringIO(text.replace("\r\n", "\n")), delimiter="\t"))
    while lines and not any(lines[-1]):
        lines.pop()
    return [line or [""] for line in lines]
