"""核实: one employer verified in one gesture, and every morning ten fields that are the most doubtful or the oldest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.hazard import Exposure, HazardClass
from db.models.ledger import Declaration, HealthExam, TestReport
from db.models.place import Area, Township
from db.models.upkeep import FieldCheck
from desktop.rules.tables import Rulebook
from desktop.work import editing
from desktop.work.change import Change
from desktop.work.problem import Problem

METHODS = ("现场", "电话", "资料")
RIGHT, CORRECTED, CALLED = "对", "改", "打电话"
TEN = 10
ASKED = ("phone", "exposed_workers", "contact", "status", "staff", "address")  # in order of weight
HOLDS = timedelta(days=365)  # an answer is not asked for again so soon
CALLS_HOLD = timedelta(days=3)
FRESH = timedelta(days=30)  # what was verified so lately is not old
STOPPED = ("停产", "注销", "搬迁", "查无")
STILL_THERE = Employer.status.not_in(("注销", "查无", "搬迁"))


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One field to look at. contradictory: two things of the file do not fit; else it is merely old."""

    employer_id: int
    name: str
    village: str | None
    field: str
    label: str
    value: str
    why: str
    phone: str | None
    contact: str | None
    contradictory: bool


def verify(session: Session, employer_id: int, how: str, *, on: date, by: str | None = None) -> Change:
    """Note that the file was made sure of today: how (现场 电话 资料), and by whom (None: the township's clerk).

    Raises Problem for another method or when the employer is gone.
    """
    employer = session.get(Employer, employer_id)
    if employer is None:
        raise Problem("这家企业已被删除。", "请按 F5 刷新台账后重试。")
    if how not in METHODS:
        raise Problem(f"“{how}”不是核实方式。", f"请选择：{'、'.join(METHODS)}。")
    person = by or session.scalar(select(Township.person))
    employer.verified_on, employer.verified_how, employer.verified_by = on, how, person
    told = f"，{person}" if person else ""
    return Change(f"{employer.name}：已核实（{how}{told}）", frozenset({employer_id}))


def ten(session: Session, rulebook: Rulebook, on: date, limit: int = TEN) -> list[CheckItem]:
    """The fields worth a look this morning: contradictions first, then what nobody has made sure of for longest."""
    done = _answered(session, on)
    found: dict[int, tuple[str, str, bool]] = {}
    for employer, field, why in _contradictions(session):
        if (employer, field) not in done and len(found) < limit:
            found.setdefault(employer, (field, why, True))
    for employer, field, why in islice(_oldest(session, on, done), limit * 2):
        if len(found) < limit:
            found.setdefault(employer, (field, why, False))
    return [_item(session, rulebook, employer, *what) for employer, what in found.items()]


def answer(session: Session, employer_id: int, field: str, answer: str, *, on: date, by: str | None = None) -> Change:
    """Note that a field was found right (对), or is to be asked by telephone (打电话)."""
    employer = session.get(Employer, employer_id)
    if employer is None:
        raise Problem("这家企业已被删除。", "请按 F5 刷新台账后重试。")
    person = by or session.scalar(select(Township.person))
    session.add(FieldCheck(employer_id=employer_id, field=field, answer=answer, checked_on=on, checked_by=person))
    words = {RIGHT: "核对无误", CORRECTED: "核对后已改", CALLED: "待打电话问"}[answer]
    return Change(f"{employer.name}：{words}", frozenset({employer_id}))


def put_right(session: Session, employer_id: int, field: str, written: str, *, rulebook: Rulebook, on: date) -> Change:
    """Correct a field that was looked at, and note that it was: one operation. Raises Problem as `edit` does."""
    change = editing.edit(session, employer_id, field, written, rulebook=rulebook, on=on)
    answer(session, employer_id, field, CORRECTED, on=on)
    return change


def _answered(session: Session, on: date) -> set[tuple[int, str]]:
    recent = or_(
        and_(FieldCheck.answer != CALLED, FieldCheck.checked_on > on - HOLDS),
        and_(FieldCheck.answer == CALLED, FieldCheck.checked_on > on - CALLS_HOLD),
    )
    query = select(FieldCheck.employer_id, FieldCheck.field).where(recent)
    return {(owner, field) for owner, field in session.execute(query)}


def _contradictions(session: Session) -> Iterator[tuple[int, str, str]]:
    """Employer, field, and what does not fit, the gravest kind first."""
    heads = Employer.staff + func.coalesce(Employer.outsourced, 0) + func.coalesce(Employer.dispatched, 0)
    for employer, exposed, all_heads in session.execute(
        _of(Employer.id, Employer.exposed_workers, heads).where(Employer.exposed_workers > heads)
    ):
        yield employer, "exposed_workers", f"接害 {exposed} 人，多于从业、外委和派遣人员合计 {all_heads} 人"
    for employer, name, workers, exposed in session.execute(
        _of(Employer.id, HazardClass.hazard_class, HazardClass.workers, Employer.exposed_workers)
        .join(HazardClass, HazardClass.employer_id == Employer.id)
        .where(HazardClass.workers > Employer.exposed_workers)
    ):
        yield employer, "exposed_workers", f"{name}接触 {workers} 人，多于接害人数 {exposed} 人"
    with_factors = Employer.id.in_(select(Exposure.employer_id))
    for (employer,) in session.execute(_of(Employer.id).where(Employer.exposed_workers == 0, with_factors)):
        yield employer, "exposed_workers", "登记了危害因素，接害人数却是 0"
    for employer, exposed in session.execute(
        _of(Employer.id, Employer.exposed_workers).where(Employer.exposed_workers > 0, ~with_factors)
    ):
        yield employer, "factors", f"有 {exposed} 人接害，却没有登记危害因素"
    for employer, women, staff in session.execute(
        _of(Employer.id, Employer.women, Employer.staff).where(Employer.women > Employer.staff)
    ):
        yield employer, "staff", f"女职工 {women} 人，多于从业人员 {staff} 人"
    yield from _busy_though_stopped(session)


def _busy_though_stopped(session: Session) -> Iterator[tuple[int, str, str]]:
    for owner, day, what in (
        (TestReport.employer_id, TestReport.tested_on, "检测"),
        (HealthExam.employer_id, HealthExam.examined_on, "体检"),
        (Declaration.employer_id, Declaration.declared_on, "申报"),
    ):
        query = (
            select(Employer.id, Employer.status, Employer.status_since, func.max(day))
            .join(owner.class_, owner == Employer.id)
            .where(Employer.status.in_(STOPPED), day > Employer.status_since)
            .group_by(Employer.id)
            .order_by(Employer.id)
            .limit(50)
        )
        if what == "申报":
            query = query.where(Declaration.kind.not_in(("注销", "变更")))
        for employer, status, since, latest in session.execute(query):
            yield employer, "status", f"{since} 起{status}，却有 {latest} 的{what}"


def _of(*columns: Any) -> Select[Any]:  # noqa: ANN401 - rows of several kinds
    return select(*columns).where(STILL_THERE).order_by(Employer.id).limit(50)


def _oldest(session: Session, on: date, done: set[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    known = func.coalesce(Employer.verified_on, Employer.registered_on)
    query = (
        select(Employer.id, Employer.verified_on)
        .where(STILL_THERE, or_(Employer.verified_on.is_(None), Employer.verified_on <= on - FRESH))
        .order_by(Employer.verified_on.is_not(None), known.nulls_first(), Employer.sort_key, Employer.id)
        .limit(TEN * 20)
    )
    for employer, verified in session.execute(query):
        field = next((field for field in ASKED if (employer, field) not in done), None)
        if field is not None:
            yield employer, field, f"上次核实 {verified}" if verified else "从来没有核实过"


def _item(session: Session, rulebook: Rulebook, employer_id: int, key: str, why: str, contradictory: bool) -> CheckItem:
    employer = session.get_one(Employer, employer_id)
    field = rulebook.fields[key]
    if field.kind == "factors":
        query = select(Exposure.written).where(Exposure.employer_id == employer_id).order_by(Exposure.id)
        value = "、".join(dict.fromkeys(session.scalars(query))) or editing.UNKNOWN
    else:
        value = editing.shown(session, field, getattr(employer, field.column), rulebook)
    village = session.scalar(select(Area.name).where(Area.id == employer.area_id))
    return CheckItem(
        employer_id, employer.name, village, key, field.label, value, why, employer.phone, employer.contact,
        contradictory,
    )  # fmt: skip
