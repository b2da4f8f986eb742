"""重新安排: somebody is away, a day is lost, a visit is urgent; what moves and why, before it is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QVBoxLayout

from desktop.ui.desk import Desk
from desktop.ui.form import Choice
from desktop.ui.page import button, column, label, link, row, scrolled
from desktop.ui.patrol.asking import date_edit, day_of
from desktop.ui.patrol.columns import MOVED
from desktop.ui.patrol.planresult import fit
from desktop.ui.rowtable import RowTable
from desktop.ui.tableview import TableView
from desktop.work import editing, planning_mend
from desktop.work.planning_ground import Away
from desktop.work.planning_mend import Mended, Moved, News, Urgent
from desktop.work.problem import Problem
from desktop.work.progress import Progress

KINDS = ("病假", "休假", "学习培训", "其他工作")
URGENT_KINDS = ("复查", "投诉核查", "专项", "临时")
WEEK = timedelta(days=7)
NOBODY = "没有人请假"


class MendPanel(QFrame):
    """`mended` gives what would become of the calendar (None: nothing any more); `accepted` asks to keep it."""

    mended = Signal(object)
    accepted = Signal(object)
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._desk = desk
        self.found: Mended | None = None
        self._moved: Sequence[Moved] = ()
        self._urgent: list[tuple[int, str]] = []
        today = desk.office.today()
        self.who, self.kind = Choice(), Choice()
        self.who.setAccessibleName("谁不能出勤")
        self.kind.setAccessibleName("原因")
        self.kind.addItems(KINDS)
        self.first, self.last = date_edit(today, "从哪一天"), date_edit(today, "到哪一天")
        self.lost = QCheckBox("这一天谁都不能去：")
        self.lost_on = date_edit(today + timedelta(days=1), "哪一天不能去")
        self.lost_why = QLineEdit("台风暴雨", accessibleName="为什么不能去")
        self.urgent = QLineEdit(accessibleName="急件企业")
        self.urgent.setPlaceholderText("单位名称或信用代码，回车加入")
        self.urgent_kind = Choice()
        self.urgent_kind.setAccessibleName("急件种类")
        self.urgent_kind.addItems(URGENT_KINDS)
        self.urgent_by = date_edit(today + WEEK, "最晚哪一天")
        self.urgent_list = label("", "muted", wrap=True)
        self.refused = label("", "mark", wrap=True)
        self.work_out = button("试算", "search", self.compute, main=True)
        self.summary = label("", "heading", wrap=True)
        self.kept = label("", "muted", wrap=True)
        self.model: RowTable[Moved] = RowTable(MOVED, lambda: range(len(self._moved)), self._rows)
        self.table = TableView(self.model, name="改期的走访")
        self.accept = button("接受", "check", self._accept, main=True)
        self.drop = button("放弃", "close", self.discard)
        self._lay_out()
        self.urgent.returnPressed.connect(self.add_urgent)
        self.refused.hide()
        self._show()

    def offer(self, names: Sequence[str], chosen: str = "") -> None:
        """Whom there is to choose from, one of them chosen."""
        before = chosen or self.who.currentText()
        self.who.clear()
        self.who.addItem(NOBODY, "")
        for name in names:
            self.who.addItem(name, name)
        self.who.setCurrentIndex(max(0, self.who.findText(before)))

    def add_urgent(self) -> None:
        """Take the employer that is written into the list."""
        written = self.urgent.text().strip()
        if not written:
            return
        try:
            employer = self._desk.ask(lambda session: editing.identify(session, written))
        except Problem as problem:
            self._refuse(problem)
            return
        self.refused.hide()
        if employer not in [known for known, _ in self._urgent]:
            self._urgent.append((employer, written))
        self.urgent.clear()
        self._tell_urgent()

    def clear_urgent(self) -> None:
        """Begin the list of urgent employers anew."""
        self._urgent.clear()
        self._tell_urgent()

    def compute(self) -> None:
        """What would move, as a job."""
        self.add_urgent()
        try:
            news = self._news()
        except Problem as problem:
            self._refuse(problem)
            return
        self.refused.hide()
        self.discard()
        office = self._desk.office

        def work(progress: Progress) -> Mended | Problem:
            try:
                return planning_mend.mend(office, news, progress)
            except Problem as problem:
                return problem

        self._desk.start(self, work, self._computed, "正在试算改期")

    def discard(self) -> None:
        """Forget what was computed."""
        if self.found is not None:
            self.found = None
            self.mended.emit(None)
        self._show()

    def forget(self) -> None:
        """It was accepted: begin anew."""
        self.who.setCurrentIndex(0)
        self.lost.setChecked(False)
        self.clear_urgent()
        self.discard()

    def _news(self) -> News:
        today = self._desk.office.today()
        name = str(self.who.currentData() or "")
        absent: tuple[Away, ...] = ()
        if name:
            first, last, kind = day_of(self.first), day_of(self.last), self.kind.currentText()
            absent = (self._desk.ask(lambda s: planning_mend.away(s, name, first, last, kind, on=today)),)
        lost = ((day_of(self.lost_on), self.lost_why.text().strip() or "不能出勤"),) if self.lost.isChecked() else ()
        by, kind = day_of(self.urgent_by), self.urgent_kind.currentText()
        urgent = tuple(Urgent(employer, by, kind, f"{kind}，{by.isoformat()} 前") for employer, _ in self._urgent)
        if not (absent or lost or urgent):
            raise Problem("还没有写发生了什么。", "请选谁不能出勤、哪天不能去，或者加入急件企业。", "计划没有改动。")
        return News(absent, lost, urgent)

    def _computed(self, found: Mended | Problem) -> None:
        if isinstance(found, Problem):
            self._refuse(found)
            return
        self.found = found
        self._show()
        self.mended.emit(found)

    def _show(self) -> None:
        found = self.found
        self._result.setVisible(found is not None)
        self._moved = found.moved if found else ()
        self.model.reload()
        if found is None:
            return
        self.summary.setText(found.said or "没有走访受影响，不需要改期。")
        self.kept.setText(f"其余 {found.kept} 次不动。")
        fit(self.table, len(self._moved))
        self.table.setVisible(bool(self._moved))

    def _accept(self) -> None:
        if self.found is not None:
            self.accepted.emit(self.found)

    def _refuse(self, problem: Problem) -> None:
        self.refused.setText(f"{problem.what}\n{problem.remedy}")
        self.refused.show()

    def _tell_urgent(self) -> None:
        self.urgent_list.setText("、".join(name for _, name in self._urgent))
        self.urgent_list.setVisible(bool(self._urgent))
        self._clear.setVisible(bool(self._urgent))

    def _rows(self, places: Sequence[int]) -> dict[int, Moved]:
        return {place: self._moved[place] for place in places}

    def _lay_out(self) -> None:
        self._clear = link("清空", self.clear_urgent)
        self._result = column(
            label("改期", "heading"), self.summary, self.table, self.kept, row(None, self.drop, self.accept)
        )
        asked = column(
            label("已走访、已打印、固定的不动，其余的尽量少动。先试算，看过再接受。", "muted", wrap=True),
            label("有人不能出勤", "heading"),
            row(self.who, self.kind, None),
            row(self.first, label("至", "muted"), self.last, None),
            label("哪天不能去", "heading"),
            row(self.lost, self.lost_on, None),
            self.lost_why,
            label("急件", "heading"),
            self.urgent,
            row(self.urgent_list, self._clear, stretch=0),
            row(self.urgent_kind, label("最晚", "muted"), self.urgent_by, None),
            self.refused,
            row(None, self.work_out),
            self._result,
            None,
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 4, 12)
        outer.setSpacing(8)
        outer.addWidget(row(label("重新安排", "heading"), None, link("收起", lambda: self.closed.emit())))
        outer.addWidget(scrolled(asked), 1)
        self._tell_urgent()
