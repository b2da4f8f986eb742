"""The commands on the register: words, keys and exit codes are a contract."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook

from tests.command_line import CommandLine


@pytest.fixture
def run(tmp_path):
    return CommandLine(tmp_path / "o" / "office.db").run


def test_the_register_from_the_command_line(run, tmp_path):
    run("sample", "--employers", "30", "--years", "2")
    name = run("grade", "--json").json[0]["name"]
    one = run("employer", name, "--json").json
    assert {"name", "credit_code", "row", "fields", "ledgers", "completeness"} <= set(one)
    then = run("employer", name, "--on", "2025-06-30", "--json").json
    assert then["on"] == "2025-06-30"
    assert "还没有到" in run("employer", name, "--on", "2027-01-01", code=1).stderr
    moved = run("changes", "--from", "2026-07-01", "--to", "2026-09-30", "--json").json
    report = run("summary", "2026Q3", "--out", tmp_path, "--json").json["figures"]
    assert moved["figures"]["A01"]["after"] == report["A01"]["value"]
    assert moved["figures"]["A02"]["after"] == report["A02"]["value"]
    assert list(moved["figures"]["A09"].items()) == list(report["A09"]["parts"].items())
    assert {"new", "back", "gone", "status", "changed", "merged", "said"} <= set(moved)
    run("changes", "--from", "2026-07-01", "--to", "2026-09-30", "--out", tmp_path / "变化.xlsx")
    found = run("search", "没有苯 三季度没巡查", "--json").json
    assert [condition["said"] for condition in found["conditions"]] == ["没有苯", "2026年第三季度没有巡查"]
    assert found["unused"] == []
    score = run("completeness", "--json").json
    assert {"whole", "villages", "employers"} == set(score)
    assert len(run("checkup", "--json").json) == 10


def test_two_records_are_found_and_merged(run):
    run("sample", "--employers", "12", "--years", "1")
    names = [line["name"] for line in run("grade", "--json").json]
    run("edit", names[1], "credit_code", "")
    run("edit", names[1], "name", names[0] + "（新）")
    (pair,) = [p for p in run("duplicates", "--json").json if names[0] in (p["one"]["name"], p["other"]["name"])]
    assert pair["score"] >= 60
    assert pair["reasons"]
    ids = [f"#{pair[side]['id']}" for side in ("one", "other")]
    assert "已合并" in run("merge", *ids).stdout
    assert "已撤销" in run("undo").stdout or "撤销" in run("undo").stdout


def test_the_register_as_of_a_day_is_written_as_it_stood_then(office, an_employer, tmp_path):
    an_employer(name="大同甲厂", phone=None, registered_on=date(2025, 1, 1), status_since=date(2025, 1, 1))
    an_employer(name="大同新厂", phone=None, registered_on=date(2026, 9, 1), status_since=date(2026, 9, 1))
    path, out = office.path, tmp_path / "台账.xlsx"
    office.close()

    run = CommandLine(path).answer
    run("status", "大同甲厂", "停产", "--since", "2026-08-01")
    done = run("export", "register", str(out), "--on", "2026-06-30", "--columns", "name", "status")

    assert done == {"file": str(out), "employers": 1, "on": "2026-06-30"}
    lines = list(load_workbook(out).worksheets[0].iter_rows(values_only=True))
    assert ("大同甲厂", "在营") in [line[:2] for line in lines]
    later = run("export", "register", str(out), "--on", "2026-09-30", "--columns", "name", "status")
    assert later["employers"] == 2
    lines = [line[:2] for line in load_workbook(out).worksheets[0].iter_rows(values_only=True)]
    assert {("大同甲厂", "停产"), ("大同新厂", "在营")} <= set(lines)
    assert "还没有到" in run("export", "register", str(out), "--on", "2027-01-01", code=1)
    assert "只有现在的" in run("export", "register", str(out), "--on", "2026-06-30", "--ledgers", code=1)
