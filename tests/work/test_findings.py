"""超标就是隐患: what is typed into the tests opens, closes and reopens findings in the same operation, and undo too."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.work import findings, findings_tests, ledgers
from desktop.work.change import Change
from desktop.work.findings import Filters, Found, Move
from desktop.work.problem import Problem
from tests.conftest import TODAY


@pytest.fixture
def employer(an_employer):
    return an_employer(name="大同石材厂", factors=("矽尘", "噪声"))


@pytest.fixture
def add(office, employer):
    def typed(ledger, **text):
        made = []

        def work(session):
            change, line = ledgers.add(session, employer, ledger, text, rulebook=office.rulebook, on=TODAY)
            made.append(line)
            return change

        office.do(work)
        return made[0]

    return typed


def listed(office, **filters):
    return office.ask(lambda s: findings.rows(s, office.rulebook, TODAY, Filters(**filters)))


def change(office, ledger, line, **text):
    return office.do(lambda s: ledgers.change(s, ledger, line, text, rulebook=office.rulebook, on=TODAY))


def remove(office, ledger, line):
    return office.do(lambda s: ledgers.remove(s, ledger, [line], rulebook=office.rulebook, on=TODAY))


def advance(office, finding, to, person=None, **given):
    move = Move(to, given, person)
    return office.do(lambda s: findings.advance(s, finding, move, rulebook=office.rulebook, on=TODAY))


def course(office, finding):
    steps = office.ask(lambda s: findings.course(s, finding, office.rulebook))
    return [(step.label, step.state) for step in steps]


def test_a_result_over_the_limit_opens_a_finding_in_the_same_operation(office, add):
    report = add("test_report", tested_on="2026-09-05", reported_on="2026-09-20")
    add("test_result", report=str(report), written="矽尘", points="5", points_over="2", over_limit="是")
    (found,) = listed(office)
    assert (found.number, found.source, found.state) == ("2026-001", "检测超标", "待整改")
    assert found.described == "2026-09-05 检测矽尘超标（5 个点中 2 个超标）"
    assert (found.opened_on, found.deadline) == (date(2026, 9, 20), date(2026, 12, 19))
    assert found.recheck_due == date(2026, 12, 22)
    office.undo()
    assert listed(office) == []
    office.redo()
    assert [row.id for row in listed(office)] == [found.id]


def test_a_value_over_its_limit_opens_one_without_any_mark(office, add):
    add("test_report", tested_on="2026-09-05")
    add("test_result", written="噪声", result="91", unit="dB(A)")
    (found,) = listed(office)
    assert "结果 91dB(A)" in found.described


def test_the_report_opens_it_first_and_the_factor_takes_it_over(office, add):
    add("test_report", tested_on="2026-09-05", points="6", points_over="2")
    (found,) = listed(office)
    assert "没有写明哪种因素" in found.described
    add("test_result", written="矽尘", points="5", points_over="2")
    (same,) = listed(office)
    assert same.id == found.id
    assert "矽尘超标" in same.described


def test_a_later_retest_within_the_limit_closes_it_and_its_correction_opens_it_again(office, add):
    add("test_report", tested_on="2026-03-05")
    add("test_result", written="矽尘", over_limit="是")
    retest = add("test_report", tested_on="2026-06-05", kind="委托复测", institution="某检测公司")
    line = add("test_result", report=str(retest), written="矽尘", over_limit="否")
    (found,) = listed(office)
    assert (found.state, found.recheck_result, found.rechecked_by) == ("已销号", "合格", "某检测公司")
    assert (found.rechecked_on, found.finished_on) == (date(2026, 6, 5), date(2026, 6, 5))
    change(office, "test_result", line, over_limit="是")
    (again,) = listed(office)
    assert (again.id, again.standing, again.rechecked_on) == (found.id, "逾期", None)
    assert [label for label, _ in course(office, found.id)] == ["登记", "复测合格，自动销号", "检测结果更正，重新打开"]
    office.undo()
    assert listed(office)[0].state == "已销号"


def test_when_the_closing_report_is_removed_it_is_open_again(office, add):
    add("test_report", tested_on="2026-03-05", points="3", points_over="1")
    retest = add("test_report", tested_on="2026-06-05", points="3", points_over="0")
    assert listed(office)[0].state == "已销号"
    remove(office, "test_report", retest)
    assert listed(office)[0].state == "待整改"
    office.undo()
    assert listed(office)[0].state == "已销号"


def test_a_wrong_result_corrected_takes_the_finding_back_unless_somebody_worked_on_it(office, add):
    add("test_report", tested_on="2026-09-05")
    line = add("test_result", written="矽尘", over_limit="是")
    change(office, "test_result", line, over_limit="否")
    assert listed(office) == []
    change(office, "test_result", line, over_limit="是")
    (found,) = listed(office)
    advance(office, found.id, "开始整改", "小陈", measures="加装除尘")
    change(office, "test_result", line, over_limit="否")
    (closed,) = listed(office)
    assert closed.state == "已销号"
    assert course(office, found.id)[-1] == ("检测结果更正为不超标，销号", "已销号")
    change(office, "test_result", line, over_limit="是")
    assert listed(office)[0].state == "待整改"


def test_nothing_is_opened_twice(office, employer, add):
    add("test_report", tested_on="2026-03-05")
    add("test_result", written="矽尘", over_limit="是")
    add("test_report", tested_on="2026-06-05")
    add("test_result", written="矽尘", over_limit="是")
    assert len(listed(office)) == 1

    def again(session):
        return Change("x", frozenset(findings_tests.follow(session, office.rulebook, TODAY)))

    assert office.do(again).number is None


def test_what_a_person_closed_opens_anew_only_by_a_later_test(office, add):
    add("test_report", tested_on="2026-03-05")
    add("test_result", written="矽尘", over_limit="是")
    (found,) = listed(office)
    advance(office, found.id, "passed", "小陈", rechecked_by="小陈", rechecked_on="2026-11-01")
    add("training", trained_on="2026-05", audience="员工")
    assert [row.state for row in listed(office)] == ["已销号"]
    other = office.today
    office.today = lambda: date(2026, 12, 20)
    report = office.do(
        lambda s: ledgers.add(s, found.employer_id, "test_report", {"tested_on": "2026-12-10"},
                              rulebook=office.rulebook, on=date(2026, 12, 20))[0]
    )  # fmt: skip
    assert report.number
    office.do(
        lambda s: ledgers.add(s, found.employer_id, "test_result", {"written": "矽尘", "over_limit": "是"},
                              rulebook=office.rulebook, on=date(2026, 12, 20))[0]
    )  # fmt: skip
    office.today = other
    assert sorted((row.number, row.state) for row in listed(office)) == [("2026-001", "已销号"), ("2026-002", "待整改")]


def test_a_patrol_finding_runs_from_opening_to_closing(office, employer):
    found = Found("喷漆房没有警示标识", "巡查", check_item="警示标识")
    made = []

    def work(session):
        told, id = findings.open_finding(session, employer, found, rulebook=office.rulebook, on=TODAY, person="小陈")
        made.append(id)
        return told

    told = office.do(work)
    assert told.said == "大同石材厂：登记隐患 2026-001，喷漆房没有警示标识，期限 2026-12-08"
    (id,) = made
    advance(office, id, "开始整改", measures="贴标识", responsible="张某")
    advance(office, id, "待复查", finished_on="2026-11-20")
    due = office.ask(lambda s: findings.to_recheck(s, office.rulebook, TODAY))
    assert [(row.id, row.recheck_due) for row in due] == [(id, date(2026, 11, 23))]
    advance(
        office, id, "部分合格", rechecked_by="小陈", rechecked_on="2026-11-23", deadline="2026-12-20"
    ) if False else (
        advance(office, id, "partly", rechecked_by="小陈", rechecked_on="2026-11-23", deadline="2026-12-20")
    )
    (row,) = listed(office)
    assert (row.state, row.recheck_result, row.deadline, row.extensions) == (
        "整改中",
        "部分合格",
        date(2026, 12, 20),
        1,
    )
    assert row.finished_on is None
    advance(office, id, "已销号", rechecked_by="小陈", rechecked_on="2026-11-23")
    assert [state for _, state in course(office, id)] == ["待整改", "整改中", "待复查", "整改中", "已销号"]


@pytest.fixture
def finding(office, employer):
    made = []

    def work(session):
        told, id = findings.open_finding(session, employer, Found("没有公告栏"), rulebook=office.rulebook, on=TODAY)
        made.append(id)
        return told

    office.do(work)
    return made[0]


@pytest.mark.parametrize(
    ("to", "given", "told"),
    [
        ("逾期", {}, "程序自己会显示逾期"),
        ("已立案", {}, "现在可以：开始整改"),
        ("已销号", {}, "几种走法"),
        ("企业已改，等复查", {}, "还没有写完成日期"),
        ("企业已改，等复查", {"finished_on": "2027-01-01"}, "今天之后"),
        ("企业已改，等复查", {"finished_on": "2026-11"}, "不是完整的日期"),
        ("延期", {"deadline": "2026-11-01", "note": "x"}, "今天之前"),
        ("开始整改", {"funds": "很多"}, "不是数"),
        ("开始整改", {"funds": "-1"}, "不是数"),
        ("开始整改", {"finished_on": "2026-11-01"}, "不用写完成日期"),
    ],
)
def test_a_step_that_cannot_be_taken_says_what_can(office, finding, to, given, told):
    with pytest.raises(Problem) as problem:
        advance(office, finding, to, **given)
    assert told in str(problem.value)
    assert listed(office)[0].state == "待整改"


def test_after_two_extensions_the_county_is_to_be_told(office, finding):
    for day in ("2026-12-10", "2026-12-20"):
        advance(office, finding, "延期", deadline=day, note="设备未到")
    with pytest.raises(Problem, match="上报线索"):
        advance(office, finding, "延期", deadline="2026-12-30", note="设备未到")
    advance(office, finding, "已上报", document_no="梅安线索〔2026〕1号")
    advance(office, finding, "县里不受理，继续整改", county_feedback="情节轻微", deadline="2026-12-30")
    advance(office, finding, "上报线索")
    advance(office, finding, "已立案")
    advance(office, finding, "已销号", county_feedback="已处罚")
    advance(office, finding, "重新打开", note="又拆了", deadline="2026-12-31")
    (row,) = listed(office)
    assert (row.state, row.recheck_result, row.county_feedback) == ("整改中", None, "已处罚")


def test_a_finding_needs_words_and_a_known_source(office, employer):
    for found, told in ((Found(" "), "没有写发现"), (Found("x", "听说"), "没有“听说”"),
                        (Found("x", deadline=date(2026, 1, 1)), "早于发现日期")):  # fmt: skip
        with pytest.raises(Problem, match=told):
            office.do(
                lambda s, found=found: findings.open_finding(s, employer, found, rulebook=office.rulebook, on=TODAY)[0]
            )
    with pytest.raises(Problem, match="不在台账"):
        office.do(lambda s: findings.open_finding(s, 999, Found("x"), rulebook=office.rulebook, on=TODAY)[0])
    with pytest.raises(Problem, match="不在了"):
        office.ask(lambda s: findings.one(s, 999, office.rulebook, TODAY))
    with pytest.raises(Problem, match="不在了"):
        advance(office, 999, "延期")


def test_the_list_is_narrowed_by_state_village_source_and_deadline(office, finding, add):
    add("test_report", tested_on="2026-03-05", points="3", points_over="1")
    assert [row.source for row in listed(office)] == ["检测超标", "巡查"]
    assert [row.source for row in listed(office, states=("逾期",))] == ["检测超标"]
    assert [row.source for row in listed(office, source="巡查")] == ["巡查"]
    assert [row.source for row in listed(office, due_within=7)] == ["检测超标"]
    assert len(listed(office, due_within=30)) == 2
    assert listed(office, village="没有的村") == []
    assert findings.counts(listed(office)) == {"逾期": 1, "待整改": 1}
    assert listed(office, states=("逾期",))[0].late(TODAY) == (TODAY - date(2026, 6, 3)).days
    assert office.ask(lambda s: findings.count_open(s, office.rulebook)) == 2


def test_a_finding_is_also_a_line_of_the_card(office, employer, add):
    line = add("finding", opened_on="2026-11-20", source="企业自查", described="没有台账")
    form = office.rulebook.ledgers["finding"]
    (shown,) = office.ask(lambda s: ledgers.lines(s, employer, "finding", rulebook=office.rulebook))
    assert shown.cells["number"] == "2026-001"
    assert (shown.cells["state"], shown.cells["deadline"]) == ("待整改", "2026-12-20")
    change(office, "finding", line, responsible="李某")
    with pytest.raises(Problem, match="没有可以填写的"):
        change(office, "finding", line, state="已销号")
    assert form.field("state").given
    assert listed(office)[0].responsible == "李某"
    late = ledgers.lines
    (shown,) = office.ask(lambda s: late(s, employer, "finding", rulebook=office.rulebook, on=date(2026, 12, 21)))
    assert shown.cells["state"] == "逾期", "the card says what the list of findings says"
