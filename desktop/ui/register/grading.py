"""The risk grade of one employer with its reason, and the entry of its management grade with the source."""

from __future__ import annotations

import json
from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout

from desktop.ui.desk import Desk
from desktop.ui.grades import UNCONFIRMED, shaped, tone_of
from desktop.ui.page import button, chip, label, link, panel, row, set_chip
from desktop.ui.register.card_tab import CardTab
from desktop.work import grading
from desktop.work.employer_file import EmployerFile
from desktop.work.problem import Problem

SOURCES = ("企业自查表", "县局通知", "协管员现场评定")


class GradingTab(CardTab):
    """Level, class, sentence, what is missing; below it A/B/C."""

    def __init__(self, desk: Desk, grade_all: Callable[[], object]) -> None:
        super().__init__()
        self._desk = desk
        self._record: int | None = None
        self.level, self.combined, self.unconfirmed = chip(), chip(), chip()
        self.because = label("", wrap=True)
        self.missing = label("", "danger", wrap=True)
        self.doubt = label("", "warn", wrap=True)
        self.edition = label("", "muted", wrap=True)
        self.written = QLineEdit(placeholderText="A、B、C，或自查得分", accessibleName="管理等级或自查得分")
        self.written.setAcceptDrops(False)
        self.written.returnPressed.connect(self._save)
        self.source = QComboBox(editable=True, accessibleName="评定来源")
        self.source.addItems(SOURCES)
        self.mark = label("", "mark", wrap=True)
        self.mark.hide()
        self.save = button("保存管理等级", "check", self._save)
        self.kept = label("", "muted", wrap=True)
        chips = row(self.level, self.combined, self.unconfirmed, None, spacing=6)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 8, 8, 8)
        stack.setSpacing(8)
        for widget in (chips, self.because, self.missing, self.doubt, self.edition):
            stack.addWidget(widget)
        why = link("为什么、怎样会变、自查表、人工认定", lambda: desk.go("grading", self._record))
        stack.addWidget(row(why, None))
        stack.addWidget(row(link("按最新资料重新分级（全部企业）", grade_all), None))
        stack.addWidget(
            panel(
                label("职业卫生管理等级 A / B / C", "heading"),
                self.kept,
                label("等级或得分", "muted"),
                self.written,
                label("来源（谁评的、什么时候）", "muted"),
                self.source,
                self.mark,
                row(self.save, None),
            )
        )
        stack.addStretch(1)

    def show_file(self, file: EmployerFile) -> None:
        """The newest verdict of an employer and its newest management grade."""
        self._record = file.id
        verdict = next(iter(file.ledgers["risk_assessment"]), None)
        level, combined = (verdict["level"], verdict["combined"]) if verdict else (None, None)
        set_chip(self.level, f"风险等级 {shaped(level)}" if level else "未分级", tone_of(level))
        set_chip(self.combined, f"综合类别 {shaped(combined)}" if combined else "", tone_of(combined))
        decided = verdict is not None and grading.by_person(verdict["source"])
        mark = "人工认定" if decided else UNCONFIRMED if verdict and verdict["unconfirmed"] else ""
        set_chip(self.unconfirmed, mark, "accent" if decided else "warn")
        self.because.setText(verdict["because"] if verdict else "还没有分级。点下面的“重新分级”。")
        missing = json.loads(verdict["missing"]) if verdict else []
        self.missing.setText(f"缺少：{'、'.join(missing)}")
        self.missing.setVisible(bool(missing))
        self.doubt.setText("分级用到了尚未与正式文件核对的规则，结果请人工复核。")
        self.doubt.setVisible(bool(verdict and verdict["unconfirmed"]))
        self.edition.setText(
            f"依据《{self._named(verdict['edition'])}》，{verdict['assessed_on']} 评定" if verdict else ""
        )
        grade = next(iter(file.ledgers["management_grade"]), None)
        self.kept.setText(
            f"现为 {shaped(grade['grade'])}（{grade['source'] or '来源未登记'}，{grade['graded_on']}）"
            if grade
            else "还没有评定。多数企业一开始没有管理等级，风险等级可以单独使用。"
        )
        self.mark.hide()

    def _named(self, edition: str) -> str:
        known = {entry.id: entry.name for entry in self._desk.office.rulebook.editions}
        return known.get(edition, edition)

    def _save(self) -> None:
        if self._record is None:
            return
        record, written, source = self._record, self.written.text().strip(), self.source.currentText().strip()
        office = self._desk.office
        try:
            self._desk.change(
                lambda session: grading.set_management(
                    session, record, written=written, source=source, rulebook=office.rulebook, on=office.today()
                )
            )
        except Problem as problem:
            self.mark.setText(f"{problem.what}{problem.remedy}")
            self.mark.show()
            return
        self.written.clear()
        self.mark.hide()
