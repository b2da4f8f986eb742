"""The right-hand card: everything about the employer under the cursor, edited where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.form import Entry, Form
from desktop.ui.grades import UNCONFIRMED, shaped, tone_of
from desktop.ui.page import button, chip, column, dropped, label, link, row, scrolled, set_chip
from desktop.ui.register.attachments import AttachmentsTab
from desktop.ui.register.grading import GradingTab
from desktop.ui.register.history import HistoryTab
from desktop.ui.register.ledger_tab import LedgerTab
from desktop.ui.register.papers import Papers
from desktop.ui.register.patients import PatientsTab
from desktop.ui.register.status import StatusDialog
from desktop.ui.register.verified import VerifiedLine
from desktop.ui.wraptabs import WrapTabs
from desktop.work import attachments, editing, employer_file, lists, register
from desktop.work.employer_file import EmployerFile

YES_NO = (("是", "是"), ("否", "否"))


class Card(QFrame):
    """Shows one employer; `wants_all` asks the page to grade everybody."""

    wants_all = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._desk = desk
        self.record: int | None = None
        self.name = label("", "cardname", wrap=True)
        self.place = label("", "muted")
        self.chips = [chip() for _ in range(4)]
        self.forms = {title: Form(entries, self._save) for title, entries in self._sections().items()}
        self.tabs = WrapTabs()
        self.ledgers = {
            tab.title: LedgerTab(desk, *tab.ledgers) for tab in desk.office.rulebook.card_tabs if tab.ledgers
        }
        self.status = link("改状态…", self.ask_status)
        self.status.setToolTip("停产、搬迁、注销……写明自哪一天起、为什么")
        self.print = button("打印", "print")
        self.print.setProperty("menu", True)
        self.print.setMenu(Papers(desk, self).menu(lambda: [self.record] if self.record else [], self.print))
        self.attachments = AttachmentsTab(desk)
        self.grading = GradingTab(desk, self.wants_all.emit)
        self.history = HistoryTab(desk)
        self.patients = PatientsTab(desk)
        self.verified = VerifiedLine(desk)
        self._lay_out()
        for ledger in self.ledgers.values():
            if isinstance(ledger, LedgerTab):
                ledger.wants_files.connect(self._show_files)
                ledger.brought.connect(self._keep_files)
        self.setAcceptDrops(True)
        self.show_record(None)

    def show_record(self, record: int | None) -> None:
        """Show an employer; None shows what to do."""
        if record != self.record:
            self.remember()
        file = self._desk.ask(lambda session: employer_file.detail(session, record)) if record is not None else None
        self.record = file.id if file else None
        self._body.setVisible(file is not None)
        self._empty.setVisible(file is None)
        if file is None:
            return
        rows = self._desk.ask(lambda session: register.rows(session, [file.id]))
        self._head(file, rows[file.id])
        values = {key: _text(value) for key, value in file.fields.items()}
        values["factors"] = "、".join(dict.fromkeys(line["written"] for line in file.ledgers["exposure"]))
        for form in self.forms.values():
            form.fill(file.id, values)
        for ledger in self.ledgers.values():
            ledger.show_file(file)
        self.attachments.show_record(file.id)
        self.grading.show_file(file)
        self.patients.show_file(file)
        self.verified.show_file(file)
        self.history.show_record(file.id, now=self.tabs.shows(self.history))

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
        """Commit the field that is being typed in."""
        for form in self.forms.values():
            form.remember()
        for ledger in self.ledgers.values():
            ledger.remember()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.record is not None and dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.record is not None and (files := dropped(event)):
            event.acceptProposedAction()
            self._keep_files(files, None)

    def _show_files(self, of: attachments.Of) -> None:
        """The attachments of one ledger line."""
        self.tabs.setCurrentWidget(self.attachments)
        self.attachments.show_line(of)

    def _keep_files(self, files: Sequence[Path], of: attachments.Of | None) -> None:
        self.tabs.setCurrentWidget(self.attachments)
        if of is not None:
            self.attachments.show_line(of)
        self.attachments.take(files, of)

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

    def _save(self, record: int, key: str, written: str) -> None:
        office = self._desk.office
        self._desk.change(
            lambda session: editing.edit(session, record, key, written, rulebook=office.rulebook, on=office.today())
        )

    def _sections(self) -> dict[str, list[Entry]]:
        rulebook = self._desk.office.rulebook
        choices = self._desk.ask(lambda session: lists.choices(session, rulebook))
        sections: dict[str, list[Entry]] = {}
        for field in rulebook.fields.values():
            listed = YES_NO if field.kind == "yes_no" else choices.get(field.key, ())
            hint = f"{look.UNKNOWN}（上报需要）" if field.need == "R" else look.UNKNOWN
            entry = Entry(field.key, field.label, tuple(listed), field.unit, hint, field.help)
            sections.setdefault(field.group, []).append(entry)
        return sections

    def _lay_out(self) -> None:
        for tab in self._desk.office.rulebook.card_tabs:
            parts: list[QWidget | None] = []
            for group in tab.groups:
                parts += [label(group, "heading"), self.forms[group]]
            ledgers = self.ledgers.get(tab.title)
            tells = "、".join(filter(None, (*tab.groups, ledgers.tells if ledgers else "")))
            page = column(*parts, *([ledgers] if ledgers else []), None, spacing=8)
            page.line.setContentsMargins(0, 8, 8, 8)
            self.tabs.addTab(scrolled(page), tab.title, tells)
        self.tabs.addTab(scrolled(self.attachments), "附件", self.attachments.tells)
        self.tabs.addTab(scrolled(self.grading), "分级")
        self.tabs.addTab(self.history, "历史")
        self.tabs.addTab(scrolled(self.patients), "病人（受限）", self.patients.tells)
        self.tabs.turned.connect(lambda _: self.history.show_record(self.record, now=self.tabs.shows(self.history)))
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


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else str(value)
