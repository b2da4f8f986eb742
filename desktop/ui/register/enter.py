"""A new employer: the few things that must be known, files that belong to it, and the rest later on the card."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.asking import AskDialog, form
from desktop.ui.desk import Desk
from desktop.ui.register.waiting import WaitingFiles
from desktop.work import attachment_files, attachments, lists

FIELDS = (
    ("name", "单位名称", "营业执照上的全称"),
    ("credit_code", "信用代码", "18 位，没有可留空"),
    ("address", "工作场所", "生产经营地址"),
    ("contact", "联系人", ""),
    ("phone", "联系电话", ""),
    ("staff", "从业人员", "人，未清点请留空"),
    ("exposed_workers", "接害人数", "人，未清点请留空"),
    ("factors", "危害因素", "用顿号隔开，例如：矽尘、噪声"),
)


class EnterDialog(AskDialog):
    """Stays open, with the reason, when it is refused. `entered` gives the id of the new employer."""

    entered = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__("登记新企业", parent)
        self._desk = desk
        self._number = 0
        choices = desk.ask(lambda session: lists.choices(session, desk.office.rulebook))
        self.fields: dict[str, QLineEdit] = {}
        self.village = QComboBox(accessibleName="村（社区）")
        self.village.addItem(look.UNKNOWN, "")
        for code, name in choices["village"]:
            self.village.addItem(name, code)
        fields = form()
        for key, title, hint in FIELDS:
            field = self.fields[key] = QLineEdit(placeholderText=hint, accessibleName=title)
            field.setAcceptDrops(False)
            fields.addRow(title, field)
            if key == "credit_code":
                fields.addRow("村（社区）", self.village)
        self.files = WaitingFiles(desk)
        lines = QVBoxLayout()
        lines.addLayout(fields)
        lines.addWidget(self.files)
        self.lay_out(lines, "登记")
        self.setMinimumWidth(look.dp(480))
        self.setAcceptDrops(True)
        self.accepted.connect(lambda: self.entered.emit(self._number))
        self.rejected.connect(self.files.let_go)

    def keep_it(self) -> None:
        self.files.refuse_while_copying()
        office, stored = self._desk.office, self.files.stored
        written = {key: field.text().strip() for key, field in self.fields.items() if field.text().strip()}
        if self.village.currentData():
            written["village"] = str(self.village.currentData())
        with attachment_files.keeping(stored, office.folder):
            change = self._desk.change(
                lambda s: attachments.enter(s, written, stored, rulebook=office.rulebook, on=office.today())
            )
        self._number = next(iter(change.employers))
        self.files.stored = []

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.files.dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.files.dropEvent(event)
