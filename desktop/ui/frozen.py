"""The first columns of a table, standing still while the rest scrolls: a second view on the same model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from desktop.ui.header import Header

if TYPE_CHECKING:
    from desktop.ui.tableview import TableView


class Frozen(QTableView):
    """Lies over the left end of its owner and follows its order, widths, scrolling and editing."""

    def __init__(self, owner: TableView) -> None:
        super().__init__(owner)
        self.setObjectName("frozen")
        self._owner, self._busy = owner, False
        self.head = Header(self)
        self.setHorizontalHeader(self.head)
        self.setModel(owner.model())
        self.setSelectionModel(owner.selectionModel())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().valueChanged.connect(owner.verticalScrollBar().setValue)
        owner.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.head.sectionResized.connect(self._resized)
        self.head.sectionMoved.connect(self._moved)
        self.doubleClicked.connect(owner.doubleClicked)

    def follow(self) -> None:
        """Take over the owner's columns as they are now."""
        owner, self._busy = self._owner, True
        theirs = owner.horizontalHeader()
        for place in range(theirs.count()):
            column = theirs.logicalIndex(place)
            self.head.moveSection(self.head.visualIndex(column), place)
            hidden = place >= owner.frozen or owner.isColumnHidden(column)
            self.setColumnHidden(column, hidden)
            if not hidden:
                self.setColumnWidth(column, owner.columnWidth(column))
        self._busy = False
        self.place()

    def place(self) -> None:
        """Lie over the owner's left end."""
        owner = self._owner
        wide = sum(self.columnWidth(n) for n in range(self.head.count()) if not self.isColumnHidden(n))
        high, edge = owner.horizontalHeader().height(), owner.frameWidth()
        self.setGeometry(edge, edge, wide, owner.viewport().height() + high)
        self.head.setFixedHeight(high)
        self.setVisible(owner.frozen > 0)

    def edit_cell(self, index: object, *how: object) -> bool:
        """Open a cell for typing here: the owner's own would lie underneath."""
        return bool(super().edit(index, *how))

    def _resized(self, column: int, _old: int, new: int) -> None:
        if new and not self._busy and self._owner.columnWidth(column) != new:
            self._owner.setColumnWidth(column, new)
            self.place()

    def _moved(self, column: int, _old: int, new: int) -> None:
        if not self._busy:
            theirs = self._owner.horizontalHeader()
            theirs.moveSection(theirs.visualIndex(column), new)
