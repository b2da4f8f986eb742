"""The parts of an official paper by GB/T 9704-2012: title, addressee, headings, body, attachments, signature."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from desktop.report.cnparagraph import CnParagraph, Run, Style
from desktop.report.fonts import Fonts, Role
from desktop.report.paper import BODY_SIZE, LEADING, PITCH, TEXT_WIDTH
from desktop.report.wording import chinese_date

TRACKING = PITCH - BODY_SIZE
BODY = Style(Role.FANG, BODY_SIZE, LEADING, tracking=TRACKING, first_indent=2 * PITCH)
FLUSH = Style(Role.FANG, BODY_SIZE, LEADING, tracking=TRACKING)
HEADING_1 = Style(Role.HEI, BODY_SIZE, LEADING, "left", tracking=TRACKING, first_indent=2 * PITCH)
HEADING_2 = Style(Role.KAI, BODY_SIZE, LEADING, "left", tracking=TRACKING, first_indent=2 * PITCH)
TITLE = Style(Role.TITLE, 22, 34, "centre")
LABEL = Style(Role.HEI, BODY_SIZE, LEADING, "left", keep_next=True)
TABLE_TITLE = Style(Role.TITLE, 18, 26, "centre", after=4, keep_next=True)
TABLE_LINE = Style(Role.FANG, 10.5, 16, "left", after=2, keep_next=True)
NOTE = Style(Role.KAI, 10.5, 15, "left", before=3)

DATE_FROM_RIGHT = 4 * PITCH  # a stamped paper: the date ends 4 characters from the right, the issuer centred on it


def blank_line() -> Flowable:
    """One empty line of the page's grid."""
    return Spacer(0, LEADING)


class Official:
    """Makes the parts in the fonts of one print job."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts

    def set(self, text: str | Sequence[Run], style: Style) -> CnParagraph:
        """Any text in any style."""
        return CnParagraph.of(text, style, self._fonts)

    def title(self, text: str) -> list[Flowable]:
        """Centred, followed by an empty line; `\\n` parts its lines where the sense allows."""
        return [self.set(text, TITLE), blank_line()]

    def addressee(self, name: str) -> Flowable:
        """主送机关, flush left, with a full-width colon."""
        return self.set(f"{name}：", FLUSH)

    def heading(self, text: str) -> list[Flowable]:
        """一、 in 黑体, never at the foot of a page: a subheading and two lines of text fit under it."""
        return [CondPageBreak(4 * LEADING), self.set(text, HEADING_1)]

    def subheading(self, text: str) -> list[Flowable]:
        """（一） in 楷体, with two lines of text under it."""
        return [CondPageBreak(3 * LEADING), self.set(text, HEADING_2)]

    def body(self, text: str) -> list[Flowable]:
        """A paragraph in 仿宋, indented by two characters."""
        return [self.set(text, BODY)]

    def attachments(self, titles: Sequence[str]) -> list[Flowable]:
        """附件：1. … one empty line under the body; later numbers stand under the first."""
        lines: list[Flowable] = [blank_line()]
        label = 5 * PITCH  # 附件： after an indent of two characters
        number = self._width("1. ", Role.FANG)
        for position, title in enumerate(titles, start=1):
            first = position == 1
            indent = 2 * PITCH if first else label
            style = Style(
                Role.FANG,
                BODY_SIZE,
                LEADING,
                "left",
                tracking=TRACKING,
                left=label + number,
                first_indent=indent - label - number,
            )
            lines.append(self.set(f"{'附件：' if first else ''}{position}. {title}", style))
        return lines

    def signature(self, office: str, day: date) -> list[Flowable]:
        """Issuer centred over the date, two empty lines under the text for the stamp."""
        written = chinese_date(day)
        width = self._width(written, Role.FANG)
        centre = TEXT_WIDTH - DATE_FROM_RIGHT - width / 2
        issuer = self._width(office, Role.FANG)
        right = max(0.0, TEXT_WIDTH - centre - math.ceil(issuer) / 2)
        lines: list[Flowable] = [
            Spacer(0, 2 * LEADING),
            self.set(office, Style(Role.FANG, BODY_SIZE, LEADING, "right", tracking=TRACKING, right=right)),
            self.set(written, Style(Role.FANG, BODY_SIZE, LEADING, "right", tracking=TRACKING, right=DATE_FROM_RIGHT)),
        ]
        return lines

    def together(self, parts: Sequence[Flowable]) -> Flowable:
        """Parts that must stand on one page, e.g. the last sentence and the signature."""
        return KeepTogether(list(parts))

    def _width(self, text: str, role: Role) -> float:
        return sum(
            glyph.advance * BODY_SIZE + (TRACKING if glyph.advance > 0.9 else 0.0)
            for glyph in self._fonts.glyphs(text, role)
        )
