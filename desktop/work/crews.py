"""巡查小组: who goes out together, what they can do on a day, and on which days they can go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.people import Absence, Crew, CrewMember, Person
from db.models.place import Area
from desktop.rules.patrol_capacity import CrewDays
from desktop.rules.tables import Rulebook
from desktop.work import answers, duties_calendar, people
from desktop.work.change import Change
from desktop.work.problem import Problem

MOST_PEOPLE = 4
TWO = 2
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CrewRow:
    """One crew on a day. minutes_a_day, visits_a_day: None is as in patrol.toml. trouble: why it cannot go out."""

    id: int
    name: str
    members: tuple[str, ...]
    since: date | None
    until: date | None
    minutes_a_day: int | None
    visits_a_day: int | None
    base: str | None
    trouble: str | None


def rows(session: Session, on: date) -> list[CrewRow]:
    """The crews there are on a day, and those to come."""
    members = _members(session, on)
    areas = {id: name for id, name in session.execute(select(Area.id, Area.name))}
    return [
        CrewRow(
            crew.id, crew.name, tuple(name for _, name in members.get(crew.id, ())), crew.since, crew.until,
            crew.minutes_a_day, crew.visits_a_day, crew.base or areas.get(crew.base_area_id or 0),
            _trouble(crew, len(members.get(crew.id, ()))),
        )
        for crew in session.scalars(select(Crew).order_by(Crew.id))
        if crew.until is None or crew.until >= on
    ]  # fmt: skip


def save(session: Session, written: Mapping[str, str], *, on: date, crew_id: int | None = None) -> Change:
    """Make or change a crew: name, members (joined by “、”), minutes_a_day, visits_a_day, base. What is not written
    stays as it is. Raises Problem without a name or people, for an unknown person, or one who is in another crew."""
    crew = Crew(name="", since=on) if crew_id is None else _crew(session, crew_id)
    name = answers.needed(written.get("name", crew.name), "小组名称", "第一组")
    twin = select(Crew.id).where(Crew.name == name, Crew.id != (crew_id or 0), Crew.until.is_(None))
    if session.scalar(twin) is not None:
        raise Problem(f"已经有“{name}”了。", "请换一个名称，或修改原来的小组。")
    crew.name = name
    if "minutes_a_day" in written:
        crew.minutes_a_day = answers.whole(written["minutes_a_day"], "每天分钟数", 0, 720)
    if "visits_a_day" in written:
        crew.visits_a_day = answers.whole(written["visits_a_day"], "每天家数", 0, 30)
    if "base" in written:
        base = written["base"].strip()
        crew.base = base or None
        crew.base_area_id = session.scalar(select(Area.id).where(Area.name == base)) if base else None
    session.add(crew)
    session.flush()
    if "members" in written or crew_id is None:
        _man(session, crew, written.get("members", ""), on)
    trouble = _trouble(crew, len(_members(session, on).get(crew.id, ())))
    return Change(f"巡查小组：{name}{f'（{trouble}）' if trouble else ''}", settings=True, listed=crew_id is None)


def split_names(written: str) -> list[str]:
    """Names as people write them one after the other."""
    return [part.strip() for part in re.split(r"[、，,;；/]", written) if part.strip()]


def disband(session: Session, crew_id: int, *, on: date) -> Change:
    """From `on` there is no such crew. Raises Problem when it is gone."""
    crew = _crew(session, crew_id)
    crew.until = max(on - ONE_DAY, crew.since or date.min)
    for held in session.scalars(select(CrewMember).where(CrewMember.crew_id == crew_id, CrewMember.until.is_(None))):
        _leave(session, held, on)
    return Change(f"撤销巡查小组：{crew.name}", settings=True, listed=True)


def enough(there: int, people: int) -> bool:
    """Whether a crew goes out: two of its people, or its only one; nobody is sent alone because a plan would fit."""
    return people > 0 and there >= min(TWO, people)


def crew_days(session: Session, rulebook: Rulebook, first: date, last: date, *, on: date) -> list[CrewDays]:
    """What every crew can do between two days: working days on which enough of its people are there.

    Raises Problem for a year without holiday data, or no crew.
    """
    calendar = duties_calendar.calendar(session, rulebook)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    unknown = sorted({day.year for day in days if calendar.works(day) is None})
    if unknown:
        raise Problem(
            f"没有 {'、'.join(map(str, unknown))} 年的工作日历，不知道哪天上班。",
            "请在“设置 → 工作日历”导入当年的放假安排，或把计划的结束日期放在有日历的年份里。",
        )
    days = [day for day in days if calendar.works(day)]
    crews = list(session.scalars(select(Crew).order_by(Crew.id)))
    if not crews:
        raise Problem("还没有巡查小组，不知道谁去巡查。", "请先在“人员网格 → 人员”里登记人员，再建巡查小组。")
    terms = rulebook.patrol(on)
    away = _away(session, first, last)
    return [_days_of(session, crew, days, away, terms["crew.minutes_a_day"], terms["crew.visits_a_day"])
            for crew in crews]  # fmt: skip


def _days_of(
    session: Session, crew: Crew, days: list[date], away: dict[int, set[date]], minutes: int, visits: int
) -> CrewDays:
    query = select(CrewMember, Person.ended_on).join(Person, Person.id == CrewMember.person_id)
    members = [
        (held.person_id, held.since or date.min, min(held.until or date.max, ended or date.max))
        for held, ended in session.execute(query.where(CrewMember.crew_id == crew.id))
    ]
    free, most = [], 0
    for day in days:
        if not (crew.since or date.min) <= day <= (crew.until or date.max):
            continue
        here = [person for person, since, until in members if since <= day <= until]
        most = max(most, len(here))
        if enough(sum(day not in away.get(person, ()) for person in here), len(here)):
            free.append(day)
    if crew.minutes_a_day == 0 or crew.visits_a_day == 0:
        free = []
    return CrewDays(crew.name, most, free, minutes if crew.minutes_a_day is None else crew.minutes_a_day,
                    visits if crew.visits_a_day is None else crew.visits_a_day)  # fmt: skip


def _away(session: Session, first: date, last: date) -> dict[int, set[date]]:
    found: dict[int, set[date]] = {}
    for row in session.scalars(select(Absence).where(Absence.first_on <= last, Absence.last_on >= first)):
        start, end = max(row.first_on, first), min(row.last_on, last)
        found.setdefault(row.person_id, set()).update(
            start + timedelta(days=number) for number in range((end - start).days + 1)
        )
    return found


def _man(session: Session, crew: Crew, written: str, on: date) -> None:
    """These people, and nobody else, from `on`."""
    names = split_names(written)
    if not names:
        raise Problem(f"“{crew.name}”还没有人。", "请填写一到两个人的姓名，用“、”隔开。")
    if len(names) > MOST_PEOPLE:
        raise Problem(f"“{crew.name}”写了 {len(names)} 个人。", "一组一到两人，最多 4 人；人多请分成几组。")
    wanted = {people.named(session, name, on=on).id: name for name in names}
    for held in list(session.scalars(select(CrewMember).where(CrewMember.until.is_(None)))):
        if held.crew_id == crew.id:
            if wanted.pop(held.person_id, None) is None:
                _leave(session, held, on)
        elif held.person_id in wanted:
            other = _crew(session, held.crew_id)
            if other.until is None or other.until >= on:
                raise Problem(f"{wanted[held.person_id]}已经在“{other.name}”。", "请先把他从那一组去掉。")
    for person in wanted:
        session.add(CrewMember(crew_id=crew.id, person_id=person, since=on))
    session.flush()


def _leave(session: Session, held: CrewMember, on: date) -> None:
    if held.since is not None and held.since >= on:
        session.delete(held)
    else:
        held.until = on - ONE_DAY


def _members(session: Session, on: date) -> dict[int, list[tuple[int, str]]]:
    query = (
        select(CrewMember.crew_id, Person.id, Person.name)
        .join(Person, Person.id == CrewMember.person_id)
        .where(*people.between(CrewMember.since, CrewMember.until, on), people.working(on))
        .order_by(CrewMember.id)
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for crew, person, name in session.execute(query):
        found.setdefault(crew, []).append((person, name))
    return found


def _trouble(crew: Crew, members: int) -> str | None:
    if members == 0:
        return "没有人"
    if crew.minutes_a_day == 0 or crew.visits_a_day == 0:
        return "每天能去 0 家，排不进任何计划"
    return "只有一个人，现场记录一般要两人签名" if members == 1 else None


def _crew(session: Session, crew_id: int) -> Crew:
    crew = session.get(Crew, crew_id)
    if crew is None:
        raise Problem("这个小组已被删除。", "请按 F5 刷新后重试。")
    return crew
