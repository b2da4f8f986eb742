"""Sheets of ledgers come back: nothing changed by itself, what a person changed taken, what does not fit told."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from desktop.work import intake, ledgers, outgoing, sample
from desktop.work.problem import Problem
from desktop.work.register import Query
from tests.conftest import RESOURCES, TODAY
from tests.work.sheets import planned


@pytest.fixture
def exported(office, tmp_path):
    """Three years of a small township, and the workbook of its ledgers."""
    words = RESOURCES / "sample" / "township.toml"
    office.do(lambda s: sample.make(s, words, sample.Wish(12, 2, 3), rulebook=office.rulebook, on=TODAY))
    path = tmp_path / "台账.xlsx"
    office.ask(lambda s: outgoing.write_ledgers(s, Query(), path, rulebook=office.rulebook, made_on=TODAY))
    return path


def lines(office, employer, ledger):
    return office.ask(lambda s: ledgers.lines(s, employer, ledger, rulebook=office.rulebook))


def take(office, path, tmp_path):
    plan = planned(office, path)
    change = office.do(lambda s: intake.apply(s, plan, decisions={}, folder=tmp_path, on=TODAY))
    return plan, change


def sheet_of(plan, name):
    return next(sheet for sheet in plan.sheets if sheet.sheet == name)


def test_every_ledger_of_the_township_comes_back_without_a_change(office, exported):
    plan = planned(office, exported)
    assert {sheet.sheet for sheet in plan.sheets} == set(openpyxl.load_workbook(exported).sheetnames) - {"选项"}
    for sheet in plan.sheets:
        assert sheet.row_counts["same"] == sheet.row_counts["read"] > 0, sheet.sheet
        assert sheet.refused_cells == ()
    assert plan.skipped_sheets == ()


def test_a_changed_cell_a_new_line_and_a_result_of_a_report_are_taken_and_undone(office, exported, tmp_path):
    book = openpyxl.load_workbook(exported)
    training, results = book["职业卫生培训"], book["各因素结果"]
    heads = [cell.value for cell in training[1]]
    training.cell(2, heads.index("应培训") + 1).value = 93
    added = [cell.value for cell in training[2]]
    day = next(n for n, value in enumerate(added) if n > 2 and hasattr(value, "year"))
    added[day] = date(2026, 11, 2)
    training.append(added)
    result = [cell.value for cell in results[2]]
    result[[cell.value for cell in results[1]].index("危害因素")] = "臭氧"
    results.append(result)
    training.append(["没有登记过的厂", None, *added[2:]])
    book.save(exported)
    plan, change = take(office, exported, tmp_path)
    assert sheet_of(plan, "职业卫生培训").row_counts["changed"] == 2
    assert sheet_of(plan, "各因素结果").row_counts["changed"] == 1
    unchanged = sum(sheet.row_counts["same"] for sheet in plan.sheets if sheet.lines is not None)
    assert f"退回 0 行；台账写入 3 行、未变 {unchanged:,} 行、退回 1 行" in change.said
    assert unchanged > 0
    assert sheet_of(planned(office, exported), "职业卫生培训").row_counts["changed"] == 0
    assert sheet_of(planned(office, exported), "各因素结果").row_counts["changed"] == 0
    office.undo()
    assert sheet_of(planned(office, exported), "职业卫生培训").row_counts["changed"] == 2


def test_what_cannot_be_read_and_whom_nobody_knows_is_sent_back_with_what_to_write(office, exported):
    book = openpyxl.load_workbook(exported)
    page = book["检测报告"]
    heads = [cell.value for cell in page[1]]
    points = heads.index(next(head for head in heads if head.startswith("检测点") or "点数" in head))
    page.cell(2, points + 1).value = "很多"
    page.cell(3, 1).value, page.cell(3, 2).value = "没有登记过的厂", None
    book.save(exported)
    sheet = sheet_of(planned(office, exported), "检测报告")
    assert sheet.row_counts["refused"] == 2
    (cell,) = sheet.refused_cells
    assert cell.value == "很多"
    assert cell.cell.endswith("2")
    assert cell.instead
    assert "请先登记这家企业" in next(row.why for row in sheet.rows if row.row == 3)


def test_a_line_that_does_not_fit_stops_the_import_and_names_its_row(office, exported, tmp_path):
    book = openpyxl.load_workbook(exported)
    page = book["车间、岗位与危害因素"]
    heads = [cell.value for cell in page[1]]
    page.cell(2, heads.index("接触人数") + 1).value = 9999
    book.save(exported)
    with pytest.raises(Problem, match="第 2 行"):
        take(office, exported, tmp_path)
