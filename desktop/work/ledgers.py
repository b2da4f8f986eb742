"""The sub-ledgers of an employer by hand: a line added, changed or removed, each as one operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.columns import Table
from db.models.employer import Employer
from db.models.finding import Finding
from db.models.ledger import TestReport, TestResult
from desktop.rules.cells import Unclear
from desktop.rules.exposure_limits import judge
from desktop.rules.ledger_forms import LedgerForm
from desktop.rules.tables import Rulebook
from desktop.work import bin, findings, findings_tests, grading
from desktop.work.change import Change
from desktop.work.ledger_cells import KEPT, MODEL, MODELS, Refused, name_of, read, shown, values_of
from desktop.work.problem import Problem

UNKNOWN = "未登记"


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
    form = form_of(rulebook, ledger)
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
        values["employer_id"] = employer_id
    else:
        told = text.get("report", "").strip()
        parent = int(told) if told.isdecimal() else None if told else newest_report(session, employer_id)
        report = session.get(TestReport, parent) if parent is not None else None
        if report is None or report.employer_id != employer_id:
            raise Problem("还没有选定检测报告。", "请先登记或选中一份检测报告，再登记各因素结果。", KEPT)
        values["report_id"] = report.id
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
    employer = _employer(session, _owner(session, row))
    before = written(form, row, rulebook)
    name = name_of(form, row, rulebook)
    for key, value in values_of(form, text, before, rulebook, on).items():
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
        employer = _employer(session, _owner(session, row))
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


def _line(form: LedgerForm, row: MODEL, rulebook: Rulebook) -> Line:
    texts = {field.key: shown(field, row, rulebook) for field in form.fields}
    if isinstance(row, TestReport):
        return Line(row.id, texts, None if row.points_over is None else row.points_over > 0)
    if not isinstance(row, TestResult):
        return Line(row.id, texts)
    limit = ""
    if row.result is not None:
        held = judge(row.factor_code, row.result, row.unit, row.limit_kind, row.fraction, rulebook)
        limit = held.limit or held.why
    return Line(row.id, texts, row.over_limit, limit)


def _row(session: Session, form: LedgerForm, line_id: int) -> MODEL:
    row: MODEL | None = session.get(MODELS[form.key], line_id)
    if row is None:
        raise Problem(f"这一行{form.label}已经不在了。", "可能刚被撤销或删除，请在卡片里重新选一行。")
    return row


def _owner(session: Session, row: MODEL) -> int:
    if isinstance(row, TestResult):
        return session.get_one(TestReport, row.report_id).employer_id
    return row.employer_id


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
