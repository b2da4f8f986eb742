"""What the shell expects of a page, and the few shapes all pages are built from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.work.change import Change


class Page(QWidget):
    """A page of the window. `name` is also the name of its help page and of its icon."""

    name = ""
    title = ""
    stated = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.desk = desk

    def buttons(self) -> list[QPushButton]:
        """Buttons for the right end of the title row; the last one is the main action."""
        return []

    def enter(self, wish: object = None) -> None:
        """The page is being shown; `wish` is what another page asked to see here."""

    def leave(self) -> None:
        """Another page is about to be shown: commit what is being typed."""

    def heard(self, change: Change) -> None:
        """Something was changed, here or elsewhere."""

    def focus_search(self) -> None:
        """Ctrl+F."""

    def take_focus(self) -> None:
        """Put the keyboard where work on this page begins."""
        self.setFocus()


def button(words: str, icon: str = "", act: Callable[[], object] | None = None, *, main: bool = False) -> QPushButton:
    """A push button; the main one of a page is filled."""
    made = QPushButton(words)
    if main:
        made.setProperty("main", True)
    if icon:
        look.iconed(made, icon, "on_accent" if main else "soft", 16)
    if act is not None:
        made.clicked.connect(lambda _=False: act())
    return made


def link(words: str, act: Callable[[], object] | None = None) -> QPushButton:
    """A button that reads like a link."""
    made = QPushButton(words, flat=True)
    made.setProperty("link", True)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if act is not None:
        made.clicked.connect(lambda _=False: act())
    return made


def label(words: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label in one of the roles of the style sheet: heading, muted, unknown, big, danger, warn, good."""
    made = QLabel(words, objectName=role)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


class Short(QLabel):
    """One line that is cut with “…” where there is no room; the whole of it is the tool tip."""

    def __init__(self, words: str = "", role: str = "") -> None:
        super().__init__(words, objectName=role)

    def minimumSizeHint(self) -> QSize:
        return QSize(look.dp(24), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        cut = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if cut != self.text() else "")
        painter = QPainter(self)
        self.style().drawItemText(
            painter, self.rect(), int(Qt.AlignmentFlag.AlignVCenter), self.palette(), True, cut, self.foregroundRole()
        )


class Panel(QFrame):
    """A framed surface with its content below each other."""

    def __init__(self, spacing: int = 8) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 12, 12, 12)
        self._column.setSpacing(spacing)

    def put(self, *content: QWidget | QLayout | None) -> None:
        """Add below what is there; None is the gap that takes what is left."""
        for part in content:
            if part is None:
                self._column.addStretch(1)
            elif isinstance(part, QLayout):
                self._column.addLayout(part)
            else:
                self._column.addWidget(part)


def panel(*content: QWidget | None, spacing: int = 8) -> Panel:
    """A panel of these."""
    made = Panel(spacing)
    made.put(*content)
    return made


class Lined(QWidget):
    """A plain widget with its layout at hand."""

    def __init__(
        self, line: QBoxLayout, content: tuple[QWidget | None, ...], spacing: int, stretch: int | None
    ) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.line = line
        self.setLayout(line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(spacing)
        for widget in content:
            if widget is None:
                line.addStretch(1)
            else:
                line.addWidget(widget)
        if stretch is not None:
            line.setStretch(stretch, 1)


def row(*content: QWidget | None, spacing: int = 8, stretch: int | None = None) -> Lined:
    """Widgets beside each other; None is the gap that takes what is left, or the widget numbered `stretch` does."""
    return Lined(QHBoxLayout(), content, spacing, stretch)


def column(*content: QWidget | None, spacing: int = 8, stretch: int | None = None) -> Lined:
    """Widgets below each other; None is the gap that takes what is left, or the widget numbered `stretch` does."""
    return Lined(QVBoxLayout(), content, spacing, stretch)


def beside(table: QWidget, card: QWidget, sizes: tuple[int, int] = (760, 400)) -> QSplitter:
    """The list at the left and the card of what is picked at the right; neither can be pushed out of sight."""
    table.setMinimumWidth(look.dp(360))
    card.setMinimumWidth(look.dp(340))
    split = QSplitter(Qt.Orientation.Horizontal)
    split.addWidget(table)
    split.addWidget(Upright(card))
    split.setStretchFactor(0, 1)
    split.setChildrenCollapsible(False)
    split.setHandleWidth(look.dp(8))
    split.setSizes([look.dp(size) for size in sizes])
    return split


class Upright(QScrollArea):
    """Holds a card that may be higher than its place (a small screen, large letters), and is never narrower than it.

    The card shrinks first, down to the least its layout allows; what a QScrollArea does by itself is to scroll as soon
    as the card cannot have the height it would like.
    """

    def __init__(self, card: QWidget) -> None:
        super().__init__()
        self._card = card
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(card)
        self.viewport().setAutoFillBackground(False)
        card.installEventFilter(self)

    def minimumSizeHint(self) -> QSize:
        wide = max(self._card.minimumWidth(), self._card.minimumSizeHint().width())
        return QSize(wide + self.verticalScrollBar().sizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._card and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        room, layout = self.viewport().size(), self._card.layout()
        least = self._card.minimumSizeHint().height()
        if layout is not None and layout.hasHeightForWidth():
            least = layout.minimumHeightForWidth(room.width())
        self._card.resize(room.width(), max(room.height(), least))


def scrolled(content: QWidget) -> QScrollArea:
    """Content that may be higher than its place."""
    area = QScrollArea(widgetResizable=True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    content.setObjectName("scrolled")
    area.setWidget(content)
    area.viewport().setAutoFillBackground(False)
    return area


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while item := layout.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()


def tabbed() -> QTabWidget:
    """Tabs without a frame."""
    made = QTabWidget(documentMode=True)
    made.tabBar().setDrawBase(False)
    made.tabBar().setExpanding(False)
    return made


def chip(words: str = "", tone: str = "soft") -> QLabel:
    """A short word in a tinted box. Tones: good warn danger accent soft."""
    made = QLabel(words, objectName="chip")
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    made.setProperty("tone", tone)
    return made


def set_chip(made: QLabel, words: str, tone: str) -> None:
    """Other words and another tone for a chip; no words hide it."""
    made.setText(words)
    made.setVisible(bool(words))
    made.setProperty("tone", tone)
    look.restyle(made)


def dropped(event: QDropEvent) -> list[Path]:
    """The files on this computer among what is being dragged."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
