"""Moving and choosing among the cells of a table, as in a spreadsheet: Enter, Tab, arrows with Ctrl and Shift."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView

from desktop.ui import blocks
from desktop.ui.celleditor import CTRL, SHIFT
from desktop.ui.gridtable import GridTable
from desktop.ui.tableview import TableView

Index = QModelIndex | QPersistentModelIndex
Select = QItemSelectionModel.SelectionFlag
Action = QAbstractItemView.CursorAction
TRAVEL = {
    Qt.Key.Key_Up: Action.MoveUp, Qt.Key.Key_Down: Action.MoveDown, Qt.Key.Key_Left: Action.MoveLeft,
    Qt.Key.Key_Right: Action.MoveRight, Qt.Key.Key_Home: Action.MoveHome, Qt.Key.Key_End: Action.MoveEnd,
    Qt.Key.Key_PageUp: Action.MovePageUp, Qt.Key.Key_PageDown: Action.MovePageDown,
}  # fmt: skip
ARROWS = {Action.MoveUp: (-1, 0), Action.MoveDown: (1, 0), Action.MoveLeft: (0, -1), Action.MoveRight: (0, 1)}


@dataclass(frozen=True, slots=True)
class Block:
    """The selection as lines and columns (from left to right as seen)."""

    lines: list[int]
    columns: list[int]


class CellTable(TableView):
    """A TableView whose cells are chosen one by one or as blocks."""

    def __init__(self, model: GridTable[Any], frozen: int = 0, name: str = "") -> None:
        super().__init__(model, frozen, name)
        self._grid = model
        self._tabbed: int | None = None  # where a row of Tabs began: Enter goes back below it
        self._anchor, self._extending = QPersistentModelIndex(), False  # where the selection began
        self.selectionModel().currentChanged.connect(self._began)

    def show_record(self, record: int) -> bool:
        """Put the cursor on a record, in the column where it is: one cell, so that Delete clears no whole line."""
        place = self._grid.place_of(record)
        if place is not None:
            self._go(place, max(0, self.currentIndex().column()), Select.ClearAndSelect)
        return place is not None

    def chosen(self) -> list[int]:
        """The ids of the lines with a selected cell, in the order of the table."""
        return [self._grid.id_at(line) for line in sorted(self._lines())]

    def cells(self) -> tuple[int, int]:
        """How many cells that are seen are selected, on how many lines."""
        shown = self.shown_columns()
        wide = (
            (part.height(), sum(part.left() <= column <= part.right() for column in shown))
            for part in self.selectionModel().selection().toList()
        )
        return sum(high * columns for high, columns in wide), len(self._lines())

    def step(self, down: int, right: int) -> None:
        """Move the cursor as Enter and Tab do: inside a selected block, else to the neighbour."""
        at, block = self.currentIndex(), self.block()
        if block is not None and len(block.lines) * len(block.columns) > 1 and at.column() in block.columns:
            self._step_inside(block, down, right)
            return
        columns = self.shown_columns()
        place = columns.index(at.column()) if at.column() in columns else 0
        if right and self._tabbed is None:
            self._tabbed = place
        elif down and self._tabbed is not None:
            place, self._tabbed = self._tabbed, None
        line = min(max(at.row() + down, 0), self._grid.rowCount() - 1)
        self._go(line, columns[min(max(place + right, 0), len(columns) - 1)], Select.ClearAndSelect)

    def block(self) -> Block | None:
        """The selection as lines and columns; None when its parts do not make one shape."""
        parts = self.selectionModel().selection().toList()
        if not parts:
            at = self.currentIndex()
            return Block([at.row()], [at.column()]) if at.isValid() else Block([], [])
        by_lines: dict[tuple[int, int], set[int]] = {}
        for part in parts:
            by_lines.setdefault((part.top(), part.bottom()), set()).update(range(part.left(), part.right() + 1))
        shapes = list(by_lines.values())
        if any(shape != shapes[0] for shape in shapes):
            return None
        lines = sorted({line for top, bottom in by_lines for line in range(top, bottom + 1)})
        return Block(lines, [column for column in self.shown_columns() if column in shapes[0]])

    def extend_to(self, index: Index) -> None:
        """Shift: everything between where the selection began and this cell."""
        columns = self.shown_columns()
        if not self._anchor.isValid() or not {self._anchor.column(), index.column()} <= set(columns):
            return
        places = sorted((columns.index(self._anchor.column()), columns.index(index.column())))
        lines = sorted((self._anchor.row(), index.row()))
        self._extending = True
        self._select(lines, columns[places[0] : places[1] + 1])
        self.selectionModel().setCurrentIndex(self._grid.index(index.row(), index.column()), Select.NoUpdate)
        self.scrollTo(index)
        self._extending = False

    def travel(self, event: QKeyEvent) -> None:
        """An arrow, Home, End or Page key: move, or with Shift extend."""
        target = self.moveCursor(TRAVEL[Qt.Key(event.key())], event.modifiers())
        if not target.isValid():
            return
        if event.modifiers() & SHIFT:
            self.extend_to(target)
        else:
            self._go(target.row(), target.column(), Select.ClearAndSelect)

    def _began(self, current: QModelIndex) -> None:
        if not self._extending:
            self._anchor = QPersistentModelIndex(current)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Ctrl with an arrow goes to the edge of the block of filled cells."""
        arrow = ARROWS.get(action)
        at = self.currentIndex()
        if arrow is None or not modifiers & CTRL or not at.isValid():
            return super().moveCursor(action, modifiers)
        if arrow[0]:
            filled = self._grid.filled(at.column())
            return self._grid.index(blocks.edge(filled, at.row(), self._grid.rowCount() - 1, arrow[0]), at.column())
        columns = self.shown_columns()
        place = blocks.edge(
            lambda n: bool(self._grid.text_of(at.row(), columns[n])),
            columns.index(at.column()),
            len(columns) - 1,
            arrow[1],
        )
        return self._grid.index(at.row(), columns[place])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._tabbed = None
        index = self.indexAt(event.position().toPoint())
        if event.modifiers() & SHIFT and event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.extend_to(index)
            return
        super().mousePressEvent(event)
        self._began(self.currentIndex())
        self._extending = True  # while the button is down

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._extending = False

    def _step_inside(self, block: Block, down: int, right: int) -> None:
        at = self.currentIndex()
        line, place = block.lines.index(at.row()) if at.row() in block.lines else 0, block.columns.index(at.column())
        high, wide = len(block.lines), len(block.columns)
        number = (place * high + line + down) if down else (line * wide + place + right)
        number %= high * wide
        line, place = (number % high, number // high) if down else (number // wide, number % wide)
        self._go(block.lines[line], block.columns[place], Select.NoUpdate)

    def _go(self, line: int, column: int, flags: QItemSelectionModel.SelectionFlag) -> None:
        self.selectionModel().setCurrentIndex(self._grid.index(line, column), flags)
        self.scrollTo(self.currentIndex())

    def _select(self, lines: Sequence[int], columns: Sequence[int]) -> None:
        """The cells that were written are what is selected, as after a paste in Excel."""
        last = min(lines[-1], self._grid.rowCount() - 1)
        chosen = QItemSelection()
        for column in columns:
            chosen.select(self._grid.index(lines[0], column), self._grid.index(last, column))
        self.selectionModel().select(chosen, Select.ClearAndSelect)

    def _selected(self) -> Iterator[tuple[int, int]]:
        hidden = {column for column in range(self._grid.columnCount()) if self.isColumnHidden(column)}
        for part in self.selectionModel().selection().toList():
            for line in range(part.top(), part.bottom() + 1):
                for column in range(part.left(), part.right() + 1):
                    if column not in hidden:
                        yield line, column

    def _lines(self) -> set[int]:
        found: set[int] = set()
        for part in self.selectionModel().selection().toList():
            found.update(range(part.top(), part.bottom() + 1))
        return found
