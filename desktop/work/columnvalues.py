"""What stands in one column of the register: each value with its count, for the filter menu; and where nothing does."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import search
from db.models.employer import Employer
from db.models.hazard import Exposure
from db.models.place import Area
from desktop.rules.tables import Rulebook
from desktop.work import duties_board, register
from desktop.work.register import EmployerRow, Query

# Columns that have a filter of their own in Query.
OWN = {"village": "villages", "status": "statuses", "level": "levels", "combined": "combined",
       "management": "managements", "factors": "factors"}  # fmt: skip
GRADED = ("level", "combined", "management")
MOST = 2_000  # values: more are no list to choose from
EMPTY = "空白"
UNLISTED = frozenset({"", "name", "completeness"})  # every cell another, or not kept
_DAY = re.compile(r"(\d{4}-\d{2})-\d{2}")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a column. value: as Query wants it; label: None for nothing; keys: pinyin to search by."""

    value: Any
    label: str | None
    keys: str
    count: int


def can_filter(key: str) -> bool:
    """Whether a column of this key has a list of values."""
    return key not in UNLISTED


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


def values(session: Session, query: Query, key: str, book: Rulebook) -> list[Value]:
    """The values of a column among the employers that meet all other conditions, the most frequent first."""
    matching = register.matching(session, narrowed(query, key, ()))
    number = func.count(func.distinct(Employer.id))
    column = _own(key) if key in OWN else register.cell(key)
    counted = select(column, number).where(Employer.id.in_(matching)).group_by(column).select_from(Employer)
    if key == "factors":
        counted = counted.outerjoin(Exposure, Exposure.employer_id == Employer.id)
    if key in GRADED:
        counted = register.with_newest_assessment(counted)
    if register.tells_duties(key):
        duties_board.of(session).sorting(session)
    found = session.execute(counted.order_by(number.desc()).limit(MOST)).all()
    names = {number: name for number, name in session.execute(select(Area.id, Area.name))} if key == "village" else {}
    told = ((value, names.get(value) or label(book, key, value), count) for value, count in found)
    return [_value(key, value, words, count) for value, words, count in told]


def label(book: Rulebook, key: str, value: Any) -> str:  # noqa: ANN401 - whatever a column holds
    """A value as the menu and the chip of a condition name it."""
    if value is None:
        return EMPTY
    if key == "factors":
        return next((factor.name for factor in book.factors if factor.code == value), str(value))
    field = book.fields.get(key)
    if field is not None and field.kind == "code":
        return book.codes.label(field.list or "", str(value))
    if field is not None and field.kind == "yes_no":
        return "是" if value in ("1", "true") else "否"
    return str(value).removesuffix(".0") if field is not None and field.kind == "number" else str(value)


def grouped(text: str | None) -> str | None:
    """The text of a cell as menus list it: of a day its month, None for nothing."""
    day = _DAY.fullmatch(text or "")
    return day[1] if day else (text or None)


def order(text: str) -> tuple[float, str]:
    """What texts of one column are sorted by: numbers by their size, before words by their pinyin."""
    try:
        return float(text), ""
    except ValueError:
        return math.inf, search.key(text)[1]


def listed(counts: Mapping[str | None, int]) -> list[Value]:
    """Texts that were counted, as values to choose from, the most frequent first."""
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0] or ""))
    return [_value("", text, text, count) for text, count in most[:MOST]]


def _own(key: str) -> Any:  # noqa: ANN401 - a column of any type
    """What the filter of a column asks for."""
    return {"village": Employer.area_id, "factors": Exposure.factor_code}.get(key, register.SORTS.get(key))


def nothing(session: Session, key: str) -> frozenset[int] | None:
    """The ids with nothing in a column; None where one question does not tell it."""
    if key == "name":
        return frozenset()
    if not can_filter(key) or register.tells_duties(key):
        return None
    if key == "factors":
        return frozenset(session.scalars(select(Employer.id).where(register.STATES["危害因素未登记"])))
    column = Employer.area_id if key == "village" else register.column_of(key)
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
    words = None if value is None else str(label)
    return Value(value, words, search.key(words)[0] if words else "", count)
