"""A sketch of a day's rounds: villages where they lie, visits in their order. No map: only what the office knows."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import look
from desktop.ui.patrol.marks import shape
from desktop.work.planning_rows import VisitRow

Place = tuple[float, float]
Put = Callable[[Place], QPointF]
DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
TONES = ("accent", "warn", "good", "danger")
MARGIN, DOT, TOWN = 48, 11, 16


class Sketch(QWidget):
    """North is up, distances are true to each other; each crew has its own line, dashed differently."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("当天路线示意图")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(look.dp(200), look.dp(160))
        self.visits: Sequence[VisitRow] = ()
        self.villages: Mapping[str, Place] = {}
        self.bases: Mapping[int, tuple[str, Place]] = {}

    def show_day(
        self, visits: Sequence[VisitRow], villages: Mapping[str, Place], bases: Mapping[int, tuple[str, Place]]
    ) -> None:
        """visits: of one day, in order. bases: crew -> its name and where it starts."""
        self.visits, self.villages, self.bases = visits, villages, bases
        self.setAccessibleDescription("；".join(f"{row.position or ''} {row.employer}" for row in visits))
        self.update()

    @property
    def known(self) -> int:
        """How many of the visits have a place on the sketch."""
        return sum(row.place is not None for row in self.visits)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t = look.tones()
        painter.setPen(QPen(QColor(t.line), 1))
        painter.setBrush(QColor(t.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.dp(4), look.dp(4))
        spots = [row.place for row in self.visits if row.place]
        if not spots:
            return
        around = [*spots, *(place for _, place in self.bases.values())]
        put = _projection(around, QRectF(self.rect()))
        painter.setClipRect(self.rect().adjusted(1, 1, -1, -1))
        for place in self.villages.values():
            self._draw_ground(painter, put(place))
        for name, place in self.villages.items():
            self._draw_village(painter, put(place), name)
        crews = list(dict.fromkeys(row.crew_id for row in self.visits))
        apart = _spread([put(row.place) for row in self.visits if row.place], look.dp(2 * DOT))
        at = dict(zip([row.id for row in self.visits if row.place], apart, strict=True))
        for number, crew in enumerate(crews):
            self._draw_round(painter, crew, number, at, put)
        self._draw_names(painter, at)
        self._draw_north(painter)

    def _draw_ground(self, painter: QPainter, at: QPointF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.tones().hover))
        painter.drawEllipse(at, look.dp(TOWN), look.dp(TOWN))

    def _draw_village(self, painter: QPainter, at: QPointF, name: str) -> None:
        painter.setPen(QColor(look.tones().faint))
        wide = painter.fontMetrics().horizontalAdvance(name) + 4
        under = QRectF(at.x() - wide / 2, at.y() + look.dp(TOWN) - 2, wide, painter.fontMetrics().height())
        painter.drawText(under, Qt.AlignmentFlag.AlignCenter, name)

    def _draw_round(
        self, painter: QPainter, crew: int | None, number: int, at: Mapping[int, QPointF], put: Put
    ) -> None:
        t = look.tones()
        ink = QColor(getattr(t, TONES[number % len(TONES)]))
        mine = [row for row in self.visits if row.crew_id == crew and row.id in at]
        way = [at[row.id] for row in mine]
        base = self.bases.get(crew or 0)
        if base is not None:
            start = put(base[1])
            way = [start, *way, start]
            self._draw_start(painter, start, base[0], ink)
        painter.setPen(QPen(ink, look.dp(2), DASHES[number % len(DASHES)]))
        for one, other in itertools.pairwise(way):
            painter.drawLine(one, other)
        for place, row in enumerate(mine, 1):
            self._draw_visit(painter, at[row.id], str(row.position or place), ink)

    def _draw_start(self, painter: QPainter, at: QPointF, name: str, ink: QColor) -> None:
        side = look.dp(8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawRect(QRectF(at.x() - side, at.y() - side, 2 * side, 2 * side))
        painter.setPen(ink)
        painter.drawText(QPointF(at.x() + side + 4, at.y() - side), f"{name}出发")

    def _draw_visit(self, painter: QPainter, at: QPointF, number: str, ink: QColor) -> None:
        t = look.tones()
        painter.setPen(QPen(ink, look.dp(2)))
        painter.setBrush(QColor(t.surface))
        painter.drawEllipse(at, look.dp(DOT), look.dp(DOT))
        painter.setPen(QColor(t.text))
        box = QRectF(at.x() - look.dp(DOT), at.y() - look.dp(DOT), look.dp(2 * DOT), look.dp(2 * DOT))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, number)

    def _draw_names(self, painter: QPainter, at: Mapping[int, QPointF]) -> None:
        """The names where there is room beside, under or over the mark; else the list beside has them."""
        metrics, far = painter.fontMetrics(), look.dp(DOT + 3)
        taken = [QRectF(p.x() - far, p.y() - far, 2 * far, 2 * far) for p in at.values()]
        ground = QColor(look.tones().surface)
        ground.setAlpha(215)
        for row in self.visits:
            if row.id not in at:
                continue
            words, p = f"{shape(row)} {row.employer}", at[row.id]
            wide, high = metrics.horizontalAdvance(words) + 4, metrics.height()
            beside = p.y() - high / 2
            corners = ((p.x() + far, beside), (p.x() - far - wide, beside), (p.x() - wide / 2, p.y() + far),
                       (p.x() - wide / 2, p.y() - far - high))  # fmt: skip
            boxes = [QRectF(x, y, wide, high) for x, y in corners]
            free = [box for box in boxes if self._holds(box) and not any(box.intersects(other) for other in taken)]
            if free:
                taken.append(free[0])
                painter.fillRect(free[0], ground)
                painter.setPen(QColor(look.tones().text))
                painter.drawText(free[0], Qt.AlignmentFlag.AlignCenter, words)

    def _holds(self, box: QRectF) -> bool:
        return QRectF(self.rect()).adjusted(2, 2, -2, -2).contains(box)

    def _draw_north(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(look.tones().faint), 1))
        x, y = self.width() - look.dp(20), look.dp(30)
        painter.drawLine(x, y, x, y - look.dp(16))
        painter.drawLine(x, y - look.dp(16), x - look.dp(3), y - look.dp(10))
        painter.drawLine(x, y - look.dp(16), x + look.dp(3), y - look.dp(10))
        painter.drawText(QPointF(x - look.dp(6), y + look.dp(14)), "北")


def _projection(around: Sequence[Place], room: QRectF) -> Put:
    """A function from degrees to pixels that fits all places into the room, one scale both ways."""
    shrink = math.cos(math.radians(sum(north for _, north in around) / len(around)))
    xs, ys = [east * shrink for east, _ in around], [north for _, north in around]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    inner = room.adjusted(look.dp(MARGIN), look.dp(MARGIN), -look.dp(MARGIN), -look.dp(MARGIN))
    scale = min(inner.width() / wide if wide else math.inf, inner.height() / high if high else math.inf)
    scale = 1.0 if math.isinf(scale) else scale
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2

    def put(place: Place) -> QPointF:
        east, north = place
        return QPointF(
            inner.center().x() + (east * shrink - middle_x) * scale, inner.center().y() - (north - middle_y) * scale
        )

    return put


def _spread(points: Sequence[QPointF], least: float) -> list[QPointF]:
    """The points, moved aside where several would lie on each other: round a small circle."""
    placed: list[QPointF] = []
    for point in points:
        spot, turn = QPointF(point), 0
        while any(math.hypot(spot.x() - other.x(), spot.y() - other.y()) < least for other in placed) and turn < 60:
            turn += 1
            far = least * (0.6 + turn / 8)
            spot = QPointF(point.x() + far * math.cos(turn * 1.9), point.y() + far * math.sin(turn * 1.9))
        placed.append(spot)
    return placed
