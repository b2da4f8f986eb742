"""The two ways a coordinator plans in a spreadsheet, to compare with: down the list, and village by village.

Both go through the visits of the responsible crew once and write each on a day that keeps every rule: down the list on
the emptiest day, village by village on a day when one is in that village already, otherwise on the emptiest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from desktop.schedule.check import violations
from desktop.schedule.problem import Crew, Problem, Visit
from desktop.schedule.setting import Setting, Timetable

Days = Iterator[int]


@dataclass
class Sheet:
    """The sheet of one crew."""

    setting: Setting
    crew: Crew
    table: dict[int, list[str]] = field(default_factory=dict)
    on: dict[str, int] = field(default_factory=dict)

    def write(self, visit: Visit, days: Days) -> None:
        """On the first of these days that keeps every rule, at the end of the round; on none if there is none."""
        for day in days:
            if self._may(visit, day):
                self.table.setdefault(day, []).append(visit.id)
                self.on[visit.id] = day
                return

    def emptiest(self, visit: Visit) -> Days:
        """The days of the window, those with fewest visits first."""
        yield from sorted(range(visit.first, visit.last + 1), key=lambda day: (len(self.table.get(day, [])), day))

    def same_village(self, visit: Visit) -> Days:
        """The days when one is there already, then the emptiest."""
        village = self.setting.village_of(visit.id)
        days = list(self.emptiest(visit))
        there = {day for day in days if any(self.setting.village_of(one) is village for one in self.table.get(day, []))}
        yield from (day for day in days if day in there)
        yield from (day for day in days if day not in there)

    def _may(self, visit: Visit, day: int) -> bool:
        order = self.table.get(day, [])
        if not self.crew.minutes[day] or len(order) >= self.crew.most_visits:
            return False
        twins = self.setting.twins.get(visit.id, [])
        if not all(least <= day - self.on[twin] <= most for twin, least, most in twins if twin in self.on):
            return False
        return self.setting.length(self.crew.id, [*order, visit.id])[2] <= self.crew.minutes[day]


def down_the_list(setting: Setting, visits: list[Visit]) -> tuple[list[Visit], Callable[[Sheet, Visit], Days]]:
    """As the visits stand in the list, day after day."""
    return visits, Sheet.emptiest


def village_by_village(setting: Setting, visits: list[Visit]) -> tuple[list[Visit], Callable[[Sheet, Visit], Days]]:
    """Sorted by village, every visit to the others there."""
    return sorted(
        visits, key=lambda visit: (setting.village_of(visit.id).id, visit.first, visit.id)
    ), Sheet.same_village


@dataclass(frozen=True)
class ByHand:
    """What came of it."""

    km: float
    unplaced: int
    broken: int


def plan_by_hand(problem: Problem, way: Callable[..., tuple[list[Visit], Callable[[Sheet, Visit], Days]]]) -> ByHand:
    """Every responsible crew writes its own sheet."""
    setting = Setting(problem)
    mine: dict[str, list[Visit]] = {}
    for visit in problem.visits:
        mine.setdefault(setting.village_of(visit.id).crews[0], []).append(visit)
    table: Timetable = {}
    for crew, visits in mine.items():
        sheet = Sheet(setting, setting.crew[crew])
        order, days = way(setting, visits)
        for visit in order:
            sheet.write(visit, days(sheet, visit))
        table |= {(crew, day): one for day, one in sheet.table.items()}
    km = sum(setting.length(crew, order)[0] for (crew, _), order in table.items())
    return ByHand(km, len(problem.visits) - sum(map(len, table.values())), len(violations(setting, table)))
