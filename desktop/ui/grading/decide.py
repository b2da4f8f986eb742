"""人工认定 of one employer: level or class, reason, person and end date; and what was decided before."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from desktop.rules.editions import Edition
from desktop.rules.words import add_months
from desktop.ui.desk import Desk
from desktop.ui.page import button, label, panel, row
from desktop.work import answers, grading_history
from desktop.work.grading_history import Decision
from desktop.work.grading_table import Behind
from desktop.work.problem import Problem

KEEP = "不改"
MONTHS = 6  # proposed length of a decision


class DecideTab(QWidget):
    """A form that saves with one button, and the list of decisions."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._record: int | None = None
        self.now = label("", wrap=True)
        self.level, self.combined = (QComboBox(accessibleName=name) for name in ("风险等级", "综合类别"))
        self.reason = QLineEdit(placeholderText="例如：现场粉尘明显，检测点没有覆盖", accessibleName="理由")
        self.person = QLineEdit(placeholderText="谁认定的", accessibleName="认定人")
        self.until = QLineEdit(placeholderText="2027-06-30", accessibleName="截止日期")
        self.mark = label("", "mark", wrap=True)
        self.mark.hide()
        self.save = button("保存人工认定", "check", self._save)
        self.lift = button("取消人工认定", "close", self._lift)
        self.past = label("", "muted", wrap=True)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 8, 8, 8)
        stack.setSpacing(8)
        stack.addWidget(self.now)
        stack.addWidget(
            panel(
                label("人工认定", "heading"),
                label("程序评的结果与实际明显不符时才用；到截止日期自动恢复程序的结果。", "muted", wrap=True),
                label("风险等级", "muted"), self.level, label("综合类别", "muted"), self.combined,
                label("理由", "muted"), self.reason, label("认定人", "muted"), self.person,
                label("截止日期（含当天）", "muted"), self.until, self.mark, row(self.save, self.lift, None),
            )
        )  # fmt: skip
        stack.addWidget(panel(label("以前的认定", "heading"), self.past))
        stack.addStretch(1)

    def show_behind(self, behind: Behind) -> None:
        """The decisions on one employer, and an empty form."""
        if behind.employer_id != self._record:
            self.reason.clear()
        self._record = behind.employer_id
        if behind.why:
            self._offer(behind.why.edition)
        held = [one.said for one in behind.overrides if one.in_force]
        self.now.setText(f"正在按人工认定：{held[0]}" if held else "没有人工认定，用的是程序评定的结果。")
        self.lift.setEnabled(bool(held))
        self.past.setText("\n".join(one.said for one in behind.overrides if not one.in_force) or "没有。")
        self.until.setText(add_months(self._desk.office.today(), MONTHS).isoformat())
        self.mark.hide()

    def _offer(self, edition: Edition) -> None:
        for box, codes, word in ((self.level, edition.levels, "级"), (self.combined, edition.classes, "类")):
            box.clear()
            box.addItem(KEEP, None)
            for code in codes:
                box.addItem(f"{code}{word}", code)

    def _save(self) -> None:
        if self._record is None:
            return
        record, office = self._record, self._desk.office
        try:
            told = Decision(
                self.level.currentData(),
                self.combined.currentData(),
                self.reason.text(),
                self.person.text(),
                answers.needed_day(self.until.text(), "截止日期", office.today()),
            )
            self._desk.change(
                lambda session: grading_history.override(
                    session, record, told, rulebook=office.rulebook, on=office.today()
                )
            )
        except Problem as problem:
            self.mark.setText(f"{problem.what}{problem.remedy}")
            self.mark.show()

    def _lift(self) -> None:
        if self._record is None:
            return
        record, office = self._record, self._desk.office
        self._desk.attempt(
            lambda session: grading_history.lift(session, record, rulebook=office.rulebook, on=office.today())
        )
