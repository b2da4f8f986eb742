"""The commands of 到期事项 as another program calls them: words, keys and exit codes are a contract."""

from __future__ import annotations

import pytest

from tests.command_line import CommandLine

KEYS = {"name", "credit_code", "duty", "factor", "due", "state", "basis", "because", "unconfirmed"}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Commands on one made-up township of twelve employers."""
    commands = CommandLine(tmp_path_factory.mktemp("office") / "office.db")
    commands.run("sample", "--employers", 12)
    return commands.run


def listed(run, *words):
    return run("duties", "--json", *words).json


def test_everything_due_is_listed_with_its_reason(run):
    items = listed(run, "--on", "2026-11-23")
    assert items
    assert all(set(item) == KEYS for item in items)
    assert {item["state"].split()[0] for item in items} <= {"未到", "临近", "到期", "逾期", "缺少依据"}
    assert all(item["basis"] and item["because"] for item in items)
    assert all(item["due"] for item in items if item["state"] != "缺少依据")
    assert len(listed(run, "--open")) == sum(item["state"] != "未到" for item in items)


def test_later_more_is_overdue_and_nothing_less(run):
    def late(on):
        items = [item for item in listed(run, "--on", on) if item["state"].startswith("逾期")]
        return {(item["name"], item["duty"], item["factor"]) for item in items}

    assert late("2026-11-23") <= late("2027-06-01") <= late("2028-06-01")


def test_urging_is_an_operation_with_its_undo(run):
    name = listed(run)[0]["name"]
    done = run("urge", name, "全部", "--how", "电话", "--result", "下周办", "--json").json
    assert done["said"] == f"{name}：电话催办全部到期事项，下周办"
    assert isinstance(done["operation"], int)
    run("undo")
    assert "不认识的催办方式" in run("urge", name, "全部", "--how", "喊话", code=1).stderr
    assert "种事项" in run("urge", name, "扫地", "--how", "电话", code=1).stderr


def test_letters_and_calendar_are_files(run, tmp_path):
    made = run("letters", "--out", tmp_path / "l.pdf", "--json").json
    assert made["letters"] > 0
    assert (tmp_path / "l.pdf").read_bytes().startswith(b"%PDF")
    some = run("calendar", "--out", tmp_path / "c.ics", "--json").json
    whole = run("calendar", "--all", "--out", tmp_path / "d.ics", "--json").json
    assert 0 < some["events"] < whole["events"]
    assert "没有到期" in run("letters", "--village", "没有的村", "--out", tmp_path / "n.pdf", code=1).stderr


def test_a_year_of_holidays_is_imported(run, tmp_path):
    file = tmp_path / "2027.csv"
    days = [f"2027-10-{day:02},放假,国庆节" for day in range(1, 14)]
    file.write_text("\n".join(["date,kind,name", *days]), encoding="utf-8")
    assert "2027 年" in run("holidays", "import", file).stdout
    run("undo")


def test_changes_leavers_and_patrollers_are_noted(run):
    item = listed(run)[0]
    assert "更名" in run("happened", item["name"], "名称场所负责人", "--on", "2026-11-20", "--note", "更名").stdout
    run("happened", item["name"], "离岗", "--on", "2026-12-01", "--note", "王某", "--on-job-exam", "2026-03-01")
    mine = [entry for entry in listed(run) if entry["name"] == item["name"]]
    assert any(entry["duty"] == "离岗体检" and entry["due"] == "2026-12-01" for entry in mine)
    assert "溪东村的网格员：李某" in run("patroller", "溪东村", "李某").stdout
    assert "没有“某村”" in run("patroller", "某村", "李某", code=1).stderr
    for _ in range(3):
        run("undo")
