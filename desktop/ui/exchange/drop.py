"""Where a spreadsheet is dropped or chosen, and what was taken in before."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QVBoxLayout

from desktop.ui import look
from desktop.ui.files import Files
from desktop.ui.page import button, label, row

FILTER = "表格文件 (*.xlsx *.xls *.xlsm *.xlsb *.ods *.et *.csv *.htm *.html);;所有文件 (*)"


class DropArea(QFrame):
    """Says what can be dropped; the window itself takes the drop, so that it works on every page."""

    chosen = Signal(object)

    def __init__(self, files: Files) -> None:
        super().__init__()
        self._files = files
        self.setObjectName("drop")
        self.choose = button("选择文件…", "folder", self.ask, main=True)
        big = look.iconed(QLabel(alignment=Qt.AlignmentFlag.AlignCenter), "sheet", "accent", 40)
        said = label("把收到的表格拖到这里", "heading")
        said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        more = label("Excel、WPS、CSV 都可以，不用先整理格式。先看读懂了什么，确认以后才写入台账。", "muted", wrap=True)
        more.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        for widget in (big, said, more):
            column.addWidget(widget)
        column.addWidget(row(None, self.choose, None))

    def ask(self) -> QFileDialog:
        """Choose a file."""
        return self._files.read(self, "选择要导入的表格", FILTER, self.chosen.emit)
