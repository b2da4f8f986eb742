"""A RowTable whose cells can be written, with what was refused kept where it was typed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from desktop.ui import look
from desktop.ui.rowtable import CHIP, Column, Index, RowTable
from desktop.work.problem import Problem

Row = TypeVar("Row")
Writing = tuple[int, str, str]  # record, key of the field, what is to stand there
Written = Mapping[int, tuple[str, Callable[[Row], str]]]  # column → (key, text as it would be typed)

EDIT = Qt.ItemDataRole.EditRole


class GridTable(RowTable[Row]):
    """`save` writes one cell and raises Problem when it is refused; a refused cell keeps what was typed, marked.

    empty: the ids with nothing in a column, where one question tells it for all lines (None: look at the lines).
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        find: Callable[[], Sequence[int]],
        fetch: Callable[[Sequence[int]], dict[int, Row]],
        sort: Callable[[str, bool], None] | None,
        written: Written[Row],
        save: Callable[[Writing], object],
    ) -> None:
        super().__init__(columns, find, fetch, sort)
        self.written, self._save = dict(written), save
        self.refused: dict[tuple[int, int], tuple[str, str]] = {}
        self.empty: Callable[[int], Collection[int] | None] = lambda _: None

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

    def filled(self, column: int) -> Callable[[int], bool]:
        """Whether the cell of a line holds anything."""
        nothing = self.empty(column)
        if nothing is None:
            return lambda row: bool(self.text_of(row, column))
        return lambda row: self.id_at(row) not in nothing

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == EDIT and index.isValid():
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
