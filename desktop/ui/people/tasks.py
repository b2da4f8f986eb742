"""巡查任务: visits that were asked for by a day and campaigns; begun from the register, withdrawn or ended here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.page import button, label, row
from desktop.ui.people.asking import FieldsDialog, Question
from desktop.ui.rowtable import Column, RowTable
from desktop.ui.tableview import TableView
from desktop.work import answers, editing, tasks, visits
from desktop.work.tasks import TaskRow

TONES = {"过期": "danger", "没有开始": "soft", "已完成": "good"}
SHAPES = {"过期": "■", "没有开始": "·", "已完成": "○", "进行中": "△"}


def columns(today: date) -> tuple[Column[TaskRow], ...]:
    """The columns; what is late follows from the day."""
    return (
        Column("任务", lambda one: one.kind, width=90),
        Column("企业或专项", lambda one: one.name, width=260, tip=lambda one: one.name),
        Column("从", lambda one: one.first.isoformat() if one.first else "现在", width=100),
        Column("最迟", lambda one: one.last.isoformat(), width=100),
        Column("进度", lambda one: f"{one.made:,} / {one.wanted:,}", width=80, numeric=True),
        Column("已排", lambda one: f"{one.planned:,} 次", width=70, numeric=True),
        Column("情况", lambda one: f"{SHAPES[one.standing(today)]} {one.standing(today)}", width=100, chip=True,
               tone=lambda one: TONES.get(one.standing(today), "warn")),
        Column("原因、依据", lambda one: one.why or "", width=300, tip=lambda one: one.why or ""),
    )  # fmt: skip


class TasksTab(QWidget):
    """The list, the most urgent first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk = desk
        self.rows: list[TaskRow] = []
        self.model: RowTable[TaskRow] = RowTable(
            columns(desk.office.today()), lambda: range(len(self.rows)), lambda ids: {id: self.rows[id] for id in ids}
        )
        self.table = TableView(self.model, name="巡查任务")
        self.nothing = label(
            "没有要求走访的企业，也没有专项。复查由隐患自动提出；投诉、上级交办点“要求走访”；"
            "专项在“企业台账”里选中企业，点“更多 → 列入专项…”。",
            "muted",
            wrap=True,
        )
        self.ask_one = button("要求走访", "add", self.ask, main=True)
        self.end = button("不再去、结束", "close", self._stop)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        rule = label("下次排计划或重新安排时排进去。专项：台账里选中企业，更多 → 列入专项…", "muted")
        outer.addWidget(row(rule, None, self.end, self.ask_one))
        outer.addWidget(self.nothing)
        outer.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Ask again."""
        on = self._desk.office.today()
        self.rows = self._desk.ask(lambda session: tasks.open_tasks(session, on))
        self.model.reload()
        self.nothing.setVisible(not self.rows)
        self.table.setVisible(bool(self.rows))
        self.end.setEnabled(bool(self.rows))
        if self.rows:
            self.table.show_record(0)

    def ask(self) -> FieldsDialog:
        """要求走访: one employer, by a day."""
        on, desk = self._desk.office.today(), self._desk
        questions = (
            Question("employer", "企业", "名称或统一社会信用代码"), *request_questions(on),
        )  # fmt: skip

        def save(told: Mapping[str, str]) -> None:
            wish = request_told(told, on)
            desk.change(lambda s: visits.request(s, editing.identify(s, told["employer"]), wish, on=on))

        dialog = FieldsDialog("要求走访", questions, save, self.window(), "要求走访")
        dialog.open()
        return dialog

    def _stop(self) -> None:
        place, on = self.table.current(), self._desk.office.today()
        if place is not None and place < len(self.rows):
            key = self.rows[place].key
            self._desk.attempt(lambda session: tasks.stop(session, key, on=on))


def request_questions(on: date) -> Sequence[Question]:
    """What is asked about a visit that is wanted."""
    return (
        Question("kind", "类型", choices=visits.ASKED, given=visits.ASKED[1]),
        Question("deadline", "最迟哪一天", "例如 2026-12-05"),
        Question("earliest", "最早哪一天", "可以留空，就是现在起"),
        Question("why", "原因", "例如 群众反映粉尘大"),
    )


def request_told(told: Mapping[str, str], on: date) -> visits.Wish:
    """The wish that was written down. Raises Problem for a day that is missing or unclear, or over."""
    deadline = answers.needed_day(told["deadline"], "最迟哪一天", on)
    return visits.Wish(told["kind"], deadline, told["why"], answers.day(told["earliest"], "最早哪一天", on))
