"""A day: its rounds in order, and a sketch of where they go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QDate, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDateEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.form import Choice
from desktop.ui.page import Short, button, label, panel, row
from desktop.ui.patrol.columns import of_day
from desktop.ui.patrol.sketch import Place, Sketch
from desktop.ui.rowtable import RowTable
from desktop.ui.tableview import TableView
from desktop.work.planning_rows import DROPPED, NOBODY, VisitRow

EVERY_CREW = "全部小组"


class DayView(QWidget):
    """`turned` asks for the visits of another day; `picked` tells the visit under the cursor."""

    turned = Signal(object)
    picked = Signal(object)
    opened = Signal(int)

    def __init__(self, today: date) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.day, self._today = today, today
        self._found: Sequence[VisitRow] = ()
        self.shown: list[VisitRow] = []
        self._villages: Mapping[str, Place] = {}
        self._bases: Mapping[int, tuple[str, Place]] = {}
        self.when = QDateEdit(calendarPopup=True, displayFormat="yyyy-MM-dd", accessibleName="哪一天")
        self.crew = Choice()
        self.crew.setAccessibleName("哪个小组")
        self.model: RowTable[VisitRow] = RowTable(of_day(), lambda: range(len(self.shown)), self._fetch)
        self.table = TableView(self.model, name="当天路线")
        self.sketch = Sketch()
        self.told = Short("", "muted")
        self.earlier = button("", "back", lambda: self._turn(-1))
        self.later = button("", "next", lambda: self._turn(1))
        self.earlier.setAccessibleName("前一天")
        self.later.setAccessibleName("后一天")
        self.now = button("今天", act=lambda: self.turned.emit(self._today))
        for arrow in (self.earlier, self.later):
            arrow.setFixedWidth(look.dp(36))
        self.when.dateChanged.connect(lambda day: self.turned.emit(day.toPython()))
        self.crew.activated.connect(lambda _: self._draw())
        self.table.picked.connect(self._picked)
        self.table.opened.connect(lambda place: self.opened.emit(self.shown[place].id))
        self._lay_out()

    def show_day(
        self,
        day: date,
        found: Sequence[VisitRow],
        villages: Mapping[str, Place],
        bases: Mapping[int, tuple[str, Place]],
    ) -> None:
        """The visits of a day. bases: crew -> its name and where it starts, as far as known."""
        self.day, self._villages, self._bases = day, villages, bases
        self._found = [one for one in found if one.on == day and one.state != DROPPED]
        with QSignalBlocker(self.when):
            self.when.setDate(QDate(day.year, day.month, day.day))
        before = self.crew.currentData()
        self.crew.clear()
        self.crew.addItem(EVERY_CREW, None)
        for crew, name in dict.fromkeys((one.crew_id, one.crew or NOBODY) for one in self._found):
            self.crew.addItem(name, crew)
        self.crew.setCurrentIndex(max(0, self.crew.findData(before)) if before is not None else 0)
        self._draw()

    def _draw(self) -> None:
        crew = self.crew.currentData()
        self.shown = [one for one in self._found if crew is None or one.crew_id == crew]
        self.table.reload()
        self.sketch.show_day(
            self.shown, self._villages, {k: v for k, v in self._bases.items() if crew in (None, k) and self._goes(k)}
        )
        self._stack.setCurrentIndex(0 if self.sketch.known else 1)
        self.told.setText(self._words())
        self._nothing.setText(
            "企业和村的位置都没有登记，只能按次序列出。在企业卡片的“基本”里填写经纬度，或在“人员网格”里给村填写位置，就能画出路线。"
            if self.shown
            else "这一天没有安排走访。"
        )

    def _words(self) -> str:
        if not self.shown:
            return ""
        minutes = sum(one.minutes or 0 for one in self.shown)
        lost = len(self.shown) - self.sketch.known
        return f"{len(self.shown)} 家，现场约 {minutes} 分钟" + (f"；{lost} 家没有位置，图上没有" if lost else "")

    def _goes(self, crew: int) -> bool:
        return any(one.crew_id == crew for one in self.shown)

    def _turn(self, days: int) -> None:
        self.turned.emit(self.day + timedelta(days=days))

    def _picked(self, place: object) -> None:
        if isinstance(place, int) and place < len(self.shown):
            self.picked.emit(self.shown[place].id)

    def _fetch(self, places: Sequence[int]) -> dict[int, VisitRow]:
        return {place: self.shown[place] for place in places}

    def _lay_out(self) -> None:
        self._nothing = label("", "muted", wrap=True)
        self._stack = QStackedWidget(objectName="plain")
        self._stack.addWidget(self.sketch)
        self._stack.addWidget(panel(self._nothing, None))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(self._stack)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(look.dp(8))
        split.setSizes([look.dp(420), look.dp(420)])
        split.setStretchFactor(1, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(row(self.earlier, self.when, self.later, self.now, self.crew, self.told, stretch=5))
        outer.addWidget(split, 1)
