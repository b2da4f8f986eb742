"""Files chosen or dropped while a new employer is being typed: copied at once, noted together with the record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QListWidget, QVBoxLayout

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.page import label, link, row
from desktop.ui.register.attachments import CHOOSE, size_of
from desktop.work import attachment_files
from desktop.work.attachment_files import Stored, Taken
from desktop.work.problem import Problem
from desktop.work.progress import Progress


class WaitingFiles(QFrame):
    """`stored` wait for the record. The person's own files are only read; `let_go` removes the copies."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(objectName="panel")
        self._desk = desk
        self.stored: list[Stored] = []
        self.copying = 0
        self.told = label("把照片、营业执照、检测报告拖到这里，或点“添加…”，可以一次选多个。", "muted", wrap=True)
        self.refused = label("", "mark", wrap=True)
        self.refused.hide()
        self.list = QListWidget(accessibleName="要一起存的文件")
        self.list.setMaximumHeight(look.dp(92))
        self.list.hide()
        self.add = link("添加…", lambda: desk.files.several(self, CHOOSE, self.take))
        self.drop = link("去掉选中的", self.drop_chosen)
        self.drop.hide()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(8, 6, 8, 6)
        lines.setSpacing(4)
        lines.addWidget(self.told)
        lines.addWidget(self.list)
        lines.addWidget(self.refused)
        lines.addWidget(row(self.add, self.drop, None))
        self.setAcceptDrops(True)

    def take(self, files: Sequence[Path]) -> None:
        """Copy files as a job."""
        folder = self._desk.office.folder
        self.copying += 1
        self._tell()

        def work(progress: Progress) -> Taken | Problem:
            try:
                return attachment_files.take_in(files, folder, progress)
            except Problem as problem:
                return problem

        if self._desk.start(self, work, self._taken, "正在存入附件") is None:
            self.copying -= 1

    def let_go(self) -> None:
        """Nothing of this is kept."""
        attachment_files.discard(self.stored, self._desk.office.folder)
        self.stored = []

    def drop_chosen(self) -> None:
        """One file that is not to be kept after all."""
        place = self.list.currentRow()
        if place >= 0:
            attachment_files.discard([self.stored.pop(place)], self._desk.office.folder)
            self._tell()

    def refuse_while_copying(self) -> None:
        """Raise Problem while files are still on their way."""
        if self.copying:
            raise Problem("文件还在拷贝。", "请等一会儿再点“登记”。", "已填的内容还在。")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def _taken(self, found: Taken | Problem) -> None:
        self.copying -= 1
        refused = [found] if isinstance(found, Problem) else list(found.refused)
        if isinstance(found, Taken):
            held = {file.sha256 for file in self.stored}
            self.stored += [file for file in found.stored if file.sha256 not in held]
        self._tell(attachment_files.told(refused) if refused else None)

    def _tell(self, problem: Problem | None = None) -> None:
        self.list.clear()
        for file in self.stored:
            day = f"，{file.taken_on} 拍摄" if file.taken_on else ""
            self.list.addItem(f"{file.name}（{size_of(file.size)}{day}）")
        for each in (self.list, self.drop):
            each.setVisible(bool(self.stored))
        self.list.setCurrentRow(len(self.stored) - 1)
        self.refused.setText(f"{problem.what}{problem.remedy}" if problem else "")
        self.refused.setVisible(problem is not None)
        self.add.setEnabled(not self.copying)
        self.add.setText("正在拷贝…" if self.copying else "添加…")
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
