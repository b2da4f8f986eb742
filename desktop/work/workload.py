"""How the work is shared out: per person what they answer for and how much patrol it takes, and what nobody holds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.place import Area
from desktop.rules.tables import Rulebook
from desktop.rules.words import Period
from desktop.work import assignments, demands

NOT_HELD = ("注销", "查无")
MUCH = 1.5  # times the mean: said to be much


@dataclass(frozen=True, slots=True)
class Load:
    """What one person (or several together) answers for. exposed None: of no employer the heads are recorded.

    required, made: ordinary patrols of the whole quarter, as its beginning asked for them, and how many were made.
    visits, minutes: still needed until its end, re-checks, complaints and what is late included.
    share: minutes compared with the mean, 1.0 is the mean; None without patrol.
    """

    name: str
    areas: tuple[str, ...]
    employers: int
    exposed: int | None
    exposed_unknown: int
    required: int
    made: int
    visits: int
    minutes: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Balance:
    """The load of everybody who is responsible, the heaviest first; areas with employers that nobody answers for."""

    period: Period
    loads: tuple[Load, ...]
    unheld: tuple[tuple[str, int], ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    id: int
    area: str | None
    exposed: int | None


def balance(session: Session, rulebook: Rulebook, *, on: date) -> Balance:
    """Who carries how much in the quarter of `on`, and which grids have nobody."""
    period = Period.quarter_of(on)
    asked = demands.demands(session, rulebook, period.start, period.end, on=on)
    minutes: dict[int, list[int]] = defaultdict(list)
    for demand in asked.demands:
        minutes[demand.employer].append(demand.minutes)
    so_far = demands.coverage(session, rulebook, period.start, period.end, on=on)
    stands = {row.employer_id: (row.required, row.made) for row in so_far.rows}
    answering = assignments.answering(session, on)
    areas = {id: name for id, name in session.execute(select(Area.id, Area.name))}
    held: dict[str | None, list[_Held]] = defaultdict(list)
    query = select(Employer.id, Employer.area_id, Employer.exposed_workers).where(Employer.status.not_in(NOT_HELD))
    for id, area, exposed in session.execute(query.order_by(Employer.id)):
        held[answering.of(id, area)].append(_Held(id, areas.get(area or 0), exposed))
    nobody = held.pop(None, [])
    for names in answering.of_areas.values():
        held["、".join(names)]  # somebody who holds an area without employers
    total = sum(sum(minutes[one.id]) for mine in held.values() for one in mine)
    mean = total / len(held) if held else 0
    loads = [_load(name or "", mine, minutes, stands, mean) for name, mine in held.items()]
    loads.sort(key=lambda load: (-load.minutes, -load.employers, load.name))
    unheld: dict[str, int] = defaultdict(int)
    for one in nobody:
        unheld[one.area or "没有登记村（社区）"] += 1
    listed = tuple(sorted(unheld.items(), key=lambda entry: (-entry[1], entry[0])))
    return Balance(period, tuple(loads), listed, _warnings(loads, listed))


def _load(
    name: str, mine: list[_Held], minutes: dict[int, list[int]], stands: dict[int, tuple[int, int]], mean: float
) -> Load:
    known = [one.exposed for one in mine if one.exposed is not None]
    required, made = (sum(stands.get(one.id, (0, 0))[part] for one in mine) for part in (0, 1))
    spent = sum(sum(minutes[one.id]) for one in mine)
    return Load(
        name, tuple(sorted({one.area for one in mine if one.area})), len(mine), sum(known) if known else None,
        len(mine) - len(known), required, made, sum(len(minutes[one.id]) for one in mine), spent,
        spent / mean if mean else None,
    )  # fmt: skip


def _warnings(loads: list[Load], unheld: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    found = [f"{area}有 {number} 家企业没有责任人" for area, number in unheld]
    if not loads and not unheld:
        found.append("还没有登记责任人和企业")
    found += [
        f"{load.name}的工作量是平均数的 {load.share:.1f} 倍"
        for load in loads
        if load.share is not None and load.share >= MUCH and len(loads) > 1
    ]
    return tuple(found)
