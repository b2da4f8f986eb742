"""Every model in one place, so that the metadata is whole when it is asked for."""

from db.models.columns import Table
from db.models.employer import Employer, LegalEntity, StatusChange
from db.models.hazard import Exposure, HazardClass, Post, Workshop
from db.models.ledger import (
    Commitment,
    ConstructionProject,
    Declaration,
    HealthExam,
    LabourStanding,
    TestReport,
    TestResult,
    Training,
)
from db.models.operation import JournalRow, Operation
from db.models.paperwork import Attachment, HeadingMap, ImportBatch, ReportIssue
from db.models.place import Area, Township
from db.models.verdict import ManagementGrade, RiskAssessment

__all__ = [
    "Area",
    "Attachment",
    "Commitment",
    "ConstructionProject",
    "Declaration",
    "Employer",
    "Exposure",
    "HazardClass",
    "HeadingMap",
    "HealthExam",
    "ImportBatch",
    "JournalRow",
    "LabourStanding",
    "LegalEntity",
    "ManagementGrade",
    "Operation",
    "Post",
    "ReportIssue",
    "RiskAssessment",
    "StatusChange",
    "Table",
    "TestReport",
    "TestResult",
    "Township",
    "Training",
    "Workshop",
]
