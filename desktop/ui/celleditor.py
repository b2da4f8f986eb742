"""Typing in a cell: a line that opens over it, and the keys that leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QLineEdit, QStyleOptionViewItem, QWidget

from desktop.ui.tableview import ChipPainter

if TYPE_CHECKING:
    from desktop.ui.grid import Grid

Index = QModelIndex | QPersistentModelIndex
STEPS = {
    Qt.Key.Key_Return: (1, 0), Qt.Key.Key_Enter: (1, 0), Qt.Key.Key_Tab: (0, 1), Qt.Key.Key_Backtab: (0, -1),
}  # fmt: skip
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class CellEditor(ChipPainter):
    """Opens a line for typing; Enter and Tab commit and move on, Ctrl+Enter fills the selection."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._grid = grid

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent, frame=False)
        editor.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        return editor

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(watched, QLineEdit):
            grid = self._grid
            if event.modifiers() & CTRL and event.key() == Qt.Key.Key_Semicolon:
                watched.insert(grid.today().isoformat())
                return True
            if event.key() in STEPS:
                self._leave(watched, event, grid)
                return True
        return super().eventFilter(watched, event)

    def _leave(self, editor: QLineEdit, event: QKeyEvent, grid: Grid) -> None:
        fills = event.modifiers() & CTRL and grid.cells()[0] > 1
        if not fills:
            self.commitData.emit(editor)
        text = editor.text()
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        if fills:
            grid.fill_with(text)
        elif not event.modifiers() & CTRL:
            grid.step(*step_of(event))


def step_of(event: QKeyEvent) -> tuple[int, int]:
    """How far down and right Enter or Tab goes; Shift turns Enter round."""
    down, right = STEPS[Qt.Key(event.key())]
    back = bool(event.modifiers() & SHIFT) and down
    return (-down, right) if back else (down, right)
