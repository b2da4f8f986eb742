"""Small values every layer speaks in: reporting periods, dates known only to the month, counts with their unknowns."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

QUARTER_WORDS = ("一", "二", "三", "四")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar year, quarter or month that is reported on. `quarter` and `month` are None for a wider period.

    cut: the day the count stops when the period is not over yet; None: at its calendar end.
    """

    year: int
    quarter: int | None = None
    month: int | None = None
    cut: date | None = None

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read "2026Q3", "2026-09" or "2026". Raises ValueError with the accepted forms for anything else."""
        written = text.strip().upper()
        if match := re.fullmatch(r"(20\d\d)-?Q([1-4])", written):
            return cls(int(match[1]), quarter=int(match[2]))
        if match := re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", written):
            return cls(int(match[1]), month=int(match[2]))
        if match := re.fullmatch(r"20\d\d", written):
            return cls(int(written))
        raise ValueError(f"“{text}”不是统计期。季度写 2026Q3，月份写 2026-09，年度写 2026")

    @classmethod
    def quarter_of(cls, day: date) -> Period:
        """The quarter that `day` lies in."""
        return cls(day.year, quarter=(day.month - 1) // 3 + 1)

    @property
    def id(self) -> str:
        """The form that `parse` reads back."""
        if self.quarter:
            return f"{self.year}Q{self.quarter}"
        return f"{self.year}-{self.month:02}" if self.month else str(self.year)

    @property
    def label(self) -> str:
        """As it stands in a title: 2026年第三季度."""
        if self.quarter:
            return f"{self.year}年第{QUARTER_WORDS[self.quarter - 1]}季度"
        return f"{self.year}年{self.month}月" if self.month else f"{self.year}年度"

    @property
    def short(self) -> str:
        """The column word for figures of this period: 本季, 本月, 本年."""
        return "本季" if self.quarter else "本月" if self.month else "本年"

    @property
    def start(self) -> date:
        first = self.month or ((self.quarter - 1) * 3 + 1 if self.quarter else 1)
        return date(self.year, first, 1)

    @property
    def end(self) -> date:
        """The last day, included: the calendar's, or the cut before it."""
        last = self.month or (self.quarter * 3 if self.quarter else 12)
        whole = date(self.year, last, calendar.monthrange(self.year, last)[1])
        return min(whole, self.cut) if self.cut else whole

    def known_on(self, day: date) -> Period:
        """The same period, counted up to `day` at most: a quarter that is running says nothing of days to come."""
        return replace(self, cut=day) if day < self.end else self

    @property
    def year_start(self) -> date:
        return date(self.year, 1, 1)

    @property
    def previous(self) -> Period:
        """The period of the same kind just before."""
        day = self.start - timedelta(days=1)
        if self.quarter:
            return Period.quarter_of(day)
        return Period(day.year, month=day.month) if self.month else Period(day.year)

    def holds(self, day: date | None) -> bool:
        return day is not None and self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as precise as it was written. `on` is the first day of the month or year when no more is known."""

    on: date
    precision: str = "day"  # "day" | "month" | "year"

    def __str__(self) -> str:
        return self.on.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]


@lru_cache(maxsize=16_384)
def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day: 2026-01-31 + 1 month = 2026-02-28."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
