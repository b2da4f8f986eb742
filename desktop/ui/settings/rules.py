"""分级规则: which edition holds, and everything in it that has not been checked against the official text."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.page import column, label, scrolled, tabbed
from desktop.ui.rowtable import Column, lines
from desktop.ui.settings.choices import ChoicesTab
from desktop.ui.settings.packs import PacksTab
from desktop.ui.tableview import TableView
from desktop.work import doubts
from desktop.work.doubts import Doubt

COLUMNS = (
    Column[Doubt]("规则表", lambda x: x.table, width=190),
    Column[Doubt]("内容", lambda x: x.what, width=420, tip=lambda x: x.what),
    Column[Doubt]("现在取值", lambda x: x.value, width=200, tip=lambda x: x.value),
    Column[Doubt]("把握", lambda x: x.sureness, width=110, chip=True, tone=lambda x: "warn"),
)


class RulesTab(QWidget):
    """The grading methods to confirm, change and adopt; and everything else that waits for its check."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.packs = PacksTab(desk)
        self.edition = self.packs.edition
        found = doubts.listed(desk.office.rulebook)
        self.table = TableView(lines(COLUMNS, found), name="待核对的规则")
        rest = column(
            label(f"待核对 {len(found)} 项", "heading"),
            label(
                "这些内容还没有和正式文件逐字核对。用到它们的分级和指标都带“待核对”标记，请以文件为准。"
                "分级方法里的，可以在“分级方法”里逐格核对。",
                "muted",
                wrap=True,
            ),
            self.table,
            stretch=2,
        )
        rest.line.setContentsMargins(0, 10, 0, 0)
        self.tabs = tabbed()
        self.choices = ChoicesTab(desk)
        for words, tab in (("分级方法", self.packs), ("口径", self.choices)):
            area = scrolled(tab)
            area.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)  # makes no window taller
            self.tabs.addTab(area, words)
        self.tabs.addTab(rest, "全部待核对")
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 12, 0, 0)
        stack.addWidget(self.tabs)

    def refresh(self) -> None:
        """Show the methods as they are today."""
        self.packs.refresh()
        self.choices.refresh()
