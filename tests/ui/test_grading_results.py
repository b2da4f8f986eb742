"""In the window: a list of self-check results, the industry decided by a person, the county's choices, the holidays."""

from __future__ import annotations

import openpyxl
import pytest

from desktop.work import rule_choices


def test_a_list_of_results_is_shown_before_it_is_written(shell, an_employer, settled, tmp_path):
    an_employer(name="大同石材厂")
    book = openpyxl.Workbook()
    for row in (("单位名称", "管理等级"), ("大同石材厂", "A"), ("没有这家", "B")):
        book.active.append(row)
    book.save(tmp_path / "结果.xlsx")
    page = shell.open("grading")
    settled(shell)
    page.take_results(tmp_path / "结果.xlsx")
    settled(shell)
    assert page.dialog.isVisible()
    page.dialog.accept()
    settled(shell)
    assert "导入自查结果 1 家" in page.desk.office.history()[0].said
    dialog = page._ask_results()
    dialog.reject()


def test_a_list_dropped_into_data_exchange_goes_to_the_right_import(shell, an_employer, settled, tmp_path):
    an_employer(name="大同石材厂")
    book = openpyxl.Workbook()
    for row in (("序号", "用人单位名称", "自查得分（分）", "自查日期"), (1, "大同石材厂", 92, "2026-11-02")):
        book.active.append(row)
    book.save(tmp_path / "自查.xlsx")
    shell.open("exchange", tmp_path / "自查.xlsx")
    settled(shell)
    settled(shell)
    page = shell.open("grading")
    assert page.dialog.isVisible()
    assert [(one.name, one.score) for one in page.dialog._looked.taken] == [("大同石材厂", 92.0)]
    page.dialog.reject()


def test_an_open_industry_is_decided_with_its_basis(shell, an_employer, settled):
    an_employer(name="牛场", industry_code="031")
    page = shell.open("grading")
    settled(shell)
    page.table.show_record(page.model.id_at(0))
    page.card.show_record(page.model.id_at(0))
    tab = page.card.why if hasattr(page.card, "why") else page.card.tabs.widget(0)
    tab = tab if hasattr(tab, "ask_industry") else tab.widget()
    assert "请选择适用哪一种" in tab.industry.text()
    dialog = tab.ask_industry()
    dialog.rows["牲畜饲养（牛、羊）"].setChecked(True)
    dialog.accept()
    assert "没有写依据" in dialog.reason.text()
    dialog.basis.setText("现场核实")
    dialog.accept()
    settled(shell)
    assert tab.industry.text().startswith("严重")
    assert "现场核实" in tab.industry.text()


def test_a_choice_of_the_county_needs_its_basis(shell, office, settled):
    page = shell.open("settings", "rules")
    settled(shell)
    tab = page.rules.choices
    listed = office.ask(lambda s: rule_choices.listed(s, office.rulebook))
    one = next(answered for answered in listed if answered.question.key == "high_toxic_monthly")
    dialog = tab.ask(one)
    dialog.answer.setCurrentIndex(dialog.answer.findData("on"))
    dialog.accept()
    assert "没有写依据" in dialog.reason.text()
    dialog.basis.setText("县局通知")
    dialog.accept()
    settled(shell)
    assert office.rulebook.chosen("high_toxic_monthly") == "on"
    assert tab.said["high_toxic_monthly"].text().startswith("要求")


@pytest.fixture
def arrangement(tmp_path):
    file = tmp_path / "2027.csv"
    days = "\n".join(f"2027-10-{day:02d},放假,国庆" for day in range(1, 14))
    file.write_text(f"date,kind,name\n{days}\n2027-09-26,上班,\n", encoding="utf-8")
    return file


def test_a_new_year_is_shown_then_imported_and_undone(shell, office, settled, arrangement, tmp_path):
    page = shell.open("settings")
    settled(shell)
    tab = page.holidays
    tab.refresh()
    before = [tab.model.index(row, 0).data() for row in range(tab.model.rowCount())]
    dialog = tab.take(arrangement)
    dialog.accept()
    settled(shell)
    tab.refresh()
    assert tab.model.index(0, 0).data() == "2027"
    assert (tab.model.index(0, 1).data(), tab.model.index(0, 2).data()) == ("13 天", "1 天")
    office.undo()
    tab.refresh()
    assert [tab.model.index(row, 0).data() for row in range(tab.model.rowCount())] == before
    assert tab.take(tmp_path / "没有.csv") is None
    tab._ask_file().reject()
