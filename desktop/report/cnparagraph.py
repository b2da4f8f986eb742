"""A paragraph of Chinese for reportlab: right line ends, justified, every character in a font that has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from desktop.report.cnbreak import TOLERANCE, Line, break_lines, inside_runs
from desktop.report.fonts import Fonts, Glyph, Role, printable

SQUEEZE = 0.025  # of the line: 0.4 pt between 28 characters, which nobody sees


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph is set. Lengths in points.

    tracking: added to each square character so that they stand on the page's grid (usually below zero).
    first_indent, left, right: measured from the frame.
    """

    role: Role
    size: float
    leading: float
    align: Literal["left", "centre", "right", "justify"] = "justify"
    tracking: float = 0.0
    first_indent: float = 0.0
    left: float = 0.0
    right: float = 0.0
    before: float = 0.0
    after: float = 0.0
    keep_next: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Some text in a role of its own, e.g. a heading at the beginning of a paragraph."""

    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class Letter:
    character: str
    glyph: Glyph
    advance: float


class CnParagraph(Flowable):
    """Text is plain: `&`, `<` and `>` are ordinary characters, `\\n` begins a new line."""

    def __init__(self, letters: Sequence[Letter], style: Style, *, complete: bool = True) -> None:
        """Use `of`. `complete` False: the upper part of a split paragraph, whose last line is justified too."""
        super().__init__()
        self._letters, self._style, self._complete = letters, style, complete
        self._lines: list[Line] = []
        self.spaceBefore, self.spaceAfter, self.keepWithNext = style.before, style.after, style.keep_next

    @classmethod
    def of(cls, text: str | Sequence[Run], style: Style, fonts: Fonts) -> CnParagraph:
        """A paragraph of plain text, or of runs in several roles."""
        runs = [Run(text, style.role)] if isinstance(text, str) else text
        return cls([letter for run in runs for letter in _letters(run, style, fonts)], style)

    @property
    def widest(self) -> float:
        """Points that the longest line of the text takes when nothing is broken."""
        widths = [0.0]
        for letter in self._letters:
            if letter.character == "\n":
                widths.append(0.0)
            widths[-1] += letter.advance
        return max(widths)

    @property
    def text(self) -> str:
        """The characters that are drawn."""
        return "".join(letter.character for letter in self._letters)

    def lines(self, width: float) -> list[str]:
        """The text line by line, as it breaks in a frame `width` points wide."""
        self.wrap(width, 0)
        return [self.text[line.start : line.end] for line in self._lines]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        style = self._style
        room = width - style.left - style.right
        advances = [letter.advance for letter in self._letters]
        squeeze = SQUEEZE * room if style.align == "justify" else 0.0
        self._lines = break_lines(self.text, advances, room - style.first_indent, room, squeeze)
        self.width, self.height = width, len(self._lines) * style.leading
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        fitting = int((height + TOLERANCE) / self._style.leading)
        if fitting >= len(self._lines):
            return [self]
        if fitting < 1:
            return []
        above, below = self._lines[fitting - 1], self._lines[fitting]
        following = replace(self._style, first_indent=0.0, before=0.0)
        return [
            CnParagraph(self._letters[: above.end], replace(self._style, keep_next=False), complete=above.last),
            CnParagraph(self._letters[below.start :], following, complete=self._complete),
        ]

    def draw(self) -> None:
        canvas: Canvas = self.canv
        inside = inside_runs(self.text)
        style = self._style
        base = self.height - (style.leading - style.size) / 2 - style.size * 0.86
        for number, line in enumerate(self._lines):
            letters = self._letters[line.start : line.end]
            while letters and letters[-1].character == " ":
                letters = letters[:-1]
            if not letters:
                continue
            self._draw_line(canvas, letters, inside[line.start :], number, base - number * style.leading)

    def _draw_line(self, canvas: Canvas, letters: Sequence[Letter], inside: bytearray, number: int, y: float) -> None:
        style = self._style
        indent = style.left + (style.first_indent if number == 0 else 0.0)
        slack = self.width - style.right - indent - sum(letter.advance for letter in letters)
        gaps = sum(1 for position in range(1, len(letters)) if not inside[position])
        closing = number == len(self._lines) - 1 and self._complete
        inner = not closing and not self._lines[number].last
        adjusted = style.align == "justify" and gaps > 0 and (inner or slack < 0)
        extra = slack / gaps if adjusted else 0.0
        x = indent + {"centre": slack / 2, "right": slack}.get(style.align, 0.0)
        for piece, gap, width in _pieces(letters, inside, extra, style.size):
            _draw_piece(canvas, piece, (x, y), style.size, gap)
            x += width


def _letters(run: Run, style: Style, fonts: Fonts) -> Iterator[Letter]:
    text = printable(run.text)
    for character, glyph in zip(text, fonts.glyphs(text, run.role), strict=True):
        advance = 0.0 if character == "\n" else glyph.advance * style.size
        if style.tracking and glyph.advance > 0.9:
            advance += style.tracking
        yield Letter(character, glyph, advance)


def _pieces(
    letters: Sequence[Letter], inside: bytearray, extra: float, size: float
) -> Iterator[tuple[list[Letter], float, float]]:
    """Neighbours with the same font and the same space after each: (letters, space, width with the spaces)."""
    piece: list[Letter] = []
    width = gap_of_piece = 0.0
    for position, letter in enumerate(letters):
        gap = letter.advance - letter.glyph.advance * size
        if position + 1 < len(letters) and not inside[position + 1]:
            gap += extra
        if piece and (letter.glyph.font != piece[0].glyph.font or abs(gap - gap_of_piece) > TOLERANCE):
            yield piece, gap_of_piece, width
            piece, width = [], 0.0
        piece.append(letter)
        gap_of_piece = gap
        width += letter.glyph.advance * size + gap
    if piece:
        yield piece, gap_of_piece, width


def _draw_piece(canvas: Canvas, piece: Sequence[Letter], at: tuple[float, float], size: float, gap: float) -> None:
    x, y = at
    font = piece[0].glyph.font
    if font is not None:
        text = canvas.beginText(x, y)
        text.setFont(font, size)
        text.setCharSpace(gap)
        text.textOut("".join(letter.character for letter in piece))
        text.setCharSpace(0)
        canvas.drawText(text)
        return
    canvas.setLineWidth(0.04 * size)
    for letter in piece:
        if not letter.character.isspace():
            canvas.rect(x + 0.06 * size, y - 0.08 * size, 0.88 * size, 0.88 * size, stroke=1, fill=0)
        x += letter.advance + gap
