"""What classical periodic routing asks and answers. Distances are straight lines, as doubles; days count from 0."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Customer:
    """choices: the sets of days of which exactly one is served; demand and service on each of them."""

    id: str
    x: float
    y: float
    service: float
    demand: int
    choices: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Periodic:
    """vehicles: on every day; capacity and duration (travel and service) of a route, None: no limit."""

    days: int
    vehicles: int
    capacity: int | None
    duration: float | None
    depot: tuple[float, float]
    customers: tuple[Customer, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """One vehicle on one day; customers in order, from the depot and back."""

    day: int
    vehicle: int
    customers: tuple[str, ...]
    load: int
    distance: float
    duration: float


@dataclass(frozen=True, slots=True)
class Routes:
    """A plan within every limit. unplaced: customers for whom none was found; cost: unrounded length of all routes."""

    routes: tuple[Route, ...]
    unplaced: tuple[str, ...]
    cost: float
