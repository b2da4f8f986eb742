"""The least length of periodic routes: the bound of patrol travel, asked about the same problem in its words."""

from __future__ import annotations

import math
from datetime import date, timedelta

from desktop.schedule.bound import travel_bound
from desktop.schedule.periodic_problem import Periodic
from desktop.schedule.problem import Crew, Point, Problem, Site, Travel, Village, Visit

A_DAY = date(2026, 1, 5)
SCALE = 1000  # minutes of the patrol problem are whole numbers
UNLIMITED = 10**9


def least_length(problem: Periodic, without: frozenset[str] = frozenset()) -> float:
    """No plan that serves all customers (but `without`) is shorter."""
    days = tuple(A_DAY + timedelta(day) for day in range(problem.days))
    served = [customer for customer in problem.customers if customer.id not in without]
    if not served:
        return 0.0
    minutes = UNLIMITED if problem.duration is None else math.ceil(problem.duration * SCALE)
    crew = Crew("v", "v", ("v",), Point(*problem.depot), (minutes,) * problem.days, UNLIMITED, problem.capacity)
    sites = tuple(Site(c.id, c.id, "a", Point(c.x, c.y), c.choices) for c in served)
    visits = [
        Visit(
            f"{number}.{turn}",
            customer.id,
            min(days[turn] for days in customer.choices),
            max(days[turn] for days in customer.choices),
            math.floor(customer.service * SCALE),
            units=customer.demand,
        )
        for number, customer in enumerate(served)
        for turn in range(len(customer.choices[0]))
    ]
    travel = Travel(minutes_per_km=SCALE, road_factor=1.0)
    village = (Village("a", "a", (crew.id,)),)
    bound = travel_bound(Problem(days, village, sites, tuple(visits), (crew,), travel=travel))
    return bound.km if bound else 0.0
