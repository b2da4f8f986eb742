"""A window on a real office, and guards: a nested event loop, a left window or a running job fails the test."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEventLoop, QSettings
from PySide6.QtWidgets import QApplication, QColorDialog, QDialog, QFileDialog, QInputDialog, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from desktop import app as composition
from desktop.ui import immortal, look
from desktop.ui.desk import Desk
from desktop.ui.jobs import Jobs
from desktop.ui.notice import Bar
from desktop.ui.shell import Shell
from tests.conftest import RESOURCES

immortal.hold()
STATIC = (
    (QMessageBox, ("information", "question", "warning", "critical", "about")),
    (QFileDialog, ("getOpenFileName", "getSaveFileName", "getExistingDirectory", "getOpenFileNames")),
    (QInputDialog, ("getText", "getInt", "getItem", "getMultiLineText")),
    (QColorDialog, ("getColor",)),
)


@pytest.fixture(autouse=True)
def no_nested_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    """exec() of any kind fails with its text instead of hanging the suite."""

    def refused(self: Any = None, *_: Any, **__: Any) -> None:
        title = self.windowTitle() if isinstance(self, QDialog) else ""
        raise AssertionError(f"nested event loop: {type(self).__name__} {title}")

    waiting = QEventLoop.exec

    def refused_loop(self: QEventLoop, *flags: Any) -> int:
        if sys._getframe(1).f_globals["__name__"].startswith("pytestqt"):
            return waiting(self, *flags)
        raise AssertionError("nested event loop: QEventLoop")

    for kind in (QDialog, QMenu):
        monkeypatch.setattr(kind, "exec", refused)
    monkeypatch.setattr(QEventLoop, "exec", refused_loop)
    for kind, names in STATIC:
        for name in names:
            monkeypatch.setattr(kind, name, refused)


@pytest.fixture(autouse=True)
def restored_hook() -> Iterator[None]:
    """The window puts its own excepthook; the next test gets pytest-qt's back."""
    before = sys.excepthook
    yield
    sys.excepthook = before


@pytest.fixture(scope="session")
def qapp() -> Iterator[QApplication]:
    """The application as composed, in the packaged font."""
    app = composition.application()
    app.setProperty("only_packaged", True)
    look.wear(app, RESOURCES)
    yield app
    app.clipboard().clear()  # the clipboard of the offscreen platform dies after the objects it still holds


@pytest.fixture
def prefs(tmp_path: Path) -> QSettings:
    """Where the window keeps its own looks."""
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def desk(qapp: QApplication, office: Any, prefs: QSettings, qtbot: QtBot) -> Iterator[Desk]:
    """What a page works with, without a window around it."""
    bar = Bar()
    qtbot.addWidget(bar)
    made = Desk(office, Jobs(), bar, prefs)
    yield made
    made.jobs.close()


@pytest.fixture
def shell(qapp: QApplication, office: Any, prefs: QSettings, qtbot: QtBot) -> Iterator[Shell]:
    """The real main window on the office, shown."""
    hook = sys.excepthook
    window = composition.window(office, prefs)
    sys.excepthook = hook  # pytest-qt's: an error in a slot fails the test
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.close()
    if look.zoom() != 1.0 or look.tones() is not look.LIGHT:
        look.wear(qapp, RESOURCES)


@pytest.fixture
def settled(qtbot: QtBot) -> Callable[[Shell | Desk], None]:
    """Wait until every job has been delivered."""

    def wait(where: Shell | Desk) -> None:
        jobs = where.jobs if isinstance(where, Desk) else where.desk.jobs
        qtbot.waitUntil(lambda: jobs.running is None, timeout=30_000)

    return wait
