"""What an import would do, as plain values: recognised sheets, a verdict for every row, a reason for every cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.rules.tables import Rulebook
from desktop.work.intaking.headings import Headings
from desktop.work.intaking.read import Reading

VERDICTS = ("new", "changed", "same", "doubtful", "refused")
FATES = ("taken", "same", "refused", "ignored")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet. `field` None: not taken, `ignored` says why."""

    index: int
    heading: str
    field: str | None
    ignored: str = ""
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is not an employer's (row counted from 1) and why: title, subtotal, note, repeated heading."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """How a sheet was understood. `header_first` counts from 1. `village`: said by the sheet's name or title."""

    sheet: str
    header_first: int
    header_rows: int
    columns: tuple[Column, ...]
    fingerprint: str
    village: str | None
    skipped: tuple[Skipped, ...]
    year: int | None = None
    data_rows: tuple[int, ...] = ()  # counted from 0
    sections: Mapping[int, str] = field(default_factory=dict)  # row from 0 -> village said by a line above it
    hidden_rows: int = 0


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an employer: what the register has and what the sheet says, as shown on screen."""

    field: str
    label: str
    ours: str
    theirs: str
    cell: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An employer a doubtful row may mean. A negative id is the employer of that row of the same sheet."""

    employer_id: int
    name: str
    village: str
    credit_code: str
    why: str


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What becomes of one row (counted from 1). `employer_id` None: not in the register yet, or not decided."""

    row: int
    verdict: str
    employer_id: int | None
    name: str
    changes: tuple[FieldChange, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """A cell that was not taken because it is not clear; its row goes in without it."""

    row: int
    cell: str
    field: str
    label: str
    value: object
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """What becomes of one sheet. Both kinds of counts add up; see `check`."""

    sheet: str
    recognised: Recognised
    rows: tuple[RowPlan, ...]
    refused_cells: tuple[RefusedCell, ...]
    missing: tuple[tuple[int, str], ...]
    row_counts: dict[str, int]
    cell_counts: dict[str, int]
    ignored_because: dict[str, int]
    reading: Reading = field(repr=False)
    merged: Mapping[int, tuple[str, int]] = field(default_factory=dict)  # row -> sheet and row it completes
    lines: Mapping[int, Any] | None = None  # of a sheet of ledger lines: what each row writes, see `intake_lines`

    def check(self) -> None:
        """Raise AssertionError unless every row and every cell is accounted for exactly once."""
        rows, cells = self.row_counts, self.cell_counts
        if rows["read"] != sum(rows[verdict] for verdict in VERDICTS) or rows["read"] != len(self.rows):
            raise AssertionError(f"{self.sheet}: {rows}")
        if cells["read"] != sum(cells[fate] for fate in FATES) or cells["ignored"] != sum(
            self.ignored_because.values()
        ):
            raise AssertionError(f"{self.sheet}: {cells} {self.ignored_because}")


@dataclass(frozen=True, slots=True)
class Plan:
    """What importing a file would do. Nothing is written until `intake.apply`."""

    file: Path
    name: str
    sha256: str
    size: int
    sheets: tuple[SheetPlan, ...]
    skipped_sheets: tuple[tuple[str, str], ...]
    corrected: Mapping[str, Mapping[int, str | None]]  # columns the person corrected now, by fingerprint
    rulebook: Rulebook = field(repr=False)
    headings: Headings = field(repr=False)

    def total(self, verdict: str) -> int:
        """How many rows of all sheets have this verdict."""
        return sum(sheet.row_counts[verdict] for sheet in self.sheets)
