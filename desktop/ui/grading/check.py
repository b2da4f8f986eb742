"""The self-check form of one employer: item by item, the sum always in sight; a sheet taken in, a blank one printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFileDialog, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.rules import cells, selfcheck
from desktop.rules.editions import Edition
from desktop.rules.selfcheck import Answer
from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.files import SHEETS
from desktop.ui.page import button, clear, label, link, row
from desktop.work import grading_forms, settings
from desktop.work.grading_table import Behind
from desktop.work.problem import Problem


class CheckTab(QWidget):
    """Each line: item, its points, what was got, 不适用. Saved with one button, as one operation."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._record: int | None = None
        self._name = ""
        self._edition: Edition | None = None
        self.lines: dict[int, tuple[QLineEdit, QCheckBox]] = {}
        self.said = label("", wrap=True)
        self.why = label("", "warn", wrap=True)
        self.fix = link("到“设置 → 分级规则”补填分值", lambda: desk.go("settings", "rules"))
        self._items = QWidget(objectName="plain")
        self._grid = QGridLayout(self._items)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(4)
        self.save = button("保存自查表", "check", self._save, main=True)
        self.take = button("导入表格", "import", self._ask_sheet)
        self.blank = button("打印空白表", "print", self._ask_blank)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 8, 8, 8)
        stack.setSpacing(8)
        stack.addWidget(row(self.save, self.take, self.blank, None))
        for widget in (self.said, self.why, row(self.fix, None), self._items):
            stack.addWidget(widget)
        stack.addStretch(1)

    def show_behind(self, behind: Behind) -> None:
        """The newest form of an employer, or an empty one."""
        self._record, self._name = behind.employer_id, behind.name
        edition = behind.why.edition if behind.why else None
        if edition is not self._edition:
            self._edition = edition
            self._lay_lines(edition)
        if edition is None or behind.form is None:
            return
        self.put(behind.form.answers)
        lacking = selfcheck.ready(edition)
        self.why.setText(
            f"{lacking}。可以先把得分记下来；请按县里的正式表格补填分值，合计 {edition.scale} 分后才评级。"
        )
        self.why.setVisible(bool(lacking))
        self.said.setVisible(not lacking)
        self.fix.setVisible(bool(lacking))

    def put(self, answers: Sequence[Answer]) -> None:
        """Show answers in the lines."""
        given = {answer.no: answer for answer in answers}
        for no, (got, absent) in self.lines.items():
            answer = given.get(no)
            got.setText("" if answer is None or answer.got is None else f"{answer.got:g}")
            absent.setChecked(answer is not None and not answer.applies)
        self._add_up()

    def answers(self) -> tuple[Answer, ...]:
        """What is written. Raises Problem for something that is no number."""
        found = []
        for no, (got, absent) in self.lines.items():
            written = got.text().strip()
            value = cells.number(written) if written else None
            if value is not None and not isinstance(value, int | float):
                raise Problem(f"第 {no} 项的得分写的是“{written}”。", "请只填数字；不适用的请打勾。")
            found.append(Answer(no, None if absent.isChecked() else value, not absent.isChecked()))
        return tuple(found)

    def take_sheet(self, file: Path) -> None:
        """Read a filled form into the lines; it is saved by the button."""
        if self._edition is None:
            return
        try:
            self.put(grading_forms.read_sheet(file, self._edition))
        except Problem as problem:
            self._desk.bar.tell(problem)
            return
        self._desk.bar.say(f"已读入“{file.name}”，请核对后点“保存自查表”。")

    def print_to(self, file: Path) -> None:
        """Write the blank form as PDF."""
        if self._edition is None:
            return
        card = self._desk.ask(settings.township)
        try:
            grading_forms.write_blank(file, self._edition, township=card.name if card else "", employer=self._name)
        except Problem as problem:
            self._desk.bar.tell(problem)
            return
        self._desk.files.written("空白自查表已写出。", file)

    def _lay_lines(self, edition: Edition | None) -> None:
        clear(self._grid)
        self.lines = {}
        section, line = "", 0
        for item in edition.checklist if edition else ():
            if item.section != section:
                section = item.section
                self._grid.addWidget(label(section, "heading"), line, 0, 1, 4)
                line += 1
            words = QLabel(f"{item.no}. {item.item}{'（关键项）' if item.key_item else ''}", wordWrap=True)
            words.setToolTip(f"{item.what}\n{item.basis}".strip())
            got = QLineEdit(placeholderText="未填", accessibleName=f"第 {item.no} 项得分")
            got.setFixedWidth(look.dp(56))
            got.setAcceptDrops(False)
            points = label("分值未定" if item.score is None else f"/ {item.score:g} 分", "muted")
            absent = QCheckBox("不适用", accessibleName=f"第 {item.no} 项不适用")
            got.textChanged.connect(lambda _: self._add_up())
            absent.toggled.connect(lambda on, got=got: self._leave_out(got, on))
            for place, widget in enumerate((words, got, points, absent)):
                self._grid.addWidget(widget, line, place)
            self.lines[item.no] = got, absent
            line += 1
        self._grid.setColumnStretch(0, 1)

    def _leave_out(self, got: QLineEdit, absent: bool) -> None:
        got.setEnabled(not absent)
        self._add_up()

    def _add_up(self) -> None:
        if self._edition is None:
            return
        try:
            scored = selfcheck.score(self.answers(), self._edition)
        except Problem as problem:
            self.said.setText(f"{problem.what}{problem.remedy}")
            return
        self.said.setText(scored.because)

    def _save(self) -> None:
        if self._record is None:
            return
        record, office = self._record, self._desk.office
        try:
            answers = self.answers()
        except Problem as problem:
            self._desk.bar.tell(problem)
            return
        self._desk.attempt(
            lambda session: grading_forms.save(session, record, answers, rulebook=office.rulebook, on=office.today())
        )

    def _ask_sheet(self) -> QFileDialog:
        return self._desk.files.read(self, "选择填好的自查表", SHEETS, self.take_sheet)

    def _ask_blank(self) -> QFileDialog:
        kinds = "打印用 PDF (*.pdf);;填写后导入 Excel (*.xlsx)"
        return self._desk.files.save(self, "把空白自查表保存为", "职业卫生管理自查表.pdf", kinds, self.print_to)
