"""工作量: who carries how much this quarter, what nobody holds, and whether there are enough hands."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.rules.words import Period
from desktop.ui.desk import Desk
from desktop.ui.page import label, panel
from desktop.ui.rowtable import Column, RowTable
from desktop.ui.tableview import TableView
from desktop.work import demands, workload
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from desktop.work.workload import MUCH, Balance, Load

LITTLE = 0.5


def _share(load: Load) -> str | None:
    if load.share is None:
        return None
    shape = "■" if load.share >= MUCH else "△" if load.share <= LITTLE else "○"
    return f"{shape} {load.share:.0%}"


def _tone(load: Load) -> str:
    share = load.share or 0
    return "danger" if share >= MUCH else "warn" if share <= LITTLE else "good"


def _exposed(load: Load) -> str | None:
    if load.exposed is None:
        return None
    return f"{load.exposed:,}" + (f"（另 {load.exposed_unknown} 家未登记）" if load.exposed_unknown else "")


COLUMNS: tuple[Column[Load], ...] = (
    Column("责任人", lambda load: load.name, width=110, personal="name"),
    Column("与平均相比", _share, width=100, chip=True, tone=_tone),
    Column("企业数", lambda load: f"{load.employers:,}", width=70, numeric=True),
    Column("接害人数", _exposed, width=190, numeric=True),
    Column(
        "本季应走访",
        lambda load: f"{load.required:,} 次",
        width=90,
        numeric=True,
        tip=lambda _: "按季初的规定，这一季日常巡查的次数",
    ),
    Column("已走访", lambda load: f"{load.made:,} 次", width=70, numeric=True, tip=lambda _: "这一季算数的走访"),
    Column(
        "还要走访",
        lambda load: f"{load.visits:,} 次",
        width=80,
        numeric=True,
        tip=lambda _: "到季末还要去的，含过期要补的、复查、投诉核查和专项",
    ),
    Column("还要分钟", lambda load: f"{load.minutes:,}", width=80, numeric=True),
    Column("网格", lambda load: "、".join(load.areas), width=420, tip=lambda load: "、".join(load.areas)),
)


class LoadTab(QWidget):
    """A table of people, above it what is wrong with the shares and with the capacity."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk = desk
        self.loads: tuple[Load, ...] = ()
        self.capacity = label("", "heading", wrap=True)
        self.warnings = label("", "warn", wrap=True)
        self.model: RowTable[Load] = RowTable(
            COLUMNS, lambda: range(len(self.loads)), lambda ids: {id: self.loads[id] for id in ids}
        )
        self.table = TableView(self.model, name="工作量")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        outer.addWidget(panel(self.capacity, self.warnings))
        outer.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Ask again, off this thread."""
        office = self._desk.office

        def work(_: Progress) -> tuple[Balance, str]:
            on = office.today()
            period = Period.quarter_of(on)
            told = office.ask(lambda s: workload.balance(s, office.rulebook, on=on))
            try:
                said = office.ask(lambda s: demands.outlook(s, office.rulebook, on, period.end, on=on)).said
            except Problem as problem:
                said = f"{problem.what}{problem.remedy}"
            return told, f"{period.label}余下的日子：{said}"

        self._desk.start(self, work, self._show, "正在统计工作量")

    def _show(self, found: tuple[Balance, str]) -> None:
        balance, said = found
        self.loads = balance.loads
        self.capacity.setText(said)
        self.warnings.setText("\n".join(balance.warnings))
        self.warnings.setVisible(bool(balance.warnings))
        self.model.reload()
