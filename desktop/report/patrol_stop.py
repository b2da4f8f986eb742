"""One visit as the papers of 巡查 print it, and the cells they are set in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.report.cnparagraph import Style
from desktop.report.fonts import Role
from desktop.report.paper import TEXT_HEIGHT

WEEKDAYS = "一二三四五六日"
HEAD = Style(Role.HEI, 10.5, 14, "centre")
CELL = Style(Role.SONG, 10.5, 14, "centre")
WORDS = Style(Role.SONG, 10.5, 14, "left")
GROUP = Style(Role.HEI, 10.5, 15, "left", keep_next=True)
LYING_WIDTH = TEXT_HEIGHT  # of the text on a lying sheet


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit. order: its place in the round of the day; None: not settled. Unknown text is None."""

    on: date
    crew: str
    names: tuple[str, ...]
    order: int | None
    employer: str
    kind: str
    village: str | None = None
    address: str | None = None
    contact: str | None = None
    phone: str | None = None
    grade: str | None = None
    reason: str = ""
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Maker:
    """Who prints, and when."""

    township: str
    office: str
    on: date


def day_words(day: date) -> str:
    """“11月23日（周一）”."""
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def joined(*parts: str | None, unknown: str, by: str = "　") -> str:
    """The known parts, or the word for unknown."""
    return by.join(part for part in parts if part) or unknown
