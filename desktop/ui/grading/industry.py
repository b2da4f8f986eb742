"""行业分类: what a person decides where the list of 2021 leaves it open; the higher of several industries counts."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from desktop.ui import look
from desktop.ui.asking import AskDialog, form
from desktop.ui.desk import Desk
from desktop.ui.page import column, label
from desktop.work import editing
from desktop.work.change import Change
from desktop.work.grading_table import Behind
from desktop.work.problem import Problem

SOLVENTS = (("不清楚（按严重）", ""), ("使用", "是"), ("确认不使用", "否"))

NOTE = "指含苯、正己烷、1,2-二氯乙烷、三氯甲烷的胶黏剂、清洗剂、油墨、油漆。有几种行业的，按分类最高的一种。"


class IndustryDialog(AskDialog):
    """The further codes, the rows that apply, the solvents, and what the answer rests on; kept as one operation."""

    def __init__(self, desk: Desk, behind: Behind, parent: QWidget) -> None:
        super().__init__(f"行业分类：{behind.name}", parent)
        self._desk, self._behind = desk, behind
        held = behind.industry_held
        self.more = QLineEdit(held.more, placeholderText="例如 3311、195，没有就留空", accessibleName="其他行业代码")
        self.rows = {row.name: QCheckBox(f"{row.code} {row.name}：{row.risk}") for row in behind.industry_open}
        for name, box in self.rows.items():
            box.setChecked(name in held.rows)
        self.solvents = QComboBox(accessibleName="使用含苯等溶剂")
        for words, written in SOLVENTS:
            self.solvents.addItem(words, written)
        self.solvents.setCurrentIndex(max(0, self.solvents.findData(held.solvents)))
        self.basis = QLineEdit(
            held.basis, placeholderText="例如 现场核实 2026-11-20、原辅材料清单", accessibleName="依据"
        )
        fields = form()
        fields.addRow("其他行业代码", self.more)
        if self.rows:
            fields.addRow("适用哪一条", column(*self.rows.values(), spacing=4))
        fields.addRow("含苯等溶剂", self.solvents)
        fields.addRow("依据 *", self.basis)
        note = label(
            "含苯、正己烷、1,2-二氯乙烷、三氯甲烷的胶黏剂、清洗剂、油墨、油漆。几种行业的，按分类最高的。",
            "muted",
            wrap=True,
        )
        fields.addRow("", note)
        self.lay_out(fields, "保存")
        self.setMinimumWidth(look.dp(520))

    def keep_it(self) -> None:
        written = {
            "more_industries": self.more.text().strip(),
            "industry_rows": "；".join(name for name, box in self.rows.items() if box.isChecked()),
            "star_solvents": str(self.solvents.currentData()),
            "industry_basis": self.basis.text().strip(),
        }
        if not written["industry_basis"]:
            raise Problem("没有写依据。", "请写明凭什么这样选，例如“现场核实 2026-11-20”。")
        office, employer = self._desk.office, self._behind.employer_id
        rulebook, on = office.rulebook, office.today()
        self._desk.change(
            lambda s: Change.joined(
                editing.edit(s, employer, key, text, rulebook=rulebook, on=on) for key, text in written.items()
            )
        )
