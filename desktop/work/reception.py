"""One spreadsheet on its way into the register: read, planned, planned again, taken in. And what came before it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.paperwork import ImportBatch
from desktop.work import findings_tests, grading, grading_results, intake, sheetfile
from desktop.work.change import Change
from desktop.work.intaking import headings as intake_headings
from desktop.work.intaking.plan import Plan, SheetPlan
from desktop.work.office import Office
from desktop.work.progress import Progress
from desktop.work.sheetfile import SheetFile

Meanings = Mapping[int, str | None]  # column index -> field; None: not taken
Decision = int | str  # an employer's id, "new" or "skip"


@dataclass(frozen=True, slots=True)
class Past:
    """One file that was taken in."""

    file_name: str
    imported_on: date
    read: int
    new: int
    changed: int
    doubtful: int
    refused_cells: int


class Reception:
    """Holds the file between its steps. Every method that takes a Progress may run off the GUI thread."""

    def __init__(self, office: Office, resources: Path) -> None:
        self._office = office
        self._headings = intake_headings.load(resources)
        self._file: SheetFile | None = None
        self.plan: Plan | None = None

    def read(self, file: Path, progress: Progress) -> Plan | None:
        """Read a file and plan it; None for a list of self-check results, which is taken in elsewhere.

        Raises Problem for a file that cannot be read; the plan before stays then.
        """
        found = sheetfile.read(file, progress)
        if grading_results.is_list(found):
            return None
        self.plan = self._planned(found, None, progress)
        self._file = found
        return self.plan

    def replan(self, mapping: Mapping[str, Meanings], progress: Progress) -> Plan:
        """Plan the same file with the columns as the person corrected them."""
        assert self._file is not None
        self.plan = self._planned(self._file, mapping, progress)
        return self.plan

    def means_the_same(self, mapping: Mapping[str, Meanings]) -> bool:
        """Whether these columns are those that were planned with."""
        assert self.plan is not None
        return all(
            mapping.get(sheet.sheet, {}).get(column.index, column.field) == column.field
            for sheet in self.plan.sheets
            for column in sheet.recognised.columns
        )

    def fields(self) -> list[tuple[str, str]]:
        """What a column can be taken as: key and label; also those that only this file uses."""
        found = dict(intake.fields(self._headings))
        if self.plan is not None:
            for sheet in self.plan.sheets:
                for column in sheet.recognised.columns:
                    known = self._headings.field(column.field) if column.field else None
                    if known is not None:
                        found.setdefault(known.key, known.label)
        return list(found.items())

    def apply(self, decisions: Mapping[tuple[str, int], Decision], progress: Progress) -> Change:
        """Take the planned file in and grade the employers it touched, as one operation."""
        plan, office = self.plan, self._office
        assert plan is not None

        def work(session: Session) -> Change:
            change = intake.apply(
                session, plan, decisions=decisions, folder=office.folder, on=office.today(), progress=progress
            )
            findings_tests.follow(session, office.rulebook, office.today(), list(change.employers))
            grading.regrade(session, office.rulebook, office.today(), list(change.employers), progress=progress)
            return change

        return office.do(work)

    def correction_sheet(self, file: Path) -> None:
        """Write the sender's rows that have refused cells or doubts, with a column of reasons."""
        assert self.plan is not None
        intake.correction_sheet(self.plan, file)

    def _planned(self, found: SheetFile, mapping: Mapping[str, Meanings] | None, progress: Progress) -> Plan:
        office = self._office
        return office.ask(
            lambda session: intake.plan(
                session,
                found,
                rulebook=office.rulebook,
                headings=self._headings,
                on=office.today(),
                progress=progress,
                mapping=mapping,
            )
        )


def past(session: Session) -> list[Past]:
    """The files taken in, newest first."""
    return [_past(row) for row in session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(200))]


def _past(row: ImportBatch) -> Past:
    sheets = json.loads(row.sheets)

    def counted(kind: str, key: str) -> int:
        return sum(int(sheet.get(kind, {}).get(key, 0)) for sheet in sheets)

    return Past(
        row.file_name,
        row.imported_on,
        read=counted("rows", "read"),
        new=counted("rows", "new"),
        changed=counted("rows", "changed"),
        doubtful=counted("rows", "doubtful"),
        refused_cells=counted("cells", "refused"),
    )


def written(sheet: SheetPlan, row: int) -> list[tuple[str, str]]:
    """What a row (counted from 1) of the sheet says: label of the field and the cell as it is written."""
    reading = sheet.reading
    cells = reading.sheet.rows[row - 1]
    if sheet.lines is not None:
        heads = ((column.heading, cells[column.index]) for column in sheet.recognised.columns)
        return [(head, str(value).removesuffix(" 00:00:00")) for head, value in heads if value not in (None, "")]
    found = []
    for key, column in reading.column.items():
        value = cells[column] if column < len(cells) else None
        if value not in (None, "") and key in reading.fields:
            text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
            found.append((reading.fields[key].label, text.removesuffix(" 00:00:00")))
    return found
