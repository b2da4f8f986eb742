"""The filter menus of lists that are at hand: what a column is narrowed to, seen, printed, and taken away again."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from desktop.ui.columnfilter import ColumnFilter


def titles(table):
    return [column.title for column in table.columns]


def only(table, title, number=0):
    """Show only one value of a column, by its menu; gives how often it occurs."""
    column = titles(table).index(title)
    table.filter_wished.emit(column)
    menu = table.findChildren(ColumnFilter)[-1]
    value = menu._values[number]
    menu.list.setCurrentRow(number)
    menu.only.click()
    return value.count


@pytest.fixture
def tested(shell, office, an_employer, settled):
    tests = ((date(2026, 3, 5), 4, 0), (date(2025, 3, 5), 12, 0), (date(2024, 3, 5), 4, 1))
    an_employer(name="大同石材厂", tests=tests)
    an_employer(name="小溪木业", declared=(date(2025, 12, 1),))
    settled(shell)
    return shell


def test_due_items_are_narrowed_by_columns_and_say_so(tested, settled):
    page = tested.open("duties")
    settled(tested)
    whole = page.model.rowCount()
    count = only(page.table, "单位名称")
    assert page.model.rowCount() == count < whole
    assert not page.heads.told.isHidden()
    assert "单位名称：" in page._told()[0]
    states = page.model.columns[1].listed
    assert all(" 天" not in states(item) for item in page.shown)
    page.heads.clear()
    assert page.model.rowCount() == whole
    assert page.heads.told.isHidden()


def test_graded_employers_are_narrowed_by_the_conditions_of_the_list(tested, settled):
    page = tested.open("grading")
    settled(tested)
    count = only(page.table, "风险等级")
    assert page.model.rowCount() == count
    assert page.filters.query.levels


def test_lines_of_a_ledger_are_narrowed_and_sorted_and_the_empty_line_stays(tested, settled):
    page = tested.open("register")
    page.table.show_record(1)
    settled(tested)
    page.card.tabs.setCurrentIndex(
        next(n for n in range(page.card.tabs.count()) if "检测" in page.card.tabs.tabText(n))
    )
    settled(tested)
    part = next(part for part in page.card.findChildren(type_of_part()) if part.form.key == "test_report")
    points = titles(part.table).index("检测点数")
    part.table.sort_by([(points, True)])
    assert [part.model.text_of(line, points) for line in range(3)] == ["4", "4", "12"]
    assert only(part.table, "检测点数") == 2
    assert part.model.rowCount() == 3  # two lines and the empty one
    assert part.model.index(2, 0).data(Qt.ItemDataRole.DisplayRole).startswith("＋")
    assert "（2 / 3 行）" in part.heading.text()
    part.heads.clear()
    assert "（3）" in part.heading.text()
    assert part.model.rowCount() == 4


def type_of_part():
    from desktop.ui.register.ledger_part import Part

    return Part
