"""What a right click on a table offers: copy, copy with titles, copy as a picture, print as seen (Ctrl+P)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from desktop.ui import printing
from desktop.ui.celltable import CellTable
from desktop.ui.tableview import TableView

if TYPE_CHECKING:
    from desktop.ui.desk import Desk
    from desktop.ui.paperview import PaperView


class SeenMenu(QObject):
    """Belongs to one table. told: the conditions in force, as they are printed above the list."""

    def __init__(
        self, desk: Desk, table: TableView, title: str, told: Callable[[], Sequence[str]] = lambda: ()
    ) -> None:
        super().__init__(table)
        self._desk, self._table, self._title, self._told = desk, table, title, told
        self.preview: PaperView | None = None
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._ask)
        key = QShortcut(QKeySequence("Ctrl+P"), table, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self.print)

    def menu(self) -> QMenu:
        """The menu of a right click."""
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        table = self._table
        menu.addAction("复制（Ctrl+C）").triggered.connect(lambda _=False: table.copy())
        menu.addAction("连同标题复制（Ctrl+Shift+C）").triggered.connect(lambda _=False: table.copy(heads=True))
        menu.addAction("复制为图片（隐去姓名、电话）").triggered.connect(lambda _=False: self.copy_picture())
        menu.addSeparator()
        menu.addAction("打印所见…（Ctrl+P）").triggered.connect(lambda _=False: self.print())
        return menu

    def print(self) -> None:
        """The table on paper, shown first."""

        def shown(preview: PaperView) -> None:
            self.preview = preview

        printing.print_seen(self._desk, self._table, self._title, self._told(), shown)

    def copy_picture(self) -> None:
        """The selected cells as a picture on the clipboard, with the heads and what is personal masked."""
        table = self._table
        if isinstance(table, CellTable):
            block = table.block()
            lines, columns = (block.lines, block.columns) if block else ([], [])
        else:
            lines = sorted({index.row() for index in table.selectionModel().selectedRows()})
            columns = table.shown_columns()
        if not lines or not columns:
            self._desk.bar.say("没有选中一整块，没有复制。", "请选中要发送的几行或一块格子。", "warn")
            return
        QGuiApplication.clipboard().setImage(printing.picture(table, lines, columns))
        cut = f"图片只到第 {printing.MOST_PICTURED} 行。" if len(lines) > printing.MOST_PICTURED else ""
        self._desk.bar.say("已复制为图片，姓名、电话已隐去。", f"可以粘贴到微信或文档里。{cut}", "good")

    def _ask(self, at: QPoint) -> None:
        self.menu().popup(self._table.viewport().mapToGlobal(at))
