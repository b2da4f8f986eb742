"""Consistent copies of the office file, and the check that decides whether one counts."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

STAMP = "%Y%m%d-%H%M%S"


def copy(source: Path, target: Path) -> None:
    """A whole and consistent copy, while the source is in use. A plain file copy would miss what is in the log."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".part")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(draft)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")
    os.replace(draft, target)


def check(path: Path) -> str | None:
    """What is wrong with a file, or None: SQLite's integrity check and dangling references."""
    try:
        with closing(sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check(3)").fetchall()
            if found != [("ok",)]:
                return "; ".join(str(row[0]) for row in found)
            if dangling := connection.execute("PRAGMA foreign_key_check").fetchone():
                return f"{dangling[0]} {dangling[1]} → {dangling[2]}"
    except sqlite3.DatabaseError as error:
        return str(error)
    return None


def backup(path: Path, folder: Path, at: datetime) -> Path:
    """Keep a checked copy named by its time. Raises ValueError, and keeps nothing, when the copy fails its check."""
    while (target := folder / f"{path.stem}-{at.strftime(STAMP)}.db").exists():
        at += timedelta(seconds=1)  # two in one second: the earlier one stays
    copy(path, target)
    if problem := check(target):
        target.unlink()
        raise ValueError(problem)
    return target


def backups(path: Path, folder: Path) -> list[Path]:
    """The kept copies of an office file, newest first."""
    return sorted(folder.glob(f"{path.stem}-????????-??????.db"), reverse=True)


def glance(path: Path) -> tuple[int, int] | None:
    """How many employers a file holds, and its newest operation (0: none); None when it cannot be read."""
    try:
        with closing(sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True)) as connection:
            employers = connection.execute("SELECT count(*) FROM employer").fetchone()[0]
            newest = connection.execute("SELECT coalesce(max(id), 0) FROM operation").fetchone()[0]
            return int(employers), int(newest)
    except sqlite3.DatabaseError:
        return None


def copy_new(source: Path, target: Path) -> int:
    """Copy the files below `source` that `target` lacks; their number. For files named by their own hash."""
    copied = 0
    for file in sorted(source.glob("??/*")) if source.is_dir() else []:
        kept = target / file.parent.name / file.name
        if file.suffix == ".part" or kept.exists():
            continue
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_name(kept.name + ".part")
        shutil.copyfile(file, draft)
        os.replace(draft, kept)
        copied += 1
    return copied


def thin(path: Path, folder: Path, *, newest: int = 10, days: int = 30) -> list[Path]:
    """Remove older copies, but keep the newest ones, the last of each of `days` days, and the last of each month."""
    copies = backups(path, folder)
    wanted = set(copies[:newest])
    by_day: dict[str, Path] = {}
    by_month: dict[str, Path] = {}
    for kept in copies:  # newest first: the first one seen of a day is its last
        stamp = kept.stem[-15:]
        by_day.setdefault(stamp[:8], kept)
        by_month.setdefault(stamp[:6], kept)
    wanted.update(list(by_day.values())[:days], by_month.values())
    removed = [kept for kept in copies if kept not in wanted]
    for kept in removed:
        kept.unlink()
    return removed
