"""What the page of patrols shows of a span: visits, who is away, where things lie, and what the plan said of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.patrol import Visit
from db.models.people import Absence, Crew, Person
from db.models.place import Area
from desktop.rules.calendar import WorkCalendar
from desktop.rules.tables import Rulebook
from desktop.work import demands, planning_ground, planning_keep, planning_rows, planning_wanted
from desktop.work.duties_calendar import calendar
from desktop.work.planning_rows import PLANNED, CrewLoad, Crews, VisitRow

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class View:
    """A span of days. away: person and day, with the reason; bases: crew -> its name and where it starts.

    result: what was kept of the plan that holds the day; None if there is none.
    """

    rows: tuple[VisitRow, ...]
    calendar: WorkCalendar
    crews: tuple[tuple[int, str], ...]
    people: tuple[str, ...]
    away: Mapping[tuple[str, date], str] = field(default_factory=dict)
    villages: Mapping[str, Place] = field(default_factory=dict)
    bases: Mapping[int, tuple[str, Place]] = field(default_factory=dict)
    result: Mapping[str, object] | None = None
    loads: tuple[CrewLoad, ...] = ()
    members: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Missing:
    """An employer that is still to be visited by the end of a period. row: the planned visit, or an empty one."""

    row: VisitRow
    due: date
    reason: str
    overdue: bool
    unconfirmed: bool


def view(session: Session, rulebook: Rulebook, first: date, last: date, day: date) -> View:
    """Everything of a span. `day`: whose plan's result is told."""
    crews = [
        crew
        for crew in session.scalars(select(Crew).order_by(Crew.id))
        if (crew.until is None or crew.until >= first) and (crew.since is None or crew.since <= last)
    ]
    areas = {area.id: area for area in session.scalars(select(Area).where(Area.closed_on.is_(None)))}
    members = Crews.of(session)
    people = dict.fromkeys(name for crew in crews for name in members.on(crew.id, None))
    rows = tuple(planning_rows.rows(session, first, last))
    result = planning_keep.last_result(session, day)
    return View(
        rows,
        calendar(session, rulebook),
        tuple((crew.id, crew.name) for crew in crews),
        tuple(people),
        _away(session, first, last),
        {area.name: found for area in areas.values() if (found := planning_ground.seat(area))},
        planning_ground.bases(crews, areas),
        result,
        _loads(rows, result),
        {crew.id: members.on(crew.id, day) for crew in crews},
    )


def missing(session: Session, rulebook: Rulebook, last: date, today: date) -> list[Missing]:
    """Who is still to be visited by `last`, the longest overdue first. Nobody who is due is left out silently."""
    asked = demands.demands(session, rulebook, today, last, on=today).demands
    wish = planning_wanted.gather(session, asked, (today, last), today, settled=True)
    rows = {entry.id: entry.row for entry in wish.wanted}
    return sorted(
        (
            Missing(
                _because(rows[demand.key], demand.reason), demand.due, demand.reason, demand.overdue, demand.unconfirmed
            )
            for demand in asked
            if demand.key in rows
        ),
        key=lambda entry: (entry.due, entry.row.employer),
    )


def _because(row: VisitRow, reason: str) -> VisitRow:
    return row if row.reason else replace(row, reason=reason)


@dataclass(frozen=True, slots=True)
class Morning:
    """Today's patrols in one look. open: to be made today or overdue."""

    today: int
    done: int
    overdue: int
    villages: tuple[str, ...] = ()

    @property
    def open(self) -> int:
        return self.today - self.done + self.overdue


def morning(session: Session, today: date) -> Morning:
    """The count for the sidebar and the first page; a few milliseconds."""
    late = session.scalar(select(func.count(Visit.id)).where(Visit.state == PLANNED, Visit.planned_on < today)) or 0
    rows = planning_rows.on_day(session, today)
    done = sum(row.state != PLANNED for row in rows)
    villages = dict.fromkeys(row.village for row in rows if row.village)
    return Morning(len(rows), done, late, tuple(villages))


def _away(session: Session, first: date, last: date) -> dict[tuple[str, date], str]:
    query = (
        select(Absence, Person.name)
        .join(Person, Absence.person_id == Person.id)
        .where(Absence.first_on <= last, Absence.last_on >= first)
    )
    found = {}
    for row, name in session.execute(query):
        day = max(row.first_on, first)
        while day <= min(row.last_on, last):
            found[name, day] = row.kind
            day += timedelta(days=1)
    return found


def _loads(rows: tuple[VisitRow, ...], result: Mapping[str, object] | None) -> tuple[CrewLoad, ...]:
    """As the plan told them, travel included; without a plan what the visits alone tell."""
    told = result.get("load") if result else None
    if not isinstance(told, list) or not told:
        return tuple(planning_rows.loads(rows))
    return tuple(
        CrewLoad(load["crew"], load["crew_id"], load["visits"], load["minutes"], load["days"], load["room"])
        for load in told
    )
