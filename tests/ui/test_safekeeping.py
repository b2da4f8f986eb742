"""Backups in the window: the list and the way back, the automatic ones, and what the bottom line says."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from desktop import app as composition
from desktop.ui.notice import Refusal
from desktop.work import safekeeping
from desktop.work.office import Office
from tests.conftest import RESOURCES, TODAY
from tests.work.test_safekeeping import damage


@pytest.fixture
def page(shell, office, an_employer, settled):
    an_employer(name="大同石材厂")
    office.back_up()
    an_employer(name="梅溪木业有限公司")
    made = shell.open("settings", "keeping")
    settled(shell)
    return made


def restore_first(page, shell, settled, qtbot):
    page.keeping.table.show_record(0)
    question = page.keeping.ask_restore()
    assert "1 家企业" in question.findChildren(type(page.keeping.where))[0].text()
    question.accept()
    settled(shell)


def test_the_list_tells_what_each_backup_holds(page):
    model = page.keeping.table.model()
    assert page.tabs.currentWidget() is page.keeping
    assert model.index(0, 1).data() == "1 家"


def test_restoring_asks_and_then_every_page_shows_the_older_data(page, shell, settled, qtbot):
    register = shell.open("register")
    settled(shell)
    assert register.model.rowCount() == 2
    shell.open("settings", "keeping")
    settled(shell)
    restore_first(page, shell, settled, qtbot)

    shell.open("register")
    settled(shell)
    assert register.model.rowCount() == 1
    assert "恢复" in shell.footer.said.text()
    assert page.keeping.table.model().rowCount() == 2


def test_a_damaged_backup_is_refused_in_words(page, shell, settled, office):
    damage(office.backups()[0][0])
    page.keeping.restore_to(office.backups()[0][0])
    settled(shell)
    assert "已损坏" in shell.desk.bar.text
    assert "数据没有改动" in shell.desk.bar.text


def test_the_bottom_line_shows_the_last_backup(page, shell, settled, office):
    shell.footer.tell_backup()
    assert "✓" in shell.footer.backup.text()
    assert isinstance(shell.footer.backup, QPushButton)


def test_closing_after_a_change_waits_for_a_backup(shell, office, an_employer, settled, qtbot):
    an_employer()
    shell.safe.begin()
    assert not shell.close()
    assert shell.isVisible()
    qtbot.waitUntil(lambda: not shell.isVisible(), timeout=10_000)
    assert len(office.backups()) == 1


def test_closing_without_changes_makes_no_backup(shell, office, an_employer, settled):
    an_employer()
    office.back_up()
    settled(shell)
    shell.safe.begin()
    assert shell.close()
    assert len(office.backups()) == 1


def test_the_half_hour_backs_up_after_changes_only(shell, office, an_employer, settled):
    an_employer()
    shell.safe.begin()
    for _ in range(2):
        shell.safe.timeout.emit()
        settled(shell)
    assert len(office.backups()) == 1


def test_after_a_failed_check_there_are_no_more_copies(shell, office, an_employer, settled):
    for _ in range(30):
        an_employer()
    office.back_up()
    an_employer()
    settled(shell)
    shell.safe.begin()
    office._database.close()
    damage(office.path)
    shell.safe.timeout.emit()
    settled(shell)
    assert "没有通过检查" in shell.desk.bar.text
    assert "没有通过检查" in shell.footer.backup.text()
    assert len(safekeeping.times(office.path)) == 1
    assert not shell.safe.holds_up(shell.close)


def test_an_office_that_cannot_be_opened_offers_its_newest_backup(qapp, office, an_employer, qtbot):
    for _ in range(30):
        an_employer()
    office.back_up()
    path = office.path
    office.close()
    damage(path)
    with pytest.raises(safekeeping.Unsound) as refused:
        Office.open(path, today=lambda: TODAY, resources=RESOURCES)
    dialog = Refusal(refused.value, composition.ways_back(path))
    qtbot.addWidget(dialog)
    dialog.show()
    way = next(button for button in dialog.findChildren(QPushButton) if "30 家" in button.text())
    way.click()

    assert dialog.result() == Refusal.DialogCode.Accepted
    again = Office.open(path, today=lambda: TODAY, resources=RESOURCES)
    assert again.check() is None
    again.close()
