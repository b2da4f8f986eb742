"""Row images of every operation: undo, redo and “who changed this number” are one mechanism.

Temporary triggers write each row before and after as JSON while an operation is open, so that bulk statements and
cascades are caught as well. An undo is an operation like any other; undoing it is redo. SQLite only: another database
brings its own triggers behind these same functions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, text, update
from sqlalchemy.orm import Session, aliased

from db.images import as_json
from db.models.everything import Table
from db.models.operation import JournalRow, Operation
from db.portions import portions

# The wrapped keys of the sealed rows are not kept in images: an old password must not open anything once it is changed.
UNWATCHED = {"operation", "journal_row", "report_issue", "alembic_version", "restricted_key"}

Image = tuple[int, str | None, str | None]  # key, row before, row after


class Stale(Exception):
    """A row of the operation was changed by a later one: taking it back would lose that later work."""

    def __init__(self, tbl: str, key: int) -> None:
        super().__init__(f"{tbl} {key}")
        self.tbl, self.key = tbl, key


def _watch(session: Session) -> None:
    """Make the triggers, once per connection and only for those who write: they cost 65 ms at the start of the window.

    A rollback of the operation that made them takes them away again, and the next one makes them anew.
    """
    connection = session.connection()
    if connection.exec_driver_sql("SELECT 1 FROM sqlite_temp_master WHERE name = 'current_operation'").first():
        return
    connection.exec_driver_sql("CREATE TEMP TABLE current_operation (id INTEGER NOT NULL, brief INTEGER NOT NULL)")
    for table in Table.metadata.sorted_tables:
        if table.name not in UNWATCHED:
            for statement in _triggers(table.name):
                connection.exec_driver_sql(statement)


def _triggers(table: str) -> Iterable[str]:
    old, whole = as_json(table, "OLD"), as_json(table, "NEW")
    new = f"CASE WHEN brief THEN '' ELSE {whole} END"
    for verb, key, before, after in (
        ("INSERT", "NEW", "NULL", new),
        ("UPDATE", "NEW", old, whole),
        ("DELETE", "OLD", old, "NULL"),
    ):
        yield (
            f"CREATE TEMP TRIGGER journal_{verb}_{table} AFTER {verb} ON main.{table} "
            f"WHEN EXISTS (SELECT 1 FROM current_operation) BEGIN "
            f"INSERT INTO journal_row (operation_id, tbl, key, before, after) "
            f"SELECT id, '{table}', {key}.id, {before}, {after} FROM current_operation; END"
        )


def operation(session: Session, at: datetime) -> int:
    """Open an operation in this transaction: every row changed from now on belongs to it."""
    _watch(session)
    schema = session.scalar(text("SELECT version_num FROM alembic_version")) or ""
    number = session.execute(
        insert(Operation).values(at=at, said="", final=False, schema=schema).returning(Operation.id)
    ).scalar_one()
    session.execute(text("DELETE FROM current_operation"))
    session.execute(text("INSERT INTO current_operation VALUES (:n, 0)"), {"n": number})
    return number


def brief(session: Session) -> None:
    """From here on, keep of new rows of this operation only that they are new: an import of 10,000 is its own record.

    Undo and redo work as ever: what an undo removes, it images itself.
    """
    session.execute(text("UPDATE current_operation SET brief = 1"))


def describe(session: Session, number: int, said: str, *, final: bool = False) -> bool:
    """Close the operation and say what it did. False, and no trace of it, when it changed nothing.

    final: it cannot be taken back and stays in the history whatever it changed.
    """
    session.flush()
    session.execute(text("DELETE FROM current_operation"))
    touched = select(JournalRow.id).where(JournalRow.operation_id == number).limit(1)
    if not final and session.scalar(touched) is None:
        session.execute(delete(Operation).where(Operation.id == number))
        return False
    session.execute(update(Operation).where(Operation.id == number).values(said=said[:500], final=final))
    return True


@dataclass(frozen=True, slots=True)
class Entry:
    """An operation as it can be taken back. `undoes`: the operation that this one took back itself."""

    number: int
    said: str
    undoes: int | None


def to_undo(session: Session) -> Entry | None:
    """The newest operation that can be taken back: not undone, not itself an undo, made under this schema."""
    return _newest(session, Operation.undoes.is_(None), Operation.undone_by.is_(None))


def to_redo(session: Session) -> Entry | None:
    """The undo that can be taken back: the latest one not yet redone, if nothing was done since."""
    done = _newest(session, Operation.undoes.is_(None), Operation.undone_by.is_(None))
    # Undone operations do not count as done since: they are what is to be redone.
    since = done.number if done else 0
    done_first = aliased(Operation)
    original = select(done_first.id).where(done_first.undoes.is_(None))  # an undo, not the redo of one
    return _newest(session, Operation.undoes.in_(original), Operation.undone_by.is_(None), Operation.id > since)


def _newest(session: Session, *conditions: ColumnElement[bool]) -> Entry | None:
    row = session.execute(
        select(Operation.id, Operation.said, Operation.undoes)
        .where(Operation.schema == _schema(session), Operation.final.is_(False), *conditions)
        .order_by(Operation.id.desc())
        .limit(1)
    ).one_or_none()
    return Entry(*row) if row else None


def undo(session: Session, number: int) -> None:
    """Put every row of an operation back as it was. The caller has opened the operation that records this.

    Raises Stale when a row was changed since.
    """
    session.execute(text("PRAGMA defer_foreign_keys = ON"))
    undone = session.scalar(text("SELECT id FROM current_operation"))
    net: dict[str, list[Image]] = {}
    for tbl, key, before, after in _net(session, number):
        net.setdefault(tbl, []).append((key, before, after))
    for tbl, images in net.items():
        _refuse_if_changed(session, tbl, images)
    for tbl, images in net.items():
        _put_back(session, tbl, images)
    session.execute(update(Operation).where(Operation.id == number).values(undone_by=undone))
    session.execute(update(Operation).where(Operation.id == undone).values(undoes=number))


def reopen(session: Session, number: int) -> None:
    """Mark an operation as in force again, after its undo was taken back."""
    session.execute(update(Operation).where(Operation.id == number).values(undone_by=None))


def rows(session: Session, number: int) -> list[tuple[str, int, dict[str, Any] | None, dict[str, Any] | None]]:
    """The row images of an operation: table, key, before, after."""
    return [
        (tbl, key, json.loads(before) if before else None, json.loads(after or "{}") if after is not None else None)
        for tbl, key, before, after in _net(session, number)
    ]


def _net(session: Session, number: int) -> list[tuple[str, int, str | None, str | None]]:
    """First image before and last image after of every row touched, the last touched first."""
    images = session.execute(
        select(JournalRow.tbl, JournalRow.key, JournalRow.before, JournalRow.after)
        .where(JournalRow.operation_id == number)
        .order_by(JournalRow.id)
    )
    net: dict[tuple[str, int], tuple[str | None, str | None]] = {}
    for tbl, key, before, after in images:
        first = net.pop((tbl, key), (before, None))[0]
        net[tbl, key] = (first, after)
    return [(tbl, key, before, after) for (tbl, key), (before, after) in reversed(net.items()) if before != after]


def _refuse_if_changed(session: Session, tbl: str, images: list[Image]) -> None:
    connection = session.connection()
    now: dict[int, str] = {}
    for keys in portions([key for key, _, _ in images]):
        marks = ", ".join("?" * len(keys))
        query = f"SELECT id, {as_json(tbl)} FROM main.{tbl} WHERE id IN ({marks})"
        now.update((row[0], row[1]) for row in connection.exec_driver_sql(query, tuple(keys)))
    for key, _, after in images:
        if now.get(key) != after and not (after == "" and key in now):
            raise Stale(tbl, key)


def _put_back(session: Session, tbl: str, images: list[Image]) -> None:
    connection = session.connection()
    created = [(key,) for key, before, _ in images if before is None]
    changed = [(key, json.loads(before)) for key, before, after in images if before is not None and after is not None]
    removed = [json.loads(before) for _, before, after in images if before is not None and after is None]
    if created:
        connection.exec_driver_sql(f"DELETE FROM main.{tbl} WHERE id = ?", created)
    if changed:
        # Values that must be unique are let go of first: two rows may have exchanged them.
        for column in Table.metadata.tables[tbl].columns:
            if column.unique and column.nullable:
                connection.exec_driver_sql(
                    f'UPDATE main.{tbl} SET "{column.name}" = NULL WHERE id = ?', [(key,) for key, _ in changed]
                )
        pairs = ", ".join(f'"{name}" = ?' for name in changed[0][1])
        rows = [(*row.values(), key) for key, row in changed]
        connection.exec_driver_sql(f"UPDATE main.{tbl} SET {pairs} WHERE id = ?", rows)
    if removed:
        names = ", ".join(f'"{name}"' for name in removed[0])
        marks = ", ".join("?" * len(removed[0]))
        rows = [tuple(row.values()) for row in removed]
        connection.exec_driver_sql(f"INSERT INTO main.{tbl} ({names}) VALUES ({marks})", rows)


def _schema(session: Session) -> str:
    return session.scalar(text("SELECT version_num FROM alembic_version")) or ""
