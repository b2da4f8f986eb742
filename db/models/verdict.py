"""What was judged, with the edition and the inputs it was judged by."""

from __future__ import annotations

from sqlalchemy import Float, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Code, Day, Json, Key, Line, Long, Table
from db.models.employer import OF_EMPLOYER


class ManagementGrade(Table):
    """职业卫生管理等级 A/B/C or the score behind it, entered with its source."""

    __tablename__ = "management_grade"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    graded_on: Mapped[Day]
    grade: Mapped[Code]
    score: Mapped[float | None] = mapped_column(Float)
    edition: Mapped[Code]
    source: Mapped[Line | None]  # 企业自查表, 县局通知 …


class RiskAssessment(Table):
    """One verdict, kept as it was given. A class letter means nothing without its edition."""

    __tablename__ = "risk_assessment"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    assessed_on: Mapped[Day]
    edition: Mapped[Code]
    level: Mapped[Code | None]  # Ⅰ Ⅱ Ⅲ; None: cannot be graded yet
    management: Mapped[Code | None]
    score: Mapped[float | None] = mapped_column(Float)
    combined: Mapped[Code | None]  # 甲 乙 丙, as this edition orders them
    nature: Mapped[Code | None]
    exposure: Mapped[Code | None]
    because: Mapped[Long]
    inputs: Mapped[Json]
    missing: Mapped[Json]
    unconfirmed: Mapped[bool]
    source: Mapped[Line | None]
