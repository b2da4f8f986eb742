"""The visits of a span as a list: searched by words, filtered by standing, sorted by any column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.columnheads import HeldHeads
from desktop.ui.flow import Flow
from desktop.ui.page import label, row
from desktop.ui.patrol.columns import SORTS, listed
from desktop.ui.rowtable import RowTable
from desktop.ui.tableview import TableView
from desktop.work import planning_rows
from desktop.work.planning_rows import AHEAD, DONE, DROPPED, OVERDUE, SHUT_OUT, TODAY, WAITING, VisitRow, standing

MENU = Qt.ContextMenuPolicy.CustomContextMenu
STANDINGS = (OVERDUE, TODAY, AHEAD, WAITING, DONE, SHUT_OUT, DROPPED)


class Listing(QWidget):
    """`picked` tells the visit under the cursor, `opened` a double click, `menu_asked` a right click on it."""

    picked = Signal(object)
    opened = Signal(int)
    menu_asked = Signal(int, object)

    def __init__(self, today: date) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._today = today
        self._found: Sequence[VisitRow] = ()
        self.shown: list[VisitRow] = []
        self.only: str | None = None
        self._sorting: tuple[str, bool] = ("on", True)
        self.chips: dict[str, QPushButton] = {}
        self._flow = Flow()
        self.search = QLineEdit(accessibleName="搜索走访", clearButtonEnabled=True)
        self.search.setPlaceholderText("单位、村、小组、人员、种类、理由")
        self.search.setFixedWidth(look.dp(300))
        self.model: RowTable[VisitRow] = RowTable(
            listed(today), lambda: [row.id for row in self.shown], self._fetch, self._sort
        )
        self.table = TableView(self.model, frozen=1, name="走访清单")
        self.heads = HeldHeads(self.table, self._asked, self._show)
        self.counted = label("", "muted")
        self.search.textChanged.connect(lambda _: self._show())
        self.table.picked.connect(self.picked)
        self.table.opened.connect(self.opened)
        self.table.customContextMenuRequested.connect(self._ask_menu)
        self.table.setContextMenuPolicy(MENU)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(row(self.search, None, self.counted))
        outer.addWidget(self._flow)
        outer.addWidget(self.heads.told)
        outer.addWidget(self.table, 1)

    def show_visits(self, found: Sequence[VisitRow]) -> None:
        """List these, with the words and the standing that were asked for before."""
        self._found = found
        counts = {key: sum(standing(row, self._today) == key for row in found) for key in STANDINGS}
        if self.only is not None and not counts[self.only]:
            self.only = None
        self.chips = {key: self._chip(key, number) for key, number in counts.items() if number}
        self._flow.fill(list(self.chips.values()))
        self._show()

    def choose(self, key: str | None) -> None:
        """Only one standing; None or the same again: all."""
        self.only = None if key == self.only else key
        self._show()

    def _asked(self) -> list[VisitRow]:
        found = [row for row in self._found if self.only is None or standing(row, self._today) == self.only]
        return planning_rows.matching(found, self.search.text())

    def _show(self) -> None:
        self.shown = [row for row in self._asked() if self.heads.passes(row)]
        key, ascending = self._sorting
        self.shown.sort(key=SORTS[key], reverse=not ascending)  # type: ignore[arg-type]
        for name, chip in self.chips.items():
            chip.setChecked(name == self.only)
        self.table.reload()
        self.counted.setText(f"{len(self.shown):,} 次，{len({row.employer_id for row in self.shown}):,} 家企业")

    def _chip(self, key: str, number: int) -> QPushButton:
        chip = QPushButton(f"{key} {number:,}", checkable=True)
        chip.setProperty("kind", "pill")
        chip.clicked.connect(partial(self.choose, key))
        return chip

    def _fetch(self, ids: Sequence[int]) -> dict[int, VisitRow]:
        wanted = set(ids)
        return {row.id: row for row in self.shown if row.id in wanted}

    def _sort(self, key: str, ascending: bool) -> None:
        self._sorting = (key, ascending)
        self.shown.sort(key=SORTS[key], reverse=not ascending)  # type: ignore[arg-type]

    def _ask_menu(self, at: object) -> None:
        current = self.table.current()
        if current is not None:
            self.menu_asked.emit(current, self.table.viewport().mapToGlobal(at))
