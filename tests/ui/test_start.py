"""Starting: nothing heavy before the window, one window per office, errors reported without anybody's data."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest
from PySide6.QtCore import QTimer

from desktop import app as composition
from desktop.ui import immortal
from desktop.ui.notice import Bar, BugReport, Refusal, catch_all
from desktop.work.problem import Problem
from tests.conftest import ROOT

HEAVY = ("pandas", "numpy", "openpyxl", "reportlab", "alembic", "pypinyin", "xlsxwriter", "pypdf", "PySide6.QtPdf",
         "PySide6.QtPrintSupport", "desktop.work.intake", "desktop.work.sheetfile")  # fmt: skip


@pytest.fixture
def plain_logging():
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_the_window_loads_nothing_heavy():
    code = f"import sys, desktop.app, desktop.ui.home.page; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_a_second_start_says_who_has_the_office_open(office, qapp, plain_logging, monkeypatch):
    seen = []

    def look():
        (told,) = [w for w in qapp.topLevelWidgets() if isinstance(w, Refusal) and w.isVisible()]
        seen.append(told.what.text())
        told.close()

    QTimer.singleShot(300, look)
    hook = sys.excepthook

    assert composition.main(office.path) == 1
    assert "已经在使用中" in seen[0]
    assert sys.excepthook is hook


def test_an_unexpected_error_opens_the_report_and_is_logged(shell):
    logged = []
    hook = catch_all(lambda: shell, logged.append)
    error = ZeroDivisionError("梅溪石材厂")

    hook(type(error), error, None)

    (report,) = shell.findChildren(BugReport)
    assert report.isVisible()
    assert "梅溪" not in report.text
    assert logged == [error]
    report.close()


def test_a_problem_that_nobody_caught_is_told_on_the_bar(shell):
    error = Problem("磁盘已满。", "请清理磁盘。")

    catch_all(lambda: shell, lambda _: None)(type(error), error, None)

    assert shell.findChild(Bar).text.startswith("磁盘已满。")


def test_none_outlives_pyside_under_python_3_11(qapp):
    immortal.hold()
    before = sys.getrefcount(None)

    for _ in range(20_000):
        qapp.property("nothing")

    assert sys.getrefcount(None) > before // 2
