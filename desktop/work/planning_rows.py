"""Visits as the calendar, the list and paper show them: plain rows, their standing, and the load of each crew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from db.models.employer import Employer
from db.models.patrol import Visit
from db.models.people import Crew, CrewMember, Person
from db.models.place import Area
from db.models.verdict import RiskAssessment
from db.portions import few, portions

WAITING, PLANNED, DONE, DROPPED, SHUT_OUT = "待排", "已排", "已访", "取消", "未能入内"
OVERDUE, TODAY, AHEAD = "逾期未走访", "今天", "已排"
SETTLED = (DONE, SHUT_OUT)
NOBODY = "没有安排小组"


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit, of plain values. on: the day it was made, else the day it is planned for; grade: 甲乙丙, else Ⅰ–Ⅲ.

    id is negative in a draft that nobody has adopted. place: degrees east and north, of the gate or the village.
    """

    id: int
    employer_id: int
    employer: str
    on: date | None
    kind: str
    state: str
    credit_code: str | None = None
    village: str | None = None
    area_id: int | None = None
    address: str | None = None
    contact: str | None = None
    phone: str | None = None
    crew_id: int | None = None
    crew: str | None = None
    names: tuple[str, ...] = ()
    position: int | None = None
    minutes: int | None = None
    grade: str | None = None
    reason: str = ""
    pinned: bool = False
    printed_on: date | None = None
    lo: date | None = None
    hi: date | None = None
    place: tuple[float, float] | None = None
    demand_key: str | None = None
    weight: int = 1
    exact: bool = False  # the place is the employer's own, not its village's


@dataclass(frozen=True, slots=True)
class CrewLoad:
    """What a crew has in a period. minutes: of the visits, without travel where the plan did not tell it."""

    crew: str
    crew_id: int | None
    visits: int
    minutes: int
    days: int
    room: int | None = None  # minutes it could work in the period

    @property
    def use(self) -> float | None:
        """The used part of what it could work; None if that is not known."""
        return self.minutes / self.room if self.room else None


def standing(row: VisitRow, today: date) -> str:
    """已访, 未能入内, 取消, 逾期未走访, 今天, 已排 or 待排."""
    if row.state != PLANNED or row.on is None:
        return row.state
    return OVERDUE if row.on < today else TODAY if row.on == today else AHEAD


def rows(session: Session, start: date, end: date) -> list[VisitRow]:
    """Every visit planned for or made on one of these days, and those still waiting whose window meets them."""
    day = func.coalesce(Visit.done_on, Visit.planned_on)
    waiting = and_(day.is_(None), or_(Visit.lo.is_(None), Visit.lo <= end), or_(Visit.hi.is_(None), Visit.hi >= start))
    return _rows(session, or_(day.between(start, end), waiting))


def on_day(session: Session, day: date) -> list[VisitRow]:
    """What is planned for or was made on a day, cancelled ones left out."""
    return _rows(session, and_(func.coalesce(Visit.done_on, Visit.planned_on) == day, Visit.state != DROPPED))


def of_ids(session: Session, ids: Sequence[int]) -> list[VisitRow]:
    """These visits, in order; those that are gone are left out."""
    return [row for some in portions(ids) for row in _rows(session, Visit.id.in_(some))]


def row_of(session: Session, visit: int) -> VisitRow | None:
    """One visit; None if it is gone."""
    return next(iter(_rows(session, Visit.id == visit)), None)


def _rows(session: Session, which: object) -> list[VisitRow]:
    last = aliased(RiskAssessment)
    newest = select(func.max(RiskAssessment.id)).where(RiskAssessment.employer_id == Employer.id).scalar_subquery()
    query = (
        select(Visit, Employer, Area, last.combined, last.level)
        .join(Employer, Visit.employer_id == Employer.id)
        .outerjoin(Area, Employer.area_id == Area.id)
        .outerjoin(last, last.id == newest)
        .where(which)  # type: ignore[arg-type]
    )
    crews = Crews.of(session)
    found = [
        _row(visit, _employer(employer, area, combined or level), crews)
        for visit, employer, area, combined, level in session.execute(query)
    ]
    return sorted(found, key=order)


def blanks(session: Session, employers: Iterable[int]) -> dict[int, VisitRow]:
    """A row for each employer, of a visit that does not exist yet: id 0, no day, no crew."""
    last = aliased(RiskAssessment)
    newest = select(func.max(RiskAssessment.id)).where(RiskAssessment.employer_id == Employer.id).scalar_subquery()
    query = (
        select(Employer, Area, last.combined, last.level)
        .outerjoin(Area, Employer.area_id == Area.id)
        .outerjoin(last, last.id == newest)
    )
    wanted = set(employers)
    if few(wanted):
        query = query.where(Employer.id.in_(wanted))
    return {
        employer.id: _employer(employer, area, combined or level)
        for employer, area, combined, level in session.execute(query)
        if employer.id in wanted
    }


def order(row: VisitRow) -> tuple[object, ...]:
    """By day, crew and place in the route; those without a day last."""
    return (row.on or date.max, row.crew_id or 0, row.position or 10_000, row.employer, row.id)


def place_of(employer: Employer, area: Area | None) -> tuple[float, float] | None:
    """Degrees east and north of the gate, else of the village; None when neither is known."""
    for held in (employer, area):
        if held is not None and held.longitude is not None and held.latitude is not None:
            return held.longitude, held.latitude
    return None


@dataclass(frozen=True)
class Crews:
    """Names of crews, and who is in them on a day."""

    names: dict[int, str]
    members: dict[int, list[tuple[int, str, date | None, date | None]]]

    @classmethod
    def of(cls, session: Session) -> Crews:
        """All crews of the office, former ones too."""
        members = defaultdict(list)
        query = (
            select(CrewMember.crew_id, Person.id, Person.name, CrewMember.since, CrewMember.until)
            .join(Person, CrewMember.person_id == Person.id)
            .order_by(CrewMember.id)
        )
        for crew, person, name, since, until in session.execute(query):
            members[crew].append((person, name, since, until))
        return cls({crew: name for crew, name in session.execute(select(Crew.id, Crew.name))}, dict(members))

    def on(self, crew: int | None, day: date | None) -> tuple[str, ...]:
        """Who goes out with a crew on a day (on any day, if None)."""
        return tuple(name for _, name in self.people(crew, day))

    def people(self, crew: int | None, day: date | None) -> list[tuple[int, str]]:
        """Ids and names of who goes out with a crew on a day (on any day, if None)."""
        return [
            (person, name)
            for person, name, since, until in self.members.get(crew or 0, [])
            if day is None or ((since is None or since <= day) and (until is None or day <= until))
        ]


def _employer(employer: Employer, area: Area | None, grade: str | None) -> VisitRow:
    return VisitRow(
        id=0,
        employer_id=employer.id,
        employer=employer.name,
        on=None,
        kind="",
        state=WAITING,
        credit_code=employer.credit_code,
        village=area.name if area else None,
        area_id=employer.area_id,
        address=employer.address,
        contact=employer.contact,
        phone=employer.phone,
        grade=grade,
        place=place_of(employer, area),
        exact=place_of(employer, None) is not None,
    )


def _row(visit: Visit, blank: VisitRow, crews: Crews) -> VisitRow:
    day = visit.done_on or visit.planned_on
    return replace(
        blank,
        id=visit.id,
        on=day,
        kind=visit.kind,
        state=visit.state,
        crew_id=visit.crew_id,
        crew=crews.names.get(visit.crew_id or 0),
        names=tuple(visit.done_by.split("、")) if visit.done_by else crews.on(visit.crew_id, day),
        position=visit.position,
        minutes=visit.minutes,
        reason=visit.reason or "",
        pinned=visit.pinned,
        printed_on=visit.printed_on,
        lo=visit.lo,
        hi=visit.hi,
        demand_key=visit.demand_key,
        weight=visit.weight or 1,
    )


def loads(found: Iterable[VisitRow]) -> list[CrewLoad]:
    """Visits, minutes and days of each crew, cancelled ones left out."""
    by_crew: dict[int | None, list[VisitRow]] = defaultdict(list)
    for row in found:
        if row.state != DROPPED and row.on is not None:
            by_crew[row.crew_id].append(row)
    return [
        CrewLoad(
            entries[0].crew or NOBODY,
            crew,
            len(entries),
            sum(entry.minutes or 0 for entry in entries),
            len({entry.on for entry in entries}),
        )
        for crew, entries in sorted(by_crew.items(), key=lambda held: held[0] or 0)
    ]


def matching(found: Sequence[VisitRow], text: str) -> list[VisitRow]:
    """Those in whose words every word of `text` stands: name, village, crew, people, kind, state, reason."""
    wanted = text.split()
    return [
        row
        for row in found
        if all(
            any(
                word in told
                for told in (
                    row.employer,
                    row.village or "",
                    row.crew or "",
                    *row.names,
                    row.kind,
                    row.state,
                    row.reason,
                )
            )
            for word in wanted
        )
    ]
