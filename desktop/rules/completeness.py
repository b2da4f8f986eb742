"""How complete the file of an employer is: filled points out of those that apply to it. Applicable follows hazards."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from desktop.rules.fields import Field
from desktop.rules.reading import Broken, names, need, tables, toml

FILE = "rules/completeness.toml"
WHENS = frozenset({"unlicensed", "operating", "no_hazard"})


@dataclass(frozen=True, slots=True)
class Table:
    """Points by key with their labels, and the keys that do not apply in a case."""

    points: Mapping[str, str]
    exempt: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Completeness:
    """`missing`: the labels of what applies and is not known."""

    filled: int
    applicable: int
    missing: tuple[str, ...]

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down so that 100 means nothing is missing; None when nothing applies."""
        return 100 * self.filled // self.applicable if self.applicable else None


@dataclass(frozen=True, slots=True)
class Case:
    """What decides which points apply. hazardous None: not known, so everything about hazards is asked."""

    status: str
    size: str | None
    unlicensed: bool
    hazardous: bool | None
    classes: Collection[str] = ()  # hazard classes present


def read(texts: Mapping[str, str], fields: Mapping[str, Field]) -> Table:
    """Parse completeness.toml. Raises Broken for a key or a case that does not exist."""
    table = toml(texts, FILE)
    points = {field.key: field.label for field in fields.values() if field.need == "R"}
    for ledger in tables(table, "ledger", FILE):
        key = need(ledger, "key", str, FILE, "ledger")
        points[key] = need(ledger, "label", str, FILE, key)
    exempt = {}
    for entry in tables(table, "exempt", FILE):
        when = need(entry, "when", str, FILE, "exempt")
        keys = frozenset(names(entry, "keys", FILE, when))
        if when not in WHENS:
            raise Broken(FILE, f"exempt.{when}", "没有这种情形")
        if unknown := keys - set(points):
            raise Broken(FILE, f"exempt.{when}", f"没有“{'、'.join(sorted(unknown))}”这样的项")
        exempt[when] = keys
    return Table(points, exempt)


def score(known: Mapping[str, bool], case: Case, table: Table) -> Completeness:
    """Count what is known among what applies. `known`: point key -> whether something is recorded.

    Heads of a hazard class have the key “class:粉尘” and apply only where the class is present.
    """
    held = {
        "unlicensed": case.unlicensed and case.size in ("微", None),
        "operating": case.status == "在营",
        "no_hazard": case.hazardous is False,
    }
    away = frozenset().union(*(keys for when, keys in table.exempt.items() if held[when]))
    asked = {key: label for key, label in table.points.items() if key not in away}
    asked |= {f"class:{name}": f"{name}接触人数" for name in sorted(case.classes)}
    missing = tuple(label for key, label in asked.items() if not known.get(key))
    return Completeness(len(asked) - len(missing), len(asked), missing)
