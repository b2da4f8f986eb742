"""村（社区）: the area tree - add by pasting, rename in place, close."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QPlainTextEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.page import button, label, panel, row
from desktop.work import settings
from desktop.work.problem import Problem

KEY = Qt.ItemDataRole.UserRole


class AreasTab(QWidget):
    """Double click or F2 renames; the old name is still recognised in spreadsheets."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._filling = False
        self.tree = QTreeWidget(accessibleName="村（社区）")
        self.tree.setHeaderLabels(["名称", "类别", "企业数"])
        self.tree.setEditTriggers(QTreeWidget.EditTrigger.DoubleClicked | QTreeWidget.EditTrigger.EditKeyPressed)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setStretchLastSection(False)
        self.tree.itemChanged.connect(self._renamed)
        self.close_area = button("停用", "close", self._close)
        self.pasted = QPlainTextEdit(placeholderText="每行一个名称，可以从表格里整列粘贴", accessibleName="要添加的村")
        self.pasted.setTabChangesFocus(True)
        self.add = button("添加", "add", self._add, main=True)
        side = panel(
            label("添加村、社区、园区", "heading"),
            label("已经有的不会重复添加。选中左边一项时，加在它下面。", "muted", wrap=True),
            self.pasted,
            row(None, self.add),
        )
        side.setFixedWidth(look.dp(320))
        left = QWidget(objectName="plain")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tree, 1)
        column.addWidget(
            row(
                label("双击名称可以改名，企业跟着走，旧名称以后仍能认出来。", "muted", wrap=True),
                self.close_area,
                stretch=0,
            )
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 12, 0, 0)
        outer.addWidget(row(left, side, spacing=12, stretch=0), 1)

    def refresh(self) -> None:
        """Draw the tree anew."""
        self._filling = True
        self.tree.clear()
        items: dict[int, QTreeWidgetItem] = {}
        for area in self._desk.ask(settings.areas):
            words = area.name if area.closed_on is None else f"{area.name}（已停用）"
            item = QTreeWidgetItem([words, area.kind, f"{area.employers:,}"])
            item.setData(0, KEY, area.id)
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            if area.closed_on is not None:
                item.setDisabled(True)
            items[area.id] = item
            parent = items.get(area.parent_id or 0)
            if parent is not None:
                parent.addChild(item)
            else:
                self.tree.addTopLevelItem(item)
        self.tree.expandAll()
        self.tree.setRootIsDecorated(any(item.childCount() for item in items.values()))
        self.tree.setColumnWidth(1, look.dp(80))
        self.tree.setColumnWidth(2, look.dp(80))
        self._filling = False

    def _renamed(self, item: QTreeWidgetItem, column: int) -> None:
        if self._filling or column != 0:
            return
        key, written = int(item.data(0, KEY)), item.text(0)
        if self._desk.attempt(lambda session: settings.rename_area(session, key, written)) is None:
            self.refresh()

    def _add(self) -> None:
        chosen = self.tree.currentItem()
        parent = int(chosen.data(0, KEY)) if chosen and chosen.isSelected() else None
        written = self.pasted.toPlainText().splitlines()
        try:
            self._desk.change(lambda session: settings.add_areas(session, written, parent_id=parent))
        except Problem as problem:
            self._desk.bar.tell(problem)
            return
        self.pasted.clear()

    def _close(self) -> None:
        chosen = self.tree.currentItem()
        if chosen is None:
            self._desk.bar.say("还没有选中要停用的村。", "请先在左边选中一项。")
            return
        key, on = int(chosen.data(0, KEY)), self._desk.office.today()
        self._desk.attempt(lambda session: settings.close_area(session, key, on=on))
