"""The whole file of one employer: its fields and every ledger, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.employer import Employer, LegalEntity, StatusChange
from db.models.everything import Table
from db.models.ledger import Declaration, HealthExam, TestClass, TestReport, TestResult, Training
from db.models.paperwork import Attachment
from db.models.place import Area
from db.models.verdict import ManagementGrade, RiskAssessment


@dataclass(frozen=True, slots=True)
class EmployerFile:
    """Everything kept about one employer: field values by column name, and its ledgers as lists of plain dicts."""

    id: int
    name: str
    village: str | None
    fields: dict[str, Any]
    ledgers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


_FILED = (
    "db.models.hazard",
    "db.models.ledger",
    "db.models.conduct",
    "db.models.finding",
)  # every table of these is part of the file
LEDGERS: dict[str, Any] = {
    mapper.class_.__tablename__: mapper.class_
    for mapper in sorted(Table.registry.mappers, key=lambda mapper: str(mapper.local_table))
    if mapper.class_.__module__ in _FILED and "employer_id" in mapper.class_.__table__.columns
} | {
    "status_change": StatusChange,
    "management_grade": ManagementGrade,
    "risk_assessment": RiskAssessment,
    "attachment": Attachment,
}
OF_REPORT: dict[str, Any] = {"test_class": TestClass, "test_result": TestResult}
NEWEST_FIRST = {
    "status_change": StatusChange.since,
    "declaration": Declaration.declared_on,
    "test_report": TestReport.tested_on,
    "health_exam": HealthExam.year,
    "training": Training.trained_on,
    "management_grade": ManagementGrade.graded_on,
}
AS_WRITTEN = ("exposure", "hazard_class")  # in the order they were entered


def detail(session: Session, employer_id: int) -> EmployerFile | None:
    """The whole file of one employer; None if it is no longer there."""
    found = session.execute(
        select(Employer, Area.name, LegalEntity.name)
        .outerjoin(Area, Employer.area_id == Area.id)
        .outerjoin(LegalEntity, Employer.legal_entity_id == LegalEntity.id)
        .where(Employer.id == employer_id)
    ).one_or_none()
    if found is None:
        return None
    employer, village, entity = found
    fields = _plain(employer)
    fields["village"], fields["legal_entity"] = village, entity
    ledgers: dict[str, list[dict[str, Any]]] = {}
    for name, model in LEDGERS.items():
        order = NEWEST_FIRST.get(name, model.id)
        query = select(model).where(model.employer_id == employer_id)
        query = query.order_by(model.id) if name in AS_WRITTEN else query.order_by(order.desc(), model.id.desc())
        ledgers[name] = [_plain(row) for row in session.scalars(query)]
    reports = [row["id"] for row in ledgers["test_report"]]
    for name, model in OF_REPORT.items():
        query = select(model).where(model.report_id.in_(reports)).order_by(model.id)
        ledgers[name] = [_plain(row) for row in session.scalars(query)]
    return EmployerFile(employer.id, employer.name, village, fields, ledgers)


def _plain(row: Table) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns if column.computed is None}
