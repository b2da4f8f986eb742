"""The six named duties as columns of the register: 申报 体检 检测 劳动合同 工伤保险 三同时, for a page of employers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.ledger import ConstructionProject, Declaration, HealthExam, LabourStanding, TestReport
from desktop.rules import duties as rules
from desktop.rules.duties import ORDER, SIX, Due
from desktop.rules.tables import Rulebook
from desktop.work.duties_facts import facts

DONE, NONE = "已完成", "无需办理"
Evidence = tuple[date | None, str]


@dataclass(frozen=True, slots=True)
class Named:
    """One of the six duties of one employer. on: when last done; due: the next date; evidence: what proves it.

    state: as Due.state; 已完成 where nothing is open, 无需办理 where there is nothing to do. None everywhere: unknown.
    """

    group: str
    on: date | None
    due: date | None
    state: str
    standing: str
    evidence: str | None
    because: str


NOTHING = {group: Named(group, None, None, NONE, NONE, None, "没有要办的事") for group in SIX}


def named(session: Session, rulebook: Rulebook, ids: Sequence[int], on: date) -> dict[int, dict[str, Named]]:
    """The six duties of a page of employers, by id and name of the duty. The most urgent item of each is told."""
    return {id: six for id, _, six in standings(session, rulebook, ids, on)}


def standings(
    session: Session, rulebook: Rulebook, ids: Sequence[int] | None, on: date
) -> Iterator[tuple[int, list[Due], dict[str, Named]]]:
    """Of each employer, or of those named: everything due, and the six duties with what proves them."""
    inspector = rules.inspector(rulebook, on)
    evidence = _evidence(session, ids, on)
    for id, known in facts(session, rulebook, on, ids).items():
        dues = list(inspector.due(known))
        held: dict[str, list[Due]] = {}
        for due in dues:
            held.setdefault(due.group, []).append(due)
        yield id, dues, {group: _named(group, held.get(group, ()), evidence.get((id, group))) for group in SIX}


def _named(group: str, dues: Sequence[Due], proof: Evidence | None) -> Named:
    if not dues and proof is None:
        return NOTHING[group]
    on, words = proof or (None, None)
    if not dues:
        return Named(group, on, None, DONE, DONE, words, words or "")
    worst = min(dues, key=lambda due: (ORDER[due.standing], due.due or date.max))
    return Named(group, on, worst.due, worst.state, worst.standing, words, worst.because)


def _evidence(session: Session, ids: Sequence[int] | None, on: date) -> dict[tuple[int, str], Evidence]:
    """The newest record of each of the six, with what it is called."""
    found: dict[tuple[int, str], Evidence] = {}
    for group, model, day, columns in RECORDS:
        for employer, last, *words in session.execute(_newest(model, day, columns, ids, on)):
            found[employer, group] = (last, " ".join(str(word) for word in words if word))
    labour = (LabourStanding.contracts_signed, LabourStanding.hazards_told, LabourStanding.insured)
    for employer, last, signed, told, insured in session.execute(
        _newest(LabourStanding, LabourStanding.counted_on, labour, ids, on)
    ):
        if signed is not None or told is not None:
            parts = (("签订", signed), ("告知", told))
            said = "，".join(f"{what} {number} 人" for what, number in parts if number is not None)
            found[employer, "劳动合同"] = (last, said)
        if insured is not None:
            found[employer, "工伤保险"] = (last, f"参保 {insured} 人")
    return found


RECORDS: tuple[tuple[str, Any, Any, tuple[Any, ...]], ...] = (
    ("申报", Declaration, Declaration.declared_on, (Declaration.kind, Declaration.receipt_no)),
    ("检测", TestReport, TestReport.tested_on, (TestReport.kind, TestReport.institution, TestReport.report_no)),
    ("体检", HealthExam, HealthExam.examined_on, (HealthExam.kind, HealthExam.institution, HealthExam.report_no)),
    ("三同时", ConstructionProject, ConstructionProject.accepted_on, (ConstructionProject.name,)),
)


def _newest(model: Any, day: Any, columns: tuple[Any, ...], ids: Sequence[int] | None, on: date) -> Any:  # noqa: ANN401
    """One row for each employer, its newest: SQLite takes the other columns from the row that holds the max()."""
    wanted = model.employer_id.in_(ids) if ids is not None else model.employer_id.is_not(None)
    return select(model.employer_id, func.max(day), *columns).where(wanted, day <= on).group_by(model.employer_id)
