"""The table over any number of records."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.ui import look
from desktop.ui.rowtable import CHIP, PAGE, PAGES_KEPT, Column, RowTable
from desktop.ui.tableview import TableView


@dataclass(frozen=True)
class Line:
    id: int
    workers: int | None


COLUMNS = (
    Column[Line]("编号", lambda r: str(r.id), key="id"),
    Column[Line]("接害人数", lambda r: None if r.workers is None else str(r.workers), key="workers", numeric=True),
    Column[Line]("等级", lambda r: "■ Ⅲ", chip=True, tone=lambda r: "danger"),
)


def a_table(number=1000, asked=None, sort=None):
    def fetch(ids):
        if asked is not None:
            asked.append(list(ids))
        return {i: Line(i, None if i % 3 else i) for i in ids if i != 7}

    model = RowTable(COLUMNS, lambda: range(1, number + 1), fetch, sort)
    model.reload()
    return model


def test_the_model_keeps_qts_contract(qtmodeltester, qapp):
    qtmodeltester.check(a_table(50))


def test_only_the_pages_that_are_looked_at_are_fetched():
    asked = []
    model = a_table(100_000, asked)

    model.data(model.index(99_999, 0))

    assert len(asked) == 1
    assert len(asked[0]) <= PAGE
    for place in range(0, 100_000, PAGE):
        model.data(model.index(place, 0))
    assert len(model._pages) == PAGES_KEPT


def test_unknown_is_said_in_grey_and_never_as_zero(qapp):
    model = a_table()
    index = model.index(0, 1)

    assert index.data() == "未登记"
    assert index.data(Qt.ItemDataRole.ForegroundRole).name() == look.tones().faint


def test_a_record_deleted_meanwhile_says_so():
    assert a_table().index(6, 0).data() == "（已删除）"


def test_figures_stand_at_the_right_and_chips_tell_their_tone():
    model = a_table()

    assert model.index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.index(0, 2).data(CHIP) == "danger"


def test_sorting_asks_the_page_and_then_the_ids_again():
    wanted = []
    model = a_table(sort=lambda key, ascending: wanted.append((key, ascending)))

    model.sort(1, Qt.SortOrder.DescendingOrder)
    model.sort(2)

    assert wanted == [("workers", False)]


def test_the_chosen_record_stays_chosen_after_a_reload(qtbot):
    view = TableView(a_table(), 1, name="试")
    qtbot.addWidget(view)
    view.show()

    view.show_record(500)
    view.reload()

    assert view.current() == 500
    assert view.chosen() == [500]


def test_the_frozen_column_scrolls_with_the_rest(qtbot):
    view = TableView(a_table(), 1, name="试")
    qtbot.addWidget(view)
    view.resize(300, 300)
    view.show()

    view.show_record(900)

    assert view._frozen.verticalScrollBar().value() == view.verticalScrollBar().value() > 0
    assert view._frozen.columnWidth(0) == view.columnWidth(0)


def test_selected_lines_are_copied_as_a_spreadsheet_pastes_them(qtbot):
    view = TableView(a_table(), name="试")
    qtbot.addWidget(view)
    view.show_record(3)

    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == "3\t3\t■ Ⅲ"


def test_home_and_end_go_to_the_first_and_last_record(qtbot):
    view = TableView(a_table(), name="试")
    qtbot.addWidget(view)
    view.show_record(5)

    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.current() == 1000
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.current() == 1
