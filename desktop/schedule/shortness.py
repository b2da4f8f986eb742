"""What is proven about a plan: the least travel of its visits, and working time that is missing whoever plans."""

from __future__ import annotations

from collections.abc import Collection

from desktop.schedule.bound import travel_bound
from desktop.schedule.problem import Problem, Step
from desktop.schedule.result import Shortage
from desktop.schedule.shortage import shortages

QUICKLY = 900  # places of a group whose bound is found in seconds


def proofs(
    problem: Problem, placed: Collection[str], step: Step, *, patient: bool = False
) -> tuple[float | None, tuple[Shortage, ...]]:
    """The bound on the travel of the placed visits, and the proven shortages of all that were asked for.

    There is no bound (None) for more places than can be proven in seconds, unless one is patient.
    """
    visits = [visit for visit in problem.visits if visit.id in placed]
    bound = travel_bound(problem, visits, step, most_places=None if patient else QUICKLY)
    return None if bound is None else bound.km, shortages(problem)
