"""交接: everything one person holds goes to another from a day on, in one operation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.finding import Finding
from db.models.patrol import Visit
from db.models.people import Assignment, Crew, CrewMember, Person
from db.models.place import Area
from desktop.rules.duty.clock import LATE
from desktop.rules.tables import Rulebook
from desktop.work import duties, people
from desktop.work.assignments import RESPONSIBLE
from desktop.work.change import Change
from desktop.work.crews import split_names
from desktop.work.problem import Problem
from desktop.work.visits import PLANNED_FOR

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Handover:
    """What goes over, in words a person can check. lines: one sentence each; nothing is done yet."""

    giver: str
    taker: str
    on: date
    lines: tuple[str, ...]


def preview(session: Session, giver: str, taker: str, day: date, rulebook: Rulebook, *, on: date) -> Handover:
    """What would go over. Raises Problem for an unknown person, the same one twice, or when there is nothing."""
    one, other = _both(session, giver, taker, day, on)
    lines = []
    held = _assignments(session, one, day)
    areas = [name for name in (_object(session, row) for row in held) if name]
    if areas:
        lines.append(f"责任 {len(areas)} 项：{'、'.join(areas[:8])}{' 等' if len(areas) > 8 else ''}")
    everything = duties.due_list(session, rulebook, on) if areas else []
    items = [item for item in everything if one.name in (item.who.patroller or "").split("、")]
    late = sum(item.due.standing == LATE for item in items)
    open_items = [item for item in items if item.due.standing in duties.OPEN]
    if open_items:
        firms = len({item.who.id for item in open_items})
        lines.append(f"{firms} 家企业的到期事项 {len(open_items)} 项（逾期 {late} 项），跟着责任一起交接")
    crews = _memberships(session, one, day)
    names = [session.scalar(select(Crew.name).where(Crew.id == row.crew_id)) or "" for row in crews]
    if names:
        lines.append(f"巡查小组：{'、'.join(names)}")
        visits = _visits(session, crews, day)
        if visits:
            lines.append(f"已经排好的走访 {len(visits)} 次（{visits[0].isoformat()} 起），由接手的人去")
    mine = _findings(session, one, rulebook)
    if mine:
        lines.append(f"没有销号的隐患 {len(mine)} 条（责任人写的是{one.name}），责任人改为{other.name}")
    if not lines:
        raise Problem(f"{one.name} {day.isoformat()} 以后没有要交接的责任、小组、计划和隐患。", "不需要交接。")
    if _in_other_crew(session, other, crews, day):
        lines.append(f"注意：{other.name}已经在别的小组，交接后两组的日子会互相占用，请在“巡查小组”里调整")
    return Handover(one.name, other.name, day, tuple(lines))


def hand_over(session: Session, giver: str, taker: str, day: date, rulebook: Rulebook, *, on: date) -> Change:
    """Move assignments and crew memberships, and with them open duties and planned visits, from `day` on, and the
    open findings at once; one undo.

    Raises Problem as `preview` does.
    """
    told = preview(session, giver, taker, day, rulebook, on=on)
    one, other = _both(session, giver, taker, day, on)
    employers: set[int] = set()
    for row in _assignments(session, one, day):
        again = {"area_id": row.area_id, "employer_id": row.employer_id, "role": row.role, "charge": row.charge}
        has = select(Assignment.id).where(
            Assignment.person_id == other.id, Assignment.area_id == row.area_id,
            Assignment.employer_id == row.employer_id, Assignment.until.is_(None),
        )  # fmt: skip
        if session.scalar(has) is None:
            session.add(Assignment(person_id=other.id, since=day, until=row.until, **again))
        employers.update(_employers(session, row))
        _until(session, row, day)
    for held in _memberships(session, one, day):
        mine = select(CrewMember.id).where(
            CrewMember.crew_id == held.crew_id, CrewMember.person_id == other.id, CrewMember.until.is_(None)
        )
        if session.scalar(mine) is None:
            session.add(CrewMember(crew_id=held.crew_id, person_id=other.id, since=day, until=held.until))
        _until(session, held, day)
    for finding in _findings(session, one, rulebook):
        finding.responsible = "、".join(dict.fromkeys(
            other.name if name == one.name else name for name in split_names(finding.responsible or "")
        ))  # fmt: skip
        employers.add(finding.employer_id)
    return Change(
        f"{told.giver}的工作自 {day.isoformat()} 起交给{told.taker}：{'；'.join(told.lines)}"[:480],
        frozenset(employers),
        settings=True,
        listed=True,
    )


def _both(session: Session, giver: str, taker: str, day: date, on: date) -> tuple[Person, Person]:
    one, other = people.named(session, giver, on=on), people.named(session, taker, on=on)
    if one.id == other.id:
        raise Problem("交出和接手的是同一个人。", "请选择另一个人接手。")
    if other.ended_on is not None and other.ended_on < day:
        raise Problem(f"{other.name}到 {other.ended_on.isoformat()} 就离岗了。", "请换一个人接手，或改交接日期。")
    return one, other


def _assignments(session: Session, person: Person, day: date) -> list[Assignment]:
    open_ended = or_(Assignment.until.is_(None), Assignment.until >= day)
    query = select(Assignment).where(Assignment.person_id == person.id, open_ended).order_by(Assignment.id)
    return list(session.scalars(query))


def _memberships(session: Session, person: Person, day: date) -> list[CrewMember]:
    open_ended = or_(CrewMember.until.is_(None), CrewMember.until >= day)
    return list(session.scalars(select(CrewMember).where(CrewMember.person_id == person.id, open_ended)))


def _visits(session: Session, crews: list[CrewMember], day: date) -> list[date]:
    query = select(Visit.planned_on).where(
        Visit.crew_id.in_([row.crew_id for row in crews]), Visit.state == PLANNED_FOR, Visit.planned_on >= day
    )
    return sorted(found for found in session.scalars(query) if found is not None)


def _findings(session: Session, person: Person, rulebook: Rulebook) -> list[Finding]:
    """The open findings that name this person as responsible."""
    query = select(Finding).where(
        Finding.state.in_(rulebook.casework.open_states), Finding.responsible.contains(person.name)
    )
    found = session.scalars(query.order_by(Finding.id))
    return [row for row in found if person.name in split_names(row.responsible or "")]


def _in_other_crew(session: Session, person: Person, crews: list[CrewMember], day: date) -> bool:
    ours = {row.crew_id for row in crews}
    return bool(ours) and any(row.crew_id not in ours for row in _memberships(session, person, day))


def _object(session: Session, row: Assignment) -> str:
    if row.area_id is not None:
        name = session.scalar(select(Area.name).where(Area.id == row.area_id))
    else:
        name = session.scalar(select(Employer.name).where(Employer.id == row.employer_id))
    return f"{name}（{row.role}）" if row.role != RESPONSIBLE else str(name or "")


def _employers(session: Session, row: Assignment) -> list[int]:
    if row.employer_id is not None:
        return [row.employer_id]
    return list(session.scalars(select(Employer.id).where(Employer.area_id == row.area_id)))


def _until(session: Session, row: Assignment | CrewMember, day: date) -> None:
    if row.since is not None and row.since >= day:
        session.delete(row)
    else:
        row.until = day - ONE_DAY
