"""企业台账: search, filter, sort, edit in place, grade, add, export."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from desktop.ui.register.grading import GradingTab
from desktop.work import register
from desktop.work.register import Query


@pytest.fixture
def page(shell, an_employer, settled):
    an_employer(name="大同石材厂", exposed_workers=12, phone="13800000001", factors=("矽尘", "噪声"))
    an_employer(name="梅溪木业有限公司", exposed_workers=None, contact="王五")
    an_employer(name="晓墅电镀厂", status="停产", status_since=date(2026, 3, 1), factors=("铬酸",))
    made = shell.open("register")
    settled(shell)
    return made


def names(page):
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def search(page, text, qtbot):
    page.filters.search.setText(text)
    qtbot.keyClick(page.filters.search, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("石材", ["大同石材厂"]),
        ("dtsc", ["大同石材厂"]),
        ("0001", ["大同石材厂"]),
        ("王五", ["梅溪木业有限公司"]),
        ("没有", []),
    ],
)
def test_search_finds_by_name_initials_phone_and_person(page, qtbot, text, found):
    search(page, text, qtbot)

    assert names(page) == found


def test_typing_searches_by_itself(page, qtbot):
    page.filters.search.setFocus()
    qtbot.keyClicks(page.filters.search, "mxmy")

    qtbot.waitUntil(lambda: names(page) == ["梅溪木业有限公司"], timeout=2000)


def test_each_condition_is_a_chip_that_can_be_taken_away(page):
    page.filters.toggle("statuses", "停产", "停产")
    assert names(page) == ["晓墅电镀厂"]
    assert [words for _, _, words in page.filters.conditions()] == ["■ 停产"]

    page.filters.chips._shown[0].click()

    assert len(names(page)) == 3
    assert not page.filters.chips.isVisible()


def test_an_empty_result_offers_the_way_back(page, qtbot):
    search(page, "没有这一家", qtbot)

    assert page._list.currentIndex() == 1
    page.filters.clear()
    assert page._list.currentIndex() == 0


def test_the_rows_behind_a_figure_stand_as_one_condition(page):
    ids = tuple(page.model.ids)[:2]
    page.enter((Query(ids=ids), "接害人数未登记"))

    assert page.model.rowCount() == 2
    assert page.filters.conditions()[0][2] == "接害人数未登记（2 家）"


def test_a_press_on_the_header_sorts(page, qtbot):
    page.table.sortByColumn(4, Qt.SortOrder.DescendingOrder)

    assert names(page)[0] == "大同石材厂"
    assert names(page)[-1] == "梅溪木业有限公司"  # unknown comes last


def test_a_headcount_typed_on_the_card_is_kept_and_shown_in_the_table(page, shell, qtbot):
    page.table.show_record(page.model.ids[0])
    field = page.card.show_tab("基本信息").forms["人员"].boxes["exposed_workers"].editor
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "17")
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert page.model.index(0, 4).data() == "17"
    assert "接害人数" in shell.footer.said.text()


def test_a_refused_headcount_stays_marked_and_the_register_unchanged(page, office, qtbot):
    search(page, "石材", qtbot)
    employer = page.model.ids[0]
    qtbot.waitUntil(lambda: page.card.record == employer)
    box = page.card.show_tab("基本信息").forms["人员"].boxes["exposed_workers"]
    box.editor.setFocus()
    box.editor.setText("约30")
    qtbot.keyClick(box.editor, Qt.Key.Key_Return)

    assert box.refused
    assert "整数" in box.mark.text()
    assert office.ask(lambda s: register.rows(s, [employer]))[employer].exposed_workers == 12
    page.filters.clear()
    page.table.show_record(next(key for key in page.model.ids if key != employer))
    page.table.show_record(employer)
    assert box.editor.text() == "约30"


def test_grading_all_gives_every_employer_a_reason(page, shell, settled, office):
    page.grade.click()
    settled(shell)

    assert shell.footer.said.text().startswith("风险分级")
    rows = office.ask(lambda s: register.rows(s, list(page.model.ids)))
    assert all(row.because for row in rows.values())
    tab = page.card.show_tab("分级")
    assert "缺少" in tab.because.text() + tab.missing.text()


def test_a_management_grade_needs_its_source(page, qtbot):
    page.table.show_record(page.model.ids[0])
    tab = page.card.show_tab("分级")
    tab.written.setText("B")
    tab.source.setEditText("")
    tab.save.click()
    assert "来源" in tab.mark.text() or "出处" in tab.mark.text()

    tab.source.setEditText("企业自查表 2026-05")
    tab.save.click()

    assert "△ B" in tab.kept.text()
    assert "企业自查表 2026-05" in tab.kept.text()


def test_a_new_employer_without_a_name_is_refused_and_stays_open(page, qtbot):
    dialog = page.enter_new()
    dialog.fields["staff"].setText("9")
    dialog.keep.click()
    assert dialog.isVisible()
    assert "单位名称" in dialog.reason.text()

    dialog.fields["name"].setText("新丰五金厂")
    dialog.keep.click()

    assert "新丰五金厂" in names(page)
    assert page.card.name.text() == "新丰五金厂"


def test_what_is_shown_can_be_exported(page, shell, qtbot, settled, tmp_path):
    search(page, "石材", qtbot)
    page.export_to(tmp_path / "台账.xlsx")
    settled(shell)

    cells = [cell.value for row in load_workbook(tmp_path / "台账.xlsx").active.iter_rows() for cell in row]
    assert "大同石材厂" in cells
    assert "梅溪木业有限公司" not in cells
    assert "已导出" in shell.desk.bar.text


def test_the_history_tells_who_changed_what(page, qtbot):
    page.table.show_record(page.model.ids[0])
    field = page.card.show_tab("基本信息").forms["人员"].boxes["staff"].editor
    field.setFocus()
    field.setText("33")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    history = page.card.show_tab("历史").text.toPlainText()

    assert "33" in history
    assert "从业人员" in history


def test_the_empty_register_says_what_to_do(shell, settled):
    made = shell.open("register")
    settled(shell)

    assert made._middle.currentIndex() == 1


def test_due_states_are_searched_and_shown_in_columns_that_are_asked_for(page, shell, settled, qtbot, tmp_path):
    column = next(n for n, c in enumerate(page.model.columns) if c.title == "检测情况")
    assert page.table.isColumnHidden(column)
    search(page, "检测逾期", qtbot)
    settled(shell)
    late = list(page.model.ids)
    assert [words for _, _, words in page.filters.conditions()] == ["检测逾期"]
    next(act for act in page.columns.menu().actions() if act.text() == "检测情况").trigger()
    assert late
    assert all("■ 逾期" in str(page.model.index(line, column).data()) for line in range(len(late)))
    page.export_to(tmp_path / "out.xlsx")
    settled(shell)
    sheet = load_workbook(tmp_path / "out.xlsx").active
    titles = [cell.value for cell in sheet[1]]
    assert "检测情况" in titles
    assert "体检情况" not in titles


def test_no_tab_of_the_card_makes_the_window_higher_than_a_small_screen(page):
    assert page.card.minimumSizeHint().height() < 450


def test_a_tab_of_the_card_is_built_when_it_is_turned_to_and_then_follows_the_list(page, qtbot):
    first, second = page.model.ids[0], page.model.ids[1]
    page.table.show_record(first)
    assert page.card.findChild(GradingTab) is None
    dialog = page.card.show_tab("检测评价").ledgers.parts["test_report"].ask_new()
    dialog.boxes["tested_on"].put("2026-10-08")
    dialog.keep.click()
    kept = len(page.card.show_tab("检测评价").ledgers.parts["test_report"].found)
    page.card.show_tab("分级")
    page.table.show_record(second)
    reports = page.card.show_tab("检测评价").ledgers.parts["test_report"]
    assert reports.employer == second
    page.table.show_record(first)
    assert len(reports.found) == kept
    assert page.card.findChildren(GradingTab) == [page.card.show_tab("分级")]


def test_the_tab_key_goes_from_the_titles_into_a_tab_that_was_built_late(page):
    page.table.show_record(page.model.ids[0])
    grading = page.card.show_tab("分级")
    stop = page.card.tabs.titles.group.buttons()[-1].nextInFocusChain()
    while stop.focusPolicy() == Qt.FocusPolicy.NoFocus or not stop.isVisible():
        stop = stop.nextInFocusChain()
    assert grading.isAncestorOf(stop)
