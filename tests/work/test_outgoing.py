"""What goes out comes back unchanged: every field, as shown, with real types, notes and drop-downs."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from desktop import cli
from desktop.work import editing, ledgers, outgoing, sample, settings
from desktop.work.intaking.headings import load
from desktop.work.outgoing_columns import CLASS, HEADS, all_columns
from desktop.work.register import BY_DUTY, Query
from tests.command_line import CommandLine
from tests.conftest import RESOURCES, TODAY
from tests.work.sheets import planned

TEXTS = {
    "text": "甲类 𠮷㛃 №1", "long": "第一行；第二行", "heads": "3", "number": "12.5", "phone": "0572-5123456",
    "day": "2026-03-05", "yes_no": "是",
}  # fmt: skip
OWN = ("name", "credit_code", "unlicensed", "status", "factors", "village", "former_names")  # set by themselves


@pytest.fixture
def township(office):
    words = RESOURCES / "sample" / "township.toml"
    office.do(lambda s: sample.make(s, words, sample.Wish(30, 2, 3), rulebook=office.rulebook, on=TODAY))
    return office


def fill(office, employer):
    """Write something into every field of one employer."""
    for field in office.rulebook.fields.values():
        if field.key in OWN:
            continue
        listed = office.rulebook.codes.get(field.list).codes if field.list else ()
        text = "、".join(listed[:2]) if field.kind == "tags" else listed[0] if listed else TEXTS[field.kind]
        if field.span:
            text = f"{field.span[0] + 1.234567:.6f}"
        if field.key == "old_registration_no":
            text = "3305230000123"
        if field.key in ("staff", "exposed_workers", "disease_total", "dispatched"):
            text = {"staff": "90", "dispatched": "9"}.get(field.key, "9")
        office.do(lambda s, k=field.key, t=text: editing.edit(s, employer, k, t, rulebook=office.rulebook, on=TODAY))


def export(office, path, columns, query=None):
    shown = outgoing.Shown(columns)
    office.ask(lambda s: outgoing.write_list(s, query or Query(), path, shown, rulebook=office.rulebook, made_on=TODAY))
    return openpyxl.load_workbook(path).worksheets[0]


def everything(office):
    return [key for key in all_columns(office.rulebook) if not key.startswith(BY_DUTY)]


def test_every_field_that_can_be_imported_goes_out_under_a_heading_that_means_itself(office):
    headings, columns = load(RESOURCES), all_columns(office.rulebook)
    unread = []
    for field in office.rulebook.fields.values():
        own = [column.key for column in field.columns]
        found = headings.matches((columns[field.key].title,))
        if own and (not found or found[0].field.key not in own):
            unread.append((field.key, found[:1]))
        if not own:  # e.g. since when a status holds: it is changed, not imported
            assert not found, f"{field.key} would be read as {found[0].field.key}: give it headings of its own"
    assert unread == []
    for key in (f"{CLASS}粉尘", f"{CLASS}其他因素", f"{HEADS}噪声"):
        assert headings.matches((columns[key].title,))[0].field.key == key


def test_the_whole_township_with_every_field_comes_back_without_a_change(township, tmp_path):
    for number in (1, 2):
        fill(township, number)
    export(township, tmp_path / "全部.xlsx", everything(township))
    plan = planned(township, tmp_path / "全部.xlsx")
    sheet = plan.sheets[0]
    assert [change for row in sheet.rows for change in row.changes] == []
    assert sheet.refused_cells == ()
    assert sheet.row_counts["same"] == sheet.row_counts["read"] == 30


def test_columns_stand_in_the_order_asked_for_with_real_types_and_codes_as_text(township, tmp_path):
    keys = ["staff", "credit_code", "name", "verified_on", "alarm", "revenue"]
    fill(township, 1)
    page = export(township, tmp_path / "a.xlsx", keys, Query(ids=(1,)))
    assert [cell.value for cell in page[1]] == [
        "从业人员", "统一社会信用代码", "单位名称", "核实日期", "报警装置", "年营业收入（万元）",
    ]  # fmt: skip
    staff, code, _, verified, alarm, revenue = page[2]
    assert (staff.value, verified.value.date(), alarm.value, revenue.value) == (90, date(2026, 3, 5), "是", 12.5)
    assert code.number_format == "@"
    assert page.column_dimensions["B"].width > 20
    raw = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert raw.cell(400, 2).number_format == "@" or raw.column_dimensions["B"]._style is not None
    assert "专职" not in (page["A1"].comment.text or "")
    assert "上报需要" in page["B1"].comment.text


def test_lists_have_drop_downs_and_long_ones_stand_on_a_hidden_sheet_that_is_not_imported(office, tmp_path):
    office.do(lambda s: settings.add_areas(s, [f"第{n}号长名字的行政村" for n in range(40)]))
    office.ask(lambda s: outgoing.write_blank_form(s, tmp_path / "空白.xlsx", office.rulebook, made_on=TODAY))
    book = openpyxl.load_workbook(tmp_path / "空白.xlsx")
    page = book.worksheets[0]
    rules = {
        str(rule.sqref).split(":")[0].rstrip("0123456789"): rule.formula1
        for rule in page.data_validations.dataValidation
    }
    titles = {cell.value: cell.column_letter for cell in page[1]}
    assert "在营" in rules[titles["经营状态"]]
    assert rules[titles["所属村（社区）"]].endswith("$40")
    assert book["选项"].sheet_state == "hidden"
    assert "必填" in page[f"{titles['单位名称']}1"].comment.text
    with pytest.raises(outgoing.Problem, match="只有表头，没有单位"):  # the sample row is no employer
        planned(office, tmp_path / "空白.xlsx")


@pytest.mark.parametrize(
    "name", ["=1+1机械厂", "+甲五金厂", "-乙塑料厂", "@丙家具厂", '=HYPERLINK("http://x","点我")厂']
)
def test_what_looks_like_a_formula_stays_text_and_is_read_back_the_same(office, an_employer, tmp_path, name):
    employer = an_employer(name=name)
    page = export(office, tmp_path / "a.xlsx", ["name", "staff"])
    assert page["A2"].data_type == "s"
    assert page["A2"].quotePrefix
    assert page["A2"].value == name
    rows = planned(office, tmp_path / "a.xlsx").sheets[0].rows
    assert [row.employer_id for row in rows] == [employer]
    assert rows[0].changes == ()


def test_a_column_that_is_not_there_is_named(office, tmp_path):
    with pytest.raises(outgoing.Problem, match="no_such"):
        export(office, tmp_path / "a.xlsx", ["name", "no_such"])


def test_ledgers_go_out_one_sheet_each_without_the_restricted_ones(office, an_employer, tmp_path):
    employer = an_employer(factors=("矽尘",), tests=((date(2026, 3, 5), 4, 1),), declared=(date(2026, 2, 1),))
    add = {"employer_id": employer, "rulebook": office.rulebook, "on": TODAY}

    def enter(ledger, **text):
        office.do(lambda s: ledgers.add(s, add["employer_id"], ledger, text, rulebook=office.rulebook, on=TODAY)[0])

    enter("trained_person", name="王某", trained_on="2026-05", score="88.5")
    enter("test_result", written="矽尘", result="1.5", unit="mg/m³")
    path = tmp_path / "台账.xlsx"
    number = office.ask(lambda s: outgoing.write_ledgers(s, Query(), path, rulebook=office.rulebook, made_on=TODAY))
    book = openpyxl.load_workbook(path)
    assert number == len(book.sheetnames) == 6
    person = book["培训人员名单"]
    titles = [cell.value for cell in person[1]]
    line = dict(zip(titles, (cell.value for cell in person[2]), strict=True))
    assert (line["单位名称"], line["姓名"], line["培训日期"], line["考试成绩"]) == (
        "大同1号石材厂",
        "王某",
        "2026-05",
        88.5,
    )
    result = book["各因素结果"]
    assert [cell.value for cell in result[1]][3:6] == ["检测日期", "检测报告的类别", "危害因素"]
    plan = planned(office, path)
    assert [sheet.sheet for sheet in plan.sheets] == book.sheetnames
    for sheet in plan.sheets:
        assert sheet.row_counts["same"] == sheet.row_counts["read"] > 0, sheet.sheet
    with pytest.raises(outgoing.Problem, match="还没有台账记录"):
        office.ask(lambda s: outgoing.write_ledgers(s, Query(ids=()), path, rulebook=office.rulebook, made_on=TODAY))


def test_the_command_exports_a_search_with_the_columns_named(office, an_employer, tmp_path):
    an_employer(name="大同石材厂")
    an_employer(name="梅溪木业有限公司")
    path = office.path
    office.close()

    def run(*words, code=cli.DONE):
        return CommandLine(path).run("export", "register", tmp_path / "a.xlsx", *words, code=code).stderr

    run("--search", "木业", "--columns", "credit_code", "name")
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["统一社会信用代码", "单位名称"], [None, "梅溪木业有限公司"],
    ]  # fmt: skip
    assert "没有名为" in run("--view", "没有的", code=cli.REFUSED)
    run("--columns", "all")
    run("--ledgers", "--search", "石材")
    assert "车间、岗位与危害因素" in openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
