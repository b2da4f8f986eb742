"""Re-planning: somebody is away, a day is lost, a visit is urgent. The fewest changes, shown before accepting."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.patrol import Visit, VisitRequest
from db.models.people import Absence, CrewMember, Person
from desktop.rules.patrol_terms import COMPLAINT, RECHECK
from desktop.rules.tables import Rulebook
from desktop.schedule.problem import Problem as Task
from desktop.schedule.problem import Unplannable
from desktop.schedule.result import Plan, PlannedVisit
from desktop.work import people, planning_ground, planning_keep, planning_make, planning_rows, planning_wanted
from desktop.work.change import Change
from desktop.work.planning_ground import Away, Ground, told
from desktop.work.planning_make import Apart, Wanted
from desktop.work.planning_rows import PLANNED, WAITING, VisitRow
from desktop.work.problem import Problem
from desktop.work.progress import Progress

if TYPE_CHECKING:
    from desktop.schedule.replan import Adjusted
    from desktop.work.office import Office

SICK, LEAVE = "病假", "休假"
URGENT = "临时"


@dataclass(frozen=True, slots=True)
class Urgent:
    """A visit that came up. by: the last day it can wait for."""

    employer_id: int
    by: date
    kind: str = URGENT
    why: str = "临时要求尽快走访"


@dataclass(frozen=True, slots=True)
class News:
    """What happened. absent: somebody, from and to, and why; lost: days on which nobody can go out, with the reason."""

    absent: tuple[Away, ...] = ()
    lost: tuple[tuple[date, str], ...] = ()
    urgent: tuple[Urgent, ...] = ()

    @property
    def said(self) -> str:
        """The news as one sentence."""
        parts = [f"{a.name}{_days(a.first, a.last)}{a.kind}" for a in self.absent]
        parts += [f"{day.isoformat()} {why}" for day, why in self.lost]
        parts += [f"新增 {len(self.urgent)} 家急件"] if self.urgent else []
        return "，".join(parts)


@dataclass(frozen=True, slots=True)
class Moved:
    """A visit before and after; after.on is None when there is no room any more."""

    before: VisitRow
    after: VisitRow
    reason: str


@dataclass(frozen=True, slots=True)
class Mended:
    """What would become of the calendar. rows: every visit whose day, crew or place in the round changes."""

    news: News
    moved: tuple[Moved, ...]
    rows: tuple[VisitRow, ...]
    said: str
    kept: int
    wanted: Mapping[int, VisitRow] = field(default_factory=dict)  # the visits as they were


def away(session: Session, name: str, first: date, last: date, kind: str, *, on: date) -> Away:
    """Somebody's absence. Raises Problem for an unknown name, or days upside down."""
    if last < first:
        raise Problem(f"{last} 在 {first} 之前。", "请把两个日期对调。", "计划没有改动。")
    person = people.named(session, name, on=on)
    return Away(person.id, person.name, first, last, kind)


def mend(office: Office, news: News, progress: Progress) -> Mended:
    """The calendar with the fewest changes; nothing is written. Raises Problem when nothing can be planned."""
    from desktop.schedule.effort import Effort
    from desktop.schedule.replan import News as Told
    from desktop.schedule.replan import adjust

    today = office.today()
    before = office.ask(lambda session: _before(session, office.rulebook, news, today))
    lost = tuple((str(crew), day) for crew, day in before.lost)
    heard = Told(
        today=0,
        lost=lost,
        why_lost=news.said,
        new=tuple(visit for visit in before.problem.visits if visit.id in before.urgent),
        printed=frozenset(entry.id for entry in before.wanted if entry.fixed == planning_wanted.PRINTED),
    )
    held = replace(
        before.problem, visits=tuple(visit for visit in before.problem.visits if visit.id not in before.urgent)
    )
    try:
        answer = adjust(held, before.old, heard, effort=Effort.NORMAL, seed=1, step=progress.step)
    except Unplannable as refused:
        raise told(refused) from refused
    return _mended(before, answer, news)


@dataclass(frozen=True, slots=True)
class _Before:
    """The calendar as it is, in the planner's words."""

    ground: Ground
    wanted: tuple[Wanted, ...]
    problem: Task
    old: Plan
    lost: tuple[tuple[int, int], ...]
    urgent: frozenset[str]


def _before(session: Session, rulebook: Rulebook, news: News, today: date) -> _Before:
    last = session.scalar(select(func.max(Visit.planned_on)).where(Visit.state == PLANNED))
    ends = [entry.by for entry in news.urgent] + ([last] if last else [])
    if not ends or max(ends) < today:
        raise Problem("今天以后没有已经安排的走访，不用重新安排。", "请先点“排计划”。", "计划没有改动。")
    span = (today, max(ends))
    rows = [row for row in planning_rows.rows(session, *span) if row.state == PLANNED and row.on is not None]
    blanks = planning_rows.blanks(session, [entry.employer_id for entry in news.urgent])
    employers = {row.employer_id for row in rows} | set(blanks)
    ground = planning_ground.of(session, rulebook, span, employers, today=today)
    wanted = [
        _standing(row, span, today)
        for row in rows
        if row.crew_id in ground.teams and row.on and ground.position(row.on) is not None
    ]
    terms = rulebook.patrol(today)
    urgent = []
    for number, entry in enumerate(news.urgent, 1):
        if entry.by < today:
            raise Problem(f"急件的最后日期 {entry.by} 已经过去。", "请写今天以后的日期。", "计划没有改动。")
        blank = replace(blanks[entry.employer_id], id=-number, kind=entry.kind, reason=entry.why)
        sized = terms[f"minutes.{RECHECK}"] if entry.kind == RECHECK else terms["minutes.unknown"]
        urgent.append(
            Wanted(f"urgent:{number}", blank, today, entry.by, sized, terms[f"weight.{COMPLAINT}"], entry.why)
        )
    everything = (*wanted, *urgent)
    problem = planning_make.problem_of(ground, everything, _apart(wanted, terms["spacing.min_days"]), today=today)
    return _Before(
        ground,
        everything,
        problem,
        _as_plan(ground, wanted),
        _lost(session, ground, news),
        frozenset(entry.id for entry in urgent),
    )


def _standing(row: VisitRow, span: tuple[date, date], today: date) -> Wanted:
    on = row.on or today
    first, last = min(max(row.lo or today, today), on), max(row.hi or span[1], on)
    fixed = planning_wanted.fixed(row, today)
    return Wanted(f"visit:{row.id}", row, first, last, row.minutes or 1, row.weight, row.reason, fixed)


def _apart(wanted: Iterable[Wanted], least: int) -> list[Apart]:
    """Visits of one employer stay apart: by the rule, or as far as they are now where that is less."""
    of_employer: dict[int, list[Wanted]] = {}
    for entry in wanted:
        of_employer.setdefault(entry.row.employer_id, []).append(entry)
    found = []
    for entries in of_employer.values():
        entries.sort(key=lambda entry: entry.row.on or date.max)
        for one, other in itertools.pairwise(entries):
            days = ((other.row.on or date.max) - (one.row.on or date.max)).days
            found.append(Apart(one.id, other.id, min(least, days), planning_wanted.MOST))
    return found


def _as_plan(ground: Ground, wanted: Sequence[Wanted]) -> Plan:
    visits = []
    for number, entry in enumerate(wanted, 1):
        day = ground.position(entry.row.on) if entry.row.on else None
        assert day is not None, "visits without a working day are left out before"
        visits.append(
            PlannedVisit(
                entry.id, str(entry.row.employer_id), str(entry.row.crew_id), day, entry.row.position or number,
                entry.row.reason,
            )
        )  # fmt: skip
    return Plan(
        visits=tuple(visits),
        unplaced=(),
        load=(),
        travel_km=0.0,
        bound_km=None,
        gap=None,
        shortages=(),
        troubles=(),
        summary="",
        notes=(),
        effort="normal",
        seed=1,
    )


def _lost(session: Session, ground: Ground, news: News) -> tuple[tuple[int, int], ...]:
    """The crew-days that fall away."""
    out = planning_ground.who_goes_out(session, ground, (*ground.away, *news.absent))
    lost_days = {day for day, _ in news.lost}
    return tuple(
        (crew, place)
        for crew, team in ground.teams.items()
        for place, day in enumerate(ground.days)
        if team.minutes[place] and (day in lost_days or day not in out[crew])
    )


def _mended(before: _Before, answer: Adjusted, news: News) -> Mended:
    by_id = {entry.id: entry for entry in before.wanted}
    ground, rows = before.ground, {}
    for placed in answer.plan.visits:
        entry, crew = by_id[placed.visit], int(placed.crew)
        now = replace(
            entry.row, on=ground.days[placed.day], crew_id=crew, crew=ground.names[crew],
            names=ground.teams[crew].people, position=placed.order, state=PLANNED, minutes=entry.minutes,
            weight=entry.weight, lo=entry.row.lo or entry.first, hi=entry.row.hi or entry.last,
        )  # fmt: skip
        rows[placed.visit] = now
    for out in answer.plan.unplaced:
        rows[out.visit] = replace(
            by_id[out.visit].row, on=None, crew_id=None, crew=None, names=(), position=None, state=WAITING
        )
    moved = tuple(
        Moved(by_id[entry.visit].row, rows[entry.visit], entry.reason) for entry in answer.moved if entry.visit in rows
    )
    changed = tuple(row for key, row in rows.items() if _placed(row) != _placed(by_id[key].row))
    return Mended(
        news,
        moved,
        changed,
        answer.summary,
        len(before.wanted) - len(moved),
        {entry.row.id: entry.row for entry in before.wanted if entry.row.id > 0},
    )


def _placed(row: VisitRow) -> tuple[object, ...]:
    return (row.on, row.crew_id, row.position)


def accept(session: Session, mended: Mended, today: date) -> Change:
    """Write the news and what follows from it. Raises Problem when the calendar has changed since it was computed."""
    for row in mended.rows:
        now = session.get(Visit, row.id) if row.id > 0 else None
        before = mended.wanted.get(row.id)
        if before is not None and (now is None or (now.planned_on, now.crew_id) != (before.on, before.crew_id)):
            raise planning_keep.stale()
    for entry in mended.news.absent:
        session.add(Absence(person_id=entry.person, kind=entry.kind, first_on=entry.first, last_on=entry.last))
    for day, why in mended.news.lost:
        for person in _everybody(session, day):
            session.add(Absence(person_id=person, kind="其他工作", first_on=day, last_on=day, note=why))
    keys = {-number: _request(session, entry, today) for number, entry in enumerate(mended.news.urgent, 1)}
    reasons = {entry.after.id: entry.reason for entry in mended.moved}
    rows = [
        replace(
            row,
            demand_key=keys.get(row.id, row.demand_key),
            reason=_reason(row, reasons.get(row.id)),
            printed_on=row.printed_on if _stays(row, mended) else None,  # the paper says another day
        )
        for row in mended.rows
    ]
    planning_keep.rewrite(session, rows, today)
    employers = frozenset(row.employer_id for row in mended.rows)
    places = len({entry.after.employer_id for entry in mended.moved})
    return Change(f"重新安排：{mended.news.said}；{places} 家改期", employers, listed=True)


def _stays(row: VisitRow, mended: Mended) -> bool:
    before = mended.wanted.get(row.id)
    return before is not None and (before.on, before.crew_id) == (row.on, row.crew_id)


def _request(session: Session, urgent: Urgent, today: date) -> str:
    request = VisitRequest(
        employer_id=urgent.employer_id, kind=urgent.kind, asked_on=today, deadline=urgent.by, why=urgent.why
    )
    session.add(request)
    session.flush()
    return f"request:{request.id}"


def _everybody(session: Session, day: date) -> list[int]:
    query = select(CrewMember.person_id).join(Person, Person.id == CrewMember.person_id).where(people.working(day))
    return list(dict.fromkeys(session.scalars(query)))


def _reason(row: VisitRow, why: str | None) -> str:
    """The reason as it was, with the newest change at its end."""
    base = row.reason.split("；改期：")[0]
    return f"{base}；改期：{why}" if why else row.reason


def _days(first: date, last: date) -> str:
    if first == last:
        return f" {first.isoformat()} "
    return f" {first.isoformat()} 至 {last.isoformat()} "
