"""Days and routes of one crew, decided together by PyVRP.

Every crew-day is a vehicle on one long time axis, a visit's window of days is its time window, the minutes of a day are
the vehicle's longest duration. Days on which a village is blocked make the way there endless for that day's vehicle.
Spacing is unknown to the router: the windows of two visits are cut apart somewhere between the days found, and the
search goes on from there. Whatever it finds then keeps the spacing; cutting anew elsewhere lets it find more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
import pyvrp
from numpy.typing import NDArray
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.search import NeighbourhoodParams, PerturbationParams

from desktop.schedule.distances import Distances
from desktop.schedule.problem import Crew, Problem, Visit

UNITS_A_MINUTE = 10
UNITS_A_DAY = 100_000  # of the time axis; longer than any working day
DROP, MOVE = 300_000, 50_000  # metres charged for a visit left out, times its weight, and for a day changed
COMPLETE = 100_000_000  # times its weight, while a complete plan is hoped for
FIXED_WEIGHT = 1000
ENDLESS_UNITS, ENDLESS_METRES = 10**7, 10**9
CHECKED_EVERY = 25
LONGEST_SPAN = 80  # days solved at once when a plan is refined
SEEDS_APART = 100_003

Rounds = dict[int, list[str]]  # day -> visits in order
Window = tuple[int, int]
Tick = Callable[[int], None]  # iterations done since the last call; raises to cancel


@dataclass(frozen=True)
class Search:
    """How to look. iterations: of one solution; refinements: see `CrewRouting`."""

    seed: int
    iterations: int
    tick: Tick
    refinements: int = 1
    charge: int = COMPLETE


@dataclass
class _Budget:
    """A stopping criterion by iterations; never by the clock."""

    most: int
    tick: Tick
    done: int = 0

    def __call__(self, best_cost: int) -> bool:
        if self.done and self.done % CHECKED_EVERY == 0:
            self.tick(CHECKED_EVERY)
        self.done += 1
        return self.done > self.most


@dataclass
class CrewRouting:
    """The search for one crew: a draft, made to keep the spacing, and refined, each time with the spacing cut anew.

    stay: days that visits should keep, at a price. start: rounds to begin with instead of a draft.
    """

    problem: Problem
    distances: Distances
    crew: Crew
    visits: Sequence[Visit]
    search: Search
    stay: Mapping[str, int] = field(default_factory=dict)
    start: Rounds = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.visits = sorted(self.visits, key=lambda visit: visit.id)
        self.window: dict[str, Window] = {visit.id: _window_of(visit) for visit in self.visits}
        self._whole = dict(self.window)
        self._pairs = [s for s in self.problem.spacing if s.earlier in self.window and s.later in self.window]
        self._draw = Random(self.search.seed)
        self.days = [day for day, minutes in enumerate(self.crew.minutes) if minutes]

    def rounds(self) -> Rounds:
        """Days and orders; a visit without room is in none. Spacing within the crew's visits always holds."""
        if not self.visits or not self.days:
            return {}
        found = self.start or self.draft()
        for _ in range(1 + self.search.refinements):
            found = self._refined(found)
        return found if self._complete(found) or self.search.charge != COMPLETE else self._harder(found)

    def draft(self) -> Rounds:
        """A first solution, as the days would be without spacing."""
        return self._solve(self.search.charge, 1, {}) if self.visits and self.days else {}

    def _refined(self, found: Rounds) -> Rounds:
        """The spacing cut anew, and every span of days solved again: a long axis in parts costs less and finds more."""
        self._cut_apart(found)
        for span in _spans(len(self.crew.minutes)):
            found = self._solve(self.search.charge, 1, found, span)
        return found

    def _complete(self, found: Rounds) -> bool:
        return sum(map(len, found.values())) == len(self.visits)

    def _harder(self, found: Rounds) -> Rounds:
        """Longer for a complete plan; where time is missing anyway, for one that leaves out the least important."""
        self._cut_apart(found)
        if sum(visit.minutes for visit in self.visits) <= sum(self.crew.minutes):
            other = self._solve(COMPLETE, 2, found)
        else:
            other = self._solve(DROP, 5, self._important_first())
        return max((found, other), key=self._worth)

    def _worth(self, found: Rounds) -> tuple[int, int]:
        """The weight of what is placed, then few metres."""
        site = {visit.id: visit.site for visit in self.visits}
        weight = {visit.id: visit.weight for visit in self.visits}
        metres = 0
        for order in found.values():
            far = self.distances.metres(self.crew, [site[one] for one in order])
            places = np.arange(len(order) + 1)
            metres += int(far[places, np.roll(places, -1)].sum())
        return sum(weight[one] for order in found.values() for one in order), -metres

    def _important_first(self) -> Rounds:
        """A start in which the heavier visits have their places already."""
        weights = sorted(visit.weight for visit in self.visits)
        heavy = [visit for visit in self.visits if visit.weight > weights[len(weights) // 2]]
        whole = range(len(self.crew.minutes))
        return _Model(self, heavy, DROP, whole).solve(self.search.iterations, {}) if heavy else {}

    def _solve(self, charge: int, times: int, start: Rounds, span: range | None = None) -> Rounds:
        """Solve again what lies in the span or has no day and could; everything else stays."""
        span = span or range(len(self.crew.minutes))
        outside = {day: order for day, order in start.items() if day not in span}
        elsewhere = {visit for order in outside.values() for visit in order}
        visits = [visit for visit in self.visits if visit.id not in elsewhere and self._meets(visit.id, span)]
        if not visits:
            return start
        return outside | _Model(self, visits, charge, span).solve(self.search.iterations * times, start)

    def _meets(self, visit: str, span: range) -> bool:
        first, last = self.window[visit]
        return first < span.stop and max(first, last) >= span.start

    def _cut_apart(self, found: Rounds) -> None:
        """Narrow the windows of each pair, anywhere between the days found: any two days left then keep the spacing."""
        self.window = dict(self._whole)
        on = {visit: day for day, order in found.items() for visit in order}
        for pair in self._pairs:
            (a, b), (c, d) = self.window[pair.earlier], self.window[pair.later]
            before, after = on.get(pair.earlier, (a + b) // 2), on.get(pair.later, (c + d) // 2)
            low, high = before, after - pair.least
            middle = self._draw.randint(low, high) if low <= high else (low + high) // 2
            cut = max(a, min(b, d - pair.least, middle))
            nearest = max(a, cut + pair.least - pair.most)
            if low <= high:
                nearest = min(max(nearest, after - pair.most), before)
            c = max(c, cut + pair.least)
            self.window[pair.earlier] = (nearest, cut)
            self.window[pair.later] = (c, max(c, min(d, nearest + pair.most)))
            on[pair.later] = max(after, c)


def _spans(days: int) -> list[range]:
    """The whole axis, or overlapping parts of a long one."""
    if days <= LONGEST_SPAN:
        return [range(days)]
    count = -(-2 * days // LONGEST_SPAN)
    ends = [n * days // count for n in range(count + 1)]
    return [range(ends[n], ends[n + 2]) for n in range(count - 1)]


def _window_of(visit: Visit) -> Window:
    return (visit.fixed.day, visit.fixed.day) if visit.fixed else (visit.first, visit.last)


class _Model:
    """One PyVRP instance over some visits and a span of days of the crew."""

    def __init__(self, routing: CrewRouting, visits: Sequence[Visit], charge: int, span: range) -> None:
        self.routing, self.visits, self.span = routing, visits, span
        self.days = [day for day in routing.days if day in span]
        self.clients: list[pyvrp.Client] = []
        self.groups: list[pyvrp.ClientGroup] = []
        self.who: list[str] = []
        self.first: dict[str, int] = {}
        for place, visit in enumerate(visits):
            self._add(place + 1, visit, charge)
        profile, metres, units = self._ways()
        vehicles = [self._vehicle(day, profile[day]) for day in self.days]
        places = [pyvrp.Location(0, 0)] * (len(visits) + 1)
        self.instance = pyvrp.ProblemData(places, self.clients, [pyvrp.Depot(0)], vehicles, metres, units, self.groups)

    def solve(self, iterations: int, start: Rounds) -> Rounds:
        """The best rounds found; a round that breaks a rule is not among them."""
        search = self.routing.search
        best = pyvrp.solve(
            self.instance,
            _Budget(iterations, search.tick),
            seed=search.seed,
            collect_stats=False,
            params=_parameters(iterations),
            initial_solution=self._beginning(start) if start else None,
        ).best
        found = {}
        for route in best.routes():
            order = [self.who[stop.idx] for stop in route.schedule() if stop.is_client()]
            if order and route.is_feasible():
                found[self.days[route.vehicle_type()]] = order
        return found

    def _add(self, place: int, visit: Visit, charge: int) -> None:
        window = self._window(visit.id)
        weight = visit.weight * (FIXED_WEIGHT if visit.fixed else 1)
        wanted = self.routing.stay.get(visit.id)
        stays = wanted is not None and window[0] <= wanted <= window[1] and window[0] < window[1]
        choices = [(window, 0)]
        if stays and wanted is not None:
            choices = [((wanted, wanted), MOVE), (window, 0)]
        self.first[visit.id] = len(self.clients)
        for (first, last), extra in choices:
            self.clients.append(
                pyvrp.Client(
                    place,
                    self._taken(visit),
                    [],
                    visit.minutes * UNITS_A_MINUTE,
                    first * UNITS_A_DAY,
                    last * UNITS_A_DAY + UNITS_A_DAY - 1,
                    prize=charge * weight + extra,
                    required=False,
                    group=len(self.groups) if stays else None,
                )
            )
            self.who.append(visit.id)
        if stays:
            self.groups.append(pyvrp.ClientGroup([len(self.clients) - 2, len(self.clients) - 1], required=False))

    def _taken(self, visit: Visit) -> list[int]:
        return [1] if self.routing.crew.units is None else [1, visit.units]

    def _vehicle(self, day: int, profile: int) -> pyvrp.VehicleType:
        crew = self.routing.crew
        length = crew.minutes[day] * UNITS_A_MINUTE
        return pyvrp.VehicleType(
            1,
            capacity=[crew.most_visits] if crew.units is None else [crew.most_visits, crew.units],
            tw_early=day * UNITS_A_DAY,
            tw_late=day * UNITS_A_DAY + length,
            shift_duration=length,
            profile=profile,
        )

    def _ways(self) -> tuple[dict[int, int], list[Any], list[Any]]:
        """Profile of each day, and per profile the metres and time units; ways into blocked villages are endless."""
        distances, sites = self.routing.distances, [visit.site for visit in self.visits]
        metres = distances.metres(self.routing.crew, sites)
        units = time_units(metres, distances.travel.minutes_per_km)
        blocked = {village.id: village.blocked for village in self.routing.problem.villages}
        there = [blocked[distances.site[site].village] for site in sites]
        profiles: dict[tuple[int, ...], int] = {}
        profile_of = {}
        for day in self.days:
            closed = tuple(place + 1 for place, days in enumerate(there) if day in days)
            profile_of[day] = profiles.setdefault(closed, len(profiles))
        return (
            profile_of,
            [_closed(metres, closed, ENDLESS_METRES) for closed in profiles],
            [_closed(units, closed, ENDLESS_UNITS) for closed in profiles],
        )

    def _beginning(self, start: Rounds) -> pyvrp.Solution:
        routes = []
        for vehicle, day in enumerate(self.days):
            fit = [one for one in start.get(day, []) if one in self.first and self._fits(one, day)]
            chosen = [self._client(one, day) for one in fit]
            if chosen:
                routes.append(pyvrp.Route(self.instance, chosen, vehicle))
        return pyvrp.Solution(self.instance, routes)

    def _fits(self, visit: str, day: int) -> bool:
        first, last = self._window(visit)
        return first <= day <= last

    def _window(self, visit: str) -> Window:
        first, last = self.routing.window[visit]
        return max(first, self.span.start), min(max(first, last), self.span.stop - 1)

    def _client(self, visit: str, day: int) -> int:
        number = self.first[visit]
        moved = self.clients[number].group is not None and day != self.routing.stay[visit]
        return number + moved


@contextmanager
def unwarned() -> Iterator[None]:
    """Around everything that routes, on one thread: the router warns when time is short, which the plan itself says."""
    with catch_warnings():
        simplefilter("ignore", PenaltyBoundWarning)
        yield


def _parameters(iterations: int) -> pyvrp.SolveParams:
    """Measured on quarters of 260 visits: shorter memory, smaller kicks and fewer neighbours find more in less time."""
    return pyvrp.SolveParams(
        ils=pyvrp.IteratedLocalSearchParams(history_length=max(1, iterations // 25), exhaustive_on_best=False),
        neighbourhood=NeighbourhoodParams(num_neighbours=30),
        perturbation=PerturbationParams(1, 10),
    )


def time_units(metres: NDArray[np.int64], minutes_per_km: float) -> NDArray[np.int64]:
    """Travelling time in tenths of a minute, rounded up, so that a planned day is never too long."""
    units: NDArray[np.int64] = np.ceil(metres * (minutes_per_km * UNITS_A_MINUTE / 1000) - 1e-9).astype(np.int64)
    return units


def _closed(ways: NDArray[np.int64], closed: tuple[int, ...], endless: int) -> NDArray[np.int64]:
    if not closed:
        return ways
    ways = ways.copy()
    ways[:, list(closed)] = endless
    np.fill_diagonal(ways, 0)
    return ways
