"""The bin: what is removed is out of every list and figure, and comes back whole, one by one or many."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from db.models.everything import Declaration, Employer, Exposure, RiskAssessment, TestReport, TestResult
from desktop.work import bin, editing, employer_file, grading, ledgers, register
from desktop.work.problem import Problem
from desktop.work.register import Query
from tests.conftest import TODAY


def count(office, model):
    return office.ask(lambda s: s.scalar(select(func.count(model.id))))


def removed(office, *ids):
    return office.do(lambda s: bin.remove(s, ids, on=TODAY))


def restored(office, *numbers):
    return office.do(lambda s: bin.restore(s, numbers, rulebook=office.rulebook, on=TODAY))


def in_bin(office):
    return office.ask(lambda s: bin.items(s, office.rulebook))


@pytest.fixture
def rich(office, an_employer):
    """An employer with a report, its result, a declaration and a grade."""
    number = an_employer(
        name="大同石材厂",
        credit_code="913305990000000172",
        tests=((date(2026, 3, 1), 4, 1),),
        declared=(date(2026, 2, 1),),
    )
    written = {"written": "噪声", "points": "4", "points_over": "1"}
    office.do(lambda s: ledgers.add(s, number, "test_result", written, rulebook=office.rulebook, on=TODAY)[0])
    office.do(lambda s: grading.grade_all(s, office.rulebook, TODAY))
    return number


def test_a_removed_employer_comes_back_with_everything(office, rich, an_employer):
    an_employer(name="留下的厂")
    before = [
        count(office, model) for model in (Employer, Exposure, Declaration, TestReport, TestResult, RiskAssessment)
    ]
    file = office.ask(lambda s: employer_file.detail(s, rich))
    said = removed(office, rich).said
    assert said == "已删除 “大同石材厂”（连同 8 条记录），可在回收站恢复"
    assert [count(office, model) for model in (Employer, TestReport, TestResult)] == [1, 0, 0]
    assert not office.ask(lambda s: register.find(s, Query(text="大同石材")))

    (item,) = in_bin(office)
    assert (item.kind, item.name, item.lines) == ("企业", "大同石材厂", 8)
    assert restored(office, item.id).said == "已恢复 “大同石材厂”"
    after = [
        count(office, model) for model in (Employer, Exposure, Declaration, TestReport, TestResult, RiskAssessment)
    ]
    assert after == before
    assert office.ask(lambda s: employer_file.detail(s, rich)) == file
    assert in_bin(office) == []


def test_many_are_removed_and_restored_at_once_and_each_is_one_undo(office, an_employer):
    ids = [an_employer() for _ in range(3)]
    assert removed(office, *ids).said == "已删除 3 家，可在回收站恢复"
    office.undo()
    assert count(office, Employer) == 3
    assert in_bin(office) == []
    office.redo()
    assert restored(office, *(item.id for item in in_bin(office))).said == "已恢复 3 家企业"
    office.undo()
    assert (count(office, Employer), len(in_bin(office))) == (0, 3)


def test_a_code_that_stands_elsewhere_by_now_is_told_and_nothing_is_restored(office, an_employer):
    code = "913305990000000172"
    first = an_employer(name="老厂", credit_code=code)
    removed(office, first)
    an_employer(name="新厂", credit_code=code)
    with pytest.raises(Problem, match="现在登记在“新厂”名下"):
        restored(office, in_bin(office)[0].id)
    assert count(office, Employer) == 1


def test_a_number_given_away_meanwhile_does_not_mix_two_employers(office, an_employer):
    an_employer(name="甲厂")
    last = an_employer(name="乙厂", factors=("苯",))
    removed(office, last)
    again = an_employer(name="丙厂", factors=("噪声",))
    assert again == last  # SQLite gives the highest number again
    (back,) = restored(office, in_bin(office)[0].id).employers
    rows = office.ask(lambda s: register.rows(s, [again, back]))
    assert {(row.name, row.factors) for row in rows.values()} == {("丙厂", "噪声"), ("乙厂", "苯")}


def test_a_line_needs_its_employer_and_comes_back_with_its_results(office, rich):
    (report,) = office.ask(lambda s: ledgers.lines(s, rich, "test_report", rulebook=office.rulebook))
    office.do(lambda s: ledgers.remove(s, "test_report", [report.id], rulebook=office.rulebook, on=TODAY))
    (item,) = in_bin(office)
    assert (item.kind, item.owner, item.lines) == ("检测报告", "大同石材厂", 1)
    removed(office, rich)
    with pytest.raises(Problem, match="先在回收站里恢复"):
        restored(office, item.id)
    restored(office, *(each.id for each in in_bin(office)))
    assert (count(office, TestReport), count(office, TestResult)) == (1, 1)


def test_an_employer_in_the_bin_is_not_in_the_way_of_a_new_one(office, rich):
    removed(office, rich)
    code = {"name": "大同石材厂", "credit_code": "913305990000000172"}
    office.do(lambda s: editing.enter(s, code, rulebook=office.rulebook, on=TODAY))
    assert count(office, Employer) == 1


def test_what_is_discarded_is_gone_but_undo_brings_it_back(office, rich):
    removed(office, rich)
    office.do(lambda s: bin.discard(s, [in_bin(office)[0].id]))
    assert in_bin(office) == []
    with pytest.raises(Problem):
        restored(office, 1)
    office.undo()
    assert len(in_bin(office)) == 1
