"""回收站: what was removed, to be restored one by one or many, or discarded for good."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.page import button, column, label, link, row
from desktop.ui.rowtable import Column, RowTable
from desktop.ui.tableview import TableView
from desktop.work import bin
from desktop.work.bin import Item

COLUMNS: tuple[Column[Item], ...] = (
    Column("类别", lambda item: item.kind, width=92),
    Column("名称", lambda item: item.name, width=230, tip=lambda item: item.name),
    Column("村（社区）或企业", lambda item: item.owner or "—", width=180, tip=lambda item: item.owner or ""),
    Column("连同的记录", lambda item: f"{item.lines:,}", width=96, numeric=True),
    Column("删除日期", lambda item: item.removed_on.isoformat(), width=110),
)


class BinView(QWidget):
    """The bin in place of the register. `closed` asks for the register again."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk = desk
        self._items: dict[int, Item] = {}
        self.model: RowTable[Item] = RowTable(COLUMNS, lambda: list(self._items), lambda ids: self._items)
        self.table = TableView(self.model, name="回收站")
        self.restore = button("恢复选中的", "undo", self.restore_chosen, main=True)
        self.discard = button("彻底删除选中的", "close", self.discard_chosen)
        self.said = label("", "muted", wrap=True)
        self.table.opened.connect(lambda _: self.restore_chosen())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._offer())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        head = row(link("‹ 回到台账", self.closed.emit), label("回收站", "heading"), None, self.discard, self.restore)
        outer.addWidget(column(head, self.table, self.said, stretch=1))

    def enter(self) -> None:
        """Read what is in the bin."""
        office = self._desk.office
        self._items = {item.id: item for item in self._desk.ask(lambda s: bin.items(s, office.rulebook))}
        self.table.reload()
        if self._items and self.table.current() is None:
            self.table.show_record(next(iter(self._items)))
        words = "双击一行就恢复它；按住 Ctrl 或 Shift 可以选几行一起恢复。统计、到期和搜索都不算回收站里的企业。"
        self.said.setText(words if self._items else "回收站是空的。在台账里选中企业，按 Ctrl+- 就放到这里。")
        self._offer()

    def restore_chosen(self) -> None:
        """Put the chosen records back; one undo."""
        ids, office = self.table.chosen(), self._desk.office
        if ids:
            self._desk.attempt(lambda s: bin.restore(s, ids, rulebook=office.rulebook, on=office.today()))

    def discard_chosen(self) -> None:
        """Remove the chosen records for good: no question, because undo brings them back."""
        ids = self.table.chosen()
        if ids:
            self._desk.attempt(lambda s: bin.discard(s, ids))
            self.enter()

    def _offer(self) -> None:
        chosen = bool(self._items) and bool(self.table.chosen())
        self.restore.setEnabled(chosen)
        self.discard.setEnabled(chosen)
