"""The commands on the register: words, keys and exit codes are a contract."""

from __future__ import annotations

from tests.test_cli import as_json, run

__all__ = ["run"]


def test_the_register_from_the_command_line(run, tmp_path):
    run("sample", "--employers", "30", "--years", "2")
    name = as_json(run("grade", "--json"))[0]["name"]
    one = as_json(run("employer", name, "--json"))
    assert {"name", "credit_code", "row", "fields", "ledgers", "completeness"} <= set(one)
    then = as_json(run("employer", name, "--on", "2025-06-30", "--json"))
    assert then["on"] == "2025-06-30"
    assert "还没有到" in run("employer", name, "--on", "2027-01-01", code=1).stderr
    moved = as_json(run("changes", "--from", "2026-07-01", "--to", "2026-09-30", "--json"))
    report = as_json(run("summary", "2026Q3", "--out", tmp_path, "--json"))["figures"]
    assert moved["figures"]["A01"]["after"] == report["A01"]["value"]
    assert moved["figures"]["A02"]["after"] == report["A02"]["value"]
    assert list(moved["figures"]["A09"].items()) == list(report["A09"]["parts"].items())
    assert {"new", "back", "gone", "status", "changed", "merged", "said"} <= set(moved)
    run("changes", "--from", "2026-07-01", "--to", "2026-09-30", "--out", tmp_path / "变化.xlsx")
    found = as_json(run("search", "没有苯 三季度没巡查", "--json"))
    assert [condition["said"] for condition in found["conditions"]] == ["没有苯"]
    assert found["unused"][0]["written"] == "三季度没巡查"
    score = as_json(run("completeness", "--json"))
    assert {"whole", "villages", "employers"} == set(score)
    assert len(as_json(run("checkup", "--json"))) == 10


def test_two_records_are_found_and_merged(run):
    run("sample", "--employers", "12", "--years", "1")
    names = [line["name"] for line in as_json(run("grade", "--json"))]
    run("edit", names[1], "credit_code", "")
    run("edit", names[1], "name", names[0] + "（新）")
    (pair,) = [p for p in as_json(run("duplicates", "--json")) if names[0] in (p["one"]["name"], p["other"]["name"])]
    assert pair["score"] >= 60
    assert pair["reasons"]
    ids = [f"#{pair[side]['id']}" for side in ("one", "other")]
    assert "已合并" in run("merge", *ids).stdout
    assert "已撤销" in run("undo").stdout or "撤销" in run("undo").stdout
