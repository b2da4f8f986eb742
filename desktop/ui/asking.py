"""The dialog that asks for a few things at once: its fields, the reason when they are refused, and two buttons."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.page import label
from desktop.work import answers
from desktop.work.problem import Problem


class AskDialog(QDialog):
    """`keep_it` hands over what was written; when it raises Problem the dialog stays open and says why."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.reason = label("", "mark", wrap=True)
        self.reason.hide()

    def lay_out(self, body: QLayout | QWidget, word: str) -> None:
        """Put the fields above the reason and the buttons; `word` is on the button that keeps them."""
        buttons = QDialogButtonBox()
        self.keep = buttons.addButton(word, QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep.setProperty("main", True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        if isinstance(body, QWidget):
            column.addWidget(body, 1)
        else:
            column.addLayout(body)
        column.addWidget(self.reason)
        column.addWidget(buttons)

    def keep_it(self) -> None:
        """Hand over what was written. Raises Problem when it is refused."""
        raise NotImplementedError

    def refuse(self, problem: Problem) -> None:
        """Say why it was not kept, and what to do."""
        self.reason.setText(f"{problem.what}{problem.remedy}")
        self.reason.show()

    def accept(self) -> None:
        try:
            self.keep_it()
        except Problem as problem:
            self.refuse(problem)
            return
        super().accept()


def form() -> QFormLayout:
    """An empty form with its titles at the right edge."""
    empty = QFormLayout()
    empty.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
    return empty


def day_field(name: str) -> QLineEdit:
    """A date as people write it: 2026-09-30, 2026.9.30."""
    made = QLineEdit(placeholderText="2026-09-30", accessibleName=name)
    made.setFixedWidth(look.dp(118))
    made.setAcceptDrops(False)
    return made


def day_of(field: QLineEdit, today: date) -> date:
    """The day that stands in a date field. Raises Problem when it is none."""
    return answers.needed_day(field.text(), field.accessibleName(), today)
