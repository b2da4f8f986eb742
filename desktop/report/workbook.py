"""The summary as a workbook: the same figures as the PDF, as real numbers, and the employers behind each of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.report import wording
from desktop.report.spreadsheet import HEAD_FONT, Book, prepare_print, writing
from desktop.report.summary_1_tables import AreaRow, Cell, Line, t1_columns, t1_lines, t2_columns, t2_rows
from desktop.report.wording import NOTHING, Sentences, chinese_date, percent
from desktop.rules.figures import Figure, Summary

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

NUMBERS, AREAS, ROWS, REMARKS = "报告数字", "分村统计", "明细", "说明"
COUNTED, OUTSIDE, UNKNOWN = "计入", "未计入", "未登记"
INTEGER, RATE = "0", "0.0%"
DRAFT = "（草稿）"
HEAD = {"bold": True, "font_name": HEAD_FONT, "bg_color": "#EDEDED", "align": "center", "text_wrap": True}


def write(file: Path, summary: Summary, *, draft: bool) -> None:
    """Write the summary as .xlsx: sheets 报告数字 (T1), 分村统计 (T2), 明细 (figure to employers), 说明.

    Every number is a stored value, rates are percent values; no formulas. The same summary gives the same bytes.
    Raises OSError if the file cannot be written.
    """
    sentences = Sentences(wording.load(summary.edition), summary)
    title = sentences.about(sentences.texts["title"]).replace("\n", "")
    with writing(file, title=title, author=summary.office, made_on=summary.made_on) as book:
        mark = DRAFT if draft else ""
        _write_numbers(book, summary, sentences, mark)
        _write_areas(book, summary, sentences, mark)
        _write_rows(book, summary, mark)
        _write_remarks(book, summary, sentences, draft=draft)


def _caption(book: Book, sheet: Worksheet, text: str, summary: Summary, columns: int) -> None:
    title = book.look(font_name=HEAD_FONT, font_size=16, align="center", border=0)
    line = book.look(border=0)
    sheet.merge_range(0, 0, 0, columns - 1, text, title)
    sheet.set_row(0, 30)
    first, last = map(chinese_date, (summary.period.start, summary.period.end))
    sheet.merge_range(1, 0, 1, columns - 1, f"填报单位：{summary.office}　　统计期间：{first}至{last}", line)


def _write_numbers(book: Book, summary: Summary, sentences: Sentences, mark: str) -> None:
    sheet = book.sheet(NUMBERS)
    title = sentences.about(sentences.texts["attachments"][0]) + mark
    heads = t1_columns(sentences)
    _caption(book, sheet, title, summary, len(heads))
    for column, (head, width) in enumerate(zip(heads, (6, 30, 7, 11, 11, 46), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, head, book.look(**HEAD))
    for row, line in enumerate(t1_lines(sentences), start=3):
        if line.group:
            group = book.look(bold=True, font_name=HEAD_FONT, bg_color="#F5F5F5")
            sheet.merge_range(row, 0, row, len(heads) - 1, line.label, group)
        else:
            _write_line(book, sheet, row, line)
    sheet.freeze_panes(3, 2)
    prepare_print(sheet, lying=False, repeat=(2, 2), head=title, foot=summary.office)


def _write_line(book: Book, sheet: Worksheet, row: int, line: Line) -> None:
    centred = book.look(align="center")
    if line.position is None:
        sheet.write_blank(row, 0, None, centred)
    else:
        sheet.write_number(row, 0, line.position, centred)
    sheet.write_string(row, 1, line.label, book.look(indent=0 if line.position else 1))
    sheet.write_string(row, 2, line.unit, centred)
    _write_value(book, sheet, (row, 3), Cell(line.value, line.unit, False))
    _write_value(book, sheet, (row, 4), Cell(line.year_to_date, line.unit, False))
    sheet.write_string(row, 5, line.note or NOTHING, book.look(text_wrap=True, font_size=9))


def _write_value(book: Book, sheet: Worksheet, at: tuple[int, int], cell: Cell, **more: object) -> None:
    """A rate is stored as the printed percentage over 100, so that paper and workbook never differ."""
    if cell.value is None:
        sheet.write_string(*at, NOTHING, book.look(align="center", **more))
        return
    value = percent(cell.value) / 100 if cell.unit == "%" else cell.value
    shape = RATE if cell.unit == "%" else INTEGER if float(cell.value).is_integer() else "0.0##"
    star = '"*"' if cell.starred else ""
    sheet.write_number(*at, round(value, 6), book.look(align="center", num_format=f"{shape}{star}", **more))


def _write_areas(book: Book, summary: Summary, sentences: Sentences, mark: str) -> None:
    sheet = book.sheet(AREAS)
    texts = sentences.texts["t2"]
    columns = t2_columns(sentences)
    title = sentences.about(sentences.texts["attachments"][1]) + mark
    _caption(book, sheet, title, summary, len(columns) + 2)
    head = book.look(**HEAD)
    for column, name in enumerate((texts["number"], texts["area"])):
        sheet.merge_range(2, column, 4, column, name, head)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 18)
    sheet.set_column(2, len(columns) + 1, 8)
    for first, last, group in _groups([column.group for column in columns]):
        sheet.merge_range(2, first + 2, 2, last + 2, group, head)
    for index, shown in enumerate(columns, start=2):
        sheet.write_string(3, index, shown.head.replace("\n", ""), head)
        sheet.write_string(4, index, shown.unit, head)
    sheet.set_row(3, 30)
    rows = t2_rows(summary, sentences)
    for order, row in enumerate(rows, start=1):
        _write_area(book, sheet, order, row, total=order == len(rows))
    if any(cell.starred for row in rows for cell in row.cells):
        sheet.write_string(
            len(rows) + 5, 0, texts["starred"].replace("附件1", NUMBERS), book.look(border=0, font_size=9)
        )
    sheet.freeze_panes(5, 2)
    prepare_print(sheet, lying=True, repeat=(2, 4), head=title, foot=summary.office)


def _groups(names: list[str]) -> Iterator[tuple[int, int, str]]:
    start = 0
    while start < len(names):
        members = names.count(names[start])
        yield start, start + members - 1, names[start]
        start += members


def _write_area(book: Book, sheet: Worksheet, order: int, row: AreaRow, *, total: bool) -> None:
    line = order + 4
    weight = {"bold": True} if total else {}
    if total:
        sheet.merge_range(line, 0, line, 1, row.area, book.look(align="center", **weight))
    else:
        sheet.write_number(line, 0, order, book.look(align="center"))
        sheet.write_string(line, 1, row.area, book.look())
    for column, cell in enumerate(row.cells, start=2):
        _write_value(book, sheet, (line, column), cell, **weight)


def _write_rows(book: Book, summary: Summary, mark: str) -> None:
    """An employer per row, a figure per column: filtering a column by 计入 opens the figure to its employers."""
    sheet = book.sheet(ROWS)
    figures = [figure for figure in summary.figures.values() if figure.rows or figure.basis_rows or figure.unknown_rows]
    head = book.look(**HEAD)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 36)
    for column, text in enumerate(("序号", "用人单位")):
        sheet.write_string(0, column, text, head)
    orders = {employer: order for order, employer in enumerate(summary.names, start=1)}
    plain, centred = book.look(), book.look(align="center")
    for employer, order in orders.items():
        sheet.write_number(order, 0, order, centred)
        sheet.write_string(order, 1, summary.names[employer], plain)
    for column, figure in enumerate(figures, start=2):
        sheet.set_column(column, column, 12)
        sheet.write_string(0, column, f"{figure.id} {figure.name}", head)
        for employer, how in _standing(figure).items():
            if employer in orders:
                sheet.write_string(orders[employer], column, how, centred)
    sheet.set_row(0, 45)
    sheet.freeze_panes(1, 2)
    if orders:
        sheet.autofilter(0, 0, len(orders), len(figures) + 1)
    prepare_print(sheet, lying=True, repeat=(0, 0), head=f"{summary.township}{summary.period.label}{ROWS}{mark}")


def _standing(figure: Figure) -> dict[int, str]:
    """How each employer stands in a figure: 计入, in the denominator only, or not recorded."""
    standing = dict.fromkeys(figure.basis_rows, OUTSIDE)
    standing.update(dict.fromkeys(figure.rows, COUNTED))
    standing.update(dict.fromkeys(figure.unknown_rows, UNKNOWN))
    return standing


def _write_remarks(book: Book, summary: Summary, sentences: Sentences, *, draft: bool) -> None:
    sheet = book.sheet(REMARKS)
    state = "草稿，未签发" if draft else "已签发"
    rows: list[tuple[str, str]] = [
        ("填报单位", summary.office),
        ("主送", summary.addressee),
        ("状态", state),
        ("报告版式", summary.edition),
        (
            "风险分级方法",
            f"{summary.rule_name}（{summary.rule_edition}）" if summary.rule_name else summary.rule_edition,
        ),
        ("统计口径", sentences.about(sentences.texts["t1"]["foot"])),
        (
            "明细表",
            f"“{COUNTED}”为计入该数字的单位，“{OUTSIDE}”为在分母内而不在分子内的单位，“{UNKNOWN}”为无法统计的单位。",
        ),
        *(("待核对", text) for text in summary.unconfirmed),
    ]
    key, text = book.look(valign="top", **{**HEAD, "align": "left"}), book.look(text_wrap=True, valign="top")
    day = book.look(num_format="yyyy-mm-dd", align="left")
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 80)
    dates = (
        ("统计期起", summary.period.start),
        ("统计期止", summary.period.end),
        ("制表日期", summary.made_on),
    )
    for row, (name, date) in enumerate(dates):
        sheet.write_string(row, 0, name, key)
        sheet.write_datetime(row, 1, date, day)
    for row, (name, remark) in enumerate(rows, start=len(dates)):
        sheet.write_string(row, 0, name, key)
        sheet.write_string(row, 1, remark, text)
    prepare_print(sheet, lying=False, repeat=(0, 0), head=REMARKS)
