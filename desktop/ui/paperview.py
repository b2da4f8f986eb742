"""A document over the window as it will be printed: print, save as PDF, open its folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.files import PDF
from desktop.ui.overlay import Overlay
from desktop.ui.page import button, label, row
from desktop.ui.preview import Preview
from desktop.work.problem import Problem


class PaperView(Overlay):
    """Shows the bytes of one PDF. `name` is proposed when it is saved."""

    def __init__(self, desk: Desk, window: QWidget, file: Path, title: str, name: str) -> None:
        super().__init__(window)
        self._desk, self.file, self._name = desk, file, name
        self.preview = Preview()
        self.print = button("打印…", "print", self.print_it, main=True)
        self.save = button("另存为 PDF…", "pdf", self._ask_target)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(16, 12, 16, 12)
        lines.addWidget(row(label(title, "heading"), None, self.save, self.print, self.shut))
        lines.addWidget(self.preview, 1)
        self.cover()
        self.preview.show_file(file)  # once it is seen: QPdfView does not draw what was loaded before

    def print_it(self) -> None:
        """Ask for a printer."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.preview.print_to(printer))
        dialog.open()

    def save_as(self, target: Path) -> None:
        """Keep the PDF where the person wants it."""
        try:
            shutil.copyfile(self.file, target)
        except OSError:
            self.close_it()
            self._desk.bar.tell(
                Problem(f"写不进这个文件：{target.name}", "如果它正开着，请先关闭，或换一个文件名。", "台账没有改动。")
            )
            return
        self.close_it()
        self._desk.files.written("已保存。", target)

    def _ask_target(self) -> QFileDialog:
        return self._desk.files.save(self, "另存为 PDF", self._name, PDF, self.save_as)
