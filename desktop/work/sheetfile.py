"""A spreadsheet file as typed cells with addresses: known by its content, never by its extension."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from desktop.work.formats import ole as sheetfile_ole
from desktop.work.formats import text as sheetfile_text
from desktop.work.formats import zip as sheetfile_zip
from desktop.work.formats.shape import Hidden, Shape, refuse
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from desktop.work.undisturbed import undisturbed

LARGEST_FILE = 300 << 20
SAVE_AS = "请用 WPS 或 Excel 打开这份文件，“另存为”.xlsx 后再导入。"
OTHER_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "PDF 文件", "PDF 里的表格不能直接导入，请向报送单位要原来的 Excel 或 WPS 表格。"),
    (b"\xff\xd8\xff", "图片", "照片不能导入，请向报送单位要原来的 Excel 或 WPS 表格。"),
    (b"\x89PNG", "图片", "图片不能导入，请向报送单位要原来的 Excel 或 WPS 表格。"),
    (b"GIF8", "图片", "图片不能导入，请向报送单位要原来的 Excel 或 WPS 表格。"),
    (b"BM", "图片", "图片不能导入，请向报送单位要原来的 Excel 或 WPS 表格。"),
    (b"MZ", "程序", "请不要打开来历不明的程序文件；请选择 Excel 或 WPS 表格。"),
    (b"\x7fELF", "程序", "请选择 Excel 或 WPS 表格。"),
    (b"Rar!", "压缩包", "请先解压，再导入里面的表格文件。"),
    (b"7z\xbc\xaf", "压缩包", "请先解压，再导入里面的表格文件。"),
    (b"\x1f\x8b", "压缩包", "请先解压，再导入里面的表格文件。"),
    (b"SQLite format 3", "数据库文件", "请选择 Excel 或 WPS 表格；恢复备份请到“设置 → 数据与备份”。"),
    (b"{\\rtf", "文档", "请把文档里的表格复制到 Excel 或 WPS 表格里，保存后再导入。"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. Row 0 of `rows` is row 1 of the sheet, column 0 is A; every row has the same length.

    Cells are str, float, int, bool, date, datetime, time or None. `merged` holds (first row, first column, last row,
    last column), all counted from 0 and included.
    """

    name: str
    rows: list[list[object]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A file that was read. `kind`: xlsx xls ods xlsb csv html xml. `since_1904`: what its serial dates count from."""

    path: Path
    name: str
    kind: str
    sha256: str
    sheets: tuple[Sheet, ...]
    since_1904: bool = False
    size: int = field(default=0)


def address(row: int, column: int) -> str:
    """The address a person sees for a row and a column counted from 0: address(16, 2) is "C17"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


@undisturbed()
def read(path: Path, progress: Progress | None = None) -> SheetFile:
    """Every sheet of the file. Raises Problem for anything that is not a sound spreadsheet of bearable size."""
    progress = progress or Progress()
    progress.step(0, 3, f"正在打开 {path.name}")
    content = _content(path)
    kind, sheets, since_1904 = _sheets(path.name, content, progress)
    if not any(value not in (None, "") for sheet in sheets for row in sheet.rows for value in row):
        raise refuse(path.name, "里没有任何内容", "请确认选对了文件，并且表格里已经填了内容。")
    progress.step(3, 3, path.name)
    return SheetFile(
        path, path.name, kind, hashlib.sha256(content).hexdigest(), tuple(sheets), since_1904, len(content)
    )


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise refuse(path.name, f"有 {size >> 20} MB，太大了", "请按村或按年份拆成几份后再导入。")
        content = path.read_bytes()
    except FileNotFoundError:
        raise Problem(f"找不到文件“{path.name}”。", "请确认文件还在原来的位置、U 盘没有拔出。") from None
    except OSError as error:
        raise Problem(
            f"打不开文件“{path.name}”（{error.strerror or '不能读取'}）。",
            "请确认它是一个文件、没有被别的程序锁住，您也有权限打开它。",
        ) from error
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise refuse(path.name, "是空的", "请确认选对了文件；如果是刚收到的，请让对方重新发送。")
    return content


def _sheets(name: str, content: bytes, progress: Progress) -> tuple[str, list[Sheet], bool]:
    if content.startswith(b"PK\x03\x04"):
        shape = sheetfile_zip.look(name, content, progress)
        return shape.kind, _by_calamine(name, content, shape, progress), shape.since_1904
    if content.startswith(sheetfile_ole.MAGIC):
        shape = sheetfile_ole.look(name, content)
        return shape.kind, _by_calamine(name, content, shape, progress), shape.since_1904
    for magic, what, remedy in OTHER_KINDS:
        if content.startswith(magic):
            raise refuse(name, f"不是表格，而是{what}", remedy)
    kind, tables = sheetfile_text.look(name, content)
    return kind, [Sheet(t.name, t.rows, t.merged, False, t.hidden_columns, t.hidden_rows) for t in tables], False


def _by_calamine(name: str, content: bytes, shape: Shape, progress: Progress) -> list[Sheet]:
    import io

    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = {meta.name: meta.visible == SheetVisibleEnum.Visible for meta in book.sheets_metadata}
        sheets = []
        for number, title in enumerate(book.sheet_names):
            progress.step(number, len(book.sheet_names), f"正在读取工作表“{title}”")
            sheet = book.get_sheet_by_name(title)
            rows: list[list[object]] = cast(list[list[object]], sheet.to_python(skip_empty_area=False))
            hidden = shape.hidden.get(title, Hidden())
            merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ()) or hidden.merged
            sheets.append(Sheet(title, rows, merged, not visible.get(title, True), hidden.columns, hidden.rows))
    except PasswordError:
        raise refuse(name, "设有打开密码", PASSWORD) from None
    except (CalamineError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise _explained(name, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine gives up on some damage; not even an Exception
            raise
        raise _explained(name, error) from error
    return sheets


PASSWORD = "请用 WPS 或 Excel 打开，取消密码（文件 → 文档加密）并保存后再导入。"


def _explained(name: str, error: BaseException) -> Problem:
    if "password" in str(error).lower():
        return refuse(name, "设有打开密码", PASSWORD)
    return refuse(name, "已经损坏或不完整，读不出来", f"请让对方重新发送；如果能用 WPS 打开，{SAVE_AS[1:]}")
