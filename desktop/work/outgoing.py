"""Spreadsheets out: the register as shown or whole, the blank form, and the same as JSON for other programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.models.hazard import Exposure
from db.models.ledger import Declaration, TestReport
from desktop.rules.duties import SIX
from desktop.rules.tables import Rulebook
from desktop.rules.words import PartialDate
from desktop.work import register
from desktop.work.problem import Problem
from desktop.work.register import EmployerRow, Query

T = TypeVar("T")
Value = str | int | float | bool | date | None
PAGE = 500
SAMPLE: dict[str, Value] = {
    "name": "示例机械有限公司（此行为示例，填写时请删除）",
    "credit_code": "913305990000000172",
    "village": "溪东村",
    "address": "溪东村工业路1号",
    "contact": "张某",
    "phone": "19000000001",
    "status": "在营",
    "staff": 50,
    "exposed_workers": 12,
    "factors": "电焊烟尘、噪声",
    "declared_on": date(2026, 3, 5),
    "tested_on": date(2026, 2, 18),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the exported list. `kind` as in report.registerlist; `blank`: it stands in the blank form too."""

    key: str
    title: str
    kind: str
    width: float
    value: Callable[[EmployerRow], Value]
    blank: bool = True
    comment: str = ""


def _over(row: EmployerRow) -> str | None:
    return None if row.over_limit is None else "超标" if row.over_limit else "未超标"


COLUMNS: tuple[Column, ...] = (
    Column("name", "单位名称", "text", 32, lambda r: r.name, comment="营业执照上的全称，必填"),
    Column("credit_code", "统一社会信用代码", "code", 22, lambda r: r.credit_code, comment="18 位，按文本填；没有留空"),
    Column("village", "所属村（社区）", "text", 14, lambda r: r.village),
    Column("address", "工作场所地址", "text", 28, lambda r: r.address),
    Column("contact", "职业卫生联系人", "text", 12, lambda r: r.contact),
    Column("phone", "联系电话", "code", 15, lambda r: r.phone, comment="手机或带区号的座机，按文本填写"),
    Column("industry", "行业", "text", 14, lambda r: r.industry),
    Column("size", "企业规模", "text", 10, lambda r: r.size),
    Column("status", "经营状态", "text", 10, lambda r: r.status),
    Column("staff", "从业人员", "whole", 10, lambda r: r.staff, comment="整数；不清楚就留空，不填“约50”"),
    Column("exposed_workers", "接害人数", "whole", 10, lambda r: r.exposed_workers, comment="每人只算一次；不清楚留空"),
    Column("factors", "职业病危害因素", "text", 30, lambda r: r.factors or None, comment="用顿号隔开：矽尘、噪声"),
    Column("declared_on", "申报日期", "date", 12, lambda r: r.declared_on, comment="最近一次申报，例如 2026-03-05"),
    Column("tested_on", "定期检测日期", "date", 13, lambda r: r.tested_on, comment="最近一次采样日期"),
    Column("over_limit", "检测结果", "text", 10, _over, blank=False),
    Column("examined_on", "在岗体检日期", "date", 13, lambda r: r.examined_on),
    Column("level", "风险等级", "text", 10, lambda r: r.level, blank=False),
    Column("management", "管理等级", "text", 10, lambda r: r.management, blank=False),
    Column("combined", "综合类别", "text", 10, lambda r: r.combined, blank=False),
    Column("edition", "分级方法", "text", 24, lambda r: r.edition, blank=False),
    Column("because", "分级理由", "text", 60, lambda r: r.because, blank=False),
    Column("verified_on", "核实日期", "date", 12, lambda r: r.verified_on),
)  # fmt: skip


def _duty_columns(duty: str) -> tuple[Column, ...]:
    def told(what: str) -> Callable[[EmployerRow], Value]:
        return lambda row: getattr(row.duties[duty], what) if duty in row.duties else None

    key = f"{register.BY_DUTY}{duty}"
    return (
        Column(f"{key}/on", f"{duty}办理日", "date", 12, told("on"), blank=False),
        Column(f"{key}/due", f"{duty}到期日", "date", 12, told("due"), blank=False),
        Column(f"{key}/state", f"{duty}情况", "text", 14, told("state"), blank=False),
        Column(f"{key}/evidence", f"{duty}证明材料", "text", 24, told("evidence"), blank=False),
    )


DUTY_COLUMNS = tuple(column for duty in SIX for column in _duty_columns(duty))


def write_list(
    session: Session,
    query: Query,
    path: Path,
    *,
    made_on: date,
    columns: Sequence[str] | None = None,
    fetch: Callable[[Session, Sequence[int]], dict[int, EmployerRow]] = register.rows,
) -> int:
    """Write the employers that match as .xlsx, in page order; gives their number.

    columns: keys in the order of the sheet; None: all COLUMNS.

    fetch: the lines of a page of ids, for lines as of another day.

    Raises Problem when the file cannot be written (open in WPS, no room).
    """
    from desktop.report.registerlist import ListColumn, write_register

    wanted = [column.key for column in COLUMNS] if columns is None else columns
    known = {column.key: column for column in (*COLUMNS, *DUTY_COLUMNS)}
    chosen = [known[key] for key in wanted if key in known]
    ids = register.find(session, query)

    def lines() -> Iterator[list[Value]]:
        for start in range(0, len(ids), PAGE):
            page = ids[start : start + PAGE]
            rows = fetch(session, page)
            yield from ([column.value(rows[i]) for column in chosen] for i in page if i in rows)

    heads = [ListColumn(c.title, c.kind, c.width, c.comment) for c in chosen]  # type: ignore[arg-type]
    return _written(path, lambda: write_register(path, lines(), heads, title="用人单位台账", made_on=made_on))


def write_blank_form(path: Path, rulebook: Rulebook, *, made_on: date) -> None:
    """Write the form villages fill in: headings with notes, drop-downs, one sample row. Raises Problem as above."""
    from desktop.report.registerlist import ListColumn, write_blank

    choices = {
        "status": rulebook.codes.get("status").codes,
        "size": rulebook.codes.get("size").codes,
    }
    chosen = [column for column in COLUMNS if column.blank]
    heads = [ListColumn(c.title, c.kind, c.width, c.comment, choices.get(c.key, ())) for c in chosen]  # type: ignore[arg-type]
    sample = [SAMPLE.get(column.key) for column in chosen]
    _written(path, lambda: write_blank(path, heads, sample, title="用人单位台账", made_on=made_on))


def as_json(session: Session) -> list[dict[str, Any]]:
    """The whole register as plain values. Dates are ISO, only as precise as they are known; None is unknown."""
    ids = register.find(session, Query())
    declared = _latest(
        session,
        select(Declaration.employer_id, Declaration.declared_on, Declaration.precision).order_by(
            Declaration.declared_on
        ),
    )
    tested = _latest(
        session,
        select(TestReport.employer_id, TestReport.tested_on, TestReport.precision).order_by(TestReport.tested_on),
    )
    factors: dict[int, dict[str, str | None]] = {}
    query = select(Exposure.employer_id, Exposure.written, Exposure.factor_code).order_by(Exposure.id)
    for employer, written, code in session.execute(query):
        factors.setdefault(employer, {}).setdefault(written, code)
    found = []
    for start in range(0, len(ids), PAGE):
        page = ids[start : start + PAGE]
        rows = register.rows(session, page)
        for row in (rows[i] for i in page if i in rows):
            plain = {key: getattr(row, key) for key in (
                "name", "credit_code", "village", "address", "contact", "phone", "industry", "size", "status", "staff",
                "exposed_workers", "level", "management",
            )}  # fmt: skip
            plain["class"], plain["edition"] = row.combined, row.edition
            plain["factors"] = [{"written": w, "code": c} for w, c in factors.get(row.id, {}).items()]
            plain["declared_on"], plain["tested_on"] = declared.get(row.id), tested.get(row.id)
            found.append(plain)
    return found


def write_json(session: Session, path: Path) -> int:
    """Write `as_json` as a file; gives the number of employers. Raises Problem when it cannot be written."""
    found = as_json(session)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    _written(path, lambda: path.write_text(text, encoding="utf-8"))
    return len(found)


def _latest(session: Session, query: Select[int, date, str]) -> dict[int, str]:
    return {employer: str(PartialDate(day, precision)) for employer, day, precision in session.execute(query)}


def _written(path: Path, write: Callable[[], T]) -> T:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return write()
    except PermissionError as error:
        raise Problem(
            f"写不进这个文件：{path.name}", "如果它正在 WPS 里打开，请先关闭，或换一个文件名。", "台账没有改动。"
        ) from error
    except OSError as error:
        raise Problem(f"文件写不出来：{path}", f"请换一个文件夹再试（{error.strerror}）。", "台账没有改动。") from error
