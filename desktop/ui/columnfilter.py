"""The menu of a column head: its values with their counts to choose from, found by pinyin, and the sorting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidgetItem, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.headpopup import TICKED, HeadPopup
from desktop.ui.page import button, label, link, row
from desktop.work.columnvalues import EMPTY, Value

ON, OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked
PLACE = Qt.ItemDataRole.UserRole


class ColumnFilter(HeadPopup):
    """Opens under a column head. `chosen` is called with the values to show; none for all. sort: None, not sortable."""

    def __init__(
        self,
        title: str,
        values: Sequence[Value],
        asked: Sequence[Any],
        chosen: Callable[[tuple[Any, ...]], object],
        sort: Callable[[bool], object] | None,
        parent: QWidget,
    ) -> None:
        super().__init__("找一个值，可以写拼音首字母", f"在{title}里找", parent)
        self._values, self._chosen, self._sort = list(values), chosen, sort
        self.list.setAccessibleName(f"{title}的值")
        for place, value in enumerate(self._values):
            item = QListWidgetItem(f"{value.label or EMPTY}（{value.count:,}）", self.list)
            item.setFlags(TICKED)
            item.setCheckState(ON if not asked or value.value in asked else OFF)
            item.setData(PLACE, place)
        self.apply = button("确定", "check", self._apply, main=True)
        self.only = button("只看这个值", act=self._only)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._apply)
        self.list.itemDoubleClicked.connect(lambda _: self._only())
        self._lay_out(title)
        self.resize(look.dp(300), look.dp(380))

    def _find(self, text: str) -> None:
        wanted = text.strip().lower()
        for item in self.items():
            value = self._values[item.data(PLACE)]
            words = f"{value.label or EMPTY} {value.keys}".lower()
            item.setHidden(wanted not in words)

    def _tick(self, state: Qt.CheckState) -> None:
        for item in self.items(seen=True):
            item.setCheckState(state)

    def _apply(self) -> None:
        """The ticked values that are seen; all of them is no condition."""
        ticked = [self._values[i.data(PLACE)].value for i in self.items(seen=True) if i.checkState() == ON]
        everything = len(ticked) == len(self._values)
        if ticked:
            self.close()
            self._chosen(() if everything else tuple(ticked))

    def _only(self) -> None:
        if (item := self.list.currentItem()) is not None:
            self.close()
            self._chosen((self._values[item.data(PLACE)].value,))

    def _clear(self) -> None:
        self.close()
        self._chosen(())

    def _sorted(self, up: bool) -> None:
        self.close()
        if self._sort is not None:
            self._sort(up)

    def _lay_out(self, title: str) -> None:
        line = QVBoxLayout(self)
        line.setContentsMargins(12, 10, 12, 12)
        line.setSpacing(8)
        orders = row(
            button("升序", "arrow-up", lambda: self._sorted(True)),
            button("降序", "arrow-down", lambda: self._sorted(False)),
            None,
        )
        orders.setVisible(self._sort is not None)
        ticks = row(
            link("全选", lambda: self._tick(ON)),
            link("全不选", lambda: self._tick(OFF)),
            None,
            link("不筛选", self._clear),
        )
        for widget in (label(title, "heading"), orders, self.search, ticks, self.list):
            line.addWidget(widget)
        line.addWidget(row(self.only, None, self.apply))
