"""A list of self-check results of many employers, one a line: looked through first, then taken in as one operation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.verdict import ManagementGrade
from desktop.rules import cell_dates, cells
from desktop.rules.editions import Edition
from desktop.rules.tables import Rulebook
from desktop.rules.words import PartialDate
from desktop.work import grading, sheetfile
from desktop.work.change import Change
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from desktop.work.sheetfile import SheetFile

HEADINGS = {
    "name": ("单位名称", "企业名称", "用人单位", "用人单位名称", "名称"),
    "code": ("统一社会信用代码", "信用代码", "社会信用代码"),
    "grade": ("管理等级", "自查等级", "管理水平", "等级"),
    "score": ("自查得分", "得分", "总分", "自查总分", "分数"),
    "on": ("自查日期", "评定日期", "检查日期", "日期"),
}
BESIDE = ("序号", "备注", "说明", "自查人", "检查人", "评定人", "联系电话", "村", "所属村")  # say nothing here
LOOKED_AT = 20  # rows searched for the heading


@dataclass(frozen=True, slots=True)
class Result:
    """One line that can be taken. score None: only the grade was given."""

    employer_id: int
    name: str
    grade: str
    score: float | None
    on: date


@dataclass(frozen=True, slots=True)
class Refused:
    """One line that cannot, with why. row: as the spreadsheet counts."""

    row: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A list after a look; nothing is written yet."""

    file: str
    taken: tuple[Result, ...]
    refused: tuple[Refused, ...]


def is_list(file: SheetFile) -> bool:
    """Whether a spreadsheet is nothing but a list of self-check results: each employer with its grade or score."""
    known = {name for names in HEADINGS.values() for name in names} | set(BESIDE)
    for sheet in file.sheets:
        for row in sheet.rows[:LOOKED_AT]:
            columns = _columns(row)
            if columns.keys() & {"name", "code"} and columns.keys() & {"grade", "score"}:
                return all(text in known for text in _headed(row) if text)
    return False


def look(session: Session, file: Path, rulebook: Rulebook, on: date, progress: Progress | None = None) -> Looked:
    """Read the list and find its employers. Raises Problem for a file without names and grades or scores."""
    edition = rulebook.edition(on)
    if edition is None:
        raise Problem(f"{on} 没有可用的分级方法。", "请在“设置 → 分级规则”中采用一个分级方法。")
    for sheet in sheetfile.read(file, progress or Progress()).sheets:
        for place, row in enumerate(sheet.rows[:LOOKED_AT]):
            columns = _columns(row)
            if columns.keys() & {"name", "code"} and columns.keys() & {"grade", "score"}:
                reader = _Reader(session, columns, edition, on)
                return reader.read(file.name, sheet.rows[place + 1 :], place + 2)
    raise Problem(
        f"“{file.name}”里没有找到自查结果。",
        "表头要有“单位名称”（或信用代码）和“管理等级”（或“自查得分”），可以再有“自查日期”。",
        "没有写入任何内容。",
    )


def save(session: Session, looked: Looked, *, rulebook: Rulebook, on: date) -> Change:
    """Take the lines in and grade their employers anew, as one operation."""
    edition = rulebook.edition(on)
    if edition is None or not looked.taken:
        raise Problem("没有可以写入的自查结果。", "请看每一行不能写入的原因，改好表格后再导入。")
    for one in looked.taken:
        session.add(
            ManagementGrade(
                employer_id=one.employer_id, graded_on=one.on, grade=one.grade, score=one.score, edition=edition.id,
                source=f"自查结果（{looked.file}）",
            )
        )  # fmt: skip
    ids = sorted({one.employer_id for one in looked.taken})
    moved = grading.regrade(session, rulebook, on, ids)
    told = f"导入自查结果 {len(looked.taken)} 家，其中 {len(moved)} 家的评定有变化"
    return Change(told, frozenset(ids))


class _Reader:
    """Reads the lines of one list."""

    def __init__(self, session: Session, columns: dict[str, int], edition: Edition, on: date) -> None:
        self._columns, self._edition, self._on = columns, edition, on
        self._letters = [letter for letter, _ in edition.grades]
        self._by_code: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = {}
        self._names: dict[int, str] = {}
        for id, name, code in session.execute(select(Employer.id, Employer.name, Employer.credit_code)):
            self._names[id] = name
            self._by_name.setdefault(cells.plain(name), []).append(id)
            if code:
                self._by_code[code] = id

    def read(self, file: str, rows: Sequence[Sequence[object]], first: int) -> Looked:
        """Every line with a name or a code. The last line of an employer counts."""
        taken: dict[int, Result] = {}
        refused = []
        for number, row in enumerate(rows, first):
            name, code = self._cell(row, "name"), self._cell(row, "code").upper()
            if not name and not code:
                continue
            try:
                one = self._line(row, name, code)
                taken[one.employer_id] = one
            except Problem as problem:
                refused.append(Refused(number, name or code, f"{problem.what}{problem.remedy}"))
        return Looked(file, tuple(taken.values()), tuple(refused))

    def _line(self, row: Sequence[object], name: str, code: str) -> Result:
        employer = self._employer(name, code)
        score, grade = self._score(self._cell(row, "score")), self._grade(self._cell(row, "grade"))
        if score is not None:
            told = self._edition.management_of(score)
            if grade and grade != told:
                raise Problem(f"等级 {grade} 和得分 {score:g} 对不上。", f"{score:g} 分应为 {told} 级，请核对。")
            grade = told
        if not grade:
            raise Problem("没有管理等级，也没有得分。", f"请填 {'、'.join(self._letters)} 之一，或填得分。")
        return Result(employer, self._names[employer], grade, score, self._day(self._cell(row, "on")))

    def _employer(self, name: str, code: str) -> int:
        if code in self._by_code:
            return self._by_code[code]
        found = self._by_name.get(cells.plain(name), [])
        if len(found) != 1:
            what = f"台账里有 {len(found)} 家叫这个名字。" if found else "台账里没有这家企业。"
            raise Problem(what, "请写统一社会信用代码，或先在台账里登记。")
        return found[0]

    def _score(self, written: str) -> float | None:
        if not written:
            return None
        number = cells.number(written.removesuffix("分"))
        if not isinstance(number, int | float) or not 0 <= number <= self._edition.scale:
            raise Problem(f"得分写的是“{written}”。", f"请填 0—{self._edition.scale:g} 的数字。")
        return float(number)

    def _grade(self, written: str) -> str:
        letter = written.upper().removesuffix("级")
        if letter and letter not in self._letters:
            raise Problem(f"等级写的是“{written}”。", f"请填 {'、'.join(self._letters)} 之一。")
        return letter

    def _day(self, written: str) -> date:
        if not written:
            return self._on
        found = cell_dates.day(written, on=self._on)
        if not isinstance(found, PartialDate) or found.precision != "day" or found.on > self._on:
            raise Problem(f"日期写的是“{written}”。", "请写成 2026-05-12 这样已经过去的日期。")
        return found.on

    def _cell(self, row: Sequence[object], key: str) -> str:
        place = self._columns.get(key)
        value = row[place] if place is not None and place < len(row) else None
        return "" if value is None else cells.plain(str(value)).removesuffix(" 00:00:00")


def _columns(row: Sequence[object]) -> dict[str, int]:
    heading = _headed(row)
    return {
        key: next(place for place, text in enumerate(heading) if text in names)
        for key, names in HEADINGS.items()
        if any(text in names for text in heading)
    }


def _headed(row: Sequence[object]) -> list[str]:
    return ["" if cell is None else cells.plain(str(cell)).partition("(")[0].strip() for cell in row]
