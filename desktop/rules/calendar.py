"""Working days: weekends, days off and make-up days. A year that was not announced is said, not computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.rules.catalogue import Holiday

ONE_DAY = timedelta(days=1)
OFF, WORK = "off", "workday"  # a year is known when at least one day off was announced; statutory days alone are not
WEEKEND = 5


@dataclass(frozen=True)
class WorkCalendar:
    """The announced arrangement of whole years. days: what differs from Monday to Friday, with its name."""

    days: Mapping[date, tuple[str, str]]
    years: frozenset[int]

    @classmethod
    def of(cls, *sources: Iterable[Holiday]) -> WorkCalendar:
        """Later sources replace whole years of earlier ones; provisional days do not make a year known."""
        by_year: dict[int, dict[date, tuple[str, str]]] = {}
        for source in sources:
            found: dict[int, dict[date, tuple[str, str]]] = {}
            for entry in source:
                if entry.kind in (OFF, WORK):
                    found.setdefault(entry.on.year, {})[entry.on] = (entry.kind, entry.name)
            by_year.update(found)
        days = {day: kind for year in by_year.values() for day, kind in year.items()}
        return cls(days, frozenset(by_year))

    def works(self, day: date) -> bool | None:
        """Whether offices are open on `day`; None for a year without an announced arrangement."""
        if day.year not in self.years:
            return None
        kind, _ = self.days.get(day, (OFF if day.weekday() >= WEEKEND else WORK, ""))
        return kind == WORK

    def last_before(self, day: date) -> date | None:
        """The last working day not after `day`; None when that leads into a year without data."""
        return self._walk(day, -ONE_DAY)

    def first_from(self, day: date) -> date | None:
        """The first working day not before `day`; None when that leads into a year without data."""
        return self._walk(day, ONE_DAY)

    def add(self, day: date, working_days: int) -> date | None:
        """So many working days after `day` (the day itself not counted); None when a year without data is met."""
        left = working_days
        while left > 0:
            day += ONE_DAY
            works = self.works(day)
            if works is None:
                return None
            left -= works
        return day

    def said(self, day: date) -> str:
        """What must be known of a due date: nothing, the working day before a day off, or that it is unknown."""
        works = self.works(day)
        if works is None:
            return f"没有 {day.year} 年的工作日历，无法判断这一天是否上班；请导入当年的放假安排"
        if works:
            return ""
        name = self.days.get(day, ("", ""))[1] or "周末"
        before = self.last_before(day)
        if before is None:
            return f"这一天休息（{name}），没有 {day.year - 1} 年的工作日历，无法推算前一个工作日"
        return f"这一天休息（{name}），前一个工作日是 {before.isoformat()}"

    def _walk(self, day: date, step: timedelta) -> date | None:
        while (works := self.works(day)) is False:
            day += step
        return day if works else None
