"""The working-day calendar of the office: the packaged years and those that were imported."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from db.models.duty import CalendarDay
from desktop.rules.calendar import OFF, WORK, WorkCalendar
from desktop.rules.catalogue import Holiday
from desktop.rules.tables import Rulebook
from desktop.work.change import Change
from desktop.work.problem import Problem

KINDS = {"off": OFF, "workday": WORK, "放假": OFF, "休": OFF, "休息": OFF, "上班": WORK, "班": WORK, "调休上班": WORK}
REMEDY = "请用 csv 文件，第一行写 日期,安排,名称，以后每行一天，例如：2027-01-01,放假,元旦；调休上班写“上班”。"


def calendar(session: Session, rulebook: Rulebook) -> WorkCalendar:
    """Packaged days, with every imported year in place of the packaged one."""
    query = select(CalendarDay.day, CalendarDay.kind, CalendarDay.name).order_by(CalendarDay.day)
    imported = [Holiday(day, kind, name or "", "导入", "sourced") for day, kind, name in session.execute(query)]
    return WorkCalendar.of(rulebook.holidays, imported)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What a file says of one or more whole years: every day off and every day worked instead. Nothing is written."""

    file: str
    days: tuple[tuple[date, str, str], ...]  # day, off or workday, name

    @property
    def years(self) -> list[int]:
        return sorted({day.year for day, _, _ in self.days})


@dataclass(frozen=True, slots=True)
class KnownYear:
    """A year with its arrangement. imported_on None: packaged with the program."""

    year: int
    off: int
    workdays: int
    imported_on: date | None
    source: str


def known_years(session: Session, rulebook: Rulebook) -> list[KnownYear]:
    """Every year that can be computed with, the latest first."""
    rows: dict[int, list[tuple[str, date | None, str]]] = {}
    for holiday in rulebook.holidays:
        rows.setdefault(holiday.on.year, []).append((holiday.kind, None, holiday.source))
    imported: dict[int, list[tuple[str, date | None, str]]] = {}
    for row in session.scalars(select(CalendarDay).order_by(CalendarDay.day)):
        imported.setdefault(row.day.year, []).append((row.kind, row.imported_on, row.source or ""))
    return [
        KnownYear(
            year,
            sum(kind == OFF for kind, _, _ in days),
            sum(kind == WORK for kind, _, _ in days),
            days[0][1],
            days[0][2],
        )
        for year, days in sorted((rows | imported).items(), reverse=True)
    ]


def read(file: Path, rulebook: Rulebook) -> Arrangement:
    """The arrangement in a CSV.

    Raises Problem, naming the line, for anything that is not a day or a known kind, and for a year with less than a
    third of the days off of any packaged year: that is no whole year's arrangement.
    """
    found = Arrangement(file.name, tuple(_read(file)))
    known = Counter(holiday.on.year for holiday in rulebook.holidays if holiday.kind == OFF)
    for year in found.years:
        off = sum(day.year == year and kind == OFF for day, kind, _ in found.days)
        if 3 * off < min(known.values()):  # some lists leave out the days that are week-ends anyway
            like = "、".join(f"{one} 年 {number} 天" for one, number in sorted(known.items()))
            raise Problem(
                f"“{file.name}”里 {year} 年只有 {off} 天放假，不像是全年的安排。",
                f"以往的安排是：{like}。请把全年的放假和调休都写上。",
                "原来的工作日历没有改动。",
            )
    return found


def take_in(session: Session, found: Arrangement, *, on: date) -> Change:
    """Import an arrangement; a year that was imported before is replaced."""
    for year in found.years:
        session.execute(
            delete(CalendarDay).where(CalendarDay.day >= date(year, 1, 1), CalendarDay.day <= date(year, 12, 31))
        )
    rows = [
        {"day": day, "kind": kind, "name": name or None, "source": found.file, "imported_on": on}
        for day, kind, name in found.days
    ]
    session.execute(insert(CalendarDay), rows)
    return Change(f"已导入 {'、'.join(map(str, found.years))} 年的工作日历，共 {len(rows)} 天", settings=True)


def _read(file: Path) -> list[tuple[date, str, str]]:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise Problem(f"打不开这个文件：{file.name}", "请确认文件还在，并且没有被别的程序占用。") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    found: dict[date, tuple[str, str]] = {}
    for number, line in enumerate(csv.reader(text.splitlines()), 1):
        cells = [cell.strip() for cell in line]
        if not any(cells) or (number == 1 and cells[0].lower() in ("date", "日期")):
            continue
        day, kind = _day(cells[0]), KINDS.get(cells[1].lower() if len(cells) > 1 else "")
        if day is None or kind is None:
            raise Problem(f"“{file.name}”第 {number} 行看不懂：{'，'.join(cells)}", REMEDY, "原来的工作日历没有改动。")
        if day in found:
            raise Problem(f"“{file.name}”第 {number} 行的 {day} 重复。", "请删去重复的行。", "原来的工作日历没有改动。")
        found[day] = (kind, cells[2] if len(cells) > 2 else "")
    if not found:
        raise Problem(f"“{file.name}”里没有日期。", REMEDY, "原来的工作日历没有改动。")
    return [(day, *entry) for day, entry in sorted(found.items())]


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written.replace("/", "-"))
    except ValueError:
        return None
