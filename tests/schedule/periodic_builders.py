"""Periodic problems in the style of the literature, seeded; and a check that knows nothing of how they are solved."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

from desktop.schedule.periodic_problem import Customer, Periodic, Routes

CHOICES = {
    5: {1: tuple((day,) for day in range(5)), 2: ((0, 2), (1, 3), (2, 4), (0, 3), (1, 4)), 5: ((0, 1, 2, 3, 4),)},
    4: {1: tuple((day,) for day in range(4)), 2: ((0, 2), (1, 3)), 4: ((0, 1, 2, 3),)},
}


def periodic(
    customers: int = 40,
    days: int = 5,
    vehicles: int = 3,
    use: float = 0.9,
    duration: float | None = None,
    seed: int = 1,
) -> Periodic:
    """Customers strewn over a square; the capacity is such that `use` of all vehicles on all days is needed."""
    draw, made = Random(seed), []
    for number in range(customers):
        chance = draw.random()
        visits = 1 if chance < 0.5 else 2 if chance < 0.85 else days
        made.append(
            Customer(
                f"c{number + 1}",
                draw.uniform(-50, 50),
                draw.uniform(-50, 50),
                float(draw.randint(1, 10)) if duration else 0.0,
                draw.randint(1, 30),
                CHOICES[days][visits],
            )
        )
    whole = sum(customer.demand * len(customer.choices[0]) for customer in made)
    return Periodic(days, vehicles, math.ceil(whole / (days * vehicles * use)), duration, (0.0, 0.0), tuple(made))


def faults(problem: Periodic, made: Routes) -> list[str]:
    """Every rule that the routes break, and every number that is not what it says."""
    said, total = [], 0.0
    known = {customer.id: customer for customer in problem.customers}
    days: dict[str, list[int]] = {customer: [] for customer in known}
    for route in made.routes:
        stops = [known[customer] for customer in route.customers]
        path = [problem.depot, *((one.x, one.y) for one in stops), problem.depot]
        length = sum(math.dist(a, b) for a, b in pairwise(path))
        total += length
        load, duration = sum(one.demand for one in stops), length + sum(one.service for one in stops)
        said += [f"capacity {route}"] * (problem.capacity is not None and load > problem.capacity)
        said += [f"duration {route}"] * (problem.duration is not None and duration > problem.duration + 1e-6)
        said += [f"told {route}"] * (abs(length - route.distance) > 1e-6 or load != route.load)
        for one in stops:
            days[one.id].append(route.day)
    for day in range(problem.days):
        vehicles = [route.vehicle for route in made.routes if route.day == day]
        said += [f"vehicles on day {day}"] * (len(vehicles) > problem.vehicles or len(set(vehicles)) < len(vehicles))
    for id, customer in known.items():
        served = tuple(sorted(days[id]))
        said += [f"days of {id}"] * (served not in customer.choices if id not in made.unplaced else bool(served))
    return said + [f"cost {made.cost}"] * (abs(total - made.cost) > 1e-6)
