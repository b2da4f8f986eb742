"""The small questions of 巡查: to which day and crew, why cancelled, and what came of a visit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.asking import AskDialog, form
from desktop.ui.form import Choice
from desktop.ui.page import label
from desktop.work import visits
from desktop.work.planning_rows import VisitRow


def date_edit(day: date, name: str) -> QDateEdit:
    """A field for a day, with a calendar to open."""
    made = QDateEdit(calendarPopup=True, displayFormat="yyyy-MM-dd", accessibleName=name)
    made.setDate(qdate(day))
    return made


def qdate(day: date) -> QDate:
    """A day as Qt has it."""
    return QDate(day.year, day.month, day.day)


def day_of(edit: QDateEdit) -> date:
    """The day that is written."""
    found = edit.date().toPython()
    assert isinstance(found, date)
    return found


class MoveDialog(AskDialog):
    """Another day or crew for a visit. `move` may raise Problem, which is shown with the days that would do."""

    def __init__(
        self, visit: VisitRow, crews: Sequence[tuple[int, str]], move: Callable[[date, int | None], object],
        today: date, parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__("改日期或小组", parent)
        self._move = move
        self.on = date_edit(visit.on or today, "改到哪一天")
        self.crew = Choice()
        self.crew.setAccessibleName("改到哪个小组")
        for crew, name in crews:
            self.crew.addItem(name, crew)
        self.crew.setCurrentIndex(max(0, self.crew.findData(visit.crew_id)))
        fields = form()
        fields.addRow("日期", self.on)
        fields.addRow("小组", self.crew)
        body = QVBoxLayout()
        body.addWidget(label(visit.employer, "heading", wrap=True))
        if visit.lo and visit.hi:
            body.addWidget(
                label(f"可以走访的日子：{visit.lo.isoformat()} 至 {visit.hi.isoformat()}", "muted", wrap=True)
            )
        body.addLayout(fields)
        self.lay_out(body, "改过去并固定")
        self.setMinimumWidth(look.dp(420))

    def keep_it(self) -> None:
        self._move(day_of(self.on), self.crew.currentData())


class CancelDialog(AskDialog):
    """Why a planned visit is cancelled."""

    def __init__(self, visit: VisitRow, cancel: Callable[[str], object], parent: QWidget) -> None:
        super().__init__("取消走访", parent)
        self._cancel = cancel
        self.why = QLineEdit(accessibleName="取消的原因")
        self.why.setPlaceholderText("例如：企业停产检修")
        fields = form()
        fields.addRow("原因", self.why)
        body = QVBoxLayout()
        body.addWidget(label(f"取消“{visit.employer}”{visit.on or ''} 的走访", "heading", wrap=True))
        body.addWidget(label("规定要走访的，下次排计划时会再列出来。", "muted", wrap=True))
        body.addLayout(fields)
        self.lay_out(body, "取消这次走访")
        self.setMinimumWidth(look.dp(420))

    def keep_it(self) -> None:
        self._cancel(self.why.text())


class RecordDialog(AskDialog):
    """The day, the people and what was found; or why nobody got in."""

    def __init__(self, visit: VisitRow, keep: Callable[[visits.Made], object], today: date, parent: QWidget) -> None:
        super().__init__("记录走访", parent)
        self._keep, self._kind = keep, visit.kind
        self.on = date_edit(min(visit.on or today, today), "走访日期")
        self.names = QLineEdit("、".join(visit.names), accessibleName="巡查人")
        self.names.setPlaceholderText("两个人，用“、”隔开")
        self.came = Choice()
        self.came.setAccessibleName("结果")
        self.came.addItem("已走访", "")
        for why in visits.WHY_NOT:
            self.came.addItem(f"未能入内：{why}", why)
        self.outcome = QPlainTextEdit(accessibleName="现场情况")
        self.outcome.setPlaceholderText("现场情况、指导内容、发现的问题（没有可以不写）")
        self.outcome.setMaximumHeight(look.dp(96))
        fields = form()
        fields.addRow("日期", self.on)
        fields.addRow("巡查人", self.names)
        fields.addRow("结果", self.came)
        fields.addRow("情况", self.outcome)
        body = QVBoxLayout()
        body.addWidget(label(visit.employer, "heading", wrap=True))
        body.addLayout(fields)
        self.lay_out(body, "记下")
        self.setMinimumWidth(look.dp(460))

    def keep_it(self) -> None:
        names = tuple(self.names.text().replace(",", "、").replace("，", "、").split("、"))
        outcome = self.outcome.toPlainText().strip() or None
        why_not = self.came.currentData() or None
        self._keep(visits.Made(day_of(self.on), names, self._kind, outcome, why_not))
