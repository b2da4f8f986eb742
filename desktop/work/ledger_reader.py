"""Reading what is known of many employers: one table at a time, for all of them or for those wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Executable, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.models.employer import Employer, StatusChange
from db.models.hazard import Exposure, HazardClass
from db.portions import few

Groups = dict[int, list[Any]]
Make = Callable[..., Any]
Columns = tuple[Any, ...]
Condition = ColumnElement[bool]


class Reader:
    """Reads one table at a time, for all employers or for those wanted."""

    def __init__(self, session: Session, ids: Sequence[int] | None) -> None:
        self._session = session
        self.few = list(ids) if few(ids) else None
        self._wanted = None if ids is None else frozenset(ids)

    def employers(self, *columns: InstrumentedAttribute[Any]) -> Iterable[Any]:
        """Rows of the employers themselves, the number first, in page order."""
        query = select(*columns).where(self.of(Employer.id)).order_by(Employer.sort_key, Employer.id)
        found = self.rows(query)
        return found if self._wanted is None else (row for row in found if row[0] in self._wanted)

    def of(self, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        """The condition that narrows a statement to the employers wanted."""
        return column.in_(self.few) if self.few is not None else column.is_not(None)

    def by(self, columns: Columns, *where: Condition, order: Any = None) -> Groups:  # noqa: ANN401
        """Tuples of `columns` after the first, which is the employer, grouped by it."""
        return self.made(lambda *values: values, columns, *where, order=order)

    def made(
        self,
        make: Make,
        columns: Columns,
        *where: Condition,
        order: Any = None,  # noqa: ANN401
        newest: bool = False,
    ) -> Groups:
        """`make` of every row, grouped by employer, the first of `columns`.

        newest: one row for each employer, that of the max() among the columns: SQLite takes the rest from its row.
        """
        query = select(*columns).where(self.of(columns[0]), *where)
        if newest:
            query = query.group_by(columns[0])
        if order is not None:
            query = query.order_by(order)
        groups: Groups = {}
        for row in self.rows(query):
            key, made = row[0], make(*row[1:])
            if key in groups:
                groups[key].append(made)
            else:
                groups[key] = [made]
        return groups

    @cached_property
    def statuses(self) -> Groups:
        """(since, status) by date, of employers that have more than one."""
        several = select(StatusChange.employer_id).group_by(StatusChange.employer_id).having(func.count() > 1)
        wanted = self.of(StatusChange.employer_id)
        return self.by(
            (StatusChange.employer_id, StatusChange.since, StatusChange.status),
            StatusChange.employer_id.in_(several.where(wanted)),
            order=StatusChange.since,
        )

    @cached_property
    def classes(self) -> Groups:
        """(present, workers) of the hazard classes of employers without an exposure."""
        named = select(Exposure.employer_id).where(self.of(Exposure.employer_id))
        return self.by(
            (HazardClass.employer_id, HazardClass.present, HazardClass.workers), HazardClass.employer_id.not_in(named)
        )

    def rows(self, query: Executable) -> Sequence[Any]:
        """Plain rows: no entity is wanted, and the detour through the mapper costs half."""
        return self._session.connection().execute(query).all()


def hazardous(named: bool, workers: int | None, classes: Sequence[tuple[bool | None, int | None]]) -> bool | None:
    """As the figures count it: named, present, or somebody exposed; denied only where it was said so."""
    if named or workers or any(present or heads for present, heads in classes):
        return True
    denied = bool(classes) and all(present is False for present, _ in classes)
    return False if denied or workers == 0 else None
