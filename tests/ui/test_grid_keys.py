"""The keys of a spreadsheet in the register: where each leads and what it writes, as Excel and WPS behave."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.ui.register.columns import COLUMNS
from desktop.work import register
from tests.ui.grid_hands import CTRL, SHIFT, at, chosen, editor, select

TITLES = [column.title for column in COLUMNS]
NAME, VILLAGE, HEADS, STAFF, CONTACT, PHONE, VERIFIED = (
    TITLES.index(t) for t in ("单位名称", "村（社区）", "接害人数", "从业人员", "联系人", "联系电话", "核实日期")
)


@pytest.fixture
def page(shell, an_employer, settled):
    for number in range(1, 7):
        heads = None if number == 4 else number
        an_employer(name=f"大同{number}厂", exposed_workers=heads, staff=10 * number, contact="王五")
    made = shell.open("register")
    settled(shell)
    made.table.setFocus()
    return made


@pytest.fixture
def rows(office):
    def read(page):
        return office.ask(lambda s: register.lines(s, page.model.ids))

    return read


def test_ctrl_arrow_stops_at_the_edge_of_the_filled_block_and_leaps_over_the_gap(page, qtbot):
    select(page.table, 0, HEADS)
    for line in (2, 4, 5, 5):  # lines 0-2 are filled, 3 is not, 4-5 are
        qtbot.keyClick(page.table, Qt.Key.Key_Down, CTRL)
        assert at(page.table) == (line, HEADS)
    qtbot.keyClick(page.table, Qt.Key.Key_Up, CTRL)
    assert at(page.table) == (4, HEADS)
    select(page.table, 0, CONTACT)
    qtbot.keyClick(page.table, Qt.Key.Key_Right, CTRL)
    assert at(page.table)[1] > CONTACT


def test_ctrl_shift_arrow_selects_to_the_edge(page, qtbot):
    select(page.table, 0, STAFF)
    qtbot.keyClick(page.table, Qt.Key.Key_Down, CTRL | SHIFT)
    assert chosen(page.table) == (0, STAFF, 5, STAFF)
    select(page.table, 5, HEADS)
    qtbot.keyClick(page.table, Qt.Key.Key_Up, CTRL | SHIFT)
    assert chosen(page.table) == (4, HEADS, 5, HEADS)


def test_home_and_end_stay_on_the_line_and_with_ctrl_go_to_the_corners(page, qtbot):
    last = page.table.shown_columns()[-1]
    select(page.table, 3, HEADS)
    qtbot.keyClick(page.table, Qt.Key.Key_Home)
    assert at(page.table) == (3, NAME)
    qtbot.keyClick(page.table, Qt.Key.Key_End)
    assert at(page.table) == (3, last)
    qtbot.keyClick(page.table, Qt.Key.Key_Home, CTRL)
    assert at(page.table) == (0, NAME)
    qtbot.keyClick(page.table, Qt.Key.Key_End, CTRL)
    assert at(page.table) == (5, last)
    qtbot.keyClick(page.table, Qt.Key.Key_Home, CTRL | SHIFT)
    assert chosen(page.table) == (0, NAME, 5, last)


def test_ctrl_a_selects_everything_and_shift_arrows_grow_the_selection(page, qtbot):
    qtbot.keyClick(page.table, Qt.Key.Key_A, CTRL)
    assert page.table.cells() == (6 * len(page.table.shown_columns()), 6)
    select(page.table, 1, HEADS)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(page.table, key, SHIFT)
    assert chosen(page.table) == (1, HEADS, 2, STAFF)


def test_enter_and_tab_go_round_inside_a_selected_block(page, qtbot):
    select(page.table, 0, HEADS, 1, STAFF)
    places = []
    for _ in range(4):
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
        places.append(at(page.table))
    assert places == [(1, HEADS), (0, STAFF), (1, STAFF), (0, HEADS)]
    qtbot.keyClick(page.table, Qt.Key.Key_Tab)
    assert at(page.table) == (0, STAFF)
    assert page.table.cells() == (4, 2)


def test_enter_after_tabs_goes_back_below_the_cell_where_they_began(page, qtbot):
    select(page.table, 0, HEADS)
    for _ in range(2):
        qtbot.keyClick(page.table, Qt.Key.Key_Tab)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert at(page.table) == (1, HEADS)


def test_ctrl_enter_writes_what_was_typed_into_the_whole_selection(page, shell, rows, settled, qtbot):
    select(page.table, 1, HEADS, 3, HEADS)
    qtbot.keyClick(page.table, Qt.Key.Key_9)
    qtbot.keyClick(editor(page.table), Qt.Key.Key_Return, CTRL)
    settled(shell)
    assert [row.exposed_workers for row in rows(page)] == [1, 9, 9, 9, 5, 6]
    shell.desk.undo()
    assert [row.exposed_workers for row in rows(page)] == [1, 2, 3, None, 5, 6]


def test_ctrl_r_fills_to_the_right_and_a_single_cell_takes_its_left_neighbour(page, shell, rows, settled, qtbot):
    select(page.table, 0, HEADS, 1, STAFF)
    qtbot.keyClick(page.table, Qt.Key.Key_R, CTRL)
    settled(shell)
    assert [row.staff for row in rows(page)[:3]] == [1, 2, 30]
    select(page.table, 2, STAFF)
    qtbot.keyClick(page.table, Qt.Key.Key_R, CTRL)
    settled(shell)
    assert rows(page)[2].staff == 3


def test_ctrl_d_on_a_single_cell_takes_the_one_above(page, shell, rows, settled, qtbot):
    select(page.table, 3, HEADS)
    qtbot.keyClick(page.table, Qt.Key.Key_D, CTRL)
    settled(shell)
    assert rows(page)[3].exposed_workers == 3


def test_ctrl_semicolon_writes_today_also_while_typing(page, rows, qtbot):
    select(page.table, 0, VERIFIED)
    qtbot.keyClick(page.table, Qt.Key.Key_Semicolon, CTRL)
    assert str(rows(page)[0].verified_on) == "2026-11-23"
    select(page.table, 1, VERIFIED)
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    qtbot.keyClick(editor(page.table), Qt.Key.Key_Semicolon, CTRL)
    qtbot.keyClick(editor(page.table), Qt.Key.Key_Return)
    assert str(rows(page)[1].verified_on) == "2026-11-23"


def test_ctrl_minus_puts_the_lines_into_the_bin_and_does_not_zoom(page, shell, qtbot):
    select(page.table, 1, HEADS, 3, HEADS)
    qtbot.keyClick(page.table, Qt.Key.Key_Minus, CTRL)
    assert page.model.rowCount() == 3
    assert "已删除 3 家，可在回收站恢复" in shell.desk.bar.text
    assert shell.percent == 100
    shell.desk.undo()
    assert page.model.rowCount() == 6


def test_the_bin_gives_back_what_is_chosen_there(page, shell, qtbot):
    page.remove(list(page.model.ids[:2]))
    view = page.side.show("bin")
    assert [item.name for item in view._items.values()] == ["大同2厂", "大同1厂"]
    view.table.selectAll()
    view.restore.click()
    assert view.model.rowCount() == 0
    page.side.back()
    assert page.model.rowCount() == 6


def test_the_first_letter_typed_into_a_frozen_column_is_kept(page, rows, qtbot):
    page.table.freeze(2)
    select(page.table, 0, VILLAGE)
    qtbot.keyClick(page.table, Qt.Key.Key_X)
    line = editor(page.table)
    assert line.text() == "x"
    assert line.parent() is page.table._frozen.viewport()
    qtbot.keyClick(line, Qt.Key.Key_Escape)


def test_undo_goes_back_many_steps_and_redo_forward(page, shell, rows, qtbot):
    for number in (7, 8, 9):
        page.model.setData(page.model.index(0, HEADS), str(number))
    for expected in (8, 7, 1):
        qtbot.keyClick(page.table, Qt.Key.Key_Z, CTRL)
        assert rows(page)[0].exposed_workers == expected
    qtbot.keyClick(page.table, Qt.Key.Key_Y, CTRL)
    assert rows(page)[0].exposed_workers == 7


def test_ctrl_x_copies_and_clears(page, shell, rows, settled, qtbot):
    select(page.table, 0, PHONE - 1, 0, PHONE - 1)
    qtbot.keyClick(page.table, Qt.Key.Key_X, CTRL)
    settled(shell)
    assert QGuiApplication.clipboard().text() == "王五"
    assert rows(page)[0].contact is None
