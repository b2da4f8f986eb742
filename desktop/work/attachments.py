"""Files and photos of an employer or of one line of its ledgers; a removed one leaves its file, for undo to find."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.paperwork import Attachment
from desktop.rules import cell_dates
from desktop.rules.cells import Unclear
from desktop.rules.tables import Rulebook
from desktop.work import editing
from desktop.work.attachment_files import Stored, place_of
from desktop.work.change import Change
from desktop.work.ledger_cells import MODELS, name_of
from desktop.work.problem import Problem

CAPTION = 200
Of = tuple[str, int]  # a ledger and the id of its line


@dataclass(frozen=True, slots=True)
class Kept:
    """One attachment of an employer. size in bytes; of: the ledger line it belongs to, subject: that line in words."""

    id: int
    name: str
    size: int
    added_on: date
    sha256: str
    kind: str | None = None
    caption: str | None = None
    taken_on: date | None = None
    of: Of | None = None
    subject: str | None = None

    @property
    def title(self) -> str:
        """What it is called in lists: what the person wrote, else the file."""
        return self.caption or self.name


def add(
    session: Session,
    employer_id: int,
    stored: Sequence[Stored],
    *,
    on: date,
    of: Of | None = None,
    kind: str | None = None,
) -> Change:
    """Note stored files as attachments of an employer, in one operation. What it has already is not noted twice.

    To be called inside `attachment_files.keeping`, which puts the files in their place.
    """
    employer = session.get(Employer, employer_id)
    if employer is None:
        raise Problem("这家企业已经不在台账里。", "请在台账里重新选一家。")
    held = set(session.scalars(select(Attachment.sha256).where(Attachment.employer_id == employer_id)))
    new = [file for file in {file.sha256: file for file in stored}.values() if file.sha256 not in held]
    if not new:
        raise Problem("这些文件已经在附件里了。", "不需要再添加。")
    ledger, line = of or (None, None)
    for file in new:
        session.add(
            Attachment(
                sha256=file.sha256, name=file.name, size=file.size, employer_id=employer_id, added_on=on, kind=kind,
                taken_on=file.taken_on, ledger=ledger, line_id=line,
            )
        )  # fmt: skip
    session.flush()
    names = "、".join(file.name for file in new[:3]) + (f"等 {len(new)} 个文件" if len(new) > 3 else "")
    again = f"（{len(stored) - len(new)} 个已经有了）" if len(stored) > len(new) else ""
    return Change(f"{employer.name}：添加附件 {names}{again}", frozenset({employer_id}))


def enter(
    session: Session, written: Mapping[str, str], stored: Sequence[Stored], *, rulebook: Rulebook, on: date
) -> Change:
    """Add an employer together with its first files: one operation, so both are kept or neither."""
    change = editing.enter(session, written, rulebook=rulebook, on=on)
    if not stored:
        return change
    add(session, next(iter(change.employers)), stored, on=on)
    return replace(change, said=f"{change.said}，附件 {len(stored)} 个")


def listing(session: Session, employer_id: int, rulebook: Rulebook, of: Of | None = None) -> list[Kept]:
    """The attachments of an employer, or of one line, the newest first."""
    query = select(Attachment).where(Attachment.employer_id == employer_id)
    if of is not None:
        query = query.where(Attachment.ledger == of[0], Attachment.line_id == of[1])
    return [
        Kept(
            row.id, row.name, row.size, row.added_on, row.sha256, row.kind, row.caption, row.taken_on,
            (row.ledger, row.line_id) if row.ledger and row.line_id else None, _subject(session, row, rulebook),
        )
        for row in session.scalars(query.order_by(Attachment.added_on.desc(), Attachment.id.desc()))
    ]  # fmt: skip


def describe(session: Session, attachment_id: int, key: str, written: str, *, rulebook: Rulebook, on: date) -> Change:
    """Write kind, caption or taken_on as the person typed it. Raises Problem for a value that is not clear."""
    row, employer = _row(session, attachment_id)
    text = written.strip()
    if key == "taken_on":
        row.taken_on = _day(text, on)
    elif key == "kind":
        if text and text not in rulebook.codes.get("attachment_kind").codes:
            raise Problem(f"没有“{text}”这一类附件。", "请从列表里选。")
        row.kind = text or None
    else:
        row.caption = text[:CAPTION] or None
    session.flush()
    return Change(f"{employer.name}：附件 {row.name} {LABELS[key]} → {text or '未登记'}", frozenset({employer.id}))


LABELS = {"kind": "类别", "caption": "说明", "taken_on": "拍摄（形成）日期"}


def remove(session: Session, attachment_id: int) -> Change:
    """Take an attachment off the list; its file stays below attachments/, so that undo finds it."""
    row, employer = _row(session, attachment_id)
    session.delete(row)
    session.flush()
    return Change(f"{employer.name}：删除附件 {row.name}", frozenset({employer.id}))


def copy_out(kept: Kept, folder: Path, target: Path) -> Path:
    """A copy as `target`: the original cannot be changed by opening it.

    Raises Problem when the original is gone or the copy cannot be written.
    """
    source = place_of(folder, kept.sha256, kept.name)
    if not source.exists():
        raise Problem(
            f"附件“{kept.name}”的文件不见了。",
            "请从“设置 → 数据与备份”恢复一份备份（附件会一起补回），或重新添加这个文件。",
        )
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        raise Problem(
            f"写不进这个文件：{target.name}", "如果它正在别的程序里打开，请先关闭，或换一个文件名。", "附件没有改动。"
        ) from error
    return target


def _row(session: Session, attachment_id: int) -> tuple[Attachment, Employer]:
    row = session.get(Attachment, attachment_id)
    if row is None or row.employer_id is None:
        raise Problem("这个附件已经不在了。", "可能刚被撤销或删除。")
    return row, session.get_one(Employer, row.employer_id)


def _subject(session: Session, row: Attachment, rulebook: Rulebook) -> str | None:
    form = rulebook.ledgers.get(row.ledger or "")
    if form is None or row.ledger not in MODELS:
        return None
    line = session.get(MODELS[row.ledger], row.line_id)
    return f"{form.label} {name_of(form, line, rulebook)}" if line is not None else f"{form.label}（这一行已删除）"


def _day(text: str, on: date) -> date | None:
    if not text:
        return None
    found = cell_dates.day(text, on=on)
    if found is None or isinstance(found, Unclear) or found.precision != "day":
        raise Problem(f"“{text}”不是完整的日期。", "请写成例如 2026-03-05。", "原来的日期没有改动。")
    if found.on > on:
        raise Problem(f"{found.on} 还没有到。", "请填写已经过去的日期。", "原来的日期没有改动。")
    return found.on
