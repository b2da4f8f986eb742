"""Self-check results of many employers from one list, and the blank form as a workbook that reads back."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from desktop.rules.selfcheck import Answer
from desktop.work import grading, grading_forms, grading_results, grading_rules
from desktop.work.problem import Problem
from tests.command_line import CommandLine
from tests.conftest import TODAY

QINGDAO = "example-qingdao-form"


def sheet(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def look(office, file):
    return office.ask(lambda s: grading_results.look(s, file, office.rulebook, TODAY))


@pytest.fixture
def three(an_employer):
    return [
        an_employer(name="大同石材厂", credit_code="91330599MA0000001X"),
        an_employer(name="小溪木业"),
        an_employer(name="同名厂"),
        an_employer(name="同名厂"),
    ]


def test_a_list_is_looked_through_and_taken_in_as_one_operation(office, three, tmp_path):
    file = sheet(
        tmp_path / "结果.xlsx",
        ("2026 年自查结果",),
        ("序号", "单位名称", "统一社会信用代码", "管理等级", "自查得分", "自查日期"),
        (1, "写错的名字", "91330599ma0000001x", "a级", None, "2026-05-12"),
        (2, "小溪木业", None, None, "72分", date(2026, 6, 1)),
        (3, "同名厂", None, "B", None, None),
        (4, "没有这家", None, "B", None, None),
        (5, "小溪木业", None, "A", 60, None),
        (6, "小溪木业", None, "D", None, None),
        (7, "小溪木业", None, None, None, None),
        (8, "小溪木业", None, None, 160, None),
        (9, "小溪木业", None, "B", None, "2027-01-01"),
        (None, None, None, None, None, None),
    )
    looked = look(office, file)
    assert [(one.name, one.grade, one.score, one.on) for one in looked.taken] == [
        ("大同石材厂", "A", None, date(2026, 5, 12)),
        ("小溪木业", "B", 72.0, date(2026, 6, 1)),
    ]
    why = {one.row: one.why for one in looked.refused}
    assert list(why) == [5, 6, 7, 8, 9, 10, 11]
    for row, words in ((5, "2 家"), (6, "没有这家企业"), (7, "对不上"), (8, "D"), (9, "也没有得分"), (10, "160"),
                       (11, "2027-01-01")):  # fmt: skip
        assert words in why[row]
    change = office.do(lambda s: grading_results.save(s, looked, rulebook=office.rulebook, on=TODAY))
    assert "2 家" in change.said
    given = {
        one.name: one.verdict.management for one in office.ask(lambda s: grading.verdicts(s, office.rulebook, TODAY))
    }
    assert (given["大同石材厂"], given["小溪木业"]) == ("A", "B")
    office.undo()
    assert not any(one.verdict.management for one in office.ask(lambda s: grading.verdicts(s, office.rulebook, TODAY)))


def test_a_list_without_names_or_results_is_refused(office, three, tmp_path):
    with pytest.raises(Problem, match="没有找到自查结果"):
        look(office, sheet(tmp_path / "a.xlsx", ("单位名称", "电话"), ("小溪木业", "1")))
    nothing = look(office, sheet(tmp_path / "b.xlsx", ("单位名称", "得分"), ("没有这家", 80)))
    with pytest.raises(Problem, match="没有可以写入"):
        office.do(lambda s: grading_results.save(s, nothing, rulebook=office.rulebook, on=TODAY))


def test_the_blank_workbook_is_filled_in_and_reads_back(office, tmp_path):
    office.do(lambda s: grading_rules.adopt(s, QINGDAO, TODAY, rulebook=office.rulebook, on=TODAY))
    edition = office.rulebook.edition(TODAY)
    file = tmp_path / "自查表.xlsx"
    assert grading_forms.write_blank(file, edition, township="梅溪镇", employer="大同石材厂") == 0
    assert {answer.got for answer in grading_forms.read_sheet(file, edition)} == {None}
    book = openpyxl.load_workbook(file)
    lines = {row[0].value: row for row in book.active.iter_rows() if isinstance(row[0].value, int)}
    assert set(lines) == {item.no for item in edition.checklist}
    lines[1][5].value = 3
    lines[2][6].value = "不适用"
    book.save(file)
    answers = {answer.no: answer for answer in grading_forms.read_sheet(file, edition)}
    assert (answers[1], answers[2]) == (Answer(1, 3.0), Answer(2, None, False))
    with pytest.raises(Problem, match="写不进去"):
        grading_forms.write_blank(tmp_path / "没有" / "a.xlsx", edition, township="")


def test_the_commands_write_the_blank_take_a_form_and_a_list(office, three, tmp_path):
    path = office.path
    office.close()

    def run(*words):
        return CommandLine(path).answer("self-check", *words)

    blank = tmp_path / "blank.xlsx"
    run("--blank", blank)
    assert "暂不评管理等级" in run("大同石材厂", "--import", blank)["said"]
    file = sheet(tmp_path / "l.xlsx", ("企业名称", "等级"), ("小溪木业", "C"), ("没有", "C"))
    answer = run("--results", file)
    assert (answer["taken"], answer["refused"][0]["row"]) == (1, 3)
