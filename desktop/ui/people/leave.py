"""请假: who is away and when; planning leaves these days out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.page import button, label, row
from desktop.ui.people.asking import FieldsDialog, Question
from desktop.ui.rowtable import Column, RowTable
from desktop.ui.tableview import TableView
from desktop.work import people
from desktop.work.people import LEAVES, AbsenceRow

COLUMNS: tuple[Column[AbsenceRow], ...] = (
    Column("姓名", lambda row: row.name, width=90, personal="name"),
    Column("原因", lambda row: row.kind, width=90),
    Column("从", lambda row: row.first_on.isoformat(), width=100),
    Column("到", lambda row: row.last_on.isoformat(), width=100),
    Column("天数", lambda row: str(row.days), width=60, numeric=True),
    Column("备注", lambda row: row.note or "", width=260),
)


class LeaveTab(QWidget):
    """The list, the newest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk = desk
        self.rows: dict[int, AbsenceRow] = {}
        self.model: RowTable[AbsenceRow] = RowTable(COLUMNS, lambda: list(self.rows), self._fetch)
        self.table = TableView(self.model, name="请假")
        self.nothing = label("没有登记请假。请假、培训、抽调的日子登记在这里，排计划时会避开。", "muted", wrap=True)
        self.add = button("登记请假", "add", self.ask)
        self.remove = button("删去", "close", self._cancel)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        rule = label("整天计算，首尾两天都算。一组里有一个人请假，这一组这天就不出去。", "muted")
        outer.addWidget(row(rule, None, self.remove, self.add))
        outer.addWidget(self.nothing)
        outer.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Ask again."""
        self.rows = {row.id: row for row in self._desk.ask(people.absences)}
        self.model.reload()
        self.nothing.setVisible(not self.rows)
        self.table.setVisible(bool(self.rows))
        self.remove.setEnabled(bool(self.rows))
        if self.rows:
            self.table.show_record(next(iter(self.rows)))

    def ask(self) -> FieldsDialog:
        """登记请假."""
        on = self._desk.office.today()
        names = [row.name for row in self._desk.ask(lambda s: people.rows(s, on)) if row.working]
        questions = (
            Question("name", "姓名", choices=names, free=True), Question("kind", "原因", choices=LEAVES),
            Question("first_on", "从", "例如 2026-12-01", given=on.isoformat()),
            Question("last_on", "到", "这一天也算；只有一天可留空"), Question("note", "备注", "可以留空"),
        )  # fmt: skip

        def save(told: Mapping[str, str]) -> None:
            self._desk.change(lambda s: people.take_leave(s, told["name"], told, on=on))

        dialog = FieldsDialog("登记请假", questions, save, self.window(), "登记")
        dialog.open()
        return dialog

    def _cancel(self) -> None:
        chosen = self.table.current()
        if chosen is not None:
            self._desk.attempt(lambda session: people.cancel_leave(session, chosen))

    def _fetch(self, ids: Sequence[int]) -> dict[int, AbsenceRow]:
        return {id: self.rows[id] for id in ids if id in self.rows}
