"""送达回执, edition "finding_receipt/1": who got which paper, where, how and when.

Papers that were handed out are printed again by it: never edit, add finding_receipt_2.
"""

from __future__ import annotations

from pathlib import Path

from reportlab.platypus import Flowable

from desktop.report import wording
from desktop.report.finding_paper import Box, Issuer, Unit, form
from desktop.report.fonts import Fonts
from desktop.report.official import TABLE_TITLE, Official
from desktop.report.paper import Imprint, Printed, print_to

EDITION = "finding_receipt/1"
ROOM = 54.0  # points of a box somebody signs in


def write(file: Path, unit: Unit, document_no: str | None, issuer: Issuer, fonts: Fonts | None = None) -> Printed:
    """Print the receipt of an advice. Raises OSError if the file cannot be written."""
    fonts = fonts or Fonts.find()
    texts, parts = wording.load(EDITION), Official(fonts)
    day = texts["date"]
    papers = texts[issuer.power]["advice"] + (f"（{document_no}）" if document_no else "")
    story: list[Flowable] = [
        parts.set(texts["title"], TABLE_TITLE),
        form(parts, [
            [Box(texts["unit"], unit.name, ROOM), Box(texts["credit_code"], unit.credit_code or "")],
            [Box(texts["papers"], papers, ROOM)],
            [Box(texts["place"], unit.address or "", ROOM)],
            [Box(texts["way"], texts["ways"], ROOM)],
            [Box(texts["receiver"], height=ROOM), Box(texts["post"])],
            [Box(texts["received"], day, ROOM)],
            [Box(texts["servers"], height=ROOM), Box(texts["served"], day)],
            [Box(texts["refused"], height=96, sign=texts["witness"])],
            [Box(texts["note"], height=96)],
        ]),
    ]  # fmt: skip
    title = texts["title"].replace("　", "")
    return print_to(file, story, Imprint(title, issuer.office, f"{EDITION} {issuer.on}", draft=False), fonts)
