"""记一次变化: what must be declared or evaluated, or somebody who leaves; the due item follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.page import label
from desktop.work.problem import Problem

LEAVES = "离岗"
KINDS = (
    ("名称场所负责人", "名称、地址、法定代表人或负责人变了"),
    ("工艺材料", "技术、工艺、设备或材料变了"),
    ("检测评价结果", "检测或评价发现与申报不一样"),
    ("事故", "发生职业病危害事故"),
    (LEAVES, "接触危害的人员要离岗"),
)


@dataclass(frozen=True, slots=True)
class Happening:
    """What was written: the kind, the day (None: not known), and the note or the name."""

    kind: str
    on: date | None
    note: str


class HappenDialog(QDialog):
    """Hands a Happening to `save`; stays open, with the reason, when `save` refuses."""

    def __init__(self, employer: str, save: Callable[[Happening], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"记一次变化：{employer}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._save = save
        self.kind = QComboBox(accessibleName="变化")
        for code, words in KINDS:
            self.kind.addItem(words, code)
        self.day = QLineEdit(placeholderText="例如 2026-11-20；离岗日期不清楚可以留空", accessibleName="日期")
        self.note = QLineEdit(placeholderText="简单说明；离岗的写姓名或工号", accessibleName="说明")
        self.reason = label("", "mark", wrap=True)
        self.reason.hide()
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        for title, field in (("变化", self.kind), ("日期", self.day), ("说明", self.note)):
            form.addRow(title, field)
        buttons = QDialogButtonBox()
        self.keep = buttons.addButton("记下", QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep.setProperty("main", True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.reason)
        column.addWidget(buttons)
        self.setMinimumWidth(look.dp(460))

    def accept(self) -> None:
        try:
            self._save(self._told())
        except Problem as problem:
            self.reason.setText(f"{problem.what}{problem.remedy}")
            self.reason.show()
            return
        super().accept()

    def _told(self) -> Happening:
        kind, written = str(self.kind.currentData()), self.day.text().strip()
        if not written and kind != LEAVES:
            raise Problem("还没有填写日期。", "请填写变化发生的日期，例如 2026-11-20。")
        try:
            on = date.fromisoformat(written) if written else None
        except ValueError:
            raise Problem(f"“{written}”不是日期。", "请写成 2026-11-20 的样子。") from None
        return Happening(kind, on, self.note.text())
