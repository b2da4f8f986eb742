"""What the tests of the gestures share: choosing cells, the open editor, reading the rows back."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QLineEdit

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def select(table, top, left, bottom=None, right=None, *, add=False):
    """Choose a block of cells as the mouse would; the cursor stands at its top left."""
    model = table.model()
    bottom, right = (top if bottom is None else bottom), (left if right is None else right)
    flags = QItemSelectionModel.SelectionFlag
    chosen = QItemSelection(model.index(top, left), model.index(bottom, right))
    if not add:
        table.selectionModel().setCurrentIndex(model.index(top, left), flags.ClearAndSelect)
    table.selectionModel().select(chosen, flags.Select if add else flags.ClearAndSelect)


def editor(table):
    """The line that is open over a cell."""
    views = [table, *([table._frozen] if table._frozen else [])]
    lines = [line for view in views for line in view.viewport().findChildren(QLineEdit)]
    return next((line for line in lines if line.isVisible()), None)


def at(table):
    """Line and column of the cursor."""
    return table.currentIndex().row(), table.currentIndex().column()


def chosen(table):
    """Top, left, bottom and right of the selection."""
    cells = [(index.row(), index.column()) for index in table.selectionModel().selectedIndexes()]
    lines, columns = zip(*cells, strict=True)
    return min(lines), min(columns), max(lines), max(columns)
