"""Adopting a plan or a change of it: visits written in one operation, so that one undo takes it all back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.models.patrol import PatrolPlan, Visit
from desktop.schedule.result import Plan
from desktop.work.change import Change
from desktop.work.planning_make import Draft, Left
from desktop.work.planning_rows import DROPPED, PLANNED, WAITING, CrewLoad, VisitRow
from desktop.work.problem import Problem

NO_LONGER = "重新排计划时已不需要走访"


def stale() -> Problem:
    """What is said when the office went on while a draft was looked at."""
    return Problem("方案做好以后，走访安排又有改动。", "请再排一次，按现在的情况来。", "计划没有改动。")


def adopt(session: Session, draft: Draft, today: date) -> Change:
    """Write a draft into the calendar. Raises Problem when its visits have changed since it was made."""
    if not draft.rows:
        raise Problem("方案里一次走访也没有排上，不能采用。", draft.summary or "请换一段日期或增加小组。")
    held = _unchanged(session, draft)
    plan = PatrolPlan(
        first_on=draft.span[0],
        last_on=draft.span[1],
        effort=draft.plan.effort,
        seed=draft.plan.seed,
        made_on=today,
        adopted_on=today,
        result=json.dumps(result_of(draft.plan, draft.loads, draft.left), ensure_ascii=False),
    )
    session.add(plan)
    session.flush()
    weights = {
        (row.employer_id, row.demand_key): entry.weight for entry in draft.wanted.values() for row in (entry.row,)
    }
    for row in draft.rows:
        visit = held.get(row.id) or Visit(employer_id=row.employer_id, noted_on=today)
        if visit.printed_on is None:
            visit.plan_id = plan.id
        _write(visit, row, weights.get((row.employer_id, row.demand_key), row.weight))
        session.add(visit)
    for left in draft.left:
        waiting = held.get(left.row.id)
        if waiting is not None:
            waiting.state, waiting.planned_on, waiting.crew_id, waiting.position = WAITING, None, None, None
    gone = update(Visit).where(Visit.id.in_(draft.superseded)).values(state=DROPPED, note=NO_LONGER)
    session.execute(gone)
    words = f"，{len(draft.left)} 次没有排上" if draft.left else ""
    employers = frozenset(row.employer_id for row in draft.rows)
    span = f"{draft.span[0].isoformat()} 至 {draft.span[1].isoformat()}"
    return Change(f"采用巡查计划 {span}：{len(draft.rows)} 次{words}", employers, listed=True)


def rewrite(session: Session, rows: Iterable[VisitRow], today: date) -> dict[int, Visit]:
    """Write day, crew, place and reason of rows into their visits; rows with a negative id become new visits.

    Gives the visits by the row's id. Raises Problem when one is gone or no longer planned.
    """
    wanted = list(rows)
    held = {
        visit.id: visit
        for visit in session.scalars(select(Visit).where(Visit.id.in_([row.id for row in wanted if row.id > 0])))
    }
    for row in wanted:
        if row.id > 0 and (row.id not in held or held[row.id].state not in (PLANNED, WAITING)):
            raise stale()
        visit = (
            held.setdefault(row.id, Visit(employer_id=row.employer_id, noted_on=today)) if row.id < 0 else held[row.id]
        )
        _write(visit, row, row.weight)
        session.add(visit)
    return held


def result_of(plan: Plan, loads: Iterable[CrewLoad], left: Iterable[Left]) -> dict[str, object]:
    """What is kept of a plan besides its visits: load, travel, bound, what found no place."""
    return {
        "travel_km": round(plan.travel_km, 1),
        "bound_km": None if plan.bound_km is None else round(plan.bound_km, 1),
        "gap": None if plan.gap is None else round(plan.gap, 4),
        "required": plan.required,
        "placed": plan.placed,
        "load": [
            {"crew": load.crew, "crew_id": load.crew_id, "minutes": load.minutes, "visits": load.visits,
             "days": load.days, "room": load.room}
            for load in loads
        ],
        "unplaced": [
            {"employer": entry.row.employer, "employer_id": entry.row.employer_id, "why": entry.why, "way": entry.way,
             "missing_minutes": entry.missing_minutes}
            for entry in left
        ],
        "summary": plan.summary,
        "notes": list(plan.notes),
    }  # fmt: skip


def last_result(session: Session, day: date) -> Mapping[str, object] | None:
    """What was kept of the newest adopted plan that holds a day; None if there is none."""
    query = (
        select(PatrolPlan)
        .where(PatrolPlan.adopted_on.is_not(None), PatrolPlan.first_on <= day, PatrolPlan.last_on >= day)
        .order_by(PatrolPlan.id.desc())
        .limit(1)
    )
    found = session.scalar(query)
    if found is None:
        return None
    result: dict[str, object] = json.loads(found.result)
    return result | {"first": found.first_on, "last": found.last_on, "made_on": found.made_on}


def _unchanged(session: Session, draft: Draft) -> dict[int, Visit]:
    """The visits of a draft that are in the office, as they were when it was made."""
    before = {entry.row.id: entry.row for entry in draft.wanted.values() if entry.row.id > 0}
    wanted = [*before, *draft.superseded]
    held: dict[int, Visit] = {}
    for at in range(0, len(wanted), 500):
        for visit in session.scalars(select(Visit).where(Visit.id.in_(wanted[at : at + 500]))):
            held[visit.id] = visit
    keys = [entry.row.demand_key for entry in draft.wanted.values() if entry.row.id <= 0 and entry.row.demand_key]
    known = set(session.scalars(select(Visit.demand_key).where(Visit.state.in_((PLANNED, WAITING)))))
    if len(held) != len(set(wanted)) or known.intersection(keys):
        raise stale()
    for key, row in before.items():
        visit = held[key]
        now = (visit.state, visit.planned_on, visit.crew_id, visit.pinned, visit.printed_on)
        if now != (row.state, row.on, row.crew_id, row.pinned, row.printed_on):
            raise stale()
    return held


def _write(visit: Visit, row: VisitRow, weight: int) -> None:
    visit.kind, visit.demand_key = row.kind, row.demand_key
    visit.lo, visit.hi, visit.minutes, visit.weight = row.lo, row.hi, row.minutes, weight
    visit.planned_on, visit.crew_id, visit.position = row.on, row.crew_id, row.position
    visit.reason, visit.pinned, visit.printed_on = row.reason, row.pinned, row.printed_on
    visit.state = PLANNED if row.on else WAITING
