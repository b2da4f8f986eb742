"""What stands in one column of the register: each value with its count, for the filter menu; and where nothing does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import search
from db.models.employer import Employer
from db.models.place import Area
from desktop.work import register
from desktop.work.register import EmployerRow, Query

# Columns that have a filter of their own in Query.
OWN = {"village": "villages", "status": "statuses", "level": "levels", "combined": "combined",
       "management": "managements"}  # fmt: skip
GRADED = ("level", "combined", "management")
MOST = 2_000  # values: more are no list to choose from


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a column. value: as Query wants it; label: None for nothing; keys: pinyin to search by."""

    value: Any
    label: str | None
    keys: str
    count: int


def can_filter(key: str) -> bool:
    """Whether a column of this key has a list of values."""
    return key in OWN or key in register.CELLS


def chosen(query: Query, key: str) -> tuple[Any, ...]:
    """The values of a column that are asked for at present; empty for all."""
    if key in OWN:
        return tuple(getattr(query, OWN[key]))
    return tuple(value for of, value in query.cells if of == key)


def narrowed(query: Query, key: str, values: tuple[Any, ...]) -> Query:
    """The query with other values of one column; none for all."""
    if key in OWN:
        return replace(query, **{OWN[key]: values})  # type: ignore[arg-type]
    others = tuple(pair for pair in query.cells if pair[0] != key)
    return replace(query, cells=(*others, *((key, value) for value in values)))


def values(session: Session, query: Query, key: str) -> list[Value]:
    """The values of a column among the employers that meet all other conditions, the most frequent first."""
    matching = register.matching(session, narrowed(query, key, ()))
    column = Employer.area_id if key == "village" else register.SORTS[key] if key in OWN else register.cell(key)
    counted = select(column, func.count()).where(Employer.id.in_(matching)).group_by(column).select_from(Employer)
    if key in GRADED:
        counted = register.with_newest_assessment(counted)
    found = session.execute(counted.order_by(func.count().desc()).limit(MOST)).all()
    names = {number: name for number, name in session.execute(select(Area.id, Area.name))} if key == "village" else {}
    return [_value(key, value, names.get(value, value), count) for value, count in found]


def nothing(session: Session, key: str) -> frozenset[int] | None:
    """The ids with nothing in a column; None where one question does not tell it."""
    if key not in OWN and key not in register.CELLS:
        return frozenset() if key == "name" else None
    column = Employer.area_id if key == "village" else register.SORTS[key]
    wanted = select(Employer.id).where(column.is_(None))
    return frozenset(session.scalars(register.with_newest_assessment(wanted) if key in GRADED else wanted))


def with_fields(session: Session, rows: Mapping[int, EmployerRow], columns: Sequence[str]) -> dict[int, EmployerRow]:
    """These lines with further columns of the employers, as they are now."""
    query = select(Employer.id, *(getattr(Employer, column) for column in columns)).where(Employer.id.in_(rows))
    more = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in session.execute(query)}
    return {number: replace(row, more=more.get(number, {})) for number, row in rows.items()}


def _value(key: str, value: object, label: object, count: int) -> Value:
    if value is None and key in GRADED:
        return Value(register.UNGRADED, register.UNGRADED, "", count)
    words = None if label is None else str(label)
    return Value(value, words, search.key(words)[0] if words else "", count)
