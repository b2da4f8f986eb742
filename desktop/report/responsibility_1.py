"""The table of responsibilities, edition "responsibility/1": 定人、定岗、定责 on upright A4, and as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable

from desktop.report import official, spreadsheet
from desktop.report.cnparagraph import Style
from desktop.report.fonts import Fonts, Role
from desktop.report.official import Official
from desktop.report.paper import TEXT_WIDTH, Imprint, Printed, print_to, ruled

EDITION = "responsibility/1"
HEAD = Style(Role.HEI, 10.5, 14, "centre")
CELL = Style(Role.SONG, 10.5, 14, "centre")
WORDS = Style(Role.SONG, 10.5, 14, "left")
COLUMNS = ("序号", "网格（村、社区）", "企业数", "接害人数", "责任人", "职务", "联系电话", "协助")
WIDTHS = (28.0, 92.0, 38.0, 46.0, 58.0, 62.0, 78.0)  # 协助 takes the rest
NOBODY = "（空缺）"


@dataclass(frozen=True, slots=True)
class Held:
    """One line: an area, who answers for it. exposed None: not recorded of any employer there."""

    area: str
    employers: int
    exposed: int | None
    names: str | None
    posts: str
    phones: str
    helpers: str


@dataclass(frozen=True, slots=True)
class Responsibility:
    """All that is printed. unheld: areas without anybody, said below the table."""

    township: str
    on: date
    lines: Sequence[Held]
    unheld: int

    @property
    def title(self) -> str:
        return f"{self.township}职业健康网格责任表"

    @property
    def employers(self) -> int:
        return sum(line.employers for line in self.lines)


def write(file: Path, told: Responsibility, *, fonts: Fonts | None = None) -> Printed:
    """Print the table. Raises OSError if the file cannot be written."""
    fonts = fonts or Fonts.find()
    parts = Official(fonts)
    story: list[Flowable] = [
        parts.set(told.title, official.TABLE_TITLE),
        parts.set(f"截至 {_written(told.on)}", official.TABLE_LINE),
        _table(parts, told),
        parts.set(_foot(told), official.NOTE),
        parts.set("分管领导（签字）：　　　　　　　　　经办人（签字）：　　　　　　　　　（盖章）", official.NOTE),
    ]
    imprint = Imprint(title=told.title, author=told.township, subject=EDITION, draft=False, total=True)
    return print_to(file, story, imprint, fonts)


def workbook(file: Path, told: Responsibility) -> None:
    """The same table as .xlsx. Raises OSError if the file cannot be written."""
    with spreadsheet.writing(file, title=told.title, author=told.township, made_on=told.on) as book:
        sheet = book.sheet("网格责任表")
        top = book.look(font_name=spreadsheet.HEAD_FONT, font_size=16, align="center", border=0)
        sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, told.title, top)
        head = book.look(font_name=spreadsheet.HEAD_FONT, align="center", text_wrap=True)
        for place, title in enumerate(COLUMNS):
            sheet.write_string(1, place, title, head)
        for number, line in enumerate(told.lines, 1):
            for place, value in enumerate(_cells(number, line)):
                look = book.look(align="left" if place in (1, 7) else "center", text_wrap=True)
                if isinstance(value, int):
                    sheet.write_number(number + 1, place, value, look)
                else:
                    sheet.write_string(number + 1, place, value, look)
        for place, width in enumerate((6, 20, 8, 10, 14, 16, 18, 20)):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(2, 2)
        spreadsheet.prepare_print(sheet, lying=True, repeat=(0, 1), head=told.title, foot=f"截至 {_written(told.on)}")


def _table(parts: Official, told: Responsibility) -> Flowable:
    head = [[parts.set(text, HEAD) for text in COLUMNS]]
    rows = [
        [parts.set(_text(value), WORDS if place in (1, 7) else CELL) for place, value in enumerate(_cells(n, line))]
        for n, line in enumerate(told.lines, 1)
    ]
    if not rows:
        rows = [[parts.set(text, CELL) for text in ("", "还没有登记村（社区）", "", "", "", "", "", "")]]
    return ruled(head, rows, (*WIDTHS, TEXT_WIDTH - sum(WIDTHS)))


def _cells(number: int, line: Held) -> tuple[int | str, ...]:
    exposed = "未登记" if line.exposed is None else line.exposed
    return (number, line.area, line.employers, exposed, line.names or NOBODY, line.posts, line.phones, line.helpers)


def _text(value: int | str) -> str:
    return f"{value:,}" if isinstance(value, int) else value


def _foot(told: Responsibility) -> str:
    foot = f"共 {len(told.lines)} 个网格，{told.employers:,} 家企业。责任人负责本网格企业的底数、巡查、督促和信息报告。"
    return foot + (f"其中 {told.unheld} 个有企业的网格还没有责任人。" if told.unheld else "")


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
