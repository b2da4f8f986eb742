"""Villages go to crews by minutes and by visits; what is fixed counts to its own crew."""

from __future__ import annotations

from collections import Counter

from desktop.schedule.assign import assign
from desktop.schedule.distances import Distances
from desktop.schedule.problem import Crew, Point, Site, Village
from tests.schedule.builders import fixed, simple, visit

BOTH = ("c", "d")


def shared(*visits, most_visits=8):
    """Two crews that may go to four villages, one site in each."""
    names = "pqrs"
    problem = simple(
        *visits,
        villages=tuple(Village(name, name, BOTH) for name in names),
        sites=tuple(Site(f"{name}0", name, name, Point(1, 1)) for name in names),
        crews=tuple(Crew(name, name, ("某人",), Point(0, 0), (240,) * 10, most_visits) for name in BOTH),
    )
    return assign(problem, Distances(problem))


def test_a_crew_with_fixed_visits_gets_less_of_the_rest():
    pinned = [visit(f"f{n}", "p0", minutes=120, fixed=fixed(n, crew="c")) for n in range(3)]
    found = shared(*pinned, *(visit(f"v{name}", f"{name}0", minutes=120) for name in "qrs"))
    assert set(found.crew_of.values()) == {"d"}
    assert "p0" not in found.crew_of


def test_a_day_that_holds_few_visits_counts_as_much_as_its_minutes():
    many = [visit(f"{site}{n}", f"{site}0", minutes=10) for site in "pq" for n in range(8)]
    long = [visit(f"{site}{n}", f"{site}0", minutes=40) for site in "rs" for n in range(2)]
    found = shared(*many, *long, most_visits=1)
    assert found.crew_of["p0"] != found.crew_of["q0"]
    assert 0.8 < found.peak <= 1
    assert Counter(found.crew_of.values()) == {"c": 2, "d": 2}


def test_what_is_overdue_at_the_beginning_is_shared_though_the_whole_month_would_hold_it():
    early = [visit(f"{site}{n}", f"{site}0", last=4, minutes=100) for site in "pq" for n in range(5)]
    late = [visit(f"{site}{n}", f"{site}0", first=5, minutes=100) for site in "rs" for n in range(5)]
    found = shared(*early, *late)
    assert found.crew_of["p0"] != found.crew_of["q0"]
    assert found.crew_of["r0"] != found.crew_of["s0"]


def test_more_visits_than_days_hold_is_told_by_the_peak():
    found = shared(*(visit(f"{n}", "p0", minutes=1) for n in range(30)), most_visits=1)
    assert found.peak > 1
