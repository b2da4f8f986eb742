"""Which period is reported on: quarter, month or year, as lists to choose from."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.rules.words import Period
from desktop.ui.form import Choice
from desktop.ui.page import label

KINDS = (("quarter", "季度"), ("month", "月份"), ("year", "年度"))
BACK = {"quarter": 9, "month": 13, "year": 5}


def current(kind: str, day: date) -> Period:
    """The period of a kind that `day` lies in."""
    if kind == "month":
        return Period(day.year, month=day.month)
    return Period(day.year) if kind == "year" else Period.quarter_of(day)


class PeriodChooser(QWidget):
    """Two lists: the kind and the period. `chosen` tells the period."""

    chosen = Signal(object)

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self.kind, self.which = Choice(), Choice()
        self.kind.setAccessibleName("统计期类型")
        self.which.setAccessibleName("统计期")
        for code, words in KINDS:
            self.kind.addItem(words, code)
        self.kind.currentIndexChanged.connect(lambda _: self._fill())
        self.which.currentIndexChanged.connect(self._tell)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(label("统计期", "muted"))
        line.addWidget(self.kind)
        line.addWidget(self.which)
        self._fill()

    @property
    def period(self) -> Period:
        """The period that is chosen."""
        return Period.parse(str(self.which.currentData()))

    def choose(self, period: Period) -> None:
        """Choose a period; one that is not in the list is added."""
        self.kind.setCurrentIndex(
            self.kind.findData("quarter" if period.quarter else "month" if period.month else "year")
        )
        if self.which.findData(period.id) < 0:
            self.which.addItem(period.label, period.id)
        self.which.setCurrentIndex(self.which.findData(period.id))

    def _fill(self) -> None:
        kind = str(self.kind.currentData())
        self.which.blockSignals(True)
        self.which.clear()
        period = current(kind, self._today)
        for _ in range(BACK[kind]):
            self.which.addItem(period.label, period.id)
            period = period.previous
        self.which.blockSignals(False)
        self._tell()

    def _tell(self) -> None:
        if self.which.currentData():
            self.chosen.emit(self.period)
