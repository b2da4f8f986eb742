"""What lies over the whole window until Esc: a picture, a paper. The page below stays as it was."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.ui.page import button


class Overlay(QFrame):
    """Follows the size of `window`; `shut` is the button that takes it away."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, objectName="overlay")
        self.setAutoFillBackground(True)
        self._window, self._before = window, window.focusWidget()
        self.shut = button("返回（Esc）", "close", self.close_it)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        window.installEventFilter(self)

    def cover(self) -> None:
        """Lie over the window."""
        self.setGeometry(QRect(0, 0, self._window.width(), self._window.height()))
        self.show()
        self.raise_()
        self.setFocus()

    def close_it(self) -> None:
        """Back to the page."""
        self._window.removeEventFilter(self)
        self.hide()
        give_back(self._before)
        self.deleteLater()

    def event(self, event: QEvent) -> bool:
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asked and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            event.accept()  # here it goes back to the page, instead of hiding the message bar of the window
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_it()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(QRect(0, 0, watched.width(), watched.height()))
        return super().eventFilter(watched, event)


def give_back(before: QWidget | None) -> None:
    """The keyboard goes on where it was before something lay over the window."""
    if before is not None and shiboken6.isValid(before) and before.isVisible():
        before.setFocus(Qt.FocusReason.OtherFocusReason)
