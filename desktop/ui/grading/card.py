"""The right-hand card of the grading page: why, self-check, a person's decision, history."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.rules.grading_moves import Stand
from desktop.ui.desk import Desk
from desktop.ui.grading.check import CheckTab
from desktop.ui.grading.decide import DecideTab
from desktop.ui.grading.why import WhyTab
from desktop.ui.page import column, label, link, row, scrolled, tabbed
from desktop.work import grading_table
from desktop.work.grading_table import Behind


class Card(QFrame):
    """Shows one employer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._desk = desk
        self.record: int | None = None
        self.name = label("", "cardname", wrap=True)
        self.why, self.check, self.decide = WhyTab(desk), CheckTab(desk), DecideTab(desk)
        self.past = label("", wrap=True)
        self.tabs = tabbed()
        self.tabs.setUsesScrollButtons(False)
        history = QWidget(objectName="plain")
        lines = QVBoxLayout(history)
        lines.setContentsMargins(0, 8, 8, 8)
        lines.addWidget(self.past)
        lines.addStretch(1)
        for words, tab in (
            ("为什么", self.why),
            ("自查表", self.check),
            ("人工认定", self.decide),
            ("历次评定", history),
        ):
            self.tabs.addTab(scrolled(tab), words)
        go = link("打开企业台账", lambda: desk.go("register", self.record))
        self._body = column(self.name, row(go, None), self.tabs, spacing=6, stretch=2)
        self._empty = label("在左边选中一家企业，这里说明它为什么是这个等级。", "muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(12, 12, 12, 8)
        stack.addWidget(self._empty)
        stack.addWidget(self._body, 1)
        self.show_record(None)

    def show_record(self, record: int | None) -> None:
        """Show an employer; None shows what to do."""
        office, on = self._desk.office, self._desk.office.today()
        behind: Behind | None = None
        if record is not None:
            behind = self._desk.ask(lambda session: grading_table.behind(session, record, office.rulebook, on))
        self.record = behind.employer_id if behind else None
        self._body.setVisible(behind is not None)
        self._empty.setVisible(behind is None)
        if behind is None:
            return
        self.name.setText(behind.name)
        for tab in (self.why, self.check, self.decide):
            tab.show_behind(behind)
        self.past.setText(self._told(behind))

    def _told(self, behind: Behind) -> str:
        short = {entry.id: entry.short for entry in self._desk.office.rulebook.editions}
        lines = [
            f"{past.on}　{Stand(past.edition, past.level, past.combined).label}　{past.source}　"
            f"{short.get(past.edition, past.edition)}\n{past.because}"
            for past in behind.past
        ]
        return "\n\n".join(lines) or "还没有评定过。"
