"""A finding as its papers print it, and the form of fields and signatures they are set in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable, Spacer

from desktop.report.cnparagraph import Style
from desktop.report.fonts import Role
from desktop.report.official import Official
from desktop.report.paper import TEXT_WIDTH, Cell, Span, ruled

HEAD = Style(Role.HEI, 10.5, 15, "centre")
CELL = Style(Role.SONG, 12, 17, "centre")
WORDS = Style(Role.SONG, 12, 17, "left")
SIGN = Style(Role.SONG, 12, 17, "right")
NUMBER = Style(Role.FANG, 14, 20, "centre", after=10)
LABEL_WIDTH, LOW_ROW = 92.0, 27.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding. result: of the recheck. Unknown is None."""

    number: str
    described: str
    opened_on: date
    source: str
    place: str | None = None
    deadline: date | None = None
    document_no: str | None = None
    measures: str | None = None
    finished_on: date | None = None
    result: str | None = None
    rechecked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """The employer a paper is about. head: who answers for it; business: what it makes."""

    name: str
    credit_code: str | None = None
    address: str | None = None
    head: str | None = None
    phone: str | None = None
    business: str | None = None


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who writes, to which bureau, and with which power: "none" or "delegated", as the wordings name it."""

    office: str
    bureau: str
    person: str | None
    on: date
    power: str = "none"


@dataclass(frozen=True, slots=True)
class Box:
    """One field of a form. height: least points of its row; sign: a line at its lower right."""

    label: str
    text: str = ""
    height: float = LOW_ROW
    sign: str = ""


def form(parts: Official, lines: Sequence[Sequence[Box]]) -> Flowable:
    """A ruled form: a line of two boxes stands side by side, of one box over the whole width."""
    half = (TEXT_WIDTH - 2 * LABEL_WIDTH) / 2
    rows: list[list[Cell]] = []
    spans = []
    for number, boxes in enumerate(lines):
        cells: list[Cell] = []
        for box in boxes:
            wide = half if len(boxes) > 1 else TEXT_WIDTH - LABEL_WIDTH
            cells += [parts.set(box.label, HEAD), _filled(parts, box, wide)]
        if len(boxes) == 1:
            cells += ["", ""]
            spans.append(Span(1, number, 3, number))
        rows.append(cells)
    return ruled([], rows, (LABEL_WIDTH, half, LABEL_WIDTH, half), spans, pad=4)


def _filled(parts: Official, box: Box, width: float) -> list[Flowable]:
    """The text at the top, what is to be signed at the bottom, room for a hand between."""
    text = [parts.set(line, WORDS) for line in box.text.split("\n") if line]
    sign = [parts.set(box.sign, SIGN)] if box.sign else []
    used = sum(each.wrap(width - 8, 10_000)[1] for each in (*text, *sign))
    room = max(0.0, box.height - 8 - used)
    if len(text) == 1 and not sign:
        return [Spacer(0, room / 2), *text, Spacer(0, room / 2)]
    return [*text, Spacer(0, room), *sign]
