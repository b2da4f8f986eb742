"""改经营状态: which, from which day on, and why - so that past reports keep what they counted."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.ui import look
from desktop.ui.asking import AskDialog, day_field, day_of, form
from desktop.ui.desk import Desk
from desktop.ui.grades import shaped
from desktop.ui.page import label
from desktop.work import editing
from desktop.work.employer_file import EmployerFile

REASONS = ("现场核实", "电话核实", "企业告知", "县局通知", "市场监管注销名单")


class StatusDialog(AskDialog):
    """Stays open with the reason when the day or the status is refused."""

    def __init__(self, desk: Desk, file: EmployerFile, parent: QWidget) -> None:
        super().__init__("改经营状态", parent)
        self._desk, self._record = desk, file.id
        now = str(file.fields["status"])
        since = file.fields.get("status_since")
        self.status = QComboBox(accessibleName="经营状态")
        for code in desk.office.rulebook.codes.get("status").codes:
            self.status.addItem(shaped(code), code)
        self.status.setCurrentIndex(self.status.findData(now))
        self.since = day_field("自哪一天起")
        self.since.setText(desk.office.today().isoformat())
        self.why = QComboBox(editable=True, accessibleName="原因或依据")
        self.why.addItems(("", *REASONS))
        line = self.why.lineEdit()
        assert isinstance(line, QLineEdit), "an editable box has one"
        line.setPlaceholderText("例如 现场核实已搬空")
        fields = form()
        told = f"现在是{now}" + (f"，自 {since} 起" if since else "")
        fields.addRow(label(f"{file.name}：{told}。", "muted", wrap=True))
        fields.addRow("改为", self.status)
        fields.addRow("自哪一天起", self.since)
        fields.addRow("原因或依据", self.why)
        fields.addRow(label("以前各期的报表按当时的状态计算，不会跟着变。", "muted", wrap=True))
        self.lay_out(fields, "保存")
        self.setMinimumWidth(look.dp(440))

    def keep_it(self) -> None:
        office = self._desk.office
        since = day_of(self.since, office.today())
        given = editing.Standing(str(self.status.currentData()), since, self.why.currentText().strip() or None)
        self._desk.change(
            lambda s: editing.set_status(s, self._record, given, rulebook=office.rulebook, on=office.today())
        )
