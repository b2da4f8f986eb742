"""Who changed this number: the operations that touched one employer, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from db.models.operation import JournalRow, Operation
from db.models.upkeep import Merger
from desktop.rules.tables import Rulebook
from desktop.work import editing, employer_file

LEDGER_LABELS = {
    "level": "风险等级", "combined": "综合类别", "management": "管理等级", "because": "分级理由", "grade": "管理等级",
    "declared_on": "申报日期", "tested_on": "检测日期", "points": "检测点数", "points_over": "超标点数",
    "written": "危害因素", "workers": "人数", "examined": "实检人数", "due": "应检人数", "trained_on": "培训日期",
    "signed_on": "签订日期", "status": "状态", "since": "起始日期", "hazard_class": "危害类别", "present": "有无",
}  # fmt: skip
TABLES = {
    "employer": "企业", "exposure": "危害因素", "declaration": "申报", "test_report": "检测", "health_exam": "体检",
    "training": "培训", "risk_assessment": "分级", "management_grade": "管理等级", "hazard_class": "危害类别",
    "status_change": "状态", "commitment": "承诺书", "labour_standing": "合同保险", "construction_project": "建设项目",
}  # fmt: skip


# What a new line of a ledger is told apart by.
TOLD_BY = ("declared_on", "tested_on", "year", "trained_on", "level", "grade", "written", "hazard_class", "status",
           "signed_on", "counted_on", "name")  # fmt: skip


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
        if before and not after:
            yield f"删除{TABLES.get(tbl, '记录')}"
        for key, now in after.items():
            was = before.get(key)
            label = self._label(tbl, key)
            if label is None or was == now:
                continue
            place = "" if tbl == "employer" else f"{'' if before else '新增'}{TABLES.get(tbl, '')} "
            told = self._shown(tbl, key, now)
            yield f"{place}{label}：{self._shown(tbl, key, was)} → {told}" if before else f"{place}{label} {told}"

    def _label(self, tbl: str, key: str) -> str | None:
        if tbl == "employer":
            return self._fields[key].label if key in self._fields else None
        return LEDGER_LABELS.get(key)

    def _shown(self, tbl: str, key: str, value: object) -> str:
        if tbl == "employer":
            return editing.shown(self._session, self._fields[key], value, self._rulebook)
        return editing.UNKNOWN if value is None else str(value)
