"""The sub-ledgers as grids: typed in place, pasted from WPS as new lines, what lacks something waits as a draft."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.ui.grid_hands import CTRL, editor, select


@pytest.fixture
def page(shell, an_employer, settled):
    an_employer(name="大同石材厂", factors=("矽尘",), tests=((date(2026, 3, 5), 12, 0),))
    an_employer(name="梅溪木业有限公司")
    made = shell.open("register")
    settled(shell)
    made.table.show_record(made.model.ids[0])
    return made


def part_of(page, title, key):
    tab = page.card.show_tab(title).ledgers
    part = tab.parts[key]
    tab._show()
    return part


def column(part, key):
    return next(number for number, named in part.model.keys.items() if named == key)


def texts(part, line):
    return {key: part.model.text_of(line, number) for number, key in part.model.keys.items()}


def test_a_line_typed_into_the_empty_one_is_kept_when_it_is_left(page, shell, qtbot):
    part = part_of(page, "检测评价", "test_report")
    last = part.model.rowCount() - 1
    select(part.table, last, column(part, "tested_on"))
    qtbot.keyClicks(part.table, "2")
    qtbot.keyClicks(editor(part.table), "026.9.1")
    qtbot.keyClick(editor(part.table), Qt.Key.Key_Tab)
    part.model.setData(part.model.index(last, column(part, "points")), "4")
    assert len(part.found) == 1
    select(part.table, 0, 0)
    qtbot.waitUntil(lambda: len(part.found) == 2)
    assert part.found[0].cells["tested_on"] == "2026-09-01"
    assert "新增检测报告 2026-09-01" in shell.footer.said.text()
    shell.desk.undo()
    assert len(part.found) == 1


def test_a_line_that_lacks_something_stays_as_a_draft_with_the_cell_marked(page, shell, desk):
    part = part_of(page, "检测评价", "test_report")
    last = part.model.rowCount() - 1
    part.model.setData(part.model.index(last, column(part, "points")), "4")
    part.settle()
    index = part.model.index(last, column(part, "tested_on"))
    assert "请填写采样日期" in index.data(Qt.ItemDataRole.ToolTipRole)
    page.table.show_record(page.model.ids[1])
    assert not part.model.drafts
    page.table.show_record(page.model.ids[0])
    assert texts(part, 1)["points"] == "4"
    part.model.setData(part.model.index(1, column(part, "tested_on")), "2026-10-02")
    part.settle()
    assert sorted(line.cells["tested_on"] for line in part.found) == ["2026-03-05", "2026-10-02"]
    assert not part.model.drafts


def test_lines_copied_from_wps_become_new_lines_in_one_operation(page, shell, qtbot):
    part = part_of(page, "申报与变更", "declaration")
    QGuiApplication.clipboard().setText("2026-03-01\t年度更新\n2025-03-02\t年度更新\n\t变更")
    select(part.table, part.model.rowCount() - 1, column(part, "declared_on"))
    qtbot.keyClick(part.table, Qt.Key.Key_V, CTRL)
    assert [line.cells["declared_on"] for line in part.found] == ["2026-03-01", "2025-03-02"]
    assert "1 行还不能保存" in shell.desk.bar.text
    assert len(part.model.drafts) == 1
    shell.desk.undo()
    assert part.found == []


def test_pasted_cells_that_cannot_be_read_are_shown_before_anything_is_written(page, shell, qtbot):
    part = part_of(page, "检测评价", "test_report")
    QGuiApplication.clipboard().setText("2026-09-01\t定期检测\n去年夏天\t定期检测")
    last = part.model.rowCount() - 1
    select(part.table, last, column(part, "tested_on"))
    qtbot.keyClick(part.table, Qt.Key.Key_V, CTRL)
    assert len(part.found) == 1
    preview = part.preview
    row = preview.table.model().row_at(0)
    assert (row.name, row.label, row.text) == ("这一块的第 2 行", "采样日期", "去年夏天")
    assert row.instead
    preview.reject()
    assert (len(part.found), part.model.drafts) == (1, {})

    qtbot.keyClick(part.table, Qt.Key.Key_V, CTRL)
    part.preview.rest.click()
    assert sorted(line.cells["tested_on"] for line in part.found) == ["2026-03-05", "2026-09-01"]
    assert [draft.get("kind") for draft in part.model.drafts.values()] == ["定期检测"]


def test_a_cell_is_changed_in_place_and_a_refused_one_stays_marked(page, shell):
    part = part_of(page, "检测评价", "test_report")
    index = part.model.index(0, column(part, "points"))
    part.model.setData(index, "13")
    assert "12 → 13" in shell.footer.said.text()
    part.model.setData(part.model.index(0, column(part, "points")), "约30")
    index = part.model.index(0, column(part, "points"))
    assert index.data() == "约30"
    assert "整数" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_ctrl_minus_puts_a_line_into_the_bin(page, shell, qtbot):
    part = part_of(page, "检测评价", "test_report")
    select(part.table, 0, 0)
    qtbot.keyClick(part.table, Qt.Key.Key_Minus, CTRL)
    assert part.found == []
    assert "可在回收站恢复" in shell.footer.said.text()
    assert shell.percent == 100
