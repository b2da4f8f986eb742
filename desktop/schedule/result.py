"""What the planner answers: visits with day, crew, order and reason; what did not fit and why; load, travel, bound."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.schedule.problem import Trouble


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One visit of a plan. order: from 1, the place in that crew's round of that day."""

    visit: str
    site: str
    crew: str
    day: int
    order: int
    reason: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A visit that found no place. relaxation: the smallest change that would place it, as a sentence.

    missing_minutes: what the cheapest crew-day lacks for it; None where no number of minutes would help.
    """

    visit: str
    site: str
    why: str
    relaxation: str
    missing_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """What a plan asks of a crew. minutes: on site and travelling; available: all its working minutes."""

    crew: str
    minutes: int
    travel_minutes: int
    visits: int
    days_out: int
    available: int

    @property
    def use(self) -> float:
        """The used part of the working time."""
        return self.minutes / self.available if self.available else 0.0


@dataclass(frozen=True, slots=True)
class Shortage:
    """Working time that is missing between two days (positions, both included), whoever plans. Always a proof.

    crews: those who alone may do the `visits`. person_days: the missing minutes in full days of their people.
    """

    crews: tuple[str, ...]
    first: int
    last: int
    minutes: int
    person_days: int
    visits: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that keeps every hard rule. bound_km: no plan of the placed visits is shorter; gap: this one's excess.

    bound_km, gap None: not known, and the notes say why. gap alone None: the bound is 0.
    summary: “需要 52 次，可安排 41 次，缺 11 次（约 4 人·天），建议…”. notes: about load and proofs.
    """

    visits: tuple[PlannedVisit, ...]
    unplaced: tuple[Unplaced, ...]
    load: tuple[Load, ...]
    travel_km: float
    bound_km: float | None
    gap: float | None
    shortages: tuple[Shortage, ...]
    troubles: tuple[Trouble, ...]
    summary: str
    notes: tuple[str, ...]
    effort: str
    seed: int

    @property
    def placed(self) -> int:
        """How many visits have a day."""
        return len(self.visits)

    @property
    def required(self) -> int:
        """How many visits were asked for."""
        return len(self.visits) + len(self.unplaced)

    @property
    def spread(self) -> float:
        """The use of the busiest crew less that of the idlest, of crews with any working time."""
        uses = [load.use for load in self.load if load.available]
        return max(uses) - min(uses) if uses else 0.0
