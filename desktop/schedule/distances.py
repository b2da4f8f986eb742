"""How far it is between places, with and without coordinates: one matrix, so that nothing else has to ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.schedule.problem import Crew, Point, Problem

Matrix = NDArray[np.float64]
START = ""  # the village name under which a crew's start stands in `Travel`


class Distances:
    """The distances of one problem. A missing coordinate makes them coarser, never impossible."""

    def __init__(self, problem: Problem) -> None:
        self.travel = problem.travel
        self.site = {site.id: site for site in problem.sites}
        self.seat = _seats(problem)
        self._place = {village.id: number for number, village in enumerate(problem.villages)}
        self._place[START] = len(problem.villages)
        self._villages = _village_matrix(problem, self._place)

    def km(self, crew: Crew, sites: Sequence[str]) -> Matrix:
        """Kilometres between the crew's start (row 0) and the sites (rows 1 ...); symmetric, zero on the diagonal."""
        points: list[Point | None] = [crew.start] + [self.site[site].at for site in sites]
        names = [START] + [self.site[site].village for site in sites]
        found = np.array([[p.x, p.y] if p else [np.nan, np.nan] for p in points])
        far = _straight(found) * self.travel.road_factor
        coarse = np.isnan(far)
        if coarse.any():
            far = np.where(coarse, self._by_villages(names, points), far)
        np.fill_diagonal(far, 0.0)
        place: dict[str, int] = {}
        number = np.array([-1, *(place.setdefault(site, len(place)) for site in sites)])
        far[number[:, None] == number[None, :]] = 0.0
        return far

    def metres(self, crew: Crew, sites: Sequence[str]) -> NDArray[np.int64]:
        """`km` in whole metres, as the router wants it."""
        return np.rint(1000 * self.km(crew, sites)).astype(np.int64)

    def minutes(self, km: float) -> float:
        """Travelling time."""
        return km * self.travel.minutes_per_km

    def _by_villages(self, names: list[str], points: list[Point | None]) -> Matrix:
        seats = [point or self.seat.get(name) for name, point in zip(names, points, strict=True)]
        straight = _straight(np.array([[p.x, p.y] if p else [np.nan, np.nan] for p in seats])) * self.travel.road_factor
        place = np.array([self._place[name] for name in names])
        by_hand = self._villages[place[:, None], place[None, :]]
        far = np.where(np.isnan(straight), by_hand, straight)
        inside: Matrix = np.where(place[:, None] == place[None, :], 0.0, far)
        return inside + self.travel.within_village_km


def _straight(found: Matrix) -> Matrix:
    across = found[:, None, :] - found[None, :, :]
    length: Matrix = np.hypot(across[:, :, 0], across[:, :, 1])
    return length


def _seats(problem: Problem) -> dict[str, Point]:
    """Where a village is: its seat, or the middle of its sites that have coordinates."""
    inside: dict[str, list[Point]] = {}
    for site in problem.sites:
        if site.at:
            inside.setdefault(site.village, []).append(site.at)
    middle = {
        name: Point(sum(p.x for p in points) / len(points), sum(p.y for p in points) / len(points))
        for name, points in inside.items()
    }
    return middle | {village.id: village.at for village in problem.villages if village.at}


def _village_matrix(problem: Problem, place: dict[str, int]) -> Matrix:
    """Kilometres between villages by hand-set distances and neighbours, over other villages where that is known."""
    travel, size = problem.travel, len(place)
    far: Any = np.full((size, size), np.inf)
    links = [(a, b, travel.neighbour_km) for a, b in travel.neighbours] + list(travel.between)
    for a, b, km in links:
        if a in place and b in place:
            far[place[a], place[b]] = far[place[b], place[a]] = km
    np.fill_diagonal(far, 0.0)
    if links:
        for over in range(size):
            far = np.minimum(far, far[:, over, None] + far[None, over, :])
    matrix: Matrix = np.where(np.isinf(far), travel.unknown_km, far)
    return matrix
