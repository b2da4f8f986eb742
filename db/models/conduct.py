"""What an employer does and has, line by line: officers, protection, labour of others, what others found."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Float, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Code, Day, Key, Line, Name, Precision, Table
from db.models.employer import OF_EMPLOYER


class HealthOfficer(Table):
    """A person who answers for occupational health: 分管负责人, 机构负责人, 管理人员."""

    __tablename__ = "health_officer"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    role: Mapped[Code]
    name: Mapped[Name]
    title: Mapped[Name | None]
    office_phone: Mapped[Name | None]
    mobile: Mapped[Name | None]
    education: Mapped[Code | None]
    major: Mapped[Name | None]
    trained_on: Mapped[Day | None]
    certificate_no: Mapped[Name | None]


class ProtectiveFacility(Table):
    """职业病防护设施."""

    __tablename__ = "protective_facility"
    __table_args__ = (CheckConstraint("number >= 0", name="number"),)

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    name: Mapped[Name]
    model: Mapped[Name | None]
    place: Mapped[Name | None]
    factors: Mapped[Name | None]
    number: Mapped[int | None]
    in_use_on: Mapped[Day | None]
    serviced_on: Mapped[Day | None]
    service: Mapped[Line | None]
    serviced_by: Mapped[Name | None]
    effective: Mapped[bool | None]


class EquipmentIssue(Table):
    """个人防护用品 handed out at one post."""

    __tablename__ = "equipment_issue"
    __table_args__ = (CheckConstraint("number >= 0", name="number"),)

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    name: Mapped[Name]
    post: Mapped[Name | None]
    model: Mapped[Name | None]
    cycle: Mapped[Name | None]
    number: Mapped[int | None]
    issued_on: Mapped[Day | None]
    received_by: Mapped[Name | None]
    worn: Mapped[bool | None]


class WarningSign(Table):
    """警示标识 or 告知卡 at one post."""

    __tablename__ = "warning_sign"
    __table_args__ = (CheckConstraint("number >= 0", name="number"),)

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    kind: Mapped[Code]
    name: Mapped[Name | None]
    post: Mapped[Name | None]
    number: Mapped[int | None]
    placed_on: Mapped[Day | None]
    maintained_on: Mapped[Day | None]


class LabourAgency(Table):
    """A unit whose people work here: 劳务派遣 or 外包."""

    __tablename__ = "labour_agency"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    kind: Mapped[Code]
    name: Mapped[Name]
    credit_code: Mapped[str | None] = mapped_column(String(18))
    qualification: Mapped[Name | None]
    work: Mapped[Line | None]
    heads: Mapped[int | None]
    women: Mapped[int | None]
    exposed: Mapped[int | None]
    since: Mapped[Day | None]
    until: Mapped[Day | None]
    told: Mapped[bool | None]  # contracts tell the hazards


class JobChange(Table):
    """A worker whose post changed, and when the new hazards were told."""

    __tablename__ = "job_change"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    name: Mapped[Name]
    former_post: Mapped[Name | None]
    post: Mapped[Name | None]
    changed_on: Mapped[Day | None]
    told_on: Mapped[Day | None]
    hazards: Mapped[Line | None]


class OutsideCheck(Table):
    """A check by somebody else (county, city, another bureau), with what followed."""

    __tablename__ = "outside_check"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    checked_on: Mapped[Day]
    precision: Mapped[Precision]
    by: Mapped[Name | None]
    findings: Mapped[Line | None]
    document_no: Mapped[Name | None]
    penalty: Mapped[Line | None]
    fine: Mapped[float | None] = mapped_column(Float)  # 元
    rectified_on: Mapped[Day | None]


class Incident(Table):
    """A complaint or an accident."""

    __tablename__ = "incident"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    kind: Mapped[Code]
    happened_on: Mapped[Day]
    precision: Mapped[Precision]
    summary: Mapped[Line | None]
    injured: Mapped[int | None]
    outcome: Mapped[Line | None]
    closed_on: Mapped[Day | None]


class Honour(Table):
    """荣誉."""

    __tablename__ = "honour"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    name: Mapped[Name]
    granted_on: Mapped[Day | None]
    precision: Mapped[Precision]
    granted_by: Mapped[Name | None]


class Programme(Table):
    """专项治理, 帮扶, 示范: taken part in, in one year."""

    __tablename__ = "programme"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    kind: Mapped[Code]
    year: Mapped[int]
    outcome: Mapped[Line | None]


class DiseaseCount(Table):
    """职业病 newly diagnosed in a year, by kind."""

    __tablename__ = "disease_count"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    year: Mapped[int]
    kind: Mapped[Code]
    cases: Mapped[int | None]
