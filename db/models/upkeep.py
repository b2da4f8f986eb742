"""Keeping the register in order: decided duplicates, merged records, checked fields, saved views."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Code, Day, Json, Key, Line, Long, Name, Table
from db.models.employer import OF_EMPLOYER


class NotDuplicate(Table):
    """A person has looked at two employers and said “不是同一家”. `one_id` is the smaller id."""

    __tablename__ = "not_duplicate"
    __table_args__ = (UniqueConstraint("one_id", "other_id"),)

    id: Mapped[Key]
    one_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    decided_on: Mapped[Day]
    reason: Mapped[Line | None]


class Merger(Table):
    """A second record of one employer that was merged into the first: who it was, and all that stood in it."""

    __tablename__ = "merger"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    former_id: Mapped[int]  # under which its history is found
    name: Mapped[Name]
    credit_code: Mapped[Code | None]
    merged_on: Mapped[Day]
    contents: Mapped[Json]  # the other record's own values, also those that were not taken over


class FieldCheck(Table):
    """One field of one employer, looked at by a person: found right, put right, or to be asked by telephone."""

    __tablename__ = "field_check"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    field: Mapped[Code]
    answer: Mapped[Code]  # 对 改 打电话
    checked_on: Mapped[Day]
    checked_by: Mapped[Name | None]


class SavedView(Table):
    """Conditions of the register under a name. The words are kept as typed: “三季度” means the present one."""

    __tablename__ = "saved_view"

    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)
    written: Mapped[Long]
    filters: Mapped[Json]
    saved_on: Mapped[Day]


class Binned(Table):
    """One record in the bin, with every row that belonged to it as JSON images: no query of the register meets it.

    No foreign keys: what it names may be gone as well.
    """

    __tablename__ = "binned"

    id: Mapped[Key]
    kind: Mapped[Code]  # the table it stood in
    name: Mapped[Line]
    owner: Mapped[Line | None]  # the village of an employer, the employer of a line
    employer_id: Mapped[int]
    lines: Mapped[int]  # how many rows went with it
    removed_on: Mapped[Day]
    contents: Mapped[Json]
