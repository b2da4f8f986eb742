"""The head of a table: numbered sort arrows, Ctrl+click for further columns, a filter mark, dragging to reorder."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPen, QPolygon
from PySide6.QtWidgets import QHeaderView, QStyle, QStyleOptionHeader, QWidget

from desktop.ui import look

MARK = 16  # px at 100 %: the place of the filter mark
GRIP = 4  # px at a border that resize
PLAIN = Qt.KeyboardModifier.NoModifier


class Header(QHeaderView):
    """`clicked_with(column, add)`: sort by it alone, or as a further column; `filter_wished(column)`: open its menu."""

    clicked_with = Signal(int, bool)
    filter_wished = Signal(int)
    menu_wished = Signal(int, QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.sorting: list[tuple[int, bool]] = []  # columns in order of weight, each ascending or not
        self.filterable: set[int] = set()
        self.filtered: set[int] = set()
        self._modifiers, self._over = PLAIN, -1
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMouseTracking(True)
        self.sectionClicked.connect(self._sort_clicked)

    def mark_of(self, column: int) -> QRect:
        """Where the filter mark of a column is."""
        wide = look.dp(MARK)
        left = self.sectionViewportPosition(column) + self.sectionSize(column) - wide - GRIP
        return QRect(left, 0, wide, self.height())

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        option = QStyleOptionHeader()
        self.initStyleOption(option)
        option.rect, option.section = rect, column
        option.text = ""
        if column == self._over:
            option.state |= QStyle.StateFlag.State_MouseOver
        painter.save()
        self.style().drawControl(QStyle.ControlElement.CE_HeaderSection, option, painter, self)
        painter.restore()
        painter.save()
        self._draw_words(painter, rect, column)
        painter.restore()

    def _draw_words(self, painter: QPainter, rect: QRect, column: int) -> None:
        t, pad = look.tones(), look.dp(6)
        right = rect.right() - pad
        if column in self.filtered or (column in self.filterable and column == self._over):
            self._draw_funnel(painter, column, on=column in self.filtered)
            right = self.mark_of(column).left()
        place = next((n for n, (sorted_by, _) in enumerate(self.sorting) if sorted_by == column), None)
        if place is not None:
            right = self._draw_arrow(painter, rect, right, place)
        text = str(self.model().headerData(column, Qt.Orientation.Horizontal) or "")
        align = self.model().headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        box = QRect(rect.left() + pad, rect.top(), max(0, right - rect.left() - pad), rect.height())
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.setPen(QColor(t.soft))
        painter.drawText(box, int(align or Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), cut)

    def _draw_arrow(self, painter: QPainter, rect: QRect, right: int, place: int) -> int:
        t, half, middle = look.tones(), look.dp(3), rect.center().y()
        words = str(place + 1) if len(self.sorting) > 1 else ""
        left = right - 2 * half - painter.fontMetrics().horizontalAdvance(words) - 2
        tip = -half if self.sorting[place][1] else half
        painter.setBrush(QColor(t.accent))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(
            QPolygon(
                [QPoint(left, middle - tip), QPoint(left + 2 * half, middle - tip), QPoint(left + half, middle + tip)]
            )
        )
        painter.setPen(QColor(t.accent))
        painter.drawText(
            QRect(left + 2 * half + 1, rect.top(), right, rect.height()), int(Qt.AlignmentFlag.AlignVCenter), words
        )
        return left - look.dp(2)

    def _draw_funnel(self, painter: QPainter, column: int, *, on: bool) -> None:
        box, t = self.mark_of(column), look.tones()
        wide, middle, x = look.dp(8), box.center().y(), box.center().x()
        half = wide // 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(t.accent if on else t.soft), 1.2))
        painter.setBrush(QColor(t.accent) if on else Qt.BrushStyle.NoBrush)
        stem = max(1, half // 3)
        painter.drawPolygon(
            QPolygon([
                QPoint(x - half, middle - half), QPoint(x + half, middle - half), QPoint(x + stem, middle),
                QPoint(x + stem, middle + half), QPoint(x - stem, middle + half), QPoint(x - stem, middle),
            ])
        )  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._modifiers = event.modifiers()
        column = self.logicalIndexAt(event.position().toPoint())
        marked = column in self.filterable and self.mark_of(column).contains(event.position().toPoint())
        if marked and event.button() == Qt.MouseButton.LeftButton:
            self.filter_wished.emit(column)
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.logicalIndexAt(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wished.emit(self.logicalIndexAt(event.pos()), event.globalPos())

    def _hover(self, column: int) -> None:
        if column != self._over:
            self._over = column
            self.viewport().update()

    def _sort_clicked(self, column: int) -> None:
        add = bool(self._modifiers & Qt.KeyboardModifier.ControlModifier)
        self.clicked_with.emit(column, add)
