"""Rows with all that hangs on them, taken out of the tables as images and put back: found by the foreign keys alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ForeignKey
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from db.models.everything import Table
from db.portions import portions

PAIRS = 60  # columns in one call: a function of SQLite takes 127 arguments


@dataclass(frozen=True, slots=True)
class Part:
    """One row that was taken out. link: the row itself stayed and only forgot the removed row that `values` names."""

    table: str
    key: int
    values: dict[str, Any]
    link: bool = False


@dataclass(frozen=True, slots=True)
class Put:
    """What became of parts put back. made: the id of each row by (table, id it had); lost: rows with no place now."""

    made: dict[tuple[str, int], int]
    lost: int


def kept(table: str) -> list[str]:
    """The columns of a table that are written; computed ones follow by themselves."""
    return [column.name for column in Table.metadata.tables[table].columns if column.computed is None]


def as_json(table: str, row: str = "") -> str:
    """The SQL that gives a row as JSON, its columns in the order of the table."""
    place = f"{row}." if row else ""
    columns = kept(table)
    made = "json_object({})".format(", ".join(f"'{name}', {place}\"{name}\"" for name in columns[:PAIRS]))
    for start in range(PAIRS, len(columns), PAIRS):
        more = ", ".join(f"'$.{name}', {place}\"{name}\"" for name in columns[start : start + PAIRS])
        made = f"json_insert({made}, {more})"
    return made


def take(session: Session, table: str, keys: Sequence[int]) -> dict[int, list[Part]]:
    """Remove these rows with every row that belongs to them; gives the parts of each, owners before what they own."""
    session.flush()
    roots = {table: {key: key for key in keys}}  # by table: each row that goes, and the asked row it goes with
    parts: dict[int, list[Part]] = {key: [] for key in keys}
    links: list[tuple[int, Part]] = []
    for each in Table.metadata.sorted_tables:
        mine = roots.setdefault(each.name, {})
        for column, key in _keys(each):
            owners = roots.get(key.column.table.name, {}) if key.column.table is not each else {}
            for row, owner in _naming(session, each.name, column.name, owners):
                if _owned(column, key):
                    mine.setdefault(row, owners[owner])
                else:
                    links.append((owners[owner], Part(each.name, row, {column.name: owner}, link=True)))
        for row, image in _images(session, each.name, mine):
            parts[mine[row]].append(Part(each.name, row, image))
    _remove(session, links, roots)
    for root, link in links:
        if link.key not in roots[link.table]:
            parts[root].append(link)
    session.expire_all()
    return parts


def put(session: Session, parts: Iterable[Part]) -> Put:
    """Put rows back. A number that was given away meanwhile is exchanged for a new one, also where it is named."""
    made: dict[tuple[str, int], int] = {}
    lost = 0
    for part in parts:
        table = Table.metadata.tables.get(part.table)
        known = set(kept(part.table)) if table is not None else set()
        values = {name: value for name, value in part.values.items() if name in known}
        if table is None or not _belongs(session, table, values, made):
            lost += 1
        elif part.link:
            _link(session, part.table, part.key, values)
        elif (key := _insert(session, part, values)) is None:
            lost += 1
        else:
            made[part.table, part.key] = key
    session.expire_all()
    return Put(made, lost)


def _keys(table: SqlTable) -> Iterable[tuple[Column[Any], ForeignKey]]:
    return ((column, key) for column in table.columns for key in column.foreign_keys)


def _owned(column: Column[Any], key: ForeignKey) -> bool:
    """Whether a row goes with the one it names; else it only forgets it."""
    return key.ondelete == "CASCADE" or not column.nullable


def _naming(session: Session, table: str, column: str, owners: dict[int, int]) -> Iterable[tuple[int, int]]:
    for chunk in portions(list(owners)):
        query = f'SELECT id, "{column}" FROM {table} WHERE "{column}" IN ({_marks(chunk)})'
        yield from (tuple(row) for row in session.connection().exec_driver_sql(query, tuple(chunk)))


def _images(session: Session, table: str, rows: dict[int, int]) -> Iterable[tuple[int, dict[str, Any]]]:
    for chunk in portions(sorted(rows)):
        query = f"SELECT id, {as_json(table)} FROM {table} WHERE id IN ({_marks(chunk)}) ORDER BY id"
        for key, image in session.connection().exec_driver_sql(query, tuple(chunk)):
            yield key, json.loads(image)


def _remove(session: Session, links: Sequence[tuple[int, Part]], roots: dict[str, dict[int, int]]) -> None:
    connection = session.connection()
    for _, link in links:
        column = next(iter(link.values))
        connection.exec_driver_sql(f'UPDATE {link.table} SET "{column}" = NULL WHERE id = ?', (link.key,))
    for table in reversed(Table.metadata.sorted_tables):
        for chunk in portions(list(roots[table.name])):
            connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE id IN ({_marks(chunk)})", tuple(chunk))


def _belongs(session: Session, table: SqlTable, values: dict[str, Any], made: dict[tuple[str, int], int]) -> bool:
    """Follow the rows that are named to where they are now; False when one that must be named is gone."""
    for column, key in _keys(table):
        named = values.get(column.name)
        if named is None:
            continue
        owner = key.column.table.name
        now = made.get((owner, named), named)
        if _stands(session, owner, now):
            values[column.name] = now
        elif column.nullable:
            values[column.name] = None
        else:
            return False
    return True


def _insert(session: Session, part: Part, values: dict[str, Any]) -> int | None:
    """The id under which a row stands again; None when the table does not take it."""
    if _stands(session, part.table, part.key):
        values.pop("id", None)
    names = ", ".join(f'"{name}"' for name in values)
    query = f"INSERT OR IGNORE INTO {part.table} ({names}) VALUES ({_marks(values)})"
    done = session.connection().exec_driver_sql(query, tuple(values.values()))
    return int(done.lastrowid) if done.rowcount else None


def _link(session: Session, table: str, key: int, values: dict[str, Any]) -> None:
    for name, value in values.items():
        query = f'UPDATE {table} SET "{name}" = ? WHERE id = ? AND "{name}" IS NULL'
        session.connection().exec_driver_sql(query, (value, key))


def _stands(session: Session, table: str, key: int) -> bool:
    return session.connection().exec_driver_sql(f"SELECT 1 FROM {table} WHERE id = ?", (key,)).first() is not None


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)
