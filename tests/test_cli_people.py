"""The commands about people and visits on the sample township, as a person at the keyboard runs them."""

from __future__ import annotations

import pytest

from tests.command_line import CommandLine


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    commands = CommandLine(tmp_path_factory.mktemp("people") / "office.db")
    commands.run("sample", "--employers", "40")
    return commands.run


def plain(run, *words):
    return run(*words, "--json").json


def test_the_sample_township_can_be_planned_at_once(run):
    assert {row["role"] for row in plain(run, "people")} == {"分管领导", "负责人", "协管员", "网格员", "村医"}
    told = plain(run, "demand", "--from", "2026-11-23", "--to", "2026-12-31")
    assert told["said"].startswith(f"需要 {len(told['demands'])} 次，可安排")
    assert {"employer", "from", "to", "reason", "minutes"} <= set(told["demands"][0])
    assert told["excluded"]
    share = plain(run, "coverage", "2026Q4")
    assert 0 < share["covered"] <= share["operating"]
    assert any("没有责任人" in warning for warning in plain(run, "workload")["warnings"])


def test_people_crews_leave_and_grids_are_changed_and_undone(run, tmp_path):
    assert "登记人员：丁一" in run("people", "add", "丁一", "--role", "网格员").stdout
    assert "电话 19000009999" in run("people", "change", "丁一", "--phone", "19000009999").stdout
    assert "竹园村的责任人：丁一" in run("assign", "竹园村", "丁一").stdout
    assert "第四组" in run("crews", "save", "第四组", "--members", "丁一", "--visits", "4").stdout
    assert "（2 天）" in run("leave", "丁一", "--from", "2026-12-01", "--to", "2026-12-02").stdout
    moved = run("handover", "--from", "丁一", "--to", "曹永红", "--dry-run").stdout
    assert "竹园村" in moved
    assert "交给曹永红" in run("handover", "--from", "丁一", "--to", "曹永红").stdout
    assert "责任表已写出" in run("responsibility", str(tmp_path / "a.pdf")).stdout
    assert "没有“无名”" in run("handover", "--from", "无名", "--to", "曹永红", code=1).stderr
    for _ in range(6):
        run("undo")
    assert "丁一" not in run("people").stdout


def test_a_visit_is_recorded_and_an_own_number_laid_down(run):
    employer = plain(run, "demand", "--from", "2026-11-23", "--to", "2026-12-31")["demands"][0]["employer"]
    assert "走访" in run("visit", employer, "--by", "何晓明、冯小军", "--kind", "计划").stdout
    assert plain(run, "visits", employer)[0]["done"] == "2026-11-23"
    run("request-visit", employer, "--kind", "复查", "--by", "2026-11-30", "--why", "整改后复查")
    assert "一年去几次" in run("patrol-rule", "frequency.class.乙", "4", "--basis", "清政办〔2026〕1号").stdout
    assert "恢复默认" in run("patrol-rule", "frequency.class.乙", "--withdraw").stdout
    assert "没有本单位的规定" in run("patrol-rule", "frequency.class.乙", "--withdraw", code=1).stderr
    assert "没有“frequency.class.丁”" in run("patrol-rule", "frequency.class.丁", "4", "--basis", "x", code=1).stderr
    for _ in range(3):
        run("undo")


def test_an_area_is_changed_in_one_step_and_a_campaign_adds_its_visits(run):
    told = run("area", "河口村", "--market", "周三", "--note", "先打电话", "--block", "2026-12-01", "2026-12-03").stdout
    assert "周三" in told
    assert "2026-12-01 至 2026-12-03 不去" in told
    assert "12 公里" in run("area", "河口村", "--distance", "双溪村", "12", "--under", "城北社区").stdout
    assert "看不懂" in run("area", "河口村", "--market", "赶集", code=1).stderr
    assert "没有写要改什么" in run("area", "河口村", code=1).stderr
    begun = run("campaign", "噪声治理", "--from", "2026-11-24", "--to", "2026-12-20", "--search", "噪声").stdout
    assert "专项“噪声治理”" in begun
    kinds = [one["kind"] for one in plain(run, "demand", "--from", "2026-11-24", "--to", "2026-12-31")["demands"]]
    assert kinds.count("专项") > 5
    for _ in range(3):
        run("undo")


def test_tasks_blocked_days_a_person_for_one_employer_and_the_effect_of_a_rule(run):
    asked = {row["task"]: row for row in plain(run, "tasks")}
    key, row = next((key, row) for key, row in asked.items() if row["kind"] == "复查")
    assert {"name", "from", "to", "wanted", "made", "planned", "state", "why"} <= set(row)
    assert "不用去了" in run("tasks", "--stop", key).stdout
    assert key not in {row["task"] for row in plain(run, "tasks")}
    run("undo")
    run("area", "溪东村", "--block", "2026-12-01", "2026-12-05", "--reason", "修路")
    assert "2026-12-01 至 2026-12-05（修路）" in run("area", "溪东村", "--unblock", "2026-12-09", code=1).stderr
    assert "恢复走访" in run("area", "溪东村", "--unblock", "2026-12-03").stdout
    assert "单独的责任人：魏立新" in run("assign", row["name"], "魏立新").stdout
    assert row["name"] in next(one for one in plain(run, "people") if one["name"] == "魏立新")["employers"]
    for _ in range(3):
        run("undo")
    told = plain(run, "patrol-rule", "frequency.nature.一般", "4", "--dry-run")["said"]
    assert "家次数变多" in told
    assert next(one for one in plain(run, "patrol-rule") if one["address"] == "frequency.nature.一般")["number"] == 2
