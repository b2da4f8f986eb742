"""What a lower bound knows of one group of crews: places, how often each is stopped at, work by window, a day's limits.

The crews of a group are taken as one with the best of all limits, starting wherever is nearest: this only loosens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.schedule.distances import START, Distances, Matrix
from desktop.schedule.problem import Crew, Point, Problem, Visit

Numbers = NDArray[np.float64]
BREAKS = 26  # interval ends that are looked at; all of them would cost more than they tighten


@dataclass(frozen=True)
class Field:
    """One group. Node 0 is any start, nodes 1… are `sites`; `work` is by node, interval start and interval end."""

    sites: tuple[str, ...]
    points: tuple[Point | None, ...]
    start: Point | None
    far: Matrix
    metric: bool  # the triangle inequality holds
    least: Numbers  # stops at a node, at least: visits that cannot share one
    most: Numbers
    minutes: NDArray[np.float32]
    stops: NDArray[np.float32]  # of those counted in `least`
    visits: NDArray[np.float32]
    units: NDArray[np.float32]
    day_minutes: float
    day_visits: float
    day_units: float | None
    minutes_per_km: float
    shortest: Numbers  # minutes of the shortest visit of a node
    often: NDArray[np.float32]  # how often the way between two nodes can be driven, at most


@dataclass(frozen=True)
class Group:
    """Crews that share villages, what they must visit, and who may come to each of those sites."""

    crews: tuple[Crew, ...]
    visits: tuple[Visit, ...]
    allowed: dict[str, set[str]]


def groups(problem: Problem, visits: Sequence[Visit]) -> list[Group]:
    """The crews, parted where they share no village, and their part of the visits; what nobody can make is left out."""
    village = {one.id: one for one in problem.villages}
    known = {crew.id for crew in problem.crews}
    of_site = {site.id: [c for c in village[site.village].crews if c in known] for site in problem.sites}
    leader = {crew.id: crew.id for crew in problem.crews}
    for crews in of_site.values():
        together = {leader[crew] for crew in crews}
        if len(together) > 1:
            first = min(together)
            leader = {crew: first if lead in together else lead for crew, lead in leader.items()}
    grouped: dict[str, list[Visit]] = {}
    for visit in visits:
        who = [visit.fixed.crew] if visit.fixed else of_site[visit.site]
        if who:
            grouped.setdefault(leader[who[0]], []).append(visit)
    found = []
    for lead, mine in sorted(grouped.items()):
        allowed = {visit.site: set(of_site[visit.site]) for visit in mine}
        for visit in mine:
            if visit.fixed:
                allowed[visit.site].add(visit.fixed.crew)
        members = tuple(crew for crew in problem.crews if leader[crew.id] == lead)
        found.append(Group(members, tuple(mine), allowed))
    return found


def field_of(problem: Problem, distances: Distances, group: Group) -> Field:
    """All that a bound asks about one group."""
    crews, visits, allowed = group.crews, group.visits, group.allowed
    sites = tuple(sorted({visit.site for visit in visits}))
    node = {site: place for place, site in enumerate(sites, 1)}
    far, metric = _far(problem, distances, crews, sites, allowed)
    windows = [window(visit) for visit in visits]
    least, most, own = _stops(problem, visits, node, windows)
    cuts = _breaks(windows, len(problem.days))
    shape = (len(sites) + 1, len(cuts) - 1, len(cuts))
    tables = [np.zeros(shape, np.float32) for _ in range(4)]
    for visit, (first, last) in zip(visits, windows, strict=True):
        place = (
            node[visit.site],
            int(np.searchsorted(cuts, first, "right")) - 1,
            int(np.searchsorted(cuts, last + 1, "left")),
        )
        for table, amount in zip(tables, (visit.minutes, visit.id in own, 1, visit.units), strict=True):
            table[place] += amount
    inside = [np.cumsum(np.cumsum(table[:, ::-1], axis=1)[:, ::-1], axis=2) for table in tables]
    limits = _limits(distances, crews, visits)
    return Field(
        sites,
        tuple(distances.site[site].at for site in sites),
        crews[0].start,
        far,
        metric,
        least,
        most,
        inside[0],
        inside[1],
        inside[2],
        inside[3],
        limits[0],
        limits[1],
        limits[2],
        problem.travel.minutes_per_km,
        _shortest(visits, node),
        _often(visits, node, windows, allowed) * (1 if metric else 2),
    )


def window(visit: Visit) -> tuple[int, int]:
    """The days on which a visit can be: its window, or the day it keeps."""
    return (visit.fixed.day, visit.fixed.day) if visit.fixed else (visit.first, visit.last)


def _far(
    problem: Problem, distances: Distances, crews: Sequence[Crew], sites: tuple[str, ...], allowed: dict[str, set[str]]
) -> tuple[Matrix, bool]:
    """Distances with the nearest start of those who may come; whether the triangle inequality holds for them."""
    far, nearest = None, np.full(len(sites), np.inf)
    starts: dict[Point | None, Numbers] = {}
    for crew in crews:
        if crew.start not in starts:
            matrix = distances.km(crew, sites)
            far = matrix if far is None else far
            starts[crew.start] = matrix[0, 1:]
        may = np.array([crew.id in allowed[site] for site in sites])
        nearest = np.where(may, np.minimum(nearest, starts[crew.start]), nearest)
    assert far is not None
    far[0, 1:] = far[1:, 0] = nearest
    by_hand = {name for a, b, *_ in (*problem.travel.between, *problem.travel.neighbours) for name in (a, b)}
    placed = all(distances.site[site].at for site in sites)
    return far, placed and (None not in starts or START not in by_hand)


def _stops(
    problem: Problem, visits: Sequence[Visit], node: dict[str, int], windows: Sequence[tuple[int, int]]
) -> tuple[Numbers, Numbers, set[str]]:
    """Stops at each node, at least and at most, and the visits that are counted in the least.

    Visits on one day may share a stop, so only those that cannot be on one day count: disjoint windows, spacing,
    day choices.
    """
    least, most = np.zeros(len(node) + 1), np.zeros(len(node) + 1)
    apart = {frozenset((gap.earlier, gap.later)) for gap in problem.spacing if gap.least > 0}
    chosen = {site.id for site in problem.sites if site.day_choices}
    span = {visit.id: days for visit, days in zip(visits, windows, strict=True)}
    by_site: dict[str, list[Visit]] = {}
    for visit in visits:
        by_site.setdefault(visit.site, []).append(visit)
    own: set[str] = set()
    for site, mine in by_site.items():
        kept: list[Visit] = []
        for visit in sorted(mine, key=lambda one: (span[one.id][1], span[one.id][0], one.id)):
            if site in chosen or all(
                span[visit.id][0] > span[other.id][1] or frozenset((visit.id, other.id)) in apart for other in kept
            ):
                kept.append(visit)
        least[node[site]], most[node[site]] = len(kept), len(mine)
        own.update(visit.id for visit in kept)
    return least, most, own


def _shortest(visits: Sequence[Visit], node: dict[str, int]) -> Numbers:
    shortest = np.full(len(node) + 1, np.inf)
    shortest[0] = 0.0
    np.minimum.at(shortest, [node[visit.site] for visit in visits], [float(visit.minutes) for visit in visits])
    return shortest


def _often(
    visits: Sequence[Visit], node: dict[str, int], windows: Sequence[tuple[int, int]], allowed: dict[str, set[str]]
) -> NDArray[np.float32]:
    """One crew on one day drives from a site to another once at most, and only if each has a visit on that day.

    So there are no more drives than visits of the one that meet a visit of the other; none, if no crew may make both.
    """
    at = np.array([node[visit.site] for visit in visits])
    order = np.argsort(at, kind="stable")
    first, last = (np.array([window[end] for window in windows])[order] for end in (0, 1))
    of_site = np.searchsorted(at[order], np.arange(1, len(node) + 1))
    meet = np.logical_or.reduceat((first[:, None] <= last) & (first <= last[:, None]), of_site, axis=1)
    met = np.add.reduceat(meet.astype(np.float32), of_site, axis=0)
    number = {crew: place for place, crew in enumerate(sorted(set().union(*allowed.values())))}
    may = np.zeros((len(node), len(number)), np.float32)
    for site, place in node.items():
        may[place - 1, [number[crew] for crew in allowed[site]]] = 1.0
    often = np.zeros((len(node) + 1, len(node) + 1), np.float32)
    often[1:, 1:] = np.where(may @ may.T > 0, np.minimum(met, met.T), 0.0)
    often[0] = often[:, 0] = 2.0 * np.bincount(at, minlength=len(node) + 1)
    return often


def _breaks(windows: Sequence[tuple[int, int]], days: int) -> NDArray[np.int64]:
    """Where intervals may begin and end: where most windows do, and evenly between."""
    ends: dict[int, int] = {}
    for first, last in windows:
        for day in (max(0, first), min(days, last + 1)):
            ends[day] = ends.get(day, 0) + 1
    often = sorted(ends, key=lambda day: (-ends[day], day))[: BREAKS // 2]
    evenly = np.rint(np.linspace(0, days, BREAKS // 2)).astype(int).tolist()
    outer = [min([0, *(w[0] for w in windows)]), max([days, *(w[1] + 1 for w in windows)])]
    return np.array(sorted({*often, *evenly, *outer}), dtype=np.int64)


def _limits(distances: Distances, crews: Sequence[Crew], visits: Sequence[Visit]) -> tuple[float, float, float | None]:
    """The most minutes, visits and units of a day of any crew; fixed visits may already be more."""
    held: dict[tuple[str, int], list[Visit]] = {}
    for visit in visits:
        if visit.fixed:
            held.setdefault((visit.fixed.crew, visit.fixed.day), []).append(visit)
    known = {crew.id: crew for crew in crews}
    minutes = [
        sum(one.minutes for one in day) + distances.minutes(_some_round(distances.km(known[crew], _in_turn(day))))
        for (crew, _), day in held.items()
    ]
    units = [crew.units for crew in crews if crew.units is not None]
    whole = len(units) == len(crews)
    return (
        max([1.0, *(max(crew.minutes, default=0) for crew in crews), *minutes]),
        max([1, *(crew.most_visits for crew in crews), *(len(day) for day in held.values())]),
        float(max([1, *units, *(sum(one.units for one in day) for day in held.values())])) if whole else None,
    )


def _in_turn(day: Sequence[Visit]) -> list[str]:
    """The sites in the order in which the visits are fixed, as far as they are."""
    return [visit.site for visit in sorted(day, key=lambda one: (one.fixed and one.fixed.order) or 0)]


def _some_round(far: Matrix) -> float:
    """A round that is no shorter than the shortest: in the order given, or always on to the nearest."""
    open_, here, nearest = set(range(1, len(far))), 0, 0.0
    while open_:
        there = min(open_, key=lambda place: (far[here, place], place))
        nearest, here = nearest + far[here, there], there
        open_.remove(there)
    given = np.arange(len(far))
    return float(min(nearest + far[here, 0], far[given, np.roll(given, -1)].sum()))
