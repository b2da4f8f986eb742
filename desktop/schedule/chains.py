"""Makes room for a visit by moving a few others within their windows: a chain of moves that ends in a gap.

The visit takes the place of another, which goes to one of its own days or takes the place of a third, and so on. The
chain that comes nearest to a gap is followed first, and there is a limit of looks, so the search always ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

import numpy as np

from desktop.schedule.insertion import FITS
from desktop.schedule.problem import Crew, Visit
from desktop.schedule.routes import UNITS_A_MINUTE, time_units
from desktop.schedule.setting import Setting, Slot, Timetable, days_of

LONGEST = 5  # moves of a chain
LOOKS = 250  # visits looked at for one chain
CHILDREN = 8  # of the places a visit could take, those that free the least minutes
ROOMIEST = 40  # crew-days looked at for one visit


@dataclass(frozen=True)
class _Place:
    """A visit on a crew-day, at the cost of one that has to leave (or of none). lack: minutes still missing."""

    slot: Slot
    order: tuple[str, ...]
    out: str | None
    lack: float


@dataclass(frozen=True)
class _Chain:
    """Crew-days as they would be, where the moved visits would be, and the visit that has no place then."""

    pending: str
    changed: Mapping[Slot, tuple[str, ...]] = field(default_factory=dict)
    moved: Mapping[str, Slot] = field(default_factory=dict)


class Chains:
    """Looks for chains in a timetable; `place` changes it. since: the first day that can change."""

    def __init__(self, setting: Setting, table: Timetable, since: int, tick: Callable[[int], None]) -> None:
        self.setting, self.table, self.since, self.tick = setting, table, since, tick
        self._at = days_of(table)
        self._length: dict[tuple[str, tuple[str, ...]], float] = {}

    def place(self, visit: str) -> bool:
        """Find a place for the visit, moving others if need be; nothing changes when there is none."""
        number = count()
        waiting: list[tuple[float, int, _Chain]] = [(0.0, next(number), _Chain(visit))]
        looks = LOOKS
        while waiting and looks > 0:
            _, _, chain = heappop(waiting)
            places = sorted(self._places(chain), key=lambda place: (place.lack, place.slot, place.out or ""))
            looks -= 1
            self.tick(1)
            if places and places[0].out is None and places[0].lack <= FITS:
                self._follow(self._after(chain, places[0]))
                return True
            for child in self._children(chain, places):
                heappush(waiting, (self._distance(child), next(number), child))
        return False

    def _children(self, chain: _Chain, places: list[_Place]) -> Iterator[_Chain]:
        if len(chain.moved) >= LONGEST:
            return
        able = [place for place in places if place.out and place.lack <= FITS]
        able.sort(key=lambda place: (self._burden(str(place.out)), -place.lack, place.slot, place.out))
        for place in able[:CHILDREN]:
            yield self._after(chain, place)

    def _distance(self, chain: _Chain) -> float:
        """How far a chain is from its end: small visits with wide windows find a gap soonest, short chains first."""
        return self._burden(chain.pending) + 10 * len(chain.moved)

    def _burden(self, visit: str) -> float:
        one = self.setting.visit[visit]
        days = one.last - one.first + 1
        return one.minutes + 60 / max(1, days * len(self.setting.crews_for(visit)))

    def _after(self, chain: _Chain, place: _Place) -> _Chain:
        changed, moved = {**chain.changed, place.slot: place.order}, {**chain.moved, chain.pending: place.slot}
        return _Chain(place.out or "", changed, moved)

    def _follow(self, chain: _Chain) -> None:
        self.table.update({slot: list(order) for slot, order in chain.changed.items()})
        self._at.update(chain.moved)

    def _places(self, chain: _Chain) -> Iterator[_Place]:
        visit = self.setting.visit[chain.pending]
        first, last = self._window(chain, visit)
        blocked = self.setting.village_of(visit.id).blocked
        slots = [
            (crew, day)
            for crew in self.setting.crews_for(visit.id)
            for day in range(first, last + 1)
            if self.setting.crew[crew].minutes[day] and day not in blocked
        ]
        for slot in sorted(
            slots, key=lambda slot: self._used(slot, chain) - self.setting.crew[slot[0]].minutes[slot[1]]
        )[:ROOMIEST]:
            yield from self._on(slot, chain, visit)

    def _window(self, chain: _Chain, visit: Visit) -> tuple[int, int]:
        """The days that the visit's twins leave, wherever the chain has put them."""
        first, last = max(visit.first, self.since, 0), visit.last
        for twin, least, most in self.setting.twins.get(visit.id, []):
            at = chain.moved.get(twin) or self._at.get(twin)
            if at:
                first, last = max(first, at[1] + least), min(last, at[1] + most)
        return (max(first, visit.fixed.day), min(last, visit.fixed.day)) if visit.fixed else (first, last)

    def _order(self, slot: Slot, chain: _Chain) -> tuple[str, ...]:
        return chain.changed.get(slot) or tuple(self.table.get(slot, ()))

    def _used(self, slot: Slot, chain: _Chain) -> float:
        key = slot[0], self._order(slot, chain)
        if key not in self._length:
            self._length[key] = self.setting.length(*key)[2]
        return self._length[key]

    def _on(self, slot: Slot, chain: _Chain, visit: Visit) -> Iterator[_Place]:
        """The visit on this crew-day as it is, and instead of each one that may leave."""
        crew, order = self.setting.crew[slot[0]], self._order(slot, chain)
        way = self._way(crew, (*order, visit.id))
        yield self._instead(slot, visit, order, None, way)
        for one in order:
            if one not in chain.moved and self.setting.visit[one].fixed is None:
                yield self._instead(slot, visit, order, one, way)

    def _way(self, crew: Crew, visits: tuple[str, ...]) -> np.ndarray:
        far = self.setting.distances.metres(crew, [self.setting.visit[one].site for one in visits])
        return time_units(far, self.setting.problem.travel.minutes_per_km) / UNITS_A_MINUTE

    def _instead(self, slot: Slot, visit: Visit, order: tuple[str, ...], out: str | None, way: np.ndarray) -> _Place:
        stay = [place + 1 for place, one in enumerate(order) if one != out]
        kept = tuple(one for one in order if one != out)
        before, after = np.array([0, *stay]), np.array([*stay, 0])
        detours = way[before, -1] + way[-1, after] - way[before, after]
        place = int(detours.argmin())
        crew = self.setting.crew[slot[0]]
        work = [self.setting.visit[one] for one in kept] + [visit]
        minutes = float(way[before, after].sum() + detours[place]) + sum(one.minutes for one in work)
        lack = minutes - crew.minutes[slot[1]]
        if len(work) > crew.most_visits or (crew.units is not None and sum(one.units for one in work) > crew.units):
            lack = float("inf")
        return _Place(slot, (*kept[:place], visit.id, *kept[place:]), out, lack)
