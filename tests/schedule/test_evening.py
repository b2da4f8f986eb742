"""Crews that share villages end up used alike; what must stay with its crew stays."""

from __future__ import annotations

from desktop.schedule.check import violations
from desktop.schedule.evening import even
from desktop.schedule.problem import Crew, Point, Site, Soft, Village
from desktop.schedule.setting import Setting, days_of
from tests.schedule.builders import fixed, simple, visit

BOTH = ("c", "d")


def lopsided(shared=BOTH, **more):
    """Ten visits, all of them made by one crew."""
    return simple(
        *(visit(f"v{n}", fixed=fixed(0, crew="c") if n == 0 else None) for n in range(10)),
        villages=(Village("v", "东村", shared),),
        sites=(Site("a", "甲厂", "v", Point(2, 0)),),
        crews=tuple(Crew(name, name, ("某人",), Point(0, 0), (240,) * 10) for name in BOTH),
        **more,
    )


def evened(problem):
    setting, table = Setting(problem), {("c", day): [f"v{2 * day}", f"v{2 * day + 1}"] for day in range(5)}
    even(setting, table)
    assert not violations(setting, table)
    return [crew for crew, _ in days_of(table).values()], days_of(table)["v0"]


def test_half_of_the_visits_go_to_the_idle_crew_and_the_fixed_one_stays():
    crews, pinned = evened(lopsided())
    assert 4 <= crews.count("d") <= 6
    assert pinned == ("c", 0)


def test_nobody_goes_where_only_the_responsible_crew_may_or_where_responsibility_comes_first():
    assert "d" not in evened(lopsided(("c",)))[0]
    order = (Soft.IMPORTANT, Soft.WHOLE, Soft.RESPONSIBLE, Soft.FAIR, Soft.TRAVEL)
    assert "d" not in evened(lopsided(order=order))[0]
