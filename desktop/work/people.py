"""人员: the staff register."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from db import search
from db.models.people import Person
from desktop.work.problem import Problem

PATROLLER = "网格员"


def working(on: date) -> ColumnElement[bool]:
    """The condition that a person works here on a day; unknown days do not exclude."""
    return or_(Person.ended_on.is_(None), Person.ended_on >= on)


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
        raise Problem(f"没有“{name}”这个人，或已经离岗。", "请先在“人员网格 → 人员”里登记。")
    person = Person(name=name, role=PATROLLER, pinyin=search.key(name)[0])
    session.add(person)
    session.flush()
    return person
