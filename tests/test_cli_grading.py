"""The commands of grading, as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter

from desktop import cli
from tests.rules.test_grading_tables import pack

TODAY = "2026-11-23"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    run(folder, "sample", "--employers", "20")
    return folder


def run(folder: Path, *words: str) -> int:
    return cli.run(cli.read(["--office", str(folder / "office.db"), "--today", TODAY, *words]))


def told(capsys, folder: Path, *words: str):
    capsys.readouterr()
    assert run(folder, *words, "--json") == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def test_editions_say_which_holds_and_what_waits(place, capsys):
    found = {entry["id"]: entry for entry in told(capsys, place, "editions")}
    pilot, guide = found["cn-national-pilot-2022"], found["cn-pilot-guide-2020"]
    assert (pilot["in_force"], pilot["class_order"]) == (True, ["甲", "乙", "丙"])
    assert {cell["cell"] for cell in pilot["unconfirmed"]} >= {"combined.A.Ⅰ"}
    assert (guide["complete"], guide["class_order"]) == (False, ["丙", "乙", "甲"])
    assert guide["gaps"]


def test_grading_by_another_edition_keeps_nothing(place, capsys):
    before = told(capsys, place, "history")
    found = told(capsys, place, "grade", "--edition", "example-qingdao-form")
    assert {line["edition"] for line in found} == {"example-qingdao-form"}
    assert set(found[0]) >= {"name", "credit_code", "level", "management", "class", "because", "edition", "missing"}
    assert told(capsys, place, "history") == before
    assert run(place, "grade", "--edition", "cn-pilot-guide-2020") == 1
    assert "内容不全" in capsys.readouterr().err


def test_what_if_lists_who_moves_and_keeps_nothing(place, capsys, tmp_path):
    file = tmp_path / "w.toml"
    file.write_text('[facts."*"]\nover_limit = true\nexposed_workers = 80\n', "utf-8")
    before = told(capsys, place, "history")
    found = told(capsys, place, "grade", "--what-if", str(file))
    assert found["moves"]
    assert {move["to"]["level"] for move in found["moves"]} == {"Ⅲ"}
    assert set(found["visits_per_quarter"]) == {"before", "after"}
    assert told(capsys, place, "history") == before
    assert run(place, "grade", "--what-if", str(file)) == 0
    assert "每季度走访" in capsys.readouterr().out


def test_a_pack_is_brought_in_confirmed_adopted_and_taken_back(place, capsys, tmp_path):
    file = tmp_path / "county.toml"
    file.write_text(pack({"combined.B.Ⅱ": "丙"}, id="county"), "utf-8")
    assert run(place, "pack", str(file)) == 0
    assert run(place, "confirm", "county", "combined.B.Ⅱ", "--basis", "县局文", "--by", "陈") == 0
    assert run(place, "adopt", "county", "--from", TODAY, "--by", "县局") == 0
    assert {line["edition"] for line in told(capsys, place, "grade")} == {"county"}
    assert next(e for e in told(capsys, place, "editions") if e["in_force"])["adopted_from"] == [TODAY]
    for _ in range(3):
        run(place, "undo")
    assert next(e for e in told(capsys, place, "editions") if e["in_force"])["id"] == "cn-national-pilot-2022"


def test_a_pack_can_be_brought_in_and_adopted_at_once(place, capsys, tmp_path):
    file = tmp_path / "county.toml"
    file.write_text(pack({}, id="county-2"), "utf-8")
    assert run(place, "adopt", "county-2", "--import", str(file)) == 0
    assert run(place, "adopt", "cn-national-pilot-2022") == 0


def test_an_override_by_name_and_its_lifting(place, capsys):
    name = told(capsys, place, "grade", "--on", TODAY)[0]["name"]
    said = ("--level", "Ⅲ", "--reason", "现场粉尘大", "--by", "张三")
    assert run(place, "override", name, *said) == 1
    assert "截止日期" in capsys.readouterr().err
    assert run(place, "override", name, *said, "--until", "2027-01-01") == 0
    line = told(capsys, place, "grade", "--on", TODAY)[0]
    assert (line["level"], "人工认定为Ⅲ级" in line["because"]) == ("Ⅲ", True)
    assert run(place, "override", name, "--lift") == 0


def test_a_self_check_is_printed_and_taken_in(place, capsys, tmp_path):
    assert told(capsys, place, "self-check", "--blank", str(tmp_path / "a.pdf"))["pages"] >= 2
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert run(place, "self-check") == 1
    name = told(capsys, place, "grade", "--on", TODAY)[0]["name"]
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["序号", "得分"])
        page.write_row(1, 0, [1, 3])
    found = told(capsys, place, "self-check", name, str(tmp_path / "a.xlsx"))
    assert (found["grade"], "没有分值" in found["because"]) == (None, True)


def test_grades_tell_how_they_stand_who_moved_and_who_is_due(place, capsys):
    assert told(capsys, place, "grades") == []
    assert told(capsys, place, "grades", "--due", "0") == []
    (first, *_) = told(capsys, place, "grades", "--due", "1200")
    assert first["due"] > first["assessed_on"]
    spread = told(capsys, place, "grades", "--by", "size")
    assert sum(line["total"] for line in spread) == len(told(capsys, place, "grade", "--on", TODAY))
    name = told(capsys, place, "grade", "--on", TODAY)[0]["name"]
    run(place, "override", name, "--level", "Ⅲ", "--reason", "现场核实", "--by", "张三", "--until", "2026-12-31")
    moved = told(capsys, place, "grades", "--moved", "2025-01-01", TODAY)
    assert {line["which"] for line in moved} <= {"升级", "降级", "变化"}
    later = ["--office", str(place / "office.db"), "--today", "2027-01-01", "grades"]
    assert cli.run(cli.read(later)) == 0
    assert f"{name}\t" in capsys.readouterr().out, "the override has ended"
    run(place, "override", name, "--lift")
