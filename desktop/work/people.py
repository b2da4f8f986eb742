"""人员: the staff register - who works here, what they were trained in, when they are away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db import search
from db.models.employer import Employer
from db.models.people import Absence, Assignment, Crew, CrewMember, Person, PersonTraining
from db.models.place import Area
from desktop.work import answers
from desktop.work.change import Change
from desktop.work.problem import Problem

PATROLLER = "网格员"
ROLES = ("分管领导", "负责人", "协管员", "网格员", "村医", "村干部")
EMPLOYMENTS = ("专职", "兼职")
Day = InstrumentedAttribute[date | None]
LEAVES = ("休假", "病假", "学习培训", "其他工作")
LABELS = {
    "name": "姓名", "role": "身份", "post": "职务", "employment": "专职/兼职", "phone": "电话", "card_no": "工作证号",
    "started_on": "到岗日期", "ended_on": "离岗日期", "note": "备注",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the staff register on a day. areas, employers: what they answer for; away: why not out today."""

    id: int
    name: str
    role: str | None
    post: str | None
    employment: str | None
    phone: str | None
    card_no: str | None
    started_on: date | None
    ended_on: date | None
    note: str | None
    pinyin: str
    working: bool
    areas: tuple[str, ...]
    employers: tuple[str, ...]
    crews: tuple[str, ...]
    trained_on: date | None
    training_hours: float | None  # of this year
    away: str | None


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """One leave."""

    id: int
    person_id: int
    name: str
    kind: str
    first_on: date
    last_on: date
    note: str | None

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on).days + 1


def working(on: date) -> ColumnElement[bool]:
    """The condition that a person works here on a day; unknown days do not exclude."""
    return or_(Person.ended_on.is_(None), Person.ended_on >= on)


def between(since: Day, until: Day, on: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions that something holds on a day; open ends hold for ever."""
    return or_(since.is_(None), since <= on), or_(until.is_(None), until >= on)


def rows(session: Session, on: date) -> list[PersonRow]:
    """Everybody, those who work here first, by role and name."""
    areas = _names(session, Assignment.person_id, Area.name, Assignment.area_id == Area.id,
                   *between(Assignment.since, Assignment.until, on))  # fmt: skip
    firms = _names(session, Assignment.person_id, Employer.name, Assignment.employer_id == Employer.id,
                   *between(Assignment.since, Assignment.until, on))  # fmt: skip
    crews = _names(session, CrewMember.person_id, Crew.name, CrewMember.crew_id == Crew.id,
                   *between(CrewMember.since, CrewMember.until, on), *between(Crew.since, Crew.until, on))  # fmt: skip
    trained = {
        person: last
        for person, last in session.execute(
            select(PersonTraining.person_id, func.max(PersonTraining.trained_on)).group_by(PersonTraining.person_id)
        )
    }
    hours = {
        person: total
        for person, total in session.execute(
            select(PersonTraining.person_id, func.sum(PersonTraining.hours))
            .where(PersonTraining.trained_on >= date(on.year, 1, 1), PersonTraining.trained_on <= on)
            .group_by(PersonTraining.person_id)
        )
    }
    away = {
        row.person_id: f"{row.kind}至 {row.last_on:%m-%d}"
        for row in session.scalars(select(Absence).where(Absence.first_on <= on, Absence.last_on >= on))
    }
    found = [
        PersonRow(
            p.id, p.name, p.role, p.post, p.employment, p.phone, p.card_no, p.started_on, p.ended_on, p.note,
            p.pinyin or search.key(p.name)[0], p.ended_on is None or p.ended_on >= on, tuple(areas.get(p.id, ())),
            tuple(firms.get(p.id, ())), tuple(crews.get(p.id, ())), trained.get(p.id), hours.get(p.id), away.get(p.id),
        )
        for p in session.scalars(select(Person))
    ]  # fmt: skip
    order = {role: place for place, role in enumerate(ROLES)}
    return sorted(found, key=lambda row: (not row.working, order.get(row.role or "", len(ROLES)), row.pinyin, row.id))


def named(session: Session, written: str, *, on: date, add: bool = False) -> Person:
    """The person with this name who works here on `on`. add: an unknown name becomes a 网格员.

    Raises Problem for a name nobody has (unless it is added) and for one that several have.
    """
    name = written.strip()
    found = list(session.scalars(select(Person).where(Person.name == name, working(on)).order_by(Person.id)))
    if len(found) > 1:
        raise Problem(f"有 {len(found)} 个人叫“{name}”。", "请先在“人员网格 → 人员”里把名字区分开，例如加上所在村。")
    if found:
        return found[0]
    if not add:
        known = "、".join(session.scalars(select(Person.name).where(working(on)).order_by(Person.id).limit(12)))
        raise Problem(
            f"没有“{name}”这个人，或已经离岗。",
            f"请先在“人员网格 → 人员”里登记{f'；在岗的有：{known}' if known else ''}。",
        )
    return _new(session, name, PATROLLER)


def add(session: Session, written: Mapping[str, str], *, on: date) -> Change:
    """Enter somebody. Raises Problem without a name, for a name that is taken, or a value that is refused."""
    name = answers.needed(written.get("name", ""), LABELS["name"], "李明")
    _refuse_twin(session, name, None, on)
    person = _new(session, name, None)
    for key, text in written.items():
        if key != "name" and text.strip():
            _set(person, key, text, on)
    answers.in_order(person.started_on, person.ended_on, person.name)
    return Change(f"登记人员：{name}", listed=True, settings=True)


def edit(session: Session, person_id: int, key: str, written: str, *, on: date) -> Change:
    """Write one field. Raises Problem for a value that is refused; a day of leaving ends what the person holds."""
    person = _person(session, person_id)
    if key == "name":
        name = answers.needed(written, LABELS["name"], "李明")
        _refuse_twin(session, name, person_id, on)
        before, person.name = person.name, name
        person.pinyin = search.key(name)[0]
        return Change(f"“{before}”改名为“{name}”", listed=True, settings=True)
    _set(person, key, written, on)
    answers.in_order(person.started_on, person.ended_on, person.name)
    said = f"{person.name}：{LABELS[key]} {written.strip() or '未登记'}"
    if key == "ended_on" and person.ended_on is not None:
        held = len(held_after(session, person_id, person.ended_on))
        said += f"；还有 {held} 项责任没有交出，请用“交接”转给别人" if held else ""
    return Change(said, listed=True, settings=True)


def held_after(session: Session, person_id: int, day: date) -> list[Assignment]:
    """The assignments of a person that last beyond a day."""
    open_ended = or_(Assignment.until.is_(None), Assignment.until > day)
    return list(session.scalars(select(Assignment).where(Assignment.person_id == person_id, open_ended)))


def train(session: Session, names: Sequence[str], written: Mapping[str, str], *, on: date) -> Change:
    """Note a training of several people. Raises Problem without a day, a title, or for an unknown person."""
    day = answers.needed_day(written.get("trained_on", ""), "培训日期", on)
    if day > on:
        raise Problem(f"{day.isoformat()} 还没有到。", "请填写已经参加的培训。")
    title = answers.needed(written.get("title", ""), "培训内容", "职业卫生监督协管业务培训")
    for name in names:
        session.add(
            PersonTraining(
                person_id=named(session, name, on=on).id, trained_on=day, title=title,
                hours=answers.number(written.get("hours", ""), "学时", 0.5, 200),
                organiser=answers.text(written.get("organiser", "")),
                certificate_no=answers.text(written.get("certificate_no", "")),
                expires_on=answers.day(written.get("expires_on", ""), "有效期", on),
            )
        )  # fmt: skip
    return Change(f"{'、'.join(names)}参加培训：{title}（{day.isoformat()}）", settings=True)


def absences(session: Session) -> list[AbsenceRow]:
    """Every leave, the newest first."""
    query = select(Absence, Person.name).join(Person, Person.id == Absence.person_id)
    return [
        AbsenceRow(row.id, row.person_id, name, row.kind, row.first_on, row.last_on, row.note)
        for row, name in session.execute(query.order_by(Absence.first_on.desc(), Absence.id.desc()))
    ]


def take_leave(session: Session, name: str, written: Mapping[str, str], *, on: date) -> Change:
    """Note a leave: kind, first_on, last_on, note. Raises Problem for an end before the start, or overlapping leave."""
    person = named(session, name, on=on)
    kind = answers.one_of(answers.needed(written.get("kind", ""), "原因", LEAVES[0]), "原因", LEAVES)
    first = answers.needed_day(written.get("first_on", ""), "开始日期", on)
    last = answers.day(written.get("last_on", ""), "结束日期", on) or first
    answers.in_order(first, last, "请假")
    clash = session.scalar(
        select(Absence).where(Absence.person_id == person.id, Absence.first_on <= last, Absence.last_on >= first)
    )
    if clash is not None:
        raise Problem(
            f"{person.name} {clash.first_on} 至 {clash.last_on} 已经登记{clash.kind}，日期重叠。",
            "请改日期，或先删去原来的一条。",
        )
    note = answers.text(written.get("note", ""))
    session.add(Absence(person_id=person.id, kind=kind, first_on=first, last_on=last, note=note))
    days = (last - first).days + 1
    return Change(f"{person.name}{kind}：{first.isoformat()} 至 {last.isoformat()}（{days} 天）", settings=True)


def cancel_leave(session: Session, absence_id: int) -> Change:
    """Take a leave away. Raises Problem when it is gone."""
    absence = session.get(Absence, absence_id)
    if absence is None:
        raise Problem("这一条请假已经不在了。", "请按 F5 刷新后重试。")
    name = session.scalar(select(Person.name).where(Person.id == absence.person_id))
    session.delete(absence)
    return Change(f"删去{name}的{absence.kind}：{absence.first_on.isoformat()} 起", settings=True)


def _new(session: Session, name: str, role: str | None) -> Person:
    person = Person(name=name, role=role, pinyin=search.key(name)[0])
    session.add(person)
    session.flush()
    return person


def _set(person: Person, key: str, written: str, on: date) -> None:
    if key not in LABELS:
        raise Problem(f"没有“{key}”这一项。", f"可以写：{'、'.join(LABELS)}。")
    read = READERS.get(key)
    setattr(person, key, read(written, on) if read else answers.text(written))


READERS: dict[str, Callable[[str, date], object]] = {
    "role": lambda text, on: answers.one_of(text, LABELS["role"], ROLES),
    "employment": lambda text, on: answers.one_of(text, LABELS["employment"], EMPLOYMENTS),
    "started_on": lambda text, on: answers.day(text, LABELS["started_on"], on),
    "ended_on": lambda text, on: answers.day(text, LABELS["ended_on"], on),
}


def _person(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise Problem("这个人已被删除。", "请按 F5 刷新后重试。")
    return person


def _refuse_twin(session: Session, name: str, person_id: int | None, on: date) -> None:
    other = session.scalar(select(Person.id).where(Person.name == name, working(on), Person.id != (person_id or 0)))
    if other is not None:
        raise Problem(f"已经登记了“{name}”。", "如果是同名的另一个人，请把名字区分开，例如“李明（溪东）”。")


def _names(
    session: Session, key: InstrumentedAttribute[int], name: InstrumentedAttribute[str], *where: ColumnElement[bool]
) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for person, written in session.execute(select(key, name).where(*where).order_by(key)):
        found.setdefault(person, []).append(written)
    return found
