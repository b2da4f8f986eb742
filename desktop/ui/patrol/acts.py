"""What can be done with one visit: fix it, move it, cancel it, record it, open its employer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.desk import Desk
from desktop.ui.patrol.asking import CancelDialog, MoveDialog, RecordDialog
from desktop.work import planning_move, visits
from desktop.work.change import Change
from desktop.work.planning_rows import PLANNED, WAITING, VisitRow
from desktop.work.problem import Problem

Redraft = Callable[[int, date, int | None], bool]


class VisitActs:
    """`find` gives the visit of an id as it is shown; `crews` whom a visit can be given to.

    redraft: move a visit within the draft on view; False where there is none.
    """

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        find: Callable[[int], VisitRow | None],
        crews: Callable[[], tuple[tuple[int, str], ...]],
        redraft: Redraft,
    ) -> None:
        self._desk, self._parent, self._find, self._crews, self._redraft = desk, parent, find, crews, redraft

    def move(self, visit: int, on: date, crew: int | None) -> bool:
        """Drop a visit on another day or crew; what forbids it is said on the bar, and nothing changes."""
        try:
            self._move(visit, on, crew)
        except Problem as problem:
            self._desk.bar.tell(problem)
            return False
        return True

    def _move(self, visit: int, on: date, crew: int | None) -> None:
        """In the draft on view, or in the calendar. Raises Problem naming the rule that forbids it."""
        office = self._desk.office
        if not self._redraft(visit, on, crew):
            self._desk.change(
                lambda session: planning_move.move(session, office.rulebook, visit, on, crew, today=office.today())
            )

    def want(self, what: str, visit: int) -> None:
        """pin, move, record, cancel or open."""
        found = self._find(visit)
        if found is None:
            return
        acts: dict[str, Callable[[VisitRow], object]] = {
            "pin": lambda row: self._desk.attempt(lambda s: planning_move.pin(s, row.id, not row.pinned)),
            "move": self.ask_move,
            "cancel": self.ask_cancel,
            "record": self.ask_record,
            "open": lambda row: self._desk.go("register", row.employer_id),
        }
        acts[what](found)

    def ask_move(self, visit: VisitRow) -> MoveDialog:
        """改日期或小组."""
        dialog = MoveDialog(
            visit, self._crews(), partial(self._move, visit.id), self._desk.office.today(), self._parent
        )
        dialog.open()
        return dialog

    def ask_cancel(self, visit: VisitRow) -> CancelDialog:
        """取消走访."""

        def cancel(why: str) -> Change:
            return self._desk.change(lambda session: planning_move.cancel(session, visit.id, why))

        dialog = CancelDialog(visit, cancel, self._parent)
        dialog.open()
        return dialog

    def ask_record(self, visit: VisitRow) -> RecordDialog:
        """记录走访."""
        office = self._desk.office

        def keep(made: visits.Made) -> Change:
            return self._desk.change(
                lambda s: visits.record_visit(s, visit.employer_id, made, office.rulebook, on=office.today())
            )

        dialog = RecordDialog(visit, keep, office.today(), self._parent)
        dialog.open()
        return dialog

    def menu(self, visit: int) -> QMenu:
        """What can be done with a visit, as a menu."""
        menu, found = QMenu(self._parent), self._find(visit)
        still = found is not None and found.id > 0 and found.state in (PLANNED, WAITING)
        entries = (
            ("pin", "取消固定" if found and found.pinned else "固定在这一天", still),
            ("move", "改日期或小组…", still),
            ("record", "记录走访…", still),
            ("cancel", "取消走访…", still),
            ("open", "在台账中打开", found is not None),
        )
        for what, words, enabled in entries:
            menu.addAction(words, partial(self.want, what, visit)).setEnabled(enabled)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def pop_menu(self, visit: int, at: QPoint) -> None:
        """Open the menu at a point of the screen."""
        self.menu(visit).popup(at)
