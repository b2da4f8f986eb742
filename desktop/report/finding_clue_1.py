"""违法线索报告单, edition "finding_clue/1": what is told to the county about one finding, with room for its answer.

Papers that were handed out are printed again by it: never edit, add finding_clue_2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable

from desktop.report import wording
from desktop.report.finding_paper import Box, Fault, Issuer, Unit, form
from desktop.report.fonts import Fonts
from desktop.report.official import NOTE, TABLE_TITLE, Official
from desktop.report.paper import Imprint, Printed, print_to
from desktop.report.wording import Texts, chinese_date

EDITION = "finding_clue/1"
OPINION = 68.0  # points of a box somebody writes an opinion into


@dataclass(frozen=True, slots=True)
class Done:
    """One line of what was done before."""

    on: date
    label: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Clue:
    """What is told: the finding, what was done about it, and the days a clue may take."""

    fault: Fault
    done: tuple[Done, ...]
    within: int


def write(file: Path, unit: Unit, clue: Clue, issuer: Issuer, fonts: Fonts | None = None) -> Printed:
    """Print the sheet. Raises OSError if the file cannot be written."""
    fault = clue.fault
    fonts = fonts or Fonts.find()
    texts, parts = wording.load(EDITION), Official(fonts)
    title, unknown = texts[issuer.power]["title"], texts["unknown"]
    story: list[Flowable] = [
        parts.set(title, TABLE_TITLE),
        form(parts, [
            [Box(texts["addressee"], issuer.bureau), Box(texts["number"], fault.number)],
            [Box(texts["unit"], unit.name), Box(texts["credit_code"], unit.credit_code or unknown)],
            [Box(texts["head_of_unit"], unit.head or unknown), Box(texts["phone"], unit.phone or unknown)],
            [Box(texts["address"], unit.address or unknown)],
            [Box(texts["business"], unit.business or unknown),
             Box(texts["found"], f"{chinese_date(fault.opened_on)}，{fault.source}")],
            [Box(texts["facts"], _facts(texts, fault), OPINION)],
            [Box(texts["done"], _done(texts, clue.done), 48)],
            [Box(texts["coordinator"], height=OPINION, sign=texts["sign"])],
            [Box(texts["office"], height=OPINION, sign=texts["stamp"])],
            [Box(texts["county"], texts["county_choice"], OPINION, texts["stamp"])],
            [Box(texts["feedback"], height=OPINION, sign=texts["sign"])],
        ]),
        parts.set(texts["note"].format(days=clue.within), NOTE),
    ]  # fmt: skip
    return print_to(file, story, Imprint(title, issuer.office, f"{EDITION} {issuer.on}", draft=False), fonts)


def _facts(texts: Texts, fault: Fault) -> str:
    lines = [f"{fault.described}。" if not fault.described.endswith("。") else fault.described]
    lines += [texts["place"].format(place=fault.place)] if fault.place else []
    lines += [texts["deadline"].format(day=chinese_date(fault.deadline))] if fault.deadline else []
    return "\n".join(lines)


def _done(texts: Texts, done: Sequence[Done]) -> str:
    return "\n".join(
        texts["line"].format(day=chinese_date(one.on), label=one.label, note=f"（{one.note}）" if one.note else "")
        for one in done
    )
