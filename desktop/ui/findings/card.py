"""The right side: one finding, everything known of it, its course, and the steps that may follow."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QSizePolicy, QVBoxLayout

from desktop.rules.casework import Step
from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.findings.columns import COURSE, state, tone
from desktop.ui.findings.step import StepDialog
from desktop.ui.flow import Flow
from desktop.ui.page import button, chip, column, dropped, label, link, row, scrolled, set_chip, tabbed
from desktop.ui.register.attachments import AttachmentsTab
from desktop.ui.rowtable import RowTable
from desktop.ui.tableview import TableView
from desktop.work import findings, findings_papers
from desktop.work.findings import FindingRow, Move, StepTaken
from desktop.work.progress import Progress


class FindingCard(QFrame):
    """Shows one finding; its buttons are the steps of casework.toml."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._desk = desk
        self.row: FindingRow | None = None
        self.course: list[StepTaken] = []
        self.name = label("", "heading", wrap=True)
        self.open = link("在台账中打开", self._open)
        self.print = button("打印", "print")
        self.print.setMenu(QMenu(self.print))
        self.print.menu().aboutToShow.connect(self._lay_menu)
        self.photos = AttachmentsTab(desk)
        self.gallery = scrolled(self.photos)
        self.tabs = tabbed()
        self.setAcceptDrops(True)
        self.state = chip()
        self.described = label("", "", wrap=True)
        self.told = label("", "muted", wrap=True)
        for each in (self.described, self.told):
            each.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.model: RowTable[StepTaken] = RowTable(COURSE, lambda: range(len(self.course)), self._steps_taken)
        self.table = TableView(self.model, name="办理经过")
        self.next = Flow()
        self.steps: dict[str, QPushButton] = {}
        self._lay_out()
        self.show_finding(None)

    def show_finding(self, shown: FindingRow | None) -> None:
        """Show a finding, or what to do when none is chosen."""
        self.row = shown
        rulebook = self._desk.office.rulebook
        self.course = self._desk.ask(lambda s: findings.course(s, shown.id, rulebook)) if shown else []
        self.model.reload()
        self.open.setVisible(shown is not None)
        self.tabs.setVisible(shown is not None)
        self.print.setVisible(shown is not None)
        self.photos.show_record(shown.employer_id if shown else None, ("finding", shown.id) if shown else None)
        self._lay_steps(rulebook.casework.following(shown.state) if shown else ())
        if shown is None:
            self.name.setText("选一行，看这条隐患的经过和下一步")
            self.described.setText("")
            self.told.setText("")
            set_chip(self.state, "", "soft")
            return
        self.name.setText(shown.name)
        set_chip(self.state, state(shown), tone(shown))
        self.described.setText(shown.described)
        self.told.setText("\n".join(_lines(shown, self._desk)))

    def take(self, step: Step) -> StepDialog | None:
        """Take a step; None when nothing is chosen."""
        shown, office = self.row, self._desk.office
        if shown is None:
            return None

        def save(move: Move) -> None:
            self._desk.change(
                lambda s: findings.advance(s, shown.id, move, rulebook=office.rulebook, on=office.today())
            )
            self._prompt(shown)

        choices = office.rulebook.casework.choices
        dialog = StepDialog(shown, step, save, self, on=office.today(), choices=choices)
        dialog.open()
        return dialog

    def print_it(self, paper: str, name: str) -> None:
        """A paper of the finding, made by a job and seen before it is printed."""
        shown, office = self.row, self._desk.office
        if shown is None:
            return
        out = self._desk.files.scratch() / f"{name}-{shown.number}.pdf"

        def work(_: Progress) -> Path:
            on, book, folder = office.today(), office.rulebook, office.folder
            office.ask(lambda s: findings_papers.write(s, shown.id, paper, out, rulebook=book, on=on, folder=folder))
            return out

        def done(file: Path) -> None:
            from desktop.ui.paperview import PaperView  # QtPdf: not every start needs it

            PaperView(self._desk, self.window(), file, f"{name}（{shown.name}）", file.name)

        self._desk.start(self, work, done, f"正在排版{name}")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.row is not None and dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.row is not None and (files := dropped(event)):
            event.acceptProposedAction()
            self.tabs.setCurrentWidget(self.gallery)
            self.photos.take(files)

    def _lay_menu(self) -> None:
        menu = self.print.menu()
        menu.clear()
        for paper, name in findings_papers.names(self._desk.office.rulebook).items():
            menu.addAction(name).triggered.connect(partial(self._print, paper, name))

    def _print(self, paper: str, name: str, _checked: bool = False) -> None:
        self.print_it(paper, name)

    def _prompt(self, closed: FindingRow) -> None:
        """After closing: what may become of the grade, only where it would be another."""
        office = self._desk.office
        told = self._desk.ask(lambda s: findings.regrading(s, closed.id, office.rulebook, office.today()))
        if told:
            opening = ("看风险分级", lambda: self._desk.go("grading", closed.employer_id))
            self._desk.bar.say(f"{closed.name}：隐患已销号，分级可能变化。", told, "note", [opening])

    def _lay_steps(self, steps: Sequence[Step]) -> None:
        self.steps = {}
        for step in steps:
            made = QPushButton(step.label)
            made.clicked.connect(partial(self._pressed, step))
            self.steps[step.id] = made
        self.next.fill(list(self.steps.values()))

    def _pressed(self, step: Step, _checked: bool = False) -> None:
        self.take(step)

    def _open(self) -> None:
        if self.row is not None:
            self._desk.go("register", self.row.employer_id)

    def _steps_taken(self, places: Sequence[int]) -> dict[int, StepTaken]:
        return {place: self.course[place] for place in places}

    def _lay_out(self) -> None:
        course = column(self.table, stretch=0)
        self.tabs.addTab(course, "办理经过")
        self.tabs.addTab(self.gallery, "照片、附件")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(12, 12, 12, 12)
        lines.setSpacing(8)
        lines.addWidget(row(self.name, self.open, stretch=0))
        lines.addWidget(row(self.state, None, self.print))
        lines.addWidget(self.described)
        lines.addWidget(self.told)
        lines.addWidget(self.tabs, 1)
        lines.addWidget(label("下一步", "heading"))
        lines.addWidget(self.next)
        self.table.setMinimumHeight(look.dp(44))
        self.gallery.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored
        )  # scrolls; makes nothing taller


def _lines(shown: FindingRow, desk: Desk) -> list[str]:
    """What is known of a finding, one fact a line; what is not known is left out."""
    case, on = desk.office.rulebook.casework, desk.office.today()
    late = shown.late(on)
    deadline = f"{shown.deadline}（逾期 {late} 天）" if late else str(shown.deadline or "未定")
    doubt = "，默认天数待核对" if case.unconfirmed and not shown.document_no and shown.deadline else ""
    facts = (
        ("编号", f"{shown.number}，{shown.source}，{shown.opened_on} 发现"),
        ("整改期限", deadline + doubt),
        ("应复查", shown.recheck_due),
        ("检查项", shown.check_item),
        ("地点、岗位", shown.place),
        ("级别、类别", "、".join(filter(None, (shown.gravity, shown.category)))),
        ("责任人", shown.responsible),
        ("文号", shown.document_no),
        ("整改措施", shown.measures),
        ("投入资金", f"{shown.funds:g} 万元" if shown.funds is not None else None),
        ("完成日期", shown.finished_on),
        ("复查", "，".join(str(v) for v in (shown.rechecked_on, shown.rechecked_by, shown.recheck_result) if v)),
        ("县局反馈", shown.county_feedback),
    )
    return [f"{title}：{value}" for title, value in facts if value]
