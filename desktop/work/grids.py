"""网格: the area tree with who answers for what - moved and renamed with its history, no employer lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.people import Assignment, Person
from db.models.place import Area, AreaBlocked, AreaDistance, AreaHistory
from desktop.rules import market_days as rules
from desktop.work import answers, assignments, people, settings
from desktop.work.assignments import HELPS, RESPONSIBLE
from desktop.work.change import Change
from desktop.work.problem import Problem

KINDS = ("镇", "片区", "村", "社区", "园区", "网格")


@dataclass(frozen=True, slots=True)
class GridRow:
    """One area. employers: of it and all below; responsible: with those taken over from above in brackets."""

    id: int
    parent_id: int | None
    depth: int
    kind: str
    name: str
    employers: int
    responsible: str | None
    inherited: bool
    helpers: str | None
    longitude: float | None
    latitude: float | None
    market_days: str | None
    patrol_note: str | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Former:
    """What an area was called and belonged to from a day on; since None: from the beginning."""

    since: date | None
    name: str
    kind: str
    parent: str | None


def rows(session: Session, on: date) -> list[GridRow]:
    """The tree from the top, each area before those below it, in the order of lists."""
    listed = list(session.scalars(select(Area).order_by(func.coalesce(Area.position, 10_000), Area.id)))
    below: dict[int | None, list[Area]] = defaultdict(list)
    known = {area.id for area in listed}
    for area in listed:
        below[area.parent_id if area.parent_id in known else None].append(area)
    heads = select(Employer.area_id, func.count(Employer.id)).group_by(Employer.area_id)
    counted = {area: number for area, number in session.execute(heads)}
    own, helping = _named(session, RESPONSIBLE, on), _named(session, HELPS, on)
    answering = assignments.answering(session, on)
    found: list[GridRow] = []

    def walk(area: Area, depth: int) -> int:
        place = len(found)
        names = "、".join(answering.of_areas.get(area.id, ()))
        found.append(GridRow(
            area.id, area.parent_id, depth, area.kind, area.name, 0, names or None,
            area.id not in own, "、".join(helping.get(area.id, ())) or None, area.longitude, area.latitude,
            area.market_days, area.patrol_note, area.closed_on,
        ))  # fmt: skip
        total = counted.get(area.id, 0) + sum(walk(child, depth + 1) for child in below[area.id])
        found[place] = replace(found[place], employers=total)
        return total

    for top in below[None]:
        walk(top, 0)
    return found


def history(session: Session, area_id: int) -> list[Former]:
    """What an area was, oldest first; nothing when it never changed."""
    names = {id: name for id, name in session.execute(select(Area.id, Area.name))}
    query = select(AreaHistory).where(AreaHistory.area_id == area_id).order_by(AreaHistory.id)
    return [Former(row.since, row.name, row.kind, names.get(row.parent_id or 0)) for row in session.scalars(query)]


def rename(session: Session, area_id: int, name: str, *, on: date) -> Change:
    """Another name from `on`; the old one is still recognised in spreadsheets and stands in the history."""
    _begin(session, _area(session, area_id))
    change = settings.rename_area(session, area_id, name)
    _note(session, _area(session, area_id), on)
    return change


def move(session: Session, area_id: int, parent_id: int | None, *, on: date) -> Change:
    """Put an area, with all below it, under another one. Raises Problem for one that is below it or closed."""
    area = _area(session, area_id)
    parent = _area(session, parent_id) if parent_id is not None else None
    here = parent
    while here is not None:
        if here.id == area.id:
            raise Problem(f"“{parent.name if parent else ''}”在“{area.name}”下面，不能倒过来放。", "请选择别的上级。")
        here = session.get(Area, here.parent_id) if here.parent_id is not None else None
    if parent is not None and parent.closed_on is not None:
        raise Problem(f"“{parent.name}”已经停用。", "请选择还在用的上级。")
    _begin(session, area)
    area.parent_id = parent_id
    _note(session, area, on)
    return Change(f"{area.name}归到{parent.name if parent else '最上层'}下面", settings=True)


def close(session: Session, area_id: int, *, on: date) -> Change:
    """No longer in use. Raises Problem while employers or open areas are in it."""
    open_below = session.scalar(select(Area.name).where(Area.parent_id == area_id, Area.closed_on.is_(None)).limit(1))
    if open_below is not None:
        area = _area(session, area_id)
        raise Problem(f"“{area.name}”下面还有“{open_below}”，不能停用。", "请先把下面的停用，或移到别处。")
    return settings.close_area(session, area_id, on=on)


def set_kind(session: Session, area_id: int, kind: str, *, on: date) -> Change:
    """镇 片区 村 社区 园区 网格. Raises Problem for anything else."""
    area = _area(session, area_id)
    wanted = answers.one_of(answers.needed(kind, "类别", "村"), "类别", KINDS) or area.kind
    _begin(session, area)
    area.kind = wanted
    _note(session, area, on)
    return Change(f"{area.name}的类别：{wanted}", settings=True)


def describe(session: Session, area_id: int, key: str, written: str) -> Change:
    """Write longitude, latitude, market_days or patrol_note. Raises Problem for a value that is refused."""
    area = _area(session, area_id)
    if key == "longitude":
        area.longitude = answers.number(written, "经度", 73, 136)
    elif key == "latitude":
        area.latitude = answers.number(written, "纬度", 3, 54)
    elif key == "market_days":
        area.market_days = market_days(written)
    else:
        area.patrol_note = answers.text(written)
    return Change(f"{area.name}：{written.strip() or '未登记'}", settings=True)


def market_days(written: str) -> str | None:
    """“逢3、8” or “周二、周五”, put in order. Raises Problem for anything else."""
    text = written.strip().replace("，", "、").replace(",", "、").replace(" ", "").replace("星期", "周")
    if rules.read(text) is None:
        raise Problem(f"集市日“{written}”看不懂。", "请写“逢3、8”（公历尾数）或“周二、周五”。")
    return text or None


def block(session: Session, area_id: int, first: date, last: date, reason: str) -> Change:
    """Nobody goes there between two days. Raises Problem for an end before the start."""
    area = _area(session, area_id)
    answers.in_order(first, last, area.name)
    session.add(AreaBlocked(area_id=area_id, first_on=first, last_on=last, reason=answers.text(reason)))
    return Change(f"{area.name} {first.isoformat()} 至 {last.isoformat()} 不去：{reason.strip()}", settings=True)


@dataclass(frozen=True, slots=True)
class Blocked:
    """Days on which nobody goes to an area."""

    id: int
    first: date
    last: date
    reason: str | None

    @property
    def said(self) -> str:
        return f"{self.first} 至 {self.last}" + (f"（{self.reason}）" if self.reason else "")


def blocked(session: Session, area_id: int) -> list[Blocked]:
    """The blocked days of an area, the newest first."""
    query = select(AreaBlocked).where(AreaBlocked.area_id == area_id).order_by(AreaBlocked.first_on.desc())
    return [Blocked(row.id, row.first_on, row.last_on, row.reason) for row in session.scalars(query)]


def unblock(session: Session, blocked_id: int) -> Change:
    """People go there again on these days. Raises Problem when that was said before."""
    row = session.get(AreaBlocked, blocked_id)
    if row is None:
        raise Problem("这段不去的日子已经取消了。", "请按 F5 刷新。")
    session.delete(row)
    return Change(f"{_area(session, row.area_id).name} {row.first_on} 至 {row.last_on} 恢复走访", settings=True)


def unblock_day(session: Session, area_id: int, day: date) -> Change:
    """Take away every blocked period that holds this day. Raises Problem when there is none."""
    found = [row for row in blocked(session, area_id) if row.first <= day <= row.last]
    if not found:
        held = "；".join(row.said for row in blocked(session, area_id))
        raise Problem(f"{_area(session, area_id).name} {day} 没有登记不去的日子。", f"登记的有：{held or '没有'}。")
    return Change.joined([unblock(session, row.id) for row in found])


def set_distance(session: Session, one_id: int, other_id: int, km: float | None, *, neighbours: bool) -> Change:
    """How far two areas are apart, as somebody says who knows the roads. Raises Problem for one area twice."""
    one, other = sorted((_area(session, one_id), _area(session, other_id)), key=lambda area: area.id)
    if one.id == other.id:
        raise Problem("请选择两个不同的村（社区）。", "同一个村里的距离不用填。")
    row = session.scalar(select(AreaDistance).where(AreaDistance.one_id == one.id, AreaDistance.other_id == other.id))
    row = row or AreaDistance(one_id=one.id, other_id=other.id)
    row.km, row.neighbours = km, neighbours
    session.add(row)
    told = f"{km:g} 公里" if km is not None else "相邻" if neighbours else "不相邻"
    return Change(f"{one.name}—{other.name}：{told}", settings=True)


def assign(
    session: Session, names: list[str], area_id: int, *, role: str = RESPONSIBLE, since: date, on: date
) -> Change:
    """From `since` these people, and nobody else in this role, hold an area; no names: nobody does.

    Raises Problem for an unknown person or role.
    """
    area = _area(session, area_id)
    told = _hold(session, {"area_id": area_id}, names, role=role, since=since, on=on)
    return Change(f"{area.name}的{told}", settings=True)


def assign_employers(
    session: Session, names: list[str], employers: Sequence[int], *, role: str = RESPONSIBLE, since: date, on: date
) -> Change:
    """From `since` these people hold each of the employers, whoever holds its village; no names: as its village again.

    Raises Problem for an unknown person or role, or an employer that is gone.
    """
    told = ""
    for employer in employers:
        if session.get(Employer, employer) is None:
            raise Problem("这家企业已被删除。", "请按 F5 刷新后重试。")
        told = _hold(session, {"employer_id": employer}, names, role=role, since=since, on=on)
    first = session.get_one(Employer, employers[0]).name
    whose = first if len(employers) == 1 else f"{first}等 {len(employers)} 家"
    again = "" if any(name.strip() for name in names) else "，跟所在的村走"
    return Change(f"{whose}单独的{told}{again}", frozenset(employers), settings=True)


def _hold(session: Session, object_: dict[str, int], names: list[str], *, role: str, since: date, on: date) -> str:
    """Let these people, and nobody else in this role, hold one area or employer; what was said, in words."""
    wanted_role = answers.one_of(role, "责任", assignments.ROLES) or RESPONSIBLE
    wanted = {people.named(session, name, on=on).id: name.strip() for name in names if name.strip()}
    held = select(Assignment).filter_by(role=wanted_role, **object_)
    for row in list(session.scalars(held.where(*assignments.holding(since)))):
        if wanted.pop(row.person_id, None) is None:
            assignments.end(session, row, since)
    for person in wanted:
        session.add(Assignment(person_id=person, role=wanted_role, since=since, **object_))
    told = "、".join(name.strip() for name in names if name.strip()) or assignments.NOBODY
    return f"{wanted_role}：{told}（自 {since.isoformat()}）"


def _named(session: Session, role: str, on: date) -> dict[int, list[str]]:
    query = (
        select(Assignment.area_id, Person.name)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.area_id.is_not(None), Assignment.role == role)
        .where(*assignments.holding(on), people.working(on))
        .order_by(Assignment.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for area, name in session.execute(query):
        found[area or 0].append(name)
    return found


def _begin(session: Session, area: Area) -> None:
    """The first row of a history: as it was from the beginning."""
    if session.scalar(select(AreaHistory.id).where(AreaHistory.area_id == area.id).limit(1)) is None:
        session.add(AreaHistory(area_id=area.id, name=area.name, kind=area.kind, parent_id=area.parent_id))
        session.flush()


def _note(session: Session, area: Area, on: date) -> None:
    session.add(AreaHistory(area_id=area.id, since=on, name=area.name, kind=area.kind, parent_id=area.parent_id))


def _area(session: Session, area_id: int) -> Area:
    area = session.get(Area, area_id)
    if area is None:
        raise Problem("这个村（社区）已被删除。", "请按 F5 刷新后重试。")
    return area
