"""Plans keep every hard rule, are the same every time, and say what they cannot do."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from desktop.schedule import plan
from desktop.schedule.check import violations
from desktop.schedule.effort import Effort
from desktop.schedule.insertion import Insertion
from desktop.schedule.problem import Problem
from desktop.schedule.setting import Setting
from tests.bench.towns import TOWNS, town
from tests.schedule.builders import crowded, fixed, simple, table_of, tiny, visit


@pytest.mark.parametrize("tens", range(30))
def test_no_hard_rule_is_ever_broken_and_nothing_disappears(tens):
    for seed in range(10 * tens, 10 * tens + 10):
        problem = tiny(seed)
        made = plan.make(problem, effort=Effort.QUICK, threads=1)
        assert not violations(Setting(problem), table_of(made))
        told = Counter([one.visit for one in made.visits] + [one.visit for one in made.unplaced])
        assert told == Counter(one.id for one in problem.visits)
        assert all(one.why and one.relaxation for one in made.unplaced)


def test_the_same_problem_gives_the_same_plan_with_one_thread_and_with_two():
    problem = town(TOWNS["S"])
    assert plan.make(problem, effort=Effort.QUICK, threads=1) == plan.make(problem, effort=Effort.QUICK, threads=2)


def test_a_pinned_visit_keeps_crew_day_and_order():
    pins = [
        visit("1", fixed=fixed(4, 2)),
        visit("2", "b", fixed=fixed(4, 1)),
        visit("3", "b"),
        visit("4", fixed=fixed(4, 3)),
    ]
    made = plan.make(simple(*pins), effort=Effort.QUICK)
    on = {one.visit: one for one in made.visits}
    assert [on[key].day for key in "124"] == [4, 4, 4]
    assert on["2"].order < on["1"].order < on["4"].order


def test_cancelling_stops_the_planning():
    class Cancelled(Exception):
        pass

    def step(done: int, of: int, what: str) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        plan.make(town(TOWNS["S"]), step=step)


def test_progress_only_grows_and_never_passes_its_end():
    told: list[tuple[int, int]] = []
    plan.make(town(TOWNS["S"]), effort=Effort.QUICK, step=lambda done, of, what: told.append((done, of)))
    assert told
    assert all(0 <= done < of for done, of in told)


def test_the_named_relaxation_makes_room_and_nothing_else_has_to_move():
    checked = 0
    for seed in range(6):
        problem = crowded(seed)
        made = plan.make(problem, effort=Effort.QUICK, threads=1)
        for left in made.unplaced:
            one = next(visit for visit in problem.visits if visit.id == left.visit)
            insertion = Insertion(Setting(problem), table_of(made))
            chance = min(insertion.chances(one, one.first, one.last), key=lambda chance: chance.price)
            assert left.missing_minutes is not None
            assert chance.minutes <= left.missing_minutes
            relaxed = Setting(with_more(problem, chance.crew, chance.day, left.missing_minutes))
            table = table_of(made)
            assert Insertion(relaxed, table).put(one, 0)
            assert not violations(relaxed, table)
            checked += 1
    assert checked > 3


@pytest.mark.parametrize("seed", range(12))
def test_all_named_relaxations_together_make_room_for_all(seed):
    """As a person would grant them: the day, the crew and the minutes are read from the words."""
    problem = crowded(seed)
    made = plan.make(problem, effort=Effort.QUICK, threads=1)
    richer, asked = problem, []
    for left in made.unplaced:
        month, day, crew, minutes = re.match(
            r"若 (\d+)月(\d+)日 (.+?)(?:多 (\d+) 分钟|多跑|，|$)", left.relaxation
        ).groups()
        on = next(n for n, one in enumerate(problem.days) if (one.month, one.day) == (int(month), int(day)))
        team = next(one.id for one in problem.crews if one.name == crew)
        richer = with_more(richer, team, on, int(minutes or 0))
        asked.append((left.visit, team, on))
    setting, table = Setting(richer), table_of(made)
    insertion = Insertion(setting, table)
    for name, team, on in asked:
        one = setting.visit[name]
        (chance,) = (c for c in insertion.chances(one, on, on) if c.crew == team)
        insertion.put_at(one, chance)
    assert not violations(setting, table)
    assert sum(map(len, table.values())) == len(problem.visits)


def test_where_time_is_proven_short_the_person_days_are_called_proven():
    made = plan.make(crowded(0), effort=Effort.QUICK, threads=1)
    assert made.unplaced
    assert made.shortages
    assert "已证明" in made.summary
    assert "估计" not in made.summary


def test_where_nothing_is_proven_short_the_person_days_are_called_an_estimate():
    problem = simple(visit("1", last=0, minutes=55), visit("2", "b", last=0, minutes=55), minutes=112)
    made = plan.make(problem, effort=Effort.QUICK)
    assert len(made.unplaced) == 1
    assert made.shortages == ()
    assert "估计" in made.summary
    assert "已证明" not in made.summary


def test_the_named_later_deadline_makes_room_too():
    problem = simple(visit("1", last=0, minutes=100), visit("2", "b", last=0, minutes=100), minutes=120)
    (left,) = plan.make(problem, effort=Effort.QUICK).unplaced
    named = left.relaxation.partition("期限延到 ")[2]
    (last,) = (n for n, day in enumerate(problem.days) if f"{day.month}月{day.day}日" == named)
    later = tuple(replace(one, last=last) if one.id == left.visit else one for one in problem.visits)
    assert not plan.make(replace(problem, visits=later), effort=Effort.QUICK).unplaced


def with_more(problem: Problem, crew_id: str, day: int, minutes: int) -> Problem:
    """The named crew-day longer by so many minutes, without a limit of visits."""
    crews = []
    for crew in problem.crews:
        if crew.id == crew_id:
            longer = tuple(m + minutes if on == day else m for on, m in enumerate(crew.minutes))
            crew = replace(crew, minutes=longer, most_visits=99)
        crews.append(crew)
    return replace(problem, crews=tuple(crews))


def test_a_visit_with_room_is_never_left_out():
    for seed in range(6):
        made = plan.make(crowded(seed), effort=Effort.QUICK, threads=1)
        assert all(left.missing_minutes != 0 or "多跑" in left.relaxation for left in made.unplaced)
