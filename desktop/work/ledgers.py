"""The sub-ledgers of an employer by hand: a line added, changed or removed, each as one operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.columns import Table
from db.models.employer import Employer
from db.models.ledger import (
    Commitment,
    ConstructionProject,
    Declaration,
    HealthExam,
    LabourStanding,
    TestReport,
    TestResult,
    Training,
)
from desktop.rules import cell_dates, cells
from desktop.rules.cells import Unclear
from desktop.rules.exposure_limits import judge
from desktop.rules.ledger_forms import LedgerField, LedgerForm
from desktop.rules.tables import Rulebook
from desktop.rules.words import PartialDate
from desktop.work import grading
from desktop.work.change import Change
from desktop.work.problem import Problem

MODELS: dict[str, Any] = {
    "declaration": Declaration,
    "test_report": TestReport,
    "test_result": TestResult,
    "health_exam": HealthExam,
    "training": Training,
    "labour_standing": LabourStanding,
    "commitment": Commitment,
    "construction_project": ConstructionProject,
}
UNKNOWN = "未登记"
SHORTEST = {"year": 4, "month": 7}
KEPT = "这一行没有保存，写的内容还在。"


class Refused(Problem):
    """Cells that cannot be taken. `cells`: by field key, why and what to write instead."""

    def __init__(self, form: LedgerForm, cells: Mapping[str, Unclear]) -> None:
        labels = {field.key: field.label for field in form.fields}
        key, first = next(iter(cells.items()))
        super().__init__(f"{labels.get(key, form.label)}：{first.why}。", f"{first.instead}。", KEPT)
        self.cells = dict(cells)


@dataclass(frozen=True, slots=True)
class Line:
    """One line for the table: what stands in each field, as a person reads it; None is unknown. `over`: 超标."""

    id: int
    cells: Mapping[str, str | None]
    over: bool | None = None
    limit: str = ""  # of a test result: the limits it is held against


def form_of(rulebook: Rulebook, word: str) -> LedgerForm:
    """The ledger with this key or label. Raises Problem naming those there are."""
    found = next((form for form in rulebook.ledgers.values() if word in (form.key, form.label)), None)
    if found is None:
        known = "、".join(f"{form.label}（{form.key}）" for form in rulebook.ledgers.values())
        raise Problem(f"没有“{word}”这本台账。", f"可用的台账：{known}。")
    return found


def lines(
    session: Session, employer_id: int, ledger: str, *, rulebook: Rulebook, parent: int | None = None
) -> list[Line]:
    """The lines of one ledger, the newest first; with `parent`, only those of one report."""
    form, model = form_of(rulebook, ledger), MODELS[ledger]
    query = select(model).order_by(*(getattr(model, key).desc() for key in form.named[:1]), model.id.desc())
    if form.of is None:
        query = query.where(model.employer_id == employer_id)
    else:
        reports = select(TestReport.id).where(TestReport.employer_id == employer_id)
        query = select(model).where(model.report_id.in_(reports)).order_by(model.id)
        query = query.where(model.report_id == parent) if parent is not None else query
    return [_line(form, row, rulebook) for row in session.scalars(query)]


def written(form: LedgerForm, row: Table, rulebook: Rulebook) -> dict[str, str]:
    """A line as it would be typed: codes and ISO dates, "" for unknown."""
    return {field.key: _shown(field, row, rulebook, typed=True) or "" for field in form.fields}


def line_written(session: Session, ledger: str, line_id: int, *, rulebook: Rulebook) -> dict[str, str]:
    """What stands in the fields of a line, to be changed. Raises Problem when it is gone."""
    form = form_of(rulebook, ledger)
    return written(form, _row(session, form, line_id), rulebook)


def check(ledger: str, key: str, text: str, *, rulebook: Rulebook, on: date) -> None:
    """Raise Problem when one cell alone cannot be taken; for a mark while the rest is still being written."""
    form = form_of(rulebook, ledger)
    field = form.field(key)
    found = _read(field, form, text, rulebook, on) if field else None
    if isinstance(found, Unclear):
        raise Refused(form, {key: found})


def add(
    session: Session,
    employer_id: int,
    ledger: str,
    text: Mapping[str, str],
    *,
    rulebook: Rulebook,
    on: date,
    parent: int | None = None,
) -> tuple[Change, int]:
    """Add a line from what was typed by field key; gives its id too. `parent`: the report of a test result.

    Raises Refused with every cell that cannot be taken.
    """
    form = form_of(rulebook, ledger)
    employer = _employer(session, employer_id)
    values = _values(form, text, {}, rulebook, on)
    if form.of is None:
        values["employer_id"] = employer_id
    else:
        report = session.get(TestReport, parent) if parent is not None else None
        if report is None or report.employer_id != employer_id:
            raise Problem("还没有选定检测报告。", "请先登记或选中一份检测报告，再登记各因素结果。", KEPT)
        values["report_id"] = report.id
    row = MODELS[form.key](**values)
    session.add(row)
    session.flush()
    _regrade(session, form, employer_id, rulebook, on)
    said = f"{employer.name}：新增{form.label} {_name(form, row, rulebook)}"
    return Change(said, frozenset({employer_id})), int(row.id)


def change(
    session: Session, ledger: str, line_id: int, text: Mapping[str, str], *, rulebook: Rulebook, on: date
) -> Change:
    """Write other cells into a line; keys that are not named stay as they are. Raises Refused as `add` does."""
    form = form_of(rulebook, ledger)
    row = _row(session, form, line_id)
    employer = _employer(session, _owner(session, form, row))
    before = written(form, row, rulebook)
    name = _name(form, row, rulebook)
    for key, value in _values(form, text, before, rulebook, on).items():
        setattr(row, key, value)
    session.flush()
    after = written(form, row, rulebook)
    told = [
        f"{field.label} {before[field.key] or UNKNOWN} → {after[field.key] or UNKNOWN}"
        for field in form.fields
        if before[field.key] != after[field.key]
    ]
    if not told:
        return Change(f"{employer.name}：{form.label} {name}没有变化", frozenset({employer.id}))
    _regrade(session, form, employer.id, rulebook, on)
    return Change(f"{employer.name}：{form.label} {name} {'，'.join(told)}", frozenset({employer.id}))


def remove(session: Session, ledger: str, line_id: int, *, rulebook: Rulebook, on: date) -> Change:
    """Take a line away; a report takes its results with it. Undo brings all of it back."""
    form = form_of(rulebook, ledger)
    row = _row(session, form, line_id)
    employer = _employer(session, _owner(session, form, row))
    name = _name(form, row, rulebook)
    session.delete(row)
    session.flush()
    _regrade(session, form, employer.id, rulebook, on)
    return Change(f"{employer.name}：删除{form.label} {name}", frozenset({employer.id}))


def newest_report(session: Session, employer_id: int) -> int | None:
    """The latest test report of an employer: where a result belongs when no report is named."""
    query = select(TestReport.id).where(TestReport.employer_id == employer_id)
    return session.scalar(query.order_by(TestReport.tested_on.desc(), TestReport.id.desc()).limit(1))


def _values(
    form: LedgerForm, text: Mapping[str, str], before: Mapping[str, str], rulebook: Rulebook, on: date
) -> dict[str, Any]:
    """Column values for what was typed; `before` are the cells of the line that are not named."""
    cells_now = {**before, **{key: value.strip() for key, value in text.items()}}
    doubts: dict[str, Unclear] = {}
    values: dict[str, Any] = {}
    for key in text:
        if form.field(key) is None:
            raise Problem(
                f"{form.label}里没有“{key}”这一栏。", f"可用的栏：{'、'.join(f.key for f in form.fields)}。", KEPT
            )
    for field in form.fields:
        found = _read(field, form, cells_now.get(field.key, ""), rulebook, on)
        if isinstance(found, Unclear):
            doubts[field.key] = found
        elif isinstance(found, PartialDate):
            values[field.key], values["precision"] = found.on, found.precision
        else:
            values[field.key] = found
    _conclude(form, values, rulebook)
    doubts.update({key: doubt for key, doubt in _contradictions(form, values) if key not in doubts})
    if doubts:
        raise Refused(form, doubts)
    return values


def _conclude(form: LedgerForm, values: dict[str, Any], rulebook: Rulebook) -> None:
    """What follows from the other cells of a line."""
    if form.key == "health_exam" and values.get("year") is None and values.get("examined_on"):
        values["year"] = values["examined_on"].year
    if form.key == "test_result":
        found = rulebook.factors.find(values.get("written") or "")
        values["factor_code"] = found.code if found else None
        if values.get("over_limit") is None and values.get("points_over") is not None:
            values["over_limit"] = values["points_over"] > 0
    for field in form.fields:
        if field.key == "kind" and field.key in values and values[field.key] is None:
            default = MODELS[form.key].__table__.columns["kind"].default
            values[field.key] = default.arg if default is not None else None


def _contradictions(form: LedgerForm, values: Mapping[str, Any]) -> list[tuple[str, Unclear]]:
    labels = {field.key: field.label for field in form.fields}
    found = []
    for low, high in form.at_most:
        if values.get(low) is not None and values.get(high) is not None and values[low] > values[high]:
            why = f"{labels[low]} {values[low]} 大于{labels[high]} {values[high]}"
            found.append((low, Unclear(why, f"请核对，{labels[low]}不能大于{labels[high]}")))
    if form.key == "test_result" and values.get("over_limit") is not None and values.get("points_over") is not None:
        if values["over_limit"] != (values["points_over"] > 0):
            found.append(("over_limit", Unclear("和超标点数说的不一样", "请核对报告；超标点数大于 0 就是超标")))
    if form.key == "health_exam" and values.get("year") is None:
        found.append(("year", Unclear("没有年度，也没有体检日期", "请至少填其中一个")))
    if form.key == "commitment" and not any(values.get(field.key) for field in form.fields):
        found.append(("signed_on", Unclear("这一行是空的", "请至少填写签订日期")))
    return found


def _read(field: LedgerField, form: LedgerForm, text: str, rulebook: Rulebook, on: date) -> Any:
    if not text.strip():
        return Unclear("还没有填写", f"请填写{field.label}") if field.must else None
    found = _meant(field, text, rulebook, on)
    if found is None and field.must:
        return Unclear(f"“{text}”不是{field.label}", f"请填写{field.label}")
    if isinstance(found, str):
        most = getattr(MODELS[form.key].__table__.columns[field.key].type, "length", None)
        if most and len(found) > most:
            return Unclear(f"写了 {len(found)} 个字，太长", f"请不要超过 {most} 个字")
    return found


def _meant(field: LedgerField, text: str, rulebook: Rulebook, on: date) -> Any:
    match field.kind:
        case "heads":
            return cells.headcount(text)
        case "number":
            number = cells.number(text)
            return Unclear("不能是负数", "请填 0 或正数") if isinstance(number, float) and number < 0 else number
        case "yes_no":
            return cells.yes_no(text)
        case "day" | "whole_day":
            return _day(field, text, on)
        case "year":
            return _year(text, on)
        case "code":
            known = rulebook.codes.get(field.list or "")
            wanted = f"请填其中之一：{'、'.join(known.codes)}"
            return known.find(text) or Unclear(f"“{text}”不在可选的内容里", wanted)
        case "factor":
            if advice := rulebook.factors.advice(text):
                return Unclear(f"“{text}”不是一种具体的危害因素", advice.rstrip("。"))
    return cells.text(text)


def _day(field: LedgerField, text: str, on: date) -> PartialDate | date | Unclear | None:
    found = cell_dates.day(text, on=on)
    if isinstance(found, PartialDate):
        if found.on > on and not field.ahead:
            return Unclear(f"{found} 在今天之后", "请填已经发生的日期")
        if field.kind == "day":
            return found
        return found.on if found.precision == "day" else Unclear("日期不完整", "请写成 2026-03-05 这样的日期")
    return found


def _year(text: str, on: date) -> int | Unclear | None:
    found = cell_dates.day(text.strip().removesuffix("度"), on=on)
    if isinstance(found, PartialDate):
        return found.on.year if found.on.year <= on.year + 1 else Unclear("这一年还没有到", f"请填到 {on.year} 年为止")
    return Unclear(f"“{text[:12]}”不是年份", f"请填四位年份，例如 {on.year}") if isinstance(found, Unclear) else None


def _line(form: LedgerForm, row: Any, rulebook: Rulebook) -> Line:
    shown = {field.key: _shown(field, row, rulebook) for field in form.fields}
    over = {"test_report": lambda: None if row.points_over is None else row.points_over > 0}.get(form.key)
    if form.key != "test_result":
        return Line(row.id, shown, over() if over else None)
    limit = ""
    if row.result is not None:
        held = judge(row.factor_code, row.result, row.unit, row.limit_kind, row.fraction, rulebook)
        limit = held.limit or held.why
    return Line(row.id, shown, row.over_limit, limit)


def _shown(field: LedgerField, row: Any, rulebook: Rulebook, *, typed: bool = False) -> str | None:
    value = getattr(row, field.key)
    if value is None:
        return None
    if field.kind == "yes_no":
        return "是" if value else "否"
    if field.kind == "day":
        return value.isoformat()[: SHORTEST.get(row.precision, 10)]
    if field.kind == "code":
        return str(value) if typed else rulebook.codes.label(field.list or "", str(value))
    if field.kind == "heads":
        return str(value) if typed else f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _name(form: LedgerForm, row: Table, rulebook: Rulebook) -> str:
    fields = {field.key: field for field in form.fields}
    return " ".join(filter(None, (_shown(fields[key], row, rulebook) for key in form.named)))


def _row(session: Session, form: LedgerForm, line_id: int) -> Any:
    row = session.get(MODELS[form.key], line_id)
    if row is None:
        raise Problem(f"这一行{form.label}已经不在了。", "可能刚被撤销或删除，请在卡片里重新选一行。")
    return row


def _owner(session: Session, form: LedgerForm, row: Any) -> int:
    if form.of is None:
        return int(row.employer_id)
    return int(session.get_one(TestReport, row.report_id).employer_id)


def _employer(session: Session, employer_id: int) -> Employer:
    employer = session.get(Employer, employer_id)
    if employer is None:
        raise Problem("这家企业已经不在台账里。", "请在台账里重新选一家。")
    return employer


def _regrade(session: Session, form: LedgerForm, employer_id: int, rulebook: Rulebook, on: date) -> None:
    if form.grades:
        grading.regrade(session, rulebook, on, [employer_id])
