"""All columns of a table to tick, found by name, by another name, or by the first letters of the pinyin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidgetItem, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.headpopup import TICKED, HeadPopup
from desktop.ui.page import label
from desktop.ui.rowtable import Column
from desktop.work import field_search

ON, OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked
PLACE, KEYS = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class ColumnChooser(HeadPopup):
    """Opens beside the head of a table. `show` is called with a column and whether it is to be seen."""

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        offered: Sequence[int],
        hidden: Callable[[int], bool],
        show: Callable[[int, bool], object],
        parent: QWidget,
    ) -> None:
        super().__init__("找一列，可以写拼音首字母，例如“frdb”", "找一列", parent)
        self.list.setAccessibleName("列")
        for number in offered:
            column = columns[number]
            told = f"{column.title}　{column.group}" if column.group else column.title
            item = QListWidgetItem(told, self.list)
            item.setFlags(TICKED)
            item.setCheckState(OFF if hidden(number) else ON)
            item.setData(PLACE, number)
            item.setData(KEYS, field_search.keys(column.title, column.aliases))
        self.list.itemChanged.connect(lambda item: show(item.data(PLACE), item.checkState() == ON))
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._first)
        line = QVBoxLayout(self)
        line.setContentsMargins(12, 10, 12, 12)
        line.setSpacing(8)
        for widget in (label("显示哪些列", "heading"), self.search, self.list):
            line.addWidget(widget)
        self.resize(look.dp(320), look.dp(420))

    def _find(self, text: str) -> None:
        wanted = text.strip().lower()
        for item in self.items():
            item.setHidden(wanted not in item.data(KEYS))

    def _first(self) -> None:
        """Enter ticks the first column that was found, or takes its tick away."""
        item = next(iter(self.items(seen=True)), None)
        if item is not None:
            item.setCheckState(OFF if item.checkState() == ON else ON)
