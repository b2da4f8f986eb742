"""What a draft comes to: the whole in a sentence, travel against the shortest possible, loads, what found no place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.page import button, label, row
from desktop.ui.patrol.columns import LEFT, LOADS_SHORT
from desktop.ui.rowtable import RowTable
from desktop.ui.tableview import ROW, TableView
from desktop.work import planning_make
from desktop.work.planning_make import Draft, Left
from desktop.work.planning_rows import CrewLoad

MOST = 8  # lines before a table scrolls


class PlanResult(QWidget):
    """`decided` tells whether the draft is adopted."""

    decided = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._loads: Sequence[CrewLoad] = ()
        self._left: Sequence[Left] = ()
        self.summary = label("", "heading", wrap=True)
        self.travel, self.spread = label("", "", wrap=True), label("", "", wrap=True)
        self.told = label("", "muted", wrap=True)
        self.load_model: RowTable[CrewLoad] = RowTable(LOADS_SHORT, lambda: range(len(self._loads)), self._load_rows)
        self.left_model: RowTable[Left] = RowTable(LEFT, lambda: range(len(self._left)), self._left_rows)
        self.loads = TableView(self.load_model, name="各小组工作量")
        self.left = TableView(self.left_model, name="没有排上的")
        self.left_title = label("", "heading")
        self.adopt = button("采用", "check", lambda: self.decided.emit(True), main=True)
        self.drop = button("放弃", "close", lambda: self.decided.emit(False))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        for part in (
            self.summary, self.travel, self.spread, self.loads, self.left_title, self.left, self.told,
            row(None, self.drop, self.adopt),
        ):  # fmt: skip
            outer.addWidget(part)

    def show_draft(self, draft: Draft | None) -> None:
        """Tell a draft; None hides everything."""
        self.setVisible(draft is not None)
        self._loads, self._left = (draft.loads, draft.left) if draft else ((), ())
        self.load_model.reload()
        self.left_model.reload()
        if draft is None:
            return
        self.summary.setText(draft.summary)
        self.travel.setText(planning_make.travel_words(draft.plan))
        self.spread.setText(planning_make.spread_words(draft.loads))
        self.told.setText("\n".join(draft.notes))
        self.left_title.setText(f"没有排上的 {len(draft.left)} 次")
        for words in (self.spread, self.told):
            words.setVisible(bool(words.text()))
        for widget in (self.left_title, self.left):
            widget.setVisible(bool(draft.left))
        fit(self.loads, len(draft.loads))
        fit(self.left, len(draft.left))

    def _load_rows(self, places: Sequence[int]) -> dict[int, CrewLoad]:
        return {place: self._loads[place] for place in places}

    def _left_rows(self, places: Sequence[int]) -> dict[int, Left]:
        return {place: self._left[place] for place in places}


def fit(table: TableView, lines: int) -> None:
    """As high as its lines, up to MOST of them."""
    bar = 0 if table.horizontalScrollBar().maximum() == 0 else 14
    table.setFixedHeight(look.dp(34 + ROW * min(MOST, max(1, lines)) + bar))
