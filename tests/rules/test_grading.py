"""Every case of grading_cases.toml, and what must hold for any facts."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.rules import tables
from desktop.rules.grading import Exposed, Facts, Tested, grade
from tests.rules.conftest import shipped

TODAY = date(2026, 11, 23)
BOOK = shipped()
CASES = tomllib.loads((Path(__file__).parent / "grading_cases.toml").read_text(encoding="utf-8"))["case"]
ORDER = ("Ⅰ", "Ⅱ", "Ⅲ")
SOUND = Tested(date(2026, 5, 10), None, False)


def code_of(written: str) -> str | None:
    factor = BOOK.factors.find(written)
    return factor.code if factor else None


def facts_of(case: dict) -> Facts:
    tests = tuple(
        Tested(
            test["on"],
            code_of(test["factor"]) if "factor" in test else None,
            test.get("over"),
            test.get("points"),
            test.get("points_over"),
        )
        for test in case["tests"]
    )
    return Facts(
        factors=tuple(Exposed(written, code_of(written)) for written in case["factors"]),
        factors_incomplete=case.get("incomplete", False),
        exposed_workers=case.get("workers"),
        tests=tests,
        management=case.get("management"),
        score=case.get("score"),
        declared_severe=case.get("declared_severe"),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    verdict = grade(facts_of(case), BOOK, case.get("on", TODAY))
    assert verdict.level == (None if case["level"] == "无" else case["level"]), verdict.because
    for key, found in (
        ("combined", verdict.combined),
        ("management_is", verdict.management),
        ("nature", verdict.nature),
        ("exposure", verdict.exposure),
        ("deciding", verdict.deciding_factor),
    ):
        assert key not in case or case[key] == found
    assert case.get("because", "") in verdict.because
    assert list(verdict.missing) == case.get("missing", list(verdict.missing))
    assert case["level"] != "无" or verdict.because.startswith("暂不能分级：")


@pytest.mark.parametrize("case", [case for case in CASES if "doubts" in case], ids=lambda case: case["name"])
def test_doubts_of(case):
    verdict = grade(facts_of(case), BOOK, case.get("on", TODAY))
    said = "\n".join(verdict.unconfirmed_because)
    assert verdict.unconfirmed == bool(verdict.unconfirmed_because)
    assert all(doubt in said for doubt in case["doubts"])
    if not case["doubts"] and len(case["factors"]) == 1:
        assert not verdict.unconfirmed
    assert case.get("no_doubt", "\0") not in said


def test_a_verdict_keeps_everything_it_looked_at_as_json():
    verdict = grade(facts_of(CASES[-1]), BOOK, TODAY)
    kept = json.loads(json.dumps(verdict.inputs, ensure_ascii=False))
    assert kept["edition"] == verdict.edition == "cn-national-pilot-2022"
    assert kept["factors"][0]["written"] == "正己烷"
    assert (kept["exposed_workers"], kept["tests"][0]["over_limit"]) == (60, True)


def test_an_edition_can_be_asked_for_by_name_and_an_unknown_one_is_refused():
    facts = facts_of(CASES[0])
    assert grade(facts, BOOK, date(2020, 1, 1), "cn-national-pilot-2022").edition == "cn-national-pilot-2022"
    with pytest.raises(KeyError):
        grade(facts, BOOK, TODAY, "2020-pilot")


WRITTEN = st.sampled_from(["噪声", "矽尘", "苯", "甲苯", "高温", "有机溶剂", "其他粉尘", "焊尘"])
DAYS = st.dates(date(2022, 11, 1), date(2026, 12, 31))


@st.composite
def some_tests(draw):
    factor = draw(st.one_of(st.none(), WRITTEN.map(code_of).filter(bool)))
    return Tested(draw(DAYS), factor, draw(st.sampled_from([True, False, None])))


@st.composite
def some_facts(draw):
    factors = tuple(Exposed(name, code_of(name)) for name in draw(st.lists(WRITTEN, max_size=4)))
    return Facts(
        factors,
        draw(st.booleans()),
        draw(st.one_of(st.none(), st.integers(0, 120))),
        tuple(draw(st.lists(some_tests(), max_size=4))),
        draw(st.sampled_from([None, "A", "B", "C", "?"])),
        draw(st.one_of(st.none(), st.floats(0, 100))),
        draw(st.sampled_from([None, True, False])),
    )


def rank(verdict) -> int:
    return ORDER.index(verdict.level)


@given(some_facts())
@settings(max_examples=150, deadline=None)
def test_every_verdict_is_whole(facts):
    verdict = grade(facts, BOOK, TODAY)
    json.dumps(verdict.inputs)
    assert (verdict.level is None) == verdict.because.startswith("暂不能分级：缺少")
    assert "缺少。" not in verdict.because
    assert (verdict.combined is None) == (verdict.level is None or verdict.management is None)
    assert (verdict.combined is None) == bool(verdict.missing)
    assert verdict.level is None or verdict.deciding_factor


@given(some_facts(), st.integers(1, 100))
@settings(max_examples=100, deadline=None)
def test_more_heads_never_lower_the_level(facts, more):
    if facts.exposed_workers is None:
        return
    fewer, greater = (
        grade(_with(facts, exposed_workers=facts.exposed_workers + extra), BOOK, TODAY) for extra in (0, more)
    )
    if fewer.level and greater.level:
        assert rank(greater) >= rank(fewer)


@given(some_facts(), st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_a_worse_test_never_lowers_the_level(facts, at):
    if at >= len(facts.tests) or facts.tests[at].over_limit is not False:
        return
    worse = list(facts.tests)
    worse[at] = Tested(worse[at].on, worse[at].factor, True)
    before, after = grade(facts, BOOK, TODAY), grade(_with(facts, tests=tuple(worse)), BOOK, TODAY)
    if before.level and after.level:
        assert rank(after) >= rank(before)


@given(some_facts(), WRITTEN)
@settings(max_examples=100, deadline=None)
def test_one_more_factor_never_lowers_the_level(facts, name):
    more = _with(facts, factors=(*facts.factors, Exposed(name, code_of(name))))
    before, after = grade(facts, BOOK, TODAY), grade(more, BOOK, TODAY)
    if before.level and after.level:
        assert rank(after) >= rank(before)


@given(some_facts(), st.integers(0, 120), st.booleans())
@settings(max_examples=100, deadline=None)
def test_what_was_left_out_could_not_have_changed_the_level(facts, heads, severe):
    """Graded without headcount or with an open nature: filling it in gives the same level."""
    verdict = grade(facts, BOOK, TODAY)
    if verdict.level is None:
        return
    code = "D01" if severe else "P01"
    filled = tuple(item if _judged(item) else Exposed(item.written, code) for item in facts.factors)
    whole = _with(facts, factors=filled)
    if facts.exposed_workers is None:
        whole = _with(whole, exposed_workers=heads)
    after = grade(_with(whole, tests=tuple(t for t in facts.tests if t.factor is None)), BOOK, TODAY)
    if all(test.factor is None for test in facts.tests):
        assert after.level == verdict.level


def _judged(item: Exposed) -> bool:
    factor = BOOK.factors.get(item.code)
    return factor is not None and factor.severe is not None


def _with(facts: Facts, **changes) -> Facts:
    from dataclasses import replace

    return replace(facts, **changes)


PILOT = "rules/grading/cn-national-pilot-2022.toml"


def test_the_mark_goes_when_the_table_has_been_confirmed(texts):
    """待核对 is data: whoever checks the notice writes sourced, and nothing else changes."""
    confirmed = texts[PILOT]
    for word in ('"recalled"', '"inferred"'):
        confirmed = confirmed.replace(word, '"sourced"')
    book = tables.read(texts | {PILOT: confirmed})
    facts = Facts((Exposed("矽尘", "D01"), Exposed("噪声", "P01")), False, 20, (SOUND,), None, 89.5, None)
    assert grade(facts, BOOK, TODAY).unconfirmed
    assert not grade(facts, book, TODAY).unconfirmed
    assert grade(facts, book, TODAY).combined == grade(facts, BOOK, TODAY).combined == "乙"


def test_the_edition_in_force_on_the_day_decides(texts):
    later = texts[PILOT].replace('id = "cn-national-pilot-2022"', 'id = "later"')
    later = later.replace("issued = 2022-10-21", "issued = 2026-01-01")
    later = later.replace("effective_from = 2022-11-01", "effective_from = 2026-02-01")
    later = later.replace('le9 = "Ⅰ"', 'le9 = "Ⅱ"', 1).replace('10_49 = "Ⅰ"', '10_49 = "Ⅱ"', 1)
    later = later.replace('ge50 = "Ⅰ"', 'ge50 = "Ⅱ"', 1)
    book = tables.read(texts | {"rules/grading/later.toml": later})
    facts = Facts((Exposed("噪声", "P01"),), False, 5, (Tested(date(2025, 5, 1), None, False),), None, None, None)
    found = [grade(facts, book, day) for day in (date(2026, 1, 31), date(2026, 2, 1))]
    assert [(v.level, v.edition) for v in found] == [("Ⅰ", "cn-national-pilot-2022"), ("Ⅱ", "later")]
