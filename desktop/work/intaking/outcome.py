"""What a comparison stands on, and what comes out of it: fates of the cells, differences to show, writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.rules.sheet_columns import SheetColumn
from desktop.rules.tables import Rulebook
from desktop.work.intaking.ledgers import Entry

Row = dict[str, Any]


@dataclass(frozen=True)
class Ground:
    """What every comparison of one sheet stands on."""

    rulebook: Rulebook
    on: date
    fields: Mapping[str, SheetColumn]
    areas: Mapping[str, int]  # village as written -> area id
    year: int
    source: str  # file name
    codes: dict[str, str | None] = field(default_factory=dict)  # factor as written -> code

    def factor_code(self, written: str) -> str | None:
        """The catalogue's code of a factor, or None."""
        if written not in self.codes:
            found = self.rulebook.factors.find(written)
            self.codes[written] = found.code if found else None
        return self.codes[written]


@dataclass(slots=True)
class Outcome:
    """Fates by field, the differences to show, and the writes: columns of the employer and ledger entries."""

    fates: dict[str, str] = field(default_factory=dict)
    because: dict[str, str] = field(default_factory=dict)
    changes: list[tuple[str, object, object]] = field(default_factory=list)
    sets: Row = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    kept: tuple[str, ...] = ()  # factors the register has and the sheet has not

    def take(self, key: str, ours: object, theirs: object) -> None:
        """Note that a cell is taken."""
        self.fates[key] = "taken"
        self.changes.append((key, ours, theirs))
