"""工作日历: the years that can be computed with, and a new year's arrangement, looked at before it is kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop.rules.calendar import OFF
from desktop.ui import look
from desktop.ui.asking import AskDialog
from desktop.ui.desk import Desk
from desktop.ui.page import button, column, label, row
from desktop.ui.rowtable import Column, RowTable, lines
from desktop.ui.tableview import TableView
from desktop.work import duties_calendar
from desktop.work.duties_calendar import REMEDY, Arrangement, KnownYear
from desktop.work.problem import Problem

Day = tuple[object, str, str]
YEARS = (
    Column[KnownYear]("年份", lambda x: str(x.year), width=80),
    Column[KnownYear]("放假", lambda x: f"{x.off} 天" if x.off else "没有安排", width=80, numeric=True),
    Column[KnownYear]("调休上班", lambda x: f"{x.workdays} 天" if x.off else "没有安排", width=90, numeric=True),
    Column[KnownYear]("来自", lambda x: f"{x.imported_on} 导入" if x.imported_on else "程序自带", width=140),
    Column[KnownYear]("文件", lambda x: x.source, width=360, tip=lambda x: x.source),
)
DAYS = (
    Column[Day]("日期", lambda x: str(x[0]), width=110),
    Column[Day]("安排", lambda x: "放假" if x[1] == OFF else "上班", width=80),
    Column[Day]("名称", lambda x: x[2], width=160),
)


class HolidaysTab(QWidget):
    """A year without an arrangement is said to have none; nothing is guessed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._years: list[KnownYear] = []
        self.bring = button("导入新一年的放假安排", "import", self._ask_file, main=True)
        self.model: RowTable[KnownYear] = RowTable(
            YEARS, lambda: range(len(self._years)), lambda places: {n: self._years[n] for n in places}
        )
        self.table = TableView(self.model, name="工作日历")
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 12, 0, 0)
        stack.setSpacing(10)
        stack.addWidget(row(self.bring, None))
        stack.addWidget(
            label(
                "国务院办公厅每年年底公布下一年的放假安排。没有公布的年份，程序会写明没有工作日历，不会自己猜。"
                + REMEDY,
                "muted",
                wrap=True,
            )
        )
        stack.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Show the years there are."""
        book = self._desk.office.rulebook
        self._years = self._desk.ask(lambda session: duties_calendar.known_years(session, book))
        self.model.reload()

    def take(self, file: Path) -> ArrangementDialog | None:
        """Look a file through; None when it is refused."""
        try:
            found = duties_calendar.read(file, self._desk.office.rulebook)
        except Problem as problem:
            self._desk.bar.tell(problem)
            return None
        dialog = ArrangementDialog(self._desk, found, self)
        dialog.open()
        return dialog

    def _ask_file(self) -> QFileDialog:
        return self._desk.files.read(self, "选择放假安排", "CSV 文件 (*.csv)", self.take)


class ArrangementDialog(AskDialog):
    """Every day of the file, before it is kept."""

    def __init__(self, desk: Desk, found: Arrangement, parent: QWidget) -> None:
        years = "、".join(map(str, found.years))
        super().__init__(f"{years} 年放假安排", parent)
        self._desk, self._found = desk, found
        off = sum(kind == OFF for _, kind, _ in found.days)
        told = f"放假 {off} 天，调休上班 {len(found.days) - off} 天。请和公布的安排核对。"
        self.lay_out(column(label(told, wrap=True), TableView(lines(DAYS, list(found.days)), name="放假安排")), "导入")
        self.resize(look.dp(420), look.dp(440))

    def keep_it(self) -> None:
        on = self._desk.office.today()
        self._desk.change(lambda session: duties_calendar.take_in(session, self._found, on=on))
