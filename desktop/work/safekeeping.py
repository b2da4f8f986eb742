"""Backups of the office file: the list of them, a new one, and putting one in the place of the present file.

A backup is a checked copy of the database in 备份/ and of every attached file in 备份/附件/.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db import keep, migrate
from desktop.work.problem import Problem
from desktop.work.progress import Progress

TAB = "设置 → 数据与备份"
FOLDER = "备份"
ATTACHMENTS = "attachments"
KEPT_ATTACHMENTS = "附件"
REMAINS = ("-wal", "-shm")
KEPT = "现在的数据没有改动。"


class Unsound(Problem):
    """The office file itself is damaged: only a backup helps, and newer copies must not push out the older ones."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One kept backup. `employers` None: it cannot be read. `size` in bytes."""

    path: Path
    at: datetime
    size: int
    employers: int | None


def now() -> datetime:
    """The clock on the wall of the office."""
    return datetime.now().astimezone().replace(tzinfo=None)


def backup_folder(office: Path) -> Path:
    """Where the backups of an office file are."""
    return office.parent / FOLDER


def times(office: Path) -> list[tuple[Path, datetime]]:
    """The kept copies with their times, newest first. Opens none of them."""
    return [(copy, _time_of(copy)) for copy in keep.backups(office, backup_folder(office))]


def copies(office: Path, progress: Progress | None = None) -> list[Copy]:
    """The kept copies with what they hold, newest first."""
    found, all_of = [], times(office)
    for number, (path, at) in enumerate(all_of):
        if progress:
            progress.step(number, len(all_of), "正在查看备份")
        seen = keep.glance(path)
        found.append(Copy(path, at, path.stat().st_size, seen[0] if seen else None))
    return found


def is_due(office: Path) -> bool:
    """Whether something was done since the newest backup (or before the first one)."""
    present, newest = keep.glance(office), keep.backups(office, backup_folder(office))
    if present is None or not newest:
        return present is None or present != (0, 0)
    kept = keep.glance(newest[0])
    return kept is None or kept[1] != present[1]


def back_up(office: Path) -> Path:
    """Keep a checked copy with the new attachments, and thin the older ones.

    Raises Unsound when the copy fails its check (nothing is kept or removed), Problem when it cannot be written.
    """
    folder = backup_folder(office)
    try:
        kept = keep.backup(office, folder, now())
        keep.copy_new(office.parent / ATTACHMENTS, folder / KEPT_ATTACHMENTS)
    except (ValueError, sqlite3.DatabaseError) as error:
        raise Unsound(
            "备份没有通过检查，没有保留。", f"请立即从“{TAB}”恢复较早的一份。", "原有备份没有改动。"
        ) from error
    except OSError as error:
        raise Problem(
            f"备份写不进去：{folder}", "请确认磁盘没有满、可以写入。", "数据没有改动，原有备份没有改动。"
        ) from error
    keep.thin(office, folder)
    return kept


def prepare(office: Path, chosen: Path) -> Path:
    """A checked and upgraded copy of a backup beside the office file, ready for `swap_in`.

    Raises Problem when it is missing, not ours, damaged or from a later version; nothing is changed then.
    """
    draft = office.with_name(office.name + ".restoring")
    try:
        _refuse(chosen)
        keep.copy(chosen, draft)
        older = draft.with_name(draft.name + ".older")
        migrate.bring_up_to_date(draft, kept=older)
        older.unlink(missing_ok=True)
    except migrate.TooNew as error:
        raise Problem(
            f"这份备份是更新版本的程序保存的：{chosen.name}", "请先安装最新版本的职康网格，再恢复它。", KEPT
        ) from error
    except migrate.NotOurs as error:
        draft.unlink(missing_ok=True)
        raise Problem(f"这不是职康网格的备份：{chosen.name}", "请在列表里换一份备份。", KEPT) from error
    except (migrate.Damaged, sqlite3.DatabaseError) as error:
        draft.unlink(missing_ok=True)
        raise Problem(f"这份备份已损坏，不能用来恢复：{chosen.name}", "请在列表里换较早的一份。", KEPT) from error
    except OSError as error:
        raise Problem(f"不能准备恢复：{error.strerror or chosen}", "请确认磁盘没有满、可以写入。", KEPT) from error
    return draft


def set_aside(office: Path) -> Path | None:
    """Keep the present file as one more backup; a damaged one as it is, named 损坏. None when there is no file."""
    if not office.exists() or office.stat().st_size == 0:
        return None
    folder, at = backup_folder(office), now()
    try:
        try:
            return keep.backup(office, folder, at)
        except (ValueError, sqlite3.DatabaseError):
            folder.mkdir(parents=True, exist_ok=True)
            kept = folder / f"{office.stem}-损坏-{at.strftime(keep.STAMP)}.db"
            for remains in ("", *REMAINS):
                if (file := office.with_name(office.name + remains)).exists():
                    shutil.copyfile(file, kept.with_name(kept.name + remains))
            return kept
    except OSError as error:
        raise Problem(f"现在的数据备份不了：{folder}", "请确认磁盘没有满、可以写入，再恢复。", KEPT) from error


def swap_in(office: Path, draft: Path) -> None:
    """Put a prepared copy in the place of the office file, which nobody may have open. Raises Problem; then as before.

    What still lies in the log is folded in first, so that a refused swap loses nothing.
    """
    try:
        try:
            with closing(sqlite3.connect(office, timeout=2)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.DatabaseError:
            pass  # damaged: it has been set aside with its log
        for remains in REMAINS:
            office.with_name(office.name + remains).unlink(missing_ok=True)
        os.replace(draft, office)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Problem(
            "数据文件正被另一个程序占用，没有恢复。", "请关闭其他正在使用它的窗口或命令，再恢复一次。", KEPT
        ) from error


def bring_back_attachments(office: Path) -> None:
    """Attached files that are gone come back from the backup, as far as it holds them."""
    try:
        keep.copy_new(backup_folder(office) / KEPT_ATTACHMENTS, office.parent / ATTACHMENTS)
    except OSError as error:
        raise Problem(
            "数据已经恢复，但附件没有全部复制回来。",
            f"请确认磁盘没有满，然后把“{FOLDER}”里的“{KEPT_ATTACHMENTS}”复制成 {ATTACHMENTS}。",
            "台账数据已经恢复。",
        ) from error


def _refuse(chosen: Path) -> None:
    present = migrate.revision(chosen)
    if present is None:
        raise migrate.NotOurs(str(chosen))
    if present > migrate.NEWEST:
        raise migrate.TooNew(present)
    if problem := keep.check(chosen):
        raise migrate.Damaged(problem)


def _time_of(copy: Path) -> datetime:
    return datetime.strptime(copy.stem[-15:], keep.STAMP).astimezone()
