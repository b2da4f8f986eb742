"""The rows an import has decided on, written with one statement per table and kind of row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from db import search
from db.models.employer import Employer
from db.models.everything import Table
from desktop.work.intaking.ledgers import Entry
from desktop.work.progress import Progress

Row = dict[str, Any]
ALWAYS = ("name", "status")
SPELLED = ("name", "former_names")


@dataclass
class Writes:
    """What is to be written, gathered before any of it is."""

    new: list[Row] = field(default_factory=list)
    new_entries: list[list[Entry]] = field(default_factory=list)  # of each new employer
    bulk: dict[str, list[tuple[int, Row]]] = field(default_factory=lambda: defaultdict(list))  # by place in `new`
    updates: dict[int, Row] = field(default_factory=dict)
    entries: list[tuple[int, Entry]] = field(default_factory=list)
    made_by: dict[tuple[str, int], int] = field(default_factory=dict)  # sheet, row -> place in `new`
    touched: set[int] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def write(session: Session, writes: Writes, progress: Progress) -> bool:
    """Write everything gathered; False when there was nothing."""
    ids = _insert_employers(session, writes.new)
    writes.touched.update(ids)
    for employer_id, entries in zip(ids, writes.new_entries, strict=True):
        writes.entries += [(employer_id, entry) for entry in entries]
    for table, fresh in writes.bulk.items():
        if fresh:
            rows = [{"employer_id": ids[place], **columns} for place, columns in fresh]
            session.connection().execute(insert(Table.metadata.tables[table]), rows)
    _update_employers(session, writes.updates)
    inserts: dict[tuple[str, tuple[str, ...]], list[Row]] = defaultdict(list)
    updates: dict[tuple[str, tuple[str, ...]], list[Row]] = defaultdict(list)
    for number, (employer_id, entry) in enumerate(writes.entries):
        if number % 5000 == 0:
            progress.step(number, len(writes.entries), "正在写入")
        key = (entry.table, tuple(entry.values))
        if entry.id is None:
            inserts[key].append({"employer_id": employer_id, **entry.values})
        else:
            updates[key].append({"key_of_row": entry.id, **{f"new_{c}": v for c, v in entry.values.items()}})
    for (table, _), rows in inserts.items():
        session.connection().execute(insert(Table.metadata.tables[table]), rows)
    for (table, columns), rows in updates.items():
        _update(session, table, columns, rows)
    return bool(ids or writes.updates or writes.entries)


def _insert_employers(session: Session, new: list[Row]) -> list[int]:
    if not new:
        return []
    shapes = {tuple(row) for row in new}
    blank: Row = dict.fromkeys(dict.fromkeys((*ALWAYS, *(column for shape in shapes for column in shape))))
    blank["status"] = "在营"
    rows = [blank | row for row in new]
    search.index(rows)
    # Rows of one executemany get rising ids; RETURNING in the order of the rows would insert them one by one.
    before = session.scalar(select(func.max(Employer.id))) or 0
    session.connection().execute(insert(Table.metadata.tables["employer"]), rows)
    ids = list(session.scalars(select(Employer.id).where(Employer.id > before).order_by(Employer.id)))
    if len(ids) != len(rows):
        raise RuntimeError(f"{len(rows)} employers written, {len(ids)} found")
    return ids


def _update_employers(session: Session, updates: dict[int, Row]) -> None:
    _index(session, {employer: row for employer, row in updates.items() if row.keys() & SPELLED})
    grouped: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for employer_id, row in updates.items():
        if row:
            grouped[tuple(row)].append({"key_of_row": employer_id, **{f"new_{c}": v for c, v in row.items()}})
    for columns, rows in grouped.items():
        _update(session, "employer", columns, rows)


def _index(session: Session, renamed: dict[int, Row]) -> None:
    """What an employer is found and sorted by follows from its present and its former names, whichever is changed."""
    present = select(Employer.id, *(getattr(Employer, column) for column in SPELLED)).where(Employer.id.in_(renamed))
    for row in session.execute(present):
        spelled = dict(zip(SPELLED, row[1:], strict=True)) | {k: v for k, v in renamed[row.id].items() if k in SPELLED}
        search.index([spelled])
        renamed[row.id] |= {key: spelled[key] for key in ("pinyin", "sort_key")}


def _update(session: Session, table: str, columns: tuple[str, ...], rows: list[Row]) -> None:
    target = Table.metadata.tables[table]
    statement = (
        update(target)
        .where(target.c.id == bindparam("key_of_row"))
        .values({column: bindparam(f"new_{column}") for column in columns})
    )
    session.connection().execute(statement, rows)
