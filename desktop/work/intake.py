"""Spreadsheets in: recognise, plan, apply. The plan writes nothing and accounts for every row and every cell."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.paperwork import HeadingMap
from desktop.rules.sheet_columns import SheetColumn
from desktop.rules.tables import Rulebook
from desktop.work.intaking import lines as intake_lines
from desktop.work.intaking import read as intake_read
from desktop.work.intaking import recognise as intake_recognise
from desktop.work.intaking import register as intake_register
from desktop.work.intaking import tables as intake_tables
from desktop.work.intaking.apply import apply
from desktop.work.intaking.corrections import correction_sheet
from desktop.work.intaking.duplicates import Doubles
from desktop.work.intaking.headings import Headings, load
from desktop.work.intaking.outcome import Ground
from desktop.work.intaking.plan import (
    Candidate,
    Column,
    FieldChange,
    Plan,
    Recognised,
    RefusedCell,
    RowPlan,
    SheetPlan,
    Skipped,
)
from desktop.work.intaking.read import Readers
from desktop.work.intaking.register import GONE, Register
from desktop.work.intaking.sheet import SheetWork
from desktop.work.progress import Progress
from desktop.work.sheetfile import SheetFile
from desktop.work.undisturbed import undisturbed

__all__ = [
    "Candidate",
    "Column",
    "FieldChange",
    "Headings",
    "Plan",
    "Recognised",
    "RefusedCell",
    "RowPlan",
    "SheetPlan",
    "Skipped",
    "apply",
    "correction_sheet",
    "fields",
    "load",
    "plan",
    "recognise",
]

Mapping_ = Mapping[int, str | None]


def recognise(file: SheetFile, headings: Headings, remembered: Mapping[str, Mapping_]) -> tuple[Recognised, ...]:
    """The sheets of the file that are registers, with the meaning of their columns. Raises Problem when none is."""
    return intake_recognise.recognise(file, headings, remembered)[0]


def fields(headings: Headings) -> tuple[tuple[str, str], ...]:
    """(key, label) of everything a column can be mapped to, in the order of the catalogue."""
    return tuple((field.key, field.label) for field in headings.fields.values() if not field.ignore)


@undisturbed()
def plan(  # noqa: PLR0913 - what the window and the command line both have to say
    session: Session,
    file: SheetFile,
    *,
    rulebook: Rulebook,
    headings: Headings,
    on: date,
    progress: Progress | None = None,
    mapping: Mapping[str, Mapping_] | None = None,
) -> Plan:
    """What taking in the file would do. Writes nothing. Raises Problem when no sheet is a register.

    mapping: columns corrected by the person, by sheet name; None as field means: do not take the column.
    """
    progress = progress or Progress()
    register = intake_register.load(session, _columns(headings))
    villages = {name: register.areas[area] for name, area in register.area_of.items()}
    lined = {sheet.name: form for sheet in file.sheets if (form := intake_lines.form_of(sheet, rulebook))}
    listed = replace(file, sheets=tuple(sheet for sheet in file.sheets if sheet.name not in lined))
    recognised, passed, corrected = (
        _recognised(session, listed, headings, mapping or {}, villages) if listed.sheets or not lined else ((), (), {})
    )
    sheets = {sheet.name: sheet for sheet in file.sheets}
    readers = Readers(rulebook, headings, on, file.since_1904, villages)
    works: list[SheetWork] = []
    doubles = Doubles()
    for number, found in enumerate(recognised):
        progress.step(number, len(recognised), f"正在读懂“{found.sheet}”")
        wanted = _wanted(found, headings)
        reading = intake_read.read(sheets[found.sheet], found.data_rows, wanted, readers)
        ground = Ground(
            rulebook, on, {**headings.fields, **reading.fields}, register.area_of, found.year or on.year, file.name
        )
        work = SheetWork(found, reading, ground, register)
        work.find(doubles, progress)
        works.append(work)
    _load_ledgers(session, register, works)
    for work in works:
        work.compare(progress)
    missing = _missing(works, register)
    planned = tuple(work.done(absent) for work, absent in zip(works, missing, strict=True))
    for name, form in lined.items():
        progress.step(0, 1, f"正在核对“{name}”")
        lines = intake_lines.LineSheet(session, sheets[name], form, rulebook, on)
        planned += (lines.plan(register),)
    return Plan(
        file.path, file.name, file.sha256, file.size, planned, passed, corrected, rulebook=rulebook, headings=headings
    )


def _columns(headings: Headings) -> Collection[str]:
    named = {
        field.target.partition(".")[2] for field in headings.fields.values() if field.target.startswith("employer.")
    }
    return sorted((named | {"status", "factors_incomplete", "more_contacts"}) & set(Employer.__table__.columns.keys()))


def _recognised(
    session: Session,
    file: SheetFile,
    headings: Headings,
    mapping: Mapping[str, Mapping_],
    villages: Mapping[str, str],
) -> tuple[tuple[Recognised, ...], tuple[tuple[str, str], ...], dict[str, dict[int, str | None]]]:
    """The sheets, with what was corrected before and now; and what was corrected now, by fingerprint."""
    remembered: dict[str, Mapping_] = {
        row.fingerprint: {int(column): field for column, field in json.loads(row.columns).items()}
        for row in session.scalars(select(HeadingMap))
    }
    found, passed = intake_recognise.recognise(file, headings, remembered, villages=set(villages.values()))
    corrected: dict[str, dict[int, str | None]] = {}
    for sheet in found:
        if given := mapping.get(sheet.sheet):
            before = {column.index: column.field for column in sheet.columns}
            changed = {index: field for index, field in given.items() if before.get(index) != field}
            if changed:
                corrected[sheet.fingerprint] = {**remembered.get(sheet.fingerprint, {}), **changed}
    if corrected:
        found, passed = intake_recognise.recognise(
            file, headings, remembered | corrected, villages=set(villages.values())
        )
    return found, passed, corrected


def _wanted(found: Recognised, headings: Headings) -> dict[int, SheetColumn]:
    return {
        column.index: field
        for column in found.columns
        if column.field and (field := headings.field(column.field)) and not field.ignore
    }


def _load_ledgers(session: Session, register: Register, works: Iterable[SheetWork]) -> None:
    tables: dict[str, Collection[str]] = {}
    ids: set[int] = set()
    for work in works:
        tables |= intake_tables.needed(work.reading.fields)
        ids.update(line.employer_id for line in work.lines if line.employer_id is not None)
    intake_register.load_ledgers(session, register, tables, ids)


def _missing(works: list[SheetWork], register: Register) -> list[tuple[tuple[int, str], ...]]:
    """Employers in operation that a sheet should have named and no sheet of the file does."""
    present = {line.employer_id for work in works for line in work.lines if line.employer_id is not None}
    present |= {c.employer_id for work in works for line in work.lines for c in line.candidates}
    absent = [
        (employer_id, row["name"], row["area_id"])
        for employer_id, row in register.employers.items()
        if employer_id not in present and row["status"] not in GONE
    ]
    used = {row["area_id"] for row in register.employers.values() if row["status"] not in GONE and row["area_id"]}
    return [_absent_from(work, absent, used, register) for work in works]


def _absent_from(
    work: SheetWork, absent: list[tuple[int, str, int | None]], used: set[int], register: Register
) -> tuple[tuple[int, str], ...]:
    said = {line.who.village for line in work.lines}
    covered = {area for village in said if village and (area := register.area_of.get(village)) is not None}
    whole = (not covered and said <= {None}) or (_from_column(work) and len(covered & used) * 2 >= len(used))
    return tuple((employer_id, name) for employer_id, name, area in absent if whole or area in covered)


def _from_column(work: SheetWork) -> bool:
    """Whether the villages stand in a column: a list of half the villages or more is meant for all of them."""
    return "village" in work.reading.fields
