"""Tables that are text: .csv of any encoding and separator, HTML and XML tables that call themselves .xls."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.work.formats.html import tables_of
from desktop.work.formats.shape import MOST_CELLS, MOST_ROWS, refuse
from desktop.work.formats.xml import sheets_of

SEPARATORS = (",", "\t", ";", "|")
STRANGE = re.compile(r"[\x00-\x08\x0e-\x1f]")
NOT_A_TABLE = "请选择 Excel 或 WPS 表格（.xlsx .xls .et .ods）或 .csv 文件。"


@dataclass(frozen=True, slots=True)
class TextTable:
    """One table of a text file; the same fields as a sheet."""

    name: str
    rows: list[list[object]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()


def look(name: str, content: bytes) -> tuple[str, list[TextTable]]:
    """The kind (csv, html or xml) and its tables. Raises Problem when this is not a table of text."""
    text = _decoded(name, content)
    start = text[:4000].lower()
    if "urn:schemas-microsoft-com:office:spreadsheet" in start:
        return "xml", [TextTable(*sheet) for sheet in sheets_of(name, text)]
    if re.search(r"<(html|table|!doctype html|meta|body)\b", start):
        found = tables_of(name, text)
        return "html", [TextTable(f"表{number + 1}", *table) for number, table in enumerate(found)]
    if start.lstrip().startswith(("mime-version", "<?xml", "{", "[")) or "content-type: multipart" in start:
        raise refuse(name, "不是能直接读取的表格", "请用 WPS 或 Excel 打开，“另存为”.xlsx 后再导入。")
    return "csv", [TextTable(_stem(name), _padded(name, _parsed(name, text)))]


def _stem(name: str) -> str:
    return name.rsplit(".", 1)[0]


def _decoded(name: str, content: bytes) -> str:
    """UTF-16 by its mark, else strict UTF-8, else strict GB18030: no other order tells them apart."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return _clean(name, content.decode(encoding, "replace"))
    if content[1:200:2].count(0) > 40 or content[0:200:2].count(0) > 40:
        return _clean(name, content.decode("utf-16-le" if content[1] == 0 else "utf-16-be", "replace"))
    declared = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", content[:2000], re.IGNORECASE)
    for encoding in ("utf-8-sig", "gb18030", declared[1].decode("ascii", "ignore") if declared else ""):
        try:
            return _clean(name, content.decode(encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    if STRANGE.search(content[:4000].decode("latin-1")):
        raise refuse(name, "不是表格文件", NOT_A_TABLE)
    return _clean(name, content.decode("gb18030", "replace"))


def _clean(name: str, text: str) -> str:
    if len(STRANGE.findall(text[:4000])) > 2 or text[:4000].count("\ufffd") > 20:
        raise refuse(name, "不是表格文件", NOT_A_TABLE)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _parsed(name: str, text: str) -> Iterable[list[str]]:
    csv.field_size_limit(1 << 20)
    separator = max(SEPARATORS, key=lambda mark: (_fields(text, mark), -SEPARATORS.index(mark)))
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise refuse(name, "的引号或换行不完整，分不出列", "请用 WPS 打开，“另存为”.xlsx 后再导入。") from error


def _fields(text: str, mark: str) -> float:
    """How many columns most of the first lines have when cut at `mark`."""
    head = text[:20_000].split("\n")[:40]
    try:
        counts = sorted(len(row) for row in csv.reader(head, delimiter=mark) if row)
    except csv.Error:
        return 0
    return counts[len(counts) * 3 // 4] if counts else 0


def _padded(name: str, parsed: Iterable[list[str]]) -> list[list[object]]:
    rows: list[list[object]] = []
    width = 0
    for fields in parsed:
        row: list[object] = [_unwrapped(field) for field in fields]
        rows.append(row)
        width = max(width, len(row))
        if len(rows) > MOST_ROWS or width * len(rows) > MOST_CELLS:
            raise refuse(name, "太大了，超出台账应有的大小", "请按村或按年份拆成几份后再导入。")
    for row in rows:
        row.extend([""] * (width - len(row)))
    return rows


def _unwrapped(field: str) -> str:
    """Without the tab or ="…" by which systems keep long numbers whole."""
    field = field.strip("\t \u3000")
    return field[2:-1] if len(field) > 2 and field.startswith('="') and field.endswith('"') else field
