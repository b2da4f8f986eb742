"""Composition root of the window: log, office, jobs, shell. Nobody imports it but `python -m desktop`."""

from __future__ import annotations

import gc
import logging
import sys
from datetime import date
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, QTimer, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from desktop import paths
from desktop.commands.keeping import restore_file
from desktop.rules.tables import Broken
from desktop.ui import immortal, look
from desktop.ui.desk import Desk
from desktop.ui.entrances import ENTRANCES
from desktop.ui.jobs import Jobs
from desktop.ui.notice import Action, Bar, Refusal, bug_text, catch_all
from desktop.ui.shell import Shell
from desktop.work import safekeeping, settings
from desktop.work.office import Office
from desktop.work.problem import Problem
from desktop.work.safekeeping import Unsound

log = logging.getLogger("zhikang")
ROOM = 1_000_000  # bytes a log file may have


def main(office_file: Path | None = None) -> int:
    """Open the window on an office file (the usual one if none is named) and stay until it is closed.

    Returns 0, or 1 when the office could not be opened: the window then only says why.
    """
    file = office_file or paths.office_file()
    start_log(file.parent / "logs")
    app = application()
    prefs = QSettings(str(file.with_name("window.ini")), QSettings.Format.IniFormat)
    look.wear(app, paths.resources(), str(prefs.value("theme", "light")), int(str(prefs.value("zoom", 100))))
    office = _opened(app, file)
    if office is None:
        return 1
    try:
        shell = window(office, prefs)
        shell.safe.begin()
        shell.show()
        # What is loaded by now stays for good: without this, its tens of thousands of objects are looked through again
        # in the middle of typing (measured: 70 ms pauses in the search box at 20,000 employers).
        gc.collect()
        gc.freeze()
        return app.exec()
    finally:
        office.close()


def _opened(app: QApplication, file: Path) -> Office | None:
    """The office; None when it could not be opened and no backup was put in its place."""
    while True:
        try:
            return Office.open(file, today=date.today, resources=paths.resources())
        except (Problem, Broken) as refused:
            log.warning("office not opened: %s", type(refused).__name__)
            told = Refusal(refused, ways_back(file) if isinstance(refused, Unsound) else ())
            told.show()
            app.exec()
            if told.result() != Refusal.DialogCode.Accepted:
                return None


def ways_back(file: Path) -> list[Action]:
    """For an office that is damaged: its newest readable backup, as a button. Empty when there is none."""
    whole = next((copy for copy in safekeeping.copies(file) if copy.employers is not None), None)
    if whole is None:
        return []
    return [(f"恢复 {whole.at:%m-%d %H:%M} 的备份（{whole.employers:,} 家）", lambda: restore_file(file, whole.path))]


def application() -> QApplication:
    """The QApplication in Chinese: locale, Qt's own buttons, name and icon."""
    immortal.hold()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("zhikang")
    app.setApplicationDisplayName("职康网格")
    app.setWindowIcon(QIcon(str(paths.resources() / "icons" / "zhikang.svg")))
    QLocale.setDefault(QLocale("zh_CN"))
    words = QTranslator(app)
    if words.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(words)
    return app


def window(office: Office, prefs: QSettings) -> Shell:
    """The main window over an open office, on its first page or on the first-run questions."""
    desk = Desk(office, Jobs(), Bar(), prefs)
    shell = Shell(desk, ENTRANCES, paths.resources())
    sys.excepthook = catch_all(lambda: _front(shell), lambda error: log.error("%s", bug_text(error)))
    if office.ask(settings.township) is None:
        from desktop.ui.settings.welcome import Welcome

        shell.greet(Welcome(desk, paths.resources()))
    else:
        QTimer.singleShot(0, shell, lambda: shell.open("home"))  # the frame is seen first, its content a moment later
    return shell


def start_log(folder: Path) -> None:
    """Write warnings and bug reports to a small rotating file; without a place to write there is no log."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = RotatingFileHandler(folder / "zhikang.log", maxBytes=ROOM, backupCount=3, encoding="utf-8", delay=True)
    except OSError:
        return
    kept.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(kept)
    root.setLevel(logging.WARNING)


def _front(shell: Shell) -> QWidget | None:
    return shell if shell.isVisible() else None
