"""Reminder letters, edition "reminder/1": a letter with a receipt stub for each employer, in one file by village.

Letters that were sent are printed again by it: never edit, add reminder_2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reportlab.platypus import ActionFlowable, BaseDocTemplate, CondPageBreak, Flowable, HRFlowable, Spacer

from desktop.report import wording
from desktop.report.cnparagraph import Style
from desktop.report.fonts import Fonts, Role
from desktop.report.official import Official
from desktop.report.paper import LEADING, TEXT_WIDTH, Imprint, Printed, new_page, print_to, ruled
from desktop.report.wording import Texts, chinese_date

EDITION = "reminder/1"
HEAD = Style(Role.HEI, 10.5, 14, "centre")
CELL = Style(Role.SONG, 10.5, 14, "centre")
WORDS = Style(Role.SONG, 10.5, 14, "left")
CUT = Style(Role.KAI, 10.5, 14, "centre", after=4)
STUB_TITLE = Style(Role.TITLE, 16, 22, "centre", after=4, keep_next=True)
STUB_LINE = Style(Role.FANG, 12, 18, "left", after=4, keep_next=True)
WIDTHS = (26.0, 104.0, 92.0, 132.0)  # the evidence takes the rest
STUB_WIDTHS = (26.0, 200.0, 108.0)
STUB_ROW = 19.0  # points of a line of the stub
STUB_REST = 150.0  # points of the stub without its lines
FOOT_WIDTHS = (72.0, 149.0, 60.0)


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a letter. when: “2026年10月1日前（已逾期53天）”."""

    subject: str
    when: str
    clause: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. lacking: duties of which nothing is recorded."""

    employer: str
    village: str | None
    lines: tuple[Line, ...]
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes. person: name and number of who answers; None: not filled in."""

    office: str
    person: str | None
    on: date


def write(file: Path, letters: Sequence[Letter], sender: Sender, fonts: Fonts | None = None) -> Printed:
    """Print the letters in the order given, each beginning a page.

    Raises ValueError without letters, OSError if the file cannot be written, FontsMissing if no font is there.
    """
    if not letters:
        raise ValueError("there is nothing to print")
    fonts = fonts or Fonts.find()
    texts, parts = wording.load(EDITION), Official(fonts)
    story: list[Flowable] = []
    ends = []
    for letter in letters:
        if story:
            ends.append(_Ends())
            story += [ends[-1], *new_page()]
        story += _letter(parts, texts, letter, sender)
    imprint = Imprint(
        title=texts["title"], author=sender.office, subject=f"{EDITION} {sender.on.isoformat()}", draft=False
    )
    printed = print_to(file, story, imprint, fonts)
    return replace(printed, pages=printed.pages + sum(end.pages for end in ends))


class _Ends(ActionFlowable):
    """Stands last in a letter: the next one begins with page 1."""

    def __init__(self) -> None:
        super().__init__()
        self.pages = 0

    def apply(self, doc: BaseDocTemplate) -> None:
        self.pages, doc.page = doc.page, 0


def _letter(parts: Official, texts: Texts, letter: Letter, sender: Sender) -> list[Flowable]:
    day = chinese_date(sender.on)
    story: list[Flowable] = [
        *parts.title(texts["title"]),
        parts.addressee(letter.employer),
        *parts.body(texts["opening"].format(day=day, count=len(letter.lines))),
        Spacer(0, 6),
        _table(parts, texts, letter),
        Spacer(0, 6),
    ]
    if letter.lacking:
        story += parts.body(texts["lacking"].format(names="、".join(letter.lacking)))
    closing = texts["closing" if sender.person else "closing_nobody"]
    said = closing.format(days=texts["receipt_days"], person=sender.person)
    story.append(parts.together([*parts.body(said), *parts.signature(sender.office, sender.on)]))
    return [*story, *_stub(parts, texts, letter, day)]


def _table(parts: Official, texts: Texts, letter: Letter) -> Flowable:
    rows = [
        [
            parts.set(str(number), CELL),
            parts.set(line.subject, WORDS),
            parts.set(line.when, WORDS),
            parts.set(line.clause, WORDS),
            parts.set(line.evidence, WORDS),
        ]
        for number, line in enumerate(letter.lines, 1)
    ]
    widths = (*WIDTHS, TEXT_WIDTH - sum(WIDTHS))
    return ruled([[parts.set(title, HEAD) for title in texts["head"]]], rows, widths)


def _stub(parts: Official, texts: Texts, letter: Letter, day: str) -> list[Flowable]:
    """The receipt, on the same page where it fits; each line is to be filled in by hand."""
    rows: list[list[Flowable | str]] = [
        [parts.set(str(number), CELL), parts.set(line.subject, WORDS), "", ""]
        for number, line in enumerate(letter.lines, 1)
    ]
    foot = [parts.set(title, CELL) for title in texts["receipt_foot"]]
    unit, signer, phone, signed_on = foot
    date_line = parts.set(texts["continued"], CELL)
    head = [[parts.set(title, HEAD) for title in texts["receipt_head"]]]
    return [
        CondPageBreak(STUB_REST + STUB_ROW * min(len(rows), 12)),
        Spacer(0, LEADING / 2),
        HRFlowable(width="100%", thickness=0.5, dash=(4, 3), spaceBefore=0, spaceAfter=2),
        parts.set(texts["cut"], CUT),
        parts.set(texts["receipt_title"], STUB_TITLE),
        parts.set(texts["receipt_opening"].format(day=day), STUB_LINE),
        ruled(head, rows, (*STUB_WIDTHS, TEXT_WIDTH - sum(STUB_WIDTHS))),
        Spacer(0, 6),
        ruled(
            [[unit, parts.set(letter.employer, WORDS), signer, ""]],
            [[phone, "", signed_on, date_line]],
            (*FOOT_WIDTHS, TEXT_WIDTH - sum(FOOT_WIDTHS)),
        ),
    ]
