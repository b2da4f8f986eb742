"""The sub-ledgers of an employer by hand: a line added, changed or removed, each as one operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.models.columns import Table
from db.models.employer import Employer
from db.models.finding import Finding
from db.models.ledger import TestReport, TestResult
from desktop.rules.cells import Unclear
from desktop.rules.exposure_limits import judge
from desktop.rules.ledger_forms import EMPLOYER, LedgerForm
from desktop.rules.tables import Rulebook
from desktop.work import bin, findings, findings_tests, grading
from desktop.work.change import Change
from desktop.work.ledger_cells import KEPT, MODELS, Refused, name_of, read, shown, values_of
from desktop.work.problem import Problem

UNKNOWN = "未登记"


@dataclass(frozen=True, slots=True)
class Line:
    """One line for the table: what stands in each field, as a person reads it; None is unknown. `over`: 超标."""

    id: int
    cells: Mapping[str, str | None]
    over: bool | None = None
    limit: str = ""  # of a test result: the limits it is held against
    typed: Mapping[str, str] = field(default_factory=dict)  # the same as it would be written


def form_of(rulebook: Rulebook, word: str) -> LedgerForm:
    """The ledger with this key or label. Raises Problem naming those there are."""
    open_ones = [form for form in rulebook.ledgers.values() if not form.restricted]
    found = next((form for form in open_ones if word in (form.key, form.label)), None)
    if found is None:
        known = "、".join(f"{form.label}（{form.key}）" for form in open_ones)
        raise Problem(f"没有“{word}”这本台账。", f"可用的台账：{known}。")
    return found


def lines(
    session: Session,
    employer_id: int,
    ledger: str,
    *,
    rulebook: Rulebook,
    parent: int | None = None,
    on: date | None = None,
) -> list[Line]:
    """The lines of one ledger, the newest first; with `parent`, only those of one report.

    on: the day by which a state is told that follows from a deadline (逾期); without it, the state as it is kept.
    """
    form, model = form_of(rulebook, ledger), MODELS[ledger]
    dated = (field := form.field(form.named[0])) is not None and field.kind in ("day", "whole_day", "year")
    order = (getattr(model, form.named[0]).desc(), model.id.desc()) if dated else (model.id,)
    query = select(model).order_by(*order)
    if form.of is None:
        query = query.where(model.employer_id == employer_id)
    else:
        owners = MODELS[form.of]
        held = select(owners.id).where(owners.employer_id == employer_id)
        query = query.where(parent_of(form).in_(held))
        query = query.where(parent_of(form) == parent) if parent is not None else query
    return [_line(form, row, rulebook, on) for row in session.scalars(query)]


def parent_of(form: LedgerForm) -> InstrumentedAttribute[int]:
    """The column of a ledger that names the line of the other ledger it belongs to."""
    table = MODELS[form.key].__table__
    key = next(key for key in table.foreign_keys if key.column.table.name == form.of)
    found: InstrumentedAttribute[int] = getattr(MODELS[form.key], key.parent.name)
    return found


def written(form: LedgerForm, row: Table, rulebook: Rulebook) -> dict[str, str]:
    """A line as it would be typed: codes and ISO dates, "" for unknown."""
    return {field.key: shown(field, row, rulebook, typed=True) or "" for field in form.typed}


def defaults(form: LedgerForm) -> dict[str, str]:
    """What a new line begins with."""
    defaults = {field.key: MODELS[form.key].__table__.columns[field.key].default for field in form.typed}
    return {key: str(value.arg) for key, value in defaults.items() if value is not None}


def line_written(session: Session, ledger: str, line_id: int, *, rulebook: Rulebook) -> dict[str, str]:
    """What stands in the fields of a line, to be changed. Raises Problem when it is gone."""
    form = form_of(rulebook, ledger)
    return written(form, _row(session, form, line_id), rulebook)


def check(ledger: str, key: str, text: str, *, rulebook: Rulebook, on: date) -> None:
    """Raise Problem when one cell alone cannot be taken; for a mark while the rest is still being written."""
    check_cell(form_of(rulebook, ledger), key, text, rulebook=rulebook, on=on)


def check_cell(form: LedgerForm, key: str, text: str, *, rulebook: Rulebook, on: date) -> None:
    """`check` for the form of any ledger, the restricted ones too."""
    field = form.field(key)
    found = read(field, form, text, rulebook, on) if field else None
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
) -> tuple[Change, int]:
    """Add a line from what was typed by field key; gives its id too. Raises Refused with every cell to correct.

    The key `report` names the report of a test result by its number; without it, it is the newest.
    """
    form = form_of(rulebook, ledger)
    employer = _employer(session, employer_id)
    named = {key: value for key, value in text.items() if not (form.of and key == "report")}
    values = values_of(form, named, {}, rulebook, on)
    if form.of is None:
        values["employer_id"] = owner = employer_id
    else:
        told = text.get("report", "").strip()
        parent = int(told) if told.isdecimal() else None if told else newest_report(session, employer_id)
        report = session.get(TestReport, parent) if parent is not None else None
        if report is None or report.employer_id != employer_id:
            raise Problem("还没有选定检测报告。", f"请先登记或选中一份检测报告，再登记{form.label}。", KEPT)
        values[parent_of(form).key] = owner = report.id
    _refuse_misfits(session, form, values, _Place(employer, owner))
    row = MODELS[form.key](**values)
    if isinstance(row, Finding):
        findings.complete(session, row, rulebook.casework, on)
    session.add(row)
    session.flush()
    _follow(session, form, employer_id, rulebook, on)
    said = f"{employer.name}：新增{form.label} {name_of(form, row, rulebook)}"
    return Change(said, frozenset({employer_id})), int(row.id)


def change(
    session: Session, ledger: str, line_id: int, text: Mapping[str, str], *, rulebook: Rulebook, on: date
) -> Change:
    """Write other cells into a line; keys that are not named stay as they are. Raises Refused as `add` does."""
    form = form_of(rulebook, ledger)
    row = _row(session, form, line_id)
    employer = _employer(session, _owner(session, form, row))
    before = written(form, row, rulebook)
    name = name_of(form, row, rulebook)
    values = values_of(form, text, before, rulebook, on)
    owner = employer.id if form.of is None else getattr(row, parent_of(form).key)
    _refuse_misfits(session, form, values, _Place(employer, owner, row))
    for key, value in values.items():
        setattr(row, key, value)
    session.flush()
    after = written(form, row, rulebook)
    told = [
        f"{field.label} {before[field.key] or UNKNOWN} → {after[field.key] or UNKNOWN}"
        for field in form.typed
        if before[field.key] != after[field.key]
    ]
    if not told:
        return Change(f"{employer.name}：{form.label} {name}没有变化", frozenset({employer.id}))
    _follow(session, form, employer.id, rulebook, on)
    return Change(f"{employer.name}：{form.label} {name} {'，'.join(told)}", frozenset({employer.id}))


def remove(session: Session, ledger: str, lines: Sequence[int], *, rulebook: Rulebook, on: date) -> Change:
    """Put lines into the bin; a report takes its results with it. Undo brings all of it back."""
    form = form_of(rulebook, ledger)
    labels: dict[int, bin.Label] = {}
    for line in lines:
        row = _row(session, form, line)
        employer = _employer(session, _owner(session, form, row))
        labels[line] = bin.Label(name_of(form, row, rulebook), employer.name, employer.id)
    bin.put_away(session, MODELS[form.key].__tablename__, labels, on=on)
    employers = {label.employer_id: label.owner for label in labels.values()}
    for employer_id in employers:
        _follow(session, form, employer_id, rulebook, on)
    names = [label.name for label in labels.values()]
    what = names[0] if len(names) == 1 else f"{len(names):,} 行"
    return Change(
        f"{'、'.join(map(str, employers.values()))}：删除{form.label} {what}，{bin.WHERE}", frozenset(employers)
    )


def newest_report(session: Session, employer_id: int) -> int | None:
    """The latest test report of an employer: where a result belongs when no report is named."""
    query = select(TestReport.id).where(TestReport.employer_id == employer_id)
    return session.scalar(query.order_by(TestReport.tested_on.desc(), TestReport.id.desc()).limit(1))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line is to stand: whose it is, under which employer or report, and what it was (None: it is new)."""

    employer: Employer
    owner: int
    row: Table | None = None

    def before(self, key: str) -> Any:  # noqa: ANN401 - a column of any kind
        return getattr(self.row, key) if self.row is not None else None


def _refuse_misfits(session: Session, form: LedgerForm, values: Mapping[str, Any], place: _Place) -> None:
    """Raise Refused for heads above those of the whole employer, and for a second line where there may be one only."""
    labels = {field.key: field.label for field in form.fields}
    doubts = {}
    for low, high in form.at_most:
        most = getattr(place.employer, high.removeprefix(EMPLOYER)) if high.startswith(EMPLOYER) else None
        if most is not None and values[low] is not None and values[low] > max(most, place.before(low) or 0):
            why = f"{labels[low]} {values[low]} 大于这家企业登记的接害人数 {most}"
            doubts[low] = Unclear(why, "请核对；如果接害人数记少了，请先更正企业的接害人数")
    if form.once and (place.row is None or any(values[key] != place.before(key) for key in form.once)):
        model = MODELS[form.key]
        owned = model.employer_id if form.of is None else parent_of(form)
        same = select(model.id).where(owned == place.owner, *(getattr(model, key) == values[key] for key in form.once))
        if any(place.row is None or found != place.row.id for found in session.scalars(same)):
            said = " ".join(str(values[key]) for key in form.once if values[key] is not None)
            doubts[form.once[-1]] = Unclear(f"已经有“{said}”这一行", "请直接修改那一行")
    if doubts:
        raise Refused(form, doubts)


def _line(form: LedgerForm, row: Table, rulebook: Rulebook, on: date | None) -> Line:
    texts = {field.key: shown(field, row, rulebook) for field in form.fields}
    if isinstance(row, Finding) and on is not None:
        texts["state"] = rulebook.casework.standing(row.state, row.deadline, on)
    typed = written(form, row, rulebook)
    if isinstance(row, TestReport):
        return Line(row.id, texts, None if row.points_over is None else row.points_over > 0, typed=typed)
    if not isinstance(row, TestResult):
        return Line(row.id, texts, typed=typed)
    if row.result is None:
        return Line(row.id, texts, row.over_limit, typed=typed)
    held = judge(row.factor_code, row.result, row.unit, row.limit_kind, row.fraction, rulebook)
    verdict = "" if held.over is None else "，结果超过限值" if held.over else "，结果没有超过限值"
    if held.over is not None and row.over_limit is not None and held.over != row.over_limit:
        verdict += "，与登记的不一致，请核对"
    return Line(row.id, texts, row.over_limit, f"{held.limit or held.why}{verdict}", typed)


def _row(session: Session, form: LedgerForm, line_id: int) -> Table:
    row: Table | None = session.get(MODELS[form.key], line_id)
    if row is None:
        raise Problem(f"这一行{form.label}已经不在了。", "可能刚被撤销或删除，请在卡片里重新选一行。")
    return row


def _owner(session: Session, form: LedgerForm, row: Table) -> int:
    model = MODELS[form.of or form.key]
    line = row.id if form.of is None else getattr(row, parent_of(form).key)
    return int(session.execute(select(model.employer_id).where(model.id == line)).scalar_one())


def _employer(session: Session, employer_id: int) -> Employer:
    employer = session.get(Employer, employer_id)
    if employer is None:
        raise Problem("这家企业已经不在台账里。", "请在台账里重新选一家。")
    return employer


def _follow(session: Session, form: LedgerForm, employer_id: int, rulebook: Rulebook, on: date) -> None:
    """What follows from the line in the same operation: findings from tests, the grade from what grades."""
    if form.key in ("test_report", "test_result"):
        findings_tests.follow(session, rulebook, on, [employer_id])
    if form.grades:
        grading.regrade(session, rulebook, on, [employer_id])
