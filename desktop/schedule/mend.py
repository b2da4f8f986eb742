"""Finds places for visits in a timetable that exists: first without moving anything, then with few moves.

One crew after the other: the crew that had the visit (or is responsible), then the others that may go there. Visits of
other days keep theirs; in the second half others make room in chains of moves, and what still has no place is routed
again with all visits of a crew, which may move within their windows at a price.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from desktop.schedule.chains import Chains
from desktop.schedule.insertion import Insertion
from desktop.schedule.problem import Crew, Visit
from desktop.schedule.routes import COMPLETE, DROP, CrewRouting, Rounds, Search, Tick
from desktop.schedule.setting import Setting, Slot, Timetable, days_of

CREWS_TRIED = 3
MOVING_ROUNDS = 3
UNMOVED_WEIGHT = 99


@dataclass
class Mending:
    """A timetable under repair. since: the first day that can change; home: who had a visit before; was: and when."""

    setting: Setting
    table: Timetable
    iterations: int
    seed: int
    tick: Tick
    since: int = 0
    home: Mapping[str, str] = field(default_factory=dict)
    was: Mapping[str, Slot] = field(default_factory=dict)
    _on: dict[str, int] = field(default_factory=dict)

    def place(self, todo: Iterable[str], *, moves: bool) -> set[str]:
        """Place what can be placed; what could not is returned. Without `moves` nothing else changes its day."""
        left = set(todo)
        for moving in (False, *(True,) * MOVING_ROUNDS) if moves else (False,):
            left = self._chained(left) if moving else left
            before = len(left)
            for turn in range(CREWS_TRIED):
                left = self._inserted(left)
                self._on = {visit: day for visit, (_, day) in days_of(self.table).items()}
                for crew, extra in sorted(self._wanted(left, turn).items()):
                    left = self._give(crew, extra, left, moving)
            if not left or (moving and len(left) == before):
                break
        return self._inserted(left)

    def _inserted(self, left: set[str]) -> set[str]:
        """What is left after every visit that fits somewhere as it is was put there, the heaviest first."""
        insertion = Insertion(self.setting, self.table, self.was)
        visits = sorted((self.setting.visit[one] for one in left), key=lambda visit: (-visit.weight, visit.id))
        return {visit.id for visit in visits if not insertion.put(visit, self.since)}

    def _chained(self, left: set[str]) -> set[str]:
        """What is left after others made room in chains of moves, the heaviest first."""
        chains = Chains(self.setting, self.table, self.since, self.tick)
        visits = sorted((self.setting.visit[one] for one in left), key=lambda visit: (-visit.weight, visit.id))
        return {visit.id for visit in visits if not chains.place(visit.id)}

    def _wanted(self, left: Iterable[str], turn: int) -> dict[str, list[str]]:
        wanted: dict[str, list[str]] = {}
        for visit in sorted(left):
            able = self.setting.crews_for(visit)
            first = self.home.get(visit)
            order = [crew for crew in (first,) if crew in able] + [crew for crew in able if crew != first]
            if turn < len(order) and order[turn] is not None:
                wanted.setdefault(str(order[turn]), []).append(visit)
        return wanted

    def _give(self, crew_id: str, extra: list[str], left: set[str], moving: bool) -> set[str]:
        """Route the crew's open days again together with the extra visits."""
        crew = self._from_now_on(self.setting.crew[crew_id])
        own = {
            day: order for (name, day), order in self.table.items() if name == crew_id and day >= self.since and order
        }
        stay = {visit: day for day, order in own.items() for visit in order}
        visits = [self._settled(visit, stay, moving) for visit in sorted(stay)]
        fresh = [self._open(visit, frozenset()) for visit in extra]
        visits += [visit for visit in fresh if visit.first <= visit.last]
        found = self._route(crew, visits, stay if moving else {}, own, moving)
        placed = {visit for order in found.values() for visit in order}
        lost = set(stay) - placed
        if not self._worth_it(placed & set(extra), lost, moving):
            return left
        for day in own:
            del self.table[crew_id, day]
        for day, order in found.items():
            self.table[crew_id, day] = order
        self._on |= {visit: day for day, order in found.items() for visit in order}
        for visit in lost:
            del self._on[visit]
        return (left | lost) - placed

    def _worth_it(self, gained: set[str], lost: set[str], moving: bool) -> bool:
        """An emergency costs others their place only when it weighs more; nothing changes for nothing."""
        weight = {one: self.setting.visit[one].weight for one in gained | lost}
        better = sum(weight[one] for one in gained) > sum(weight[one] for one in lost)
        return better if moving else bool(gained) and not lost

    def _route(self, crew: Crew, visits: list[Visit], stay: Mapping[str, int], own: Rounds, moving: bool) -> Rounds:
        charge = DROP if moving else COMPLETE
        search = Search(self.seed, self.iterations, self.tick, 1 if moving else 0, charge)
        setting = self.setting
        return CrewRouting(setting.problem, setting.distances, crew, visits, search, stay, own).rounds()

    def _from_now_on(self, crew: Crew) -> Crew:
        return replace(crew, minutes=tuple(0 if day < self.since else m for day, m in enumerate(crew.minutes)))

    def _settled(self, visit: str, stay: Mapping[str, int], moving: bool) -> Visit:
        day = stay[visit]
        free = self._open(visit, frozenset(stay))
        if moving and free.first <= day <= free.last:
            return free
        return replace(free, first=day, last=day, weight=free.weight * UNMOVED_WEIGHT)

    def _open(self, visit_id: str, here: frozenset[str]) -> Visit:
        """The visit with the window that the settled days of its twins leave."""
        visit = self.setting.visit[visit_id]
        first, last = max(visit.first, self.since), visit.last
        for twin, least, most in self.setting.twins.get(visit_id, []):
            if twin in self._on and twin not in here:
                first, last = max(first, self._on[twin] + least), min(last, self._on[twin] + most)
        return replace(visit, first=first, last=last)
