"""What cannot be planned is said in words that name where to put it right; nothing disappears."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop.schedule import plan
from desktop.schedule.axis import working_days
from desktop.schedule.effort import Effort
from desktop.schedule.problem import Crew, Point, Site, Spacing, Unplannable, Village
from tests.bench.towns import calendar
from tests.schedule.builders import fixed, simple, visit

NOBODY = Crew("c", "一组", (), Point(0, 0), (240,) * 10)


def made(problem):
    return plan.make(problem, effort=Effort.QUICK, threads=1)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (simple(visit("1"), crews=()), "没有可以外出巡查的人员"),
        (simple(visit("1"), crews=(NOBODY,)), "没有可以外出巡查的人员"),
        (simple(visit("1"), minutes=0), "可用时间都是 0"),
        (simple(visit("1"), days=0), "没有工作日"),
        (simple(visit("1"), villages=(Village("v", "东村", ("x",)),)), "不在本次计划的人员之中"),
        (simple(visit("1", "z")), "企业不在本次计划之中"),
        (simple(visit("1"), visit("1")), "出现了两次"),
    ],
)
def test_what_stops_every_plan_is_refused_with_a_remedy(problem, words):
    with pytest.raises(Unplannable) as refused:
        made(problem)
    assert any(words in trouble.what and trouble.remedy for trouble in refused.value.troubles)


def test_a_year_without_holidays_is_refused():
    with pytest.raises(Unplannable, match="2027 年"):
        working_days(calendar(), date(2026, 12, 1), date(2027, 1, 31))


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        (simple(visit("1"), villages=(Village("v", "东村", ()),)), "东村没有巡查人员"),
        (simple(visit("1", first=5, last=4)), "期限内没有工作日"),
        (simple(visit("1", last=1), villages=(Village("v", "东村", ("c",), frozenset({0, 1})),)), "每天都不能去"),
        (simple(visit("1", minutes=300)), "一天的可用时间不够"),
        (simple(visit("1", last=3, fixed=fixed(7))), "固定的日子不在期限内"),
        (simple(visit("0"), visit("1"), spacing=(Spacing("0", "1", 20, 30),)), "相隔 20 至 30 个工作日"),
    ],
)
def test_a_visit_without_any_chance_is_listed_with_its_reason(problem, why):
    one = made(problem).unplaced[0]
    assert one.visit == "1"
    assert why in one.why
    assert one.relaxation


def test_a_grid_without_people_and_a_visit_in_the_future_are_told_beside_the_plan():
    problem = simple(visit("1"), visit("2", "b"), villages=(Village("v", "东村", ("c",)), Village("w", "西村", ())))
    sites = (problem.sites[0], Site("b", "乙厂", "w", Point(1, 1), last_visit=date(2027, 1, 1)))
    told = made(replace(problem, sites=sites, today=date(2026, 3, 31)))
    assert [one.visit for one in told.visits] == ["1"]
    assert [trouble.what for trouble in told.troubles] == [
        "西村没有巡查人员。",
        "乙厂的上次巡查日期 2027-01-01 在今天之后。",
    ]


def test_nothing_to_visit_is_a_plan_without_visits():
    assert made(simple()).summary == "需要 0 次，全部排下。"


def test_sites_without_coordinates_and_a_crew_without_a_start_are_planned():
    sites = (Site("a", "甲厂", "v"), Site("b", "乙厂", "v"))
    crew = Crew("c", "一组", ("张三",), None, (240,) * 10)
    told = made(simple(visit("1"), visit("2", "b"), sites=sites, crews=(crew,)))
    assert told.placed == 2
    assert len({one.day for one in told.visits}) == 1
    assert told.travel_km > 0


def test_market_days_are_kept_free():
    villages = (Village("v", "东村", ("c",), frozenset({0, 1, 2, 4, 5, 6, 7, 8, 9})),)
    assert {one.day for one in made(simple(visit("1"), visit("2", "b"), villages=villages)).visits} == {3}


def test_too_little_time_is_said_with_the_minutes_that_would_do():
    told = made(simple(visit("1", last=0, minutes=100), visit("2", "b", last=0, minutes=100), minutes=120))
    one = told.unplaced[0]
    assert one.missing_minutes
    assert f"多 {one.missing_minutes} 分钟" in one.relaxation
    assert "期限延到" in one.relaxation
    assert "缺 1 次" in told.summary
    more = simple(
        visit("1", last=0, minutes=100), visit("2", "b", last=0, minutes=100), minutes=120 + one.missing_minutes
    )
    assert made(more).unplaced == ()
