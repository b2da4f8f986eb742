"""隐患整改: every finding by state, and at the right one of them with its course and its next steps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox, QPushButton, QStackedWidget, QVBoxLayout

from desktop.rules.casework import CLOSED, OVERDUE
from desktop.ui.columnheads import HeldHeads
from desktop.ui.desk import Desk
from desktop.ui.findings.card import FindingCard
from desktop.ui.findings.columns import FROZEN, LIST
from desktop.ui.findings.step import FoundDialog
from desktop.ui.flow import Flow
from desktop.ui.heldpage import HeldPage
from desktop.ui.page import beside, button, column, label, link, panel, row
from desktop.ui.rowtable import RowTable
from desktop.ui.tableview import TableView
from desktop.work import editing, findings, findings_tests
from desktop.work.findings import Filters, FindingRow, Found
from desktop.work.problem import Problem
from desktop.work.progress import Progress

ORDER = (OVERDUE, "待整改", "整改中", "待复查", "已上报", "已立案", CLOSED)
PERIODS = (("全部期限", None), ("已逾期或 7 天内到期", 7), ("已逾期或 30 天内到期", 30))
SORTS = {
    "number": lambda one: one.number,
    "state": lambda one: ORDER.index(one.standing),
    "name": lambda one: one.name,
    "described": lambda one: one.described,
    "deadline": lambda one: str(one.deadline or "9"),
    "recheck": lambda one: str(one.recheck_due or "9"),
    "source": lambda one: one.source,
    "village": lambda one: one.village or "",
    "responsible": lambda one: one.responsible or "",
    "opened": lambda one: one.opened_on,
}


class FindingsPage(HeldPage):
    """The whole list is asked once and filtered here; what is closed is shown when its state is chosen."""

    name, title = "findings", "隐患整改"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.all: list[FindingRow] = []
        self.shown: list[FindingRow] = []
        self.state: str | None = None
        self.chips: dict[str, QPushButton] = {}
        self._behind = 0
        self.states = Flow()
        self.village = QComboBox(accessibleName="村（社区）")
        self.source = QComboBox(accessibleName="来源")
        self.period = QComboBox(accessibleName="整改期限")
        for words, days in PERIODS:
            self.period.addItem(words, days)
        self.model: RowTable[FindingRow] = RowTable(LIST, lambda: range(len(self.shown)), self._fetch, self._sort)
        self.table = TableView(self.model, FROZEN, name="隐患整改")
        self.heads = HeldHeads(self.table, self._asked, self.show_held)
        self.card = FindingCard(desk)
        self.counted = label("", "muted")
        self.catch_up = link("", self._catch_up)
        self.enter_new = button("登记隐患", "add", self.ask_new, main=True)
        for box in (self.village, self.source, self.period):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.activated.connect(lambda _: self.show_held())
        self.table.picked.connect(self._picked)
        self._lay_out()

    def buttons(self) -> list[QPushButton]:
        return [self.enter_new]

    def choose(self, step: str) -> None:
        self.state = step

    def take_focus(self) -> None:
        self.table.setFocus()

    def read(self) -> None:
        office = self.desk.office

        def work(_: Progress) -> tuple[list[FindingRow], int]:
            on = office.today()
            found = office.ask(lambda session: findings.rows(session, office.rulebook, on))
            return found, office.ask(lambda session: findings_tests.behind(session, office.rulebook))

        self.desk.start(self, work, self._arrived, "正在读取隐患")

    def ask_new(self) -> FoundDialog:
        """登记隐患."""
        office = self.desk.office

        def save(name: str, found: Found) -> None:
            if not name:
                raise Problem("还没有写单位名称。", "请输入几个字，从列表里选一家。")
            employer = self.desk.ask(lambda session: editing.identify(session, name))
            on, rulebook = office.today(), office.rulebook
            self.desk.change(lambda s: findings.open_finding(s, employer, found, rulebook=rulebook, on=on)[0])

        dialog = FoundDialog(office.rulebook, self.desk.ask(findings.employer_names), save, self, on=office.today())
        dialog.open()
        return dialog

    def _catch_up(self) -> None:
        office = self.desk.office
        self.desk.attempt(lambda session: findings_tests.catch_up(session, office.rulebook, office.today()))

    def _arrived(self, told: tuple[list[FindingRow], int]) -> None:
        self.all, self._behind = told
        counts = findings.counts(self.all)
        self._lay_chips(counts)
        left = [one for one in self.all if one.state != CLOSED]
        self.desk.badged.emit(self.name, len(left))
        self.stated.emit(f"没有销号的 {len(left):,} 条，其中逾期 {counts.get(OVERDUE, 0):,} 条")
        self.catch_up.setText(f"有 {self._behind:,} 项检测超标还没有登记为隐患，点这里登记")
        self.catch_up.setVisible(self._behind > 0)
        _refill(self.village, "全部村（社区）", sorted({one.village for one in self.all if one.village}))
        _refill(self.source, "全部来源", sorted({one.source for one in self.all}))
        self.show_held()

    def _choose(self, state: str, _checked: bool = False) -> None:
        self.state = None if self.state == state else state
        self.show_held()

    def _asked(self) -> list[FindingRow]:
        """Those the states and choices above the table ask for."""
        filters = Filters(
            (self.state,) if self.state else tuple(state for state in ORDER if state != CLOSED),
            self.village.currentData(),
            self.source.currentData(),
            self.period.currentData(),
        )
        on = self.desk.office.today()
        return [one for one in self.all if findings.passes(one, filters, on)]

    def show_held(self) -> None:
        for state, made in self.chips.items():
            made.setChecked(state == self.state)
        self.shown = [one for one in self._asked() if self.heads.passes(one)]
        self.table.reload()
        employers = len({one.employer_id for one in self.shown})
        self.counted.setText(f"显示 {len(self.shown):,} 条，{employers:,} 家企业")
        self._stack.setCurrentIndex(0 if self.shown else 1)
        held = self.card.row.id if self.card.row else None
        keep = next((place for place, one in enumerate(self.shown) if one.id == held), 0 if self.shown else None)
        if keep is not None:
            self.table.show_record(keep)
        self._picked(keep)

    def _picked(self, place: int | None) -> None:
        self.card.show_finding(self.shown[place] if place is not None and place < len(self.shown) else None)

    def _fetch(self, places: Sequence[int]) -> dict[int, FindingRow]:
        return {place: self.shown[place] for place in places}

    def _sort(self, key: str, ascending: bool) -> None:
        self.shown.sort(key=SORTS[key], reverse=not ascending)

    def _lay_chips(self, counts: dict[str, int]) -> None:
        self.chips = {}
        for state in ORDER:
            made = QPushButton(f"{state} {counts.get(state, 0):,}", checkable=True)
            made.setProperty("kind", "pill")
            made.setAccessibleName(f"{state} {counts.get(state, 0)} 条")
            made.clicked.connect(partial(self._choose, state))
            self.chips[state] = made
        self.states.fill(list(self.chips.values()))

    def _lay_out(self) -> None:
        nothing = panel(
            label("没有这样的隐患。", "heading"),
            label("检测结果超标时会自动登记在这里；巡查、投诉发现的，点右上角“登记隐患”。", "muted", wrap=True),
            None,
        )
        self._stack = QStackedWidget(objectName="plain")
        self._stack.addWidget(self.table)
        self._stack.addWidget(nothing)
        tools = Flow()
        tools.fill([self.village, self.source, self.period])
        left = column(
            self.states, tools, self.heads.told, self._stack, row(self.counted, None, self.catch_up), stretch=3
        )
        self.catch_up.hide()
        split = beside(left, self.card)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.addWidget(split)


def _refill(box: QComboBox, whole: str, names: Sequence[str]) -> None:
    """The choices there are now, with what was chosen before still chosen."""
    before = box.currentData()
    box.clear()
    box.addItem(whole, None)
    for name in names:
        box.addItem(name, name)
    box.setCurrentIndex(max(0, box.findData(before)))
