"""How grades came about and moved: overrides by a person, notes, what is due again, and who moved between two days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.models.employer import Employer
from db.models.grading import GradeNote, GradeOverride
from db.models.place import Area
from db.models.verdict import ManagementGrade, RiskAssessment
from desktop.rules import grading_moves
from desktop.rules.grading_moves import Stand
from desktop.rules.grading_whatif import after_mending
from desktop.rules.tables import Rulebook
from desktop.rules.words import add_months
from desktop.work import facts, grading
from desktop.work.change import Change
from desktop.work.problem import Problem

BY = {"village": "村（社区）", "industry": "行业", "size": "规模"}
UNKNOWN = "未登记"
GONE = "这家企业已被删除。"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decides in place of the program. level or combined or both; ends_on is the last day it holds."""

    level: str | None
    combined: str | None
    reason: str
    person: str
    ends_on: date


@dataclass(frozen=True, slots=True)
class Shifted:
    """One employer that stood elsewhere on the first day than on the second."""

    employer_id: int
    name: str
    before: Stand
    after: Stand
    which: str
    because: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """An employer to grade again. kept: what stands in the register; now: what it would be today."""

    employer_id: int
    name: str
    kept: Stand
    now: Stand
    because: str


@dataclass(frozen=True, slots=True)
class Due:
    """The day by which an employer is to be assessed again; since: when it was last."""

    employer_id: int
    since: date
    due: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """How many employers of one village, industry or size stand where. ungraded counts apart."""

    name: str
    levels: dict[str, int]
    classes: dict[str, int]
    ungraded: int
    overridden: int
    total: int


def override(session: Session, employer_id: int, told: Decision, *, rulebook: Rulebook, on: date) -> Change:
    """人工认定: put a person's level or class in place of the program's until `told.ends_on`; it is shown as such.

    Raises Problem without reason, person or outcome, for a code the edition does not have, or an end that has passed.
    """
    employer, edition = _employer(session, employer_id), rulebook.edition(on)
    if edition is None:
        raise Problem(f"{on} 没有可用的分级方法。", "请在“设置 → 分级规则”中采用一个分级方法。")
    if not told.level and not told.combined:
        raise Problem("没有写明认定成什么。", "请选择风险等级或综合类别。")
    for value, known, word in ((told.level, edition.levels, "风险等级"), (told.combined, edition.classes, "综合类别")):
        if value and value not in known:
            raise Problem(f"“{value}”不是{word}。", f"请填 {'、'.join(known)} 之一。")
    if not told.reason.strip() or not told.person.strip():
        raise Problem("没有写明理由或认定人。", "人工认定要写理由、认定人和截止日期，以后才说得清楚。")
    if told.ends_on < on:
        raise Problem(f"截止日期 {told.ends_on} 已经过去。", "请填今天或以后的日期。")
    _lift(session, employer_id, on)
    session.add(
        GradeOverride(
            employer_id=employer_id, level=told.level, combined=told.combined, reason=told.reason.strip(),
            person=told.person.strip(), set_on=on, ends_on=told.ends_on,
        )
    )  # fmt: skip
    grading.regrade(session, rulebook, on, [employer_id])
    outcome = "、".join(
        part for part in (told.level and f"{told.level}级", told.combined and f"{told.combined}类") if part
    )
    said = f"{employer.name}：人工认定为{outcome}（{told.person.strip()}），至 {told.ends_on}"
    return Change(said, frozenset({employer_id}))


def lift(session: Session, employer_id: int, *, rulebook: Rulebook, on: date) -> Change:
    """End the override of an employer now; the program's own verdict stands again."""
    employer = _employer(session, employer_id)
    if not _lift(session, employer_id, on):
        raise Problem(f"“{employer.name}”没有人工认定。", "不需要做什么。")
    grading.regrade(session, rulebook, on, [employer_id])
    return Change(f"{employer.name}：取消人工认定", frozenset({employer_id}))


def _lift(session: Session, employer_id: int, on: date) -> bool:
    held = list(
        session.scalars(
            select(GradeOverride).where(
                GradeOverride.employer_id == employer_id, GradeOverride.lifted_on.is_(None), GradeOverride.ends_on >= on
            )
        )
    )
    for row in held:
        row.lifted_on = on
    session.flush()
    return bool(held)


def note(session: Session, employer_id: int, *, justification: str, controls: str, on: date) -> Change:
    """Keep why the grade is right and which measures are in place; shown beside the grade."""
    employer = _employer(session, employer_id)
    session.add(
        GradeNote(
            employer_id=employer_id, noted_on=on, justification=justification.strip() or None,
            controls=controls.strip() or None,
        )
    )  # fmt: skip
    return Change(f"{employer.name}：记录评定说明", frozenset({employer_id}))


def last_note(session: Session, employer_id: int) -> tuple[date, str, str] | None:
    """The newest note: day, justification, existing controls."""
    query = select(GradeNote).where(GradeNote.employer_id == employer_id).order_by(GradeNote.id.desc()).limit(1)
    found = session.scalar(query)
    return (found.noted_on, found.justification or "", found.controls or "") if found else None


def outdated(session: Session, rulebook: Rulebook, on: date) -> list[Prompt]:
    """Employers whose kept grade would be another today: a test ran out, an override ended, a method began.

    Only where level, grade or class would change; another wording alone is no reason to ask.
    """
    kept = _standing(session, None)
    found = []
    for one in grading.verdicts(session, rulebook, on):
        was, now = kept.get(one.employer_id), grading_moves.stand(one.verdict)
        if was is None or (was[0].level, was[0].combined) == (now.level, now.combined):
            continue
        found.append(Prompt(one.employer_id, one.name, was[0], now, one.verdict.because))
    return found


def after_closing(session: Session, rulebook: Rulebook, employer_id: int, *, over: bool, on: date) -> str | None:
    """What to do about the grade once a finding is closed; None when level and class would stay.

    over: the finding was a test over its limit, which only a retest takes back; any other may raise the self-check.
    """
    kept = _standing(session, None, [employer_id]).get(employer_id)
    graded = grading.verdicts(session, rulebook, on, [employer_id])
    if kept is None or not graded:
        return None
    now = grading_moves.stand(graded[0].verdict)
    if (kept[0].level, kept[0].combined) != (now.level, now.combined):
        return f"按今天的资料，评定由{kept[0].label}变为{now.label}，请重新评定。"
    known = facts.for_grading(session, on, [employer_id], rulebook=rulebook)[employer_id]
    step = after_mending(known, rulebook, on, over=over)
    asked = "请登记复测报告，程序会重新评定" if over else "请让企业重新自查，录入后程序会重新评定"
    return f"现在是{now.label}；{step.said}。{asked}。" if step else None


def reassessments(session: Session, rulebook: Rulebook, on: date, ids: Sequence[int] | None = None) -> dict[int, Due]:
    """When each assessed employer is to be assessed again by its edition, counted from its last assessment.

    The assessment is the last management grade or the last change of outcome, whichever is later.
    """
    managed = {
        id: day
        for id, day in session.execute(
            select(ManagementGrade.employer_id, func.max(ManagementGrade.graded_on))
            .where(ManagementGrade.graded_on <= on, _of(ManagementGrade.employer_id, ids))
            .group_by(ManagementGrade.employer_id)
        )
    }
    months = {entry.id: entry.assessment_months for entry in rulebook.editions}
    edition = rulebook.edition(on)
    found: dict[int, Due] = {}
    last: dict[int, tuple[tuple[str | None, str | None, str], date]] = {}
    for id, day, pack, level, combined in session.execute(
        select(
            RiskAssessment.employer_id, RiskAssessment.assessed_on, RiskAssessment.edition, RiskAssessment.level,
            RiskAssessment.combined,
        )
        .where(RiskAssessment.assessed_on <= on, _of(RiskAssessment.employer_id, ids))
        .order_by(RiskAssessment.id)
    ):  # fmt: skip
        outcome = (level, combined, pack)
        if id not in last or last[id][0] != outcome:
            last[id] = (outcome, day)
    for id, (outcome, day) in last.items():
        if outcome[0] is None and outcome[1] is None:
            continue
        since = max(day, managed.get(id, day))
        every = months.get(outcome[2]) or (edition.assessment_months if edition else 36)
        found[id] = Due(id, since, add_months(since, every))
    return found


def to_assess(session: Session, rulebook: Rulebook, until: date, on: date) -> list[Due]:
    """Every graded employer that is to be assessed again by `until`, the earliest first, with its name."""
    graded = select(Employer.id, Employer.name).where(Employer.status.not_in(grading.NOT_GRADED))
    names = {id: name for id, name in session.execute(graded)}
    found = reassessments(session, rulebook, on)
    due = [replace(one, name=names[id]) for id, one in found.items() if id in names and one.due <= until]
    return sorted(due, key=lambda one: (one.due, one.employer_id))


def _of(column: InstrumentedAttribute[int], ids: Sequence[int] | None) -> ColumnElement[bool]:
    return column.is_not(None) if ids is None else column.in_(ids)


def between(session: Session, rulebook: Rulebook, first: date, second: date) -> list[Shifted]:
    """升级、降级 between two days, by the assessments kept then. Not yet assessed on the first day: left out."""
    before, after = _standing(session, first), _standing(session, second)
    editions = {entry.id: entry for entry in rulebook.editions}
    moved = grading_moves.moves(
        {id: stand for id, (stand, _) in before.items()}, {id: stand for id, (stand, _) in after.items()}, editions
    )
    names = {id: name for id, name in session.execute(select(Employer.id, Employer.name).order_by(Employer.sort_key))}
    place = {id: number for number, id in enumerate(names)}
    found = [Shifted(m.id, names[m.id], m.before, m.after, m.which, after[m.id][1]) for m in moved if m.id in names]
    return sorted(found, key=lambda one: place[one.employer_id])


def _standing(session: Session, on: date | None, ids: Sequence[int] | None = None) -> dict[int, tuple[Stand, str]]:
    """Where every employer (or those of `ids`) stood at the end of `on` (None: now), with the sentence."""
    newest = select(func.max(RiskAssessment.id)).where(_of(RiskAssessment.employer_id, ids))
    newest = newest.group_by(RiskAssessment.employer_id)
    if on is not None:
        newest = newest.where(RiskAssessment.assessed_on <= on)
    return {
        row.employer_id: (Stand(row.edition, row.level, row.combined), row.because)
        for row in session.execute(
            select(
                RiskAssessment.employer_id, RiskAssessment.edition, RiskAssessment.level, RiskAssessment.combined,
                RiskAssessment.because,
            ).where(RiskAssessment.id.in_(newest))
        )
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Newest:
    """The assessment kept last of one employer."""

    level: str | None
    combined: str | None
    unconfirmed: bool
    overridden: bool


def newest_of_graded(session: Session) -> dict[int, Newest | None]:
    """The newest assessment of every employer that is graded; None where there is none yet."""
    newest = select(func.max(RiskAssessment.id)).group_by(RiskAssessment.employer_id)
    kept = {
        id: Newest(level, combined, bool(unconfirmed), grading.by_person(source))
        for id, level, combined, unconfirmed, source in session.execute(
            select(
                RiskAssessment.employer_id, RiskAssessment.level, RiskAssessment.combined, RiskAssessment.unconfirmed,
                RiskAssessment.source,
            ).where(RiskAssessment.id.in_(newest))
        )
    }  # fmt: skip
    return {
        id: kept.get(id)
        for (id,) in session.execute(select(Employer.id).where(Employer.status.not_in(grading.NOT_GRADED)))
    }


def distribution(session: Session, by: str) -> list[Share]:
    """Levels and classes as kept, by village, industry or size; the largest group first."""
    column = {"village": Area.name, "industry": Employer.industry_written, "size": Employer.size}[by]
    kept = newest_of_graded(session)
    groups: dict[str, list[Newest | None]] = {}
    for id, name in session.execute(select(Employer.id, column).outerjoin(Area, Employer.area_id == Area.id)):
        if id in kept:
            groups.setdefault(name or UNKNOWN, []).append(kept[id])
    return sorted((_share(name, rows) for name, rows in groups.items()), key=lambda share: (-share.total, share.name))


def _share(name: str, rows: Sequence[Newest | None]) -> Share:
    levels: dict[str, int] = {}
    classes: dict[str, int] = {}
    held = [row for row in rows if row and (row.level or row.combined)]
    for row in held:
        if row.level:
            levels[row.level] = levels.get(row.level, 0) + 1
        if row.combined:
            classes[row.combined] = classes.get(row.combined, 0) + 1
    return Share(name, levels, classes, len(rows) - len(held), sum(row.overridden for row in held), len(rows))


def _employer(session: Session, employer_id: int) -> Employer:
    found = session.get(Employer, employer_id)
    if found is None:
        raise Problem(GONE, "请按 F5 刷新台账后重试。")
    return found
