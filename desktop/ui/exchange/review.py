"""Step 2: what would happen to every row, before anything is written. Doubtful rows are decided here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.exchange.decide import RowPanel
from desktop.ui.page import column, label, tabbed
from desktop.ui.rowtable import Column, RowTable
from desktop.ui.tableview import TableView
from desktop.work import reception
from desktop.work.intaking.plan import Plan, RefusedCell, RowPlan, SheetPlan

VERDICTS = {
    "new": ("新增", "good"),
    "changed": ("更新", "accent"),
    "same": ("未变", "soft"),
    "doubtful": ("待定", "warn"),
    "refused": ("退回", "danger"),
}
Decision = int | str
Key = tuple[str, int]  # name of the sheet, row from 1


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the plan with the sheet it stands on."""

    sheet: SheetPlan
    plan: RowPlan
    decided: str = ""

    @property
    def key(self) -> Key:
        """How decisions name it."""
        return self.sheet.sheet, self.plan.row

    @property
    def said(self) -> str:
        """What will happen, in one line."""
        if self.decided:
            return self.decided
        if self.plan.changes:
            return "；".join(f"{c.label}：{c.ours or look.UNKNOWN} → {c.theirs}" for c in self.plan.changes)
        return self.plan.why or ("作为新企业登记" if self.plan.verdict == "new" else "")


@dataclass(frozen=True, slots=True)
class CellLine:
    """A refused cell with the sheet it stands on."""

    sheet: str
    cell: RefusedCell


ROWS = (
    Column[Line]("行", lambda x: str(x.plan.row), width=52, numeric=True),
    Column[Line](
        "结果", lambda x: VERDICTS[x.plan.verdict][0], width=64, chip=True, tone=lambda x: VERDICTS[x.plan.verdict][1]
    ),
    Column[Line]("单位名称", lambda x: x.plan.name or "（没有名称）", width=230),
    Column[Line]("会怎样", lambda x: x.said, width=380, tip=lambda x: x.said),
    Column[Line]("工作表", lambda x: x.sheet.sheet, width=90),
)
CELLS = (
    Column[CellLine]("单元格", lambda x: x.cell.cell, width=72),
    Column[CellLine]("列", lambda x: x.cell.label, width=120),
    Column[CellLine]("表里写的", lambda x: str(x.cell.value), width=180, tone=lambda x: "danger"),
    Column[CellLine]("为什么", lambda x: x.cell.why, width=240, tip=lambda x: x.cell.why),
    Column[CellLine]("请改成", lambda x: x.cell.instead, width=280, tip=lambda x: x.cell.instead),
    Column[CellLine]("工作表", lambda x: x.sheet, width=100),
)
MISSING = (
    Column[tuple[str, int, str]]("单位名称", lambda x: x[2], width=280),
    Column[tuple[str, int, str]]("应在工作表", lambda x: x[0], width=160),
)
LEFT_OUT = (
    Column[tuple[str, str, str]]("位置", lambda x: x[0], width=180),
    Column[tuple[str, str, str]]("数量", lambda x: x[1], width=90, numeric=True),
    Column[tuple[str, str, str]]("为什么没有读取", lambda x: x[2], width=420),
)


class ReviewStep(QWidget):
    """Counts that add up, rows by verdict, refused cells, employers that are not in the file."""

    decided = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.decisions: dict[Key, Decision] = {}
        self._lines: list[Line] = []
        self._shown: list[int] = []
        self._cells: list[CellLine] = []
        self._missing: list[tuple[str, int, str]] = []
        self._left_out: list[tuple[str, str, str]] = []
        self._only = ""
        self.rows = _table(ROWS, lambda: self._shown, lambda n: self._line(n), "每一行")
        self.cells = _table(CELLS, lambda: range(len(self._cells)), lambda n: self._cells[n], "待更正的单元格")
        self.missing = _table(MISSING, lambda: range(len(self._missing)), lambda n: self._missing[n], "表里没有的企业")
        self.left_out = _table(LEFT_OUT, lambda: range(len(self._left_out)), lambda n: self._left_out[n], "没有读取")
        self.panel = RowPanel(self._decide)
        self.rows.picked.connect(self._picked)
        self.sum = label("", "muted", wrap=True)
        self._counts = QHBoxLayout()
        self._counts.setSpacing(6)
        self._group = QButtonGroup(self)
        self.tabs = tabbed()
        self._lay_out()

    def show_plan(self, plan: Plan) -> None:
        """Draw a plan; earlier decisions for the same rows stay."""
        self._lines = [Line(s, r) for s in plan.sheets for r in s.rows]
        known = {line.key for line in self._lines if line.plan.verdict == "doubtful"}
        self.decisions = {key: value for key, value in self.decisions.items() if key in known}
        self._cells = [CellLine(s.sheet, c) for s in plan.sheets for c in s.refused_cells]
        self._missing = [(s.sheet, number, name) for s in plan.sheets for number, name in s.missing]
        self._left_out = [(name, "整张表", why) for name, why in plan.skipped_sheets]
        for sheet in plan.sheets:
            self._left_out += [(f"{sheet.sheet} 第 {x.row} 行", "1 行", x.why) for x in sheet.recognised.skipped]
            self._left_out += [(sheet.sheet, f"{n} 格", why) for why, n in sheet.ignored_because.items()]
        self._draw_counts(plan)
        self._only = "doubtful" if self.undecided() else ""
        self._filter(self._only)
        for number, (words, size) in enumerate(
            (("逐行", len(self._lines)), ("待更正的单元格", len(self._cells)), ("表里没有的企业", len(self._missing)),
             ("没有读取", len(self._left_out)))
        ):  # fmt: skip
            self.tabs.setTabText(number, f"{words} {size:,}")
        for view in (self.cells, self.missing, self.left_out):
            view.reload()
        self.tabs.setCurrentIndex(0)

    def undecided(self) -> int:
        """How many doubtful rows nobody has decided yet; they are left out of the import."""
        return sum(1 for x in self._lines if x.plan.verdict == "doubtful" and x.key not in self.decisions)

    def _line(self, number: int) -> Line:
        line = self._lines[number]
        decision = self.decisions.get(line.key)
        if decision is None:
            return line
        names = {c.employer_id: c.name for c in line.plan.candidates}
        said = {"new": "你已决定：作为新企业登记", "skip": "你已决定：这一行不导入"}.get(
            str(decision), f"你已决定：就是“{names.get(decision if isinstance(decision, int) else 0, '')}”"
        )
        return Line(line.sheet, line.plan, said)

    def _draw_counts(self, plan: Plan) -> None:
        total: dict[str, int] = {}
        cells: dict[str, int] = {}
        for sheet in plan.sheets:
            for key, value in sheet.row_counts.items():
                total[key] = total.get(key, 0) + value
            for key, value in sheet.cell_counts.items():
                cells[key] = cells.get(key, 0) + value
        while item := self._counts.takeAt(0):
            if old := item.widget():
                old.hide()
                old.deleteLater()
        for key, words in (("", "全部"), *((k, v[0]) for k, v in VERDICTS.items())):
            number = total.get(key or "read", 0)
            pill = QPushButton(f"{words} {number:,}", checkable=True, enabled=number > 0)
            pill.setProperty("kind", "pill")
            pill.setProperty("verdict", key or "all")
            pill.clicked.connect(lambda _=False, key=key: self._filter(key))
            self._group.addButton(pill)
            self._counts.addWidget(pill)
        self._counts.addStretch(1)
        parts = " + ".join(f"{VERDICTS[key][0]} {total.get(key, 0):,}" for key in VERDICTS)
        self.sum.setText(
            f"读到 {total.get('read', 0):,} 行 = {parts}；"
            f"{cells.get('read', 0):,} 个单元格 = 采用 {cells.get('taken', 0):,} + 未变 {cells.get('same', 0):,}"
            f" + 退回 {cells.get('refused', 0):,} + 不需要 {cells.get('ignored', 0):,}"
        )

    def _filter(self, verdict: str) -> None:
        self._only = verdict
        for pill in self._group.buttons():
            pill.setChecked(pill.property("verdict") == (verdict or "all"))
        self._shown = [n for n, x in enumerate(self._lines) if not verdict or x.plan.verdict == verdict]
        self.rows.reload()
        if self._shown:
            self.rows.show_record(self._shown[0])
        else:
            self.panel.show_row(None, (), None)

    def _picked(self, number: int | None) -> None:
        if number is None:
            self.panel.show_row(None, (), None)
            return
        line = self._lines[number]
        said = reception.written(line.sheet, line.plan.row)
        self.panel.show_row(line.plan, said, self.decisions.get(line.key))

    def _decide(self, decision: Decision | None) -> None:
        number = self.rows.current()
        if number is None:
            return
        line = self._lines[number]
        key = line.key
        if decision is None:
            self.decisions.pop(key, None)
        else:
            self.decisions[key] = decision
        model = self.rows.model()
        assert isinstance(model, RowTable)
        model.refresh()
        self.decided.emit()

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.rows)
        split.addWidget(self.panel)
        split.setHandleWidth(look.dp(8))
        split.setStretchFactor(0, 1)
        split.setSizes([look.dp(760), look.dp(330)])
        split.setChildrenCollapsible(False)
        for widget, words in (
            (split, "逐行"),
            (self.cells, "待更正的单元格"),
            (self.missing, "表里没有的企业"),
            (self.left_out, "没有读取"),
        ):
            held = column(widget)
            held.line.setContentsMargins(0, 8, 0, 0)
            self.tabs.addTab(held, words)
        counts = QWidget(objectName="plain")
        counts.setLayout(self._counts)
        self._counts.setContentsMargins(0, 0, 0, 0)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(8)
        stack.addWidget(counts)
        stack.addWidget(self.sum)
        stack.addWidget(self.tabs, 1)


def _table(
    columns: Sequence[Column], find: Callable[[], Sequence[int]], one: Callable[[int], object], name: str
) -> TableView:
    return TableView(RowTable(columns, find, lambda ids: {n: one(n) for n in ids}), name=name)
