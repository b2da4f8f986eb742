"""The six named duties as columns of the register: 申报 体检 检测 劳动合同 工伤保险 三同时, for a page of employers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.ledger import ConstructionProject, Declaration, HealthExam, LabourStanding, TestReport
from desktop.rules import duties as rules
from desktop.rules.duties import SIX, Due
from desktop.rules.tables import Rulebook
from desktop.work.duties import ORDER
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


def named(session: Session, rulebook: Rulebook, ids: Sequence[int], on: date) -> dict[int, dict[str, Named]]:
    """The six duties of a page of employers, by id and name of the duty. The most urgent item of each is told."""
    inspector = rules.inspector(rulebook, on)
    evidence = _evidence(session, ids, on)
    found = {}
    for id, known in facts(session, rulebook, on, ids).items():
        held: dict[str, list[Due]] = {}
        for due in inspector.due(known):
            held.setdefault(due.group, []).append(due)
        found[id] = {group: _named(group, held.get(group, ()), evidence.get((id, group))) for group in SIX}
    return found


def _named(group: str, dues: Sequence[Due], proof: Evidence | None) -> Named:
    on, words = proof or (None, None)
    if not dues:
        state = DONE if proof else NONE
        return Named(group, on, None, state, state, words, words or "没有要办的事")
    worst = min(dues, key=lambda due: (ORDER[due.standing], due.due or date.max))
    return Named(group, on, worst.due, worst.state, worst.standing, words, worst.because)


def _evidence(session: Session, ids: Sequence[int], on: date) -> dict[tuple[int, str], Evidence]:
    """The newest record of each of the six, with what it is called."""
    found: dict[tuple[int, str], Evidence] = {}

    def take(group: str, rows: Iterable[Any]) -> None:
        for employer, day, *words in rows:
            told = " ".join(str(word) for word in words if word)
            found[employer, group] = (day, told)

    take(
        "申报",
        session.execute(
            _newest(Declaration, Declaration.declared_on, (Declaration.kind, Declaration.receipt_no), ids, on)
        ),
    )
    columns = (TestReport.kind, TestReport.institution, TestReport.report_no)
    take("检测", session.execute(_newest(TestReport, TestReport.tested_on, columns, ids, on)))
    exam = (HealthExam.kind, HealthExam.institution, HealthExam.report_no)
    take("体检", session.execute(_newest(HealthExam, HealthExam.examined_on, exam, ids, on)))
    project = (ConstructionProject.name,)
    take("三同时", session.execute(_newest(ConstructionProject, ConstructionProject.accepted_on, project, ids, on)))
    labour = (LabourStanding.contracts_signed, LabourStanding.hazards_told, LabourStanding.insured)
    for employer, day, signed, told, insured in session.execute(
        _newest(LabourStanding, LabourStanding.counted_on, labour, ids, on)
    ):
        if signed is not None or told is not None:
            parts = (("签订", signed), ("告知", told))
            words = "，".join(f"{what} {number} 人" for what, number in parts if number is not None)
            found[employer, "劳动合同"] = (day, words)
        if insured is not None:
            found[employer, "工伤保险"] = (day, f"参保 {insured} 人")
    return found


def _newest(model: Any, day: Any, columns: tuple[Any, ...], ids: Sequence[int], on: date) -> Any:  # noqa: ANN401
    """Oldest first, so that the newest is what stays."""
    return select(model.employer_id, day, *columns).where(model.employer_id.in_(ids), day <= on).order_by(day, model.id)
