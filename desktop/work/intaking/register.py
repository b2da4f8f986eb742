"""The register as an import sees it: who is there, under which code, name, village and phone, and what is recorded."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.everything import Table
from db.models.place import Area
from db.portions import portions
from desktop.rules.likeness import name_key

Row = dict[str, Any]
GONE = {"注销", "查无", "搬迁"}
IDENTITY = ("id", "name", "former_names", "credit_code", "old_registration_no", "area_id", "phone", "status")
VILLAGE_KINDS = ("村", "社区", "园区", "网格", "片区")


@dataclass(slots=True)
class Register:
    """Employers by id (the columns asked for), their ledgers by table, and the areas."""

    employers: dict[int, Row]
    areas: dict[int, str]
    area_of: dict[str, int]  # name or alias -> id
    ledgers: dict[str, dict[int, list[Row]]] = field(default_factory=dict)
    by_code: dict[str, int] = field(default_factory=dict)
    by_old_number: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_phone: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def village(self, employer_id: int) -> str:
        """Name of the employer's village, or ""."""
        area = self.employers[employer_id]["area_id"]
        return self.areas.get(area, "") if area else ""


def load(session: Session, columns: Collection[str] = ()) -> Register:
    """Everybody in the register with these columns of `employer`."""
    wanted = [*IDENTITY, *(column for column in columns if column not in IDENTITY)]
    table = Employer.__table__
    rows = session.execute(select(*(table.c[column] for column in wanted)))
    employers = {row[0]: dict(zip(wanted, row, strict=True)) for row in rows}
    areas, area_of = _areas(session)
    register = Register(employers, areas, area_of)
    for employer_id, row in employers.items():
        _index(register, employer_id, row)
    return register


def load_ledgers(
    session: Session, register: Register, tables: Mapping[str, Collection[str]], ids: Collection[int]
) -> None:
    """Add the rows of these ledger tables (table -> columns) for these employers."""
    for name, columns in tables.items():
        table = Table.metadata.tables[name]
        wanted = ["id", "employer_id", *columns]
        query = select(*(table.c[column] for column in wanted)).order_by(table.c.id)
        grouped: dict[int, list[Row]] = defaultdict(list)
        for chunk in _chunks(ids, len(register.employers)):
            found = session.execute(query if chunk is None else query.where(table.c.employer_id.in_(chunk)))
            for row in found:
                grouped[row[1]].append(dict(zip(wanted, row, strict=True)))
        register.ledgers[name] = grouped


def digits(phone: str) -> str:
    """A phone number as it is compared."""
    return re.sub(r"\D", "", phone)


def _chunks(ids: Collection[int], everybody: int) -> Iterable[Sequence[int] | None]:
    """The ids in portions, or one None when nearly everybody is asked for."""
    if len(ids) * 2 > everybody:
        return [None] if ids else []
    return portions(list(ids))


def _areas(session: Session) -> tuple[dict[int, str], dict[str, int]]:
    names: dict[int, str] = {}
    area_of: dict[str, int] = {}
    rows = session.execute(select(Area.id, Area.name, Area.aliases, Area.kind).order_by(Area.id))
    for area, name, aliases, kind in rows:
        names[area] = name
        if kind in VILLAGE_KINDS:
            for form in (name, *re.split(r"[、,，]", aliases or "")):
                if form.strip():
                    area_of.setdefault(form.strip(), area)
    for area, name in names.items():
        bare = re.sub(r"(行政村|社区|村)$", "", name)
        if len(bare) >= 2 and name in area_of:
            area_of.setdefault(bare, area)
    return names, area_of


def _index(register: Register, employer_id: int, row: Row) -> None:
    if code := row["credit_code"]:
        register.by_code[code] = employer_id
    if number := row["old_registration_no"]:
        register.by_old_number[number] = employer_id
    for name in (row["name"], *(row["former_names"] or "").split("\n")):
        if name:
            ids = register.by_name[name_key(name)]
            if employer_id not in ids:
                ids.append(employer_id)
    if phone := row["phone"]:
        register.by_phone[digits(phone)].append(employer_id)
