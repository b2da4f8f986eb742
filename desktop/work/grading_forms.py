"""自查表: kept as filled in, read from a sheet, printed blank; the management grade follows when it is whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.grading import SelfCheck
from db.models.verdict import ManagementGrade
from desktop.rules import cells, selfcheck
from desktop.rules.editions import Edition
from desktop.rules.selfcheck import Answer, Scored
from desktop.rules.tables import Rulebook
from desktop.work import grading, sheetfile
from desktop.work.change import Change
from desktop.work.problem import Problem
from desktop.work.progress import Progress

NUMBER = ("序号", "编号", "项目序号", "no")
POINTS = ("得分", "实得分", "自查得分", "评分")
APPLIES = ("是否适用", "适用", "不适用", "合理缺项")
NOT_APPLICABLE = ("不适用", "合理缺项", "缺项", "/", "—", "－", "-", "无此项", "不涉及")
LOOKED_AT = 20  # rows searched for the heading
SOURCE = "企业自查表"


@dataclass(frozen=True, slots=True)
class Kept:
    """A form as filled in, with what it is worth by the edition in force."""

    checked_on: date | None
    answers: tuple[Answer, ...]
    scored: Scored


def last(session: Session, employer_id: int, edition: Edition) -> Kept:
    """The newest form of an employer by this edition; empty if there is none."""
    found = session.scalar(
        select(SelfCheck)
        .where(SelfCheck.employer_id == employer_id, SelfCheck.edition == edition.id)
        .order_by(SelfCheck.id.desc())
        .limit(1)
    )
    answers = tuple(Answer(**entry) for entry in json.loads(found.answers)) if found else ()
    return Kept(found.checked_on if found else None, answers, selfcheck.score(answers, edition))


def save(
    session: Session,
    employer_id: int,
    answers: Sequence[Answer],
    *,
    source: str = SOURCE,
    rulebook: Rulebook,
    on: date,
) -> Change:
    """Keep a form. When it is whole its grade becomes the management grade and the employer is graded anew.

    A form that is not whole is kept all the same, and says what is wanting; it gives no grade.
    """
    employer, edition = session.get(Employer, employer_id), rulebook.edition(on)
    if employer is None:
        raise Problem("这家企业已被删除。", "请按 F5 刷新台账后重试。")
    if edition is None:
        raise Problem(f"{on} 没有可用的分级方法。", "请在“设置 → 分级规则”中采用一个分级方法。")
    scored = selfcheck.score(answers, edition)
    filled = [answer for answer in answers if answer.got is not None or not answer.applies or answer.note]
    session.add(
        SelfCheck(
            employer_id=employer_id,
            checked_on=on,
            edition=edition.id,
            answers=json.dumps([asdict(answer) for answer in filled], ensure_ascii=False),
            score=scored.score,
            grade=scored.grade,
            source=source,
        )
    )
    if scored.grade is None:
        return Change(f"{employer.name}：自查表已保存，暂不评管理等级：{scored.because}", frozenset({employer_id}))
    session.add(
        ManagementGrade(
            employer_id=employer_id, graded_on=on, grade=scored.grade, score=scored.score, edition=edition.id,
            source=source,
        )
    )  # fmt: skip
    grading.regrade(session, rulebook, on, [employer_id])
    return Change(f"{employer.name}：自查表{scored.because}", frozenset({employer_id}))


def read_sheet(file: Path, edition: Edition, progress: Progress | None = None) -> tuple[Answer, ...]:
    """The answers of a filled form: a column 序号 and a column 得分; 不适用 in either column leaves an item out.

    Raises Problem naming the cell for a value that is no score, and for a sheet without those columns.
    """
    for sheet in sheetfile.read(file, progress or Progress()).sheets:
        for place, row in enumerate(sheet.rows[:LOOKED_AT]):
            heading = [cells.plain(str(cell)) if cell is not None else "" for cell in row]
            number, points = _column(heading, NUMBER), _column(heading, POINTS)
            if number is not None and points is not None:
                applies = _column(heading, APPLIES)
                columns = (number, points, applies)
                return _answers(sheet.rows[place + 1 :], place + 1, columns, edition)
    raise Problem(
        f"“{file.name}”里没有找到自查表。",
        "表头要有“序号”和“得分”两列；可以先打印或导出空白自查表再填。",
        "没有写入任何内容。",
    )


def _column(heading: Sequence[str], names: Sequence[str]) -> int | None:
    return next((place for place, text in enumerate(heading) if text.lower().partition("(")[0].strip() in names), None)


def _answers(
    rows: Sequence[Sequence[object]], first: int, columns: tuple[int, int, int | None], edition: Edition
) -> tuple[Answer, ...]:
    number, points, applies = columns
    known = {item.no for item in edition.checklist}
    found = []
    for place, row in enumerate(rows, first):
        no = cells.number(_cell(row, number))
        if not isinstance(no, int | float) or no not in known:
            continue  # section headings, sums, signatures
        written = _cell(row, points)
        marked = _cell(row, applies) if applies is not None else ""
        if written in NOT_APPLICABLE or marked in (*NOT_APPLICABLE, "否"):
            found.append(Answer(int(no), None, False))
            continue
        value = cells.number(written.removesuffix("分")) if written else None
        if value is not None and not isinstance(value, int | float):
            raise Problem(
                f"第 {int(no)} 项的得分写的是“{written}”（单元格 {sheetfile.address(place, points)}）。",
                "请只填数字；不适用的填“不适用”，没有检查的留空。", "没有写入任何内容。",
            )  # fmt: skip
        found.append(Answer(int(no), None if value is None else float(value)))
    return tuple(found)


def _cell(row: Sequence[object], at: int) -> str:
    value = row[at] if at < len(row) else None
    return "" if value is None else cells.plain(str(value))


def write_blank(file: Path, edition: Edition, *, township: str, employer: str = "") -> int:
    """Write the form of this edition: a workbook to fill in for .xlsx (0 pages), else PDF; gives the number of pages.

    Raises Problem when it cannot be written.
    """
    from desktop.report import selfcheck_1, selfcheck_sheet

    try:
        if file.suffix.lower() == ".xlsx":
            selfcheck_sheet.write(file, edition, township=township, employer=employer)
            return 0
        return selfcheck_1.write(file, edition, township=township, employer=employer).pages
    except OSError as error:
        raise Problem(f"写不进去：{file}", "请换一个文件夹，或先关闭正在打开它的程序。") from error
