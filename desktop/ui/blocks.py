"""Blocks of cells from and to WPS: text and HTML, how often a block is repeated, where a run of cells ends."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from html import escape

Cells = list[list[str]]
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
AS_TEXT = "mso-number-format:'\\@'"
STYLE = "<meta charset='utf-8'><style>td,th{white-space:nowrap} br{mso-data-placement:same-cell}</style>"


def parsed(text: str) -> Cells:
    """The lines and cells of a copied block, as spreadsheets write them; a cell with line breaks stands in quotes."""
    lines = list(csv.reader(io.StringIO(text.replace("\r\n", "\n")), delimiter="\t"))
    while lines and not any(lines[-1]):
        lines.pop()
    return [line or [""] for line in lines]


def as_text(lines: Sequence[Sequence[str]]) -> str:
    """Tab-separated; breaks inside a cell become spaces."""
    return "\n".join("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in line) for line in lines)


def as_html(lines: Sequence[Sequence[str]], numeric: Sequence[bool], *, heads: bool) -> str:
    """A table whose codes and phones stay text in WPS and Excel; counts and dates stay what they are."""
    body = []
    for number, line in enumerate(lines):
        tag = "th" if heads and number == 0 else "td"
        cells = []
        for cell, counts in zip(line, numeric, strict=True):
            plain = counts or DAY.fullmatch(cell) or not cell
            style = "" if plain else f' style="{AS_TEXT}"'
            cells.append(f"<{tag}{style}>{escape(cell).replace(chr(10), '<br>')}</{tag}>")
        body.append(f"<tr>{''.join(cells)}</tr>")
    return f"{STYLE}<table border='1'>{''.join(body)}</table>"


def repeated(source: int, target: int) -> int:
    """How many lines (or columns) a block of `source` fills at a selection of `target`.

    As Excel does: a selection that is a multiple is filled by repeating; any other takes the block once.
    """
    return target if target % source == 0 else source


def edge(filled: Callable[[int], bool], at: int, last: int, step: int) -> int:
    """Where Ctrl+arrow goes from `at`: the end of the run of filled cells, or the next filled cell, or the edge.

    filled(place) says whether a cell holds anything; step is 1 or -1; the places are 0 to `last`.
    """
    end = last if step > 0 else 0
    if at == end:
        return at
    running = filled(at) and filled(at + step)
    place = at + step
    while place != end and (filled(place + step) if running else not filled(place)):
        place += step
    return place
