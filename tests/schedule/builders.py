"""Small problems to plan: a few villages and crews, with whatever a test is about."""

from __future__ import annotations

from random import Random

from desktop.schedule.problem import Crew, Fixed, Point, Problem, Site, Spacing, Village, Visit
from desktop.schedule.result import Plan
from desktop.schedule.setting import Timetable
from tests.bench.towns import Size, town


def tiny(seed: int) -> Problem:
    """A month of a tiny town with market days, leave, spacing and now and then too little time."""
    draw = Random(seed)
    plain = town(Size(draw.randint(5, 14), 3, crews=draw.randint(1, 2), months=(4, 4), seed=seed))
    days = len(plain.days)
    villages = tuple(
        Village(
            v.id, v.name, v.crews, frozenset(range(draw.randint(0, 4), days, 5)) if draw.random() < 0.4 else frozenset()
        )
        for v in plain.villages
    )
    sites = tuple(Site(s.id, s.name, s.village, None if draw.random() < 0.2 else s.at) for s in plain.sites)
    longest = draw.choice((60, 120, 360))
    crews = tuple(
        Crew(c.id, c.name, c.people, c.start, tuple(min(m, longest) for m in c.minutes), draw.choice((2, 8)))
        for c in plain.crews
    )
    extra, pairs = [], []
    for visit in plain.visits:
        if visit.last - visit.first > 10 and draw.random() < 0.5:
            extra.append(Visit(f"{visit.id}b", visit.site, visit.first, visit.last, 30, "回访", 8))
            pairs.append(Spacing(visit.id, f"{visit.id}b", 3, 15))
    return Problem(
        plain.days, villages, sites, plain.visits + tuple(extra), crews, plain.spacing + tuple(pairs), plain.travel
    )


def simple(*visits: Visit, minutes: int = 240, days: int = 10, **more: object) -> Problem:
    """One crew, one village 2 km away, two sites, ten days."""
    axis = town(Size(1, 1, crews=1, months=(4, 4))).days[:days]
    given: dict[str, object] = {
        "villages": (Village("v", "东村", ("c",)),),
        "sites": (Site("a", "甲厂", "v", Point(2, 0)), Site("b", "乙厂", "v", Point(2, 1))),
        "crews": (Crew("c", "一组", ("张三",), Point(0, 0), (minutes,) * days),),
    }
    return Problem(days=axis, visits=visits, **(given | more))  # type: ignore[arg-type]


def visit(key: str, site: str = "a", first: int = 0, last: int = 9, minutes: int = 60, **more: object) -> Visit:
    """A visit of an hour within ten days."""
    return Visit(key, site, first, last, minutes, reason="每季一次", **more)  # type: ignore[arg-type]


def crowded(seed: int) -> Problem:
    """More visits than a crew has time for in ten days."""
    draw = Random(seed)
    visits = []
    for number in range(24):
        first = draw.randint(0, 8)
        minutes = draw.choice((20, 40, 60))
        visits.append(visit(f"{number:02}", draw.choice("ab"), first, min(9, first + draw.randint(0, 3)), minutes))
    return simple(*visits, minutes=draw.choice((75, 90)))


def fixed(day: int, order: int | None = None, crew: str = "c") -> Fixed:
    """A pin."""
    return Fixed(crew, day, order)


def table_of(made: Plan) -> Timetable:
    """The rounds of a plan."""
    table: Timetable = {}
    for one in sorted(made.visits, key=lambda one: one.order):
        table.setdefault((one.crew, one.day), []).append(one.visit)
    return table
