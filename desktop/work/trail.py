"""Who changed this number: the operations that touched one employer, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Date, and_, or_, select
from sqlalchemy.orm import Session

from db.models.columns import Table
from db.models.operation import JournalRow, Operation
from db.models.upkeep import Merger
from desktop.rules.ledger_forms import LedgerForm
from desktop.rules.tables import Rulebook
from desktop.work import editing, employer_file, ledger_cells

# Of tables that are no ledger a person fills in.
LABELS = {
    "level": "风险等级", "combined": "综合类别", "management": "管理等级", "because": "分级理由", "grade": "管理等级",
    "status": "状态", "since": "起始日期", "reason": "原因",
}  # fmt: skip
TABLES = {"employer": "企业", "risk_assessment": "分级", "management_grade": "管理等级", "status_change": "状态"}


@dataclass(frozen=True, slots=True)
class Trace:
    """One operation as far as it touched this employer. `lines`: “接害人数：12 → 62”."""

    number: int
    at: datetime
    said: str
    undone: bool
    lines: tuple[str, ...]


def of_employer(session: Session, employer_id: int, rulebook: Rulebook, limit: int = 50) -> list[Trace]:
    """The latest operations that touched an employer or its ledgers, newest first."""
    merged = session.scalars(select(Merger.former_id).where(Merger.employer_id == employer_id))
    touched = [and_(JournalRow.tbl == "employer", JournalRow.key.in_([employer_id, *merged]))]
    for table, model in employer_file.LEDGERS.items():
        keys = list(session.scalars(select(model.id).where(model.employer_id == employer_id)))
        if keys and table != "attachment":
            touched.append(and_(JournalRow.tbl == table, JournalRow.key.in_(keys)))
    query = (
        select(Operation, JournalRow.tbl, JournalRow.before, JournalRow.after)
        .join(JournalRow, JournalRow.operation_id == Operation.id)
        .where(or_(*touched))
        .order_by(Operation.id.desc(), JournalRow.id)
        .limit(limit * 20)
    )
    tell = _Telling(session, rulebook)
    found: dict[int, tuple[Operation, list[str]]] = {}
    for operation, tbl, before, after in session.execute(query):
        lines = found.setdefault(operation.id, (operation, []))[1]
        lines += tell.lines(tbl, json.loads(before or "{}"), json.loads(after or "{}"))
    return [
        Trace(row.id, row.at, row.said, row.undone_by is not None, tuple(dict.fromkeys(lines)))
        for row, lines in list(found.values())[:limit]
    ]


class _Telling:
    """Row images as sentences, in the words of the card."""

    def __init__(self, session: Session, rulebook: Rulebook) -> None:
        self._session, self._rulebook = session, rulebook
        self._fields = {field.column: field for field in rulebook.fields.values()}

    def lines(self, tbl: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
        if not before and tbl == "employer":
            yield "建档"
            return
        form = self._rulebook.ledgers.get(tbl)
        name = form.label if form else TABLES.get(tbl, "记录")
        if before and not after:
            yield f"删除{name}{self._called(form, before)}"
            return
        place = "" if tbl == "employer" else f"{name}{self._called(form, after)} " if before else f"新增{name} "
        for key, now in after.items():
            was = before.get(key)
            label = self._label(tbl, key)
            if label is None or was == now:
                continue
            told = self._shown(tbl, key, after)
            yield f"{place}{label}：{self._shown(tbl, key, before)} → {told}" if before else f"{place}{label} {told}"

    def _called(self, form: LedgerForm | None, image: dict[str, Any]) -> str:
        """Which line of a ledger it is: by its date and kind, or its name."""
        called = ledger_cells.name_of(form, _row(form.key, image), self._rulebook) if form else ""
        return f"（{called}）" if called else ""

    def _label(self, tbl: str, key: str) -> str | None:
        if tbl == "employer":
            return self._fields[key].label if key in self._fields else None
        if tbl in self._rulebook.ledgers:
            found = self._rulebook.ledgers[tbl].field(key)
            return found.label if found else None
        return LABELS.get(key)

    def _shown(self, tbl: str, key: str, image: dict[str, Any]) -> str:
        value = image.get(key)
        if tbl == "employer":
            return editing.shown(self._session, self._fields[key], value, self._rulebook)
        if value is None:
            return editing.UNKNOWN
        form = self._rulebook.ledgers.get(tbl)
        found = form.field(key) if form else None
        told = ledger_cells.shown(found, _row(tbl, image), self._rulebook) if found else None
        return str(value) if told is None else told


def _row(tbl: str, image: dict[str, Any]) -> SimpleNamespace:
    """A row image with its dates as dates; what it does not hold is unknown."""
    columns = Table.metadata.tables[tbl].c
    held: dict[str, Any] = dict.fromkeys(columns.keys())
    for key, value in image.items():
        dated = key in columns and isinstance(columns[key].type, Date) and isinstance(value, str)
        held[key] = date.fromisoformat(value[:10]) if dated else value
    return SimpleNamespace(**held)
