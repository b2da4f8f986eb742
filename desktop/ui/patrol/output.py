"""巡查 on paper and in phones: the plan of a month, a person's week, a day's route sheets, the calendar file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from desktop.ui.desk import Desk
from desktop.ui.files import CALENDAR, PDF
from desktop.ui.page import button
from desktop.work import planning_ics, planning_paper
from desktop.work.planning_paper import Order, Prepared
from desktop.work.planning_rows import VisitRow
from desktop.work.progress import Progress

PAPERS = {
    planning_paper.MONTH: "本月计划（PDF）…",
    planning_paper.WEEK: "个人周计划（PDF）…",
    planning_paper.ROUTE: "当天路线单（PDF）…",
}


class Output:
    """`order` says what a paper would hold; `shown` gives the visits on view."""

    def __init__(
        self, desk: Desk, owner: QWidget, order: Callable[[str], Order], shown: Callable[[], Sequence[VisitRow]]
    ) -> None:
        self._desk, self._owner, self._order, self._shown = desk, owner, order, shown
        self.print = button("打印", "print")
        self.export = button("导出日历", "export", self.ask_calendar)
        menu = QMenu(self.print)
        for paper, words in PAPERS.items():
            menu.addAction(words, partial(self.ask_paper, paper))
        self.print.setMenu(menu)
        self.print.setProperty("menu", True)

    @property
    def buttons(self) -> list[QPushButton]:
        return [self.print, self.export]

    def print_paper(self, wish: Order, file: Path) -> None:
        """Draw a paper as a job, then mark its visits as printed."""
        office = self._desk.office

        def work(_: Progress) -> Prepared:
            made = office.ask(lambda session: planning_paper.prepare(session, office.rulebook, wish, on=office.today()))
            planning_paper.write(made, file)
            return made

        def written(made: Prepared) -> None:
            self._desk.attempt(lambda session: planning_paper.mark_printed(session, made, office.today()))
            self._desk.files.written(f"{made.said}，已写出。", file)

        self._desk.start(self._owner, work, written, "正在打印")

    def write_calendar(self, file: Path) -> None:
        """Write the visits on view as a calendar file, as a job."""
        today, shown = self._desk.office.today(), list(self._shown())

        def work(_: Progress) -> int:
            return planning_ics.write(shown, file, today)

        def written(number: int) -> None:
            self._desk.files.written(f"日历已写出 {number} 次走访。", file)

        self._desk.start(self._owner, work, written, "正在写日历")

    def ask_paper(self, paper: str) -> QFileDialog:
        """Where the paper is to go."""
        wish = self._order(paper)
        name = f"{planning_paper.NAMES[paper]}-{wish.first:%Y%m%d}.pdf"
        return self._desk.files.save(self._owner, PAPERS[paper], name, PDF, partial(self.print_paper, wish))

    def ask_calendar(self) -> QFileDialog:
        """Where the calendar file is to go."""
        name = f"巡查日历-{self._desk.office.today():%Y%m%d}.ics"
        return self._desk.files.save(self._owner, "导出日历", name, CALENDAR, self.write_calendar)
