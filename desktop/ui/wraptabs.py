"""Tabs whose titles go on in a second line when the place is narrow, so that none hides behind an arrow."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QStackedWidget, QToolButton, QVBoxLayout, QWidget


class Titles(QFrame):
    """The titles, as many in a line as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("wraptabs")
        self.group = QButtonGroup(self)
        self.group.setExclusive(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def add(self, title: str) -> QToolButton:
        """One more title; the first is the chosen one."""
        made = QToolButton(self, text=title, checkable=True, accessibleName=title)
        made.setObjectName("wraptab")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.group.addButton(made, len(self.group.buttons()))
        made.setChecked(len(self.group.buttons()) == 1)
        self._arrange()
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(0, self.height())

    def _arrange(self) -> None:
        left = top = 0
        line = max((button.sizeHint().height() for button in self.group.buttons()), default=0)
        for button in self.group.buttons():
            if button.isHidden():
                continue
            width = button.sizeHint().width()
            if left and left + width > self.width():
                left, top = 0, top + line
            button.setGeometry(left, top, width, line)
            left += width
        if self.height() != top + line + 1:
            self.setFixedHeight(top + line + 1)


class WrapTabs(QWidget):
    """Like QTabWidget, as far as the card needs it; a page is built when it is first turned to."""

    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.titles = Titles()
        self._pages = QStackedWidget(objectName="plain")
        self._unbuilt: dict[int, tuple[QVBoxLayout, Callable[[], QWidget]]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.titles)
        column.addWidget(self._pages, 1)
        self.titles.group.idClicked.connect(self.setCurrentIndex)

    def add(self, title: str, build: Callable[[], QWidget], tip: str = "") -> None:
        """One more page at the end; `build` makes it."""
        self.titles.add(title).setToolTip(tip or title)
        place = QWidget(objectName="plain")
        inside = QVBoxLayout(place)
        inside.setContentsMargins(0, 0, 0, 0)
        self._unbuilt[self._pages.addWidget(place)] = (inside, build)

    def count(self) -> int:
        return self._pages.count()

    def tabText(self, number: int) -> str:
        return self.titles.group.button(number).text()

    def titled(self, title: str) -> int:
        """The number of the page with this title."""
        return [self.tabText(number) for number in range(self.count())].index(title)

    def currentIndex(self) -> int:
        return self._pages.currentIndex()

    def setCurrentIndex(self, number: int) -> None:
        """Show a page and mark its title."""
        self.titles.group.button(number).setChecked(True)
        self._pages.setCurrentIndex(number)
        self.build()
        self.turned.emit()

    def build(self) -> None:
        """Build the page in sight, if that was not done yet."""
        unbuilt = self._unbuilt.pop(self.currentIndex(), None)
        if unbuilt is None:
            return
        inside, build = unbuilt
        page = build()
        stops = _stops(page)
        inside.addWidget(page)
        page.show()  # now: a layout would do it when the events are next looked at
        for before, after in pairwise((self.titles.group.buttons()[-1], *stops)):
            QWidget.setTabOrder(before, after)  # else Tab passes by what came after the rest of the window


def _stops(page: QWidget) -> list[QWidget]:
    """Where the Tab key stops on a page that stands in no window yet, in order."""
    found, each = [], page.nextInFocusChain()
    while each is not None and each is not page:
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(each)
        each = each.nextInFocusChain()
    return found
