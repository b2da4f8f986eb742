"""Who does the work: staff, their trainings, who answers for what, who is away, and who goes out together."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Float, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Code, Day, Key, Line, Name, Table
from db.models.employer import OF_EMPLOYER
from db.models.place import OF_AREA

OF_PERSON = "person.id"


class Person(Table):
    """Somebody who works for the township. Those who left stay: what they did still has their name."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("ended_on >= started_on", name="ends_after_start"),)

    id: Mapped[Key]
    name: Mapped[Name]
    role: Mapped[Code | None]  # 分管领导 负责人 协管员 网格员 村医 村干部
    post: Mapped[Name | None]  # 职务, as written
    employment: Mapped[Code | None]  # 专职 兼职
    phone: Mapped[Name | None]
    card_no: Mapped[Code | None]  # 工作证号
    started_on: Mapped[Day | None]
    ended_on: Mapped[Day | None]  # the last day of work
    note: Mapped[Line | None]
    pinyin: Mapped[Line | None]  # None: written by an upgrade; made when the person is next changed


class PersonTraining(Table):
    """A business training, or a meeting held as one, that somebody of the staff took part in."""

    __tablename__ = "person_training"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey(OF_PERSON, ondelete="CASCADE"), index=True)
    trained_on: Mapped[Day]
    title: Mapped[Name]
    hours: Mapped[float | None] = mapped_column(Float)
    organiser: Mapped[Name | None]
    certificate_no: Mapped[Name | None]
    expires_on: Mapped[Day | None]


class Assignment(Table):
    """定人定岗定责: a person answers for an area with all below it, or for one employer."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("(area_id IS NULL) <> (employer_id IS NULL)", name="one_object"),
        CheckConstraint("until >= since", name="ends_after_start"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey(OF_PERSON, ondelete="CASCADE"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey(OF_AREA, ondelete="CASCADE"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    role: Mapped[Code]  # 责任人 协助
    charge: Mapped[Line | None]  # 定责: what exactly, when it is not everything
    since: Mapped[Day | None]  # None: from the beginning
    until: Mapped[Day | None]  # the last day; None: still


class Absence(Table):
    """Whole days on which a person cannot go out, both included."""

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("last_on >= first_on", name="ends_after_start"),)

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey(OF_PERSON, ondelete="CASCADE"), index=True)
    kind: Mapped[Code]  # 休假 病假 学习培训 其他工作
    first_on: Mapped[Day]
    last_on: Mapped[Day]
    note: Mapped[Line | None]


class Crew(Table):
    """巡查小组: one or two people who go out together, with what they can do on a day."""

    __tablename__ = "crew"
    __table_args__ = (
        CheckConstraint("minutes_a_day >= 0", name="minutes_a_day"),
        CheckConstraint("visits_a_day >= 0", name="visits_a_day"),
        CheckConstraint("until >= since", name="ends_after_start"),
    )

    id: Mapped[Key]
    name: Mapped[Name]
    since: Mapped[Day | None]
    until: Mapped[Day | None]
    minutes_a_day: Mapped[int | None]  # outside, travel included; None: as in patrol.toml
    visits_a_day: Mapped[int | None]  # None: as in patrol.toml
    base_area_id: Mapped[int | None] = mapped_column(ForeignKey(OF_AREA, ondelete="SET NULL"), index=True)
    base: Mapped[Name | None]  # the place they start from, as written
    longitude: Mapped[float | None] = mapped_column(Float)
    latitude: Mapped[float | None] = mapped_column(Float)
    note: Mapped[Line | None]


class CrewMember(Table):
    """Who belongs to a crew, and since when."""

    __tablename__ = "crew_member"
    __table_args__ = (CheckConstraint("until >= since", name="ends_after_start"),)

    id: Mapped[Key]
    crew_id: Mapped[int] = mapped_column(ForeignKey("crew.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(OF_PERSON, ondelete="CASCADE"), index=True)
    since: Mapped[Day | None]
    until: Mapped[Day | None]
