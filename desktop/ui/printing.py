"""打印所见: any table on paper as it stands, shown first; and a block of cells as a picture that may be passed on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication

from desktop.rules.masking import masked
from desktop.ui import look
from desktop.ui.rowtable import Column
from desktop.ui.tableview import TableView
from desktop.work import settings
from desktop.work.progress import Progress

if TYPE_CHECKING:
    from desktop.ui.desk import Desk
    from desktop.ui.paperview import PaperView

POINTS = 0.75  # of a pixel at 100 %
MOST_PICTURED = 200  # lines: a longer picture can be read by nobody


def print_seen(
    desk: Desk,
    table: TableView,
    title: str,
    told: Sequence[str],
    shown: Callable[[PaperView], object] = lambda _: None,
) -> None:
    """Lay the table out on paper, as a job, and show it. told: the conditions in force."""
    columns, ids = table.shown_columns(), list(table.ids)
    heads = [table.columns[number] for number in columns]
    widths = [table.columnWidth(number) / look.zoom() * POINTS for number in columns]
    if table.head.stretchLastSection():
        widths[-1] = heads[-1].width * POINTS  # on the screen it takes what is left
    order = "、".join(f"{table.columns[n].title}{'升序' if up else '降序'}" for n, up in table.sorting)
    folder = desk.files.scratch()

    def work(progress: Progress) -> Path:
        from desktop.report import seenlist

        card = desk.office.ask(settings.township)
        made = seenlist.SeenList(
            title,
            (card.office or card.name) if card else "",
            desk.office.today(),
            (*told, f"{f'排序：{order}。' if order else ''}共 {len(ids):,} 行。"),
            tuple(seenlist.SeenColumn(c.title, w, c.numeric) for c, w in zip(heads, widths, strict=True)),
            list(_texts(heads, ids, table.page_of)),
        )
        seenlist.write(folder / "list.pdf", made, step=lambda done, of: progress.step(done, of, "正在排版"))
        return folder / "list.pdf"

    def done(file: Path) -> None:
        from desktop.ui.paperview import PaperView  # QtPdf: not every start needs it

        shown(PaperView(desk, table.window(), file, title, f"{title}.pdf"))

    desk.start(table, work, done, "正在排版")


def _texts(
    columns: Sequence[Column[Any]], ids: Sequence[int], fetch: Callable[[Sequence[int]], dict[int, Any]]
) -> Iterator[list[str]]:
    for start in range(0, len(ids), 500):
        page = ids[start : start + 500]
        rows = fetch(page)
        for number in page:
            if number in rows:
                texts = (column.text(rows[number]) for column in columns)
                yield [look.UNKNOWN if text is None else text for text in texts]


def picture(table: TableView, lines: Sequence[int], columns: Sequence[int]) -> QImage:
    """These cells as a picture with the heads, what is personal masked."""
    heads = [table.columns[number] for number in columns]
    texts = [[head.title for head in heads]]
    for line in lines[:MOST_PICTURED]:
        cells = (str(table.model().index(line, number).data() or "") for number in columns)
        texts.append([masked(cell, head.personal) for cell, head in zip(cells, heads, strict=True)])
    return _drawn(texts, [head.numeric for head in heads])


def _drawn(texts: Sequence[Sequence[str]], numeric: Sequence[bool]) -> QImage:
    font, t, scale = QFont(QApplication.font()), look.LIGHT, 2
    metrics = QFontMetrics(font)
    pad, high = 8, metrics.height() + 10
    widths = [max(metrics.horizontalAdvance(line[n]) for line in texts) + 2 * pad for n in range(len(numeric))]
    size = QSize(sum(widths) + 1, high * len(texts) + 1)
    image = QImage(size * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(QColor(t.surface))
    painter = QPainter(image)
    painter.setFont(font)
    for row_number, line in enumerate(texts):
        left = 0
        for text, wide, right in zip(line, widths, numeric, strict=True):
            box = QRect(left, row_number * high, wide, high)
            if row_number == 0:
                painter.fillRect(box, QColor(t.head))
            painter.setPen(QColor(t.line))
            painter.drawRect(box)
            painter.setPen(QColor(t.text))
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            painter.drawText(box.adjusted(pad, 0, -pad, 0), int(side | Qt.AlignmentFlag.AlignVCenter), text)
            left += wide
    painter.end()
    return image
