"""A visit of a draft by hand: to another day or crew within the hard rules. The draft stays a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from desktop.rules.tables import Rulebook
from desktop.work import planning_rows
from desktop.work.planning_make import Draft
from desktop.work.planning_move import Around, day_minutes, placed
from desktop.work.planning_rows import CrewLoad, VisitRow
from desktop.work.problem import Problem

Round = tuple[int | None, date | None]  # a crew and its day


def move(  # noqa: PLR0913 - a visit of a draft, and where it is to go
    session: Session, rulebook: Rulebook, draft: Draft, visit: int, on: date, crew: int | None = None, *, today: date
) -> Draft:
    """The draft with one visit on another day or crew, fixed there. Nothing is written.

    Raises Problem naming the rule that forbids it, with days on which it could be.
    """
    row = next((one for one in draft.rows if one.id == visit), None)
    if row is None:
        raise Problem("这次走访不在这个方案里。", "请先采用或放弃这个方案，再改它。", "方案没有改动。")
    ground, changed = placed(session, rulebook, row, on, crew, _around(session, draft), today=today)
    new = {
        one.id: replace(one, crew=ground.names[one.crew_id or 0], names=ground.teams[one.crew_id or 0].people)
        for one in changed
    }
    rows = sorted((new.get(one.id, one) for one in draft.rows), key=_order)
    touched = {(row.crew_id, row.on), (new[visit].crew_id, on)}

    def minutes(those: tuple[VisitRow, ...] | list[VisitRow], round_: Round) -> int:
        beside = [one for one in those if (one.crew_id, one.on) == round_]
        return day_minutes(ground, team_id=round_[0] or 0, rows=beside) if beside else 0

    more = {round_: minutes(rows, round_) - minutes(draft.rows, round_) for round_ in touched}
    loads = tuple(
        _load(load, rows, sum(m for (team, _), m in more.items() if team == load.crew_id)) for load in draft.loads
    )
    return replace(draft, rows=tuple(rows), loads=loads, by_hand=draft.by_hand + 1)


def _around(session: Session, draft: Draft) -> Around:
    """What stands in the calendar as it would be with the draft."""
    away = {one.id for one in draft.rows} | {left.row.id for left in draft.left} | set(draft.superseded)

    def around(first: date, last: date) -> list[VisitRow]:
        kept = [one for one in planning_rows.rows(session, first, last) if one.id not in away]
        return kept + [one for one in draft.rows if one.on and first <= one.on <= last]

    return around


def _load(load: CrewLoad, rows: list[VisitRow], more: int) -> CrewLoad:
    mine = [one for one in rows if one.crew_id == load.crew_id]
    return replace(load, visits=len(mine), minutes=load.minutes + more, days=len({one.on for one in mine}))


def _order(row: VisitRow) -> tuple[date, int, int]:
    return row.on or date.max, row.crew_id or 0, row.position or 0
