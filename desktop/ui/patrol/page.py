"""巡查: the calendar and the list of visits, planning and re-planning, a day's round, the load, and 双随机."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.rules.words import Period
from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.page import Page, Short, button, column, row, tabbed
from desktop.ui.patrol.acts import VisitActs
from desktop.ui.patrol.calendar import Backdrop, Calendar
from desktop.ui.patrol.card import VisitCard
from desktop.ui.patrol.dayview import DayView
from desktop.ui.patrol.draw import DrawPanel
from desktop.ui.patrol.listing import Listing
from desktop.ui.patrol.loads import LoadTab
from desktop.ui.patrol.mendpanel import MendPanel
from desktop.ui.patrol.missing import MissingTab
from desktop.ui.patrol.output import Output
from desktop.ui.patrol.planpanel import PlanPanel
from desktop.work import planning_draft, planning_keep, planning_mend, planning_paper, planning_view
from desktop.work.change import Change
from desktop.work.planning_make import Draft
from desktop.work.planning_mend import Mended
from desktop.work.planning_paper import Order
from desktop.work.planning_rows import VisitRow
from desktop.work.planning_view import Missing, View
from desktop.work.problem import Problem
from desktop.work.progress import Progress

CALENDAR, LIST, MISSING, DAY, LOAD, DRAW = range(6)
CARD, PLAN, MEND = range(3)


class PatrolPage(Page):
    """Reads in one job for the days on view; a draft that nobody has adopted is shown in place of what it replaces."""

    name, title = "patrol", "巡查"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        today = desk.office.today()
        self.view: View | None = None
        self.draft: Draft | None = None
        self.mended: Mended | None = None
        self._stale = True
        self._missing_stale = True
        self.calendar = Calendar(today)
        self.listing = Listing(today)
        self.missing = MissingTab()
        self.day = DayView(today)
        self.loads = LoadTab()
        self.draws = DrawPanel(desk)
        self.card = VisitCard(today)
        self.planning = PlanPanel(desk)
        self.mending = MendPanel(desk)
        self.tabs = tabbed()
        self.side = QStackedWidget(objectName="plain")
        self.banner = Short("", "what")
        self.adopt = button("采用", "check", lambda: self.adopt_draft(), main=True)
        self.drop = button("放弃", "close", self._drop)
        self.acts = VisitActs(desk, self, self._row, lambda: self.view.crews if self.view else (), self._redraft)
        self.output = Output(desk, self, self.order, self.calendar.shown)
        self.mend = button("重新安排", "redo", lambda: self.show_side(MEND))
        self.plan = button("排计划", "patrol", lambda: self.show_side(PLAN), main=True)
        self._lay_out()
        self._connect()

    def buttons(self) -> list[QPushButton]:
        return [*self.output.buttons, self.mend, self.plan]

    def enter(self, wish: object = None) -> None:
        """`wish`: a day to look at, or “plan” to begin planning."""
        if isinstance(wish, date):
            self.tabs.setCurrentIndex(DAY)
            self.calendar.day = self.day.day = wish
            self._stale = True
        if wish == "plan":
            self.show_side(PLAN)
        if self._stale:
            self.reload()
        else:
            self._tell()

    def heard(self, change: Change) -> None:
        if change.employers or change.listed or change.settings:
            self._stale = self._missing_stale = True
            self.draws.heard(change)
            if self.isVisible():
                self.reload()

    def take_focus(self) -> None:
        self.calendar.board.setFocus()

    def focus_search(self) -> None:
        self.tabs.setCurrentIndex(LIST)
        self.listing.search.setFocus()

    def reload(self) -> None:
        """Read the days on view again, as a job."""
        self._stale = False
        office, day = self.desk.office, self.calendar.day
        first, last = self._span()

        def work(_: Progress) -> View:
            return office.ask(lambda session: planning_view.view(session, office.rulebook, first, last, day))

        self.desk.start(self, work, self._arrived, "正在读取走访安排")
        if self.tabs.currentIndex() == MISSING:
            self._read_missing()

    def show_side(self, which: int) -> None:
        """The card, planning or re-planning at the right."""
        self.side.setCurrentIndex(which)
        if which == PLAN:
            self.planning.enter()
        elif which == MEND and self.view is not None:
            self.mending.offer(self.view.people, self.calendar.person)

    def move_visit(self, visit: int, on: date, crew: int | None) -> None:
        """A visit was dropped on another day or crew."""
        if not self.acts.move(visit, on, crew):
            self._draw()

    def _redraft(self, visit: int, on: date, crew: int | None) -> bool:
        """Move a visit within the draft on view; False where there is none. Raises Problem naming what forbids it."""
        draft, office = self.draft, self.desk.office
        if self.mended is not None:
            raise Problem("这是还没有接受的改期。", "请先点“接受”或“放弃”，再拖动。", "计划没有改动。")
        if draft is None:
            return False
        book, today = office.rulebook, office.today()
        self.draft = self.desk.ask(lambda s: planning_draft.move(s, book, draft, visit, on, crew, today=today))
        self.planning.redrawn(self.draft)
        self._draw()
        return True

    def adopt_draft(self) -> None:
        """采用: what is shown as a draft becomes the calendar, in one operation."""
        draft, mended, today = self.draft, self.mended, self.desk.office.today()
        if draft is not None:
            self._keep(lambda session: planning_keep.adopt(session, draft, today), self.planning.forget)
        elif mended is not None:
            self._keep(lambda session: planning_mend.accept(session, mended, today), self.mending.forget)

    def order(self, paper: str) -> Order:
        """What a paper would hold, by what is on view."""
        day = self.day.day if self.tabs.currentIndex() == DAY else self.calendar.day
        if paper == planning_paper.ROUTE:
            return Order(paper, day, day, self.calendar.person, self.day.crew.currentData())
        if paper == planning_paper.WEEK:
            monday, sunday = planning_paper.week_of(day)
            return Order(paper, monday, sunday, self.calendar.person)
        month = Period(day.year, month=day.month)
        return Order(paper, month.start, month.end, self.calendar.person)

    def _keep(self, work: Callable[..., Change], then: Callable[[], None]) -> None:
        self.draft = self.mended = None
        if self.desk.attempt(work) is not None:
            then()
            self.show_side(CARD)
        self._draw()

    def _span(self) -> tuple[date, date]:
        """The days on view, and the quarter around them."""
        quarter = Period.quarter_of(self.calendar.day)
        first, last = self.calendar.span
        return min(first, quarter.start, self.day.day), max(last, quarter.end, self.day.day)

    def _arrived(self, view: View) -> None:
        self.view = view
        self._draw()

    def _draw(self) -> None:
        if self.view is None:
            return
        view, rows, shown = self.view, self._rows(self.view), self.card.visit
        behind = Backdrop(view.calendar, view.crews, view.people, view.away, view.members)
        self.calendar.show_visits(rows, behind)
        self.listing.show_visits(rows)
        self.day.show_day(self.day.day, rows, view.villages, view.bases)
        loads, result = (self.draft.loads, None) if self.draft else (view.loads, view.result)
        self.loads.show_loads(loads, result)
        self.mending.offer(view.people)
        self._show_banner()
        self.card.show_visit(next((row for row in rows if shown and row.id == shown.id), None))
        self._tell()

    def _rows(self, view: View) -> list[VisitRow]:
        """The visits as they are; or as they would be with the draft that is shown."""
        if self.draft is not None:
            ids = {row.id for row in self.draft.rows} | {left.row.id for left in self.draft.left}
            away = ids | set(self.draft.superseded)
            return [row for row in view.rows if row.id not in away] + list(self.draft.rows)
        if self.mended is not None:
            new = {row.id: row for row in self.mended.rows}
            return [row for row in view.rows if row.id not in new] + list(new.values())
        return list(view.rows)

    def _tell(self) -> None:
        morning = self.desk.ask(lambda session: planning_view.morning(session, self.desk.office.today()))
        self.desk.badged.emit(self.name, morning.open)
        parts = [f"今天 {morning.today} 家" if morning.today else "今天没有安排走访"]
        parts += [f"已走访 {morning.done} 家"] if morning.done else []
        parts += [f"逾期 {morning.overdue} 家"] if morning.overdue else []
        self.stated.emit("，".join(parts))

    def _show_banner(self) -> None:
        self._draft_bar.setVisible(self.draft is not None or self.mended is not None)
        if self.draft is not None:
            self.banner.setText(f"这是还没有采用的方案：{self.draft.summary}")
            self.adopt.setText("采用")
        elif self.mended is not None:
            self.banner.setText(f"这是还没有接受的改期：{self.mended.said}")
            self.adopt.setText("接受")

    def _drop(self) -> None:
        self.planning.discard() if self.draft is not None else self.mending.discard()

    def _set_draft(self, draft: Draft | None) -> None:
        self.draft = draft
        if draft is not None:
            self.mended = None
            self.calendar.day = draft.rows[0].on if draft.rows and draft.rows[0].on else draft.span[0]
            self.reload()
        self._draw()

    def _set_mended(self, mended: Mended | None) -> None:
        self.mended = mended
        if mended is not None:
            self.draft = None
        self._draw()

    def _turn_day(self, day: date) -> None:
        self.day.day = day
        first, last = self._span()
        if self.view is None or not first <= day <= last or day.month != self.calendar.day.month:
            self.calendar.day = day
            self.reload()
        else:
            self._draw()

    def _row(self, visit: int) -> VisitRow | None:
        return next((row for row in self._rows(self.view) if row.id == visit), None) if self.view else None

    def _picked_in(self, tab: int, visit: object) -> None:
        """A line was picked in a table; one that is not on view only follows what it is given."""
        if tab == self.tabs.currentIndex():
            self._picked(visit)

    def _picked(self, visit: object) -> None:
        row = self._row(visit) if isinstance(visit, int) else visit
        if row is None or isinstance(row, VisitRow):
            self.card.show_visit(row)
            if self.draft is None and self.mended is None and self.side.currentIndex() != CARD and row is not None:
                self.side.setCurrentIndex(CARD)

    def _read_missing(self) -> None:
        self._missing_stale = False
        office = self.desk.office
        period = Period.quarter_of(max(office.today(), self.calendar.day))

        def work(_: Progress) -> Sequence[Missing]:
            return office.ask(lambda s: planning_view.missing(s, office.rulebook, period.end, office.today()))

        self.desk.start(self, work, lambda found: self.missing.show_missing(found, period.label), "正在看谁还没有走访")

    def _tab_turned(self, place: int) -> None:
        if place == MISSING and self._missing_stale:
            self._read_missing()
        self.side.setVisible(place not in (DRAW,))

    def _connect(self) -> None:
        board = self.calendar.board
        board.moved.connect(self.move_visit)
        board.picked.connect(self._picked)
        board.opened.connect(self._open)
        board.day_asked.connect(self._go_day)
        board.menu_asked.connect(self.acts.pop_menu)
        self.calendar.turned.connect(self.reload)
        self.listing.picked.connect(partial(self._picked_in, LIST))
        self.listing.opened.connect(self._open)
        self.listing.menu_asked.connect(self.acts.pop_menu)
        self.day.turned.connect(self._turn_day)
        self.day.picked.connect(partial(self._picked_in, DAY))
        self.day.opened.connect(self._open)
        self.missing.opened.connect(lambda employer: self.desk.go("register", employer))
        self.missing.picked.connect(partial(self._picked_in, MISSING))
        self.card.wanted.connect(self.acts.want)
        self.planning.drafted.connect(self._set_draft)
        self.planning.adopted.connect(lambda _: self.adopt_draft())
        self.planning.closed.connect(lambda: self.show_side(CARD))
        self.planning.wanted.connect(lambda page: self.desk.go(page))
        self.mending.mended.connect(self._set_mended)
        self.mending.accepted.connect(lambda _: self.adopt_draft())
        self.mending.closed.connect(lambda: self.show_side(CARD))
        self.tabs.currentChanged.connect(self._tab_turned)

    def _open(self, visit: int) -> None:
        self.acts.want("open", visit)

    def _go_day(self, day: date) -> None:
        self.tabs.setCurrentIndex(DAY)
        self._turn_day(day)

    def _lay_out(self) -> None:
        for content, words in (
            (self.calendar, "日历"), (self.listing, "清单"), (self.missing, "还没走访"), (self.day, "一天的路线"),
            (self.loads, "工作量"), (_roomy(self.draws), "双随机"),
        ):  # fmt: skip
            self.tabs.addTab(content, words)
        for part in (self.card, self.planning, self.mending):
            self.side.addWidget(part)
        self._draft_bar = QFrame(objectName="bar")
        self._draft_bar.setProperty("tone", "warn")
        inside = QVBoxLayout(self._draft_bar)
        inside.setContentsMargins(12, 6, 12, 6)
        inside.addWidget(row(self.banner, self.drop, self.adopt, stretch=0))
        self._draft_bar.hide()
        left: QWidget = column(self._draft_bar, self.tabs, stretch=1)
        left.setMinimumWidth(look.dp(430))
        self.side.setMinimumWidth(look.dp(306))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self.side)
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        split.setCollapsible(1, True)  # on a small screen the calendar may have all the room
        split.setHandleWidth(look.dp(8))
        split.setSizes([look.dp(820), look.dp(380)])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 6, 12, 10)
        outer.addWidget(split)


def _roomy(content: QWidget) -> QScrollArea:
    """Content that may be larger than its place, without asking the window for that room."""
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(content)
    area.viewport().setAutoFillBackground(False)
    return area
