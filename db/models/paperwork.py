"""Files, imports, remembered headings and issued reports."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Code, Day, Json, Key, Name, Table
from db.models.employer import OF_EMPLOYER


class Attachment(Table):
    """A file kept beside the database under its own hash: attachments/ab/abcdef….xlsx."""

    __tablename__ = "attachment"

    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[Name]
    size: Mapped[int]
    employer_id: Mapped[int | None] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="SET NULL"), index=True)
    added_on: Mapped[Day]
    kind: Mapped[Code | None]  # 照片 检测报告 …
    caption: Mapped[Name | None]
    taken_on: Mapped[Day | None]  # as the photo says, or as a person wrote
    ledger: Mapped[Code | None]  # with line_id: the line of a sub-ledger it belongs to, as keyed in ledgers.toml
    line_id: Mapped[int | None]


class ImportBatch(Table):
    """One file taken in."""

    __tablename__ = "import_batch"

    id: Mapped[Key]
    file_name: Mapped[Name]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id", ondelete="SET NULL"))
    imported_on: Mapped[Day]
    sheets: Mapped[Json]  # counts per sheet, as printed by the import command


class HeadingMap(Table):
    """Columns a person has corrected once, found again by the fingerprint of the headings."""

    __tablename__ = "heading_map"

    id: Mapped[Key]
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    columns: Mapped[Json]  # {"3": "phone", "5": null}
    remembered_on: Mapped[Day]


class ReportIssue(Table):
    """A report as it was issued. Never changed; a correction names the one it replaces."""

    __tablename__ = "report_issue"

    id: Mapped[Key]
    period: Mapped[Code] = mapped_column(index=True)
    edition: Mapped[Code]
    rule_edition: Mapped[Code]
    figures: Mapped[Json]
    sha256: Mapped[str] = mapped_column(String(64))
    issued_on: Mapped[Day]
    issued_by: Mapped[Name | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("report_issue.id"))
