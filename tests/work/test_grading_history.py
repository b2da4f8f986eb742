"""Overrides, notes, what is due again, who moved, how grades are spread; and results against their limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert, select, update

from db.models.everything import Employer, TestReport, TestResult
from desktop.rules.words import Period
from desktop.work import doubts, grading, grading_history, grading_table, register, summary
from desktop.work.change import Change
from desktop.work.grading_history import Decision
from desktop.work.problem import Problem
from desktop.work.register import Query
from tests.conftest import TODAY

TESTED = (date(2026, 5, 1), 5, 0)
TOLD = Decision("Ⅲ", None, "现场粉尘大", "张三", date(2026, 12, 31))


@pytest.fixture
def employer(office, an_employer):
    made = an_employer(factors=("矽尘",), tests=(TESTED,), size="小", industry_written="石材")
    office.do(lambda s: grading.grade_all(s, office.rulebook, TODAY))
    return made


def override(office, employer, told=TOLD, on=TODAY):
    return office.do(lambda s: grading_history.override(s, employer, told, rulebook=office.rulebook, on=on))


def row(office, employer):
    return office.ask(lambda s: register.rows(s, [employer]))[employer]


def test_an_override_is_shown_as_such_everywhere(office, employer):
    override(office, employer)

    line = row(office, employer)
    assert (line.level, line.overridden) == ("Ⅲ", True)
    assert "人工认定为Ⅲ级（张三" in line.because
    assert office.ask(grading_table.counts).overridden == 1
    assert list(office.ask(lambda s: register.find(s, Query(states=("人工认定",))))) == [employer]
    behind = office.ask(lambda s: grading_table.behind(s, employer, office.rulebook, TODAY))
    assert behind.overrides[0].in_force
    assert behind.past[0].source == "人工认定（张三）"
    for period, threes in ((Period(2026, month=11), 1), (Period(2026, quarter=3), 0)):
        made = office.ask(lambda s, period=period: summary.gather(s, period, office.rulebook, TODAY))
        assert sum(number for level, number in made.levels if level == "Ⅲ") == threes


def test_an_override_ends_by_itself_and_the_page_is_told_to_grade_again(office, employer):
    override(office, employer)
    after = date(2027, 1, 1)
    prompts = office.ask(lambda s: grading_history.outdated(s, office.rulebook, after))
    assert [(p.kept.label, p.now.label) for p in prompts] == [("Ⅲ级", "Ⅱ级")]
    assert not office.ask(lambda s: grading_history.outdated(s, office.rulebook, TODAY))


def test_closing_a_finding_asks_to_grade_again_where_today_gives_another_grade(office, employer):
    override(office, employer)

    def told(on):
        return office.ask(lambda s: grading_history.after_closing(s, office.rulebook, employer, over=False, on=on))

    assert told(date(2027, 1, 1)) == "按今天的资料，评定由Ⅲ级变为Ⅱ级，请重新评定。"
    assert told(TODAY) is None
    assert office.ask(lambda s: grading_history.after_closing(s, office.rulebook, 999, over=True, on=TODAY)) is None


def test_who_is_to_be_assessed_again_by_a_day(office, employer):
    def due(until):
        found = office.ask(lambda s: grading_history.to_assess(s, office.rulebook, until, until))
        return [(one.employer_id, one.due) for one in found]

    assert due(date(2029, 11, 22)) == []
    assert due(date(2029, 11, 23)) == [(employer, date(2029, 11, 23))]


def test_an_override_is_lifted_and_the_programs_verdict_stands_again(office, employer):
    override(office, employer)
    office.do(lambda s: grading_history.lift(s, employer, rulebook=office.rulebook, on=TODAY))
    assert (row(office, employer).level, row(office, employer).overridden) == ("Ⅱ", False)
    with pytest.raises(Problem, match="没有人工认定"):
        office.do(lambda s: grading_history.lift(s, employer, rulebook=office.rulebook, on=TODAY))


def test_a_second_override_takes_the_place_of_the_first(office, employer):
    override(office, employer)
    override(office, employer, replace(TOLD, level="Ⅰ"))
    assert row(office, employer).level == "Ⅰ"
    behind = office.ask(lambda s: grading_table.behind(s, employer, office.rulebook, TODAY))
    assert [one.in_force for one in behind.overrides] == [True, False]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"level": None}, "没有写明认定成什么"),
        ({"level": "Ⅳ"}, "不是风险等级"),
        ({"combined": "丁"}, "不是综合类别"),
        ({"reason": " "}, "没有写明理由"),
        ({"person": ""}, "没有写明理由或认定人"),
        ({"ends_on": date(2026, 11, 22)}, "已经过去"),
    ],
)
def test_an_override_without_its_parts_is_refused(office, employer, change, said):
    with pytest.raises(Problem, match=said):
        override(office, employer, replace(TOLD, **change))


def test_an_override_needs_an_employer_and_a_method(office, employer):
    with pytest.raises(Problem, match="已被删除"):
        override(office, 999)
    with pytest.raises(Problem, match="没有可用的分级方法"):
        override(office, employer, on=date(2020, 1, 1))


def test_a_note_stands_beside_the_grade(office, employer):
    office.do(lambda s: grading_history.note(s, employer, justification="已核实", controls="布袋除尘", on=TODAY))
    behind = office.ask(lambda s: grading_table.behind(s, employer, office.rulebook, TODAY))
    assert behind.note == (TODAY, "已核实", "布袋除尘")
    assert office.ask(lambda s: grading_table.behind(s, 999, office.rulebook, TODAY)) is None


def test_assessment_is_due_again_after_36_months_from_the_last_change_or_management_grade(office, employer):
    due = office.ask(lambda s: grading_history.reassessments(s, office.rulebook, TODAY))[employer]
    assert (due.since, due.due) == (TODAY, date(2029, 11, 23))
    later = date(2027, 3, 1)
    office.do(
        lambda s: grading.set_management(s, employer, written="B", source="自查", rulebook=office.rulebook, on=later)
    )
    assert office.ask(lambda s: grading_history.reassessments(s, office.rulebook, later))[employer].due == date(
        2030, 3, 1
    )


def test_who_moved_between_two_days(office, employer):
    later = date(2027, 1, 10)

    def worse(session):
        session.execute(update(Employer).where(Employer.id == employer).values(exposed_workers=60))
        grading.regrade(session, office.rulebook, later, [employer])
        return Change("人数")

    office.do(worse)
    found = office.ask(lambda s: grading_history.between(s, office.rulebook, TODAY, later))
    assert [(one.which, one.before.label, one.after.label) for one in found] == [("升级", "Ⅱ级", "Ⅲ级")]
    assert not office.ask(lambda s: grading_history.between(s, office.rulebook, TODAY, TODAY))
    assert not office.ask(lambda s: grading_history.between(s, office.rulebook, date(2020, 1, 1), later))


@pytest.mark.parametrize(("by", "name"), [("village", "未登记"), ("industry", "石材"), ("size", "小")])
def test_how_grades_are_spread(office, employer, by, name):
    share = office.ask(lambda s: grading_history.distribution(s, by))[0]
    assert (share.name, share.levels, share.ungraded, share.total) == (name, {"Ⅱ": 1}, 0, 1)


def measured(office, employer, **told):
    def work(session):
        report = session.scalar(select(TestReport.id).where(TestReport.employer_id == employer))
        session.execute(update(TestReport).values(points=None, points_over=None))
        session.execute(insert(TestResult).values(report_id=report, written="噪声", factor_code="P01", **told))
        return Change("结果")

    office.do(work)
    found = office.ask(lambda s: grading.verdicts(s, office.rulebook, TODAY, [employer]))
    return found[0].verdict


@pytest.mark.parametrize(
    ("told", "exposure"),
    [
        ({"result": 85.0, "unit": "dB(A)"}, "符合"),
        ({"result": 85.2, "unit": "dB(A)"}, "不符合"),
        ({"result": 85.2, "unit": "dB(A)", "over_limit": False}, "不符合"),
        ({"result": 80.0, "unit": "dB(A)", "over_limit": True}, "不符合"),
        ({"result": 80.0, "unit": "℃"}, None),
        ({"result": 80.0, "unit": "℃", "over_limit": False}, "符合"),
    ],
)
def test_the_worse_of_mark_and_measured_value_gives_the_exposure_level(office, an_employer, told, exposure):
    employer = an_employer(factors=("噪声",), tests=(TESTED,))
    assert measured(office, employer, **told).exposure == exposure


def test_every_result_over_its_limit_is_a_finding(office, an_employer):
    employer = an_employer(factors=("噪声",), tests=(TESTED,))
    measured(office, employer, result=91.0, unit="dB(A)")
    found = office.ask(lambda s: grading_table.over_limit_findings(s, office.rulebook, TODAY))
    assert [(one.employer_id, one.factor) for one in found] == [(employer, "噪声")]
    assert "结果 91 dB(A)，限值 85 dB(A)" in found[0].said


def test_a_severe_industry_shortens_the_life_of_a_test(office, an_employer):
    old = (date(2025, 5, 1), 5, 0)
    ids = [an_employer(factors=("噪声",), tests=(old,), industry_code=code) for code in ("0111", "0610")]
    levels = [one.verdict.level for one in office.ask(lambda s: grading.verdicts(s, office.rulebook, TODAY, ids))]
    assert levels == ["Ⅰ", None]


def test_the_list_of_doubts_names_the_cells_of_the_method_in_use(office):
    found = [doubt for doubt in doubts.listed(office.rulebook) if doubt.table.startswith("分级")]
    assert {doubt.table for doubt in found} == {"分级 国家试点2022版"}
    assert any(doubt.what == "综合类别：管理等级 B、风险等级 Ⅱ" for doubt in found)
