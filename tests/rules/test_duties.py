"""Every case of duties_cases.toml, what must hold for any facts, and the tables that must be refused."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.rules import tables
from desktop.rules.duties import LACKING, LATE, NEAR, NOT_YET, NOW, due, inspector, rung
from desktop.rules.duty.facts import Declared, DutyFacts, newest
from desktop.rules.tables import Broken
from tests.rules.conftest import read_texts, shipped
from tests.rules.duty_builders import facts_of
from tests.rules.patrol_builders import with_rules

TODAY = date(2026, 11, 23)
TEXTS = read_texts()
BOOK = shipped()
CASES = tomllib.loads((Path(__file__).parent / "duties_cases.toml").read_text(encoding="utf-8"))["case"]
FILE = "rules/duties.toml"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    book = with_rules(BOOK, case.get("rules", {}))
    book = book.with_office(replace(book.office, choices=case.get("choices", {})))
    found = [item for item in due(facts_of(case, book), book, case.get("on", TODAY)) if item.duty == case["duty"]]
    if case.get("none"):
        assert not found, found
        return
    (item,) = found
    assert (item.due, item.state) == (case.get("due"), case["state"]), item.because
    assert case.get("because", "") in item.because
    assert case.get("clause", "") in item.clause
    assert item.factor == case.get("factor", item.factor)
    assert item.unconfirmed == case.get("unconfirmed", item.unconfirmed)
    assert item.evidence
    assert item.clause


def test_every_duty_of_the_table_has_its_cases():
    assert {case["duty"] for case in CASES} == set(BOOK.duty_terms.by_id)


def states_about(case: dict, day: date) -> list[list[str]]:
    """How the duty of the case stands on its due day and on the day after."""
    book = with_rules(BOOK, case.get("rules", {}))
    book = book.with_office(replace(book.office, choices=case.get("choices", {})))
    facts = facts_of(case, book)
    days = (day, day + timedelta(days=1))
    return [
        [item.state for item in due(facts, book, on) if (item.duty, item.due) == (case["duty"], day)] for on in days
    ]


@pytest.mark.parametrize("duty", sorted(set(BOOK.duty_terms.by_id) - {"first_worker_training"}))
def test_no_duty_is_overdue_on_its_day_and_each_is_the_day_after(duty):
    """Of training before a job the first day at work is not on record: it is never overdue, only lacking."""
    dated = [case for case in CASES if case["duty"] == duty and case.get("due") and not case.get("none")]
    found = [states_about(case, case["due"]) for case in dated]
    turned = [then for then, after in found if after == [f"{LATE} 1 天"]]
    assert turned, found
    assert all(state in (NOW, LACKING) for then in turned for state in then)


def test_every_clause_of_the_catalogue_is_computed_or_says_why_not():
    terms = BOOK.duty_terms
    entries = tomllib.loads(TEXTS[FILE])["duty"]
    computed = {entry.get("catalogue") for entry in entries}
    for duty in BOOK.duties:
        assert (duty.name in computed) != (duty.name in terms.unclocked), duty.name
    assert all(clause.why for clause in terms.unclocked.values())


def test_the_ladder_has_a_step_for_every_distance():
    facts = facts_of({"declared_risk": "严重", "reports": [{"on": date(2026, 2, 1)}]}, BOOK)
    ladder = BOOK.duty_terms.ladder

    def step(on: date) -> int | None:
        (item,) = [item for item in due(facts, BOOK, on) if item.duty == "testing"]
        return rung(item, on, ladder)

    end = date(2027, 2, 1)
    found = {left: step(end - timedelta(days=left)) for left in (91, 90, 61, 60, 31, 30, 8, 7, 1, 0, -1)}
    assert found == {91: None, 90: 90, 61: 90, 60: 60, 31: 60, 30: 30, 8: 30, 7: 7, 1: 7, 0: 0, -1: -1}


def test_what_cannot_be_told_stands_on_no_step():
    (item,) = [item for item in due(facts_of({"commitments": []}, BOOK), BOOK, TODAY) if item.duty == "commitment"]
    assert rung(item, TODAY, BOOK.duty_terms.ladder) is None


def test_a_factor_that_left_the_catalogue_is_told_by_what_was_written():
    facts = facts_of({}, BOOK)._replace(exposures=(facts_of({}, BOOK).exposures[0]._replace(code="X99"),))
    (item,) = [item for item in due(facts, BOOK, TODAY) if item.duty == "on_job_exam"]
    assert (item.factor, item.standing) == ("噪声", LACKING)


def test_an_employer_without_any_status_entry_is_in_operation():
    facts = facts_of({}, BOOK)._replace(status=())
    assert facts.status_on(TODAY) == (None, "在营")


def test_the_same_inspector_serves_two_rulebooks():
    other = tables.read(TEXTS)
    assert inspector(BOOK, TODAY).natures is inspector(BOOK, TODAY).natures
    assert inspector(other, TODAY).natures is not inspector(BOOK, TODAY).natures


def test_what_employers_share_is_worked_out_once_and_is_the_same_for_all():
    told = {"declared": [{"on": date(2026, 3, 1)}], "reports": [{"on": date(2026, 2, 1)}], "declared_risk": "严重"}
    one, other = facts_of(told, BOOK), facts_of(told, BOOK)._replace(id=2)
    serving = inspector(BOOK, TODAY)
    assert list(serving.due(one)) == list(serving.due(other)) == list(due(one, tables.read(TEXTS), TODAY))


DAYS = st.dates(date(2021, 1, 1), date(2026, 11, 23))
PRECISIONS = st.sampled_from(["day", "month", "year"])


def some(entry, most=2):
    return st.lists(st.fixed_dictionaries(entry), max_size=most)


TOLD = st.fixed_dictionaries({
    "started_on": st.one_of(st.just(""), DAYS),
    "declared_risk": st.sampled_from([None, "严重", "一般", "较重"]),
    "industry": st.sampled_from(["", "011", "061", "3311"]),
    "staff": st.sampled_from([None, 10]),
    "workers": st.sampled_from([None, 5]),
    "hazardous": st.sampled_from([True, True, True, "unknown"]),
    "exposures": some({
        "written": st.sampled_from(["噪声", "矽尘", "苯", "甲苯", "木粉尘", "有机磷", "乙酸乙酯", "不认识"]),
        "grade": st.sampled_from([None, "Ⅰ", "Ⅱ"]), "noise": st.sampled_from([None, 79, 82, 90]),
    }),
    "declared": some({"on": DAYS, "precision": PRECISIONS, "kind": st.sampled_from(["初次", "变更", "注销"])}),
    "reports": some({
        "on": DAYS, "kind": st.sampled_from(["定期检测", "现状评价", "委托复测"]),
        "over": st.sampled_from([None, True, False]),
    }),
    "exams": some({"on": DAYS, "kind": st.sampled_from(["在岗", "上岗前", "离岗"])}),
    "trainings": some({
        "on": DAYS, "audience": st.sampled_from(["主要负责人", "劳动者"]), "hours": st.sampled_from([None, 4, 16]),
    }),
    "projects": some({"name": st.just("二期"), "started_on": st.one_of(st.none(), DAYS),
                      "accepted_on": st.one_of(st.none(), DAYS), "risk": st.sampled_from([None, "严重"])}, 1),
    "counts": some({"on": DAYS, "contracts_signed": st.sampled_from([None, 9, 10])}, 2),
    "commitments": some({"on": DAYS}, 2),
    "events": some({"on": DAYS, "kind": st.sampled_from(["工艺材料", "事故"])}, 2),
    "leavers": some({"who": st.just("甲"), "on": st.one_of(st.none(), DAYS)}, 1),
})  # fmt: skip


@st.composite
def some_facts(draw) -> DutyFacts:
    facts = facts_of(draw(TOLD), BOOK)
    reports = tuple(report._replace(precision=draw(PRECISIONS)) for report in facts.reports)
    return facts._replace(reports=reports)


def keyed(facts: DutyFacts, on: date) -> dict[tuple, list]:
    found: dict[tuple, list] = {}
    for item in due(facts, BOOK, on):
        found.setdefault((item.duty, item.factor, item.who), []).append(item)
    return found


@given(some_facts(), st.integers(0, 200), st.integers(1, 2000))
@settings(max_examples=100, deadline=None)
def test_moving_the_date_never_un_overdues(facts, first, more):
    """With nothing recorded in between, what was overdue stays overdue, and by more days."""
    before = keyed(facts, TODAY + timedelta(days=first))
    after = keyed(facts, TODAY + timedelta(days=first + more))
    for key, items in before.items():
        late = [item.late for item in items if item.standing == LATE]
        still = [item.late for item in after.get(key, ()) if item.standing == LATE]
        assert len(still) >= len(late), key
        assert not late or max(still) >= max(late) + more


@given(some_facts(), st.dates(date(2021, 1, 1), date(2028, 12, 31)))
@settings(max_examples=100, deadline=None)
def test_unknown_never_gives_not_yet(facts, on):
    """Every item is one of five states; only a date that is known lies ahead; what lacks something says what."""
    for item in due(facts, BOOK, on):
        if item.standing in (NOT_YET, NEAR):
            assert item.due is not None
            assert item.since is not None
            assert item.due > on
        elif item.standing == NOW:
            assert item.due == on
        elif item.standing == LATE:
            assert item.late > 0
            assert item.due is not None
            assert item.due < on
        else:
            assert item.standing == LACKING
            assert "缺少" in item.because or "日期没有登记到日" in item.because


@given(some_facts())
@settings(max_examples=60, deadline=None)
def test_a_hazard_that_is_not_known_leaves_nothing_fine(facts):
    items = due(facts._replace(hazardous=None, projects=(), status=((None, "在营"),)), BOOK, TODAY)
    assert items
    assert {item.standing for item in items} == {LACKING}


REFUSED = [
    ("缺少一项义务", 'id = "retest"', 'id = "retest_2"', "duty retest"),
    ("分类不认识", 'group = "体检"', 'group = "查体"', "group"),
    ("目录里没有", 'catalogue = "现状评价"', 'catalogue = "评价"', "evaluation.catalogue"),
    ("期限表里没有", 'interval = "evaluation"', 'interval = "judging"', "evaluation.interval"),
    ("天数与目录不符", "days = 15", "days = 16", "change_process.days"),
    ("学时与目录不符", "hours = 16", "hours = 18", "first_leader_training.hours"),
    ("周期与目录不符", 'interval = "evaluation"', 'interval = "leader_training"', "evaluation.interval"),
    ("天数小于零", "days = 90", "days = -1", "retest.days"),
    ("没有依据", '"推定"\nconfidence = "inferred"\ndays = 90', '"推定"\ndays = 90', "retest.confidence"),
    ("没有写依据文件", 'basis = "本程序设置：检测超标后整改并复测"\n', "", "retest.basis"),
    ("阶梯次序", "ladder = [90, 60, 30, 7, 0]", "ladder = [60, 90, 0]", "ladder"),
    ("条件有不认识的项", "grade_from = 2", "grade_above = 2", "exam_condition"),
    ("条件没有说明", 'text = "LEX,8h ≥85 dB"', 'text = "LEX,8h ≥86 dB"', "exam_condition"),
    ("因素没有对应", 'name = "苯"\n', 'name = "纯苯"\n', "exam_factor"),
    ("编码不在目录", 'codes = ["C028"]', 'codes = ["C999"]', "exam_factor 苯"),
    ("版本次序", "from = 2026-08-01", "from = 2014-08-01", "exam_edition.from"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_broken_table_is_refused_with_its_place(old, new, key):
    assert old in TEXTS[FILE]
    with pytest.raises(Broken) as refused:
        tables.read(TEXTS | {FILE: TEXTS[FILE].replace(old, new, 1)})
    assert (refused.value.file, key in refused.value.key) == (FILE, True), refused.value


def test_a_duty_without_one_interval_has_no_months():
    with pytest.raises(KeyError):
        _ = BOOK.duty_terms["retest"].months


def test_a_shorter_interval_of_a_later_edition_never_reaches_back():
    """Changed data: the 2014 text every 48 months, the text of 2026-08-01 every 12; not due before it is in force."""
    old = "catalogue/exam_cycles_2014.csv"
    longer = TEXTS[old].replace("苯,,12,,GBZ 188-2014 §5.19", "苯,,48,,GBZ 188-2014 §5.19")
    book = tables.read(TEXTS | {old: longer})
    facts = facts_of({"exposures": [{"written": "苯"}], "exams": [{"on": date(2024, 1, 1)}]}, book)
    (item,) = [item for item in due(facts, book, date(2026, 7, 1)) if item.duty == "on_job_exam"]
    assert (item.due, item.standing) == (date(2026, 8, 1), NEAR)


def test_an_examination_that_a_later_edition_drops_is_not_asked_for():
    new = "catalogue/exam_cycles.csv"
    dropped = TEXTS[new].replace("\n苯,,12,", "\n苯,,,")
    book = tables.read(TEXTS | {new: dropped})
    facts = facts_of({"exposures": [{"written": "苯"}], "exams": [{"on": date(2026, 1, 1)}]}, book)
    assert not [item for item in due(facts, book, date(2026, 7, 1)) if item.duty == "on_job_exam"]
    overdue = facts_of({"exposures": [{"written": "苯"}], "exams": [{"on": date(2025, 1, 1)}]}, book)
    (item,) = [item for item in due(overdue, book, TODAY) if item.duty == "on_job_exam"]
    assert (item.due, "GBZ 188-2014" in item.clause) == (date(2026, 1, 1), True)


@pytest.mark.parametrize("days", [(1, 5, 9), (9, 5, 1), (5, 9, 1)])
def test_the_newest_entry_up_to_a_day_is_found_in_any_order(days):
    receipts = [Declared(date(2026, 1, day), "day", "年度更新") for day in days]
    assert newest(receipts, date(2026, 1, 6)).on == date(2026, 1, 5)
    assert newest(receipts, date(2025, 12, 31)) is None
