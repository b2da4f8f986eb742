"""整改情况复查记录, edition "finding_recheck/1": each fault with what was done and what the recheck found.

Papers that were handed out are printed again by it: never edit, add finding_recheck_2.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.platypus import CondPageBreak, Flowable, Spacer

from desktop.report import wording
from desktop.report.finding_paper import CELL, HEAD, PHOTO, WORDS, Box, Fault, Issuer, Photo, Unit, form, photos
from desktop.report.fonts import Fonts
from desktop.report.official import TABLE_TITLE, Official
from desktop.report.paper import TEXT_WIDTH, Cell, Imprint, Printed, print_to, ruled
from desktop.report.wording import Texts, chinese_date

EDITION = "finding_recheck/1"
WIDTHS = (32.0, 122.0, 106.0, 106.0)  # the result takes the rest


def write(
    file: Path,
    unit: Unit,
    faults: Sequence[Fault],
    issuer: Issuer,
    shown: Sequence[Photo] = (),
    fonts: Fonts | None = None,
) -> Printed:
    """Print the record, the photos last; results nobody has written down yet are boxes to tick.

    Raises ValueError without faults, OSError if the file cannot be written.
    """
    if not faults:
        raise ValueError("there is nothing to print")
    fonts = fonts or Fonts.find()
    texts, parts = wording.load(EDITION), Official(fonts)
    title = texts[issuer.power]["title"]
    unknown = texts["unknown"]
    papers = "、".join(dict.fromkeys(fault.document_no for fault in faults if fault.document_no)) or unknown
    checker, checked_on, head, signed_on = texts["foot"]
    story: list[Flowable] = [
        parts.set(title, TABLE_TITLE),
        form(parts, [
            [Box(texts["unit"], unit.name), Box(texts["credit_code"], unit.credit_code or unknown)],
            [Box(texts["head_of_unit"], unit.head or unknown), Box(texts["phone"], unit.phone or unknown)],
            [Box(texts["address"], unit.address or unknown)],
            [Box(texts["document"], papers)],
        ]),
        Spacer(0, 8),
        _table(parts, texts, faults),
        Spacer(0, 8),
        parts.together([form(parts, [
            [Box(texts["opinion"], height=110)],
            [Box(checker, height=44), Box(checked_on, texts["date"])],
            [Box(head, height=44), Box(signed_on, texts["date"])],
        ])]),
    ]  # fmt: skip
    if shown:
        story += [Spacer(0, 10), CondPageBreak(PHOTO[1] + 60), parts.set(texts["photos"], HEAD), Spacer(0, 4)]
        story.append(photos(parts, shown))
    return print_to(file, story, Imprint(title, issuer.office, f"{EDITION} {issuer.on}", draft=False), fonts)


def _table(parts: Official, texts: Texts, faults: Sequence[Fault]) -> Flowable:
    rows: list[list[Cell]] = []
    for number, fault in enumerate(faults, 1):
        done = texts["finished"].format(day=chinese_date(fault.finished_on)) if fault.finished_on else ""
        result = fault.result or texts["open_result"]
        if fault.result and fault.rechecked_on:
            result = f"{fault.result}\n{chinese_date(fault.rechecked_on)}"
        deadline = texts["by"].format(day=chinese_date(fault.deadline)) if fault.deadline else texts["unknown"]
        rows.append(
            [
                parts.set(str(number), CELL),
                parts.set(f"{fault.number} {fault.described}", WORDS),
                parts.set(deadline, CELL),
                parts.set("，".join(filter(None, (fault.measures, done))), WORDS),
                [parts.set(line, CELL if fault.result else WORDS) for line in result.split("\n")],
            ]
        )
    head = [[parts.set(title, HEAD) for title in texts["head"]]]
    return ruled(head, rows, (*WIDTHS, TEXT_WIDTH - sum(WIDTHS)), pad=3)
