"""A row of small widgets that goes on in the next line where the window is narrow.

A widget that places its children itself: a QLayout written in Python has to return None to C++, which miscounts it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class Flow(QWidget):
    """Left to right, then down; all gaps alike. Its height follows from its width."""

    def __init__(self, gap: int = 6) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._shown: list[QWidget] = []
        self._gap = gap
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def fill(self, widgets: list[QWidget]) -> None:
        """Show these widgets in place of those before."""
        for old in self._shown:
            old.hide()
            old.deleteLater()
        self._shown = widgets
        for widget in widgets:
            widget.setParent(self)
            widget.show()
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(0, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.StyleChange):
            self._place()
        return done

    def _place(self) -> None:
        x, y, high = 0, 0, 0
        for widget in self._shown:
            hint = widget.sizeHint()
            if x and x + hint.width() > self.width():
                x, y, high = 0, y + high + self._gap, 0
            widget.setGeometry(x, y, hint.width(), hint.height())
            x += hint.width() + self._gap
            high = max(high, hint.height())
        if self.minimumHeight() != y + high:
            self.setFixedHeight(y + high)
