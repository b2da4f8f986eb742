"""The squares of a calendar with visits in them: seen, chosen by mouse or arrows, and dragged to another square."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from desktop.ui import look
from desktop.ui.patrol.marks import colours, tip, words
from desktop.work.planning_rows import VisitRow

HEAD, TOP, SIDE, LINE, PAD = 26, 22, 92, 20, 3


@dataclass(frozen=True, slots=True)
class Slot:
    """One square. crew: None where every crew of the day stands in it. closed: nobody can go out, with the reason."""

    day: date
    head: str
    entries: tuple[VisitRow, ...] = ()
    crew: int | None = None
    note: str = ""
    closed: bool = False
    faded: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Squares in lines, with words over the columns and, if any, beside the lines. least: lines a square has room for.

    `whole`: squares grow to hold everything; else what does not fit is counted. wide: how wide a column is against
    the others; empty: all alike.
    """

    heads: tuple[str, ...]
    lines: tuple[tuple[Slot, ...], ...]
    sides: tuple[str, ...] = ()
    least: int = 4
    whole: bool = False
    wide: tuple[float, ...] = ()


EMPTY = Sheet((), ())


class Board(QWidget):
    """Draws a Sheet. `moved` tells a visit and the day and crew it was dropped on; nothing is changed here."""

    picked = Signal(int)
    opened = Signal(int)
    moved = Signal(int, object, object)
    day_asked = Signal(object)
    menu_asked = Signal(int, QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("巡查日历")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.sheet, self.today, self.current = EMPTY, date.min, 0
        self._held: VisitRow | None = None
        self._grip, self._hand = QPoint(), QPoint()
        self._dragging = False

    def show_sheet(self, sheet: Sheet, today: date) -> None:
        """Draw these squares in place of those before; the chosen visit stays chosen if it is still there."""
        self.sheet, self.today = sheet, today
        self._held, self._dragging = None, False
        self.setMinimumHeight(self._high())
        self.update()

    def choose(self, visit: int) -> None:
        """Mark a visit and tell it."""
        self.current = visit
        entry = next((e for slot in self._slots() for e in slot.entries if e.id == visit), None)
        self.setAccessibleDescription(words(entry, self.today) if entry else "")
        self.update()
        if entry is not None:
            self.picked.emit(visit)

    def square_of(self, day: date, crew: int | None = None) -> QRect:
        """Where a square is drawn; an empty rectangle if it is not on the sheet."""
        for number, line in enumerate(self.sheet.lines):
            for place, slot in enumerate(line):
                if slot.day == day and (crew is None or slot.crew in (None, crew)):
                    return self._rect(number, place)
        return QRect()

    def place_of(self, visit: int) -> QRect:
        """Where a visit is drawn; an empty rectangle if it is not, or only counted."""
        for number, line in enumerate(self.sheet.lines):
            for place, slot in enumerate(line):
                square = self._rect(number, place)
                for row, entry in enumerate(self._shown(slot, square)):
                    if entry.id == visit:
                        return self._line(square, row)
        return QRect()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(look.tones().surface))
        self._draw_heads(painter)
        target = self._target(self._hand) if self._dragging else None
        for number, line in enumerate(self.sheet.lines):
            for place, slot in enumerate(line):
                self._draw_slot(painter, slot, self._rect(number, place), slot is target)
        if self._dragging and self._held is not None:
            box = QRect(self._hand + QPoint(look.dp(8), look.dp(4)), self._line(self._rect(0, 0), 0).size())
            self._draw_entry(painter, self._held, box, lifted=True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        entry = self._entry(event.position().toPoint())
        if entry is not None:
            self.choose(entry.id)
            if event.button() == Qt.MouseButton.LeftButton:
                self._held, self._grip = entry, event.position().toPoint()
        elif event.button() == Qt.MouseButton.LeftButton:
            at = event.position().toPoint()
            if (slot := self._target(at)) and self._over(slot, at):
                self.day_asked.emit(slot.day)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hand = event.position().toPoint()
        if self._held is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self.setCursor(Qt.CursorShape.PointingHandCursor if self._entry(self._hand) else Qt.CursorShape.ArrowCursor)
            return
        far = (self._hand - self._grip).manhattanLength() >= QApplication.startDragDistance()
        if self._dragging or far:
            self._dragging = True
            free = (slot := self._target(self._hand)) is not None and not slot.closed
            self.setCursor(Qt.CursorShape.ClosedHandCursor if free else Qt.CursorShape.ForbiddenCursor)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        held, dragged = self._held, self._dragging
        self._held, self._dragging = None, False
        self.unsetCursor()
        self.update()
        slot = self._target(event.position().toPoint())
        if held is None or not dragged or slot is None:
            return
        if slot.day != held.on or slot.crew not in (None, held.crew_id):
            self.moved.emit(held.id, slot.day, slot.crew)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if entry := self._entry(event.position().toPoint()):
            self.opened.emit(entry.id)
        elif slot := self._target(event.position().toPoint()):
            self.day_asked.emit(slot.day)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            entry = self._entry(event.pos())
            if entry is not None:
                self.menu_asked.emit(entry.id, event.globalPos())
        elif self.current:
            self.menu_asked.emit(self.current, self.mapToGlobal(self.place_of(self.current).bottomLeft()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._held is not None:
            self._held, self._dragging = None, False
            self.unsetCursor()
            self.update()
        elif event.key() in STEPS:
            self._walk(event.key())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._held is not None:
            event.accept()  # Esc lets go of what is in the hand before it closes a message
            return True
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            entry = self._entry(event.pos())
            slot = self._target(event.pos())
            QToolTip.showText(event.globalPos(), tip(entry, self.today) if entry else slot.note if slot else "")
            return True
        return super().event(event)

    def _walk(self, key: int) -> None:
        """To the visit above or below, or to the nearest square beside that has one."""
        squares = [slot.entries for slot in self._slots() if slot.entries]
        at = next(
            ((n, row) for n, entries in enumerate(squares) for row, e in enumerate(entries) if e.id == self.current),
            None,
        )
        if at is None:
            if squares:
                self.choose(squares[0][0].id)
            return
        number, row = at
        across, down = STEPS[Qt.Key(key)]
        place = (number + across) % len(squares)
        row = min(max(0, row + down), len(squares[place]) - 1)
        self.choose(squares[place][row].id)

    def _slots(self) -> list[Slot]:
        return [slot for line in self.sheet.lines for slot in line]

    def _high(self) -> int:
        return look.dp(HEAD) + sum(look.dp(self._least(line)) for line in self.sheet.lines)

    def _least(self, line: Sequence[Slot]) -> int:
        rows = self.sheet.least
        if self.sheet.whole:
            rows = max([rows, *(len(slot.entries) for slot in line)])
        return TOP + rows * LINE + PAD

    def _rect(self, number: int, place: int) -> QRect:
        side = look.dp(SIDE) if self.sheet.sides else 0
        shares = self.sheet.wide or (1.0,) * len(self.sheet.heads)
        edges = [sum(shares[:n]) / sum(shares) * (self.width() - side) for n in range(len(shares) + 1)]
        least = [look.dp(self._least(line)) for line in self.sheet.lines]
        spare = max(0, self.height() - look.dp(HEAD) - sum(least)) / max(1, len(least))
        top = look.dp(HEAD) + sum(least[:number]) + round(spare * number)
        left, right = side + round(edges[place]), side + round(edges[place + 1])
        return QRect(left, top, right - left, round(least[number] + spare))

    def _line(self, square: QRect, row: int) -> QRect:
        pad = look.dp(PAD)
        top = square.top() + look.dp(TOP) + row * look.dp(LINE)
        return QRect(square.left() + pad, top, square.width() - 2 * pad, look.dp(LINE) - look.dp(2))

    def _shown(self, slot: Slot, square: QRect) -> Sequence[VisitRow]:
        room = max(1, (square.height() - look.dp(TOP)) // look.dp(LINE))
        return slot.entries if len(slot.entries) <= room else slot.entries[: room - 1]

    def _over(self, slot: Slot, at: QPoint) -> bool:
        """Whether `at` is on the head of a square or on its “还有 n 家”."""
        square = self.square_of(slot.day, slot.crew)
        shown = len(self._shown(slot, square))
        rest = self._line(square, shown) if shown < len(slot.entries) else QRect()
        return at.y() < square.top() + look.dp(TOP) or rest.contains(at)

    def _target(self, at: QPoint) -> Slot | None:
        for number, line in enumerate(self.sheet.lines):
            for place, slot in enumerate(line):
                if self._rect(number, place).contains(at):
                    return slot
        return None

    def _entry(self, at: QPoint) -> VisitRow | None:
        slot = self._target(at)
        if slot is None:
            return None
        square = self.square_of(slot.day, slot.crew)
        return next(
            (entry for row, entry in enumerate(self._shown(slot, square)) if self._line(square, row).contains(at)), None
        )

    def _draw_heads(self, painter: QPainter) -> None:
        t = look.tones()
        painter.fillRect(0, 0, self.width(), look.dp(HEAD), QColor(t.head))
        painter.setPen(QColor(t.soft))
        for place, head in enumerate(self.sheet.heads):
            box = self._rect(0, place) if self.sheet.lines else QRect()
            box = QRect(box.left(), 0, box.width(), look.dp(HEAD))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, head)
        painter.setPen(QColor(t.text))
        for number, side in enumerate(self.sheet.sides):
            square = self._rect(number, 0)
            box = QRect(look.dp(6), square.top() + look.dp(6), look.dp(SIDE - 10), square.height() - look.dp(10))
            painter.drawText(box, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWrapAnywhere, side)

    def _draw_slot(self, painter: QPainter, slot: Slot, square: QRect, target: bool) -> None:
        t = look.tones()
        ground = t.window if slot.closed else t.surface
        if target:
            ground = t.danger_soft if slot.closed else t.accent_soft
        painter.fillRect(square, QColor(ground))
        painter.setPen(QPen(QColor(t.line), 1))
        painter.drawRect(square)
        head = QRect(square.left() + look.dp(6), square.top(), square.width() - look.dp(12), look.dp(TOP))
        bold = painter.font()
        if slot.day == self.today:
            bold.setBold(True)
            painter.setFont(bold)
        painter.setPen(QColor(t.accent if slot.day == self.today else t.faint if slot.faded or slot.closed else t.text))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, slot.head)
        bold.setBold(False)
        painter.setFont(bold)
        note = slot.note or (f"{len(slot.entries)} 家" if slot.entries else "")
        painter.setPen(QColor(t.faint))
        room = head.width() - painter.fontMetrics().horizontalAdvance(slot.head) - look.dp(6)
        cut = painter.fontMetrics().elidedText(note, Qt.TextElideMode.ElideRight, max(0, room))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, cut)
        shown = self._shown(slot, square)
        for row, entry in enumerate(shown):
            self._draw_entry(painter, entry, self._line(square, row))
        if len(shown) < len(slot.entries):
            painter.setPen(QColor(t.accent))
            rest = self._line(square, len(shown)).adjusted(look.dp(4), 0, 0, 0)
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, f"还有 {len(slot.entries) - len(shown)} 家…")

    def _draw_entry(self, painter: QPainter, entry: VisitRow, box: QRect, *, lifted: bool = False) -> None:
        ink, ground, edge = colours(entry, self.today)
        painter.save()
        if self._held is not None and self._dragging and entry is self._held and not lifted:
            painter.setOpacity(0.35)
        chosen = entry.id == self.current
        painter.setPen(QPen(QColor(look.tones().accent if chosen else edge), look.dp(2) if chosen else 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), look.dp(3), look.dp(3))
        painter.setPen(QColor(ink))
        text = box.adjusted(look.dp(4), 0, -look.dp(4), 0)
        cut = painter.fontMetrics().elidedText(
            words(entry, self.today), Qt.TextElideMode.ElideRight, max(0, text.width())
        )
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, cut)
        painter.restore()


STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
