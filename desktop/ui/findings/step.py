"""The dialogs of 隐患整改: the next step of a finding with what it asks for, and a new finding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from desktop.rules.casework import Step
from desktop.rules.tables import Rulebook
from desktop.ui import look
from desktop.ui.asking import AskDialog, form
from desktop.work import answers
from desktop.work.findings import DAYS, FIELD_LABELS, FindingRow, Found, Move

HINTS = {
    "finished_on": "例如 2026-11-20",
    "rechecked_on": "例如 2026-11-20",
    "deadline": "例如 2026-12-20",
    "rechecked_by": "谁去现场看的",
    "measures": "做了什么，例如加装除尘、补贴标识",
    "funds": "万元，只填数字",
    "note": "一句话说明",
}


class StepDialog(AskDialog):
    """Hands a Move to `save`; stays open, with the reason, when `save` refuses."""

    def __init__(
        self,
        row: FindingRow,
        step: Step,
        save: Callable[[Move], object],
        parent: QWidget,
        *,
        on: date,
        choices: Sequence[int],
    ) -> None:
        super().__init__(f"{step.label}：{row.name}", parent)
        self._step, self._save = step, save
        self.boxes: dict[str, QLineEdit | QComboBox] = {}
        fields = form()
        for key in (*step.needs, *step.asks):
            box = self.boxes[key] = self._box(key, row, on, choices)
            must = "" if key not in step.needs else " *"
            fields.addRow(f"{FIELD_LABELS[key]}{must}", box)
        self.by = QLineEdit(placeholderText="经办人，可以留空", accessibleName="经办人")
        fields.addRow("经办人", self.by)
        self.lay_out(fields, "确定")
        self.setMinimumWidth(look.dp(440))

    def keep_it(self) -> None:
        given = {key: _written(box) for key, box in self.boxes.items()}
        self._save(Move(self._step.id, given, self.by.text().strip() or None))

    def _box(self, key: str, row: FindingRow, on: date, choices: Sequence[int]) -> QLineEdit | QComboBox:
        if key == "deadline":
            days = QComboBox(editable=True, accessibleName=FIELD_LABELS[key])
            for number in choices:
                days.addItem((on + timedelta(days=number)).isoformat() + (f"（{number} 天）" if number else "（当天）"))
            days.setCurrentText("")
            return days
        box = QLineEdit(placeholderText=HINTS.get(key, ""), accessibleName=FIELD_LABELS[key])
        if key in DAYS:
            box.setText(on.isoformat())
        elif key != "note" and (held := getattr(row, key)) is not None:
            box.setText(f"{held:g}" if isinstance(held, float) else str(held))
        return box


class FoundDialog(AskDialog):
    """登记隐患: hands employer name and Found to `save`; stays open when refused."""

    def __init__(
        self,
        rulebook: Rulebook,
        names: Sequence[str],
        save: Callable[[str, Found], object],
        parent: QWidget,
        *,
        on: date,
    ) -> None:
        super().__init__("登记隐患", parent)
        self._save, self._on = save, on
        self.employer = QLineEdit(placeholderText="输入几个字，从列表里选", accessibleName="单位名称")
        completer = QCompleter(list(names), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.employer.setCompleter(completer)
        self.described = QLineEdit(placeholderText="例如 喷漆房没有设置警示标识", accessibleName="问题")
        self.item = QLineEdit(placeholderText="例如 警示标识", accessibleName="检查项")
        self.place = QLineEdit(placeholderText="车间或岗位", accessibleName="地点、岗位")
        self.deadline = QLineEdit(placeholderText="不填就按来源的默认天数", accessibleName="整改期限")
        self.lists = {key: _choices(rulebook, key) for key in ("finding_source", "finding_gravity", "finding_category")}
        self.lists["finding_source"].setCurrentText("巡查")
        fields = form()
        for title, field in (
            ("单位名称 *", self.employer),
            ("问题 *", self.described),
            ("来源", self.lists["finding_source"]),
            ("检查项", self.item),
            ("地点、岗位", self.place),
            ("级别", self.lists["finding_gravity"]),
            ("类别", self.lists["finding_category"]),
            ("整改期限", self.deadline),
        ):
            fields.addRow(title, field)
        self.lay_out(fields, "登记")
        self.setMinimumWidth(look.dp(480))

    def keep_it(self) -> None:
        source, gravity, category = (box.currentData() for box in self.lists.values())
        found = Found(
            self.described.text(),
            source,
            deadline=answers.day(self.deadline.text(), "整改期限", self._on),
            check_item=self.item.text().strip() or None,
            place=self.place.text().strip() or None,
            gravity=gravity,
            category=category,
        )
        self._save(self.employer.text().strip(), found)


def _choices(rulebook: Rulebook, name: str) -> QComboBox:
    listed = rulebook.codes.get(name)
    box = QComboBox(accessibleName=listed.name)
    if name != "finding_source":
        box.addItem(look.UNKNOWN, None)
    for item in listed.items:
        box.addItem(item.label, item.code)
    return box


def _written(box: QLineEdit | QComboBox) -> str:
    text = box.currentText() if isinstance(box, QComboBox) else box.text()
    return text.partition("（")[0].strip() if isinstance(box, QComboBox) else text.strip()
