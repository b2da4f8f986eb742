"""Which crew visits which site: villages stay whole, crews are used alike, the responsible crew goes first.

Units are villages, cut from west to east when one is too big for a crew. A mixed-integer program gives, one after the
other: the least peak use of any crew in any run of months; then fairness and responsibility in the order asked for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from desktop.schedule.axis import month_periods
from desktop.schedule.distances import Distances
from desktop.schedule.problem import Crew, Problem, Site, Soft, Visit
from desktop.schedule.program import INFINITE, Program

ACCURACY = 0.01
BIGGEST_PART = 0.3  # of a crew's time: a bigger village is cut
MOST_USE = 9.0  # of a crew's time; only a bound for the program
Run = tuple[int, int]  # first and last month that a visit can fall into


@dataclass(frozen=True)
class Unit:
    """Sites that stay together. load: minutes, estimated travel included, by the months they can fall into."""

    crews: tuple[str, ...]
    sites: tuple[str, ...]
    load: dict[Run, float]

    @property
    def minutes(self) -> float:
        """All its work."""
        return sum(self.load.values())


@dataclass(frozen=True)
class Assignment:
    """crew_of: site -> crew. peak: the highest estimated use of any crew; above 1 it cannot be enough."""

    crew_of: dict[str, str]
    peak: float


def assign(problem: Problem, distances: Distances) -> Assignment:
    """Every site that has a visit and an eligible crew gets one crew."""
    units = _units(problem, distances)
    group = _groups(problem)
    crew_of: dict[str, str] = {}
    peaks = [0.0]
    for name in sorted(set(group.values())):
        mine = [unit for unit in units if group[unit.crews[0]] == name]
        crews = [crew for crew in problem.crews if group[crew.id] == name and any(crew.minutes)]
        if mine and crews:
            part, peak = _Sharing(problem, mine, crews).solve()
            crew_of |= part
            peaks.append(peak)
    return Assignment(crew_of, max(peaks))


def _groups(problem: Problem) -> dict[str, str]:
    """Crews that share villages, directly or over others, form a group; each is solved by itself."""
    group = {crew.id: crew.id for crew in problem.crews}
    for crews in sorted({village.crews for village in problem.villages if village.crews}):
        old = {group[crew] for crew in crews}
        first = min(old)
        group = {crew: first if name in old else name for crew, name in group.items()}
    return group


def _units(problem: Problem, distances: Distances) -> list[Unit]:
    sites = {site.id: site for site in problem.sites}
    crews = {crew.id: crew for crew in problem.crews}
    inside: dict[str, dict[str, list[Visit]]] = {}
    for visit in problem.visits:
        inside.setdefault(sites[visit.site].village, {}).setdefault(visit.site, []).append(visit)
    found = []
    months = month_periods(problem.days)
    for village in problem.villages:
        able = tuple(crew for crew in village.crews if any(crews[crew].minutes))
        if able and village.id in inside:
            cut = _Cut(problem, distances, crews[able[0]], months)
            found += cut.units(able, {sites[site]: visits for site, visits in inside[village.id].items()})
    return found


@dataclass(frozen=True)
class _Cut:
    problem: Problem
    distances: Distances
    crew: Crew
    months: list[Run]

    def units(self, crews: tuple[str, ...], inside: dict[Site, list[Visit]]) -> list[Unit]:
        """The village as one unit, or in parts of neighbouring sites when it is too big for one crew."""
        sites = sorted(inside, key=lambda site: (site.at.x if site.at else 0.0, site.id))
        minutes = self._minutes(sites, inside)
        everything = sum(minutes.values())
        parts = max(1, math.ceil(everything / (BIGGEST_PART * sum(self.crew.minutes))))
        found = []
        for part in range(parts):
            mine = sites[part * len(sites) // parts : (part + 1) * len(sites) // parts]
            load: dict[Run, float] = {}
            for visit in (visit for site in mine for visit in inside[site]):
                run = self._run(visit)
                load[run] = load.get(run, 0.0) + minutes[visit.id]
            if mine:
                found.append(Unit(crews, tuple(site.id for site in mine), load))
        return found

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
        first, last = min(visit.first, visit.last), max(visit.first, visit.last)
        touched = [n for n, (start, end) in enumerate(self.months) if end >= first and start <= last]
        return (touched[0], touched[-1]) if touched else (0, len(self.months) - 1)


class _Sharing:
    """The program of one group of crews."""

    def __init__(self, problem: Problem, units: list[Unit], crews: list[Crew]) -> None:
        self.problem, self.units, self.crews = problem, units, crews
        self.months = month_periods(problem.days)
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
        values, _ = self.program.least(away)
        if self.problem.order.index(Soft.RESPONSIBLE) < self.problem.order.index(Soft.FAIR):
            kept = sum(minutes * values[variable] for variable, minutes in away.items())
            self.program.row(-INFINITE, kept * (1 + ACCURACY) + 1e-6, list(away.items()))
        return values

    def _rows_of(self, crew: Crew) -> None:
        mine = [(self.goes[n, crew.id], unit.load) for n, unit in enumerate(self.units) if crew.id in unit.crews]
        for a, (start, _) in enumerate(self.months):
            for b in range(a, len(self.months)):
                room = sum(crew.minutes[start : self.months[b][1] + 1])
                inside = [
                    (goes, sum(minutes for (x, y), minutes in load.items() if a <= x and y <= b)) for goes, load in mine
                ]
                self.program.row(-INFINITE, 0.0, [*inside, (self.peak, -float(room))])
        whole = [(goes, sum(load.values())) for goes, load in mine]
        self.program.row(0.0, INFINITE, [*whole, (self.idlest, -float(sum(crew.minutes)))])
