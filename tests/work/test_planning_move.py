"""One visit by hand: what may be done, which rule forbids it, what would be possible, and one undo."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.work import planning_move, planning_rows
from desktop.work.problem import Problem
from tests import patrols
from tests.conftest import TODAY

MONDAY, TUESDAY, SATURDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 5)


@pytest.fixture
def town(office, an_employer):
    """Five employers, two crews of which the first has two people."""
    for _ in range(5):
        an_employer()
    office.do(patrols.staff)
    return office


def plan(office, *rows, **fields):
    return patrols.visits(office, rows, **fields)


def row(office, visit):
    return office.ask(lambda session: planning_rows.row_of(session, visit))


def move(office, visit, on, crew=None):
    return office.do(lambda s: planning_move.move(s, office.rulebook, visit, on, crew, today=TODAY))


def test_a_visit_goes_to_another_day_and_crew_and_is_fixed_there(town):
    (visit,) = plan(town, (1, MONDAY, 1))
    change = move(town, visit, TUESDAY, 2)
    now = row(town, visit)
    assert (now.on, now.crew, now.pinned, now.position) == (TUESDAY, "二组", True, 1)
    assert "2026-12-01 二组" in change.said
    town.undo()
    assert (row(town, visit).on, row(town, visit).pinned) == (MONDAY, False)


def test_the_round_it_leaves_and_the_round_it_joins_are_numbered_again(town):
    visits = plan(town, (1, MONDAY, 1), (2, MONDAY, 1), (3, MONDAY, 1), (4, TUESDAY, 1))
    move(town, visits[0], TUESDAY)
    rest = [row(town, visit) for visit in visits]
    assert sorted(r.position for r in rest if r.on == MONDAY) == [1, 2]
    assert sorted(r.position for r in rest if r.on == TUESDAY) == [1, 2]


def test_a_rule_in_the_way_is_named_and_nothing_changes(town):
    (visit,) = plan(town, (1, MONDAY, 1), lo=date(2026, 11, 26), hi=date(2026, 12, 18))
    for on, words in (
        (TODAY - timedelta(days=3), "已经过去"),
        (SATURDAY, "不上班"),
        (date(2027, 3, 1), "没有 2027 年的放假安排"),
        (date(2026, 11, 25), "最早 2026-11-26"),
        (date(2026, 12, 30), "最晚要在 2026-12-18"),
    ):
        with pytest.raises(Problem, match=words) as refused:
            move(town, visit, on, 1)
        assert refused.value.kept == "计划没有改动。"
        assert row(town, visit).on == MONDAY


def test_a_full_day_says_how_many_and_offers_days_that_would_do(town):
    visits = plan(town, *((n, MONDAY, 1) for n in range(1, 4)), minutes=100)
    (late,) = plan(town, (4, TUESDAY, 1), minutes=100)
    with pytest.raises(Problem, match="超出") as refused:
        move(town, late, MONDAY)
    assert "可以改到" in refused.value.remedy
    assert "11月30日（二组）" in refused.value.remedy
    assert len(visits) == 3


def test_a_crew_with_one_of_two_away_stays_and_the_absence_is_named(town):
    from db.models.people import Absence
    from desktop.work.change import Change

    def ill(session):
        session.add(Absence(person_id=1, kind="病假", first_on=TUESDAY, last_on=TUESDAY))
        return Change("病假")

    town.do(ill)
    (visit,) = plan(town, (1, MONDAY, 1))
    with pytest.raises(Problem, match="周明病假"):
        move(town, visit, TUESDAY)


def test_two_patrols_of_one_employer_keep_their_spacing_a_recheck_need_not(town):
    first, second = plan(town, (1, MONDAY, 1), (1, date(2026, 12, 31), 1))
    with pytest.raises(Problem, match="两次至少要隔 30 天"):
        move(town, second, date(2026, 12, 15))
    assert row(town, first).on == MONDAY
    (recheck,) = plan(town, (1, TUESDAY, 1), kind="复查")
    move(town, recheck, MONDAY)
    assert row(town, recheck).on == MONDAY


def test_fixing_letting_go_and_cancelling_are_one_undo_each(town):
    (visit,) = plan(town, (1, MONDAY, 1))
    town.do(lambda session: planning_move.pin(session, visit, True))
    assert row(town, visit).pinned
    town.do(lambda session: planning_move.cancel(session, visit, "停产检修"))
    assert row(town, visit).state == "取消"
    town.undo()
    town.undo()
    assert (row(town, visit).state, row(town, visit).pinned) == ("已排", False)
    with pytest.raises(Problem, match="没有写取消的原因"):
        town.do(lambda session: planning_move.cancel(session, visit, "  "))


def test_what_was_made_can_no_longer_be_moved(town):
    (visit,) = plan(town, (1, MONDAY, 1), state="已访", done_on=MONDAY)
    with pytest.raises(Problem, match="已访，不能再改"):
        move(town, visit, TUESDAY)
