"""Made-up towns to plan for: villages as clusters, heavy-tailed sizes, three classes, urgent visits, leave.

The draws follow the reference measurements of the planner, so that S, M, L, T, C and Y are the same towns as there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from desktop.rules.calendar import WorkCalendar
from desktop.schedule.axis import month_periods, working_days
from desktop.schedule.problem import Crew, Point, Problem, Site, Spacing, Travel, Village, Visit

OFF = (("01-01", 3), ("02-15", 9), ("04-04", 3), ("05-01", 5), ("06-19", 3), ("09-25", 3), ("10-01", 7))
MADE_UP = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
CLASS_WEIGHT = {"丙": 16, "乙": 4, "甲": 1}
DAY_MINUTES = 360


@dataclass(frozen=True)
class Size:
    """What town to make. crews None: as many as `use` of their time needs; towns: beside each other, for a county."""

    employers: int = 3000
    grids: int = 40
    crews: int | None = None
    months: tuple[int, int] = (4, 6)
    towns: int = 1
    use: float = 0.75
    support: int = 3
    radius: float = 7.0
    leave: float = 0.05
    seed: int = 1


TOWNS = {
    "S": Size(200, 5, months=(4, 4)),
    "M": Size(1000, 15),
    "L": Size(),
    "T": Size(crews=8),
    "C": Size(2000, 30, towns=10),
    "Y": Size(1000, 15, months=(1, 12)),
}


def calendar() -> WorkCalendar:
    """Days off and make-up days of 2026 as the reference towns have them."""
    off = {
        date.fromisoformat(f"2026-{start}") + timedelta(n): ("off", "假期") for start, days in OFF for n in range(days)
    }
    return WorkCalendar(
        off | {date.fromisoformat(f"2026-{day}"): ("workday", "") for day in MADE_UP}, frozenset({2026})
    )


def town(size: Size) -> Problem:
    """The town of this size; the same one every time."""
    first, last = size.months
    end = date(2026 + last // 12, last % 12 + 1, 1) - timedelta(1)
    made = _Making(size, Random(size.seed), working_days(calendar(), date(2026, first, 1), end))
    for number in range(size.towns):
        made.add_town(20.0 * (number % 5), 20.0 * (number // 5))
    return Problem(
        made.days,
        tuple(made.villages),
        tuple(made.sites),
        tuple(made.visits),
        tuple(made.crews),
        tuple(made.spacing),
        Travel(minutes_per_km=1.3 * 60 / 25, road_factor=1.0),
    )


@dataclass
class _Employer:
    site: str
    kind: str
    minutes: int
    last: int  # working-day index of the last visit, before the period


@dataclass
class _Making:
    size: Size
    draw: Random
    days: tuple[date, ...]
    villages: list[Village] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    crews: list[Crew] = field(default_factory=list)
    spacing: list[Spacing] = field(default_factory=list)

    def add_town(self, x: float, y: float) -> None:
        centres = self._centres(x, y)
        places, sizes = self._village_places(centres)
        first_site, first_visit, first_village = len(self.sites), len(self.visits), len(self.villages)
        employers = [self._employer(first_village, places, sizes) for _ in range(self.size.employers)]
        for employer in employers:
            self._visit_by_class(employer)
        self._one_off_visits(self.sites[first_site:])
        grid_of = {f"v{first_village + n:04}": place[0] for n, place in enumerate(places)}
        village_of = {site.id: site.village for site in self.sites[first_site:]}
        work = [0.0] * self.size.grids
        for visit in self.visits[first_visit:]:
            work[grid_of[village_of[visit.site]]] += visit.minutes * 1.22
        self._villages_and_crews((x, y), centres, places, work)

    def _centres(self, x: float, y: float) -> list[tuple[float, float]]:
        draw, radius, found = self.draw, self.size.radius, list[tuple[float, float]]()
        while len(found) < self.size.grids:
            far, turn = radius * math.sqrt(draw.random()), draw.random() * 2 * math.pi
            place = (x + far * math.cos(turn), y + far * math.sin(turn))
            if all(math.dist(place, other) > 0.9 * radius / math.sqrt(self.size.grids) for other in found):
                found.append(place)
        return found

    def _village_places(self, centres: list[tuple[float, float]]) -> tuple[list[tuple[int, float, float]], list[float]]:
        places, sizes, wide = [], [], 0.45 * self.size.radius / math.sqrt(self.size.grids)
        for grid, (x, y) in enumerate(centres):
            for _ in range(self.draw.randint(3, 6)):
                places.append((grid, x + self.draw.gauss(0, wide), y + self.draw.gauss(0, wide)))
                sizes.append(self.draw.paretovariate(1.3))
        return places, sizes

    def _employer(self, first: int, places: list[tuple[int, float, float]], sizes: list[float]) -> _Employer:
        draw, horizon = self.draw, len(self.days)
        village = draw.choices(range(len(places)), sizes)[0]
        staff, kind = int(3 * draw.paretovariate(0.9)), draw.choices("丙乙甲", (0.15, 0.35, 0.5))[0]
        minutes = (30 if staff < 10 else 45 if staff < 50 else 60 if staff < 300 else 90) + 15 * (kind == "丙")
        last = -draw.randint(1, {"丙": 21, "乙": horizon, "甲": 2 * horizon}[kind])
        at = Point(places[village][1] + draw.gauss(0, 0.12), places[village][2] + draw.gauss(0, 0.12))
        number = len(self.sites)
        self.sites.append(Site(f"e{number:05}", f"{number} 号企业", f"v{first + village:04}", at))
        return _Employer(f"e{number:05}", kind, minutes, last)

    def _add(self, site: str, window: tuple[int, int], minutes: int, kind: str, weight: int) -> str:
        key = f"{len(self.visits):05}"
        first, last = max(0, window[0]), min(len(self.days) - 1, window[1])
        self.visits.append(Visit(key, site, first, last, minutes, kind, weight, f"{kind}，应在期内巡查"))
        return key

    def _visit_by_class(self, employer: _Employer) -> None:
        horizon, last = len(self.days), employer.last
        weight = CLASS_WEIGHT[employer.kind]
        if employer.kind == "丙":
            earlier = ""
            for start, end in month_periods(self.days):
                begin = min(end, last + 8) if not earlier and last + 8 > start else start
                key = self._add(employer.site, (begin, end), employer.minutes, "丙", weight)
                if earlier:
                    self.spacing.append(Spacing(earlier, key, 8, 40))
                earlier = key
        elif employer.kind == "乙":
            self._add(employer.site, (min(horizon - 10, last + 20), horizon - 1), employer.minutes, "乙", weight)
        elif last < -horizon:
            self._add(employer.site, (0, max(9, last + 2 * horizon + 5)), employer.minutes, "甲", weight)

    def _one_off_visits(self, sites: list[Site]) -> None:
        draw, horizon = self.draw, len(self.days)
        for _ in range(int(0.04 * self.size.employers)):
            start = draw.randint(0, horizon - 6)
            self._add(draw.choice(sites).id, (start, start + draw.choice((5, 10, 15))), 20, "复查", 64)
        month = draw.choice(month_periods(self.days))
        for site in draw.sample(sites, int(0.05 * self.size.employers)):
            self._add(site.id, month, 25, "专项", 8)

    def _villages_and_crews(
        self,
        middle: tuple[float, float],
        centres: list[tuple[float, float]],
        places: list[tuple[int, float, float]],
        work: list[float],
    ) -> None:
        size, horizon = self.size, len(self.days)
        usable = size.use * DAY_MINUTES * horizon * (1 - size.leave)
        count = size.crews or max(1, math.ceil(sum(work) / usable))
        responsible, done = {}, 0.0
        turn = {grid: math.atan2(y - middle[1], x - middle[0]) for grid, (x, y) in enumerate(centres)}
        for grid in sorted(turn, key=turn.__getitem__):
            responsible[grid] = min(count - 1, int((done + work[grid] / 2) * count / sum(work)))
            done += work[grid]
        middles = []
        for crew in range(count):
            own = [centres[grid] for grid in range(size.grids) if responsible[grid] == crew] or [middle]
            middles.append((sum(x for x, _ in own) / len(own), sum(y for _, y in own) / len(own)))
        for grid, _, _ in places:
            mine = responsible[grid]
            others = [crew for crew in range(count) if crew != mine]
            near = sorted(others, key=lambda crew: math.dist(middles[crew], centres[grid]))
            crews = tuple(f"c{len(self.crews) + crew:03}" for crew in [mine, *near[: size.support - 1]])
            number = len(self.villages)
            self.villages.append(Village(f"v{number:04}", f"{number} 号村", crews))
        for number in range(len(self.crews), len(self.crews) + count):
            people = (f"巡查员{2 * number + 1}", f"巡查员{2 * number + 2}")
            self.crews.append(
                Crew(f"c{number:03}", f"{number + 1} 组", people, Point(*middle), self._working_minutes())
            )

    def _working_minutes(self) -> tuple[int, ...]:
        horizon = len(self.days)
        minutes, left = [DAY_MINUTES] * horizon, round(self.size.leave * horizon)
        while left > 0:
            length = min(left, self.draw.randint(1, 4))
            start = self.draw.randrange(horizon - length)
            minutes[start : start + length] = [0] * length
            left -= length
        return tuple(minutes)
