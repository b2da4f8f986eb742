"""Makes a plan: who goes where, on which day and in which order."""

from __future__ import annotations

from enum import Enum

from desktop.schedule.problem import Problem, Step, unheard
from desktop.schedule.result import Plan


class Effort(Enum):
    """How long to look for a better plan: iterations, never seconds, so that every machine finds the same."""

    QUICK = "quick"
    NORMAL = "normal"
    THOROUGH = "thorough"


def make(problem: Problem, *, effort: Effort = Effort.NORMAL, seed: int = 1, step: Step = unheard) -> Plan:
    """The plan of a period. Raises `Unplannable` when there can be none, and whatever `step` raises to cancel.

    The same problem, effort and seed give the same plan on every machine and with any number of threads.
    """
    raise NotImplementedError
