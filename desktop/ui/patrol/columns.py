"""What stands in the tables of 巡查: the list, the not-visited, a day's round, the load, and what a plan left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from desktop.ui.grades import UNCONFIRMED, shaped, tone_of
from desktop.ui.patrol import marks
from desktop.ui.rowtable import Column
from desktop.work.planning_make import Left
from desktop.work.planning_mend import Moved
from desktop.work.planning_rows import CrewLoad, VisitRow
from desktop.work.planning_view import Missing

SORTS: dict[str, Callable[[VisitRow], object]] = {
    "on": lambda row: (row.on or date.max, row.crew_id or 0, row.position or 0),
    "name": lambda row: row.employer,
    "village": lambda row: (row.village or "", row.employer),
    "kind": lambda row: (row.kind, row.on or date.max),
    "state": lambda row: (row.state, row.on or date.max),
    "grade": lambda row: (row.grade or "", row.on or date.max),
    "crew": lambda row: (row.crew or "", row.on or date.max),
}


def day_words(day: date | None) -> str:
    """“11-23 周一”."""
    return f"{day:%m-%d} 周{'一二三四五六日'[day.weekday()]}" if day else "未排"


def graded(row: VisitRow) -> str:
    return shaped(row.grade) if row.grade else "未分级"


def listed(today: date) -> tuple[Column[VisitRow], ...]:
    """The columns of the list."""
    tip = lambda row: marks.tip(row, today)  # noqa: E731
    return (
        Column("单位名称", lambda row: row.employer, "name", 210, tip=tip),
        Column("日期", lambda row: day_words(row.on), "on", 92),
        Column(
            "状态", lambda row: marks.state(row, today), "state", 116, chip=True,
            tone=lambda row: marks.state_tone(row, today), tip=tip,
        ),
        Column("类别", graded, "grade", 84, chip=True, tone=lambda row: tone_of(row.grade)),
        Column("种类", lambda row: row.kind, "kind", 76),
        Column("小组", lambda row: row.crew or "", "crew", 84, tip=lambda row: "、".join(row.names)),
        Column("村（社区）", lambda row: row.village, "village", 96),
        Column("固定", lambda row: "定" if row.pinned else "", width=48),
        Column("已打印", lambda row: f"{row.printed_on:%m-%d}" if row.printed_on else "", width=64),
        Column("理由", lambda row: row.reason, width=360, tip=tip),
    )  # fmt: skip


def of_day() -> tuple[Column[VisitRow], ...]:
    """A round in its order."""
    return (
        Column("小组", lambda row: row.crew or "", width=72),
        Column("次序", lambda row: str(row.position or "—"), width=48, numeric=True),
        Column("单位名称", lambda row: row.employer, width=190, tip=lambda row: row.employer),
        Column("类别", graded, width=84, chip=True, tone=lambda row: tone_of(row.grade)),
        Column("村（社区）", lambda row: row.village, width=88),
        Column("约分钟", lambda row: str(row.minutes) if row.minutes else None, width=64, numeric=True),
        Column("电话", lambda row: row.phone, width=108),
    )


def use_words(load: CrewLoad) -> str:
    """“用去 82%”; unknown where no plan told the room."""
    return "—" if load.use is None else f"{load.use:.0%}"


def use_state(load: CrewLoad) -> str:
    """A shape and a word for how full a crew is."""
    if load.use is None:
        return "？ 不清楚"
    return "■ 排满" if load.use >= 0.95 else "△ 较满" if load.use >= 0.8 else "○ 有余"


def use_tone(load: CrewLoad) -> str:
    return {"■": "danger", "△": "warn", "○": "good", "？": "soft"}[use_state(load)[0]]


def placed(row: VisitRow) -> str:
    """“11-23 周一 一组”, or that it has no day."""
    return f"{day_words(row.on)} {row.crew or ''}".strip() if row.on else "没有排"


def missing_state(entry: Missing) -> str:
    """Late, planned, or neither."""
    words = "■ 过期" if entry.overdue else "○ 已排" if entry.row.on else "△ 没有排"
    return f"{words} {UNCONFIRMED}" if entry.unconfirmed else words


def missing_tone(entry: Missing) -> str:
    return "danger" if entry.overdue else "good" if entry.row.on else "warn"


LOADS: tuple[Column[CrewLoad], ...] = (
    Column("小组", lambda load: load.crew, width=120),
    Column("走访次数", lambda load: f"{load.visits:,}", width=84, numeric=True),
    Column("出动天数", lambda load: f"{load.days:,}", width=84, numeric=True),
    Column("用时（小时）", lambda load: f"{load.minutes / 60:,.1f}", width=100, numeric=True),
    Column(
        "可用（小时）", lambda load: None if load.room is None else f"{load.room / 60:,.1f}", width=100, numeric=True
    ),
    Column("用去", use_words, width=72, numeric=True),
    Column("工作量", use_state, width=120, chip=True, tone=use_tone),
)
LOADS_SHORT: tuple[Column[CrewLoad], ...] = (
    Column("小组", lambda load: load.crew, width=62),
    Column("次数", lambda load: f"{load.visits:,}", width=46, numeric=True),
    Column("天数", lambda load: f"{load.days:,}", width=46, numeric=True),
    Column("用时", lambda load: f"{load.minutes / 60:,.0f} 小时", width=68, numeric=True),
    Column("用去", use_words, width=48, numeric=True),
    Column("工作量", use_state, width=74, chip=True, tone=use_tone),
)
LEFT: tuple[Column[Left], ...] = (
    Column("单位名称", lambda left: left.row.employer, width=140, tip=lambda left: f"{left.why}\n{left.way}"),
    Column("怎样才排得上", lambda left: left.way or left.why, width=200, tip=lambda left: f"{left.why}\n{left.way}"),
    Column("缺多少", lambda left: "—" if left.missing_minutes is None else f"{left.missing_minutes} 分钟", width=72),
)
MOVED: tuple[Column[Moved], ...] = (
    Column("单位名称", lambda moved: moved.after.employer, width=112, tip=lambda moved: moved.reason),
    Column("原来", lambda moved: placed(moved.before), width=116),
    Column("改到", lambda moved: placed(moved.after), width=116),
    Column("因为", lambda moved: moved.reason, width=220, tip=lambda moved: moved.reason),
)
MISSING: tuple[Column[Missing], ...] = (
    Column("单位名称", lambda entry: entry.row.employer, "name", 210, tip=lambda entry: entry.reason),
    Column("应在此前走访", lambda entry: entry.due.isoformat(), "due", 104),
    Column("状态", missing_state, "state", 116, chip=True, tone=missing_tone),
    Column("已排在", lambda entry: placed(entry.row), "on", 120),
    Column("类别", lambda entry: graded(entry.row), "grade", 96, chip=True,
           tone=lambda entry: tone_of(entry.row.grade)),
    Column("种类", lambda entry: entry.row.kind, "kind", 76),
    Column("村（社区）", lambda entry: entry.row.village, "village", 96),
    Column("理由", lambda entry: entry.reason, width=360, tip=lambda entry: entry.reason),
)  # fmt: skip
MISSING_SORTS: dict[str, Callable[[Missing], object]] = {
    "name": lambda entry: entry.row.employer,
    "due": lambda entry: entry.due,
    "state": lambda entry: (not entry.overdue, entry.row.on or date.max),
    "on": lambda entry: entry.row.on or date.max,
    "grade": lambda entry: entry.row.grade or "",
    "kind": lambda entry: entry.row.kind,
    "village": lambda entry: entry.row.village or "",
}
