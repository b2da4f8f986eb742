"""What a plan stands on, from the office: working days, villages, crews less absences, and how far it is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.patrol import Visit
from db.models.people import Absence, Assignment, Crew
from db.models.place import Area, AreaBlocked, AreaDistance
from desktop.rules import market_days
from desktop.rules.calendar import WorkCalendar
from desktop.rules.patrol_terms import PatrolTerms
from desktop.rules.tables import Rulebook
from desktop.schedule import axis
from desktop.schedule.problem import Crew as Team
from desktop.schedule.problem import Point, Site, Travel, Trouble, Unplannable, Village
from desktop.work.assignments import HELPS, RESPONSIBLE, holding
from desktop.work.crews import enough
from desktop.work.duties_calendar import calendar
from desktop.work.planning_rows import Crews, blanks
from desktop.work.problem import Problem

EARTH = 6371.0  # km
NOWHERE = 0  # the village of employers without one


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who cannot go out on some days, both included."""

    person: int
    name: str
    first: date
    last: date
    kind: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What planning needs besides the visits. troubles: what is not fatal but must be said, with where to mend it.

    at: villages and crews by their ids in the office; an employer with people of its own is a village of its own, under
    its id below 0; places: degrees east and north of villages, by name.
    """

    days: tuple[date, ...]
    calendar: WorkCalendar
    villages: Mapping[int, Village]
    teams: Mapping[int, Team]
    sites: Mapping[int, Site]
    travel: Travel
    names: Mapping[int, str]
    away: tuple[Away, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    bases: Mapping[int, tuple[str, tuple[float, float]]] = field(default_factory=dict)
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def position(self, day: date) -> int | None:
        """Where a day stands among the working days; None if nobody works on it."""
        try:
            return self.days.index(day)
        except ValueError:
            return None


def of(
    session: Session,
    rulebook: Rulebook,
    span: tuple[date, date],
    employers: Collection[int],
    *,
    today: date,
) -> Ground:
    """The ground of a period for these employers.

    Raises Problem when nothing can be planned on it: nobody to go, no working day, a year without holidays announced.
    """
    working = calendar(session, rulebook)
    try:
        days = axis.working_days(working, *span)
    except Unplannable as refused:
        raise told(refused) from refused
    if not days:
        raise Problem(f"{span[0]} 到 {span[1]} 没有工作日。", "请换一段日期再排。", "计划没有改动。")
    survey = _Survey.of(session, days)
    terms = rulebook.patrol(today)
    teams = {crew.id: survey.team(crew, terms) for crew in survey.crews}
    teams = {key: team for key, team in teams.items() if any(team.minutes)}
    if not teams:
        raise _nobody(survey.crews, survey.members, span)
    ahead = _visited_ahead(session, today)
    responsible, troubles = _responsible(session, survey, teams, today)
    blocked, unclear = _blocked(session, survey)
    villages = {
        area.id: Village(
            str(area.id), area.name, _order(responsible.get(area.id, ()), teams), blocked[area.id],
            survey.flat.point(seat(area)),
        )
        for area in survey.areas.values()
    }  # fmt: skip
    villages[NOWHERE] = Village(str(NOWHERE), "村（社区）未登记", _order((), teams))
    rows = blanks(session, employers)
    for key, crews in _own_crews(session, rows, survey, teams, today).items():
        home = villages[rows[key].area_id or NOWHERE]
        villages[-key] = replace(home, id=f"{home.id}/{key}", crews=tuple(dict.fromkeys((*crews, *home.crews))))
    return Ground(
        days=days,
        calendar=working,
        villages=villages,
        teams=teams,
        sites={
            key: Site(
                str(key),
                row.employer,
                villages[-key if -key in villages else row.area_id or NOWHERE].id,
                survey.flat.point(row.place if row.exact else None),
                last_visit=ahead.get(key),
            )
            for key, row in rows.items()
        },
        travel=_travel(session, survey.crews, [(villages[-k].id, rows[k].area_id) for k in rows if -k in villages]),
        names=survey.members.names,
        away=survey.away,
        troubles=(*troubles, *unclear),
        bases=bases(survey.crews, survey.areas),
        places={area.name: found for area in survey.areas.values() if (found := seat(area))},
    )


def told(refused: Unplannable) -> Problem:
    """What the planner refuses, as a Problem."""
    return Problem(
        "；".join(trouble.what for trouble in refused.troubles),
        "；".join(dict.fromkeys(trouble.remedy for trouble in refused.troubles)),
        "计划没有改动。",
    )


@dataclass(frozen=True, slots=True)
class _Flat:
    """Degrees as kilometres on a flat map around the township."""

    shrink: float

    @classmethod
    def over(cls, places: Sequence[tuple[float, float]]) -> _Flat:
        middle = sum(north for _, north in places) / len(places) if places else 0.0
        return cls(math.cos(math.radians(middle)))

    def point(self, place: tuple[float, float] | None) -> Point | None:
        if place is None:
            return None
        degree = math.radians(1.0) * EARTH
        return Point(round(place[0] * degree * self.shrink, 4), round(place[1] * degree, 4))


def seat(area: Area | None) -> tuple[float, float] | None:
    """Degrees east and north of a village; None if not known."""
    if area is None or area.longitude is None or area.latitude is None:
        return None
    return area.longitude, area.latitude


@dataclass(frozen=True, slots=True)
class _Survey:
    """What is read of the office once for a period."""

    days: tuple[date, ...]
    crews: tuple[Crew, ...]
    members: Crews
    away: tuple[Away, ...]
    areas: Mapping[int, Area]
    flat: _Flat

    @classmethod
    def of(cls, session: Session, days: tuple[date, ...]) -> _Survey:
        areas = {area.id: area for area in session.scalars(select(Area))}
        members = Crews.of(session)
        return cls(
            days,
            tuple(session.scalars(select(Crew).order_by(Crew.id))),
            members,
            _absences(session, members, (days[0], days[-1])),
            areas,
            _Flat.over([found for area in areas.values() if (found := seat(area))]),
        )

    def team(self, crew: Crew, terms: PatrolTerms) -> Team:
        """A crew as the planner knows it: its minutes on every day, 0 where it cannot go out."""
        minutes = terms["crew.minutes_a_day"] if crew.minutes_a_day is None else crew.minutes_a_day
        most = terms["crew.visits_a_day"] if crew.visits_a_day is None else crew.visits_a_day
        start = (crew.longitude, crew.latitude) if crew.longitude is not None and crew.latitude is not None else None
        return Team(
            str(crew.id),
            crew.name,
            self.members.on(crew.id, self.days[0]),
            self.flat.point(start or seat(self.areas.get(crew.base_area_id or 0))),
            tuple(minutes if most and goes_out(crew, day, self.members, self.away) else 0 for day in self.days),
            most,
        )


def _absences(session: Session, members: Crews, span: tuple[date, date]) -> tuple[Away, ...]:
    names = {person: name for held in members.members.values() for person, name, _, _ in held}
    query = select(Absence).where(Absence.last_on >= span[0], Absence.first_on <= span[1]).order_by(Absence.first_on)
    return tuple(
        Away(row.person_id, names[row.person_id], row.first_on, row.last_on, row.kind)
        for row in session.scalars(query)
        if row.person_id in names
    )


def _blocked(session: Session, survey: _Survey) -> tuple[dict[int, frozenset[int]], tuple[Trouble, ...]]:
    """The positions of days on which nobody goes to an area, by its own word or that of an area above it."""
    spans: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for row in session.scalars(select(AreaBlocked)):
        spans[row.area_id].append((row.first_on, row.last_on))
    own, unclear = {}, []
    for area in survey.areas.values():
        markets = market_days.read(area.market_days)
        if markets is None:
            unclear.append(
                Trouble(f"{area.name}的集市日“{area.market_days}”看不懂，没有避开。", "请写成“逢3、8”或“周二、周五”。")
            )
        own[area.id] = frozenset(
            place
            for place, day in enumerate(survey.days)
            if (markets is not None and markets.holds(day)) or any(a <= day <= b for a, b in spans[area.id])
        )
    found = {}
    for area in survey.areas.values():
        days: frozenset[int] = frozenset()
        here: Area | None = area
        while here is not None:
            days |= own[here.id]
            here = survey.areas.get(here.parent_id or 0)
        found[area.id] = days
    return found, tuple(unclear)


def goes_out(crew: Crew, day: date, members: Crews, away: Iterable[Away]) -> bool:
    """Whether a crew goes out on a day: with enough of its people, see `crews.enough`."""
    if (crew.since is not None and day < crew.since) or (crew.until is not None and day > crew.until):
        return False
    people = [person for person, _ in members.people(crew.id, day)]
    missing = {entry.person for entry in away if entry.first <= day <= entry.last}
    return enough(sum(person not in missing for person in people), len(people))


def who_goes_out(session: Session, ground: Ground, away: Sequence[Away]) -> dict[int, frozenset[date]]:
    """The days of the ground on which each crew would go out, with these absences."""
    members = Crews.of(session)
    return {
        crew.id: frozenset(day for day in ground.days if goes_out(crew, day, members, away))
        for crew in session.scalars(select(Crew).where(Crew.id.in_(ground.teams)))
    }


def _nobody(crews: Sequence[Crew], members: Crews, span: tuple[date, date]) -> Problem:
    if not crews:
        return Problem("还没有巡查小组，排不出计划。", "请先在“人员网格”里登记人员，再编成小组。")
    still = [crew for crew in crews if crew.until is None or crew.until >= span[0]]
    crews = still or crews  # those that were disbanded say nothing about these days
    empty = [crew.name for crew in crews if not members.on(crew.id, None)]
    if len(empty) == len(crews):
        return Problem("巡查小组里都没有人。", "请在“人员网格 → 人员”下面的巡查小组里，把人员编进小组。")
    if all(crew.minutes_a_day == 0 or crew.visits_a_day == 0 for crew in crews):
        return Problem(
            "每个小组一天的时间或次数都填了 0，一家也排不上。",
            "请在“人员网格 → 人员”下面的巡查小组里，填写每天能用的时间和次数。",
        )
    return Problem(f"{span[0]} 到 {span[1]} 没有一个小组能出勤。", "请在“人员网格”里核对小组的起止日期和人员的请假。")


def _responsible(
    session: Session, survey: _Survey, teams: Mapping[int, Team], on: date
) -> tuple[dict[int, tuple[int, ...]], tuple[Trouble, ...]]:
    """Crews of the people who answer for each area, or for the nearest one above; and where there are none."""
    areas, crews_of = survey.areas, _crews_of(survey, teams, on)
    own: dict[str, dict[int, list[int]]] = {role: defaultdict(list) for role in (RESPONSIBLE, HELPS)}
    query = (
        select(Assignment.area_id, Assignment.person_id, Assignment.role)
        .where(Assignment.area_id.is_not(None), Assignment.role.in_(own), *holding(on))
        .order_by(Assignment.id)
    )
    for area, person, role in session.execute(query):
        held = own[role][area or 0]
        held += [crew for crew in crews_of[person] if crew not in held]
    found = {
        area: tuple(dict.fromkeys((*_nearest(own[RESPONSIBLE], area, areas), *_nearest(own[HELPS], area, areas))))
        for area in areas
    }
    used = set(session.scalars(select(Employer.area_id).where(Employer.area_id.is_not(None)).distinct()))
    without = [areas[area].name for area in areas if area in used and not found[area]]
    if not without:
        return found, ()
    named = "、".join(without[:3]) + (f"等 {len(without)} 个村（社区）" if len(without) > 3 else "")
    return found, (
        Trouble(
            f"{named}没有责任人，或责任人和协助的人都不在小组里，由各组就近走。",
            "在“人员网格”里指定责任人，并把他编进小组。",
        ),
    )


def _own_crews(
    session: Session, employers: Collection[int], survey: _Survey, teams: Mapping[int, Team], on: date
) -> dict[int, list[str]]:
    """Crews of the people who answer for single employers; they go there before those of the village."""
    crews_of = _crews_of(survey, teams, on)
    query = select(Assignment.employer_id, Assignment.person_id).where(Assignment.employer_id.is_not(None))
    found: dict[int, list[str]] = defaultdict(list)
    for employer, person in session.execute(query.where(*holding(on)).order_by(Assignment.role.desc(), Assignment.id)):
        if employer in employers and person in crews_of:
            found[employer or 0] += [str(crew) for crew in crews_of[person]]
    return found


def _crews_of(survey: _Survey, teams: Mapping[int, Team], on: date) -> dict[int, list[int]]:
    """In which crews each person goes out."""
    found: dict[int, list[int]] = defaultdict(list)
    for crew in teams:
        for person, _ in survey.members.people(crew, on):
            found[person].append(crew)
    return found


def _nearest(own: Mapping[int, Sequence[int]], area: int, areas: Mapping[int, Area]) -> Sequence[int]:
    """The crews of an area, or of the nearest one above that has any."""
    here: int | None = area
    while here is not None and not own.get(here):
        here = areas[here].parent_id if here in areas else None
    return own[here] if here is not None else ()


def _visited_ahead(session: Session, today: date) -> dict[int, date]:
    """Visits that are written down as made on a day to come: the planner says that it does not count them."""
    query = select(Visit.employer_id, func.max(Visit.done_on)).where(Visit.done_on > today)
    return {employer: day for employer, day in session.execute(query.group_by(Visit.employer_id)) if day is not None}


def _order(first: Sequence[int], teams: Mapping[int, Team]) -> tuple[str, ...]:
    return tuple(str(crew) for crew in (*first, *(crew for crew in teams if crew not in first)))


def bases(crews: Sequence[Crew], areas: Mapping[int, Area]) -> dict[int, tuple[str, tuple[float, float]]]:
    """Where each crew starts, with the name of the place, as far as known."""
    found = {}
    for crew in crews:
        area = areas.get(crew.base_area_id or 0)
        own = (crew.longitude, crew.latitude)
        place = (own[0], own[1]) if own[0] is not None and own[1] is not None else seat(area)
        if place is not None:
            found[crew.id] = (crew.base or (area.name if area else crew.name), place)
    return found


def _travel(session: Session, crews: Sequence[Crew], own: Sequence[tuple[str, int | None]]) -> Travel:
    """Distances set by hand. All crews that start from one village without a place of its own start there.

    own: employers that stand as a village of their own, with the area they lie in.
    """
    between = [(name, str(area or NOWHERE), 0.0) for name, area in own]
    neighbours = []
    for row in session.scalars(select(AreaDistance).order_by(AreaDistance.id)):
        if row.km is not None:
            between.append((str(row.one_id), str(row.other_id), row.km))
        elif row.neighbours:
            neighbours.append((str(row.one_id), str(row.other_id)))
    starts = {crew.base_area_id for crew in crews}
    if len(starts) == 1 and (start := next(iter(starts))) is not None and (between or neighbours):
        between.append(("", str(start), 0.0))
    return Travel(between=tuple(between), neighbours=tuple(neighbours))
