"""工作台: counts that open the rows behind them."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop.work.change import Change


@pytest.fixture
def page(shell, an_employer, settled):
    an_employer(name="大同石材厂", exposed_workers=12, declared=(date(2026, 5, 1),), credit_code=None)
    an_employer(name="梅溪木业", exposed_workers=None, declared=(date(2025, 1, 1),))
    an_employer(name="晓墅电镀厂", status="注销", status_since=date(2026, 3, 1))
    made = shell.open("home")
    made.heard(Change("", listed=True))
    settled(shell)
    return made


def test_the_counts_are_those_of_the_register(page):
    said = {key: tile.number.text() for key, tile in page.tiles.items()}

    assert said["listed"] == "2 家"
    assert said["A02"] == "2 家"
    assert said["A06"] == "12 人"
    assert said["ungraded"] == "2 家"
    assert said["B04"] == "1 家"
    assert said["undeclared"] == "0 家"
    assert page.tiles["A06"].note.text() == "另有 1 家未登记"


def test_every_tile_opens_its_rows(page, shell, qtbot, settled):
    for key, tile in page.tiles.items():
        shown = tile.number.text().split()[0].replace(",", "")
        qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
        settled(shell)
        assert shell.page.name == ("patrol" if key == "patrol" else "register")
        if key not in ("A06", "patrol"):
            assert shell.page.model.rowCount() == int(shown), key
        shell.open("home")
        settled(shell)


def test_what_is_lacking_opens_the_employers_that_lack_it(page, shell, settled):
    buttons = [b for b in page.checkups.findChildren(QPushButton) if b.isVisible() and "还缺 1 家" in b.text()]
    buttons[0].click()
    settled(shell)

    assert shell.page.name == "register"
    assert shell.page.model.rowCount() == 1


def test_an_empty_office_says_what_to_do(shell):
    assert shell.page._stack.currentIndex() == 1
