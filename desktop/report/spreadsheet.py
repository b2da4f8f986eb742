"""New .xlsx files that Excel and WPS open quietly: real types, nothing that turns into a formula, ready to print."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

A4 = 9
FONT, HEAD_FONT = "宋体", "黑体"
CHOICES = "选项"  # the hidden sheet of long drop-downs
FORBIDDEN_IN_NAMES = str.maketrans({character: "_" for character in "[]:*?/\\"})


@dataclass
class Book:
    """One workbook being written. `look` gives every combination of cell properties once."""

    raw: Workbook
    _looks: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)
    _lists: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def look(self, **properties: Any) -> Format:  # noqa: ANN401 - XlsxWriter's own vocabulary
        """A cell format: 10.5 pt 宋体, thin rules, vertically centred, and what is asked for."""
        key = tuple(sorted(properties.items()))
        if key not in self._looks:
            base = {"font_name": FONT, "font_size": 10.5, "valign": "vcenter", "border": 1}
            self._looks[key] = self.raw.add_format({**base, **properties})
        return self._looks[key]

    def listed(self, title: str, choices: tuple[str, ...]) -> str:
        """Where a drop-down too long for its rule stands: a column of a hidden sheet, written at the end."""
        if (title, choices) not in self._lists:
            self._lists.append((title, choices))
        letter = chr(ord("A") + self._lists.index((title, choices)))
        return f"={CHOICES}!${letter}$1:${letter}${len(choices)}"

    def finish(self) -> None:
        """Write the hidden sheet with the long drop-downs, if there are any."""
        if not self._lists:
            return
        sheet = self.raw.add_worksheet(CHOICES)
        for column, (_, choices) in enumerate(self._lists):
            for row, words in enumerate(choices):
                sheet.write_string(row, column, words)
        sheet.hide()

    def sheet(self, name: str) -> Worksheet:
        """A new sheet; characters that Excel forbids in its name become “_”."""
        return self.raw.add_worksheet(name.translate(FORBIDDEN_IN_NAMES)[:31])


@contextmanager
def writing(file: Path, *, title: str, author: str, made_on: date) -> Iterator[Book]:
    """A workbook that is saved as `file` when the block ends without an error; else no file appears.

    The same contents and day give the same bytes. Raises OSError if the file cannot be written.
    """
    from xlsxwriter.workbook import Workbook

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
        "default_date_format": "yyyy-mm-dd",
    }
    raw = Workbook(buffer, options)
    made = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001 - a property without a time zone
    raw.set_properties({"title": title, "author": author, "company": author, "created": made, "comments": "职康网格"})
    book = Book(raw)
    yield book
    book.finish()
    raw.close()
    file.write_bytes(buffer.getvalue())


def prepare_print(sheet: Worksheet, *, lying: bool, repeat: tuple[int, int], head: str, foot: str = "") -> None:
    """A4, as wide as one page, rows `repeat` on each page, `head` above and 第x页 共y页 below."""
    sheet.set_paper(A4)
    if lying:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(*repeat)
    sheet.set_margins(left=0.7, right=0.7, top=0.9, bottom=0.8)
    sheet.set_header(f"&C&9{_plain(head)}")
    sheet.set_footer(f"&L&9{_plain(foot)}&R&9第 &P 页 共 &N 页")
    sheet.center_horizontally()


def _plain(text: str) -> str:
    """Text for a header or footer, where & begins a code."""
    return text.replace("&", "&&")[:120]
