"""The cells of a sub-ledger line: text → column values, or what to write instead; and values → text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any

from db.models.everything import Table
from desktop.rules.cells import Unclear
from desktop.rules.ledger_forms import CONCLUSIONS, EMPLOYER, LedgerField, LedgerForm
from desktop.rules.tables import Rulebook
from desktop.rules.words import PartialDate
from desktop.work import typed
from desktop.work.problem import Problem
from desktop.work.typed import Kind, Value

MODELS: dict[str, Any] = {mapper.class_.__tablename__: mapper.class_ for mapper in Table.registry.mappers}
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
    for key, doubt in _contradictions(form, values):
        doubts.setdefault(key, doubt)
    if (day := values.get("examined_on")) is not None:
        fresh = {key for key in text if values.get(key) and text[key].strip() != before.get(key, "")}
        for key, doubt in not_concluded(form, day, fresh, rulebook):
            doubts.setdefault(key, doubt)
    if doubts:
        raise Refused(form, doubts)
    return values


def _conclude(form: LedgerForm, values: dict[str, Any], rulebook: Rulebook) -> None:
    """What follows from the other cells of a line."""
    if form.key == "health_exam" and values.get("year") is None and values.get("examined_on"):
        values["year"] = values["examined_on"].year
    for field in form.fields:
        if field.kind == "factor":
            found = rulebook.factors.find(values.get(field.key) or "")
            values["factor_code"] = found.code if found else None
    if form.key == "test_result" and values.get("over_limit") is None and values.get("points_over") is not None:
        values["over_limit"] = values["points_over"] > 0
    if values.get("kind", "") is None and not form.restricted:
        default = MODELS[form.key].__table__.columns["kind"].default
        values["kind"] = default.arg if default is not None else None


def _contradictions(form: LedgerForm, values: Mapping[str, Any]) -> list[tuple[str, Unclear]]:
    labels = {field.key: field.label for field in form.fields}
    found = []
    for low, high in form.at_most:
        if high.startswith(EMPLOYER):
            continue
        if values.get(low) is not None and values.get(high) is not None and values[low] > values[high]:
            why = f"{labels[low]} {values[low]} 大于{labels[high]} {values[high]}"
            found.append((low, Unclear(why, f"请核对，{labels[low]}不能大于{labels[high]}")))
    over, number = values.get("over_limit"), values.get("points_over")
    if form.key == "test_result" and over is not None and number is not None and over != (number > 0):
        found.append(("over_limit", Unclear("和超标点数说的不一样", "请核对报告；超标点数大于 0 就是超标")))
    if form.any_of and not any(values.get(key) for key in form.any_of):
        wanted = "、".join(labels[key] for key in form.any_of[:2])
        found.append((form.any_of[0], Unclear(f"{wanted}都是空的", "请至少填其中一个")))
    return found


def not_concluded(form: LedgerForm, day: date, fresh: Collection[str], book: Rulebook) -> Iterator[tuple[str, Unclear]]:
    """Which of these fields are conclusions that the list in force on the day of the examination no longer has."""
    for field in form.fields:
        if field.conclusion and field.key in fresh:
            listed = book.codes.get(CONCLUSIONS, day)
            if listed.get(field.conclusion) is None:
                why = f"{day} 的体检按 {listed.source.partition('（')[0]}，结论里没有“{field.conclusion}”"
                yield field.key, Unclear(why, f"请把这些人计入：{'、'.join(listed.codes)}")


def read(field: LedgerField, form: LedgerForm, text: str, rulebook: Rulebook, on: date) -> Value | Unclear:
    """The value that `text` means in a field; None for nothing, Unclear with what to write instead."""
    if not text.strip():
        return Unclear("还没有填写", f"请填写{field.label}") if field.must else None
    most = None if form.restricted else getattr(MODELS[form.key].__table__.columns[field.key].type, "length", None)
    found = typed.meant(Kind(field.kind, field.list, field.ahead, most), text, rulebook, on)
    if found is None and field.must:
        return Unclear(f"“{text[:20]}”不是{field.label}", f"请填写{field.label}")
    return found


def shown(field: LedgerField, row: Table | SimpleNamespace, rulebook: Rulebook, *, typed: bool = False) -> str | None:
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
    return f"{value:g}" if isinstance(value, float) and value < 1e6 else str(value)


def name_of(form: LedgerForm, row: Table | SimpleNamespace, rulebook: Rulebook) -> str:
    """How a line is called in a sentence: its date and kind, or its name."""
    fields = {field.key: field for field in form.fields}
    return " ".join(filter(None, (shown(fields[key], row, rulebook) for key in form.named)))
