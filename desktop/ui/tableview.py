"""How every table is seen: chips, sorting by several columns, frozen ones, copying to a spreadsheet, widths by zoom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.ui import blocks, look
from desktop.ui.frozen import Frozen
from desktop.ui.header import Header
from desktop.ui.rowtable import CHIP, Column, RowTable

ROW = 28
ENSURE = QAbstractItemView.ScrollHint.EnsureVisible
SOFT = {"danger": "danger_soft", "warn": "warn_soft", "good": "good_soft", "accent": "accent_soft", "soft": "hover"}
PLAIN = "plain"  # drawn where a chip would be, without its box


class ChipPainter(QStyledItemDelegate):
    """Draws cells that carry a CHIP tone as a rounded chip; everything else as usual."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tone = index.data(CHIP)
        if ground := index.data(Qt.ItemDataRole.BackgroundRole):
            painter.fillRect(option.rect, ground)  # the style sheet's own rule for items would leave it out
        if not tone:
            super().paint(painter, option, index)
            return
        text = str(index.data())
        blank = QStyleOptionViewItem(option)
        self.initStyleOption(blank, index)
        blank.text = ""
        widget = option.widget
        widget.style().drawControl(widget.style().ControlElement.CE_ItemViewItem, blank, painter, widget)
        metrics = option.fontMetrics
        high = metrics.height() + look.dp(2)
        wide = min(metrics.horizontalAdvance(text) + look.dp(12), option.rect.width() - look.dp(6))
        box = QRectF(option.rect.left() + look.dp(4), option.rect.center().y() - high / 2 + 0.5, wide, high)
        t = look.tones()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(t.text if tone == PLAIN else getattr(t, tone)), 1))
        if tone != PLAIN:
            painter.setBrush(QColor(getattr(t, SOFT.get(tone, "hover"))))
            painter.drawRoundedRect(box, look.dp(4), look.dp(4))
        painter.setFont(option.font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide))
        painter.restore()


class TableView(QTableView):
    """A RowTable on the screen. `picked` tells the id under the cursor, `opened` a double click or Enter.

    `arranged`: columns were sorted, moved or frozen by hand; `filter_wished`: the filter mark of a column was pressed.
    """

    picked = Signal(object)
    opened = Signal(int)
    fitted = Signal()
    arranged = Signal()
    filter_wished = Signal(int)
    menu_wished = Signal(int, QPoint)

    def __init__(self, model: RowTable[Any], frozen: int = 0, name: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._rows = model
        self.frozen = frozen
        self.head = Header(self)
        self.setHorizontalHeader(self.head)
        self._frozen: Frozen | None = None
        self._widths_at = 0.0
        self.setModel(model)
        _dress(self)
        self.verticalHeader().setVisible(False)
        self.head.setStretchLastSection(not model.columns[-1].numeric)
        self._hear(self.head)
        self.head.sectionResized.connect(self._resized)
        self.head.sectionMoved.connect(self._moved)
        self.head.installEventFilter(self)
        self.selectionModel().currentRowChanged.connect(self._current_moved)
        self.doubleClicked.connect(lambda index: self.opened.emit(self._rows.id_at(index.row())))
        self.freeze(frozen)
        self.fit()

    def chosen(self) -> list[int]:
        """The ids of the selected lines, in the order of the table."""
        lines = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self._rows.id_at(line) for line in lines]

    def current(self) -> int | None:
        """The id of the line under the cursor."""
        index = self.currentIndex()
        return self._rows.id_at(index.row()) if index.isValid() else None

    def shown_columns(self) -> list[int]:
        """The columns that are seen, from left to right."""
        order = (self.head.logicalIndex(place) for place in range(self.head.count()))
        return [column for column in order if not self.isColumnHidden(column)]

    @property
    def sorting(self) -> list[tuple[int, bool]]:
        """The columns the table is sorted by, the weightiest first, each ascending or not."""
        return list(self.head.sorting)

    def sort_by(self, columns: Sequence[tuple[int, bool]], *, ask: bool = True) -> None:
        """Sort by several columns, the weightiest first; `ask`: show it at once."""
        for head in self._heads():
            head.sorting = list(columns)
            head.viewport().update()
        self._rows.sort_by(columns, ask=ask)

    def mark_filtered(self, filterable: set[int], filtered: set[int]) -> None:
        """Which columns have a filter menu, and which are narrowed by it."""
        for head in self._heads():
            head.filterable, head.filtered = filterable, filtered
            head.viewport().update()

    def freeze(self, count: int) -> None:
        """Let the first columns stand still while the rest scrolls; 0 lets all of them scroll."""
        self.frozen = count
        if count and self._frozen is None:
            self._frozen = Frozen(self)
            _dress(self._frozen)
            self._frozen.verticalHeader().hide()
            self._frozen.verticalHeader().setDefaultSectionSize(self.verticalHeader().defaultSectionSize())
            self._hear(self._frozen.head)
            self._frozen.head.sorting = self.sorting
            self.viewport().stackUnder(self._frozen)
        self._follow()

    def show_record(self, record: int) -> bool:
        """Select and scroll to a record; False if it is not in the table."""
        place = self._rows.place_of(record)
        if place is None:
            return False
        index = self._rows.index(place, max(0, self.currentIndex().column()))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        return True

    def reload(self) -> None:
        """Ask the model again and stay on the same record where it is still there."""
        before = self.current()
        self._rows.reload()
        if before is None or not self.show_record(before):
            self.picked.emit(None)

    def fit(self) -> None:
        """Column widths and row height for the present zoom."""
        if self._widths_at == look.zoom():
            return
        self._widths_at = look.zoom()
        for view in filter(None, (self, self._frozen)):
            view.verticalHeader().setDefaultSectionSize(look.dp(ROW))
        for number, column in enumerate(self._rows.columns):
            self.setColumnWidth(number, look.dp(column.width))
        self._follow()
        self.fitted.emit()

    def copy(self, *, heads: bool = False) -> None:
        """The selected lines as WPS and Excel paste them: codes stay text; `heads`: with the column titles."""
        lines = sorted({index.row() for index in self.selectionModel().selectedRows()})
        columns = self.shown_columns()
        block = [[str(self._rows.index(line, n).data() or "") for n in columns] for line in lines]
        self.put_on_clipboard(block, columns, heads=heads)

    def put_on_clipboard(self, block: list[list[str]], columns: Sequence[int], *, heads: bool = False) -> None:
        """A block of these columns as text and as a table; `heads`: with the column titles."""
        if not block:
            return
        told = [[self._rows.columns[column].title for column in columns], *block] if heads else block
        carried = QMimeData()
        carried.setText(blocks.as_text(told))
        carried.setHtml(blocks.as_html(told, [self._rows.columns[c].numeric for c in columns], heads=heads))
        QGuiApplication.clipboard().setMimeData(carried)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current() is not None:
            self.opened.emit(self.current())
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._rows.rowCount():
            line = 0 if event.key() == Qt.Key.Key_Home else self._rows.rowCount() - 1
            self.show_record(self._rows.id_at(line))
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_widths_at"):
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._frozen is not None:
            self._frozen.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.head and event.type() in (QEvent.Type.Resize, QEvent.Type.Show) and self._frozen is not None:
            self._frozen.place()
        return super().eventFilter(watched, event)

    def scrollTo(self, index: QModelIndex | QPersistentModelIndex, hint: QAbstractItemView.ScrollHint = ENSURE) -> None:
        """Never sideways for a frozen column; a cell under the frozen ones is drawn out from there."""
        if self.head.visualIndex(index.column()) < self.frozen:
            self._scroll_to_line(index, hint)
            return
        super().scrollTo(index, hint)
        if self._frozen is not None and (under := self._frozen.width() - self.visualRect(index).left()) > 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - under)

    def _scroll_to_line(self, index: QModelIndex | QPersistentModelIndex, hint: QAbstractItemView.ScrollHint) -> None:
        across = self.horizontalScrollBar().value()
        super().scrollTo(index, hint)
        self.horizontalScrollBar().setValue(across)

    def fit_column(self, column: int) -> None:
        """As wide as what stands in its visible lines."""
        self.resizeColumnToContents(column)

    def place_of_filter(self, column: int) -> QPoint:
        """Where the menu of a column opens, on the screen."""
        head = self._frozen.head if self._frozen and self.head.visualIndex(column) < self.frozen else self.head
        return head.mapToGlobal(QPoint(max(0, head.sectionViewportPosition(column)), head.height()))

    @property
    def ids(self) -> Sequence[int]:
        """Every record, in the order of the table."""
        return self._rows.ids

    def page_of(self, ids: Sequence[int]) -> dict[int, Any]:
        """The rows of these records; also off the GUI thread."""
        return self._rows.fetch_page(ids)

    @property
    def columns(self) -> list[Column[Any]]:
        """The columns of the model."""
        return self._rows.columns

    def _hear(self, head: Header) -> None:
        head.clicked_with.connect(self._head_clicked)
        head.filter_wished.connect(self.filter_wished)
        head.menu_wished.connect(self.menu_wished)
        head.sectionHandleDoubleClicked.connect(self.fit_column)

    def _heads(self) -> list[Header]:
        return [self.head, self._frozen.head] if self._frozen is not None else [self.head]

    def _head_clicked(self, column: int, add: bool) -> None:
        """Sort by a column: once ascending, again descending; with Ctrl after those there are."""
        if not self._rows.columns[column].key:
            return
        before = dict(self.head.sorting)
        turned = not before[column] if column in before else True
        if not add:
            self.sort_by([(column, turned)])
        elif column in before:
            self.sort_by([(c, turned if c == column else up) for c, up in self.head.sorting])
        else:
            self.sort_by([*self.head.sorting, (column, turned)])
        self.arranged.emit()

    def sortByColumn(self, column: int, order: Qt.SortOrder) -> None:
        """Sort by one column."""
        self.sort_by([(column, order == Qt.SortOrder.AscendingOrder)])

    def setColumnHidden(self, column: int, hide: bool) -> None:
        super().setColumnHidden(column, hide)
        self._follow()

    def hide_columns(self, hidden: Mapping[int, bool]) -> None:
        """Hide and show many columns at once: each alone is followed by the frozen ones."""
        for column, hide in hidden.items():
            super().setColumnHidden(column, hide)
        self._follow()

    def _current_moved(self, index: QModelIndex) -> None:
        self.picked.emit(self._rows.id_at(index.row()) if index.isValid() else None)

    def _resized(self, column: int, _old: int, new: int) -> None:
        if self._frozen is not None and new and self.head.visualIndex(column) < self.frozen:
            self._frozen.setColumnWidth(column, new)
            self._frozen.place()

    def _moved(self, *_: int) -> None:
        self._follow()
        self.arranged.emit()

    def _follow(self) -> None:
        if self._frozen is not None:
            self._frozen.follow()


def _dress(view: QTableView) -> None:
    view.setItemDelegate(ChipPainter(view))
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setAlternatingRowColors(True)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setCornerButtonEnabled(False)
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setMinimumSectionSize(8)
