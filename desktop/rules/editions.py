"""Editions of the grading method: what each holds, which one is in force, and which are too partial to use."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from desktop.rules.catalogue import CheckItem
from desktop.rules.patrol_terms import LocalRule
from desktop.rules.reading import UNCONFIRMED, Table

NATIONAL, LOCAL, EXAMPLE = "national", "local", "example"  # only a national edition holds by itself from its date


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table with how sure it is."""

    value: str
    confidence: str

    @property
    def unconfirmed(self) -> bool:
        return self.confidence in UNCONFIRMED


@dataclass(frozen=True, slots=True)
class Band:
    """A headcount band, both ends included; `top` None: open."""

    id: str
    label: str
    low: int
    top: int | None


@dataclass(frozen=True, slots=True)
class PackCell:
    """One value of a pack that a person can confirm or change.

    choices: what may be written; empty for numbers and lists. fixed: it can be confirmed, not changed.
    """

    address: str
    label: str
    value: str
    confidence: str
    choices: tuple[str, ...] = ()
    fixed: bool = False
    basis: str = ""  # who confirmed it by what, or where it was seen

    @property
    def unconfirmed(self) -> bool:
        return self.confidence in UNCONFIRMED


@dataclass(frozen=True, slots=True)
class KeyItems:
    """Whether one failed key item of the self-check gives a grade at once, and which."""

    gives: str
    enabled: bool
    confidence: str


@dataclass(frozen=True, slots=True)
class Supervision:
    """What a class or level means for visits. `visits` a year; None: not laid down."""

    rule: str
    visits: float | None
    confidence: str


@dataclass(frozen=True)
class Edition:
    """One method of grading. Orders run from low to high risk (management: from good to bad)."""

    id: str
    name: str
    short: str
    since: date
    classes: tuple[str, ...]
    levels: tuple[str, ...]
    natures: tuple[str, ...]
    exposures: tuple[str, ...]
    bands: tuple[Band, ...]
    level: Mapping[tuple[str, str, str], Cell]  # nature, exposure, band id
    several_confidence: str
    exposure_confidence: str
    grades: tuple[tuple[str, int], ...]  # management grade and the least score that earns it, best first
    scale: int  # the full score of the self-check
    rounding_confidence: str
    matrix: Mapping[tuple[str, str], Cell]  # management grade, level
    sources: tuple[str, ...]
    scope: str
    based_on: str | None
    notes: tuple[str, ...]
    declared_severe: frozenset[str]  # codes of factors that the local authority declared severe
    checklist: tuple[CheckItem, ...]
    key_items: KeyItems
    rescale_confidence: str
    assessment_months: int
    supervision: Mapping[str, Supervision]  # by class and by level
    cells: Mapping[str, PackCell] = field(compare=False, repr=False)
    table: Table = field(compare=False, repr=False)  # as parsed, with the office's confirmations
    known: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)  # worked out once by the grading

    @cached_property
    def rank(self) -> Mapping[tuple[str, str, str], int]:
        """The place of each cell's level in the order from low to high."""
        return {key: self.levels.index(cell.value) for key, cell in self.level.items()}

    def ranks(self, natures: tuple[str, ...], over: bool | None, band: Band) -> tuple[int, ...]:
        """The ranks that a factor of one of `natures` may have, lowest first; `over` None: either result."""
        key = (natures, over, band.id)
        if key not in self.known:
            exposures = self.exposures if over is None else (self.exposures[-1 if over else 0],)
            self.known[key] = tuple(
                sorted(self.rank[nature, part, band.id] for nature in natures for part in exposures)
            )
        found: tuple[int, ...] = self.known[key]
        return found

    @property
    def unconfirmed(self) -> tuple[PackCell, ...]:
        """Every cell that waits for its check."""
        return tuple(cell for cell in self.cells.values() if cell.unconfirmed)

    def band(self, workers: int) -> Band:
        """The band that holds `workers` (0 or more)."""
        return next(band for band in self.bands if band.top is None or workers <= band.top)

    def management_of(self, score: float) -> str:
        """The management grade that `score` (0-100) earns."""
        return next(grade for grade, least in self.grades if score >= least)

    def visits(self, level: str | None, combined: str | None) -> float | None:
        """Visits a year. The class decides; while it is not known, the level leads. None: not laid down or ungraded."""
        found = self.supervision.get(combined or level or "")
        return found.visits if found else None


@dataclass(frozen=True, slots=True)
class Partial:
    """A method of which only parts are known: shown, never graded by. `gaps`: what is wanting, or what is wrong."""

    id: str
    name: str
    short: str
    since: date | None
    classes: tuple[str, ...]  # from low to high risk
    facts: tuple[Cell, ...]
    gaps: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Adoption:
    """From `since` on the office grades by `pack`."""

    pack: str
    since: date


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A person compared `cell` of `pack` with the official text. Holds while the cell still has `value`."""

    pack: str
    cell: str
    value: str
    basis: str
    person: str
    on: date


@dataclass(frozen=True, slots=True)
class OfficeRules:
    """What the office itself says of the rules: packs (id -> TOML), confirmations, adoptions, patrol, choices."""

    packs: Mapping[str, str] = field(default_factory=dict)
    confirmed: Sequence[Confirmed] = ()
    adoptions: Sequence[Adoption] = ()
    patrol: Sequence[LocalRule] = ()
    choices: Mapping[str, str] = field(default_factory=dict)  # question of rules/choices.toml -> answer


NOTHING_OF_ITS_OWN = OfficeRules()


def in_force(editions: Collection[Edition], on: date, adoptions: Sequence[Adoption] = ()) -> Edition | None:
    """The edition adopted last by `on`; without an adoption the newest national one; None before the first.

    None as well if what was adopted is no longer a whole edition: nothing else may step in silently.
    """
    adopted = [
        (adoption.since, place, adoption.pack) for place, adoption in enumerate(adoptions) if adoption.since <= on
    ]
    if adopted:
        pack = max(adopted)[2]
        return next((edition for edition in editions if edition.id == pack), None)
    held = [edition for edition in editions if edition.scope == NATIONAL and edition.since <= on]
    return max(held, key=lambda edition: edition.since, default=None)
