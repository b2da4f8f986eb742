"""Tables T1 and T2 of edition "summary/1" as plain values, drawn alike by the PDF and the workbook.

Issued reports are reprinted from here: never edit, add summary_2_tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.report.wording import Sentences, count, number, value_of
from desktop.rules.figures import Figure, Summary


@dataclass(frozen=True, slots=True)
class Line:
    """One row of T1. `group` is set on the rows that only head a group. `position` None for a part of the row above."""

    label: str
    group: bool = False
    position: int | None = None
    unit: str = ""
    value: float | None = None
    year_to_date: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of T2."""

    group: str
    head: str
    unit: str
    figure: str
    field: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of T2. `starred`: some employers behind it could not be counted."""

    value: float | None
    unit: str
    starred: bool

    @property
    def text(self) -> str:
        written = number(self.value, self.unit).removesuffix("%")
        return f"{written}*" if self.starred and self.value is not None else written


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One village of T2, or the total."""

    area: str
    cells: tuple[Cell, ...]


def t1_columns(sentences: Sentences) -> list[str]:
    """The heads of T1: 序号 指标 单位 本季 本年累计 说明."""
    return [sentences.about(head) for head in sentences.texts["t1"]["columns"]]


def t1_lines(sentences: Sentences) -> list[Line]:
    """The rows of T1. A figure that no group names goes to a last group: none is dropped silently."""
    texts = sentences.texts["t1"]
    named = {key for group in texts["groups"] for key in group["figures"]}
    rest = {"title": texts["rest"], "figures": [key for key in sentences.figures if key not in named]}
    lines: list[Line] = []
    position = 0
    for group in (*texts["groups"], rest):
        figures = [sentences.figures[key] for key in group["figures"] if key in sentences.figures]
        if figures:
            lines.append(Line(group["title"], group=True))
        for figure in figures:
            position += 1
            lines += _figure_lines(sentences, figure, position)
    return lines


def t2_columns(sentences: Sentences) -> list[Column]:
    """The columns of T2 after 序号 and 村（社区）."""
    return [
        Column(**{**column, "head": sentences.about(column["head"])}) for column in sentences.texts["t2"]["columns"]
    ]


def t2_rows(summary: Summary, sentences: Sentences) -> list[AreaRow]:
    """The villages, and last the township: its own figures, not a sum made here."""
    columns = t2_columns(sentences)
    rows = [AreaRow(line.area, _cells(line.figures, columns)) for line in summary.villages]
    return [*rows, AreaRow(sentences.texts["t2"]["total"], _cells(summary.figures, columns))]


def _cells(figures: Mapping[str, Figure], columns: list[Column]) -> tuple[Cell, ...]:
    cells = []
    for column in columns:
        figure = figures.get(column.figure)
        value = count(figure, column.field) if figure else None
        cells.append(Cell(value, column.unit, bool(figure and figure.unknown)))
    return tuple(cells)


def _figure_lines(sentences: Sentences, figure: Figure, position: int) -> Iterator[Line]:
    texts: Mapping[str, Any] = sentences.texts["t1"]
    label = texts["labels"].get(figure.id, figure.name)
    only = sentences.is_only_parts(figure)
    rest = texts["parts_only"][figure.id] if only else ""
    rest_row = bool(rest and figure.unknown)
    note = _note(sentences, figure, said_below=rest_row)
    if not only:
        yield Line(label, False, position, sentences.unit(figure), value_of(figure), figure.year_to_date, note)
    year = dict(figure.parts_to_date)
    for order, (part, value) in enumerate(sentences.parts(figure)):
        first = only and order == 0
        name = f"{label if only else '其中'}：{sentences.label(part)}"
        yield Line(
            name,
            False,
            position if first else None,
            sentences.unit(figure),
            value,
            year.get(part),
            note if first else "",
        )
    if rest_row:
        yield Line(f"{label}：{rest}", False, None, "家", figure.unknown)


def _note(sentences: Sentences, figure: Figure, *, said_below: bool) -> str:
    """说明: how a rate came about, who could not be counted, what the figure itself says, 待核对."""
    texts = sentences.texts["t1"]
    notes = []
    if figure.numerator is not None and figure.denominator is not None:
        notes.append(texts["rate"].format(numerator=figure.numerator, denominator=figure.denominator))
        gap = figure.denominator - figure.numerator
        if gap and figure.id in texts["gap_of"]:
            notes.append(texts["gap"].format(gap=gap))
    unknown = "" if said_below else sentences.unknown(figure)
    notes += [unknown, figure.note, texts["unconfirmed"] if figure.unconfirmed else ""]
    return "；".join(filter(None, notes))
