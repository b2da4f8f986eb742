"""A4 sheets: page frames, page numbers, the 草稿 mark, ruled tables, and bytes that are the same every time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageBreak, PageTemplate, Table
from reportlab.platypus.tables import TableStyle

from desktop.report.fonts import Fonts, Role

# GB/T 9704-2012: 天头 37, 订口 28, 版心 156 × 225 mm; 22 lines of 28 characters of 16 pt.
TOP, BINDING, BOTTOM, EDGE = 37 * mm, 28 * mm, 35 * mm, 26 * mm
TEXT_WIDTH, TEXT_HEIGHT = 156 * mm, 225 * mm
MARGIN = 15 * mm  # of cards and files, which are no official papers
NARROW_WIDTH, NARROW_HEIGHT = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
BODY_SIZE = 16.0
PITCH = TEXT_WIDTH / 28  # 15.79 pt: 28 characters of 16 pt side by side would be wider than 156 mm
LEADING = 28.95
NUMBER_SIZE, SMALL_NUMBER = 14.0, 9.0
NUMBER_DROP = 7 * mm  # from the text block down to the dashes of “— 1 —”
RULE = 0.5
PAD = 1.5  # between a cell's text and its rules, left and right

UPRIGHT, LYING = "upright", "lying"
MARK = "草稿"

Size = tuple[float, float]
Cell = Flowable | str | Sequence[Flowable]  # of a table; several flowables stand one below the other


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of a print job: pages, which font files drew it, and what the person must be told."""

    pages: int
    fonts: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Cells drawn as one: columns `left`..`right` and rows `top`..`bottom`, all included, counted from 0."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Imprint:
    """What stands on every page and in the file's properties. `total` prints 第 1 页 共 5 页 instead of — 1 —.

    narrow: margins of 15 mm instead of those of an official paper; unnumbered: every page is a paper of its own;
    first: how the first page lies.
    """

    title: str
    author: str
    subject: str
    draft: bool
    total: bool = False
    narrow: bool = False
    unnumbered: bool = False
    first: str = UPRIGHT


def print_to(file: Path, story: Sequence[Flowable], imprint: Imprint, fonts: Fonts) -> Printed:
    """Write a PDF. The same story, imprint and fonts give the same bytes, today and in ten years.

    The file appears only when it is complete. Raises OSError if it cannot be written.
    """
    buffer = io.BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=A4,
        invariant=1,
        title=imprint.title,
        author=imprint.author,
        subject=imprint.subject,
        creator="职康网格",
    )

    def furniture(canvas: Canvas, template: BaseDocTemplate, size: Size) -> None:
        if imprint.draft:
            _draw_mark(canvas, size, fonts)
        if imprint.unnumbered:
            return
        if imprint.narrow:
            _draw_small_number(canvas, template.page, fonts)
        else:
            _draw_number(canvas, template.page, size, imprint.total, fonts)

    narrow = Frame(MARGIN, MARGIN, NARROW_WIDTH, NARROW_HEIGHT, 0, 0, 0, 0)
    frames = (
        {UPRIGHT: (narrow, A4)}
        if imprint.narrow
        else {
            UPRIGHT: (Frame(BINDING, BOTTOM, TEXT_WIDTH, TEXT_HEIGHT, 0, 0, 0, 0), A4),
            LYING: (Frame(BOTTOM, EDGE, TEXT_HEIGHT, TEXT_WIDTH, 0, 0, 0, 0), landscape(A4)),
        }
    )
    document.addPageTemplates(
        [
            PageTemplate(id=name, frames=[frame], onPage=partial(furniture, size=size), pagesize=size)
            for name, (frame, size) in sorted(frames.items(), key=lambda held: held[0] != imprint.first)
        ]
    )
    size = SMALL_NUMBER if imprint.narrow else NUMBER_SIZE
    document.build([*story, *([_Total(fonts, size)] if imprint.total else [])])
    file.write_bytes(buffer.getvalue())
    return Printed(document.page, fonts.used, fonts.warnings)


def new_page(template: str = UPRIGHT) -> list[Flowable]:
    """Go on at the top of a new page, UPRIGHT or LYING (landscape)."""
    return [NextPageTemplate(template), PageBreak()]


def ruled(
    head: Sequence[Sequence[Cell]],
    body: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    spans: Sequence[Span] = (),
    *,
    groups: Sequence[int] = (),
    pad: float = 2,
) -> Table:
    """A table with thin rules whose head repeats on every page; rows break only between each other.

    `spans` counts rows from the top of the head; `groups` lists rows (same count) that head those below: on a grey
    ground, never last on a page. The last row never stands alone on a page.
    """
    last = len(head) - 1
    margin = {"LEFTPADDING": max(PAD, pad), "RIGHTPADDING": max(PAD, pad), "TOPPADDING": pad, "BOTTOMPADDING": pad}
    commands: list[Any] = [
        ("GRID", (0, 0), (-1, -1), RULE, colors.black),
        ("BOX", (0, 0), (-1, -1), 2 * RULE, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        *((side, (0, 0), (-1, -1), points) for side, points in margin.items()),
    ]
    if head:
        commands.append(("BACKGROUND", (0, 0), (-1, last), colors.Color(0.93, 0.93, 0.93)))
    commands += [("SPAN", (span.left, span.top), (span.right, span.bottom)) for span in spans]
    commands += [("BACKGROUND", (0, row), (-1, row), colors.Color(0.96, 0.96, 0.96)) for row in groups]
    commands += [("NOSPLIT", (0, row), (0, row + 1)) for row in groups]
    if len(body) > 1:
        commands.append(("NOSPLIT", (0, -2), (0, -1)))
    return Table(
        [list(row) for row in (*head, *body)], colWidths=list(widths), repeatRows=len(head), style=TableStyle(commands)
    )


def _draw_mark(canvas: Canvas, size: Size, fonts: Fonts) -> None:
    width, height = size
    canvas.saveState()
    canvas.setFillColor(colors.Color(0.91, 0.91, 0.91))
    canvas.translate(width / 2, height / 2)
    canvas.rotate(45)
    canvas.setFont(fonts.font(Role.HEI), 150)
    canvas.drawCentredString(0, -50, MARK)
    canvas.restoreState()


def _draw_number(canvas: Canvas, page: int, size: Size, total: bool, fonts: Fonts) -> None:
    """“— 1 —” at the outer side. On a lying page it stands where it will be when the sheet is bound upright."""
    width, height = size
    canvas.saveState()
    if width > height:  # turn the sheet so that its head lies to the left, as GB/T 9704 binds it
        canvas.translate(0, height)
        canvas.rotate(-90)
    canvas.setFont(fonts.font(Role.SONG), NUMBER_SIZE)
    text = f"第 {page} 页" if total else f"— {page} —"
    y = BOTTOM - NUMBER_DROP - NUMBER_SIZE
    if total:
        canvas.drawRightString(BINDING + TEXT_WIDTH / 2, y, text)
        canvas.translate(BINDING + TEXT_WIDTH / 2, y)
        canvas.doForm("total")
    elif page % 2:
        canvas.drawRightString(BINDING + TEXT_WIDTH - NUMBER_SIZE, y, text)
    else:
        canvas.drawString(BINDING + NUMBER_SIZE, y, text)
    canvas.restoreState()


def _draw_small_number(canvas: Canvas, page: int, fonts: Fonts) -> None:
    canvas.saveState()
    canvas.setFont(fonts.font(Role.SONG), SMALL_NUMBER)
    canvas.drawRightString(A4[0] / 2, MARGIN / 2, f"第 {page} 页")
    canvas.translate(A4[0] / 2, MARGIN / 2)
    canvas.doForm("total")
    canvas.restoreState()


class _Total(Flowable):
    """Stands last in a story: knows how many pages there are, and fills that in on all of them."""

    def __init__(self, fonts: Fonts, size: float) -> None:
        super().__init__()
        self._font, self._size = fonts.font(Role.SONG), size

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        canvas: Canvas = self.canv
        pages = canvas.getPageNumber()
        canvas.beginForm("total")
        canvas.setFont(self._font, self._size)
        canvas.drawString(self._size / 2, 0, f"共 {pages} 页")
        canvas.endForm()
