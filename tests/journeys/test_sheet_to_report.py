"""A coordinator's morning: last year's register is dropped on the window, graded, and reported on paper."""

from __future__ import annotations

import re

from pypdf import PdfReader
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from tests.conftest import SAMPLES


def test_a_dropped_sheet_becomes_the_number_on_the_paper(shell, settled, qtbot, tmp_path, office):
    drop(shell, SAMPLES / "sheets-1" / "t02_merged.xls")
    settled(shell)
    exchange = shell.page
    assert exchange.name == "exchange"
    read = exchange.intake.plan.sheets[0].row_counts["read"]

    qtbot.mouseClick(exchange.forward, Qt.MouseButton.LeftButton)
    assert exchange.review.sum.text().startswith(f"读到 {read} 行")
    qtbot.mouseClick(exchange.forward, Qt.MouseButton.LeftButton)
    settled(shell)
    qtbot.mouseClick(exchange.result.open, Qt.MouseButton.LeftButton)
    settled(shell)

    register = shell.page
    assert register.model.rowCount() == read
    qtbot.mouseClick(register.grade, Qt.MouseButton.LeftButton)
    settled(shell)
    assert shell.footer.said.text().startswith(f"风险分级：{read} 家")

    place = list(shell.sidebar.buttons).index("summary")
    qtbot.keyClick(shell, Qt.Key(Qt.Key.Key_1 + place), Qt.KeyboardModifier.ControlModifier)
    settled(shell)
    report = shell.page
    exposed = report.summary.figures["A06"].value
    report.save_to(tmp_path)
    settled(shell)

    printed = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(pdf_in(tmp_path)).pages))
    assert f"在册用人单位{read}家" in printed
    assert str(exposed) in printed
    assert "草稿" in printed

    shell.desk.undo()
    shell.desk.undo()
    shell.open("register")
    assert register.model.rowCount() == 0


def drop(shell, file):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    event = QDropEvent(
        QPointF(400, 300),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(shell.windowHandle(), event)


def pdf_in(folder):
    (file,) = folder.glob("*.pdf")
    return file
