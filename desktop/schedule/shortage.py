"""Working time that is missing whoever plans: an interval whose visits need more than those who may make them have."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from desktop.schedule.bound_field import window
from desktop.schedule.problem import Crew, Problem, Visit
from desktop.schedule.result import Shortage


def shortages(problem: Problem) -> tuple[Shortage, ...]:
    """For every set of crews that visits depend on, its worst interval, if it is short there; the worst first.

    Only time on site is counted, so less than `minutes` more between the two days is certainly not enough.
    """
    village = {one.id: one for one in problem.villages}
    site = {one.id: village[one.village] for one in problem.sites}
    known = {crew.id: crew for crew in problem.crews}
    depends: dict[frozenset[str], list[tuple[int, int, Visit]]] = {}
    for visit in problem.visits:
        crews = [visit.fixed.crew] if visit.fixed else site[visit.site].crews
        may = frozenset(crew for crew in crews if crew in known)
        first, last = _open_days(visit, site[visit.site].blocked, len(problem.days))
        if may and first <= last:
            depends.setdefault(may, []).append((first, last, visit))
    found = []
    for together in _crew_sets(depends, known):
        mine = [one for may, work in depends.items() if may <= together for one in work]
        if short := _worst(problem, [known[crew] for crew in sorted(together)], mine):
            found.append(short)
    return tuple(sorted(found, key=lambda short: (-short.minutes, short.crews, short.first)))


def _open_days(visit: Visit, blocked: frozenset[int], days: int) -> tuple[int, int]:
    """The window without blocked days at its ends."""
    first, last = window(visit)
    if visit.fixed:
        return first, last
    free = [day for day in range(max(0, first), min(days - 1, last) + 1) if day not in blocked]
    return (free[0], free[-1]) if free else (0, -1)


def _crew_sets(depends: Iterable[frozenset[str]], known: Iterable[str]) -> list[frozenset[str]]:
    """Every set that some visit depends on, what hangs together of them, and all crews."""
    sets, joined = set(depends), list[frozenset[str]]()
    for one in sets:
        apart = [other for other in joined if not other & one]
        joined = [*apart, one.union(*(other for other in joined if other & one))]
    return sorted({*sets, *joined, frozenset(known)}, key=lambda crews: (len(crews), sorted(crews)))


def _worst(problem: Problem, crews: Sequence[Crew], work: Sequence[tuple[int, int, Visit]]) -> Shortage | None:
    days = len(problem.days)
    if not days or not crews:
        return None
    need: NDArray[np.int64] = np.zeros((days, days), np.int64)
    for first, last, visit in work:
        need[first, last] += visit.minutes
    need = np.cumsum(np.cumsum(need[::-1], axis=0)[::-1], axis=1)
    have = np.cumsum([0, *(sum(crew.minutes[day] for crew in crews) for day in range(days))])
    lack = np.triu(need - (have[None, 1:] - have[:-1, None]))
    first, last = (int(day) for day in np.unravel_index(int(np.argmax(lack)), lack.shape))
    minutes = int(lack[first, last])
    if minutes <= 0:
        return None
    best = max(crews, key=lambda crew: (max(crew.minutes), len(crew.people)))
    whole_day = max(best.minutes) or max(1, max(max(crew.minutes) for crew in problem.crews))
    inside = sum(first <= a and b <= last for a, b, _ in work)
    person_days = len(best.people) * math.ceil(minutes / whole_day)
    return Shortage(tuple(crew.id for crew in crews), first, last, minutes, person_days, inside)
