"""巡查 on paper: the plan of a month or quarter, a person's week, the route sheets of a day. Printing marks visits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.models.patrol import Visit
from db.models.people import Absence, Crew, Person
from db.models.place import Area
from desktop.rules.tables import Rulebook
from desktop.rules.words import Period
from desktop.work import planning_rows, settings
from desktop.work.change import Change
from desktop.work.duties_calendar import calendar
from desktop.work.planning_rows import DROPPED, PLANNED, VisitRow
from desktop.work.problem import Problem

if TYPE_CHECKING:
    from desktop.report.patrol_plan_1 import Left, MonthPlan
    from desktop.report.patrol_stop import Maker, Stop
    from desktop.report.patrol_week_1 import Week

MONTH, WEEK, ROUTE = "month", "week", "route"
NAMES = {MONTH: "巡查计划", WEEK: "个人周计划", ROUTE: "巡查路线单"}
UNSET = "未定小组"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed: which paper, of which days, and of whom (empty: everybody)."""

    paper: str
    first: date
    last: date
    person: str = ""
    crew_id: int | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A paper that is ready to be drawn. visits: whose sheets these are, to be marked as printed."""

    draw: Callable[[Path], object]
    visits: tuple[int, ...]
    said: str


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday around a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def prepare(session: Session, rulebook: Rulebook, wish: Order, left: Sequence[Left] = (), *, on: date) -> Prepared:
    """Gather what a paper says. Raises Problem when there is nothing to print, or the township has no name yet."""
    card = settings.township(session)
    if card is None:
        raise Problem("还没有填写本单位信息，巡查计划没有落款。", "请在“设置 → 本单位”填写名称后再打印。")
    found = [
        row
        for row in planning_rows.rows(session, wish.first, wish.last)
        if row.on is not None
        and row.state != DROPPED
        and (not wish.person or wish.person in row.names)
        and (wish.crew_id is None or row.crew_id == wish.crew_id)
    ]
    if not found:
        whose = f"{wish.person}在" if wish.person else ""
        raise Problem(f"{whose}{_span(wish)}没有安排走访，没有可以打印的。", "请换一个日期，或先点“排计划”。")
    maker = _maker(card, on)
    open_visits = tuple(row.id for row in found if row.state == PLANNED)
    said = f"打印{NAMES[wish.paper]}：{_span(wish)}，{len(found)} 次"
    if wish.paper == MONTH:
        return Prepared(_plan_of(found, wish, left, maker), open_visits, said)
    if wish.paper == WEEK:
        return Prepared(_weeks_of(session, rulebook, found, wish, maker), open_visits, said)
    return Prepared(_routes_of(session, found, maker), open_visits, said)


def write(made: Prepared, file: Path) -> None:
    """Draw the paper. Raises Problem when the file cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        made.draw(file)
    except OSError as error:
        raise Problem(
            f"写不进这个文件：{file.name}", "如果它正开着，请先关闭，或换一个文件名、文件夹。", "计划没有改动。"
        ) from error


def mark_printed(session: Session, made: Prepared, on: date) -> Change:
    """Note that these visits stand on paper: re-planning leaves them where they are."""
    new = list(session.scalars(select(Visit.id).where(Visit.id.in_(made.visits), Visit.printed_on.is_(None))))
    session.execute(update(Visit).where(Visit.id.in_(new)).values(printed_on=on))
    employers = frozenset(session.scalars(select(Visit.employer_id).where(Visit.id.in_(made.visits))))
    return Change(made.said, employers)


def _plan_of(found: Sequence[VisitRow], wish: Order, left: Sequence[Left], maker: Maker) -> Callable[[Path], object]:
    from desktop.report import patrol_plan_1

    loads = tuple(
        patrol_plan_1.Load(load.crew, _names(found, load.crew_id), load.visits, load.days, load.minutes or None)
        for load in planning_rows.loads(found)
    )
    plan: MonthPlan = patrol_plan_1.MonthPlan(_label(wish), tuple(map(_stop, found)), loads, tuple(left))
    return lambda file: patrol_plan_1.write(file, plan, maker)


def _weeks_of(
    session: Session, rulebook: Rulebook, found: Sequence[VisitRow], wish: Order, maker: Maker
) -> Callable[[Path], object]:
    from desktop.report import patrol_week_1

    working = calendar(session, rulebook)
    names = [wish.person] if wish.person else list(dict.fromkeys(name for row in found for name in row.names))
    if not names:
        raise Problem("这一周的走访没有人员。", "请在“人员网格 → 小组”里把人员编进小组。")
    span = [wish.first + timedelta(days=n) for n in range((wish.last - wish.first).days + 1)]
    days = tuple(day for day in span if working.works(day) is not False)
    weeks: list[Week] = [
        patrol_week_1.Week(
            name,
            days or tuple(span),
            tuple(_stop(row) for row in found if name in row.names),
            _away(session, name, wish),
        )
        for name in names
    ]
    return lambda file: patrol_week_1.write(file, weeks, maker)


def _routes_of(session: Session, found: Sequence[VisitRow], maker: Maker) -> Callable[[Path], object]:
    from desktop.report import patrol_route_1

    bases = {
        name: base or area
        for name, base, area in session.execute(
            select(Crew.name, Crew.base, Area.name).outerjoin(Area, Crew.base_area_id == Area.id)
        )
        if base or area
    }
    stops = [_stop(row) for row in found]
    return lambda file: patrol_route_1.write(file, stops, bases, maker)


def _away(session: Session, name: str, wish: Order) -> dict[date, str]:
    query = (
        select(Absence)
        .join(Person, Absence.person_id == Person.id)
        .where(Person.name == name, Absence.first_on <= wish.last, Absence.last_on >= wish.first)
    )
    return {
        row.first_on + timedelta(days=n): row.kind
        for row in session.scalars(query)
        for n in range((row.last_on - row.first_on).days + 1)
    }


def _stop(row: VisitRow) -> Stop:
    from desktop.report.patrol_stop import Stop

    assert row.on is not None
    return Stop(
        row.on,
        row.crew or UNSET,
        row.names,
        row.position,
        row.employer,
        row.kind,
        row.village,
        row.address,
        row.contact,
        row.phone,
        row.grade,
        row.reason,
        row.minutes,
    )


def _names(found: Iterable[VisitRow], crew: int | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for row in found if row.crew_id == crew for name in row.names))


def _maker(card: settings.TownshipCard, on: date) -> Maker:
    from desktop.report.patrol_stop import Maker

    return Maker(card.name, card.issuer, on)


def _label(wish: Order) -> str:
    """“2026年11月”, “2026年第四季度”, or the two days."""
    for period in (Period(wish.first.year, month=wish.first.month), Period.quarter_of(wish.first)):
        if (period.start, period.end) == (wish.first, wish.last):
            return period.label
    return _span(wish)


def _span(wish: Order) -> str:
    first, last = wish.first, wish.last
    if first == last:
        return f"{first.year}年{first.month}月{first.day}日"
    year = "" if first.year == last.year else f"{last.year}年"
    return f"{first.year}年{first.month}月{first.day}日—{year}{last.month}月{last.day}日"
