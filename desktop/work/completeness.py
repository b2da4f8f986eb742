"""资料完整度 per employer and per village, and what is missing most often: where to phone next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.everything import Table
from db.models.hazard import Exposure, HazardClass
from db.models.place import Area
from db.portions import few
from desktop.rules import completeness
from desktop.rules.completeness import Case, Completeness
from desktop.rules.figures import NOWHERE
from desktop.rules.ledger_forms import LedgerForm
from desktop.rules.tables import Rulebook

GONE = ("注销", "查无", "搬迁")
FEW = 5  # so many of the most frequent gaps are told


@dataclass(frozen=True, slots=True)
class Group:
    """The employers of a village, or all. percent: filled points of all out of applicable points of all."""

    name: str
    employers: int
    percent: int | None
    missing: tuple[tuple[str, int], ...]  # what is missing most often, and at how many


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole register and its villages, the least complete first."""

    whole: Group
    villages: tuple[Group, ...]


def of(session: Session, rulebook: Rulebook, ids: Sequence[int] | None = None) -> dict[int, Completeness]:
    """How complete each employer's file is (None: everybody's). Those that are gone are not asked anything."""
    fields = [rulebook.fields[point.key] for point in rulebook.points if point.key in rulebook.fields]
    named = list(ids) if few(ids) else None
    ledgers = {key: owners for form in rulebook.ledgers.values() if form.asked
               for key, owners in _owners(session, form, named).items()}  # fmt: skip
    codes, written = _factors(session, named)
    heads, present = _classes(session, named)
    prefixes = {str(item.flags.get("prefix")): item.code for item in rulebook.codes.get("hazard_class").items}
    columns = [field.column for field in fields if field.kind != "factors"]
    query = select(
        Employer.id, Employer.status, Employer.size, Employer.unlicensed, Employer.exposed_workers,
        *(getattr(Employer, column).is_not(None).label(f"has_{column}") for column in columns),
    ).where(Employer.status.not_in(GONE))  # fmt: skip
    found = {}
    for row in session.execute(query if named is None else query.where(Employer.id.in_(named))):
        employer, status, size, unlicensed, exposed = row[:5]
        classes = {prefixes[code[0]] for code in codes.get(employer, ()) if code and code[0] in prefixes}
        said = present.get(employer, {})
        classes |= {name for name, there in said.items() if there}
        known = dict(zip(columns, row[5:], strict=True))
        known |= {key: employer in owners for key, owners in ledgers.items()}
        known |= {f"class:{name}": True for name in heads.get(employer, ())} | {"factors": employer in written}
        hazardous = _hazardous(employer in written or bool(classes), exposed, said)
        found[employer] = completeness.score(
            known, Case(status, size, bool(unlicensed), hazardous, classes), rulebook.points
        )
    return found


def overview(session: Session, rulebook: Rulebook) -> Overview:
    """The register and each village with its percentage and its most frequent gaps."""
    scores = of(session, rulebook)
    villages: dict[str, list[Completeness]] = defaultdict(list)
    query = select(Employer.id, Area.name).outerjoin(Area, Employer.area_id == Area.id)
    for employer, name in session.execute(query):
        if employer in scores:
            villages[name or NOWHERE].append(scores[employer])
    groups = [_group(name, held) for name, held in villages.items()]
    groups.sort(key=lambda group: (100 if group.percent is None else group.percent, group.name))
    return Overview(_group("全部", scores.values()), tuple(groups))


def _group(name: str, scores: Iterable[Completeness]) -> Group:
    held = list(scores)
    filled, applicable = sum(s.filled for s in held), sum(s.applicable for s in held)
    missing = Counter(label for score in held for label in score.missing)
    return Group(
        name, len(held), 100 * filled // applicable if applicable else None,
        tuple(sorted(missing.items(), key=lambda pair: (-pair[1], pair[0]))[:FEW]),
    )  # fmt: skip


def _hazardous(found: bool, exposed: int | None, said: dict[str, bool | None]) -> bool | None:
    if found or exposed:
        return True
    denied = bool(said) and all(there is False for there in said.values())
    return False if denied or exposed == 0 else None


def _owners(session: Session, form: LedgerForm, named: list[int] | None) -> dict[str, set[int]]:
    """Who has a line in a ledger, and who has each of its needed columns filled in some line, by point."""
    table = Table.metadata.tables[form.key]
    asked = [field.key for field in form.fields if field.asked]
    query = select(table.c.employer_id, *(func.max(table.c[key].is_not(None)) for key in asked))
    query = query.group_by(table.c.employer_id)
    points = [form.key, *(f"{form.key}.{key}" for key in asked)]
    found: dict[str, set[int]] = {point: set() for point in points}
    for owner, *filled in session.execute(query if named is None else query.where(table.c.employer_id.in_(named))):
        for point, there in zip(points, (True, *filled), strict=True):
            if there:
                found[point].add(owner)
    return found


def _factors(session: Session, named: list[int] | None) -> tuple[dict[int, list[str]], set[int]]:
    codes: dict[int, list[str]] = defaultdict(list)
    written: set[int] = set()
    query = select(Exposure.employer_id, Exposure.factor_code)
    for employer, code in session.execute(query if named is None else query.where(Exposure.employer_id.in_(named))):
        written.add(employer)
        if code:
            codes[employer].append(code)
    return codes, written


def _classes(
    session: Session, named: list[int] | None
) -> tuple[dict[int, set[str]], dict[int, dict[str, bool | None]]]:
    heads: dict[int, set[str]] = defaultdict(set)
    present: dict[int, dict[str, bool | None]] = defaultdict(dict)
    query = select(HazardClass.employer_id, HazardClass.hazard_class, HazardClass.present, HazardClass.workers)
    for employer, name, there, workers in session.execute(
        query if named is None else query.where(HazardClass.employer_id.in_(named))
    ):
        present[employer][name] = there
        if workers is not None:
            heads[employer].add(name)
    return heads, present


def told(session: Session, rulebook: Rulebook) -> dict[str, Any]:
    """The completeness of everybody, as the commands print it; the least complete employers first."""
    found, scores = overview(session, rulebook), of(session, rulebook)
    names = {
        employer: (name, code, village)
        for employer, name, code, village in session.execute(
            select(Employer.id, Employer.name, Employer.credit_code, Area.name).outerjoin(
                Area, Employer.area_id == Area.id
            )
        )
    }
    order = sorted(scores, key=lambda e: (100 if scores[e].percent is None else scores[e].percent or 0, e))
    return {
        "whole": _plain(found.whole),
        "villages": [_plain(group) for group in found.villages],
        "employers": [
            {
                "name": names[e][0], "credit_code": names[e][1], "village": names[e][2], "percent": scores[e].percent,
                "filled": scores[e].filled, "applicable": scores[e].applicable, "missing": list(scores[e].missing),
            }
            for e in order
        ],
    }  # fmt: skip


def _plain(group: Group) -> dict[str, Any]:
    missing = [{"label": label, "employers": number} for label, number in group.missing]
    return {"name": group.name, "employers": group.employers, "percent": group.percent, "missing": missing}
