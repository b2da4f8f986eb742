"""Ctrl+K: employers, people, pages, commands and figures by a few letters, with the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop.ui.finder import Finder
from desktop.work import assignments, settings
from tests.conftest import TODAY


@pytest.fixture
def window(shell, an_employer, settled):
    village = {}

    def add(session):
        change = settings.add_areas(session, ["溪东村"])
        village["id"] = next(area.id for area in settings.areas(session) if area.name == "溪东村")
        return change

    shell.desk.office.do(add)
    an_employer(name="大同石材厂", area_id=village["id"], credit_code="913305990000000172")
    an_employer(name="梅溪木业有限公司")
    shell.desk.office.do(lambda s: assignments.set_responsible(s, village["id"], "李网格", on=TODAY))
    shell.open("home")
    settled(shell)
    return shell


def find(window, qtbot, text):
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    finder = next(found for found in window.findChildren(Finder) if found.isVisible())
    finder.box.setText(text)
    finder.look()
    return finder, [finder.list.item(row).text() for row in range(finder.list.count())]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dtsc", "企业　大同石材厂"),
        ("石材", "企业　大同石材厂"),
        ("李网", "人员　李网格"),
        ("lwg", "人员　李网格"),
        ("bb", "页面　报表"),
        ("djqy", "操作　登记企业"),
        ("A02", "指标　A02"),
        ("ZK:梅溪镇:1:913305990000000172", "企业　大同石材厂"),
    ],
)
def test_a_few_letters_find_what_is_meant(window, qtbot, text, found):
    _, lines = find(window, qtbot, text)
    assert any(line.startswith(found) for line in lines)


def test_enter_opens_the_employer_and_esc_goes_back(window, qtbot, settled):
    finder, _ = find(window, qtbot, "mxmy")
    qtbot.keyClick(finder.box, Qt.Key.Key_Return)
    settled(window)
    assert window.page.name == "register"
    assert window.page.card.name.text() == "梅溪木业有限公司"
    finder, _ = find(window, qtbot, "没有这家")
    assert finder.none.isVisible()
    qtbot.keyClick(finder.box, Qt.Key.Key_Return)
    qtbot.keyClick(finder.box, Qt.Key.Key_Escape)
    assert finder.isHidden()


def test_a_command_a_person_and_a_figure_lead_on(window, qtbot, settled):
    finder, _ = find(window, qtbot, "登记企业")
    finder.choose()
    dialog = next(child for child in window.page.children() if type(child).__name__ == "EnterDialog")
    dialog.reject()
    finder, lines = find(window, qtbot, "李网格")
    finder.list.setCurrentRow(next(row for row, line in enumerate(lines) if line.startswith("人员")))
    finder.choose()
    settled(window)
    assert window.page.model.rowCount() == 1
    finder, _ = find(window, qtbot, "A02")
    finder.choose()
    settled(window)
    assert window.page.name == "summary"


def test_the_arrows_walk_and_every_page_is_offered_at_first(window, qtbot):
    finder, lines = find(window, qtbot, "")
    assert {f"页面　{title}" for _, title in window.sidebar_pages()} <= set(lines)
    qtbot.keyClick(finder.box, Qt.Key.Key_Down)
    assert finder.list.currentRow() == 1
    qtbot.keyClick(finder.box, Qt.Key.Key_Up)
    assert finder.list.currentRow() == 0
    qtbot.keyClick(finder.box, Qt.Key.Key_Escape)
