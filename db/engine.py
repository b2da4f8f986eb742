"""The office file as a database: SQLite by default, any SQLAlchemy address in principle. One reader, one writer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool, QueuePool

CACHE_KIB = 32_000


class Database:
    """`read()` looks, `begin()` changes in one transaction. No session outlives its block or crosses threads."""

    def __init__(self, address: str) -> None:
        self.engine = _engine(address)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for questions. What it changes is thrown away."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A session for one change: committed when the block ends well, rolled back when anything is raised."""
        with Session(self.engine.execution_options(writes=True), expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Let go of the file; SQLite folds its log into it."""
        self.engine.dispose()


def at(path: Path) -> Database:
    """The database in a file that has been made or upgraded by `db.migrate`."""
    return Database(f"sqlite:///{path}")


def _engine(address: str) -> Engine:
    sqlite = address.startswith("sqlite")
    engine = create_engine(
        address,
        poolclass=QueuePool if sqlite else None,
        json_serializer=partial(json.dumps, ensure_ascii=False),
    )
    if sqlite:
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def bare(path: Path) -> Engine:
    """An engine for migrations: no foreign keys, because batch migrations drop tables and a drop cascades."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own transaction handling would commit before DDL: we say BEGIN ourselves, see _begin.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=5000",
        f"cache_size=-{CACHE_KIB}",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A change takes the write lock at once: it can then not fail halfway because another one came in between.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
