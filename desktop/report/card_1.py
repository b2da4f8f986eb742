"""The employer card, edition "card/1": everything that is looked for first, on one side of A4, with a code to scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepInFrame, Spacer, Table
from reportlab.platypus.tables import TableStyle

from desktop.report.cnparagraph import Style
from desktop.report.fonts import Fonts, Role
from desktop.report.official import Official
from desktop.report.paper import NARROW_HEIGHT, NARROW_WIDTH, Imprint, Printed, Span, new_page, print_to, ruled

EDITION = "card/1"
UNKNOWN, NOTHING = "未登记", "无"
UNCONFIRMED = "待核对"
QR_EDGE = 27 * mm
LONGEST_REASON, LONGEST_LINE = 220, 80  # characters; the whole of it stands in the file

Pair = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Hazard:
    """One factor. nature: 严重 or 一般, with 待核对 where that is not confirmed; result: the latest test."""

    name: str
    kind: str
    nature: str
    workers: str | None
    result: str | None


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One of the six duties."""

    name: str
    on: date | None
    due: date | None
    state: str
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """What one card says. None is unknown and printed as 未登记. because: the reason of the grade as a sentence.

    visits, findings: lines of (day, what, how it stands), the newest or most urgent first.
    """

    name: str
    code: str
    identity: tuple[Pair, ...]
    contacts: tuple[Pair, ...]
    grades: tuple[Pair, ...]
    because: str
    unconfirmed: bool
    hazards: tuple[Hazard, ...]
    duties: tuple[DutyLine, ...]
    visits: tuple[tuple[str, str, str], ...]
    findings: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who prints, and when."""

    office: str
    on: date


@dataclass(frozen=True, slots=True)
class Measure:
    """How small the letters are and how many lines of each list are printed."""

    size: float
    hazards: int
    lines: int
    pad: float


# The first that fits on one page is taken; what a shorter one leaves out is counted on the card.
MEASURES = (
    Measure(10.5, 14, 5, 3.0), Measure(9.5, 14, 5, 2.0), Measure(9.0, 12, 4, 1.5), Measure(8.5, 10, 3, 1.2),
    Measure(8.0, 8, 3, 1.0), Measure(7.5, 6, 2, 0.6), Measure(7.0, 5, 1, 0.4),
)  # fmt: skip


def write(file: Path, cards: Sequence[Card], sender: Sender, fonts: Fonts | None = None) -> Printed:
    """Print one page for each card, in the order given.

    Raises ValueError without cards, OSError if the file cannot be written, FontsMissing if no font is there.
    """
    if not cards:
        raise ValueError("there is nothing to print")
    fonts = fonts or Fonts.find()
    story: list[Flowable] = []
    for card in cards:
        if story:
            story += new_page()
        story += _fitting(card, sender, fonts)
    imprint = Imprint(
        title="企业卡片", author=sender.office, subject=f"{EDITION} {sender.on.isoformat()}", draft=False, narrow=True
    )
    return print_to(file, story, replace(imprint, unnumbered=True), fonts)


def _fitting(card: Card, sender: Sender, fonts: Fonts) -> list[Flowable]:
    for measure in MEASURES:
        story = _story(card, sender, _Page(Official(fonts), measure))
        if sum(_height(part) for part in story) <= NARROW_HEIGHT - 6:
            return story
    return [KeepInFrame(NARROW_WIDTH, NARROW_HEIGHT - 6, story, mode="shrink")]  # values longer than anybody needs


def _height(part: Flowable) -> float:
    height: float = part.wrap(NARROW_WIDTH, NARROW_HEIGHT)[1]
    return height + part.getSpaceBefore() + part.getSpaceAfter()


def qr(text: str, edge: float = QR_EDGE) -> Drawing:
    """The text as a square code, for the camera of a phone or a scanner."""
    code = QrCodeWidget(text, barLevel="M", barWidth=edge, barHeight=edge, barBorder=1)
    drawing = Drawing(edge, edge)
    drawing.add(code)
    return drawing


class _Page:
    """Sets the parts of a card in one size."""

    def __init__(self, parts: Official, measure: Measure) -> None:
        size, leading = measure.size, measure.size * 1.32
        self.parts, self.measure = parts, measure
        self.cell = Style(Role.SONG, size, leading, "left")
        self.middle = Style(Role.SONG, size, leading, "centre")
        self.head = Style(Role.HEI, size, leading, "centre")
        self.section = Style(Role.HEI, size + 1, leading + 3, "left", before=measure.pad * 1.6, after=1, keep_next=True)

    def texts(self, values: Sequence[str], style: Style | None = None) -> list[Flowable]:
        return [self.parts.set(value, style or self.cell) for value in values]

    def pairs(self, pairs: Sequence[Pair], across: int = 2) -> Flowable:
        """Labels and values, `across` pairs in a line; a long value may take the whole line."""
        label = (9.2 if across == 2 else 5.2) * self.measure.size
        value = NARROW_WIDTH / across - label
        lines: list[list[Flowable | str]] = []
        spans: list[Span] = []
        for row in _rows(pairs, across):
            cells: list[Flowable | str] = []
            for name, text in row:
                cells += [self.parts.set(name, self.middle), self.parts.set(text or UNKNOWN, self.cell)]
            if len(row) < across:
                spans.append(Span(1, len(lines), 2 * across - 1, len(lines)))
            lines.append(cells + [""] * (2 * across - len(cells)))
        return ruled([], lines, [label, value] * across, spans, pad=self.measure.pad)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> Flowable:
        whole = sum(widths)
        points = [NARROW_WIDTH * width / whole for width in widths]
        body = [self.texts(row) for row in rows]
        return ruled([self.texts(head, self.head)], body, points, pad=self.measure.pad)

    def titled(self, title: str, content: Flowable) -> list[Flowable]:
        return [self.parts.set(title, self.section), content]


def _rows(pairs: Sequence[Pair], across: int) -> list[list[Pair]]:
    """Short values share a line, long ones have their own."""
    lines: list[list[Pair]] = []
    open_line: list[Pair] = []
    for pair in pairs:
        if len(pair[1] or "") > LONG_VALUE:
            lines.append([pair])
            continue
        open_line.append(pair)
        if len(open_line) == across:
            lines.append(open_line)
            open_line = []
    return [*lines, open_line] if open_line else lines


LONG_VALUE = 22  # characters
TOP = TableStyle(
    [("SPAN", (1, 0), (1, 1)), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (0, -1), 0)]
)


def _story(card: Card, sender: Sender, page: _Page) -> list[Flowable]:
    measure, parts = page.measure, page.parts
    title = Style(Role.TITLE, 17 if len(card.name) <= 24 else 14, 22 if len(card.name) <= 24 else 18, "left")
    small = Style(Role.KAI, 9, 12, "left")
    head: list[list[Any]] = [
        [parts.set(card.name, title), qr(card.code)],
        [parts.set(f"{sender.office}　{sender.on} 打印　编码 {card.code}", small), ""],
    ]
    edge = QR_EDGE + 4
    top = Table(head, [NARROW_WIDTH - edge, edge], style=TOP)
    story: list[Flowable] = [top, page.pairs(card.identity)]
    story += page.titled("联系", page.pairs(card.contacts))
    story += page.titled(_grade_title(card), page.pairs((*card.grades, ("理由", _short(card.because))), 3))
    story += page.titled(_title("职业病危害因素", card.hazards, measure.hazards), _hazards(card, page))
    story += page.titled("到期事项", _duties(card, page))
    story += page.titled(_title("最近巡查", card.visits, measure.lines), _lines(page, card.visits))
    story += page.titled(_title("未销号隐患", card.findings, measure.lines), _lines(page, card.findings))
    return [*story, Spacer(0, 1)]


def _grade_title(card: Card) -> str:
    return f"风险分级（{UNCONFIRMED}：用到的规则还没有和正式文件核对）" if card.unconfirmed else "风险分级"


def _short(text: str, longest: int = LONGEST_REASON) -> str:
    return text if len(text) <= longest else f"{text[: longest - 12]}……（全文见一企一档）"


def _title(title: str, held: Sequence[object], most: int) -> str:
    if not held:
        return title
    more = f"，这里列出 {most} 条，其余见一企一档" if len(held) > most else ""
    return f"{title}（{len(held)}{more}）"


def _hazards(card: Card, page: _Page) -> Flowable:
    rows = [
        (hazard.name, hazard.kind, hazard.nature, hazard.workers or UNKNOWN, hazard.result or "没有检测结果")
        for hazard in card.hazards[: page.measure.hazards]
    ]
    return page.table(
        ("因素", "类别", "性质", "接触人数", "最近检测"), rows or [(UNKNOWN, "", "", "", "")], (34, 14, 20, 12, 30)
    )


def _duties(card: Card, page: _Page) -> Flowable:
    rows = [
        (duty.name, _day(duty.on), _day(duty.due), duty.state, _short(duty.evidence or "没有登记", LONGEST_LINE))
        for duty in card.duties
    ]
    return page.table(("事项", "最近办理", "到期日", "情况", "证明材料"), rows, (14, 15, 15, 18, 38))


def _lines(page: _Page, lines: Sequence[tuple[str, str, str]]) -> Flowable:
    shown = [(day, _short(what, LONGEST_LINE), how) for day, what, how in lines[: page.measure.lines]]
    return page.table(("日期", "内容", "结果"), shown or [(NOTHING, "", "")], (16, 60, 24))


def _day(day: date | None) -> str:
    return day.isoformat() if day else "—"
