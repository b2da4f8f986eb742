"""What stands in the tables of 到期事项: of all employers, of one employer, and the log of urging."""

from __future__ import annotations

from desktop.ui.grades import SHAPES, UNCONFIRMED, tone_of
from desktop.ui.rowtable import Column
from desktop.work.duties import Item, UrgingRow
from desktop.work.duties_words import subject

NO_DATE = "无法推算"


def state(item: Item) -> str:
    """“■ 逾期 12 天”: readable without colour; 待核对 where an unconfirmed rule decided."""
    words = f"{SHAPES[item.due.standing][0]} {item.due.state}"
    return f"{words} {UNCONFIRMED}" if item.due.unconfirmed else words


def tone(item: Item) -> str:
    """The colour name of the state."""
    return tone_of(item.due.standing)


def tip(item: Item) -> str:
    """Everything that must be known of an item."""
    due = item.due
    return f"{due.because}\n依据：{due.clause}\n证明材料：{due.evidence}"


def due_day(item: Item) -> str:
    return item.due.due.isoformat() if item.due.due else NO_DATE


def urged(item: Item) -> str:
    return f"{item.urged_on:%m-%d} {item.urged_how}" if item.urged_on else "没有催过"


_STATE = Column(
    "状态", state, "state", 172, chip=True, tone=tone, tip=tip,
    listed=lambda item: f"{SHAPES[item.due.standing][0]} {item.due.standing}",
)  # fmt: skip
_DUE = Column("到期日", due_day, "due", 92, tip=tip)
_BECAUSE = Column("理由", lambda item: item.due.because, width=420, tip=tip)
ITEMS: tuple[Column[Item], ...] = (
    Column("单位名称", lambda item: item.who.name, "name", 210, tip=lambda item: item.who.name),
    _STATE,
    Column("事项", lambda item: item.due.label, "duty", 150, tip=tip),
    Column("因素（人员）", lambda item: item.due.factor or item.due.who or "", "factor", 110),
    _DUE,
    Column("村（社区）", lambda item: item.who.village, "village", 96),
    Column("最近催办", urged, "urged", 92, listed=lambda item: item.urged_how or "没有催过"),
    Column("联系电话", lambda item: item.who.phone, width=112, personal="contact"),
    Column("网格员", lambda item: item.who.patroller, "patroller", 80, personal="contact"),
    _BECAUSE,
)
FROZEN = 1
OF_EMPLOYER: tuple[Column[Item], ...] = (
    Column("事项", lambda item: subject(item.due), width=112, tip=tip),
    Column("到期日", due_day, width=96, tip=tip),
    Column("状态", state, width=172, chip=True, tone=tone, tip=tip),
)
LOG: tuple[Column[UrgingRow], ...] = (
    Column("日期", lambda row: row.on.isoformat(), width=96),
    Column("方式", lambda row: row.how, width=48),
    Column("事项", lambda row: row.label, width=110, tip=lambda row: row.label),
    Column("结果", lambda row: row.result or "没有记录结果", width=150, tip=lambda row: row.result or ""),
)
