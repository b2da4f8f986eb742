"""人员网格: who works here, who answers for what, who is away, how the work is shared, tasks and rules."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout

from desktop.ui.desk import Desk
from desktop.ui.page import Page, button, tabbed
from desktop.ui.people.grids import GridsTab
from desktop.ui.people.leave import LeaveTab
from desktop.ui.people.load import LoadTab
from desktop.ui.people.rules import RulesTab
from desktop.ui.people.staff import StaffTab
from desktop.ui.people.tasks import TasksTab
from desktop.work.change import Change

TABS = {"staff": 0, "grids": 1, "leave": 2, "load": 3, "tasks": 4, "rules": 5}


class PeoplePage(Page):
    """Six tabs, each asked when it is looked at."""

    name, title = "people", "人员网格"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.staff, self.grids, self.leaves, self.load = StaffTab(desk), GridsTab(desk), LeaveTab(desk), LoadTab(desk)
        self.tasks, self.rules = TasksTab(desk), RulesTab(desk)
        self.enter_new = button("登记人员", "add", self.staff.ask_person, main=True)
        self.tabs = tabbed()
        for words, tab in (
            ("人员", self.staff), ("网格与责任", self.grids), ("请假", self.leaves), ("工作量", self.load),
            ("巡查任务", self.tasks), ("巡查规则", self.rules),
        ):  # fmt: skip
            self.tabs.addTab(tab, words)
        self.tabs.currentChanged.connect(lambda _: self.refresh())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.addWidget(self.tabs)

    def buttons(self) -> list[QPushButton]:
        return [self.enter_new]

    def enter(self, wish: object = None) -> None:
        """`wish`: staff, grids, leave, load, tasks or rules opens that tab."""
        if wish in TABS:
            self.tabs.setCurrentIndex(TABS[str(wish)])
        self.refresh()

    def leave(self) -> None:
        self.staff.finish()
        self.grids.finish()

    def heard(self, change: Change) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Ask what is looked at again."""
        self.tabs.currentWidget().refresh()  # type: ignore[attr-defined]
        rows = self.staff.rows_here()
        areas = sum(len(row.areas) for row in rows)
        self.stated.emit(f"在岗 {len(rows)} 人，分管 {areas} 处" if rows else "还没有登记人员")
