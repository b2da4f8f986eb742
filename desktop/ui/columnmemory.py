"""Which columns of a table are shown and how wide they are, remembered from one day to the next."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject, QPoint, QSettings, Qt, QTimer
from PySide6.QtWidgets import QMenu

from desktop.ui import look
from desktop.ui.tableview import TableView

PAUSE = 400  # ms after the last pull at a border


class ColumnMemory(QObject):
    """Belongs to one TableView; a right click on its header shows and hides columns. `name`: where it is kept."""

    def __init__(self, view: TableView, prefs: QSettings, name: str, fixed: int = 1) -> None:
        super().__init__(view)
        self._view, self._prefs, self._key, self._fixed = view, prefs, f"columns/{name}", fixed
        self._titles = [
            str(view.model().headerData(n, Qt.Orientation.Horizontal)) for n in range(view.model().columnCount())
        ]
        self._later = QTimer(self, singleShot=True, interval=PAUSE)
        self._later.timeout.connect(self.keep)
        for number, column in enumerate(getattr(view.model(), "columns", ())):
            view.setColumnHidden(number, column.asked_for)
        header = view.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._ask)
        header.sectionHandleDoubleClicked.connect(view.resizeColumnToContents)
        self.restore()
        view.fitted.connect(self.restore)
        header.sectionResized.connect(lambda *_: self._later.start())

    def restore(self) -> None:
        """Put the columns as they were left, at the present zoom."""
        for title, (width, hidden) in self._kept().items():
            if title in self._titles:
                number = self._titles.index(title)
                self._view.setColumnHidden(number, bool(hidden) and number >= self._fixed)
                if width:
                    self._view.setColumnWidth(number, look.dp(int(width)))

    def keep(self) -> None:
        """Remember the columns as they are now."""
        self._later.stop()
        kept = {}
        for number, title in enumerate(self._titles):
            hidden = self._view.isColumnHidden(number)
            width = 0 if hidden else round(self._view.columnWidth(number) / look.zoom())
            kept[title] = (width, hidden)
        self._prefs.setValue(self._key, json.dumps(kept, ensure_ascii=False))

    def menu(self) -> QMenu:
        """A tick for every column that may be hidden."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, title in enumerate(self._titles):
            if number >= self._fixed:
                act = menu.addAction(title)
                act.setCheckable(True)
                act.setChecked(not self._view.isColumnHidden(number))
                act.toggled.connect(lambda shown, number=number: self._show(number, shown))
        menu.addSeparator()
        menu.addAction("显示全部列").triggered.connect(lambda _=False: self._show_all())
        return menu

    def _ask(self, at: QPoint) -> None:
        self.menu().popup(self._view.horizontalHeader().mapToGlobal(at))

    def _show(self, number: int, shown: bool) -> None:
        self._view.setColumnHidden(number, not shown)
        self.keep()

    def _show_all(self) -> None:
        for number in range(len(self._titles)):
            if self._view.isColumnHidden(number):
                self._view.setColumnHidden(number, False)
        self.keep()

    def _kept(self) -> dict[str, tuple[int, bool]]:
        try:
            found = json.loads(str(self._prefs.value(self._key, "{}")))
            return {str(title): (int(width), bool(hidden)) for title, (width, hidden) in found.items()}
        except (ValueError, TypeError, AttributeError):
            return {}  # written by another program: begin again
