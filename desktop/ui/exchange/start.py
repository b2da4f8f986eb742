"""Before a file is chosen: drop, choose, export, blank template, and what was taken in before."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.exchange.drop import DropArea
from desktop.ui.page import button, label, panel, row
from desktop.ui.rowtable import Column, RowTable
from desktop.ui.tableview import TableView
from desktop.work import reception
from desktop.work.reception import Past

COLUMNS = (
    Column[Past]("导入日期", lambda x: x.imported_on.isoformat(), width=110),
    Column[Past]("文件", lambda x: x.file_name, width=320, tip=lambda x: x.file_name),
    Column[Past]("读到", lambda x: f"{x.read:,}", width=80, numeric=True),
    Column[Past]("新增", lambda x: f"{x.new:,}", width=80, numeric=True),
    Column[Past]("更新", lambda x: f"{x.changed:,}", width=80, numeric=True),
    Column[Past]("待定", lambda x: f"{x.doubtful:,}", width=80, numeric=True),
    Column[Past]("待更正的单元格", lambda x: f"{x.refused_cells:,}", width=110, numeric=True),
)


class StartStep(QWidget):
    """The way in and the way out."""

    chosen = Signal(object)
    wants_export = Signal()
    wants_blank = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._past: list[Past] = []
        self.drop = DropArea(desk.files)
        self.drop.chosen.connect(self.chosen)
        self.export = button("导出台账…", "export", self.wants_export.emit)
        self.blank = button("下载空白模板…", "sheet", self.ask_blank)
        out = panel(
            label("发出去", "heading"),
            label("把台账导出成 Excel，或给村里一张空白模板填写。", "muted", wrap=True),
            row(self.export, self.blank, None),
        )
        self.past: TableView = TableView(
            RowTable(COLUMNS, lambda: range(len(self._past)), lambda ids: {n: self._past[n] for n in ids}),
            name="导入记录",
        )
        self.nothing = label("还没有导入过表格。", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.drop)
        column.addWidget(out)
        column.addWidget(label("导入记录", "heading"))
        column.addWidget(self.past, 1)
        column.addWidget(self.nothing, 0, Qt.AlignmentFlag.AlignTop)
        column.addStretch(0)
        self.refresh()

    def refresh(self) -> None:
        """Ask for the past imports again."""
        self._past = self._desk.ask(reception.past)
        self.past.reload()
        self.past.setVisible(bool(self._past))
        self.nothing.setVisible(not self._past)

    def ask_blank(self) -> None:
        """Where to save the blank template."""
        self.wants_blank.emit()
