"""The door to the office file: `ask` reads, `do` changes in one journalled transaction, `undo` takes back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from filelock import FileLock
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db import engine, journal, keep, migrate
from db.models.operation import JournalRow
from db.models.operation import Operation as Row
from desktop.rules.tables import Rulebook
from desktop.work import attachment_files, duties_board, grading_rules, lockfile, rulebook, safekeeping
from desktop.work.change import Change
from desktop.work.gate import Gate
from desktop.work.problem import Problem

T = TypeVar("T")

# Conditions of the machine, not mistakes of ours, by SQLite's primary result code.
REMEDIES = {
    sqlite3.SQLITE_BUSY: (
        "数据文件正被另一个程序占用，暂时不能保存。",
        "请稍等片刻再做一次；如果还开着另一个窗口，请先关闭它。",
    ),
    sqlite3.SQLITE_LOCKED: ("数据文件正忙，暂时不能保存。", "请稍等片刻再做一次。"),
    sqlite3.SQLITE_FULL: ("磁盘已满，无法保存。", "请清理磁盘，或把数据文件夹移到别的盘后再试。"),
    sqlite3.SQLITE_READONLY: ("数据文件是只读的，无法保存。", "请确认U盘没有写保护、文件属性不是“只读”。"),
    sqlite3.SQLITE_IOERR: ("读写数据文件时磁盘出错。", "请检查磁盘或U盘是否接好；建议把数据文件复制到本机硬盘。"),
    sqlite3.SQLITE_CORRUPT: ("数据文件已损坏。", "请从“设置 → 数据与备份”恢复最近一次备份。"),
    sqlite3.SQLITE_CANTOPEN: ("打不开数据文件。", "请确认文件夹还在、并且有权限写入。"),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the history. `rows`: how many records it touched."""

    number: int
    at: datetime
    said: str
    undone: bool
    is_undo: bool
    rows: int


class Office:
    """One office file, opened. Made by `Office.open`; `close` it when done."""

    def __init__(
        self, path: Path, database: engine.Database, rules: Rulebook, today: Callable[[], date], lock: FileLock | None
    ) -> None:
        self.path, self.folder, self.rulebook, self.today = path, path.parent, rules, today
        self._database, self._lock, self._gate = database, lock, Gate()
        self._board = duties_board.Board(lambda: self.rulebook, lambda: self.today())
        self._read_rules()

    @classmethod
    def open(cls, path: Path, *, today: Callable[[], date], resources: Path, writes: bool = True) -> Office:
        """Make or upgrade the file and open it. With `writes`, no other program may have it open to write.

        Raises Problem when it is in use, too new, not an office file or damaged; tables.Broken for a broken rule table.
        """
        if path.as_posix().startswith("//"):
            raise Problem(
                f"数据文件在网络文件夹里：{path}",
                "请把数据文件放在本机硬盘上，网络盘会损坏数据。",
                "没有打开任何文件。",
            )
        path = path.absolute()
        rules = rulebook.load(resources)
        lock = lockfile.take(path) if writes else None
        try:
            if writes or not path.exists():
                _bring_up_to_date(path)
            if writes:
                attachment_files.sweep(path.parent)
            return cls(path, engine.at(path), rules, today, lock)
        except BaseException:
            if lock:
                lock.release()
            raise

    def ask(self, question: Callable[[Session], T]) -> T:
        """The answer to a question; nothing is changed."""
        try:
            with self._gate.through(), self._database.read() as session:
                session.info[duties_board.HELD] = self._board
                return question(session)
        except DBAPIError as error:
            raise _explained(error) from error

    def do(self, work: Callable[[Session], Change]) -> Change:
        """Run `work` as one operation: all of it is kept and can be taken back, or none of it happened."""
        if self._lock is None:
            raise Problem("数据文件只为查看而打开。", "请关闭其他正在使用它的窗口后重新打开。")
        try:
            with self._gate.through(), self._database.begin() as session:
                session.info[duties_board.HELD] = self._board
                number = journal.operation(session, safekeeping.now())
                change = work(session)
                kept = journal.describe(session, number, change.said, final=change.final)
        except DBAPIError as error:
            raise _explained(error) from error
        if change.settings:
            self._read_rules()
        return replace(change, number=number if kept else None)

    def _read_rules(self) -> None:
        """The rule tables with the packs, confirmations and adoptions of this office."""
        self.rulebook = self.ask(lambda session: grading_rules.rulebook_of(session, self.rulebook))

    def undo(self) -> Change:
        """Take back the newest operation, of this run or an earlier one. Raises Problem when there is none."""
        return self._take_back(journal.to_undo, "没有可以撤销的操作。", "撤销")

    def redo(self) -> Change:
        """Do again what was just taken back. Raises Problem when there is nothing."""
        return self._take_back(journal.to_redo, "没有可以恢复的操作。", "恢复")

    def undoable(self) -> str | None:
        """What `undo` would take back, in the words it was done with."""
        found = self.ask(journal.to_undo)
        return found.said if found else None

    def redoable(self) -> str | None:
        """What `redo` would do again."""
        found = self.ask(journal.to_redo)
        return found.said.removeprefix("撤销：") if found else None

    def history(self, limit: int = 200) -> list[Operation]:
        """The operations of this file, newest first, over all runs."""
        query = (
            select(Row, func.count(JournalRow.id))
            .outerjoin(JournalRow, JournalRow.operation_id == Row.id)
            .group_by(Row.id)
            .order_by(Row.id.desc())
            .limit(limit)
        )
        return self.ask(
            lambda session: [
                Operation(row.id, row.at, row.said, row.undone_by is not None, row.undoes is not None, rows)
                for row, rows in session.execute(query)
            ]
        )

    def back_up(self) -> Path:
        """Keep a checked copy beside the file, and thin the older ones. Raises Problem when the copy is not sound."""
        return safekeeping.back_up(self.path)

    def backups(self) -> list[tuple[Path, datetime]]:
        """The kept copies with their times, newest first."""
        return safekeeping.times(self.path)

    def restore(self, chosen: Path) -> Change:
        """Put a backup in the place of this file and go on with it; the present file is kept as a backup before.

        Raises Problem when the backup is damaged or newer than the program, or the file is in use: then as before.
        """
        if self._lock is None:
            raise Problem("数据文件只为查看而打开。", "请关闭其他正在使用它的窗口后重新打开。")
        draft = safekeeping.prepare(self.path, chosen)
        kept = safekeeping.set_aside(self.path)
        with self._gate.shut():  # a moment: the long work is done
            self._database.close()
            try:
                safekeeping.swap_in(self.path, draft)
            finally:
                self._database = engine.at(self.path)
        self._board.forget()
        self._read_rules()
        safekeeping.bring_back_attachments(self.path)
        told = f"；恢复前的数据已另存为备份 {kept.name}" if kept else ""
        return Change(f"已恢复到备份 {chosen.name}{told}", listed=True, settings=True)

    def check(self) -> str | None:
        """What is wrong with the file, or None."""
        return keep.check(self.path)

    def close(self) -> None:
        """Let go of the file and of the lock."""
        self._database.close()
        if self._lock:
            self._lock.release()

    def _take_back(self, which: Callable[[Session], journal.Entry | None], nothing: str, verb: str) -> Change:
        found = self.ask(which)
        if found is None:
            raise Problem(nothing, "不需要做什么。")
        touched: set[int] = set()

        def work(session: Session) -> Change:
            journal.undo(session, found.number)
            if found.undoes is not None:
                journal.reopen(session, found.undoes)
            touched.update(_employers(journal.rows(session, found.number)))
            return Change(
                f"{verb}：{found.said.removeprefix('撤销：')}", frozenset(touched), listed=True, settings=True
            )

        try:
            return self.do(work)
        except journal.Stale as stale:
            raise Problem(f"不能{verb}“{found.said}”。", "其中的数据后来又改过，请在卡片里直接改回。") from stale


def _employers(rows: list[tuple[str, int, dict[str, object] | None, dict[str, object] | None]]) -> set[int]:
    ids = {key for tbl, key, _, _ in rows if tbl == "employer"}
    for _, _, before, after in rows:
        named = (before or after or {}).get("employer_id")
        if isinstance(named, int):
            ids.add(named)
    return ids


def _bring_up_to_date(path: Path) -> None:
    kept = safekeeping.backup_folder(path) / f"{path.stem}-升级前-{safekeeping.now().strftime(keep.STAMP)}.db"
    try:
        migrate.bring_up_to_date(path, kept=kept)
    except migrate.TooNew as error:
        raise Problem(
            f"这份数据是更新版本的程序保存的：{path.name}", "请在这台电脑上安装最新版本的职康网格后再打开。"
        ) from error
    except migrate.NotOurs as error:
        raise safekeeping.Unsound(
            f"这不是职康网格的数据文件：{path.name}", "请选择扩展名为 .db 的职康网格数据文件。"
        ) from error
    except migrate.Damaged as error:
        raise safekeeping.Unsound(
            f"数据文件没有通过完整性检查：{path.name}",
            "请恢复最近的一份备份（命令行：restore 备份文件）。",
            "原文件没有改动。",
        ) from error


def _explained(error: DBAPIError) -> Exception:
    code = getattr(error.orig, "sqlite_errorcode", None)
    known = REMEDIES.get(code & 0xFF) if isinstance(code, int) else None
    return Problem(*known) if known else error
