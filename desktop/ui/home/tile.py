"""A count that opens the rows behind it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout

from desktop.ui import look
from desktop.ui.page import Short, label


class Tile(QPushButton):
    """Title, number, one line of what it means. `asked` when it is pressed."""

    asked = Signal()

    def __init__(self, title: str, unit: str) -> None:
        super().__init__()
        self.setObjectName("tile")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._unit, self._title = unit, title
        self.number = label("…", "big")
        self.note = Short("", "muted")
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(2)
        for widget in (Short(title, "muted"), self.number, self.note):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(widget)
        self.clicked.connect(lambda _=False: self.asked.emit())

    def tell(self, value: float | int | None, note: str = "", tone: str = "") -> None:
        """Show a figure; None is 未登记. `tone` (danger, warn) only where it is not zero."""
        self.number.setText(look.number(value, self._unit))
        self.note.setText(note)
        self.setProperty("tone", "none" if not value else tone)
        self.setAccessibleName(f"{self._title} {self.number.text()} {note}".strip())
        for widget in (self, self.number):
            look.restyle(widget)

    def sizeHint(self) -> QSize:
        return self._column.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(look.dp(120), self._column.minimumSize().height())
