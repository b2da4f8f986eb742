"""分级规则: which edition holds, and everything in it that has not been checked against the official text."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.page import label, panel
from desktop.ui.rowtable import Column, lines
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
    """Read-only: rules change by a new table, not by hand."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.edition = label("", wrap=True)
        self.sources = label("", "muted", wrap=True)
        found = doubts.listed(desk.office.rulebook)
        self.table = TableView(lines(COLUMNS, found), name="待核对的规则")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(10)
        column.addWidget(panel(label("现行分级方法", "heading"), self.edition, self.sources))
        column.addWidget(label(f"待核对 {len(found)} 项", "heading"))
        column.addWidget(
            label(
                "这些内容还没有和正式文件逐字核对。用到它们的分级和指标都带“待核对”标记，请以文件为准。",
                "muted",
                wrap=True,
            )
        )
        column.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Show the edition in force today."""
        office = self._desk.office
        edition = office.rulebook.edition(office.today())
        if edition is None:
            self.edition.setText("今天没有可用的分级方法。")
            return
        order = " < ".join(edition.classes)
        self.edition.setText(
            f"{edition.name}\n编号 {edition.id}，自 {edition.since} 起；类别由低到高：{order}；"
            f"等级由低到高：{' < '.join(edition.levels)}"
        )
        self.sources.setText("出处：" + "；".join(edition.sources))
