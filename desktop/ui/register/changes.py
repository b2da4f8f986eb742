"""两个日期之间的变化: who came, who left and what was changed, with the counts of the reports."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop.rules.words import Period
from desktop.ui.asking import day_field, day_of
from desktop.ui.desk import Desk
from desktop.ui.files import WORKBOOK
from desktop.ui.page import button, column, label, link, row
from desktop.ui.rowtable import Column, RowTable
from desktop.ui.tableview import TableView
from desktop.work import changes, settings
from desktop.work.changes import Changes, Event
from desktop.work.problem import Problem
from desktop.work.progress import Progress

TONES = {changes.NEW: "good", changes.BACK: "good", changes.GONE: "danger", changes.STATUS: "warn",
         changes.CHANGED: "accent", changes.MERGED: "soft"}  # fmt: skip
SHAPES = {changes.NEW: "＋", changes.BACK: "＋", changes.GONE: "－", changes.STATUS: "△", changes.CHANGED: "→",
          changes.MERGED: "＝"}  # fmt: skip
EVENTS: tuple[Column[Event], ...] = (
    Column("类别", lambda e: f"{SHAPES[e.kind]} {e.kind}", width=84, chip=True, tone=lambda e: TONES[e.kind]),
    Column("日期", lambda e: e.on.isoformat(), width=100),
    Column("单位名称", lambda e: e.name, width=230, tip=lambda e: e.name),
    Column("村（社区）", lambda e: e.village, width=110),
    Column("变化", lambda e: _what(e), width=420, tip=lambda e: e.said.replace("；", "\n")),
)


def _what(event: Event) -> str:
    """The sentence without what stands in the other columns."""
    return event.said.split(event.name, 1)[-1].removeprefix(f"（{event.village}）")


class ChangesView(QWidget):
    """Two dates and the list between them. `closed` asks for the register, `wanted` for one employer."""

    closed = Signal()
    wanted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk = desk
        self.found: Changes | None = None
        self._events: tuple[Event, ...] = ()
        self.first, self.last = day_field("起始日期"), day_field("截止日期")
        self.said = label("", wrap=True)
        self.model: RowTable[Event] = RowTable(
            EVENTS, lambda: range(len(self._events)), lambda ids: {i: self._events[i] for i in ids}
        )
        self.table = TableView(self.model, name="台账变化")
        self.export = button("导出", "export", self._ask_export)
        self.print = button("打印", "print", self.print_it)
        self.show_days = button("列出变化", "search", self.refresh, main=True)
        for field in (self.first, self.last):
            field.returnPressed.connect(self.refresh)
        self._lay_out()
        self.table.opened.connect(lambda place: self.wanted.emit(self._events[place].employer_id))

    def enter(self) -> None:
        """Begin with this quarter."""
        if self.found is None:
            self.set_period(Period.quarter_of(self._desk.office.today()))

    def set_period(self, period: Period) -> None:
        """The days of a period, up to today; and list them."""
        self.set_days(period.start, min(period.end, self._desk.office.today()))

    def set_days(self, first: date, last: date) -> None:
        """List what changed between two days."""
        self.first.setText(first.isoformat())
        self.last.setText(last.isoformat())
        self.refresh()

    def refresh(self) -> None:
        """List the changes, as a job."""
        office = self._desk.office
        try:
            first, last = (day_of(field, office.today()) for field in (self.first, self.last))
        except Problem as problem:
            self._desk.bar.tell(problem)
            return

        def work(_: Progress) -> Changes:
            return office.ask(lambda session: changes.between(session, first, last, office.rulebook))

        self._desk.start(self, work, self._show, "正在列出变化")

    def _show(self, found: Changes) -> None:
        self.found, self._events = found, found.events
        self.table.reload()
        self.said.setText(found.sentence if found.events else f"{found.sentence}这段时间没有变化。")
        for each in (self.export, self.print):
            each.setEnabled(bool(found.events))

    def export_to(self, file: Path) -> None:
        """Write the list to a workbook."""
        found, office = self.found, self._desk.office
        if found is None:
            return

        def work(_: Progress) -> Path:
            changes.write(found, file, made_on=office.today())
            return file

        self._desk.start(self, work, lambda done: self._desk.files.written("已导出台账变化。", done), "正在导出")

    def print_it(self) -> None:
        """The list on paper, seen before it is printed."""
        found, office = self.found, self._desk.office
        if found is None:
            return
        out = self._desk.files.scratch() / f"企业台账变化-{found.first}至{found.last}.pdf"
        card = self._desk.ask(settings.township)

        def work(_: Progress) -> Path:
            changes.write(found, out, made_on=office.today(), office=card.issuer if card else "")
            return out

        def show(file: Path) -> None:
            from desktop.ui.paperview import PaperView  # QtPdf: not every start needs it

            PaperView(self._desk, self.window(), file, "企业台账变化", file.name)

        self._desk.start(self, work, show, "正在排版台账变化")

    def _ask_export(self) -> QFileDialog:
        name = f"企业台账变化-{self.first.text()}至{self.last.text()}.xlsx"
        return self._desk.files.save(self, "导出台账变化", name, WORKBOOK, self.export_to)

    def _lay_out(self) -> None:
        today = self._desk.office.today()
        this = Period.quarter_of(today)
        head = row(
            link("‹ 回到台账", self.closed.emit), label("两个日期之间的变化", "heading"), None, self.print, self.export
        )
        days = row(
            label("从"),
            self.first,
            label("到"),
            self.last,
            label("（含首尾两天）", "muted"),
            self.show_days,
            link("本季", lambda: self.set_period(this)),
            link("上季", lambda: self.set_period(this.previous)),
            link("今年", lambda: self.set_period(Period(today.year))),
            link("近30天", lambda: self.set_days(today - timedelta(days=30), today)),
            None,
        )
        hint = label("增加、核减的家数和报表 A01、A02、A09 一致。双击一行打开这家企业。", "muted", wrap=True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(column(head, days, self.said, self.table, hint, stretch=3))
