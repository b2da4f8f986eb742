"""Who is still to be visited by the end of the period, planned or not: nobody falls out of sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.page import label, panel
from desktop.ui.patrol.columns import MISSING, MISSING_SORTS
from desktop.ui.rowtable import RowTable
from desktop.ui.tableview import TableView
from desktop.work.planning_view import Missing


class MissingTab(QWidget):
    """`opened` tells the employer that is to be looked at."""

    opened = Signal(int)
    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.found: list[Missing] = []
        self.model: RowTable[Missing] = RowTable(MISSING, lambda: range(len(self.found)), self._rows, self._sort)
        self.table = TableView(self.model, frozen=1, name="还没有走访的企业")
        self.counted = label("", "heading", wrap=True)
        self._stack = QStackedWidget(objectName="plain")
        self._stack.addWidget(self.table)
        self._stack.addWidget(panel(label("这段时间该走访的都已经走访。", "good"), None))
        self.table.opened.connect(lambda place: self.opened.emit(self.found[place].row.employer_id))
        self.table.picked.connect(self._picked)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self.counted)
        outer.addWidget(self._stack, 1)

    def show_missing(self, found: Sequence[Missing], period: str) -> None:
        """List these; `period` names the days in the sentence above."""
        self.found = list(found)
        self.model.reload()
        self._stack.setCurrentIndex(0 if self.found else 1)
        late = sum(entry.overdue for entry in found)
        planned = sum(entry.row.on is not None for entry in found)
        parts = [f"{period}还要走访 {len(found):,} 次"]
        parts += [f"过期 {late:,} 次"] if late else []
        parts += [f"已排 {planned:,} 次，没有排 {len(found) - planned:,} 次"] if found else []
        self.counted.setText("，".join(parts))

    def _picked(self, place: object) -> None:
        if isinstance(place, int) and place < len(self.found):
            self.picked.emit(self.found[place].row)

    def _rows(self, places: Sequence[int]) -> dict[int, Missing]:
        return {place: self.found[place] for place in places}

    def _sort(self, key: str, ascending: bool) -> None:
        self.found.sort(key=MISSING_SORTS[key], reverse=not ascending)  # type: ignore[arg-type]
