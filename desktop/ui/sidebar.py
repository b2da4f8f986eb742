"""The list of pages at the left, with what is due as a count."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui import look

WIDE, NARROW = 148, 48
DIGITS = 9  # pages that have a key: Ctrl+1 … Ctrl+9


class Sidebar(QFrame):
    """Icon and two to four characters per page; Ctrl+1..9 in the same order."""

    chosen = Signal(str)

    def __init__(self, pages: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self._titles = dict(pages)
        self._narrow = False
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        self._badges: dict[str, QLabel] = {}
        self._mark = look.iconed(QLabel(), "zhikang", size=22)
        self._product = QLabel("职康网格", objectName="product")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(1)
        column.addWidget(self._head())
        for number, (name, title) in enumerate(pages, 1):
            if name == "settings":
                column.addStretch(1)
            column.addWidget(self._button(name, title, number))
        self.fold = look.iconed(QPushButton(flat=True), "menu")
        self.fold.setAccessibleName("收起或展开左侧栏")
        self.fold.setToolTip("收起或展开左侧栏")
        self.fold.clicked.connect(lambda: self.narrow(not self._narrow))
        column.addWidget(self.fold)
        self.narrow(False)

    def show_page(self, name: str) -> None:
        """Mark the page that is open."""
        self.buttons[name].setChecked(True)

    def badge(self, name: str, count: int) -> None:
        """What is due on a page; 0 takes the badge away."""
        badge = self._badges[name]
        badge.setText("99+" if count > 99 else str(count))
        badge.setVisible(count > 0 and not self._narrow)
        badge.setProperty("count", count)

    def narrow(self, narrow: bool) -> None:
        """Icons only, for small screens."""
        self._narrow = narrow
        self.setFixedWidth(look.dp(NARROW if narrow else WIDE))
        self._product.setVisible(not narrow)
        for name, button in self.buttons.items():
            button.setText("" if narrow else f"  {self._titles[name]}")
            self.badge(name, int(self._badges[name].property("count") or 0))

    def fit(self) -> None:
        """Widths for the present zoom."""
        self.narrow(self._narrow)

    def _head(self) -> QWidget:
        head = QWidget(objectName="plain")
        line = QHBoxLayout(head)
        line.setContentsMargins(12, 12, 8, 12)
        line.setSpacing(6)
        line.addWidget(self._mark)
        line.addWidget(self._product)
        line.addStretch(1)
        return head

    def _button(self, name: str, title: str, number: int) -> QPushButton:
        button = QPushButton(
            f"  {title}",
            checkable=True,
            toolTip=f"{title}（Ctrl+{number}）" if number <= DIGITS else title,
            accessibleName=title,
        )
        look.iconed(button, name, size=20).setIconSize(QSize(look.dp(20), look.dp(20)))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.chosen.emit(name))
        self._group.addButton(button)
        badge = QLabel(objectName="badge", alignment=Qt.AlignmentFlag.AlignCenter)
        badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        badge.hide()
        line = QHBoxLayout(button)
        line.setContentsMargins(0, 0, 8, 0)
        line.addStretch(1)
        line.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.buttons[name], self._badges[name] = button, badge
        return button
