"""How complete the file of an employer is: filled points out of those that apply to it. Applicable follows hazards."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from desktop.rules.fields import Field
from desktop.rules.ledger_forms import LedgerForm


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is asked for.

    when: as of the field. within: it is asked only where this other point is filled (a column of a ledger: where the
    ledger has a line).
    """

    key: str
    label: str
    when: str = ""
    within: str = ""


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


def points(fields: Mapping[str, Field], ledgers: Mapping[str, LedgerForm]) -> tuple[Point, ...]:
    """What is asked for by the catalogues: needed fields, needed ledgers, and the needed columns of those."""
    found = [Point(field.key, field.label, field.when) for field in fields.values() if field.need == "R"]
    for form in ledgers.values():
        if form.asked:
            found.append(Point(form.key, form.asked, form.when))
            found += [
                Point(f"{form.key}.{field.key}", f"{form.asked}的{field.label}", form.when, form.key)
                for field in form.fields
                if field.asked
            ]
    return tuple(found)


def score(known: Mapping[str, bool], case: Case, asked: Collection[Point]) -> Completeness:
    """Count what is known among what applies. `known`: point key -> whether something is recorded.

    Heads of a hazard class have the key “class:粉尘” and apply only where the class is present.
    """
    applies = {
        "": True,
        "licensed": not (case.unlicensed and case.size in ("微", None)),
        "stopped": case.status != "在营",
        "hazard": case.hazardous is not False,
    }
    labels = {
        point.key: point.label
        for point in asked
        if applies[point.when] and (not point.within or known.get(point.within))
    }
    labels |= {f"class:{name}": f"{name}接触人数" for name in sorted(case.classes)}
    missing = tuple(label for key, label in labels.items() if not known.get(key))
    return Completeness(len(labels) - len(missing), len(labels), missing)
