"""Files and photos of an employer, under their own hash below attachments/; removing one leaves its file for undo."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.paperwork import Attachment
from desktop.work.change import Change
from desktop.work.problem import Problem
from desktop.work.progress import Progress

FOLDER = "attachments"
LARGEST = 300 * 1024 * 1024  # bytes: a longer film does not belong into the register
PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that lies below attachments/, not yet anybody's. size in bytes."""

    sha256: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Kept:
    """One attachment of an employer. size in bytes."""

    id: int
    name: str
    size: int
    added_on: date
    sha256: str


def store(files: Sequence[Path], folder: Path, progress: Progress) -> list[Stored]:
    """Copy files below `folder`/attachments, each once, whatever it is called. Raises Problem."""
    stored = []
    for number, file in enumerate(files):
        progress.step(number, len(files), f"正在存入 {file.name}")
        stored.append(_store(file, folder, progress))
    return stored


def add(session: Session, employer_id: int, stored: Sequence[Stored], *, on: date) -> Change:
    """Note stored files as attachments of an employer, in one operation. What it has already is not noted twice."""
    employer = session.get(Employer, employer_id)
    if employer is None:
        raise Problem("这家企业已经不在台账里。", "请在台账里重新选一家。")
    held = set(session.scalars(select(Attachment.sha256).where(Attachment.employer_id == employer_id)))
    new = [file for file in {file.sha256: file for file in stored}.values() if file.sha256 not in held]
    if not new:
        raise Problem("这些文件已经在附件里了。", "不需要再添加。")
    for file in new:
        session.add(
            Attachment(sha256=file.sha256, name=file.name, size=file.size, employer_id=employer_id, added_on=on)
        )
    session.flush()
    names = "、".join(file.name for file in new[:3]) + (f"等 {len(new)} 个文件" if len(new) > 3 else "")
    return Change(f"{employer.name}：添加附件 {names}", frozenset({employer_id}))


def listing(session: Session, employer_id: int) -> list[Kept]:
    """The attachments of an employer, the newest first."""
    query = (
        select(Attachment.id, Attachment.name, Attachment.size, Attachment.added_on, Attachment.sha256)
        .where(Attachment.employer_id == employer_id)
        .order_by(Attachment.added_on.desc(), Attachment.id.desc())
    )
    return [Kept(*row) for row in session.execute(query)]


def remove(session: Session, attachment_id: int) -> Change:
    """Take an attachment off the list; its file stays below attachments/, so that undo finds it."""
    row = session.get(Attachment, attachment_id)
    if row is None or row.employer_id is None:
        raise Problem("这个附件已经不在了。", "可能刚被撤销或删除。")
    employer = session.get_one(Employer, row.employer_id)
    session.delete(row)
    session.flush()
    return Change(f"{employer.name}：删除附件 {row.name}", frozenset({employer.id}))


def place_of(folder: Path, sha256: str, name: str) -> Path:
    """Where the file of an attachment lies."""
    return folder / FOLDER / sha256[:2] / f"{sha256}{Path(name).suffix.lower()}"


def copy_out(kept: Kept, folder: Path, target: Path | None = None) -> Path:
    """A copy under its own name, in a folder for looking or as `target`: the original cannot be changed by opening it.

    Raises Problem when the original is gone or the copy cannot be written.
    """
    source = place_of(folder, kept.sha256, kept.name)
    if not source.exists():
        raise Problem(
            f"附件“{kept.name}”的文件不见了。",
            "请从“设置 → 数据与备份”恢复一份备份（附件会一起补回），或重新添加这个文件。",
        )
    copy = target or Path(tempfile.mkdtemp(prefix="zhikang-")) / kept.name
    try:
        shutil.copyfile(source, copy)
    except OSError as error:
        raise Problem(
            f"写不进这个文件：{copy.name}", "如果它正在别的程序里打开，请先关闭，或换一个文件名。", "附件没有改动。"
        ) from error
    return copy


def _store(file: Path, folder: Path, progress: Progress) -> Stored:
    try:
        size = file.stat().st_size
        if not file.is_file():
            raise Problem(f"“{file.name}”是一个文件夹。", "请打开它，选中里面的文件再拖进来。", "没有添加任何附件。")
        if size > LARGEST:
            raise Problem(
                f"“{file.name}”有 {size / 2**20:,.0f} MB，太大了。",
                "附件最大 300 MB；录像请存在别处，这里写明位置。",
                "没有添加任何附件。",
            )
        digest = hashlib.sha256()
        with file.open("rb") as opened:
            while piece := opened.read(PIECE):
                digest.update(piece)
                progress.step(1, 2, f"正在存入 {file.name}")
        kept = place_of(folder, digest.hexdigest(), file.name)
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            draft = kept.with_suffix(".part")
            shutil.copyfile(file, draft)
            os.replace(draft, kept)
    except OSError as error:
        raise Problem(
            f"不能添加“{file.name}”（{error.strerror or '读不出来'}）。",
            "请确认文件还在、没有被占用，磁盘没有满。",
            "没有添加任何附件。",
        ) from error
    return Stored(digest.hexdigest(), file.name[-200:], size)
