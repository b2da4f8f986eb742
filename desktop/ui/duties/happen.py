"""记一次变化: what must be declared or evaluated, or somebody who leaves; the due item follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.ui import look
from desktop.ui.asking import AskDialog, form
from desktop.work import answers

LEAVES = "离岗"
KINDS = (
    ("名称场所负责人", "名称、地址、法定代表人或负责人变了"),
    ("工艺材料", "技术、工艺、设备或材料变了"),
    ("检测评价结果", "检测或评价发现与申报不一样"),
    ("事故", "发生职业病危害事故"),
    ("确诊职业病", "有人被诊断、鉴定为职业病（说明里写代号，不写姓名）"),
    ("工伤认定申请", "已申请工伤认定（说明里写同一个代号）"),
    ("剂量监测", "做了放射个人剂量监测"),
    (LEAVES, "接触危害的人员要离岗"),
)


@dataclass(frozen=True, slots=True)
class Happening:
    """What was written: the kind, the day (None: not known), and the note or the name."""

    kind: str
    on: date | None
    note: str


class HappenDialog(AskDialog):
    """Hands a Happening to `save`; stays open, with the reason, when `save` refuses."""

    def __init__(self, employer: str, save: Callable[[Happening], object], parent: QWidget, *, on: date) -> None:
        super().__init__(f"记一次变化：{employer}", parent)
        self._save, self._on = save, on
        self.kind = QComboBox(accessibleName="变化")
        for code, words in KINDS:
            self.kind.addItem(words, code)
        self.day = QLineEdit(placeholderText="例如 2026-11-20；离岗日期不清楚可以留空", accessibleName="日期")
        self.note = QLineEdit(placeholderText="简单说明；离岗的写姓名或工号", accessibleName="说明")
        fields = form()
        for title, field in (("变化", self.kind), ("日期", self.day), ("说明", self.note)):
            fields.addRow(title, field)
        self.lay_out(fields, "记下")
        self.setMinimumWidth(look.dp(460))

    def keep_it(self) -> None:
        self._save(self._told())

    def _told(self) -> Happening:
        kind = str(self.kind.currentData())
        read = answers.day if kind == LEAVES else answers.needed_day
        return Happening(kind, read(self.day.text(), "日期", self._on), self.note.text())
