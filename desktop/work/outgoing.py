"""Spreadsheets out: the register as shown or whole, the blank form, and the same as JSON for other programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.models.hazard import Exposure
from db.models.ledger import Declaration, TestReport
from db.portions import portions
from desktop.rules.tables import Rulebook
from desktop.rules.words import PartialDate
from desktop.work import asof, register
from desktop.work.outgoing_columns import ASKED, USUAL, Column, Line, Value, all_columns, lines
from desktop.work.problem import Problem
from desktop.work.register import EmployerRow, Query

T = TypeVar("T")
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
class Shown:
    """What a list shows: columns by key, in order; fetch: the lines of a page of ids, for those of another day."""

    columns: Sequence[str] = USUAL
    fetch: Callable[[Session, Sequence[int]], dict[int, EmployerRow]] = register.rows


AS_USUAL = Shown()


def write_list(
    session: Session, query: Query, path: Path, shown: Shown = AS_USUAL, *, rulebook: Rulebook, made_on: date
) -> int:
    """Write the employers that match as .xlsx, in page order; gives their number.

    Raises Problem for a column that is not there, and when the file cannot be written (open in WPS, no room).
    """
    from desktop.report.registerlist import ListColumn, write_register

    chosen = _chosen(shown.columns, all_columns(rulebook, session))
    ids = register.find(session, query)

    def told() -> Iterator[list[Value]]:
        for page in portions(ids):
            held = lines(session, shown.fetch(session, page), shown.columns, rulebook)
            if query.on is not None:
                held = _then(session, held, query.on)
            yield from ([column.value(held[i]) for column in chosen] for i in page if i in held)

    heads = [ListColumn(c.title, c.kind, c.width, c.comment, c.choices) for c in chosen]  # type: ignore[arg-type]
    title = "用人单位台账" if query.on is None else f"用人单位台账（截至 {query.on}）"
    return _written(path, lambda: write_register(path, told(), heads, title=title, made_on=made_on))


def _then(session: Session, held: Mapping[int, Line], on: date) -> dict[int, Line]:
    """These lines with the fields of the employers as they were at the end of a day, the status by its own dates."""
    then = asof.fields(session, list(held), on)
    return {
        number: replace(line, fields={**line.fields, **then.get(number, {}), "status": line.row.status})
        for number, line in held.items()
    }


def write_ledgers(session: Session, query: Query, path: Path, *, rulebook: Rulebook, made_on: date) -> int:
    """Write the sub-ledgers of the employers that match, one sheet each; gives the number of sheets.

    Raises Problem when they have no line at all, and when the file cannot be written.
    """
    from desktop.report.registerlist import write_sheets
    from desktop.work.outgoing_ledgers import sheets

    found = sheets(session, register.find(session, query), rulebook)
    if not found:
        raise Problem("这些企业还没有台账记录。", "请先登记检测、体检、申报等，或换一个条件。")
    _written(path, lambda: write_sheets(path, found, title="企业各项台账", made_on=made_on))
    return len(found)


def write_blank_form(session: Session, path: Path, rulebook: Rulebook, *, made_on: date) -> None:
    """Write the form villages fill in: headings with notes, drop-downs, one sample row. Raises Problem as above."""
    from desktop.report.registerlist import ListColumn, write_blank

    chosen = _chosen(ASKED, all_columns(rulebook, session))
    heads = [ListColumn(c.title, c.kind, c.width, c.comment, c.choices) for c in chosen]  # type: ignore[arg-type]
    sample = [SAMPLE.get(column.key) for column in chosen]
    _written(path, lambda: write_blank(path, heads, sample, title="用人单位台账", made_on=made_on))


def _chosen(keys: Sequence[str], known: Mapping[str, Column]) -> list[Column]:
    for key in keys:
        if key not in known:
            raise Problem(f"没有名为“{key}”的列。", f"可用的列：{'、'.join(known)}。")
    return [known[key] for key in dict.fromkeys(keys)]


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
    for page in portions(ids):
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
