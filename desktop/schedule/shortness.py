"""How near a plan is to the shortest possible: the least travel, worked out beside the search for the plan."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event
from types import TracebackType
from typing import Self

from desktop.schedule.bound import travel_bound
from desktop.schedule.problem import Problem, Step

LISTENING = 0.2  # seconds between two looks whether one may stop waiting
Least = Callable[[Collection[str]], float | None]  # of the visits that a plan places: kilometres, if they are proven


class LeastTravel:
    """The least travel of a plan to come, begun beside the search for it, for the visits it is hoped to place."""

    def __init__(self, problem: Problem, hoped: Collection[str], step: Step) -> None:
        self._problem, self._hoped, self._step = problem, set(hoped), step
        self._unwanted = Event()
        self._pool = ThreadPoolExecutor(1)
        self._job = self._pool.submit(least_travel, problem, self._hoped, self._still_wanted)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._unwanted.set()
        self._pool.shutdown()

    def _still_wanted(self, done: int, of: int, what: str) -> None:
        if self._unwanted.is_set():
            raise _Unwanted

    def of(self, placed: Collection[str]) -> float | None:
        """Of these visits. If they are not the ones hoped for, it is worked out only now."""
        if set(placed) != self._hoped:
            self._unwanted.set()
            return least_travel(self._problem, placed, self._step)
        while not wait([self._job], LISTENING).done:
            self._step(0, 1, "正在计算路程下限")
        return self._job.result()


class _Unwanted(Exception):
    """The plan was given up, or asks for other visits."""


def least_travel(problem: Problem, placed: Collection[str], step: Step) -> float | None:
    """Kilometres that no plan of these visits can save; None: not proven."""
    bound = travel_bound(problem, [visit for visit in problem.visits if visit.id in placed], step)
    return None if bound is None else bound.km
