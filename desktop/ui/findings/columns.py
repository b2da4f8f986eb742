"""What stands in the tables of 隐患整改: the list, and the course of one finding."""

from __future__ import annotations

from desktop.rules.casework import CLOSED, OVERDUE
from desktop.ui.rowtable import Column
from desktop.work.findings import FindingRow, StepTaken

SHAPES = {
    OVERDUE: ("■", "danger"),
    "待整改": ("◆", "warn"),
    "整改中": ("△", "warn"),
    "待复查": ("◇", "accent"),
    "已上报": ("▲", "soft"),
    "已立案": ("▲", "soft"),
    CLOSED: ("○", "good"),
}


def state(row: FindingRow) -> str:
    """“■ 逾期”: readable without colour."""
    return f"{SHAPES[row.standing][0]} {row.standing}"


def tone(row: FindingRow) -> str:
    return SHAPES[row.standing][1]


def day(on: object) -> str:
    return str(on) if on else "未定"


LIST: tuple[Column[FindingRow], ...] = (
    Column("编号", lambda row: row.number, "number", 84),
    Column("状态", state, "state", 92, chip=True, tone=tone),
    Column("单位名称", lambda row: row.name, "name", 200, tip=lambda row: row.name),
    Column("问题", lambda row: row.described, "described", 280, tip=lambda row: row.described),
    Column("整改期限", lambda row: day(row.deadline), "deadline", 96),
    Column("应复查", lambda row: day(row.recheck_due) if row.recheck_due else "", "recheck", 96),
    Column("来源", lambda row: row.source, "source", 76),
    Column("村（社区）", lambda row: row.village, "village", 92),
    Column("责任人", lambda row: row.responsible, "responsible", 80),
    Column("发现日期", lambda row: row.opened_on.isoformat(), "opened", 96),
)
FROZEN = 2
COURSE: tuple[Column[StepTaken], ...] = (
    Column("日期", lambda step: step.taken_on.isoformat(), width=98),
    Column("办理", lambda step: step.label, width=140, tip=lambda step: step.label),
    Column("经办", lambda step: step.person or "程序", width=64),
    Column("说明", lambda step: step.note or (f"期限 {step.deadline}" if step.deadline else ""), width=150,
           tip=lambda step: step.note or ""),
)  # fmt: skip
