"""一企一档, edition "file/1": the whole file of one employer - cover, fields, every ledger, history, attachments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Image, Spacer

from desktop.report.card_1 import NOTHING, UNKNOWN, Pair, Sender, qr
from desktop.report.cnparagraph import Style
from desktop.report.fonts import Fonts, Role
from desktop.report.official import Official
from desktop.report.paper import NARROW_WIDTH, Imprint, Printed, new_page, print_to, ruled

EDITION = "file/1"
PIECE = 700  # characters of one cell; a longer text goes on in the next line of the table, so that a page can hold it
PICTURE = (34 * mm, 26 * mm)
LABEL_WIDTH = 92.0

TITLE = Style(Role.TITLE, 30, 44, "centre", before=120)
NAME = Style(Role.TITLE, 20, 30, "centre", before=40, after=30)
LINE = Style(Role.FANG, 14, 26, "centre")
SECTION = Style(Role.HEI, 13, 20, "left", before=10, after=3, keep_next=True)
HEAD = Style(Role.HEI, 9.5, 13, "centre")
LABEL = Style(Role.SONG, 9.5, 13, "centre")
CELL = Style(Role.SONG, 9.5, 13, "left")
NOTE = Style(Role.KAI, 9.5, 14, "left", before=2)


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger as a table. widths weigh the columns; empty: what is printed without lines."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = NOTHING


@dataclass(frozen=True, slots=True)
class Picture:
    """One attachment. small: its small picture, if there is one."""

    title: str
    told: str
    small: Path | None = None


@dataclass(frozen=True, slots=True)
class EmployerFile:
    """Everything that is printed of one employer. cover: lines of the cover; groups: title and pairs."""

    name: str
    code: str
    cover: tuple[Pair, ...]
    groups: tuple[tuple[str, tuple[Pair, ...]], ...]
    ledgers: tuple[Ledger, ...]
    history: Ledger
    pictures: tuple[Picture, ...]


def write(file: Path, employer: EmployerFile, sender: Sender, fonts: Fonts | None = None) -> Printed:
    """Print the file. Raises OSError if it cannot be written, FontsMissing if no font is there."""
    fonts = fonts or Fonts.find()
    parts = Official(fonts)
    story = [*_cover(parts, employer, sender), *new_page()]
    for title, pairs in employer.groups:
        story += [CondPageBreak(90), parts.set(title, SECTION), _pairs(parts, pairs)]
    for ledger in (*employer.ledgers, employer.history):
        story += [CondPageBreak(90), parts.set(f"{ledger.title}（{len(ledger.rows)}）", SECTION)]
        story.append(table(parts, ledger) if ledger.rows else parts.set(ledger.empty, NOTE))
    story += [CondPageBreak(130), parts.set(f"附件（{len(employer.pictures)}）", SECTION)]
    story.append(_pictures(parts, employer.pictures) if employer.pictures else parts.set(NOTHING, NOTE))
    imprint = Imprint(
        title=f"一企一档 {employer.name}",
        author=sender.office,
        subject=f"{EDITION} {sender.on.isoformat()}",
        draft=False,
        total=True,
        narrow=True,
    )
    return print_to(file, story, imprint, fonts)


def _cover(parts: Official, employer: EmployerFile, sender: Sender) -> list[Flowable]:
    code = qr(employer.code, 40 * mm)
    code.hAlign = "CENTER"
    lines = [parts.set(f"{label}：{value or UNKNOWN}", LINE) for label, value in employer.cover]
    made = [parts.set(sender.office, LINE), parts.set(f"{sender.on} 打印", LINE)]
    title = [Spacer(0, 90), parts.set("职业健康档案\n（一企一档）", TITLE), parts.set(employer.name, NAME)]
    return [*title, *lines, Spacer(0, 40), code, Spacer(0, 60), *made]


def _pairs(parts: Official, pairs: Sequence[Pair]) -> Flowable:
    rows: list[list[Flowable | str]] = []
    for label, value in pairs:
        for number, piece in enumerate(_pieces(value or UNKNOWN)):
            rows.append([parts.set(f"{label}（续）" if number else label, LABEL), parts.set(piece, CELL)])
    return ruled([], rows, (LABEL_WIDTH, NARROW_WIDTH - LABEL_WIDTH), pad=2)


def table(parts: Official, ledger: Ledger) -> Flowable:
    """A ledger as a table over the whole width; a cell longer than a page goes on in the next line."""
    widths = _widths(ledger)
    rows: list[list[Flowable | str]] = []
    for row in ledger.rows:
        cells = [_pieces(text) for text in row]
        for number in range(max(map(len, cells))):
            rows.append([parts.set(cell[number] if number < len(cell) else "", CELL) for cell in cells])
    return ruled([[parts.set(text, HEAD) for text in ledger.head]], rows, widths, pad=2)


def _widths(ledger: Ledger) -> list[float]:
    """By what stands in the columns, so that no column is a strip of single characters."""
    weights = []
    for column, head in enumerate(ledger.head):
        longest = max((len(row[column]) for row in ledger.rows), default=0)
        weights.append(min(max(longest, len(head), 5), 26) + 1.0)
    return [NARROW_WIDTH * weight / sum(weights) for weight in weights]


def _pieces(text: str) -> list[str]:
    return [text[start : start + PIECE] for start in range(0, len(text), PIECE)] or [""]


def _pictures(parts: Official, pictures: Sequence[Picture]) -> Flowable:
    wide = PICTURE[0] + 8
    rows: list[list[Flowable | str]] = []
    for number, picture in enumerate(pictures, 1):
        image: Flowable | str = (
            "" if picture.small is None else Image(str(picture.small), *PICTURE, kind="proportional")
        )
        texts = (str(number), picture.title, picture.told)
        rows.append([image, *(parts.set(text, CELL) for text in texts)])
    rest = NARROW_WIDTH - wide - 26
    head = [[parts.set(text, HEAD) for text in ("图", "序号", "文件", "说明")]]
    return ruled(head, rows, (wide, 26, rest * 0.45, rest * 0.55), pad=2)
