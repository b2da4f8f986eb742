"""Making and upgrading the office file: a copy is upgraded, checked and swapped in; the original is kept."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from db import keep
from db.engine import bare

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST = "0008"
SCRIPTS = Path(str(files("db") / "migrations"))
MARK = 0x5A4B5747  # "ZKWG" in the file's header: this is an office file of 职康网格


class TooNew(Exception):
    """The file was written by a later version of the program."""


class NotOurs(Exception):
    """The file is not an office file."""


class Damaged(Exception):
    """The file, or its upgraded copy, does not pass its integrity check."""


def revision(path: Path) -> str | None:
    """The schema revision of a file; None when it is missing or empty. Raises Damaged, or NotOurs for other files."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    try:
        with closing(sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not {"alembic_version", "employer", "township"} <= tables:
                raise NotOurs(str(path))
            return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except sqlite3.DatabaseError as error:
        raise (Damaged if _is_marked(path) else NotOurs)(str(path)) from error


def _is_marked(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(72)[68:] == MARK.to_bytes(4, "big")


def bring_up_to_date(path: Path, *, kept: Path) -> bool:
    """Make the file, or upgrade it to the newest schema. True if an upgrade happened.

    kept: where the original goes before the swap. Raises TooNew, NotOurs or Damaged; the file is then untouched.
    """
    present = revision(path)
    if present == NEWEST:
        return False
    if present is None:
        path.parent.mkdir(parents=True, exist_ok=True)
        _upgrade_and_swap(path, draft=path.with_suffix(".making"))
        return False
    if present > NEWEST:
        raise TooNew(present)
    draft = path.with_suffix(".upgrading")
    keep.copy(path, draft)
    keep.copy(path, kept)
    _upgrade_and_swap(path, draft=draft)
    return True


def _upgrade_and_swap(path: Path, *, draft: Path) -> None:
    from alembic import command  # a quarter of a second to import: only when there is something to do

    try:
        if path.exists() and path.stat().st_size == 0:
            path.unlink()
        engine = bare(draft)
        with engine.begin() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, NEWEST)
            connection.execute(text(f"PRAGMA application_id = {MARK}"))
        engine.dispose()
        if problem := keep.check(draft):
            raise Damaged(problem)
        for leftover in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            leftover.unlink(missing_ok=True)  # already inside the copy; must not meet the new file
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config
