"""Lists of employers as .xlsx, and the blank form."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook

from desktop.report.registerlist import ListColumn, write_blank, write_register

COLUMNS = (
    ListColumn("单位名称", "text", 30, comment="与营业执照一致"),
    ListColumn("统一社会信用代码", "code", 22),
    ListColumn("联系电话", "code", 14),
    ListColumn("接害人数", "whole", 10, comment="每人只计一次；未清点请留空"),
    ListColumn("检测日期", "date", 12),
    ListColumn("合格率", "percent", 10),
    ListColumn("经营状态", "text", 10, choices=("在营", "半停产", "停产")),
    ListColumn("无照", "yes", 6),
)
ROWS = [
    ("=HYPERLINK(1)", "91330523000000000X", "05720000000", 12, date(2026, 3, 1), 95.6, "在营", True),
    ("甲&乙<厂>", None, "13900000000", None, "2026-03", None, None, False),
    ("丙厂", "012345", "0572-0000000", "约50", None, 100, "停产", None),
]


@pytest.fixture
def sheet(tmp_path):
    assert (
        write_register(tmp_path / "a.xlsx", iter(ROWS), COLUMNS, title="用人单位台账", made_on=date(2026, 11, 23)) == 3
    )
    return load_workbook(tmp_path / "a.xlsx").active


def test_values_keep_their_types_and_text_never_becomes_a_formula(sheet):
    first = [cell.value for cell in sheet[2]]
    assert first == [
        "=HYPERLINK(1)",
        "91330523000000000X",
        "05720000000",
        12,
        first[4],
        pytest.approx(0.956),
        "在营",
        "是",
    ]
    assert first[4].date() == date(2026, 3, 1)
    assert sheet["A2"].data_type == "s"


def test_codes_are_text_also_in_their_format(sheet):
    assert {sheet.cell(row, column).number_format for row in (2, 3, 4) for column in (2, 3)} == {"@"}


def test_unknown_stays_empty_and_imprecise_stays_as_written(sheet):
    assert [cell.value for cell in sheet[3]] == ["甲&乙<厂>", None, "13900000000", None, "2026-03", None, None, "否"]
    assert sheet["D4"].value == "约50"


def test_the_list_filters_freezes_and_prints(sheet):
    assert sheet.auto_filter.ref == "A1:H4"
    assert sheet.freeze_panes == "C2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"


def test_an_empty_list_is_a_head(tmp_path):
    assert write_register(tmp_path / "a.xlsx", [], COLUMNS, title="台账", made_on=date(2026, 11, 23)) == 0
    assert load_workbook(tmp_path / "a.xlsx").active.max_row == 1


def test_the_same_list_is_the_same_file(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_register(tmp_path / name, ROWS, COLUMNS, title="台账", made_on=date(2026, 11, 23))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_blank_form_explains_itself(tmp_path):
    write_blank(tmp_path / "a.xlsx", COLUMNS, ROWS[0], title="台账/空表", made_on=date(2026, 11, 23))
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet.title == "台账_空表"
    assert "每人只计一次" in sheet["D1"].comment.text
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"在营,半停产,停产"'
    assert sheet["B2"].value == "91330523000000000X"
    assert sheet["B300"].number_format == "@"
