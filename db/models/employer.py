"""用人单位: one row per workplace, with what is asked about the whole of it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Computed, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Code, Day, Key, Line, Long, Name, Table

OF_EMPLOYER = "employer.id"

# What the search box looks through, in one column made by the database itself: one comparison a row instead of nine.
SEARCHED = ("name", "former_names", "credit_code", "phone", "contact", "legal_person", "address", "pinyin")


class LegalEntity(Table):
    """A legal person that has several workplaces, or whose seat is elsewhere."""

    __tablename__ = "legal_entity"

    id: Mapped[Key]
    name: Mapped[Name]
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    registered_address: Mapped[Line | None]
    legal_person: Mapped[Name | None]


class Employer(Table):
    """A workplace. Closed ones stay: past quarters must still add up.

    Headcounts are heads, each counted once; None is not counted, never 0. Heads per factor and per class live in
    `Exposure` and `HazardClass` and are never summed: one worker may meet several hazards.
    """

    __tablename__ = "employer"
    __table_args__ = (
        CheckConstraint("staff >= 0", name="staff"),
        CheckConstraint("exposed_workers >= 0", name="exposed_workers"),
        # Holds all that finding and ordering ask for, so that a search reads the index only, in page order.
        Index("ix_employer_page", "sort_key", "searched", "area_id"),
    )

    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(index=True)
    former_names: Mapped[Long | None]  # one a line
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)  # None: not seen yet, or unlicensed
    unlicensed: Mapped[bool | None]  # 无证照
    unlicensed_reason: Mapped[Line | None]
    old_registration_no: Mapped[Code | None]
    legal_entity_id: Mapped[int | None] = mapped_column(ForeignKey("legal_entity.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    registered_address: Mapped[Line | None]
    address: Mapped[Line | None]
    longitude: Mapped[float | None] = mapped_column(Float)  # degrees east, of the gate
    latitude: Mapped[float | None] = mapped_column(Float)
    status: Mapped[Code] = mapped_column(default="在营", index=True)
    status_since: Mapped[Day | None]
    status_reason: Mapped[Line | None]
    size: Mapped[Code | None]
    economic_type: Mapped[Code | None]
    unit_kind: Mapped[Code | None]
    industry_code: Mapped[Code | None]
    industry_written: Mapped[Name | None]
    more_industries: Mapped[Line | None]  # further codes, separated by “、”: the higher class counts
    industry_rows: Mapped[Line | None]  # rows of the list of 2021 that a person chose, separated by “；”
    star_solvents: Mapped[bool | None]  # glues, inks, cleaners or paints with benzene and the like are used
    industry_basis: Mapped[Line | None]  # what the choice rests on
    products: Mapped[Line | None]
    output: Mapped[float | None] = mapped_column(Float)  # a year, in `output_unit`
    output_unit: Mapped[Code | None]
    revenue: Mapped[float | None] = mapped_column(Float)  # 万元 a year
    assets: Mapped[float | None] = mapped_column(Float)  # 万元
    capital: Mapped[float | None] = mapped_column(Float)  # 万元
    campaign_tags: Mapped[Line | None]  # codes joined by 、
    opened_on: Mapped[Day | None]
    legal_person: Mapped[Name | None]
    legal_person_phone: Mapped[Name | None]
    leader: Mapped[Name | None]
    leader_phone: Mapped[Name | None]
    contact: Mapped[Name | None]
    phone: Mapped[Name | None] = mapped_column(index=True)
    more_contacts: Mapped[Long | None]  # further persons and numbers of the same cell, as written
    filled_by: Mapped[Name | None]
    health_office: Mapped[bool | None]  # 职业卫生管理机构
    officers_full_time: Mapped[int | None]
    officers_part_time: Mapped[int | None]
    staff: Mapped[int | None]
    women: Mapped[int | None]
    migrants: Mapped[int | None]  # 农民工
    outsourced: Mapped[int | None]
    dispatched: Mapped[int | None]
    dispatched_women: Mapped[int | None]
    exposed_workers: Mapped[int | None]  # includes outsourced ones
    factors_incomplete: Mapped[bool | None]  # the list was written “…等”
    protective_facilities: Mapped[bool | None]
    facilities_effective: Mapped[bool | None]
    protective_equipment: Mapped[bool | None]
    warning_signs: Mapped[bool | None]
    notice_board: Mapped[bool | None]
    notice_contents: Mapped[Line | None]  # codes joined by 、
    alarm: Mapped[bool | None]  # 报警装置
    flushing: Mapped[bool | None]  # 冲洗设备
    first_aid: Mapped[bool | None]
    relief_area: Mapped[bool | None]  # 泄险区
    emergency_plan: Mapped[bool | None]
    drilled_on: Mapped[Day | None]  # 应急演练
    dormitory: Mapped[bool | None]  # somebody lives in the workplace
    disease_total: Mapped[int | None]  # 职业病 ever diagnosed, and of these
    disease_lung: Mapped[int | None]  # 尘肺病
    disease_poisoning: Mapped[int | None]
    disease_hearing: Mapped[int | None]
    disease_skin: Mapped[int | None]
    suspected_cases: Mapped[int | None]
    box_projects: Mapped[bool | None]  # the six archive boxes: is it there
    box_management: Mapped[bool | None]
    box_training: Mapped[bool | None]
    box_testing: Mapped[bool | None]
    box_surveillance: Mapped[bool | None]
    box_workers: Mapped[bool | None]
    declared_risk: Mapped[Code | None]  # 危害风险类别 as written: 严重 较重 一般
    supervised_by: Mapped[Code | None]
    registered_on: Mapped[Day | None]  # 建档日期: since when it stands in this register
    verified_on: Mapped[Day | None]
    verified_by: Mapped[Name | None]
    verified_how: Mapped[Code | None]
    remark: Mapped[Long | None]
    pinyin: Mapped[Line | None]  # full pinyin and initials, made by db.search
    sort_key: Mapped[Line | None]
    searched: Mapped[str] = mapped_column(
        Text, Computed(" || ' ' || ".join(f"coalesce({name}, '')" for name in SEARCHED), persisted=True)
    )


class StatusChange(Table):
    """When an employer opened, stopped, moved or closed: the status it had from a day on."""

    __tablename__ = "status_change"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    status: Mapped[Code]
    since: Mapped[Day]
    reason: Mapped[Line | None]
