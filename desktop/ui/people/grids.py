"""网格与责任: the area tree with who answers for what; written in place, printed as the table of responsibilities."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.files import PDF, WORKBOOK
from desktop.ui.page import button, label, row
from desktop.ui.people.asking import FieldsDialog, Question
from desktop.ui.people.listing import Listing
from desktop.ui.rowtable import Column
from desktop.work import answers, assignments, crews, grids, responsibility, settings
from desktop.work.change import Change
from desktop.work.grids import GridRow
from desktop.work.progress import Progress

TOP = "（最上层）"
NEW_BLOCK = "新加一段"


def _name(row: GridRow) -> str:
    return f"{'　　' * row.depth}{row.name}{'（已停用）' if row.closed_on else ''}"


def _responsible(row: GridRow) -> str | None:
    if row.responsible is None:
        return None
    return f"{row.responsible}（上级）" if row.inherited else row.responsible


def _place(value: float | None) -> str | None:
    return None if value is None else f"{value:.4f}"


MARKETS = "逢3、8（公历尾数）或 周二、周五；这一天不去"
TYPING = "双击或直接打字修改；责任人写姓名，几个人用“、”隔开。"
COLUMNS: tuple[Column[GridRow], ...] = (
    Column("网格（村、社区）", _name, width=170),
    Column("类别", lambda row: row.kind, width=60),
    Column("企业数", lambda row: f"{row.employers:,}", width=64, numeric=True),
    Column("责任人", _responsible, width=160, tone=lambda row: "soft" if row.inherited else ""),
    Column("协助", lambda row: row.helpers or "", width=130),
    Column("集市日", lambda row: row.market_days or "", width=96, tip=lambda _: MARKETS),
    Column("巡查须知", lambda row: row.patrol_note or "", width=320),
    Column("经度", lambda row: _place(row.longitude), width=80, numeric=True),
    Column("纬度", lambda row: _place(row.latitude), width=80, numeric=True),
)  # fmt: skip
WRITTEN = {
    0: ("name", lambda row: row.name), 1: ("kind", lambda row: row.kind),
    3: ("responsible", lambda row: "" if row.inherited else row.responsible or ""),
    4: ("helpers", lambda row: row.helpers or ""), 5: ("market_days", lambda row: row.market_days or ""),
    6: ("patrol_note", lambda row: row.patrol_note or ""), 7: ("longitude", lambda row: _place(row.longitude) or ""),
    8: ("latitude", lambda row: _place(row.latitude) or ""),
}  # fmt: skip


class GridsTab(QWidget):
    """One line an area, those below it indented."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk = desk
        self.tree: Listing[GridRow] = Listing(
            desk, COLUMNS, WRITTEN, lambda s: grids.rows(s, desk.office.today()), self._save, name="网格与责任"
        )
        self.tree.nothing.setText("还没有村（社区）。点“添加”，或在“设置 → 村（社区）”里整列粘贴。")
        self.tree.grid.picked.connect(lambda _: self._tell())
        self.said = label("", "muted", wrap=True)
        self.warning = label("", "warn", wrap=True)
        self.add = button("添加", "add", self.ask_area)
        self.shift = button("移到…", "next", self.ask_move)
        self.block = button("不去的日子", "clock", self.ask_block)
        self.far = button("距离", "area", self.ask_distance)
        self.stop = button("停用", "close", self._close)
        self.printed = button("责任表 PDF", "print", lambda: self._ask_file("网格责任表.pdf", PDF))
        self.export = button("责任表 xlsx", "sheet", lambda: self._ask_file("网格责任表.xlsx", WORKBOOK))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        outer.addWidget(self.warning)
        outer.addWidget(row(None, self.add, self.shift, self.block, self.far, self.stop, self.printed, self.export))
        outer.addWidget(self.tree, 1)
        outer.addWidget(self.said)

    def refresh(self) -> None:
        """Ask everything again."""
        self.tree.refresh()
        missing = [row.name for row in self.tree.rows.values() if row.employers and row.responsible is None]
        named = "、".join(missing[:6]) + ("等" if len(missing) > 6 else "")
        self.warning.setText(f"没有责任人：{named}" if missing else "")
        self.warning.setVisible(bool(missing))
        for one in (self.shift, self.block, self.far, self.stop, self.printed, self.export):
            one.setEnabled(bool(self.tree.rows))
        self._tell()

    def finish(self) -> None:
        """Commit what is being typed."""
        self.tree.grid.finish()

    def ask_area(self) -> FieldsDialog:
        """添加: a new area under the chosen one."""
        parents = self._parents()
        chosen = self.tree.chosen
        under = chosen.name if chosen and chosen.depth else TOP
        questions = (
            Question("name", "名称", "例如 大同村；几个用“、”隔开"),
            Question("parent", "在谁下面", choices=list(parents), given=under),
        )

        def save(told: Mapping[str, str]) -> None:
            self._desk.change(lambda s: settings.add_areas(s, [told["name"]], parent_id=parents[told["parent"]]))

        return self._open("添加村、社区、园区、网格", questions, save)

    def ask_move(self) -> FieldsDialog | None:
        """移到…: the chosen area under another one."""
        chosen, parents = self.tree.chosen, self._parents()
        if chosen is None:
            return None
        questions = (Question("parent", f"“{chosen.name}”归到", choices=list(parents)),)
        on = self._desk.office.today()

        def save(told: Mapping[str, str]) -> None:
            self._desk.change(lambda s: grids.move(s, chosen.id, parents[told["parent"]], on=on))

        return self._open("移到别的片区下面", questions, save)

    def ask_block(self) -> FieldsDialog | None:
        """不去的日子: roads under repair, floods, fairs."""
        chosen, on = self.tree.chosen, self._desk.office.today()
        if chosen is None:
            return None
        held = {f"取消：{one.said}": one.id for one in self._desk.ask(lambda s: grids.blocked(s, chosen.id))}
        questions = (
            Question("what", "要做的", choices=(NEW_BLOCK, *held)),
            Question("first", "从", "例如 2026-12-01", given=on.isoformat()),
            Question("last", "到", "这一天也算"),
            Question("reason", "原因", "例如 道路施工"),
        )  # fmt: skip

        def save(told: Mapping[str, str]) -> None:
            if told["what"] in held:
                self._desk.change(lambda s: grids.unblock(s, held[told["what"]]))
                return
            first = answers.needed_day(told["first"], "开始日期", on)
            last = answers.day(told["last"], "结束日期", on) or first
            self._desk.change(lambda s: grids.block(s, chosen.id, first, last, told["reason"]))

        return self._open(f"{chosen.name}不去的日子", questions, save)

    def ask_distance(self) -> FieldsDialog | None:
        """距离: kilometres to another village, or that they are neighbours, where there are no coordinates."""
        chosen = self.tree.chosen
        if chosen is None:
            return None
        others = {row.name: row.id for row in self.tree.rows.values() if row.id != chosen.id and not row.closed_on}
        if not others:
            self._desk.bar.say("只有一个村（社区），没有距离可填。", "请先添加别的村（社区）。")
            return None
        questions = (
            Question("other", "到", choices=list(others)),
            Question("km", "公里", "例如 3.5；不知道就留空，只记相邻"),
        )

        def save(told: Mapping[str, str]) -> None:
            km = answers.number(told["km"], "公里数", 0, 500)
            other = others[told["other"]]
            self._desk.change(lambda s: grids.set_distance(s, chosen.id, other, km, neighbours=km is None))

        return self._open(f"{chosen.name}到别的村的距离", questions, save)

    def write(self, file: Path) -> None:
        """The table of responsibilities as a job."""
        office = self._desk.office

        def work(_: Progress) -> int:
            return office.ask(lambda session: responsibility.write(session, file, office.today()))

        def done(lines: int) -> None:
            self._desk.files.written(f"责任表已写出：{lines} 个网格。", file)

        self._desk.start(self, work, done, "正在写责任表")

    def _ask_file(self, name: str, kind: str) -> QFileDialog:
        return self._desk.files.save(self, "保存责任表", name, kind, self.write)

    def _parents(self) -> dict[str, int | None]:
        return {TOP: None} | {row.name: row.id for row in self.tree.rows.values() if row.closed_on is None}

    def _open(self, title: str, questions: tuple[Question, ...], save: Any) -> FieldsDialog:  # noqa: ANN401
        dialog = FieldsDialog(title, questions, save, self.window())
        dialog.open()
        return dialog

    def _save(self, session: Any, id: int, key: str, text: str) -> Change:  # noqa: ANN401
        on = self._desk.office.today()
        if key == "name":
            return grids.rename(session, id, text, on=on)
        if key == "kind":
            return grids.set_kind(session, id, text, on=on)
        if key in ("responsible", "helpers"):
            role = assignments.RESPONSIBLE if key == "responsible" else assignments.HELPS
            return grids.assign(session, crews.split_names(text), id, role=role, since=on, on=on)
        return grids.describe(session, id, key, text)

    def _close(self) -> None:
        chosen, on = self.tree.current, self._desk.office.today()
        if chosen is not None:
            self._desk.attempt(lambda session: grids.close(session, chosen, on=on))

    def _tell(self) -> None:
        """What the chosen area was called and belonged to before."""
        chosen = self.tree.current
        told = self._desk.ask(lambda s: grids.history(s, chosen)) if chosen is not None else []
        shut = self._desk.ask(lambda s: grids.blocked(s, chosen)) if chosen is not None else []
        words = [
            f"{one.since or '起初'} {one.name}（{one.kind}{f'，属{one.parent}' if one.parent else ''}）" for one in told
        ]
        parts = [f"沿革：{' → '.join(words)}"] if words else []
        parts += [f"不去的日子：{'；'.join(one.said for one in shut[:4])}"] if shut else []
        self.said.setText("　".join(parts) or TYPING)
