"""定人定岗定责: who answers for which area and employer, on any day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from db.models.people import Assignment, Person
from db.models.place import Area
from desktop.work import people
from desktop.work.change import Change
from desktop.work.problem import Problem

RESPONSIBLE, HELPS = "责任人", "协助"
ROLES = (RESPONSIBLE, HELPS)
NOBODY = "未登记"


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers for what on one day. The nearest says: the employer's own person, its village's, the one above."""

    of_areas: Mapping[int, tuple[str, ...]]
    of_employers: Mapping[int, tuple[str, ...]]

    def of(self, employer_id: int, area_id: int | None) -> str | None:
        """The names, joined by “、”; None when nobody is named."""
        names = self.of_employers.get(employer_id) or self.of_areas.get(area_id or 0)
        return "、".join(names) if names else None


def answering(session: Session, on: date) -> Answering:
    """The responsible people of every area and employer on a day, areas below an area included."""
    query = (
        select(Assignment.area_id, Assignment.employer_id, Person.name)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.role == RESPONSIBLE, *holding(on), people.working(on))
        .order_by(Assignment.id)
    )
    areas: dict[int, tuple[str, ...]] = {}
    employers: dict[int, tuple[str, ...]] = {}
    for area, employer, name in session.execute(query):
        held, key = (areas, area) if area is not None else (employers, employer or 0)
        held[key] = (*held.get(key, ()), name)
    above = {id: parent for id, parent in session.execute(select(Area.id, Area.parent_id))}
    return Answering({area: found for area in above if (found := _nearest(area, above, areas))}, employers)


def holding(on: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The condition that an assignment holds on a day."""
    return (
        or_(Assignment.since.is_(None), Assignment.since <= on),
        or_(Assignment.until.is_(None), Assignment.until >= on),
    )


def set_responsible(session: Session, area_id: int, name: str | None, *, on: date) -> Change:
    """From `on` this person, and nobody else, is responsible for an area; None: nobody is. Unknown names are added.

    Raises Problem for an area that is gone, or a name that several people have.
    """
    area = session.get(Area, area_id)
    if area is None:
        raise Problem("这个村（社区）已被删除。", "请按 F5 刷新后重试。")
    written = (name or "").strip()
    person = people.named(session, written, on=on, add=True) if written else None
    mine = and_(Assignment.area_id == area_id, Assignment.role == RESPONSIBLE)
    for held in session.scalars(select(Assignment).where(mine, *holding(on))):
        if person is not None and held.person_id == person.id:
            person = None
        else:
            end(session, held, on)
    if person is not None:
        session.add(Assignment(person_id=person.id, area_id=area_id, role=RESPONSIBLE, since=on))
    return Change(f"{area.name}的网格员：{written or NOBODY}", settings=True)


def end(session: Session, held: Assignment, on: date) -> None:
    """Let an assignment hold until the day before `on`; one that would not have held a day is taken away."""
    if held.since is not None and held.since >= on:
        session.delete(held)
    else:
        held.until = on - timedelta(days=1)


def _nearest(area: int, above: Mapping[int, int | None], held: Mapping[int, tuple[str, ...]]) -> tuple[str, ...]:
    seen: set[int] = set()
    here: int | None = area
    while here is not None and here not in seen:
        if here in held:
            return held[here]
        seen.add(here)
        here = above.get(here)
    return ()
