"""How every table is seen: frozen first columns, chips, copying to a spreadsheet, widths that follow the zoom."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.ui import look
from desktop.ui.rowtable import CHIP, RowTable

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
    """A RowTable on the screen. `picked` tells the id under the cursor, `opened` a double click or Enter."""

    picked = Signal(object)
    opened = Signal(int)
    fitted = Signal()

    def __init__(self, model: RowTable[Any], frozen: int = 0, name: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._rows = model
        self._frozen_count = frozen
        self._frozen: QTableView | None = None
        self._widths_at = 0.0
        self.setModel(model)
        _dress(self)
        self.verticalHeader().setVisible(False)
        self.horizontalHeader().setStretchLastSection(not model.columns[-1].numeric)
        # Before sorting is switched on, which sorts at once by whatever the header shows.
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(any(column.key for column in model.columns))
        self.selectionModel().currentRowChanged.connect(self._current_moved)
        self.doubleClicked.connect(lambda index: self.opened.emit(self._rows.id_at(index.row())))
        if frozen:
            self._freeze()
        self.fit()

    def chosen(self) -> list[int]:
        """The ids of the selected lines, in the order of the table."""
        lines = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self._rows.id_at(line) for line in lines]

    def current(self) -> int | None:
        """The id of the line under the cursor."""
        index = self.currentIndex()
        return self._rows.id_at(index.row()) if index.isValid() else None

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
                view.setColumnWidth(number, look.dp(column.width))
        self._place_frozen()
        self.fitted.emit()

    def copy(self) -> None:
        """The selected lines as tab-separated text, as WPS and Excel paste it."""
        lines = sorted({index.row() for index in self.selectionModel().selectedRows()})
        columns = [n for n in range(len(self._rows.columns)) if not self.isColumnHidden(n)]
        text = "\n".join(
            "\t".join(str(self._rows.index(line, n).data() or "").replace("\n", " ") for n in columns) for line in lines
        )
        if text:
            QGuiApplication.clipboard().setText(text)

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
        self._place_frozen()

    def scrollTo(self, index: QModelIndex | QPersistentModelIndex, hint: QAbstractItemView.ScrollHint = ENSURE) -> None:
        if index.column() >= self._frozen_count:
            super().scrollTo(index, hint)
        else:
            super().scrollTo(self._rows.index(index.row(), self._frozen_count), hint)

    def _current_moved(self, index: QModelIndex) -> None:
        self.picked.emit(self._rows.id_at(index.row()) if index.isValid() else None)

    def _freeze(self) -> None:
        """A second view over the same model and selection, holding only the first columns."""
        frozen = self._frozen = QTableView(self)
        frozen.setObjectName("frozen")
        frozen.setModel(self._rows)
        frozen.setSelectionModel(self.selectionModel())
        _dress(frozen)
        frozen.verticalHeader().hide()
        frozen.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        frozen.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        frozen.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        frozen.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        frozen.setSortingEnabled(self.isSortingEnabled())
        for number in range(self._frozen_count, len(self._rows.columns)):
            frozen.setColumnHidden(number, True)
        frozen.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(frozen.verticalScrollBar().setValue)
        frozen.horizontalHeader().sectionResized.connect(self._frozen_resized)
        self.horizontalHeader().sectionResized.connect(self._main_resized)
        frozen.doubleClicked.connect(self.doubleClicked)
        frozen.installEventFilter(self)
        self.horizontalHeader().installEventFilter(self)
        self.viewport().stackUnder(frozen)
        frozen.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.horizontalHeader() and event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place_frozen()
        return super().eventFilter(watched, event)

    def _frozen_resized(self, number: int, _old: int, new: int) -> None:
        if new and self.columnWidth(number) != new:
            self.setColumnWidth(number, new)
        self._place_frozen()

    def _main_resized(self, number: int, _old: int, new: int) -> None:
        if self._frozen and number < self._frozen_count and self._frozen.columnWidth(number) != new:
            self._frozen.setColumnWidth(number, new)

    def _place_frozen(self) -> None:
        if self._frozen is None:
            return
        wide = sum(self.columnWidth(number) for number in range(self._frozen_count))
        head = self.horizontalHeader().height()
        edge = self.frameWidth()
        self._frozen.setGeometry(edge, edge, wide, self.viewport().height() + head)
        self._frozen.horizontalHeader().setFixedHeight(head)


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
    view.horizontalHeader().setHighlightSections(False)
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setMinimumSectionSize(8)
