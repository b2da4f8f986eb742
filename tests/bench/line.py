"""One measured number of the bench table."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured, its value as printed and unit, what it was compared with, what was promised."""

    what: str
    value: str
    unit: str = ""
    against: str = ""
    goal: str = ""


def timed(work: Callable[[], object], repeat: int = 5) -> float:
    """The median seconds that `work` takes."""
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def slowest_of_twenty(works: list[Callable[[], object]]) -> float:
    """The 95th percentile of the seconds of many different pieces of work."""
    taken = sorted(timed(work, 1) for work in works)
    return taken[min(len(taken) - 1, int(len(taken) * 0.95))]
