"""Tours over several days: what they cost, and where a customer costs least."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from desktop.schedule.periodic_problem import Periodic

PENALTY = 100.0  # for a whole capacity or duration too much, in mean distances from the depot
SMALL = 1e-9


@dataclass(frozen=True)
class Tours:
    """routes: by day, the stops of each vehicle as customer numbers; days_of: the days of every customer."""

    routes: list[list[list[int]]]
    days_of: list[tuple[int, ...]]


class Days:
    """The arithmetic of one problem."""

    def __init__(self, problem: Periodic) -> None:
        self.problem = problem
        points = np.array([problem.depot, *((c.x, c.y) for c in problem.customers)])
        self.far: NDArray[np.float64] = np.hypot(
            points[:, None, 0] - points[None, :, 0], points[:, None, 1] - points[None, :, 1]
        )
        self.demand = [customer.demand for customer in problem.customers]
        self.service = [customer.service for customer in problem.customers]
        self.penalty = PENALTY * float(self.far[0].mean() + SMALL)

    def tours(self, routes: list[list[list[int]]]) -> Tours:
        """Tours with the days of every customer read from them."""
        days: list[list[int]] = [[] for _ in self.demand]
        for day, of_day in enumerate(routes):
            for stop in (stop for stops in of_day for stop in stops):
                days[stop].append(day)
        return Tours([[list(stops) for stops in of_day if stops] for of_day in routes], [tuple(one) for one in days])

    def length(self, stops: Sequence[int]) -> float:
        """Of one route, from the depot and back."""
        path = np.array([0, *(stop + 1 for stop in stops), 0])
        return float(self.far[path[:-1], path[1:]].sum())

    def excess(self, stops: Sequence[int], length: float | None = None) -> float:
        """How far a route is beyond its limits, in capacities and durations."""
        problem, over = self.problem, 0.0
        if problem.capacity is not None:
            over += max(0.0, sum(self.demand[stop] for stop in stops) / problem.capacity - 1)
        if problem.duration is not None:
            long = self.length(stops) if length is None else length
            over += max(0.0, (long + sum(self.service[stop] for stop in stops) - SMALL) / problem.duration - 1)
        return over

    def cost(self, tours: Tours) -> float:
        """Length, and a penalty for whatever is beyond a limit or not served."""
        total = 0.0
        for of_day in tours.routes:
            for stops in of_day:
                length = self.length(stops)
                over = self.excess(stops, length)
                total += length + (self.penalty * (1 + over) if over > SMALL else 0.0)
            total += self.penalty * max(0, len(of_day) - self.problem.vehicles)
        return total + self.penalty * sum(not days for days in tours.days_of)

    def without(self, tours: Tours, customers: Iterable[int]) -> Tours:
        """The tours without these customers."""
        out = set(customers)
        return self.tours([[[s for s in stops if s not in out] for stops in of_day] for of_day in tours.routes])

    def put_back(self, tours: Tours, customer: int, noise: Callable[[], float]) -> Tours:
        """The tours with a customer on the set of days where it costs least; the tours given are changed."""
        places = {day: self._cheapest(tours.routes[day], customer) for day in self._possible(customer)}
        cost = {day: places[day][0] * noise() for day in sorted(places)}
        chosen = min(self.problem.customers[customer].choices, key=lambda days: (sum(cost[day] for day in days), days))
        for day in chosen:
            _, route, place = places[day]
            if route == len(tours.routes[day]):
                tours.routes[day].append([])
            tours.routes[day][route].insert(place, customer)
        tours.days_of[customer] = chosen
        return tours

    def improved(self, tours: Tours, random: Random) -> Tours:
        """Every customer with a choice once more where it costs least."""
        order = [n for n, customer in enumerate(self.problem.customers) if len(customer.choices) > 1]
        random.shuffle(order)
        for customer in order:
            for day in tours.days_of[customer]:
                tours.routes[day] = [
                    kept for stops in tours.routes[day] if (kept := [s for s in stops if s != customer])
                ]
            tours = self.put_back(tours, customer, lambda: 1.0)
        return tours

    def built(self, chosen: Sequence[tuple[int, ...]], near: NDArray[np.int64]) -> Tours:
        """Tours with these days: customers one after another where they cost least, the farthest first."""
        routes: list[list[list[int]]] = [[] for _ in range(self.problem.days)]
        for customer in np.argsort(-self.far[0, 1:], kind="stable").tolist():
            for day in chosen[customer]:
                _, route, place = self._cheapest(routes[day], customer)
                if route == len(routes[day]):
                    routes[day].append([])
                routes[day][route].insert(place, customer)
        return self.tours(routes)

    def within_limits(self, tours: Tours) -> tuple[Tours, set[int]]:
        """The tours with customers taken out until every limit is kept, and those customers."""
        out: set[int] = set()
        while True:
            over = [
                stops
                for of_day in tours.routes
                for place, stops in enumerate(sorted(of_day, key=len, reverse=True))
                if self.excess(stops) > SMALL or place >= self.problem.vehicles
            ]
            if not over:
                return tours, out | {customer for customer, days in enumerate(tours.days_of) if not days}
            worst = max(over[0], key=lambda stop: (self.demand[stop] + self.service[stop], stop))
            out.add(worst)
            tours = self.without(tours, [worst])

    def _possible(self, customer: int) -> set[int]:
        return {day for days in self.problem.customers[customer].choices for day in days}

    def _cheapest(self, routes: list[list[int]], customer: int) -> tuple[float, int, int]:
        """Cost, route and place of the cheapest insertion on a day; a new route while vehicles are left."""
        best = (np.inf, 0, 0)
        me = customer + 1
        for number, stops in enumerate(routes):
            path = np.array([0, *(stop + 1 for stop in stops), 0])
            more = self.far[path[:-1], me] + self.far[me, path[1:]] - self.far[path[:-1], path[1:]]
            place = int(more.argmin())
            over = self.excess([*stops, customer], self.length(stops) + float(more[place]))
            cost = float(more[place]) + (self.penalty * (0.2 + over) if over > SMALL else 0.0)
            if cost < best[0]:
                best = (cost, number, place)
        if len(routes) < self.problem.vehicles and 2 * self.far[0, me] < best[0]:
            best = (2 * float(self.far[0, me]), len(routes), 0)
        return best
