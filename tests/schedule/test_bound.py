"""Bounds are true: below every plan, also the best there is; proven shortages cannot be planned away."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.schedule import bound
from desktop.schedule.bound import travel_bound
from desktop.schedule.distances import Distances
from desktop.schedule.effort import Effort
from desktop.schedule.plan import make
from desktop.schedule.problem import Crew, Fixed, Point, Problem, Site, Travel, Village, Visit
from desktop.schedule.shortage import shortages
from tests.bench.towns import TOWNS, town
from tests.schedule.builders import simple, tiny, visit

places = st.tuples(st.integers(-9, 9), st.integers(-9, 9))
asked = st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2), st.sampled_from((30, 60, 90)))


def small(spots, wanted, known, most_visits):
    axis = simple().days[:3]
    sites = tuple(
        Site(f"s{n}", f"{n}厂", "ab"[n % 2], Point(*spot) if n != known else None) for n, spot in enumerate(spots)
    )
    visits = tuple(
        Visit(f"v{n}", f"s{place}", first, max(first, last), minutes)
        for n, (place, first, last, minutes) in enumerate(wanted)
    )
    villages = (Village("a", "东村", ("c", "d")), Village("b", "西村", ("d",)))
    crews = tuple(
        Crew(key, key, ("某人",), start, (240, 240, 240), most_visits)
        for key, start in (("c", Point(0, 0)), ("d", Point(4, 1)))
    )
    return Problem(axis, villages, sites, visits, crews, travel=Travel(minutes_per_km=3.0, road_factor=1.2))


def shortest(problem):
    """The best plan by trying all: crew, day and order of every visit."""
    distances, best = Distances(problem), None
    crews = {village.id: village.crews for village in problem.villages}
    by_crew = {crew.id: crew for crew in problem.crews}
    site = {one.id: one for one in problem.sites}
    slots = [
        [(crew, day) for crew in crews[site[v.site].village] for day in range(v.first, v.last + 1)]
        for v in problem.visits
    ]
    lengths = {}

    def length(crew, members):
        if (crew, members) not in lengths:
            far = distances.km(by_crew[crew], [v.site for v in members])
            lengths[crew, members] = min(
                far[0, order[0] + 1] + sum(far[a + 1, b + 1] for a, b in pairwise(order)) + far[order[-1] + 1, 0]
                for order in permutations(range(len(members)))
            )
        return lengths[crew, members]

    for chosen in product(*slots):
        rounds = {}
        for slot, one in zip(chosen, problem.visits, strict=True):
            rounds[slot] = (*rounds.get(slot, ()), one)
        total = 0.0
        for (crew, _), members in rounds.items():
            km = length(crew, members)
            minutes = sum(one.minutes for one in members) + 3.0 * km
            if minutes > 240 or len(members) > by_crew[crew].most_visits:
                break
            total += km
        else:
            best = total if best is None else min(best, total)
    return best


@settings(max_examples=40, deadline=None)
@given(
    st.lists(places, min_size=4, max_size=4), st.lists(asked, min_size=2, max_size=5), st.integers(-1, 3),
    st.sampled_from((2, 8)),
)  # fmt: skip
def test_no_plan_at_all_is_shorter_than_the_bound(spots, wanted, known, most_visits):
    problem = small(spots, wanted, known, most_visits)
    best = shortest(problem)
    if best is not None:
        assert km(problem) <= best + 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_no_plan_that_is_found_is_shorter_than_the_bound_of_its_visits(seed):
    problem = tiny(seed)
    made = make(problem, effort=Effort.QUICK)
    placed = {one.visit for one in made.visits}
    least = travel_bound(problem, [one for one in problem.visits if one.id in placed])
    assert least.km <= made.travel_km + 0.06  # it is told to one decimal
    assert least.km == made.bound_km
    assert least.crew_days <= len({(one.crew, one.day) for one in made.visits})


def km(problem, visits=None):
    least = travel_bound(problem, visits)
    assert least is not None
    return least.km


def test_more_places_than_can_be_looked_at_together_have_no_bound():
    many = tuple(Site(f"s{n}", f"{n}厂", "v") for n in range(bound.MOST_PLACES + 1))
    wanted = tuple(Visit(f"v{n}", site.id, 0, 0, 30) for n, site in enumerate(many))
    assert travel_bound(replace(simple(), sites=many, visits=wanted)) is None


def test_the_bound_is_the_same_every_time():
    problem = town(TOWNS["S"])
    assert travel_bound(problem) == travel_bound(replace(problem, visits=problem.visits[::-1]))


def test_whoever_gives_up_does_not_wait_for_the_proof():
    def cancel(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(town(TOWNS["S"]), effort=Effort.QUICK, step=cancel)


def test_what_a_long_way_leaves_of_a_day_decides_how_often_it_is_driven():
    problem = simple(*(visit(f"v{n}", minutes=90) for n in range(4)), minutes=300)
    site = replace(problem.sites[0], at=Point(20.0, 0.0))
    crew = replace(problem.crews[0], start=Point(0.0, 0.0))
    travel = Travel(minutes_per_km=3.0, road_factor=1.0)
    assert km(replace(problem, sites=(site,), crews=(crew,), travel=travel)) == pytest.approx(80.0)


def test_a_month_of_a_small_town_is_bounded_closely():
    problem = town(TOWNS["S"])
    made = make(problem, effort=Effort.QUICK)
    assert made.bound_km is not None
    assert made.bound_km <= made.travel_km <= 1.2 * made.bound_km
    assert made.gap == pytest.approx(made.travel_km / made.bound_km - 1, abs=0.001)


def test_a_fixed_day_in_its_fixed_order_does_not_make_days_longer_than_they_are():
    problem = town(TOWNS["S"])
    made = make(problem, effort=Effort.QUICK)
    at = {one.visit: Fixed(one.crew, one.day, one.order) for one in made.visits if one.day < 5}
    fixed = replace(problem, visits=tuple(replace(one, fixed=at.get(one.id)) for one in problem.visits))
    assert 0.99 * km(problem) <= km(fixed) <= made.travel_km  # prices are rough


def test_nothing_to_do_needs_no_travel():
    assert km(simple()) == 0.0
    assert shortages(simple()) == ()


def test_a_shortage_is_named_with_its_days_and_exactly_what_is_missing():
    problem = simple(*(visit(f"v{n}", first=2, last=3, minutes=120) for n in range(5)), minutes=240)
    (short,) = shortages(problem)
    assert (short.crews, short.first, short.last, short.minutes, short.visits) == (("c",), 2, 3, 120, 5)
    assert short.person_days == 1


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_less_than_what_is_missing_is_still_too_little_and_the_named_minutes_end_that_shortage(seed):
    problem = tiny(seed)
    problem = replace(problem, crews=tuple(replace(c, minutes=tuple(m // 4 for m in c.minutes)) for c in problem.crews))
    for short in shortages(problem)[:3]:
        for more, still in ((short.minutes - 1, True), (short.minutes, False)):
            richer = replace(
                problem,
                crews=tuple(
                    replace(c, minutes=tuple(m + more * (d == short.first) for d, m in enumerate(c.minutes)))
                    if c.id == short.crews[0]
                    else c
                    for c in problem.crews
                ),
            )
            again = [(one.first, one.last) for one in shortages(richer) if one.crews == short.crews]
            assert bool(again) if still else (short.first, short.last) not in again


@pytest.mark.parametrize("seed", range(4))
def test_where_time_is_proven_to_be_missing_some_visit_finds_no_place(seed):
    problem = tiny(seed)
    tight = replace(problem, crews=tuple(replace(c, minutes=tuple(m // 6 for m in c.minutes)) for c in problem.crews))
    if shortages(tight):
        assert make(tight, effort=Effort.QUICK).unplaced
