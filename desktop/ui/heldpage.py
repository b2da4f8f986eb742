"""A page over a list that is held in memory: read as a job, filtered and sorted here, read again after a change."""

from __future__ import annotations

from desktop.ui.desk import Desk
from desktop.ui.page import Page
from desktop.work.change import Change


class HeldPage(Page):
    """Reads when it is first seen and when something has changed since; otherwise it only shows what it holds."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._stale = True

    def choose(self, step: str) -> None:
        """Another page asked for one of the states or steps."""
        raise NotImplementedError

    def read(self) -> None:
        """Start the job that reads the list; its result is shown when it arrives."""
        raise NotImplementedError

    def show_held(self) -> None:
        """Show what is held, by what is chosen."""
        raise NotImplementedError

    def enter(self, wish: object = None) -> None:
        """`wish`: a state or step to look at, such as 逾期."""
        if isinstance(wish, str):
            self.choose(wish)
        if self._stale:
            self.reload()
        else:
            self.show_held()

    def heard(self, change: Change) -> None:
        if not (change.employers or change.listed or change.settings):
            return
        self._stale = True
        if self.isVisible():
            self.reload()

    def reload(self) -> None:
        """Read everything again."""
        self._stale = False
        self.read()
