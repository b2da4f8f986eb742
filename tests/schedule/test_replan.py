"""A plan is mended with few changes: the past, pins and printed sheets stay, and every change has its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.schedule import plan
from desktop.schedule.check import violations
from desktop.schedule.effort import Effort
from desktop.schedule.outcome import UNSOUGHT
from desktop.schedule.replan import News, adjust
from desktop.schedule.setting import Setting
from tests.bench.towns import TOWNS, town
from tests.schedule.builders import fixed, simple, table_of, visit

TODAY = 8


@pytest.fixture(scope="module")
def planned():
    problem = town(TOWNS["S"])
    return problem, plan.make(problem, effort=Effort.QUICK)


def slots(made):
    return {one.visit: (one.crew, one.day) for one in made.visits}


def busy_slot(made, crew="c000"):
    return next((one.crew, one.day) for one in made.visits if one.crew == crew and one.day > TODAY)


def test_after_an_illness_only_the_visits_of_the_lost_day_move(planned):
    problem, old = planned
    lost = busy_slot(old)
    mended = adjust(problem, old, News(TODAY, lost=(lost,), why_lost="张三病假"), effort=Effort.QUICK)
    was, now = slots(old), slots(mended.plan)
    assert {key for key in was if was[key] != now.get(key)} == {key for key in was if was[key] == lost}
    assert all(one.touched and "张三病假" in one.reason and "改到" in one.reason for one in mended.moved)
    assert f"{len(mended.moved)} 次因原定日子不能出勤改期" in mended.summary


def test_the_past_and_what_is_printed_stay(planned):
    problem, old = planned
    printed = {one.visit for one in old.visits if one.day in (TODAY, TODAY + 1)}
    urgent = tuple(visit(f"u{n}", one.site, TODAY, TODAY + 2, 60, weight=64) for n, one in enumerate(old.visits[:6]))
    news = News(TODAY, new=urgent, printed=frozenset(printed))
    mended = adjust(problem, old, news, effort=Effort.QUICK)
    was, now = slots(old), slots(mended.plan)
    assert all(now[key] == was[key] for key in was if key in printed or was[key][1] < TODAY)
    assert {f"u{n}" for n in range(6)} <= set(now)
    table = table_of(mended.plan)
    assert not violations(Setting(mended.problem), table, TODAY)


def test_what_is_no_longer_needed_leaves_the_plan_and_nothing_else_changes(planned):
    problem, old = planned
    gone = next(one.visit for one in old.visits if one.day > TODAY)
    mended = adjust(problem, old, News(TODAY, gone=frozenset({gone})), effort=Effort.QUICK)
    assert slots(mended.plan) == {key: slot for key, slot in slots(old).items() if key != gone}
    assert mended.moved == ()


def test_an_urgent_visit_takes_the_place_of_a_lighter_one_and_both_are_told():
    problem = simple(visit("light", last=0, minutes=100), minutes=120)
    old = plan.make(problem, effort=Effort.QUICK)
    heavy = replace(visit("heavy", "b", last=0, minutes=100), weight=64)
    mended = adjust(problem, old, News(0, new=(heavy,)), effort=Effort.QUICK)
    assert [one.visit for one in mended.plan.visits] == ["heavy"]
    told = {one.visit: one for one in mended.moved}
    assert told["light"].now is None
    assert "排不下" in told["light"].reason
    assert not told["light"].touched


def test_a_visit_of_a_lost_day_goes_to_the_nearest_day_with_room_and_of_two_equally_near_to_the_emptier():
    around = [visit("before", "b", fixed=fixed(3)), *(visit(f"after{n}", "b", fixed=fixed(5)) for n in range(2))]
    far = [visit("far", "b", fixed=fixed(8))]
    problem = simple(visit("moves", fixed=fixed(4)), *around, *far)
    old = plan.make(problem, effort=Effort.QUICK)
    free = replace(
        problem, visits=tuple(replace(one, fixed=None) if one.id == "moves" else one for one in problem.visits)
    )
    assert slots(adjust(free, old, News(0, lost=(("c", 4),))).plan)["moves"] == ("c", 3)
    full = replace(free, visits=(*free.visits, visit("fills", "b", minutes=70, fixed=fixed(3))))
    crowded = plan.make(replace(full, visits=(*problem.visits, full.visits[-1])), effort=Effort.QUICK)
    assert slots(adjust(full, crowded, News(0, lost=(("c", 4),))).plan)["moves"] == ("c", 5)


def test_a_mended_plan_says_why_it_names_no_least_travel(planned):
    problem, old = planned
    mended = adjust(problem, old, News(TODAY, lost=(busy_slot(old),)), effort=Effort.QUICK).plan
    assert (mended.bound_km, mended.gap) == (None, None)
    assert UNSOUGHT in mended.notes
    assert UNSOUGHT not in old.notes


def test_mending_twice_gives_the_same(planned):
    problem, old = planned
    news = News(TODAY, lost=(busy_slot(old), busy_slot(old, "c001")))
    assert adjust(problem, old, news, effort=Effort.QUICK) == adjust(problem, old, news, effort=Effort.QUICK)


def test_the_visits_of_a_lost_day_go_to_a_near_day_and_mostly_stay_with_their_crew(planned):
    problem, old = planned
    lost = busy_slot(old)
    mended = adjust(problem, old, News(TODAY, lost=(lost,)), effort=Effort.QUICK)
    apart = sorted(abs(one.now[1] - one.was[1]) for one in mended.moved)
    assert apart[len(apart) // 2] <= 3
    stayed = sum(one.now[0] == one.was[0] for one in mended.moved)
    assert 2 * stayed >= len(mended.moved)
