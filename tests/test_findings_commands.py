"""The commands of 隐患整改: words, keys and exit codes are a contract."""

from __future__ import annotations

import pytest

from desktop import cli
from tests.command_line import CommandLine


@pytest.fixture
def run(office, an_employer):
    an_employer(name="大同石材厂", factors=("矽尘",))
    path = office.path
    office.close()

    return CommandLine(path).answer


def test_an_over_limit_result_is_listed_advanced_and_shown(run):
    run("ledger", "大同石材厂", "test_report", "add", "tested_on=2026-06-05", "points=4", "points_over=1")
    (found,) = run("findings")
    assert (found["number"], found["standing"], found["late"]) == ("2026-001", "逾期", 81)
    assert found["recheck_due"] == "2026-09-06"
    assert run("findings", "--state", "已销号") == []
    assert len(run("findings", "--state", "逾期", "--employer", "大同石材厂")) == 1
    told = run("finding", "2026-001", "advance", "待复查", "完成日期=2026-11-20", "--by", "小陈")
    assert told["state"] == "待复查"
    assert told["course"][-1]["person"] == "小陈"
    assert run("finding", "2026-001")["next"][0] == "复查合格，销号"
    run("undo")
    assert run("finding", "2026-001")["standing"] == "逾期"


def test_what_cannot_be_done_is_said(run):
    assert "可用的状态" in run("findings", "--state", "改好了", code=cli.REFUSED)
    assert "没有编号" in run("finding", "2026-009", code=cli.REFUSED)
    run("ledger", "大同石材厂", "finding", "add", "opened_on=2026-11-20", "source=巡查", "described=没有台账")
    assert "栏=内容" in run("finding", "2026-001", "advance", "待复查", "改好了", code=cli.REFUSED)
    assert "还没有写" in run("finding", "2026-001", "advance", "待复查", code=cli.REFUSED)


def test_a_file_from_before_findings_catches_up_once(office, an_employer):
    from datetime import date

    an_employer(name="大同石材厂", factors=("矽尘",), tests=((date(2026, 6, 5), 4, 1),))
    path = office.path
    office.close()
    told = [CommandLine(path).run("findings", "--catch-up").stdout for _ in range(2)]
    assert "1 家企业有变化" in told[0]
    assert "没有要登记的" in told[1]


def test_a_finding_is_printed_from_the_command_line(run, tmp_path):
    run("ledger", "大同石材厂", "test_report", "add", "tested_on=2026-06-05", "points=4", "points_over=1")
    run("township", "--name", "清源镇", "--county", "安和县")
    for paper, name in (("advice", "整改建议书"), ("recheck", "整改情况复查记录"), ("clue", "违法线索报告单")):
        told = run("finding", "2026-001", "print", paper, str(tmp_path / f"{paper}.pdf"))
        assert told["name"] == name
        assert (tmp_path / f"{paper}.pdf").read_bytes().startswith(b"%PDF")
    assert "可以打印：advice（整改建议书）" in run("finding", "2026-001", "print", "letter", "x.pdf", code=1)


def test_closing_says_what_a_retest_would_do_to_the_grade_and_only_then(run):
    run("edit", "大同石材厂", "exposed_workers", "18")
    run("ledger", "大同石材厂", "test_report", "add", "tested_on=2026-06-05", "points=4", "points_over=1")
    run("ledger", "大同石材厂", "finding", "add", "source=巡查", "opened_on=2026-11-01", "described=没有公告栏")
    closing = ("advance", "passed", "rechecked_by=小陈", "rechecked_on=2026-11-20")
    assert run("finding", "2026-001")["regrade"] is None, "it is still open"
    told = run("finding", "2026-001", *closing)["regrade"]
    assert "现在是Ⅲ级" in told
    assert "复测合格，则为Ⅱ级" in told
    assert run("finding", "2026-002", *closing)["regrade"] is None, "no self-check: nothing to raise"
    run("manage", "大同石材厂", "C", "--source", "自查表")
    told = run("finding", "2026-002")["regrade"]
    assert "管理等级提高到" in told
    assert "重新自查" in told
    run("ledger", "大同石材厂", "test_report", "add", "tested_on=2026-11-20", "points=4", "points_over=0")
    assert run("finding", "2026-001")["regrade"] is None, "the retest is there"
