"""Tabs whose titles go on in a second line when the place is narrow, so that none hides behind an arrow."""

from __future__ import annotations

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
    """Like QTabWidget, as far as the card needs it. A page may be a scroll area around the widget that is asked for."""

    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.titles = Titles()
        self._pages = QStackedWidget(objectName="plain")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.titles)
        column.addWidget(self._pages, 1)
        self.titles.group.idClicked.connect(self.setCurrentIndex)
        self._pages.currentChanged.connect(self.turned)

    def addTab(self, page: QWidget, title: str, tip: str = "") -> int:
        """Add a page at the end; its number."""
        self.titles.add(title).setToolTip(tip or title)
        return self._pages.addWidget(page)

    def count(self) -> int:
        return self._pages.count()

    def tabText(self, number: int) -> str:
        return self.titles.group.button(number).text()

    def setTabText(self, number: int, title: str) -> None:
        """Another title, e.g. with a number behind it."""
        self.titles.group.button(number).setText(title)
        self.titles.resize(self.titles.width(), self.titles.height())

    def indexOf(self, widget: QWidget) -> int:
        """The page that is this widget or holds it; -1 for none."""
        pages = (self._pages.widget(number) for number in range(self.count()))
        holds = (page is not None and (page is widget or page.isAncestorOf(widget)) for page in pages)
        return next((number for number, held in enumerate(holds) if held), -1)

    def currentIndex(self) -> int:
        return self._pages.currentIndex()

    def setCurrentIndex(self, number: int) -> None:
        """Show a page and mark its title."""
        self.titles.group.button(number).setChecked(True)
        self._pages.setCurrentIndex(number)

    def currentWidget(self) -> QWidget | None:
        return self._pages.currentWidget()

    def setCurrentWidget(self, widget: QWidget) -> None:
        """Show the page that is or holds this widget."""
        self.setCurrentIndex(self.indexOf(widget))

    def shows(self, widget: QWidget) -> bool:
        """Whether the page of this widget is the one that is seen."""
        return self.indexOf(widget) == self.currentIndex()
