"""What every page works with: the office, the jobs, the message bar, and the way to the other pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.files import Files
from desktop.ui.jobs import Job, Jobs
from desktop.ui.notice import Bar
from desktop.work.change import Change
from desktop.work.office import Office
from desktop.work.problem import Problem
from desktop.work.progress import Progress

T = TypeVar("T")


class Desk(QObject):
    """Pages meet here and only here: a change made on one reaches all others as the same `Change`."""

    changed = Signal(object)
    wished = Signal(str, object)
    dressed = Signal(str, int)
    badged = Signal(str, int)  # a page, and how much is due there
    backed_up = Signal(str)  # what is wrong, "" when the newest backup is sound

    def __init__(self, office: Office, jobs: Jobs, bar: Bar, prefs: QSettings) -> None:
        super().__init__()
        self.office, self.jobs, self.bar, self.prefs = office, jobs, bar, prefs
        self.files = Files(prefs, bar)

    def ask(self, question: Callable[[Any], T]) -> T:
        """Read, on this thread: for questions under 50 ms."""
        return self.office.ask(question)

    def change(self, work: Callable[[Any], Change]) -> Change:
        """Write one thing and tell every page. Raises Problem, also while a job is writing."""
        self._refuse_while_writing()
        return self.told(self.office.do(work))

    def attempt(self, work: Callable[[Any], Change]) -> Change | None:
        """Like `change`, with a Problem shown on the bar."""
        try:
            return self.change(work)
        except Problem as problem:
            self.bar.tell(problem)
            return None

    def told(self, change: Change) -> Change:
        """Let every page know what has been done."""
        self.changed.emit(change)
        return change

    def undo(self) -> None:
        """Take back the last operation."""
        self._step(self.office.undo)

    def redo(self) -> None:
        """Do again what was taken back."""
        self._step(self.office.redo)

    def start(
        self,
        owner: QWidget,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        what: str,
        *,
        writes: bool = False,
    ) -> Job | None:
        """Long work off this thread; `what` names it on the job bar. Returns None if it may not write now."""
        if writes:
            try:
                self._refuse_while_writing()
            except Problem as problem:
                self.bar.tell(problem)
                return None
        return self.jobs.run(owner, work, done, self.bar.tell, what=what, writes=writes)

    def go(self, page: str, wish: object = None) -> None:
        """Open another page, with what is wished to be seen there."""
        self.wished.emit(page, wish)

    def _step(self, step: Callable[[], Change]) -> None:
        try:
            self._refuse_while_writing()
            self.told(step())
        except Problem as problem:
            self.bar.tell(problem)

    def _refuse_while_writing(self) -> None:
        if self.jobs.writing:
            raise Problem(f"{self.jobs.writing}，暂时不能改动数据。", "请等它完成，或点下方的“取消”后再试。")
