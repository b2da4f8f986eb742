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


def write_register(
    file: Path,
    rows: Iterable[Sequence[Value]],
    columns: Sequence[ListColumn],
    *,
    title: str,
    made_on: date,
) -> int:
    """Write a list as .xlsx with real numbers and dates, codes as text; give the number of rows.

    A None is an empty cell. Text that looks like a formula or an address stays text. A value of another type than its
    column's kind (a date known to the month, “约50”) is written as the text it is. Raises OSError.
    """
    count = 0
    with writing(file, title=title, author="", made_on=made_on) as book:
        sheet = _headed(book, title, columns)
        looks = [book.look(**FORMATS[column.kind]) for column in columns]
        texts = [book.look(**FORMATS["code"]) for _ in columns]
        for count, row in enumerate(rows, start=1):
            for index, (value, column) in enumerate(zip(row, columns, strict=True)):
                _write_cell(sheet, (count, index), value, column.kind, (looks[index], texts[index]))
        sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
        prepare_print(sheet, lying=len(columns) > 6, repeat=(0, 0), head=title)
    return count


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
            if column.comment:
                sheet.write_comment(0, index, column.comment[:LONGEST_COMMENT], {"author": "职康网格", "x_scale": 2})
            if column.choices and len(",".join(column.choices)) <= LONGEST_CHOICES:
                rule = {"validate": "list", "source": list(column.choices), "error_type": "warning"}
                rule |= {"error_title": column.title, "error_message": "请从下拉列表中选择"}
                sheet.data_validation(1, index, BLANK_ROWS + 1, index, rule)
        prepare_print(sheet, lying=len(columns) > 6, repeat=(0, 0), head=title)


def _headed(book: Book, title: str, columns: Sequence[ListColumn]) -> Worksheet:
    sheet = book.sheet(title)
    head = book.look(**HEAD)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
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
