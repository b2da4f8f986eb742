"""What an import leaves beside the register: the sender's file under its hash, the batch, remembered columns."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.paperwork import Attachment, HeadingMap, ImportBatch
from desktop.work.intaking.plan import Plan
from desktop.work.problem import Problem


def remember(session: Session, plan: Plan, on: date) -> bool:
    """Keep the columns that the person corrected, for the next sheet with the same headings."""
    for fingerprint, columns in plan.corrected.items():
        row = session.scalar(select(HeadingMap).where(HeadingMap.fingerprint == fingerprint))
        if row is None:
            row = HeadingMap(fingerprint=fingerprint)
            session.add(row)
        row.columns = json.dumps({str(index): key for index, key in columns.items()}, ensure_ascii=False)
        row.remembered_on = on
    return bool(plan.corrected)


def keep(session: Session, plan: Plan, folder: Path, on: date) -> None:
    """The sender's file below `folder`, under its own hash; and a line that it was taken in."""
    kept = session.scalar(select(Attachment).where(Attachment.sha256 == plan.sha256).limit(1))
    if kept is None:
        kept = Attachment(sha256=plan.sha256, name=plan.name[:200], size=plan.size, added_on=on)
        session.add(kept)
        session.flush()
    _copy(plan, folder)
    sheets = [{"sheet": s.sheet, "rows": s.row_counts, "cells": s.cell_counts} for s in plan.sheets]
    session.add(
        ImportBatch(
            file_name=plan.name[:200],
            sha256=plan.sha256,
            attachment_id=kept.id,
            imported_on=on,
            sheets=json.dumps(sheets, ensure_ascii=False),
        )
    )
    session.flush()


def _copy(plan: Plan, folder: Path) -> None:
    target = folder / "attachments" / plan.sha256[:2] / f"{plan.sha256}{plan.file.suffix.lower()}"
    if target.exists() or not plan.file.exists():
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".part")
        draft.write_bytes(plan.file.read_bytes())
        os.replace(draft, target)
    except OSError as error:
        raise Problem(
            f"不能把原文件“{plan.name}”存进数据文件夹（{error.strerror or '写不进去'}）。",
            "请确认磁盘没有满、数据文件夹可以写入，然后再导入一次。",
        ) from error
