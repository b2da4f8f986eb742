"""The right-hand card: everything about the employer under the cursor, edited where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.rules.card_tabs import Tab
from desktop.ui.desk import Desk
from desktop.ui.grades import UNCONFIRMED, shaped, tone_of
from desktop.ui.page import button, chip, column, dropped, label, link, row, scrolled, set_chip
from desktop.ui.register.card_tab import CardTab
from desktop.ui.register.fields_tab import FieldsTab
from desktop.ui.register.papers import Papers
from desktop.ui.register.status import StatusDialog
from desktop.ui.register.verified import VerifiedLine
from desktop.ui.wraptabs import WrapTabs
from desktop.work import attachments, employer_file, register
from desktop.work.employer_file import EmployerFile

if TYPE_CHECKING:
    from desktop.ui.register.attachments import AttachmentsTab

FILES = "附件"


class Card(QFrame):
    """Shows one employer; `wants_all` asks the page to grade everybody. A tab costs nothing until it is turned to."""

    wants_all = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._desk = desk
        self.record: int | None = None
        self.name = label("", "cardname", wrap=True)
        self.place = label("", "muted")
        self.chips = [chip() for _ in range(4)]
        self.tabs = WrapTabs()
        self._made: dict[int, CardTab] = {}  # by the number of the tab
        self._file: EmployerFile | None = None
        self._told: dict[int, EmployerFile] = {}  # what each tab shows
        self.status = link("改状态…", self.ask_status)
        self.status.setToolTip("停产、搬迁、注销……写明自哪一天起、为什么")
        self.print = button("打印", "print")
        self.print.setProperty("menu", True)
        self.print.setMenu(Papers(desk, self).menu(lambda: [self.record] if self.record else [], self.print))
        self.verified = VerifiedLine(desk)
        self._lay_out()
        self.setAcceptDrops(True)
        self.show_record(None)

    def show_record(self, record: int | None) -> None:
        """Show an employer; None shows what to do."""
        if record != self.record:
            self.remember()
        file = self._desk.ask(lambda session: employer_file.detail(session, record)) if record is not None else None
        self._file, self.record = file, file.id if file else None
        self._body.setVisible(file is not None)
        self._empty.setVisible(file is None)
        if file is None:
            return
        rows = self._desk.ask(lambda session: register.rows(session, [file.id]))
        self._head(file, rows[file.id])
        self.verified.show_file(file)
        self._refresh()

    def show_tab(self, title: str) -> CardTab:
        """Turn to a tab by its title; what stands on it."""
        number = self.tabs.titled(title)
        self.tabs.setCurrentIndex(number)
        return self._made[number]

    def ask_status(self) -> StatusDialog | None:
        """改状态…"""
        record = self.record
        file = self._desk.ask(lambda session: employer_file.detail(session, record)) if record is not None else None
        if file is None:
            return None
        dialog = StatusDialog(self._desk, file, self.window())
        dialog.open()
        return dialog

    def remember(self) -> None:
        """Commit what is being typed in."""
        for tab in self._made.values():
            tab.remember()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.record is not None and dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.record is not None and (files := dropped(event)):
            event.acceptProposedAction()
            self._keep_files(files, None)

    def _refresh(self) -> None:
        """The tab in sight shows the employer as it is now; the others when they are turned to."""
        self.tabs.build()
        number = self.tabs.currentIndex()
        if self._file is not None and self._told.get(number) is not self._file:
            self._told[number] = self._file
            self._made[number].show_file(self._file)

    def _show_files(self, of: attachments.Of) -> AttachmentsTab:
        """The attachments of one ledger line."""
        tab = cast("AttachmentsTab", self.show_tab(FILES))
        tab.show_line(of)
        return tab

    def _keep_files(self, files: Sequence[Path], of: attachments.Of | None) -> None:
        tab = self._show_files(of) if of is not None else cast("AttachmentsTab", self.show_tab(FILES))
        tab.take(files, of)

    def _head(self, file: EmployerFile, line: register.EmployerRow) -> None:
        self.name.setText(file.name)
        place = "　".join(filter(None, (file.village, file.fields.get("credit_code"))))
        self.place.setText(place or "村和信用代码未登记")
        tone = tone_of(line.status)
        set_chip(self.chips[0], shaped(line.status), "soft" if tone == "plain" else tone)
        set_chip(self.chips[1], f"{shaped(line.level)} 级" if line.level else "未分级", tone_of(line.level))
        set_chip(self.chips[2], f"{shaped(line.combined)} 类" if line.combined else "", tone_of(line.combined))
        mark = "人工认定" if line.overridden else UNCONFIRMED if line.unconfirmed else ""
        set_chip(self.chips[3], mark, "accent" if line.overridden else "warn")

    def _offer_tabs(self) -> None:
        book = self._desk.office.rulebook
        for tab in book.card_tabs:
            tells = "、".join((*tab.groups, *(book.ledgers[key].label for key in tab.ledgers)))
            self._offer(tab.title, partial(self._fields, tab), tells)
        self._offer(FILES, self._attachments, "照片、扫描件等文件，可以直接拖进来")
        self._offer("分级", self._grading)
        self._offer("历史", self._history)
        self._offer("病人（受限）", self._patients, "职业病病人、疑似病例和随访，用单独的密码打开")
        self.tabs.turned.connect(self._refresh)

    def _offer(self, title: str, make: Callable[[], CardTab], tells: str = "") -> None:
        number = self.tabs.count()

        def build() -> QWidget:
            self._made[number] = make()
            return scrolled(self._made[number])

        self.tabs.add(title, build, tells)

    def _fields(self, tab: Tab) -> CardTab:
        made = FieldsTab(self._desk, tab)
        made.wants_files.connect(self._show_files)
        made.brought.connect(self._keep_files)
        return made

    def _attachments(self) -> CardTab:
        from desktop.ui.register.attachments import AttachmentsTab

        return AttachmentsTab(self._desk)

    def _grading(self) -> CardTab:
        from desktop.ui.register.grading import GradingTab

        return GradingTab(self._desk, self.wants_all.emit)

    def _history(self) -> CardTab:
        from desktop.ui.register.history import HistoryTab

        return HistoryTab(self._desk)

    def _patients(self) -> CardTab:
        from desktop.ui.register.patients import PatientsTab

        return PatientsTab(self._desk)

    def _lay_out(self) -> None:
        self._offer_tabs()
        self._body = column(
            self.name,
            row(self.place, None, self.print),
            row(*self.chips, None, self.status, spacing=6),
            self.verified,
            self.tabs,
            spacing=6,
            stretch=4,
        )
        self._empty = label("在左边选中一家企业，这里显示它的全部资料，可以直接修改。", "muted", wrap=True)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(12, 12, 12, 8)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        stack.addWidget(self._empty)
        stack.addWidget(self._body, 1)
