"""Where the headings of a sheet are: title rows above, one to four rows of headings with their merges, and what each
column is called from the top down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from desktop.work.intaking.headings import PATTERN, Headings, bare
from desktop.work.sheetfile import Sheet

LOOKED_AT = 60  # rows with content among which the headings must begin
MOST_HEADER_ROWS = 4
FIRM = re.compile(
    r"(公司|集团|企业|[^厂]厂|商店|经营部|加工部|服务部|门市部|合作社|加工场|加工点|作坊|[砖瓦窑]厂|矿|采石场|石场|"
    r"工作室|维修店|店|中心|医院|卫生院|诊所|学校|研究院|研究所|站|坊|行|养殖场|林场|农场|个体户|分公司|车行|铺)"
    r"(\([^()]*\)|（[^（）]*）)?$"
)
_DATALIKE = re.compile(
    r"[0-9A-Za-z]{15,}|1[3-9]\d{9}|\d{3,4}-\d{7,8}|(19|20)\d\d[-./年]\d{1,2}([-./月]\d{1,2}日?)?|[√✓×✔]|\d+(\.\d+)?"
)
_UNIT_ONLY = re.compile(
    r"[(（]?(单位[:：]?)?(人|家|个|名|%|％|万元|元|点|平方米|㎡|年|月|日|人次|有/无|是/否|√|年月日|必填|选填|填写)[)）]?"
)


@dataclass(frozen=True, slots=True)
class Header:
    """Rows `first` to `last` (from 0, included) and for every column its headings from the top down."""

    first: int
    last: int
    paths: tuple[tuple[str, ...], ...]
    score: float


def find(sheet: Sheet, headings: Headings) -> Header | None:
    """The block of rows that reads most like the headings of a register; None when there is none."""
    grid = _Grid(sheet)
    best: Header | None = None
    for first in grid.candidates():
        for last in range(first, min(first + MOST_HEADER_ROWS, len(sheet.rows))):
            if grid.looks_like_content(last, headings):
                break
            if not grid.whole(first, last):
                continue
            paths = grid.paths(first, last)
            score = worth(paths, headings) - 0.01 * (last - first)
            if score > 0 and (best is None or score > best.score + 0.005):
                best = Header(first, last, paths, score)
    return best


def worth(paths: Sequence[tuple[str, ...]], headings: Headings) -> float:
    """How much of a register these headings are: known fields, each once. 0 without a name or a code of employers."""
    surest: dict[str, float] = {}
    for path in paths:
        for match in headings.matches(path)[:1]:
            surest[match.field.key] = max(surest.get(match.field.key, 0), match.score / 100)
    known = [key for key in surest if not key.startswith("-")]
    if not {"name", "credit_code"} & set(known) or len(surest) < 2:
        return 0
    name = surest.get("name", 0)
    if "credit_code" not in known and name * 100 < PATTERN:
        return 0
    return sum(score if not key.startswith("-") else score / 2 for key, score in surest.items())


class _Grid:
    """The first rows of a sheet with the texts of merged cells where they are seen."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.width = len(sheet.rows[0]) if sheet.rows else 0
        self.reach = 0
        self.merged: dict[tuple[int, int], tuple[int, int]] = {}
        self.tall: list[tuple[int, int, int]] = []  # (first row, last row, column) of merges over several rows
        near = list(self._near())
        last = near[-1] + MOST_HEADER_ROWS if near else 0
        for top, left, bottom, right in sheet.merged:
            if top <= last:
                for row in range(top, min(bottom, last) + 1):
                    for column in range(left, min(right, self.width - 1) + 1):
                        self.merged[row, column] = (top, left)
                if bottom > top and left < self.width:
                    self.tall.append((top, bottom, left))
        self.near = near

    def _near(self) -> Iterator[int]:
        found = 0
        for number, row in enumerate(self.sheet.rows):
            if any(cell not in (None, "") for cell in row):
                yield number
                found += 1
                if found >= LOOKED_AT:
                    return

    def text(self, row: int, column: int) -> str:
        """What is seen at a cell, merges filled."""
        top, left = self.merged.get((row, column), (row, column))
        value = self.sheet.rows[top][left] if top < len(self.sheet.rows) and left < self.width else None
        return value.strip() if isinstance(value, str) else "" if value is None else str(value)

    def candidates(self) -> Iterator[int]:
        """Rows in which a header may begin: at least two different texts side by side."""
        for row in self.near:
            if len({self.text(row, column) for column in range(self.width)} - {""}) >= 2:
                yield row

    def looks_like_content(self, row: int, headings: Headings) -> bool:
        """Whether the row holds numbers, dates, codes, phones or firms: then it is no heading."""
        for column in range(self.width):
            top, left = self.merged.get((row, column), (row, column))
            value = self.sheet.rows[top][left] if left < self.width else None
            if value is None or value == "":
                continue
            if not isinstance(value, str):
                return True
            text = value.strip()
            if _DATALIKE.fullmatch(text):
                return True
            if len(text) > 4 and FIRM.search(text) and not headings.knows(text):
                return True
        return False

    def whole(self, first: int, last: int) -> bool:
        """Whether no merged cell is cut by the block's upper or lower edge."""
        return not any(
            (top < first <= bottom) or (top <= last < bottom) for top, bottom, _ in self.tall if bottom - top < 60
        )

    def paths(self, first: int, last: int) -> tuple[tuple[str, ...], ...]:
        """For every column its headings from the top down, each said once."""
        lines = [[self.text(row, column) for column in range(self.width)] for row in range(first, last + 1)]
        if last > first and not any(top >= first and top <= last for (top, _) in self.merged.values()):
            _spread_groups(lines)
        paths = []
        for column in range(self.width):
            path: list[str] = []
            for line in lines:
                text = " ".join(line[column].split())
                if text and (not path or text != path[-1]) and not (path and _UNIT_ONLY.fullmatch(bare(text))):
                    path.append(text)
            paths.append(tuple(path))
        return tuple(paths)


def _spread_groups(lines: list[list[str]]) -> None:
    """Without merges (a .csv) a group heading stands over its first column only: carry it to those that follow."""
    for upper, lower in pairwise(lines):
        for column in range(1, len(upper)):
            if not upper[column] and lower[column] and upper[column - 1] and lower[column - 1]:
                upper[column] = upper[column - 1]
