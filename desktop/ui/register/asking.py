"""Small questions of the register page: for which day, and under which name. Opened, never executed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from desktop.rules.words import Period
from desktop.ui import look
from desktop.ui.asking import day_field, day_of
from desktop.ui.page import label, link, row
from desktop.work.problem import Problem


class _Question(QDialog):
    """A field, a reason to stay open, and two buttons."""

    def __init__(self, title: str, words: str, field: QWidget, yes: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.reason = label("", "mark", wrap=True)
        self.reason.hide()
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setProperty("main", True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.line = QVBoxLayout(self)
        self.line.setContentsMargins(16, 16, 16, 16)
        self.line.setSpacing(12)
        for widget in (label(words, wrap=True), field, self.reason, buttons):
            self.line.addWidget(widget)
        self.setMinimumWidth(look.dp(420))

    def keep(self, work: Callable[[], object]) -> None:
        """Do it and close; stay open with the reason when it is refused."""
        try:
            work()
        except Problem as problem:
            self.reason.setText(f"{problem.what}{problem.remedy}")
            self.reason.show()
            return
        super().accept()


class DayDialog(_Question):
    """截至哪一天."""

    def __init__(self, today: date, chosen: Callable[[date], object], parent: QWidget) -> None:
        self.day = day_field("截至日期")
        self._chosen, self._today = chosen, today
        super().__init__(
            "截至某日的台账", "看哪一天的台账？那天以后新增、注销和改动的都退回去看。", self.day, "查看", parent
        )
        before = Period.quarter_of(today).previous
        ends = (before.end, before.previous.end, date(today.year - 1, 12, 31), today - timedelta(days=30))
        self.line.insertWidget(2, row(*(link(f"{end}", partial(self.set_day, end)) for end in ends), None))
        self.set_day(before.end)

    def set_day(self, day: date) -> None:
        """Put a day into the field."""
        self.day.setText(day.isoformat())

    def accept(self) -> None:
        self.keep(lambda: self._chosen(day_of(self.day, self._today)))


class NameDialog(_Question):
    """保存视图."""

    def __init__(self, proposed: str, chosen: Callable[[str], object], parent: QWidget) -> None:
        self.name = QLineEdit(proposed, accessibleName="视图名称")
        self._chosen = chosen
        words = "给现在的条件起个名字，以后从“视图”里一点就有。“三季度”“上月”等会按当天重新理解。"
        super().__init__("保存视图", words, self.name, "保存", parent)
        self.name.selectAll()

    def accept(self) -> None:
        self.keep(lambda: self._chosen(self.name.text()))
