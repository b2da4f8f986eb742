"""Plans of six made-up towns, beside what a coordinator does in a spreadsheet and the reference measurements."""

from __future__ import annotations

import time
from collections.abc import Iterator

from desktop.schedule import plan
from desktop.schedule.check import violations
from desktop.schedule.effort import Effort
from desktop.schedule.problem import Problem
from desktop.schedule.replan import News, adjust
from desktop.schedule.result import Plan
from desktop.schedule.setting import Setting, Timetable
from tests.bench.by_hand import down_the_list, plan_by_hand, village_by_village
from tests.bench.line import Line
from tests.bench.towns import TOWNS, town

REFERENCE_KM = {"S": 228, "M": 1506, "L": 4778, "T": 4730, "C": 33606, "Y": 4019}  # of the reference planner
ALSO_THOROUGH = ("S", "M", "L")
TODAY = 10  # position of the day that the absence begins on


def measure() -> Iterator[Line]:
    """Kilometres, visits left out, proven gap, spread and seconds of every town; then one absence in the large one."""
    for name, size in TOWNS.items():
        problem = town(size)
        yield from _by_hand(name, problem)
        for effort in (Effort.NORMAL, Effort.THOROUGH) if name in ALSO_THOROUGH else (Effort.NORMAL,):
            made, seconds = _timed_plan(problem, effort)
            yield from _lines(name, problem, made, seconds)
            if name in ("L", "T") and effort is Effort.NORMAL:
                yield _absence(name, problem, made)


def _by_hand(name: str, problem: Problem) -> Iterator[Line]:
    for way in (down_the_list, village_by_village):
        found = plan_by_hand(problem, way)
        what = f"{name}: {way.__name__.replace('_', ' ')}"
        yield Line(what, f"{found.km:,.0f}", "km", f"{found.unplaced} visits left out, {found.broken} rules broken")


def _timed_plan(problem: Problem, effort: Effort) -> tuple[Plan, float]:
    start = time.perf_counter()
    return plan.make(problem, effort=effort, threads=2), time.perf_counter() - start


def _lines(name: str, problem: Problem, made: Plan, seconds: float) -> Iterator[Line]:
    broken = len(violations(Setting(problem), _table(made)))
    beside = plan_by_hand(problem, village_by_village).km
    gap = "no bound" if made.gap is None else f"proven gap {made.gap:.1%}"
    against = (
        f"{made.travel_km / beside:.2f} × village by village, {made.travel_km / REFERENCE_KM[name]:.3f} × reference"
    )
    yield Line(f"{name} {made.effort}: travel of {made.required} visits", f"{made.travel_km:,.0f}", "km", against)
    yield Line(f"{name} {made.effort}: left out", f"{len(made.unplaced)}", "visits", f"{broken} rules broken, {gap}")
    yield Line(f"{name} {made.effort}: spread of load", f"{made.spread:.1%}", "", "busiest less idlest crew")
    yield Line(f"{name} {made.effort}: time", f"{seconds:.1f}", "s", "2 threads")


def _absence(name: str, problem: Problem, old: Plan) -> Line:
    """The first crew loses three days."""
    crew = problem.crews[0].id
    start = time.perf_counter()
    mended = adjust(problem, old, News(TODAY, lost=tuple((crew, TODAY + n) for n in range(3))))
    seconds = time.perf_counter() - start
    others = sum(not one.touched for one in mended.moved)
    untouched = old.placed - sum(one.touched for one in mended.moved)
    text = f"{others} of {untouched} untouched visits moved, {len(mended.plan.unplaced)} left out"
    return Line(f"{name}: re-plan after three lost days", f"{seconds:.1f}", "s", text)


def _table(made: Plan) -> Timetable:
    table: Timetable = {}
    for one in sorted(made.visits, key=lambda one: one.order):
        table.setdefault((one.crew, one.day), []).append(one.visit)
    return table
