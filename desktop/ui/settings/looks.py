"""外观: light or dark, and how large."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.form import Choice
from desktop.ui.page import label, panel, row

THEMES = (("light", "浅色"), ("dark", "深色"))


class LooksTab(QWidget):
    """Takes effect at once, in every window."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._group = QButtonGroup(self)
        self.themes: dict[str, QRadioButton] = {}
        for code, words in THEMES:
            option = self.themes[code] = QRadioButton(words)
            option.clicked.connect(self._wear)
            self._group.addButton(option)
        self.percent = Choice()
        self.percent.setAccessibleName("显示大小")
        for percent in look.ZOOMS:
            self.percent.addItem(f"{percent} %", percent)
        self.percent.activated.connect(self._wear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.addWidget(
            panel(
                label("颜色", "heading"),
                row(*self.themes.values(), None, spacing=16),
                label("显示大小", "heading"),
                row(self.percent, label("按住 Ctrl 滚动鼠标滚轮也可以放大缩小，Ctrl+0 恢复。", "muted"), None),
            )
        )
        column.addStretch(1)

    def refresh(self) -> None:
        """Show what is worn now."""
        dark = look.tones() is look.DARK
        self.themes["dark" if dark else "light"].setChecked(True)
        percent = round(look.zoom() * 100)
        self.percent.setCurrentIndex(max(0, self.percent.findData(percent)))

    def _wear(self) -> None:
        theme = next(code for code, option in self.themes.items() if option.isChecked())
        self._desk.dressed.emit(theme, int(self.percent.currentData()))
