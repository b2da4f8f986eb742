"""Blocks of cells: Excel's rules of repeating, what is selected afterwards, and codes that survive WPS."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.ui import blocks
from desktop.ui.register.columns import COLUMNS
from desktop.work import register
from tests.ui.grid_hands import CTRL, chosen, select

TITLES = [column.title for column in COLUMNS]
HEADS, STAFF, CONTACT, CODE = (TITLES.index(t) for t in ("接害人数", "从业人员", "联系人", "统一社会信用代码"))


@pytest.fixture
def page(shell, an_employer, settled):
    for number in range(1, 6):
        an_employer(name=f"大同{number}厂", exposed_workers=number, staff=10 * number, contact="王五")
    made = shell.open("register")
    settled(shell)
    made.table.setFocus()
    return made


@pytest.fixture
def pasted(page, shell, settled, qtbot, office):
    def paste(text, *where):
        QGuiApplication.clipboard().setText(text)
        select(page.table, *where)
        qtbot.keyClick(page.table, Qt.Key.Key_V, CTRL)
        settled(shell)
        return [(row.exposed_workers, row.staff) for row in office.ask(lambda s: register.lines(s, page.model.ids))]

    return paste


def test_a_selection_that_is_a_multiple_is_filled_by_repeating(page, pasted):
    assert [heads for heads, _ in pasted("7\n8", 0, HEADS, 3, HEADS)] == [7, 8, 7, 8, 5]


def test_a_selection_that_is_no_multiple_takes_the_block_once(page, pasted):
    assert [heads for heads, _ in pasted("7\n8", 0, HEADS, 4, HEADS)] == [7, 8, 3, 4, 5]


def test_a_line_of_cells_fills_every_selected_line(page, pasted):
    assert pasted("7\t70", 1, HEADS, 3, HEADS) == [(1, 10), (7, 70), (7, 70), (7, 70), (5, 50)]
    assert chosen(page.table) == (1, HEADS, 3, STAFF)


def test_a_hidden_column_is_stepped_over(page, pasted):
    page.table.setColumnHidden(STAFF, True)
    assert pasted("7", 0, HEADS, 0, STAFF)[0] == (7, 10)


def test_columns_that_were_moved_are_pasted_as_they_are_seen(page, pasted):
    head = page.table.head
    head.moveSection(head.visualIndex(STAFF), head.visualIndex(HEADS))
    assert pasted("99\t9", 0, STAFF)[0] == (9, 99)


def test_what_lies_beyond_the_last_line_is_told(page, pasted, shell):
    assert pasted("7\n8\n9", 4, HEADS)[4] == (7, 50)
    assert "2 行没有粘贴" in shell.desk.bar.text


def test_a_ragged_selection_is_neither_copied_nor_pasted_and_told(page, shell, qtbot):
    QGuiApplication.clipboard().setText("不变")
    select(page.table, 0, HEADS, 1, HEADS)
    select(page.table, 3, STAFF, add=True)
    qtbot.keyClick(page.table, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "不变"
    assert "只选一整块" in shell.desk.bar.text


def test_lines_chosen_apart_with_the_same_columns_are_copied_together(page, qtbot):
    select(page.table, 0, HEADS, 0, STAFF)
    select(page.table, 3, HEADS, 3, STAFF, add=True)
    qtbot.keyClick(page.table, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "1\t10\n4\t40"


def test_a_code_is_carried_to_wps_as_text_and_a_count_as_a_number(page, shell, qtbot):
    page.model.setData(page.model.index(0, CODE), "913305990000000172")
    qtbot.keyClick(page.table, Qt.Key.Key_A, CTRL)
    page.table.copy(heads=True)
    html = QGuiApplication.clipboard().mimeData().html()
    assert "<td style=\"mso-number-format:'\\@'\">913305990000000172</td>" in html
    assert "<td>10</td>" in html
    assert html.count("<th") == len(page.table.shown_columns())


def test_the_line_below_tells_sum_average_count_and_different_employers(page):
    page.model.setData(page.model.index(2, HEADS), "")
    select(page.table, 0, HEADS, 2, STAFF)
    words = page.counted.text()
    assert "选中 6 格，不同企业 3 家" in words
    assert "接害人数合计 3 人，平均 1.5（1 家未登记）" in words
    assert "从业人员合计 60 人，平均 20.0" in words


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.integers(0, 29), st.sampled_from([1, -1]))
def test_ctrl_arrow_never_passes_a_change_between_filled_and_empty(cells, at, step):
    at %= len(cells)
    end = blocks.edge(lambda place: cells[place], at, len(cells) - 1, step)
    between = [cells[place] for place in range(at + step, end, step)]
    assert 0 <= end < len(cells)
    assert len(set(between)) <= 1
    assert end in (at, 0, len(cells) - 1) or cells[end]


@given(st.lists(st.lists(st.text("ab12\t\n\"'=", max_size=4), min_size=2, max_size=3), min_size=1, max_size=4))
def test_every_copied_block_is_a_whole_table(lines):
    width = min(map(len, lines))
    told = blocks.as_text([line[:width] for line in lines])
    assert [line.count("\t") for line in told.split("\n")] == [width - 1] * len(lines)
