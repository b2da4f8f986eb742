"""The questions of 人员网格: a person, a crew, a leave, a training, an area, and a hand-over with its preview."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.ui import look
from desktop.ui.asking import AskDialog, form
from desktop.ui.page import column, label
from desktop.work.handover import Handover
from desktop.work.problem import Problem


@dataclass(frozen=True, slots=True)
class Question:
    """One field. choices: what may be chosen (typed as well if `free`); hint: what stands in an empty field."""

    key: str
    title: str
    hint: str = ""
    choices: Sequence[str] = ()
    free: bool = False
    given: str = ""


class FieldsDialog(AskDialog):
    """A few fields; `save` gets what was written by key, and may refuse it."""

    def __init__(
        self,
        title: str,
        questions: Sequence[Question],
        save: Callable[[Mapping[str, str]], object],
        parent: QWidget,
        word: str = "保存",
    ) -> None:
        super().__init__(title, parent)
        self._save = save
        self.fields: dict[str, QLineEdit | QComboBox] = {}
        fields = form()
        for question in questions:
            self.fields[question.key] = self._field(question)
            fields.addRow(question.title, self.fields[question.key])
        self.lay_out(fields, word)
        self.setMinimumWidth(look.dp(440))

    def keep_it(self) -> None:
        self._save(self.written())

    def written(self) -> dict[str, str]:
        """What stands in every field."""
        return {
            key: field.currentText() if isinstance(field, QComboBox) else field.text()
            for key, field in self.fields.items()
        }

    def _field(self, question: Question) -> QLineEdit | QComboBox:
        if question.choices:
            box = QComboBox(accessibleName=question.title, editable=question.free)
            box.addItems(list(question.choices))
            if question.given:
                box.setCurrentText(question.given)
            return box
        return QLineEdit(question.given, placeholderText=question.hint, accessibleName=question.title)


class HandoverDialog(AskDialog):
    """From whom, to whom, from which day; what goes over is said before it is done."""

    def __init__(
        self,
        names: Sequence[str],
        given: tuple[str, str, str],
        preview: Callable[[Mapping[str, str]], Handover],
        save: Callable[[Mapping[str, str]], object],
        parent: QWidget,
    ) -> None:
        super().__init__("交接", parent)
        self._preview, self._save = preview, save
        self.giver = QComboBox(accessibleName="交出的人")
        self.taker = QComboBox(accessibleName="接手的人")
        for box in (self.giver, self.taker):
            box.addItems(list(names))
        self.giver.setCurrentText(given[0])
        self.taker.setCurrentText(given[2])
        self.day = QLineEdit(given[1], accessibleName="自何日起")
        self.told = label("", "muted", wrap=True)
        self.told.setMinimumHeight(look.dp(96))
        fields = form()
        for title, field in (("交出的人", self.giver), ("接手的人", self.taker), ("自何日起", self.day)):
            fields.addRow(title, field)
        top = QWidget()
        top.setLayout(fields)
        self.lay_out(column(top, label("要交接的", "heading"), self.told, None), "交接")
        self.setMinimumWidth(look.dp(520))
        self.giver.activated.connect(lambda _: self.look_ahead())
        self.taker.activated.connect(lambda _: self.look_ahead())
        self.day.editingFinished.connect(self.look_ahead)
        self.look_ahead()

    def look_ahead(self) -> None:
        """Say what would go over, or why nothing does."""
        self.reason.hide()
        try:
            found = self._preview(self.written())
        except Problem as problem:
            self.told.setText("")
            self.refuse(problem)
            self.keep.setEnabled(False)
            return
        self.keep.setEnabled(True)
        self.told.setText("\n".join(f"· {line}" for line in found.lines))

    def written(self) -> dict[str, str]:
        """The two names and the day."""
        return {"giver": self.giver.currentText(), "taker": self.taker.currentText(), "on": self.day.text()}

    def keep_it(self) -> None:
        self._save(self.written())
