"""设置: the township, its villages, the looks, the rules, the backups."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop.ui import look
from desktop.work import settings


@pytest.fixture
def page(shell, office, settled):
    office.do(lambda s: settings.add_areas(s, ["梅溪村", "晓墅村"]))
    made = shell.open("settings")
    settled(shell)
    return made


def test_the_townships_name_saves_itself_and_reaches_the_title_bar(page, shell, office, qtbot):
    field = page.township.form.boxes["name"].editor
    field.setFocus()
    field.setText("孝丰镇")
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert office.ask(settings.township).name == "孝丰镇"
    assert shell.windowTitle() == "孝丰镇 - 职康网格"


def test_a_township_without_a_name_is_refused(page, office, qtbot):
    box = page.township.form.boxes["name"]
    box.editor.setFocus()
    box.editor.setText("")
    qtbot.keyClick(box.editor, Qt.Key.Key_Return)

    assert box.refused
    assert office.ask(settings.township).name == "梅溪镇"


def test_pasted_villages_are_added_once(page, office):
    page.areas.pasted.setPlainText("梅溪村\n上墅村\n")
    page.areas.add.click()

    assert [a.name for a in office.ask(settings.areas)] == ["梅溪村", "晓墅村", "上墅村"]
    assert page.areas.tree.topLevelItemCount() == 3


def test_a_village_is_renamed_in_place(page, office):
    page.areas.tree.topLevelItem(0).setText(0, "新梅溪村")

    assert office.ask(settings.areas)[0].name == "新梅溪村"


def test_a_name_that_is_taken_is_refused_and_the_old_one_comes_back(page, shell, office):
    page.areas.tree.topLevelItem(0).setText(0, "晓墅村")

    assert "已经有" in shell.desk.bar.text
    assert page.areas.tree.topLevelItem(0).text(0) == "梅溪村"


def test_dark_is_worn_at_once_and_remembered(page, prefs):
    page.looks.themes["dark"].click()

    assert look.tones() is look.DARK
    assert prefs.value("theme") == "dark"


def test_the_rules_name_their_edition_and_what_is_not_checked(page):
    page.tabs.setCurrentWidget(page.rules)

    assert "2022-11-01" in page.rules.edition.text()
    assert page.rules.table.model().rowCount() > 0


def test_a_backup_is_made_and_listed(page, shell, settled):
    page.keeping.now.click()
    settled(shell)

    assert page.keeping.table.model().rowCount() == 1
    assert "检查过" in shell.desk.bar.text
