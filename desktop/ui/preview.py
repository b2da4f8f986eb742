"""The real PDF, page by page, and its way to the printer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QPainter, QTransform
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.page import button, label, row

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

INCH = 72  # points


class Preview(QWidget):
    """Shows the bytes that would be saved or printed: nothing is drawn a second time."""

    def __init__(self) -> None:
        super().__init__()
        self.document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self.view = QPdfView(self)
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(look.zoom())
        self.view.setAccessibleName("报告预览")
        self.pages = label("", "muted")
        self.whole = button("整页", act=lambda: self.view.setZoomMode(QPdfView.ZoomMode.FitInView))
        self.wide = button("适合宽度", act=lambda: self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth))
        self.larger = button("放大", act=lambda: self._zoom(1.2))
        self.smaller = button("缩小", act=lambda: self._zoom(1 / 1.2))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(row(self.whole, self.wide, self.smaller, self.larger, None, self.pages))
        column.addWidget(self.view, 1)

    def show_file(self, file: Path) -> None:
        """Load a PDF; the file itself stays free to be written again."""
        self.document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(file.read_bytes()))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        self.pages.setText(f"共 {self.document.pageCount()} 页")

    def print_to(self, printer: QPrinter) -> None:
        """Draw every page on a printer at its resolution."""
        painter = QPainter(printer)
        resolution = min(300, printer.resolution())
        for number in range(self.document.pageCount()):
            if number:
                printer.newPage()
            points = self.document.pagePointSize(number)
            size = QSize(round(points.width() * resolution / INCH), round(points.height() * resolution / INCH))
            image = self.document.render(number, size)
            if size.width() > size.height():
                image = image.transformed(QTransform().rotate(90))
            painter.drawImage(painter.viewport(), image)
        painter.end()

    def _zoom(self, factor: float) -> None:
        now = self.view.zoomFactor() if self.view.zoomMode() == QPdfView.ZoomMode.Custom else look.zoom()
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(4.0, max(0.3, now * factor)))
