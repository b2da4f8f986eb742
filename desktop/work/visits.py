"""走访: what was done, and what somebody wants to be visited by a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.patrol import Campaign, CampaignEmployer, Visit, VisitRequest
from desktop.rules import patrol
from desktop.rules.patrol_terms import AD_HOC, COMPLAINT, KINDS, NEW, PLANNED, RECHECK, PatrolTerms
from desktop.rules.tables import Rulebook
from desktop.work import answers
from desktop.work.change import Change
from desktop.work.problem import Problem

WANTED, PLANNED_FOR, DONE, CANCELLED, NOT_ENTERED = "待排", "已排", "已访", "取消", "未能入内"
STATES = (WANTED, PLANNED_FOR, DONE, CANCELLED, NOT_ENTERED)
WHY_NOT = ("停产", "关门", "拒绝", "其他")
ASKED = (RECHECK, COMPLAINT, "专项", AD_HOC)
USUAL_PEOPLE = 2


@dataclass(frozen=True, slots=True)
class Made:
    """A visit as it was made. by: names. not_entered: why nobody could get in; counts None: as the kind says."""

    on: date
    by: tuple[str, ...]
    kind: str = AD_HOC
    outcome: str | None = None
    not_entered: str | None = None
    note: str | None = None
    counts: bool | None = None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit of one employer, as lists show it."""

    id: int
    employer_id: int
    name: str
    kind: str
    state: str
    planned_on: date | None
    done_on: date | None
    done_by: str | None
    outcome: str | None
    counts: bool
    reason: str | None


def record_visit(session: Session, employer_id: int, made: Made, rulebook: Rulebook, *, on: date) -> Change:
    """Write a visit down. It answers what was planned or asked for, if there is such a visit.

    Raises Problem for a day to come, nobody named, an unknown kind, or an employer that is gone.
    """
    employer = session.get(Employer, employer_id)
    if employer is None:
        raise Problem("这家企业已被删除。", "请按 F5 刷新后重试。")
    if made.on > on:
        raise Problem(f"{made.on.isoformat()} 还没有到，不能记成已经走访。", "请填写实际去的那一天。")
    by = "、".join(dict.fromkeys(name.strip() for name in made.by if name.strip()))
    if not by:
        raise Problem("还没有填写谁去的。", "请填写走访人的姓名，一般两人，用“、”隔开。")
    kind = answers.one_of(made.kind, "走访类型", KINDS) or AD_HOC
    why_not = answers.one_of(made.not_entered or "", "未能入内的原因", WHY_NOT)
    counting = rulebook.patrol(on).counting
    open_one = _open(session, employer_id, kind)
    visit = open_one or Visit(employer_id=employer_id, kind=kind, noted_on=on)
    visit.state = DONE if why_not is None else NOT_ENTERED
    visit.done_on, visit.done_by, visit.not_entered = made.on, by, why_not
    visit.outcome, visit.note = made.outcome, made.note
    visit.counts_for_coverage = why_not is None and (counting[visit.kind] if made.counts is None else made.counts)
    if visit.demand_key is None:
        visit.demand_key = _asked_key(session, employer_id, visit.kind, made.on)
    session.add(visit)
    said = f"{employer.name}：{made.on.isoformat()} {visit.kind}走访" + (f"，未能入内（{why_not}）" if why_not else "")
    alone = "；只写了一个人，现场记录一般要两人签名" if len(by.split("、")) < USUAL_PEOPLE else ""
    return Change(said + alone, frozenset({employer_id}))


def _open(session: Session, employer_id: int, kind: str) -> Visit | None:
    """The earliest planned visit of this kind that is not made yet; an ordinary patrol also answers a 临时 one."""
    kinds = (PLANNED, NEW, AD_HOC) if kind in (PLANNED, NEW) else (kind,)
    if kind == AD_HOC:
        return None
    return session.scalar(
        select(Visit)
        .where(Visit.employer_id == employer_id, Visit.kind.in_(kinds), Visit.state.in_((WANTED, PLANNED_FOR)))
        .order_by(Visit.planned_on, Visit.id)
        .limit(1)
    )


def _asked_key(session: Session, employer_id: int, kind: str, on: date) -> str | None:
    """The key of the oldest open request of this kind, so that a visit answers one request."""
    answered = select(Visit.demand_key).where(Visit.employer_id == employer_id, Visit.demand_key.is_not(None))
    taken = set(session.scalars(answered))
    query = (
        select(VisitRequest.id)
        .where(VisitRequest.employer_id == employer_id, VisitRequest.kind == kind)
        .where(VisitRequest.withdrawn_on.is_(None), VisitRequest.asked_on <= on)
        .order_by(VisitRequest.deadline, VisitRequest.id)
    )
    keys = (f"request:{id}" for id in session.scalars(query))
    return next((key for key in keys if key not in taken), None)


@dataclass(frozen=True, slots=True)
class Wish:
    """A visit that is wanted once. source: where it comes from, as “finding:12”; earliest None: from today."""

    kind: str
    deadline: date
    why: str
    earliest: date | None = None
    minutes: int | None = None
    source: str | None = None


def request(session: Session, employer_id: int, wish: Wish, *, on: date) -> Change:
    """Ask for a visit by a day. Raises Problem for a deadline before the start, no reason, or an unknown kind."""
    employer = session.get(Employer, employer_id)
    if employer is None:
        raise Problem("这家企业已被删除。", "请按 F5 刷新后重试。")
    kind = answers.one_of(answers.needed(wish.kind, "类型", RECHECK), "类型", ASKED)
    why = answers.needed(wish.why, "原因", "除尘设备没有开，整改后复查")
    answers.in_order(wish.earliest, wish.deadline, "这次走访")
    session.add(
        VisitRequest(
            employer_id=employer_id, kind=kind, asked_on=on, earliest_on=wish.earliest, deadline=wish.deadline,
            minutes=wish.minutes, why=why, source=wish.source,
        )
    )  # fmt: skip
    return Change(f"{employer.name}：{wish.deadline.isoformat()} 前{kind}（{why}）", frozenset({employer_id}))


def recheck(rectify_by: date, why: str, terms: PatrolTerms, source: str | None = None) -> Wish:
    """The wish for the re-check of a finding that is to be put right by a day."""
    earliest, deadline = patrol.recheck_window(rectify_by, terms)
    return Wish(RECHECK, deadline, why, earliest, source=source)


def withdraw(session: Session, source: str, *, on: date) -> int:
    """The requests from one source are no longer wanted; gives how many."""
    held = list(
        session.scalars(select(VisitRequest).where(VisitRequest.source == source, VisitRequest.withdrawn_on.is_(None)))
    )
    for row in held:
        row.withdrawn_on = on
    return len(held)


def visits_of(session: Session, employer_id: int | None = None, *, limit: int = 500) -> list[VisitRow]:
    """The visits of one employer, or of all: planned ones first, then the newest."""
    query = select(Visit, Employer.name).join(Employer, Employer.id == Visit.employer_id)
    if employer_id is not None:
        query = query.where(Visit.employer_id == employer_id)
    query = query.order_by(Visit.done_on.is_not(None), Visit.done_on.desc(), Visit.planned_on, Visit.id.desc())
    return [
        VisitRow(
            v.id, v.employer_id, name, v.kind, v.state, v.planned_on, v.done_on, v.done_by,
            v.outcome or v.not_entered, v.counts_for_coverage, v.reason,
        )
        for v, name in session.execute(query.limit(limit))
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drive:
    """A campaign to begin. written: the words that found its employers; basis: the document that asks for it."""

    name: str
    first: date
    last: date
    times: int = 1
    minutes: int | None = None
    written: str | None = None
    basis: str | None = None


def campaign(session: Session, drive: Drive, employers: Sequence[int]) -> Change:
    """Begin a campaign over a list of employers. Raises Problem without a name, employers, or for a bad period."""
    named = answers.needed(drive.name, "专项名称", "石材加工企业粉尘专项治理")
    answers.in_order(drive.first, drive.last, named)
    if not employers:
        raise Problem(f"“{named}”还没有企业。", "请在台账里选中企业，或写搜索条件。")
    if drive.times < 1:
        raise Problem(f"“{named}”的次数是 {drive.times}。", "请写 1 或更多。")
    row = Campaign(
        name=named, first_on=drive.first, last_on=drive.last, times=drive.times, minutes=drive.minutes,
        written=drive.written, basis=drive.basis,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(CampaignEmployer(campaign_id=row.id, employer_id=id) for id in dict.fromkeys(employers))
    return Change(f"专项“{named}”：{len(employers)} 家，各 {drive.times} 次", frozenset(employers), settings=True)
