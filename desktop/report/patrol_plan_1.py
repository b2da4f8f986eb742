"""The plan of a month or quarter, edition "patrol_plan/1": by week and village, with loads and what found no place.

Plans that were handed out are printed again by it: never edit, add patrol_plan_2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from reportlab.platypus import Flowable, Spacer

from desktop.report import wording
from desktop.report.fonts import Fonts
from desktop.report.official import NOTE, TABLE_LINE, TABLE_TITLE, Official
from desktop.report.paper import LYING, Imprint, Printed, Span, print_to, ruled
from desktop.report.patrol_stop import CELL, GROUP, HEAD, LYING_WIDTH, WEEKDAYS, WORDS, Maker, Stop, joined
from desktop.report.wording import Texts, chinese_date

EDITION = "patrol_plan/1"
WIDTHS = (64.0, 92.0, 66.0, 150.0, 44.0, 44.0)  # the reason takes the rest
LOAD_WIDTHS = (110.0, 180.0, 100.0, 100.0)
LEFT_WIDTHS = (160.0, 220.0)


@dataclass(frozen=True, slots=True)
class Load:
    """What a crew has in the period. minutes: None where a plan did not tell them."""

    crew: str
    names: tuple[str, ...]
    visits: int
    days: int
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Left:
    """A visit that found no place: why, and what would place it."""

    employer: str
    why: str
    way: str


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """What is printed. period: “2026年11月”."""

    period: str
    stops: tuple[Stop, ...]
    loads: tuple[Load, ...] = ()
    left: tuple[Left, ...] = ()


def write(file: Path, plan: MonthPlan, maker: Maker, fonts: Fonts | None = None) -> Printed:
    """Print the plan. Raises OSError if the file cannot be written, FontsMissing if no font is there."""
    fonts = fonts or Fonts.find()
    texts, parts = wording.load(EDITION), Official(fonts)
    title = texts["title"].format(township=maker.township, period=plan.period)
    line = texts["line"].format(
        visits=len(plan.stops), employers=len({s.employer for s in plan.stops}), made_on=chinese_date(maker.on)
    )
    story: list[Flowable] = [parts.set(title, TABLE_TITLE), parts.set(line, TABLE_LINE)]
    story += [_weeks(parts, texts, plan.stops)] if plan.stops else parts.body(texts["nothing"])
    story += [Spacer(0, 4), parts.set(texts["note"], NOTE)]
    if plan.loads:
        story += [Spacer(0, 12), parts.together(_loads(parts, texts, plan.loads))]
    if plan.left:
        story += [Spacer(0, 12), *_left(parts, texts, plan.left)]
    imprint = Imprint(title, maker.office, f"{EDITION} {maker.on.isoformat()}", draft=False, total=True, first=LYING)
    return print_to(file, story, imprint, fonts)


def _weeks(parts: Official, texts: Texts, stops: Sequence[Stop]) -> Flowable:
    by_week: dict[date, list[Stop]] = {}
    for stop in sorted(stops, key=lambda s: (s.on, s.crew, s.village or "", s.order or 0)):
        by_week.setdefault(stop.on - timedelta(days=stop.on.weekday()), []).append(stop)
    rows: list[list[Flowable | str]] = []
    groups = []
    for number, (monday, mine) in enumerate(by_week.items(), 1):
        sunday = monday + timedelta(days=6)
        first, last = f"{monday.month}月{monday.day}日", f"{sunday.month}月{sunday.day}日"
        groups.append(len(rows) + 1)
        words = texts["week"].format(number=number, first=first, last=last, visits=len(mine))
        rows.append([parts.set(words, GROUP), *[""] * 6])
        rows += [_row(parts, texts, stop) for stop in mine]
    head = [[parts.set(title, HEAD) for title in texts["head"]]]
    spans = [Span(0, row, 6, row) for row in groups]
    return ruled(head, rows, (*WIDTHS, LYING_WIDTH - sum(WIDTHS)), spans, groups=groups)


def _row(parts: Official, texts: Texts, stop: Stop) -> list[Flowable | str]:
    return [
        parts.set(f"{stop.on:%m-%d} 周{WEEKDAYS[stop.on.weekday()]}", CELL),
        parts.set(f"{stop.crew}（{'、'.join(stop.names)}）" if stop.names else stop.crew, WORDS),
        parts.set(joined(stop.village, unknown="—"), WORDS),
        parts.set(stop.employer, WORDS),
        parts.set(stop.grade or texts["ungraded"], CELL),
        parts.set(stop.kind, CELL),
        parts.set(stop.reason, WORDS),
    ]


def _loads(parts: Official, texts: Texts, loads: Sequence[Load]) -> list[Flowable]:
    rows: list[list[Flowable | str]] = [
        [
            parts.set(load.crew, WORDS),
            parts.set("、".join(load.names), WORDS),
            parts.set(str(load.visits), CELL),
            parts.set(str(load.days), CELL),
            parts.set("—" if load.minutes is None else f"{load.minutes / 60:.1f}", CELL),
        ]
        for load in loads
    ]
    head = [[parts.set(title, HEAD) for title in texts["loads_head"]]]
    table = ruled(head, rows, (*LOAD_WIDTHS, LYING_WIDTH - sum(LOAD_WIDTHS)))
    return [parts.set(texts["loads_title"], TABLE_TITLE), table]


def _left(parts: Official, texts: Texts, left: Sequence[Left]) -> list[Flowable]:
    rows: list[list[Flowable | str]] = [
        [parts.set(entry.employer, WORDS), parts.set(entry.why, WORDS), parts.set(entry.way, WORDS)] for entry in left
    ]
    head = [[parts.set(title, HEAD) for title in texts["unplaced_head"]]]
    table = ruled(head, rows, (*LEFT_WIDTHS, LYING_WIDTH - sum(LEFT_WIDTHS)))
    return [parts.set(texts["unplaced_title"], TABLE_TITLE), table]
