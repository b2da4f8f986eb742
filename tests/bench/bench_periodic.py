"""Periodic routing beside choosing days first and routing after, with the proven bound; two instances are very full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from desktop.schedule.effort import Effort
from desktop.schedule.periodic import solve
from desktop.schedule.periodic_bound import least_length
from desktop.schedule.periodic_problem import Periodic, Routes
from desktop.schedule.periodic_start import sets_of_days
from tests.bench.line import Line, timed
from tests.schedule.periodic_builders import faults, periodic

INSTANCES = {
    "50 customers, 5 days": periodic(50, vehicles=3, seed=11),
    "75 customers, 5 days, 96 % full": periodic(75, vehicles=5, use=0.96, seed=12),
    "100 customers, 5 days, 98 % full": periodic(100, vehicles=4, use=0.98, seed=13),
    "96 customers, 4 days, duration": periodic(96, 4, 4, use=0.9, duration=480.0, seed=14),
}


def measure() -> Iterator[Line]:
    """Seconds, length beside that of fixed days, and how far above the bound."""
    for name, problem in INSTANCES.items():
        days = sets_of_days(problem)
        fixed = replace(
            problem,
            customers=tuple(
                replace(one, choices=(chosen,)) for one, chosen in zip(problem.customers, days, strict=True)
            ),
        )
        first = solve(fixed, effort=Effort.QUICK)
        bound = least_length(problem)
        for effort in (Effort.QUICK, Effort.NORMAL):
            made: list[Routes] = []
            seconds = timed(partial(_solve, problem, effort, made), 1)
            ratio, gap = made[0].cost / first.cost, made[0].cost / bound - 1
            left = len(made[0].unplaced)
            broken = "" if not faults(problem, made[0]) else ", RULES BROKEN"
            yield Line(
                f"{name}, {effort.value}",
                f"{made[0].cost:.0f}",
                "",
                f"{seconds:.1f} s; {ratio:.3f} × days first; {gap:.1%} above the bound; {left} unplaced{broken}",
            )


def _solve(problem: Periodic, effort: Effort, made: list[Routes]) -> None:
    made.append(solve(problem, effort=effort))
