"""A person's week, edition "patrol_week/1": every day with its round, and the days without one.

Weeks that were handed out are printed again by it: never edit, add patrol_week_2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable, Spacer

from desktop.report import wording
from desktop.report.fonts import Fonts
from desktop.report.official import NOTE, TABLE_LINE, TABLE_TITLE, Official
from desktop.report.paper import LYING, Imprint, Printed, Span, new_page, print_to, ruled
from desktop.report.patrol_stop import CELL, GROUP, HEAD, LYING_WIDTH, WORDS, Maker, Stop, day_words, joined
from desktop.report.wording import Texts, chinese_date

EDITION = "patrol_week/1"
WIDTHS = (32.0, 140.0, 146.0, 100.0, 46.0)  # kind and reason take the rest


@dataclass(frozen=True, slots=True)
class Week:
    """The week of one person. days: its working days; away: days with the reason why the person does not go out."""

    name: str
    days: tuple[date, ...]
    stops: tuple[Stop, ...]
    away: Mapping[date, str] = field(default_factory=dict)


def write(file: Path, weeks: Sequence[Week], maker: Maker, fonts: Fonts | None = None) -> Printed:
    """Print the weeks, each beginning a page.

    Raises ValueError without weeks, OSError if the file cannot be written, FontsMissing if no font is there.
    """
    if not weeks:
        raise ValueError("there is nothing to print")
    fonts = fonts or Fonts.find()
    texts, parts = wording.load(EDITION), Official(fonts)
    story: list[Flowable] = []
    for week in weeks:
        story += new_page(LYING) if story else []
        story += _week(parts, texts, week, maker)
    title = texts["title"].format(name="、".join(week.name for week in weeks))
    imprint = Imprint(title, maker.office, f"{EDITION} {maker.on.isoformat()}", draft=False, first=LYING)
    return print_to(file, story, imprint, fonts)


def _week(parts: Official, texts: Texts, week: Week, maker: Maker) -> list[Flowable]:
    line = texts["line"].format(
        township=maker.township,
        first=chinese_date(week.days[0]),
        last=chinese_date(week.days[-1]),
        visits=len(week.stops),
        made_on=chinese_date(maker.on),
    )
    rows: list[list[Flowable | str]] = []
    groups = []
    for day in sorted({*week.days, *(stop.on for stop in week.stops)}):
        mine = [stop for stop in week.stops if stop.on == day]
        groups.append(len(rows) + 1)
        rows.append([parts.set(_day_line(texts, day, mine, week.away.get(day)), GROUP), "", "", "", "", ""])
        rows += [_row(parts, texts, number, stop) for number, stop in enumerate(mine, 1)]
    spans = [Span(0, row, 5, row) for row in groups]
    head = [[parts.set(title, HEAD) for title in texts["head"]]]
    table = ruled(head, rows, (*WIDTHS, LYING_WIDTH - sum(WIDTHS)), spans, groups=groups)
    return [
        parts.set(texts["title"].format(name=week.name), TABLE_TITLE),
        parts.set(line, TABLE_LINE),
        table,
        Spacer(0, 4),
        parts.set(texts["note"], NOTE),
    ]


def _day_line(texts: Texts, day: date, stops: Sequence[Stop], away: str | None) -> str:
    words = day_words(day)
    if not stops:
        return str(texts["away" if away else "free"].format(day=words, why=away))
    minutes = [stop.minutes for stop in stops if stop.minutes is not None]
    whole = len(minutes) == len(stops)
    template = texts["day" if whole else "day_without_minutes"]
    return str(template.format(day=words, crew=stops[0].crew, visits=len(stops), minutes=sum(minutes)))


def _row(parts: Official, texts: Texts, number: int, stop: Stop) -> list[Flowable | str]:
    unknown = texts["unknown"]
    return [
        parts.set(str(stop.order or number), CELL),
        parts.set(stop.employer, WORDS),
        parts.set(joined(stop.village, stop.address, unknown=unknown), WORDS),
        parts.set(joined(stop.contact, stop.phone, unknown=unknown, by=" "), WORDS),
        parts.set(stop.grade or texts["ungraded"], CELL),
        parts.set(joined(stop.kind, stop.reason, unknown=unknown, by="："), WORDS),
    ]
