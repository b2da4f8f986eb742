"""What is looked at before a spreadsheet is read: how far its cells reach, what is hidden. Keeps memory bounded."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.work.problem import Problem

MOST_CELLS = 6_000_000  # of the rectangle around all cells of a sheet; a reader makes each of them
MOST_ROWS = 400_000


@dataclass(frozen=True, slots=True)
class Hidden:
    """Rows and columns of one sheet that are not shown, counted from 0. `merged` where the reader cannot tell."""

    columns: frozenset[int] = frozenset()
    rows: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """The kind of the file and what is hidden, by sheet name."""

    kind: str
    hidden: dict[str, Hidden] = field(default_factory=dict)
    since_1904: bool = False


def refuse(name: str, what: str, remedy: str) -> Problem:
    """The Problem for a file that is not taken: “name”what, and what to do."""
    return Problem(f"文件“{name}”{what}。", remedy)


def refuse_if_too_wide(name: str, sheet: str, last_row: int, last_column: int) -> None:
    """Raise Problem when the rectangle up to the last filled cell (from 0) is more than a register can be."""
    if (last_row + 1) * (last_column + 1) <= MOST_CELLS and last_row < MOST_ROWS:
        return
    from desktop.work.sheetfile import address

    raise refuse(
        name,
        f"的工作表“{sheet}”一直写到单元格 {address(last_row, last_column)}，超出了台账应有的大小",
        "多半是很远的地方误填了内容：请在表格里按 Ctrl+End 找到它，删除多余的行和列，保存后再导入；"
        "如果确实有这么多数据，请分成几份。",
    )
