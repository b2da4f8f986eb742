"""Classical periodic routing: every customer on one of its sets of days, every day a few vehicles with their limits.

The engine is PyVRP over all days at once (a day is a stretch of one long time axis), where a customer of one visit may
change its day. Customers of several visits keep their set of days there; around it a search takes neighbours out, puts
them back on the sets of days that cost least, and lets the engine mend the routes.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from random import Random

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning

from desktop.schedule import periodic_start
from desktop.schedule.effort import Effort
from desktop.schedule.periodic_days import Days, Tours
from desktop.schedule.periodic_problem import Periodic, Route, Routes
from desktop.schedule.problem import Step, unheard

SCALE = 1000  # of a distance in the engine, which knows whole numbers only
ROUNDS = {Effort.QUICK: 12, Effort.NORMAL: 80, Effort.THOROUGH: 500}
FIRST, MENDING, POLISH = 600, 120, 1500  # iterations of the engine
WORSE = 0.01  # how much worse a plan may be to go on from, at the beginning
TAKEN_OUT = (0.06, 0.25)  # part of the customers


class _Stop:
    """So many iterations, and whether somebody asks to stop."""

    def __init__(self, iterations: int, heard: Step, at: tuple[int, int]) -> None:
        self.left, self.heard, self.at = iterations, heard, at

    def __call__(self, best_cost: int) -> bool:
        self.left -= 1
        if self.left % 50 == 0:
            self.heard(*self.at, "正在安排路线")
        return self.left < 0


def solve(problem: Periodic, *, effort: Effort = Effort.NORMAL, seed: int = 1, step: Step = unheard) -> Routes:
    """The shortest plan found, within every limit; customers that find no place are named in it.

    The same problem, effort and seed give the same plan on every machine.
    """
    if not problem.customers:
        return Routes((), (), 0.0)
    return _Search(problem, ROUNDS[effort], seed, step).run()


class _Search:
    """Better and better tours of one problem."""

    def __init__(self, problem: Periodic, rounds: int, seed: int, step: Step) -> None:
        self.problem, self.rounds, self.seed, self.step = problem, rounds, seed, step
        self.random = Random(seed)
        self.days = Days(problem)
        points = np.array([problem.depot, *((c.x, c.y) for c in problem.customers)])
        apart = np.hypot(points[:, None, 0] - points[None, :, 0], points[:, None, 1] - points[None, :, 1])
        self.apart = apart
        self.metres = np.rint(apart * SCALE).astype(np.int64)
        self.minutes = np.ceil(apart * SCALE - 1e-9).astype(np.int64)
        self.near = np.argsort(apart[1:, 1:], axis=1, kind="stable")
        longest = sum(c.service for c in problem.customers) + 2 * float(apart[0].sum())
        self.axis = math.ceil(SCALE * (problem.duration if problem.duration is not None else longest)) + SCALE
        self.calls = 0

    def run(self) -> Routes:
        """Start, then take out and put back, keeping the best."""
        tours = self._mended(self._started(), FIRST)
        best = now = tours
        for number in range(self.rounds):
            self.step(number, self.rounds, "正在改进路线")
            tried = self._mended(self._shaken(now), MENDING)
            slack = 1 + WORSE * (1 - number / self.rounds)
            if self.days.cost(tried) < self.days.cost(now) * slack:
                now = tried
            if self.days.cost(tried) < self.days.cost(best) - 1e-9:
                best = tried
        return self._told(self._mended(best, POLISH))

    def _started(self) -> Tours:
        chosen = periodic_start.sets_of_days(self.problem)
        return self.days.built(chosen, self.near)

    def _shaken(self, tours: Tours) -> Tours:
        """Some neighbours out, and back where they cost least; then whoever is better on other days moves."""
        count = len(self.problem.customers)
        centre = self.random.randrange(count)
        wanted = max(2, round(count * self.random.uniform(*TAKEN_OUT)))
        out = [int(c) for c in self.near[centre] if self.random.random() < 0.7][:wanted]
        out = [centre, *(c for c in out if c != centre)]
        self.random.shuffle(out)
        shaken = self.days.without(tours, out)
        for customer in out:
            shaken = self.days.put_back(shaken, customer, lambda: self.random.uniform(0.8, 1.2))
        return self.days.improved(shaken, self.random)

    def _mended(self, tours: Tours, iterations: int) -> Tours:
        """The tours after the engine has worked on them; never worse."""
        self.calls += 1
        data, whose = self._for_engine(tours)
        start = self._as_solution(data, whose, tours)
        at = (min(self.calls, self.rounds), self.rounds)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PenaltyBoundWarning)  # too little room is told by what is left out
            stop, seed = _Stop(iterations, self.step, at), self.seed + self.calls
            result = pyvrp.solve(data, stop, seed=seed, collect_stats=False, initial_solution=start)
        routes: list[list[list[int]]] = [[] for _ in range(self.problem.days)]
        for route in result.best.routes():
            stops = [whose[stop.idx][0] for stop in route.schedule() if stop.is_client()]
            routes[route.vehicle_type()].append(stops)
        mended = self.days.tours(routes)
        return mended if self.days.cost(mended) < self.days.cost(tours) else tours

    def _for_engine(self, tours: Tours) -> tuple[pyvrp.ProblemData, list[tuple[int, int]]]:
        """The engine's problem, and customer and day of each of its clients."""
        clients, groups, whose = list[pyvrp.Client](), list[pyvrp.ClientGroup](), list[tuple[int, int]]()
        for number, customer in enumerate(self.problem.customers):
            free = all(len(days) == 1 for days in customer.choices) and len(customer.choices) > 1
            days = [days[0] for days in customer.choices] if free else list(tours.days_of[number])
            for day in days:
                clients.append(self._client(number, day, len(groups) if free else None))
                whose.append((number, day))
            if free:
                groups.append(pyvrp.ClientGroup(list(range(len(clients) - len(days), len(clients)))))
        places = [pyvrp.Location(0, 0)] * (len(self.problem.customers) + 1)
        vehicles = [self._vehicles(day) for day in range(self.problem.days)]
        return (
            pyvrp.ProblemData(places, clients, [pyvrp.Depot(0)], vehicles, [self.metres], [self.minutes], groups),
            whose,
        )

    def _client(self, number: int, day: int, group: int | None) -> pyvrp.Client:
        customer, start = self.problem.customers[number], day * self.axis
        return pyvrp.Client(
            number + 1,
            [customer.demand] if self.problem.capacity is not None else [],
            [],
            math.ceil(customer.service * SCALE),
            start,
            start + self.axis - 1,
            required=group is None,
            group=group,
        )

    def _vehicles(self, day: int) -> pyvrp.VehicleType:
        duration, start = self.problem.duration, day * self.axis
        return pyvrp.VehicleType(
            self.problem.vehicles,
            [self.problem.capacity] if self.problem.capacity is not None else [],
            tw_early=start,
            tw_late=start + self.axis - 1,
            shift_duration=self.axis - 1 if duration is None else math.floor(duration * SCALE),
        )

    def _as_solution(self, data: pyvrp.ProblemData, whose: Sequence[tuple[int, int]], tours: Tours) -> pyvrp.Solution:
        client = {one: place for place, one in enumerate(whose)}
        routes = [
            pyvrp.Route(data, [client[stop, day] for stop in stops], day)
            for day, of_day in enumerate(tours.routes)
            for stops in of_day
        ]
        return pyvrp.Solution(data, routes)

    def _told(self, tours: Tours) -> Routes:
        """The answer. What is beyond a limit is taken out whole, the most troublesome first, and named."""
        tours, out = self.days.within_limits(tours)
        routes = []
        for day, of_day in enumerate(tours.routes):
            for vehicle, stops in enumerate(of_day):
                length = self.days.length(stops)
                service = sum(self.problem.customers[stop].service for stop in stops)
                load = sum(self.problem.customers[stop].demand for stop in stops)
                names = tuple(self.problem.customers[stop].id for stop in stops)
                routes.append(Route(day, vehicle, names, load, length, length + service))
        unplaced = tuple(self.problem.customers[customer].id for customer in sorted(out))
        return Routes(tuple(routes), unplaced, sum(route.distance for route in routes))
