"""A morning's work in the real window: search, edit, paste, undo, merge, print."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.ui.register.columns import COLUMNS
from desktop.work import register
from desktop.work.register import Query
from tests.ui.grid_hands import CTRL, editor, select

TITLES = [column.title for column in COLUMNS]
HEADS, STAFF, CONTACT, PHONE = (TITLES.index(title) for title in ("接害人数", "从业人员", "联系人", "联系电话"))


@pytest.fixture
def rows(office):
    return lambda words: office.ask(lambda s: register.lines(s, register.find(s, Query(text=words))))


def test_a_mornings_work(shell, an_employer, settled, qtbot, rows):
    for number in range(1, 5):
        an_employer(name=f"大同{number}号石材厂", staff=50, exposed_workers=number)
    an_employer(name="梅溪木业有限公司", phone="19000000001", contact="王五")
    an_employer(name="梅溪木业有限责任公司", phone="19000000001", credit_code="913305990000000172")
    page = shell.open("register")
    settled(shell)

    search(page, qtbot)
    assert page.model.rowCount() == 4
    edit_and_fill(page, qtbot)
    settled(shell)
    assert {row.contact for row in rows("大同")} == {"张三"}

    paste(page, qtbot)
    settled(shell)
    page.pasting.preview.rest.click()  # one cell did not fit and was shown first
    settled(shell)
    assert [row.exposed_workers for row in rows("大同")] == [11, 2, 13, 14]
    shell.footer.undo.click()
    assert [(row.exposed_workers, row.staff) for row in rows("大同")] == [(number, 50) for number in range(1, 5)]
    shell.footer.redo.click()
    assert {row.staff for row in rows("大同")} == {60}

    page.filters.clear()
    queue = page.side.show("duplicates")
    settled(shell)
    queue.merge.click()
    page.side.back()
    assert [(row.phone, row.credit_code) for row in rows("梅溪木业")] == [("19000000001", "913305990000000172")]

    page.seen.print()
    settled(shell)
    assert page.seen.preview.preview.document.pageCount() == 1
    page.seen.preview.close_it()


def search(page, qtbot):
    """By pinyin initials."""
    page.focus_search()
    qtbot.keyClicks(page.filters.search, "dt")
    qtbot.keyClick(page.filters.search, Qt.Key.Key_Return)


def edit_and_fill(page, qtbot):
    """One cell typed, the others filled from it."""
    select(page.table, 0, CONTACT)
    qtbot.keyClicks(page.table, "z")
    editor(page.table).setText("张三")
    qtbot.keyClick(editor(page.table), Qt.Key.Key_Return)
    select(page.table, 0, CONTACT, 3, CONTACT)
    qtbot.keyClick(page.table, Qt.Key.Key_D, CTRL)


def paste(page, qtbot):
    """A block copied from WPS."""
    QGuiApplication.clipboard().setText("11\t60\n约30\t60\n13\t60\n14\t60")
    select(page.table, 0, HEADS)
    qtbot.keyClick(page.table, Qt.Key.Key_V, CTRL)
