"""What the grading page shows: the counts, a line per employer, and everything behind one employer's grade."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.grading import GradeOverride
from db.models.verdict import RiskAssessment
from desktop.rules.catalogue import IndustryRisk
from desktop.rules.exposure import over_limits
from desktop.rules.grading_industry import Industries, Industry, IndustryClass, open_rows
from desktop.rules.grading_whatif import Why, why
from desktop.rules.tables import Rulebook
from desktop.work import facts, grading, grading_forms, grading_history, register
from desktop.work.grading_forms import Kept
from desktop.work.register import EmployerRow, Query

GRADED = "参加分级"


@dataclass(frozen=True, slots=True)
class Counts:
    """The tiles: how the graded part of the register stands as kept."""

    levels: dict[str, int]
    classes: dict[str, int]
    ungraded: int
    unconfirmed: int
    overridden: int
    employers: int


@dataclass(frozen=True, slots=True)
class GradeRow:
    """One line of the page. missing: what is wanting for level and class; due: to be assessed again by then."""

    employer: EmployerRow
    missing: tuple[str, ...]
    assessed_on: date | None
    due: date | None


@dataclass(frozen=True, slots=True)
class Past:
    """One kept assessment."""

    on: date
    edition: str
    level: str | None
    management: str | None
    combined: str | None
    because: str
    source: str
    inputs: dict[str, object]


@dataclass(frozen=True, slots=True)
class Decided:
    """One override, in force or past."""

    said: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class HeldIndustry:
    """What a person has decided of the industries, as written. solvents: 是, 否, or "" where nobody knows."""

    more: str
    rows: tuple[str, ...]
    solvents: str
    basis: str


@dataclass(frozen=True, slots=True)
class Behind:
    """Everything behind one employer's grade."""

    employer_id: int
    name: str
    why: Why | None
    industry: IndustryClass
    industry_open: tuple[IndustryRisk, ...]  # rows a person may choose among
    industry_held: HeldIndustry
    note: tuple[date, str, str] | None
    overrides: tuple[Decided, ...]
    past: tuple[Past, ...]
    form: Kept | None
    due: date | None


@dataclass(frozen=True, slots=True)
class OverLimit:
    """超标就是隐患: one result over its limit that nothing later takes back."""

    employer_id: int
    name: str
    factor: str | None
    on: date
    said: str


def find(session: Session, query: Query) -> Sequence[int]:
    """The graded employers that match, in page order."""
    return register.find(session, graded(query))


def graded(query: Query) -> Query:
    """The same among the employers that are graded."""
    return replace(query, states=(*query.states, GRADED))


def rows(session: Session, ids: Sequence[int], rulebook: Rulebook, on: date) -> dict[int, GradeRow]:
    """The lines of one screenful."""
    newest = select(func.max(RiskAssessment.id)).where(RiskAssessment.employer_id.in_(list(ids)))
    kept = {
        id: (missing, day)
        for id, missing, day in session.execute(
            select(RiskAssessment.employer_id, RiskAssessment.missing, RiskAssessment.assessed_on).where(
                RiskAssessment.id.in_(newest.group_by(RiskAssessment.employer_id))
            )
        )
    }
    again = grading_history.reassessments(session, rulebook, on, ids)
    found = {}
    for id, employer in register.rows(session, ids).items():
        missing, day = kept.get(id, ("[]", None))
        due = again[id].due if id in again else None
        found[id] = GradeRow(employer, tuple(json.loads(missing)), day, due)
    return found


def counts(session: Session) -> Counts:
    """How the register stands, by the assessments kept last."""
    held = grading_history.newest_of_graded(session)
    levels: dict[str, int] = {}
    classes: dict[str, int] = {}
    for row in held.values():
        for value, into in ((row.level, levels), (row.combined, classes)) if row else ():
            if value:
                into[value] = into.get(value, 0) + 1
    return Counts(
        levels,
        classes,
        ungraded=sum(row is None or (row.level is None and row.combined is None) for row in held.values()),
        unconfirmed=sum(row is not None and row.unconfirmed for row in held.values()),
        overridden=sum(row is not None and row.overridden for row in held.values()),
        employers=len(held),
    )


def behind(session: Session, employer_id: int, rulebook: Rulebook, on: date) -> Behind | None:
    """Everything behind the grade of one employer; None if it is no longer there or is not graded."""
    employer = session.get(Employer, employer_id)
    if employer is None:
        return None
    known = facts.for_grading(session, on, [employer_id], rulebook=rulebook, history=True)[employer_id]
    industry = Industry.of(
        employer.industry_code, employer.more_industries, employer.industry_rows, employer.star_solvents
    )
    edition = rulebook.edition(on)
    due = grading_history.reassessments(session, rulebook, on, [employer_id]).get(employer_id)
    return Behind(
        employer_id,
        employer.name,
        why(known, rulebook, on),
        Industries(rulebook).of(industry, [factor.code for factor in known.factors]),
        open_rows(industry, rulebook),
        HeldIndustry(
            employer.more_industries or "",
            industry.chosen,
            {None: "", True: "是", False: "否"}[employer.star_solvents],
            employer.industry_basis or "",
        ),
        grading_history.last_note(session, employer_id),
        _overrides(session, employer_id, on),
        _past(session, employer_id),
        grading_forms.last(session, employer_id, edition) if edition else None,
        due.due if due else None,
    )


def _overrides(session: Session, employer_id: int, on: date) -> tuple[Decided, ...]:
    query = select(GradeOverride).where(GradeOverride.employer_id == employer_id).order_by(GradeOverride.id.desc())
    found = []
    for row in session.scalars(query):
        parts = (row.level and f"{row.level}级", row.combined and f"{row.combined}类")
        outcome = "、".join(part for part in parts if part)
        ended = f"，{row.lifted_on} 取消" if row.lifted_on else ""
        said = f"{row.set_on} 起至 {row.ends_on}，{row.person}认定为{outcome}{ended}。理由：{row.reason}"
        holds = row.set_on <= on <= row.ends_on and (row.lifted_on is None or row.lifted_on > on)
        found.append(Decided(said, holds))
    return tuple(found)


def _past(session: Session, employer_id: int) -> tuple[Past, ...]:
    query = select(RiskAssessment).where(RiskAssessment.employer_id == employer_id).order_by(RiskAssessment.id.desc())
    return tuple(
        Past(
            row.assessed_on, row.edition, row.level, row.management, row.combined, row.because, row.source or "",
            json.loads(row.inputs),
        )
        for row in session.scalars(query)
    )  # fmt: skip


def over_limit_findings(session: Session, rulebook: Rulebook, on: date) -> list[OverLimit]:
    """Every result over its limit that stands on `on`: each is a hazard to be put right."""
    known = facts.for_grading(session, on, rulebook=rulebook, history=True)
    names = {factor.code: factor.name for factor in rulebook.factors}
    found = []
    for id, name in session.execute(
        select(Employer.id, Employer.name)
        .where(Employer.status.not_in(grading.NOT_GRADED))
        .order_by(Employer.sort_key, Employer.id)
    ):
        for test in over_limits(known[id].tests, on):
            factor = names.get(test.factor or "", test.factor)
            said = f"{test.on} 检测{f'“{factor}”' if factor else ''}超标"
            if test.points_over:
                said += f"（{test.points_over}个点）"
            if test.result is not None and test.limit:
                said += f"（结果 {test.result:g} {test.unit or ''}，限值 {test.limit}）"
            found.append(OverLimit(id, name, factor, test.on, said))
    return found
