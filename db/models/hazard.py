"""Hazards of an employer: classes with heads, and the factors, workshop by workshop and post by post."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Float, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Code, Key, Line, Name, Table
from db.models.employer import OF_EMPLOYER


class HazardClass(Table):
    """One of the six hazard classes at one employer. Heads may overlap between classes: never sum them to a total."""

    __tablename__ = "hazard_class"
    __table_args__ = (UniqueConstraint("employer_id", "hazard_class"), CheckConstraint("workers >= 0", name="workers"))

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"))
    hazard_class: Mapped[Code]
    present: Mapped[bool | None]  # None: nobody has said
    workers: Mapped[int | None]


class Exposure(Table):
    """One factor at one employer, at one post when it is known. Heads overlap between factors: never sum them.

    The line without workshop and post speaks of the whole employer: “噪声 35 人” of a list is kept there.
    """

    __tablename__ = "exposure"
    __table_args__ = (CheckConstraint("workers >= 0", name="workers"),)

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    workshop: Mapped[Name | None]  # 车间或作业场所
    post: Mapped[Name | None]  # 岗位或工种
    written: Mapped[Name]  # as the list has it
    factor_code: Mapped[Code | None] = mapped_column(index=True)  # None: not in the catalogue under this name
    workers: Mapped[int | None]
    women: Mapped[int | None]
    hours_per_shift: Mapped[float | None] = mapped_column(Float)
    job_grade: Mapped[Code | None]
    noise_level: Mapped[float | None] = mapped_column(Float)  # LEX,8h in dB(A)
    work_mode: Mapped[Line | None]  # 作业方式、设备状态、频次
    possible_disease: Mapped[Name | None]
    high_toxic: Mapped[bool | None]
    carcinogenic: Mapped[bool | None]
    acute: Mapped[bool | None]  # 可能急性中毒
