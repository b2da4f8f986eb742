"""Every model in one place, so that the metadata is whole when it is asked for."""

from db.models.columns import Table
from db.models.draw import Draw
from db.models.duty import CalendarDay, ChangeEvent, Leaver, Urging
from db.models.employer import Employer, LegalEntity, StatusChange
from db.models.finding import Finding, FindingStep
from db.models.grading import GradeNote, GradeOverride, RuleAdoption, RuleConfirmation, RulePack, SelfCheck
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
from db.models.patrol import Campaign, CampaignEmployer, PatrolPlan, PatrolRule, Visit, VisitRequest
from db.models.people import Absence, Assignment, Crew, CrewMember, Person, PersonTraining
from db.models.place import Area, AreaBlocked, AreaDistance, AreaHistory, Township
from db.models.upkeep import Binned, FieldCheck, Merger, NotDuplicate, SavedView
from db.models.verdict import ManagementGrade, RiskAssessment

__all__ = [
    "Absence",
    "Area",
    "AreaBlocked",
    "AreaDistance",
    "AreaHistory",
    "Assignment",
    "Attachment",
    "Binned",
    "CalendarDay",
    "Campaign",
    "CampaignEmployer",
    "ChangeEvent",
    "Commitment",
    "ConstructionProject",
    "Crew",
    "CrewMember",
    "Declaration",
    "Draw",
    "Employer",
    "Exposure",
    "FieldCheck",
    "Finding",
    "FindingStep",
    "GradeNote",
    "GradeOverride",
    "HazardClass",
    "HeadingMap",
    "HealthExam",
    "ImportBatch",
    "JournalRow",
    "LabourStanding",
    "Leaver",
    "LegalEntity",
    "ManagementGrade",
    "Merger",
    "NotDuplicate",
    "Operation",
    "PatrolPlan",
    "PatrolRule",
    "Person",
    "PersonTraining",
    "Post",
    "ReportIssue",
    "RiskAssessment",
    "RuleAdoption",
    "RuleConfirmation",
    "RulePack",
    "SavedView",
    "SelfCheck",
    "StatusChange",
    "Table",
    "TestReport",
    "TestResult",
    "Township",
    "Training",
    "Urging",
    "Visit",
    "VisitRequest",
    "Workshop",
]
