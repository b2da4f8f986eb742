"""人员: the staff register and the crews, both written in place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.page import button, column, label, row
from desktop.ui.people.asking import FieldsDialog, HandoverDialog, Question
from desktop.ui.people.listing import Listing
from desktop.ui.rowtable import Column
from desktop.work import answers, crews, handover, people
from desktop.work.change import Change
from desktop.work.crews import CrewRow
from desktop.work.people import EMPLOYMENTS, ROLES, PersonRow


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _held(row: PersonRow) -> str:
    alone = f"单独负责{'、'.join(row.employers)}" if row.employers else ""
    return "；".join(filter(None, ("、".join(row.areas), alone))) or "没有"


def _today(row: PersonRow) -> str:
    return "× 已离岗" if not row.working else f"△ {row.away}" if row.away else "○ 在岗"


STAFF: tuple[Column[PersonRow], ...] = (
    Column("姓名", lambda row: row.name, width=80, personal="name"),
    Column("今天", _today, width=112, chip=True,
           tone=lambda row: "soft" if not row.working else "warn" if row.away else "good"),
    Column("身份", lambda row: row.role, width=76),
    Column("职务", lambda row: row.post, width=120),
    Column("专职/兼职", lambda row: row.employment, width=76),
    Column("电话", lambda row: row.phone, width=108, personal="phone"),
    Column("负责的网格", _held, width=190, tip=_held),
    Column("巡查小组", lambda row: "、".join(row.crews) or "没有", width=76),
    Column("今年学时", lambda row: None if row.training_hours is None else f"{row.training_hours:g}", width=76,
           numeric=True, tip=lambda row: f"最近一次 {row.trained_on}" if row.trained_on else "没有培训记录"),
    Column("工作证号", lambda row: row.card_no, width=90),
    Column("到岗日期", lambda row: _day(row.started_on), width=92),
    Column("离岗日期", lambda row: _day(row.ended_on), width=92),
    Column("备注", lambda row: row.note, width=140),
)  # fmt: skip
STAFF_WRITTEN = {
    0: ("name", lambda row: row.name), 2: ("role", lambda row: row.role or ""), 3: ("post", lambda row: row.post or ""),
    4: ("employment", lambda row: row.employment or ""), 5: ("phone", lambda row: row.phone or ""),
    9: ("card_no", lambda row: row.card_no or ""), 10: ("started_on", lambda row: _day(row.started_on) or ""),
    11: ("ended_on", lambda row: _day(row.ended_on) or ""), 12: ("note", lambda row: row.note or ""),
}  # fmt: skip
CREWS: tuple[Column[CrewRow], ...] = (
    Column("小组", lambda row: row.name, width=96),
    Column("成员", lambda row: "、".join(row.members) or None, width=170),
    Column("每天分钟", lambda row: "按规则" if row.minutes_a_day is None else f"{row.minutes_a_day:,}", width=76,
           numeric=True, tip=lambda _: "一天在外的分钟数，含路程；空着按巡查规则"),
    Column("每天家数", lambda row: "按规则" if row.visits_a_day is None else str(row.visits_a_day), width=76,
           numeric=True, tip=lambda _: "一天最多去几家；空着按巡查规则"),
    Column("出发地点", lambda row: row.base, width=150),
    Column("自", lambda row: _day(row.since), width=92),
    Column("提醒", lambda row: row.trouble or "", width=230, tone=lambda row: "warn" if row.trouble else ""),
)  # fmt: skip
CREWS_WRITTEN = {
    0: ("name", lambda row: row.name), 1: ("members", lambda row: "、".join(row.members)),
    2: ("minutes_a_day", lambda row: "" if row.minutes_a_day is None else str(row.minutes_a_day)),
    3: ("visits_a_day", lambda row: "" if row.visits_a_day is None else str(row.visits_a_day)),
    4: ("base", lambda row: row.base or ""),
}  # fmt: skip


class StaffTab(QWidget):
    """Above everybody of the office, below the crews; both are written in place."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk = desk
        today = desk.office.today
        self.staff: Listing[PersonRow] = Listing(
            desk, STAFF, STAFF_WRITTEN, lambda s: people.rows(s, today()),
            lambda s, id, key, text: people.edit(s, id, key, text, on=today()), name="人员",
        )  # fmt: skip
        self.staff.nothing.setText("还没有登记人员。点“登记人员”，先登记协管员和网格员。")
        self.crews: Listing[CrewRow] = Listing(
            desk, CREWS, CREWS_WRITTEN, lambda s: crews.rows(s, today()), self._save_crew, name="巡查小组"
        )
        self.crews.nothing.setText("还没有巡查小组。有了人员，点“新建小组”，一组一到两人；没有小组排不出计划。")
        self.count = label("", "muted")
        self.train = button("记一次培训", "check", self.ask_training)
        self.hand = button("交接", "next", self.ask_handover)
        self.disband = button("撤销小组", "close", self._disband)
        self.make = button("新建小组", "add", self.ask_crew)
        split = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        split.addWidget(column(row(self.count, None, self.train, self.hand), self.staff, stretch=1))
        split.addWidget(column(row(label("巡查小组", "heading"), None, self.disband, self.make), self.crews, stretch=1))
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        outer.addWidget(split)

    def refresh(self) -> None:
        """Ask everything again."""
        self.staff.refresh()
        self.crews.refresh()
        here = self.rows_here()
        full = sum(row.employment == "专职" for row in here)
        words = f"在岗 {len(here)} 人，其中专职 {full} 人。双击或直接打字修改，能整块粘贴。"
        self.count.setText(words if here else "")
        self.disband.setEnabled(bool(self.crews.rows))
        self.hand.setEnabled(len(here) > 1)

    def rows_here(self) -> list[PersonRow]:
        """Everybody who works here now."""
        return [row for row in self.staff.rows.values() if row.working]

    def finish(self) -> None:
        """Commit what is being typed."""
        self.staff.grid.finish()
        self.crews.grid.finish()

    def ask_person(self) -> FieldsDialog:
        """登记人员."""
        questions = (
            Question("name", "姓名", "例如 李明"), Question("role", "身份", choices=ROLES, given="网格员"),
            Question("post", "职务", "例如 专职网格员"), Question("employment", "专职/兼职", choices=EMPLOYMENTS),
            Question("phone", "电话"), Question("card_no", "工作证号", "没有可留空"),
            Question("started_on", "到岗日期", "例如 2026-03-05，不清楚可留空"),
        )  # fmt: skip
        return self._open("登记人员", questions, lambda s, told, on: people.add(s, told, on=on), "登记")

    def ask_training(self) -> FieldsDialog:
        """记一次培训."""
        chosen = self.staff.chosen
        questions = (
            Question("names", "参加的人", "用“、”隔开", given=chosen.name if chosen else ""),
            Question("title", "内容", "例如 职业卫生监督协管业务培训"),
            Question("trained_on", "日期", "例如 2026-03-05"),
            Question("hours", "学时", "例如 8"), Question("organiser", "组织单位", "可以留空"),
            Question("certificate_no", "证书编号", "可以留空"),
        )  # fmt: skip

        def save(session: Any, told: Mapping[str, str], on: date) -> Change:  # noqa: ANN401
            return people.train(session, crews.split_names(told["names"]), told, on=on)

        return self._open("记一次培训", questions, save, "记下")

    def ask_crew(self) -> FieldsDialog:
        """新建小组."""
        questions = (
            Question("name", "小组名称", "例如 第一组"), Question("members", "成员", "一到两人，用“、”隔开"),
            Question("minutes_a_day", "每天分钟", "含路程；空着按巡查规则"),
            Question("visits_a_day", "每天家数", "空着按巡查规则"), Question("base", "出发地点", "例如 镇政府"),
        )  # fmt: skip
        return self._open("新建巡查小组", questions, lambda s, told, on: crews.save(s, told, on=on), "建立")

    def ask_handover(self) -> HandoverDialog:
        """交接."""
        office, desk = self._desk.office, self._desk
        names = [row.name for row in self.rows_here()]
        chosen = self.staff.chosen
        holding = [row.name for row in self.rows_here() if row.areas or row.employers or row.crews] or names
        giver = chosen.name if chosen and chosen.name in holding else holding[0]
        taker = next(name for name in (*holding, *names) if name != giver)
        given = (giver, office.today().isoformat(), taker)

        def who(told: Mapping[str, str]) -> tuple[str, str, date]:
            return told["giver"], told["taker"], answers.needed_day(told["on"], "交接日期", office.today())

        dialog = HandoverDialog(
            names,
            given,
            lambda told: desk.ask(
                lambda s: handover.preview(s, *who(told), office.rulebook, on=office.today())
            ),
            lambda told: desk.change(
                lambda s: handover.hand_over(s, *who(told), office.rulebook, on=office.today())
            ),
            self.window(),
        )  # fmt: skip
        dialog.open()
        return dialog

    def _open(self, title: str, questions: tuple[Question, ...], save: Any, word: str) -> FieldsDialog:  # noqa: ANN401
        desk = self._desk
        dialog = FieldsDialog(
            title,
            questions,
            lambda told: desk.change(lambda session: save(session, told, desk.office.today())),
            self.window(),
            word,
        )
        dialog.open()
        return dialog

    def _save_crew(self, session: Any, id: int, key: str, text: str) -> Change:  # noqa: ANN401
        return crews.save(session, {key: text}, on=self._desk.office.today(), crew_id=id)

    def _disband(self) -> None:
        crew, on = self.crews.current, self._desk.office.today()
        if crew is not None:
            self._desk.attempt(lambda session: crews.disband(session, crew, on=on))
