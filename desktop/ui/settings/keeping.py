"""数据与备份: where the data is, the copies that were checked, and a copy now."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.page import button, label, panel, row
from desktop.ui.rowtable import Column, RowTable
from desktop.ui.tableview import TableView
from desktop.work.progress import Progress

COLUMNS = (
    Column[tuple[Path, datetime]]("备份时间", lambda x: f"{x[1]:%Y-%m-%d %H:%M:%S}", width=170),
    Column[tuple[Path, datetime]]("文件", lambda x: x[0].name, width=380),
    Column[tuple[Path, datetime]]("大小", lambda x: f"{x[0].stat().st_size / 1024:,.0f} KB", width=110, numeric=True),
)


class KeepingTab(QWidget):
    """A copy counts only after it has passed its check."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._copies: list[tuple[Path, datetime]] = []
        self.where = label("", wrap=True)
        self.now = button("立即备份", "backup", self.back_up, main=True)
        self.folder = button("打开数据文件夹", "folder", self._open)
        self.table: TableView = TableView(
            RowTable(COLUMNS, lambda: range(len(self._copies)), lambda ids: {n: self._copies[n] for n in ids}),
            name="备份",
        )
        self.nothing = label("还没有备份。点“立即备份”留下第一份。", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(10)
        column.addWidget(
            panel(
                label("数据在这里", "heading"),
                self.where,
                label("换电脑时，把整个文件夹复制过去就可以。不要放在网络盘里。", "muted", wrap=True),
                row(self.now, self.folder, None),
            )
        )
        column.addWidget(label("已有的备份（每一份都检查过）", "heading"))
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing)
        column.addStretch(0)

    def refresh(self) -> None:
        """Show the copies that are there."""
        self.where.setText(str(self._desk.office.path))
        self._copies = self._desk.office.backups()
        self.table.reload()
        self.table.setVisible(bool(self._copies))
        self.nothing.setVisible(not self._copies)

    def back_up(self) -> None:
        """Keep a checked copy now, as a job."""
        office = self._desk.office

        def work(_: Progress) -> Path:
            return office.back_up()

        self._desk.start(self, work, self._kept, "正在备份")

    def _kept(self, copy: Path) -> None:
        self.refresh()
        self._desk.bar.say("备份好了，并且检查过。", str(copy), "good")

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._desk.office.folder)))
