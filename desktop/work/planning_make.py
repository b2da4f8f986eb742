"""From what is wanted to a draft of a plan: the planner's problem, its answer, and both in the words of the office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop.schedule import axis
from desktop.schedule.problem import Fixed, Problem, Spacing, Trouble, Unplannable, Visit
from desktop.schedule.result import Plan
from desktop.work.planning_ground import Ground, told
from desktop.work.planning_rows import PLANNED, CrewLoad, VisitRow
from desktop.work.progress import Progress

if TYPE_CHECKING:
    from desktop.schedule.effort import Effort

EFFORTS = {"quick": "快速", "normal": "一般", "thorough": "仔细"}
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """One visit to be planned. row: it in plain words, with the day and crew it has now, if any.

    fixed: why its day and crew stay (已打印, 已固定 …); after: the wanted visit before it, with the days between.
    """

    id: str
    row: VisitRow
    first: date
    last: date
    minutes: int
    weight: int
    because: str
    fixed: str = ""

    @property
    def held(self) -> int | None:
        """The visit of the office that stands for it already."""
        return self.row.id if self.row.id > 0 else None


@dataclass(frozen=True, slots=True)
class Apart:
    """Two wanted visits of one employer, in order, with the least and most days between them."""

    earlier: str
    later: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Left:
    """A wanted visit without a day: why, the smallest change that would place it, and what is missing."""

    row: VisitRow
    why: str
    way: str
    missing_minutes: int | None
    wanted: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan that nobody has adopted yet. rows: as they would stand in the calendar, new ones with negative ids."""

    span: tuple[date, date]
    problem: Problem
    plan: Plan
    wanted: Mapping[str, Wanted]
    rows: tuple[VisitRow, ...]
    left: tuple[Left, ...]
    loads: tuple[CrewLoad, ...]
    notes: tuple[str, ...]
    kept: int = 0  # visits that were made, printed or pinned, and stay
    superseded: tuple[int, ...] = field(default=())  # planned visits of the period that nobody asks for any more
    by_hand: int = 0  # visits that were moved after planning

    @property
    def summary(self) -> str:
        """What the planner says of the whole, and what was changed by hand since."""
        if not self.by_hand:
            return self.plan.summary
        return f"{self.plan.summary}以后手工改了 {self.by_hand} 次，已固定；路程仍是改动以前的。"


def problem_of(ground: Ground, wanted: Iterable[Wanted], apart: Iterable[Apart], *, today: date) -> Problem:
    """The planner's problem. Visits keep their day where they are `fixed`."""
    days, visits = ground.days, []
    for entry in wanted:
        first, last = axis.window(days, max(entry.first, days[0]), entry.last)
        place = ground.position(entry.row.on) if entry.row.on else None
        fixed = None
        if entry.fixed and place is not None and entry.row.crew_id in ground.teams:
            fixed = Fixed(str(entry.row.crew_id), place, entry.row.position, entry.fixed)
            first, last = min(first, place), max(last, place)
        visits.append(
            Visit(
                entry.id, str(entry.row.employer_id), first, last, entry.minutes, entry.row.kind, entry.weight,
                entry.because, fixed,
            )
        )  # fmt: skip
    used = {entry.site for entry in visits}
    sites = tuple(site for site in ground.sites.values() if site.id in used)
    villages = {site.village for site in sites}
    return Problem(
        days=days,
        villages=tuple(village for village in ground.villages.values() if village.id in villages),
        sites=sites,
        visits=tuple(visits),
        crews=tuple(ground.teams.values()),
        spacing=tuple(Spacing(a.earlier, a.later, working(a.least), working(a.most, up=True)) for a in apart),
        travel=ground.travel,
        today=today,
    )


def working(days: int, *, up: bool = False) -> int:
    """Calendar days as working days: five of seven; rounded up for the longest spacing, down for the least."""
    return -(-days * 5 // 7) if up else days * 5 // 7


@dataclass(frozen=True, slots=True)
class Task:
    """A period to be planned: on what ground, which visits, how far apart."""

    span: tuple[date, date]
    ground: Ground
    wanted: tuple[Wanted, ...]
    apart: tuple[Apart, ...]
    today: date


def draft(task: Task, *, effort: Effort, seed: int, progress: Progress) -> Draft:
    """Plan. Raises Problem when nothing can be planned, Cancelled when it is stopped."""
    from desktop.schedule.plan import make  # heavy libraries, and only planning needs them

    problem = problem_of(task.ground, task.wanted, task.apart, today=task.today)
    try:
        plan = make(problem, effort=effort, seed=seed, step=progress.step)
    except Unplannable as refused:
        raise told(refused) from refused
    return drafted(task, problem, plan)


def drafted(task: Task, problem: Problem, plan: Plan) -> Draft:
    """A plan in the words of the office."""
    ground, wanted = task.ground, task.wanted
    by_id = {entry.id: entry for entry in wanted}
    rows = []
    for number, placed in enumerate(plan.visits, 1):
        entry = by_id[placed.visit]
        crew = int(placed.crew)
        day = ground.days[placed.day]
        rows.append(
            replace(
                entry.row,
                id=entry.held or -number,
                on=day,
                state=PLANNED,
                crew_id=crew,
                crew=ground.names[crew],
                names=ground.teams[crew].people,
                position=placed.order,
                minutes=entry.minutes,
                reason=placed.reason or entry.because,
                lo=entry.first,
                hi=entry.last,
            )
        )
    left = tuple(
        Left(by_id[out.visit].row, out.why, out.relaxation, out.missing_minutes, out.visit) for out in plan.unplaced
    )
    return Draft(
        task.span,
        problem,
        plan,
        by_id,
        tuple(sorted(rows, key=lambda row: (row.on or date.max, row.crew_id or 0, row.position or 0))),
        left,
        loads_of(ground.names, plan),
        notes_of(ground.troubles, plan),
        kept=sum(bool(entry.fixed) for entry in wanted),
    )


def loads_of(names: Mapping[int, str], plan: Plan) -> tuple[CrewLoad, ...]:
    """The load of each crew, travel included."""
    return tuple(
        CrewLoad(names[int(load.crew)], int(load.crew), load.visits, load.minutes, load.days_out, load.available)
        for load in plan.load
    )


def notes_of(troubles: Iterable[Trouble], plan: Plan) -> tuple[str, ...]:
    """Everything that must be said besides the summary, each once."""
    told_of = [f"{trouble.what}{trouble.remedy}" for trouble in (*troubles, *plan.troubles)]
    return tuple(dict.fromkeys((*plan.notes, *told_of)))


def travel_words(plan: Plan) -> str:
    """The travel and how near it is to the shortest possible, in plain words."""
    return travel_said(plan.travel_km, plan.bound_km, plan.gap)


def travel_said(km: float, bound_km: float | None, gap: float | None) -> str:
    """“路程约 412 公里，比可能的最短里程（365 公里）最多长 13 %”."""
    said = f"路程约 {km:,.0f} 公里"
    if gap is None or bound_km is None:
        return f"{said}（没有算出最短可能的里程）"
    if round(gap * PERCENT) <= 0:
        return f"{said}，已是可能的最短里程"
    return f"{said}，比可能的最短里程（{bound_km:,.0f} 公里）最多长 {gap * PERCENT:.0f} %"


def spread_words(loads: Sequence[CrewLoad]) -> str:
    """How evenly the work is shared, in plain words."""
    uses = [(load.use, load.crew) for load in loads if load.use is not None]
    if len(uses) < 2:
        return ""
    (least, idle), (most, busy) = min(uses), max(uses)
    points = (most - least) * PERCENT
    if points < 1:
        return "各组忙闲一样"
    return f"最忙的{busy}用去 {most:.0%}，最闲的{idle}用去 {least:.0%}，相差 {points:.0f} 个百分点"


def demand_words(wanted: Iterable[Wanted]) -> str:
    """“计划 40 次、复查 8 次、专项 4 次，其中 3 次已固定或已打印，不动”."""
    asked = list(wanted)
    kinds = Counter(entry.row.kind for entry in asked)
    kept = sum(bool(entry.fixed) for entry in asked)
    parts = "、".join(f"{kind} {number:,} 次" for kind, number in kinds.most_common())
    return (parts or "这段时间没有要走访的企业") + (f"，其中 {kept:,} 次已固定或已打印，不动" if kept else "")
