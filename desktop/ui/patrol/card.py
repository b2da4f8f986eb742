"""The right side: one visit with its reason, and what can be done with it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.ui.grades import SHAPES, tone_of
from desktop.ui.page import button, chip, label, link, row, set_chip
from desktop.ui.patrol import marks
from desktop.ui.patrol.columns import day_words, graded
from desktop.work.planning_rows import PLANNED, WAITING, VisitRow

NOTHING = "点一次走访，看它的理由"


class VisitCard(QFrame):
    """Shows; what is to be done is asked of the page by `wanted`: pin move record cancel open."""

    wanted = Signal(str, int)

    def __init__(self, today: date) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._today = today
        self.visit: VisitRow | None = None
        self.name = label("", "heading", wrap=True)
        self.grade, self.state, self.kept = chip(), chip(), chip()
        self.when = label("", "", wrap=True)
        self.where = label("", "muted", wrap=True)
        self._why = label("为什么排在这一天", "heading")
        self.reason = label("", "", wrap=True)
        self.between = label("", "muted", wrap=True)
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.pin = button("固定", "check", lambda: self._want("pin"))
        self.shift = button("改日期或小组…", "clock", lambda: self._want("move"))
        self.cancel = button("取消走访…", "close", lambda: self._want("cancel"))
        self.record = button("记录走访…", "pencil", lambda: self._want("record"), main=True)
        self.open = link("在台账中打开", lambda: self._want("open"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        for part in (
            row(self.name, self.open, stretch=0), row(self.grade, self.state, self.kept, None, spacing=6),
            self.when, self.where, self._why, self.reason, self.between,
        ):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        column.addWidget(row(self.pin, self.shift, None))
        column.addWidget(row(self.cancel, None, self.record))
        self.show_visit(None)

    def show_visit(self, visit: VisitRow | None) -> None:
        """Show a visit; None: nothing is chosen."""
        self.visit = visit
        open_ = visit is not None and visit.id > 0 and visit.state in (PLANNED, WAITING)
        for widget in (self.pin, self.shift, self.cancel, self.record):
            widget.setEnabled(open_)
            widget.setVisible(visit is not None)
        self.open.setVisible(visit is not None)
        self._why.setVisible(visit is not None)
        if visit is None:
            self.name.setText(NOTHING)
            for made in (self.grade, self.state, self.kept):
                set_chip(made, "", "soft")
            for words in (self.when, self.where, self.reason, self.between):
                words.setText("")
            return
        self.name.setText(visit.employer)
        set_chip(self.grade, graded(visit), tone_of(visit.grade) if visit.grade in SHAPES else "soft")
        set_chip(self.state, marks.state(visit, self._today), marks.state_tone(visit, self._today))
        told = [word for word, holds in (("定 固定", visit.pinned), ("已打印", visit.printed_on)) if holds]
        set_chip(self.kept, "　".join(told), "accent")
        self.pin.setText("取消固定" if visit.pinned else "固定")
        self.when.setText(_when(visit))
        reach = " ".join(filter(None, (visit.contact, visit.phone))) or "联系方式未登记"
        self.where.setText(f"{visit.village or '村（社区）未登记'}　{visit.address or '地址未登记'}\n{reach}")
        self.reason.setText(visit.reason or "没有记下理由")
        self.between.setText(_window(visit))

    def _want(self, what: str) -> None:
        if self.visit is not None:
            self.wanted.emit(what, self.visit.id)


def _when(visit: VisitRow) -> str:
    if visit.on is None:
        return f"{visit.kind}，还没有排日子"
    place = f"，当天第 {visit.position} 家" if visit.position else ""
    minutes = f"，约 {visit.minutes} 分钟" if visit.minutes else ""
    names = f"（{'、'.join(visit.names)}）" if visit.names else ""
    return f"{visit.kind}　{visit.on.year}-{day_words(visit.on)}　{visit.crew or '没有安排小组'}{names}{place}{minutes}"


def _window(visit: VisitRow) -> str:
    if visit.lo and visit.hi:
        return f"可以走访的日子：{visit.lo.isoformat()} 至 {visit.hi.isoformat()}"
    return ""
