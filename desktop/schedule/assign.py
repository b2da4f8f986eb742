"""Which crew visits which site: villages stay whole, crews are used alike, the responsible crew goes first.

Units are villages, cut from west to east when one is too big for a crew. A mixed-integer program gives, one after the
other: the least peak use of any crew in any run of half-months, of its minutes and of the visits its days may hold;
then fairness and responsibility in the order asked for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from desktop.schedule.axis import half_months, month_periods
from desktop.schedule.distances import Distances
from desktop.schedule.problem import Crew, Problem, Site, Soft, Visit
from desktop.schedule.program import INFINITE, Program

ACCURACY = 0.01
ROUGHLY = 0.05  # for what is left to the responsible crew: the last per cents cost more than all before
BIGGEST_PART = 0.3  # of a crew's time: a bigger village is cut
LONG_AXIS = 100  # days
MOST_USE = 9.0  # of a crew's time; only a bound for the program
Run = tuple[int, int]  # first and last period that a visit can fall into
Need = NDArray[np.float64]  # minutes, estimated travel included, and visits
Load = dict[Run, Need]


@dataclass(frozen=True)
class Unit:
    """Sites that stay together. load: what they take, by the periods they can fall into."""

    crews: tuple[str, ...]
    sites: tuple[str, ...]
    load: Load

    @property
    def minutes(self) -> float:
        """All its work."""
        return _minutes(self.load)


@dataclass(frozen=True)
class Assignment:
    """crew_of: site -> crew. peak: the highest estimated use of any crew; above 1 it cannot be enough."""

    crew_of: dict[str, str]
    peak: float


def assign(problem: Problem, distances: Distances) -> Assignment:
    """Every site that has a visit and an eligible crew gets one crew."""
    work = _work(problem, distances)
    crew_of: dict[str, str] = {}
    peaks = [0.0]
    for crews in _groups(problem):
        part, peak = work.shared_by(crews)
        crew_of |= part
        peaks.append(peak)
    return Assignment(crew_of, max(peaks))


def _groups(problem: Problem) -> list[list[Crew]]:
    """Crews that share villages, directly or over others, form a group; each is solved by itself."""
    group = {crew.id: crew.id for crew in problem.crews}
    for crews in sorted({village.crews for village in problem.villages if village.crews}):
        old = {group[crew] for crew in crews}
        first = min(old)
        group = {crew: first if name in old else name for crew, name in group.items()}
    able = [crew for crew in problem.crews if any(crew.minutes)]
    found = [[crew for crew in able if group[crew.id] == name] for name in sorted(set(group.values()))]
    return [crews for crews in found if crews]


@dataclass
class _Work:
    """All units, and per crew the load of the visits that are fixed to it."""

    problem: Problem
    units: list[Unit] = field(default_factory=list)
    fixed: dict[str, Load] = field(default_factory=dict)

    def shared_by(self, crews: list[Crew]) -> tuple[dict[str, str], float]:
        """Site -> crew for the units of these crews, and the peak use."""
        names = {crew.id for crew in crews}
        mine = [unit for unit in self.units if unit.crews[0] in names]
        return _Sharing(self.problem, mine, crews, self.fixed).solve() if mine else ({}, 0.0)


def _work(problem: Problem, distances: Distances) -> _Work:
    sites = {site.id: site for site in problem.sites}
    crews = {crew.id: crew for crew in problem.crews}
    inside: dict[str, dict[str, list[Visit]]] = {}
    for visit in problem.visits:
        inside.setdefault(sites[visit.site].village, {}).setdefault(visit.site, []).append(visit)
    found = _Work(problem)
    periods = _periods(problem)
    for village in problem.villages:
        able = tuple(crew for crew in village.crews if any(crews[crew].minutes))
        if able and village.id in inside:
            cut = _Cut(problem, distances, crews[able[0]], periods)
            cut.add(found, able, {sites[site]: visits for site, visits in inside[village.id].items()})
    return found


@dataclass(frozen=True)
class _Cut:
    problem: Problem
    distances: Distances
    crew: Crew
    periods: list[Run]

    def add(self, work: _Work, crews: tuple[str, ...], inside: dict[Site, list[Visit]]) -> None:
        """The village as one unit, or in parts of neighbouring sites when it is too big; fixed visits to their crew."""
        sites = sorted(inside, key=lambda site: (site.at.x if site.at else 0.0, site.id))
        minutes = self._minutes(sites, inside)
        for visit in (visit for site in sites for visit in inside[site]):
            if visit.fixed:
                self._count(work.fixed.setdefault(visit.fixed.crew, {}), visit, minutes)
        sites = [site for site in sites if not all(visit.fixed for visit in inside[site])]
        everything = sum(minutes[visit.id] for site in sites for visit in inside[site])
        parts = max(1, math.ceil(everything / (BIGGEST_PART * sum(self.crew.minutes))))
        for part in range(parts):
            mine = sites[part * len(sites) // parts : (part + 1) * len(sites) // parts]
            open_visits = [visit for site in mine for visit in inside[site] if not visit.fixed]
            load: Load = {}
            for visit in open_visits:
                self._count(load, visit, minutes)
            if mine:
                work.units.append(Unit(crews, tuple(site.id for site in mine), load))

    def _count(self, load: Load, visit: Visit, minutes: Mapping[str, float]) -> None:
        run = self._run(visit)
        load[run] = load.get(run, np.zeros(2)) + np.array([minutes[visit.id], 1.0])

    def _minutes(self, sites: list[Site], inside: dict[Site, list[Visit]]) -> dict[str, float]:
        """Minutes of each visit with its share of the way: to the nearest neighbour, and out and back once a day."""
        km = self.distances.km(self.crew, [site.id for site in sites])
        out = self.distances.minutes(2 * float(km[0, 1:].mean()))
        longest = max(self.crew.minutes)
        per_day = 1 + out / max(longest - out, longest / 10)
        between = km[1:, 1:] + np.diag(np.full(len(sites), np.inf))
        near = np.minimum(between.min(axis=1), 1.0) * self.problem.travel.minutes_per_km
        return {
            visit.id: (visit.minutes + float(near[n])) * per_day
            for n, site in enumerate(sites)
            for visit in inside[site]
        }

    def _run(self, visit: Visit) -> Run:
        days = (visit.fixed.day,) if visit.fixed else (visit.first, visit.last)
        first, last = min(days), max(days)
        touched = [n for n, (start, end) in enumerate(self.periods) if end >= first and start <= last]
        return (touched[0], touched[-1]) if touched else (0, len(self.periods) - 1)


class _Sharing:
    """The program of one group of crews."""

    def __init__(self, problem: Problem, units: list[Unit], crews: list[Crew], fixed: Mapping[str, Load]) -> None:
        self.problem, self.units, self.crews, self.fixed = problem, units, crews, fixed
        self.periods = _periods(problem)
        self.program = Program(ACCURACY)
        self.peak = self.program.variable(MOST_USE)
        self.idlest = self.program.variable(MOST_USE)
        self.goes = {
            (n, crew): self.program.variable(1, whole=True) for n, unit in enumerate(units) for crew in unit.crews
        }
        for n, unit in enumerate(units):
            self.program.row(1, 1, [(self.goes[n, crew], 1.0) for crew in unit.crews])
        for crew in crews:
            self._rows_of(crew)

    def solve(self) -> tuple[dict[str, str], float]:
        """Site -> crew, and the peak use."""
        values, _ = self.program.least({self.peak: 1.0})
        peak = values[self.peak]
        self.program.limit(self.peak, 0.0, peak * (1 + ACCURACY) + 1e-6)
        for soft in self.problem.order:
            if soft is Soft.FAIR:
                values, _ = self.program.least({self.idlest: -1.0})
                self.program.limit(self.idlest, max(0.0, values[self.idlest] * (1 - ACCURACY) - 1e-6), MOST_USE)
            if soft is Soft.RESPONSIBLE:
                values = self._most_with_the_responsible()
        chosen: dict[str, str] = {}
        for n, unit in enumerate(self.units):
            share = {crew: values[self.goes[n, crew]] for crew in unit.crews}
            chosen |= dict.fromkeys(unit.sites, max(share, key=share.__getitem__))
        return chosen, peak

    def _most_with_the_responsible(self) -> list[float]:
        away = {self.goes[n, crew]: unit.minutes for n, unit in enumerate(self.units) for crew in unit.crews[1:]}
        values, _ = self.program.least(away, ROUGHLY)
        if self.problem.order.index(Soft.RESPONSIBLE) < self.problem.order.index(Soft.FAIR):
            kept = sum(minutes * values[variable] for variable, minutes in away.items())
            self.program.row(-INFINITE, kept * (1 + ACCURACY) + 1e-6, list(away.items()))
        return values

    def _rows_of(self, crew: Crew) -> None:
        mine = [(self.goes[n, crew.id], unit.load) for n, unit in enumerate(self.units) if crew.id in unit.crews]
        fixed = self.fixed.get(crew.id, {})
        for a, (start, _) in enumerate(self.periods):
            for b in range(a, len(self.periods)):
                inside = [(goes, _within(load, a, b)) for goes, load in mine]
                room, taken = _room(crew, start, self.periods[b][1]), _within(fixed, a, b)
                for n in range(2):
                    terms = [(goes, float(need[n])) for goes, need in inside]
                    self.program.row(-INFINITE, -float(taken[n]), [*terms, (self.peak, -float(room[n]))])
        whole = [(goes, _minutes(load)) for goes, load in mine]
        self.program.row(-_minutes(fixed), INFINITE, [*whole, (self.idlest, -float(sum(crew.minutes)))])


def _room(crew: Crew, first: int, last: int) -> Need:
    """What a crew can do between two days."""
    days = crew.minutes[first : last + 1]
    return np.array([sum(days), crew.most_visits * sum(minutes > 0 for minutes in days)], dtype=np.float64)


def _periods(problem: Problem) -> list[Run]:
    """Half-months, because what is overdue at the beginning is felt there; months of a long axis."""
    return half_months(problem.days) if len(problem.days) <= LONG_AXIS else month_periods(problem.days)


def _within(load: Load, first: int, last: int) -> Need:
    """What can only fall into these periods."""
    return sum((need for (start, end), need in load.items() if first <= start and end <= last), np.zeros(2))


def _minutes(load: Load) -> float:
    return float(sum(need[0] for need in load.values()))
