"""The journal: every operation, and the image of every row before and after it. Written by triggers, see db.journal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Key, Line, Long, Table


class Operation(Table):
    """One thing a person did."""

    __tablename__ = "operation"

    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(DateTime)  # local time of the office PC
    said: Mapped[Line]
    undoes: Mapped[int | None]  # the operation this one took back
    undone_by: Mapped[int | None]
    final: Mapped[bool]  # cannot be taken back: a report was issued
    schema: Mapped[str] = mapped_column(String(16))  # revision at the time: no undo across an upgrade


class JournalRow(Table):
    """One row before and after an operation, as JSON. None before: created; None after: deleted."""

    __tablename__ = "journal_row"

    id: Mapped[Key]
    operation_id: Mapped[int] = mapped_column(ForeignKey("operation.id"), index=True)
    tbl: Mapped[str] = mapped_column(String(40))
    key: Mapped[int]
    before: Mapped[Long | None]
    after: Mapped[Long | None]
