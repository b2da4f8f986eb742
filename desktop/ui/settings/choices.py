"""口径: each question the county or the office settles, with its answers; an answer needs its basis."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from desktop.ui.asking import AskDialog, form
from desktop.ui.desk import Desk
from desktop.ui.grades import UNCONFIRMED
from desktop.ui.page import button, chip, label, panel, row
from desktop.work import rule_choices
from desktop.work.grading_rules import Signed
from desktop.work.rule_choices import Answered


class ChoicesTab(QWidget):
    """One panel a question; 改 opens the dialog with all its answers."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.said: dict[str, QWidget] = {}
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 10, 0, 0)
        self._stack.setSpacing(10)

    def refresh(self) -> None:
        """Show every answer as it stands."""
        while item := self._stack.takeAt(0):
            if old := item.widget():
                old.hide()
                old.deleteLater()
        book = self._desk.office.rulebook
        for one in self._desk.ask(lambda session: rule_choices.listed(session, book)):
            self._stack.addWidget(self._panel(one))
        self._stack.addStretch(1)

    def ask(self, one: Answered) -> ChoiceDialog:
        """改."""
        dialog = ChoiceDialog(self._desk, one, self)
        dialog.open()
        return dialog

    def _panel(self, one: Answered) -> QWidget:
        said = label(one.question.options[one.answer], wrap=True)
        self.said[one.question.key] = said
        who = f"{one.chosen_on} {one.person or ''} {one.basis}" if one.basis else f"默认，依据：{one.question.basis}"
        doubt = chip(UNCONFIRMED, "warn")
        doubt.setVisible(one.unconfirmed)
        change = button("改", "pencil", partial(self.ask, one))
        return panel(
            row(label(one.question.label, "heading"), doubt, None, change),
            said,
            label(one.question.help, "muted", wrap=True),
            label(who, "muted", wrap=True),
        )


class ChoiceDialog(AskDialog):
    """Keeps the answer; stays open, with the reason, when it is refused."""

    def __init__(self, desk: Desk, one: Answered, parent: QWidget) -> None:
        super().__init__(one.question.label, parent)
        self._desk, self._one = desk, one
        self.answer = QComboBox(accessibleName=one.question.label)
        for code, words in one.question.options.items():
            self.answer.addItem(words, code)
        self.answer.setCurrentIndex(self.answer.findData(one.answer))
        self.basis = QLineEdit(placeholderText="例如 县卫健局 2026-11-20 答复", accessibleName="依据")
        self.by = QLineEdit(placeholderText="谁定的，可以留空", accessibleName="谁定的")
        fields = form()
        for title, field in (("口径", self.answer), ("依据 *", self.basis), ("谁定的", self.by)):
            fields.addRow(title, field)
        self.lay_out(fields, "采用")

    def keep_it(self) -> None:
        office, key, answer = self._desk.office, self._one.question.key, str(self.answer.currentData())
        by = Signed(self.by.text().strip(), self.basis.text(), office.today())
        self._desk.change(lambda s: rule_choices.choose(s, key, answer, by, rulebook=office.rulebook))
