"""What the planner is asked: working days, villages, employers, crews, visits and the rules between them. Values only.

Days are positions in `Problem.days`, a tuple of real working days: holidays, make-up days and leave are settled before
planning begins, and "8 working days later" is a subtraction. `axis.py` turns dates into positions.

Hard rules, never broken by a plan: a visit's window, blocked days and day choices; a crew's minutes (travel included),
visits and units of a day; who may go to a village; spacing; what is fixed. Soft rules: see `Soft`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

Step = Callable[[int, int, str], None]  # done, of, what; raises to cancel. `Progress.step` of desktop.work fits


def unheard(done: int, of: int, what: str) -> None:
    """The step of a plan that nobody watches."""


class Soft(Enum):
    """What a plan strives for, in the order of `Problem.order`, once the hard rules are kept."""

    IMPORTANT = "important"  # when capacity is short, the lightest visits are left out
    WHOLE = "whole"  # a village stays with one crew
    FAIR = "fair"  # crews are used alike, travel included
    RESPONSIBLE = "responsible"  # the first crew of the village goes
    TRAVEL = "travel"  # few kilometres


USUAL_ORDER = (Soft.IMPORTANT, Soft.WHOLE, Soft.FAIR, Soft.RESPONSIBLE, Soft.TRAVEL)


@dataclass(frozen=True, slots=True)
class Point:
    """A place on a flat map, in kilometres."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Village:
    """A village, community or grid. crews: who may go there, the responsible crew first; empty: nobody, which is said.

    blocked: days nobody goes there (market days, festivals). at: its seat, if known.
    """

    id: str
    name: str
    crews: tuple[str, ...]
    blocked: frozenset[int] = frozenset()
    at: Point | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """An employer's workplace. Without `at` its distances are those of its village (see `Travel`).

    day_choices: if given, the visits to this site take place on exactly one of these sets of days (periodic routing).
    last_visit: only to be compared with `Problem.today`; windows already follow from it.
    """

    id: str
    name: str
    village: str
    at: Point | None = None
    day_choices: tuple[tuple[int, ...], ...] = ()
    last_visit: date | None = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """Crew and day that a visit keeps. order: its place among the fixed visits of that day; why: 已完成, 已打印 …"""

    crew: str
    day: int
    order: int | None = None
    why: str = "已固定"


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to make on one day from `first` to `last` (positions, both included; first > last: no such day).

    weight: importance against other visits when not all fit. reason: the demand as a sentence. units: what it
    takes of a crew's `units`, where a crew has such a limit.
    """

    id: str
    site: str
    first: int
    last: int
    minutes: int
    kind: str = "巡查"
    weight: int = 1
    reason: str = ""
    fixed: Fixed | None = None
    units: int = 0


@dataclass(frozen=True, slots=True)
class Spacing:
    """The later visit is at least `least` and at most `most` working days after the earlier one, if both take place."""

    earlier: str
    later: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Crew:
    """One or two people who go out together. minutes: for every day of the problem, travel included; 0 is leave.

    start: where a day begins and ends; None: not known, see `Travel`. units: limit of a day, None: none.
    """

    id: str
    name: str
    people: tuple[str, ...]
    start: Point | None
    minutes: tuple[int, ...]
    most_visits: int = 8
    units: int | None = None


@dataclass(frozen=True, slots=True)
class Travel:
    """How far it is. Straight lines times `road_factor` where coordinates are known; otherwise by villages.

    between: known kilometres of two villages. neighbours: pairs next to each other, each `neighbour_km` apart; further
    villages are reached over neighbours. A crew's start stands in both as "". unknown_km: nothing is
    known of the two places.
    """

    minutes_per_km: float = 2.4
    road_factor: float = 1.3
    within_village_km: float = 0.8
    neighbour_km: float = 3.0
    unknown_km: float = 6.0
    between: tuple[tuple[str, str, float], ...] = ()
    neighbours: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a plan depends on. The same problem, effort and seed give the same plan."""

    days: tuple[date, ...]
    villages: tuple[Village, ...]
    sites: tuple[Site, ...]
    visits: tuple[Visit, ...]
    crews: tuple[Crew, ...]
    spacing: tuple[Spacing, ...] = ()
    travel: Travel = field(default_factory=Travel)
    order: tuple[Soft, ...] = USUAL_ORDER
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with what the planner was given, and where to put it right. fatal: no plan is possible."""

    what: str
    remedy: str
    fatal: bool = False


class Unplannable(Exception):
    """No plan can be made; the troubles say why and what to do. `work` turns it into its Problem."""

    def __init__(self, troubles: tuple[Trouble, ...]) -> None:
        super().__init__("；".join(trouble.what for trouble in troubles))
        self.troubles = troubles
