"""How the work is shared: each crew's load, what the plan said of itself, and what it could not place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.page import label
from desktop.ui.patrol.columns import LOADS, use_tone
from desktop.ui.rowtable import RowTable
from desktop.ui.tableview import TableView
from desktop.work import planning_make
from desktop.work.planning_rows import CrewLoad

BAR, GAP, NAME, NUMBER = 22, 8, 96, 180


class LoadBars(QWidget):
    """A bar for every crew, filled as far as its time is used, with the words at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("各小组用去的时间")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.loads: Sequence[CrewLoad] = ()

    def show_loads(self, loads: Sequence[CrewLoad]) -> None:
        """Draw these; crews of which the room is not known are left out."""
        self.loads = [load for load in loads if load.use is not None]
        self.setFixedHeight(look.dp((BAR + GAP) * len(self.loads)))
        self.setAccessibleDescription("，".join(f"{load.crew} {load.use:.0%}" for load in self.loads if load.use))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), look.tones()
        wide = max(1, self.width() - look.dp(NAME + NUMBER))
        for number, load in enumerate(self.loads):
            top, use = number * look.dp(BAR + GAP), load.use or 0.0
            painter.setPen(QColor(t.text))
            flags = Qt.AlignmentFlag.AlignVCenter
            name = painter.fontMetrics().elidedText(load.crew, Qt.TextElideMode.ElideRight, look.dp(NAME - 8))
            painter.drawText(0, top, look.dp(NAME), look.dp(BAR), flags, name)
            painter.fillRect(look.dp(NAME), top, wide, look.dp(BAR), QColor(t.hover))
            painter.fillRect(
                look.dp(NAME), top, round(wide * min(1.0, use)), look.dp(BAR), QColor(getattr(t, use_tone(load)))
            )
            told = f"{use:.0%}　{load.visits} 次，{load.minutes / 60:,.0f} 小时"
            painter.drawText(look.dp(NAME) + wide + look.dp(8), top, look.dp(NUMBER), look.dp(BAR), flags, told)


class LoadTab(QWidget):
    """What stands in the plan's result, or, without a plan, what the visits alone tell."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._loads: Sequence[CrewLoad] = ()
        self.model: RowTable[CrewLoad] = RowTable(LOADS, lambda: range(len(self._loads)), self._rows)
        self.table = TableView(self.model, name="各小组工作量")
        self.bars = LoadBars()
        self.summary, self.spread = label("", "heading", wrap=True), label("", "", wrap=True)
        self.told = label("", "muted", wrap=True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        outer.setSpacing(8)
        for part in (self.summary, self.spread, self.bars):
            outer.addWidget(part)
        outer.addWidget(self.table, 1)
        outer.addWidget(self.told)

    def show_loads(self, loads: Sequence[CrewLoad], result: Mapping[str, object] | None) -> None:
        """`result`: what was kept of the plan the loads come from; None: there is no plan."""
        self._loads = loads
        self.model.reload()
        self.bars.show_loads(loads)
        spread = planning_make.spread_words(loads)
        self.spread.setText(spread)
        self.spread.setVisible(bool(spread))
        if result is None:
            self.summary.setText("现在没有采用的计划" if not loads else "没有计划：用时只算现场，不含路程")
            self.told.setText("点“排计划”，排好以后这里列出各组的次数、天数、用时和里程。")
            return
        self.summary.setText(str(result.get("summary") or ""))
        lines = [f"计划期 {result['first']} 至 {result['last']}，{result['made_on']} 编制"]
        lines.append(_travel(result))
        unplaced = result.get("unplaced")
        if isinstance(unplaced, list) and unplaced:
            lines.append(
                f"没有排上的 {len(unplaced)} 次：" + "、".join(str(entry["employer"]) for entry in unplaced[:8])
            )
        notes = result.get("notes")
        lines += [str(note) for note in notes] if isinstance(notes, list) else []
        self.told.setText("\n".join(lines))

    def _rows(self, places: Sequence[int]) -> dict[int, CrewLoad]:
        return {place: self._loads[place] for place in places}


def _travel(result: Mapping[str, object]) -> str:
    km, bound, gap = (result.get(key) for key in ("travel_km", "bound_km", "gap"))
    numbers = [value if isinstance(value, int | float) else None for value in (km, bound, gap)]
    return planning_make.travel_said(numbers[0] or 0.0, numbers[1], numbers[2])
