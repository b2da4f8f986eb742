"""Patrol of the chosen employers: a visit by a day, one that was made, a campaign, a person of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.rules.patrol_terms import JOINT, KINDS
from desktop.ui.desk import Desk
from desktop.ui.people.asking import FieldsDialog, Question
from desktop.ui.people.tasks import request_questions, request_told
from desktop.work import answers, crews, grids, people, visits
from desktop.work.change import Change

MADE = "已走访"


class Patrolling:
    """Each opens a dialog for the employers given; what it does is one operation."""

    def __init__(self, desk: Desk, parent: QWidget, employers: list[int]) -> None:
        self._desk, self._parent, self._ids = desk, parent, employers
        self._many = f"选中的 {len(employers):,} 家"

    def acts(self) -> list[tuple[str, Callable[[], object]]]:
        """The lines of the menu."""
        return [
            (f"要求走访{self._many}…", self.request),
            (f"记录走访{self._many}（联合检查等）…", self.record),
            (f"把{self._many}列入专项…", self.campaign),
            (f"给{self._many}单独定责任人…", self.assign),
        ]

    def request(self) -> FieldsDialog:
        """要求走访: each of them by a day."""
        on = self._desk.office.today()

        def save(told: Mapping[str, str]) -> None:
            wish = request_told(told, on)
            self._each(lambda s, id: visits.request(s, id, wish, on=on))

        return self._open("要求走访", request_questions(on), save, "要求走访")

    def record(self) -> FieldsDialog:
        """记录走访: what was made together with the county, or without a plan."""
        office, on = self._desk.office, self._desk.office.today()
        questions = (
            Question("kind", "类型", choices=KINDS, given=JOINT), Question("on", "日期", given=on.isoformat()),
            Question("by", "谁去的", "一般两人，用“、”隔开"),
            Question("came", "结果", choices=(MADE, *(f"未能入内：{why}" for why in visits.WHY_NOT))),
            Question("outcome", "情况", "现场情况、发现的问题（没有可以不写）"),
            Question("note", "备注", "例如 跟县疾控一起去的"),
        )  # fmt: skip

        def save(told: Mapping[str, str]) -> None:
            why_not = None if told["came"] == MADE else told["came"].partition("：")[2]
            made = visits.Made(
                answers.needed_day(told["on"], "走访日期", on), tuple(crews.split_names(told["by"])), told["kind"],
                answers.text(told["outcome"]), why_not, answers.text(told["note"]),
            )  # fmt: skip
            self._each(lambda s, id: visits.record_visit(s, id, made, office.rulebook, on=on))

        return self._open("记录走访", questions, save, "记下")

    def campaign(self) -> FieldsDialog:
        """列入专项: a list of employers to be visited so often between two days."""
        on = self._desk.office.today()
        questions = (
            Question("name", "专项名称", "例如 石材加工企业粉尘专项治理"),
            Question("first", "从", given=on.isoformat()), Question("last", "到", "例如 2026-12-31"),
            Question("times", "每家去几次", given="1"), Question("basis", "依据", "例如文号，没有可以留空"),
        )  # fmt: skip

        def save(told: Mapping[str, str]) -> None:
            drive = visits.Drive(
                told["name"], answers.needed_day(told["first"], "开始日期", on),
                answers.needed_day(told["last"], "结束日期", on),
                answers.whole(told["times"], "每家去几次", 1, 12) or 1, basis=answers.text(told["basis"]),
            )  # fmt: skip
            self._desk.change(lambda s: visits.campaign(s, drive, self._ids))

        return self._open("列入专项", questions, save, "开始专项")

    def assign(self) -> FieldsDialog:
        """单独定责任人: whoever holds the village, these employers have their own person."""
        on = self._desk.office.today()
        names = [row.name for row in self._desk.ask(lambda s: people.rows(s, on)) if row.working]
        questions = (
            Question("names", "责任人", choices=("", *names), free=True),
            Question("since", "自何日起", given=on.isoformat()),
        )

        def save(told: Mapping[str, str]) -> None:
            since = answers.needed_day(told["since"], "自何日起", on)
            held = crews.split_names(told["names"])
            self._desk.change(lambda s: grids.assign_employers(s, held, self._ids, since=since, on=on))

        return self._open("单独定责任人（空着就跟所在的村走）", questions, save, "定下")

    def _each(self, work: Callable[[Any, int], Change]) -> None:
        def all_of_them(session: Any) -> Change:  # noqa: ANN401 - the session is the office's business
            done = [work(session, id) for id in self._ids]
            said = done[0].said + (f"；另 {len(done) - 1:,} 家相同" if len(done) > 1 else "")
            return replace(Change.joined(done), said=said, listed=True)

        self._desk.change(all_of_them)

    def _open(self, title: str, questions: Any, save: Any, word: str) -> FieldsDialog:  # noqa: ANN401
        dialog = FieldsDialog(f"{title}：{self._many}", questions, save, self._parent.window(), word)
        dialog.open()
        return dialog
