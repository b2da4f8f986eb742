"""Every state, step and deadline of casework.toml as a coordinator reads it, and what the table refuses."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules import casework
from desktop.rules.casework_tests import Report, Result, episodes
from desktop.rules.reading import Broken
from tests.rules.conftest import read_texts, shipped

TEXTS = read_texts()
BOOK = shipped()
CASE = BOOK.casework
CASES = tomllib.loads((Path(__file__).parent / "casework_cases.toml").read_text(encoding="utf-8"))


def test_every_state_offers_the_steps_that_are_written_down():
    assert {state: [step.label for step in CASE.following(state)] for state in CASE.states} == CASES["following"]


def test_every_source_has_its_deadline():
    assert {code: CASE.deadline(code, date(2026, 3, 1)) for code in CASE.deadlines} == CASES["deadlines"]


@pytest.mark.parametrize("case", CASES["standing"], ids=lambda case: f"{case['state']} {case['on']}")
def test_what_is_shown_on_a_day(case):
    assert CASE.standing(case["state"], date(2026, 3, 16), case["on"]) == case["shown"]


def test_without_a_deadline_nothing_is_overdue():
    assert CASE.standing("待整改", None, date(2030, 1, 1)) == "待整改"


def test_the_recheck_is_three_days_after_the_deadline():
    assert CASE.recheck_on(date(2026, 3, 16)) == date(2026, 3, 19)
    assert CASE.unconfirmed


def test_a_step_is_found_by_its_name_or_by_where_it_leads():
    assert [step.id for step in CASE.leading("待整改", "done")] == ["done"]
    assert [step.id for step in CASE.leading("待整改", "延期")] == ["put_off"]
    assert [step.id for step in CASE.leading("待整改", "已上报")] == ["reported"]
    assert [step.id for step in CASE.leading("整改中", "整改中")] == ["partly", "failed", "put_off"]
    assert CASE.leading("已销号", "待复查") == ()


def reports_of(case: dict) -> list[Report]:
    made = []
    for number, told in enumerate(case["reports"], 1):
        results = told.get("results", {}).items()
        rows = [
            Result(number * 10 + place, name, name, over if isinstance(over, bool) else None)
            for place, (name, over) in enumerate(results)
        ]
        made.append(Report(number, told["on"], told.get("over"), tuple(rows)))
    return made


@pytest.mark.parametrize("case", CASES["tests"], ids=lambda case: case["name"])
def test_an_episode_runs_from_the_first_result_over_the_limit_to_the_retest_within(case):
    found = [[e.factor or "", e.over[0].on, e.ended.on if e.ended else ""] for e in episodes(reports_of(case))]
    assert found == case["episodes"]


def test_a_result_is_known_from_the_day_of_the_report():
    assert Report(1, date(2026, 1, 1), True).known_on == date(2026, 1, 1)
    assert Report(1, date(2026, 1, 1), True, reported_on=date(2026, 1, 20)).known_on == date(2026, 1, 20)


SOME = st.lists(
    st.tuples(
        st.dates(date(2024, 1, 1), date(2026, 1, 1)),
        st.sampled_from([None, True, False]),
        st.dictionaries(st.sampled_from(["苯", "噪声"]), st.sampled_from([None, True, False]), max_size=2),
    ),
    max_size=5,
    unique_by=lambda told: told[0],
)


@given(SOME, st.randoms())
def test_the_order_of_entry_does_not_matter(told, chance):
    made = [
        Report(number, on, over, tuple(Result(number * 10, name, name, mark) for name, mark in results.items()))
        for number, (on, over, results) in enumerate(told, 1)
    ]
    mixed = list(made)
    chance.shuffle(mixed)

    def plain(reports):
        return [(e.factor, [r.id for r in e.over], e.ended and e.ended.id) for e in episodes(reports)]

    assert plain(mixed) == plain(made)
    for episode in episodes(made):
        assert episode.ended is None or episode.ended.on > episode.over[-1].on


FILE = casework.FILE
BROKEN = [
    ('code = "已立案"\nopen = true', 'code = "结案"\nopen = true', "state", "不一致"),
    ('id = "retested"', 'id = "retestet"', "step retested", "缺少"),
    ('to = "已立案"', 'to = "结案"', "step filed", "结案"),
    ('needs = ["finished_on"]', 'needs = ["finish"]', "step done", "finish"),
    ('sets = { recheck_result = "部分合格" }', 'sets = { recheck_result = "还行" }', "step partly.sets", "还行"),
    ("recheck_after = 3 ", "recheck_after = -3 ", "recheck_after", "小于 0"),
    ('"巡查" = 15', '"巡查" = -15', "deadline.巡查", "小于 0"),
    ("choices = [0, 7, 15, 30, 90]", "choices = [0, 7, 7]", "deadline.choices", "由小到大"),
    ('from = ["已上报", "已立案"]', 'from = ["已上报"]', "state 已立案", "离开"),
]


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case[2])
def test_a_broken_table_is_refused_by_name(case):
    found, instead, key, why = case
    assert found in TEXTS[FILE]
    with pytest.raises(Broken) as broken:
        casework.read({**TEXTS, FILE: TEXTS[FILE].replace(found, instead, 1)}, BOOK.codes)
    assert (broken.value.file, broken.value.key) == (FILE, key)
    assert why in broken.value.why
