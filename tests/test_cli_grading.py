"""The commands of grading, as a person types them."""

from __future__ import annotations

from datetime import date

import pytest
import xlsxwriter

from tests.command_line import CommandLine
from tests.rules.test_grading_tables import pack

TODAY = "2026-11-23"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    commands = CommandLine(tmp_path_factory.mktemp("office") / "office.db")
    commands.run("sample", "--employers", "20")
    return commands


def test_editions_say_which_holds_and_what_waits(place):
    found = {entry["id"]: entry for entry in place.answer("editions")}
    pilot, guide = found["cn-national-pilot-2022"], found["cn-pilot-guide-2020"]
    assert (pilot["in_force"], pilot["class_order"]) == (True, ["甲", "乙", "丙"])
    assert {cell["cell"] for cell in pilot["unconfirmed"]} >= {"combined.A.Ⅰ"}
    assert (guide["complete"], guide["class_order"]) == (False, ["丙", "乙", "甲"])
    assert guide["gaps"]


def test_grading_by_another_edition_keeps_nothing(place):
    before = place.answer("history")
    found = place.answer("grade", "--edition", "example-qingdao-form")
    assert {line["edition"] for line in found} == {"example-qingdao-form"}
    assert set(found[0]) >= {"name", "credit_code", "level", "management", "class", "because", "edition", "missing"}
    assert place.answer("history") == before
    assert "内容不全" in place.run("grade", "--edition", "cn-pilot-guide-2020", code=1).stderr


def test_what_if_lists_who_moves_and_keeps_nothing(place, tmp_path):
    file = tmp_path / "w.toml"
    file.write_text('[facts."*"]\nover_limit = true\nexposed_workers = 80\n', "utf-8")
    before = place.answer("history")
    found = place.answer("grade", "--what-if", file)
    assert found["moves"]
    assert {move["to"]["level"] for move in found["moves"]} == {"Ⅲ"}
    assert set(found["visits_per_quarter"]) == {"before", "after"}
    assert place.answer("history") == before
    assert "每季度走访" in place.run("grade", "--what-if", file).stdout


def test_a_pack_is_brought_in_confirmed_adopted_and_taken_back(place, tmp_path):
    file = tmp_path / "county.toml"
    file.write_text(pack({"combined.B.Ⅱ": "丙"}, id="county"), "utf-8")
    place.run("pack", file)
    place.run("confirm", "county", "combined.B.Ⅱ", "--basis", "县局文", "--by", "陈")
    place.run("adopt", "county", "--from", TODAY, "--by", "县局")
    assert {line["edition"] for line in place.answer("grade")} == {"county"}
    assert next(e for e in place.answer("editions") if e["in_force"])["adopted_from"] == [TODAY]
    for _ in range(3):
        place.run("undo")
    assert next(e for e in place.answer("editions") if e["in_force"])["id"] == "cn-national-pilot-2022"


def test_a_pack_can_be_brought_in_and_adopted_at_once(place, tmp_path):
    file = tmp_path / "county.toml"
    file.write_text(pack({}, id="county-2"), "utf-8")
    place.run("adopt", "county-2", "--import", file)
    place.run("adopt", "cn-national-pilot-2022")


def test_an_override_by_name_and_its_lifting(place):
    name = place.answer("grade", "--on", TODAY)[0]["name"]
    said = ("--level", "Ⅲ", "--reason", "现场粉尘大", "--by", "张三")
    assert "截止日期" in place.run("override", name, *said, code=1).stderr
    place.run("override", name, *said, "--until", "2027-01-01")
    line = place.answer("grade", "--on", TODAY)[0]
    assert (line["level"], "人工认定为Ⅲ级" in line["because"]) == ("Ⅲ", True)
    place.run("override", name, "--lift")


def test_a_self_check_is_printed_and_taken_in(place, tmp_path):
    assert place.answer("self-check", "--blank", tmp_path / "a.pdf")["pages"] >= 2
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    place.run("self-check", code=1)
    name = place.answer("grade", "--on", TODAY)[0]["name"]
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["序号", "得分"])
        page.write_row(1, 0, [1, 3])
    found = place.answer("self-check", name, str(tmp_path / "a.xlsx"))
    assert (found["grade"], "没有分值" in found["because"]) == (None, True)


def test_grades_tell_how_they_stand_who_moved_and_who_is_due(place):
    assert place.answer("grades") == []
    assert place.answer("grades", "--due", "0") == []
    (first, *_) = place.answer("grades", "--due", "1200")
    assert first["due"] > first["assessed_on"]
    spread = place.answer("grades", "--by", "size")
    assert sum(line["total"] for line in spread) == len(place.answer("grade", "--on", TODAY))
    name = place.answer("grade", "--on", TODAY)[0]["name"]
    place.run("override", name, "--level", "Ⅲ", "--reason", "现场核实", "--by", "张三", "--until", "2026-12-31")
    moved = place.answer("grades", "--moved", "2025-01-01", TODAY)
    assert {line["which"] for line in moved} <= {"升级", "降级", "变化"}
    later = CommandLine(place.office, date(2027, 1, 1))
    assert f"{name}\t" in later.run("grades").stdout, "the override has ended"
    place.run("override", name, "--lift")
