"""Every case of patrol_cases.toml, what must hold for any facts, the capacity, and tables that must be refused."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.rules import patrol_terms, tables
from desktop.rules.calendar import WorkCalendar
from desktop.rules.patrol import Round, covered, cycle_end, month_end, recheck_window
from desktop.rules.patrol_capacity import CrewDays, estimate
from desktop.rules.patrol_facts import PatrolFacts, Visited
from desktop.rules.patrol_terms import LocalRule
from desktop.rules.tables import Broken
from tests.rules.conftest import read_texts, shipped
from tests.rules.patrol_builders import EDITION, patrol_of, with_rules

FIRST, LAST, TODAY = date(2026, 10, 1), date(2026, 12, 31), date(2026, 10, 1)
TEXTS = read_texts()
BOOK = shipped()
TERMS = BOOK.patrol(TODAY)
CALENDAR = WorkCalendar.of(BOOK.holidays)
CASES = tomllib.loads((Path(__file__).parent / "patrol_cases.toml").read_text(encoding="utf-8"))["case"]


def asked(told, on=TODAY, first=FIRST, last=LAST, calendar=None):
    book = with_rules(BOOK, told.get("rules", {}), told.get("since", date(2020, 1, 1)))
    return Round(first, last, on, book, calendar).of(patrol_of(told, book))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    found = asked(case, case.get("on", TODAY), case.get("from", FIRST), case.get("to", LAST))
    assert found.excluded == case.get("excluded")
    assert [demand.kind for demand in found.demands] == [want["kind"] for want in case["wants"]], found
    for demand, want in zip(found.demands, case["wants"], strict=True):
        assert want.get("because", "") in demand.reason
        assert demand.overdue == want.get("overdue", demand.overdue)
        assert bool(demand.after) == want.get("after", bool(demand.after))
        for name in ("first", "last", "minutes", "weight", "unconfirmed"):
            assert getattr(demand, name) == want.get(name, getattr(demand, name)), name


def test_a_window_in_the_holidays_reaches_to_the_next_working_day():
    told = {"combined": "甲", "visits": [{"on": date(2026, 5, 10)}],
            "asked_for": [{"earliest": date(2026, 10, 1), "deadline": date(2026, 10, 3)}]}  # fmt: skip
    (plain,) = asked(told).demands
    (worked,) = asked(told, calendar=CALENDAR).demands
    assert (plain.last, worked.first, worked.last) == (date(2026, 10, 3), date(2026, 10, 1), date(2026, 10, 8))


def test_a_window_with_a_working_day_stays():
    told = {"combined": "丙", "visits": [{"on": date(2026, 9, 28)}]}
    assert asked(told).demands == asked(told, calendar=CALENDAR).demands


def test_the_key_of_a_demand_is_the_same_on_another_day():
    told = {"combined": "丙", "visits": [{"on": date(2026, 9, 28)}]}
    keys = {asked(told, TODAY + timedelta(days=later)).demands[0].key for later in (0, 20, 70)}
    assert keys == {"1:计划:2026-12-31"}


visited = st.dates(date(2024, 1, 1), date(2027, 6, 1)).map(lambda day: Visited(day, "计划"))
any_facts = st.builds(
    PatrolFacts,
    id=st.just(7),
    status=st.just(((None, "在营"),)),
    hazardous=st.sampled_from([True, None]),
    noise_only=st.booleans(),
    noise_level=st.none() | st.floats(60, 110),
    over=st.sampled_from([True, False, None]),
    asked=st.just(()),
    campaigns=st.just(()),
    started_on=st.none() | st.dates(date(2020, 1, 1), date(2026, 12, 31)),
    size=st.sampled_from(["大", "中", "小", "微", None]),
    combined=st.sampled_from(["甲", "乙", "丙", None]),
    level=st.sampled_from(["Ⅰ", "Ⅱ", "Ⅲ", None]),
    nature=st.sampled_from(["严重", "一般", None]),
    edition=st.just(EDITION),
    visits=st.lists(visited, max_size=4).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(any_facts, st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(20, 400))
def test_every_demand_lies_in_the_period_and_has_a_window_a_length_and_a_reason(facts, on, days):
    first, last = on.replace(day=1), on + timedelta(days=days)
    demands = Round(first, last, on, BOOK).of(facts).demands
    assert len({demand.key for demand in demands}) == len(demands)
    for demand in demands:
        assert on <= demand.first <= demand.last <= last
        assert demand.minutes > 0
        assert re.search(r"应于.*前", demand.reason)
    for before, after in pairwise(demands):
        assert after.after == before.key
        assert before.first < after.first
        assert before.last < after.last
        assert after.least_days <= (after.last - before.first).days


@settings(max_examples=100, deadline=None)
@given(any_facts, st.dates(date(2026, 1, 1), date(2026, 12, 1)))
def test_after_a_patrol_today_nothing_is_overdue(facts, on):
    visits = (*facts.visits, Visited(on, "计划"))
    demands = Round(on, on + timedelta(days=200), on, BOOK).of(facts._replace(visits=visits)).demands
    assert not any(demand.overdue for demand in demands)


@settings(max_examples=150, deadline=None)
@given(any_facts, st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(1, 400))
def test_a_later_day_never_makes_an_overdue_patrol_not_overdue(facts, on, more):
    """With no patrol in between, what should have been made stays so, and by the same day or for longer."""
    facts = facts._replace(visits=tuple(visit for visit in facts.visits if visit.on <= on))
    first, last = date(2026, 1, 1), date(2028, 12, 31)
    before, after = (Round(first, last, day, BOOK).of(facts).demands for day in (on, on + timedelta(days=more)))
    if any(demand.overdue for demand in before):
        assert after[0].overdue


@settings(max_examples=100, deadline=None)
@given(any_facts, st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.sampled_from(["combined", "level"]))
def test_a_higher_class_never_gets_fewer_visits(facts, on, by):
    """Through a year and through a quarter; noise that is low has its own number whatever the class."""
    for days in (91, 365):
        asking = Round(on, on + timedelta(days=days), on, BOOK)
        found = [
            len(asking.of(facts._replace(**{"combined": None, "noise_only": False, by: letter})).demands)
            for letter in {"combined": "甲乙丙", "level": "ⅠⅡⅢ"}[by]
        ]
        assert found == sorted(found)


def test_what_a_quarter_required_is_compared_with_what_was_made():
    facts = patrol_of({"combined": "丙", "visits": [{"on": date(2026, 9, 28)}]}, BOOK)
    end = date(2026, 12, 31)
    found = covered(facts, BOOK, FIRST, LAST, end)
    assert (found.required, found.made, found.covered, found.last) == (1, 0, False, date(2026, 9, 28))
    again = facts._replace(visits=(*facts.visits, Visited(FIRST, "联合检查")))
    assert covered(again, BOOK, FIRST, LAST, end).covered is True


def test_a_visit_that_is_not_a_patrol_covers_nothing_and_what_is_not_due_is_covered():
    facts = patrol_of({"combined": "丙", "visits": [{"on": date(2026, 10, 5), "kind": "复查"}]}, BOOK)
    assert covered(facts, BOOK, FIRST, LAST, LAST).made == 0
    rested = patrol_of({"combined": "甲", "visits": [{"on": date(2026, 5, 5)}]}, BOOK)
    found = covered(rested, BOOK, FIRST, LAST, LAST)
    assert (found.required, found.covered, found.said) == (0, True, "甲类，每年一次")


def test_who_is_not_patrolled_is_not_counted():
    assert covered(patrol_of({"status": "注销"}, BOOK), BOOK, FIRST, LAST, LAST) is None


def test_a_recheck_follows_the_deadline():
    assert recheck_window(date(2026, 10, 15), TERMS) == (date(2026, 10, 16), date(2026, 10, 18))


def test_cycles_end_with_the_calendar():
    assert [cycle_end(date(2026, 5, 7), months) for months in (1, 3, 4, 5, 6, 12)] == [
        date(2026, 5, 31), date(2026, 6, 30), date(2026, 8, 31), date(2026, 5, 31), date(2026, 6, 30),
        date(2026, 12, 31),
    ]  # fmt: skip
    assert cycle_end(date(2026, 12, 7), 5) == month_end(date(2026, 12, 1))


def test_an_order_without_nature_still_ends_with_it():
    texts = TEXTS | {
        patrol_terms.FILE: TEXTS[patrol_terms.FILE].replace(
            'order = ["class", "level", "nature"]', 'order = ["class", "level"]'
        )
    }
    book = replace(BOOK, texts=texts)
    assert book.patrol(TODAY).order == ("class", "level")
    often = Round(FIRST, LAST, TODAY, book).often(patrol_of({"nature": "严重"}, book))
    assert often.said == "有严重危害因素，每季度一次"


def test_a_status_that_begins_later_does_not_hold_yet():
    facts = PatrolFacts(1, status=((None, "在营"), (date(2026, 11, 1), "注销")))
    assert [facts.status_on(day) for day in (date(2026, 10, 31), date(2026, 11, 1))] == ["在营", "注销"]


# ---------------------------------------------------------------- capacity


def demands(number, **told):
    told = {"combined": "乙", "visits": [{"on": date(2026, 6, 20)}]} | told
    return [demand for id in range(1, number + 1) for demand in asked(told | {"id": id}).demands]


def crew(days, minutes=300, visits=5, people=2):
    return CrewDays("第一组", people, [FIRST + timedelta(days=n) for n in range(days)], minutes, visits)


def test_what_fits_is_said_to_be_enough():
    found = estimate(demands(10), [crew(3)], TERMS)
    assert (found.required, found.possible, found.left_out) == (10, 10, ())
    assert found.said == "需要 10 次，可安排 10 次，够用（3 个组日）。"


def test_what_does_not_fit_is_said_with_person_days_and_advice():
    found = estimate(demands(12), [crew(2)], TERMS)  # 300 minutes a day, 75 with the way: 4 a day
    assert (found.possible, found.lacking_minutes, found.lacking_person_days) == (8, 300, 2)
    assert found.said.startswith(
        "需要 12 次，可安排 8 次，缺 4 次（约 2 人·天）。建议：在 2026-12-31 前再安排 1 个组日"
    )


def test_visits_a_day_bind_as_well():
    found = estimate(demands(9, size="微"), [crew(2, minutes=600, visits=3, people=1)], TERMS)
    assert (found.possible, found.lacking_person_days) == (6, 1)


def test_the_lightest_are_left_out():
    heavy = demands(2, combined="丙", visits=[{"on": date(2026, 9, 28)}], id=100)
    found = estimate([*demands(4), *heavy], [crew(1)], TERMS)
    assert {demand.weight for demand in found.left_out} == {4}
    early = demands(3, visits=[{"on": date(2026, 4, 12)}])  # due in October
    mixed = estimate([*early, *demands(4, combined="甲", visits=[{"on": date(2025, 12, 5)}])], [crew(1)], TERMS)
    assert "推迟 3 家" in mixed.said
    spread = estimate([*early, *demands(4)], [CrewDays("组", 1, [FIRST], 75, 5)], TERMS)
    assert "2026-10-31 至 2026-12-31 之间" in spread.said


def test_what_must_be_done_early_cannot_use_later_days():
    early = demands(8, visits=[{"on": date(2026, 4, 12)}])
    later = CrewDays("第一组", 1, [date(2026, 12, n) for n in range(1, 20)], 300, 5)
    assert estimate(early, [later], TERMS).possible == 0


def test_some_are_lighter_than_others():
    found = estimate(
        [*demands(3), *demands(3, combined="甲", visits=[{"on": date(2025, 12, 5)}], id=9)],
        [CrewDays("组", 1, [FIRST], 75, 5)],
        TERMS,
    )
    assert "其中 3 家是最轻的" in found.said


@pytest.mark.parametrize("crews", [[], [crew(0)], [crew(5, minutes=0)], [crew(5, visits=0)]])
def test_without_anybody_or_any_time_it_says_where_to_put_that_right(crews):
    found = estimate(demands(3), crews, TERMS)
    assert found.possible == 0
    assert "人员网格" in found.said


def test_nothing_needed_is_enough():
    assert estimate([], [], TERMS).said == "需要 0 次，可安排 0 次，够用（0 个组日）。"


# ---------------------------------------------------------------- the table


def broken(change):
    texts = dict(TEXTS)
    texts[patrol_terms.FILE] = change(texts[patrol_terms.FILE])
    with pytest.raises(Broken) as refused:
        tables.read(texts)
    return str(refused.value)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda t: t.replace('address = "new.days"', 'address = "new.dayz"'), "缺少这一项"),
        (lambda t: t.replace("number = 85", "number = 91"), "91 不在 70—90 之间"),
        (lambda t: t.replace('code = "复查"', 'code = "复察"', 1), "应当正好是"),
        (lambda t: t.replace('order = ["class"', 'order = ["klass"'), "只能写"),
        (lambda t: t.replace('address = "usual.from"', 'address = "often.from"'), "重复"),
        (lambda t: t.replace("number = 30", "number = 100", 1), "至少要隔 100 天"),
    ],
)
def test_a_broken_table_is_refused_with_its_place(change, why):
    assert why in broken(change)


def test_a_number_nobody_laid_down_is_not_there():
    assert TERMS.find("frequency.class.甲") is None
    with pytest.raises(KeyError):
        TERMS["frequency.class.甲"]


def test_a_rule_of_the_office_holds_from_its_day_and_a_later_one_replaces_it():
    book = with_rules(BOOK, {"new.days": 20, "no.such": 3}, since=date(2026, 11, 1))
    assert (book.patrol(date(2026, 10, 31))["new.days"], book.patrol(date(2026, 11, 1))["new.days"]) == (30, 20)
    assert book.patrol(date(2026, 11, 1)).values["new.days"].basis == "镇政办〔2026〕3号"


def test_an_office_takes_its_number_back_from_a_day_on():
    shipped_days = BOOK.patrol_shipped["new.days"]
    own = LocalRule("new.days", 20, "镇政办〔2026〕3号", date(2026, 1, 1))
    back = LocalRule("new.days", None, "恢复默认", date(2026, 6, 1))
    held = [BOOK.patrol_shipped.on(day, (own, back)) for day in (date(2026, 5, 31), date(2026, 6, 1))]
    assert [terms["new.days"] for terms in held] == [20, shipped_days]
    assert held[1].values["new.days"] == BOOK.patrol_shipped.values["new.days"]
