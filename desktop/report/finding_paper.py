"""A finding as its papers print it, and the form of fields and signatures they are set in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Image, Spacer

from desktop.report.cnparagraph import Style
from desktop.report.fonts import Role
from desktop.report.official import Official
from desktop.report.paper import TEXT_WIDTH, Cell, Span, ruled

HEAD = Style(Role.HEI, 10.5, 15, "centre")
CELL = Style(Role.SONG, 12, 17, "centre")
WORDS = Style(Role.SONG, 12, 17, "left")
SIGN = Style(Role.SONG, 12, 17, "right")
NUMBER = Style(Role.FANG, 14, 20, "centre", after=10)
NOTE = Style(Role.KAI, 10.5, 16, "left")
PHOTO = (75 * mm, 56 * mm)
LABEL_WIDTH, LOW_ROW = 82.0, 27.0


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
class Photo:
    """A photo of a finding: its small picture, and what is said below it."""

    small: Path
    told: str


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


def photos(parts: Official, found: Sequence[Photo]) -> Flowable:
    """Photos two abreast, each with its words below."""
    cells: list[Cell] = [[_shown(photo.small), Spacer(0, 3), parts.set(photo.told, CELL)] for photo in found]
    if len(cells) % 2:
        cells.append("")
    rows = [cells[at : at + 2] for at in range(0, len(cells), 2)]
    return ruled([], rows, (TEXT_WIDTH / 2, TEXT_WIDTH / 2), pad=4)


def _shown(small: Path) -> Flowable:
    image = Image(str(small), *PHOTO, kind="proportional")
    image.hAlign = "CENTER"
    return image


def _filled(parts: Official, box: Box, width: float) -> list[Flowable]:
    """The text at the top, what is to be signed at the bottom, room for a hand between."""
    text = [parts.set(line, WORDS) for line in box.text.split("\n") if line]
    sign = [parts.set(box.sign, SIGN)] if box.sign else []
    used = sum(each.wrap(width - 8, 10_000)[1] for each in (*text, *sign))
    room = max(0.0, box.height - 8 - used)
    if len(text) == 1 and not sign:
        return [Spacer(0, room / 2), *text, Spacer(0, room / 2)]
    return [*text, Spacer(0, room), *sign]
