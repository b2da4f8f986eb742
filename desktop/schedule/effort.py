"""How long to look, and telling how far it is: iterations, never seconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from threading import Lock

from desktop.schedule.problem import Step

USUAL_CREWS, LEAST_PART = 12, 0.7


class Effort(Enum):
    """How long to look for a better plan: iterations, never seconds, so that every machine finds the same."""

    QUICK = "quick"
    NORMAL = "normal"
    THOROUGH = "thorough"


@dataclass(frozen=True)
class Budget:
    """iterations: of one solution of a crew; refinements: how often a plan that keeps the spacing is solved again.

    most_part: how many times the iterations a few crews get, because they take little time.
    """

    iterations: int
    refinements: int
    most_part: float = 1.0

    def shared_by(self, crews: int) -> Budget:
        """A county of many crews gets fewer iterations for each, a small town more: both take about as long."""
        part = max(LEAST_PART, min(self.most_part, USUAL_CREWS / max(1, crews)))
        return replace(self, iterations=int(self.iterations * part))

    @property
    def of_a_crew(self) -> int:
        """What is expected of one crew."""
        return self.iterations * (2 + self.refinements)


BUDGETS = {Effort.QUICK: Budget(60, 0), Effort.NORMAL: Budget(290, 1, 2.0), Effort.THOROUGH: Budget(800, 10)}


class Told:
    """Adds up what several threads have done and tells it, one at a time; raises what `step` raises to cancel."""

    def __init__(self, step: Step, of: int, what: str) -> None:
        self._step, self._of, self._what, self._done, self._lock = step, max(1, of), what, 0, Lock()

    def tick(self, done: int) -> None:
        """So much more is done. More than expected is told as nearly finished."""
        with self._lock:
            self._done += done
            self._step(min(self._done, self._of - 1), self._of, self._what)
