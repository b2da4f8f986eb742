"""The cells of a sub-ledger line: text → column values, or what to write instead; and values → text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.models.columns import Table
from db.models.finding import Finding
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
from desktop.rules.ledger_forms import LedgerField, LedgerForm
from desktop.rules.tables import Rulebook
from desktop.rules.words import PartialDate
from desktop.work.problem import Problem

Value = str | int | float | bool | date | PartialDate | None
MODEL = (
    Declaration
    | TestReport
    | TestResult
    | HealthExam
    | Training
    | LabourStanding
    | Commitment
    | ConstructionProject
    | Finding
)
MODELS: dict[str, Any] = {
    "declaration": Declaration,
    "test_report": TestReport,
    "test_result": TestResult,
    "health_exam": HealthExam,
    "training": Training,
    "labour_standing": LabourStanding,
    "commitment": Commitment,
    "construction_project": ConstructionProject,
    "finding": Finding,
}
SHORTEST = {"year": 4, "month": 7}
KEPT = "这一行没有保存，写的内容还在。"


class Refused(Problem):
    """Cells that cannot be taken. `cells`: by field key, why and what to write instead."""

    def __init__(self, form: LedgerForm, cells: Mapping[str, Unclear]) -> None:
        labels = {field.key: field.label for field in form.fields}
        key, first = next(iter(cells.items()))
        super().__init__(f"{labels.get(key, form.label)}：{first.why}。", f"{first.instead}。", KEPT)
        self.cells = dict(cells)


def values_of(
    form: LedgerForm, text: Mapping[str, str], before: Mapping[str, str], rulebook: Rulebook, on: date
) -> dict[str, Any]:
    """Column values for what was typed; `before` are the cells of the line that are not named. Raises Refused."""
    cells_now = {**before, **{key: value.strip() for key, value in text.items()}}
    doubts: dict[str, Unclear] = {}
    values: dict[str, Any] = {}
    for key in text:
        if (named := form.field(key)) is None or named.given:
            raise Problem(
                f"{form.label}里没有可以填写的“{key}”这一栏。",
                f"可用的栏：{'、'.join(f.key for f in form.typed)}。",
                KEPT,
            )
    for field in form.typed:
        found = read(field, form, cells_now.get(field.key, ""), rulebook, on)
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
    over, number = values.get("over_limit"), values.get("points_over")
    if form.key == "test_result" and over is not None and number is not None and over != (number > 0):
        found.append(("over_limit", Unclear("和超标点数说的不一样", "请核对报告；超标点数大于 0 就是超标")))
    if form.key == "health_exam" and values.get("year") is None:
        found.append(("year", Unclear("没有年度，也没有体检日期", "请至少填其中一个")))
    if form.key == "commitment" and not any(values.get(field.key) for field in form.fields):
        found.append(("signed_on", Unclear("这一行是空的", "请至少填写签订日期")))
    return found


def read(field: LedgerField, form: LedgerForm, text: str, rulebook: Rulebook, on: date) -> Value | Unclear:
    """The value that `text` means in a field; None for nothing, Unclear with what to write instead."""
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


def _meant(field: LedgerField, text: str, rulebook: Rulebook, on: date) -> Value | Unclear:
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


def shown(field: LedgerField, row: Table, rulebook: Rulebook, *, typed: bool = False) -> str | None:
    """What stands in a field, as a person reads it or, with `typed`, as it would be written; None is unknown."""
    value: Any = getattr(row, field.key)
    if value is None:
        return None
    if field.kind == "yes_no":
        return "是" if value else "否"
    if field.kind == "day":
        return str(value.isoformat())[: SHORTEST.get(getattr(row, "precision", "day"), 10)]
    if field.kind == "code":
        return str(value) if typed else rulebook.codes.label(field.list or "", str(value))
    if field.kind == "heads":
        return str(value) if typed else f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def name_of(form: LedgerForm, row: Table, rulebook: Rulebook) -> str:
    """How a line is called in a sentence: its date and kind, or its name."""
    fields = {field.key: field for field in form.fields}
    return " ".join(filter(None, (shown(fields[key], row, rulebook) for key in form.named)))
