"""Mends a plan after something happened: an illness, a lost day, an urgent visit. Fewest changes first."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.schedule.effort import Effort
from desktop.schedule.problem import Problem, Step, Visit, unheard
from desktop.schedule.result import Plan


@dataclass(frozen=True, slots=True)
class News:
    """What has happened since the plan was made.

    today: first day (position) that can still change; everything before it stays. lost: crew and day that fall away,
    with the word why (病假…). new: visits that came up; their sites must be in the problem. gone: visits no longer
    needed. printed: visits whose sheet is handed out; they stay unless their crew-day is lost.
    """

    today: int
    lost: tuple[tuple[str, int], ...] = ()
    why_lost: str = "当天不能出勤"
    new: tuple[Visit, ...] = ()
    gone: frozenset[str] = frozenset()
    printed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Moved:
    """A visit whose crew or day changed. `was`, `now`: (crew, day); was None: newly planned, now None: no room."""

    visit: str
    site: str
    was: tuple[str, int] | None
    now: tuple[str, int] | None
    reason: str
    touched: bool  # it was on a lost crew-day or is new; otherwise it made room for others


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The mended plan, the problem it solves (lost days and new visits included), what moved and why."""

    plan: Plan
    problem: Problem
    moved: tuple[Moved, ...]
    summary: str  # “这 3 家改期，因为…”


def adjust(
    problem: Problem, old: Plan, news: News, *, effort: Effort = Effort.NORMAL, seed: int = 1, step: Step = unheard
) -> Adjusted:
    """The old plan with the fewest changes that the news makes necessary; to be shown before it is accepted."""
    raise NotImplementedError
