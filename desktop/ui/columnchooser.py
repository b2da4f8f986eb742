"""All columns of a table to tick, found by name, by another name, or by the first letters of the pinyin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.page import label
from desktop.ui.rowtable import Column
from desktop.work import field_search

ON, OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked
PLACE, KEYS = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class ColumnChooser(QFrame):
    """Opens beside the head of a table. `show` is called with a column and whether it is to be seen."""

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        offered: Sequence[int],
        hidden: Callable[[int], bool],
        show: Callable[[int, bool], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit(placeholderText="找一列，可以写拼音首字母，例如“frdb”", accessibleName="找一列")
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget(accessibleName="列")
        for number in offered:
            column = columns[number]
            told = f"{column.title}　{column.group}" if column.group else column.title
            item = QListWidgetItem(told, self.list)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
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

    def open_at(self, at: QPoint) -> None:
        """Show it there, ready to type in."""
        screen = self.screen().availableGeometry()
        self.move(min(at.x(), screen.right() - self.width()), min(at.y(), screen.bottom() - self.height()))
        self.show()
        self.search.setFocus()

    def _find(self, text: str) -> None:
        wanted = text.strip().lower()
        for item in self._items():
            item.setHidden(wanted not in item.data(KEYS))

    def _first(self) -> None:
        """Enter ticks the first column that was found, or takes its tick away."""
        item = next((item for item in self._items() if not item.isHidden()), None)
        if item is not None:
            item.setCheckState(OFF if item.checkState() == ON else ON)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(n) for n in range(self.list.count())]
