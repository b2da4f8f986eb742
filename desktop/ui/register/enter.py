"""A new employer: the few things that must be known, and the rest later on the card."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.page import label
from desktop.work.problem import Problem

FIELDS = (
    ("name", "单位名称", "营业执照上的全称"),
    ("credit_code", "信用代码", "18 位，没有可留空"),
    ("address", "工作场所", "生产经营地址"),
    ("contact", "联系人", ""),
    ("phone", "联系电话", ""),
    ("staff", "从业人员", "人，未清点请留空"),
    ("exposed_workers", "接害人数", "人，未清点请留空"),
)


class EnterDialog(QDialog):
    """Hands what was written to `save`; stays open, with the reason, when `save` refuses."""

    def __init__(
        self, villages: list[tuple[str, str]], save: Callable[[Mapping[str, str]], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("登记新企业")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._save = save
        self.fields: dict[str, QLineEdit] = {}
        self.village = QComboBox(accessibleName="村（社区）")
        self.village.addItem(look.UNKNOWN, "")
        for code, name in villages:
            self.village.addItem(name, code)
        self.reason = label("", "mark", wrap=True)
        self.reason.hide()
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        for key, title, hint in FIELDS:
            field = self.fields[key] = QLineEdit(placeholderText=hint, accessibleName=title)
            field.setAcceptDrops(False)
            form.addRow(title, field)
            if key == "credit_code":
                form.addRow("村（社区）", self.village)
        buttons = QDialogButtonBox()
        self.keep = buttons.addButton("登记", QDialogButtonBox.ButtonRole.AcceptRole)
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
        written = {key: field.text().strip() for key, field in self.fields.items() if field.text().strip()}
        if self.village.currentData():
            written["village"] = str(self.village.currentData())
        try:
            self._save(written)
        except Problem as problem:
            self.reason.setText(f"{problem.what}{problem.remedy}")
            self.reason.show()
            return
        super().accept()
