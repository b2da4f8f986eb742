"""巡查: what is to be visited, what is planned, what was done; campaigns and the office's own patrol rules."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Code, Day, Json, Key, Line, Long, Name, Table
from db.models.employer import OF_EMPLOYER


class Visit(Table):
    """One visit of one employer, from wanted to done. A visit written down afterwards starts as done."""

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("hi >= lo", name="window"),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("(state IN ('已访', '未能入内')) = (done_on IS NOT NULL)", name="done"),
        CheckConstraint("state <> '已排' OR planned_on IS NOT NULL", name="planned"),
        Index("ix_visit_employer_done", "employer_id", "state", "done_on"),  # the last visit, and coverage
    )

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"))
    kind: Mapped[Code]  # 计划 临时 复查 专项 投诉核查 新企业 联合检查
    demand_key: Mapped[str | None] = mapped_column(String(80), index=True)  # Demand.key, or request:ID, campaign:ID
    lo: Mapped[Day | None]  # first and last day on which it may be made
    hi: Mapped[Day | None]
    minutes: Mapped[int | None]
    weight: Mapped[int | None]
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("patrol_plan.id", ondelete="SET NULL"), index=True)
    planned_on: Mapped[Day | None] = mapped_column(index=True)
    crew_id: Mapped[int | None] = mapped_column(ForeignKey("crew.id", ondelete="SET NULL"), index=True)
    position: Mapped[int | None]  # which of the day's visits of the crew, from 1
    reason: Mapped[Long | None]  # why it is asked for, and why then and by them
    pinned: Mapped[bool] = mapped_column(default=False, server_default="0")  # a person fixed day and crew
    printed_on: Mapped[Day | None]  # handed out on paper: planning leaves it alone
    state: Mapped[Code]  # 待排 已排 已访 取消 未能入内
    done_on: Mapped[Day | None]
    done_by: Mapped[Line | None]  # names, joined by “、”
    outcome: Mapped[Line | None]  # what was found
    not_entered: Mapped[Name | None]  # why nobody could get in: 停产 拒绝 关门
    note: Mapped[Long | None]
    counts_for_coverage: Mapped[bool] = mapped_column(default=True, server_default="1")
    noted_on: Mapped[Day]


class VisitRequest(Table):
    """A visit that is wanted once, by a day: a re-check, a complaint, an order from above."""

    __tablename__ = "visit_request"
    __table_args__ = (CheckConstraint("deadline >= earliest_on", name="window"),)

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    kind: Mapped[Code]  # 复查 投诉核查 专项 临时
    asked_on: Mapped[Day]
    earliest_on: Mapped[Day | None]  # None: from asked_on
    deadline: Mapped[Day]
    minutes: Mapped[int | None]
    why: Mapped[Line]
    source: Mapped[str | None] = mapped_column(String(80), index=True)  # finding:12, complaint:3
    withdrawn_on: Mapped[Day | None]


class PatrolPlan(Table):
    """A plan as it was made, and adopted or not. Its visits are rows of `visit`."""

    __tablename__ = "patrol_plan"
    __table_args__ = (CheckConstraint("last_on >= first_on", name="period"),)

    id: Mapped[Key]
    first_on: Mapped[Day]
    last_on: Mapped[Day]
    effort: Mapped[Code]  # quick normal thorough
    seed: Mapped[int]
    made_on: Mapped[Day]
    adopted_on: Mapped[Day | None]
    result: Mapped[Json]  # load, travel, bound, gap, unplaced


class Campaign(Table):
    """专项行动: a list of employers to be visited so many times between two days, besides the ordinary patrol."""

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="period"),
        CheckConstraint("times > 0", name="times"),
    )

    id: Mapped[Key]
    name: Mapped[Name]
    first_on: Mapped[Day]
    last_on: Mapped[Day]
    times: Mapped[int]
    minutes: Mapped[int | None]
    written: Mapped[Line | None]  # the words of the search that made the list
    basis: Mapped[Line | None]  # the document that asks for it


class CampaignEmployer(Table):
    """One employer of a campaign's list."""

    __tablename__ = "campaign_employer"
    __table_args__ = (UniqueConstraint("campaign_id", "employer_id"),)

    id: Mapped[Key]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)


class PatrolRule(Table):
    """A value of patrol.toml as this office has it from a day on, and on what ground."""

    __tablename__ = "patrol_rule"
    __table_args__ = (UniqueConstraint("address", "since"),)

    id: Mapped[Key]
    address: Mapped[str] = mapped_column(String(80))  # “frequency.乙.months”
    value: Mapped[Json]
    basis: Mapped[Line]
    person: Mapped[Name | None]
    since: Mapped[Day]
    set_on: Mapped[Day]
