"""巡查任务: visits that somebody asked for and campaigns, until they are done, withdrawn or over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.patrol import Campaign, CampaignEmployer, Visit, VisitRequest
from desktop.work.change import Change
from desktop.work.problem import Problem
from desktop.work.visits import CANCELLED, DONE, PLANNED_FOR, WANTED

REQUEST, CAMPAIGN = "request", "campaign"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One request (of one employer) or campaign. key: request:3 or campaign:2; wanted: visits in all."""

    key: str
    kind: str
    name: str
    first: date | None
    last: date
    wanted: int
    made: int
    planned: int
    why: str | None

    def standing(self, on: date) -> str:
        """In words on a day: what is over and not made is said."""
        if self.made >= self.wanted:
            return "已完成"
        if self.last < on:
            return "过期"
        return "没有开始" if self.first is not None and self.first > on else "进行中"


def open_tasks(session: Session, on: date) -> list[TaskRow]:
    """What is still to be done: requests without a visit, and campaigns that are not over; the most urgent first."""
    requests = (
        select(VisitRequest, Employer.name)
        .join(Employer, Employer.id == VisitRequest.employer_id)
        .where(VisitRequest.withdrawn_on.is_(None))
    )
    found = []
    for asked, name in session.execute(requests):
        key = f"{REQUEST}:{asked.id}"
        made, planned = _counts(session, Visit.demand_key == key)
        if not made:
            found.append(TaskRow(key, asked.kind, name, asked.earliest_on, asked.deadline, 1, made, planned, asked.why))
    lists = select(CampaignEmployer.campaign_id, func.count()).group_by(CampaignEmployer.campaign_id)
    sizes = {campaign: number for campaign, number in session.execute(lists)}
    for drive in session.scalars(select(Campaign).where(Campaign.last_on >= on)):
        key = f"{CAMPAIGN}:{drive.id}"
        made, planned = _counts(session, Visit.demand_key.startswith(f"{key}:"))
        wanted = sizes.get(drive.id, 0) * drive.times
        found.append(
            TaskRow(key, "专项", drive.name, drive.first_on, drive.last_on, wanted, made, planned, drive.basis)
        )
    return sorted(found, key=lambda row: (row.last, row.key))


def stop(session: Session, key: str, *, on: date) -> Change:
    """A request is withdrawn, or a campaign ends the day before; visits planned for it are cancelled.

    Raises Problem when there is no such task any more.
    """
    kind, _, number = key.partition(":")
    if kind == REQUEST and number.isdecimal() and (asked := session.get(VisitRequest, int(number))) is not None:
        asked.withdrawn_on = on
        name = session.get_one(Employer, asked.employer_id).name
        return _stopped(session, f"{name}的{asked.kind}不用去了", Visit.demand_key == key)
    if kind == CAMPAIGN and number.isdecimal() and (drive := session.get(Campaign, int(number))) is not None:
        said = f"专项“{drive.name}”结束"
        if drive.first_on >= on:
            session.delete(drive)
        else:
            drive.last_on = on - timedelta(days=1)
        return _stopped(session, said, Visit.demand_key.startswith(f"{key}:"))
    raise Problem("这项任务已经不在了。", "请按 F5 刷新后重试。")


def _stopped(session: Session, said: str, mine: ColumnElement[bool]) -> Change:
    dropped = list(session.scalars(select(Visit).where(mine, Visit.state.in_((WANTED, PLANNED_FOR)))))
    for visit in dropped:
        visit.state, visit.note = CANCELLED, said
    planned = f"，已排的 {len(dropped)} 次走访取消" if dropped else ""
    return Change(said + planned, frozenset(visit.employer_id for visit in dropped), settings=True, listed=True)


def _counts(session: Session, mine: ColumnElement[bool]) -> tuple[int, int]:
    """Visits made, and planned."""
    query = select(Visit.state, func.count()).where(mine).group_by(Visit.state)
    states: Sequence[tuple[str, int]] = [(state, number) for state, number in session.execute(query)]
    held = dict(states)
    return held.get(DONE, 0), held.get(PLANNED_FOR, 0)
