"""Risk grades of the register: what is known of each employer, its verdict, and what is kept of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.verdict import ManagementGrade, RiskAssessment
from db.portions import few
from desktop.rules import cells
from desktop.rules.grading import Verdict, grade
from desktop.rules.tables import Rulebook
from desktop.work import facts
from desktop.work.change import Change
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from desktop.work.undisturbed import undisturbed

BY_PERSON = "人工认定"
NOT_GRADED = ("注销", "查无", "搬迁", "不存在危害")


@dataclass(frozen=True, slots=True)
class Graded:
    """One employer with its verdict."""

    employer_id: int
    name: str
    credit_code: str | None
    verdict: Verdict


def verdicts(
    session: Session, rulebook: Rulebook, on: date, ids: Sequence[int] | None = None, edition: str | None = None
) -> list[Graded]:
    """The verdict on every employer that is graded (or those of `ids`), by what was known on `on`. Keeps nothing."""
    with undisturbed():
        known = facts.for_grading(session, on, ids, rulebook=rulebook)
    query = (
        select(Employer.id, Employer.name, Employer.credit_code)
        .where(Employer.status.not_in(NOT_GRADED))
        .order_by(Employer.sort_key, Employer.id)
    )
    if ids is not None:
        wanted = set(ids)
        if few(wanted):
            query = query.where(Employer.id.in_(wanted))
    listed = [row for row in session.execute(query) if ids is None or row.id in wanted]
    with undisturbed():
        return [Graded(id, name, code, grade(known[id], rulebook, on, edition)) for id, name, code in listed]


def grade_all(session: Session, rulebook: Rulebook, on: date, *, progress: Progress | None = None) -> Change:
    """Grade the whole register; a verdict is kept where it differs from the one kept last."""
    moved = regrade(session, rulebook, on, None, progress=progress)
    count = session.scalar(select(func.count(Employer.id)).where(Employer.status.not_in(NOT_GRADED))) or 0
    return Change(f"风险分级：{count} 家，其中 {len(moved)} 家有变化", frozenset(moved))


def regrade(
    session: Session,
    rulebook: Rulebook,
    on: date,
    ids: Sequence[int] | None,
    *,
    progress: Progress | None = None,
) -> list[int]:
    """Grade these employers (None: all) and keep each verdict that differs from the one kept last. Gives their ids."""
    session.flush()
    graded = verdicts(session, rulebook, on, ids)
    newest = select(func.max(RiskAssessment.id)).group_by(RiskAssessment.employer_id)
    query = select(RiskAssessment).where(RiskAssessment.id.in_(newest))
    if few(ids):
        query = query.where(RiskAssessment.employer_id.in_(ids))
    kept = {row.employer_id: _essence(row) for row in session.scalars(query)}
    rows = []
    for number, one in enumerate(graded, 1):
        if progress:
            progress.step(number, len(graded), "正在评定风险等级")
        if kept.get(one.employer_id) != _essence_of(one.verdict):
            rows.append(_row(one, on))
    if rows:
        session.execute(insert(RiskAssessment), rows)
    return [row["employer_id"] for row in rows]


def _essence(row: RiskAssessment) -> tuple[object, ...]:
    return row.edition, row.level, row.management, row.combined, row.because, row.missing, row.unconfirmed


def _essence_of(verdict: Verdict) -> tuple[object, ...]:
    missing = json.dumps(verdict.missing, ensure_ascii=False)
    return (
        verdict.edition, verdict.level, verdict.management, verdict.combined, verdict.because, missing,
        verdict.unconfirmed,
    )  # fmt: skip


def _row(one: Graded, on: date) -> dict[str, Any]:
    verdict = one.verdict
    inputs = verdict.inputs
    return {
        "employer_id": one.employer_id,
        "assessed_on": on,
        "edition": verdict.edition,
        "level": verdict.level,
        "management": verdict.management,
        "score": inputs.get("score"),
        "combined": verdict.combined,
        "nature": verdict.nature,
        "exposure": verdict.exposure,
        "because": verdict.because,
        "inputs": json.dumps(inputs, ensure_ascii=False, default=str),
        "missing": json.dumps(verdict.missing, ensure_ascii=False),
        "unconfirmed": verdict.unconfirmed,
        "source": f"{BY_PERSON}（{verdict.override.person}）" if verdict.override else "程序评定",
    }


def by_person(source: str | None) -> bool:
    """Whether a kept assessment holds a person's decision in place of the program's."""
    return (source or "").startswith(BY_PERSON)


def set_management(
    session: Session,
    employer_id: int,
    *,
    written: str,
    source: str,
    rulebook: Rulebook,
    on: date,
) -> Change:
    """Enter the management grade: “A”, “B”, “C”, or the score out of 100 it follows from; and grade anew.

    source: where it was seen (企业自查表、县局通知…). Raises Problem for anything else, or without a source.
    """
    employer = session.get(Employer, employer_id)
    if employer is None:
        raise Problem("这家企业已被删除。", "请按 F5 刷新台账后重试。")
    if not source.strip():
        raise Problem("没有写明管理等级的来源。", "请写明出处，例如“企业自查表 2026-05”或“县卫健局通知”。")
    edition = rulebook.edition(on)
    if edition is None:
        raise Problem(f"{on} 还没有可用的分级方法。", "请在“设置 → 规则”中导入一个分级方法。")
    letters = [letter for letter, _ in edition.grades]
    text = cells.plain(written).upper().removesuffix("级").removesuffix("分")
    score: float | None = None
    if text not in letters:
        number = cells.number(text)
        if not isinstance(number, float | int) or not 0 <= number <= edition.scale:
            raise Problem(
                f"“{written}”不是管理等级。",
                f"请填 {'、'.join(letters)} 之一，或填 0—{edition.scale:g} 的自查得分。",
            )
        score, text = float(number), edition.management_of(float(number))
    session.add(
        ManagementGrade(
            employer_id=employer_id, graded_on=on, grade=text, score=score, edition=edition.id, source=source.strip()
        )
    )
    regrade(session, rulebook, on, [employer_id])
    told = f"{text} 级（{score:g} 分）" if score is not None else f"{text} 级"
    return Change(f"{employer.name}：管理等级 {told}，来源：{source.strip()}", frozenset({employer_id}))
