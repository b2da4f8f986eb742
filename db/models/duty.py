"""What duties are told from besides the ledgers: events, leavers, working days; and every urging with its result."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Code, Day, Key, Line, Name, Table
from db.models.employer import OF_EMPLOYER


class ChangeEvent(Table):
    """Something that must be declared or evaluated: 工艺材料 名称场所负责人 检测评价结果 事故."""

    __tablename__ = "change_event"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    kind: Mapped[Code]
    happened_on: Mapped[Day]
    note: Mapped[Line | None]
    noted_on: Mapped[Day]


class Leaver(Table):
    """A worker who leaves a post with hazards, and his or her last examinations."""

    __tablename__ = "leaver"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    who: Mapped[Name]
    post: Mapped[Name | None]
    leaves_on: Mapped[Day | None]
    exam_on: Mapped[Day | None]  # 离岗时体检
    on_job_exam_on: Mapped[Day | None]  # 最近一次在岗体检


class Urging(Table):
    """催办: one reminder for one duty, or for all that is due when `duty` is None."""

    __tablename__ = "urging"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    duty: Mapped[Code | None]  # id in resources/rules/duties.toml
    factor: Mapped[Name | None]
    due_on: Mapped[Day | None]
    urged_on: Mapped[Day]
    how: Mapped[Code]  # 电话 微信 上门 信函
    result: Mapped[Line | None]
    promised_on: Mapped[Day | None]  # when they said it would be done
    urged_by: Mapped[Name | None]


class CalendarDay(Table):
    """A day of a year's holiday arrangement that was imported; such a year replaces the packaged one."""

    __tablename__ = "calendar_day"

    id: Mapped[Key]
    day: Mapped[date] = mapped_column(unique=True)
    kind: Mapped[Code]  # off workday
    name: Mapped[Name | None]
    source: Mapped[Line | None]
    imported_on: Mapped[Day]
