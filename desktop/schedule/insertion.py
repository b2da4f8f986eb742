"""What a crew-day lacks to take one more visit while everything else stays where it is, and putting it there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from desktop.schedule.problem import Crew, Visit
from desktop.schedule.routes import UNITS_A_MINUTE, time_units
from desktop.schedule.setting import Setting, Slot, Timetable, days_of

DAYS_TRIED = 4  # the roomiest days of a crew that a visit is tried on, and as many of the nearest to where it was
A_DAY_APART = 5.0  # minutes of detour that a day nearer to where the visit was is worth
ITS_CREW = 30.0  # minutes of detour that the crew which had the visit is worth
FITS = 1e-6


@dataclass(frozen=True)
class Chance:
    """One more visit on a crew-day. minutes, visits, units: what is missing for it; not above 0: there is room."""

    crew: str
    day: int
    place: int  # in the order of the day
    minutes: float
    visits: int
    units: int
    detour: float  # minutes more under way

    @property
    def fits(self) -> bool:
        """Whether the visit can simply be put in."""
        return self.minutes <= FITS and self.visits <= 0 and self.units <= 0

    @property
    def price(self) -> tuple[int, int, float, int, str]:
        """Smallest relaxation first: a full day is worse than missing minutes."""
        return max(0, self.visits), max(0, self.units), self.minutes, self.day, self.crew


class Insertion:
    """Tries single visits on the crew-days of a timetable; `put` changes it. was: where visits were before."""

    def __init__(self, setting: Setting, table: Timetable, was: Mapping[str, Slot] | None = None) -> None:
        self.setting, self.table, self._was = setting, table, was or {}
        self._used = {slot: setting.length(slot[0], order)[2] for slot, order in table.items()}
        self._at = days_of(table)
        self._granted: dict[Slot, tuple[int, int]] = {}  # minutes and visits beyond what the crew has

    def at(self, visit: str) -> Slot:
        """Where the visit is."""
        return self._at[visit]

    def used(self, crew: str) -> float:
        """All minutes of a crew."""
        return sum(minutes for (name, _), minutes in self._used.items() if name == crew)

    def chances(self, visit: Visit, first: int, last: int) -> Iterator[Chance]:
        """The roomiest days of every crew that may go, and the nearest to where the visit was, between two days.

        The spacing to its twins is kept.
        """
        for twin, least, most in self.setting.twins.get(visit.id, []):
            if twin in self._at:
                first, last = max(first, self._at[twin][1] + least), min(last, self._at[twin][1] + most)
        if visit.fixed:
            first, last = max(first, visit.fixed.day), min(last, visit.fixed.day)
        blocked = self.setting.village_of(visit.id).blocked
        for name in self.setting.crews_for(visit.id):
            crew = self.setting.crew[name]
            open_days = [day for day in range(max(first, 0), last + 1) if crew.minutes[day] and day not in blocked]
            room = {day: self._minutes(crew, day) - self._used.get((name, day), 0.0) for day in open_days}
            tried = sorted(room, key=room.__getitem__, reverse=True)[:DAYS_TRIED]
            if visit.id in self._was:
                tried += sorted(room, key=lambda day: self._apart(visit.id, day))[:DAYS_TRIED]
            for day in dict.fromkeys(tried):
                yield self._chance(crew, day, visit)

    def put(self, visit: Visit, since: int) -> bool:
        """Put the visit where it costs least, if it fits anywhere on or after `since`.

        One that was somewhere before goes to a near day and stays with its crew, unless that is a long detour.
        """

        def price(chance: Chance) -> tuple[Any, ...]:
            if visit.id not in self._was:
                return chance.price
            other = chance.crew != self._was[visit.id][0]
            return chance.detour + A_DAY_APART * self._apart(visit.id, chance.day) + ITS_CREW * other, chance.price

        able = (chance for chance in self.chances(visit, max(visit.first, since), visit.last) if chance.fits)
        chosen = min(able, key=price, default=None)
        if chosen is None:
            return False
        self.put_at(visit, chosen)
        return True

    def grant(self, visit: Visit, chance: Chance, minutes: int) -> None:
        """Put the visit there as if the crew had so many minutes more, and the visits that are missing for it."""
        held, visits = self._granted.get((chance.crew, chance.day), (0, 0))
        self._granted[chance.crew, chance.day] = held + minutes, visits + max(0, chance.visits)
        self.put_at(visit, chance)

    def _minutes(self, crew: Crew, day: int) -> int:
        return crew.minutes[day] + self._granted.get((crew.id, day), (0, 0))[0]

    def put_at(self, visit: Visit, chance: Chance) -> None:
        """Put the visit there; from where it was it is taken out."""
        if visit.id in self._at:
            old = self._at[visit.id]
            self._write(old, [one for one in self.table[old] if one != visit.id])
        slot = chance.crew, chance.day
        order = self.table.get(slot, [])
        self._write(slot, [*order[: chance.place], visit.id, *order[chance.place :]])
        self._at[visit.id] = slot

    def _apart(self, visit: str, day: int) -> int:
        return abs(day - self._was[visit][1])

    def _write(self, slot: Slot, order: list[str]) -> None:
        self.table[slot] = order
        self._used[slot] = self.setting.length(slot[0], order)[2]

    def _chance(self, crew: Crew, day: int, visit: Visit) -> Chance:
        order = self.table.get((crew.id, day), [])
        sites = [self.setting.visit[one].site for one in order]
        far = self.setting.distances.metres(crew, [*sites, visit.site])
        way = time_units(far, self.setting.problem.travel.minutes_per_km) / UNITS_A_MINUTE
        before = np.arange(len(order) + 1)
        after = np.roll(before, -1)
        detours = way[before, -1] + way[-1, after] - way[before, after]
        place = int(detours.argmin())
        needs = self._used.get((crew.id, day), 0.0) + visit.minutes + float(detours[place])
        units = sum(self.setting.visit[one].units for one in order) + visit.units - crew.units if crew.units else 0
        over = len(order) + 1 - crew.most_visits - self._granted.get((crew.id, day), (0, 0))[1]
        return Chance(crew.id, day, place, needs - self._minutes(crew, day), over, units, float(detours[place]))
