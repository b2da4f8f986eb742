"""Makes a plan: who goes where, on which day and in which order."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from desktop.schedule.assign import Assignment, assign
from desktop.schedule.effort import BUDGETS, Effort, Told
from desktop.schedule.evening import even
from desktop.schedule.mend import Mending
from desktop.schedule.outcome import Asked, outcome
from desktop.schedule.problem import Crew, Problem, Step, Visit, unheard
from desktop.schedule.ready import hopeless, refuse_the_impossible
from desktop.schedule.result import Plan
from desktop.schedule.routes import COMPLETE, DROP, SEEDS_APART, CrewRouting, Rounds, Search, unwarned
from desktop.schedule.setting import Setting, Timetable
from desktop.schedule.shortness import LeastTravel

MOST_THREADS = 4
ATTEMPTS = 3  # to place what is left over, each looking longer


def make(
    problem: Problem,
    *,
    effort: Effort = Effort.NORMAL,
    seed: int = 1,
    step: Step = unheard,
    threads: int | None = None,
) -> Plan:
    """The plan of a period. Raises `Unplannable` when there can be none, and whatever `step` raises to cancel.

    The same problem, effort and seed give the same plan on every machine and with any number of threads.
    """
    refuse_the_impossible(problem)
    setting = Setting(problem)
    without_hope = hopeless(setting)
    making = _Making(setting, frozenset(without_hope), effort, seed, step)
    hoped = {visit.id for visit in making.visits}
    with unwarned(), LeastTravel(problem, hoped, step) as least:
        table = making.timetable(threads or min(MOST_THREADS, os.cpu_count() or 1))
        return outcome(setting, table, without_hope, Asked(effort, seed, least=least.of), step)


class _Making:
    def __init__(self, setting: Setting, left_out: frozenset[str], effort: Effort, seed: int, step: Step) -> None:
        self.setting, self.seed, self.step = setting, seed, step
        self.visits = [_narrowed(setting, visit) for visit in setting.problem.visits if visit.id not in left_out]
        self.budget = BUDGETS[effort].shared_by(len(setting.problem.crews))

    def timetable(self, threads: int) -> Timetable:
        """Every crew by itself, several at a time; then what found no room goes to others who may go there."""
        problem = replace(self.setting.problem, visits=tuple(self.visits))
        self.step(0, 1, "正在分配村组")
        shared = assign(problem, self.setting.distances)
        told = Told(self.step, len(self.setting.crew) * self.budget.of_a_crew, "正在排日子和路线")
        mine = self._by_crew(shared)
        with ThreadPoolExecutor(threads) as pool:
            table = self._each(pool, lambda crew: self._routed(crew, mine.get(crew.id, []), shared.peak, told))
            table = self._complete(table, shared)
            even(self.setting, table)
            if self.budget.refinements:
                table = self._each(pool, lambda crew: self._refined(crew, table, told))
        return table

    def _each(self, pool: ThreadPoolExecutor, work: Callable[[Crew], Rounds]) -> Timetable:
        """What is made of every crew."""
        crews, table = self.setting.problem.crews, Timetable()
        jobs = [pool.submit(work, crew) for crew in crews]
        try:
            for crew, job in zip(crews, jobs, strict=True):
                table |= {(crew.id, day): order for day, order in job.result().items() if order}
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
        return table

    def _by_crew(self, shared: Assignment) -> dict[str, list[Visit]]:
        mine: dict[str, list[Visit]] = {}
        for visit in self.visits:
            crew = visit.fixed.crew if visit.fixed else shared.crew_of.get(visit.site)
            if crew:
                mine.setdefault(crew, []).append(visit)
        return mine

    def _routed(self, crew: Crew, visits: list[Visit], peak: float, told: Told) -> Rounds:
        search = self._search(crew, told, 0, COMPLETE if peak <= 1 else DROP)
        return CrewRouting(self.setting.problem, self.setting.distances, crew, visits, search).rounds()

    def _refined(self, crew: Crew, table: Timetable, told: Told) -> Rounds:
        """Shorter ways for the visits a crew has now; one whose twin another crew makes keeps its day."""
        own = {day: order for (name, day), order in table.items() if name == crew.id}
        at = {visit: day for day, order in own.items() for visit in order}
        visits = [
            replace(visit, first=at[visit.id], last=at[visit.id])
            if any(twin not in at for twin, _, _ in self.setting.twins.get(visit.id, []))
            else visit
            for visit in self.visits
            if visit.id in at
        ]
        search = self._search(crew, told, self.budget.refinements - 1, DROP)
        routing = CrewRouting(self.setting.problem, self.setting.distances, crew, visits, search, start=own)
        found = routing.rounds()
        return found if sum(map(len, found.values())) == len(at) else own

    def _search(self, crew: Crew, told: Told, refinements: int, charge: int) -> Search:
        number = list(self.setting.crew).index(crew.id)
        return Search(self.seed + number, self.budget.iterations, told.tick, refinements, charge)

    def _complete(self, table: Timetable, shared: Assignment) -> Timetable:
        placed = {visit for order in table.values() for visit in order}
        left = {visit.id for visit in self.visits} - placed
        for attempt in range(ATTEMPTS if left else 0):
            told = Told(self.step, 6 * len(self.setting.crew) * self.budget.iterations, "正在为未排下的企业找位置")
            home = {visit.id: shared.crew_of[visit.site] for visit in self.visits if visit.site in shared.crew_of}
            seed, iterations = self.seed + attempt * SEEDS_APART, self.budget.iterations * (1 + attempt)
            mending = Mending(self.setting, table, iterations, seed, told.tick, home=home)
            left = mending.place(left, moves=shared.peak <= 1)
            table = mending.table
            if not left or shared.peak > 1:
                break
        return table


def _narrowed(setting: Setting, visit: Visit) -> Visit:
    """The visit with the window that its fixed twins leave."""
    if visit.fixed:
        return visit
    first, last = visit.first, visit.last
    for twin, least, most in setting.twins.get(visit.id, []):
        fixed = setting.visit[twin].fixed
        if fixed:
            first, last = max(first, fixed.day + least), min(last, fixed.day + most)
    return visit if (first, last) == (visit.first, visit.last) else replace(visit, first=first, last=last)
