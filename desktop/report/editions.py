"""The only list of what can be printed: edition id -> the module that draws it. Editions are added, never changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.report.fonts import Fonts
from desktop.rules.figures import Summary

if TYPE_CHECKING:
    from desktop.report.paper import Printed

CURRENT_SUMMARY = "summary/1"


class NoSuchEdition(Exception):
    """The report was made with an edition this program does not have: it is older than the report."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One way to draw a summary.

    paper(file, summary, draft=…, fonts=…) -> Printed; workbook(file, summary, draft=…); both raise OSError.
    narrative(summary) -> the letter as text. wording() -> its sentences, to be frozen with an issued report.
    """

    id: str
    name: str
    paper: Callable[..., Printed]
    workbook: Callable[..., None]
    narrative: Callable[[Summary], str]
    wording: Callable[[], dict[str, Any]]


def _summary_1() -> Edition:
    from desktop.report import summary_1, wording, workbook

    return Edition(
        summary_1.EDITION,
        "职业健康工作情况报告（月度、季度、年度）",
        summary_1.write,
        workbook.write,
        summary_1.narrative,
        lambda: dict(wording.load(summary_1.EDITION)),
    )


EDITIONS: dict[str, Callable[[], Edition]] = {"summary/1": _summary_1}


def edition(key: str) -> Edition:
    """The edition with this id. Raises NoSuchEdition. Loads reportlab, so ask for it when something is to be drawn."""
    if key not in EDITIONS:
        raise NoSuchEdition(f"本程序没有报告版式“{key}”，请升级到新版本后再打印")
    return EDITIONS[key]()


def write_both(
    folder: Path, name: str, summary: Summary, *, draft: bool, fonts: Fonts | None = None
) -> tuple[list[Path], Printed]:
    """Write `name`.pdf and `name`.xlsx into `folder` (made if needed); give the files and what the print job tells."""
    chosen = edition(summary.edition)
    folder.mkdir(parents=True, exist_ok=True)
    pdf, book = folder / f"{name}.pdf", folder / f"{name}.xlsx"
    printed = chosen.paper(pdf, summary, draft=draft, fonts=fonts)
    chosen.workbook(book, summary, draft=draft)
    return [pdf, book], printed
