"""记一次催办: how, for what, and what was answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.ui import look
from desktop.ui.asking import AskDialog, form
from desktop.work import answers
from desktop.work.duties import WAYS, Item, Urge
from desktop.work.duties_words import subject

ANSWERS = ("", "已经办好，材料随后送来", "正在办理", "答应按期办理", "没有人接", "号码不对", "不愿意办理")


class UrgeDialog(AskDialog):
    """Hands an Urge to `save`; stays open, with the reason, when `save` refuses."""

    def __init__(self, items: Sequence[Item], save: Callable[[Urge], object], parent: QWidget, *, on: date) -> None:
        super().__init__(f"记一次催办：{items[0].who.name}", parent)
        self._save, self._on = save, on
        self.duty = QComboBox(accessibleName="事项")
        self.duty.addItem("全部到期事项", None)
        for item in items:
            self.duty.addItem(f"{subject(item.due)}（{item.due.state}）", item)
        self.how = QComboBox(accessibleName="方式")
        self.how.addItems(list(WAYS))
        self.answer = QComboBox(editable=True, accessibleName="结果")
        self.answer.addItems(list(ANSWERS))
        self.promised = QLineEdit(placeholderText="例如 2026-12-05，没有答应请留空", accessibleName="答应办理的日期")
        self.by = QLineEdit(placeholderText="催办人，可以留空", accessibleName="催办人")
        fields = form()
        for title, field in (
            ("事项", self.duty),
            ("方式", self.how),
            ("结果", self.answer),
            ("答应日期", self.promised),
            ("催办人", self.by),
        ):
            fields.addRow(title, field)
        self.lay_out(fields, "记下")
        self.setMinimumWidth(look.dp(440))

    def keep_it(self) -> None:
        self._save(self._told())

    def _told(self) -> Urge:
        item = self.duty.currentData()
        return Urge(
            duty=item.due.duty if item else None,
            how=self.how.currentText(),
            result=self.answer.currentText(),
            factor=(item.due.factor or item.due.who) if item else None,
            promised_on=answers.day(self.promised.text(), "答应日期", self._on),
            by=self.by.text().strip() or None,
        )
