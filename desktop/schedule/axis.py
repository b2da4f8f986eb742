"""The working-day axis: dates become positions once, and everything else is arithmetic."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date

from desktop.rules.calendar import ONE_DAY, WorkCalendar
from desktop.schedule.problem import Trouble, Unplannable


def working_days(calendar: WorkCalendar, first: date, last: date) -> tuple[date, ...]:
    """The working days of a period. A year without an announced arrangement is refused, never guessed."""
    span = [first + i * ONE_DAY for i in range((last - first).days + 1)]
    unknown = sorted({day.year for day in span if calendar.works(day) is None})
    if unknown:
        years = "、".join(f"{year} 年" for year in unknown)
        raise Unplannable(
            (
                Trouble(
                    f"没有 {years}的放假安排，不能排到那里。",
                    "请先在“设置 → 工作日历”导入当年的放假安排，或把计划的截止日期提前。",
                    True,
                ),
            )
        )
    return tuple(day for day in span if calendar.works(day))


def window(days: Sequence[date], first: date, last: date) -> tuple[int, int]:
    """The positions of the first and last working day from `first` to `last`; first > last if there is none between."""
    return bisect_left(days, first), bisect_right(days, last) - 1


def month_periods(days: Sequence[date]) -> list[tuple[int, int]]:
    """First and last position of every calendar month of the axis, in order."""
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    for position, day in enumerate(days):
        start, _ = ends.get((day.year, day.month), (position, position))
        ends[day.year, day.month] = (start, position)
    return list(ends.values())


def half_months(days: Sequence[date]) -> list[tuple[int, int]]:
    """First and last position of both halves of every calendar month of the axis, in order."""
    found = []
    for start, end in month_periods(days):
        middle = (start + end) // 2
        found += [(start, middle), (middle + 1, end)] if end > start else [(start, end)]
    return found
