"""Every model in one place, so that the metadata is whole when it is asked for."""

from db.models.columns import Table
from db.models.conduct import (
    DiseaseCount,
    EquipmentIssue,
    HealthOfficer,
    Honour,
    Incident,
    JobChange,
    LabourAgency,
    OutsideCheck,
    Programme,
    ProtectiveFacility,
    WarningSign,
)
from db.models.draw import Draw
from db.models.duty import CalendarDay, ChangeEvent, Leaver, Urging
from db.models.employer import Employer, LegalEntity, StatusChange
from db.models.finding import Finding, FindingStep
from db.models.grading import GradeNote, GradeOverride, RuleAdoption, RuleChoice, RuleConfirmation, RulePack, SelfCheck
from db.models.hazard import Exposure, HazardClass
from db.models.ledger import (
    Commitment,
    ConstructionProject,
    Declaration,
    HealthExam,
    LabourStanding,
    TestClass,
    TestReport,
    TestResult,
    TrainedPerson,
    Training,
)
from db.models.operation import JournalRow, Operation
from db.models.paperwork import Attachment, HeadingMap, ImportBatch, ReportIssue
from db.models.patrol import Campaign, CampaignEmployer, PatrolPlan, PatrolRule, Visit, VisitRequest
from db.models.people import Absence, Assignment, Crew, CrewMember, Person, PersonTraining
from db.models.place import Area, AreaBlocked, AreaDistance, AreaHistory, Township
from db.models.restricted import Patient, PatientVisit, RestrictedKey
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
    "DiseaseCount",
    "Draw",
    "Employer",
    "EquipmentIssue",
    "Exposure",
    "FieldCheck",
    "Finding",
    "FindingStep",
    "GradeNote",
    "GradeOverride",
    "HazardClass",
    "HeadingMap",
    "HealthExam",
    "HealthOfficer",
    "Honour",
    "ImportBatch",
    "Incident",
    "JobChange",
    "JournalRow",
    "LabourAgency",
    "LabourStanding",
    "Leaver",
    "LegalEntity",
    "ManagementGrade",
    "Merger",
    "NotDuplicate",
    "Operation",
    "OutsideCheck",
    "Patient",
    "PatientVisit",
    "PatrolPlan",
    "PatrolRule",
    "Person",
    "PersonTraining",
    "Programme",
    "ProtectiveFacility",
    "ReportIssue",
    "RestrictedKey",
    "RiskAssessment",
    "RuleAdoption",
    "RuleChoice",
    "RuleConfirmation",
    "RulePack",
    "SavedView",
    "SelfCheck",
    "StatusChange",
    "Table",
    "TestClass",
    "TestReport",
    "TestResult",
    "Township",
    "TrainedPerson",
    "Training",
    "Urging",
    "Visit",
    "VisitRequest",
    "WarningSign",
]
