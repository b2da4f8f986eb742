"""Market days as villages write them: “逢3、8” (of the month) or “周二、周五”. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

WEEKDAYS = {name: number for number, name in enumerate("一二三四五六日")} | {"天": 6}
SEPARATORS = r"[、,，\s]+"
TEN = 10


@dataclass(frozen=True, slots=True)
class MarketDays:
    """Last digits of the day of the month (10, 20, 30 end in 0), and days of the week (Monday is 0)."""

    digits: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()

    def holds(self, day: date) -> bool:
        """Whether there is a market on a day."""
        return day.weekday() in self.weekdays or day.day % TEN in self.digits


def read(written: str | None) -> MarketDays | None:
    """What is written as days; empty is no market day, None cannot be understood."""
    text = (written or "").strip()
    digits, weekdays = set(), set()
    for part in filter(None, re.split(SEPARATORS, text)):
        if match := re.fullmatch(r"(?:逢|每逢)?(\d{1,2})(?:日|号)?", part):
            if int(match[1]) > TEN:
                return None
            digits.add(int(match[1]) % TEN)
        elif match := re.fullmatch(r"(?:逢|每)?(?:周|星期|礼拜)?([一二三四五六日天])", part):
            weekdays.add(WEEKDAYS[match[1]])
        else:
            return None
    return MarketDays(frozenset(digits), frozenset(weekdays))
