"""The workbook: read back by other programs' libraries, it gives the same numbers as the paper."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from desktop.report import wording, workbook
from desktop.report.summary_1_tables import t1_lines, t2_rows
from desktop.report.wording import NOTHING, Sentences, percent
from tests.report.builders import Firm, summary_of, township


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    file = tmp_path_factory.mktemp("book") / "a.xlsx"
    workbook.write(file, township(), draft=True)
    return file


def expected(value, unit):
    if value is None:
        return NOTHING
    return pytest.approx(percent(value) / 100) if unit == "%" else value


def test_the_numbers_sheet_holds_the_figures_of_the_paper(written):
    rows = CalamineWorkbook.from_path(written).get_sheet_by_name("报告数字").to_python()
    lines = t1_lines(Sentences(wording.load("summary/1"), township()))
    for row, line in zip(rows[3:], lines, strict=True):
        if not line.group:
            assert row[1:3] == [line.label, line.unit]
            assert row[3] == expected(line.value, line.unit)
            assert row[4] == expected(line.year_to_date, line.unit)


def test_the_village_sheet_holds_table_2_and_its_total(written):
    rows = CalamineWorkbook.from_path(written).get_sheet_by_name("分村统计").to_python()
    summary = township()
    for row, line in zip(rows[5:], t2_rows(summary, Sentences(wording.load("summary/1"), summary)), strict=False):
        assert row[2:] == [expected(cell.value, cell.unit) for cell in line.cells]
    assert rows[13][0] == "合计"


def test_rates_are_percent_values_and_uncounted_ones_carry_a_star(written):
    sheet = load_workbook(written)["分村统计"]
    rates = [cell for row in sheet.iter_rows(min_row=6) for cell in row if "%" in str(cell.number_format)]
    assert rates
    assert all(0 <= cell.value <= 1 for cell in rates)
    assert any(cell.number_format == '0"*"' for row in sheet.iter_rows() for cell in row)


def test_a_figure_opens_to_the_names_of_its_employers(written):
    summary = township()
    head, *rows = CalamineWorkbook.from_path(written).get_sheet_by_name("明细").to_python()
    column = next(index for index, text in enumerate(head) if text.startswith("A06"))
    figure = summary.figures["A06"]
    for how, employers in (("计入", figure.rows), ("未登记", figure.unknown_rows)):
        assert [row[1] for row in rows if row[column] == how] == [summary.names[key] for key in employers]


def test_dates_are_dates(written):
    rows = dict(row[:2] for row in CalamineWorkbook.from_path(written).get_sheet_by_name("说明").to_python())
    assert rows["统计期起"] == date(2026, 7, 1)
    assert rows["制表日期"] == date(2026, 10, 9)


def test_nothing_is_a_formula_or_a_link(tmp_path):
    names = ["=1+1", "http://example.org", "+SUM(A1)", "@甲"]
    summary = summary_of([Firm(n, name, f"={name}") for n, name in enumerate(names, 1)], office="=办公室")
    workbook.write(tmp_path / "a.xlsx", summary, draft=False)
    cells = [c for sheet in load_workbook(tmp_path / "a.xlsx") for row in sheet.iter_rows() for c in row]
    assert [cell for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert {"=1+1", "http://example.org"} <= {cell.value for cell in cells}


def test_it_is_ready_to_print(written):
    for sheet in load_workbook(written):
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows
        assert "&P" in sheet.oddFooter.right.text


def test_an_empty_township_gives_a_workbook(tmp_path):
    workbook.write(tmp_path / "a.xlsx", summary_of([]), draft=True)
    rows = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_name("报告数字").to_python()
    assert next(row for row in rows if row[1] == "申报率")[3] == NOTHING


def test_a_second_writing_is_the_same_file(written, tmp_path):
    workbook.write(tmp_path / "b.xlsx", township(), draft=True)
    assert written.read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert load_workbook(written).properties.created.date() == date(2026, 10, 9)
