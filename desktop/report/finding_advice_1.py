"""整改建议书, edition "finding_advice/1": what is wrong at one employer, and by when it should be mended.

Papers that were handed out are printed again by it: never edit, add finding_advice_2.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.platypus import Flowable, Spacer

from desktop.report import wording
from desktop.report.finding_paper import CELL, HEAD, NOTE, NUMBER, WORDS, Box, Fault, Issuer, Unit, form
from desktop.report.fonts import Fonts
from desktop.report.official import Official
from desktop.report.paper import TEXT_WIDTH, Imprint, Printed, print_to, ruled
from desktop.report.wording import Texts, chinese_date

EDITION = "finding_advice/1"
WIDTHS = (32.0, 62.0, 160.0, 66.0)  # the deadline takes the rest


def write(file: Path, unit: Unit, faults: Sequence[Fault], issuer: Issuer, fonts: Fonts | None = None) -> Printed:
    """Print the paper. Raises ValueError without faults, OSError if the file cannot be written."""
    if not faults:
        raise ValueError("there is nothing to print")
    fonts = fonts or Fonts.find()
    texts, parts = wording.load(EDITION), Official(fonts)
    said = texts[issuer.power]
    contact = said["contact"].format(person=issuer.person) if issuer.person else ""
    closing = said["closing"].format(bureau=issuer.bureau, contact=contact)
    number = next((fault.document_no for fault in faults if fault.document_no), None)
    story: list[Flowable] = [
        *parts.title(said["title"])[:1],
        parts.set(number or texts["number"].format(year=issuer.on.year), NUMBER),
        parts.addressee(unit.name),
        *parts.body(said["opening"].format(count=len(faults))),
        Spacer(0, 6),
        _table(parts, texts, faults),
        Spacer(0, 6),
        parts.together([*parts.body(closing), *parts.signature(issuer.office, issuer.on)]),
        Spacer(0, 16),
        _signed(parts, texts),
        *([Spacer(0, 8), parts.set(said["note"], NOTE)] if "note" in said else []),
    ]
    return print_to(file, story, Imprint(said["title"], issuer.office, f"{EDITION} {issuer.on}", draft=False), fonts)


def _table(parts: Official, texts: Texts, faults: Sequence[Fault]) -> Flowable:
    rows = [
        [
            parts.set(str(number), CELL),
            parts.set(fault.number, CELL),
            parts.set(fault.described, WORDS),
            parts.set(fault.place or texts["no_place"], WORDS),
            parts.set(
                texts["by"].format(day=chinese_date(fault.deadline)) if fault.deadline else texts["no_deadline"], CELL
            ),
        ]
        for number, fault in enumerate(faults, 1)
    ]
    head = [[parts.set(title, HEAD) for title in texts["head"]]]
    return ruled(head, rows, (*WIDTHS, TEXT_WIDTH - sum(WIDTHS)), pad=3)


def _signed(parts: Official, texts: Texts) -> Flowable:
    signer, signed_on, server, served_on = texts["foot"]
    day = texts["date"]
    return parts.together([form(parts, [[Box(signer), Box(signed_on, day)], [Box(server), Box(served_on, day)]])])
