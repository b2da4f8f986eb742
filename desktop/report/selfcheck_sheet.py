"""The blank self-check form as a workbook: to be filled in on a computer and taken in again."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from desktop.rules.editions import Edition

HEADING = ("序号", "自查项目", "自查内容", "依据", "分值", "得分", "是否适用")
WIDTHS = (6, 28, 44, 30, 8, 8, 10)
NOTE = "“得分”只填数字；不适用的项目，在“是否适用”里写“不适用”。没有检查的留空。"


def write(file: Path, edition: Edition, *, township: str, employer: str = "") -> None:
    """Write the form of `edition`. Raises OSError if the file cannot be written."""
    try:
        with xlsxwriter.Workbook(str(file)) as book:
            book.set_properties({"title": "职业卫生管理自查表", "author": township, "comments": edition.id})
            _sheet(book, edition, employer)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(file)) from error


def _sheet(book: xlsxwriter.Workbook, edition: Edition, employer: str) -> None:
    page = book.add_worksheet("自查表")
    frame = {"border": 1, "valign": "vcenter", "text_wrap": True}
    head = book.add_format({**frame, "bold": True, "align": "center", "bg_color": "#E8EEF6"})
    cell, group = book.add_format(frame), book.add_format({**frame, "bold": True})
    open_cell = book.add_format({**frame, "align": "center", "bg_color": "#FFF8E1"})
    page.write(0, 0, f"单位名称：{employer}", book.add_format({"bold": True}))
    page.write(1, 0, NOTE)
    for place, (words, width) in enumerate(zip(HEADING, WIDTHS, strict=True)):
        page.set_column(place, place, width)
        page.write(2, place, words, head)
    line, section = 3, None
    for item in edition.checklist:
        if item.section != section:
            section = item.section
            page.merge_range(line, 0, line, len(HEADING) - 1, section, group)
            line += 1
        label = f"{item.item}（关键项）" if item.key_item else item.item
        for place, value in enumerate((item.no, label, item.what, item.basis)):
            page.write(line, place, value, cell)
        page.write(line, 4, "" if item.score is None else item.score, cell)
        page.write_blank(line, 5, None, open_cell)
        page.write_blank(line, 6, None, open_cell)
        page.data_validation(line, 6, line, 6, {"validate": "list", "source": ["适用", "不适用"]})
        line += 1
    page.freeze_panes(3, 2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)
