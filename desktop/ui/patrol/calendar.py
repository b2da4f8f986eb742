"""The calendar of patrols: a month, a week by crew, or one person's days; a visit is dragged to another day or crew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.rules.calendar import WorkCalendar
from desktop.rules.words import Period
from desktop.ui import look
from desktop.ui.form import Choice
from desktop.ui.page import Short, button, label, row, scrolled
from desktop.ui.patrol.board import Board, Sheet, Slot
from desktop.ui.patrol.marks import LEGEND
from desktop.work.planning_rows import DROPPED, NOBODY, VisitRow

MONTH, WEEK = "month", "week"
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEK_DAYS = timedelta(days=7)
DAY = timedelta(days=1)
EVERYBODY = "全部人员"
MADE_UP = "调休上班"
NARROW_WEEKENDS = (1.0,) * 5 + (0.5,) * 2


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What the calendar stands on. crews: id and name, in order; away: person and day, with the reason."""

    calendar: WorkCalendar
    crews: tuple[tuple[int, str], ...] = ()
    people: tuple[str, ...] = ()
    away: Mapping[tuple[str, date], str] = field(default_factory=dict)
    members: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


class Calendar(QWidget):
    """Shows what `read` gives for the days on view. Changes nothing itself: it passes on what the board tells."""

    turned = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._today, self.day, self.kind = today, today, MONTH
        self._found: Sequence[VisitRow] = ()
        self._behind = Backdrop(WorkCalendar({}, frozenset()))
        self.board = Board()
        self.earlier = button("", "back", lambda: self.turn(-1))
        self.later = button("", "next", lambda: self.turn(1))
        self.earlier.setAccessibleName("前一月（周）")
        self.later.setAccessibleName("后一月（周）")
        self.now = button("今天", act=lambda: self.show_day(self._today))
        self.month = _pill("月", lambda: self.show_kind(MONTH))
        self.week = _pill("周", lambda: self.show_kind(WEEK))
        self.week.setToolTip("按小组看一周")
        self.who = Choice()
        self.who.setAccessibleName("看谁的")
        self.who.addItem(EVERYBODY, "")
        self.title = label("", "heading")
        self.counted = Short("", "muted")
        self.who.setMaximumWidth(look.dp(104))
        for arrow in (self.earlier, self.later):
            arrow.setFixedWidth(look.dp(36))
        self.who.activated.connect(lambda _: self._draw())
        self._lay_out()

    @property
    def span(self) -> tuple[date, date]:
        """First and last day on view."""
        if self.kind == WEEK:
            monday = _monday(self.day)
            return monday, monday + 6 * DAY
        month = Period(self.day.year, month=self.day.month)
        return _monday(month.start), _monday(month.end) + 6 * DAY

    @property
    def person(self) -> str:
        """Whose days are shown; empty for everybody's."""
        return str(self.who.currentData() or "")

    def show_day(self, day: date, kind: str | None = None) -> None:
        """Turn to the month or week of a day."""
        self.day = day
        self.show_kind(kind or self.kind)

    def show_kind(self, kind: str) -> None:
        """A month, or a week by crew."""
        self.kind = kind
        self.turned.emit()

    def turn(self, steps: int) -> None:
        """To the month or week before or after."""
        if self.kind == WEEK:
            self.day += steps * WEEK_DAYS
        else:
            number = self.day.year * 12 + self.day.month - 1 + steps
            self.day = date(number // 12, number % 12 + 1, 1)
        self.turned.emit()

    def show_visits(self, found: Sequence[VisitRow], behind: Backdrop) -> None:
        """The visits of the days on view, and what they stand on."""
        self._found, self._behind = found, behind
        before = self.person
        self.who.clear()
        self.who.addItem(EVERYBODY, "")
        for name in behind.people:
            self.who.addItem(name, name)
        self.who.setCurrentIndex(max(0, self.who.findData(before)))
        self._draw()

    def shown(self) -> list[VisitRow]:
        """What is drawn: of the chosen person, without what was cancelled."""
        return [
            row
            for row in self._found
            if row.on is not None and row.state != DROPPED and (not self.person or self.person in row.names)
        ]

    def _draw(self) -> None:
        self.month.setChecked(self.kind == MONTH)
        self.week.setChecked(self.kind == WEEK)
        first, last = self.span
        shown = self.shown()
        inside = [row for row in shown if row.on and self._inside(row.on)]
        if self.kind == WEEK:
            self.title.setText(f"{first.year}年{first.month}月{first.day}日—{last.month}月{last.day}日")
            self.board.show_sheet(self._week(shown), self._today)
        else:
            self.title.setText(f"{self.day.year}年{self.day.month}月")
            self.board.show_sheet(self._month(shown), self._today)
        places = len({row.employer_id for row in inside})
        self.counted.setText(f"{len(inside):,} 次，{places:,} 家企业" if inside else "没有安排走访")

    def _inside(self, on: date) -> bool:
        first, last = self.span
        return first <= on <= last if self.kind == WEEK else (on.year, on.month) == (self.day.year, self.day.month)

    def _month(self, shown: Sequence[VisitRow]) -> Sheet:
        first, last = self.span
        by_day: dict[date, list[VisitRow]] = {}
        for entry in shown:
            by_day.setdefault(entry.on or date.min, []).append(entry)
        lines = []
        day = first
        while day <= last:
            lines.append(tuple(self._slot(day + n * DAY, by_day.get(day + n * DAY, [])) for n in range(7)))
            day += WEEK_DAYS
        weekend = any(slot.entries or slot.note == MADE_UP for line in lines for slot in line[5:])
        return Sheet(WEEKDAYS, tuple(lines), least=4, wide=() if weekend else NARROW_WEEKENDS)

    def _week(self, shown: Sequence[VisitRow]) -> Sheet:
        first, _ = self.span
        days = [first + n * DAY for n in range(7)]
        days = [day for day in days if self._works(day) or any(row.on == day for row in shown)] or days[:5]
        crews = [crew for crew in self._behind.crews if not self.person or self._goes_with(crew[0], shown)]
        known = {crew for crew, _ in self._behind.crews}
        if any(row.crew_id not in known for row in shown):
            crews.append((0, NOBODY))
        lines = tuple(
            tuple(
                self._slot(
                    day, [r for r in shown if r.on == day and (r.crew_id if r.crew_id in known else 0) == crew], crew
                )
                for day in days
            )
            for crew, _ in crews
        )
        heads = tuple(f"{WEEKDAYS[day.weekday()]} {day.month}-{day.day}" for day in days)
        sides = tuple("\n".join((name, *self._behind.members.get(crew, ()))) for crew, name in crews)
        return Sheet(heads, lines, sides, least=5, whole=True)

    def _goes_with(self, crew: int, shown: Sequence[VisitRow]) -> bool:
        return any(row.crew_id == crew for row in shown)

    def _works(self, day: date) -> bool:
        return self._behind.calendar.works(day) is not False

    def _slot(self, day: date, entries: Sequence[VisitRow], crew: int | None = None) -> Slot:
        works = self._behind.calendar.works(day)
        note = self._behind.calendar.days.get(day, ("", ""))[1] if works is False else ""
        if works is None:
            note = "无放假安排"
        elif works and day.weekday() >= 5:
            note = MADE_UP
        away = [name for (name, on) in self._behind.away if on == day and (not self.person or name == self.person)]
        if crew is None and away and not note:
            note = f"{away[0]}{'等' if len(away) > 1 else ''}{self._behind.away[away[0], day]}"
        return Slot(
            day,
            str(day.day) if crew is None else "",
            tuple(entries),
            crew,
            note,
            closed=works is False,
            faded=self.kind == MONTH and day.month != self.day.month,
        )

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        outer.setSpacing(8)
        tools = row(
            self.earlier, self.now, self.later, self.title, self.counted, self.who, self.month, self.week, stretch=4
        )
        outer.addWidget(tools)
        outer.addWidget(scrolled(self.board), 1)
        outer.addWidget(Short(LEGEND, "muted"))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _pill(words: str, act: Callable[[], object]) -> QPushButton:
    made = button(words, act=act)
    made.setCheckable(True)
    made.setProperty("kind", "pill")
    return made
