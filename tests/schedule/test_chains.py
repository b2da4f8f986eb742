"""Others make room for a visit in chains of moves; nobody loses a place and no rule is broken."""

from __future__ import annotations

from desktop.schedule import plan
from desktop.schedule.chains import Chains
from desktop.schedule.check import violations
from desktop.schedule.effort import Effort
from desktop.schedule.setting import Setting, days_of
from tests.schedule.builders import crowded, fixed, simple, table_of, visit


def chains(setting, table, since=0):
    return Chains(setting, table, since, lambda done: None)


def test_two_visits_move_on_to_make_room_for_a_third():
    problem = simple(
        visit("first", last=0), visit("second", last=1), visit("third", first=1, last=2), minutes=90, days=3
    )
    table = {("c", 0): ["second"], ("c", 1): ["third"]}
    setting = Setting(problem)
    assert chains(setting, table).place("first")
    assert {one: slot[1] for one, slot in days_of(table).items()} == {"first": 0, "second": 1, "third": 2}
    assert not violations(setting, table)


def test_what_is_fixed_or_past_makes_no_room():
    for pin, since in ((fixed(0), 0), (None, 1)):
        problem = simple(visit("new", last=0), visit("old", fixed=pin), minutes=90)
        table = {("c", 0): ["old"]}
        assert not chains(Setting(problem), table, since).place("new")
        assert table == {("c", 0): ["old"]}


def test_chains_only_add_visits_and_keep_every_rule():
    placed = 0
    for seed in range(6):
        problem = crowded(seed)
        setting, made = Setting(problem), plan.make(problem, effort=Effort.QUICK, threads=1)
        table = table_of(made)
        before = {one for one in days_of(table) if int(one) % 4}
        table = {slot: left for slot, order in table.items() if (left := [one for one in order if one in before])}
        able = chains(setting, table)
        added = {one.id for one in problem.visits if one.id not in before and able.place(one.id)}
        assert set(days_of(table)) == before | added
        assert not violations(setting, table)
        placed += len(added)
    assert placed > 6
