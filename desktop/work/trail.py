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
from desktop.work import register

LABELS = {
    "name": "单位名称", "credit_code": "统一社会信用代码", "area_id": "所属村", "status": "状态", "address": "地址",
    "size": "规模", "industry_written": "行业", "legal_person": "法定代表人", "contact": "联系人", "phone": "联系电话",
    "staff": "从业人员", "outsourced": "外包人员", "dispatched": "派遣人员", "exposed_workers": "接害人数",
    "verified_on": "核实日期", "remark": "备注", "level": "风险等级", "combined": "综合类别", "management": "管理等级",
    "grade": "管理等级", "declared_on": "申报日期", "tested_on": "检测日期", "written": "危害因素", "workers": "人数",
    "examined": "实检人数", "due": "应检人数", "legal_person_phone": "法人电话", "leader": "主要负责人",
    "status_since": "状态起始", "registered_on": "建档日期", "points": "检测点数", "points_over": "超标点数",
    "economic_type": "经济类型", "registered_address": "注册地址", "products": "主要产品", "officers_full_time": "专职管理人员",
    "officers_part_time": "兼职管理人员", "because": "分级理由", "trained_on": "培训日期", "signed_on": "签订日期",
}  # fmt: skip
TABLES = {
    "employer": "企业", "exposure": "危害因素", "declaration": "申报", "test_report": "检测", "health_exam": "体检",
    "training": "培训", "risk_assessment": "分级", "management_grade": "管理等级", "hazard_class": "危害类别",
    "status_change": "状态", "commitment": "承诺书", "labour_standing": "合同保险", "construction_project": "建设项目",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trace:
    """One operation as far as it touched this employer. `lines`: “接害人数：12 → 62”."""

    number: int
    at: datetime
    said: str
    undone: bool
    lines: tuple[str, ...]


def of_employer(session: Session, employer_id: int, limit: int = 50) -> list[Trace]:
    """The latest operations that touched an employer or its ledgers, newest first."""
    touched = [and_(JournalRow.tbl == "employer", JournalRow.key == employer_id)]
    for table, model in register.LEDGERS.items():
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
    found: dict[int, tuple[Operation, list[str]]] = {}
    for operation, tbl, before, after in session.execute(query):
        lines = found.setdefault(operation.id, (operation, []))[1]
        lines += _lines(tbl, json.loads(before or "{}"), json.loads(after or "{}"))
    return [
        Trace(row.id, row.at, row.said, row.undone_by is not None, tuple(dict.fromkeys(lines)))
        for row, lines in list(found.values())[:limit]
    ]


def _lines(tbl: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    if not before and tbl == "employer":
        yield "建档"
        return
    verb = "" if before else "新增"
    for key, now in after.items():
        was = before.get(key)
        if key in LABELS and was != now:
            place = "" if tbl == "employer" else f"{verb}{TABLES.get(tbl, '')} "
            yield (
                f"{place}{LABELS[key]}：{_shown(was)} → {_shown(now)}"
                if before
                else f"{place}{LABELS[key]} {_shown(now)}"
            )
    if before and not after:
        yield f"删除{TABLES.get(tbl, '记录')}"


def _shown(value: object) -> str:
    return "未登记" if value is None else str(value)
