"""Evens the use of the crews in a timetable: single visits go from busier crews to idler ones that may go there.

The assignment of villages works with estimates of the way; what it was wrong about is put right here, those visits
first that cost the least travel.
"""

from __future__ import annotations

from collections.abc import Iterator

from desktop.schedule.insertion import Chance, Insertion
from desktop.schedule.problem import Crew, Soft, Visit
from desktop.schedule.setting import Setting, Timetable

EVEN = 0.02  # difference of use between two crews that needs no evening; 3 % over all is promised
PASSES = 2


def even(setting: Setting, table: Timetable) -> None:
    """Move visits between crews that share villages until they are used alike, as far as that can be."""
    order = setting.problem.order
    if order.index(Soft.FAIR) > order.index(Soft.RESPONSIBLE):
        return
    evening = _Evening(setting, table)
    for _ in range(PASSES):
        for crew in sorted(evening.use, key=lambda crew: (-evening.use[crew], crew)):
            evening.relieve(crew)


class _Evening:
    def __init__(self, setting: Setting, table: Timetable) -> None:
        self.setting, self.table = setting, table
        self.insertion = Insertion(setting, table)
        self.crews = {crew.id: crew for crew in setting.problem.crews if any(crew.minutes)}
        self.use = {name: self._use(crew) for name, crew in self.crews.items()}

    def relieve(self, busy: str) -> None:
        """Give visits of this crew to idler ones, those first that cost the least travel."""
        costs = {}
        for visit in self._own(busy):
            detours = [chance.detour for chance in self._chances(visit, busy)]
            if detours:
                costs[visit.id] = min(detours) - self._saved(visit)
        for one in sorted(costs, key=lambda one: (costs[one], one)):
            visit = self.setting.visit[one]
            chance = min(self._chances(visit, busy), key=lambda chance: (chance.detour, chance.crew), default=None)
            if chance is not None:
                self.insertion.put_at(visit, chance)
                for crew in (busy, chance.crew):
                    self.use[crew] = self._use(self.crews[crew])

    def _own(self, crew: str) -> list[Visit]:
        """The crew's visits that may be given away: not fixed, and not one of several to the same employer."""
        names = sorted(one for (name, _), order in self.table.items() if name == crew for one in order)
        visits = (self.setting.visit[one] for one in names)
        return [visit for visit in visits if not visit.fixed and visit.id not in self.setting.twins]

    def _chances(self, visit: Visit, busy: str) -> Iterator[Chance]:
        """Days of clearly idler crews on which the visit fits as it is."""
        limit = self.use[busy] - EVEN
        idle = {crew for crew in self.setting.crews_for(visit.id) if crew in self.use and self.use[crew] < limit}
        if idle:
            able = self.insertion.chances(visit, visit.first, visit.last)
            yield from (chance for chance in able if chance.crew in idle and chance.fits)

    def _saved(self, visit: Visit) -> float:
        """Minutes of way that its round is shorter without it."""
        slot = self.insertion.at(visit.id)
        order = self.table[slot]
        rest = [one for one in order if one != visit.id]
        return self.setting.length(slot[0], order)[1] - self.setting.length(slot[0], rest)[1]

    def _use(self, crew: Crew) -> float:
        return self.insertion.used(crew.id) / sum(crew.minutes)
