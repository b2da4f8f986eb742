"""The sub-ledgers by hand: what is typed is read like a cell, each change is one operation, the grade follows."""

from __future__ import annotations

from datetime import date

import pytest

from desktop import cli
from desktop.work import ledgers, register
from desktop.work.ledger_cells import Refused
from desktop.work.problem import Problem
from tests.command_line import CommandLine
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

        change = office.do(work)
        return change, made[0]

    return typed


def lines(office, employer, ledger):
    return office.ask(lambda session: ledgers.lines(session, employer, ledger, rulebook=office.rulebook))


def level(office, employer):
    return office.ask(lambda session: register.rows(session, [employer]))[employer].level


TYPED = {
    "declaration": {"declared_on": "2026年3月", "kind": "变更", "receipt_no": "A-1"},
    "test_report": {"tested_on": "2026.3.5", "points": "１２个", "points_over": "0", "institution": "某检测公司"},
    "health_exam": {"examined_on": "2026-04-01", "due": "八", "examined": "7人"},
    "training": {"trained_on": "2026-05", "audience": "员工", "hours": "8学时", "trained": "6"},
    "labour_standing": {"counted_on": "2026-06-01", "contracts_signed": "20", "insured": "20"},
    "commitment": {"signed_on": "2026-01-09", "signer": "张某", "expires_on": "2027-12-31"},
    "construction_project": {"name": "二期扩建", "kind": "扩建项目", "pre_evaluated_on": "2025-05-06"},
}


@pytest.mark.parametrize("ledger", TYPED)
def test_every_ledger_takes_a_line_changes_it_and_gives_it_back(office, employer, add, ledger):
    change, line = add(ledger, **TYPED[ledger])
    assert change.said.startswith("大同石材厂：新增")
    kept = lines(office, employer, ledger)[0]
    form = office.rulebook.ledgers[ledger]
    typed = office.ask(lambda s: ledgers.line_written(s, ledger, line, rulebook=office.rulebook))
    same = office.do(lambda s: ledgers.change(s, ledger, line, typed, rulebook=office.rulebook, on=TODAY))
    assert same.number is None  # what is shown for changing, written back, changes nothing

    office.do(lambda s: ledgers.remove(s, ledger, [line], rulebook=office.rulebook, on=TODAY))
    assert lines(office, employer, ledger) == []
    office.undo()
    assert lines(office, employer, ledger)[0] == kept
    office.undo()
    assert lines(office, employer, ledger) == []
    assert {field.key for field in form.fields} == set(kept.cells)


def test_cells_are_read_like_those_of_a_sheet(office, employer, add):
    add("test_report", **TYPED["test_report"])
    add("declaration", **TYPED["declaration"])
    add("health_exam", **TYPED["health_exam"])
    add("training", **TYPED["training"])
    assert lines(office, employer, "test_report")[0].cells["points"] == "12"
    assert lines(office, employer, "test_report")[0].cells["kind"] == "定期检测"
    assert lines(office, employer, "declaration")[0].cells["declared_on"] == "2026-03"
    assert lines(office, employer, "health_exam")[0].cells["year"] == "2026"
    assert lines(office, employer, "health_exam")[0].cells["due"] == "8"
    assert lines(office, employer, "training")[0].cells["audience"] == "劳动者"


@pytest.mark.parametrize(
    ("ledger", "text", "told"),
    [
        ("test_report", {"tested_on": "2026-03-05", "points": "约30"}, ("points", "整数")),
        ("test_report", {"tested_on": "", "points": "3"}, ("tested_on", "采样日期")),
        ("test_report", {"tested_on": "2026-12-01"}, ("tested_on", "今天之后")),
        ("test_report", {"tested_on": "2026-03-05", "points": "3", "points_over": "4"}, ("points_over", "大于")),
        ("declaration", {"declared_on": "2026-02-30"}, ("declared_on", "没有这一天")),
        ("declaration", {"declared_on": "2026-02-03", "kind": "补充"}, ("kind", "初次")),
        ("health_exam", {"due": "3"}, ("year", "年度")),
        ("commitment", {}, ("signed_on", "空")),
        ("training", {"trained_on": "2026-02", "audience": "劳动者", "hours": "-2"}, ("hours", "负数")),
        ("construction_project", {"name": "长" * 300}, ("name", "太长")),
    ],
)
def test_a_cell_that_is_not_clear_is_refused_with_what_to_write(office, employer, add, ledger, text, told):
    with pytest.raises(Refused) as refused:
        add(ledger, **text)
    key, words = told
    doubt = refused.value.cells[key]
    assert words in doubt.why + doubt.instead
    assert lines(office, employer, ledger) == []


def test_every_wrong_cell_is_told_at_once(add):
    with pytest.raises(Refused) as refused:
        add("test_report", tested_on="去年", points="几个", points_over="x")
    assert set(refused.value.cells) == {"tested_on", "points", "points_over"}


def test_a_result_over_the_limit_moves_the_grade_in_the_same_operation_and_undo_takes_both_back(office, employer, add):
    add("test_report", tested_on="2026-09-01", points="4", points_over="0")
    before = level(office, employer)
    assert before is not None
    add("test_result", written="矽尘", points="2", points_over="1")
    assert lines(office, employer, "test_result")[0].over is True
    assert level(office, employer) != before
    office.undo()
    assert level(office, employer) == before


def test_removing_a_report_takes_its_results_and_undo_brings_both_back(office, employer, add):
    _, report = add("test_report", tested_on="2026-09-01", points="4")
    add("test_result", written="噪声", result="88", unit="dB(A)", limit_kind="LEX,8h")
    kept = lines(office, employer, "test_result")
    assert "85" in kept[0].limit
    office.do(lambda s: ledgers.remove(s, "test_report", [report], rulebook=office.rulebook, on=TODAY))
    assert lines(office, employer, "test_result") == []
    office.undo()
    assert lines(office, employer, "test_result") == kept


def test_a_result_needs_a_report_of_the_same_employer(office, an_employer, employer, add):
    with pytest.raises(Problem, match="检测报告"):
        add("test_result", written="噪声")
    other = an_employer(tests=((date(2026, 1, 1), 2, 0),))
    report = office.ask(lambda s: ledgers.newest_report(s, other))
    for named in (str(report), "最近的"):
        with pytest.raises(Problem, match="检测报告"):
            add("test_result", written="噪声", report=named)


def test_a_contradiction_between_mark_and_points_is_refused(add):
    add("test_report", tested_on="2026-09-01")
    with pytest.raises(Refused, match="不一样"):
        add("test_result", written="噪声", points="2", points_over="0", over_limit="是")


def test_a_change_is_told_field_by_field(office, employer, add):
    _, line = add("test_report", tested_on="2026-09-01", points="4")
    text = {"points": "5", "points_over": "1"}
    change = office.do(lambda s: ledgers.change(s, "test_report", line, text, rulebook=office.rulebook, on=TODAY))
    assert "检测点数 4 → 5" in change.said
    assert "超标点数 未登记 → 1" in change.said


def test_the_command_lists_adds_changes_and_removes(office, employer):
    path = office.path
    office.close()

    def run(*words, code=cli.DONE):
        return CommandLine(path).answer("ledger", "大同石材厂", *words, code=code)

    made = run("检测报告", "add", "采样日期=2026-03-05", "points=12")
    assert run("test_report", "list")[0]["points"] == "12"
    assert "12 → 13" in run("test_report", "change", str(made["id"]), "points=13")["said"]
    assert "整数" in run("test_report", "add", "tested_on=2026-03-05", "points=约30", code=cli.REFUSED)
    assert "没有编号" in run("test_report", "remove", "999", code=cli.REFUSED)
    run("test_report", "remove", str(made["id"]))
    assert run("test_report", "list") == []
