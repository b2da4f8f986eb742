"""Lists as .xlsx: the employer register as exported, and the blank form with its sample row."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from desktop.report.spreadsheet import HEAD_FONT, Book, prepare_print, writing

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Kind = Literal["text", "code", "whole", "number", "percent", "date", "yes"]
Value = str | int | float | bool | date | None
HEAD = {"bold": True, "font_name": HEAD_FONT, "bg_color": "#EDEDED", "align": "center", "text_wrap": True}
FORMATS: Mapping[str, Mapping[str, object]] = {
    "text": {"text_wrap": True},
    "code": {"num_format": "@"},
    "whole": {"num_format": "0", "align": "right"},
    "number": {"num_format": "0.###", "align": "right"},
    "percent": {"num_format": "0.0%", "align": "right"},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
    "yes": {"align": "center"},
}
BLANK_ROWS = 500
LONGEST_COMMENT = 900
RISKY = ("=", "+", "-", "@", "\t")  # how text begins that a spreadsheet may take for a formula when it is edited
TEXTS = ("text", "code", "yes")
LONGEST_CHOICES = 255  # Excel's limit for a list written into the rule itself


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list.

    kind:  text; code (text that must stay text: credit codes, phones); whole, number, percent (80.0 = 80 %), date, yes.
    width: in characters. comment: what to write, shown on the head. choices: a drop-down.
    """

    title: str
    kind: Kind = "text"
    width: float = 12
    comment: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListSheet:
    """One list of a workbook: the name of its sheet, its columns and its rows."""

    name: str
    columns: Sequence[ListColumn]
    rows: Iterable[Sequence[Value]]


def write_register(
    file: Path,
    rows: Iterable[Sequence[Value]],
    columns: Sequence[ListColumn],
    *,
    title: str,
    made_on: date,
) -> int:
    """Write one list as .xlsx; give the number of rows. As `write_sheets`."""
    return write_sheets(file, [ListSheet(title, columns, rows)], title=title, made_on=made_on)[0]


def write_sheets(file: Path, sheets: Sequence[ListSheet], *, title: str, made_on: date) -> list[int]:
    """Write lists as .xlsx with real numbers and dates, codes as text; give the number of rows of each.

    A None is an empty cell. Text that looks like a formula or an address stays text. A value of another type than its
    column's kind (a date known to the month, “约50”) is written as the text it is. Heads carry what to write as
    comment, lists as drop-down, and the empty rows below keep codes as text. Raises OSError.
    """
    with writing(file, title=title, author="", made_on=made_on) as book:
        return [_write_sheet(book, sheet) for sheet in sheets]


def _write_sheet(book: Book, wanted: ListSheet) -> int:
    columns, count = wanted.columns, 0
    sheet = _headed(book, wanted.name, columns)
    looks = [book.look(**FORMATS[column.kind]) for column in columns]
    texts = [book.look(**FORMATS["code"]) for _ in columns]
    for count, row in enumerate(wanted.rows, start=1):
        for index, (value, column) in enumerate(zip(row, columns, strict=True)):
            look = (looks[index], texts[index])
            if isinstance(value, str) and value[:1] in RISKY:
                shape = FORMATS[column.kind if column.kind in TEXTS else "code"]
                look = (book.look(**shape, quote_prefix=True),) * 2
            _write_cell(sheet, (count, index), value, column.kind, look)
    for index, column in enumerate(columns):
        _help(book, sheet, index, column, max(count, 1) + BLANK_ROWS)
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    prepare_print(sheet, lying=len(columns) > 6, repeat=(0, 0), head=wanted.name)
    return count


def _help(book: Book, sheet: Worksheet, index: int, column: ListColumn, last: int) -> None:
    """What to write as comment on the head, and the drop-down below it."""
    if column.comment:
        sheet.write_comment(0, index, column.comment[:LONGEST_COMMENT], {"author": "职康网格", "x_scale": 2})
    if not column.choices:
        return
    short = len(",".join(column.choices)) <= LONGEST_CHOICES
    source: list[str] | str = list(column.choices) if short else book.listed(column.title, column.choices)
    rule = {"validate": "list", "source": source, "error_type": "warning"}
    rule |= {"error_title": column.title[:32], "error_message": "请从下拉列表中选择"}
    sheet.data_validation(1, index, last, index, rule)


def write_blank(
    file: Path,
    columns: Sequence[ListColumn],
    sample: Sequence[Value],
    *,
    title: str,
    made_on: date,
) -> None:
    """Write the blank form: heads with what to write as comment, one sample row in grey, drop-downs, text cells
    where codes go. Raises OSError."""
    with writing(file, title=title, author="", made_on=made_on) as book:
        sheet = _headed(book, title, columns)
        for index, column in enumerate(columns):
            shape = FORMATS[column.kind]
            grey = book.look(**shape, font_color="#808080", italic=True)
            _write_cell(sheet, (1, index), sample[index], column.kind, (grey, grey))
            blank = book.look(**shape)
            for row in range(2, BLANK_ROWS + 2) if column.kind in ("code", "date") else ():
                sheet.write_blank(row, index, None, blank)
            _help(book, sheet, index, column, BLANK_ROWS + 1)
        prepare_print(sheet, lying=len(columns) > 6, repeat=(0, 0), head=title)


def _headed(book: Book, title: str, columns: Sequence[ListColumn]) -> Worksheet:
    sheet = book.sheet(title)
    head = book.look(**HEAD)
    for index, column in enumerate(columns):
        # The rows below are text too, so that a code typed there keeps its zeros.
        below = book.look(**FORMATS["code"], border=0) if column.kind == "code" else None
        sheet.set_column(index, index, column.width, below)
        sheet.write_string(0, index, column.title, head)
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, min(2, len(columns)))
    return sheet


def _write_cell(sheet: Worksheet, at: tuple[int, int], value: Value, kind: Kind, looks: tuple[Format, Format]) -> None:
    look, text = looks
    if value is None or value == "":
        sheet.write_blank(*at, None, look)
    elif isinstance(value, bool):
        sheet.write_string(*at, "是" if value else "否", look)
    elif isinstance(value, date):
        sheet.write_datetime(*at, value, look if kind == "date" else text)
    elif isinstance(value, int | float) and kind in ("whole", "number", "percent") and math.isfinite(value):
        sheet.write_number(*at, value / 100 if kind == "percent" else value, look)
    else:
        sheet.write_string(*at, str(value), look if kind in ("text", "code", "yes") else text)
