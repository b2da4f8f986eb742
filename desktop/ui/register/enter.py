"""A new employer: the few things that must be known, and the rest later on the card."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.ui import look
from desktop.ui.asking import AskDialog, form

FIELDS = (
    ("name", "单位名称", "营业执照上的全称"),
    ("credit_code", "信用代码", "18 位，没有可留空"),
    ("address", "工作场所", "生产经营地址"),
    ("contact", "联系人", ""),
    ("phone", "联系电话", ""),
    ("staff", "从业人员", "人，未清点请留空"),
    ("exposed_workers", "接害人数", "人，未清点请留空"),
)


class EnterDialog(AskDialog):
    """Hands what was written to `save`; stays open, with the reason, when `save` refuses."""

    def __init__(
        self, villages: list[tuple[str, str]], save: Callable[[Mapping[str, str]], object], parent: QWidget
    ) -> None:
        super().__init__("登记新企业", parent)
        self._save = save
        self.fields: dict[str, QLineEdit] = {}
        self.village = QComboBox(accessibleName="村（社区）")
        self.village.addItem(look.UNKNOWN, "")
        for code, name in villages:
            self.village.addItem(name, code)
        fields = form()
        for key, title, hint in FIELDS:
            field = self.fields[key] = QLineEdit(placeholderText=hint, accessibleName=title)
            field.setAcceptDrops(False)
            fields.addRow(title, field)
            if key == "credit_code":
                fields.addRow("村（社区）", self.village)
        self.lay_out(fields, "登记")
        self.setMinimumWidth(look.dp(460))

    def keep_it(self) -> None:
        written = {key: field.text().strip() for key, field in self.fields.items() if field.text().strip()}
        if self.village.currentData():
            written["village"] = str(self.village.currentData())
        self._save(written)
