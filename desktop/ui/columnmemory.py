"""Which columns of a table are shown, in which order, how wide, frozen and sorted: remembered from day to day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QPoint, QSettings, Qt, QTimer
from PySide6.QtWidgets import QMenu

from desktop.ui import look
from desktop.ui.columnchooser import ColumnChooser
from desktop.ui.tableview import TableView

PAUSE = 400  # ms after the last pull at a border


class ColumnMemory(QObject):
    """Belongs to one TableView; a right click on its header shows, hides and freezes columns. `name`: where it is kept.

    fixed: how many first columns of the model are never hidden. sorts: the sorting is remembered too.
    """

    def __init__(self, view: TableView, prefs: QSettings, name: str, fixed: int = 1, *, sorts: bool = False) -> None:
        super().__init__(view)
        self._view, self._prefs, self._key, self._fixed = view, prefs, f"columns/{name}", fixed
        self._titles = [column.title for column in view.columns]
        self._first_frozen = view.frozen
        self._later = QTimer(self, singleShot=True, interval=PAUSE)
        self._later.timeout.connect(self.keep)
        view.hide_columns({number: column.asked_for for number, column in enumerate(view.columns)})
        self.restore()
        if sorts and (sorting := self._sorting()):
            view.sort_by(sorting, ask=False)
        view.menu_wished.connect(self._ask)
        view.fitted.connect(self.restore)
        view.arranged.connect(self.keep)
        view.head.sectionResized.connect(lambda *_: self._later.start())

    def restore(self) -> None:
        """Put the columns as they were left, at the present zoom."""
        kept = self._kept()
        for place, title in enumerate(title for title in kept.get("order", ()) if title in self._titles):
            head = self._view.head
            head.blockSignals(True)
            head.moveSection(head.visualIndex(self._titles.index(title)), place)
            head.blockSignals(False)
        columns = {
            self._titles.index(title): of for title, of in kept.get("columns", {}).items() if title in self._titles
        }
        self._view.hide_columns({n: bool(hidden) and n >= self._fixed for n, (_, hidden) in columns.items()})
        for number, (width, _) in columns.items():
            if width:
                self._view.setColumnWidth(number, look.dp(int(width)))
        self._view.freeze(int(kept.get("frozen", self._first_frozen)))

    def keep(self) -> None:
        """Remember the columns as they are now."""
        self._later.stop()
        view, head = self._view, self._view.head
        widths = {}
        for number, title in enumerate(self._titles):
            hidden = view.isColumnHidden(number)
            widths[title] = (0 if hidden else round(view.columnWidth(number) / look.zoom()), hidden)
        kept = {
            "columns": widths,
            "order": [self._titles[head.logicalIndex(place)] for place in range(head.count())],
            "frozen": view.frozen,
            "sort": [(self._titles[column], up) for column, up in view.sorting],
        }
        self._prefs.setValue(self._key, json.dumps(kept, ensure_ascii=False))

    def menu(self, column: int = -1) -> QMenu:
        """A tick for every column that may be hidden; what can be done with `column`."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        groups: dict[str, QMenu] = {"": menu}
        for number, title in enumerate(self._titles):
            if number >= self._fixed:
                group = self._view.columns[number].group
                if group not in groups:
                    groups[group] = menu.addMenu(group)
                act = groups[group].addAction(title)
                act.setCheckable(True)
                act.setChecked(not self._view.isColumnHidden(number))
                act.toggled.connect(lambda shown, number=number: self._show(number, shown))
        menu.addSeparator()
        menu.addAction("找一列…").triggered.connect(lambda _=False: self.choose(column))
        menu.addAction("显示全部常用列" if len(groups) > 1 else "显示全部列").triggered.connect(
            lambda _=False: self._show_all()
        )
        if column >= 0:
            count = self._view.head.visualIndex(column) + 1
            words = f"冻结到“{self._titles[column]}”这一列"
            menu.addAction(words).triggered.connect(lambda _=False: self._freeze(count))
        if self._view.frozen:
            menu.addAction("不冻结").triggered.connect(lambda _=False: self._freeze(0))
        menu.addAction("恢复原来的列").triggered.connect(lambda _=False: self.reset())
        return menu

    def choose(self, column: int = -1) -> ColumnChooser:
        """Every column to tick, found by typing; opens below the head of `column`."""
        view = self._view
        offered = range(self._fixed, len(self._titles))
        chooser = ColumnChooser(view.columns, offered, view.isColumnHidden, self._show, view)
        chooser.open_at(view.place_of_filter(max(column, 0)))
        return chooser

    def show_only(self, numbers: Sequence[int]) -> None:
        """These columns, from left to right; those that are always shown stay."""
        head = self._view.head
        shown = [*(number for number in range(self._fixed) if number not in numbers), *numbers]
        for number in range(len(self._titles)):
            self._view.setColumnHidden(number, number not in shown)
        for place, number in enumerate(shown):
            head.moveSection(head.visualIndex(number), place)
        self.keep()

    def reset(self) -> None:
        """Order, widths, hidden and frozen columns as the program brings them."""
        view, head = self._view, self._view.head
        for number, column in enumerate(view.columns):
            head.moveSection(head.visualIndex(number), number)
            view.setColumnHidden(number, column.asked_for)
            view.setColumnWidth(number, look.dp(column.width))
        view.freeze(self._first_frozen)
        self.keep()

    def _ask(self, column: int, at: QPoint) -> None:
        self.menu(column).popup(at)

    def _freeze(self, count: int) -> None:
        self._view.freeze(count)
        self.keep()

    def _show(self, number: int, shown: bool) -> None:
        self._view.setColumnHidden(number, not shown)
        self.keep()

    def _show_all(self) -> None:
        for number in range(len(self._titles)):
            if self._view.isColumnHidden(number) and not self._view.columns[number].group:
                self._view.setColumnHidden(number, False)
        self.keep()

    def _sorting(self) -> list[tuple[int, bool]]:
        places = {title: number for number, title in enumerate(self._titles)}
        return [(places[title], bool(up)) for title, up in self._kept().get("sort", ()) if title in places]

    def _kept(self) -> dict[str, Any]:
        try:
            found = json.loads(str(self._prefs.value(self._key, "{}")))
            kept = found if "columns" in found else {"columns": found}  # as version 0.1 wrote it
            widths = {str(title): (int(width), bool(hidden)) for title, (width, hidden) in kept["columns"].items()}
        except (ValueError, TypeError, AttributeError):
            return {}  # written by another program: begin again
        return {**kept, "columns": widths}
