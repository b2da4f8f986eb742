"""A problem with everything looked up once, and the measure of a round: kilometres and minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from desktop.schedule.distances import Distances
from desktop.schedule.problem import Problem, Village
from desktop.schedule.routes import UNITS_A_MINUTE, time_units

Slot = tuple[str, int]  # crew and day
Timetable = dict[Slot, list[str]]  # visits in order


class Setting:
    """Lookups of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.distances = Distances(problem)
        self.visit = {visit.id: visit for visit in problem.visits}
        self.site = {site.id: site for site in problem.sites}
        self.crew = {crew.id: crew for crew in problem.crews}
        self.village = {village.id: village for village in problem.villages}
        self.twins: dict[str, list[tuple[str, int, int]]] = {}  # visit -> other visit, least and most days after it
        for pair in problem.spacing:
            self.twins.setdefault(pair.later, []).append((pair.earlier, pair.least, pair.most))
            self.twins.setdefault(pair.earlier, []).append((pair.later, -pair.most, -pair.least))

    def village_of(self, visit: str) -> Village:
        """Where the visit takes place."""
        return self.village[self.site[self.visit[visit].site].village]

    def crews_for(self, visit: str) -> tuple[str, ...]:
        """Who may make the visit, the responsible crew first; a fixed visit only by its crew."""
        fixed = self.visit[visit].fixed
        crews = self.village_of(visit).crews
        return tuple(crew for crew in crews if crew == fixed.crew) if fixed else crews

    def length(self, crew: str, order: Sequence[str]) -> tuple[float, float, float]:
        """Kilometres, minutes under way and minutes altogether of a round, rounded up as the router does."""
        if not order:
            return 0.0, 0.0, 0.0
        far = self.distances.metres(self.crew[crew], [self.visit[one].site for one in order])
        places = np.arange(len(order) + 1)
        legs = far[places, np.roll(places, -1)]
        way = float(time_units(legs, self.problem.travel.minutes_per_km).sum()) / UNITS_A_MINUTE
        return float(legs.sum()) / 1000, way, way + sum(self.visit[one].minutes for one in order)

    def there_and_back(self, crew: str, visit: str) -> float:
        """Minutes of a day with this visit alone."""
        return self.length(crew, [visit])[2]


def days_of(table: Mapping[Slot, Iterable[str]]) -> dict[str, Slot]:
    """Crew and day of every visit of the table."""
    return {visit: slot for slot, order in table.items() for visit in order}
