"""What is proven about a plan: the least travel of its visits, and working time that is missing whoever plans."""

from __future__ import annotations

from collections.abc import Collection

from desktop.schedule.problem import Problem, Step
from desktop.schedule.result import Shortage


def proofs(problem: Problem, placed: Collection[str], step: Step) -> tuple[float | None, tuple[Shortage, ...]]:
    """The bound on the travel of the placed visits, and the proven shortages of all that were asked for."""
    return None, ()
