"""The 附件 tab: files and photos of one employer or of one ledger line, as small pictures, with their details."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QListWidget, QListWidgetItem, QVBoxLayout

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.files import show
from desktop.ui.form import Entry, Form
from desktop.ui.page import Short, label, link, row
from desktop.ui.register.card_tab import CardTab
from desktop.ui.register.small import HIGH, WIDE, icon_of, small_picture
from desktop.ui.register.viewer import SAVE, Viewer
from desktop.work import attachment_files, attachments
from desktop.work.attachment_files import Taken
from desktop.work.attachments import Kept, Of
from desktop.work.employer_file import EmployerFile
from desktop.work.problem import Problem
from desktop.work.progress import Progress

NUMBER = Qt.ItemDataRole.UserRole
CHOOSE = "选择要添加的文件（可以一次选多个）"


def size_of(number: int) -> str:
    """Bytes as a person reads them."""
    return f"{number / 2**20:,.1f} MB" if number >= 2**20 else f"{max(1, number // 1024):,} KB"


class AttachmentsTab(CardTab):
    """Asked only while it is looked at."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk = desk
        self._record: int | None = None
        self._of: Of | None = None
        self._stale = False
        self.found: list[Kept] = []
        self.heading = Short("附件", "heading")
        self.all = link("看全部附件", lambda: self.show_line(None))
        self.add = link("添加…", self._ask_files)
        self.view = link("查看", self.view_it)
        self.open = link("打开副本", self.open_it)
        self.save = link("另存为…", self._ask_target)
        self.remove = link("删除", self.remove_it)
        self.nothing = label("还没有附件。把照片、扫描件、报告拖到这张卡片上，或点“添加…”。", "muted", wrap=True)
        self.strip = _strip()
        self.strip.itemActivated.connect(lambda _: self.view_it())
        self.strip.currentItemChanged.connect(lambda *_: self._picked())
        self.told = label("", "muted", wrap=True)
        kinds = desk.office.rulebook.codes.get("attachment_kind").codes
        self.form = Form(
            (
                Entry("kind", "类别", tuple((kind, kind) for kind in kinds)),
                Entry("caption", "说明", hint="例如：喷漆房东侧除尘设备"),
                Entry("taken_on", "拍摄（形成）日期", hint="例如 2026-03-05"),
            ),
            self._describe,
        )
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 8, 0, 0)
        lines.setSpacing(4)
        lines.addWidget(row(self.heading, self.all, None, self.add))
        lines.addWidget(self.nothing)
        lines.addWidget(self.strip, 1)
        lines.addWidget(row(self.view, self.open, self.save, self.remove, None))
        lines.addWidget(self.told)
        lines.addWidget(self.form)
        lines.addStretch(0)

    def show_file(self, file: EmployerFile) -> None:
        self.show_record(file.id)

    def remember(self) -> None:
        self.form.remember()

    def show_record(self, record: int | None, of: Of | None = None) -> None:
        """The attachments of an employer, or of one line of its, now or when the tab is opened."""
        if record != self._record or of is not None:
            self._of = of
            self.form.remember()
        self._record, self._stale = record, True
        if self.isVisible():
            self._show()

    def show_line(self, of: Of | None) -> None:
        """Only those of one ledger line; None: all."""
        self._of = of
        self._show()

    def take(self, files: Sequence[Path], of: Of | None = None) -> None:
        """Copy files as a job, then note all of them as one operation; `of`: the ledger line they belong to."""
        employer, office = self._record, self._desk.office
        if employer is None or not files:
            return
        of = of or self._of

        def work(progress: Progress) -> Taken:
            return attachment_files.take_in(files, office.folder, progress)

        def noted(taken: Taken) -> None:
            try:
                with attachment_files.keeping(taken.stored, office.folder):
                    self._desk.change(
                        lambda session: attachments.add(session, employer, taken.stored, on=office.today(), of=of)
                    )
            except Problem as problem:
                attachment_files.discard(taken.stored, office.folder)
                self._desk.bar.tell(problem)
            else:
                if taken.refused:
                    self._desk.bar.tell(attachment_files.told(taken.refused))

        self._desk.start(self, work, noted, "正在存入附件")

    def view_it(self) -> Viewer | None:
        """查看: large, over the window."""
        kept = self._chosen()
        return Viewer(self._desk, self.window(), self.found, self.found.index(kept)) if kept else None

    def open_it(self) -> None:
        """Open a copy in the program that the person uses for such files."""
        if (kept := self._chosen()) is not None:
            self._copy_out(self._desk.files.scratch() / kept.name, show)

    def save_as(self, target: Path) -> None:
        """Write a copy where the person wants it."""
        self._copy_out(target, lambda file: self._desk.files.written("附件已另存。", file))

    def remove_it(self) -> None:
        """删除: no question, because undo brings it back."""
        kept = self._chosen()
        if kept is not None:
            self._desk.attempt(lambda session: attachments.remove(session, kept.id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.remove_it()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._show()

    def _describe(self, record: int, key: str, written: str) -> None:
        office = self._desk.office
        self._desk.change(
            lambda s: attachments.describe(s, record, key, written, rulebook=office.rulebook, on=office.today())
        )

    def _copy_out(self, target: Path, done: Callable[[Path], object]) -> None:
        kept, folder = self._chosen(), self._desk.office.folder
        if kept is not None:
            self._desk.start(self, lambda _: attachments.copy_out(kept, folder, target), done, "正在取出附件")

    def _chosen(self) -> Kept | None:
        item = self.strip.currentItem()
        number = item.data(NUMBER) if item is not None else None
        return next((kept for kept in self.found if kept.id == number), None)

    def _show(self) -> None:
        self._stale = False
        record, of, book = self._record, self._of, self._desk.office.rulebook
        before = self._chosen()
        asked = self._desk.ask(lambda s: attachments.listing(s, record, book, of)) if record is not None else []
        self.found = asked
        words = self.found[0].subject if of and self.found else "附件"
        self.heading.setText(f"{words}（{len(self.found)}）" if self.found else str(words))
        self.all.setVisible(of is not None)
        self.nothing.setVisible(not self.found)
        self.strip.setVisible(bool(self.found))
        self._fill(before.id if before else None)
        self._picked()
        self._draw_small()

    def _fill(self, stay: int | None) -> None:
        self.strip.blockSignals(True)
        self.strip.clear()
        for kept in self.found:
            item = QListWidgetItem(icon_of(kept, None), kept.title)
            item.setData(NUMBER, kept.id)
            item.setToolTip(f"{kept.name}\n{size_of(kept.size)}，{kept.added_on} 添加")
            self.strip.addItem(item)
            if kept.id == stay:
                self.strip.setCurrentItem(item)
        if self.found and self.strip.currentItem() is None:
            self.strip.setCurrentRow(0)
        self.strip.blockSignals(False)

    def _draw_small(self) -> None:
        """The small pictures, made or found by a job, appear when they are ready."""
        wanted, folder = list(self.found), self._desk.office.folder
        if not wanted:
            return

        def work(progress: Progress) -> dict[int, Path | None]:
            made = {}
            for number, kept in enumerate(wanted):
                progress.step(number, len(wanted), "正在生成预览")
                made[kept.id] = small_picture(folder, kept)
            return made

        self._desk.start(self, work, self._show_small, "正在生成预览")

    def _show_small(self, made: dict[int, Path | None]) -> None:
        for place in range(self.strip.count()):
            item = self.strip.item(place)
            kept = next((kept for kept in self.found if kept.id == item.data(NUMBER)), None)
            if kept is not None and made.get(kept.id) is not None:
                item.setIcon(icon_of(kept, made[kept.id]))

    def _picked(self) -> None:
        kept = self._chosen()
        for each in (self.view, self.open, self.save, self.remove, self.told, self.form):
            each.setVisible(kept is not None)
        if kept is None:
            self.form.fill(None, {})
            return
        belongs = f"，属于{kept.subject}" if kept.subject else ""
        self.told.setText(f"{kept.name}，{size_of(kept.size)}，{kept.added_on} 添加{belongs}")
        day = kept.taken_on.isoformat() if kept.taken_on else None
        self.form.fill(kept.id, {"kind": kept.kind, "caption": kept.caption, "taken_on": day})

    def _ask_files(self) -> QFileDialog:
        return self._desk.files.several(self, CHOOSE, self.take)

    def _ask_target(self) -> QFileDialog | None:
        kept = self._chosen()
        return self._desk.files.save(self, SAVE, kept.name, "", self.save_as) if kept is not None else None


def _strip() -> QListWidget:
    strip = QListWidget(accessibleName="附件")
    strip.setViewMode(QListWidget.ViewMode.IconMode)
    strip.setResizeMode(QListWidget.ResizeMode.Adjust)
    strip.setMovement(QListWidget.Movement.Static)
    strip.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    strip.setWordWrap(True)
    strip.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    strip.setIconSize(QSize(look.dp(WIDE), look.dp(HIGH)))
    strip.setGridSize(QSize(look.dp(WIDE + 14), look.dp(HIGH + 46)))
    strip.setAcceptDrops(False)
    strip.setMinimumHeight(look.dp(HIGH + 56))
    return strip
