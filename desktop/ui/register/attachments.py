"""The 附件 tab: files and photos of one employer; dropped on the card, opened, saved elsewhere, removed with undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.page import label, link, row
from desktop.ui.rowtable import Column, RowTable
from desktop.ui.tableview import TableView
from desktop.work import attachments
from desktop.work.attachments import Kept, Stored
from desktop.work.progress import Progress


def size_of(number: int) -> str:
    """Bytes as a person reads them."""
    return f"{number / 2**20:,.1f} MB" if number >= 2**20 else f"{max(1, number // 1024):,} KB"


COLUMNS = (
    Column[Kept]("文件", lambda x: x.name, width=210, tip=lambda x: x.name),
    Column[Kept]("大小", lambda x: size_of(x.size), width=72, numeric=True),
    Column[Kept]("添加日期", lambda x: x.added_on.isoformat(), width=92),
)


class AttachmentsTab(QWidget):
    """Asked only while it is looked at."""

    tells = "照片、扫描件等文件，可以直接拖进来"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk = desk
        self._record: int | None = None
        self._stale = False
        self.found: list[Kept] = []
        self.heading = label("附件", "heading")
        self.add = link("添加…", self._ask_files)
        self.open = link("打开", self.open_it)
        self.save = link("另存为…", self._ask_target)
        self.remove = link("删除", self.remove_it)
        self.nothing = label("还没有附件。把照片、扫描件、报告拖到这张卡片上，或点“添加…”。", "muted", wrap=True)
        self.table = TableView(
            RowTable(COLUMNS, lambda: [x.id for x in self.found], lambda ids: {x.id: x for x in self.found}),
            name="附件",
        )
        self.table.opened.connect(lambda _: self.open_it())
        self.table.picked.connect(self._picked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addWidget(row(self.heading, None, self.add, self.open, self.save, self.remove))
        column.addWidget(self.nothing)
        column.addWidget(self.table, 1)
        column.addStretch(0)

    def show_record(self, record: int | None) -> None:
        """The attachments of an employer, now or when the tab is opened."""
        self._record, self._stale = record, True
        if self.isVisible():
            self._show()

    def take(self, files: Sequence[Path]) -> None:
        """Copy files as a job, then note all of them as one operation."""
        employer, office = self._record, self._desk.office
        if employer is None or not files:
            return

        def work(progress: Progress) -> list[Stored]:
            return attachments.store(files, office.folder, progress)

        def noted(stored: list[Stored]) -> None:
            self._desk.attempt(lambda session: attachments.add(session, employer, stored, on=office.today()))

        self._desk.start(self, work, noted, "正在存入附件")

    def open_it(self) -> None:
        """Open a copy in the program that the person uses for such files."""
        self._copy_out(None, lambda file: QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))))

    def save_as(self, target: Path) -> None:
        """Write a copy where the person wants it."""
        self._copy_out(target, lambda file: self._desk.bar.say("附件已另存。", str(file), "good"))

    def remove_it(self) -> None:
        """删除: no question, because undo brings it back."""
        chosen = self.table.current()
        if chosen is not None:
            self._desk.attempt(lambda session: attachments.remove(session, chosen))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.remove_it()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._show()

    def _copy_out(self, target: Path | None, done: Callable[[Path], object]) -> None:
        kept, folder = self._chosen(), self._desk.office.folder
        if kept is not None:
            self._desk.start(self, lambda _: attachments.copy_out(kept, folder, target), done, "正在取出附件")

    def _chosen(self) -> Kept | None:
        chosen = self.table.current()
        return next((kept for kept in self.found if kept.id == chosen), None)

    def _show(self) -> None:
        self._stale = False
        record = self._record
        self.found = [] if record is None else self._desk.ask(lambda s: attachments.listing(s, record))
        self.table.reload()
        self.heading.setText(f"附件（{len(self.found)}）" if self.found else "附件")
        self.nothing.setVisible(not self.found)
        self.table.setVisible(bool(self.found))
        if self.found and self.table.current() is None:
            self.table.show_record(self.found[0].id)
        self._picked(self.table.current() if self.found else None)

    def _picked(self, line: int | None) -> None:
        for each in (self.open, self.save, self.remove):
            each.setVisible(line is not None)

    def _ask_files(self) -> QFileDialog:
        dialog = QFileDialog(self, "选择要添加的文件", str(Path.home()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda files: self.take([Path(file) for file in files]))
        dialog.open()
        return dialog

    def _ask_target(self) -> QFileDialog | None:
        kept = self._chosen()
        if kept is None:
            return None
        dialog = QFileDialog(self, "另存附件", str(Path.home() / kept.name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(lambda file: self.save_as(Path(file)))
        dialog.open()
        return dialog
