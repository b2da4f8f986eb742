"""The commands for many employers and for the bin, as a script calls them."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from tests.command_line import CommandLine


@pytest.fixture
def run(office, an_employer):
    for name in ("甲厂", "乙厂", "丙厂"):
        an_employer(name=f"大同{name}", phone=None)
    path = office.path
    office.close()

    return CommandLine(path).answer


def test_a_list_of_names_gets_one_value_and_what_is_not_found_is_told(run, tmp_path):
    names = tmp_path / "名单.txt"
    names.write_text("1. 大同甲厂\n大同乙厂\n没有这家公司\n", encoding="utf-8")
    words = ("bulk", "--names", str(names), "--set", "staff=33", "联系电话=19000000009")
    tried = run(*words, "--dry-run")
    assert tried["employers"] == ["大同甲厂", "大同乙厂"]
    assert tried["operation"] is None
    assert [run("employer", "大同甲厂")["fields"][key] for key in ("staff", "phone")] == [20, None]

    done = run(*words)
    assert done["left"] == ["没有这家公司"]
    assert [run("employer", "大同甲厂")["fields"][key] for key in ("staff", "phone")] == [33, "19000000009"]
    run("undo")
    assert run("employer", "大同乙厂")["fields"]["phone"] is None


def test_a_view_is_saved_shown_used_and_removed(run):
    run("views", "save", "没电话的", "没电话")
    assert run("views", "list") == [{"name": "没电话的", "text": "没电话", "asked": {}, "columns": []}]
    assert len(run("views", "show", "没电话的")) == 3
    run("bulk", "--view", "没电话的", "--set", "phone=19000000001")
    assert run("views", "show", "没电话的") == []
    run("views", "remove", "没电话的")
    assert "没有名为" in run("views", "show", "没电话的", code=1)


def test_a_view_keeps_what_columns_are_narrowed_to_how_it_is_sorted_and_what_it_shows(run, tmp_path):
    run("edit", "大同乙厂", "从业人员", "90")
    run("views", "save", "人多的", "--filter", "经营状态=在营", "--sort", "staff:降", "--columns", "name", "staff")
    (view,) = run("views", "list")
    assert view["asked"] == {"statuses": ["在营"], "sort": [["staff", False]]}
    assert view["columns"] == ["name", "staff"]
    assert run("views", "show", "人多的")[0]["name"] == "大同乙厂"
    out = tmp_path / "人多的.xlsx"
    run("export", "register", str(out), "--view", "人多的")
    lines = list(load_workbook(out).worksheets[0].iter_rows(values_only=True))
    assert ("大同乙厂", 90) in [line[:2] for line in lines][:3]
    assert "没有“查无”" in run("views", "save", "错的", "--filter", "经营状态=查无", code=1)


def test_an_employer_goes_to_the_bin_and_comes_back(run):
    assert run("remove", "大同甲厂")["said"].startswith("已删除 “大同甲厂”")
    (item,) = run("bin")
    assert item["name"] == "大同甲厂"
    assert len(run("search", "大同")["employers"]) == 2
    run("put-back", str(item["id"]))
    assert len(run("search", "大同")["employers"]) == 3
    assert run("bin") == []
