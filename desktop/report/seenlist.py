"""A list on paper as it is seen on the screen: the same columns in the same order, repeated head, page x of y."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from desktop.report.cnparagraph import CnParagraph, Style
from desktop.report.fonts import Fonts, Role
from desktop.report.paper import RULE

MARGIN, FOOT = 12 * mm, 14 * mm
PAD = 2.5  # points between a cell's text and its rules
TITLE = Style(Role.HEI, 15, 21, "centre")
TOLD = Style(Role.SONG, 9, 13, "left")
HEAD = Style(Role.HEI, 9, 12, "centre")
CELL = Style(Role.SONG, 9, 12, "left")
NUMBER = Style(Role.SONG, 9, 12, "right")
SMALLEST = 0.65  # of these sizes: below, lines break rather than letters become unreadable
FORMATS = (A4, landscape(A4), landscape(A3))


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column as it stands on the screen. width: points."""

    title: str
    width: float
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class SeenList:
    """What is printed. told: conditions, order and number of lines, as sentences above the list."""

    title: str
    office: str
    made_on: date
    told: tuple[str, ...]
    columns: tuple[SeenColumn, ...]
    lines: Sequence[Sequence[str]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[CnParagraph, ...]
    height: float


Step = Callable[[int, int], object]


def write(file: Path, seen: SeenList, fonts: Fonts | None = None, step: Step = lambda done, of: None) -> int:
    """Print a list; gives the number of pages. `step(done, of)` is told the lines that are laid out.

    The narrowest paper on which the columns keep their width is taken: A4, A4 lying, A3 lying. Same list, same bytes.
    Raises OSError if the file cannot be written, FontsMissing if no font is there.
    """
    fonts = fonts or Fonts.find()
    page, widths, scale = _fitted([column.width for column in seen.columns])
    title, cell, number_style = (_scaled(style, scale) for style in (HEAD, CELL, NUMBER))
    styles = [number_style if column.numeric else cell for column in seen.columns]
    head = _row([column.title for column in seen.columns], [title] * len(widths), widths, fonts)
    rows = []
    for number, line in enumerate(seen.lines, 1):
        rows.append(_row(line, styles, widths, fonts))
        step(number, len(seen.lines))
    above = [CnParagraph.of(seen.title, TITLE, fonts), *(CnParagraph.of(text, TOLD, fonts) for text in seen.told)]
    high = sum(each.wrap(sum(widths), 10_000)[1] for each in above) + 6
    pages = list(_pages(rows, head, page[1], high))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=page, invariant=1)
    canvas.setTitle(seen.title)
    canvas.setCreator("职康网格")
    for number, held in enumerate(pages, 1):
        top = page[1] - MARGIN
        if number == 1:
            for each in above:
                top -= each.wrap(sum(widths), 10_000)[1]
                each.drawOn(canvas, MARGIN, top)
            top -= 6
        _draw(canvas, [head, *held], widths, top)
        _draw_foot(
            canvas, page, f"{seen.office}　{seen.title}　{seen.made_on}", f"第 {number} 页 共 {len(pages)} 页", fonts
        )
        canvas.showPage()
    canvas.save()
    file.write_bytes(buffer.getvalue())
    return len(pages)


def _fitted(wanted: Sequence[float]) -> tuple[tuple[float, float], list[float], float]:
    """The paper, the widths of the columns on it (they fill the line), and how much smaller the letters are."""
    whole = sum(wanted)
    page = next((page for page in FORMATS if whole <= page[0] - 2 * MARGIN), FORMATS[-1])
    room = page[0] - 2 * MARGIN
    return page, [width * room / whole for width in wanted], min(1.0, max(SMALLEST, room / whole))


def _scaled(style: Style, scale: float) -> Style:
    return replace(style, size=style.size * scale, leading=style.leading * scale)


def _row(texts: Sequence[str], styles: Sequence[Style], widths: Sequence[float], fonts: Fonts) -> _Row:
    cells = tuple(CnParagraph.of(text, style, fonts) for text, style in zip(texts, styles, strict=True))
    high = max(cell.wrap(width - 2 * PAD, 10_000)[1] for cell, width in zip(cells, widths, strict=True))
    return _Row(cells, high + 2 * PAD)


def _pages(rows: Sequence[_Row], head: _Row, high: float, above: float) -> Iterator[list[_Row]]:
    room = high - MARGIN - FOOT - head.height - above
    held: list[_Row] = []
    for row in rows:
        if held and row.height > room:
            yield held
            held, room = [], high - MARGIN - FOOT - head.height
        held.append(row)
        room -= row.height
    yield held


def _draw(canvas: Canvas, rows: Sequence[_Row], widths: Sequence[float], top: float) -> None:
    whole = sum(widths)
    canvas.setLineWidth(RULE)
    canvas.setFillColor(colors.Color(0.93, 0.93, 0.93))
    canvas.rect(MARGIN, top - rows[0].height, whole, rows[0].height, stroke=0, fill=1)
    canvas.setFillColor(colors.black)
    y = top
    for row in rows:
        x = MARGIN
        for cell, width in zip(row.cells, widths, strict=True):
            high = cell.wrap(width - 2 * PAD, 10_000)[1]
            cell.drawOn(canvas, x + PAD, y - (row.height + high) / 2)
            x += width
        y -= row.height
        canvas.line(MARGIN, y, MARGIN + whole, y)
    canvas.line(MARGIN, top, MARGIN + whole, top)
    x = MARGIN
    for width in (0.0, *widths):
        x += width
        canvas.line(x, top, x, y)


def _draw_foot(canvas: Canvas, page: tuple[float, float], left: str, right: str, fonts: Fonts) -> None:
    for text, align in ((left, TOLD), (right, Style(Role.SONG, 9, 13, "right"))):
        words = CnParagraph.of(text, align, fonts)
        words.wrap(page[0] - 2 * MARGIN, 100)
        words.drawOn(canvas, MARGIN, MARGIN / 2)
