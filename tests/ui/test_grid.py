"""The gestures of a spreadsheet in the register: each as Excel and WPS behave."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from desktop.ui.register.columns import COLUMNS
from desktop.ui.register.page import RegisterPage
from desktop.work import register
from tests.ui import grid_hands

TITLES = [column.title for column in COLUMNS]
HEADS, STAFF, CONTACT, PHONE = (TITLES.index(t) for t in ("接害人数", "从业人员", "联系人", "联系电话"))
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(shell, an_employer, settled):
    for number in range(1, 6):
        an_employer(name=f"大同{number}厂", exposed_workers=number, staff=10 * number, contact="王五")
    made = shell.open("register")
    settled(shell)
    made.table.setFocus()
    return made


@pytest.fixture
def rows(office):
    def read(page):
        found = office.ask(lambda s: register.rows(s, list(page.model.ids)))
        return [found[key] for key in page.model.ids]

    return read


def select(page, *where):
    grid_hands.select(page.table, *where)


def editor(page):
    return grid_hands.editor(page.table)


def test_typing_replaces_the_cell_and_enter_goes_down(page, rows, qtbot):
    select(page, 0, HEADS)
    qtbot.keyClick(page.table, Qt.Key.Key_7)
    assert editor(page).text() == "7"
    qtbot.keyClick(editor(page), Qt.Key.Key_Return)

    assert rows(page)[0].exposed_workers == 7
    assert (page.table.currentIndex().row(), page.table.currentIndex().column()) == (1, HEADS)


def test_the_first_letter_of_a_chinese_input_method_is_kept(page, rows, qtbot):
    select(page, 0, CONTACT)
    for preedit in ("z", "zh", "zhang"):
        QApplication.sendEvent(page.table, QInputMethodEvent(preedit, []))
    done = QInputMethodEvent("", [])
    done.setCommitString("张三")
    QApplication.sendEvent(page.table, done)
    assert editor(page).text() == "张三"
    qtbot.keyClick(editor(page), Qt.Key.Key_Return)

    assert rows(page)[0].contact == "张三"


def test_what_is_being_typed_is_kept_when_the_page_is_left(page, shell, rows, qtbot):
    select(page, 0, HEADS)
    qtbot.keyClick(page.table, Qt.Key.Key_6)
    shell.open("settings")

    assert rows(page)[0].exposed_workers == 6


def test_f2_keeps_what_is_there_and_escape_leaves_it(page, rows, qtbot):
    select(page, 1, HEADS)
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    assert editor(page).text() == "2"
    qtbot.keyClicks(editor(page), "9")
    qtbot.keyClick(editor(page), Qt.Key.Key_Escape)

    assert rows(page)[1].exposed_workers == 2


def test_tab_goes_right_and_shift_enter_goes_up(page, qtbot):
    select(page, 2, HEADS)
    qtbot.keyClick(page.table, Qt.Key.Key_Tab)
    assert page.table.currentIndex().column() == HEADS + 1
    qtbot.keyClick(page.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert page.table.currentIndex().row() == 1


def test_a_refused_value_stays_in_its_cell_marked_with_what_to_write(page, rows, qtbot):
    select(page, 0, HEADS)
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    editor(page).setText("约30")
    qtbot.keyClick(editor(page), Qt.Key.Key_Return)

    index = page.model.index(0, HEADS)
    assert index.data() == "约30"
    assert "整数" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert rows(page)[0].exposed_workers == 1
    page.model.setData(index, "9")
    assert rows(page)[0].exposed_workers == 9
    assert page.model.index(0, HEADS).data() == "9"


def test_a_block_is_copied_as_typed_and_with_its_titles(page, qtbot):
    select(page, 0, HEADS, 1, STAFF)
    qtbot.keyClick(page.table, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "1\t10\n2\t20"
    qtbot.keyClick(page.table, Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text().splitlines()[0] == "接害人数\t从业人员"


def test_a_pasted_block_is_one_operation(page, shell, rows, settled, qtbot):
    QGuiApplication.clipboard().setText("11\t100\r\n12\t200\r\n")
    select(page, 1, HEADS)
    qtbot.keyClick(page.table, Qt.Key.Key_V, CTRL)
    settled(shell)
    assert [(row.exposed_workers, row.staff) for row in rows(page)[1:3]] == [(11, 100), (12, 200)]
    assert "粘贴：2 家企业，4 格" in shell.footer.said.text()
    shell.desk.undo()
    assert [(row.exposed_workers, row.staff) for row in rows(page)[1:3]] == [(2, 20), (3, 30)]


def test_one_cell_fills_the_whole_selection(page, shell, rows, settled, qtbot):
    QGuiApplication.clipboard().setText("赵六")
    select(page, 0, CONTACT, 4, CONTACT)
    qtbot.keyClick(page.table, Qt.Key.Key_V, CTRL)
    settled(shell)
    assert {row.contact for row in rows(page)} == {"赵六"}


def test_titles_say_where_the_columns_belong(page, shell, rows, settled, qtbot):
    QGuiApplication.clipboard().setText("联系人\t接害人数\n钱七\t9")
    select(page, 0, HEADS)
    qtbot.keyClick(page.table, Qt.Key.Key_V, CTRL)
    settled(shell)
    assert (rows(page)[0].contact, rows(page)[0].exposed_workers) == ("钱七", 9)


def test_what_does_not_fit_is_shown_before_anything_is_written(page, shell, rows, settled, qtbot):
    QGuiApplication.clipboard().setText("8\n约30\n9")
    select(page, 0, HEADS)
    qtbot.keyClick(page.table, Qt.Key.Key_V, CTRL)
    settled(shell)
    preview = page.pasting.preview
    assert preview.isVisible()
    assert [row.exposed_workers for row in rows(page)[:3]] == [1, 2, 3]
    preview.rest.click()
    settled(shell)
    assert [row.exposed_workers for row in rows(page)[:3]] == [8, 2, 9]


def test_fill_down_and_delete(page, shell, rows, settled, qtbot):
    select(page, 0, HEADS, 2, HEADS)
    qtbot.keyClick(page.table, Qt.Key.Key_D, CTRL)
    settled(shell)
    assert [row.exposed_workers for row in rows(page)[:3]] == [1, 1, 1]
    select(page, 0, STAFF, 1, STAFF)
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    settled(shell)
    assert [row.staff for row in rows(page)[:3]] == [None, None, 30]
    shell.desk.undo()
    shell.desk.undo()
    assert [row.exposed_workers for row in rows(page)[:3]] == [1, 2, 3]


def test_the_line_below_counts_cells_and_different_employers(page):
    select(page, 0, HEADS, 2, STAFF)
    assert "选中 6 格，不同企业 3 家" in page.counted.text()
    assert "接害人数合计 6 人" in page.counted.text()


def test_columns_that_are_computed_are_not_pasted_and_told(page, shell, rows, settled, qtbot):
    QGuiApplication.clipboard().setText("Ⅰ\t7")
    select(page, 0, HEADS - 1)
    qtbot.keyClick(page.table, Qt.Key.Key_V, CTRL)
    settled(shell)
    assert rows(page)[0].exposed_workers == 7
    assert "风险等级" in shell.desk.bar.text


def test_widths_and_hidden_columns_are_remembered(page, prefs, desk):
    page.table.setColumnWidth(CONTACT, 222)
    page.columns.menu().actions()[PHONE - 1].setChecked(False)
    assert page.table.isColumnHidden(PHONE)

    again = RegisterPage(desk)
    assert again.table.columnWidth(CONTACT) == 222
    assert again.table.isColumnHidden(PHONE)
    again.columns._show_all()
    assert not again.table.isColumnHidden(PHONE)
    again.deleteLater()
