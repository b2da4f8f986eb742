"""F1: the help page of the screen that is open, offline."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from desktop.ui import look


class HelpPage(QDialog):
    """Stays open beside the window while the person follows its steps. `made` fills in what the program knows."""

    def __init__(self, file: Path, title: str, parent: QWidget, made: Callable[[str], str] = str) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"帮助：{title}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.text = QTextBrowser(openExternalLinks=False, accessibleName=f"帮助：{title}")
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.document().setDocumentMargin(look.dp(12))
        text = file.read_text(encoding="utf-8") if file.exists() else f"# {title}\n\n这一页还没有说明。"
        self.text.setMarkdown(made(text))
        buttons = QDialogButtonBox()
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(self.text)
        column.addWidget(buttons)
        self.resize(look.dp(480), look.dp(600))
