"""The heads of the register: filter menus, sorting by several columns, freezing, moving, fitting; all remembered."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt

from desktop.ui.register.columns import COLUMNS
from desktop.ui.register.page import RegisterPage
from desktop.work import register, settings, views
from tests.ui.grid_hands import CTRL

TITLES = [column.title for column in COLUMNS]
NAME, VILLAGE, STATUS, HEADS, STAFF, TESTED, CONTACT = (
    TITLES.index(t) for t in ("单位名称", "村（社区）", "状态", "接害人数", "从业人员", "最近检测", "联系人")
)
FIRMS = (("恒盛", "王五", 1, 30), ("安和", "赵六", 2, 30), ("正大", None, 3, 10), ("宏远", "赵六", 4, 10))


@pytest.fixture
def page(shell, office, an_employer, settled):
    office.do(lambda s: settings.add_areas(s, ["溪东村", "横塘社区"]))
    tests = ((date(2026, 3, 5), 4, 0),)
    for number, (name, contact, heads, staff) in enumerate(FIRMS):
        tested = tests if number == 0 else ()
        an_employer(
            name=name, contact=contact, exposed_workers=heads, staff=staff, area_id=1 + number % 2, tests=tested
        )
    made = shell.open("register")
    settled(shell)
    return made


def shown(page):
    return [page.model.row_at(line).name for line in range(page.model.rowCount())]


def items(menu):
    return [menu.list.item(n).text() for n in range(menu.list.count()) if not menu.list.item(n).isHidden()]


def press(page, qtbot, column, modifiers=Qt.KeyboardModifier.NoModifier, head=None):
    head = head or page.table.head
    at = QPoint(head.sectionViewportPosition(column) + 20, head.height() // 2)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, modifiers, at)


def test_the_mark_in_a_head_opens_its_values_with_counts_and_the_blank_ones(page, qtbot):
    head = page.table.head
    opened = []
    page.table.filter_wished.connect(opened.append)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=head.mark_of(STATUS).center())
    assert opened == [STATUS]
    menu = page.heads.open(CONTACT)
    assert sorted(items(menu)) == ["王五（1）", "空白（1）", "赵六（2）"]
    menu.close()


def test_a_value_is_found_by_pinyin_and_only_it_is_shown_with_a_chip(page, qtbot):
    menu = page.heads.open(CONTACT)
    qtbot.keyClicks(menu.search, "zl")
    assert items(menu) == ["赵六（2）"]
    menu.list.setCurrentRow(next(n for n in range(3) if "赵六" in menu.list.item(n).text()))
    menu.only.click()
    assert set(shown(page)) == {"宏远", "安和"}
    assert [words for _, _, words in page.filters.conditions()] == ["联系人：赵六"]
    assert CONTACT in page.table.head.filtered
    page.filters.drop("cells", "contact")
    assert page.model.rowCount() == 4
    assert CONTACT not in page.table.head.filtered


def test_ticked_values_become_conditions_also_for_dates_by_month_and_the_blank(page, qtbot):
    menu = page.heads.open(TESTED)
    assert sorted(items(menu)) == ["2026-03（1）", "空白（3）"]
    for row in range(2):
        item = menu.list.item(row)
        item.setCheckState(Qt.CheckState.Checked if "空白" in item.text() else Qt.CheckState.Unchecked)
    menu.apply.click()
    assert "恒盛" not in shown(page)
    village = page.heads.open(VILLAGE)
    assert sorted(items(village)) == ["横塘社区（2）", "溪东村（1）"]
    village.close()


def test_a_column_with_a_filter_of_its_own_uses_it(page):
    menu = page.heads.open(VILLAGE)
    menu.list.setCurrentRow(0)
    menu.only.click()
    assert len(page.filters.query.villages) == 1
    assert page.model.rowCount() == 2


def test_ctrl_click_sorts_by_a_further_column_and_a_click_turns_it_round(page, qtbot):
    press(page, qtbot, STAFF)
    press(page, qtbot, HEADS, CTRL)
    assert shown(page) == ["正大", "宏远", "恒盛", "安和"]
    assert page.table.sorting == [(STAFF, True), (HEADS, True)]
    press(page, qtbot, HEADS, CTRL)
    assert shown(page) == ["宏远", "正大", "安和", "恒盛"]
    press(page, qtbot, NAME, head=page.table._frozen.head)
    assert page.table.sorting == [(NAME, True)]


def test_order_frozen_columns_and_sorting_are_remembered(page, desk):
    head = page.table.head
    head.moveSection(head.visualIndex(STAFF), 1)
    page.columns._freeze(2)
    page.table._head_clicked(STAFF, False)

    again = RegisterPage(desk)
    assert again.table.shown_columns()[:3] == [NAME, STAFF, VILLAGE]
    assert again.table.frozen == 2
    assert again.table.sorting == [(STAFF, True)]
    again.columns.reset()
    assert again.table.shown_columns()[:3] == [NAME, VILLAGE, STATUS]
    again.deleteLater()


def test_what_was_remembered_by_the_first_version_is_still_understood(page, desk, prefs):
    prefs.setValue("columns/register", '{"联系人": [222, false], "规模": [0, true]}')
    again = RegisterPage(desk)
    assert again.table.columnWidth(CONTACT) == 222
    assert again.table.isColumnHidden(TITLES.index("规模"))
    again.deleteLater()


def test_frozen_columns_follow_when_columns_are_moved_into_their_place(page):
    head = page.table.head
    page.table.freeze(2)
    head.moveSection(head.visualIndex(CONTACT), 0)
    frozen = page.table._frozen
    assert [n for n in range(len(TITLES)) if not frozen.isColumnHidden(n)] == sorted((NAME, CONTACT))
    assert frozen.head.visualIndex(CONTACT) == 0


def test_a_double_click_on_a_border_fits_the_column(page, qtbot):
    page.table.setColumnWidth(CONTACT, 400)
    head = page.table.head
    page.table.horizontalScrollBar().setValue(head.sectionPosition(CONTACT) - 200)
    border = QPoint(head.sectionViewportPosition(CONTACT) + 399, head.height() // 2)
    qtbot.mouseDClick(head.viewport(), Qt.MouseButton.LeftButton, pos=border)
    assert page.table.columnWidth(CONTACT) < 200


def test_an_export_has_the_columns_that_are_seen_in_their_order(page, shell, settled, tmp_path):
    from openpyxl import load_workbook

    head = page.table.head
    head.moveSection(head.visualIndex(STAFF), 0)
    for number in range(len(TITLES)):
        if number not in (STAFF, NAME, CONTACT):
            page.table.setColumnHidden(number, True)
    page.export_to(tmp_path / "a.xlsx")
    settled(shell)
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert [cell.value for cell in sheet[1]] == ["从业人员", "单位名称", "职业卫生联系人"]


def test_saved_views_keep_the_values_of_columns(page, shell):
    menu = page.heads.open(CONTACT)
    menu.list.setCurrentRow(0)
    menu.only.click()
    dialog = page.side.save_view()
    dialog.name.setText("一个人的")
    dialog.accept()
    page.filters.clear()
    (view,) = shell.desk.ask(views.views)
    page.side.open_view(view)
    assert page.filters.query.cells[0][0] == "contact"
    assert page.model.rowCount() == len(shell.desk.ask(lambda s: register.find(s, view.query)))


def test_every_column_of_the_register_has_its_values(page):
    """危害因素, the result of the last test, the six duties, and further fields that were ticked."""
    for number in range(len(page.offered.columns)):
        key = page.offered.keys[number]
        if key not in ("name", "completeness"):
            menu = page.heads.open(number)
            assert sum(value.count for value in menu._values) >= len(FIRMS), key
            menu.close()


def test_a_duty_is_filtered_by_how_it_stands(page):
    due = next(n for n, key in page.offered.keys.items() if key == "duty/体检/state")
    menu = page.heads.open(due)
    first = menu._values[0]
    menu.list.setCurrentRow(0)
    menu.only.click()
    assert page.model.rowCount() == first.count
    assert page.filters.conditions()[-1][2] == f"体检情况：{first.label}"


def test_a_saved_view_keeps_columns_and_sorting(page, office):
    page.columns.show_only([NAME, CONTACT, STAFF])
    page.table.sort_by([(STAFF, False)])
    office.do(
        lambda s: views.save(s, "看人", "", page.filters.query, on=date(2026, 11, 26), columns=page.visible_columns())
    )
    page.columns.reset()
    page.table.sort_by([(NAME, True)])
    page.side.open_view(office.ask(views.views)[0])
    assert page.table.shown_columns() == [NAME, CONTACT, STAFF]
    assert page.table.sorting == [(STAFF, False)]
    assert shown(page)[-1] in ("正大", "宏远")


def test_a_column_is_found_by_pinyin_and_ticked(page):
    chooser = page.columns.choose()
    chooser.search.setText("frdb")
    shown_items = [item.text() for item in chooser.items() if not item.isHidden()]
    assert any(text.startswith("法定代表人") for text in shown_items)
    assert len(shown_items) < 10
    number = next(
        n for n, column in enumerate(page.offered.columns) if column.title == shown_items[0].partition("　")[0]
    )
    assert page.table.isColumnHidden(number)
    chooser.search.returnPressed.emit()
    assert not page.table.isColumnHidden(number)
    chooser.close()


def test_typing_into_a_column_that_is_not_typed_in_says_where_it_is_changed(page, qtbot, desk):
    told = []
    page.table.told.connect(told.append)
    page.table.setCurrentIndex(page.model.index(0, NAME))
    qtbot.keyClick(page.table, Qt.Key.Key_A)
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    page.table.setCurrentIndex(page.model.index(0, TESTED))
    qtbot.keyClick(page.table, Qt.Key.Key_5)
    assert ["卡片里改" in words for words in told] == [True, True, False]
    assert "台账里登记" in told[2]
