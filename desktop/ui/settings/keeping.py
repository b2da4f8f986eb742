"""数据与备份: where the data is, the copies that were checked, a copy now, and the way back to one of them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.files import show
from desktop.ui.notice import Question
from desktop.ui.page import button, label, panel, row
from desktop.ui.rowtable import Column, RowTable
from desktop.ui.tableview import TableView
from desktop.work import safekeeping
from desktop.work.change import Change
from desktop.work.progress import Progress
from desktop.work.safekeeping import Copy

COLUMNS = (
    Column[Copy]("备份时间", lambda x: f"{x.at:%Y-%m-%d %H:%M:%S}", width=170),
    Column[Copy]("企业", lambda x: "已损坏" if x.employers is None else f"{x.employers:,} 家", width=100, numeric=True),
    Column[Copy]("大小", lambda x: f"{x.size / 1024:,.0f} KB", width=110, numeric=True),
    Column[Copy]("文件", lambda x: x.path.name, width=380),
)


class KeepingTab(QWidget):
    """A copy counts only after it has passed its check."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._copies: list[Copy] = []
        self.where = label("", wrap=True)
        self.now = button("立即备份", "backup", self.back_up, main=True)
        self.folder = button("打开数据文件夹", "folder", self._open)
        self.restore = button("恢复到这一份…", "undo", self.ask_restore)
        self.other = button("恢复别处的备份…", "", self._ask_file)
        self.table: TableView = TableView(
            RowTable(COLUMNS, lambda: range(len(self._copies)), lambda ids: {n: self._copies[n] for n in ids}),
            name="备份",
        )
        self.nothing = label("还没有备份。点“立即备份”留下第一份。", "muted")
        self._lay_out()
        self.table.picked.connect(lambda record: self.restore.setEnabled(record is not None))
        desk.backed_up.connect(lambda _: self.refresh() if self.isVisible() else None)

    def refresh(self) -> None:
        """Show the copies that are there; they are looked into in a job."""
        self.where.setText(str(self._desk.office.path))
        path = self._desk.office.path

        def look_into(progress: Progress) -> list[Copy]:
            return safekeeping.copies(path, progress)

        self._desk.start(self, look_into, self._show, "正在查看备份")

    def back_up(self) -> None:
        """Keep a checked copy now, as a job."""
        office = self._desk.office

        def work(_: Progress) -> Path:
            return office.back_up()

        self._desk.start(self, work, self._kept, "正在备份")

    def ask_restore(self) -> Question | None:
        """恢复到这一份: asks first, because what was done since then is gone from the list."""
        chosen = self.table.current()
        if chosen is None:
            return None
        copy = self._copies[chosen]
        held = "" if copy.employers is None else f"（{copy.employers:,} 家企业）"
        return self._ask(copy.path, f"{copy.at:%Y-%m-%d %H:%M:%S} 的备份{held}")

    def restore_to(self, chosen: Path) -> None:
        """Put the backup in the place of the present data, as a job, and show it everywhere."""
        office = self._desk.office

        def work(_: Progress) -> Change:
            return office.restore(chosen)

        self._desk.start(self, work, self._restored, "正在恢复备份", writes=True)

    def _ask(self, chosen: Path, what: str) -> Question:
        dialog = Question(
            self,
            "恢复备份",
            f"恢复到 {what}？\n\n那以后的录入和修改都会回到当时的样子。"
            "现在的数据会先另存为一份新备份，需要时还能恢复回来。",
            "恢复",
            lambda: self.restore_to(chosen),
        )
        dialog.open()
        return dialog

    def _ask_file(self) -> QFileDialog:
        kind = "职康网格备份 (*.db)"
        return self._desk.files.read(self, "选择备份文件", kind, lambda file: self._ask(file, f"“{file.name}”"))

    def _restored(self, change: Change) -> None:
        self._desk.told(change)
        self._desk.backed_up.emit("")
        self._desk.bar.say("恢复好了，窗口里显示的就是那时的数据。", change.said, "good")

    def _kept(self, copy: Path) -> None:
        self._desk.backed_up.emit("")
        if not self.isVisible():
            self.refresh()
        self._desk.bar.say("备份好了，并且检查过。", str(copy), "good")

    def _show(self, copies: list[Copy]) -> None:
        self._copies = copies
        self.table.reload()
        self.table.setVisible(bool(copies))
        self.restore.setEnabled(self.table.current() is not None)
        self.nothing.setVisible(not copies)

    def _open(self) -> None:
        show(self._desk.office.folder)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(10)
        column.addWidget(
            panel(
                label("数据在这里", "heading"),
                self.where,
                label(
                    "换电脑时，把整个文件夹复制过去就可以。不要放在网络盘里。"
                    "改动以后每半小时、关闭窗口时自动备份一次；备份里有全部台账和附件。",
                    "muted",
                    wrap=True,
                ),
                row(self.now, self.folder, None),
            )
        )
        column.addWidget(row(label("已有的备份（每一份都检查过）", "heading"), None, self.other, self.restore))
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing)
        column.addStretch(0)
