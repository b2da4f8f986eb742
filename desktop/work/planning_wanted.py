"""Which visits a plan is made of: what the rules ask for, and what was planned, pinned or handed out before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.patrol import Visit
from desktop.rules.patrol import Demand
from desktop.rules.patrol_terms import AD_HOC, NEW
from desktop.rules.patrol_terms import PLANNED as PLAIN
from desktop.work import planning_rows
from desktop.work.planning_make import Apart, Wanted
from desktop.work.planning_rows import PLANNED, WAITING, VisitRow

PRINTED, PINNED = "已打印", "已固定"
MOST = 3650  # days: no longest spacing


@dataclass(frozen=True, slots=True)
class Wish:
    """Everything that is to be planned. superseded: planned visits that nobody asks for any more."""

    wanted: tuple[Wanted, ...]
    apart: tuple[Apart, ...]
    superseded: tuple[int, ...] = ()

    @property
    def employers(self) -> set[int]:
        return {entry.row.employer_id for entry in self.wanted}


def gather(
    session: Session, demands: Iterable[Demand], span: tuple[date, date], today: date, *, settled: bool = False
) -> Wish:
    """Demands and open visits of a period as one list: a visit that stands for a demand is not asked for twice.

    Demands with a visit planned outside the period are left out, unless `settled`.
    """
    asked = list(demands)
    stands = {row.demand_key: row for row in _open(session, [demand.key for demand in asked]) if row.demand_key}
    stands |= _standing_in(session, [demand for demand in asked if demand.key not in stands], span, today)
    blanks = planning_rows.blanks(session, {demand.employer for demand in asked})
    wanted = [
        _of_demand(demand, stands.get(demand.key) or blanks[demand.employer], today)
        for demand in asked
        if settled or not _elsewhere(stands.get(demand.key), span, today)
    ]
    known = {row.id for row in stands.values()}
    rest = [
        row
        for row in planning_rows.rows(session, *span)
        if row.state in (PLANNED, WAITING) and row.id not in known and (row.on is None or row.on >= today)
    ]
    kept = [row for row in rest if fixed(row, today) or row.demand_key is None]
    wanted += [_of_visit(row, span, today) for row in kept]
    ids = {entry.id for entry in wanted}
    apart = tuple(
        Apart(demand.after, demand.key, demand.least_days, demand.most_days or MOST)
        for demand in asked
        if demand.after in ids and demand.key in ids
    )
    gone = {row.id for row in rest} - {row.id for row in kept}
    return Wish(tuple(wanted), apart, tuple(sorted(gone)))


def fixed(row: VisitRow, today: date) -> str:
    """Why the day and crew of a visit to come stay; empty if they may change."""
    if row.on is None or row.on < today:
        return ""
    return PRINTED if row.printed_on is not None else PINNED if row.pinned else ""


def _elsewhere(row: VisitRow | None, span: tuple[date, date], today: date) -> bool:
    """Planned for a day to come outside the period: it is let be."""
    return row is not None and row.on is not None and row.on >= today and not span[0] <= row.on <= span[1]


def _standing_in(
    session: Session, asked: Sequence[Demand], span: tuple[date, date], today: date
) -> dict[str, VisitRow]:
    """Patrols that somebody put into the calendar by hand, for the demand in whose window they lie."""
    free = [
        row
        for row in planning_rows.rows(session, *span)
        if row.state == PLANNED
        and row.demand_key is None
        and row.kind in (PLAIN, AD_HOC)
        and row.on
        and row.on >= today
    ]
    found: dict[str, VisitRow] = {}
    for demand in asked:
        if demand.kind in (PLAIN, NEW):
            fit = [r for r in free if r.employer_id == demand.employer and r.on and demand.first <= r.on <= demand.last]
            if fit:
                found[demand.key] = fit[0]
                free.remove(fit[0])
    return found


def _open(session: Session, keys: Sequence[str]) -> list[VisitRow]:
    ids = session.execute(
        select(Visit.id, Visit.demand_key).where(Visit.demand_key.is_not(None), Visit.state.in_((PLANNED, WAITING)))
    )
    wanted = set(keys)
    return planning_rows.of_ids(session, [id for id, key in ids if key in wanted])


def _of_demand(demand: Demand, row: VisitRow, today: date) -> Wanted:
    return Wanted(
        demand.key,
        replace(row, kind=demand.kind, demand_key=demand.key),
        demand.first,
        demand.last,
        demand.minutes,
        demand.weight,
        demand.reason,
        fixed(row, today),
    )


def _of_visit(row: VisitRow, span: tuple[date, date], today: date) -> Wanted:
    return Wanted(
        f"visit:{row.id}",
        row,
        max(row.lo or today, today),
        row.hi or span[1],
        row.minutes or 1,
        row.weight,
        row.reason,
        fixed(row, today),
    )
